"""Values that stand for all that a fact could be: what a rule may tell apart is among them."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.rules.samples import samples_of
from app.rules.vocabulary import Fact


def samples(kind: str, *thresholds: Any, **more: Any) -> list[Any]:
    """The samples of a fact of this type that rules hold against these thresholds."""
    return samples_of(Fact("project.some", kind, 0, **more), set(thresholds))


def test_a_yes_or_no_and_each_code() -> None:
    assert samples("bool") == [True, False]
    assert samples("enum", codes=frozenset({"b", "a", "c"})) == ["a", "b", "c"]


def test_a_set_is_empty_or_has_one_of_the_codes() -> None:
    assert samples("set", codes=frozenset({"b", "a"})) == [frozenset(), frozenset({"a"}), frozenset({"b"})]


@pytest.mark.parametrize(
    ("thresholds", "bounds", "expected"),
    [
        ((), {}, [0, 1, 10**9]),
        ((12,), {}, [0, 1, 11, 12, 13, 10**9]),
        ((12, 13), {}, [0, 1, 11, 12, 13, 14, 10**9]),
        ((0,), {}, [0, 1, 10**9]),
        ((5,), {"minimum": 3, "maximum": 8}, [3, 4, 5, 6, 8]),
        ((3, 8), {"minimum": 3, "maximum": 8}, [3, 4, 7, 8]),
        ((2, 9), {"minimum": 3, "maximum": 8}, [3, 4, 8]),
        ((0,), {"minimum": -5, "maximum": 5}, [-5, -4, -1, 0, 1, 5]),
    ],
)
def test_whole_numbers_lie_around_the_thresholds_and_at_the_bounds(
    thresholds: tuple[int, ...], bounds: dict[str, int], expected: list[int]
) -> None:
    assert samples("integer", *thresholds, **bounds) == expected


def test_other_numbers_lie_a_hundredth_from_the_thresholds() -> None:
    expected = [0, 1, Fraction("7.49"), Fraction("7.5"), Fraction("7.51"), 100]
    assert samples("decimal", Fraction("7.5"), minimum=0, maximum=100) == expected
    assert samples("decimal", 100, minimum=0, maximum=100) == [0, 1, Fraction("99.99"), 100]


def test_days_lie_around_the_thresholds_and_at_the_ends_of_time() -> None:
    assert samples("date") == [date.min, date.max]
    assert samples("date", date(2024, 3, 1)) == [date.min, date(2024, 2, 29), date(2024, 3, 1), date(2024, 3, 2), date.max]


def test_no_day_lies_beyond_the_ends_of_time() -> None:
    assert samples("date", date.min, date.max) == [date.min, date.max]
    assert samples("date", date(1, 1, 2), date(9999, 12, 30)) == [
        date.min,
        date(1, 1, 2),
        date(1, 1, 3),
        date(9999, 12, 29),
        date(9999, 12, 30),
        date.max,
    ]
