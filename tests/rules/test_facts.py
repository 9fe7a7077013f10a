"""From a case to facts: what was said, what follows, what is presumed, and what contradicts itself."""

from datetime import date
from typing import Any

import pytest

from app.rules.case import Case
from app.rules.errors import CaseContradicted, RuleError
from app.rules.facts import FactModel
from app.rules.size import Accounts
from app.rules.values import Among, Range
from app.rules.verdict import MET
from app.rules.vocabulary import COSTS
from tests.rules.small import CLASSES, DAY, FACTS, MILLION, World, case_of, cost, lead, party

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
LEAD_ENTERPRISE = {"fact": "applicant.kind", "eq": "enterprise"}
SOUND_PRESUMED = {**FACTS["participant.sound"], "presumed": ({"value": True, "when": ENTERPRISE},)}


@pytest.fixture(scope="module")
def world() -> World:
    return World(
        {
            "participant.sound": SOUND_PRESUMED,
            # What follows from the region: known for the north only.
            "participant.local": {
                "type": "bool",
                "derived": [{"value": True, "when": {"fact": "participant.region", "eq": "north"}}],
            },
            "participant.shareOfCosts": {"type": "decimal", "asked": False, "derived": {"ownShare": "costs"}},
            "project.startDate": {
                "type": "date",
                "presumed": ({"value": {"firstOfNextMonth": {"fact": "project.submissionDate"}}},),
            },
            "project.program": {
                **FACTS["project.program"],
                "presumed": ({"value": "label", "when": LEAD_ENTERPRISE}, {"value": "none"}),
            },
            "consortium.northern": {
                "type": "integer",
                "derived": {"count": "participants", "where": {"fact": "participant.region", "eq": "north"}},
                "completion": "raises",
            },
        }
    )


def presumed(world: World, case: Case) -> dict[tuple[int | None, str], Any]:
    """What was presumed, by participant and fact."""
    return {(owner, fact_id): value for owner, fact_id, value in world.facts(case).presumed(world.vocabulary.facts)}


def issues(world: World, case: Case) -> list[tuple[Any, ...]]:
    with pytest.raises(CaseContradicted) as contradicted:
        world.facts(case)
    assert str(contradicted.value) == "; ".join(issue.code for issue in contradicted.value.issues)
    return [(issue.path, issue.code, issue.details) for issue in contradicted.value.issues]


def test_what_was_said_is_known_and_the_rest_is_not(world: World) -> None:
    case = case_of(lead(size="small"), facts={"project.months": 24})
    assert world.fact(case, "participant.size", 0) == "small"
    assert world.fact(case, "participant.role", 0) == "applicant"
    assert world.fact(case, "project.months") == 24
    assert world.fact(case, "participant.region", 0) is None
    assert world.fact(case, "project.share") is None


def test_a_presumption_holds_where_the_case_is_silent_and_is_told(world: World) -> None:
    case = case_of(lead(), party("b", "university"), party("c", sound=False), presume=True)
    assert [world.fact(case, "participant.sound", n) for n in range(3)] == [True, None, False]
    told = presumed(world, case)
    assert told[0, "participant.sound"] is True
    assert (1, "participant.sound") not in told
    assert (2, "participant.sound") not in told


def test_only_the_presumptions_that_matter_are_told(world: World) -> None:
    case = case_of(lead(), party("b"), facts={"consortium.enterprises": 3}, presume=True)
    facts = world.facts(case)
    assert [name for _, name, _ in facts.presumed({"participant.sound"})] == ["participant.sound", "participant.sound"]
    assert list(facts.presumed({"consortium.enterprises"})) == [(None, "consortium.enterprises", 3)]
    assert list(facts.presumed({"project.months"})) == []


def test_without_presumptions_what_is_not_said_is_unknown(world: World) -> None:
    case = case_of(lead(), party("b"))
    assert world.fact(case, "participant.sound", 0) is None
    assert world.fact(case, "project.submissionDate") is None
    assert presumed(world, case) == {}


