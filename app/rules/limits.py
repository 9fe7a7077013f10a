"""Limits of a scheme: on the costs that count before the rates, and on amounts after them."""

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from app.rules import amounts
from app.rules.amounts import Span
from app.rules.items import Item
from app.rules.ledger import Ledger
from app.rules.quantities import Quantity
from app.rules.scheme import Scheme
from app.rules.values import Range, Value, at_most, bounds, ranged
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import BY_ID, COSTS, INDEX, LEAD, LISTED

if TYPE_CHECKING:
    from app.rules.aid import Aid, Line, Outcome, Part

Key = tuple[str, int | None]
Ceiling = tuple[int, int | None]
UNLIMITED = Range(0, None)


def eligible_costs(scheme: Scheme, project: list[Any], funded: Sequence[int]) -> dict[int, dict[Key, Span | None]]:
    """Costs of each beneficiary in cents, per activity and (where a limit is yearly) year; `None`: unknown."""
    raw = [line for participant in project[BY_ID] if funded[participant[INDEX]] != NOT_MET for line in participant[COSTS] or ()]
    spans: list[Span | None] = [None if line.cents is None else (line.cents, line.cents) for line in raw]
    for item in scheme.costs:
        _limit_costs(item, project, raw, spans, funded)
    eligible: dict[int, dict[Key, Span | None]] = {}
    by_year = scheme.by_year
    for line, span in zip(raw, spans, strict=True):
        costs = eligible.setdefault(line.participant, {})
        key = (line.activity, line.year if by_year else None)
        before = costs.get(key, (0, 0))
        costs[key] = None if before is None or span is None else (before[0] + span[0], before[1] + span[1])
    return eligible


def _limit_costs(item: Item, project: list[Any], raw: Sequence[Any], spans: list[Span | None], funded: Sequence[int]) -> None:
    """Cut the costs an item is about to its ceiling; a line without heading, or of who may not be funded, may not be meant."""
    pools = [project[LEAD]] if item.per == "project" else project[LISTED]
    for participant in pools:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict == NOT_MET or item.most is None:
            continue
        least, most = amounts.cents(item.most.get(project, participant))
        meant = [
            n
            for n, line in enumerate(raw)
            if (item.per == "project" or line.participant == participant[INDEX])
            and (item.activities is None or line.activity in item.activities)
            and (item.headings is None or line.heading is None or line.heading in item.headings)
        ]
        if any(spans[n] is None for n in meant):
            least = 0
        chosen = [n for n in meant if spans[n] is not None]
        before = [spans[n] or (0, 0) for n in chosen]
        heading = [item.headings is None or raw[n].heading is not None for n in chosen]
        sure = [known and funded[raw[n].participant] == MET for n, known in zip(chosen, heading, strict=True)]
        cut = amounts.clip(before, (least or 0, most), sure)
        for n, known, (lo, _), (_, hi), (_, whole) in zip(chosen, heading, cut, cut, before, strict=True):
            spans[n] = lo, (hi if known and verdict == MET else whole)


def apply(scheme: Scheme, project: list[Any], aid: "Aid", outcome: "Outcome") -> None:
    """Cut amounts to their ceilings, then to the requested aid, and judge the bands of admissible amounts."""
    cutter: _Cutter | None = None
    for item in scheme.limits:
        if item.mode == "admissibility":
            _judge(item, scheme, project, aid)
            continue
        for lines, participant, ceiling, verdict in _ceilings(item, scheme, project, aid, outcome.lines):
            if sum((line.amount or (0, 0))[1] for line in lines) > ceiling[0]:
                cutter = cutter or _Cutter(aid, outcome.lines)
                cutter.cut(lines, participant, ceiling, item, verdict)
        outcome.total = aid.amount
    requested = project[scheme.requested_slot]
    if requested is not None and aid.amount is not None:
        asked = amounts.cents(requested)[0] or 0
        if aid.amount[1] > asked:
            cutter = cutter or _Cutter(aid, outcome.lines)
            cutter.cut(outcome.lines, None, (asked, asked), None, MET)
            outcome.total = aid.amount


