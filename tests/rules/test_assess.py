"""The assessment of one instrument: whose conditions, what decides, who is left out, and carriers."""

from dataclasses import replace
from typing import Any

import pytest

from app.rules.assess import Assessment, Condition
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import LABEL, MEDIUM, OPEN, SMALL, SOUND, World, base, case_of, cost, euro, item, lead, party, points

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
MONTHS = {"fact": "project.months", "lte": 24}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def told(assessment: Assessment) -> list[tuple[str, int | None, int]]:
    """The verdicts, without those that every scheme asks for and finds met."""
    always = {("beneficiary", MET), ("activityFunded", MET)}
    return [
        (reason.id, reason.participant, reason.verdict)
        for reason in assessment.reasons
        if (reason.id, reason.verdict) not in always
    ]


def condition(name: str, test: Any, **more: Any) -> dict[str, Any]:
    """A condition; `sharedRule` names the rule that it is of."""
    return {"id": name, "test": test, **more}


@pytest.mark.parametrize(("months", "eligibility"), [(24, "eligible"), (25, "ineligible"), (None, "undetermined")])
def test_a_hard_condition_decides(world: World, months: int | None, eligibility: str) -> None:
    case = case_of(costs=[cost(0, 100)], facts={} if months is None else {"project.months": months})
    assert world.assess(world.rules([condition("duration", MONTHS)], base=[base()]), case).eligibility == eligibility


def test_the_conditions_of_one_shared_rule_are_asked_together(world: World) -> None:
    of_rule = [condition("sound", SOUND, sharedRule="basic"), condition("small", SMALL, sharedRule="basic")]
    rules = world.rules([*of_rule, condition("soft", LABEL, soft=True), condition("open", OPEN)], base=[base(50)])
    assert [check.reads for check in rules.gates] == [
        {("project.secret", "case")},
        {("participant.sound", "own"), ("participant.size", "own")},
    ]
    again = world.rules(of_rule, base=[base(25)])
    assert again.gates == rules.gates[1:]
    assert world.rules([condition("soft", LABEL, soft=True)], base=[base(25)]).gates == ()
    for sound, size, verdict in (
        (True, "small", MET),
        (True, "large", NOT_MET),
        (None, "small", UNKNOWN),
        (None, "large", NOT_MET),
    ):
        person = lead(size=size) if sound is None else lead(size=size, sound=sound)
        case = case_of(person, costs=[cost(0, 100)], facts={"project.secret": False})
        assert world.assess(rules, case).verdict == verdict


def test_a_gate_that_refuses_ends_the_search_and_one_that_is_open_does_not(world: World) -> None:
    rules = world.rules([condition("open", OPEN), condition("label", LABEL), condition("sound", SOUND)], base=[base(50)])
    case = case_of(lead(sound=False), costs=[cost(0, 100)])
    assert world.assess(rules, case).verdict == NOT_MET
    refused = case_of(lead(sound=True), costs=[cost(0, 100)], facts={"project.secret": True})
    assert world.assess(rules, refused).verdict == NOT_MET


@pytest.mark.parametrize("months", [24, 25, None])
@pytest.mark.parametrize("test", [MONTHS, {"all": [MONTHS, {"fact": "participant.kind", "eq": "enterprise"}]}])
def test_a_soft_condition_warns_and_never_decides(world: World, test: Any, months: int | None) -> None:
    case = case_of(costs=[cost(0, 100)], facts={} if months is None else {"project.months": months})
    assessment = world.assess(world.rules([condition("duration", test, soft=True)], base=[base()]), case)
    assert assessment.eligibility == "eligible"
    (reason,) = [reason for reason in assessment.reasons if reason.id == "duration"]
    assert reason.soft
    assert reason.verdict == {24: MET, 25: NOT_MET, None: UNKNOWN}[months]


def test_the_least_verdict_decides(world: World) -> None:
    rules = world.rules([condition("open", OPEN), condition("duration", MONTHS), condition("label", LABEL)], base=[base()])
    facts = {"project.secret": False, "project.months": 25}
    assert world.assess(rules, case_of(costs=[cost(0, 100)], facts=facts)).verdict == NOT_MET


