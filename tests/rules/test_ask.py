"""Which facts are missing: those of which two values give different results, and only those."""

from datetime import date
from typing import Any

import pytest

from app.rules.ask import missing_facts
from app.rules.assess import assess
from tests.rules.asking import ALL, COSTS, asked, nobody
from tests.rules.small import LABEL, MEDIUM, OPEN, SMALL, SOUND, World, base, case_of, cost, item, lead, party

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}


@pytest.fixture
def world() -> World:
    # The values that a fact is tried with come from all thresholds of a vocabulary, so each test has its own.
    return World()


def test_nothing_is_missing_where_everything_is_settled(world: World) -> None:
    assert asked(world, case_of(costs=COSTS, facts={"project.secret": False}), test=OPEN) == {}


def test_nothing_is_missing_for_what_is_settled_whatever_the_rest(world: World) -> None:
    both = {"all": [OPEN, LABEL]}
    assert asked(world, case_of(costs=COSTS, facts={"project.secret": True}), test=both) == {}
    assert asked(world, case_of(costs=COSTS, facts={"project.secret": False}), test=both) == {"project.program": ("eligibility",)}


@pytest.mark.parametrize(
    ("test", "fact"),
    [
        (OPEN, "project.secret"),
        (LABEL, "project.program"),
        ({"fact": "project.months", "lte": 24}, "project.months"),
        ({"fact": "project.months", "eq": 24}, "project.months"),
        ({"fact": "project.share", "gt": "200/3"}, "project.share"),
        ({"fact": "project.themes", "intersects": ["energy"]}, "project.themes"),
        ({"fact": "project.themes", "subsetOf": ["energy"]}, "project.themes"),
        ({"fact": "project.startDate", "gte": "2024-07-01"}, "project.startDate"),
        ({"fact": "project.startDate", "eq": "2024-07-01"}, "project.startDate"),
        (SOUND, ("participant.sound", 0)),
        ({"fact": "applicant.size", "eq": "large"}, ("participant.size", 0)),
        ({"fact": "participant.receivedEur", "lt": 100}, ("participant.receivedEur", 0)),
        ({"plus": [{"fact": "project.months"}, 1], "gte": 25}, "project.months"),
        ({"fact": "project.share", "gte": {"times": [2, {"fact": "project.share"}]}}, "project.share"),
    ],
)
def test_a_fact_of_each_type_is_missing_for_the_condition_that_reads_it(world: World, test: Any, fact: Any) -> None:
    assert asked(world, case_of(costs=COSTS), test=test) == {fact: ("eligibility",)}


def test_the_requested_aid_is_asked_where_no_scheme_computes_it(world: World) -> None:
    at_most = {"fact": "project.requestedAidEur", "lte": 150_000}
    both = {"all": [at_most, OPEN]}
    requested, open_to_all = {"project.requestedAidEur": 150_000}, {"project.secret": False}
    assert asked(world, case_of(), test=at_most, base=[]) == {"project.requestedAidEur": ("eligibility",)}
    assert asked(world, case_of(facts=open_to_all), test=both, base=[]) == {"project.requestedAidEur": ("eligibility",)}
    assert set(asked(world, case_of(), test=both, base=[])) == {"project.requestedAidEur", "project.secret"}
    assert asked(world, case_of(facts=requested), test=at_most, base=[]) == {}
    assert set(asked(world, case_of(), test=at_most)) == {"project.costs"}


def test_a_soft_condition_asks_nothing(world: World) -> None:
    rules = world.rules([{"id": "asked", "test": OPEN, "soft": True}], base=[base(50)])
    assert asked(world, case_of(costs=COSTS), rules) == {}


def test_a_fact_nobody_can_be_asked_for_is_not_missing(world: World) -> None:
    results = [item("r", {"fact": "project.resultPoints", "between": [0, 30]}, outcome=True)]
    assert asked(world, case_of(costs=COSTS), bonus=results) == {}


def test_the_size_settles_rate_and_amount(world: World) -> None:
    bonus = [item("small", 20, when=SMALL)]
    assert asked(world, case_of(costs=COSTS), bonus=bonus) == {("participant.size", 0): ("rate", "amount")}
    assert asked(world, case_of(), bonus=bonus)["participant.size", 0] == ("rate",)


