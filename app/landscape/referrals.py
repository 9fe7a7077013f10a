"""Referrals: from a need to the organizations that answer it, why they do, and the path of referrals that leads there.

The order follows from stated reasons only, one after the other: how much of the need is met, an audience, region, theme and
language that were asked for, documented before recommended hops, fewer hops, and the name.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from heapq import heappop, heappush
from itertools import count
from typing import Any

from app.landscape.landscape import BELONGS, RECOMMENDED, REFERS, Landscape, Relation, serves

CRITERIA = ("need", "audience", "region", "theme", "language")
# Roles with which an organization can help somebody who asks about an instrument.
HELPING = frozenset({"guides", "informs", "executes", "operates", "hostsCall", "decides", "supervises", "refersTo"})


@dataclass(frozen=True, slots=True)
class Need:
    """What is asked for: services by code, words that were found in organizations (by id, how well: the place in the list),
    instruments that the words name, and whom, where, on what and in which language. What is empty was not asked for.
    """

    services: frozenset[str] = frozenset()
    worded: Mapping[str, int] = field(default_factory=dict)
    instruments: frozenset[str] = frozenset()
    audiences: frozenset[str] = frozenset()
    regions: frozenset[str] = frozenset()
    theme: str | None = None
    language: str | None = None

    @property
    def asked(self) -> list[str]:
        """The criteria that were asked for."""
        need = self.services or self.worded or self.instruments
        values = (need, self.audiences, self.regions, self.theme, self.language)
        return [name for name, value in zip(CRITERIA, values, strict=True) if value]


@dataclass(frozen=True, slots=True)
class Reason:
    """Why an organization answers: a code, and the service, audience, region, theme, language or role that matched."""

    code: str
    value: str
    instrument: str | None = None


@dataclass(frozen=True, slots=True)
class Hop:
    """One step of a path: from whom to whom, and the statement it rests on; `reaches` tells a group that reaches its members."""

    source: str
    target: str
    reaches: bool
    said: Relation


@dataclass(frozen=True, slots=True)
class Answer:
    """An organization, why it answers, what it lacks, and the path to it (`None`: there is none from where the asker starts)."""

    name: str
    reasons: tuple[Reason, ...]
    lacks: tuple[str, ...]
    path: tuple[Hop, ...] | None

    @property
    def recommended(self) -> int:
        """How many hops are only recommended."""
        return sum(hop.said.status == RECOMMENDED for hop in self.path or ())


def refer(landscape: Landscape, need: Need, day: date, start: str | None) -> list[Answer]:
    """Every organization that meets something of the need, in order; those that lack nothing come first."""
    paths = paths_from(landscape, start, day) if start is not None else {}
    answers = []
    for name, document in landscape.organizations.items():
        if name == start or document["kind"] == "collective" or not landscape.exists(name, day):
            continue
        reasons = list(_reasons(landscape, name, need, day))
        met = {_CRITERION[reason.code] for reason in reasons}
        if "need" in need.asked and "need" not in met:
            continue
        lacks = tuple(name for name in need.asked if name not in met)
        answers.append(Answer(name, tuple(reasons), lacks, paths.get(name)))
    return sorted(answers, key=lambda answer: order_of(landscape, need, answer))


_CRITERION = {
    "service": "need",
    "words": "need",
    "instrumentRole": "need",
    "audience": "audience",
    "region": "region",
    "theme": "theme",
    "language": "language",
}


def order_of(landscape: Landscape, need: Need, answer: Answer) -> tuple[Any, ...]:
    """What the place of an answer follows from."""
    unreached = answer.path is None
    return (
        len(answer.lacks),
        -strength(answer),
        min((need.worded.get(answer.name, len(need.worded)), len(need.worded))),
        unreached,
        answer.recommended,
        len(answer.path or ()),
        str(landscape.organizations[answer.name]["names"]["nl"]).casefold(),
    )


def strength(answer: Answer) -> int:
    """How many parts of the need are met: services, the words, a role in an instrument that was named."""
    services = {reason.value for reason in answer.reasons if reason.code == "service"}
    return len(services) + len({reason.code for reason in answer.reasons if reason.code in ("words", "instrumentRole")})


def _reasons(landscape: Landscape, name: str, need: Need, day: date) -> Iterable[Reason]:
    document = landscape.organizations[name]
    for service in landscape.offered(name, day):
        if service in need.services:
            yield Reason("service", service)
    if name in need.worded:
        yield Reason("words", name)
    for role in landscape.roles_of[name]:
        if role.instrument in need.instruments and role.role in HELPING and role.holds(day):
            yield Reason("instrumentRole", role.role, role.instrument)
    for audience in document["audiences"]:
        if audience in need.audiences:
            yield Reason("audience", audience)
    for region in sorted(need.regions):
        widest = next((own for own in sorted(document["regions"], key=len, reverse=True) if serves([own], region)), None)
        if widest is not None:
            yield Reason("region", widest)
    themes = document.get("themes", ())
    if need.theme is not None and need.theme in themes:
        yield Reason("theme", need.theme)
    if need.language is not None and need.language in document["languages"]:
        yield Reason("language", need.language)


def paths_from(landscape: Landscape, start: str, day: date) -> dict[str, tuple[Hop, ...]]:
    """The best path of referrals from an organization to each that can be reached: fewest recommended hops, then fewest hops.

    A referral to a group, a network or a collective reaches those that belong to it.
    """
    onward = _hops(landscape, day)
    best: dict[str, tuple[Hop, ...]] = {}
    ticket = count()  # of two equal paths the one that was found first
    todo: list[tuple[int, int, str, int, tuple[Hop, ...]]] = [(0, 0, start, next(ticket), ())]
    while todo:
        recommended, length, name, _, hops = heappop(todo)
        if name in best:
            continue
        best[name] = hops
        for hop in onward[name]:
            if hop.target not in best:
                weight = recommended + (hop.said.status == RECOMMENDED and not hop.reaches)
                heappush(todo, (weight, length + 1, hop.target, next(ticket), (*hops, hop)))
    return best


def _hops(landscape: Landscape, day: date) -> Mapping[str, Sequence[Hop]]:
    """Where each organization sends on a day; a group that others refer to also reaches its members."""
    onward: dict[str, list[Hop]] = defaultdict(list)
    for relation in landscape.relations:
        if not relation.holds(day) or not landscape.exists(relation.target, day):
            continue
        if relation.type == REFERS:
            onward[relation.organization].append(Hop(relation.organization, relation.target, False, relation))
        elif relation.type in BELONGS:
            onward[relation.target].append(Hop(relation.target, relation.organization, True, relation))
    return onward
