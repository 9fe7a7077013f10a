"""The rate of one participant for one activity: the least of the caps, and of base and bonuses together.

Rates are integers in millionths of a point; every figure is a pair of the lowest and the highest it can be.
"""

from typing import Any

from app.rules.amounts import Span
from app.rules.scheme import WHOLE, ActivityRule, Item
from app.rules.verdict import MET, NOT_MET, UNKNOWN

# A step: kind, the item of the scheme it comes from, whether it applied (a verdict), and its figures, lowest and highest.
Step = tuple[str, Item | None, int, Any, Any]

# Whether a base can hold, the rate (None: not determined), whether a base surely holds, whether a result known only afterwards
# widens the rate, whether something else does, and the steps.
Rated = tuple[bool, Span | None, bool, bool, bool, list[Step]]


def rated(rule: ActivityRule, project: list[Any], participant: list[Any], *, trace: bool) -> Rated:
    """The rate of an activity; without `trace` the steps are left out."""
    steps: list[Step] = []
    held, base, sure, is_open = _base(rule, project, participant, steps, trace=trace)
    if base is None:
        return held, None, sure, False, is_open, steps
    lo, hi = base
    by_results = False
    for group in rule.groups:
        least = most = 0
        for item in group:
            check, span = item.check, item.span
            verdict = MET if check is None else check.verdict(project, participant)
            if span is None:
                span = item.figures(project, participant) or (0, 0)
            if trace:
                steps.append(("bonus", item, verdict, *span))
            if verdict != NOT_MET:
                # An unknown condition counts as not met for the lowest, as met for the highest.
                most = max(most, span[1])
                if span[0] != span[1] and item.outcome:
                    by_results = True
                    is_open = is_open or verdict == UNKNOWN
                elif verdict == UNKNOWN or span[0] != span[1]:
                    is_open = True
                if verdict == MET and span[0] > least:
                    least = span[0]
        lo, hi = lo + least, hi + most
    if rule.caps:
        lo, hi, open_cap = _capped(rule.caps, lo, hi, project, participant, steps, trace=trace)
        is_open = is_open or open_cap
    return True, (lo, hi), sure, by_results, is_open, steps


def _base(
    rule: ActivityRule, project: list[Any], participant: list[Any], steps: list[Step], *, trace: bool
) -> tuple[bool, Span | None, bool, bool]:
    """Whether a base can hold, the highest that does, whether one surely holds, and whether it is open.

    The rate is a hull while conditions are open, and `None` when one of the bases is not determined.
    """
    sure: list[Span] = []
    possible: list[Span] = []
    determined, certain, is_open = True, rule.exhaustive, False
    for item in rule.bases:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict == NOT_MET:
            continue
        span = item.span or item.figures(project, participant)
        if trace:
            steps.append(("base", item, verdict, *(span or (None, None))))
        certain = certain or verdict == MET
        if span is None:
            determined = False
            continue
        is_open = is_open or verdict == UNKNOWN or (span[0] != span[1] and not item.outcome)
        (sure if verdict == MET else possible).append(span)
    if not sure and not possible:
        return not determined, None, certain, is_open
    if not determined:
        return True, None, certain, is_open
    lowest = max([lo for lo, _ in sure]) if sure else min([lo for lo, _ in possible])
    return True, (lowest, max([hi for _, hi in sure + possible])), certain, is_open


def _capped(
    caps: tuple[Item, ...], lo: int, hi: int, project: list[Any], participant: list[Any], steps: list[Step], *, trace: bool
) -> tuple[int, int, bool]:
    """The sum under the most favourable cap that holds, and whether a cap is open.

    Without a cap that surely holds, the highest sum stays as it is.
    """
    sure: list[Span] = []
    possible: list[Span] = []
    is_open = False
    for item in caps:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        span = item.span or item.figures(project, participant) or (WHOLE, WHOLE)
        if trace:
            steps.append(("cap", item, verdict, *span))
        if verdict != NOT_MET:
            (sure if verdict == MET else possible).append(span)
            is_open = is_open or verdict == UNKNOWN or (span[0] != span[1] and not item.outcome)
    if sure:
        return min(lo, max([cap[0] for cap in sure])), min(hi, max([cap[1] for cap in sure + possible])), is_open
    return (min([lo, *(cap[0] for cap in possible)]) if possible else lo), hi, is_open
