"""Whether one can apply on a day: open, opens on a day, closed, unknown, or not in force (not yet, ended, or a gap)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.timeline import Dates, dates_of, holds_on


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
    """A call: its first day (`None`: not known) and its last (`None`: open until further notice)."""

    opens_on: date | None
    closes_on: date | None
    indicative: bool


@dataclass(frozen=True, slots=True)
class Calendar:
    """When one can apply for an instrument: how, the known calls, and the stretches in which it has rules."""

    modes: tuple[tuple[Dates, str], ...]
    windows: tuple[Window, ...]
    in_force: tuple[Dates, ...]
    predecessors: tuple[str, ...]
    successors: tuple[str, ...]

    def availability(self, day: date, *, in_force: bool) -> Availability:
        """The availability on a day; `in_force` tells whether there are rules on that day."""
        if not in_force:
            return self._not_in_force(day)
        modes = [mode for dates, mode in self.modes if holds_on(dates, day)]
        if not self.windows and modes:
            return next(_WITHOUT_WINDOWS[mode] for mode in _WITHOUT_WINDOWS if mode in modes)
        coming = [window for window in self.windows if window.closes_on is None or window.closes_on >= day]
        closing = min((window for window in coming if window.closes_on), key=lambda window: window.closes_on or day, default=None)
        deadline, indicative = (closing.closes_on, closing.indicative) if closing else (None, False)
        if "continuous" in modes or any(window.opens_on is not None and window.opens_on <= day for window in coming):
            return Availability("open", next_deadline=deadline, indicative=indicative)
        opening = min((window.opens_on for window in coming if window.opens_on is not None), default=None)
        if opening is not None:
            return Availability("opensOn", opens_on=opening, next_deadline=deadline, indicative=indicative)
        return Availability("closed" if modes == ["closed"] else "unknown", next_deadline=deadline, indicative=indicative)

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
            in_force=tuple(in_force[name]),
            predecessors=before[name],
            successors=tuple(other for other, names in before.items() if name in names),
        )
        for name, document in instruments.items()
    }


def _window(call: Mapping[str, Any]) -> Window:
    opens, closes = call.get("opensOn"), call.get("closesOn")
    return Window(
        date.fromisoformat(opens) if opens else None, date.fromisoformat(closes) if closes else None, call.get("indicative", False)
    )
