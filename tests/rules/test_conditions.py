"""Expressions: every operator, the tables of Kleene over facts, shared rules, and what is refused."""

from datetime import date
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.case import Case
from app.rules.conditions import COMPARISONS, OPERATORS, Compiler, expand
from app.rules.errors import RuleError
from app.rules.values import Among, Range
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import MEMO
from tests.rules.small import OPEN, SMALL, World, case_of, cost, lead, party

MONTHS = {"fact": "project.months"}


@pytest.fixture
def world() -> World:
    return World()


def with_months(months: int | None) -> Case:
    return case_of(facts={} if months is None else {"project.months": months})


@pytest.mark.parametrize(
    ("operator", "below", "at", "above"),
    [
        ("eq", NOT_MET, MET, NOT_MET),
        ("neq", MET, NOT_MET, MET),
        ("lt", MET, NOT_MET, NOT_MET),
        ("lte", MET, MET, NOT_MET),
        ("gt", NOT_MET, NOT_MET, MET),
        ("gte", NOT_MET, MET, MET),
    ],
)
@pytest.mark.parametrize("limit", [24, {"plus": [12, 12]}])
def test_a_comparison_turns_at_its_limit(world: World, operator: str, below: int, at: int, above: int, limit: Any) -> None:
    test = {**MONTHS, operator: limit}
    assert [world.verdict(test, with_months(months)) for months in (23, 24, 25)] == [below, at, above]
    assert world.verdict(test, with_months(None)) == UNKNOWN


@pytest.mark.parametrize("operator", COMPARISONS)
def test_a_comparison_with_an_unknown_limit_is_unknown(world: World, operator: str) -> None:
    assert world.verdict({"plus": [1, 2], operator: MONTHS}, with_months(None)) == UNKNOWN


@pytest.mark.parametrize(("operator", "verdict"), [("lte", UNKNOWN), ("gte", UNKNOWN), ("lt", UNKNOWN), ("eq", UNKNOWN)])
def test_a_range_around_the_limit_leaves_a_comparison_open(world: World, operator: str, verdict: int) -> None:
    assert world.verdict({"between": [10, 30], operator: 24}, case_of()) == verdict
    assert world.verdict({"sum": "costs", "lte": 24}, case_of(costs=[cost(0, 25), cost(0, None)])) == NOT_MET


def test_dates_are_compared_as_days(world: World) -> None:
    test = {"fact": "project.startDate", "gte": {"firstOfNextMonth": {"fact": "project.submissionDate"}}}
    for start, verdict in ((date(2024, 6, 30), NOT_MET), (date(2024, 7, 1), MET)):
        assert (
            world.verdict(test, case_of(facts={"project.startDate": start, "project.submissionDate": date(2024, 6, 15)})) == verdict
        )
    by_constant = {"fact": "project.startDate", "lte": "2024-06-30"}
    assert world.verdict(by_constant, case_of(facts={"project.startDate": date(2024, 6, 30)})) == MET


@pytest.mark.parametrize(
    ("operator", "codes", "verdicts"),
    [
        ("in", ["micro", "small"], {"micro": MET, "small": MET, "large": NOT_MET, None: UNKNOWN}),
        ("notIn", ["micro", "small"], {"micro": NOT_MET, "large": MET, None: UNKNOWN}),
        ("eq", "medium", {"medium": MET, "small": NOT_MET, None: UNKNOWN}),
        ("neq", "medium", {"medium": NOT_MET, "small": MET, None: UNKNOWN}),
    ],
)
def test_codes_are_members_or_not(world: World, operator: str, codes: Any, verdicts: dict[str | None, int]) -> None:
    test = {"fact": "participant.size", operator: codes}
    for size, verdict in verdicts.items():
        assert world.verdict(test, case_of(lead(size=size) if size else lead())) == verdict


def test_a_code_known_to_be_one_of_several_settles_what_holds_for_all_of_them(world: World) -> None:
    def verdict(*sizes: str) -> int:
        return world.verdict(SMALL, case_of(lead(size=Among(frozenset(sizes)))))

    assert verdict("micro", "small") == MET
    assert verdict("small", "medium") == UNKNOWN
    assert verdict("medium", "large") == NOT_MET
    none_of_them = {"fact": "participant.size", "notIn": ["micro", "small"]}
    assert world.verdict(none_of_them, case_of(lead(size=Among(frozenset({"medium", "large"}))))) == MET


def test_a_test_that_names_all_codes_holds_whatever_the_code_is(world: World) -> None:
    assert (
        world.verdict({"fact": "participant.kind", "in": ["enterprise", "person", "university"]}, case_of(lead("a", None))) == MET
    )


