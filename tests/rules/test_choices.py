"""What follows from a case, and what is presumed of it: in which order, of whom, and when nothing is."""

from datetime import date
from typing import Any

import pytest

from app.rules.case import Case
from app.rules.errors import CaseContradicted
from app.rules.values import Range
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import FACTS, World, case_of, cost, lead, party

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
NORTH = {"fact": "participant.region", "eq": "north"}
SOUTH = {"fact": "participant.region", "eq": "south"}
LARGE = {"fact": "project.large", "isTrue": True}
INDEPENDENT, ENTERPRISES = "consortium.independentEnterprises", "consortium.enterprises"


def told(world: World, case: Case, *among: str) -> dict[tuple[int | None, str], Any]:
    """What was presumed of these facts, by participant and fact."""
    return {(owner, fact_id): value for owner, fact_id, value in world.facts(case).presumed(among)}


def local(**how: Any) -> World:
    """A world in which whether a participant is local follows, or is presumed."""
    return World({"participant.local": {"type": "bool", **how}})


@pytest.mark.parametrize(
    ("region", "follows"),
    [("north", True), ("south", False), ("abroad", None), (None, None)],
    ids=["first", "second", "none", "open"],
)
def test_the_first_condition_that_is_met_gives_the_value(region: str | None, follows: bool | None) -> None:
    world = local(derived=[{"value": True, "when": NORTH}, {"value": False, "when": SOUTH}])
    case = case_of(lead(region=region) if region else lead())
    assert world.fact(case, "participant.local", 0) is follows


def test_what_comes_after_a_value_without_condition_never_counts() -> None:
    world = local(derived=[{"value": True, "when": NORTH}, {"value": False}, {"value": True, "when": SOUTH}])
    assert [world.fact(case_of(lead(region=region)), "participant.local", 0) for region in ("north", "south")] == [True, False]


def test_nothing_follows_and_nothing_is_presumed_while_an_earlier_condition_is_open() -> None:
    world = local(derived=[{"value": True, "when": NORTH}, {"value": False, "when": ENTERPRISE}], presumed=({"value": True},))
    case = case_of(lead(), party("b", region="south"), party("c", "person", region="south"), presume=True)
    assert [world.fact(case, "participant.local", n) for n in range(3)] == [None, False, True]
    assert told(world, case, "participant.local") == {(2, "participant.local"): True}


def test_a_value_that_always_follows_is_never_told_as_presumed() -> None:
    derived = [{"value": True, "when": NORTH}, {"value": False}]
    world = local(derived=derived, presumed=({"value": False},))
    case = case_of(lead(region="north"), party("b", region="south"), presume=True)
    assert [world.fact(case, "participant.local", n) for n in (0, 1)] == [True, False]
    assert told(world, case, "participant.local") == {}


def test_what_follows_from_the_project_is_not_presumed_of_the_participant() -> None:
    secret = {"fact": "project.secret", "isTrue": True}
    world = local(derived=[{"value": True, "when": secret}], presumed=({"value": True},))
    for said, presumed in ((True, {}), (False, {(0, "participant.local"): True})):
        case = case_of(facts={"project.secret": said}, presume=True)
        assert world.fact(case, "participant.local", 0) is True
        assert told(world, case, "participant.local") == presumed


def test_what_follows_of_the_project_is_not_presumed_of_it() -> None:
    secret, from_north = {"fact": "project.secret", "isTrue": True}, {"fact": "applicant.region", "eq": "north"}
    derived = [{"value": False, "when": {"all": [secret, from_north]}}]
    world = World({"project.open": {"type": "bool", "derived": derived, "presumed": ({"value": True},)}})
    for said, value, presumed in ((True, False, {}), (False, True, {(None, "project.open"): True})):
        case = case_of(party("b", region="south"), lead(region="north"), facts={"project.secret": said}, presume=True)
        assert world.fact(case, "project.open") is value
        assert told(world, case, "project.open") == presumed


