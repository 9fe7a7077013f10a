"""What is tried to find the missing facts: of whom, within what is known already, with which costs, and how much of it."""

from typing import Any

import pytest

from app.rules.ask import MOST_WORK
from app.rules.values import Among, Range
from tests.rules.asking import ALL, COSTS, TOLD, asked
from tests.rules.small import LABEL, OPEN, SMALL, SOUND, World, base, case_of, cost, item, lead, party

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
NORTH = {"fact": "participant.region", "eq": "north"}
LITTLE = {"fact": "participant.receivedEur", "lte": 100}
SHORT = {"fact": "project.months", "lte": 24}
SMALL_BONUS = [item("small", 20, when=SMALL)]
SIZE, PROGRAM, MONTHS, THE_COSTS = "participant.size", "project.program", "project.months", "project.costs"
OF_ELIGIBILITY, OF_AMOUNT, OF_AID = ("eligibility",), ("amount",), ("rate", "amount")


@pytest.fixture
def world() -> World:
    # The values that a fact is tried with come from all thresholds of a vocabulary, so each test has its own.
    return World()


def test_what_is_refused_is_asked_only_what_changes_the_figures(world: World) -> None:
    rules = world.rules([{"id": "open", "test": OPEN}, {"id": "label", "test": LABEL}], base=[base(50)], bonus=SMALL_BONUS)
    assert asked(world, case_of(costs=TOLD, facts={"project.secret": True}), rules) == {(SIZE, 0): OF_AID}


def test_the_figures_are_open_though_every_cost_is_told(world: World) -> None:
    assert asked(world, case_of(costs=TOLD), bonus=SMALL_BONUS) == {(SIZE, 0): OF_AID}
    assert asked(world, case_of(costs=TOLD), base=[base(50, when=SMALL)]) == {(SIZE, 0): ALL}


def test_the_rate_is_asked_for_though_costs_of_nothing_give_nothing(world: World) -> None:
    assert asked(world, case_of(costs=[cost(0, 0, heading="staff")]), bonus=SMALL_BONUS) == {(SIZE, 0): ("rate",)}


def test_the_size_of_a_partner_is_asked_though_that_of_the_lead_is_known(world: World) -> None:
    case = case_of(lead(size="small"), party("b"), costs=[*TOLD, cost(1, 1000, heading="staff")])
    assert asked(world, case, bonus=SMALL_BONUS) == {(SIZE, 1): OF_AID}


@pytest.mark.parametrize("size", ["micro", "small", "medium", "large"])
def test_each_of_several_codes_is_tried(world: World, size: str) -> None:
    bonus = [item("bonus", 20, when={"fact": SIZE, "eq": size})]
    assert asked(world, case_of(costs=TOLD), bonus=bonus) == {(SIZE, 0): OF_AID}
    assert asked(world, case_of(costs=TOLD), bonus=bonus, test={"fact": SIZE, "neq": size})[SIZE, 0] == ALL


@pytest.mark.parametrize("refused", ["micro", "small", "medium", "large"])
def test_a_fact_that_changes_the_figures_may_decide_with_another_value(world: World, refused: str) -> None:
    test = {"fact": SIZE, "neq": refused}
    assert asked(world, case_of(costs=TOLD), test=test, bonus=SMALL_BONUS) == {(SIZE, 0): ALL}


@pytest.mark.parametrize("local", ["abroad", "north", "south"])
def test_a_fact_that_changes_the_figures_may_decide_through_what_follows_from_it(local: str) -> None:
    derived = [{"value": True, "when": {"fact": "participant.region", "eq": local}}]
    world = World({"participant.local": {"type": "bool", "derived": derived}})
    bonus = [item("bonus", 20, when={"fact": "participant.region", "neq": "abroad"})]
    test = {"fact": "participant.local", "isTrue": True}
    assert asked(world, case_of(costs=TOLD), test=test, bonus=bonus) == {("participant.region", 0): ALL}


def test_who_is_not_funded_is_not_asked_for_what_two_others_owe(world: World) -> None:
    case = case_of(lead(), party("b"), party("u", "university"), costs=TOLD)
    found = asked(world, case, test={"any": [SOUND, LITTLE]}, beneficiary=ENTERPRISE)
    assert {participant for _, participant in found} == {0, 1}


def test_what_leaves_out_the_only_one_is_asked(world: World) -> None:
    rules = world.rules([{"id": "sound", "test": SOUND, "excludes": True}], base=[base(50)])
    assert asked(world, case_of(costs=TOLD), rules)["participant.sound", 0][0] == "eligibility"


def test_conditions_on_a_participant_each_ask_for_their_own_fact(world: World) -> None:
    rules = world.rules([{"id": "sound", "test": SOUND}, {"id": "little", "test": LITTLE}], base=[base(50)])
    sound, received = ("participant.sound", 0), ("participant.receivedEur", 0)
    assert asked(world, case_of(costs=TOLD), rules) == {sound: OF_ELIGIBILITY, received: OF_ELIGIBILITY}


