"""Limits on the costs that count, and on amounts: cut, shared out, or a band outside which an application is refused."""

from datetime import date
from typing import Any

import pytest

from app.rules.aid import Aid
from app.rules.case import Case
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import LABEL, SMALL, World, base, case_of, cost, euro, item, lead, party, points

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
RECEIVED = {"fact": "participant.receivedEur"}
BOTH = base(50, "research", "development")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def amounts(aid: Aid) -> list[Any]:
    return [[line.amount for line in part.lines] for part in aid.parts]


def test_a_project_ceiling_is_shared_out_pro_rata_over_participants_and_activities(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 1200), cost(0, 400, "development"), cost(1, 400)])
    aid = world.aid(case, base=[BOTH], limit=[item("ceiling", max=500)])
    # Half of 2000 is 1000; the ceiling leaves half of that.
    assert amounts(aid) == [[euro(300, 300), euro(100, 100)], [euro(100, 100)]]
    assert [part.amount for part in aid.parts] == [euro(400, 400), euro(100, 100)]
    assert (aid.amount, aid.rate) == (euro(500, 500), points(25, 25))
    assert [part.rate for part in aid.parts] == [points(25, 25), points(25, 25)]


def test_a_ceiling_that_is_not_reached_changes_nothing_and_leaves_no_step(world: World) -> None:
    line = world.line(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=[item("ceiling", max=500)])
    assert line.amount == euro(500, 500)
    assert [step[0] for step in line.steps] == ["base", "amount"]


def test_an_odd_cent_goes_to_the_first_id_however_the_participants_are_listed(world: World) -> None:
    limit = {"base": [base(50)], "limit": [item("ceiling", max=1)]}
    people = {name: lead(name) if name == "c" else party(name) for name in "abc"}
    for order in ("abc", "cab", "bca"):
        case = case_of(*(people[name] for name in order), costs=[cost(n, 200) for n in range(3)])
        shares = {name: part.amount for name, part in zip(order, world.aid(case, **limit).parts, strict=True)}
        assert shares == {"a": euro(0.34, 0.34), "b": euro(0.33, 0.33), "c": euro(0.33, 0.33)}


def test_a_ceiling_on_one_activity_leaves_the_others_alone(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 1000), cost(0, 1000, "development"), cost(1, 1000)])
    aid = world.aid(case, base=[BOTH], limit=[item("ceiling", max=100, activity=["research"])])
    assert amounts(aid) == [[euro(50, 50), euro(500, 500)], [euro(50, 50)]]
    assert [part.amount for part in aid.parts] == [euro(550, 550), euro(50, 50)]
    assert aid.amount == euro(600, 600)


@pytest.mark.parametrize(("program", "amount"), [("label", euro(100, 100)), ("none", euro(500, 500)), (None, euro(100, 500))])
@pytest.mark.parametrize("per", ["project", "participant"])
def test_a_ceiling_holds_when_its_condition_does(world: World, per: str, program: str | None, amount: Any) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={"project.program": program} if program else {})
    aid = world.aid(case, base=[base(50)], limit=[item("ceiling", max=100, when=LABEL, per=per)])
    assert (aid.amount, aid.parts[0].amount, amounts(aid)) == (amount, amount, [[amount]])


def test_an_open_ceiling_opens_the_amount(world: World) -> None:
    limit = [item("ceiling", max={"between": [100, 300]})]
    assert world.aid(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=limit).amount == euro(100, 300)
    unknown = [item("ceiling", max={"times": [10, {"fact": "project.months"}]})]
    assert world.aid(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=unknown).amount == euro(0, 500)


@pytest.mark.parametrize("per", ["participant", "legalEntity"])
def test_a_ceiling_per_participant_cuts_each_on_its_own(world: World, per: str) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 1000), cost(0, 500, "development"), cost(1, 300)])
    aid = world.aid(case, base=[BOTH], limit=[item("ceiling", max=300, per=per)])
    assert amounts(aid) == [[euro(200, 200), euro(100, 100)], [euro(150, 150)]]
    assert (aid.amount, aid.parts[0].rate, aid.parts[1].rate) == (euro(450, 450), points(20, 20), points(50, 50))
    assert aid.rate == points(25, 25)


