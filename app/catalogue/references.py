"""Checks on the ids of instruments: each name stands for one thing, and what is named is there."""

from collections.abc import Iterator

from app.catalogue.seed_files import Problem, SeedDocument
from app.catalogue.snapshot import Documents

# Lists whose items may be of one variant.
OF_VARIANTS = ("aliases", "calls", "deadlineHabits", "gaps")


def wrong_references(document: SeedDocument, documents: Documents) -> Iterator[Problem]:
    """The ids of an instrument that lead nowhere, or to more than one thing."""
    if document.kind != "instrument":
        return
    variants = {item["id"] for item in document.data.get("variants", ())}
    for key in OF_VARIANTS:
        for n, item in enumerate(document.data.get(key, ())):
            if item.get("variant") is not None and item["variant"] not in variants:
                yield document.problem((key, n, "variant"), f"there is no variant {item['variant']!r} under variants")
    others = {name: one for name, one in documents["instrument"].items() if name != document.id}
    for key in ("aliases", "variants"):
        for n, item in enumerate(document.data.get(key, ())):
            if item["id"] in documents["instrument"]:
                yield document.problem((key, n, "id"), f"{item['id']} is the id of an instrument")
            for name, other in others.items():
                if any(item["id"] == one["id"] for kind in ("aliases", "variants") for one in other.get(kind, ())):
                    yield document.problem((key, n, "id"), f"{item['id']} is a name of {name} too")
