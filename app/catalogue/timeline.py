"""Half-open stretches of time `[start, end)`; `None` is open on that side."""

from collections.abc import Iterable, Mapping
from datetime import MAXYEAR, MINYEAR, date, timedelta
from itertools import pairwise
from typing import Any

Dates = tuple[date | None, date | None]


def dates_of(document: Mapping[str, Any]) -> Dates:
    """The stretch that a document's validFrom and validTo span."""
    start, end = document.get("validFrom"), document.get("validTo")
    return (date.fromisoformat(start) if start else None), (date.fromisoformat(end) if end else None)


def holds_on(dates: Dates, day: date) -> bool:
    """Whether a day lies in the stretch."""
    return (dates[0] is None or dates[0] <= day) and (dates[1] is None or day < dates[1])


def overlap(one: Dates, other: Dates) -> bool:
    """Whether two stretches share a day."""
    return (one[0] is None or other[1] is None or one[0] < other[1]) and (other[0] is None or one[1] is None or other[0] < one[1])


def boundaries(whole: Dates, spans: Iterable[Dates]) -> list[Dates]:
    """The stretch cut at every start and end of the spans that lies inside it, oldest first."""
    cuts = {day for span in spans for day in span if day is not None}
    inside = sorted(day for day in cuts if (whole[0] is None or whole[0] < day) and (whole[1] is None or day < whole[1]))
    edges = [whole[0], *inside, whole[1]]
    return list(pairwise(edges))


def years_after(day: date, years: int) -> date:
    """The same day so many years later, or earlier; the last of February where there is none, within what a date can be."""
    year = min(max(day.year + years, MINYEAR), MAXYEAR)
    try:
        return day.replace(year=year)
    except ValueError:
        return day.replace(year=year, day=28)


def day_in(dates: Dates) -> date:
    """A day inside the stretch: the first, or else the last."""
    start, end = dates
    return start or (date.min if end is None else end - timedelta(days=1))


def joined(stretches: Iterable[Dates]) -> list[Dates]:
    """Stretches that meet or overlap as one, oldest first."""
    found: list[Dates] = []
    for start, end in sorted(stretches, key=lambda dates: dates[0] or date.min):
        last = found[-1] if found else None
        if last is not None and (last[1] is None or start is None or start <= last[1]):
            found[-1] = last[0], None if end is None or last[1] is None else max(end, last[1])
        else:
            found.append((start, end))
    return found


def without(whole: Dates, stretches: Iterable[Dates]) -> list[Dates]:
    """What is left of a stretch when others are taken off, oldest first."""
    taken = list(stretches)
    return joined(dates for dates in boundaries(whole, taken) if not any(holds_on(one, day_in(dates)) for one in taken))
