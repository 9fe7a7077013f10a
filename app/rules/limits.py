"""Limits of a scheme: on the costs that count before the rates, and on amounts after them."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from app.rules import amounts
from app.rules.amounts import Span
from app.rules.scheme import Item, Scheme
from app.rules.values import Range, at_most
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import COSTS, INDEX, LEAD, LISTED

if TYPE_CHECKING:
    from app.rules.aid import Aid, Line, Outcome, Part

Key = tuple[str, int | None]


def eligible_costs(scheme: Scheme, project: list[Any], funded: Sequence[int]) -> dict[int, dict[Key, Span | None]]:
    """Costs of each beneficiary in cents, per activity and (where a limit is yearly) year; `None`: unknown."""
    raw = [line for participant in project[LISTED] if funded[participant[INDEX]] != NOT_MET for line in participant[COSTS] or ()]
    spans: list[Span | None] = [None if line.cents is None else (line.cents, line.cents) for line in raw]
    for item in scheme.costs:
        _limit_costs(item, project, raw, spans)
    eligible: dict[int, dict[Key, Span | None]] = {}
    by_year = scheme.by_year
    for line, span in zip(raw, spans, strict=True):
        costs = eligible.setdefault(line.participant, {})
        key = (line.activity, line.year if by_year else None)
        before = costs.get(key, (0, 0))
        costs[key] = None if before is None or span is None else (before[0] + span[0], before[1] + span[1])
    return eligible


def _limit_costs(item: Item, project: list[Any], raw: Sequence[Any], spans: list[Span | None]) -> None:
    """Cut the costs an item is about to its ceiling; a line without heading may or may not be meant."""
    pools = [project[LEAD]] if item.per == "project" else project[LISTED]
    for participant in pools:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict == NOT_MET or item.most is None:
            continue
        least, most = amounts.cents(item.most.get(project, participant))
        chosen = [
            n
            for n, line in enumerate(raw)
            if (item.per == "project" or line.participant == participant[INDEX])
            and (item.activities is None or line.activity in item.activities)
            and (item.headings is None or line.heading is None or line.heading in item.headings)
            and spans[n] is not None
        ]
        surely = [n for n in chosen if item.headings is None or raw[n].heading is not None]
        lowest = amounts.clip([spans[n] or (0, 0) for n in chosen], (least or 0, most))
        highest = dict(zip(surely, amounts.clip([spans[n] or (0, 0) for n in surely], (least or 0, most)), strict=True))
        for n, (lo, _) in zip(chosen, lowest, strict=True):
            before = spans[n] or (0, 0)
            spans[n] = lo, (highest[n][1] if n in highest and verdict == MET else before[1])


def apply(scheme: Scheme, project: list[Any], aid: "Aid", outcome: "Outcome") -> None:
    """Cut amounts to their ceilings, then to the requested aid, and judge the bands of admissible amounts."""
    for item in scheme.limits:
        if item.mode == "admissibility":
            _judge(item, scheme, project, aid)
        elif item.per == "project":
            _clip_project(item, project, aid, outcome.lines)
        else:
            for part in aid.parts:
                _clip_part(item, scheme, project, part)
            aid.amount = _sum_of_parts(aid)
        outcome.total = aid.amount
    requested = project[scheme.requested_slot]
    if requested is not None and aid.amount is not None:
        ceiling = amounts.cents(requested)[0] or 0
        if aid.amount[1] > ceiling:
            _cut_project(aid, outcome.lines, (ceiling, ceiling), None, MET)
            outcome.total = aid.amount


def judge_without_costs(scheme: Scheme, project: list[Any], aid: "Aid") -> None:
    """Judge the bands of admissible amounts while costs are unknown: only a requested aid can settle them."""
    for item in scheme.limits:
        if item.mode == "admissibility":
            _judge(item, scheme, project, aid)


def _clip_project(item: Item, project: list[Any], aid: "Aid", everything: Sequence["Line"]) -> None:
    verdict = MET if item.check is None else item.check.verdict(project, project[LEAD])
    lines = [line for line in everything if _concerns(item, line)]
    if verdict != NOT_MET and item.most is not None and lines:
        _cut_project(aid, lines, _ceiling(item, project, project[LEAD], with_over=True), item, verdict)


def _clip_part(item: Item, scheme: Scheme, project: list[Any], part: "Part") -> None:
    """Cut what one participant gets, per year where the limit is yearly; aid received before fills this year's ceiling first."""
    participant = project[LISTED][part.participant]
    verdict = MET if item.check is None else item.check.verdict(project, participant)
    concerned = [line for line in part.lines if _concerns(item, line)]
    if verdict == NOT_MET or item.most is None or not concerned or part.amount is None:
        return
    submission = project[scheme.submission_slot]
    this_year = None if submission is None else submission.year
    years: dict[int | None, list[Line]] = {}
    for line in concerned:
        year = line.year if item.per == "participantYear" and line.year != this_year else None
        years.setdefault(year, []).append(line)
    for year, lines in years.items():
        ceiling = _ceiling(item, project, participant, with_over=year is None)
        before = amounts.add([line.amount or (0, 0) for line in lines])
        if before[1] <= ceiling[0]:
            continue
        part.cut = True
        rest = part.amount[0] - before[0], part.amount[1] - before[1]
        cut = _under(before, ceiling, verdict)
        _cut_lines(lines, ceiling, item, verdict)
        part.amount = rest[0] + cut[0], rest[1] + cut[1]


