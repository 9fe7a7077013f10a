"""The rate of a cost line and the amount it gives: bases, bonuses, caps, factors, and how far that is determined."""

from typing import Any

import pytest

from app.rules.aid import Aid
from app.rules.case import Case
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import LABEL, MEDIUM, SMALL, World, base, case_of, cost, euro, item, lead, party, points

LARGE = {"fact": "participant.size", "eq": "large"}
RESULTS = {"fact": "project.resultPoints", "between": [0, 30]}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def applicant(euros: float | None = 1000, *, program: str | None = None, secret: bool | None = None, **facts: Any) -> Case:
    """One enterprise with costs for research; `None`: costs unknown."""
    said: dict[str, Any] = {"project.program": program, "project.secret": secret}
    known = {name: value for name, value in said.items() if value is not None}
    return case_of(lead(**facts), costs=None if euros is None else [cost(0, euros)], facts=known)


def test_a_rate_on_costs_gives_an_amount(world: World) -> None:
    aid = world.aid(applicant(333.33), base=[base(50)])
    assert aid.rate == points(50, 50)
    # Half of 333.33 is 166.665.
    assert aid.amount == euro(166.67, 166.67)
    assert aid.determination == "exact"
    assert aid.activity_funded == MET


def test_amounts_are_rounded_once_per_participant_and_activity(world: World) -> None:
    # 0.01 at 50 per cent is half a cent: rounded up per activity, but two lines of one activity are added first.
    case = case_of(costs=[cost(0, 0.01), cost(0, 0.01), cost(0, 0.01, "development")])
    aid = world.aid(case, base=[base(50, "research", "development")])
    assert [line.amount for line in aid.parts[0].lines] == [euro(0.01, 0.01), euro(0.01, 0.01)]
    assert aid.amount == euro(0.02, 0.02)


def test_bonuses_of_one_group_do_not_add_and_those_of_two_do(world: World) -> None:
    aid: dict[str, Any] = {
        "base": [base(25)],
        "bonus": [
            item("small", 20, group="size", when=SMALL),
            item("any", 10, group="size"),
            item("label", 5, group="label", when=LABEL),
        ],
    }
    assert world.line(applicant(size="small", program="label"), **aid).rate == points(50, 50)
    assert world.line(applicant(size="large", program="label"), **aid).rate == points(40, 40)
    assert world.line(applicant(size="large", program="none"), **aid).rate == points(35, 35)
    assert world.line(applicant(program="none"), **aid).rate == points(35, 45)
    assert world.line(applicant(), **aid).rate == points(35, 50)


def test_of_several_bases_that_hold_the_highest_counts(world: World) -> None:
    aid = {"base": [base(20), base(45, id="raised", when=LABEL)]}
    assert world.line(applicant(program="label"), **aid).rate == points(45, 45)
    assert world.line(applicant(program="none"), **aid).rate == points(20, 20)
    assert world.line(applicant(), **aid).rate == points(20, 45)


def test_bases_of_which_one_surely_holds_give_the_hull_of_those_still_possible(world: World) -> None:
    aid = {"base": [base(70, id="s", when=SMALL), base(60, id="m", when=MEDIUM), base(50, id="l", when=LARGE)]}
    line = world.line(applicant(), **aid)
    assert (line.rate, line.sure) == (points(50, 70), True)
    assert line.amount == euro(500, 700)


def test_bases_that_may_all_fail_are_not_sure(world: World) -> None:
    aid = world.aid(applicant(), base=[base(70, when=SMALL), base(60, id="m", when=MEDIUM)])
    assert aid.parts[0].lines[0].rate == points(60, 70)
    assert not aid.parts[0].lines[0].sure
    assert aid.activity_funded == UNKNOWN
    assert aid.determination == "interval"


def test_an_activity_that_no_base_names_is_not_funded(world: World) -> None:
    aid = world.aid(case_of(costs=[cost(0, 100), cost(0, 100, "training"), cost(0, 5, "training")]), base=[base(50)])
    assert aid.parts[0].not_funded == ["training"]
    assert aid.amount == euro(50, 50)
    nothing = world.aid(case_of(costs=[cost(0, 100, "training")]), base=[base(50)])
    assert (nothing.determination, nothing.rate, nothing.amount, nothing.activity_funded) == ("none", None, None, NOT_MET)


def test_a_base_whose_condition_is_not_met_funds_nothing(world: World) -> None:
    aid = world.aid(applicant(size="large"), base=[base(50, when=SMALL)])
    assert aid.parts[0].not_funded == ["research"]
    assert aid.activity_funded == NOT_MET


def test_points_nobody_knows_make_the_aid_not_determined(world: World) -> None:
    aid = world.aid(applicant(), base=[base(None)])
    assert (aid.determination, aid.rate, aid.amount) == ("notDetermined", None, None)
    assert aid.activity_funded == MET


