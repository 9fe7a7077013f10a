"""What compiled rules tell of themselves: what they read and of whom, what decides them, and what facts are held against."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.rules.conditions import Check
from app.rules.quantities import Quantity, compile_quantity
from app.rules.values import Among, Range
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import OPEN, SMALL, SOUND, World, case_of, cost, lead, party

MONTHS, SHARE = {"fact": "project.months"}, {"fact": "project.share"}
RECEIVED, OF_LEAD = {"fact": "participant.receivedEur"}, {"fact": "applicant.receivedEur"}
FUNDED, LEAD_FUNDED = {"fact": "participant.funded"}, {"fact": "applicant.funded"}
REQUESTED, FUNDED_ENTERPRISES = {"fact": "project.requestedAidEur"}, {"fact": "consortium.fundedEnterprises"}
SUBMITTED = {"fact": "project.submissionDate"}
ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}


@pytest.fixture
def world() -> World:
    return World(
        {
            "project.level": {"type": "integer", "minimum": 3, "maximum": 9},
            "project.balanceEur": {"type": "decimal", "minimum": -100},
        }
    )


def quantity(world: World, node: Any) -> Quantity:
    return compile_quantity(world.compiler, node, ())


@pytest.mark.parametrize(
    ("node", "local"),
    [
        (7, False),
        (MONTHS, False),
        (FUNDED, True),
        (LEAD_FUNDED, True),
        (REQUESTED, True),
        (FUNDED_ENTERPRISES, True),
        ({"aid": ["research"]}, True),
        ({"sum": "costs"}, False),
        ({"count": "participants", "where": ENTERPRISE}, False),
        ({"count": "beneficiaries"}, True),
        ({"count": "beneficiaries", "where": ENTERPRISE}, True),
        ({"count": "participants", "where": {**FUNDED, "isTrue": True}}, True),
        ({"count": "participants", "where": {"all": [ENTERPRISE, {**FUNDED, "isTrue": True}]}}, True),
        ({"firstOfNextMonth": SUBMITTED}, False),
        ({"plus": [MONTHS, 1]}, False),
        ({"plus": [MONTHS, {"aid": ["research"]}]}, True),
    ],
)
def test_what_a_scheme_works_out_belongs_to_that_scheme_alone(world: World, node: Any, local: bool) -> None:
    assert quantity(world, node).local is local
    asked = {**node, "isTrue": True} if node in (FUNDED, LEAD_FUNDED) else {"fact": "project.share", "gte": node}
    if node != {"firstOfNextMonth": SUBMITTED}:
        for test in (asked, {"not": asked}, {"all": [OPEN, asked]}, {"any": [OPEN, {"not": asked}]}):
            assert world.compiler.compile(test).local is local


def test_the_month_after_a_day_of_a_participant_is_about_that_participant(world: World) -> None:
    more = World({"participant.founded": {"type": "date"}})
    day = quantity(more, {"firstOfNextMonth": {"fact": "participant.founded"}})
    assert day.per_participant
    assert not day.local
    assert day.reads == {("participant.founded", "own")}
    assert day.kind == "date"
    assert not quantity(world, {"firstOfNextMonth": SUBMITTED}).per_participant
    assert quantity(world, {"firstOfNextMonth": SUBMITTED}).reads == {("project.submissionDate", "case")}


@pytest.mark.parametrize(
    ("node", "reads"),
    [
        (FUNDED, set()),
        (REQUESTED, {("project.requestedAidEur", "case")}),
        (FUNDED_ENTERPRISES, {("consortium.fundedEnterprises", "case"), ("participant.kind", "all")}),
        ({"aid": ["research"]}, set()),
        ({"fact": "project.resultPoints", "between": [0, 30]}, {("project.resultPoints", "case")}),
        ({"count": "participants", "where": {**OF_LEAD, "gte": 1}}, {("participant.receivedEur", "lead")}),
        ({"count": "participants", "where": {**MONTHS, "gte": 1}}, {("project.months", "case")}),
        ({"count": "participants", "where": SOUND}, {("participant.sound", "all")}),
        ({"share": "costs", "where": SOUND}, {("participant.sound", "all"), ("project.costs", "case")}),
        ({"independent": "participants", "where": SOUND}, {("participant.sound", "all"), ("participant.linkedTo", "all")}),
        ({"own": "costs"}, {("project.costs", "case")}),
    ],
)
def test_a_quantity_reads_these_facts_of_these(world: World, node: Any, reads: set[tuple[str, str]]) -> None:
    assert quantity(world, node).reads == reads


@pytest.mark.parametrize(
    ("node", "per_participant"),
    [
        (7, False),
        (RECEIVED, True),
        (OF_LEAD, False),
        (FUNDED, True),
        (LEAD_FUNDED, False),
        (REQUESTED, False),
        ({"times": [OF_LEAD, 2]}, False),
        ({"times": [2, RECEIVED]}, True),
        ({"ownShare": "costs"}, True),
        ({"share": "costs", "where": SOUND}, False),
        ({"count": "beneficiaries"}, False),
    ],
)
def test_a_quantity_is_about_a_participant_or_about_the_case(world: World, node: Any, per_participant: bool) -> None:
    assert quantity(world, node).per_participant is per_participant
    test = {**node, "isTrue": True} if node in (FUNDED, LEAD_FUNDED) else {**SHARE, "gte": node}
    for expression in (test, {"not": test}, {"any": [OPEN, test]}):
        assert world.compiler.compile(expression).per_participant is per_participant


def test_an_expression_reads_what_its_parts_read(world: World) -> None:
    either = world.compiler.compile({"any": [SMALL, {"not": OPEN}, {**OF_LEAD, "lte": {"plus": [MONTHS, SHARE]}}]})
    assert either.reads == {
        ("participant.size", "own"),
        ("project.secret", "case"),
        ("participant.receivedEur", "lead"),
        ("project.months", "case"),
        ("project.share", "case"),
    }
    assert either.fact_ids == {fact_id for fact_id, _ in either.reads}


def held_against(check: Check | Quantity) -> list[tuple[str, Any]]:
    return [(fact_id, threshold.constant) for fact_id, threshold in check.thresholds]


def test_facts_are_held_against_what_stands_on_the_other_side(world: World) -> None:
    compiled = world.compiler.compile
    assert held_against(compiled({**MONTHS, "lte": 24})) == [("project.months", 24)]
    assert held_against(compiled({"plus": [20, 4], "gte": SHARE})) == [("project.share", None)]
    both = compiled({**MONTHS, "lte": SHARE})
    assert [(fact_id, threshold.fact and threshold.fact.id) for fact_id, threshold in both.thresholds] == [
        ("project.months", "project.share"),
        ("project.share", "project.months"),
    ]
    assert held_against(compiled({"plus": [MONTHS, 1], "gte": 25})) == []
    assert held_against(compiled(SMALL)) == []


def test_what_facts_are_held_against_inside_a_count_a_sum_or_a_part_is_told_too(world: World) -> None:
    counted = {"count": "participants", "where": {**RECEIVED, "gt": 7}}
    assert held_against(quantity(world, counted)) == [("participant.receivedEur", 7)]
    assert held_against(quantity(world, {"plus": [1, counted]})) == [("participant.receivedEur", 7)]
    for test in ({**counted, "gte": 1}, {"plus": [1, 1], "lte": counted}, {"plus": [counted, 2], "gte": {"most": [3, counted]}}):
        assert set(held_against(world.compiler.compile(test))) == {("participant.receivedEur", 7)}
    of_month = {**MONTHS, "gte": 5}
    whole = world.compiler.compile({"all": [of_month, {"not": {**counted, "gte": 1}}]})
    assert held_against(whole) == [("project.months", 5), ("participant.receivedEur", 7)]
    # A fact that is counted with is held against the count.
    share = world.compiler.compile({**SHARE, "gte": counted})
    assert held_against(share) == [("project.share", None), ("participant.receivedEur", 7)]


@pytest.mark.parametrize(
    ("test", "decides"),
    [
        ({**MONTHS, "lte": 24}, "project.months"),
        ({**RECEIVED, "gt": "33.5"}, "participant.receivedEur"),
        ({**OF_LEAD, "gt": 5}, "participant.receivedEur"),
        # Zero months are no fewer than zero, and a share is 100 at most.
        ({**MONTHS, "gte": 0}, None),
        ({**MONTHS, "gte": 1}, "project.months"),
        ({**SHARE, "lte": 100}, None),
        ({**SHARE, "lte": 99}, "project.share"),
        ({"fact": "project.level", "gte": 3}, None),
        ({"fact": "project.level", "gte": 4}, "project.level"),
        ({"fact": "project.level", "lt": 8}, "project.level"),
        ({"fact": "project.level", "lte": 9}, None),
        ({"fact": "project.balanceEur", "gte": -1}, "project.balanceEur"),
        # Without a least value of its own a number is zero or more.
        ({"fact": "consortium.independentEnterprises", "gte": 1}, "consortium.independentEnterprises"),
        ({"fact": "consortium.independentEnterprises", "gte": 0}, None),
        ({**SUBMITTED, "lt": "2024-06-30"}, "project.submissionDate"),
        ({**SUBMITTED, "lt": {"fact": "project.startDate"}}, None),
        ({**MONTHS, "lte": SHARE}, None),
        ({"plus": [MONTHS, 1], "lte": 24}, None),
        ({"plus": [20, 4], "gte": MONTHS}, None),
        ({"sum": "costs", "lte": 24}, None),
        ({"fact": "participant.size", "eq": "small"}, "participant.size"),
        ({"fact": "participant.size", "in": ["small", "micro"]}, "participant.size"),
        ({"fact": "participant.size", "notIn": ["small", "micro", "medium", "large"]}, None),
        ({"fact": "participant.size", "in": ["small", "micro", "medium", "large"]}, None),
        (OPEN, "project.secret"),
        (SOUND, "participant.sound"),
        ({"fact": "project.themes", "intersects": ["energy"]}, "project.themes"),
        ({"fact": "project.themes", "intersects": ["energy", "health", "water"]}, "project.themes"),
        ({"fact": "project.themes", "subsetOf": ["energy", "health"]}, "project.themes"),
        ({"fact": "project.themes", "subsetOf": ["energy", "health", "water"]}, None),
        ({"not": OPEN}, None),
        ({"all": [OPEN, SMALL]}, None),
    ],
)
def test_a_plain_test_that_can_turn_out_either_way_is_decided_by_its_fact(world: World, test: Any, decides: str | None) -> None:
    assert world.compiler.compile(test).decides == decides


def test_every_set_is_inside_all_codes(world: World) -> None:
    everything = {"fact": "project.themes", "subsetOf": ["energy", "health", "water"]}
    assert world.verdict(everything, case_of()) == MET
    assert world.verdict({"not": everything}, case_of(facts={"project.themes": frozenset({"energy"})})) == NOT_MET


@pytest.mark.parametrize(
    ("operator", "below", "touching", "across", "above"),
    [
        # The range lies below the figure, ends on it, has it inside, or lies above it.
        ("lt", MET, UNKNOWN, UNKNOWN, NOT_MET),
        ("lte", MET, MET, UNKNOWN, NOT_MET),
        ("gt", NOT_MET, NOT_MET, UNKNOWN, MET),
        ("gte", NOT_MET, UNKNOWN, UNKNOWN, MET),
        ("eq", NOT_MET, UNKNOWN, UNKNOWN, NOT_MET),
        ("neq", MET, UNKNOWN, UNKNOWN, MET),
    ],
)
@pytest.mark.parametrize("figure", [20, Fraction(41, 2)])
def test_a_range_is_held_against_a_figure_on_either_side(
    world: World, operator: str, below: int, touching: int, across: int, above: int, figure: Any
) -> None:
    mirrored = {"lt": "gt", "lte": "gte", "gt": "lt", "gte": "lte"}.get(operator, operator)
    spans = ([1, 19], [1, figure], [1, 30], [21, 30])
    for span, verdict in zip(spans, (below, touching, across, above), strict=True):
        assert world.verdict({"between": span, operator: figure}, case_of()) == verdict
        by_fact = {"between": span, operator: {"plus": [SHARE, 0]}}
        assert world.verdict(by_fact, case_of(facts={"project.share": figure})) == verdict
        assert world.verdict({**SHARE, mirrored: {"between": span}}, case_of(facts={"project.share": figure})) == verdict
        assert world.verdict({"plus": [figure, 0], mirrored: {"between": span}}, case_of()) == verdict


def test_two_ranges_are_held_against_each_other(world: World) -> None:
    assert world.verdict({"between": [1, 2], "lt": {"between": [3, 4]}}, case_of()) == MET
    assert world.verdict({"between": [3, 4], "lte": {"between": [1, 2]}}, case_of()) == NOT_MET
    assert world.verdict({"between": [1, 4], "lte": {"between": [3, 6]}}, case_of()) == UNKNOWN


def test_nothing_is_settled_against_what_is_not_known(world: World) -> None:
    for operator in ("lt", "lte", "gt", "gte", "eq", "neq"):
        assert world.verdict({"between": [1, 2], operator: MONTHS}, case_of()) == UNKNOWN
        assert world.verdict({**MONTHS, operator: SHARE}, case_of(facts={"project.months": 3})) == UNKNOWN


@pytest.mark.parametrize(
    ("codes", "inside", "outside"),
    [(("micro",), MET, NOT_MET), (("micro", "large"), UNKNOWN, UNKNOWN), (("medium", "large"), NOT_MET, MET)],
)
def test_one_of_several_codes_is_inside_outside_or_open(world: World, codes: tuple[str, ...], inside: int, outside: int) -> None:
    case = case_of(lead(size=Among(frozenset(codes))))
    assert world.verdict(SMALL, case) == inside
    assert world.verdict({"fact": "participant.size", "notIn": ["micro", "small"]}, case) == outside


def test_a_fact_known_to_lie_between_two_numbers_is_taken_between_bounds() -> None:
    world = World()
    counted = {"fact": "consortium.enterprises", "between": [1, 3]}
    people = [lead("a", None), *(party(name, None) for name in "bcde")]
    assert world.value(counted, case_of(*people)) == Range(1, 3)
    assert world.value(counted, case_of(lead(), party("b"), party("c", None))) == Range(2, 3)
    assert world.value(counted, case_of(lead("a", "person"))) == 1
    assert world.value(counted, case_of(*(party(name) for name in "abcd"))) == 3
    budget = {"fact": "project.budgetEur", "between": [10, 50]}
    assert world.value(budget, case_of()) == Range(10, 50)
    assert world.value(budget, case_of(costs=[cost(0, 20), cost(0, None)])) == Range(20, 50)


def test_dates_and_codes_are_told_from_numbers(world: World) -> None:
    kinds: dict[str, list[Any]] = {
        "number": [3, "2/3", MONTHS, SHARE, {"plus": [1, 2]}, {"sum": "costs"}, REQUESTED],
        "date": [date(2024, 6, 1), "2024-06-01", SUBMITTED, {"firstOfNextMonth": SUBMITTED}],
        "code": [{"fact": "participant.size"}, {"fact": "project.secret"}, {"fact": "project.themes"}, FUNDED],
    }
    for kind, nodes in kinds.items():
        assert {quantity(world, node).kind for node in nodes} == {kind}


def test_of_unknown_figures_alone_nothing_is_known(world: World) -> None:
    for word in ("least", "most", "plus", "minus", "per", "between"):
        assert world.value({word: [MONTHS, SHARE]}, case_of()) is None


def test_unknown_costs_are_nothing_or_more(world: World) -> None:
    for word in ("sum", "largest", "own"):
        assert world.value({word: "costs"}, case_of()) == Range(0, None)
        assert world.value({word: "costs", "activity": ["research"]}, case_of()) == Range(0, None)


def test_conditions_that_are_asked_together_are_one(world: World) -> None:
    compiled = world.compiler.compile
    small, months, funded = compiled(SMALL), compiled({**MONTHS, "lte": 24}), compiled({**FUNDED, "isTrue": True})
    together = world.compiler.together
    assert together([small]) is small
    both = together([small, months])
    assert both is together([small, months])
    assert both not in (together([small, funded]), together([small, months, funded]), small, months)
    assert both.reads == {("participant.size", "own"), ("project.months", "case")}
    assert held_against(both) == [("project.months", 24)]
    assert (both.per_participant, both.local) == (True, False)
    assert together([months, funded]).local
    assert not together([months, compiled(OPEN)]).per_participant
    facts = world.facts(case_of(lead(size="small"), party("b", size="large"), party("c"), facts={"project.months": 20}))
    assert [both.verdict(facts.project, one) for one in facts.participants] == [MET, NOT_MET, UNKNOWN]


def test_every_check_stands_at_its_place(world: World) -> None:
    for test in (OPEN, SMALL, {"all": [OPEN, SMALL]}, {"count": "participants", "where": SMALL, "gte": 1}):
        check = world.compiler.compile(test)
        assert world.compiler.checks[check.index] is check
