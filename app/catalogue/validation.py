"""Checks on the seed before anything of it is published; every mistake is told with file, line, path and reason."""

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations
from typing import Any

from pydantic import BaseModel, ValidationError

from app.catalogue.ceilings import check_ceilings
from app.catalogue.code_lists import code_list
from app.catalogue.documents import (
    FactDocument,
    InstrumentDocument,
    LawDocument,
    RuleDocument,
    SourceDocument,
    SynonymDocument,
)
from app.catalogue.figures import wrong_figures
from app.catalogue.lists import wrong_lists
from app.catalogue.organization_documents import OrganizationDocument, TableDocument
from app.catalogue.places import uses_rule
from app.catalogue.references import wrong_references
from app.catalogue.seed_files import Problem, SeedDocument, SeedRefused, Where, walk
from app.catalogue.snapshot import DocumentFaulty, Documents, Revision, Snapshot, build_snapshot, check_rules
from app.catalogue.ties import circles, wrong_statements
from app.catalogue.timeline import dates_of, overlap

MODELS: dict[str, type[BaseModel]] = {
    "fact": FactDocument,
    "source": SourceDocument,
    "rule": RuleDocument,
    "law": LawDocument,
    "instrument": InstrumentDocument,
    "organization": OrganizationDocument,
    "synonym": SynonymDocument,
    "table": TableDocument,
}
LANGUAGES = {"nl", "en", "fr"}
# Texts under these keys may hold digits and be the same in several languages.
FREE_TEXTS = {"names", "sum", "title", "dateNote"}
# What has a time of its own, and what it is called.
DATED = {
    "periods": "period",
    "versions": "version",
    "operators": "operator",
    "legalBasis": "legal basis",
    "collaboration": "collaboration",
    "submission": "way to apply",
    "gaps": "gap",
    "deadlineHabits": "habit",
    "services": "service",
    "roles": "role",
    "relations": "relation",
    "activities": "activity",
}
# The codes of a list may each stand for codes of another list.
MEANS = {"audience": "targetGroup", "region": "nuts"}
_DIGIT = re.compile(r"\d")


def validate(documents: Sequence[SeedDocument], revision: Revision) -> Snapshot:
    """Check the documents and compile them; raises `SeedRefused` with everything that is wrong.

    Worked examples are computed elsewhere, by those who can read a case.
    """
    problems = list(_shape(documents))
    if not problems:
        by_kind = as_documents(documents)
        problems = [problem for document in documents for problem in _content(document, by_kind)]
        problems += circles(documents)
    if problems:
        raise SeedRefused(problems)
    try:
        check_rules(by_kind)
        snapshot = build_snapshot(revision, by_kind)
        check_ceilings(snapshot)
    except DocumentFaulty as faulty:
        document = next(one for one in documents if (one.kind, one.id) == (faulty.kind, faulty.document))
        raise SeedRefused([document.problem(faulty.path, faulty.reason)]) from faulty
    return snapshot


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
                yield document.problem(path, one["msg"].removeprefix("Value error, ") + value)


_UNION_TAGS = {"RuleUse", "ConditionDocument", "int", "str", "dict[str,any]", "list[union[int,str,dict[str,any]]]"}