def test_a_condition_on_a_participant_may_ask_for_a_fact_of_the_project(world: World) -> None:
    case = case_of(lead(sound=False), costs=TOLD)
    assert asked(world, case, test={"any": [SOUND, LABEL]}) == {PROGRAM: OF_ELIGIBILITY}


EITHER = {"any": [SOUND, LITTLE]}


@pytest.mark.parametrize("first", [0, 1])
def test_each_participant_is_asked_for_what_is_not_known_of_it(world: World, first: int) -> None:
    # One received too much, so whether it is sound decides; of the other nothing decides alone.
    people: list[Any] = [{}, {}]
    people[first] = {"receivedEur": 200}
    known = case_of(lead(**people[0]), party("b", **people[1]), costs=TOLD)
    nothing_known = case_of(lead(), party("b"), costs=TOLD)
    each = {(fact, n): OF_ELIGIBILITY for fact in ("participant.sound", "participant.receivedEur") for n in (0, 1)}
    for _ in range(2):
        # What was found for one case holds for the next only where the same is known.
        assert asked(world, nothing_known, test=EITHER) == each
        assert asked(world, known, test=EITHER) == {("participant.sound", first): OF_ELIGIBILITY}


def test_what_is_known_of_the_lead_tells_what_a_fact_of_the_project_settles(world: World) -> None:
    either = {"any": [OPEN, {"fact": "applicant.region", "eq": "north"}]}
    rules = world.rules([{"id": "either", "test": either}, {"id": "label", "test": LABEL}], base=[base(50)])
    for _ in range(2):
        assert asked(world, case_of(costs=TOLD), rules) == {PROGRAM: OF_ELIGIBILITY}
        south = case_of(lead(region="south"), costs=TOLD)
        assert asked(world, south, rules) == {PROGRAM: OF_ELIGIBILITY, "project.secret": OF_ELIGIBILITY}


def test_what_is_known_of_all_tells_what_a_fact_of_the_project_settles(world: World) -> None:
    either = {"any": [OPEN, {"count": "participants", "where": NORTH, "gte": 1}]}
    rules = world.rules([{"id": "either", "test": either}, {"id": "label", "test": LABEL}], base=[base(50)])
    for _ in range(2):
        assert asked(world, case_of(costs=TOLD), rules) == {PROGRAM: OF_ELIGIBILITY}
        south = case_of(lead(region="south"), costs=TOLD)
        assert asked(world, south, rules) == {PROGRAM: OF_ELIGIBILITY, "project.secret": OF_ELIGIBILITY}


# What may be known without settling anything: a bound on the months, or a few of the regions.
WITHIN = [
    ({"facts": {MONTHS: Range(30, 40)}}, SHORT),
    ({"region": Among(frozenset({"south", "abroad"}))}, NORTH),
]


@pytest.mark.parametrize(("known", "test"), WITHIN)
@pytest.mark.parametrize("where", ["condition", "bonus"])
def test_a_fact_known_within_bounds_is_tried_within_these(world: World, known: Any, test: Any, where: str) -> None:
    known = dict(known)
    case = case_of(lead(region=known["region"]) if "region" in known else lead(), costs=TOLD, facts=known.get("facts"))
    either = {"any": [test, LABEL]}
    if where == "condition":
        assert asked(world, case, test=either) == {PROGRAM: OF_ELIGIBILITY}
    else:
        assert asked(world, case, bonus=[item("bonus", 20, when=either)]) == {PROGRAM: OF_AID}


@pytest.mark.parametrize("bound", [Range(12, 36), Range(None, 25), Range(24, None)])
def test_a_fact_known_within_bounds_around_a_threshold_is_still_asked(world: World, bound: Range) -> None:
    case = case_of(costs=TOLD, facts={MONTHS: bound})
    assert asked(world, case, test=SHORT) == {MONTHS: OF_ELIGIBILITY}
    assert asked(world, case, bonus=[item("bonus", 20, when=SHORT)]) == {MONTHS: OF_AID}


def test_a_fact_from_which_another_follows_is_tried_within_its_bounds() -> None:
    derived = [{"value": True, "when": {"fact": MONTHS, "gt": 24}}, {"value": False}]
    world = World({"project.long": {"type": "bool", "asked": False, "derived": derived}})
    bonus = [item("long", 20, when={"fact": "project.long", "isTrue": True})]
    case = case_of(costs=TOLD, facts={MONTHS: Range(30, 40)})
    assert asked(world, case, test={"any": [SHORT, LABEL]}, bonus=bonus) == {PROGRAM: OF_ELIGIBILITY}


def conditional(world: World, *tests: Any) -> dict[str, Any]:
    """Two carriers that give 40 and 60 per cent, each under a condition of its own (`None`: none)."""
    return {
        f"c{n}": world.rules([] if test is None else [{"id": "own", "test": test}], base=[base(points)], name=f"c{n}")
        for n, (test, points) in enumerate(zip(tests, (40, 60), strict=True))
    }


def test_which_carrier_pays_may_rest_on_a_fact(world: World) -> None:
    carriers = conditional(world, LABEL, None)
    assert asked(world, case_of(costs=TOLD), world.rules(carried_by=[*carriers]), carriers=carriers) == {PROGRAM: OF_AID}