def test_dates_are_presumed_from_the_reference_date(world: World) -> None:
    case = case_of(presume=True, on=date(2024, 12, 31))
    assert world.fact(case, "project.submissionDate") == date(2024, 12, 31)
    assert world.fact(case, "project.grantDate") == date(2024, 12, 31)
    assert world.fact(case, "project.startDate") == date(2025, 1, 1)
    said = case_of(presume=True, facts={"project.submissionDate": date(2024, 3, 9)})
    assert world.fact(said, "project.startDate") == date(2024, 4, 1)


def test_the_first_presumption_whose_condition_holds_counts(world: World) -> None:
    assert world.fact(case_of(lead(), presume=True), "project.program") == "label"
    assert world.fact(case_of(lead("a", "person"), presume=True), "project.program") == "none"


def test_a_fact_that_follows_is_derived_unless_it_was_said(world: World) -> None:
    assert world.fact(case_of(lead(region="north")), "participant.local", 0) is True
    assert world.fact(case_of(lead(region="south")), "participant.local", 0) is None
    assert world.fact(case_of(lead(region="south", local=False)), "participant.local", 0) is False
    assert world.fact(case_of(lead(), party("b"), costs=[cost(0, 30), cost(1, 10)]), "participant.shareOfCosts", 1) == 25


def test_a_derivation_whose_first_condition_is_open_does_not_go_on_to_the_next() -> None:
    derived = [{"value": "none", "when": {"fact": "participant.region", "eq": "abroad"}}, {"value": "label", "when": ENTERPRISE}]
    world = World({"participant.program": {"type": "enum", "codes": frozenset({"none", "label"}), "derived": derived}})
    assert world.fact(case_of(lead(region="abroad")), "participant.program", 0) == "none"
    assert world.fact(case_of(lead(region="north")), "participant.program", 0) == "label"
    assert world.fact(case_of(lead()), "participant.program", 0) is None


@pytest.mark.parametrize("how", ["derived", "presumed"])
def test_a_fact_of_the_project_cannot_follow_from_a_participant_that_is_not_named(how: str) -> None:
    fact = {"type": "bool", how: [{"value": True, "when": ENTERPRISE}]}
    with pytest.raises(RuleError):
        World({"project.ofWhom": fact})


def test_what_contradicts_the_derivation_of_a_participant_is_refused(world: World) -> None:
    details = {"fact": "participant.local", "given": False, "derived": True}
    assert issues(world, case_of(party("b"), lead(region="north", local=False))) == [
        (("participants", 1, "facts", "participant.local"), "differsFromDerivation", details)
    ]


def test_a_reckoned_fact_of_a_participant_cannot_be_said_otherwise(world: World) -> None:
    costs = [cost(0, 30), cost(1, 10)]
    assert world.fact(case_of(lead(shareOfCosts=75), party("b"), costs=costs), "participant.shareOfCosts", 0) == 75
    found = issues(world, case_of(lead(shareOfCosts=70), party("b"), costs=costs))
    assert [(code, details["derived"]) for _, code, details in found] == [("differsFromDerivation", 75)]


def test_the_whole_list_is_the_consortium(world: World) -> None:
    case = case_of(lead(), party("b", "university"), party("s", role="subcontractor"), costs=[cost(0, 30), cost(1, 10)])
    assert world.fact(case, "consortium.enterprises") == 1
    assert world.fact(case, "consortium.largestShare") == 75
    assert world.fact(case, "consortium.enterpriseShare") == 75


def test_a_count_above_the_list_means_partners_that_are_not_listed(world: World) -> None:
    case = case_of(lead(region="north"), costs=[cost(0, 30)], facts={"consortium.enterprises": 3}, presume=True)
    facts = world.facts(case)
    told = {name: facts.value(world.vocabulary.facts[name], None) for name in FACTS if name.startswith("consortium.")}
    assert told["consortium.enterprises"] == 3
    assert presumed(world, case)[None, "consortium.enterprises"] == 3
    # Others may raise a count, lower the largest share, and do anything to a share.
    assert told["consortium.independentEnterprises"] == Range(1, None)
    assert told["consortium.largestShare"] == Range(None, 100)
    assert told["consortium.enterpriseShare"] is None
    assert facts.value(world.vocabulary.facts["consortium.northern"], None) == Range(1, None)


