"""The figures of an aid scheme, and those that concern one activity."""

from dataclasses import dataclass
from typing import Any, Final

from app.rules.amounts import Span
from app.rules.conditions import Check
from app.rules.quantities import Quantity
from app.rules.values import bounds

POINT: Final = 1_000_000
WHOLE: Final = 100 * POINT


@dataclass(frozen=True, slots=True, eq=False)
class Item:
    """One figure of a scheme.

    `points` is `None` where nobody knows it; `span` holds plain points in millionths. `least`, `most` and `over` are bounds
    in euro on a cost or an amount, and what was already received. `origin` is what it was compiled from.
    """

    id: str
    check: Check | None = None
    points: Quantity | None = None
    span: Span | None = None
    group: str | None = None
    outcome: bool = False
    activities: frozenset[str] | None = None
    headings: frozenset[str] | None = None
    per: str = "project"
    mode: str = "clip"
    least: Quantity | None = None
    most: Quantity | None = None
    over: Quantity | None = None
    origin: Any = None

    def figures(self, case: list[Any], participant: list[Any]) -> Span | None:
        """Lowest and highest points in millionths; `None` when not determined."""
        if self.span is not None or self.points is None:
            return self.span
        lo, hi = bounds(self.points.get(case, participant))
        return (0 if lo is None else int(lo * POINT)), (WHOLE if hi is None else int(hi * POINT))


@dataclass(frozen=True, slots=True)
class ActivityRule:
    """The items that concern one activity. `exhaustive` tells that one of the bases holds whatever is still unknown."""

    bases: tuple[Item, ...]
    groups: tuple[tuple[Item, ...], ...]
    caps: tuple[Item, ...]
    exhaustive: bool
