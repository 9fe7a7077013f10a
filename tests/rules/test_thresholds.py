"""Values that stand for all that a fact could be: around what rules hold it against, and its bounds."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest

from tests.rules.small import World, case_of, lead

MONTHS = {"fact": "project.months"}
CENT = Fraction(1, 100)


def samples(world: World, fact_id: str, *tests: dict[str, Any], **said: Any) -> tuple[Any, ...]:
    """The samples of a fact by these tests, or by all rules of the world."""
    checks = [world.compiler.compile(test) for test in tests] or None
    facts = {f"project.{key}": value for key, value in said.items()}
    return world.model.samples(world.vocabulary.facts[fact_id], world.facts(case_of(facts=facts)).project, checks)


def test_codes_and_statements_are_all_that_they_can_be() -> None:
    world = World()
    assert samples(world, "project.secret") == (True, False)
    assert samples(world, "participant.size") == ("large", "medium", "micro", "small")
    themes = samples(world, "project.themes")
    assert themes == (frozenset(), frozenset({"energy"}), frozenset({"health"}), frozenset({"water"}))


@pytest.mark.parametrize(
    ("fact", "threshold", "expected"),
    [
        ("project.months", 24, (0, 1, 23, 24, 25, 10**9)),
        ("project.share", 70, (0, 1, 70 - CENT, 70, 70 + CENT, 100)),
        ("project.share", 100, (0, 1, 100 - CENT, 100)),
        ("project.share", 0, (0, CENT, 1, 100)),
        ("project.share", 250, (0, 1, 100)),
        ("consortium.independentEnterprises", 2, (0, 1, 2, 3, 10**9)),
    ],
)
def test_numbers_lie_just_below_at_and_above_what_they_are_held_against(
    fact: str, threshold: int, expected: tuple[Any, ...]
) -> None:
    world = World()
    assert samples(world, fact, {"fact": fact, "lte": threshold}) == expected
    # What is the same for all rules is the same again.
    assert samples(world, fact) == samples(world, fact) == expected


def test_days_lie_around_what_they_are_held_against_and_at_the_ends_of_time() -> None:
    day, one = date(2024, 7, 1), timedelta(days=1)
    assert samples(World(), "project.startDate", {"fact": "project.startDate", "lt": day}) == (
        date.min,
        day - one,
        day,
        day + one,
        date.max,
    )
    assert samples(World(), "project.startDate", {"fact": "project.startDate", "lte": date.max}) == (date.min, date.max)


def test_only_what_these_conditions_hold_a_fact_against_counts() -> None:
    world = World()
    few, many = {**MONTHS, "lte": 6}, {**MONTHS, "lte": 60}
    share = {"fact": "project.share", "gte": 30}
    assert samples(world, "project.months", few, share) == (0, 1, 5, 6, 7, 10**9)
    assert samples(world, "project.months", many) == (0, 1, 59, 60, 61, 10**9)
    assert samples(world, "project.months", {"all": [few, {"not": many}]}) == (0, 1, 5, 6, 7, 59, 60, 61, 10**9)
    assert samples(world, "project.months") == (0, 1, 5, 6, 7, 59, 60, 61, 10**9)


def test_what_the_case_says_of_the_other_side_counts_for_that_case() -> None:
    world = World()
    test = {**MONTHS, "lte": {"plus": [{"fact": "project.share"}, 2]}}
    assert samples(world, "project.months", test, share=10) == (0, 1, 11, 12, 13, 10**9)
    assert samples(world, "project.months", test, share=20) == (0, 1, 21, 22, 23, 10**9)
    assert samples(world, "project.months", test) == (0, 1, 10**9)
    assert samples(world, "project.months", share=30) == (0, 1, 31, 32, 33, 10**9)
    # Both ends of what lies between two bounds.
    assert samples(world, "project.months", {**MONTHS, "lte": {"between": [5, 9]}}) == (0, 1, 4, 5, 6, 8, 9, 10, 10**9)


def test_what_a_scheme_works_out_is_left_aside() -> None:
    world = World()
    test = {"all": [{"fact": "project.share", "lte": {"aid": ["research"]}}, {"fact": "project.share", "gte": 30}]}
    assert samples(world, "project.share", test) == (0, 1, 30 - CENT, 30, 30 + CENT, 100)


def test_the_lead_stands_for_a_participant_that_is_read() -> None:
    world = World()
    world.compiler.compile({"fact": "project.share", "lte": {"fact": "participant.receivedEur"}})
    facts = world.facts(case_of(lead(receivedEur=40)))
    found = world.model.samples(world.vocabulary.facts["project.share"], facts.project)
    assert found == (0, 1, 40 - CENT, 40, 40 + CENT, 100)
