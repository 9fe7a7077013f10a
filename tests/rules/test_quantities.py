"""Quantities: numbers, dates, facts and what can be reckoned from them."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.rules.errors import RuleError
from app.rules.quantities import compile_quantity, figure, first_of_next_month
from app.rules.values import Range
from tests.rules.small import World, base, case_of, cost, item, lead, party

MONTHS, SHARE = {"fact": "project.months"}, {"fact": "project.share"}


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("written", "value"),
    [
        (7, 7),
        ("7", 7),
        ("2/3", Fraction(2, 3)),
        ("6/3", 2),
        ("92.5", Fraction(185, 2)),
        (Fraction(4, 2), 2),
        (date(2021, 3, 1), date(2021, 3, 1)),
        ("2021-03-01", date(2021, 3, 1)),
        ("2021-02-30", None),
        ("1/0", None),
        ("nl", None),
        (True, None),
        (None, None),
        ([1], None),
    ],
)
def test_a_figure_is_a_number_a_fraction_or_a_date(written: Any, value: Any) -> None:
    assert figure(written) == value


def test_a_whole_fraction_becomes_an_integer() -> None:
    assert type(figure("6/3")) is int
    assert type(figure(Fraction(4, 2))) is int


def test_a_plain_figure_is_constant(world: World) -> None:
    assert compile_quantity(world.compiler, "2/3", ()).constant == Fraction(2, 3)
    assert world.value(250, case_of()) == 250


@pytest.mark.parametrize(
    ("day", "following"),
    [
        (date(2023, 1, 1), date(2023, 2, 1)),
        (date(2023, 1, 31), date(2023, 2, 1)),
        (date(2023, 11, 30), date(2023, 12, 1)),
        (date(2023, 12, 1), date(2024, 1, 1)),
        (date(2024, 2, 29), date(2024, 3, 1)),
        # There is no day after the last one.
        (date.max, date.max),
        (date(9999, 11, 30), date(9999, 12, 1)),
    ],
)
def test_the_first_of_the_next_month_follows_also_at_the_end_of_a_year(day: date, following: date) -> None:
    assert first_of_next_month(day) == following


def test_a_fact_is_read_from_its_scope(world: World) -> None:
    case = case_of(lead("a", receivedEur=5), party("b", receivedEur=7), facts={"project.months": 24})
    assert world.value(MONTHS, case, 1) == 24
    assert world.value({"fact": "participant.receivedEur"}, case, 1) == 7
    assert world.value({"fact": "applicant.receivedEur"}, case, 1) == 5


def test_the_lead_is_the_applicant_wherever_it_stands(world: World) -> None:
    case = case_of(party("b", receivedEur=7), lead("a", receivedEur=5))
    assert world.value({"fact": "applicant.receivedEur"}, case, 0) == 5
    nobody_applies = case_of(party("b", receivedEur=7), party("c", receivedEur=9))
    assert world.value({"fact": "applicant.receivedEur"}, nobody_applies, 1) == 7


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"plus": [MONTHS, 24, 1]}, 37),
        ({"minus": [100, MONTHS, 8]}, 80),
        ({"times": [10, MONTHS]}, 120),
        ({"times": ["2/3", MONTHS]}, 8),
        ({"times": ["1/5", MONTHS]}, Fraction(12, 5)),
        ({"per": [MONTHS, 5]}, Fraction(12, 5)),
        ({"per": [MONTHS, 4]}, 3),
        ({"least": [MONTHS, 9, 30]}, 9),
        ({"most": [MONTHS, 9, 30]}, 30),
        ({"between": [3, MONTHS]}, Range(3, 12)),
        ({"between": [MONTHS, 12]}, 12),
        ({"plus": [{"times": [2, MONTHS]}, {"least": [1, 2]}]}, 25),
    ],
)
def test_known_quantities_are_reckoned_exactly(world: World, node: Any, value: Any) -> None:
    assert world.value(node, case_of(facts={"project.months": 12})) == value


@pytest.mark.parametrize(
    ("node", "value"),
    [
        ({"plus": [MONTHS, 24]}, None),
        ({"plus": [{"between": [1, 2]}, 24]}, Range(25, 26)),
        ({"minus": [10, {"between": [1, 2]}]}, Range(8, 9)),
        ({"minus": [10, MONTHS]}, None),
        # Nothing is negative, so a product with something unknown is zero or more.
        ({"times": [10, MONTHS]}, Range(0, None)),
        ({"times": [10, {"between": [1, 2]}]}, Range(10, 20)),
        ({"per": [{"between": [10, 20]}, {"between": [2, 5]}]}, Range(2, 10)),
        ({"per": [10, {"between": [0, 5]}]}, Range(2, None)),
        ({"per": [10, 0]}, None),
        ({"per": [MONTHS, 5]}, None),
        ({"per": [10, MONTHS]}, None),
        ({"least": [MONTHS, 9]}, Range(None, 9)),
        ({"most": [MONTHS, 9]}, Range(9, None)),
        ({"least": [{"between": [1, 5]}, {"between": [2, 3]}]}, Range(1, 3)),
        ({"most": [{"between": [1, 5]}, {"between": [2, 9]}]}, Range(2, 9)),
        ({"between": [{"between": [1, 2]}, {"between": [3, 4]}]}, Range(1, 4)),
    ],
)
def test_unknown_quantities_keep_the_bounds_that_hold(world: World, node: Any, value: Any) -> None:
    assert world.value(node, case_of()) == value


def test_a_fact_between_two_bounds_is_the_fact_when_it_is_given_and_inside(world: World) -> None:
    node = {"fact": "project.resultPoints", "between": [0, 30]}
    assert world.value(node, case_of()) == Range(0, 30)
    for said, counted in ((12, 12), (45, 30), (30, 30)):
        assert world.value(node, case_of(facts={"project.resultPoints": said})) == counted
    raised = {"fact": "project.resultPoints", "between": [10, 30]}
    assert world.value(raised, case_of(facts={"project.resultPoints": 3})) == 10


def test_the_first_of_next_month_of_an_unknown_day_is_unknown(world: World) -> None:
    node = {"firstOfNextMonth": {"fact": "project.submissionDate"}}
    assert world.value(node, case_of()) is None
    assert world.value(node, case_of(facts={"project.submissionDate": date(2024, 12, 31)})) == date(2025, 1, 1)


def test_a_quantity_tells_what_it_reads_and_whose(world: World) -> None:
    def reads(node: Any) -> set[tuple[str, str]]:
        return set(compile_quantity(world.compiler, node, ()).reads)

    enterprises = {"fact": "participant.kind", "eq": "enterprise"}
    assert reads(MONTHS) == {("project.months", "case")}
    assert reads({"fact": "participant.size"}) == {("participant.size", "own")}
    assert reads({"fact": "applicant.size"}) == {("participant.size", "lead")}
    assert reads({"plus": [MONTHS, SHARE]}) == {("project.months", "case"), ("project.share", "case")}
    assert reads({"count": "participants", "where": enterprises}) == {("participant.kind", "all")}
    assert reads({"sum": "costs"}) == {("project.costs", "case")}
    assert reads({"independent": "participants"}) == {("participant.linkedTo", "all")}
    assert reads({"fact": "project.resultPoints", "between": [0, 30]}) == {("project.resultPoints", "case")}


def test_a_quantity_is_per_participant_when_a_part_of_it_is(world: World) -> None:
    assert compile_quantity(world.compiler, {"plus": [MONTHS, {"fact": "participant.receivedEur"}]}, ()).per_participant
    assert not compile_quantity(world.compiler, {"plus": [MONTHS, SHARE]}, ()).per_participant
    assert compile_quantity(world.compiler, {"own": "costs"}, ()).per_participant


# What follows is only known while a scheme is worked out, so it is seen through conditions.
def verdicts(world: World, test: Any, case: Any, **aid: Any) -> list[int]:
    rules = world.rules([{"id": "asked", "test": test}], **{"base": [base(50)], **aid})
    return [reason.verdict for reason in world.assess(rules, case).reasons if reason.id == "asked"]


def test_the_aid_of_an_activity_is_that_before_limits_on_amounts(world: World) -> None:
    case = case_of(costs=[cost(0, 1000), cost(0, 500, "development")])
    aid = {"base": [base(50), base(20, "development", id="other")], "limit": [item("ceiling", max=10, mode="clip")]}
    assert verdicts(world, {"aid": ["development"], "eq": 100}, case, **aid) == [2]
    assert verdicts(world, {"aid": ["research", "development"], "eq": 600}, case, **aid) == [2]
    assert verdicts(world, {"aid": ["training"], "eq": 0}, case, **aid) == [2]
    assert verdicts(world, {"aid": ["research"], "eq": 0}, case_of(), **aid) == [1]


def test_the_requested_aid_is_the_computed_one_where_nothing_is_requested(world: World) -> None:
    test = {"fact": "project.requestedAidEur", "eq": 500}
    assert verdicts(world, test, case_of(costs=[cost(0, 1000)])) == [2]
    assert verdicts(world, test, case_of()) == [1]
    assert verdicts(world, test, case_of(costs=[cost(0, 1000)], facts={"project.requestedAidEur": 400})) == [0]


def test_the_beneficiaries_are_those_the_scheme_funds(world: World) -> None:
    case = case_of(lead(), party("b", "university"), party("c", "enterprise"), costs=[cost(0, 1000)])
    enterprise = {"fact": "participant.kind", "eq": "enterprise"}
    assert verdicts(world, {"count": "beneficiaries", "eq": 2}, case, beneficiary=enterprise) == [2]
    assert verdicts(world, {"count": "beneficiaries", "eq": 3}, case) == [2]
    assert verdicts(world, {"count": "beneficiaries", "where": {"fact": "participant.size", "eq": "small"}, "eq": 0}, case) == [1]


def test_being_funded_is_known_of_each_participant(world: World) -> None:
    funded = {"count": "participants", "where": {"fact": "participant.funded", "isTrue": True}, "eq": 1}
    unfunded = {"count": "participants", "where": {"fact": "participant.funded", "isFalse": True}, "eq": 1}
    case = case_of(lead(region="north"), party("b", region="south"), costs=[cost(0, 1000)])
    north = {"fact": "participant.region", "eq": "north"}
    assert verdicts(world, {"all": [funded, unfunded]}, case, beneficiary=north) == [2]
    open_case = case_of(lead(region="north"), party("b"), costs=[cost(0, 1000)])
    assert verdicts(world, unfunded, open_case, beneficiary=north) == [1]


def test_funded_enterprises_are_counted_by_the_scheme_unless_given(world: World) -> None:
    north = {"fact": "participant.region", "eq": "north"}
    test = {"fact": "consortium.fundedEnterprises", "eq": 1}
    people = (lead(region="north"), party("b", "university", region="north"), party("c", region="south"))
    assert verdicts(world, test, case_of(*people), beneficiary=north) == [2]
    assert verdicts(world, test, case_of(*people, facts={"consortium.fundedEnterprises": 3}), beneficiary=north) == [0]
    assert verdicts(world, test, case_of(*people, party("d")), beneficiary=north) == [1]
    assert verdicts(world, test, case_of(*people, party("d", None, region="north")), beneficiary=north) == [1]


@pytest.mark.parametrize(
    ("node", "path", "reason"),
    [
        ("nl", ("here",), "no quantity"),
        (None, ("here",), "no quantity"),
        ({}, ("here",), "no quantity"),
        (True, ("here",), "no quantity"),
        ({"where": MONTHS}, ("here",), "a quantity is one of"),
        ({"plus": [1, 2], "times": [1, 2]}, ("here",), "a quantity is one of"),
        ({"fact": "project.months", "where": MONTHS}, ("here",), "where does not belong beside fact"),
        ({"plus": [1, 2], "heading": ["staff"]}, ("here",), "heading does not belong beside plus"),
        ({"fact": "project.mouths"}, ("here", "fact"), "no fact 'project.mouths'"),
        ({"fact": ["project.months"]}, ("here", "fact"), "no fact"),
        ({"fact": "applicant.mouth"}, ("here", "fact"), "no fact 'applicant.mouth'"),
        ({"plus": [1]}, ("here", "plus"), "at least two"),
        ({"least": 1}, ("here", "least"), "at least two"),
        ({"plus": [1, {"fact": "project.mouths"}]}, ("here", "plus", 1, "fact"), "no fact"),
        ({"firstOfNextMonth": {"fact": "x"}}, ("here", "firstOfNextMonth", "fact"), "no fact"),
        ({"count": "people"}, ("here", "count"), "not 'people'"),
        ({"sum": "costs", "where": {"fact": "participant.kind"}}, ("here", "where"), "one operator"),
        ({"fact": "project.share", "between": [1]}, ("here", "between"), "at least two"),
    ],
)
def test_a_faulty_quantity_is_refused_with_its_path(world: World, node: Any, path: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(RuleError, match=reason) as refused:
        compile_quantity(world.compiler, node, ("here",))
    assert refused.value.path == path
    assert reason in refused.value.message


def test_the_figure_of_a_participant_cannot_be_taken_between_bounds(world: World) -> None:
    with pytest.raises(RuleError):
        compile_quantity(world.compiler, {"fact": "participant.receivedEur", "between": [0, 30]}, ())


def test_being_funded_can_be_read_of_the_lead(world: World) -> None:
    north = {"fact": "participant.region", "eq": "north"}
    case = case_of(lead(region="south"), party("b", region="north"), costs=[cost(1, 1000)])
    assert verdicts(world, {"fact": "applicant.funded", "isFalse": True}, case, beneficiary=north) == [2]