@pytest.mark.parametrize(("said", "true", "false"), [(True, MET, NOT_MET), (False, NOT_MET, MET), (None, UNKNOWN, UNKNOWN)])
def test_a_statement_is_true_or_false(world: World, said: bool | None, true: int, false: int) -> None:
    case = case_of(facts={} if said is None else {"project.secret": said})
    assert world.verdict({"fact": "project.secret", "isTrue": True}, case) == true
    assert world.verdict({"fact": "project.secret", "isFalse": True}, case) == false


@pytest.mark.parametrize(
    ("themes", "subset", "meets"),
    [
        (frozenset(), MET, NOT_MET),
        (frozenset({"energy"}), MET, MET),
        (frozenset({"energy", "health"}), NOT_MET, MET),
        (frozenset({"health"}), NOT_MET, NOT_MET),
        (None, UNKNOWN, UNKNOWN),
    ],
)
def test_sets_are_inside_or_touch(world: World, themes: frozenset[str] | None, subset: int, meets: int) -> None:
    case = case_of(facts={} if themes is None else {"project.themes": themes})
    assert world.verdict({"fact": "project.themes", "subsetOf": ["energy", "water"]}, case) == subset
    assert world.verdict({"fact": "project.themes", "intersects": ["energy", "water"]}, case) == meets


def test_all_any_and_not_join_expressions(world: World) -> None:
    case = case_of(lead(size="small"), facts={"project.secret": True})
    assert world.verdict({"all": [SMALL, OPEN]}, case) == NOT_MET
    assert world.verdict({"any": [SMALL, OPEN]}, case) == MET
    assert world.verdict({"not": OPEN}, case) == MET
    assert world.verdict({"all": [SMALL, {**MONTHS, "lte": 24}]}, case) == UNKNOWN


def test_an_expression_about_a_participant_is_about_that_one(world: World) -> None:
    case = case_of(lead(size="small"), party("b", size="large"))
    assert [world.verdict(SMALL, case, about) for about in (0, 1)] == [MET, NOT_MET]
    assert [world.verdict({"all": [SMALL]}, case, about) for about in (0, 1)] == [MET, NOT_MET]
    assert [world.verdict({"not": SMALL}, case, about) for about in (0, 1)] == [NOT_MET, MET]
    assert [world.verdict({"fact": "applicant.size", "eq": "small"}, case, about) for about in (0, 1)] == [MET, MET]


def test_a_heavy_verdict_is_worked_out_once_for_a_case_and_a_light_one_anew(world: World) -> None:
    light = world.compiler.compile({**MONTHS, "lte": 24})
    counted = {"count": "participants", "where": {**MONTHS, "lte": 24}, "gte": 1}
    heavy = world.compiler.compile(counted)
    inside = world.compiler.compile({"not": counted})
    facts = world.facts(with_months(20))
    arrays = facts.project, facts.participants[0]
    assert (light.verdict(*arrays), heavy.verdict(*arrays), inside.verdict(*arrays)) == (MET, MET, NOT_MET)
    facts.project[world.vocabulary.facts["project.months"].slot] = 30
    assert (light.verdict(*arrays), heavy.verdict(*arrays), inside.verdict(*arrays)) == (NOT_MET, MET, NOT_MET)
    assert heavy.evaluate(*arrays) == NOT_MET


def test_a_heavy_verdict_on_a_participant_is_remembered_for_that_one(world: World) -> None:
    check = world.compiler.compile({"all": [{"own": "costs", "gt": 100}, SMALL]})
    facts = world.facts(case_of(lead(size="small"), party("b", size="small"), costs=[cost(0, 200), cost(1, 50)]))
    for _ in range(2):
        assert [check.verdict(facts.project, one) for one in facts.participants] == [MET, NOT_MET]
    assert facts.project[MEMO] == [None] * world.compiler.remembered


def test_equal_expressions_are_one_check_and_unequal_ones_are_not() -> None:
    compiler = Compiler(World().vocabulary)
    assert compiler.compile({"fact": "project.months", "lte": 24}) is compiler.compile({"lte": 24, "fact": "project.months"})
    assert compiler.compile({"all": [SMALL, OPEN]}) is compiler.compile({"all": [dict(SMALL), dict(OPEN)]})
    assert compiler.compile({**MONTHS, "lte": 24}) is not compiler.compile({**MONTHS, "lte": 25})
    assert compiler.compile({**MONTHS, "lte": 1}) is not compiler.compile({"fact": "project.secret", "isTrue": True})