def test_a_share_below_that_of_the_list_means_partners_that_are_not_listed(world: World) -> None:
    case = case_of(lead(), costs=[cost(0, 30)], facts={"consortium.largestShare": 60})
    assert world.fact(case, "consortium.largestShare") == 60
    assert world.fact(case, "consortium.enterprises") == Range(1, None)
    assert presumed(world, case) == {(None, "consortium.largestShare"): 60}


def test_a_figure_that_the_list_itself_allows_means_nobody_else(world: World) -> None:
    case = case_of(lead(), party("b", None), costs=[cost(0, 30)], facts={"consortium.enterprises": 2})
    assert world.fact(case, "consortium.enterprises") == 2
    assert presumed(world, case) == {}
    assert world.fact(case, "consortium.largestShare") == 100


def test_a_count_below_the_list_and_a_share_above_it_are_refused(world: World) -> None:
    people, costs = (lead(), party("b")), [cost(0, 30), cost(1, 10)]
    assert issues(world, case_of(*people, costs=costs, facts={"consortium.enterprises": 1})) == [
        (("facts", "consortium.enterprises"), "countBelowList", {"fact": "consortium.enterprises", "given": 1, "derived": 2})
    ]
    assert issues(world, case_of(*people, costs=costs, facts={"consortium.largestShare": 80})) == [
        (("facts", "consortium.largestShare"), "shareAboveList", {"fact": "consortium.largestShare", "given": 80, "derived": 75})
    ]


def test_a_figure_that_others_could_raise_or_lower_is_never_refused(world: World) -> None:
    for share in (10, 90):
        case = case_of(
            lead(), party("b", "university"), costs=[cost(0, 30), cost(1, 30)], facts={"consortium.enterpriseShare": share}
        )
        assert world.fact(case, "consortium.enterpriseShare") == share


def test_every_contradiction_is_told(world: World) -> None:
    found = issues(
        world,
        case_of(lead(region="north", local=False), party("b", region="north", local=False), facts={"consortium.enterprises": 1}),
    )
    assert [code for _, code, _ in found] == ["differsFromDerivation", "differsFromDerivation", "countBelowList"]


def test_enterprises_are_independent_unless_the_case_says_otherwise(world: World) -> None:
    case = case_of(lead(), party("b"), presume=True)
    assert world.fact(case, "consortium.independentEnterprises") == 2
    assert presumed(world, case)[None, "consortium.independentEnterprises"] == 2
    assert world.fact(case_of(lead(), party("b")), "consortium.independentEnterprises") == Range(1, 2)


def test_links_that_were_said_hold_beside_the_presumption(world: World) -> None:
    linked = case_of(lead(linked_to=[1]), party("b"), party("c"), presume=True)
    assert world.fact(linked, "consortium.independentEnterprises") == 2


def test_nothing_is_presumed_of_one_enterprise_alone(world: World) -> None:
    for case in (case_of(lead(), presume=True), case_of(lead(), party("u", "university"), presume=True)):
        assert world.fact(case, "consortium.independentEnterprises") == 1
        assert (None, "consortium.independentEnterprises") not in presumed(world, case)


def test_independence_that_was_said_is_not_presumed(world: World) -> None:
    case = case_of(lead(), party("b"), facts={"consortium.independentEnterprises": 2}, presume=True)
    assert (None, "consortium.independentEnterprises") not in presumed(world, case)
    assert world.fact(case, "consortium.independentEnterprises") == 2


def test_every_count_of_independent_enterprises_follows_the_presumption() -> None:
    northern = {"all": [ENTERPRISE, {"fact": "participant.region", "eq": "north"}]}
    world = World(
        {"consortium.independentNorthern": {"type": "integer", "derived": {"independent": "participants", "where": northern}}}
    )
    case = case_of(lead(region="north"), party("b", region="north"), party("c", region="south"), presume=True)
    assert world.fact(case, "consortium.independentNorthern") == 2
    said = case_of(lead(region="north"), party("b", region="north"), facts={"consortium.independentNorthern": 1}, presume=True)
    assert world.fact(said, "consortium.independentNorthern") == 1


