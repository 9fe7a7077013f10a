"""Verdicts, and what can be known about a value."""

from datetime import date
from fractions import Fraction
from itertools import product
from typing import Any

import pytest

from app.rules.conditions import all_of, any_of
from app.rules.source import Held, Source, source
from app.rules.values import PENDING, Among, Range, as_number, at_most, below, bounds, contains, equal, known, ranged
from app.rules.verdict import MET, NAMES, NOT_MET, UNKNOWN, negate
from app.rules.vocabulary import PARTICIPANT_FIRST, PROJECT_FIRST, Vocabulary

ALL = (NOT_MET, UNKNOWN, MET)
# Kleene's tables, as he prints them: rows and columns false, unknown, true.
AND = ((NOT_MET, NOT_MET, NOT_MET), (NOT_MET, UNKNOWN, UNKNOWN), (NOT_MET, UNKNOWN, MET))
OR = ((NOT_MET, UNKNOWN, MET), (UNKNOWN, UNKNOWN, MET), (MET, MET, MET))


def fixed(verdict: int) -> Source:
    return source(f"{verdict}")


def test_verdicts_are_ordered_and_named() -> None:
    assert NOT_MET < UNKNOWN < MET
    assert [NAMES[verdict] for verdict in ALL] == ["notMet", "unknown", "met"]


def test_not_is_the_mirror_and_leaves_unknown_unknown() -> None:
    assert [negate(verdict) for verdict in ALL] == [MET, UNKNOWN, NOT_MET]


@pytest.mark.parametrize("left", ALL)
@pytest.mark.parametrize("right", ALL)
def test_and_and_or_follow_the_tables_of_kleene(left: int, right: int) -> None:
    assert all_of([fixed(left), fixed(right)]).function()([], []) == AND[left][right]
    assert any_of([fixed(left), fixed(right)]).function()([], []) == OR[left][right]


@pytest.mark.parametrize("verdict", ALL)
def test_and_and_or_of_one_are_that_one(verdict: int) -> None:
    assert all_of([fixed(verdict)]).function()([], []) == verdict
    assert any_of([fixed(verdict)]).function()([], []) == verdict


@pytest.mark.parametrize("verdicts", [*product(ALL, repeat=3)])
def test_and_and_or_of_more_are_the_least_and_the_greatest(verdicts: tuple[int, ...]) -> None:
    parts = [fixed(verdict) for verdict in verdicts]
    assert all_of(parts).function()([], []) == min(verdicts)
    assert any_of(parts).function()([], []) == max(verdicts)


def test_a_settled_verdict_ends_the_search() -> None:
    def never(case: list[Any], participant: list[Any]) -> int:
        raise AssertionError("asked although the verdict was settled")

    asked = source(Held(never), "(c, p)")
    assert all_of([fixed(NOT_MET), asked]).function()([], []) == NOT_MET
    assert any_of([fixed(MET), asked]).function()([], []) == MET
    with pytest.raises(AssertionError, match="asked although"):
        all_of([fixed(MET), asked]).function()([], [])


def test_a_whole_quotient_is_an_integer() -> None:
    assert as_number(7) == 7
    assert (as_number(6, 3), type(as_number(6, 3))) == (2, int)
    assert as_number(2, 3) == Fraction(2, 3)


@pytest.mark.parametrize(
    ("value", "settled"),
    [(None, False), (Range(1, 2), False), (Among(frozenset({"a"})), False), (0, True), (False, True), ("a", True)],
)
def test_only_settled_values_are_known(value: Any, settled: bool) -> None:
    assert known(value) is settled


def test_bounds_are_those_of_the_range_or_the_value_itself() -> None:
    assert bounds(Range(1, None)) == (1, None)
    assert bounds(5) == (5, 5)
    assert bounds(None) == (None, None)