def test_the_compiler_knows_which_checks_read_a_fact_and_what_it_is_held_against() -> None:
    compiler = Compiler(World().vocabulary)
    light = compiler.compile({**MONTHS, "lte": 24})
    other = compiler.compile({"plus": [1, 1], "gte": MONTHS})
    heavy = compiler.compile({"count": "participants", "where": {"all": [{**MONTHS, "lte": 24}, OPEN]}, "gte": 1})
    assert light.fact_ids == other.fact_ids == {"project.months"}
    assert heavy.fact_ids == {"project.months", "project.secret"}
    # Only what is remembered has to be forgotten.
    assert compiler.reading("project.months") == compiler.reading("project.secret") == [0]
    assert compiler.remembered == 1
    assert compiler.reading("project.share") == []
    assert [quantity.constant for quantity in compiler.thresholds["project.months"]] == [24, None]
    assert [(fact_id, quantity.constant) for fact_id, quantity in heavy.thresholds] == [("project.months", 24)]


def test_a_shared_rule_stands_for_its_expressions(world: World) -> None:
    rules: dict[str, list[Any]] = {"small": [SMALL], "both": [SMALL, OPEN]}
    case = case_of(lead(size="small"), facts={"project.secret": True})

    def verdict(node: Any) -> int:
        check = world.compiler.compile(node, rules.__getitem__)
        facts = world.facts(case)
        return check.verdict(facts.project, facts.participants[0])

    assert verdict({"rule": "small"}) == MET
    assert verdict({"rule": "both"}) == NOT_MET
    assert verdict({"not": {"rule": "both"}}) == MET
    assert verdict({"any": [{"rule": "both"}, {"count": "participants", "where": {"rule": "small"}, "eq": 1}]}) == MET


def test_a_shared_rule_may_refer_to_another(world: World) -> None:
    rules: dict[str, list[Any]] = {
        "small": [SMALL],
        "either": [{"any": [{"rule": "small"}, OPEN]}],
        "two": [{"rule": "either"}, SMALL],
    }
    for name in ("either", "two"):
        check = world.compiler.compile({"rule": name}, rules.__getitem__)
        facts = world.facts(case_of(lead(size="small"), facts={"project.secret": True}))
        assert check.verdict(facts.project, facts.participants[0]) == MET


def test_a_shared_rule_that_leads_back_to_itself_is_refused(world: World) -> None:
    rules: dict[str, list[Any]] = {"one": [{"any": [OPEN, {"rule": "two"}]}], "two": [{"not": {"rule": "one"}}]}
    with pytest.raises(RuleError, match="leads back to itself"):
        world.compiler.compile({"rule": "one"}, rules.__getitem__)
    twice = {"all": [{"rule": "small"}, {"not": {"rule": "small"}}]}
    assert world.compiler.compile(twice, {"small": [SMALL]}.__getitem__).per_participant


def test_expanding_leaves_plain_data_alone() -> None:
    assert expand([1, {"in": ["a"]}], None) == [1, {"in": ["a"]}]


