"""What facts follow from, what is asked to settle them, and what changes with them."""

from typing import Any

import pytest

from app.rules.conditions import Check
from app.rules.tracing import Tracing
from tests.rules.small import SMALL, SOUND, World

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
COSTS = ("project.costs", "case")
MORE: dict[str, dict[str, Any]] = {
    # Of each participant by its own region, or by the program; of the lead by that of the lead.
    "participant.local": {
        "type": "bool",
        "derived": [
            {"value": True, "when": {"fact": "participant.region", "eq": "north"}},
            {"value": False, "when": {"fact": "project.program", "eq": "none"}},
        ],
    },
    "participant.beside": {"type": "bool", "derived": [{"value": True, "when": {"fact": "applicant.local", "isTrue": True}}]},
    "project.locals": {
        "type": "integer",
        "asked": False,
        "derived": {"count": "participants", "where": {"fact": "participant.local", "isTrue": True}},
    },
    "project.spentEur": {"type": "decimal", "presumed": ({"value": {"plus": [{"sum": "costs"}, {"fact": "project.locals"}]}},)},
    "project.late": {"type": "bool", "presumed": ({"value": True, "when": {"fact": "project.spentEur", "gte": 5}},)},
}


@pytest.fixture
def world() -> World:
    return World(MORE)


@pytest.fixture
def tracing(world: World) -> Tracing:
    return world.model.tracing


@pytest.mark.parametrize(
    ("read", "behind"),
    [
        (("project.months", "case"), set()),
        (("participant.local", "own"), {("participant.region", "own"), ("project.program", "case")}),
        (("participant.local", "lead"), {("participant.region", "lead"), ("project.program", "case")}),
        (("participant.local", "all"), {("participant.region", "all"), ("project.program", "case")}),
        (
            ("participant.beside", "own"),
            {("participant.local", "lead"), ("participant.region", "lead"), ("project.program", "case")},
        ),
        (
            ("project.locals", "case"),
            {("participant.local", "all"), ("participant.region", "all"), ("project.program", "case")},
        ),
        (("consortium.enterpriseShare", "case"), {("participant.kind", "all"), COSTS}),
        (("consortium.independentEnterprises", "case"), {("participant.kind", "all"), ("participant.linkedTo", "all")}),
        # What is presumed is not derived, so that nothing lies behind it.
        (("project.spentEur", "case"), set()),
        (("project.late", "case"), set()),
    ],
)
def test_behind_a_fact_is_all_that_it_is_derived_from_and_whose(
    tracing: Tracing, read: tuple[str, str], behind: set[tuple[str, str]]
) -> None:
    found = tracing.behind(read)
    assert found[0] == read
    assert len(found) == len(set(found))
    assert set(found[1:]) == behind


@pytest.mark.parametrize(
    ("fact", "changing"),
    [
        ("participant.region", {"participant.local", "participant.beside", "project.locals", "project.spentEur", "project.late"}),
        ("project.program", {"participant.local", "participant.beside", "project.locals", "project.spentEur", "project.late"}),
        ("project.locals", {"project.spentEur", "project.late"}),
        ("project.spentEur", {"project.late"}),
        ("project.grantDate", {"participant.size"}),
        (
            "project.costs",
            {
                "project.budgetEur",
                "project.spentEur",
                "project.late",
                "consortium.largestShare",
                "consortium.enterpriseShare",
            },
        ),
        ("participant.beside", set()),
        ("participant.size", set()),
    ],
)
def test_with_a_fact_changes_what_is_derived_or_presumed_from_it(tracing: Tracing, fact: str, changing: set[str]) -> None:
    assert tracing.changing[fact] == changing


@pytest.mark.parametrize("fact", ["project.months", "participant.sound", "project.late", "consortium.fundedEnterprises"])
def test_a_fact_that_nothing_follows_from_changes_nothing(tracing: Tracing, fact: str) -> None:
    assert fact not in tracing.changing


