"""The assessment of one instrument for one case: eligibility with its reasons, and the aid."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from typing import Any

from app.rules.aid import Aid, funded_of, work_out
from app.rules.amounts import Span
from app.rules.case import COSTS_ID
from app.rules.conditions import Check, verdicts_on
from app.rules.facts import Facts
from app.rules.items import Item
from app.rules.scheme import Scheme
from app.rules.source import Run
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import ACTIVITIES, INDEX, LEAD, LISTED

MOST_KEPT = 10
ELIGIBILITY = ("ineligible", "undetermined", "eligible")


@dataclass(frozen=True, slots=True, eq=False)
class Condition:
    """A condition of an instrument. A soft one warns; `excludes`: who fails it is left out and the project goes on.

    `origin` is what it was compiled from, for those who want to tell more about it.
    """

    id: str
    check: Check
    soft: bool = False
    excludes: bool = False
    origin: Any = None
    _reasons: dict[tuple[int | None, int], "Reason"] = field(init=False, default_factory=dict)

    def reason(self, participant: int | None, verdict: int) -> "Reason":
        """The reason that says this verdict; those on the first participants are kept, as they come back in every case."""
        kept = self._reasons.get((participant, verdict))
        if kept is None:
            kept = Reason(self, participant, verdict)
            if participant is None or participant < MOST_KEPT:
                self._reasons[participant, verdict] = kept
        return kept


@dataclass(frozen=True, eq=False)
class Slice:
    """A stretch of an instrument's line of time in which neither its own rules nor the shared ones change.

    `gates` are the hard conditions of the project and those of each participant, joined: enough for the verdict alone.
    `leaves_out` tells that a condition leaves out who fails it. `conditions_known` is false where nobody knows whom it is for:
    no hard condition is recorded, and no source says that it is open to all.
    """

    instrument: str
    period: str
    variant: str | None
    valid_from: date | None
    valid_to: date | None
    conditions: tuple[Condition, ...]
    scheme: Scheme
    carried_by: tuple[str, ...] = ()
    gates: tuple[Check, ...] = ()
    leaves_out: bool = False
    conditions_known: bool = True

    @cached_property
    def reads(self) -> frozenset[tuple[str, str]]:
        """The facts that can make a difference here, each with whose: own, lead, all or case."""
        return self.scheme.reads.union(*(condition.check.reads for condition in self.conditions))

    @cached_property
    def fact_ids(self) -> frozenset[str]:
        """The ids of these facts."""
        return frozenset(fact_id for fact_id, _ in self.reads)

    @cached_property
    def deciding(self) -> frozenset[str] | None:
        """The ids of the facts that the eligibility rests on; `None` where it rests on the aid or on other instruments too."""
        scheme, checks = self.scheme, [condition.check for condition in self.conditions if not condition.soft]
        bands = any(item.mode == "admissibility" for item in scheme.limits)
        if self.carried_by or bands or any(check.local for check in checks):
            return None
        bases = [base.check for rule in scheme.rules.values() if not rule.exhaustive for base in rule.bases]
        checks += [scheme.beneficiary, *(check for check in bases if check is not None)]
        return frozenset({COSTS_ID}).union(*(check.fact_ids for check in checks))

    @cached_property
    def asked(self) -> tuple[Condition, ...]:
        """The conditions that decide or warn, and leave nobody out."""
        return tuple(condition for condition in self.conditions if not condition.excludes)

    @cached_property
    def of_case(self) -> Run:
        """The verdicts on those of the case, as one function."""
        return verdicts_on([condition.check for condition in self.asked if not condition.check.per_participant])

    @cached_property
    def of_each(self) -> Run:
        """The verdicts on those of each participant, as one function."""
        return verdicts_on([condition.check for condition in self.asked if condition.check.per_participant])

    @cached_property
    def refused(self) -> "Assessment":
        """The assessment without reasons where there is nobody or nothing to fund: the same for all such cases."""
        return Assessment(self, NOT_MET, [], Aid(self.scheme.form, [], NOT_MET, [], [], []))


@dataclass(frozen=True, slots=True)
class Reason:
    """The verdict on one condition, for one participant or (`None`) for the case.

    `condition` is a condition, a limit of the scheme, or the name of what every scheme asks: beneficiary, activityFunded,
    conditionsKnown.
    """

    condition: Condition | Item | str
    participant: int | None
    verdict: int

    @property
    def id(self) -> str:
        """The id of the condition or limit."""
        return self.condition if isinstance(self.condition, str) else self.condition.id

    @property
    def soft(self) -> bool:
        """Whether it only warns."""
        return isinstance(self.condition, Condition) and self.condition.soft


@dataclass(slots=True)
class Assessment:
    """What the rules say of one case and one slice. `carriers` are the assessments of the instruments that carry this one."""

    slice: Slice
    verdict: int
    reasons: list[Reason]
    aid: Aid
    carriers: list["Assessment"] = field(default_factory=list)

    @property
    def eligibility(self) -> str:
        """The verdict in words: eligible, undetermined or ineligible."""
        return ELIGIBILITY[self.verdict]

    @property
    def rate(self) -> Span | None:
        """The rate in millionths of a point: its own, or the hull of those of its carriers."""
        return _hull([carrier.rate for carrier in self.paying]) if self.carriers else self.aid.rate

    @property
    def amount(self) -> Span | None:
        """The amount in cents: its own, or the hull of those of its carriers."""
        return _hull([carrier.amount for carrier in self.paying]) if self.carriers else self.aid.amount

    @property
    def paying(self) -> list["Assessment"]:
        """The carriers that are still possible; all of them when none is."""
        return [carrier for carrier in self.carriers if carrier.verdict != NOT_MET] or self.carriers

    @property
    def determination(self) -> str:
        """How far the aid is determined: exact, interval, dependsOnResults, notDetermined or none."""
        if not self.carriers:
            return self.aid.determination
        kinds = {carrier.determination for carrier in self.paying}
        if "notDetermined" in kinds:
            return "notDetermined"
        if len(kinds) > 1 or (kinds == {"exact"} and (_open(self.rate) or _open(self.amount))):
            return "interval"
        return kinds.pop()

    @property
    def result(self) -> tuple[int, Any, Any]:
        """What a fact must change to matter: the eligibility, the rate (or why there is none) and the amount."""
        return self.verdict, self.rate or self.determination, self.amount


def _hull(spans: Sequence[Span | None]) -> Span | None:
    known = [span for span in spans if span is not None]
    if not known or len(known) < len(spans):
        return None
    return min(lo for lo, _ in known), max(hi for _, hi in known)


def _open(span: Span | None) -> bool:
    return span is not None and span[0] != span[1]


Carriers = Callable[[str], Sequence[Slice]]


Done = dict[Slice, "Assessment"]


def assess(rules: Slice, facts: Facts, carriers: Carriers, *, trace: bool = True, done: Done | None = None) -> Assessment:
    """Assess one slice; `carriers` gives the slices of another instrument on the same date.

    Without `trace` the verdict and the figures are the same, but the reasons are left out. `done` keeps the assessments of the
    same facts, so that a carrier is assessed once for all that it carries.
    """
    if done is not None:
        kept = done.get(rules)
        if kept is not None:
            return kept
    project = facts.project
    if not trace and not rules.carried_by and _is_out(rules.scheme, project):
        return rules.refused
    left_out: list[Reason] = []
    excluded = _exclusion(rules, project, left_out)
    aid = work_out(rules.scheme, project, excluded, trace=trace)
    reasons: list[Reason] = []
    least = _judged(rules, project, aid, reasons) if trace else _judge(rules, project, aid)
    assessment = Assessment(rules, least, reasons, aid)
    if rules.carried_by:
        # A carrier's scheme replaces the outcome that local checks read, so it comes last.
        assessment.carriers = [
            assess(carrier, facts, carriers, trace=trace, done=done)
            for instrument in rules.carried_by
            for carrier in carriers(instrument)
        ]
        possible = max((carrier.verdict for carrier in assessment.carriers), default=NOT_MET)
        reasons.append(Reason("carrier", None, possible))
        assessment.verdict = min(least, possible)
    reasons += left_out
    if done is not None:
        done[rules] = assessment
    return assessment


def _is_out(scheme: Scheme, project: list[Any]) -> bool:
    """Whether none of the costs are of an activity that the scheme funds, or nobody can be a beneficiary."""
    activities = project[ACTIVITIES]
    if activities is not None and scheme.rules and activities.isdisjoint(scheme.rules):
        return True
    return not any(funded_of(scheme.beneficiary, project))


def _exclusion(rules: Slice, project: list[Any], left_out: list[Reason]) -> Callable[[list[Any]], int] | None:
    """Tells whether a participant stays in the project; `None` when nothing here leaves anybody out."""
    if not rules.leaves_out:
        return None
    exclusions = [condition for condition in rules.conditions if condition.excludes]

    def excluded(participant: list[Any]) -> int:
        least = MET
        for condition in exclusions:
            verdict = condition.check.verdict(project, participant)
            least = min(least, verdict)
            left_out.append(Reason(condition, participant[INDEX], verdict))
        return least

    return excluded


def _judge(rules: Slice, project: list[Any], aid: Aid) -> int:
    """The least of the hard verdicts."""
    least = aid.beneficiary
    funded = aid.activity_funded
    if funded is not None and funded < least:
        least = funded
    if least == MET and not rules.conditions_known:
        least = UNKNOWN
    for _, _, verdict in aid.bands:
        least = min(least, verdict)
    return least if least == NOT_MET else min(least, _gates(rules, project, aid))


def _judged(rules: Slice, project: list[Any], aid: Aid, reasons: list[Reason]) -> int:
    """The same, with the verdict on every condition, for each beneficiary where it is about one."""
    of_scheme = [Reason("beneficiary", None, aid.beneficiary)]
    if aid.activity_funded is not None and aid.beneficiary:
        of_scheme.append(Reason("activityFunded", None, aid.activity_funded))
    if not rules.conditions_known:
        of_scheme.append(Reason("conditionsKnown", None, UNKNOWN))
    of_scheme += [Reason(item, participant, verdict) for item, participant, verdict in aid.bands]
    least = min([reason.verdict for reason in of_scheme])
    reasons.append(of_scheme[0])
    least = min(least, _conditions(rules, project, aid, reasons))
    reasons += of_scheme[1:]
    return least


def _gates(rules: Slice, project: list[Any], aid: Aid) -> int:
    least, participants = MET, project[LISTED]
    for gate in rules.gates:
        if gate.per_participant:
            for funded, participant in zip(aid.funded, participants, strict=True):
                if funded:
                    verdict = gate.evaluate(project, participant)
                    if verdict < least:
                        least = verdict if funded == MET else UNKNOWN
        else:
            least = gate.evaluate(project, project[LEAD])
        if least == NOT_MET:
            break
    return least


def _conditions(rules: Slice, project: list[Any], aid: Aid, reasons: list[Reason]) -> int:
    least = MET
    of_case = iter(rules.of_case(project, project[LEAD]))
    beneficiaries = [(n, funded) for n, funded in enumerate(aid.funded) if funded]
    of_each = zip(*[rules.of_each(project, project[LISTED][n]) for n, _ in beneficiaries], strict=True)
    for condition in rules.asked:
        if condition.check.per_participant:
            for (index, funded), verdict in zip(beneficiaries, next(of_each, ()), strict=True):
                told = verdict if verdict or funded == MET else UNKNOWN
                reasons.append(condition.reason(index, told))
                if told < least and not condition.soft:
                    least = told
        else:
            verdict = next(of_case)
            reasons.append(condition.reason(None, verdict))
            if verdict < least and not condition.soft:
                least = verdict
    return least
