"""How far the catalogue goes: what is computed and what only described, which figures nobody confirmed, what was checked when."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from app.catalogue.current import Edition
from app.catalogue.heads import instrument_head, present, sources_in
from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import dates_of, holds_on, overlap, years_after
from app.catalogue.views import period_head
from app.rules.scheme import SECTIONS

Determination = Literal["computed", "described", "notDetermined"]
YEARS_UNTIL_STALE = 1


@dataclass(frozen=True, slots=True)
class Statement:
    """A figure or condition by its path, and the day on which the newest look at one of its sources was taken."""

    path: str
    unverified: bool
    checked_on: date | None


@dataclass(frozen=True, slots=True)
class Completeness:
    """What is known of one period of an instrument; `open` are the bases whose rate nobody knows."""

    instrument: str
    period: Mapping[str, Any]
    determination: Determination
    open: tuple[str, ...]
    statements: tuple[Statement, ...]
    checked: tuple[date, ...]
    worked_examples: int

    @property
    def key(self) -> str:
        """What it goes by among all periods."""
        return f"{self.instrument}/{self.period['id']}"

    @property
    def unverified(self) -> list[str]:
        """The paths of what nobody confirmed."""
        return [one.path for one in self.statements if one.unverified]

    def stale(self, day: date) -> list[Statement]:
        """What was not verified for a year."""
        limit = years_after(day, -YEARS_UNTIL_STALE)
        return [one for one in self.statements if one.checked_on is not None and one.checked_on <= limit]


def completeness(snapshot: Snapshot) -> Iterator[Completeness]:
    """Each period of each instrument, the newest of an instrument first."""
    checked = {name: date.fromisoformat(source["checkedOn"]) for name, source in snapshot.sources.items()}
    for name, document in snapshot.instruments.items():
        days = [day for example in document.get("workedExamples", ()) if (day := _day_of(example))]
        for period in reversed(snapshot.periods[name]):
            conditions = _conditions(snapshot, name, period)
            named = {f"conditions.{key}": item for key, item in conditions.items()}
            named |= {f"{section}.{item['id']}": item for section in SECTIONS for item in period["aid"].get(section, ())}
            rests_on = sources_in(period, list(conditions.values()))
            yield Completeness(
                name,
                period,
                _determination(snapshot, period),
                tuple(f"base.{item['id']}" for item in period["aid"]["base"] if item["points"] is None),
                tuple(_statement(path, item, checked) for path, item in named.items()),
                tuple(sorted(checked[source] for source in rests_on)),
                sum(holds_on(dates_of(period), day) for day in days),
            )


def _conditions(snapshot: Snapshot, name: str, period: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    """The conditions of a period by id, those of shared rules written out."""
    found: dict[str, Mapping[str, Any]] = {}
    for rules in snapshot.slices[name]:
        if rules.period == period["id"]:
            # A shared rule may change within the period; what was unverified for a while is told.
            unless = {key for key, item in found.items() if item["confidence"] == "unverified"}
            found |= {one.id: one.origin for one in rules.conditions if one.id not in unless}
    return found


def _statement(path: str, item: Mapping[str, Any], checked: Mapping[str, date]) -> Statement:
    newest = max((checked[source] for source in item.get("sources", ())), default=None)
    return Statement(path, item["confidence"] == "unverified", newest)


def _determination(snapshot: Snapshot, period: Mapping[str, Any]) -> Determination:
    """Computed where a base has figures, or that of the instruments that carry it; described where nothing is a percentage."""
    aid = period["aid"]
    bases = [item["points"] for item in aid["base"]]
    found: set[Determination] = {"notDetermined" if points is None else "computed" for points in bases}
    for carrier in aid.get("carriedBy", ()):
        beside = (one for one in snapshot.periods[carrier] if overlap(dates_of(one), dates_of(period)))
        found |= {_determination(snapshot, one) for one in beside}
    return "computed" if "computed" in found else "notDetermined" if "notDetermined" in found else "described"


def _day_of(example: Mapping[str, Any]) -> date | None:
    """The reference date of an example's case."""
    case = example["case"]
    day = case.get("referenceDate") or case.get("project", {}).get("submissionDate")
    return date.fromisoformat(day) if day else None


def completeness_of(edition: Edition) -> tuple[Completeness, ...]:
    """That of every period, worked out once for an edition."""
    found: tuple[Completeness, ...] = edition.keep("completeness", lambda: tuple(completeness(edition.snapshot)))
    return found


def completeness_view(edition: Edition, one: Completeness, day: date, language: str) -> dict[str, Any]:
    """The completeness of a period as it travels; what is stale depends on the day."""
    stale = one.stale(day)
    return present(
        {
            "instrument": instrument_head(edition.snapshot, one.instrument, language),
            "period": period_head(one.period, language),
            "determination": one.determination,
            "undeterminedFigures": list(one.open) or None,
            "unverified": one.unverified,
            "stale": bool(stale),
            "staleFigures": [{"path": item.path, "checkedOn": item.checked_on} for item in stale] or None,
            "sourcesChecked": {"oldest": one.checked[0], "newest": one.checked[-1]} if one.checked else None,
            "workedExamples": one.worked_examples,
        }
    )


def totals(edition: Edition, day: date) -> dict[str, Any]:
    """The counts over the whole catalogue."""
    every = completeness_of(edition)
    kinds = {kind: sum(one.determination == kind for one in every) for kind in ("computed", "described", "notDetermined")}
    instruments = edition.snapshot.instruments
    return {
        "instruments": len(instruments),
        "periods": len(every),
        **kinds,
        "unverified": sum(len(one.unverified) for one in every),
        "stale": sum(len(one.stale(day)) for one in every),
        "workedExamples": sum(len(document.get("workedExamples", ())) for document in instruments.values()),
    }