def test_what_is_reckoned_is_never_presumed() -> None:
    world = World({"project.number": {"type": "integer", "derived": {"count": "participants"}, "presumed": ({"value": 9},)}})
    case = case_of(lead(), party("b"), presume=True)
    assert world.fact(case, "project.number") == 2
    assert told(world, case, "project.number") == {}


@pytest.mark.parametrize("presume", [True, False])
def test_only_with_presumptions_is_anything_presumed(presume: bool) -> None:
    more: dict[str, dict[str, Any]] = {
        "participant.always": {"type": "bool", "presumed": ({"value": True},)},
        "participant.sometimes": {"type": "bool", "presumed": ({"value": True, "when": ENTERPRISE},)},
        "project.language": {"type": "enum", "codes": frozenset({"nl", "fr"}), "presumed": ({"value": "nl"},)},
        "project.spentEur": {"type": "decimal", "presumed": ({"value": {"sum": "costs"}},)},
    }
    case = case_of(lead(), party("b", "person"), costs=[cost(0, 30)], presume=presume)
    world = World(more)
    assert [world.fact(case, "participant.always", n) for n in (0, 1)] == ([True, True] if presume else [None, None])
    assert [world.fact(case, "participant.sometimes", n) for n in (0, 1)] == ([True, None] if presume else [None, None])
    expected = {
        (0, "participant.always"): True,
        (1, "participant.always"): True,
        (0, "participant.sometimes"): True,
        (None, "project.language"): "nl",
        (None, "project.spentEur"): 30,
    }
    assert told(world, case, *more) == (expected if presume else {})
    for fact_id in ("project.language", "project.spentEur"):
        assert world.fact(case, fact_id) == (expected[None, fact_id] if presume else None)


def test_what_one_participant_says_is_still_presumed_of_the_next() -> None:
    world = World({"participant.sound": {"type": "bool", "presumed": ({"value": True},)}})
    case = case_of(lead(sound=False), party("b"), party("c", sound=True), party("d"), presume=True)
    assert told(world, case, "participant.sound", "project.program") == {
        (1, "participant.sound"): True,
        (3, "participant.sound"): True,
    }


def test_what_matters_is_told_though_something_before_it_does_not() -> None:
    world = World({name: {"type": "bool", "presumed": ({"value": True},)} for name in ("project.one", "project.other")})
    assert told(world, case_of(presume=True), "project.other") == {(None, "project.other"): True}


@pytest.mark.parametrize("value", [True, "label", 3, date(2024, 7, 1)])
def test_a_presumed_value_is_kept_as_it_is_written(value: Any) -> None:
    kind = {bool: "bool", str: "enum", int: "integer", date: "date"}[type(value)]
    codes = frozenset({"label"}) if kind == "enum" else frozenset()
    always = {"type": kind, "codes": codes, "presumed": ({"value": value},)}
    sometimes = {
        "type": kind,
        "codes": codes,
        "presumed": ({"value": value, "when": {"fact": "applicant.kind", "eq": "enterprise"}},),
    }
    derived = {"type": kind, "codes": codes, "derived": [{"value": value, "when": {"fact": "project.secret", "isTrue": True}}]}
    world = World({"project.always": always, "project.sometimes": sometimes, "project.derived": derived})
    case = case_of(facts={"project.secret": True}, presume=True)
    for name in ("always", "sometimes", "derived"):
        assert world.fact(case, f"project.{name}") == value


def test_the_reference_date_follows_where_its_condition_holds() -> None:
    secret = {"fact": "project.secret", "isTrue": True}
    world = World(
        {
            "project.told": {"type": "date", "derived": [{"value": "referenceDate", "when": secret}]},
            "project.assumed": {"type": "date", "presumed": ({"value": "referenceDate", "when": secret}, {"value": "2020-01-01"})},
        }
    )
    on = date(2023, 2, 28)
    case = case_of(facts={"project.secret": True}, presume=True, on=on)
    assert (world.fact(case, "project.told"), world.fact(case, "project.assumed")) == (on, on)
    other = case_of(facts={"project.secret": False}, presume=True, on=on)
    assert (world.fact(other, "project.told"), world.fact(other, "project.assumed")) == (None, date(2020, 1, 1))