def test_a_range_narrows_to_a_number_and_opens_to_nothing() -> None:
    assert ranged(None, None) is None
    assert ranged(3, 3) == 3
    assert ranged(3, 4) == Range(3, 4)
    assert ranged(None, 4) == Range(None, 4)
    assert ranged(3, None) == Range(3, None)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (2, 2, MET),
        (2, 3, MET),
        (3, 2, NOT_MET),
        (Fraction(2, 3), 1, MET),
        (None, 2, UNKNOWN),
        (2, None, UNKNOWN),
        (Range(1, 2), 2, MET),
        (Range(1, 3), 2, UNKNOWN),
        (Range(3, 4), 2, NOT_MET),
        (Range(2, 4), 2, UNKNOWN),
        (Range(None, 2), 2, MET),
        (Range(3, None), 2, NOT_MET),
        (Range(None, 3), 2, UNKNOWN),
        (2, Range(2, 9), MET),
        (2, Range(0, 1), NOT_MET),
        (2, Range(1, 2), UNKNOWN),
        (date(2024, 1, 1), date(2024, 1, 2), MET),
    ],
)
def test_at_most_is_settled_when_the_bounds_settle_it(left: Any, right: Any, verdict: int) -> None:
    assert at_most(left, right) == verdict
    assert below(right, left) == negate(verdict)


@pytest.mark.parametrize(
    ("left", "right", "verdict"),
    [
        (2, 2, MET),
        (2, 3, NOT_MET),
        (3, 2, NOT_MET),
        (Range(1, 3), 2, UNKNOWN),
        (Range(3, 4), 2, NOT_MET),
        (Range(0, 1), 2, NOT_MET),
        (None, 2, UNKNOWN),
    ],
)
def test_equal_is_refuted_by_either_side(left: Any, right: Any, verdict: int) -> None:
    assert equal(left, right) == verdict


@pytest.mark.parametrize(
    ("wider", "narrower", "holds"),
    [
        (None, 5, True),
        (None, None, True),
        (5, 5, True),
        (5, 6, False),
        (5, None, False),
        (5, Range(5, 6), False),
        (Range(1, 9), 5, True),
        (Range(1, 9), Range(1, 9), True),
        (Range(1, 9), Range(2, None), False),
        (Range(1, 9), Range(None, 2), False),
        (Range(1, None), Range(2, None), True),
        (Range(None, 9), Range(None, 8), True),
        (Range(1, 9), Fraction(1, 2), False),
        (Range(1, 9), 10, False),
        (Range(1, 9), "a", False),
        (Range(1, 9), None, False),
        (Among(frozenset("ab")), "a", True),
        (Among(frozenset("ab")), "c", False),
        (Among(frozenset("ab")), Among(frozenset("a")), True),
        (Among(frozenset("ab")), Among(frozenset("ac")), False),
        (Among(frozenset("ab")), None, False),
        (Among(frozenset("abc")), None, True),
        ("a", "b", False),
    ],
)
def test_a_value_contains_what_it_allows(wider: Any, narrower: Any, holds: bool) -> None:
    assert contains(wider, narrower, frozenset("abc")) is holds


def test_what_is_still_to_be_derived_is_no_value() -> None:
    assert repr(PENDING) == "PENDING"
    assert PENDING is not None


def test_facts_get_places_by_scope_after_those_that_are_kept() -> None:
    vocabulary = Vocabulary.of(
        {"participant.kind": {"type": "enum"}, "project.months": {"type": "integer"}, "consortium.n": {"type": "integer"}}
    )
    kind, months, number = vocabulary.facts.values()
    assert (kind.slot, months.slot, number.slot) == (PARTICIPANT_FIRST, PROJECT_FIRST, PROJECT_FIRST + 1)
    assert (vocabulary.participant_length, vocabulary.project_length) == (PARTICIPANT_FIRST + 1, PROJECT_FIRST + 2)
    assert (kind.scope, months.scope, number.scope) == ("participant", "project", "consortium")
    assert (kind.of_participant, months.of_participant) == (True, False)