@pytest.mark.parametrize(
    ("node", "path", "reason"),
    [
        (None, (), "an expression is a mapping"),
        ([SMALL], (), "an expression is a mapping"),
        ({"all": []}, ("all",), "all takes a list"),
        ({"any": SMALL}, ("any",), "any takes a list"),
        ({"all": [SMALL], "any": [SMALL]}, (), "all stands alone; any does not belong"),
        ({"not": SMALL, "fact": "project.months"}, (), "not stands alone; fact does not belong"),
        ({"rule": "small", "in": ["a"]}, (), "rule stands alone; in does not belong"),
        ({"rule": "small"}, (), "a shared rule cannot be used here"),
        ({"all": [OPEN, {"not": {"rule": "small"}}]}, ("all", 1, "not"), "a shared rule cannot be used here"),
        ({"fact": "project.months"}, (), "one operator of .*; here: none"),
        ({"fact": "project.months", "lt": 1, "gt": 0}, (), "here: lt, gt"),
        ({"fact": "project.months", "above": 1}, (), "one operator"),
        ({"lte": 3}, (), "no quantity"),
        ({"any": [OPEN, {"fact": "project.mouths", "lte": 3}]}, ("any", 1, "fact"), "no fact 'project.mouths'"),
        ({"fact": "project.months", "lte": "much"}, ("lte",), "no quantity"),
        ({"sum": "costs", "in": [1]}, (), "in is for facts of type enum, bool or set"),
        (
            {"fact": "project.months", "isTrue": True},
            ("isTrue",),
            "isTrue: true is for a fact of type bool; project.months is integer",
        ),
        ({"fact": "project.secret", "isTrue": False}, ("isTrue",), "isTrue: true is for"),
        ({"fact": "project.secret", "isFalse": "yes"}, ("isFalse",), "isFalse: true is for"),
        ({"fact": "project.secret", "eq": True}, ("eq",), "True is no code of project.secret"),
        (
            {"fact": "participant.size", "in": ["small", "tiny"]},
            ("in",),
            "tiny is no code of participant.size; it has large, medium, micro, small",
        ),
        (
            {"fact": "participant.size", "in": []},
            ("in",),
            "in takes a list of codes of participant.size; it has large, medium, micro",
        ),
        ({"fact": "participant.size", "in": "small"}, ("in",), "in takes a list of codes of participant.size"),
        ({"fact": "project.themes", "subsetOf": "energy"}, ("subsetOf",), "subsetOf takes a list of codes of project.themes"),
        (
            {"fact": "participant.size", "in": [["small"], 3, "tiny"]},
            ("in",),
            r"^3, \['small'\], tiny is no code of participant.size",
        ),
        *(
            ({"fact": "participant.size", word: codes}, (word,), f"{word} compares numbers or dates; participant.size is enum")
            for word in ("lt", "lte", "gt", "gte")
            for codes in ("small", ["small"])
        ),
        ({"fact": "project.secret", "gte": 1}, ("gte",), "gte compares numbers or dates; project.secret is bool"),
        ({"fact": "participant.size", "subsetOf": ["small"]}, ("subsetOf",), "subsetOf is for a fact of type set"),
        ({"fact": "project.themes", "in": ["energy"]}, ("in",), "in with codes is for a fact of type enum; project.themes is set"),
    ],
)
def test_a_faulty_expression_is_refused_with_its_path(world: World, node: Any, path: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(RuleError, match=reason) as refused:
        world.compiler.compile(node)
    assert refused.value.path == path


@pytest.mark.parametrize(
    "node",
    [
        {"fact": "project.themes", "gte": 3},
        {"fact": "project.startDate", "gte": 3},
        {"fact": "project.months", "lte": "2024-06-30"},
        {"fact": "project.months", "eq": {"fact": "participant.size"}},
        {"plus": [{"fact": "participant.size"}, 1], "gte": 3},
        {"firstOfNextMonth": {"fact": "project.months"}, "gte": "2024-06-30"},
    ],
)
def test_a_comparison_of_what_cannot_be_compared_is_refused(world: World, node: Any) -> None:
    with pytest.raises(RuleError):
        world.compiler.compile(node)


@pytest.mark.parametrize("word", ["all", "fact", *OPERATORS])
def test_the_path_of_a_mistake_inside_a_count_leads_to_it(world: World, word: str) -> None:
    with pytest.raises(RuleError) as refused:
        world.compiler.compile({"count": "participants", "where": {word: "x"}, "gte": 1}, None, ("conditions", "lead"))
    assert refused.value.path[:3] == ("conditions", "lead", "where")


# One fact of each kind that expressions are made of, with the values it can have; the first is "not known".
CHOICES: dict[str, tuple[Any, ...]] = {
    "participant.size": (None, "micro", "medium", "large"),
    "project.months": (None, 5, 24, 30),
    "project.secret": (None, True, False),
    "project.themes": (None, frozenset(), frozenset({"energy", "health"})),
}
TESTS = (
    SMALL,
    {"fact": "participant.size", "neq": "medium"},
    OPEN,
    {"fact": "project.secret", "isTrue": True},
    {**MONTHS, "lte": 24},
    {**MONTHS, "eq": 24},
    {"times": [2, MONTHS], "gt": {"plus": [MONTHS, 5]}},
    {"fact": "project.themes", "intersects": ["energy"]},
    {"fact": "project.themes", "subsetOf": ["health"]},
)
expressions = st.recursive(
    st.sampled_from(TESTS),
    lambda inner: st.one_of(
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"all": parts}),
        st.lists(inner, min_size=1, max_size=3).map(lambda parts: {"any": parts}),
        inner.map(lambda part: {"not": part}),
    ),
    max_leaves=5,
)


@given(expressions, st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()}))
def test_a_settled_verdict_holds_for_every_completion(expression: Any, said: dict[str, Any]) -> None:
    world = World()

    def verdict(values: dict[str, Any]) -> int:
        size = values["participant.size"]
        facts = {name: value for name, value in values.items() if name.startswith("project.") and value is not None}
        return world.verdict(expression, case_of(lead(size=size) if size else lead(), facts=facts))

    before = verdict(said)
    pools = [CHOICES[name][1:] if value is None else (value,) for name, value in said.items()]
    after = {verdict(dict(zip(said, values, strict=True))) for values in product(*pools)}
    assert UNKNOWN not in after
    assert before == UNKNOWN or after == {before}


def test_a_count_of_dates_and_shares_reads_ranges(world: World) -> None:
    assert world.verdict({"fact": "consortium.independentEnterprises", "gte": 1}, case_of(lead(), party("b"))) == MET
    assert world.fact(case_of(lead(), party("b")), "consortium.independentEnterprises") == Range(1, 2)
    assert world.verdict({"fact": "consortium.independentEnterprises", "lt": 2}, case_of(lead(), party("b"))) == UNKNOWN
