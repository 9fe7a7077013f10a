"""Checks on the figures of the seed: a number where one belongs, and percentages that are no fractions."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from app.catalogue.seed_files import Problem, SeedDocument, Where, walk
from app.catalogue.snapshot import Documents
from app.rules.conditions import OPERATORS
from app.rules.quantities import figure

SIZE_DEFINITION, SIZE_FACT = "smeDefinition", "participant.size"
SIZE_BOUNDS = ("headcountBelow", "turnoverAtMostEur", "balanceTotalAtMostEur")
# What can be expected of one participant, and of one of its activities.
OF_PARTICIPANT, OF_ACTIVITY = ("funded", "rate", "amountEur", "byActivity"), ("rate", "amountEur")
# Reckonings that give a percentage, and those whose parts are what the whole is.
SHARES, ALIKE = ("share", "ownShare", "largestShare"), ("between", "least", "most", "plus", "minus")


def wrong_figures(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    """The figures of a document that cannot be right."""
    yield from _percentages(document, documents)
    if document.kind == "fact":
        yield from _bounds(document)
    if document.kind == "law" and document.id == SIZE_DEFINITION:
        yield from _size_definition(document, documents)
    if document.kind == "instrument":
        for n, budget in enumerate(document.data.get("budgets", ())):
            yield from _number_at(document, ("budgets", n, "amountEur"), budget["amountEur"])
        for n, example in enumerate(document.data.get("workedExamples", ())):
            path: Where = ("workedExamples", n, "expect")
            wanted = {key: value for key, value in example["expect"].items() if key in OF_ACTIVITY}
            yield from _expected(document, path, wanted, OF_ACTIVITY)
            for name, part in example["expect"].get("byParticipant", {}).items():
                yield from _expected(document, (*path, "byParticipant", name), part, OF_PARTICIPANT)


def _percentages(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    for path, key, node in walk(document.data):
        if key == "points" or str(key).endswith(("Share", "Percent")):
            yield from _fractions(document, path, node)
        if isinstance(node, dict) and _in_per_cent(node, documents):
            for word in node:
                if word in OPERATORS:
                    yield from _fractions(document, (*path, word), node[word])
            yield from _fractions(document, path, {key: item for key, item in node.items() if key == "between"})


def _in_per_cent(quantity: dict[str, Any], documents: Documents) -> bool:
    name = str(quantity.get("fact", "")).replace("applicant.", "participant.", 1)
    return documents["fact"].get(name, {}).get("unit") == "percent" or any(word in quantity for word in SHARES)


def _bounds(document: SeedDocument) -> Iterator[Problem]:
    for key in ("minimum", "maximum"):
        if document.data.get(key) is not None:
            yield from _number_at(document, (key,), document.data[key])
    if document.data.get("unit") != "percent":
        return
    for key in ("minimum", "maximum"):
        yield from _fractions(document, (key,), document.data.get(key))
    for n, choice in enumerate(document.data.get("presumed", ())):
        yield from _fractions(document, ("presumed", n, "value"), choice["value"])


def _fractions(document: SeedDocument, path: Where, node: Any) -> Iterator[Problem]:
    """The figures below one that stand for a percentage; a factor may be a fraction."""
    if isinstance(node, dict):
        for word in ALIKE:
            parts = node.get(word)
            for n, part in enumerate(parts if isinstance(parts, list) else ()):
                yield from _fractions(document, (*path, word, n), part)
        return
    number = figure(node)
    if isinstance(number, Fraction) and 0 < number < 1:
        yield document.problem(path, f"{node} looks like a fraction; shares and rates are in per cent")


def _size_definition(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    name = documents["fact"].get(SIZE_FACT, {}).get("values")
    if name not in documents["codes"]:  # told at the fact
        return
    sizes = [entry["code"] for entry in documents["codes"][name]["codes"]]
    for n, version in enumerate(document.data["versions"]):
        classes = version.get("classes")
        if not isinstance(classes, list) or not classes:
            yield document.problem(("versions", n, "classes"), "a list of classes is expected")
            continue
        for m, entry in enumerate(classes):
            path: Where = ("versions", n, "classes", m)
            if not isinstance(entry, dict) or entry.get("size") not in sizes:
                yield document.problem(path, f"a class has a size: one of {', '.join(sizes)}")
                continue
            for key, value in entry.items():
                if key not in ("size", *SIZE_BOUNDS):
                    yield document.problem((*path, key), f"no bound of a class; known: {', '.join(SIZE_BOUNDS)}")
                elif key != "size" and value is not None:
                    yield from _number_at(document, (*path, key), value)


def _expected(document: SeedDocument, path: Where, wanted: Any, members: tuple[str, ...]) -> Iterator[Problem]:
    if not isinstance(wanted, dict):
        yield document.problem(path, "a mapping is expected")
        return
    for key, value in wanted.items():
        if key not in members:
            yield document.problem((*path, key), f"nothing that can be expected here; known: {', '.join(members)}")
        elif key == "funded" and not isinstance(value, bool):
            yield document.problem((*path, key), f"true or false is expected (here: {value!r})")
        elif key in OF_ACTIVITY and value is not None and not _is_span(value):
            yield document.problem((*path, key), f"a number is expected, or a list of the lowest and the highest (here: {value!r})")
        elif key == "byActivity" and not isinstance(value, dict):
            yield document.problem((*path, key), "a mapping is expected")
        elif key == "byActivity":
            for activity, inner in value.items():
                yield from _expected(document, (*path, key, activity), inner, OF_ACTIVITY)


def _number_at(document: SeedDocument, path: Where, value: Any) -> Iterator[Problem]:
    if not _is_number(value):
        yield document.problem(path, f"a number is expected (here: {value!r})")


def _is_span(value: Any) -> bool:
    return all(map(_is_number, value)) and len(value) == 2 if isinstance(value, list) else _is_number(value)


def _is_number(value: Any) -> bool:
    return isinstance(figure(value), (int, Fraction))
