"""Checks on the seed before anything of it is published; every mistake is told with file, line, path and reason."""

import re
from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

from pydantic import BaseModel, ValidationError

from app.catalogue.documents import FactDocument, InstrumentDocument, LawDocument, RuleDocument, SourceDocument
from app.catalogue.seed_files import Problem, SeedDocument, SeedRefused, Where
from app.catalogue.snapshot import DocumentFaulty, Documents, Revision, Snapshot, build_snapshot
from app.catalogue.timeline import dates_of, overlap
from app.rules.quantities import figure

MODELS: dict[str, type[BaseModel]] = {
    "fact": FactDocument,
    "source": SourceDocument,
    "rule": RuleDocument,
    "law": LawDocument,
    "instrument": InstrumentDocument,
}
LANGUAGES = {"nl", "en", "fr"}
# Texts under these keys may hold digits and be the same in several languages.
FREE_TEXTS = {"names", "sum", "title", "dateNote"}
# Figures under these keys are percentages.
PERCENTAGES = {"points"}
# Which code list the values under a key of an instrument belong to.
CODE_LISTS = {
    "category": "category",
    "audiences": "audience",
    "activities": "activity",
    "activity": "activity",
    "heading": "costHeading",
    "themes": "theme",
    "organization": "operator",
    "phase": "collaborationPhase",
    "force": "collaborationForce",
    "basis": "stateAidBasis",
    "form": "aidForm",
}
_DIGIT = re.compile(r"\d")


def validate(documents: Sequence[SeedDocument], revision: Revision) -> Snapshot:
    """Check the documents and compile them; raises `SeedRefused` with everything that is wrong.

    Worked examples are computed elsewhere, by those who can read a case.
    """
    problems = list(_shape(documents))
    if not problems:
        by_kind = as_documents(documents)
        problems = [problem for document in documents for problem in _content(document, by_kind)]
    if problems:
        raise SeedRefused(problems)
    try:
        return build_snapshot(revision, by_kind)
    except DocumentFaulty as faulty:
        document = next(one for one in documents if (one.kind, one.id) == (faulty.kind, faulty.document))
        raise SeedRefused([document.problem(faulty.path, faulty.reason)]) from faulty


def as_documents(documents: Iterable[SeedDocument]) -> Documents:
    """The plain data by kind and id; facts stay in the order of the vocabulary."""
    by_kind: dict[str, dict[str, Any]] = {kind: {} for kind in (*MODELS, "codes")}
    for document in sorted(documents, key=lambda one: (one.data.get("order", 0), one.id) if one.kind == "fact" else (0, one.id)):
        by_kind[document.kind][document.id] = document.data
    return by_kind


def _shape(documents: Sequence[SeedDocument]) -> Iterator[Problem]:
    for document in documents:
        if not isinstance(document.data, dict):
            yield document.problem((), "a mapping is expected")
            continue
        model = MODELS.get(document.kind)
        if model is None:
            continue
        data = {key: value for key, value in document.data.items() if key != "order"}
        try:
            model.model_validate(data)
        except ValidationError as error:
            for one in error.errors(include_url=False):
                path = tuple(part for part in one["loc"] if not (isinstance(part, str) and part in _UNION_TAGS))
                value = "" if isinstance(one["input"], (dict, list)) else f" (here: {one['input']!r})"
                yield document.problem(path, one["msg"] + value)


_UNION_TAGS = {"RuleUse", "ConditionDocument", "int", "str", "dict[str,any]", "list[union[int,str,dict[str,any]]]"}


