"""Who serves whom: overlaps between organizations, and needs of an audience that nobody serves."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from app.landscape.landscape import Landscape, serves

Offer = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two that offer the same services to the same audiences in the same region."""

    pair: tuple[str, str]
    services: tuple[str, ...]
    audiences: tuple[str, ...]
    regions: tuple[str, ...]


def active(landscape: Landscape, day: date) -> list[str]:
    """The organizations that exist on a day, collectives aside: those stand for their members."""
    return [
        name
        for name, document in landscape.organizations.items()
        if document["kind"] != "collective" and landscape.exists(name, day)
    ]


def overlaps(
    landscape: Landscape, day: date, services: frozenset[str], audiences: frozenset[str], region: str | None
) -> list[Overlap]:
    """The pairs that share a service, an audience and a region, the most shared first; each argument narrows what counts."""
    offers: dict[str, tuple[set[str], set[str], list[str]]] = {}
    by_offer: dict[Offer, list[str]] = defaultdict(list)
    for name in active(landscape, day):
        document = landscape.organizations[name]
        if region is not None and not serves(document["regions"], region):
            continue
        mine = {one for one in landscape.offered(name, day) if not services or one in services}
        whom = {one for one in document["audiences"] if not audiences or one in audiences}
        offers[name] = mine, whom, document["regions"]
        for service in mine:
            for audience in whom:
                by_offer[service, audience].append(name)
    pairs = {pair for names in by_offer.values() for pair in combinations(sorted(names), 2)}
    found = []
    for one, other in pairs:
        shared_regions = tuple(sorted(_shared(offers[one][2], offers[other][2])))
        if shared_regions:
            both = [tuple(sorted(mine & theirs)) for mine, theirs in zip(offers[one][:2], offers[other][:2], strict=True)]
            found.append(Overlap((one, other), both[0], both[1], shared_regions))
    return sorted(found, key=lambda overlap: (-len(overlap.services) * len(overlap.audiences), overlap.pair))


def _shared(one: list[str], other: list[str]) -> Iterator[str]:
    for region in {*one, *other}:
        if serves(one, region) and serves(other, region):
            yield region


@dataclass(frozen=True, slots=True)
class Supply:
    """Who offers a service to an audience in a region."""

    audience: str
    service: str
    region: str
    by: tuple[str, ...]


def supplies(landscape: Landscape, day: date, regions: tuple[str, ...]) -> Iterator[Supply]:
    """For each audience, service and region, who serves it on a day; also where nobody does."""
    by: dict[tuple[str, str, str], list[str]] = defaultdict(list)
    for name in active(landscape, day):
        document = landscape.organizations[name]
        within = [region for region in regions if serves(document["regions"], region)]
        for service in landscape.offered(name, day):
            for audience in document["audiences"]:
                for region in within:
                    by[audience, service, region].append(name)
    for audience in landscape.snapshot.codes("targetGroup"):
        for service in landscape.snapshot.codes("serviceType"):
            for region in regions:
                yield Supply(audience, service, region, tuple(sorted(by.get((audience, service, region), ()))))
