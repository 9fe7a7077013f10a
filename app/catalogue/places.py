"""The periods of an instrument with what they share filled in, and where in the seed each part of them stands."""

from collections.abc import Iterable, Mapping
from typing import Any

from app.rules.scheme import SECTIONS

Path = tuple[str | int, ...]


def name_in_list(item: Mapping[str, Any]) -> Any:
    """What an item of a list of conditions or figures goes by: its id, or the shared rule that it uses."""
    return item.get("id") or item.get("rule")


def uses_rule(item: Mapping[str, Any]) -> bool:
    """Whether an item of a list of conditions stands for all conditions of a shared rule."""
    return "rule" in item and "id" not in item


def resolved_periods(instrument: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The periods of an instrument with what they share filled in, oldest first."""
    common = instrument.get("common") or {}
    resolved = []
    for period in instrument["periods"]:
        without = set(period.get("without", ()))
        aid = {**(common.get("aid") or {}), **(period.get("aid") or {})}
        for section in SECTIONS:
            shared = (common.get("aid") or {}).get(section, [])
            own = (period.get("aid") or {}).get(section, [])
            aid[section] = _merged(shared, own, without)
        conditions = _merged(common.get("conditions", []), period.get("conditions", []), without)
        resolved.append({**period, "conditions": conditions, "aid": aid})
    return sorted(resolved, key=lambda period: period.get("validFrom") or "")


def _merged(shared: Iterable[dict[str, Any]], own: Iterable[dict[str, Any]], without: set[str]) -> list[dict[str, Any]]:
    """Shared items and own ones; an own item replaces the shared one of the same id where that stood."""
    merged = {name_in_list(item): item for item in (*shared, *own)}
    return [item for key, item in merged.items() if key not in without]


def place_in_rule(version: Mapping[str, Any], path: Path) -> Path:
    """The path in a version of a shared rule for a path whose conditions go by name."""
    return _condition(version.get("conditions", ()), path) or path


def place_in_instrument(instrument: Mapping[str, Any], position: int, resolved: Mapping[str, Any], path: Path) -> Path:
    """The path in an instrument for a path in one of its resolved periods: in the period itself, or in what all periods share."""
    own: Path = ("periods", position)
    for base, part in ((own, instrument["periods"][position]), (("common",), instrument.get("common") or {})):
        found = _condition(part.get("conditions", ()), path) or _aid(part.get("aid") or {}, resolved["aid"], path)
        if found is not None:
            return (*base, *found)
    return (*own, *path)


def _condition(items: Iterable[Mapping[str, Any]], path: Path) -> Path | None:
    if path[:1] != ("conditions",) or len(path) == 1:
        return None
    for n, item in enumerate(items):
        if name_in_list(item) == path[1]:
            return ("conditions", n, *(() if uses_rule(item) else _within(item, path[2:])))
    return None


def _within(condition: Mapping[str, Any], path: Path) -> Path:
    """The path in a condition for one in its expression, where its `when` is part of an implication."""
    if "when" not in condition:
        return path
    return ("when", *path[3:]) if path[:3] == ("any", 0, "not") else path[2:]


def _aid(aid: Mapping[str, Any], resolved: Mapping[str, Any], path: Path) -> Path | None:
    if path[:1] != ("aid",) or len(path) == 1 or path[1] not in aid:
        return None
    section = str(path[1])
    if len(path) == 2 or not isinstance(path[2], int):
        return path
    name = resolved[section][path[2]]["id"]
    return next((("aid", section, n, *path[3:]) for n, item in enumerate(aid[section]) if item["id"] == name), None)
