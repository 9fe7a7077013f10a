"""What an aid scheme can give: its rates and ceilings for every reachable combination of its conditions.

A combination gives a value to each fact with codes, and a yes or no to each other test, that the conditions of the figures hold.
Tests on different facts are taken as independent of each other, so that no combination is missed.
"""

import json
import operator
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise, product
from math import prod
from typing import Any, Final

from app.rules.amounts import Span
from app.rules.conditions import OPERATORS, expand
from app.rules.coverage import ALWAYS, NEVER
from app.rules.items import POINT, WHOLE, ActivityRule, Item
from app.rules.quantities import figure
from app.rules.scheme import Rule, Scheme

Codes = Mapping[str, Sequence[Any]]
Whens = Mapping[int, Any]
Known = Mapping[str, Any]
MOST_COMBINATIONS: Final = 10 * 1000

ON_CODES: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "neq": operator.ne,
    "in": lambda value, wanted: value in wanted,
    "notIn": lambda value, wanted: value not in wanted,
    "isTrue": lambda value, _: value is True,
    "isFalse": lambda value, _: value is False,
}
THRESHOLDS: Final[dict[str, Callable[[Any, Any], bool]]] = {
    "eq": operator.eq,
    "neq": operator.ne,
    "lt": operator.lt,
    "lte": operator.le,
    "gt": operator.gt,
    "gte": operator.ge,
}
NOT_FIGURES: Final = ("id", "when", "sources", "confidence", "note")


@dataclass(frozen=True, slots=True)
class Ruled:
    """A scheme with what the shared rules that its conditions refer to ask."""

    scheme: Scheme
    rule: Rule | None = None

    @property
    def whens(self) -> dict[int, Any]:
        """The condition of each item that has one, shared rules written out, by the identity of the item."""
        return {id(item): expand(item.origin["when"], self.rule) for item in self.scheme.items if "when" in item.origin}


def never_binds(ruled: Ruled, codes: Codes) -> frozenset[str]:
    """The caps, by id, that no reachable combination of base and bonuses exceeds where they count.

    `codes` are the values of each fact that has codes, or is true or false. None when there are too many combinations to tell.
    """
    whens, activities = ruled.whens, ruled.scheme.rules.values()
    reachable = combinations([whens], codes)
    if reachable is None:
        return frozenset()
    binding: set[str] = set()
    for known in reachable:
        for activity in activities:
            held = held_in(activity, whens, known)
            rate, ceiling = uncapped(held), max((figures_of(cap)[0] for cap in held.caps), default=WHOLE)
            if rate is not None and rate[1] > ceiling:
                binding |= {cap.id for cap in held.caps if figures_of(cap)[1] >= ceiling}
    return frozenset(cap.id for activity in activities for cap in activity.caps) - binding


def alike(one: Ruled, other: Ruled, codes: Codes) -> bool:
    """Whether two schemes give the same rates and bound amounts alike for every reachable combination.

    They may differ in figures, in conditions and in what shared rules ask. False when there are too many combinations to tell.
    """
    whens = one.whens, other.whens
    reachable = combinations(whens, codes)
    return reachable is not None and all(
        _outcome(one.scheme, whens[0], known) == _outcome(other.scheme, whens[1], known) for known in reachable
    )


def combinations(whens: Sequence[Whens], codes: Codes) -> Iterator[Known] | None:
    """Every combination of what these conditions test, without values that no test tells apart; `None` when there are too many."""
    tests: dict[str, list[Mapping[str, Any]]] = {}
    for expression in (node for one in whens for node in one.values()):
        for test in tests_in(expression):
            tests.setdefault(variable_of(test), []).append(test)
    values = []
    for of_one in tests.values():
        told_apart = {tuple(_is_met(test, value) for test in of_one): value for value in _values(of_one, codes)}
        values.append(list(told_apart.values()))
    if prod(map(len, values)) > MOST_COMBINATIONS:
        return None
    return (dict(zip(tests, chosen, strict=True)) for chosen in product(*values))


