"""What a worked example has to notice: every figure and condition of plain rules, altered one at a time.

An alteration keeps the data valid. A condition or expression that is removed becomes one that is always met, and an item of the
aid that is removed never applies, so that nothing they replaced comes back in their place.
"""

import json
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Any, Final

from app.rules.conditions import OPERATORS
from app.rules.quantities import figure
from app.rules.scheme import SECTIONS

Where = tuple[str | int, ...]

ALWAYS: Final = {"least": [0, 0], "gte": 0}
NEVER: Final = {"least": [0, 0], "lt": 0}
OPPOSITE: Final = {"isTrue": "isFalse", "isFalse": "isTrue"}
SHARES: Final = ("largestShare", "share", "ownShare")
FINE: Final = Fraction(1, 100)


@dataclass(frozen=True, slots=True)
class Alteration:
    """One thing altered.

    `names` tell where by ids, never by position; `where` by keys and positions. `change` is raised, lowered, removed, codeRemoved
    or negated: what stood there `before` and stands there `after`. `altered` is a copy of the whole with just this altered.
    """

    names: tuple[str, ...]
    where: Where
    change: str
    before: Any
    after: Any
    altered: Any

    @property
    def path(self) -> str:
        """Where it is, by ids: aid.bonus.collaboration.points."""
        return ".".join(self.names)

    def inside(self, whole: Any, key: str | int, name: str) -> "Alteration":
        """The same alteration, of something that has this under a key; an empty name adds nothing to the path."""
        copy: Any = list(whole) if isinstance(whole, list) else dict(whole)
        copy[key] = self.altered
        names = (name, *self.names) if name else self.names
        return Alteration(names, (key, *self.where), self.change, self.before, self.after, copy)


def alterations(part: Mapping[str, Any], percentages: Container[str]) -> Iterator[Alteration]:
    """Every alteration of a part of the rules: its `conditions` and its `aid`, in the form of the seed.

    `percentages` are the facts in per cent. Figures move by one (points, months, persons, euro, days), fractions by a hundredth;
    points, amounts and percentages stay zero or more.
    """
    alterer = _Alterer(percentages)
    for n, condition in enumerate(part.get("conditions") or ()):
        for one in alterer.condition(condition):
            listed = one.inside(part["conditions"], n, condition.get("id") or condition["rule"])
            yield listed.inside(part, "conditions", "conditions")
    for one in alterer.aid(part.get("aid") or {}):
        yield one.inside(part, "aid", "aid")


class _Alterer:
    """Alters parts of rules from the outside in; each method yields the alterations of what it is given."""

    def __init__(self, percentages: Container[str]) -> None:
        self.percentages = percentages

    def condition(self, condition: Mapping[str, Any]) -> Iterator[Alteration]:
        """A condition of a list, or the use of a shared rule there, which can only be removed."""
        name = condition.get("id") or condition["rule"]
        yield Alteration((), (), "removed", condition, None, {"id": name, **ALWAYS})
        if "id" in condition:
            yield from self.guarded(condition)
            yield from self.expression(condition)

    def aid(self, aid: Mapping[str, Any]) -> Iterator[Alteration]:
        """The aid of a part."""
        if aid.get("beneficiary"):
            inner = aid["beneficiary"]
            edits = (Alteration((), (), "removed", inner, None, ALWAYS), *self.expression(inner))
            yield from _within(aid, "beneficiary", edits)
        yield from _codes(aid, "carriedBy")
        for section in SECTIONS:
            for n, item in enumerate(aid.get(section) or ()):
                for one in self.item(item):
                    yield one.inside(aid[section], n, item["id"]).inside(aid, section, section)

    def item(self, item: Mapping[str, Any]) -> Iterator[Alteration]:
        """A figure of the aid with what narrows it."""
        yield Alteration((), (), "removed", item, None, {**item, "when": NEVER})
        for key in ("points", "min", "max", "over"):
            yield from _within(item, key, self.quantity(item.get(key), percent=key == "points", floor=True))
        if "over" in item:
            yield _dropped(item, "over")
        yield from self.guarded(item)
        for key in ("activity", "heading"):
            yield from _codes(item, key)

    def guarded(self, whole: Mapping[str, Any]) -> Iterator[Alteration]:
        """The `when` of a condition or item."""
        if "when" in whole:
            yield _dropped(whole, "when")
            yield from _within(whole, "when", self.expression(whole["when"]))

    def expression(self, node: Mapping[str, Any]) -> Iterator[Alteration]:
        """An expression, alone or among other members of a condition; a shared rule inside it is altered where it stands."""
        for word in ("all", "any"):
            branches = node.get(word, ())
            for n, (branch, name) in enumerate(zip(branches, labels(branches), strict=True)):
                inner = "" if name in ("all", "any") else name  # all and any name themselves
                edits = self.expression(branch)
                yield from (one.inside(branches, n, inner).inside(node, word, word) for one in edits)
                if len(branches) > 1:
                    rest = [*branches[:n], *branches[n + 1 :]]
                    yield Alteration((word, name), (word, n), "removed", branch, None, {**node, word: rest})
        if "not" in node:
            yield from _within(node, "not", self.expression(node["not"]))
        for operator in OPERATORS:
            if operator in node:
                yield from self.test(node, operator)

    def test(self, node: Mapping[str, Any], operator: str) -> Iterator[Alteration]:
        """A quantity, one operator and a value."""
        value = node[operator]
        percent = self.is_percent(node) or self.is_percent(value)
        if operator in OPPOSITE:
            rest = {key: item for key, item in node.items() if key != operator}
            after = OPPOSITE[operator]
            yield Alteration((operator,), (operator,), "negated", operator, after, {**rest, after: True})
        elif isinstance(value, list):
            yield from _codes(node, operator)
        else:
            yield from _within(node, operator, self.quantity(value, percent=percent, floor=percent))
        yield from self.reckoning(node, percent=percent, floor=False)

    def quantity(self, node: Any, *, percent: bool, floor: bool) -> Iterator[Alteration]:
        """A plain figure, or what a quantity is reckoned from; codes and what nobody knows stay as they are."""
        if isinstance(node, Mapping):
            yield from self.reckoning(node, percent=percent, floor=floor)
        elif figure(node) is not None:
            for change, step in (("raised", 1), ("lowered", -1)):
                after = _moved(node, step, percent=percent)
                if not (floor and figure(after) < 0):  # type: ignore[operator]
                    yield Alteration((), (), change, node, after, after)

    def reckoning(self, node: Mapping[str, Any], *, percent: bool, floor: bool) -> Iterator[Alteration]:
        """The figures, codes and expressions inside a quantity, alone or as the left side of a test."""
        for word in ("plus", "minus", "least", "most", "times", "per"):
            parts = node.get(word, ())
            same_unit = percent and word not in ("times", "per")
            for n, (part, name) in enumerate(zip(parts, labels(parts), strict=True)):
                edits = self.quantity(part, percent=same_unit, floor=floor)
                yield from (one.inside(parts, n, name).inside(node, word, word) for one in edits)
        for n, name in enumerate(("lowest", "highest") if "between" in node else ()):
            edits = self.quantity(node["between"][n], percent=percent, floor=floor)
            yield from (one.inside(node["between"], n, name).inside(node, "between", "between") for one in edits)
        if "firstOfNextMonth" in node:
            edits = self.quantity(node["firstOfNextMonth"], percent=False, floor=False)
            yield from _within(node, "firstOfNextMonth", edits)
        if "where" in node:
            yield _dropped(node, "where")
            yield from _within(node, "where", self.expression(node["where"]))
        for key in ("activity", "heading", "aid"):
            yield from _codes(node, key)

    def is_percent(self, node: Any) -> bool:
        """Whether a quantity is in per cent."""
        if not isinstance(node, Mapping):
            return False
        if any(word in node for word in SHARES):
            return True
        if "fact" in node:
            return str(node["fact"]).replace("applicant.", "participant.", 1) in self.percentages
        return any(self.is_percent(part) for word in ("plus", "minus", "least", "most") for part in node.get(word, ()))