def test_what_leaves_a_participant_out_is_asked_though_the_project_goes_on(world: World) -> None:
    rules = world.rules([{"id": "open", "test": OPEN}, {"id": "sound", "test": SOUND, "excludes": True}], base=[base(50)])
    facts = {"project.secret": False}
    case = case_of(lead(sound=True), party("b"), costs=[cost(0, 1000), cost(1, 500)], facts=facts)
    assert asked(world, case, rules) == {("participant.sound", 1): ("amount",)}


def test_a_cap_that_makes_a_bonus_idle_leaves_nothing_to_ask(world: World) -> None:
    assert asked(world, case_of(costs=COSTS), bonus=[item("small", 20, when=SMALL)], cap=[item("cap", 50)]) == {}


def test_a_base_that_may_fail_settles_everything(world: World) -> None:
    assert asked(world, case_of(costs=COSTS), base=[base(50, when=SMALL)]) == {("participant.size", 0): ALL}


def test_where_no_fact_settles_alone_those_are_asked_that_settle_one_condition(world: World) -> None:
    either = {"any": [SOUND, {"fact": "participant.receivedEur", "lte": 100}]}
    two = case_of(lead(), party("b"), costs=[cost(0, 1000), cost(1, 1000)])
    assert asked(world, two, test=either) == {
        (fact, n): ("eligibility",) for fact in ("participant.sound", "participant.receivedEur") for n in (0, 1)
    }
    one = case_of(lead(), party("b", sound=True), costs=[cost(0, 1000), cost(1, 1000)])
    assert asked(world, one, test=either) == {
        (fact, 0): ("eligibility",) for fact in ("participant.sound", "participant.receivedEur")
    }


def test_each_of_two_conditions_asks_for_its_own_fact(world: World) -> None:
    either = {"any": [{"fact": "project.months", "lte": 24}, {"fact": "project.share", "lte": 50}]}
    rules = world.rules([{"id": "open", "test": OPEN}, {"id": "either", "test": either}], base=[base(50)])
    known_half = case_of(costs=COSTS, facts={"project.share": 60})
    assert asked(world, known_half, rules) == {"project.secret": ("eligibility",), "project.months": ("eligibility",)}
    # Two facts that only help together are not asked while another settles the case alone.
    assert asked(world, case_of(costs=COSTS), rules) == {"project.secret": ("eligibility",)}


def test_what_was_found_for_one_instrument_serves_another(world: World) -> None:
    either = {"any": [{"fact": "project.months", "lte": 24}, {"fact": "project.share", "lte": 50}]}
    one = world.rules([{"id": "either", "test": either}], base=[base(50)])
    two = world.rules([{"id": "either", "test": either}], base=[base(25)])
    facts = world.facts(case_of(costs=COSTS, facts={"project.share": 60}))
    for rules in (one, two, one):
        found = missing_facts(rules, facts, assess(rules, facts, nobody), nobody)
        assert [(missing.fact, missing.settles) for missing in found] == [("project.months", ("eligibility",))]


def test_facts_are_asked_of_each_beneficiary_and_of_nobody_else(world: World) -> None:
    case = case_of(lead(sound=True), party("b"), party("u", "university"), costs=COSTS)
    assert asked(world, case, test=SOUND, beneficiary=ENTERPRISE) == {("participant.sound", 1): ("eligibility",)}


def test_who_may_not_be_funded_is_not_asked_for_what_could_not_refuse_the_project(world: World) -> None:
    doubtful = case_of(lead("a", None), costs=COSTS)
    found = asked(world, doubtful, test=SOUND, beneficiary=ENTERPRISE)
    assert found == {("participant.kind", 0): ALL}
    beside_another = case_of(lead(sound=True), party("b", None), costs=COSTS)
    found = asked(world, beside_another, test=SOUND, beneficiary=ENTERPRISE)
    # Sound, it changes nothing to what it is; not sound, it could refuse the project if it is funded.
    assert found[("participant.sound", 1)] == ("eligibility",)


def test_what_settles_a_condition_but_not_the_eligibility_waits_for_what_does(world: World) -> None:
    either = {"any": [SOUND, {"fact": "participant.receivedEur", "lte": 100}]}
    band = [item("band", min=1000, max=5_000_000, mode="admissibility")]
    # Without costs the band stays open, whatever is said of the lead.
    assert asked(world, case_of(), test=either, limit=band) == {"project.costs": ("eligibility", "amount")}