def judge_bands(scheme: Scheme, project: list[Any], aid: "Aid") -> None:
    """Judge the bands of admissible amounts while there is no amount: only a requested aid can settle them."""
    for item in scheme.limits:
        if item.mode == "admissibility":
            _judge(item, scheme, project, aid)


def _ceilings(
    item: Item, scheme: Scheme, project: list[Any], aid: "Aid", everything: Sequence["Line"]
) -> Iterator[tuple[list["Line"], "Part | None", Ceiling, int]]:
    """The lines that a limit binds together, of one participant or (`None`) of the project, with the ceiling in cents."""
    if item.most is None:
        return
    if item.per == "project":
        verdict = MET if item.check is None else item.check.verdict(project, project[LEAD])
        lines = [line for line in everything if _concerns(item, line)]
        if verdict != NOT_MET and lines:
            yield lines, None, _ceiling(item, item.most, project, project[LEAD], MET), verdict
        return
    submission = project[scheme.submission_slot]
    for part in aid.parts:
        participant = project[LISTED][part.participant]
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict == NOT_MET:
            continue
        years: dict[int | None, list[Line]] = {}
        for line in part.lines:
            if _concerns(item, line):
                this_year = submission is not None and line.year == submission.year
                years.setdefault(None if this_year or item.per != "participantYear" else line.year, []).append(line)
        for year, lines in years.items():
            # What was received before fills the ceiling of this year; a year may be this one while the day is not known.
            received = MET if year is None else UNKNOWN if submission is None else NOT_MET
            yield lines, part, _ceiling(item, item.most, project, participant, received), verdict


def _ceiling(item: Item, most: Quantity, project: list[Any], participant: list[Any], received: int) -> Ceiling:
    """The ceiling in cents, less what was received before."""
    lowest, highest = amounts.cents(most.get(project, participant))
    if received != NOT_MET and item.over is not None:
        over_lo, over_hi = amounts.cents(item.over.get(project, participant))
        lowest = 0 if over_hi is None else (lowest or 0) - over_hi
        if received == MET:
            highest = None if highest is None else max(0, highest - (over_lo or 0))
    return max(0, lowest or 0), highest


class _Cutter:
    """Cuts lines to ceilings and carries each cut into the totals of the participants and of the case."""

    def __init__(self, aid: "Aid", lines: Sequence["Line"]) -> None:
        self.aid = aid
        self.whole = Ledger(lines, self._sure)
        self.parts = {part.participant: Ledger(part.lines, lambda line: line.sure) for part in aid.parts if part.lines}

    def _sure(self, line: "Line") -> bool:
        return line.sure and self.aid.parts[line.participant].funded == MET

    def cut(self, lines: Sequence["Line"], own: "Part | None", ceiling: Ceiling, item: Item | None, verdict: int) -> None:
        """Cut these lines together; `own` is the participant that the ceiling is about."""
        ledgers = {} if own is None else {own.participant: self.parts[own.participant]}
        for line in lines if own is None else ():
            ledgers[line.participant] = self.parts[line.participant]
        mine = {index: [line for line in lines if line.participant == index] for index in ledgers}
        before = [ledgers[index].of(mine[index]) for index in ledgers]
        funded = [
            sure and (own is not None or self.aid.parts[index].funded == MET)
            for index, (_, sure) in zip(ledgers, before, strict=True)
        ]
        shares = amounts.clip([span for span, _ in before], ceiling, funded)
        whole, _ = self.whole.of(lines)
        self._cut_lines(lines, ceiling, item, verdict, own)
        self.whole.bind(lines, self._under(whole, ceiling, verdict, lines))
        for (index, ledger), share, (span, _) in zip(ledgers.items(), shares, before, strict=True):
            exact = amounts.add([line.amount or (0, 0) for line in mine[index]])
            if own is not None:
                ledger.bind(mine[index], self._under(span, ceiling, verdict, mine[index]))
            else:
                ledger.bind(mine[index], exact if exact[0] == exact[1] else (share[0], share[1] if verdict == MET else span[1]))
            part = self.aid.parts[index]
            part.amount, part.cut = ledger.total(), True
        self.aid.amount = self.whole.total()
        if own is None:
            self.aid.cut = True
            self.aid.steps.append(("limit" if item is not None else "requested", item, verdict, *self.aid.amount))

    @staticmethod
    def _under(span: Span, ceiling: Ceiling, verdict: int, lines: Sequence["Line"]) -> Span:
        exact = amounts.add([line.amount or (0, 0) for line in lines])
        if exact[0] == exact[1] and span[0] == span[1]:
            return exact
        cut = amounts.meet(span, ceiling)
        return cut[0], (cut[1] if verdict == MET else span[1])

    def _cut_lines(self, lines: Sequence["Line"], ceiling: Ceiling, item: Item | None, verdict: int, own: "Part | None") -> None:
        spans = [line.amount or (0, 0) for line in lines]
        sure = [line.sure if own is not None else self._sure(line) for line in lines]
        for line, before, cut in zip(lines, spans, amounts.clip(spans, ceiling, sure), strict=True):
            line.amount = cut[0], (cut[1] if verdict == MET else before[1])
            if line.amount != before:
                line.steps.append(("limit" if item is not None else "requested", item, verdict, *line.amount))


