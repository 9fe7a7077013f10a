"""Limits on the costs that count, and on amounts: cut, shared out, or a band outside which an application is refused."""

from datetime import date
from typing import Any

import pytest

from app.rules.aid import Aid
from app.rules.case import Case
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


def test_no_amount_is_told_above_what_a_ceiling_leaves_of_it_while_another_is_unknown(world: World) -> None:
    case = case_of(costs=[cost(0, 1000), cost(0, None, "development")])
    for limit in (item("own", max=100, per="participant"), item("all", max=100), item("one", max=100, activity=["research"])):
        line = world.aid(case, base=[BOTH], limit=[limit]).parts[0].lines[0]
        assert line.amount is None or line.amount[1] <= 10000
        assert (line.amount is None) == ("amount" not in [step[0] for step in line.steps])
    requested = case_of(costs=case.costs, facts={"project.requestedAidEur": 100})
    told = world.aid(requested, base=[BOTH]).parts[0].lines[0].amount
    assert told is None or told[1] <= 10000


def test_a_ceiling_without_a_figure_is_none(world: World) -> None:
    case = case_of(costs=[cost(0, 300)])
    for per in ("project", "participant"):
        assert world.aid(case, base=[base(50)], limit=[item("none", per=per)]).amount == euro(150, 150)


def test_what_is_just_as_much_as_its_ceiling_or_as_requested_is_not_cut(world: World) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={"project.requestedAidEur": 500})
    aid = world.aid(case, base=[base(50)], limit=[item("ceiling", max=500)])
    assert (aid.amount, aid.steps) == (euro(500, 500), [])


def told(steps: list[Any]) -> list[tuple[str, str | None]]:
    return [(kind, one.id if one else None) for kind, one, *_ in steps if kind in ("limit", "requested")]


def test_each_cut_is_told_where_it_is_made(world: World) -> None:
    limits = [item("each", max=400, per="participant"), item("all", max=300), item("idle", max=300)]
    aid = world.aid(case_of(costs=[cost(0, 1000)], facts={"project.requestedAidEur": 200}), base=[base(50)], limit=limits)
    # What binds one participant is a step of its lines alone.
    assert told(aid.steps) == [("limit", "all"), ("requested", None)]
    assert told(aid.parts[0].lines[0].steps) == [("limit", "each"), ("limit", "all"), ("requested", None)]
    assert [step[3:] for step in aid.steps] == [euro(300, 300), euro(200, 200)]


@pytest.mark.parametrize(
    ("ceiling", "eligibility"), [(None, "ineligible"), (400, "ineligible"), (300, "eligible"), (200, "eligible")]
)
def test_a_condition_on_the_aid_is_about_what_the_ceilings_leave(world: World, ceiling: int | None, eligibility: str) -> None:
    at_most = {"id": "atMost", "test": {"fact": "project.requestedAidEur", "lte": 300}}
    rules = world.rules([at_most], base=[base(50)], limit=[] if ceiling is None else [item("ceiling", max=ceiling)])
    assert world.assess(rules, case_of(costs=[cost(0, 1000)])).eligibility == eligibility


def test_a_ceiling_of_the_project_reads_of_the_lead_what_it_reads_of_a_participant(world: World) -> None:
    case = case_of(party("b", size="large", receivedEur=0), lead(size="small", receivedEur=70), costs=[cost(0, 500), cost(1, 500)])
    aid: dict[str, Any] = {"base": [base(50)]}
    assert world.aid(case, **aid, limit=[item("for small", max=100, when=SMALL)]).amount == euro(100, 100)
    assert world.aid(case, **aid, limit=[item("filled", max=100, over=RECEIVED)]).amount == euro(30, 30)
    assert world.aid(case, **aid, limit=[item("own", max={"times": [2, RECEIVED]})]).amount == euro(140, 140)


def test_each_participant_may_have_a_ceiling_of_its_own(world: World) -> None:
    case = case_of(
        lead(receivedEur=10), party("b", receivedEur=20), costs=[cost(0, 1000), cost(1, 1000)], facts={"project.months": 12}
    )
    own = item("own", max={"times": [10, RECEIVED]}, per="participant")
    assert [part.amount for part in world.aid(case, base=[base(50)], limit=[own]).parts] == [euro(100, 100), euro(200, 200)]
    by_month = item("month", max={"times": [10, {"fact": "project.months"}]}, per="participant")
    assert [part.amount for part in world.aid(case, base=[base(50)], limit=[by_month]).parts] == [euro(120, 120)] * 2