def test_a_ceiling_per_participant_may_be_for_some_of_them(world: World) -> None:
    case = case_of(lead(size="small"), party("b", size="large"), party("c"), costs=[cost(n, 1000) for n in range(3)])
    aid = world.aid(case, base=[base(50)], limit=[item("ceiling", max=100, per="participant", when=SMALL)])
    assert [part.amount for part in aid.parts] == [euro(100, 100), euro(500, 500), euro(100, 500)]
    assert aid.amount == euro(700, 1100)


def test_ceilings_follow_each_other(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 1000), cost(1, 1000)])
    aid = world.aid(case, base=[base(50)], limit=[item("each", max=300, per="participant"), item("all", max=200)])
    assert [part.amount for part in aid.parts] == [euro(100, 100), euro(100, 100)]
    assert aid.amount == euro(200, 200)


def yearly(*costs: Any, on: int = 2024, received: float | None = 0, **more: Any) -> tuple[Case, dict[str, Any]]:
    facts: dict[str, Any] = {} if received is None else {"receivedEur": received}
    case = case_of(lead(**facts), costs=costs, facts={"project.submissionDate": date(on, 5, 1)})
    return case, {"base": [BOTH], "limit": [item("yearly", max=100, per="participantYear", over=RECEIVED, **more)]}


def test_a_yearly_ceiling_is_for_each_year_and_undated_costs_are_of_this_year(world: World) -> None:
    case, aid = yearly(cost(0, 1000, year=2024), cost(0, 1000, year=2025), cost(0, 1000, "development"))
    lines = {(line.activity, line.year): line.amount for line in world.aid(case, **aid).parts[0].lines}
    assert lines == {
        ("research", 2024): euro(50, 50),
        ("development", None): euro(50, 50),
        ("research", 2025): euro(100, 100),
    }
    assert world.aid(case, **aid).amount == euro(200, 200)


def test_what_was_received_before_fills_the_ceiling_of_this_year_only(world: World) -> None:
    case, aid = yearly(cost(0, 1000, year=2024), cost(0, 1000, year=2025), received=70)
    assert amounts(world.aid(case, **aid)) == [[euro(30, 30), euro(100, 100)]]
    full, _ = yearly(cost(0, 1000, year=2024), received=250)
    assert world.aid(full, **aid).amount == euro(0, 0)


def test_what_was_received_is_unknown_up_to_the_whole_ceiling(world: World) -> None:
    case, aid = yearly(cost(0, 1000), received=None)
    assert world.aid(case, **aid).amount == euro(0, 100)


def test_aid_below_a_ceiling_is_cut_when_more_was_received(world: World) -> None:
    case, aid = yearly(cost(0, 100), received=80)
    assert world.aid(case, **aid).amount == euro(20, 20)


def test_a_year_may_be_this_year_while_the_day_of_submission_is_unknown(world: World) -> None:
    case = case_of(lead(receivedEur=70), costs=[cost(0, 1000, year=2024)])
    _, aid = yearly()
    lo, hi = world.aid(case, **aid).amount or (0, 0)
    assert lo <= 3000
    assert hi >= 10000


def test_a_ceiling_never_makes_an_amount_negative_while_lines_are_not_sure(world: World) -> None:
    case = case_of(costs=[cost(0, 40000), cost(0, 40000, "development")])
    small = base(40, "research", "development", when=SMALL)
    for per in ("participant", "project"):
        aid = world.aid(case, base=[small], limit=[item("ceiling", max=10000, per=per, activity=["research", "development"])])
        # Whatever becomes funded gets something up to the ceiling.
        assert aid.amount is not None
        assert 0 <= aid.amount[0] <= aid.amount[1] == 1_000_000
        (part,) = aid.parts
        assert part.amount is not None
        assert part.rate is not None
        assert 0 <= part.amount[0] <= part.amount[1] == 1_000_000
        assert part.rate[0] >= 0