def asked(world: World, node: dict[str, Any], *, computed: bool = True) -> set[tuple[str, str]]:
    check: Check = world.compiler.compile(node)
    found = world.model.tracing.asked(check.reads, computed=computed)
    named = [("costs" if fact is None else fact.id, whose) for fact, whose in found]
    assert len(named) == len(set(named))
    return set(named)


@pytest.mark.parametrize(
    ("node", "expected"),
    [
        ({"fact": "project.months", "lte": 3}, {("project.months", "case")}),
        (SOUND, {("participant.sound", "own")}),
        ({"fact": "applicant.sound", "isTrue": True}, {("participant.sound", "lead")}),
        (SMALL, {("participant.size", "own")}),
        # What follows from the list is not asked, but what it is counted from.
        (
            {"fact": "project.locals", "gte": 1},
            {("participant.local", "all"), ("participant.region", "all"), ("project.program", "case")},
        ),
        ({"fact": "consortium.enterprises", "gte": 2}, {("participant.kind", "all")}),
        # Links are part of the case and no fact, so that one asks how many are independent.
        (
            {"fact": "consortium.independentEnterprises", "gte": 2},
            {("consortium.independentEnterprises", "case"), ("participant.kind", "all")},
        ),
        ({"fact": "consortium.largestShare", "lte": 70}, {("costs", "case")}),
        ({"own": "costs", "lte": 70}, {("costs", "case")}),
        ({"share": "costs", "where": SOUND, "lte": 70}, {("costs", "case"), ("participant.sound", "all")}),
        ({"fact": "project.resultPoints", "gte": 3}, set()),
        ({"all": [SOUND, {"fact": "project.months", "lte": 3}]}, {("participant.sound", "own"), ("project.months", "case")}),
    ],
)
def test_what_can_be_asked_to_settle_a_condition(world: World, node: dict[str, Any], expected: set[tuple[str, str]]) -> None:
    assert asked(world, node) == expected
    # Asked again it is the same.
    assert asked(world, node) == expected


def test_what_a_scheme_computes_is_asked_only_where_no_scheme_does(world: World) -> None:
    requested = {"fact": "project.requestedAidEur", "gte": 100}
    assert asked(world, requested) == set()
    assert asked(world, requested, computed=False) == {("project.requestedAidEur", "case")}
    assert asked(world, requested) == set()
    # What is never asked is not asked then either.
    assert asked(world, {"fact": "consortium.fundedEnterprises", "gte": 1}, computed=False) == {("participant.kind", "all")}


def test_all_that_is_behind_a_fact_is_found_though_two_ways_meet() -> None:
    """Both counts read who is an enterprise; the program is read beside them."""
    world = World(
        {
            "project.one": {"type": "integer", "derived": {"count": "participants", "where": ENTERPRISE}},
            "project.other": {"type": "integer", "derived": {"independent": "participants", "where": ENTERPRISE}},
            "project.whole": {
                "type": "bool",
                "derived": [
                    {"value": True, "when": {"fact": "consortium.largestShare", "gte": 3}},
                    {"value": True, "when": {"fact": "project.one", "gte": 3}},
                    {"value": True, "when": {"fact": "project.other", "gte": 3}},
                ],
            },
        }
    )
    assert {fact_id for fact_id, _ in world.model.tracing.behind(("project.whole", "case"))} == {
        "project.whole",
        "project.one",
        "project.other",
        "participant.kind",
        "participant.linkedTo",
        "consortium.largestShare",
        "project.costs",
    }


def test_with_the_day_of_grant_changes_the_size_beside_what_follows_from_it() -> None:
    soon = {"value": True, "when": {"fact": "project.grantDate", "lt": "2024-07-01"}}
    micro = {"value": True, "when": {"fact": "applicant.size", "eq": "micro"}}
    world = World({"project.soon": {"type": "bool", "derived": [soon]}, "project.micro": {"type": "bool", "derived": [micro]}})
    assert world.model.tracing.changing["project.grantDate"] == {"participant.size", "project.soon", "project.micro"}
    assert world.model.tracing.changing["participant.size"] == {"project.micro"}
