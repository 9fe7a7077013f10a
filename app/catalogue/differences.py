"""What differs between two states of a document: told by keys and ids, never by a place in a list."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.catalogue.places import uses_rule
from app.common.languages import LANGUAGES

# A key, and under a list the name of the item in it.
Step = tuple[str, str | None]
Steps = tuple[Step, ...]

# What is one thing whatever it is made of: expressions, quantities, and cases with what must come out.
WHOLE = frozenset({"when", "beneficiary", "derived", "presumed", "points", "min", "max", "over", "value", "case", "expect"})
# What an item without an id goes by, as far as it has these.
NAMING = (
    "code",
    "organization",
    "instrument",
    "role",
    "type",
    "target",
    "service",
    "phase",
    "mode",
    "metric",
    "fromYear",
    "year",
    "size",
    "value",
)
BESIDE_EXPRESSION = ("soft", "failing", "text", "note", "sources", "confidence")
# Facts are numbered in the order in which they are shown: one more moves all that follow it.
UNTOLD = frozenset({"id", "order"})


@dataclass(frozen=True, slots=True)
class Change:
    """One difference: where, what stood there and what stands there now; `None` where nothing did or does."""

    steps: Steps
    old: Any
    new: Any

    @property
    def path(self) -> str:
        """Where it is, by keys and ids: aid.bonus.collaboration.points."""
        return ".".join(part for step in self.steps for part in step if part is not None)


def differences(before: Mapping[str, Any], after: Mapping[str, Any], steps: Steps = ()) -> Iterator[Change]:
    """Every difference between two mappings, in the order of their keys."""
    for key in dict.fromkeys((*before, *after)):
        if key not in UNTOLD:
            yield from _between(_said(before.get(key)), _said(after.get(key)), (*steps, (key, None)))


def _between(before: Any, after: Any, steps: Steps) -> Iterator[Change]:
    key = steps[-1][0]
    if before == after:
        return
    if key in WHOLE:
        yield Change(steps, before, after)
    elif _is_list_of_items(before) and _is_list_of_items(after):
        for name, (old, new) in paired(before or [], after or []).items():
            yield from _item(old, new, (*steps[:-1], (key, name)))
    elif _has_members(before) and _has_members(after):
        yield from differences(before, after, steps)
    else:
        yield Change(steps, before, after)


def _item(before: Any, after: Any, steps: Steps) -> Iterator[Change]:
    if not (isinstance(before, Mapping) and isinstance(after, Mapping)):
        if before != after:
            yield Change(steps, before, after)
    elif steps[-1][0] == "conditions" and not uses_rule(before) and not uses_rule(after):
        old, new = expression_of(before), expression_of(after)
        if old != new:
            yield Change(steps, dict(before), dict(after))
        about = [{key: item[key] for key in BESIDE_EXPRESSION if key in item} for item in (before, after)]
        yield from differences(about[0], about[1], steps)
    else:
        yield from differences(before, after, steps)


def expression_of(condition: Mapping[str, Any]) -> dict[str, Any]:
    """What a condition asks, without what is said about it."""
    return {key: value for key, value in condition.items() if key != "id" and key not in BESIDE_EXPRESSION}


def _said(value: Any) -> Any:
    """A value, or `None` for a list or mapping that says nothing."""
    return None if value in ([], {}) else value


def _is_list_of_items(value: Any) -> bool:
    return value is None or (isinstance(value, list) and all(isinstance(item, Mapping) for item in value))


def _has_members(value: Any) -> bool:
    return isinstance(value, Mapping) and not is_text(value)


def is_text(value: Any) -> bool:
    """Whether plain data is a text in several languages."""
    return isinstance(value, Mapping) and bool(value) and set(value) <= set(LANGUAGES)


def paired(before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]) -> dict[str, tuple[Any, Any]]:
    """The items of two lists by name: what was and what is. Items that no name tells apart stand together in a list."""
    names = [item_name(item) for item in (*before, *after)]
    dated = {name for side in (names[: len(before)], names[len(before) :]) for name, n in Counter(side).items() if n > 1}

    def named(items: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
        found: dict[str, list[Mapping[str, Any]]] = {}
        for item in items:
            name, start = item_name(item), _start(item)
            found.setdefault(f"{name}@{start}" if name in dated and name != start else name, []).append(item)
        return {name: same[0] if len(same) == 1 else same for name, same in found.items()}

    old, new = named(before), named(after)
    return {name: (old.get(name), new.get(name)) for name in dict.fromkeys((*old, *new))}


def item_name(item: Mapping[str, Any]) -> str:
    """What an item of a list goes by: its id, the shared rule it uses, or what it is about; else the day it starts."""
    if item.get("id") or uses_rule(item):
        return str(item.get("id") or item["rule"])
    parts = [str(item[key]) for key in NAMING if item.get(key) is not None and not isinstance(item[key], list | dict)]
    return "-".join(parts) or _start(item)


def _start(item: Mapping[str, Any]) -> str:
    return str(item.get("validFrom") or "first")


def named_path(document: Any, where: Sequence[str | int]) -> str:
    """A path by keys and positions told by keys and ids."""
    node, parts = document, []
    for part in where:
        node = node[part]
        parts.append(item_name(node) if isinstance(part, int) and isinstance(node, Mapping) else str(part))
    return ".".join(parts)