def test_a_condition_about_a_participant_is_checked_for_each_beneficiary(world: World) -> None:
    rules = world.rules([condition("sound", SOUND)], beneficiary=ENTERPRISE, base=[base()])
    case = case_of(lead(sound=True), party("b", sound=False), party("u", "university", sound=False), costs=[cost(0, 100)])
    assessment = world.assess(rules, case)
    assert told(assessment) == [("sound", 0, MET), ("sound", 1, NOT_MET)]
    assert assessment.eligibility == "ineligible"


def test_a_condition_about_the_lead_is_checked_once(world: World) -> None:
    rules = world.rules([condition("lead", {"fact": "applicant.size", "eq": "small"})], base=[base()])
    case = case_of(party("b", size="large"), lead(size="small"), costs=[cost(0, 100)])
    assert told(world.assess(rules, case)) == [("lead", None, MET)]


def test_who_may_not_be_a_beneficiary_cannot_refuse_the_project(world: World) -> None:
    rules = world.rules([condition("sound", SOUND)], beneficiary=ENTERPRISE, base=[base()])
    assessment = world.assess(rules, case_of(lead(sound=True), party("b", None, sound=False), costs=[cost(0, 100)]))
    assert told(assessment) == [("sound", 0, MET), ("sound", 1, UNKNOWN)]
    assert assessment.eligibility == "undetermined"


def test_without_a_beneficiary_nothing_is_eligible(world: World) -> None:
    rules = world.rules(beneficiary=ENTERPRISE, base=[base()])
    assessment = world.assess(rules, case_of(lead("a", "university"), costs=[cost(0, 100)]))
    assert told(assessment) == [("beneficiary", None, NOT_MET)]
    assert assessment.eligibility == "ineligible"
    assert world.assess(rules, case_of(lead("a", None), costs=[cost(0, 100)])).eligibility == "undetermined"


def test_who_fails_an_excluding_condition_is_left_out_and_the_project_goes_on(world: World) -> None:
    rules = world.rules([condition("sound", SOUND, excludes=True)], base=[base(50)])
    case = case_of(lead(sound=True), party("b", sound=False), party("c"), costs=[cost(n, 100) for n in range(3)])
    assessment = world.assess(rules, case)
    assert [part.funded for part in assessment.aid.parts] == [MET, NOT_MET, UNKNOWN]
    assert assessment.eligibility == "eligible"
    assert assessment.amount == euro(50, 100)
    assert told(assessment) == [("sound", 0, MET), ("sound", 1, NOT_MET), ("sound", 2, UNKNOWN)]


def test_when_everyone_is_left_out_nobody_is_funded(world: World) -> None:
    rules = world.rules([condition("sound", SOUND, excludes=True)], base=[base(50)])
    assert world.assess(rules, case_of(lead(sound=False), costs=[cost(0, 100)])).eligibility == "ineligible"
    assert world.assess(rules, case_of(costs=[cost(0, 100)])).eligibility == "undetermined"


def test_who_is_no_beneficiary_is_not_asked_for_an_excluding_condition(world: World) -> None:
    rules = world.rules([condition("sound", SOUND, excludes=True)], beneficiary=ENTERPRISE, base=[base(50)])
    assessment = world.assess(rules, case_of(lead(sound=True), party("u", "university", sound=False), costs=[cost(0, 100)]))
    assert told(assessment) == [("sound", 0, MET)]


def test_costs_that_are_not_funded_make_ineligible(world: World) -> None:
    rules = world.rules(base=[base(50), base(20, "advice", id="small", when=SMALL)])
    refused = world.assess(rules, case_of(costs=[cost(0, 100, "training")]))
    assert told(refused) == [("activityFunded", None, NOT_MET)]
    assert (refused.eligibility, refused.determination) == ("ineligible", "none")
    doubtful = world.assess(rules, case_of(costs=[cost(0, 100, "advice")]))
    assert told(doubtful) == [("activityFunded", None, UNKNOWN)]
    assert world.assess(rules, case_of()).eligibility == "eligible"