SMALL_ACCOUNTS = (Accounts(2023, 30, 5 * MILLION, 5 * MILLION),)


def test_the_size_follows_from_the_newest_accounts(world: World) -> None:
    older = Accounts(2021, 300, 90 * MILLION, 90 * MILLION)
    assert world.fact(case_of(lead(accounts=(older, *SMALL_ACCOUNTS))), "participant.size", 0) == "small"
    headcount_only = (Accounts(2023, 30),)
    assert world.fact(case_of(lead(accounts=headcount_only)), "participant.size", 0) == Among(
        frozenset({"small", "medium", "large"})
    )


def test_a_declared_size_may_be_larger_than_the_accounts_give_but_not_smaller(world: World) -> None:
    for declared in ("small", "medium", "large"):
        assert world.fact(case_of(lead(size=declared, accounts=SMALL_ACCOUNTS)), "participant.size", 0) == declared
    details = {"declared": "micro", "computed": "small", "year": 2023}
    assert issues(world, case_of(lead(size="micro", accounts=SMALL_ACCOUNTS))) == [
        (("participants", 0, "facts", "participant.size"), "sizeBelowAccounts", details)
    ]
    headcount_only = (Accounts(2023, 60),)
    assert issues(world, case_of(lead(size="small", accounts=headcount_only)))[0][2]["computed"] == "medium"


def test_the_size_definition_of_the_day_of_grant_counts() -> None:
    vocabulary = World()
    model = FactModel(vocabulary.compiler, [(None, date(2024, 7, 1), CLASSES[:1]), (date(2024, 7, 1), date(2030, 1, 1), CLASSES)])
    slot = vocabulary.vocabulary.facts["participant.size"].slot

    def size(day: date | None, on: date = DAY) -> Any:
        case = case_of(lead(accounts=SMALL_ACCOUNTS), facts={} if day is None else {"project.grantDate": day}, on=on)
        return model.facts_of(case).participants[0][slot]

    assert size(date(2024, 7, 1)) == "small"
    assert size(None, on=date(2024, 7, 1)) == "small"
    # No definition then: nothing follows from the accounts.
    assert size(date(2030, 1, 1)) is None


def test_a_case_is_edited_in_one_fact(world: World) -> None:
    case = case_of(lead(size="small"), party("b"), facts={"project.months": 12})
    changed = case.edited("participant.size", 1, "large")
    assert [one.given.get("participant.size") for one in changed.participants] == ["small", "large"]
    assert case.edited("project.months", None, 24).given == {"project.months": 24}
    assert case.edited("project.costs", None, (cost(0, 5),)).costs == (cost(0, 5),)
    assert case.participants[1].given == {"participant.kind": "enterprise"}


def test_what_follows_from_the_case_is_not_presumed() -> None:
    local = {
        "type": "bool",
        "derived": [{"value": True, "when": {"fact": "participant.region", "eq": "north"}}],
        "presumed": ({"value": False, "when": {"fact": "participant.region", "eq": "south"}},),
    }
    world = World({"participant.local": local})
    case = case_of(lead(region="north"), party("b", region="south"), party("c"), presume=True)
    assert [world.fact(case, "participant.local", n) for n in range(3)] == [True, False, None]
    told = {key: value for key, value in presumed(world, case).items() if key[1] == "participant.local"}
    assert told == {(1, "participant.local"): False}


def test_a_presumption_that_reads_what_is_settled_later_leaves_no_verdict_behind() -> None:
    late = {"fact": "participant.late", "isTrue": True}
    world = World(
        {
            "participant.early": {"type": "bool", "presumed": ({"value": True, "when": {"all": [late, ENTERPRISE]}},)},
            "participant.late": {"type": "bool", "presumed": ({"value": True, "when": ENTERPRISE},)},
        }
    )
    case = case_of(presume=True)
    assert world.fact(case, "participant.late", 0) is True
    assert world.verdict(late, case) == MET


