"""What a revision changed against the one before it: documents, and the functional differences within them by section."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from sqlmodel import Session

from app.catalogue.differences import Change, Steps, differences
from app.catalogue.repository import bodies_of, digests_of, quality_of, revision
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Revision
from app.catalogue.telling import named, names_of, tell_change

Key = tuple[str, str]
Digests = Mapping[Key, str]

# The sections, in the order in which they are told.
Section = Literal[
    "instruments",
    "texts",
    "classification",
    "conditions",
    "aid",
    "periods",
    "calls",
    "budgets",
    "figures",
    "roles",
    "collaboration",
    "legalBasis",
    "workedExamples",
    "facts",
    "rules",
    "law",
    "codes",
    "organizations",
    "tables",
    "synonyms",
    "sources",
    "other",
]
SECTIONS = get_args(Section)
# Those of instruments, by the keys that they stand under, and those of other documents.
OF_INSTRUMENTS: Mapping[str, tuple[str, ...]] = {
    "texts": ("names", "aliases", "variants", "summary", "texts"),
    "classification": ("category", "audiences", "activities", "themes", "drive"),
    "conditions": ("conditions",),
    "aid": ("aid",),
    "periods": ("periods", "common", "gaps", "predecessors"),
    "calls": ("submission", "calls", "deadlineHabits"),
    "budgets": ("budgets",),
    "figures": ("figures",),
    "roles": ("operators",),
    "collaboration": ("collaboration",),
    "legalBasis": ("legalBasis",),
    "workedExamples": ("workedExamples",),
}
OF_KINDS: Mapping[str, str] = {
    "fact": "facts",
    "rule": "rules",
    "law": "law",
    "codes": "codes",
    "organization": "organizations",
    "table": "tables",
    "synonym": "synonyms",
    "source": "sources",
}
OTHER = "other"
# The kinds of documents that words of sentences come from.
VOCABULARY = ("fact", "codes")
_BY_KEY = {key: section for section, keys in OF_INSTRUMENTS.items() for key in keys}


@dataclass(frozen=True, slots=True)
class Difference:
    """One functional difference: its section, the kind and id of the document, the change, and sentences by language."""

    section: str
    kind: str
    id: str
    change: Change
    text: Mapping[str, str]

    def view(self) -> dict[str, Any]:
        """As it travels; a whole document that came or went is not repeated."""
        told = {"section": self.section, "kind": self.kind, "id": self.id, "path": self.change.path}
        sides = {"old": self.change.old, "new": self.change.new} if self.change.steps else {}
        return {**told, **{key: value for key, value in sides.items() if value is not None}, "text": self.text}


@dataclass(frozen=True, slots=True)
class Record:
    """A revision with what it changed. `documents` tells how many it has; `quality` is its report, if one was made."""

    revision: Revision
    documents: int
    added: tuple[Key, ...]
    changed: tuple[Key, ...]
    removed: tuple[Key, ...]
    differences: tuple[Difference, ...]
    quality: Mapping[str, Any] | None


class _Labels:
    """The facts and codes of a revision, for sentences about it."""

    def __init__(self, bodies: Mapping[Key, Any]) -> None:
        self.facts = {name: body for (kind, name), body in bodies.items() if kind == "fact"}
        self._lists = {name: body["codes"] for (kind, name), body in bodies.items() if kind == "codes"}

    def codes(self, name: str) -> dict[str, Any]:
        """The labels of a code list; none of one that the revision does not have."""
        return {entry["code"]: entry["label"] for entry in self._lists.get(name, ())}

    def proper_names(self, name: str, language: str) -> frozenset[str]:
        """The codes of a list of which the label is a proper name in a language."""
        return frozenset(entry["code"] for entry in self._lists.get(name, ()) if language in entry.get("proper", ()))


def read_record(session: Session, number: int) -> Record | None:
    """What a revision changed, read from the documents that differ and the vocabularies of both."""
    found = revision(session, number)
    if found is None:
        return None
    before, after = digests_of(session, number - 1), digests_of(session, number)
    bodies = [_bodies(session, one, other) for one, other in ((before, after), (after, before))]
    added, removed = sorted(set(after) - set(before)), sorted(set(before) - set(after))
    changed = sorted(key for key in set(after) & set(before) if after[key] != before[key])
    told = _differences(bodies[0], bodies[1], [*added, *changed, *removed])
    return Record(
        found,
        len(after),
        tuple(added),
        tuple(changed),
        tuple(removed),
        tuple(sorted(told, key=lambda one: SECTIONS.index(one.section))),
        quality_of(session, number),
    )


def _bodies(session: Session, of: Digests, other: Digests) -> dict[Key, Any]:
    """The documents of a revision that sentences need: those that changed, the vocabulary, and of the rest the names."""
    wanted = {key: digest for key, digest in of.items() if other.get(key) != digest or key[0] in VOCABULARY}
    whole = {digest for key, digest in wanted.items() if key in other or key[0] in VOCABULARY}
    found = {digest: body if digest in whole else named(body) for digest, body in bodies_of(session, wanted.values())}
    return {key: found[digest] for key, digest in wanted.items()}


def _differences(before: Mapping[Key, Any], after: Mapping[Key, Any], keys: list[Key]) -> Iterator[Difference]:
    voices = Voices(_Labels(before)), Voices(_Labels(after))
    for kind, name in keys:
        old, new = before.get((kind, name)), after.get((kind, name))
        of = names_of(kind, name, new or old or {})
        # A whole document that came or went is named, and not kept.
        whole = Change((), None if old is None else {}, None if new is None else {})
        found = differences(old, new) if old is not None and new is not None else [whole]
        for change in found:
            yield Difference(section_of(kind, change.steps), kind, name, change, tell_change(change, *voices, of))


def section_of(kind: str, steps: Steps) -> str:
    """The section that a difference belongs to."""
    if kind != "instrument":
        return OF_KINDS.get(kind, OTHER)
    keys = [key for key, _ in steps]
    if not keys:
        return "instruments"
    if keys[-1] in ("sources", "confidence"):
        return "sources"
    inner = keys[1] if len(keys) > 1 and keys[1] in ("conditions", "aid") else keys[0]
    return _BY_KEY.get(inner, OTHER)


def record_view(record: Record) -> dict[str, Any]:
    """The documents that a revision added, changed and removed, and its functional differences by section."""
    documents = {"added": record.added, "changed": record.changed, "removed": record.removed}
    sections: dict[str, list[dict[str, Any]]] = {}
    for one in record.differences:
        sections.setdefault(one.section, []).append({key: value for key, value in one.view().items() if key != "section"})
    listed = {name: [{"kind": kind, "id": key} for kind, key in keys] for name, keys in documents.items()}
    return {**listed, "sections": sections}