def _content(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    if document.kind == "codes":
        for entry in document.data["codes"]:
            yield from _text(document, (entry["code"],), entry["label"], free=True)
        return
    for path, key, value in _walk(document.data):
        if isinstance(value, dict) and value and set(value) <= LANGUAGES and key != "informal":
            yield from _text(document, path, value, free=bool(FREE_TEXTS & set(map(str, path))))
        if key == "sources" and isinstance(value, list):
            for n, source in enumerate(value):
                if source not in documents["source"]:
                    yield document.problem((*path, n), f"there is no source {source!r} in sources.yaml")
        if key == "confidence" and value != "unverified":
            owner = _at(document.data, path[:-1])
            if not owner.get("sources") and "rule" not in owner:
                yield document.problem(path[:-1], "a statement without source must be marked confidence: unverified")
        if (key in PERCENTAGES or str(key).endswith("Share")) and _is_fraction(value):
            yield document.problem(path, f"{value} looks like a fraction; shares and rates are in per cent")
        if document.kind == "instrument" and "case" not in path and "expect" not in path:
            yield from _codes(document, documents, path, key, value)
    if document.kind == "instrument":
        yield from _instrument(document, documents)
    if document.kind == "fact":
        yield from _fact(document, documents)
    if document.kind in ("rule", "law"):
        yield from _no_overlap(document, ("versions",), document.data["versions"])


def _codes(document: SeedDocument, documents: Documents, path: Where, key: Any, value: Any) -> Iterator[Problem]:
    name = CODE_LISTS.get(key)
    if name is None or value is None:
        return
    known = {entry["code"] for entry in documents["codes"].get(name, {"codes": []})["codes"]}
    for code in value if isinstance(value, list) else [value]:
        if code not in known:
            yield document.problem(path, f"{code!r} is no code of {name}; known: {', '.join(sorted(known))}")


def _fact(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    fact = document.data
    if (fact["type"] in ("enum", "set")) is not (fact.get("values") in documents["codes"]):
        yield document.problem(
            ("values",), f"a fact of type {fact['type']} and the code list {fact.get('values')!r} do not go together"
        )
    if (fact["type"] == "bool") is not ("yes" in fact and "no" in fact):
        yield document.problem(("yes",), "facts of type bool, and only those, have the statements yes and no")
    if fact.get("presumed") and "provided" not in fact:
        yield document.problem(("presumed",), "a presumed fact needs the text provided")
    if fact.get("unit") and fact["unit"] not in {entry["code"] for entry in documents["codes"]["unit"]["codes"]}:
        yield document.problem(("unit",), f"{fact['unit']!r} is no code of unit")


def _instrument(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    data = document.data
    periods = data["periods"]
    variants = {variant["id"] for variant in data.get("variants", ())}
    for (_, one), (m, other) in combinations(enumerate(periods), 2):
        if one["id"] == other["id"]:
            yield document.problem(("periods", m, "id"), f"two periods have the id {one['id']}")
        if one.get("variant") == other.get("variant") and overlap(dates_of(one), dates_of(other)):
            yield document.problem(("periods", m), f"the period {other['id']} overlaps {one['id']}")
    for n, period in enumerate(periods):
        start, end = dates_of(period)
        if start is not None and end is not None and start >= end:
            yield document.problem(("periods", n), "the period ends before it begins")
        if period.get("variant") is not None and period["variant"] not in variants:
            yield document.problem(("periods", n, "variant"), f"there is no variant {period['variant']!r} under variants")
        for m, carrier in enumerate(period.get("aid", {}).get("carriedBy", ())):
            if carrier not in documents["instrument"]:
                yield document.problem(("periods", n, "aid", "carriedBy", m), f"there is no instrument {carrier!r}")
    for n, item in enumerate(data.get("predecessors", ())):
        if item["instrument"] not in documents["instrument"]:
            yield document.problem(("predecessors", n, "instrument"), f"there is no instrument {item['instrument']!r}")
    for group in (("common",), *(("periods", n) for n in range(len(periods)))):
        for n, condition in enumerate((_at(data, group) or {}).get("conditions", ())):
            if {"all", "any", "not"} & set(condition) and "text" not in condition:
                yield document.problem((*group, "conditions", n), "a condition of all, any or not needs a text of its own")


def _no_overlap(document: SeedDocument, path: Where, versions: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    for (_, one), (m, other) in combinations(enumerate(versions), 2):
        if overlap(dates_of(one), dates_of(other)):
            yield document.problem((*path, m), "two versions overlap")


def _text(document: SeedDocument, path: Where, text: Any, *, free: bool) -> Iterator[Problem]:
    missing = sorted(LANGUAGES - set(text)) if isinstance(text, dict) else sorted(LANGUAGES)
    if missing:
        yield document.problem(path, f"the text lacks {', '.join(missing)}")
        return
    if free:
        return
    if len({text["nl"], text["en"], text["fr"]}) < len(LANGUAGES):
        yield document.problem(path, "two languages have the same text")
    for language in sorted(text):
        if _DIGIT.search(text[language]):
            yield document.problem((*path, language), "digits do not belong in texts; figures stand in data")


def _walk(node: Any, path: Where = (), key: Any = None) -> Iterator[tuple[Where, Any, Any]]:
    yield path, key, node
    if isinstance(node, dict):
        for name, value in node.items():
            yield from _walk(value, (*path, name), name)
    elif isinstance(node, list):
        for n, value in enumerate(node):
            yield from _walk(value, (*path, n), None)


def _at(node: Any, path: Where) -> Any:
    for part in path:
        node = node[part] if not isinstance(node, dict) or part in node else {}
    return node


def _is_fraction(value: Any) -> bool:
    number = figure(value) if not isinstance(value, (dict, list)) else None
    return isinstance(number, Fraction) and 0 < number < 1
