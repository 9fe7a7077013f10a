"""Whether one can apply on a day: open, opens on a day, closed, unknown, or not in force (not yet, ended, or a gap)."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import dates_of, holds_on
from app.rules.assess import Slice


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


def availability_on(snapshot: Snapshot, instrument: str, rules: Slice | None, day: date) -> Availability:
    """The availability of an instrument on a day; `rules` is its slice of that day, if there is one."""
    if rules is None:
        return _not_in_force(snapshot, instrument, day)
    document = snapshot.instruments[instrument]
    modes = [item["mode"] for item in document.get("submission", ()) if holds_on(dates_of(item), day)]
    coming = [call for call in document.get("calls", ()) if _still_open(call, day)]
    deadline = min((call for call in coming if call.get("closesOn")), key=lambda call: call["closesOn"], default=None)
    next_deadline = date.fromisoformat(deadline["closesOn"]) if deadline else None
    indicative = bool(deadline and deadline.get("indicative"))
    if "continuous" in modes:
        return Availability("open", next_deadline=next_deadline, indicative=indicative)
    opened = [call for call in coming if call.get("opensOn") and date.fromisoformat(call["opensOn"]) <= day]
    if opened:
        return Availability("open", next_deadline=next_deadline, indicative=indicative)
    opening = min((date.fromisoformat(call["opensOn"]) for call in coming if call.get("opensOn")), default=None)
    if opening is not None:
        return Availability("opensOn", opens_on=opening, next_deadline=next_deadline, indicative=indicative)
    state = "closed" if modes == ["closed"] else "unknown"
    return Availability(state, next_deadline=next_deadline, indicative=indicative)


def _still_open(call: dict[str, Any], day: date) -> bool:
    closes = call.get("closesOn")
    return closes is None or date.fromisoformat(closes) >= day


def _not_in_force(snapshot: Snapshot, instrument: str, day: date) -> Availability:
    slices = snapshot.slices.get(instrument, ())
    before = any(rules.valid_to is not None and rules.valid_to <= day for rules in slices)
    after = any(rules.valid_from is not None and rules.valid_from > day for rules in slices)
    why = "gap" if before and after else "ended" if before else "notYet"
    return Availability(
        "notInForce", why, predecessors=predecessors(snapshot, instrument), successors=successors(snapshot, instrument)
    )


def predecessors(snapshot: Snapshot, instrument: str) -> tuple[str, ...]:
    """The instruments that this one follows."""
    return tuple(item["instrument"] for item in snapshot.instruments[instrument].get("predecessors", ()))


def successors(snapshot: Snapshot, instrument: str) -> tuple[str, ...]:
    """The instruments that follow this one."""
    return tuple(name for name in snapshot.instruments if instrument in predecessors(snapshot, name))