def _content(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    if document.kind == "codes":
        for entry in document.data["codes"]:
            yield from _text(document, (entry["code"],), entry["label"], free=True)
            if "means" in entry:
                yield from _codes(document, documents, (entry["code"], "means"), MEANS.get(document.id, ""), entry["means"])
            if not (isinstance(entry.get("proper", []), list) and set(entry.get("proper", ())) <= LANGUAGES):
                yield document.problem((entry["code"], "proper"), "a list of languages is expected: nl, en, fr")
        return
    for path, key, value in walk(document.data):
        if isinstance(value, dict) and value and set(value) <= LANGUAGES and key != "informal":
            yield from _text(document, path, value, free=bool(FREE_TEXTS & set(map(str, path))))
        if key == "sources" and isinstance(value, list):
            for n, source in enumerate(value):
                if not isinstance(source, str) or source not in documents["source"]:
                    yield document.problem((*path, n), f"there is no source {source!r} in sources.yaml")
        if key == "confidence" and value != "unverified":
            owner = _at(document.data, path[:-1])
            if not owner.get("sources") and not uses_rule(owner):
                yield document.problem(path[:-1], "a statement without source must be marked confidence: unverified")
        if key == "rule" and document.kind in ("instrument", "rule", "law") and value not in list(documents["rule"]):
            yield document.problem(path, f"there is no shared rule {value!r}")
        name = code_list(document.kind, path, key)
        if name is not None:
            yield from _codes(document, documents, path, name, value)
    yield from _dates(document)
    yield from wrong_figures(document, documents)
    yield from wrong_lists(document, documents)
    yield from wrong_references(document, documents)
    if document.kind in _OF_KIND:
        yield from _OF_KIND[document.kind](document, documents)
    yield from _no_overlap(document, ("versions",), document.data.get("versions", ()))


def _codes(document: SeedDocument, documents: Documents, path: Where, name: str, value: Any) -> Iterator[Problem]:
    if value is None:
        return
    known = {entry["code"] for entry in documents["codes"].get(name, {"codes": []})["codes"]}
    for code in value if isinstance(value, list) else [value]:
        if not isinstance(code, str) or code not in known:
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
    if fact.get("unit") and fact["unit"] not in {entry["code"] for entry in documents["codes"].get("unit", {"codes": []})["codes"]}:
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
        if period.get("variant") is not None and period["variant"] not in variants:
            yield document.problem(("periods", n, "variant"), f"there is no variant {period['variant']!r} under variants")
        state_aid = period.get("stateAid") or {}
        if state_aid.get("aboveCeiling") and "note" not in state_aid:
            yield document.problem(("periods", n, "stateAid"), "aid above the ceiling needs a note that says why")
        for m, carrier in enumerate(period.get("aid", {}).get("carriedBy", ())):
            if carrier not in documents["instrument"]:
                yield document.problem(("periods", n, "aid", "carriedBy", m), f"there is no instrument {carrier!r}")
    for n, example in enumerate(data.get("workedExamples", ())):
        if example.get("variant") is not None and example["variant"] not in variants:
            yield document.problem(("workedExamples", n, "variant"), f"there is no variant {example['variant']!r} under variants")
    for n, item in enumerate(data.get("predecessors", ())):
        if item["instrument"] not in documents["instrument"]:
            yield document.problem(("predecessors", n, "instrument"), f"there is no instrument {item['instrument']!r}")


def _organization(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    yield from wrong_statements(document)
    for n, role in enumerate(document.data.get("roles", ())):
        instrument = documents["instrument"].get(role["instrument"])
        if instrument is None:
            yield document.problem(("roles", n, "instrument"), f"there is no instrument {role['instrument']!r}")
        elif role.get("variant") is not None and role["variant"] not in {item["id"] for item in instrument.get("variants", ())}:
            yield document.problem(("roles", n, "variant"), f"{role['instrument']} has no variant {role['variant']!r}")
    for n, relation in enumerate(document.data.get("relations", ())):
        if relation["target"] not in documents["organization"]:
            yield document.problem(("relations", n, "target"), f"there is no organization {relation['target']!r}")


def _dates(document: SeedDocument) -> Iterator[Problem]:
    for key, name in DATED.items():
        for n, item in enumerate(document.data.get(key, ())):
            start, end = dates_of(item) if isinstance(item, dict) else (None, None)
            if start is not None and end is not None and start >= end:
                yield document.problem((key, n), f"the {name} ends before it begins")
    for n, call in enumerate(document.data.get("calls", ())):
        if call.get("opensOn") and call.get("closesOn") and call["closesOn"] < call["opensOn"]:
            yield document.problem(("calls", n), "the call closes before it opens")


def _table(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    """References of a table of a source to what is not there."""
    for n, row in enumerate(document.data["rows"]):
        for m, name in enumerate(row["instruments"]):
            if name not in documents["instrument"]:
                yield document.problem(("rows", n, "instruments", m), f"there is no instrument {name!r}")
    for n, name in enumerate(document.data.get("organizations", ())):
        if name not in documents["organization"]:
            yield document.problem(("organizations", n), f"there is no organization {name!r}")


_OF_KIND = {"instrument": _instrument, "organization": _organization, "fact": _fact, "table": _table}


def _no_overlap(document: SeedDocument, path: Where, versions: Sequence[dict[str, Any]]) -> Iterator[Problem]:
    for (_, one), (m, other) in combinations(enumerate(versions), 2):
        if overlap(dates_of(one), dates_of(other)):
            yield document.problem((*path, m), "two versions overlap")


def _text(document: SeedDocument, path: Where, text: Any, *, free: bool) -> Iterator[Problem]:
    missing = sorted(LANGUAGES - set(text)) if isinstance(text, dict) else sorted(LANGUAGES)
    if missing:
        yield document.problem(path, f"the text lacks {', '.join(missing)}")
        return
    for language in sorted(LANGUAGES):
        if not isinstance(text[language], str) or not text[language]:
            yield document.problem(path, f"what stands under {language} is no text")
            return
    if free:
        return
    if len({text["nl"], text["en"], text["fr"]}) < len(LANGUAGES):
        yield document.problem(path, "two languages have the same text")
    for language in sorted(text):
        if _DIGIT.search(text[language]):
            yield document.problem((*path, language), "digits do not belong in texts; figures stand in data")


def _at(node: Any, path: Where) -> Any:
    for part in path:
        node = node[part] if not isinstance(node, dict) or part in node else {}
    return node