def test_a_right_to_nothing_is_eligible(world: World) -> None:
    assessment = world.assess(world.rules(base=[base(0)]), case_of(costs=[cost(0, 100)]))
    assert (assessment.eligibility, assessment.rate, assessment.amount) == ("eligible", points(0, 0), euro(0, 0))


def test_a_band_decides_and_the_rate_is_shown_all_the_same(world: World) -> None:
    rules = world.rules(base=[base(50)], limit=[item("band", min=100, mode="admissibility")])
    assessment = world.assess(rules, case_of(costs=[cost(0, 100)]))
    assert told(assessment) == [("band", None, NOT_MET)]
    assert (assessment.eligibility, assessment.rate, assessment.amount) == ("ineligible", points(50, 50), euro(50, 50))
    assert not assessment.reasons[-1].soft


def test_a_slice_knows_its_checks_and_what_they_read(world: World) -> None:
    rules = world.rules(
        [condition("open", OPEN)],
        base=[base(50, when=MEDIUM)],
        limit=[item("limit", max={"times": [10, {"fact": "project.months"}]}, over={"fact": "participant.receivedEur"})],
    )
    assert rules.scheme.checks == (rules.scheme.beneficiary, world.compiler.compile(MEDIUM))
    assert rules.gates == (world.compiler.compile(OPEN),)
    assert rules.reads == {
        ("project.secret", "case"),
        ("participant.size", "own"),
        ("participant.kind", "own"),
        ("project.months", "case"),
        ("participant.receivedEur", "own"),
    }


CARRIED = [cost(0, 1000)]


def carriers(world: World, *rates: int, conditions: tuple[Any, ...] = ((), ())) -> dict[str, Any]:
    return {f"c{n}": world.rules(conditions[n], base=[base(rate)], name=f"c{n}") for n, rate in enumerate(rates)}


def carried(world: World, case: Any, others: dict[str, Any], conditions: Any = ()) -> Assessment:
    return world.assess(world.rules(conditions, carried_by=list(others)), case, **others)


def test_an_instrument_that_is_carried_gets_what_its_carrier_gives(world: World) -> None:
    assessment = carried(world, case_of(costs=CARRIED), carriers(world, 40))
    assert (assessment.rate, assessment.amount, assessment.determination) == (points(40, 40), euro(400, 400), "exact")
    assert assessment.eligibility == "eligible"
    assert assessment.reasons[-1].id == "carrier"
    assert assessment.reasons[-1].participant is None


def test_several_carriers_give_the_hull_of_what_they_give(world: World) -> None:
    assessment = carried(world, case_of(costs=CARRIED), carriers(world, 40, 60))
    assert (assessment.rate, assessment.amount, assessment.determination) == (points(40, 60), euro(400, 600), "interval")
    same = carried(world, case_of(costs=CARRIED), carriers(world, 40, 40))
    assert (same.rate, same.determination) == (points(40, 40), "exact")


def test_a_carrier_that_refuses_does_not_count_while_another_is_possible(world: World) -> None:
    refusing: tuple[Any, ...] = ([condition("label", LABEL)], [])
    case = case_of(costs=CARRIED, facts={"project.program": "none"})
    assessment = carried(world, case, carriers(world, 40, 60, conditions=refusing))
    assert (assessment.rate, assessment.eligibility) == (points(60, 60), "eligible")
    both = ([condition("label", LABEL)], [condition("label", LABEL)])
    refused = carried(world, case, carriers(world, 40, 60, conditions=both))
    assert (refused.rate, refused.eligibility) == (points(40, 60), "ineligible")
    doubtful = carried(world, case_of(costs=CARRIED), carriers(world, 40, 60, conditions=both))
    assert doubtful.eligibility == "undetermined"


def test_the_own_conditions_of_what_is_carried_decide_too(world: World) -> None:
    case = case_of(costs=CARRIED, facts={"project.months": 25})
    assert carried(world, case, carriers(world, 40), [condition("duration", MONTHS)]).eligibility == "ineligible"


