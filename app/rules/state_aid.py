"""Whether an aid scheme stays below the ceilings of State-aid law, for every reachable combination of its conditions.

The ceilings of an article are a scheme of their own: bases by activity, bonuses that each stand for a point of the article, caps.
A bonus of theirs with a condition counts where that holds; one without, where the scheme gives a bonus of a group that rests on it.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.rules.items import ActivityRule, Item
from app.rules.reach import (
    Codes,
    Known,
    Ruled,
    Whens,
    combinations,
    figures_of,
    held_in,
    highest,
    holds,
    of_those,
    tests_in,
    variable_of,
)


@dataclass(frozen=True, slots=True)
class Excess:
    """A rate above what is allowed for an activity, both in millionths of a point, and the base and bonuses that give it."""

    activity: str
    rate: int
    allowed: int
    items: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Guarded:
    """The highest excess for each activity, and the bonuses beyond the article's base that rest on no point of it."""

    excesses: tuple[Excess, ...]
    unnamed: tuple[str, ...]


def guard(ruled: Ruled, ceilings: Ruled, about: Sequence[Any], required: Sequence[Any], codes: Codes) -> Guarded | None:
    """Compare a scheme with ceilings; `None` when there are too many combinations to tell.

    `about` are expressions that hold for whom both concern. `required` are those that hold for every project that is admitted: they
    leave out combinations where all that they test is tested anyway.
    """
    # Without these points the ceilings are lower, and there are fewer combinations: what stays below them needs no more.
    low = _guarded(ruled, ceilings, _points_of_facts(ceilings), about, (), codes)
    if low is not None and not low.excesses:
        return low
    return _guarded(ruled, ceilings, frozenset(), about, required, codes)


def _points_of_facts(ceilings: Ruled) -> frozenset[int]:
    """The points with a condition whose groups all rest on a point without one too."""
    points = [point for point in ceilings.scheme.items if "groups" in point.origin]
    named = {name for point in points if "when" not in point.origin for name in point.origin["groups"]}
    return frozenset(id(point) for point in points if "when" in point.origin and named.issuperset(point.origin["groups"]))


def _guarded(
    ruled: Ruled, ceilings: Ruled, without: frozenset[int], about: Sequence[Any], required: Sequence[Any], codes: Codes
) -> Guarded | None:
    """The comparison, as if some points were not there."""
    limiting = {key: when for key, when in ceilings.whens.items() if key not in without}
    whens = ruled.whens, limiting
    tested = _variables([*whens[0].values(), *limiting.values()])
    # Whom both concern makes no difference where no figure asks who it is.
    concerned = about if not tested.isdisjoint(_variables(about)) else ()
    tested |= _variables(concerned)
    asked = [*concerned, *(one for one in required if _variables([one]) <= tested)]
    reachable = combinations([*whens, dict(enumerate(asked))], codes)
    if reachable is None:
        return None
    worst: dict[str, Excess] = {}
    unnamed: set[str] = set()
    for known in reachable:
        if not all(holds(one, known) for one in asked):
            continue
        for activity, rule in ruled.scheme.rules.items():
            held = held_in(rule, whens[0], known)
            rate = highest(held)
            limits = _limits(ceilings, activity, held, limiting, known, without)
            if not rate:
                continue
            base = max(map(_points, limits.bases), default=0)
            if rate > base:
                unnamed |= set(_unnamed(held, ceilings, activity))
            allowed = highest(limits) or 0
            if rate > allowed:
                excess = Excess(activity, rate, allowed, tuple(_named(held)))
                worst[activity] = min(excess, worst.get(activity, excess), key=_by_weight)
    return Guarded(tuple(worst.values()), tuple(sorted(unnamed)))


def _by_weight(excess: Excess) -> tuple[int, int]:
    """The highest excess first, and of those alike the one that takes the fewest bonuses."""
    return excess.allowed - excess.rate, len(excess.items)


def _variables(expressions: Iterable[Any]) -> set[str]:
    """What a combination gives a value to for these expressions."""
    return {variable_of(test) for one in expressions for test in tests_in(one)}


def _limits(
    ceilings: Ruled, activity: str, held: ActivityRule, whens: Whens, known: Known, without: frozenset[int]
) -> ActivityRule:
    """What the article allows for an activity in a combination; nothing for one that it does not name."""
    rule = ceilings.scheme.rules.get(activity)
    if rule is None:
        return ActivityRule((), (), (), exhaustive=True)
    given = {bonus.group or bonus.id for group in held.groups for bonus in group}

    def counts(point: Item) -> bool:
        if id(point) in whens:
            return holds(whens[id(point)], known)
        return id(point) not in without and bool(given & set(point.origin["groups"]))

    groups = tuple(tuple(point for point in group if counts(point)) for group in rule.groups)
    return ActivityRule(of_those(rule.bases, whens, known), groups, of_those(rule.caps, whens, known), exhaustive=True)


def _unnamed(held: ActivityRule, ceilings: Ruled, activity: str) -> Iterator[str]:
    """The bonuses that hold and whose group rests on no point of the article."""
    rule = ceilings.scheme.rules.get(activity)
    known = {name for group in rule.groups for point in group for name in point.origin["groups"]} if rule is not None else set()
    return (bonus.id for group in held.groups for bonus in group if (bonus.group or bonus.id) not in known)


def _named(held: ActivityRule) -> Iterator[str]:
    """The base and bonuses that make the highest rate."""
    yield max(held.bases, key=_points).id
    yield from (max(group, key=_points).id for group in held.groups if group)


def _points(item: Item) -> int:
    return figures_of(item)[1]
