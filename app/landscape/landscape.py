"""The organizations of one edition with their roles and relations: dated, sourced statements, ready to be walked."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import Dates, dates_of, holds_on

EVERYWHERE = "EU"
SUCCEEDS, REFERS = "successorOf", "refersTo"
BELONGS = ("partOf", "memberOf")
RECOMMENDED = "recommended"


@dataclass(frozen=True, slots=True, eq=False)
class Statement:
    """Something said of an organization: what, when it holds, and what it rests on.

    `dates` are its own, within the life of the organization; `document` is what it was made of, `place` where that stands.
    """

    organization: str
    dates: Dates
    sources: tuple[str, ...]
    confidence: str
    document: Mapping[str, Any]

    def holds(self, day: date) -> bool:
        """Whether it holds on a day."""
        return holds_on(self.dates, day)


@dataclass(frozen=True, slots=True, eq=False)
class Role(Statement):
    """What an organization does in an instrument."""

    instrument: str
    role: str
    variant: str | None


@dataclass(frozen=True, slots=True, eq=False)
class Relation(Statement):
    """How an organization relates to another."""

    type: str
    target: str
    status: str


@dataclass(frozen=True, slots=True, eq=False)
class Landscape:
    """All organizations, roles and relations of a snapshot, by who they are about."""

    snapshot: Snapshot
    roles: tuple[Role, ...]
    relations: tuple[Relation, ...]
    services: Mapping[str, tuple[Statement, ...]]
    roles_of: Mapping[str, tuple[Role, ...]]
    roles_in: Mapping[str, tuple[Role, ...]]
    out: Mapping[str, tuple[Relation, ...]]
    into: Mapping[str, tuple[Relation, ...]]
    lives: Mapping[str, Dates] = field(default_factory=dict)

    @property
    def organizations(self) -> Mapping[str, Any]:
        """The documents by id."""
        return self.snapshot.documents["organization"]

    def exists(self, name: str, day: date) -> bool:
        """Whether an organization existed on a day, as far as is known."""
        return holds_on(self.lives[name], day)

    def state(self, name: str, day: date) -> str:
        """Whether it exists on a day: active, ended or notYet."""
        if self.exists(name, day):
            return "active"
        end = self.lives[name][1]
        return "ended" if end is not None and end <= day else "notYet"

    def offered(self, name: str, day: date) -> list[str]:
        """The services that an organization offers on a day."""
        return [str(one.document["service"]) for one in self.services[name] if one.holds(day)]

    def successors(self, name: str) -> list[str]:
        """Who took over from an organization, directly."""
        return list(dict.fromkeys(one.organization for one in self.into[name] if one.type == SUCCEEDS))

    def predecessors(self, name: str) -> list[str]:
        """From whom an organization took over, directly."""
        return list(dict.fromkeys(one.target for one in self.out[name] if one.type == SUCCEEDS))

    def heirs(self, name: str, day: date) -> list[str]:
        """Those who exist on a day and took over from an organization, through as many successions as it takes."""
        found: dict[str, None] = {}
        todo, seen = self.successors(name), {name}
        while todo:
            one = todo.pop(0)
            if one in seen:
                continue
            seen.add(one)
            if self.exists(one, day):
                found[one] = None
            else:
                todo += self.successors(one)
        return list(found)

    def members(self, name: str, day: date) -> list[str]:
        """Who belongs to an organization on a day, directly."""
        return [
            one.organization
            for one in self.into[name]
            if one.type in BELONGS and one.holds(day) and self.exists(one.organization, day)
        ]


def landscape_of(edition: Edition) -> Landscape:
    """The landscape of an edition, made once."""
    made: Landscape = edition.keep("landscape", lambda: build_landscape(edition.snapshot))
    return made


def build_landscape(snapshot: Snapshot) -> Landscape:
    """Index the organizations of a snapshot."""
    organizations = snapshot.documents["organization"]
    roles = [
        Role(**said, instrument=item["instrument"], role=item["role"], variant=item.get("variant"))
        for name, document in organizations.items()
        for item, said in _statements(name, document, "roles")
    ]
    roles += _operators(snapshot, roles)
    relations = [
        Relation(**said, type=item["type"], target=item["target"], status=item.get("status", "documented"))
        for name, document in organizations.items()
        for item, said in _statements(name, document, "relations")
    ]
    return Landscape(
        snapshot,
        tuple(roles),
        tuple(relations),
        {
            name: tuple(Statement(**said) for _, said in _statements(name, document, "services"))
            for name, document in organizations.items()
        },
        _grouped(roles, (one.organization for one in roles)),
        _grouped(roles, (one.instrument for one in roles)),
        _grouped(relations, (one.organization for one in relations)),
        _grouped(relations, (one.target for one in relations)),
        {name: dates_of(document) for name, document in organizations.items()},
    )


def _statements(name: str, document: Mapping[str, Any], key: str) -> Iterator[tuple[Mapping[str, Any], dict[str, Any]]]:
    """The statements of one kind, each with the members that all statements share."""
    for item in document.get(key, ()):
        yield item, _said(name, document, item)


def _said(name: str, document: Mapping[str, Any], item: Mapping[str, Any]) -> dict[str, Any]:
    own = item.get("sources") or item.get("confidence")
    rests_on = item if own else document
    return {
        "organization": name,
        "dates": within(dates_of(item), dates_of(document)),
        "sources": tuple(rests_on.get("sources", ())),
        "confidence": rests_on["confidence"],
        "document": item,
    }


def _operators(snapshot: Snapshot, told: Iterable[Role]) -> Iterator[Role]:
    """Who runs an instrument, as its own document says, where the organization does not say so itself."""
    known = {(one.organization, one.instrument) for one in told if one.role == "operates"}
    for instrument, document in snapshot.instruments.items():
        for item in document.get("operators", ()):
            name = item["organization"]
            organization = snapshot.documents["organization"].get(name)
            if organization is not None and (name, instrument) not in known:
                yield Role(**_said(name, organization, item), instrument=instrument, role="operates", variant=None)


def within(inner: Dates, outer: Dates) -> Dates:
    """The part of a stretch that lies in another."""
    starts = [day for day in (inner[0], outer[0]) if day is not None]
    ends = [day for day in (inner[1], outer[1]) if day is not None]
    return max(starts, default=None), min(ends, default=None)


def _grouped(items: Iterable[Any], keys: Iterable[str]) -> Mapping[str, tuple[Any, ...]]:
    groups: dict[str, list[Any]] = defaultdict(list)
    for item, key in zip(items, keys, strict=True):
        groups[key].append(item)
    return defaultdict(tuple, {key: tuple(found) for key, found in groups.items()})


def covers(region: str, other: str) -> bool:
    """Whether a region contains another: NUTS codes begin with those of what contains them."""
    return other.startswith(region) or region == EVERYWHERE


def serves(regions: Iterable[str], region: str) -> bool:
    """Whether one of the regions contains the region asked for."""
    return any(covers(one, region) for one in regions)


def touches(regions: Iterable[str], region: str) -> bool:
    """Whether one of the regions contains the region asked for, or lies in it."""
    return any(covers(one, region) or covers(region, one) for one in regions)