def test_without_a_carrier_in_force_there_is_no_right(world: World) -> None:
    assessment = world.assess(world.rules(carried_by=["gone"]), case_of(costs=CARRIED))
    assert (assessment.eligibility, assessment.determination, assessment.rate) == ("ineligible", "none", None)


def test_a_carrier_whose_rate_nobody_knows_leaves_the_whole_open(world: World) -> None:
    nobody_knows = {"c0": world.rules(base=[base(None)], name="c0")}
    assessment = carried(world, case_of(costs=CARRIED), nobody_knows)
    assert (assessment.determination, assessment.rate, assessment.amount) == ("notDetermined", None, None)
    mixed = carried(world, case_of(costs=CARRIED), {**nobody_knows, "c1": world.rules(base=[base(50)], name="c1")})
    assert (mixed.determination, mixed.rate) == ("notDetermined", None)


def test_a_carrier_depends_on_results_when_all_of_them_do(world: World) -> None:
    bonus = [item("r", {"fact": "project.resultPoints", "between": [0, 30]}, outcome=True)]
    results = {"c0": world.rules(base=[base(50)], bonus=bonus, name="c0")}
    assert carried(world, case_of(costs=CARRIED), results).determination == "dependsOnResults"


def test_the_result_names_what_a_fact_must_change_to_matter(world: World) -> None:
    exact = world.assess(world.rules(base=[base(50)]), case_of(costs=CARRIED))
    assert exact.result == (MET, points(50, 50), euro(500, 500))
    nobody_knows = world.assess(world.rules(base=[base(None)]), case_of(costs=CARRIED))
    nothing = world.assess(world.rules(base=[base(50, "training")]), case_of(costs=CARRIED))
    assert nobody_knows.result[1] != nothing.result[1]
    assert nobody_knows.result[2] is nothing.result[2] is None


def test_a_reason_for_a_named_check_is_never_soft(world: World) -> None:
    assessment = world.assess(world.rules(base=[base(50)]), case_of(costs=CARRIED))
    assert [reason.soft for reason in assessment.reasons if not isinstance(reason.condition, Condition)] == [False, False]


@pytest.mark.parametrize(("months", "eligibility"), [(24, "undetermined"), (25, "ineligible"), (None, "undetermined")])
def test_where_nobody_knows_whom_it_is_for_nobody_is_surely_eligible(world: World, months: int | None, eligibility: str) -> None:
    rules = replace(world.rules([condition("duration", MONTHS)], base=[base(50)]), conditions_known=False)
    facts = {} if months is None else {"project.months": months}
    assessment = world.assess(rules, case_of(costs=CARRIED, facts=facts))
    assert assessment.eligibility == eligibility
    assert ("conditionsKnown", None, UNKNOWN) in told(assessment)


def test_who_may_not_be_funded_but_meets_its_conditions_leaves_nothing_open(world: World) -> None:
    rules = world.rules([condition("sound", SOUND)], beneficiary=ENTERPRISE, base=[base(50)])
    case = case_of(lead(sound=True), party("b", None, sound=True), costs=CARRIED)
    assert world.assess(rules, case).eligibility == "eligible"


def test_costs_of_no_funded_activity_refuse_the_project(world: World) -> None:
    assessment = world.assess(world.rules(base=[base(50)]), case_of(costs=[cost(0, 100, "training")]))
    assert assessment.eligibility == "ineligible"
    assert told(assessment) == [("activityFunded", None, NOT_MET)]


@pytest.mark.parametrize(
    ("size", "eligibility", "rate"),
    [("small", "eligible", (60, 60)), ("large", "eligible", (40, 40)), (None, "undetermined", (40, 60))],
)
def test_the_carrier_that_pays_may_rest_on_a_fact(world: World, size: str | None, eligibility: str, rate: Any) -> None:
    not_small = {"fact": "participant.size", "in": ["medium", "large"]}
    either: Any = ([condition("large", not_small)], [condition("small", SMALL)])
    person = lead() if size is None else lead(size=size)
    assessment = carried(world, case_of(person, costs=CARRIED), carriers(world, 40, 60, conditions=either))
    assert (assessment.eligibility, assessment.rate) == (eligibility, points(*rate))