def test_what_a_carrier_gives_may_rest_on_a_fact(world: World) -> None:
    carriers = {"c": world.rules(base=[base(40)], bonus=SMALL_BONUS, name="c")}
    assert asked(world, case_of(costs=TOLD), world.rules(carried_by=["c"]), carriers=carriers) == {(SIZE, 0): OF_AID}


def test_a_carrier_that_is_settled_leaves_the_own_conditions_to_ask(world: World) -> None:
    carriers = conditional(world, None, None)
    rules = world.rules([{"id": "open", "test": OPEN}], carried_by=["c0"])
    assert asked(world, case_of(costs=TOLD), rules, carriers=carriers) == {"project.secret": OF_ELIGIBILITY}


def test_costs_that_are_known_stay_what_they_are_while_others_are_tried(world: World) -> None:
    band = [item("band", min=500, max=500, mode="admissibility", activity=["research"])]
    costs = [cost(0, 1000), cost(0, None, "development")]
    assert asked(world, case_of(costs=costs), base=[base(50, "research", "development")], limit=band) == {THE_COSTS: OF_AMOUNT}


@pytest.mark.parametrize("heading", ["personnel", "operating"])
def test_a_heading_that_is_not_known_is_missing_where_a_limit_is_about_it(world: World, heading: str) -> None:
    limit = [item("some", max=100, heading=[heading])]
    assert asked(world, case_of(costs=COSTS), cost=limit) == {THE_COSTS: OF_AMOUNT}


def test_a_heading_that_is_known_stays_what_it_is_while_others_are_tried(world: World) -> None:
    # Of research it is known what it is for; of development it is not, but that is not limited.
    limit = [item("some", max=100, heading=["operating"], activity=["research"])]
    case = case_of(costs=[cost(0, 1000, heading="operating"), cost(0, 1000, "development")])
    bases = [base(50, "research", "development")]
    assert asked(world, case, base=bases, cost=limit, bonus=SMALL_BONUS) == {(SIZE, 0): OF_AID}


def test_a_budget_is_spent_as_it_is_while_its_lines_are_tried(world: World) -> None:
    # Half of the budget is within the band, however it is spent; only the label is open beside it.
    band = [item("band", min=100, max=500, mode="admissibility")]
    case = case_of(lead(), party("b"), facts={"project.budgetEur": 1000})
    assert asked(world, case, test=LABEL, limit=band)[THE_COSTS] == OF_AMOUNT


@pytest.mark.parametrize("facts", [{}, {"project.budgetEur": 1000}])
def test_costs_that_are_shared_may_refuse_what_costs_of_one_do_not(world: World, facts: Any) -> None:
    # One alone bears everything; two that share have half each.
    mostly = {"fact": "consortium.largestShare", "gte": 70}
    case = case_of(lead(), party("b"), facts=facts)
    assert asked(world, case, test={"all": [LABEL, mostly]})[THE_COSTS] == ("eligibility", "amount")


# Three facts that are read, and of which none makes a difference under this cap.
IDLE: dict[str, Any] = {"bonus": [item("small", 20, when=SMALL), item("label", 10, when=LABEL)], "cap": [item("cap", 50)]}


def test_beyond_the_bound_on_the_work_what_is_read_is_missing_without_a_trial(world: World) -> None:
    case = case_of(lead(), party("b"), party("u", "university"))
    idle = {**IDLE, "beneficiary": ENTERPRISE}
    assert asked(world, case, **idle) == {THE_COSTS: OF_AMOUNT}
    # Of those that are funded, and what may still be open: the rate too, as a ceiling may lower it.
    assert asked(world, case, work=MOST_WORK + 1, **idle) == dict.fromkeys([THE_COSTS, PROGRAM, (SIZE, 0), (SIZE, 1)], OF_AID)


def test_the_work_of_each_trial_counts_until_the_bound_is_reached(world: World) -> None:
    case = case_of(lead(), party("b", size="small"))
    untried = [settles for settles in asked(world, case, work=MOST_WORK - 1, **IDLE).values() if settles == OF_AID]
    # One of the three is tried; two are not.
    assert len(untried) == 2
    assert len(asked(world, case, work=MOST_WORK - 100, **IDLE)) == 1


def test_beyond_the_bound_a_condition_still_asks_only_those_that_it_is_about(world: World) -> None:
    conditions: list[Any] = [
        {"id": "lead", "test": {"fact": "applicant.region", "eq": "north"}},
        {"id": "own", "test": {"any": [SOUND, LITTLE]}},
    ]
    case = case_of(lead(receivedEur=50), party("b"), party("u", "university"), costs=TOLD)
    rules = world.rules(conditions, base=[base(50)], beneficiary=ENTERPRISE)
    # The lead meets the second condition whether it is sound or not.
    assert asked(world, case, rules, work=MOST_WORK + 1) == dict.fromkeys(
        [("participant.region", 0), ("participant.sound", 1), ("participant.receivedEur", 1)], OF_ELIGIBILITY
    )