def test_facts_that_count_over_all_are_asked_of_everyone(world: World) -> None:
    test = {"count": "participants", "where": {"fact": "participant.region", "eq": "north"}, "gte": 1}
    case = case_of(lead(), party("u", "university"), costs=COSTS)
    found = asked(world, case, test=test, beneficiary=ENTERPRISE)
    assert found == {("participant.region", 0): ("eligibility",), ("participant.region", 1): ("eligibility",)}


def test_a_fact_that_cannot_settle_alone_is_not_missing_while_another_can(world: World) -> None:
    # Both must be met, and neither alone can make that so, but either alone can refuse.
    case = case_of(costs=COSTS)
    assert set(asked(world, case, test={"all": [OPEN, LABEL]})) == {"project.secret", "project.program"}
    assert asked(world, case, test={"any": [{"all": [OPEN, LABEL]}, {"fact": "project.months", "lte": 24}]}) == {
        "project.months": ("eligibility",)
    }


def test_a_derived_fact_that_waits_for_another_leaves_the_asking_to_that_one(world: World) -> None:
    test = {"fact": "consortium.independentEnterprises", "gte": 2}
    waiting = case_of(lead(linked_to=()), party("b", None, linked_to=()), costs=COSTS)
    assert asked(world, waiting, test=test) == {("participant.kind", 1): ("eligibility",)}


def test_a_derived_fact_is_asked_when_nothing_behind_it_can_be(world: World) -> None:
    test = {"fact": "consortium.independentEnterprises", "gte": 2}
    silent = case_of(lead(), party("b"), costs=COSTS)
    assert asked(world, silent, test=test) == {"consortium.independentEnterprises": ("eligibility",)}
    # One group or two are possible, so a third makes no difference.
    assert asked(world, silent, test={"fact": "consortium.independentEnterprises", "gte": 3}) == {}


def test_a_derived_fact_that_reads_another_of_the_same_participant_waits_for_it() -> None:
    local = {"type": "bool", "derived": [{"value": True, "when": {"fact": "participant.region", "eq": "north"}}]}
    world = World({"participant.local": local})
    test = {"fact": "participant.local", "isTrue": True}
    assert asked(world, case_of(costs=COSTS), test=test) == {("participant.region", 0): ("eligibility",)}
    assert asked(world, case_of(lead(region="south"), costs=COSTS), test=test) == {("participant.local", 0): ("eligibility",)}


def test_a_value_that_contradicts_the_case_is_no_answer() -> None:
    later = {"type": "bool", "derived": [{"value": True, "when": SMALL}]}
    world = World({"participant.late": later})
    # Known not to be late, so it cannot be small or micro.
    case = case_of(lead(late=False), costs=COSTS)
    assert asked(world, case, test=SMALL) == {}
    assert asked(world, case, test=MEDIUM) == {("participant.size", 0): ("eligibility",)}


def test_a_code_known_to_be_one_of_several_is_asked_within_these(world: World) -> None:
    from app.rules.size import Accounts

    medium_or_large = case_of(lead(accounts=(Accounts(2023, 60),)), costs=COSTS)
    assert asked(world, medium_or_large, test=MEDIUM) == {("participant.size", 0): ("eligibility",)}
    assert asked(world, medium_or_large, bonus=[item("small", 20, when=SMALL)]) == {}


def test_unknown_costs_are_missing(world: World) -> None:
    assert asked(world, case_of()) == {"project.costs": ("amount",)}
    assert asked(world, case_of(lead(), party("b"))) == {"project.costs": ("amount",)}
    band = [item("band", min=1000, max=5_000_000, mode="admissibility")]
    assert asked(world, case_of(), limit=band) == {"project.costs": ("eligibility", "amount")}
    shared = {"fact": "consortium.largestShare", "lte": 70}
    assert asked(world, case_of(lead(), party("b")), test=shared) == {"project.costs": ("eligibility", "amount")}


def test_costs_are_missing_though_a_budget_is_given(world: World) -> None:
    budget = case_of(lead(), party("b"), facts={"project.budgetEur": 1000})
    assert asked(world, budget) == {"project.costs": ("amount",)}
    # Half of the budget is 500, below the band, so the lines settle that too.
    band = [item("band", min=1000, mode="admissibility")]
    assert asked(world, budget, limit=band) == {"project.costs": ("eligibility", "amount")}


