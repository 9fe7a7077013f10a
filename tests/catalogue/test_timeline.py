"""Half-open stretches of time, against counting days one by one."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.timeline import Dates, boundaries, dates_of, holds_on, overlap, years_after

FIRST = date(2024, 2, 26)
DAYS = [FIRST + timedelta(n) for n in range(8)]  # over the 29th of February
BEYOND = [FIRST - timedelta(1), *DAYS, DAYS[-1] + timedelta(1)]

edges = st.one_of(st.none(), st.sampled_from(DAYS))
stretches = st.tuples(edges, edges).filter(lambda one: one[0] is None or one[1] is None or one[0] < one[1])


def days_in(dates: Dates) -> set[date]:
    """The days of a stretch among those that are looked at; the first counts, the last does not."""
    start = BEYOND.index(dates[0]) if dates[0] else 0
    end = BEYOND.index(dates[1]) if dates[1] else len(BEYOND)
    return set(BEYOND[start:end])


@given(stretches)
def test_a_day_lies_in_a_stretch_from_its_first_day_up_to_its_last(dates: Dates) -> None:
    assert {day for day in BEYOND if holds_on(dates, day)} == days_in(dates)


@given(stretches, stretches)
def test_two_stretches_overlap_when_they_share_a_day(one: Dates, other: Dates) -> None:
    assert overlap(one, other) == bool(days_in(one) & days_in(other))
    assert overlap(one, other) == overlap(other, one)


def test_stretches_that_meet_do_not_overlap() -> None:
    assert not overlap((None, FIRST), (FIRST, None))
    assert overlap((None, FIRST + timedelta(1)), (FIRST, None))


@given(stretches, st.lists(stretches, max_size=5))
def test_boundaries_cut_a_stretch_so_that_nothing_begins_or_ends_inside_a_part(whole: Dates, spans: list[Dates]) -> None:
    parts = boundaries(whole, spans)
    assert (parts[0][0], parts[-1][1]) == whole
    assert all(one[1] == after[0] for one, after in pairwise(parts))
    covered = [days_in(part) for part in parts]
    assert all(covered)
    assert sum(map(len, covered)) == len(days_in(whole))
    for span in spans:
        assert all(days <= days_in(span) or not days & days_in(span) for days in covered)
    inside = {edge for span in spans for edge in span if edge is not None and edge != whole[0] and holds_on(whole, edge)}
    assert len(parts) == len(inside) + 1


@pytest.mark.parametrize(
    ("document", "dates"),
    [
        ({"validFrom": "2024-02-29", "validTo": "2024-03-01"}, (date(2024, 2, 29), date(2024, 3, 1))),
        ({"validFrom": "2024-02-29", "validTo": None}, (date(2024, 2, 29), None)),
        ({"validFrom": None, "validTo": "2024-02-29"}, (None, date(2024, 2, 29))),
        ({}, (None, None)),
    ],
)
def test_dates_of_a_document(document: dict[str, str | None], dates: Dates) -> None:
    assert dates_of(document) == dates


@pytest.mark.parametrize(
    ("day", "years", "expected"),
    [
        ("2021-06-15", 1, "2022-06-15"),
        ("2021-06-15", -1, "2020-06-15"),
        ("2020-02-29", 1, "2021-02-28"),
        ("2020-02-29", 4, "2024-02-29"),
        ("9999-12-31", 1, "9999-12-31"),
        ("0001-01-01", -1, "0001-01-01"),
    ],
)
def test_years_after(day: str, years: int, expected: str) -> None:
    assert years_after(date.fromisoformat(day), years) == date.fromisoformat(expected)
