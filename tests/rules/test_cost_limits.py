"""Limits on the costs that count, before the rates."""

from typing import Any

import pytest

from app.rules.aid import Aid
from tests.rules.small import LABEL, SMALL, World, base, case_of, cost, euro, item, lead, party, points

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
BOTH = base(50, "research", "development")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


OVERHEAD = item("travel", max=100, heading=["travel"], per="project")


def counted(aid: Aid) -> list[Any]:
    return [line.cost for part in aid.parts for line in part.lines]


def test_costs_above_their_ceiling_do_not_count(world: World) -> None:
    case = case_of(
        lead(), party("b"), costs=[cost(0, 1000, heading="staff"), cost(0, 300, heading="travel"), cost(1, 100, heading="travel")]
    )
    aid = world.aid(case, base=[base(50)], cost=[OVERHEAD])
    # The 100 is shared out over 300 and 100.
    assert counted(aid) == [euro(1075, 1075), euro(25, 25)]
    each = world.aid(case, base=[base(50)], cost=[{**OVERHEAD, "per": "participant"}])
    assert counted(each) == [euro(1100, 1100), euro(100, 100)]


def test_costs_without_a_heading_may_or_may_not_be_meant(world: World) -> None:
    case = case_of(costs=[cost(0, 300), cost(0, 300, heading="travel"), cost(0, 50, "development", heading="staff")])
    aid = world.aid(case, base=[BOTH], cost=[OVERHEAD])
    # If the first line is travel too, 100 of the 600 count; if not, 300 and 100.
    assert counted(aid) == [euro(100, 400), euro(50, 50)]


def test_a_ceiling_on_costs_may_concern_one_activity_or_all_headings(world: World) -> None:
    case = case_of(costs=[cost(0, 300), cost(0, 300, "development")])
    assert counted(world.aid(case, base=[BOTH], cost=[item("some", max=100, activity=["research"])])) == [
        euro(100, 100),
        euro(300, 300),
    ]
    assert counted(world.aid(case, base=[BOTH], cost=[item("all", max=100)])) == [euro(50, 50), euro(50, 50)]


def test_a_ceiling_on_costs_that_is_open_opens_the_costs(world: World) -> None:
    case = case_of(costs=[cost(0, 300, heading="travel")])
    unknown = {**OVERHEAD, "max": {"times": [10, {"fact": "project.months"}]}}
    assert counted(world.aid(case, base=[base(50)], cost=[unknown])) == [euro(0, 300)]
    for program, span in (("label", euro(100, 100)), ("none", euro(300, 300)), (None, euro(100, 300))):
        known = case_of(costs=case.costs, facts={"project.program": program} if program else {})
        assert counted(world.aid(known, base=[base(50)], cost=[{**OVERHEAD, "when": LABEL}])) == [span]


def test_a_ceiling_on_costs_without_a_figure_is_none(world: World) -> None:
    case = case_of(costs=[cost(0, 300, heading="travel")])
    assert counted(world.aid(case, base=[base(50)], cost=[item("none", heading=["travel"])])) == [euro(300, 300)]


def test_costs_of_who_is_not_funded_take_nothing_from_a_ceiling_on_costs(world: World) -> None:
    case = case_of(lead(), party("b", "university"), costs=[cost(0, 300, heading="travel"), cost(1, 300, heading="travel")])
    assert counted(world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], cost=[OVERHEAD])) == [euro(100, 100)]


def test_costs_of_who_may_be_funded_may_take_from_a_ceiling_on_costs(world: World) -> None:
    case = case_of(lead(), party("b", None), costs=[cost(0, 300, heading="travel"), cost(1, 300, heading="travel")])
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], cost=[OVERHEAD])
    # Alone the lead has 100 that count, with the other 50 each: 50 euro of aid in both cases.
    (lo, hi), _ = counted(aid)
    assert lo <= 5000 < 10000 <= hi
    assert aid.amount is not None
    assert aid.amount[0] <= 5000 <= aid.amount[1]


def test_an_unknown_amount_may_take_from_a_ceiling_on_costs(world: World) -> None:
    case = case_of(costs=[cost(0, 300, heading="travel"), cost(0, None, "development", heading="travel")])
    assert counted(world.aid(case, base=[BOTH], cost=[OVERHEAD])) == [euro(0, 100), None]


