"""The one aid scheme: which rate each cost line gets, and what amount that gives, as intervals with ordered steps.

    rate = least of the caps that hold (base + for each group the highest bonus that holds)
    aid  = cost within its limits x rate x factor, then limits on amounts

Inside, rates are integers in millionths of a point and amounts integers in cents; every figure is a pair of the lowest and
the highest it can be. Amounts are rounded half up once, per participant and activity.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

from app.rules import amounts, limits
from app.rules.amounts import Span
from app.rules.scheme import WHOLE, ActivityRule, Item, Scheme
from app.rules.values import Value, ranged
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import BY_ID, COSTS, INDEX, LEAD, LISTED, MEMBERS, OUTCOME, TOTALS

# A step: kind, the item of the scheme it comes from, whether it applied (a verdict), and its figures, lowest and highest.
Step = tuple[str, Item | None, int, Any, Any]


@dataclass(slots=True)
class Line:
    """One participant's costs for one activity, and for one year where a limit is yearly.

    `cost` is `None` while it is unknown; `rate` is `None` where the base is not determined; `effective` is the rate times the
    factors, `computed` the amount before limits. `sure` tells that a base surely holds, `outcome` that a result known only
    afterwards widens the rate.
    """

    participant: int
    activity: str
    year: int | None
    cost: Span | None
    rate: Span | None = None
    sure: bool = False
    outcome: bool = False
    steps: list[Step] = field(default_factory=list)
    effective: Span | None = None
    computed: Span | None = None
    amount: Span | None = None


@dataclass(slots=True)
class Part:
    """What one participant gets. `funded` is the verdict on being a beneficiary."""

    participant: int
    funded: int
    lines: list[Line] = field(default_factory=list)
    not_funded: list[str] = field(default_factory=list)
    amount: Span | None = None
    rate: Span | None = None
    cut: bool = False


@dataclass(slots=True)
class Aid:
    """What the whole case gets.

    `bands` are the verdicts on admissible amounts, per limit and participant (`None`: the project); `activity_funded` is the
    verdict on having costs that the scheme funds, `None` while costs are unknown.
    """

    form: str
    parts: list[Part]
    determination: str = "none"
    rate: Span | None = None
    amount: Span | None = None
    steps: list[Step] = field(default_factory=list)
    bands: list[tuple[Item, int | None, int]] = field(default_factory=list)
    activity_funded: int | None = None
    cut: bool = False

    @property
    def beneficiary(self) -> int:
        """The verdict on having at least one beneficiary."""
        return max(part.funded for part in self.parts)


@dataclass(slots=True)
class Outcome:
    """What local checks read while a scheme is worked out: who is funded, and what came out so far."""

    funded: list[int]
    lines: list[Line] = field(default_factory=list)
    total: Span | None = None

    def is_funded(self, participant: list[Any]) -> bool | None:
        """Whether the scheme funds a participant."""
        return (False, None, True)[self.funded[participant[INDEX]]]

    def funded_enterprises(self, case: list[Any], kind_slot: int) -> Value:
        """How many of those funded are enterprises."""
        sure = most = 0
        for participant in case[LISTED]:
            kind, funded = participant[kind_slot], self.funded[participant[INDEX]]
            if funded != NOT_MET and kind in (None, "enterprise"):
                most += 1
                sure += funded == MET and kind is not None
        return ranged(sure, most)

    def total_eur(self) -> Value:
        """The computed aid in euro; `None` while there is none."""
        return None if self.total is None else amounts.euro_range(self.total)

    def aid_of(self, activities: frozenset[str]) -> Value:
        """The aid in euro computed for these activities, before limits on amounts."""
        spans = [line.computed for line in self.lines if line.activity in activities]
        if any(span is None for span in spans):
            return None
        return amounts.euro_range(amounts.add([span for span in spans if span is not None]))


def work_out(scheme: Scheme, project: list[Any], excluded: Callable[[list[Any]], int] | None = None) -> Aid:
    """The aid that a scheme gives; `excluded` tells the verdict of a participant on staying in the project.

    Leaves the outcome in the project's array, for checks that read it.
    """
    members, parts, beneficiary = project[MEMBERS], [], scheme.beneficiary.verdict
    anybody = False
    for participant in project[LISTED]:
        funded = beneficiary(project, participant) if participant in members else NOT_MET
        if funded != NOT_MET:
            if excluded is not None:
                funded = min(funded, excluded(participant))
            anybody = anybody or funded != NOT_MET
        parts.append(Part(participant[INDEX], funded))
    outcome = project[OUTCOME] = Outcome([part.funded for part in parts])
    aid = Aid(scheme.form, parts)
    if scheme.rules and anybody:
        _add_lines(scheme, project, aid, outcome)
        _summarize(scheme, project, aid, outcome)
    elif project[LEAD][COSTS] is not None:
        aid.activity_funded = NOT_MET
    return aid


def _add_lines(scheme: Scheme, project: list[Any], aid: Aid, outcome: Outcome) -> None:
    """The lines of every beneficiary: its activities with costs, or all activities of the scheme while costs are unknown."""
    rules = scheme.rules
    eligible = limits.eligible_costs(scheme, project, outcome.funded) if scheme.costs or scheme.by_year else None
    for participant in project[BY_ID]:
        part = aid.parts[participant[INDEX]]
        if part.funded == NOT_MET:
            continue
        costs: Iterable[tuple[tuple[str, int | None], Span | None]]
        totals = participant[TOTALS]
        if totals is None:
            costs = [((activity, None), None) for activity in rules]
        elif eligible is None:
            costs = [((activity, None), None if cents is None else (cents, cents)) for activity, cents in totals.items()]
        else:
            costs = eligible.get(part.participant, {}).items()
        for (activity, year), cost in costs:
            rule = rules.get(activity)
            if rule is not None:
                line = Line(part.participant, activity, year, cost)
                if _fill(line, scheme, rule, project, participant):
                    part.lines.append(line)
                    outcome.lines.append(line)
                    continue
            if totals is not None and activity not in part.not_funded:
                part.not_funded.append(activity)


def _fill(line: Line, scheme: Scheme, rule: ActivityRule, project: list[Any], participant: list[Any]) -> bool:
    """Work out the rate and amount of a line; false when no base can hold."""
    steps = line.steps
    held, base, line.sure = _base(rule, project, participant, steps)
    if not held:
        return False
    if base is None:
        return True
    lo, hi = base
    for group in rule.groups:
        bonus_lo, bonus_hi, by_results = _bonus(group, project, participant, steps)
        lo, hi = lo + bonus_lo, hi + bonus_hi
        if by_results:
            line.outcome = True
    line.rate = line.effective = _capped(rule.caps, lo, hi, project, participant, steps)
    for item in scheme.factors:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict != NOT_MET:
            span = item.figures(project, participant) or (0, WHOLE)
            lo, hi = line.effective
            low, high = lo * span[0] // WHOLE, hi * span[1] // WHOLE
            line.effective = (min(lo, low), max(hi, high)) if verdict == UNKNOWN else (low, high)
            steps.append(("factor", item, verdict, *span))
    if line.cost is not None:
        low = amounts.half_up(line.cost[0] * line.effective[0], WHOLE)
        same = line.cost[0] == line.cost[1] and line.effective[0] == line.effective[1]
        line.amount = line.computed = low, (low if same else amounts.half_up(line.cost[1] * line.effective[1], WHOLE))
        steps.append(("amount", None, MET, *line.amount))
    return True


def _base(rule: ActivityRule, project: list[Any], participant: list[Any], steps: list[Step]) -> tuple[bool, Span | None, bool]:
    """Whether a base can hold, the highest that does, and whether one surely holds.

    The rate is a hull while conditions are open, and `None` when one of the bases is not determined.
    """
    sure: list[Span | None] = []
    possible: list[Span | None] = []
    for item in rule.bases:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict == NOT_MET:
            continue
        span = item.span or item.figures(project, participant)
        (sure if verdict == MET else possible).append(span)
        steps.append(("base", item, verdict, *(span or (None, None))))
    if not sure and not possible:
        return False, None, False
    certain = bool(sure) or rule.exhaustive
    spans = [span for span in sure + possible if span is not None]
    if len(spans) < len(sure) + len(possible):
        return True, None, certain
    if len(spans) == 1:
        return True, spans[0], certain
    lows = [lo for lo, _ in spans]
    return True, (max(lows[: len(sure)]) if sure else min(lows), max(hi for _, hi in spans)), certain


def _bonus(group: tuple[Item, ...], project: list[Any], participant: list[Any], steps: list[Step]) -> tuple[int, int, bool]:
    """The highest bonus of a group: an unknown condition counts as not met for the lowest, as met for the highest."""
    least = most = 0
    by_results = False
    for item in group:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        lo, hi = item.span or item.figures(project, participant) or (0, 0)
        steps.append(("bonus", item, verdict, lo, hi))
        if verdict != NOT_MET:
            if hi > most:
                most = hi
            if item.outcome and lo != hi:
                by_results = True
            if verdict == MET and lo > least:
                least = lo
    return least, most, by_results


def _capped(caps: tuple[Item, ...], lo: int, hi: int, project: list[Any], participant: list[Any], steps: list[Step]) -> Span:
    """The sum under the most favourable cap that holds; without a cap that surely holds, the highest sum stays as it is."""
    sure: list[Span] = []
    possible: list[Span] = []
    for item in caps:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        points = item.span or item.figures(project, participant) or (WHOLE, WHOLE)
        if verdict != NOT_MET:
            (sure if verdict == MET else possible).append(points)
        steps.append(("cap", item, verdict, *points))
    if sure:
        return min(lo, max([cap[0] for cap in sure])), min(hi, max([cap[1] for cap in sure + possible]))
    return (min(lo, *(cap[0] for cap in possible)) if possible else lo), hi


def _summarize(scheme: Scheme, project: list[Any], aid: Aid, outcome: Outcome) -> None:
    """Totals, limits on amounts, and how far the result is determined."""
    lines, parts = outcome.lines, aid.parts
    if project[LEAD][COSTS] is not None:
        aid.activity_funded = max([_sure(aid, line) for line in lines], default=NOT_MET)
    if not lines:
        return
    costs_known = True
    for line in lines:
        if line.rate is None:
            aid.determination = "notDetermined"
            limits.judge_bands(scheme, project, aid)
            return
        costs_known = costs_known and line.amount is not None
    paid = [part for part in parts if part.lines]
    if costs_known:
        for part in paid:
            part.amount = amounts.total([line.amount or (0, 0) for line in part.lines], [line.sure for line in part.lines])
        aid.amount = amounts.total([line.amount or (0, 0) for line in lines], [_sure(aid, line) == MET for line in lines])
        outcome.total = aid.amount
        limits.apply(scheme, project, aid, outcome)
    else:
        limits.judge_bands(scheme, project, aid)
        if project[scheme.requested_slot] is not None or any(item.mode == "clip" for item in scheme.limits):
            # What a ceiling or the aid requested leaves of a line is open while another line is.
            for line in lines:
                line.amount = None
                line.steps = [step for step in line.steps if step[0] != "amount"]
    cut = aid.cut
    for part in paid:
        part.rate = _rate(part.lines, part.amount, cut=part.cut, sure=all(line.sure for line in part.lines))
        cut = cut or part.cut
    aid.rate = (
        paid[0].rate
        if len(paid) == 1 and aid.amount == paid[0].amount
        else _rate(lines, aid.amount, cut=cut, sure=all(_sure(aid, line) == MET for line in lines))
    )
    aid.determination = _determination(aid, lines)


def _sure(aid: Aid, line: Line) -> int:
    funded = aid.parts[line.participant].funded
    return funded if line.sure else min(funded, UNKNOWN)


def _rate(lines: list[Line], amount: Span | None, *, cut: bool, sure: bool) -> Span | None:
    """Amount over eligible cost, in millionths of a point; the hull of the lines' rates while an amount or a line is open."""
    lo, hi = lines[0].effective or (0, 0)
    for line in lines[1:]:
        rate = line.effective or (0, 0)
        lo, hi = min(lo, rate[0]), max(hi, rate[1])
    if amount is None or (not cut and (lo == hi or not sure)):
        return lo, hi
    cost_lo, cost_hi = amounts.add([line.cost or (0, 0) for line in lines])
    if not cost_lo:
        return (lo, hi) if not cost_hi else (0, hi)
    least = amounts.half_up(amount[0] * WHOLE, cost_hi)
    most = hi if not sure else min(hi, amounts.half_up(amount[1] * WHOLE, cost_lo))
    return least, max(least, most)


def _determination(aid: Aid, lines: list[Line]) -> str:
    if aid.rate is None or (aid.rate[0] == aid.rate[1] and (aid.amount is None or aid.amount[0] == aid.amount[1])):
        return "exact"
    for line in lines:
        if _sure(aid, line) != MET or (line.cost is not None and line.cost[0] != line.cost[1]):
            return "interval"
        for kind, item, verdict, lo, hi in line.steps:
            open_figure = verdict == UNKNOWN or lo != hi
            if (
                kind in ("base", "bonus", "cap", "factor")
                and verdict != NOT_MET
                and open_figure
                and not (item is not None and item.outcome and verdict == MET)
            ):
                return "interval"
    return "dependsOnResults" if any(line.outcome for line in lines) else "interval"