def test_a_ceiling_on_an_activity_that_may_not_be_funded_leaves_what_is_sure(world: World) -> None:
    # Research gives 500 for sure; development 400, cut to 100, for a small enterprise only.
    case = case_of(costs=[cost(0, 1000), cost(0, 1000, "development")])
    bases = [base(50), base(40, "development", id="small", when=SMALL)]
    for per in ("participant", "project"):
        aid = world.aid(case, base=bases, limit=[item("ceiling", max=100, per=per, activity=["development"])])
        assert (aid.amount, aid.parts[0].amount) == (euro(500, 600), euro(500, 600))


def test_a_share_of_the_ceiling_is_open_while_it_is_not_known_who_shares(world: World) -> None:
    case = case_of(lead(), party("b", None), costs=[cost(0, 1000), cost(1, 1000)])
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], limit=[item("ceiling", max=500)])
    assert aid.amount == euro(500, 500)
    # Alone the lead gets all of it, with the other half of it.
    assert aid.parts[0].amount == euro(250, 500)


def test_the_requested_aid_is_the_most_that_is_given(world: World) -> None:
    def requested(aid: int) -> Case:
        return case_of(lead(), party("b"), costs=[cost(0, 1000), cost(1, 1000)], facts={"project.requestedAidEur": aid})

    less = world.aid(requested(500), base=[base(50)])
    assert (less.amount, less.rate) == (euro(500, 500), points(25, 25))
    assert [part.amount for part in less.parts] == [euro(250, 250), euro(250, 250)]
    assert [step[0] for step in less.steps] == ["requested"]
    more = world.aid(requested(5000), base=[base(50)])
    assert (more.amount, more.steps) == (euro(1000, 1000), [])


def test_the_requested_aid_cuts_the_highest_of_an_open_amount(world: World) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={"project.requestedAidEur": 400})
    aid = world.aid(case, base=[base(30)], bonus=[item("label", 20, when=LABEL)])
    assert (aid.amount, aid.parts[0].amount) == (euro(300, 400), euro(300, 400))


BAND = item("band", min=100, max=500, mode="admissibility")


@pytest.mark.parametrize(("euros", "verdict"), [(199.98, NOT_MET), (200, MET), (1000, MET), (1000.02, NOT_MET), (None, UNKNOWN)])
def test_a_band_is_tested_on_the_computed_aid(world: World, euros: float | None, verdict: int) -> None:
    case = case_of(costs=None if euros is None else [cost(0, euros)])
    aid = world.aid(case, base=[base(50)], limit=[BAND])
    assert [(one.id, who, found) for one, who, found in aid.bands] == [("band", None, verdict)]


@pytest.mark.parametrize(("requested", "verdict"), [(99, NOT_MET), (100, MET), (500, MET), (501, NOT_MET)])
@pytest.mark.parametrize("euros", [None, 40, 4000])
def test_a_band_is_tested_on_the_requested_aid_when_that_is_given(
    world: World, requested: int, verdict: int, euros: int | None
) -> None:
    case = case_of(costs=None if euros is None else [cost(0, euros)], facts={"project.requestedAidEur": requested})
    aid = world.aid(case, base=[base(50)], limit=[BAND])
    assert [found for _, _, found in aid.bands] == [verdict]
    if euros is not None:
        assert aid.amount == euro(min(requested, euros / 2), min(requested, euros / 2))


def test_a_band_around_an_open_amount_is_open(world: World) -> None:
    case = case_of(costs=[cost(0, 1000)])
    for low, high, verdict in ((30, 40, MET), (30, 60, UNKNOWN), (60, 80, NOT_MET)):
        bonus = [item("label", high - low, when=LABEL)]
        assert [found for _, _, found in world.aid(case, base=[base(low)], bonus=bonus, limit=[BAND]).bands] == [verdict]