def test_an_odd_cent_of_costs_goes_to_the_first_id_however_the_participants_are_listed(world: World) -> None:
    people = {name: lead(name) if name == "c" else party(name) for name in "abc"}
    for order in ("abc", "cab", "bca"):
        case = case_of(*(people[name] for name in order), costs=[cost(n, 200, heading="travel") for n in range(3)])
        aid = world.aid(case, base=[base(50)], cost=[{**OVERHEAD, "max": 1}])
        shares = {name: part.lines[0].cost for name, part in zip(order, aid.parts, strict=True)}
        assert shares == {"a": euro(0.34, 0.34), "b": euro(0.33, 0.33), "c": euro(0.33, 0.33)}


def test_costs_of_two_years_are_one_line_where_no_limit_is_yearly(world: World) -> None:
    case = case_of(costs=[cost(0, 100, year=2024), cost(0, 100, year=2025)])
    assert counted(world.aid(case, base=[base(50)], cost=[item("all", max=150)])) == [euro(150, 150)]


@pytest.mark.parametrize("more", [[], [party("s", role="subcontractor")], [party("b"), party("c")]])
def test_who_is_listed_beside_those_with_costs_changes_nothing_to_a_ceiling_of_the_project(world: World, more: list[Any]) -> None:
    case = case_of(lead(), *more, costs=[cost(0, 300), cost(0, 300, "development", heading="travel")])
    aid = world.aid(case, base=[BOTH], cost=[OVERHEAD])
    # Research may be travel too, and then shares the 100.
    assert counted(aid) == [euro(50, 300), euro(50, 100)]


def test_a_ceiling_of_the_project_on_costs_asks_of_the_lead_what_it_asks_of_a_participant(world: World) -> None:
    case = case_of(party("b", size="large"), lead(size="small"), costs=[cost(0, 300), cost(1, 300)])
    assert counted(world.aid(case, base=[base(50)], cost=[item("all", max=100, when=SMALL)])) == [euro(50, 50), euro(50, 50)]
    case = case_of(party("b", size="small"), lead(size="large"), costs=[cost(0, 300), cost(1, 300)])
    assert counted(world.aid(case, base=[base(50)], cost=[item("all", max=100, when=SMALL)])) == [euro(300, 300), euro(300, 300)]


def test_a_ceiling_on_costs_may_be_for_some_participants(world: World) -> None:
    case = case_of(lead(size="large"), party("b", size="small"), party("c"), costs=[cost(n, 300) for n in range(3)])
    aid = world.aid(case, base=[base(50)], cost=[item("each", max=100, per="participant", when=SMALL)])
    assert counted(aid) == [euro(300, 300), euro(100, 100), euro(100, 300)]


def test_each_participant_may_have_a_ceiling_on_costs_of_its_own(world: World) -> None:
    case = case_of(lead(receivedEur=10), party("b", receivedEur=20), costs=[cost(0, 300), cost(1, 300)])
    own = item("each", max={"times": [10, {"fact": "participant.receivedEur"}]}, per="participant")
    assert counted(world.aid(case, base=[base(50)], cost=[own])) == [euro(100, 100), euro(200, 200)]


def test_a_beneficiary_without_costs_gets_nothing_from_a_scheme_that_limits_costs(world: World) -> None:
    aid = world.aid(case_of(lead(), party("b"), costs=[cost(0, 300)]), base=[base(50)], cost=[item("all", max=100)])
    assert [part.amount for part in aid.parts] == [euro(50, 50), None]


def test_costs_that_may_come_to_nothing_leave_the_rate_open_down_to_nothing(world: World) -> None:
    unknown = {**OVERHEAD, "max": {"times": [10, {"fact": "project.months"}]}}
    case = case_of(costs=[cost(0, 300, heading="travel")])
    aid = world.aid(case, base=[base(50)], cost=[unknown], limit=[item("ceiling", max=100)])
    assert (aid.rate, aid.amount, aid.determination) == (points(0, 50), euro(0, 100), "interval")


def test_an_exact_rate_on_costs_that_are_open_gives_an_interval(world: World) -> None:
    case = case_of(costs=[cost(0, 300)])
    aid = world.aid(case, base=[base(50)], cost=[item("all", max={"between": [100, 200]})])
    assert (aid.rate, aid.amount, aid.determination) == (points(50, 50), euro(50, 100), "interval")
