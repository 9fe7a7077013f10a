"""Expressions as source: parts that are joined, values that they refer to, and names for what they reckon on the way."""

from fractions import Fraction
from typing import Any

import pytest

from app.rules.source import Held, Name, held, joined, source


@pytest.mark.parametrize("value", [None, 7, Fraction(2, 3), "a 'quoted' text", frozenset({"a"}), [1, 2]])
def test_a_value_by_itself_is_that_very_value(value: Any) -> None:
    assert held(value).function()([], []) is value


def test_an_expression_reads_the_case_and_the_participant() -> None:
    assert source("c[1] - p[0]").function()([0, 9], [4]) == 5


def test_a_value_or_a_name_that_occurs_twice_is_one() -> None:
    calls: list[int] = []

    def ask() -> int:
        calls.append(1)
        return 20 + len(calls)

    found, asking = Name(), Held(ask)
    whole = source("(", found, " if (", found, " := ", asking, "()) > 21 else ", asking, "() + ", found, ")")
    assert whole.function()([], []) == 22 + 21
    assert len(calls) == 2
    # The second time the first answer is enough.
    assert whole.function()([], []) == 23


def test_values_and_names_of_two_expressions_are_kept_apart() -> None:
    def kept(value: int) -> Any:
        name = Name()
        return source("[", name, " := ", Held(value), ", ", name, "]")

    parts = [kept(1), kept(2), kept(3)]
    assert source("(", joined(parts, ", "), ")").function()([], []) == ([1, 1], [2, 2], [3, 3])


def test_one_expression_is_joined_to_nothing() -> None:
    assert joined([held(3)], " + ").function()([], []) == 3
    assert joined([held(3), held(4), held(5)], " - ").function()([], []) == -6


def test_expressions_of_one_shape_keep_their_own_values() -> None:
    both = [source("c[0] + ", Held(value)).function() for value in (1, 10)]
    assert [run([5], []) for run in both] == [6, 15]


def test_an_expression_reaches_nothing_but_its_values() -> None:
    with pytest.raises(NameError):
        source("len(c)").function()([], [])
