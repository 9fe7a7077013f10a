"""Checks on a sound catalogue: holes in time, sources that nothing uses, statements that grow old or that nobody confirmed."""

from collections.abc import Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any

from app.catalogue.ceilings import above_ceilings
from app.catalogue.differences import named_path
from app.catalogue.findings import Finding, Report, Where, in_words, report_of, texts
from app.catalogue.seed_files import walk
from app.catalogue.snapshot import Documents, Snapshot
from app.catalogue.timeline import Dates, dates_of, without, years_after

# Documents whose statements are figures and conditions, or rest on sources like these.
STATING = ("rule", "law", "instrument", "organization", "table")
MOST_NAMED = 10


def check_quality(snapshot: Snapshot, day: date) -> Report:
    """Everything that the checks find in a sound catalogue on a day."""
    documents = snapshot.documents
    found = [*above_ceilings(snapshot), *_unused_sources(documents)]
    for name, instrument in snapshot.instruments.items():
        found += _holes(name, instrument)
    for kind in STATING:
        for name, document in documents.get(kind, {}).items():
            found += _statements(kind, name, document, documents["source"], day)
    return report_of(found)


def _holes(name: str, instrument: Mapping[str, Any]) -> Iterator[Finding]:
    """The time between two periods of a variant that is neither covered by one for all variants, nor declared as a gap."""
    lines: dict[str | None, list[tuple[int, Dates]]] = {}
    for n, period in enumerate(instrument["periods"]):
        lines.setdefault(period.get("variant"), []).append((n, dates_of(period)))
    for variant, line in lines.items():
        said = [dates for _, dates in lines.get(None, ())]
        said += [dates_of(gap) for gap in instrument.get("gaps", ()) if gap.get("variant") in (None, variant)]
        for (_, before), (n, after) in pairwise(sorted(line, key=lambda one: one[1][0] or date.min)):
            between = before[1], after[0]
            holes = without(between, said) if before[1] != after[0] else ()
            for hole in holes:
                yield Finding("periodHoles", "error", "instrument", name, ("periods", n), texts("hole", {}, in_words([hole])))


def _unused_sources(documents: Documents) -> Iterator[Finding]:
    named = (
        value
        for kind, bodies in documents.items()
        if kind != "source"
        for _, key, value in walk(list(bodies.values()))
        if key == "sources" and isinstance(value, list)
    )
    used = {source for sources in named for source in sources}
    for name in sorted(set(documents["source"]) - used):
        yield Finding("unusedSources", "warning", "source", name, (), texts("unusedSource", {}))


def _statements(kind: str, name: str, document: Any, sources: Mapping[str, Any], day: date) -> Iterator[Finding]:
    """The statements of a document that nobody confirmed, and those whose sources nobody looked at for a year."""
    unverified: list[Where] = []
    old: list[Where] = []
    again: set[str] = set()
    for path, _, node in walk(document):
        if not isinstance(node, dict) or "confidence" not in node or "case" in path:
            continue
        if node["confidence"] == "unverified":
            unverified.append(path)
        named = [source for source in node.get("sources") or () if source in sources]
        if named and max(date.fromisoformat(sources[source]["checkedOn"]) for source in named) <= years_after(day, -1):
            old.append(path)
            again.update(named)
    if unverified:
        told = {"count": len(unverified), "names": _few([named_path(document, path) for path in unverified])}
        yield Finding("unverified", "warning", kind, name, unverified[0], texts("unverified", told))
    if old:
        told = {"count": len(old), "sources": _few(sorted(again))}
        yield Finding("stale", "warning", kind, name, old[0], texts("stale", told))


def _few(names: list[str]) -> str:
    """Names in a row; of many the first."""
    return ", ".join(names if len(names) <= MOST_NAMED else [*names[:MOST_NAMED], "…"])
