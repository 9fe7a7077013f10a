"""Whether one can apply on a day: open, opens on a day, closed, unknown, or not in force (not yet, ended, or a gap)."""

from bisect import bisect_right
from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, date, timedelta
from typing import Any

from app.catalogue.timeline import Dates, dates_of, holds_on, years_after


@dataclass(frozen=True, slots=True)
class Availability:
    """The state on a day, why it is not in force, the day it opens, the next deadline, and what came before and after."""

    state: str
    why: str | None = None
    opens_on: date | None = None
    next_deadline: date | None = None
    indicative: bool = False
    predecessors: tuple[str, ...] = ()
    successors: tuple[str, ...] = ()


# What a mode means where no call is known, the most open first; shared, as it says nothing of a day.
_WITHOUT_WINDOWS = {"continuous": Availability("open"), "calls": Availability("unknown"), "closed": Availability("closed")}


@dataclass(frozen=True, slots=True)
class Window:
    """A call: its first day and its last; `None` is not known."""

    id: str
    variant: str | None
    opens_on: date | None
    closes_on: date | None
    indicative: bool

    def turns(self) -> Iterator[date]:
        """The days on which it opens and is over."""
        if self.opens_on is not None:
            yield self.opens_on
        if self.closes_on is not None:
            yield self.closes_on + timedelta(days=self.closes_on < date.max)
        elif self.opens_on is not None:
            yield years_after(self.opens_on, 1)

    def over(self, day: date) -> bool:
        """Whether it has closed, or opened so long ago, a year, that nobody can say it still is open."""
        if self.closes_on is not None:
            return self.closes_on < day
        return self.opens_on is not None and years_after(self.opens_on, 1) <= day


# The first and the last day of a part of a month, and the day that stands for it; the end has those of the month.
_BEGIN, _MIDDLE = (1, 10, 1), (11, 20, 15)
_END_BEGINS = 21


@dataclass(frozen=True, slots=True)
class Likely:
    """A call that nobody announced but a habit makes likely: it closes between two days; `day` stands for them."""

    id: str
    habit: str
    variant: str | None
    first: date
    last: date
    day: date


@dataclass(frozen=True, slots=True)
class Habit:
    """A part of a month in which calls use to close, while that lasts."""

    id: str
    variant: str | None
    month: int
    part: str
    dates: Dates

    def in_year(self, year: int) -> Likely:
        """The call that it makes likely in a year; its id is what such a call would bear."""
        end = monthrange(year, self.month)[1]
        days = {"begin": _BEGIN, "middle": _MIDDLE, "end": (_END_BEGINS, end, end)}[self.part]
        first, last, day = (date(year, self.month, one) for one in days)
        return Likely(f"{self.id}{year}", self.id, self.variant, first, last, day)


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one can apply for an instrument: how, the known calls, the habits, and the stretches in which it has rules."""

    modes: tuple[tuple[Dates, str], ...]
    windows: tuple[Window, ...]
    habits: tuple[Habit, ...]
    in_force: tuple[Dates, ...]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]
    turns: tuple[date, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the days from which on the availability can be another."""
        days = {day for dates in (*self.in_force, *(dates for dates, _ in self.modes)) for day in dates if day is not None}
        days |= {day for window in self.windows for day in window.turns()}
        object.__setattr__(self, "turns", tuple(sorted(days)))

    def stretch(self, day: date) -> int | date:
        """Which stretch of days a day belongs to: on all of them the availability is the same. A habit may turn on any day."""
        return day if self.habits else bisect_right(self.turns, day)

    def availability(self, day: date, *, in_force: bool) -> Availability:
        """The availability on a day; `in_force` tells whether there are rules on that day."""
        if not in_force:
            return self._not_in_force(day)
        modes = self._modes(day)
        if not self.windows and not self.habits and modes:
            return next(_WITHOUT_WINDOWS[mode] for mode in _WITHOUT_WINDOWS if mode in modes)
        coming = [window for window in self.windows if not window.over(day)]
        closing = min((window for window in coming if window.closes_on), key=lambda window: window.closes_on or day, default=None)
        deadline, indicative = (closing.closes_on, closing.indicative) if closing else (None, False)
        likely = min(self.likely(day, date(min(day.year + 1, MAXYEAR), 12, 31)), key=lambda one: one.day, default=None)
        if likely is not None and (deadline is None or likely.day < deadline):
            deadline, indicative = likely.day, True
        if "continuous" in modes or any(window.opens_on is not None and window.opens_on <= day for window in coming):
            return Availability("open", next_deadline=deadline, indicative=indicative)
        opening = min((window.opens_on for window in coming if window.opens_on is not None), default=None)
        if opening is not None:
            return Availability("opensOn", opens_on=opening, next_deadline=deadline, indicative=indicative)
        return Availability("closed" if modes == ["closed"] else "unknown", next_deadline=deadline, indicative=indicative)

    def likely(self, first: date, last: date) -> Iterator[Likely]:
        """The calls that habits make likely from one day to another, both included.

        None where a call is known instead: one that closes in the same month or bears the same id.
        """
        for year in range(first.year, last.year + 1) if self.habits else ():
            for habit in self.habits:
                one = habit.in_year(year)
                if first <= one.day <= last and holds_on(habit.dates, one.day) and self._expected(one):
                    yield one

    def _expected(self, likely: Likely) -> bool:
        """Whether one may apply at all on the day, and no call is known that the habit was about."""
        in_force = any(holds_on(dates, likely.day) for dates in self.in_force)
        return in_force and self._modes(likely.day) != ["closed"] and not any(_replaces(one, likely) for one in self.windows)

    def _modes(self, day: date) -> list[str]:
        return [mode for dates, mode in self.modes if holds_on(dates, day)]

    def _not_in_force(self, day: date) -> Availability:
        before = any(end is not None and end <= day for _, end in self.in_force)
        after = any(start is not None and start > day for start, _ in self.in_force)
        why = "gap" if before and after else "ended" if before else "notYet"
        return Availability("notInForce", why, predecessors=self.predecessors, successors=self.successors)


def calendars(instruments: Mapping[str, Any], in_force: Mapping[str, Sequence[Dates]]) -> dict[str, Calendar]:
    """The calendar of each instrument."""
    before = {name: tuple(item["instrument"] for item in one.get("predecessors", ())) for name, one in instruments.items()}
    return {
        name: Calendar(
            modes=tuple((dates_of(item), item["mode"]) for item in document.get("submission", ())),
            windows=tuple(_window(call) for call in document.get("calls", ())),
            habits=tuple(_habit(habit) for habit in document.get("deadlineHabits", ())),
            in_force=tuple(in_force[name]),
            predecessors=before[name],
            successors=tuple(other for other, names in before.items() if name in names),
        )
        for name, document in instruments.items()
    }


def _window(call: Mapping[str, Any]) -> Window:
    opens, closes = (date.fromisoformat(call[key]) if call.get(key) else None for key in ("opensOn", "closesOn"))
    return Window(call["id"], call.get("variant"), opens, closes, call.get("indicative", False))


def _habit(habit: Mapping[str, Any]) -> Habit:
    return Habit(habit["id"], habit.get("variant"), habit["month"], habit["part"], dates_of(habit))


def _replaces(window: Window, likely: Likely) -> bool:
    if window.id == likely.id:
        return True
    closes = window.closes_on
    same_month = closes is not None and (closes.year, closes.month) == (likely.day.year, likely.day.month)
    return same_month and (None in (window.variant, likely.variant) or window.variant == likely.variant)
