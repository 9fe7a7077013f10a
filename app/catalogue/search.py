"""Finding instruments by filters, with counts per filter value."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import dates_of, holds_on
from app.catalogue.views import current_operator
from app.common.languages import ALL
from app.problems import InvalidInput, Issue

# Each filter with the code list it takes its values from.
FILTERS: Mapping[str, str] = {
    "category": "category",
    "drive": "drive",
    "audience": "audience",
    "activity": "activity",
    "theme": "theme",
    "operator": "operator",
    "collaboration": "collaborationForce",
    "availability": "availability",
}
DAYS_KEPT = 32


def values_of(snapshot: Snapshot, name: str, day: date) -> dict[str, set[str]]:
    """What an instrument has under each filter on a day."""
    document = snapshot.instruments[name]
    operator = current_operator(document, day)
    forces = {item["force"] for item in document.get("collaboration", ()) if holds_on(dates_of(item), day)}
    return {
        "category": {document["category"]},
        "drive": {item["value"] for item in document.get("drive", ())},
        "audience": set(document["audiences"]),
        "activity": set(document["activities"]),
        "theme": set(document["themes"] or snapshot.codes("theme")),
        "operator": {operator} if operator else set(),
        "collaboration": forces or {"none"},
        "availability": {snapshot.availability(name, day).state},
    }


def check_filters(snapshot: Snapshot, wanted: Mapping[str, Sequence[str]]) -> None:
    """Refuse values that no code list has; says which there are."""
    issues = []
    for name, values in wanted.items():
        known = snapshot.codes(FILTERS[name])
        issues += [
            Issue("unknownCode", "query", name, f"{value!r} is no code of {name}; known: {', '.join(known)}", value)
            for value in values
            if value not in known
        ]
    if issues:
        raise InvalidInput(issues)


@dataclass(frozen=True, slots=True)
class DayIndex:
    """What each instrument has under each filter on a day, and how often each value occurs."""

    values: dict[str, dict[str, set[str]]]
    counts: dict[str, dict[str, int]]


def index_of(edition: Edition, day: date) -> DayIndex:
    """The index of a day; those of the days asked for last are kept."""
    days: OrderedDict[date, DayIndex] = edition.keep("days", OrderedDict)
    index = days.get(day)
    if index is not None:
        days.move_to_end(day)
    else:
        values = {name: values_of(edition.snapshot, name, day) for name in edition.snapshot.instruments}
        index = days[day] = DayIndex(values, {key: _counts(values.values(), key) for key in FILTERS})
        if len(days) > DAYS_KEPT:
            days.popitem(last=False)
    return index


def _counts(pool: Iterable[Mapping[str, set[str]]], key: str) -> dict[str, int]:
    counts = Counter(value for values in pool for value in values[key])
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def find(
    edition: Edition, day: date, wanted: Mapping[str, Sequence[str]], sort: str, language: str
) -> tuple[list[str], dict[str, dict[str, int]]]:
    """The ids that pass every filter (several values of one filter mean or), in order; and counts per filter value.

    A count tells how many instruments a value would give beside the other filters.
    """
    chosen = {key: set(values) for key, values in wanted.items() if values}
    check_filters(edition.snapshot, wanted)
    index = index_of(edition, day)
    found = [name for name, values in index.values.items() if all(values[key] & want for key, want in chosen.items())]
    facets = {}
    for key in FILTERS:
        others = [(other, want) for other, want in chosen.items() if other != key]
        if others:
            pool = [values for values in index.values.values() if all(values[other] & want for other, want in others)]
            facets[key] = _counts(pool, key)
        else:
            facets[key] = index.counts[key]
    found.sort(key=_order(edition, day, sort, language), reverse=sort.startswith("-"))
    return found, facets


def _order(edition: Edition, day: date, sort: str, language: str) -> Callable[[str], Any]:
    snapshot = edition.snapshot
    shown = "nl" if language == ALL else language

    def by_name(name: str) -> Any:
        return str(snapshot.instruments[name]["names"][shown]).casefold(), name

    def by_deadline(name: str) -> Any:
        deadline = snapshot.availability(name, day).next_deadline
        return (deadline or date.max), by_name(name)

    return by_deadline if sort.endswith("deadline") else by_name