def test_a_presumption_may_read_a_fact_that_stands_later() -> None:
    early = {"type": "bool", "presumed": ({"value": True, "when": {"fact": "project.late", "gte": 3}},)}
    late = {"type": "integer", "presumed": ({"value": {"plus": [{"fact": "project.last"}, 1]}},)}
    last = {"type": "integer", "derived": {"count": "participants"}}
    world = World({"project.early": early, "project.late": late, "project.last": last})
    two, one = case_of(lead(), party("b"), presume=True), case_of(presume=True)
    assert [world.fact(case, "project.early") for case in (two, one)] == [True, None]
    assert told(world, two, "project.early", "project.late") == {(None, "project.early"): True, (None, "project.late"): 3}
    assert told(world, one, "project.early", "project.late") == {(None, "project.late"): 2}


def test_facts_wait_for_each_other_across_the_case_and_its_participants() -> None:
    """Being local follows from the region, the count from who is local, and what leads from that count and being local."""
    world = World(
        {
            "project.large": {"type": "bool", "derived": [{"value": True, "when": {"fact": "project.locals", "gte": 2}}]},
            "project.locals": {
                "type": "integer",
                "derived": {"count": "participants", "where": {"fact": "participant.local", "isTrue": True}},
            },
            "participant.local": {"type": "bool", "derived": [{"value": True, "when": NORTH}, {"value": False, "when": SOUTH}]},
            "participant.leading": {
                "type": "bool",
                "derived": [{"value": True, "when": {"all": [{"fact": "participant.local", "isTrue": True}, LARGE]}}],
            },
            "participant.withLocalLead": {
                "type": "bool",
                "derived": [{"value": True, "when": {"fact": "applicant.local", "isTrue": True}}, {"value": False}],
            },
        }
    )
    case = case_of(party("b", region="south"), lead("a", region="north"), party("c", region="north"))
    assert [world.fact(case, "participant.leading", n) for n in range(3)] == [None, True, True]
    assert [world.fact(case, "participant.withLocalLead", n) for n in range(3)] == [True, True, True]
    assert (world.fact(case, "project.large"), world.fact(case, "project.locals")) == (True, 2)
    # The same holds when a rule asks first, of each participant in turn.
    for about, verdict in ((0, UNKNOWN), (1, MET), (2, MET)):
        assert world.verdict({"fact": "participant.leading", "isTrue": True}, case, about) == verdict
    led_from_south = case_of(lead("a", region="south"), party("b", region="north"))
    assert [world.fact(led_from_south, "participant.withLocalLead", n) for n in (0, 1)] == [False, False]
    assert world.verdict({"fact": "applicant.local", "isTrue": True}, led_from_south, 1) == NOT_MET
    assert world.verdict({"fact": "participant.local", "isTrue": True}, led_from_south, 1) == MET


def test_a_fact_of_one_participant_is_settled_for_that_one_alone() -> None:
    world = local(derived=[{"value": True, "when": NORTH}])
    case = case_of(lead(region="north"), party("b", region="south"), facts={"project.months": 5}, presume=True)
    facts = world.facts(case)
    of_case = [fact for fact in world.vocabulary.facts.values() if not fact.of_participant]
    untouched = [world.fact(case, fact.id) for fact in of_case]
    check = world.compiler.compile({"fact": "participant.local", "isTrue": True})
    assert [check.verdict(facts.project, one) for one in facts.participants] == [MET, UNKNOWN]
    assert [facts.value(world.vocabulary.facts["participant.local"], n) for n in (0, 1)] == [True, None]
    assert [facts.value(fact, None) for fact in of_case] == untouched