def test_a_band_whose_condition_is_open_never_refuses(world: World) -> None:
    for program, expected in (("label", [NOT_MET]), ("none", []), (None, [UNKNOWN])):
        case = case_of(costs=[cost(0, 10)], facts={"project.program": program} if program else {})
        aid = world.aid(case, base=[base(50)], limit=[{**BAND, "when": LABEL}])
        assert [found for _, _, found in aid.bands] == expected


def test_a_band_may_have_one_side_and_concern_one_activity(world: World) -> None:
    case = case_of(costs=[cost(0, 1000), cost(0, 100, "development")])
    floor = item("floor", min=100, mode="admissibility")
    assert [found for *_, found in world.aid(case, base=[BOTH], limit=[floor]).bands] == [MET]
    narrowed = {**floor, "activity": ["development"]}
    assert [found for *_, found in world.aid(case, base=[BOTH], limit=[narrowed]).bands] == [NOT_MET]
    roof = item("roof", max=100, mode="admissibility")
    assert [found for *_, found in world.aid(case, base=[BOTH], limit=[roof]).bands] == [NOT_MET]
    assert [found for *_, found in world.aid(case_of(), base=[BOTH], limit=[narrowed]).bands] == [UNKNOWN]


def test_a_band_per_participant_is_tested_for_each_with_costs_it_is_about(world: World) -> None:
    case = case_of(lead(), party("b"), party("c"), costs=[cost(0, 1000), cost(1, 100), cost(2, 100, "development")])
    band = item("band", min=100, per="participant", mode="admissibility", activity=["research"])
    aid = world.aid(case, base=[BOTH], limit=[band])
    assert [(who, found) for _, who, found in aid.bands] == [(0, MET), (1, NOT_MET)]


def test_a_band_refuses_nobody_who_may_not_be_funded(world: World) -> None:
    case = case_of(lead(), party("b", None), costs=[cost(0, 1000), cost(1, 100)])
    band = item("band", min=100, per="participant", mode="admissibility")
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], limit=[band])
    assert [(who, found) for _, who, found in aid.bands] == [(0, MET), (1, UNKNOWN)]
    narrowed = item("band", min=100, max=500, mode="admissibility", activity=["research"])
    # With the other 550, without it 500: inside for one of the two.
    assert [found for *_, found in world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], limit=[narrowed]).bands] == [UNKNOWN]


@pytest.mark.parametrize("costs", [None, [cost(0, 1000)]])
def test_a_band_is_tested_though_nobody_knows_the_rate(world: World, costs: Any) -> None:
    def bands(**facts: Any) -> list[int]:
        aid = world.aid(case_of(costs=costs, facts=facts), base=[base(None)], limit=[BAND])
        return [found for _, _, found in aid.bands]

    assert bands() == [UNKNOWN]
    assert bands(**{"project.requestedAidEur": 99}) == [NOT_MET]


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


def test_a_ceiling_without_a_figure_is_none(world: World) -> None:
    case = case_of(costs=[cost(0, 300)])
    for per in ("project", "participant"):
        assert world.aid(case, base=[base(50)], limit=[item("none", per=per)]).amount == euro(150, 150)


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


def test_no_amount_is_told_above_what_a_ceiling_leaves_of_it_while_another_is_unknown(world: World) -> None:
    case = case_of(costs=[cost(0, 1000), cost(0, None, "development")])
    for limit in (item("own", max=100, per="participant"), item("all", max=100), item("one", max=100, activity=["research"])):
        line = world.aid(case, base=[BOTH], limit=[limit]).parts[0].lines[0]
        assert line.amount is None or line.amount[1] <= 10000
        assert (line.amount is None) == ("amount" not in [step[0] for step in line.steps])
    requested = case_of(costs=case.costs, facts={"project.requestedAidEur": 100})
    told = world.aid(requested, base=[BOTH]).parts[0].lines[0].amount
    assert told is None or told[1] <= 10000


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
