"""Arithmetic over participants: counts, costs, shares and independence, with what is unknown kept as a range.

Every function takes participants, the verdict on each whether it belongs, the activities and the headings that narrow the costs
(`None`: all), and the participant the expression is about.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from app.rules.values import Number, Value, as_number, ranged
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import COSTS, INDEX, LINKS, SPENT

Members = Sequence[list[Any]]
Verdicts = Sequence[int]
Codes = frozenset[str] | None
Span = tuple[int, int | None]


def cost_of(participant: list[Any], activities: Codes, headings: Codes) -> Span:
    """The participant's costs in cents, lowest and highest; an unknown amount has no highest."""
    if activities is None and headings is None:
        span: Span = participant[SPENT]
        return span
    lines = participant[COSTS]
    if lines is None:
        return 0, None
    lo = 0
    hi: int | None = 0
    for line in lines:
        if activities is not None and line.activity not in activities:
            continue
        surely = headings is None or line.heading in headings
        if not surely and line.heading is not None:
            continue
        if line.cents is None:
            hi = None
        else:
            lo += line.cents if surely else 0
            hi = None if hi is None else hi + line.cents
    return lo, hi


def count(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """How many participants."""
    return ranged(verdicts.count(MET), len(verdicts) - verdicts.count(NOT_MET))


def total(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """The sum of their costs, in euro."""
    spans = _spans(members, verdicts, activities, headings)
    return ranged(_euro(sum(lo for lo, _ in spans)), _euro(_sum_hi(spans)))


def largest(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """The largest costs of one of them, in euro."""
    spans = _spans(members, verdicts, activities, headings)
    highs = [hi for _, hi in spans]
    hi = None if None in highs else max((hi for hi in highs if hi is not None), default=0)
    return ranged(_euro(max((lo for lo, _ in spans), default=0)), _euro(hi))


def largest_share(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """The largest share of one of them in the costs of all of them, in per cent.

    With fewer than two there is nobody to share with: one alone bears everything, and so does a group without any.
    """
    spans = _spans(members, verdicts, activities, headings)
    if len(spans) < 2:
        return 100
    if all(lo == hi for lo, hi in spans) and any(lo for lo, _ in spans):
        costs = [lo for lo, _ in spans]
        return _percent(max(costs), sum(costs))
    shares = [_share(span, spans[:n] + spans[n + 1 :]) for n, span in enumerate(spans)]
    least = as_number(100, len(spans))  # of n parts, the largest is at least one n-th of the whole
    return ranged(max(least, *(lo for lo, _ in shares)), max(hi for _, hi in shares))


def share(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """The share of those that belong in the costs of all participants, in per cent."""
    part_lo = rest_lo = 0
    part_hi: int | None = 0
    rest_hi: int | None = 0
    for member, verdict in zip(members, verdicts, strict=True):
        lo, hi = cost_of(member, activities, headings)
        if verdict != NOT_MET:
            part_lo += lo if verdict == MET else 0
            part_hi = None if part_hi is None or hi is None else part_hi + hi
        if verdict != MET:
            rest_lo += lo if verdict == NOT_MET else 0
            rest_hi = None if rest_hi is None or hi is None else rest_hi + hi
    return ranged(*_portion((part_lo, part_hi), (rest_lo, rest_hi)))


def own_share(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """The share of the participant the expression is about in the costs of those that belong, in per cent."""
    mine = cost_of(own, activities, headings)
    beside = [verdict if member is not own else NOT_MET for member, verdict in zip(members, verdicts, strict=True)]
    return ranged(*_share(mine, _spans(members, beside, activities, headings)))


def own_costs(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """The costs of the participant the expression is about, in euro."""
    lo, hi = cost_of(own, activities, headings)
    return ranged(_euro(lo), _euro(hi))


def independent(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes, own: list[Any]) -> Value:
    """How many groups of linked participants there are; who is silent on links may be linked to others that are silent."""
    sure = [member for member, verdict in zip(members, verdicts, strict=True) if verdict == MET]
    maybe = verdicts.count(UNKNOWN)
    most = _groups(sure, join_silent=False) + maybe
    return ranged(_groups(sure, join_silent=True), most)


def _groups(members: list[list[Any]], *, join_silent: bool) -> int:
    silent = [member[INDEX] for member in members if member[LINKS] is None]
    links = [(member[INDEX], other) for member in members for other in member[LINKS] or ()]
    if join_silent:
        links += [(silent[0], other) for other in silent[1:]]
    return groups([member[INDEX] for member in members], links) if links else len(members)


def groups(members: Sequence[int], links: Iterable[tuple[int, int]]) -> int:
    """How many groups these members form by the links between them; a link to somebody else joins nobody."""
    group = {member: member for member in members}

    def root(index: int) -> int:
        while group[index] != index:
            index = group[index]
        return index

    for one, other in links:
        if other in group:
            group[root(one)] = root(other)
    return len({root(index) for index in group})


def _spans(members: Members, verdicts: Verdicts, activities: Codes, headings: Codes) -> list[Span]:
    """The costs of those that belong; who only may belong can also count for nothing."""
    spans = []
    for member, verdict in zip(members, verdicts, strict=True):
        if verdict != NOT_MET:
            lo, hi = cost_of(member, activities, headings)
            spans.append((lo if verdict == MET else 0, hi))
    return spans


def _sum_hi(spans: list[Span]) -> int | None:
    highs = [hi for _, hi in spans]
    return None if None in highs else sum(hi for hi in highs if hi is not None)


def _share(part: Span, others: list[Span]) -> tuple[Number, Number]:
    return _portion(part, (sum(lo for lo, _ in others), _sum_hi(others)))


def _portion(part: Span, rest: Span) -> tuple[Number, Number]:
    (lo, hi), (rest_lo, rest_hi) = part, rest
    least: Number = 0
    if rest_hi is not None and lo + rest_hi > 0:
        least = _percent(lo, lo + rest_hi)
    most: Number = 100
    if hi is not None and hi + rest_lo > 0:
        most = _percent(hi, hi + rest_lo)
    return least, most


def _percent(part: int, whole: int) -> Number:
    return as_number(100 * part, whole)


def _euro(cents: int | None) -> Number | None:
    return None if cents is None else as_number(cents, 100)


REDUCTIONS: dict[str, Callable[[Members, Verdicts, Codes, Codes, list[Any]], Value]] = {
    "count": count,
    "sum": total,
    "largest": largest,
    "largestShare": largest_share,
    "share": share,
    "ownShare": own_share,
    "own": own_costs,
    "independent": independent,
}
OWN = {"ownShare", "own"}
