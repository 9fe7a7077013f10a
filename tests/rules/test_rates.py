"""How far a rate is determined, what opens it, and whose facts its figures are reckoned from."""

from fractions import Fraction
from typing import Any

import pytest

from app.rules.aid import Aid
from app.rules.rates import MOST_DECISIONS
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import LABEL, MILLION, OPEN, SMALL, World, base, case_of, cost, euro, item, lead, party, points

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
RESULTS = item("r", {"fact": "project.resultPoints", "between": [0, 30]}, outcome=True, group="results")
RECEIVED = {"fact": "participant.receivedEur"}
BETWEEN = {"between": [40, 60]}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_results_known_afterwards_alone_make_the_aid_depend_on_results(world: World) -> None:
    aid = world.aid(case_of(costs=[cost(0, 1000)]), base=[base(30)], bonus=[RESULTS])
    assert (aid.rate, aid.amount, aid.determination) == (points(30, 60), euro(300, 600), "dependsOnResults")


@pytest.mark.parametrize(
    "more",
    [
        {"base": [base(BETWEEN)]},
        {"base": [base(30), base(40, id="label", when=LABEL)]},
        {"bonus": [RESULTS, item("other", {"between": [5, 10]}, group="other")]},
        {"bonus": [RESULTS, item("label", 10, group="other", when=LABEL)]},
        {"cap": [item("cap", BETWEEN)]},
        {"cap": [item("cap", 40, when=LABEL)]},
        {"factor": [item("factor", BETWEEN)]},
        {"factor": [item("factor", 50, when=LABEL)]},
        {"base": [base(BETWEEN)], "factor": [item("factor", 50)]},
        {"cost": [item("cost", max={"between": [100, 200]})]},
        {"beneficiary": {"fact": "participant.region", "eq": "north"}},
        {"base": [base(30, when=LABEL)]},
    ],
)
def test_what_else_is_open_beside_results_makes_it_an_interval(world: World, more: Any) -> None:
    aid = world.aid(case_of(costs=[cost(0, 1000)]), **{"base": [base(30)], "bonus": [RESULTS], **more})
    assert aid.determination == "interval"


def test_a_base_between_two_figures_gives_a_rate_between_them(world: World) -> None:
    assert world.line(case_of(costs=[cost(0, 1000)]), base=[base(BETWEEN)]).rate == points(40, 60)


def test_a_cap_that_may_hold_between_two_figures_can_lower_the_rate_to_the_lowest(world: World) -> None:
    cap = item("cap", BETWEEN, when=LABEL)
    assert world.line(case_of(costs=[cost(0, 1000)]), base=[base(90)], cap=[cap]).rate == points(40, 90)


@pytest.mark.parametrize(
    ("section", "rates"),
    [
        ({"base": [base(RECEIVED)]}, (10, 20)),
        ({"base": [base(30)], "bonus": [item("b", RECEIVED)]}, (40, 50)),
        ({"base": [base(30)], "cap": [item("c", RECEIVED)]}, (10, 20)),
        ({"base": [base(50)], "factor": [item("f", RECEIVED)]}, (5, 10)),
        ({"base": [base(50)], "factor": [item("f", 50, when=SMALL)]}, (50, 25)),
    ],
)
def test_a_figure_about_a_participant_is_its_own_for_each(world: World, section: Any, rates: tuple[float, float]) -> None:
    people = lead(receivedEur=10, size="large"), party("b", receivedEur=20, size="small")
    aid = world.aid(case_of(*people, costs=[cost(0, 1000), cost(1, 1000)]), **section)
    assert [part.rate for part in aid.parts] == [points(rate, rate) for rate in rates]


def test_a_factor_may_be_reckoned_from_facts_of_the_project(world: World) -> None:
    factor = [item("f", {"fact": "project.share"})]
    known = world.line(case_of(costs=[cost(0, 1000)], facts={"project.share": 40}), base=[base(50)], factor=factor)
    assert (known.effective, known.amount) == (points(20, 20), euro(200, 200))
    assert world.line(case_of(costs=[cost(0, 1000)]), base=[base(50)], factor=factor).amount == euro(0, 500)


def test_a_third_of_a_third_is_exact_though_it_cannot_be_written_out(world: World) -> None:
    aid = world.aid(case_of(costs=[cost(0, 9000)]), base=[base("100/3")], factor=[item("third", "100/3")])
    assert (aid.amount, aid.determination) == (euro(1000, 1000), "exact")


def test_an_open_amount_over_exact_costs_gives_the_lowest_and_highest_rate(world: World) -> None:
    aid = world.aid(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=[item("ceiling", max={"between": [300, 400]})])
    assert (aid.amount, aid.rate, aid.parts[0].rate) == (euro(300, 400), points(30, 40), points(30, 40))


def test_rates_that_are_open_without_costs_give_the_hull_of_all_activities(world: World) -> None:
    bases = [base(50), base(20, "development", id="low"), base(60, "development", id="high", when=LABEL)]
    assert world.aid(case_of(), base=bases).rate == points(20, 60)


