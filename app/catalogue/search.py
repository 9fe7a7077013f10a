"""Finding instruments by words and filters, with counts per filter value."""

from collections import Counter, OrderedDict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.fulltext import FullText, texts_by_part
from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import dates_of, holds_on
from app.catalogue.views import current_operator, summary
from app.common.answers import encoded
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
Facets = dict[str, dict[str, int]]


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


def check_filters(snapshot: Snapshot, wanted: Mapping[str, Sequence[str]], filters: Mapping[str, str]) -> None:
    """Refuse values that no code list has; says which there are."""
    issues = []
    for name, values in wanted.items():
        if not values:
            continue
        known = snapshot.codes(filters[name])
        issues += [
            Issue("unknownCode", "query", name, f"{value!r} is no code of {name}; known: {', '.join(known)}", value)
            for value in values
            if value not in known
        ]
    if issues:
        raise InvalidInput(issues)


@dataclass(frozen=True, slots=True)
class Index:
    """What each of some documents has under each filter, and how often each value occurs; `made` is what was made from it."""

    values: Mapping[str, Mapping[str, set[str]]]
    counts: Facets
    made: dict[Any, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, values: Mapping[str, Mapping[str, set[str]]], filters: Iterable[str]) -> "Index":
        """Index the values of each document under each filter."""
        return cls(values, {key: _counts(values.values(), key) for key in filters})

    def keep(self, key: Any, make: Callable[[], Any]) -> Any:
        """What was made before from this index under a key, else what `make` gives."""
        made = self.made.get(key)
        if made is None:
            made = self.made[key] = make()
        return made

    def find(self, among: Sequence[str], wanted: Mapping[str, Sequence[str]]) -> tuple[list[str], Any]:
        """The ids that pass every filter (several values of one filter mean or), in the order given; and counts per filter value.

        A count tells how many documents a value would give beside the other filters.
        """
        chosen = {key: set(values) for key, values in wanted.items() if values}
        everything = len(among) == len(self.values)
        if not chosen and everything:
            return list(among), self.keep("counts", lambda: encoded(self.counts))
        found = [name for name in among if all(self.values[name][key] & want for key, want in chosen.items())]
        facets = {}
        for key in self.counts:
            others = [(other, want) for other, want in chosen.items() if other != key]
            if others or not everything:
                pool = [self.values[name] for name in among]
                facets[key] = _counts((values for values in pool if all(values[other] & want for other, want in others)), key)
            else:
                facets[key] = self.counts[key]
        return found, facets


def _counts(pool: Iterable[Mapping[str, set[str]]], key: str) -> dict[str, int]:
    counts = Counter(value for values in pool for value in values[key])
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def index_of_day(edition: Edition, day: date, kind: str, make: Callable[[], Index]) -> Index:
    """The index of a day; those of the days asked for last are kept."""
    days: OrderedDict[date, Index] = edition.keep(("days", kind), OrderedDict)
    index = days.get(day)
    if index is not None:
        days.move_to_end(day)
    else:
        index = days[day] = make()
        if len(days) > DAYS_KEPT:
            days.popitem(last=False)
    return index


def index_of(edition: Edition, day: date) -> Index:
    """The index of the instruments on a day."""
    snapshot = edition.snapshot

    def make() -> Index:
        return Index.of({name: values_of(snapshot, name, day) for name in snapshot.instruments}, FILTERS)

    return index_of_day(edition, day, "instrument", make)


@dataclass(frozen=True, slots=True)
class Found:
    """The ids in order, the counts per filter value, and the words that were looked for where these differ from what was typed."""

    ids: list[str]
    facets: Any
    read_as: str | None = None


def find(
    edition: Edition, day: date, wanted: Mapping[str, Sequence[str]], sort: str | None, language: str, query: str | None = None
) -> Found:
    """The instruments with these words that pass every filter; by relevance where words are given and no order is, else by name."""
    check_filters(edition.snapshot, wanted, FILTERS)
    index = index_of(edition, day)
    shown = shown_in(language)
    order = (sort or "name").lstrip("-")
    if query is None or not query.strip():
        among = ordered(edition, index, day, "name" if order == "relevance" else order, shown)
        ids, facets = index.find(among, wanted)
        return Found(ids[::-1] if sort and sort.startswith("-") else ids, facets)
    hits = fulltext_of(edition).find(query, shown)
    among = hits.ids
    if sort is not None and order != "relevance":
        chosen = set(among)
        among = tuple(name for name in ordered(edition, index, day, order, shown) if name in chosen)
    ids, facets = index.find(among, wanted)
    return Found(ids[::-1] if sort and sort.startswith("-") else ids, facets, hits.read_as)


def shown_in(language: str) -> str:
    """The language in which texts are sorted and searched first."""
    return "nl" if language == ALL else language


def ordered(edition: Edition, index: Index, day: date, order: str, language: str) -> Sequence[str]:
    """All ids by name or by next deadline, the nearest first."""
    snapshot = edition.snapshot

    def by_name(name: str) -> Any:
        return str(snapshot.instruments[name]["names"][language]).casefold(), name

    def by_deadline(name: str) -> Any:
        deadline = snapshot.availability(name, day).next_deadline
        return (deadline or date.max), by_name(name)

    key = by_deadline if order == "deadline" else by_name
    made: Sequence[str] = index.keep((order, language), lambda: sorted(index.values, key=key))
    return made


def summaries(edition: Edition, day: date, language: str) -> Callable[[str], Any]:
    """Gives the summary of an instrument on a day, ready to be sent."""
    return ready(index_of(edition, day), language, lambda name: summary(edition, name, day, language))


def ready(index: Index, language: str, make: Callable[[str], Any]) -> Callable[[str], Any]:
    """Gives what is made of a document in a language, as JSON already; kept beside the index."""
    kept: dict[str, Any] = index.keep(("ready", language), dict)

    def given(name: str) -> Any:
        if name not in kept:
            kept[name] = encoded(make(name))
        return kept[name]

    return given


def fulltext_of(edition: Edition) -> FullText:
    """The full text index of the instruments of an edition."""
    index: FullText = edition.keep("fulltext", lambda: _fulltext(edition.snapshot))
    return index


def _fulltext(snapshot: Snapshot) -> FullText:
    documents = {name: texts_by_part(_parts(snapshot, name)) for name in snapshot.instruments}
    return FullText(documents, (one["words"] for one in snapshot.documents["synonym"].values()))


def _parts(snapshot: Snapshot, name: str) -> dict[str, list[Mapping[str, str]]]:
    """The texts of an instrument by what finding a word there is worth."""
    document = snapshot.instruments[name]
    labels = [
        snapshot.codes(FILTERS[key]).get(code)
        for key, member in (("category", "category"), ("audience", "audiences"), ("activity", "activities"), ("theme", "themes"))
        for code in ([document[member]] if isinstance(document[member], str) else document[member])
    ]
    operators = [snapshot.codes("operator").get(item["organization"]) for item in document.get("operators", ())]
    named = [document, *document.get("aliases", ()), *document.get("variants", ()), *document["periods"]]
    ids = [{"nl": item["id"]} for item in named[: -len(document["periods"])]]
    return {
        "name": [*(item["names"] for item in named if "names" in item), *ids],
        "label": [label for label in (*labels, *operators, document["summary"]) if label is not None],
        "text": list(document["texts"].values()),
    }
