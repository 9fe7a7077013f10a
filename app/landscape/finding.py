"""Finding organizations by words and filters, with counts per filter value."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.fulltext import FullText, texts_by_part
from app.catalogue.search import Found, Index, check_filters, index_of_day, ready, shown_in
from app.landscape.landscape import Landscape, covers, landscape_of
from app.landscape.views import summary
from app.problems import InvalidInput, Issue

# Each filter with the code list it takes its values from; an instrument is asked for by its id.
FILTERS: Mapping[str, str] = {
    "kind": "organizationKind",
    "service": "serviceType",
    "audience": "targetGroup",
    "region": "nuts",
    "theme": "theme",
    "role": "instrumentRole",
    "state": "organizationState",
}
INSTRUMENT = "instrument"
ACTIVE = "active"


def values_of(landscape: Landscape, name: str, day: date) -> dict[str, set[str]]:
    """What an organization has under each filter on a day; a region stands for all that it lies in or contains."""
    document = landscape.organizations[name]
    roles = [one for one in landscape.roles_of[name] if one.holds(day)]
    regions = landscape.snapshot.codes("nuts")
    return {
        "kind": {document["kind"]},
        "service": set(landscape.offered(name, day)),
        "audience": set(document["audiences"]),
        "region": {one for one in regions if any(covers(own, one) or covers(one, own) for own in document["regions"])},
        "theme": set(document.get("themes", ())),
        "role": {one.role for one in roles},
        "state": {landscape.state(name, day)},
        INSTRUMENT: {one.instrument for one in roles},
    }


def index_of(edition: Edition, day: date) -> Index:
    """The index of the organizations on a day."""
    landscape = landscape_of(edition)

    def make() -> Index:
        return Index.of({name: values_of(landscape, name, day) for name in landscape.organizations}, (*FILTERS, INSTRUMENT))

    return index_of_day(edition, day, "organization", make)


def find(
    edition: Edition, day: date, wanted: Mapping[str, Sequence[str]], sort: str | None, language: str, query: str | None
) -> Found:
    """The organizations with these words that pass every filter; by relevance or else by name."""
    snapshot = edition.snapshot
    check_filters(snapshot, {name: values for name, values in wanted.items() if name != INSTRUMENT}, FILTERS)
    strange = [one for one in wanted.get(INSTRUMENT, ()) if one not in snapshot.instruments]
    if strange:
        detail = "there is no instrument {!r}; GET /v1/instruments lists them"
        raise InvalidInput([Issue("unknownInstrument", "query", INSTRUMENT, detail.format(one), one) for one in strange])
    index, shown = index_of(edition, day), shown_in(language)
    by_name = index.keep(("name", shown), lambda: _by_name(edition, index, shown))
    hits = None
    among: Sequence[str] = by_name
    if query is not None and query.strip():
        hits = fulltext_of(edition).find(query, shown)
        chosen = set(hits.ids)
        among = hits.ids if sort in (None, "relevance") else [name for name in by_name if name in chosen]
    ids, facets = index.find(among, wanted)
    return Found(ids[::-1] if sort is not None and sort.startswith("-") else ids, facets, hits.read_as if hits else None)


def _by_name(edition: Edition, index: Index, language: str) -> list[str]:
    organizations = landscape_of(edition).organizations
    return sorted(index.values, key=lambda name: (str(organizations[name]["names"][language]).casefold(), name))


def summaries(edition: Edition, day: date, language: str) -> Callable[[str], Any]:
    """Gives the summary of an organization on a day, ready to be sent."""
    return ready(index_of(edition, day), language, lambda name: summary(edition, name, day, language))


def fulltext_of(edition: Edition) -> FullText:
    """The full text index of the organizations of an edition."""
    index: FullText = edition.keep("organizations", lambda: _fulltext(landscape_of(edition)))
    return index


def _fulltext(landscape: Landscape) -> FullText:
    documents = {name: texts_by_part(_parts(landscape, name)) for name in landscape.organizations}
    return FullText(documents, (one["words"] for one in landscape.snapshot.documents["synonym"].values()))


def _parts(landscape: Landscape, name: str) -> dict[str, list[Mapping[str, str]]]:
    """The texts of an organization by what finding a word there is worth."""
    document, codes = landscape.organizations[name], landscape.snapshot.codes
    short = document.get("shortName")
    labels = [codes("organizationKind")[document["kind"]]]
    labels += [codes("serviceType")[item["service"]] for item in document.get("services", ())]
    labels += [codes("theme")[theme] for theme in document.get("themes", ())]
    activities = [item["names"] for item in document.get("activities", ())]
    return {
        "name": [document["names"], {"nl": document["id"]}, *([{"nl": short}] if short else [])],
        "label": labels,
        "text": [document["profile"], *activities],
    }
