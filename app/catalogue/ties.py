"""Checks on what ties the organizations, and the instruments, of a seed to each other and to time."""

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from app.catalogue.seed_files import Problem, SeedDocument, Where
from app.catalogue.timeline import dates_of, overlap

# What is said of an organization and has a time of its own.
STATEMENTS = {"services": "service", "roles": "role", "relations": "relation", "activities": "activity"}
# Relations that make no sense in a circle, those of a group taken together.
SUCCESSION, BELONGING = "successorOf", ("partOf", "memberOf")


@dataclass(frozen=True, slots=True)
class Tie:
    """One document names another: where it does, in a kind of tie that never comes back to where it began."""

    document: SeedDocument
    path: Where
    target: str


def wrong_statements(document: SeedDocument) -> Iterator[Problem]:
    """Statements outside the life of their organization, a relation to itself, and activities with the same id."""
    data = document.data
    life = dates_of(data)
    if life[0] is not None and life[1] is not None and life[0] >= life[1]:
        yield document.problem(("validTo",), "the organization ends before it begins")
        return
    for key, name in STATEMENTS.items():
        for n, item in enumerate(data.get(key, ())):
            if not overlap(dates_of(item), life):
                yield document.problem((key, n), f"the {name} lies wholly outside the life of the organization")
    for n, relation in enumerate(data.get("relations", ())):
        if relation["target"] == data["id"]:
            yield document.problem(("relations", n, "target"), "an organization does not relate to itself")
    seen: set[str] = set()
    for n, activity in enumerate(data.get("activities", ())):
        if activity["id"] in seen:
            yield document.problem(("activities", n, "id"), f"two activities have the id {activity['id']}")
        seen.add(activity["id"])


def circles(documents: Sequence[SeedDocument]) -> Iterator[Problem]:
    """Successions, and belongings, that come back to where they began; told at each tie of the circle."""
    groups: dict[str, list[Tie]] = defaultdict(list)
    for document in documents:
        for n, item in enumerate(document.data.get("relations", ()) if document.kind == "organization" else ()):
            group = "belonging" if item["type"] in BELONGING else "succession" if item["type"] == SUCCESSION else None
            if group is not None and item["target"] != document.id:  # that one relates to itself is told elsewhere
                groups[group].append(Tie(document, ("relations", n, "target"), item["target"]))
        for n, item in enumerate(document.data.get("predecessors", ()) if document.kind == "instrument" else ()):
            groups["succession of instruments"].append(Tie(document, ("predecessors", n, "instrument"), item["instrument"]))
    for group, ties in groups.items():
        kept = _turning(ties)
        onward: dict[str, list[str]] = defaultdict(list)
        for tie in kept:
            onward[tie.document.id].append(tie.target)
        for tie in kept:
            back = _way(onward, tie.target, tie.document.id)
            if back is not None:
                yield tie.document.problem(tie.path, f"the {group} turns in a circle: {', '.join([tie.document.id, *back])}")


def _turning(ties: Iterable[Tie]) -> list[Tie]:
    """The ties that are left when those that lead nowhere, or come from nowhere, are taken away again and again."""
    left = list(ties)
    while True:
        sources, targets = {tie.document.id for tie in left}, {tie.target for tie in left}
        kept = [tie for tie in left if tie.target in sources and tie.document.id in targets]
        if len(kept) == len(left):
            return kept
        left = kept


def _way(onward: Mapping[str, Sequence[str]], start: str, end: str) -> list[str] | None:
    """The shortest way from one to another, both counted; `None` where there is none."""
    todo, seen = deque([[start]]), {start}
    while todo:
        way = todo.popleft()
        if way[-1] == end:
            return way
        for one in onward.get(way[-1], ()):
            if one not in seen:
                seen.add(one)
                todo.append([*way, one])
    return None