def test_partners_that_are_not_listed_open_what_is_derived_from_what_is_derived() -> None:
    world = World(
        {
            "project.number": {"type": "integer", "derived": {"count": "participants"}, "completion": "raises"},
            "project.more": {"type": "integer", "derived": {"plus": [{"fact": "project.number"}, 1]}},
            "project.double": {
                "type": "integer",
                "derived": {"plus": [{"fact": "project.number"}, {"fact": "project.number"}]},
                "completion": "raises",
            },
        }
    )
    case = case_of(lead(), party("b"), facts={"project.double": 6})
    assert world.fact(case, "project.number") == Range(2, None)
    assert world.fact(case, "project.more") == Range(3, None)
    assert world.fact(case_of(lead(), party("b")), "project.double") == 4


def test_what_is_behind_a_fact_is_told_with_whose(world: World) -> None:
    behind = world.model.tracing.behind
    assert set(behind(("consortium.enterprises", "case"))) == {("consortium.enterprises", "case"), ("participant.kind", "all")}
    assert set(behind(("participant.local", "own"))) == {("participant.local", "own"), ("participant.region", "own")}
    assert set(behind(("participant.local", "all"))) == {("participant.local", "all"), ("participant.region", "all")}
    assert behind(("project.months", "case")) == [("project.months", "case")]
    assert set(behind(("consortium.largestShare", "case"))) == {("consortium.largestShare", "case"), ("project.costs", "case")}


def test_a_derivation_may_build_on_another() -> None:
    chain: dict[str, dict[str, Any]] = {
        "participant.local": {"type": "bool", "derived": [{"value": True, "when": {"fact": "participant.region", "eq": "north"}}]},
        "project.locals": {
            "type": "integer",
            "derived": {"count": "participants", "where": {"fact": "participant.local", "isTrue": True}},
            "completion": "raises",
        },
        "project.twice": {"type": "integer", "derived": {"plus": [{"fact": "project.locals"}, {"fact": "project.locals"}]}},
    }
    world = World(chain)
    assert world.fact(case_of(lead(region="north"), party("b", region="north")), "project.twice") == 4
    assert set(world.model.tracing.behind(("project.twice", "case"))) == {
        ("project.twice", "case"),
        ("project.locals", "case"),
        ("participant.local", "all"),
        ("participant.region", "all"),
    }
    assert world.model.tracing.changing["participant.region"] == {"participant.local", "project.locals", "project.twice"}
    assert world.model.tracing.changing["project.locals"] == {"project.twice"}
    assert world.model.tracing.changing["project.twice"] == frozenset()
    assert "project.share" not in world.model.tracing.changing
    assert world.model.tracing.changing["project.grantDate"] >= {"participant.size"}


def test_what_is_behind_a_fact_by_two_ways_is_told_once() -> None:
    enterprises = {"fact": "participant.kind", "eq": "enterprise"}
    ways = {
        "project.one": {"type": "integer", "derived": {"count": "participants", "where": enterprises}},
        "project.other": {"type": "integer", "derived": {"independent": "participants", "where": enterprises}},
        "project.both": {"type": "integer", "derived": {"plus": [{"fact": "project.one"}, {"fact": "project.other"}]}},
    }
    behind = World(ways).model.tracing.behind(("project.both", "case"))
    assert sorted(name for name, _ in behind) == [
        "participant.kind",
        "participant.linkedTo",
        "project.both",
        "project.one",
        "project.other",
    ]


def test_cost_lines_belong_to_their_participant(world: World) -> None:
    facts = world.facts(case_of(lead(), party("b"), costs=[cost(1, 10), cost(0, 20), cost(1, 30)]))
    assert [[line.cents for line in array[COSTS]] for array in facts.participants] == [[2000], [1000, 3000]]
    assert world.facts(case_of(lead())).participants[0][COSTS] is None