def test_unknown_points_beside_known_ones_are_not_determined_while_they_may_hold(world: World) -> None:
    aid = {"base": [base(None, id="label", when=LABEL), base(40, id="none", when={"not": LABEL})]}
    assert world.aid(applicant(), **aid).determination == "notDetermined"
    assert world.aid(applicant(program="none"), **aid).rate == points(40, 40)
    lone = world.aid(applicant(), base=[base(None, when=LABEL)])
    assert (lone.determination, lone.activity_funded) == ("notDetermined", UNKNOWN)


def test_the_sum_stays_under_its_cap(world: World) -> None:
    aid = {"base": [base(50)], "bonus": [item("b", 20)], "cap": [item("cap", 60)]}
    assert world.line(applicant(), **aid).rate == points(60, 60)
    assert world.line(applicant(), base=[base(50)], cap=[item("cap", 60)]).rate == points(50, 50)


def test_of_several_caps_that_hold_the_most_favourable_counts(world: World) -> None:
    aid = {"base": [base(90)], "cap": [item("cap", 50), item("raised", 60, when=LABEL)]}
    assert world.line(applicant(program="label"), **aid).rate == points(60, 60)
    assert world.line(applicant(program="none"), **aid).rate == points(50, 50)
    assert world.line(applicant(), **aid).rate == points(50, 60)


def test_a_cap_that_may_hold_lowers_the_lowest_only(world: World) -> None:
    aid = {"base": [base(90)], "cap": [item("s", 80, when=SMALL), item("m", 70, when=MEDIUM)]}
    assert world.line(applicant(), **aid).rate == points(70, 90)
    assert world.line(applicant(size="large"), **aid).rate == points(90, 90)


def test_a_cap_that_is_itself_open_leaves_the_rate_open(world: World) -> None:
    aid = {"base": [base(90)], "cap": [item("cap", {"fact": "project.share"})]}
    assert world.line(applicant(), **aid).rate == points(0, 90)
    between = {"base": [base(90)], "cap": [item("cap", {"between": [60, 80]})]}
    assert world.line(applicant(), **between).rate == points(60, 80)


def test_a_factor_multiplies_the_aid_but_not_the_rate_of_the_line(world: World) -> None:
    aid = world.aid(applicant(1000), base=[base(20)], factor=[item("tax", 25)])
    (line,) = aid.parts[0].lines
    assert (line.rate, line.effective, line.amount) == (points(20, 20), points(5, 5), euro(50, 50))
    assert aid.rate == points(5, 5)


def test_a_factor_that_may_hold_lowers_the_lowest_only(world: World) -> None:
    aid = {"base": [base(20)], "factor": [item("tax", 25, when=LABEL)]}
    assert world.line(applicant(), **aid).amount == euro(50, 200)
    assert world.line(applicant(program="none"), **aid).amount == euro(200, 200)
    assert world.line(applicant(program="label"), **aid).amount == euro(50, 50)


def test_a_factor_above_the_whole_raises_the_highest_only(world: World) -> None:
    aid = {"base": [base(20)], "factor": [item("more", 150, when=LABEL)]}
    assert world.line(applicant(), **aid).amount == euro(200, 300)
    assert world.line(applicant(program="label"), **aid).amount == euro(300, 300)


def test_two_factors_multiply_each_other(world: World) -> None:
    aid = {"base": [base(50)], "factor": [item("a", 50), item("b", {"between": [20, 40]})]}
    assert world.line(applicant(), **aid).effective == points(5, 10)


@pytest.mark.parametrize(
    ("bonus", "determination"),
    [
        ([item("r", RESULTS, outcome=True)], "dependsOnResults"),
        ([item("r", {"between": [0, 30]})], "interval"),
        ([item("r", RESULTS, outcome=True), item("label", 10, when=LABEL)], "interval"),
        ([item("r", RESULTS, outcome=True, when=LABEL)], "interval"),
    ],
)
def test_only_results_known_afterwards_make_an_interval_depend_on_results(
    world: World, bonus: list[Any], determination: str
) -> None:
    assert world.aid(applicant(), base=[base(50)], bonus=bonus).determination == determination


def test_a_bonus_for_results_that_does_not_apply_opens_nothing(world: World) -> None:
    bonus = [item("r", RESULTS, outcome=True), item("other", RESULTS, outcome=True, when=LABEL)]
    assert world.aid(applicant(program="none"), base=[base(50)], bonus=bonus).determination == "dependsOnResults"


def test_results_that_are_known_settle_the_rate(world: World) -> None:
    case = case_of(costs=[cost(0, 100)], facts={"project.resultPoints": 12})
    aid = world.aid(case, base=[base(50)], bonus=[item("r", RESULTS, outcome=True)])
    assert (aid.rate, aid.determination) == (points(62, 62), "exact")


def test_a_cap_can_settle_what_a_bonus_leaves_open(world: World) -> None:
    aid = world.aid(applicant(), base=[base(50)], bonus=[item("r", RESULTS, outcome=True)], cap=[item("cap", 50)])
    assert aid.determination == "exact"


