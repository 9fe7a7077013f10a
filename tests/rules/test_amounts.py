"""Amounts: rounding half up, and ceilings shared out pro rata to the cent."""

from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.amounts import Span, add, cents, clip, euro_range, half_up, meet
from app.rules.values import Range


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(0, 2, 0), (1, 2, 1), (3, 2, 2), (1, 3, 0), (2, 3, 1), (249, 100, 2), (250, 100, 3), (5, 1, 5), (49, 100, 0), (50, 100, 1)],
)
def test_halves_are_rounded_up(numerator: int, denominator: int, rounded: int) -> None:
    assert half_up(numerator, denominator) == rounded


def test_spans_are_added_bound_by_bound() -> None:
    assert add([(1, 2), (10, 20)]) == (11, 22)
    assert add([]) == (0, 0)


def test_cents_become_euro_and_back() -> None:
    assert euro_range((150, 150)) == Fraction(3, 2)
    assert euro_range((100, 250)) == Range(1, Fraction(5, 2))
    assert cents(Fraction(3, 2)) == (150, 150)
    assert cents(Range(None, Fraction(5, 2))) == (None, 250)
    assert cents(Range(Fraction(5, 2), None)) == (250, None)
    assert cents(None) == (None, None)


def test_parts_of_a_cent_are_cut_off() -> None:
    assert cents(Fraction(200, 3)) == (6666, 6666)


def test_a_span_meets_a_ceiling() -> None:
    assert meet((10, 20), (15, 15)) == (10, 15)
    assert meet((10, 20), (5, 30)) == (5, 20)
    assert meet((10, 20), (12, None)) == (10, 20)
    assert meet((10, 20), (5, None)) == (5, 20)


def exact(*parts: int) -> list[Span]:
    return [(part, part) for part in parts]


def test_parts_under_their_ceiling_stay_as_they_are() -> None:
    assert clip(exact(10, 20), (30, 30)) == exact(10, 20)
    assert clip([(0, 10), (5, 20)], (30, None)) == [(0, 10), (5, 20)]


def test_a_ceiling_is_shared_out_pro_rata() -> None:
    assert clip(exact(300, 100), (200, 200)) == exact(150, 50)
    assert clip(exact(300, 100), (0, 0)) == exact(0, 0)


def test_odd_cents_go_to_the_largest_remainders_and_to_the_earlier_part_on_a_tie() -> None:
    # Three equal parts of 100: 33 and a third each.
    assert clip(exact(50, 50, 50), (100, 100)) == exact(34, 33, 33)
    # 5/16, 5/16 and 6/16 of 10: 3.125, 3.125 and 3.75.
    assert clip(exact(5, 5, 6), (10, 10)) == exact(3, 3, 4)


def test_an_open_part_is_cut_to_the_lowest_and_highest_it_can_get() -> None:
    # The first is 100 for sure, the second 0 to 100; of 100 euro the first gets between the half and everything.
    assert clip([(100, 100), (0, 100)], (100, 100)) == [(50, 100), (0, 50)]


def test_an_open_ceiling_gives_the_lowest_and_highest_share() -> None:
    assert clip(exact(100, 100), (50, 100)) == [(25, 50), (25, 50)]
    assert clip(exact(100, 100), (50, None)) == [(25, 100), (25, 100)]


parts_of = st.lists(st.integers(0, 6), min_size=1, max_size=4)


@given(parts_of, st.integers(0, 25))
def test_shares_add_up_to_the_ceiling_and_follow_the_largest_remainders(parts: list[int], ceiling: int) -> None:
    shares = [lo for lo, hi in clip(exact(*parts), (ceiling, ceiling)) if lo == hi]
    assert len(shares) == len(parts)
    total = sum(parts)
    assert sum(shares) == min(total, ceiling)
    if total > ceiling:
        quotas = [Fraction(part * ceiling, total) for part in parts]
        over = [share - quota for share, quota in zip(shares, quotas, strict=True)]
        assert all(-1 < one < 1 for one in over)
        raised = [quota % 1 for quota, one in zip(quotas, over, strict=True) if one > 0]
        left = [quota % 1 for quota, one in zip(quotas, over, strict=True) if one < 0]
        assert not raised or not left or min(raised) >= max(left)


spans = st.tuples(st.integers(0, 5), st.integers(0, 3)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@given(st.lists(spans, min_size=1, max_size=3), spans, st.booleans())
def test_whatever_the_parts_turn_out_to_be_their_shares_lie_in_the_span(parts: list[Span], ceiling: Span, bounded: bool) -> None:
    open_shares = clip(parts, (ceiling[0], ceiling[1] if bounded else None))
    ceilings = range(ceiling[0], ceiling[1] + 1) if bounded else (ceiling[0], ceiling[1], 1000)
    for most in ceilings:
        for actual in product(*(range(lo, hi + 1) for lo, hi in parts)):
            for (share, _), (lo, hi) in zip(clip(exact(*actual), (most, most)), open_shares, strict=True):
                assert lo <= share <= hi