def _ceiling(item: Item, project: list[Any], participant: list[Any], *, with_over: bool) -> tuple[int, int | None]:
    """The ceiling in cents, less what was received before."""
    if item.most is None:
        return 0, None
    least, most = amounts.cents(item.most.get(project, participant))
    if with_over and item.over is not None:
        over_lo, over_hi = amounts.cents(item.over.get(project, participant))
        least = 0 if over_hi is None else (least or 0) - over_hi
        most = None if most is None else max(0, most - (over_lo or 0))
    return max(0, least or 0), most


def _under(span: Span, ceiling: tuple[int, int | None], verdict: int) -> Span:
    cut = amounts.meet(span, ceiling)
    return cut[0], (cut[1] if verdict == MET else span[1])


def _cut_lines(lines: Sequence["Line"], ceiling: tuple[int, int | None], item: Item | None, verdict: int) -> None:
    spans = [line.amount or (0, 0) for line in lines]
    for line, before, cut in zip(lines, spans, amounts.clip(spans, ceiling), strict=True):
        line.amount = cut[0], (cut[1] if verdict == MET else before[1])
        if line.amount != before:
            line.steps.append(("limit" if item is not None else "requested", item, verdict, *line.amount))


def _cut_project(aid: "Aid", lines: Sequence["Line"], ceiling: tuple[int, int | None], item: Item | None, verdict: int) -> None:
    """Cut these lines together and carry the cut into the totals of the participants and of the case."""
    before = amounts.add([line.amount or (0, 0) for line in lines])
    if aid.amount is None or before[1] <= ceiling[0]:
        return
    aid.cut = True
    parts = [part for part in aid.parts if part.amount is not None]
    all_lines = len(lines) == sum(len(part.lines) for part in parts)
    if all_lines:
        aid.amount = _under(aid.amount, ceiling, verdict)
    else:
        cut = _under(before, ceiling, verdict)
        aid.amount = aid.amount[0] - before[0] + cut[0], aid.amount[1] - before[1] + cut[1]
    shares = amounts.clip([part.amount or (0, 0) for part in parts], ceiling) if all_lines else []
    _cut_lines(lines, ceiling, item, verdict)
    for n, part in enumerate(parts):
        whole = amounts.add([line.amount or (0, 0) for line in part.lines])
        exact = whole[0] == whole[1] or not all_lines
        part.amount = whole if exact else (shares[n][0], shares[n][1] if verdict == MET else (part.amount or (0, 0))[1])
    aid.steps.append(("limit" if item is not None else "requested", item, verdict, *aid.amount))


def _sum_of_parts(aid: "Aid") -> Span | None:
    """The total after cuts per participant; a participant that is not surely funded counts for the highest only."""
    paid = [(part, part.amount) for part in aid.parts if part.amount is not None]
    sure = [amount[0] for part, amount in paid if part.funded == MET and any(line.sure for line in part.lines)]
    lows = [amount[0] for _, amount in paid]
    return (sum(sure) if sure else min(lows)), sum(amount[1] for _, amount in paid)


def _judge(item: Item, scheme: Scheme, project: list[Any], aid: "Aid") -> None:
    """Test an amount against a band: the requested aid when that is given and the band is about the project, else the computed."""
    lines = [line for part in aid.parts for line in part.lines]
    pools: list[tuple[int | None, list[Any], Any]]
    if item.per == "project":
        requested = project[scheme.requested_slot]
        whole = _narrowed(item, lines) if item.activities is not None else aid.amount and amounts.euro_range(aid.amount)
        pools = [(None, project[LEAD], whole if requested is None else requested)]
    else:
        pools = [
            (part.participant, project[LISTED][part.participant], _narrowed(item, part.lines))
            for part in aid.parts
            if any(_concerns(item, line) for line in part.lines)
        ]
    for index, participant, amount in pools:
        when = MET if item.check is None else item.check.verdict(project, participant)
        if when == NOT_MET:
            continue
        span = Range(0, None) if amount is None else amount
        verdict = min(
            MET if item.least is None else at_most(item.least.get(project, participant), span),
            MET if item.most is None else at_most(span, item.most.get(project, participant)),
        )
        aid.bands.append((item, index, UNKNOWN if when == UNKNOWN and verdict == NOT_MET else verdict))


def _narrowed(item: Item, lines: Sequence["Line"]) -> Any:
    spans = [line.amount for line in lines if _concerns(item, line)]
    if any(span is None for span in spans):
        return None
    return amounts.euro_range(amounts.add([span for span in spans if span is not None]))


def _concerns(item: Item, line: "Line") -> bool:
    return item.activities is None or line.activity in item.activities
