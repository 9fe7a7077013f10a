"""Checks on the lists of the seed: items have names of their own, conditions a text, and `without` leaves out what is there."""

from collections.abc import Iterator
from typing import Any

from app.catalogue.places import name_in_list, uses_rule
from app.catalogue.seed_files import Problem, SeedDocument, Where, walk
from app.catalogue.snapshot import Documents
from app.rules.scheme import SECTIONS


def wrong_lists(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    """What is wrong with the lists of an instrument or a shared rule."""
    if document.kind not in ("instrument", "rule"):
        return
    yield from _twice(document)
    for path, conditions in _conditions(document.data):
        for n, item in enumerate(conditions):
            if uses_rule(item):
                known = _of_rule(documents, item["rule"])
                for m, name in enumerate(item.get("without", ())):
                    if name not in known:
                        reason = f"the shared rule {item['rule']} has no condition {name!r}"
                        yield document.problem((*path, n, "without", m), reason)
            elif "text" not in item and "rule" in item:
                yield document.problem((*path, n), "a condition that refers to a shared rule needs a text of its own")
            elif "text" not in item and {"all", "any", "not"} & set(item):
                yield document.problem((*path, n), "a condition of all, any or not needs a text of its own")
    yield from _without(document)


def _conditions(data: Any) -> Iterator[tuple[Where, list[dict[str, Any]]]]:
    """The lists of conditions with their paths."""
    yield ("common", "conditions"), (data.get("common") or {}).get("conditions", [])
    for key in ("periods", "versions"):
        for n, part in enumerate(data.get(key, ())):
            yield (key, n, "conditions"), part.get("conditions", [])


def _twice(document: SeedDocument) -> Iterator[Problem]:
    """Items of one name in one list, of which only the last would hold; periods are looked at with their dates."""
    for path, key, node in walk(document.data):
        if not isinstance(node, list) or "case" in path or path == ("periods",):
            continue
        names: list[Any] = []
        for n, item in enumerate(node):
            if isinstance(item, dict):
                name = name_in_list(item) if key == "conditions" else item.get("id")
                if name is not None and name in names:
                    yield document.problem((*path, n), f"{name} stands twice in this list")
                names.append(name)


def _without(document: SeedDocument) -> Iterator[Problem]:
    """What a period leaves out of what all periods share, though it is not there."""
    common = document.data.get("common") or {}
    shared = [*common.get("conditions", ()), *(item for section in SECTIONS for item in common.get("aid", {}).get(section, ()))]
    known = {name_in_list(item) for item in shared}
    for n, period in enumerate(document.data.get("periods", ())):
        for m, name in enumerate(period.get("without", ())):
            if name not in known:
                yield document.problem(("periods", n, "without", m), f"there is no common condition or figure {name!r}")


def _of_rule(documents: Documents, rule: str, within: tuple[str, ...] = ()) -> set[str]:
    """The ids of the conditions of a shared rule in any of its versions, with those of the rules it uses."""
    if rule in within or rule not in documents["rule"]:
        return set()
    items = [item for version in documents["rule"][rule]["versions"] for item in version["conditions"]]
    inner = (_of_rule(documents, item["rule"], (*within, rule)) for item in items if uses_rule(item))
    return {item["id"] for item in items if "id" in item}.union(*inner)
