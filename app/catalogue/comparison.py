"""Instruments side by side: the same rows for each, and whether they differ."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import orjson

from app.catalogue.current import Edition
from app.catalogue.heads import coded, instrument_head
from app.catalogue.texts import en, fr, nl
from app.catalogue.timeline import dates_of, holds_on
from app.catalogue.views import current_operator, detail
from app.common.languages import ALL, LANGUAGES, told

Members = dict[str, Any]
FEWEST, MOST = 2, 6
SECTIONS = ("costs", "bases", "bonuses", "caps", "factors", "limits")
_LABELS = {key: {"nl": nl.ROWS[key], "en": en.ROWS[key], "fr": fr.ROWS[key]} for key in nl.ROWS}
# Members that tell how we know a thing, not what it is.
_SAID_OF = {"sources", "confidence", "note", "id", "href"}


@dataclass(slots=True)
class _Row:
    """A row with what each instrument has in it, by variant; `None` where the instrument has no variants."""

    id: str
    label: Any
    found: dict[str, dict[str | None, Any]] = field(default_factory=dict)

    def add(self, name: str, variant: str | None, value: Any) -> None:
        if value is not None:
            self.found.setdefault(name, {})[variant] = value


def compare(edition: Edition, names: Sequence[str], day: date, language: str) -> Members:
    """The instruments and the rows in which at least one of them has something."""
    sides = {name: detail(edition, name, day, language) for name in names}
    rows = [*_general(edition, sides, day, language), *_rules(edition, sides, language), *_dated(edition, sides, day, language)]
    return {
        "instruments": [instrument_head(edition.snapshot, name, language) for name in names],
        "rows": [_shown(row, sides) for row in rows if row.found],
    }


def _general(edition: Edition, sides: Mapping[str, Members], day: date, language: str) -> Iterator[_Row]:
    """What an instrument is: what it would show in a list, with labels."""
    snapshot = edition.snapshot

    def labelled(codes: str, code: str | None) -> Members | None:
        return None if code is None else coded(snapshot, codes, code, language)

    def several(codes: str, wanted: Sequence[str]) -> list[Members]:
        return [coded(snapshot, codes, code, language) for code in snapshot.codes(codes) if code in wanted]

    cells: dict[str, Callable[[str, Members], Any]] = {
        "category": lambda _, one: labelled("category", one["category"]),
        "form": lambda _, one: labelled("aidForm", one.get("form")),
        "operator": lambda name, _: labelled("operator", current_operator(snapshot.instruments[name], day)),
        "audiences": lambda _, one: several("audience", one["audiences"]),
        "activities": lambda _, one: several("activity", one["activities"]),
        "themes": lambda _, one: several("theme", one["themes"]),
        "availability": lambda _, one: one["availability"],
        "validity": lambda _, one: one["validity"],
        "rateRange": lambda _, one: one.get("rateRange"),
        "amountRange": lambda _, one: one.get("amountRange"),
    }
    for key, cell in cells.items():
        row = _Row(key, told(_LABELS[key], language))
        for name, one in sides.items():
            row.add(name, None, cell(name, one))
        yield row


def _parts(sides: Mapping[str, Members]) -> Iterator[tuple[str, str | None, Members]]:
    """The rules of the day: of each instrument, and of each of its variants where it has several."""
    for name, one in sides.items():
        for part in one.get("byVariant", [one] if "aid" in one else []):
            yield name, part.get("variant") if "byVariant" in one else None, part


def _rules(edition: Edition, sides: Mapping[str, Members], language: str) -> Iterator[_Row]:
    """The aid by the ids of its figures, and the conditions."""
    carried = _Row("carriedBy", told(_LABELS["carriedBy"], language))
    for name, variant, part in _parts(sides):
        carriers = part["aid"].get("carriedBy")
        carried.add(name, variant, carriers and [instrument_head(edition.snapshot, one, language) for one in carriers])
    yield carried
    for section in SECTIONS:
        rows: dict[str, _Row] = {}
        for name, variant, part in _parts(sides):
            for item in part["aid"].get(section, ()):
                label = _joined(_LABELS[section], item["id"], language)
                rows.setdefault(item["id"], _Row(f"{section}.{item['id']}", label)).add(name, variant, item)
        yield from rows.values()
    yield from _conditions(edition, sides, language)
    state_aid = _Row("stateAid", told(_LABELS["stateAid"], language))
    for name, variant, part in _parts(sides):
        basis = part.get("stateAid")
        labelled = basis and {**coded(edition.snapshot, "stateAidBasis", basis["basis"], language), **basis}
        state_aid.add(name, variant, labelled and {key: value for key, value in labelled.items() if key != "basis"})
    yield state_aid


def _conditions(edition: Edition, sides: Mapping[str, Members], language: str) -> Iterator[_Row]:
    """One row for the same expression, shared rule or not; and one for different expressions of the same id."""
    alike: dict[Any, _Row] = {}
    for name, variant, part in _parts(sides):
        for condition in part["conditions"]:
            key: Any = orjson.dumps([condition["expression"], condition.get("when")], option=orjson.OPT_SORT_KEYS)
            if variant in alike.get(key, _EMPTY).found.get(name, {}):
                key = key, condition["id"]
            row = alike.setdefault(key, _Row(f"conditions.{condition['id']}", _subject(edition, condition, language)))
            row.add(name, variant, condition)
    rows: dict[str, _Row] = {}
    for row in alike.values():
        same_id = rows.get(row.id)
        if same_id is None:
            rows[row.id] = row
        elif same_id.found.keys().isdisjoint(row.found):
            same_id.found.update(row.found)
        else:
            row.id = f"{row.id}.{len(rows)}"
            rows[row.id] = row
    yield from rows.values()


_EMPTY = _Row("", None)


def _subject(edition: Edition, condition: Members, language: str) -> Any:
    """What a condition is about: the fact that it tests, else its sentence."""
    fact = condition["expression"].get("fact")
    if fact is None:
        return condition["text"]
    label = edition.voices.told(language, lambda sentences: sentences.label(fact))
    if language == ALL:
        return {key: text[:1].upper() + text[1:] for key, text in label.items()}
    return label[:1].upper() + label[1:]


def _dated(edition: Edition, sides: Mapping[str, Members], day: date, language: str) -> Iterator[_Row]:
    """Collaboration by phase, and the legal basis, as they hold on the day."""
    snapshot = edition.snapshot

    def holding(name: str, key: str) -> Iterable[Mapping[str, Any]]:
        return (item for item in snapshot.instruments[name].get(key, ()) if holds_on(dates_of(item), day))

    for phase, label in snapshot.codes("collaborationPhase").items():
        row = _Row(f"collaboration.{phase}", _joined(_LABELS["collaboration"], label, language))
        for name in sides:
            for item in holding(name, "collaboration"):
                if item["phase"] == phase:
                    said = {"sources": item.get("sources", []), "confidence": item["confidence"]}
                    row.add(name, None, {**coded(snapshot, "collaborationForce", item["force"], language), **said})
        yield row
    legal = _Row("legalBasis", told(_LABELS["legalBasis"], language))
    for name in sides:
        acts = [
            {"text": told(item["text"], language), "sources": item.get("sources", []), "confidence": item["confidence"]}
            for item in holding(name, "legalBasis")
        ]
        legal.add(name, None, acts or None)
    yield legal


def _joined(label: Mapping[str, str], of: str | Mapping[str, str], language: str) -> Any:
    """A label with what it is of after it."""
    texts = {key: f"{label[key]}: {of if isinstance(of, str) else of[key]}" for key in LANGUAGES}
    return told(texts, language)


def _shown(row: _Row, sides: Mapping[str, Members]) -> Members:
    cells = {name: _cell(found, len(sides[name].get("byVariant", ()))) for name, found in row.found.items()}
    differs = len({_substance(cell) for cell in cells.values()}) > 1 or len(cells) < len(sides)
    return {"id": row.id, "label": row.label, "cells": cells, "differs": differs}


def _cell(found: Mapping[str | None, Any], variants: int) -> Any:
    """What an instrument has in a row: one value, or one for each variant where they differ or one of them has none."""
    alike = len({_substance(value) for value in found.values()}) == 1
    if None in found or (alike and len(found) == variants):
        return next(iter(found.values()))
    return {"byVariant": found}


def _substance(cell: Any) -> bytes:
    """What a cell says, without how it is known."""
    return orjson.dumps(_bare(cell), option=orjson.OPT_SORT_KEYS)


def _bare(node: Any) -> Any:
    if isinstance(node, Mapping):
        # The sentence of a condition follows from its expression.
        left_out = {*_SAID_OF, "text"} if "expression" in node else _SAID_OF
        return {key: _bare(value) for key, value in node.items() if key not in left_out}
    return [_bare(one) for one in node] if isinstance(node, list) else node
