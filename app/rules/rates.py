"""The rate of one participant for one activity: the least of the caps, and of base and bonuses together.

Rates are integers in millionths of a point; every figure is a pair of the lowest and the highest it can be. A rate follows from
the verdicts on the conditions of its items, and from figures where some are reckoned from facts: a table of decisions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.rules.amounts import Span
from app.rules.items import WHOLE, ActivityRule, Item
from app.rules.source import Run, source
from app.rules.verdict import MET, NOT_MET, UNKNOWN

# A step: kind, the item of the scheme it comes from, whether it applied (a verdict), and its figures, lowest and highest.
Step = tuple[str, Item | None, int, Any, Any]
Judged = Sequence[tuple[Item, int, Span | None]]
MOST_DECISIONS = 1000


@dataclass(frozen=True, slots=True)
class Rated:
    """The rate that some verdicts give.

    `held` tells whether a base can hold, `sure` whether one surely does; `rate` is `None` where the base is not determined.
    `by_results` tells that a result known only afterwards widens the rate, `open` that something else does.
    """

    held: bool
    rate: Span | None
    sure: bool
    by_results: bool
    open: bool
    steps: tuple[Step, ...]


class Rating:
    """How the rate of one activity is decided."""

    def __init__(self, rule: ActivityRule) -> None:
        self.rule = rule
        self.items = (*rule.bases, *(item for group in rule.groups for item in group), *rule.caps)
        self._reckoned = [item for item in self.items if item.span is None and item.points is not None]
        self._decisions: dict[tuple[tuple[int, ...], tuple[Span | None, ...]], Rated] = {}

    @cached_property
    def _verdicts(self) -> Run:
        """The verdicts on the conditions of all items, as one function."""
        asked = [source(f"{MET}, ") if item.check is None else source(item.check.source, ", ") for item in self.items]
        return source("(", *asked, ")").function()

    def rated(self, project: list[Any], participant: list[Any]) -> Rated:
        """The rate of a participant."""
        verdicts: tuple[int, ...] = self._verdicts(project, participant)
        figures = tuple([item.figures(project, participant) for item in self._reckoned])
        decided = self._decisions.get((verdicts, figures))
        if decided is None:
            if len(self._decisions) >= MOST_DECISIONS:
                self._decisions.clear()
            decided = self._decisions[verdicts, figures] = self._decide(verdicts, iter(figures))
        return decided

    def _decide(self, verdicts: Sequence[int], figures: Iterator[Span | None]) -> Rated:
        spans = [item.span if item.span is not None or item.points is None else next(figures) for item in self.items]
        judged = iter(zip(self.items, verdicts, spans, strict=True))
        held, base, sure, is_open, steps = _base(_next(judged, self.rule.bases), exhaustive=self.rule.exhaustive)
        if base is None:
            return Rated(held, None, sure, False, is_open, tuple(steps))
        lo, hi = base
        by_results = False
        for group in self.rule.groups:
            least, most, group_by_results, open_bonus = _bonus(_next(judged, group), steps)
            lo, hi = lo + least, hi + most
            by_results, is_open = by_results or group_by_results, is_open or open_bonus
        lo, hi, open_cap = _capped(_next(judged, self.rule.caps), lo, hi, steps)
        return Rated(True, (lo, hi), sure, by_results, is_open or open_cap, tuple(steps))


def _next(judged: Iterator[tuple[Item, int, Span | None]], items: Sequence[Item]) -> Judged:
    """The next of the judged, as many as there are items."""
    return [next(judged) for _ in items]


def is_open(item: Item, verdict: int, span: Span) -> bool:
    """Whether something else than a result that is known only afterwards can change a figure that may hold."""
    return verdict == UNKNOWN or (span[0] != span[1] and not item.outcome)


def _base(judged: Judged, *, exhaustive: bool) -> tuple[bool, Span | None, bool, bool, list[Step]]:
    """Whether a base can hold, the highest that does, whether one surely holds, whether it is open, and the steps.

    The rate is a hull while conditions are open, and `None` when one of the bases is not determined.
    """
    held = [(item, verdict, span) for item, verdict, span in judged if verdict != NOT_MET]
    steps: list[Step] = [("base", item, verdict, *(span or (None, None))) for item, verdict, span in held]
    certain = exhaustive or any(verdict == MET for _, verdict, _ in held)
    spans = [span for _, _, span in held if span is not None]
    if len(spans) < len(held) or not held:
        return bool(held), None, certain, False, steps
    sure = [span[0] for _, verdict, span in held if verdict == MET and span is not None]
    lowest = max(sure) if sure else min(lo for lo, _ in spans)
    base_open = any(is_open(item, verdict, span) for item, verdict, span in held if span is not None)
    return True, (lowest, max(hi for _, hi in spans)), certain, base_open, steps


def _bonus(judged: Judged, steps: list[Step]) -> tuple[int, int, bool, bool]:
    """The highest bonus of a group, whether results widen it, and whether something else does.

    An unknown condition counts as not met for the lowest, as met for the highest.
    """
    least = most = 0
    by_results = bonus_open = False
    for item, verdict, found in judged:
        span = found or (0, 0)
        steps.append(("bonus", item, verdict, *span))
        if verdict != NOT_MET:
            most = max(most, span[1])
            by_results = by_results or (item.outcome and span[0] != span[1])
            bonus_open = bonus_open or is_open(item, verdict, span)
        if verdict == MET:
            least = max(least, span[0])
    return least, most, by_results, bonus_open


def _capped(judged: Judged, lo: int, hi: int, steps: list[Step]) -> tuple[int, int, bool]:
    """The sum under the most favourable cap that holds, and whether a cap is open.

    Without a cap that surely holds, the highest sum stays as it is.
    """
    caps = [(item, verdict, found or (WHOLE, WHOLE)) for item, verdict, found in judged]
    steps += [("cap", item, verdict, *span) for item, verdict, span in caps]
    held = [(item, verdict, span) for item, verdict, span in caps if verdict != NOT_MET]
    cap_open = any(is_open(*cap) for cap in held)
    sure = [span[0] for _, verdict, span in held if verdict == MET]
    if sure:
        return min(lo, max(sure)), min(hi, max(span[1] for _, _, span in held)), cap_open
    return min([lo, *(span[0] for _, _, span in held)]), hi, cap_open