def test_a_yearly_ceiling_may_be_filled_by_what_the_project_received(world: World) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={"project.submissionDate": date(2024, 5, 1), "project.months": 30})
    limit = item("yearly", max=100, per="participantYear", over={"fact": "project.months"})
    assert world.aid(case, base=[base(50)], limit=[limit]).amount == euro(70, 70)


def test_an_unknown_yearly_ceiling_may_leave_nothing_or_everything(world: World) -> None:
    case = case_of(lead(receivedEur=0), costs=[cost(0, 1000)], facts={"project.submissionDate": date(2024, 5, 1)})
    limit = item("yearly", max={"times": [10, {"fact": "project.months"}]}, per="participantYear", over=RECEIVED)
    assert world.aid(case, base=[base(50)], limit=[limit]).amount == euro(0, 500)


def doubtful(world: World, **aid: Any) -> Aid:
    """A lead that gets 300, or 400 if it is small, and a partner that gets 300."""
    case = case_of(lead(), party("b", size="large"), costs=[cost(0, 1000), cost(1, 1000)])
    return world.aid(case, base=[base(30)], bonus=[item("small", 10, when=SMALL)], **aid)


def test_a_ceiling_gives_each_the_share_it_can_have_while_one_of_them_is_open(world: World) -> None:
    aid = doubtful(world, limit=[item("ceiling", max=350)])
    # 300 and 300 share it equally; of 400 and 300 the lead has four sevenths.
    assert aid.amount == euro(350, 350)
    assert [part.amount for part in aid.parts] == [euro(175, 200), euro(150, 175)]


@pytest.mark.parametrize(("second", "amount"), [(360, 350), (350, 350), (340, 340)])
def test_what_is_exact_under_one_ceiling_stays_so_under_another(world: World, second: int, amount: int) -> None:
    # The parts stay open, but their sum does not.
    aid = doubtful(world, limit=[item("first", max=350), item("second", max=second)])
    assert aid.amount == euro(amount, amount)
    assert aid.rate == points(amount / 20, amount / 20)


def test_a_participant_gets_what_its_lines_add_up_to_to_the_cent(world: World) -> None:
    # Three lines of a cent each, of which two are left: both go to the first participant.
    case = case_of(lead(), party("b"), costs=[cost(0, 0.02), cost(0, 0.02, "development"), cost(1, 0.02)])
    aid = world.aid(case, base=[BOTH], limit=[item("ceiling", max="1/50")])
    assert amounts(aid) == [[euro(0.01, 0.01), euro(0.01, 0.01)], [euro(0, 0)]]
    assert [part.amount for part in aid.parts] == [euro(0.02, 0.02), euro(0, 0)]
    assert aid.amount == euro(0.02, 0.02)


def test_a_participant_that_may_not_be_funded_shares_its_own_ceiling_as_if_it_is(world: World) -> None:
    case = case_of(lead(), party("b", None), costs=[cost(0, 1000), cost(1, 1000), cost(1, 1000, "development")])
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[BOTH], limit=[item("each", max=500, per="participant")])
    assert amounts(aid) == [[euro(500, 500)], [euro(250, 250), euro(250, 250)]]
    assert [part.amount for part in aid.parts] == [euro(500, 500), euro(500, 500)]
    assert aid.amount == euro(500, 1000)


def test_a_ceiling_on_one_activity_after_one_on_all_cuts_that_activity_further(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 1000), cost(0, 1000, "development"), cost(1, 1000)])
    limits = [item("all", max=750), item("research", max=100, activity=["research"])]
    aid = world.aid(case, base=[BOTH], limit=limits)
    assert amounts(aid) == [[euro(50, 50), euro(250, 250)], [euro(50, 50)]]
    assert [part.amount for part in aid.parts] == [euro(300, 300), euro(50, 50)]
    assert aid.amount == euro(350, 350)


def test_a_ceiling_on_one_activity_leaves_what_another_ceiling_made_of_the_rest(world: World) -> None:
    # Development of the two comes to 350 together, whatever each gets of it; research is cut apart from it.
    case = case_of(
        lead(), party("b", size="large"), costs=[cost(n, 1000, kind) for n in (0, 1) for kind in ("development", "research")]
    )
    aid = world.aid(
        case,
        base=[base(30, "research", "development")],
        bonus=[item("small", 10, when=SMALL)],
        limit=[item("first", max=350, activity=["development"]), item("second", max=100, activity=["research"])],
    )
    assert aid.amount == euro(450, 450)


def test_a_requested_aid_is_shared_out_like_a_ceiling_of_the_project(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 600), cost(1, 200)], facts={"project.requestedAidEur": 100})
    aid = world.aid(case, base=[base(50)], limit=[item("ceiling", max=200)])
    assert [part.amount for part in aid.parts] == [euro(75, 75), euro(25, 25)]