def test_a_fact_of_the_case_is_the_same_for_every_participant() -> None:
    world = local(derived=[{"value": True, "when": NORTH}])
    case = case_of(lead(), party("b"), facts={"project.months": 5})
    assert [world.fact(case, "project.months", n) for n in (None, 0, 1)] == [5, 5, 5]
    assert [world.fact(case, ENTERPRISES, n) for n in (None, 0, 1)] == [2, 2, 2]


# Enterprises are independent unless the case says otherwise.
@pytest.mark.parametrize(
    ("people", "presumed"),
    [
        ([lead()], None),
        ([lead(linked_to=[]), party("b")], None),
        ([lead(linked_to=[]), party("b", linked_to=[])], None),
        ([lead(), party("b")], 2),
        ([lead(), party("b", "university")], None),
        # Who has no kind may be an enterprise.
        ([lead(), party("b", None)], Range(1, 2)),
        ([lead(), party("b"), party("c")], 3),
        ([lead(), party("b"), party("c", linked_to=[])], 3),
        ([lead(), party("b"), party("c", linked_to=[0])], 2),
        # Both are linked by the third, so that nothing is left to presume.
        ([lead(), party("b"), party("c", linked_to=[0, 1])], None),
        ([lead(), party("b"), party("u", "university", linked_to=[0, 1])], 2),
        # A subcontractor is no member of the consortium.
        ([lead(), party("s", role="subcontractor")], None),
        ([lead(), party("b"), party("s", role="subcontractor", linked_to=[0, 1])], 2),
    ],
)
def test_independence_is_presumed_of_those_who_are_silent_where_it_matters(people: Any, presumed: Any) -> None:
    world = World()
    expected = {} if presumed is None else {(None, INDEPENDENT): presumed}
    assert told(world, case_of(*people, presume=True), INDEPENDENT) == expected
    assert told(world, case_of(*people, presume=True), ENTERPRISES) == {}
    assert told(world, case_of(*people), INDEPENDENT) == {}
    # Where nothing is told, the count is the same without presumptions.
    if presumed is None:
        assert world.fact(case_of(*people, presume=True), INDEPENDENT) == world.fact(case_of(*people), INDEPENDENT)


def northern_world() -> World:
    northern = {"independent": "participants", "where": {"all": [ENTERPRISE, NORTH]}}
    return World(
        {
            "consortium.northern": {"type": "integer", "derived": northern, "completion": "raises"},
            "consortium.alone": {"type": "bool", "derived": [{"value": True, "when": {"fact": INDEPENDENT, "eq": 1}}]},
        }
    )


@pytest.mark.parametrize("said", [INDEPENDENT, "consortium.northern"])
def test_who_says_that_fewer_are_independent_says_that_they_are_linked(said: str) -> None:
    world = northern_world()
    people = [lead(region="north"), party("b", region="north")]
    case = case_of(*people, facts={said: 1}, presume=True)
    assert world.fact(case, said) == 1
    # It is not presumed any longer that nobody is linked, so the other count is open.
    (other,) = {INDEPENDENT, "consortium.northern"} - {said}
    assert world.fact(case, other) == Range(1, 2)
    assert told(world, case, INDEPENDENT, "consortium.northern") == {}
    # What agrees with the presumption leaves it standing.
    assert world.fact(case_of(*people, facts={said: 2}, presume=True), other) == 2


def test_what_follows_from_links_is_settled_anew_when_they_are_not_presumed() -> None:
    world = northern_world()
    case = case_of(lead(region="north"), party("b", region="north"), facts={"consortium.northern": 1}, presume=True)
    assert world.fact(case, "consortium.alone") is None
    agreed = case_of(lead(region="north"), party("b", region="north"), facts={INDEPENDENT: 1}, presume=True)
    assert world.fact(agreed, "consortium.alone") is True


def test_a_count_that_the_list_allows_leaves_the_presumption_standing() -> None:
    """Two enterprises and one that may be one make two or three; who says two does not say that any are linked."""
    people = [lead(region="north"), party("b", region="north"), party("c", None, region="north")]
    case = case_of(*people, facts={INDEPENDENT: 2}, presume=True)
    assert northern_world().fact(case, "consortium.northern") == Range(2, 3)