def tests_in(node: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """The tests that an expression is made of."""
    parts = [*node.get("all", ()), *node.get("any", ()), *([node["not"]] if "not" in node else ())]
    if not parts and node not in (ALWAYS, NEVER):
        yield node
    for part in parts:
        yield from tests_in(part)


def _kind(test: Mapping[str, Any]) -> str:
    """What tells the values of a test apart: its codes, a threshold, or just whether it is met."""
    word = _operator(test)
    plain = figure(test[word])
    if word in THRESHOLDS and isinstance(plain, int | Fraction):
        return "threshold"
    on_codes = word in ON_CODES and isinstance(test[word], str | list | bool)
    return "codes" if on_codes and plain is None else "met"


def _operator(test: Mapping[str, Any]) -> str:
    return next(key for key in OPERATORS if key in test)


def variable_of(test: Mapping[str, Any]) -> str:
    """What a combination gives a value to: a fact with codes, a quantity held against thresholds, or else the whole test."""
    kind = _kind(test)
    if kind == "codes":
        return str(test["fact"])
    return _key(test if kind == "met" else {key: value for key, value in test.items() if key not in OPERATORS})


def _values(tests: Sequence[Mapping[str, Any]], codes: Codes) -> Sequence[Any]:
    """Values of one variable that stand for all it can be."""
    kind = _kind(tests[0])
    if kind == "met":
        return (True, False)
    if kind == "codes":
        return codes[str(tests[0]["fact"]).replace("applicant.", "participant.", 1)]
    thresholds = sorted({figure(test[_operator(test)]) for test in tests})  # type: ignore[type-var]
    between = [Fraction(low + high, 2) for low, high in pairwise(thresholds)]  # type: ignore[operator, arg-type]
    return [thresholds[0] - 1, *thresholds, *between, thresholds[-1] + 1]  # type: ignore[operator]


def _is_met(test: Mapping[str, Any], value: Any) -> bool:
    """Whether a test is met when its variable has this value."""
    word, kind = _operator(test), _kind(test)
    if kind == "met":
        return bool(value)
    if kind == "codes":
        return ON_CODES[word](value, test[word])
    return THRESHOLDS[word](value, figure(test[word]))


def _key(node: Any) -> str:
    return json.dumps(node, sort_keys=True)


def holds(node: Mapping[str, Any], known: Known) -> bool:
    """Whether an expression is met in a combination."""
    if "all" in node:
        return all(holds(part, known) for part in node["all"])
    if "any" in node:
        return any(holds(part, known) for part in node["any"])
    if "not" in node:
        return not holds(node["not"], known)
    if node in (ALWAYS, NEVER):
        return node == ALWAYS
    return _is_met(node, known[variable_of(node)])


def of_those(items: tuple[Item, ...], whens: Whens, known: Known) -> tuple[Item, ...]:
    """The items whose condition holds in a combination."""
    return tuple(item for item in items if id(item) not in whens or holds(whens[id(item)], known))


def held_in(activity: ActivityRule, whens: Whens, known: Known) -> ActivityRule:
    """What concerns an activity in a combination."""
    bases, caps = of_those(activity.bases, whens, known), of_those(activity.caps, whens, known)
    return ActivityRule(bases, tuple(of_those(group, whens, known) for group in activity.groups), caps, exhaustive=True)


def _outcome(scheme: Scheme, whens: Whens, known: Known) -> tuple[Any, ...]:
    """What a combination gives: the rate of each activity, and what bounds amounts for those that have one."""
    rates = {activity: _rate(held_in(rule, whens, known)) for activity, rule in scheme.rules.items()}
    paid = {activity for activity, rate in rates.items() if len(rate) > 1}
    sections = [of_those(section, whens, known) for section in (scheme.costs, scheme.factors, scheme.limits)]
    concerned = [
        [item for item in section if (paid if item.activities is None else paid & item.activities)] for section in sections
    ]
    bounds = [
        frozenset(_figures_key(item) for item in items if not any(_is_lower(other, item) for other in items)) for items in concerned
    ]
    return rates, bounds


def _rate(held: ActivityRule) -> tuple[Any, ...]:
    """What tells one rate from another: its bounds and the figures reckoned from facts; without a rate, whether there is a base."""
    rate = _capped(held)
    if rate is None:
        return (bool(held.bases),)
    items = (*held.bases, *(item for group in held.groups for item in group), *held.caps)
    reckoned = frozenset(_figures_key(item) for item in items if item.span is None and "between" not in item.origin["points"])
    return *rate, reckoned


def uncapped(held: ActivityRule) -> Span | None:
    """The highest base with the highest bonus of each group; `None` without a base, or with one that nobody knows."""
    bases = [figures_of(base) for base in held.bases if base.points is not None]
    if not bases or len(bases) < len(held.bases):
        return None
    groups = [[figures_of(bonus) for bonus in group] or [(0, 0)] for group in held.groups]
    lo = max(lo for lo, _ in bases) + sum(max(lo for lo, _ in group) for group in groups)
    return lo, max(hi for _, hi in bases) + sum(max(hi for _, hi in group) for group in groups)


def _capped(held: ActivityRule) -> Span | None:
    """The same, cut at the most favourable cap."""
    rate = uncapped(held)
    if rate is None or not held.caps:
        return rate
    lows, highs = zip(*map(figures_of, held.caps), strict=True)
    return min(rate[0], max(lows)), min(rate[1], max(highs))


def highest(held: ActivityRule) -> int | None:
    """The highest rate that the items that hold can give; `None` without a rate."""
    rate = _capped(held)
    return None if rate is None else rate[1]


def figures_of(item: Item) -> Span:
    """Lowest and highest points in millionths; anything up to the whole where they are reckoned from facts."""
    if item.span is not None:
        return item.span
    lo, hi = _between(item.origin["points"])
    return (0 if lo is None else int(lo * POINT)), (WHOLE if hi is None else int(hi * POINT))


def _between(node: Any) -> tuple[Any, Any]:
    """The plain bounds of a figure; `None` where there are none."""
    if isinstance(node, Mapping):
        lo, hi = node.get("between", (None, None))
        return figure(lo), figure(hi)
    return figure(node), figure(node)


def _figures_key(item: Item) -> str:
    return _key({key: value for key, value in item.origin.items() if key not in NOT_FIGURES})


def _is_lower(one: Item, other: Item) -> bool:
    """Whether the ceiling of one item makes that of the other idle: about the same amounts, and lower."""
    if one.mode != "clip" or (one.mode, one.per, one.activities, one.headings) != (
        other.mode,
        other.per,
        other.activities,
        other.headings,
    ):
        return False
    highest, least = _between(one.origin.get("max"))[1], _between(other.origin.get("max"))[0]
    stricter = "over" not in other.origin or one.origin.get("over") == other.origin["over"]
    return stricter and highest is not None and least is not None and bool(highest < least)