def _judge(item: Item, scheme: Scheme, project: list[Any], aid: "Aid") -> None:
    """Test an amount against a band: the requested aid when that is given and the band is about the project, else the computed."""
    lines = [line for part in aid.parts for line in part.lines]
    pools: list[tuple[int | None, list[Any], Range, int]] = []
    if item.per == "project":
        requested = project[scheme.requested_slot]
        if requested is not None:
            whole, sure = Range(requested * 100, requested * 100), MET
        elif item.activities is not None:
            whole, sure = _narrowed(item, lines)
        else:
            whole, sure = (UNLIMITED if aid.amount is None else Range(*aid.amount)), MET
        pools.append((None, project[LEAD], whole, sure))
    else:
        pools += [
            (part.participant, project[LISTED][part.participant], *_narrowed(item, part.lines))
            for part in aid.parts
            if any(_concerns(item, line) for line in part.lines)
        ]
    for index, participant, span, sure in pools:
        when = MET if item.check is None else item.check.verdict(project, participant)
        if when == NOT_MET:
            continue
        verdict = min(
            MET if item.least is None else at_most(_exact_cents(item.least, project, participant), span),
            MET if item.most is None else at_most(span, _exact_cents(item.most, project, participant)),
        )
        aid.bands.append((item, index, UNKNOWN if min(when, sure) == UNKNOWN and verdict == NOT_MET else verdict))


def _exact_cents(quantity: Quantity, project: list[Any], participant: list[Any]) -> Value:
    """A quantity in euro as cents and parts of them."""
    if quantity.constant is not None:
        exact: Value = quantity.constant * 100
        return exact
    lo, hi = bounds(quantity.get(project, participant))
    return ranged(None if lo is None else lo * 100, None if hi is None else hi * 100)


def _narrowed(item: Item, lines: Sequence["Line"]) -> tuple[Range, int]:
    """What the lines come to in cents that a band is about, and the verdict on whether any of them surely counts."""
    concerned = [line for line in lines if _concerns(item, line)]
    spans = [line.amount for line in concerned if line.amount is not None]
    if len(spans) < len(concerned):
        return UNLIMITED, UNKNOWN
    sure = [line.counts == MET for line in concerned]
    return Range(*(amounts.total(spans, sure) if concerned else (0, 0))), (MET if any(sure) or not concerned else UNKNOWN)


def _concerns(item: Item, line: "Line") -> bool:
    return item.activities is None or line.activity in item.activities