def test_fewer_independent_enterprises_than_links_can_make_are_refused() -> None:
    people = [lead(linked_to=[]), party("b"), party("c")]
    for count, derived in ((1, Range(2, 3)), (0, Range(2, 3))):
        with pytest.raises(CaseContradicted) as refused:
            World().facts(case_of(*people, facts={INDEPENDENT: count}, presume=True))
        (issue,) = refused.value.issues
        assert (issue.code, issue.details) == ("countBelowList", {"fact": INDEPENDENT, "given": count, "derived": derived})
    assert World().fact(case_of(*people, facts={INDEPENDENT: 2}, presume=True), INDEPENDENT) == 2


# Partners that are not listed open all that rests on the list.
@pytest.mark.parametrize("presume", [True, False])
def test_what_was_settled_from_the_list_alone_is_settled_anew(presume: bool) -> None:
    """A participant's fact was settled already, as the count that the case gives was held against the list."""
    crowded = {"fact": "consortium.number", "gte": 3}
    world = World(
        {
            "participant.crowded": {"type": "bool", "derived": [{"value": True, "when": crowded}, {"value": False}]},
            "participant.calm": {"type": "bool", "presumed": ({"value": True, "when": {"not": crowded}}, {"value": False})},
            "consortium.number": {"type": "integer", "derived": {"count": "participants"}, "completion": "raises"},
            "consortium.crowd": {
                "type": "integer",
                "derived": {"count": "participants", "where": {"fact": "participant.crowded", "isFalse": True}},
                "completion": "raises",
            },
        }
    )
    people = [lead(), party("b")]
    listed = case_of(*people, presume=presume)
    assert [world.fact(listed, "participant.crowded", n) for n in (0, 1)] == [False, False]
    assert [world.fact(listed, "participant.calm", n) for n in (0, 1)] == ([True, True] if presume else [None, None])
    more = case_of(*people, facts={"consortium.crowd": 4}, presume=presume)
    assert world.fact(more, "consortium.number") == Range(2, None)
    assert [world.fact(more, "participant.crowded", n) for n in (0, 1)] == [None, None]
    assert [world.fact(more, "participant.calm", n) for n in (0, 1)] == [None, None]
    assert told(world, more, "consortium.crowd", "consortium.number") == {(None, "consortium.crowd"): 4}


def test_what_was_said_stays_though_partners_are_not_listed() -> None:
    world = World({"participant.local": {"type": "bool", "derived": [{"value": True, "when": NORTH}]}})
    case = case_of(lead(local=True), costs=[cost(0, 30)], facts={ENTERPRISES: 2, "consortium.enterpriseShare": 40, INDEPENDENT: 1})
    assert world.fact(case, "participant.local", 0) is True
    assert world.fact(case, INDEPENDENT) == 1
    assert world.fact(case, "consortium.enterpriseShare") == 40
    assert world.fact(case, "consortium.largestShare") == Range(None, 100)
    assert set(told(world, case, *FACTS)) == {(None, ENTERPRISES), (None, "consortium.enterpriseShare")}


def test_verdicts_from_the_list_alone_are_forgotten() -> None:
    """A heavy condition is remembered for the case; partners that are not listed make it open again."""
    many = {"all": [{"count": "participants", "gte": 1}, {"fact": "consortium.number", "lte": 1}]}
    world = World(
        {
            "consortium.number": {"type": "integer", "derived": {"count": "participants"}, "completion": "raises"},
            "project.single": {"type": "bool", "derived": [{"value": True, "when": many}]},
            "consortium.groups": {
                "type": "integer",
                "derived": {"count": "participants", "where": {"fact": "project.single", "isTrue": True}},
                "completion": "raises",
            },
        }
    )
    assert world.verdict(many, case_of()) == MET
    case = case_of(facts={"consortium.groups": 3})
    assert world.verdict(many, case) == UNKNOWN
    assert world.fact(case, "project.single") is None
