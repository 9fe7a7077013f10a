"""Calls: windows in which one can apply for an instrument; those that are known, and those that a habit makes likely."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from app.catalogue.availability import Likely, Window
from app.catalogue.current import Edition
from app.catalogue.heads import instrument_head, present
from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import years_after
from app.common.languages import told
from app.problems import InvalidInput, Issue

# How far from the reference date a habit still tells something.
YEARS_AHEAD = 10


@dataclass(frozen=True, slots=True)
class Call:
    """A call of an instrument; `document` is what the seed says of it, or of the habit that makes it likely."""

    instrument: str
    document: Mapping[str, Any]
    window: Window | Likely

    @property
    def key(self) -> str:
        """What it goes by among all calls, in every revision."""
        return f"{self.instrument}/{self.window.id}"

    @property
    def indicative(self) -> bool:
        """Whether nobody fixed its days."""
        return isinstance(self.window, Likely) or self.window.indicative

    @property
    def deadline(self) -> date | None:
        """The last day; of a likely call the day that stands for it, which is not for telling."""
        return self.window.day if isinstance(self.window, Likely) else self.window.closes_on

    def state(self, day: date) -> str:
        """Whether one can apply on a day; unknown where that would take a day that nobody knows."""
        if isinstance(self.window, Likely):
            return "unknown"
        opens, closes = self.window.opens_on, self.window.closes_on
        if closes is not None and closes < day:
            return "closed"
        if opens is None or self.window.over(day):
            return "unknown"
        return "open" if opens <= day else "opensOn"

    def meets(self, first: date | None, last: date | None) -> bool:
        """Whether it shares a day with a stretch, as far as its days are known; both ends count, and may be open."""
        if first is None and last is None:
            return True
        opens = self.deadline if isinstance(self.window, Likely) or self.window.opens_on is None else self.window.opens_on
        if opens is None:
            return False
        over = first is not None and (self.window.day < first if isinstance(self.window, Likely) else self.window.over(first))
        return (last is None or opens <= last) and not over


def known_calls(snapshot: Snapshot) -> Iterator[Call]:
    """The calls of all instruments that somebody announced."""
    for name, document in snapshot.instruments.items():
        for call, window in zip(document.get("calls", ()), snapshot.calendars[name].windows, strict=True):
            yield Call(name, call, window)


def likely_calls(snapshot: Snapshot, first: date, last: date) -> Iterator[Call]:
    """The calls from one day to another that habits make likely."""
    for name, document in snapshot.instruments.items():
        habits = {habit["id"]: habit for habit in document.get("deadlineHabits", ())}
        for likely in snapshot.calendars[name].likely(first, last):
            yield Call(name, habits[likely.habit], likely)


def find_calls(
    edition: Edition, day: date, open_on: date | None, first: date | None, last: date | None, instruments: Sequence[str]
) -> list[Call]:
    """The calls that pass every filter, by deadline; those without one last.

    Likely ones are those of the stretch asked for; it begins else on the reference date, and ends a year after that.
    """
    if first is not None and last is not None and last < first:
        detail = f"{last} lies before {first}; from is the first day asked for and to the last"
        raise InvalidInput([Issue("emptyStretch", "query", "to", detail, last.isoformat())])
    snapshot = edition.snapshot
    known: Iterable[Call] = edition.keep("calls", lambda: tuple(known_calls(snapshot)))
    begin = first or day
    end = last or years_after(max(begin, day), 1) - timedelta(days=1)
    likely = likely_calls(snapshot, max(begin, snapshot.earliest), min(end, years_after(day, YEARS_AHEAD)))
    found = [
        call
        for call in (*known, *likely)
        if (not instruments or call.instrument in instruments)
        and call.meets(first, last)
        and (open_on is None or call.state(open_on) == "open")
    ]
    return sorted(found, key=lambda call: (call.deadline or date.max, call.key))


def name_of(snapshot: Snapshot, call: Call) -> Any:
    """The name of a call in all languages: its own, or that of its variant or instrument."""
    document = snapshot.instruments[call.instrument]
    variants = {variant["id"]: variant["names"] for variant in document.get("variants", ())}
    return call.document.get("names") or variants.get(call.window.variant or "") or document["names"]


def call_view(edition: Edition, call: Call, day: date, language: str) -> dict[str, Any]:
    """A call as it travels; of a likely one no day is told, only the month and the part of it."""
    document, window = call.document, call.window
    if isinstance(window, Likely):
        when = {"closesIn": window.day.isoformat()[:7], "closesInPart": document["part"], "precision": "month"}
    else:
        when = {key: document.get(key) for key in ("opensOn", "closesOn", "closesAt")}
    return present(
        {
            "id": window.id,
            "instrument": instrument_head(edition.snapshot, call.instrument, language),
            "variant": window.variant,
            "name": told(name_of(edition.snapshot, call), language),
            **when,
            "indicative": call.indicative,
            "state": call.state(day),
            "note": told(document.get("note"), language),
            "sources": document.get("sources", []),
            "confidence": document["confidence"],
        }
    )
