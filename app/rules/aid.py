"""The one aid scheme: which rate each cost line gets, and what amount that gives, as intervals with ordered steps.

    rate = least of the caps that hold (base + for each group the highest bonus that holds)
    aid  = cost within its limits x rate x factor, then limits on amounts

Inside, rates are integers in millionths of a point and amounts integers in cents; every figure is a pair of the lowest and
the highest it can be. Amounts are rounded half up once, per participant and activity.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from app.rules import amounts, limits
from app.rules.amounts import Span
from app.rules.conditions import Check
from app.rules.items import WHOLE, Item
from app.rules.rates import Step, is_open
from app.rules.scheme import Scheme
from app.rules.values import Value, ranged
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import ACTIVITIES, BY_ID, FUNDED, INDEX, IS_MEMBER, LISTED, OUTCOME, TOTALS


@dataclass(slots=True)
class Line:
    """One participant's costs for one activity, and for one year where a limit is yearly.

    `cost` is `None` while it is unknown; `rate` is `None` where the base is not determined; `effective` is the rate times the
    factors, `computed` the amount before limits. `sure` tells that a base surely holds, `counts` is the verdict on that together
    with the participant's being funded. `outcome` tells that a result known only afterwards widens the rate, `open` that
    something else does.
    """

    participant: int
    activity: str
    year: int | None
    cost: Span | None
    rate: Span | None
    sure: bool
    counts: int
    outcome: bool
    open: bool
    steps: list[Step]
    effective: Span | None = None
    computed: Span | None = None
    amount: Span | None = None


@dataclass(slots=True)
class Part:
    """What one participant gets. `funded` is the verdict on being a beneficiary."""

    participant: int
    funded: int
    lines: list[Line]
    not_funded: list[str]
    amount: Span | None = None
    rate: Span | None = None
    cut: bool = False


@dataclass(slots=True)
class Aid:
    """What the whole case gets.

    `funded` are the verdicts on each participant's being a beneficiary, `beneficiary` is that on having at least one. `bands` are
    the verdicts on admissible amounts, per limit and participant (`None`: the project); `activity_funded` is the verdict on
    having costs that the scheme funds, `None` while costs are unknown or where it computes nothing.
    """

    form: str
    funded: list[int]
    beneficiary: int
    parts: list[Part]
    steps: list[Step]
    bands: list[tuple[Item, int | None, int]]
    determination: str = "none"
    rate: Span | None = None
    amount: Span | None = None
    activity_funded: int | None = None
    cut: bool = False


@dataclass(slots=True)
class Outcome:
    """What local checks read while a scheme is worked out: who is funded, and what came out so far."""

    funded: list[int]
    lines: list[Line]
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


def work_out(scheme: Scheme, project: list[Any], excluded: Callable[[list[Any]], int] | None = None, *, trace: bool = True) -> Aid:
    """The aid that a scheme gives; `excluded` tells the verdict of a participant on staying in the project.

    Leaves the outcome in the project's array, for checks that read it. Without `trace` the figures are the same, but the steps of
    the lines are left out, and so are the parts where the scheme computes nothing.
    """
    funded = funded_of(scheme.beneficiary, project)
    if excluded is not None:
        funded = [min(verdict, excluded(one)) if verdict else verdict for verdict, one in zip(funded, project[LISTED], strict=True)]
    outcome = project[OUTCOME] = Outcome(funded, [])
    aid = Aid(scheme.form, funded, max(funded), [], [], [])
    if trace or scheme.rules:
        aid.parts = [Part(n, verdict, [], []) if verdict else unfunded(n) for n, verdict in enumerate(funded)]
    if scheme.rules and aid.beneficiary:
        _add_lines(scheme, project, aid, outcome, trace=trace)
        _summarize(scheme, project, aid, outcome.lines)
    elif scheme.rules and project[ACTIVITIES] is not None:
        aid.activity_funded = NOT_MET
    return aid


def funded_of(beneficiary: Check, project: list[Any]) -> list[int]:
    """The verdict on each participant; found once for all the schemes that fund the same ones."""
    found: list[int] | None = project[FUNDED].get(beneficiary)
    if found is None:
        verdict = beneficiary.verdict
        found = project[FUNDED][beneficiary] = [verdict(project, one) if one[IS_MEMBER] else NOT_MET for one in project[LISTED]]
    return found


@lru_cache(1000)
def unfunded(participant: int) -> Part:
    """What one gets who is no beneficiary, in every scheme."""
    return Part(participant, NOT_MET, [], [])


def _add_lines(scheme: Scheme, project: list[Any], aid: Aid, outcome: Outcome, *, trace: bool) -> None:
    """The lines of every beneficiary: its activities with costs, or all activities of the scheme while costs are unknown."""
    ratings = scheme.ratings
    eligible = limits.eligible_costs(scheme, project, outcome.funded) if scheme.costs or scheme.by_year else None
    for participant in project[BY_ID]:
        part = aid.parts[participant[INDEX]]
        if part.funded == NOT_MET:
            continue
        costs: Iterable[tuple[tuple[str, int | None], Span | None]]
        totals = participant[TOTALS]
        if totals is None:
            costs = [((activity, None), None) for activity in ratings]
        elif eligible is None:
            costs = [((activity, None), None if cents is None else (cents, cents)) for activity, cents in totals.items()]
        else:
            costs = eligible.get(part.participant, {}).items()
        for (activity, year), cost in costs:
            rating = ratings.get(activity)
            if rating is not None:
                rated = rating.rated(project, participant)
                if rated.held:
                    rate, sure = rated.rate, rated.sure
                    counts = part.funded if sure else UNKNOWN
                    steps = [*rated.steps] if trace else []
                    line = Line(part.participant, activity, year, cost, rate, sure, counts, rated.by_results, rated.open, steps)
                    if rate is not None:
                        _pay(line, rate, scheme.factors, project, participant, trace=trace)
                    part.lines.append(line)
                    outcome.lines.append(line)
                    continue
            if totals is not None and activity not in part.not_funded:
                part.not_funded.append(activity)


def _pay(line: Line, rate: Span, factors: tuple[Item, ...], project: list[Any], participant: list[Any], *, trace: bool) -> None:
    """What the rate comes to after the factors, and the amount where the cost is known."""
    lo, hi = rate
    for item in factors:
        verdict = MET if item.check is None else item.check.verdict(project, participant)
        if verdict != NOT_MET:
            span = item.figures(project, participant) or (0, WHOLE)
            low, high = lo * span[0] // WHOLE, hi * span[1] // WHOLE
            line.open = line.open or is_open(item, verdict, span)
            lo, hi = (min(lo, low), max(hi, high)) if verdict == UNKNOWN else (low, high)
            if trace:
                line.steps.append(("factor", item, verdict, *span))
    line.effective = lo, hi
    cost = line.cost
    if cost is None:
        return
    least = most = amounts.half_up(cost[0] * lo, WHOLE)
    if cost[0] != cost[1] or lo != hi:
        most = amounts.half_up(cost[1] * hi, WHOLE)
    line.amount = line.computed = least, most
    if trace:
        line.steps.append(("amount", None, MET, least, most))


def _summarize(scheme: Scheme, project: list[Any], aid: Aid, lines: list[Line]) -> None:
    """Totals, limits on amounts, and how far the result is determined."""
    if project[ACTIVITIES] is not None:
        aid.activity_funded = max([line.counts for line in lines], default=NOT_MET)
    if not lines:
        return
    if None in [line.rate for line in lines]:
        aid.determination = "notDetermined"
        limits.judge_bands(scheme, project, aid)
        return
    paid = [part for part in aid.parts if part.lines]
    if None not in [line.amount for line in lines]:
        for part in paid:
            part.amount = _total(part.lines, within_part=True)
        aid.amount = paid[0].amount if len(lines) == 1 else _total(lines, within_part=False)
        project[OUTCOME].total = aid.amount
        limits.apply(scheme, project, aid, project[OUTCOME])
    else:
        limits.judge_bands(scheme, project, aid)
        if project[scheme.requested_slot] is not None or scheme.clips:
            # What a ceiling or the aid requested leaves of a line is open while another line is.
            for line in lines:
                line.amount = None
                line.steps = [step for step in line.steps if step[0] != "amount"]
    cut = aid.cut
    for part in paid:
        part.rate = _rate(part.lines, part.amount, cut=part.cut, within_part=True)
        cut = cut or part.cut
    if len(paid) == 1 and aid.amount == paid[0].amount:
        aid.rate = paid[0].rate
    else:
        aid.rate = _rate(lines, aid.amount, cut=cut, within_part=False)
    aid.determination = _determination(aid, lines)


def _sure(line: Line, *, within_part: bool) -> bool:
    """Whether a line surely counts, in the total of its participant or in that of the case."""
    return line.sure if within_part else line.counts == MET


def _total(lines: list[Line], *, within_part: bool) -> Span:
    """What the lines come to."""
    if len(lines) == 1:
        return lines[0].amount or (0, 0)
    sure = [_sure(line, within_part=within_part) for line in lines]
    return amounts.total([line.amount or (0, 0) for line in lines], sure)


def _rate(lines: list[Line], amount: Span | None, *, cut: bool, within_part: bool) -> Span | None:
    """Amount over eligible cost, in millionths of a point; the hull of the lines' rates while an amount or a line is open."""
    lo, hi = lines[0].effective or (0, 0)
    for line in lines[1:]:
        rate = line.effective or (0, 0)
        lo, hi = min(lo, rate[0]), max(hi, rate[1])
    if amount is None or (not cut and lo == hi):
        return lo, hi
    sure = all([_sure(line, within_part=within_part) for line in lines])
    if not cut and not sure:
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
        if line.open or line.counts != MET or (line.cost is not None and line.cost[0] != line.cost[1]):
            return "interval"
    return "dependsOnResults" if any([line.outcome for line in lines]) else "interval"