def test_rates_come_without_costs_for_every_activity(world: World) -> None:
    aid = world.aid(applicant(None), base=[base(50), base(25, "development", id="d")])
    assert [(line.activity, line.rate, line.amount) for line in aid.parts[0].lines] == [
        ("research", points(50, 50), None),
        ("development", points(25, 25), None),
    ]
    assert (aid.rate, aid.amount, aid.activity_funded, aid.determination) == (points(25, 50), None, None, "interval")


def test_a_cost_line_without_an_amount_leaves_the_amounts_open(world: World) -> None:
    aid = world.aid(
        case_of(costs=[cost(0, 100), cost(0, None, "development"), cost(0, 10, "development")]),
        base=[base(50, "research", "development")],
    )
    assert (aid.rate, aid.amount, aid.determination) == (points(50, 50), None, "exact")
    assert aid.parts[0].lines[1].amount is None


def test_the_rate_of_the_whole_is_amount_over_costs(world: World) -> None:
    case = case_of(lead(size="small"), party("b", size="large"), costs=[cost(0, 3000), cost(1, 2000), cost(1, 1000, "training")])
    aid = world.aid(case, base=[base(25)], bonus=[item("small", 20, when=SMALL)])
    # 45 per cent of 3000 and 25 per cent of 2000: 1850 of 5000. Training is not funded, so it is no cost of the aid.
    assert [part.rate for part in aid.parts] == [points(45, 45), points(25, 25)]
    assert aid.rate == points(37, 37)
    assert aid.amount == euro(1850, 1850)


def test_costs_of_nothing_give_nothing_at_the_rates_of_the_lines(world: World) -> None:
    case = case_of(costs=[cost(0, 0), cost(0, 0, "development")])
    aid = world.aid(case, base=[base(50), base(25, "development", id="d")])
    assert (aid.amount, aid.rate) == (euro(0, 0), points(25, 50))


def test_only_applicants_and_partners_of_the_right_kind_are_funded(world: World) -> None:
    case = case_of(
        lead(), party("b", "university"), party("c", role="subcontractor"), party("d", None), costs=[cost(n, 100) for n in range(4)]
    )
    aid = world.aid(case, beneficiary={"fact": "participant.kind", "eq": "enterprise"}, base=[base(50)])
    assert [part.funded for part in aid.parts] == [MET, NOT_MET, NOT_MET, UNKNOWN]
    # The last may or may not get its 50.
    assert aid.amount == euro(50, 100)
    assert [part.amount for part in aid.parts] == [euro(50, 50), None, None, euro(50, 50)]


def test_when_nobody_is_surely_funded_the_least_of_them_counts(world: World) -> None:
    case = case_of(lead("a", None), party("b", None), costs=[cost(0, 100), cost(1, 300)])
    aid = world.aid(case, beneficiary={"fact": "participant.kind", "eq": "enterprise"}, base=[base(50)])
    assert aid.amount == euro(50, 200)


def blended(world: World, region: str | None) -> Aid:
    """The lead gets 45 per cent; a large partner gets 25 per cent of as much, if it is in the north."""
    partner = party("b", size="large") if region is None else party("b", size="large", region=region)
    case = case_of(lead(size="small", region="north"), partner, costs=[cost(0, 1000), cost(1, 1000)])
    north = {"fact": "participant.region", "eq": "north"}
    return world.aid(case, beneficiary=north, base=[base(25)], bonus=[item("small", 20, when=SMALL)])


def test_the_rate_holds_what_it_is_when_a_doubtful_partner_turns_out_not_to_be_funded(world: World) -> None:
    assert blended(world, "south").rate == points(45, 45)
    # 450 and 250 of 2000.
    assert blended(world, "north").rate == points(35, 35)
    doubtful = blended(world, None)
    assert doubtful.rate is not None
    assert doubtful.rate[0] <= 35_000_000
    assert doubtful.rate[1] >= 45_000_000
    assert doubtful.amount == euro(450, 700)


def test_steps_tell_what_was_tried_in_order(world: World) -> None:
    line = world.line(
        applicant(1000, size="small", program="none"),
        base=[base(25), base(99, id="never", when=LABEL)],
        bonus=[item("small", 20, when=SMALL), item("label", 10, when=LABEL)],
        cap=[item("cap", 40)],
        factor=[item("half", 50)],
        limit=[item("ceiling", max=150)],
    )
    told = [(kind, one.id if one else None, verdict, lo, hi) for kind, one, verdict, lo, hi in line.steps]
    assert told == [
        ("base", "base", MET, *points(25, 25)),
        ("bonus", "small", MET, *points(20, 20)),
        ("bonus", "label", NOT_MET, *points(10, 10)),
        ("cap", "cap", MET, *points(40, 40)),
        ("factor", "half", MET, *points(50, 50)),
        ("amount", None, MET, *euro(200, 200)),
        ("limit", "ceiling", MET, *euro(150, 150)),
    ]


def test_a_participant_without_costs_gets_no_line(world: World) -> None:
    aid = world.aid(case_of(lead(), party("b"), costs=[cost(0, 100)]), base=[base(50)])
    assert (aid.parts[1].lines, aid.parts[1].amount, aid.parts[1].rate) == ([], None, None)
    assert aid.beneficiary == MET