def two(world: World, kind: str | None = None, **aid: Any) -> Aid:
    """A small lead that gets 45 per cent, and a large partner of which the kind may not be known, that would get 25 per cent."""
    case = case_of(lead(size="small"), party("b", kind, size="large"), costs=[cost(0, 1000), cost(1, 1000)])
    return world.aid(case, beneficiary=ENTERPRISE, base=[base(25)], bonus=[item("small", 20, when=SMALL)], **aid)


def test_while_a_partner_may_not_be_funded_the_rate_is_between_those_of_each(world: World) -> None:
    aid = two(world)
    assert (aid.rate, aid.amount) == (points(25, 45), euro(450, 700))


def test_under_a_ceiling_the_rate_may_be_lower_for_two_than_for_one(world: World) -> None:
    aid = two(world, limit=[item("ceiling", max=300)])
    # 300 of 2000 with both; 300 of 1000, which is 30 per cent, with the lead alone.
    assert two(world, "enterprise", limit=[item("ceiling", max=300)]).rate == points(15, 15)
    assert two(world, "university", limit=[item("ceiling", max=300)]).rate == points(30, 30)
    assert aid.amount == euro(300, 300)
    assert aid.rate is not None
    assert aid.rate[0] == 15 * MILLION
    assert aid.rate[1] >= 30 * MILLION


def test_what_a_participant_gets_is_reckoned_as_if_it_is_funded(world: World) -> None:
    costs = [cost(0, 1000), cost(1, 1000), cost(1, 1000, "development")]
    case = case_of(lead(), party("b", None), costs=costs)
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50), base(25, "development", id="d")])
    # 500 and 250 of 2000.
    assert (aid.parts[1].amount, aid.parts[1].rate) == (euro(750, 750), points(37.5, 37.5))
    assert aid.amount == euro(500, 1250)


def test_costs_that_get_nothing_count_in_the_rate_of_the_whole(world: World) -> None:
    case = case_of(lead(size="small"), party("b", size="large"), costs=[cost(0, 1000), cost(1, 1000)])
    aid = world.aid(case, base=[base(0)], bonus=[item("small", 50, when=SMALL)])
    assert [part.rate for part in aid.parts] == [points(50, 50), points(0, 0)]
    assert (aid.amount, aid.rate) == (euro(500, 500), points(25, 25))


@pytest.mark.parametrize(("secret", "funded"), [(False, MET), (True, NOT_MET), (None, UNKNOWN)])
def test_who_is_funded_may_rest_on_the_project(world: World, secret: bool | None, funded: int) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={} if secret is None else {"project.secret": secret})
    assert world.aid(case, beneficiary={"all": [ENTERPRISE, OPEN]}, base=[base(50)]).beneficiary == funded


def test_who_is_not_funded_is_told_with_the_rest(world: World) -> None:
    case = case_of(lead("a", "university"), party("b"), party("c", "university"), costs=[cost(n, 1000) for n in range(3)])
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50)])
    assert aid.form == "grant"
    assert [(part.participant, part.funded, part.amount) for part in aid.parts] == [
        (0, NOT_MET, None),
        (1, MET, euro(500, 500)),
        (2, NOT_MET, None),
    ]


@pytest.mark.parametrize(("costs", "funded"), [([cost(0, 1000)], NOT_MET), (None, None)])
def test_without_a_beneficiary_no_activity_is_funded(world: World, costs: Any, funded: int | None) -> None:
    aid = world.aid(case_of(lead("a", "university"), costs=costs), beneficiary=ENTERPRISE, base=[base(50)])
    assert aid.activity_funded == funded


def test_an_activity_that_is_not_funded_is_told_once(world: World) -> None:
    yearly = [item("yearly", max=1000, per="participantYear")]
    costs = [cost(0, 100), cost(0, 100, "training", year=2024), cost(0, 100, "training", year=2025)]
    aid = world.aid(case_of(costs=costs), base=[base(50)], limit=yearly)
    assert aid.parts[0].not_funded == ["training"]
    # While the costs are not known, a base that cannot hold tells of no activity that they are of.
    unknown = case_of(facts={"project.program": "none"})
    assert world.aid(unknown, base=[base(50, when=LABEL)]).parts[0].not_funded == []


@pytest.mark.parametrize(("count", "rate"), [(1, 50), (2, 60), (3, 60)])
def test_a_bonus_may_ask_how_many_enterprises_are_funded(world: World, count: int, rate: int) -> None:
    people = [lead(), party("b"), party("c")][:count]
    case = case_of(*people, party("u", "university"), costs=[cost(0, 1000)])
    two_funded = {"fact": "consortium.fundedEnterprises", "gte": 2}
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], bonus=[item("together", 10, when=two_funded)])
    assert aid.rate == points(rate, rate)


def test_a_rate_reckoned_from_a_fact_is_right_however_many_there_were_before(world: World) -> None:
    rules = world.rules(base=[base({"fact": "project.share"})])
    shares = [Fraction(n, 20) for n in range(MOST_DECISIONS + 2)]
    for share in (*shares, shares[1], shares[-1]):
        assessment = world.assess(rules, case_of(costs=[cost(0, 1000)], facts={"project.share": share}))
        assert assessment.rate == points(float(share), float(share))