def test_an_amount_or_a_heading_that_is_not_known_is_missing(world: World) -> None:
    assert asked(world, case_of(costs=[cost(0, None)])) == {"project.costs": ("amount",)}
    travel = [item("travel", max=100, heading=["operating"])]
    assert asked(world, case_of(costs=[cost(0, 1000)]), cost=travel) == {"project.costs": ("amount",)}
    assert asked(world, case_of(costs=[cost(0, 1000, heading="operating")]), cost=travel) == {}


def test_costs_are_not_missing_where_they_change_nothing(world: World) -> None:
    assert asked(world, case_of(), base=[base(None)]) == {}
    assert asked(world, case_of(lead("a", "university")), beneficiary=ENTERPRISE) == {}


def test_what_limits_read_is_asked(world: World) -> None:
    received = [item("yearly", max=100, per="participantYear", over={"fact": "participant.receivedEur"})]
    assert asked(world, case_of(costs=COSTS), limit=received) == {("participant.receivedEur", 0): ("rate", "amount")}
    by_month = [item("ceiling", max={"times": [10, {"fact": "project.months"}]})]
    assert asked(world, case_of(costs=COSTS), limit=by_month) == {"project.months": ("rate", "amount")}


def test_facts_that_are_read_through_a_carrier_are_missing(world: World) -> None:
    carrier = world.rules([{"id": "open", "test": OPEN}], base=[base(40)], name="carrier")
    rules = world.rules(carried_by=["carrier"])
    case = case_of(costs=COSTS)
    facts = world.facts(case)
    found = missing_facts(rules, facts, world.assess(rules, case, carrier=carrier), lambda name: [carrier])
    assert [(one.fact, one.settles) for one in found] == [("project.secret", ("eligibility",))]


def test_facts_of_who_is_funded_by_the_carrier_alone_are_missing_too(world: World) -> None:
    carrier = world.rules([{"id": "sound", "test": SOUND}], base=[base(40)], name="carrier")
    rules = world.rules(carried_by=["carrier"], beneficiary={"fact": "participant.region", "eq": "north"})
    case = case_of(lead(region="north", sound=True), party("b", region="south"), costs=COSTS)
    facts = world.facts(case)
    found = missing_facts(rules, facts, world.assess(rules, case, carrier=carrier), lambda name: [carrier])
    assert [(one.fact, one.participant, one.settles) for one in found] == [("participant.sound", 1, ("eligibility",))]


def test_what_a_presumption_rests_on_is_asked_with_what_follows() -> None:
    presumed = {"type": "date", "presumed": ({"value": {"firstOfNextMonth": {"fact": "project.submissionDate"}}},)}
    world = World({"project.startDate": presumed, "project.submissionDate": {"type": "date"}})
    test = {"fact": "project.startDate", "gte": "2024-07-01"}
    case = case_of(costs=COSTS, facts={"project.submissionDate": date(2024, 6, 1)}, presume=True)
    assert asked(world, case, test=test) == {}


@pytest.mark.parametrize("limit", [12, 24, 36])
def test_a_number_is_tried_on_both_sides_of_every_threshold(world: World, limit: int) -> None:
    between = {"all": [{"fact": "project.months", "gte": limit}, {"fact": "project.months", "lt": limit + 1}]}
    assert asked(world, case_of(costs=COSTS), test=between) == {"project.months": ("eligibility",)}
    assert asked(world, case_of(costs=COSTS), test={"fact": "project.months", "gte": 0}) == {}
    assert asked(world, case_of(costs=COSTS), test={"fact": "project.share", "lte": 100}) == {}


def test_all_that_can_decide_is_asked_where_no_aid_is_computed(world: World) -> None:
    together = {"all": [{"fact": "applicant.size", "in": ["micro", "small"]}, LABEL]}
    rules = world.rules([{"id": "open", "test": OPEN}, {"id": "together", "test": together}])
    assert asked(world, case_of(costs=COSTS), rules) == dict.fromkeys(
        ("project.secret", ("participant.size", 0), "project.program"), ("eligibility",)
    )


def test_a_trial_leaves_nothing_behind_that_a_later_one_could_see(world: World) -> None:
    bonus = [item("bonus", 10, when={"all": [{"fact": "consortium.fundedEnterprises", "gte": 2}, LABEL]})]
    case = case_of(lead(), party("b", None), costs=COSTS)
    assert asked(world, case, beneficiary=ENTERPRISE, bonus=bonus) == {
        ("participant.kind", 1): ("rate", "amount"),
        "project.program": ("rate", "amount"),
    }