def _within(whole: Mapping[str, Any], key: str, edits: Iterator[Alteration] | Sequence[Alteration]) -> Iterator[Alteration]:
    return (one.inside(whole, key, key) for one in edits)


def _dropped(whole: Mapping[str, Any], key: str) -> Alteration:
    return Alteration((key,), (key,), "removed", whole[key], None, {name: item for name, item in whole.items() if name != key})


def _codes(whole: Mapping[str, Any], key: str) -> Iterator[Alteration]:
    """Each code of a list removed in turn; the only one stays."""
    codes = whole.get(key)
    if not isinstance(codes, list) or len(codes) < 2:
        return
    for n, code in enumerate(codes):
        rest = [*codes[:n], *codes[n + 1 :]]
        yield Alteration((key, str(code)), (key, n), "codeRemoved", code, None, {**whole, key: rest})


def _moved(value: Any, step: int, *, percent: bool) -> Any:
    """A plain figure one step on, in the form in which it stands in the seed."""
    plain = figure(value)
    if isinstance(plain, date):
        return (plain + timedelta(days=step)).isoformat()
    if isinstance(value, int):
        return value + step
    if "/" in str(value):
        return str(Fraction(value) + step * (1 if percent else FINE))
    return str(Decimal(value) + (step if percent else step * Decimal(FINE.numerator) / FINE.denominator))


def labels(nodes: Sequence[Any]) -> list[str]:
    """A name for each of several expressions or quantities: the shortest that none of the others could have."""
    candidates = [_candidates(node) for node in nodes]
    chosen = []
    for n, own in enumerate(candidates):
        taken = {name for m, names in enumerate(candidates) if m != n for name in names}
        chosen.append(next((name for name in own if name not in taken), own[-1]))
    return chosen


def _candidates(node: Any) -> list[str]:
    """Names for an expression or quantity, shortest first; a lone figure needs none."""
    if not isinstance(node, Mapping):
        return ["", str(node)]
    for word in ("all", "any"):
        if word in node:
            return [word, f"{word}({'+'.join(_candidates(part)[0] for part in node[word])})"]
    if "not" in node:
        return [f"not.{name}" for name in _candidates(node["not"])]
    word = next(iter(node))
    subject = (
        str(node[word]) if word in ("fact", "rule", "law") else f"{word}.{node[word]}" if isinstance(node[word], str) else word
    )
    operator = next((key for key in OPERATORS if key in node), None)
    if operator is None:
        return [subject, f"{subject}({json.dumps(node, sort_keys=True)})"]
    return [subject, f"{subject}({operator})", f"{subject}({operator} {json.dumps(node[operator])})"]
