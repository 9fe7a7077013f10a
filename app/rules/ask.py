"""Which facts are missing: edit the case, derive the facts again, assess again, and see whether anything changes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from fractions import Fraction
from typing import Any

from app.rules.assess import Assessment, Carriers, Slice, assess
from app.rules.errors import CaseContradicted
from app.rules.facts import Case, CostLine, FactModel, Facts
from app.rules.values import Among, Range, bounds, contains, known
from app.rules.verdict import NOT_MET, UNKNOWN
from app.rules.vocabulary import LEAD, MEMO, Fact

COSTS = "project.costs"
SETTLES = ("eligibility", "rate", "amount")
SAMPLE_CENTS = (100, 1_000_000, 10_000_000, 100_000_000, 10_000_000_000)


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that would settle something, whose (position, `None`: the case's), and what: eligibility, rate, amount."""

    fact: str
    participant: int | None
    settles: tuple[str, ...]


def missing_facts(rules: Slice, facts: Facts, assessment: Assessment, model: FactModel, carriers: Carriers) -> list[Missing]:
    """The askable facts of which two values give different results, all else unchanged; those, and only those."""
    if _settled(assessment):
        return []
    found = []
    slices = [rules, *(carrier.slice for carrier in assessment.carriers)]
    for fact_id, participant in _candidates(slices, facts, model, assessment):
        differing: set[str] = set()
        first: tuple[Any, ...] | None = None
        for result in _results(fact_id, participant, rules, facts, model, carriers, slices):
            if first is None:
                first = result
                continue
            differing |= {name for name, before, after in zip(SETTLES, first, result, strict=True) if before != after}
        if differing:
            found.append(Missing(fact_id, participant, tuple(name for name in SETTLES if name in differing)))
    return found


def _settled(assessment: Assessment) -> bool:
    """Nothing is open, so no further fact can change anything: an interval always holds every completion."""
    rate, amount = assessment.rate, assessment.amount
    return (
        assessment.verdict != UNKNOWN
        and assessment.determination in ("exact", "none")
        and (rate is None or rate[0] == rate[1])
        and (assessment.determination == "none" or (amount is not None and amount[0] == amount[1]))
    )


def _candidates(
    slices: Sequence[Slice], facts: Facts, model: FactModel, assessment: Assessment
) -> Iterator[tuple[str, int | None]]:
    """Askable facts that are not known and are read by something that is still open, directly or through a derivation."""
    vocabulary, costs_open = model.vocabulary, _costs_open(facts.case)
    seen: set[tuple[str, int | None]] = set()
    beneficiaries = [part.participant for part in assessment.aid.parts if part.funded != NOT_MET]
    reads: dict[tuple[str, str], None] = {}
    for rules in slices:
        for read in sorted(_open_reads(rules, facts, beneficiaries)):
            reads.update(dict.fromkeys(model.behind(read)))
    for fact_id, whose in reads:
        if fact_id == COSTS:
            owners: list[int | None] = [None] if costs_open else []
        else:
            fact = vocabulary.facts.get(fact_id)
            if fact is None or not fact.asked or fact.derived == "scheme":
                continue
            lead = facts.case.lead
            pools: dict[str, Sequence[int | None]] = {"case": [None], "lead": [lead], "all": range(len(facts.participants))}
            pool = pools.get(whose, beneficiaries)
            owners = [
                owner for owner in pool if not known(facts.value(fact, owner)) and not _asks_behind(fact, owner, facts, model)
            ]
        for owner in owners:
            if (fact_id, owner) not in seen:
                seen.add((fact_id, owner))
                yield fact_id, owner
    if costs_open and (COSTS, None) not in seen:
        yield COSTS, None


def _open_reads(rules: Slice, facts: Facts, beneficiaries: Sequence[int]) -> set[tuple[str, str]]:
    project = facts.project
    reads: set[tuple[str, str]] = set()
    for check in rules.checks:
        pool = [facts.participants[n] for n in beneficiaries] if check.per_participant else [project[LEAD]]
        if check.reads - reads and (check.local or any(check.verdict(project, array) == UNKNOWN for array in pool)):
            reads |= check.reads
    for item in rules.scheme.items:
        for quantity in (item.points, item.least, item.most, item.over):
            if quantity is not None:
                reads |= quantity.reads
    return reads


def _asks_behind(fact: Fact, owner: int | None, facts: Facts, model: FactModel) -> bool:
    """Whether a fact that can be derived waits for another that can be asked; then that one is asked instead."""
    for fact_id, whose in model.behind((fact.id, "own" if fact.of_participant else "case")):
        other = model.vocabulary.facts.get(fact_id)
        if other is None or other is fact or not other.asked:
            continue
        owners = [owner] if whose == "own" else range(len(facts.participants)) if whose == "all" else [None]
        if any(not known(facts.value(other, one)) for one in owners):
            return True
    return False


def _results(
    fact_id: str,
    participant: int | None,
    rules: Slice,
    facts: Facts,
    model: FactModel,
    carriers: Carriers,
    slices: Sequence[Slice],
) -> Iterator[tuple[Any, ...]]:
    """The result for each value that the fact could have."""
    if fact_id == COSTS:
        for costs in _cost_samples(slices, facts.case):
            yield assess(rules, model.facts_of(facts.case.edited(COSTS, None, costs)), carriers).result
        return
    fact = model.vocabulary.facts[fact_id]
    before = facts.value(fact, participant)
    for value in _values(fact, before, facts, model):
        if fact_id in model.inputs:
            try:
                edited = model.facts_of(facts.case.edited(fact_id, participant, value))
            except CaseContradicted:
                continue
            yield assess(rules, edited, carriers).result
        else:
            with_value = _Edit(facts, fact, participant, model)
            yield with_value.result(value, rules, carriers)


class _Edit:
    """A fact that nothing is derived from is edited in place, and put back."""

    def __init__(self, facts: Facts, fact: Fact, participant: int | None, model: FactModel) -> None:
        self.facts, self.fact, self.model = facts, fact, model
        self.array = facts.project if participant is None or not fact.of_participant else facts.participants[participant]

    def result(self, value: Any, rules: Slice, carriers: Carriers) -> tuple[Any, ...]:
        arrays = [self.facts.project, *self.facts.participants]
        memos = [list(array[MEMO]) for array in arrays]
        before, self.array[self.fact.slot] = self.array[self.fact.slot], value
        for index in self.model.compiler.reading(self.fact.id):
            for array in arrays:
                array[MEMO][index] = None
        result = assess(rules, self.facts, carriers).result
        self.array[self.fact.slot] = before
        for array, memo in zip(arrays, memos, strict=True):
            array[MEMO] = memo
        return result


def _values(fact: Fact, before: Any, facts: Facts, model: FactModel) -> list[Any]:
    """Values that stand for all that a fact could be: codes, or numbers around the thresholds that the rules hold against it."""
    if fact.type == "bool":
        return [True, False]
    if fact.type == "enum":
        return sorted(before.codes if isinstance(before, Among) else fact.codes)
    if fact.type == "set":
        return [frozenset(), *(frozenset([code]) for code in sorted(fact.codes))]
    thresholds = set()
    for quantity in model.compiler.thresholds.get(fact.id, ()):
        thresholds |= {bound for bound in bounds(quantity.get(facts.project, facts.project[LEAD])) if bound is not None}
    if fact.type == "date":
        day = timedelta(days=1)
        return sorted({threshold + step for threshold in thresholds for step in (-day, 0 * day, day)})
    step = 1 if fact.type == "integer" else Fraction(1, 100)
    least = 0 if fact.minimum is None else fact.minimum
    most = 10**9 if fact.maximum is None else fact.maximum
    around = {threshold + delta for threshold in thresholds for delta in (-step, 0, step)} | {least, least + 1, most}
    span = before if isinstance(before, Range) else Range(least, most)
    return sorted(value for value in around if least <= value <= most and contains(span, value))


def _costs_open(case: Case) -> bool:
    return case.costs is None or any(line.cents is None or line.heading is None for line in case.costs)


def _cost_samples(slices: Sequence[Slice], case: Case) -> Iterator[tuple[CostLine, ...]]:
    """Costs that stand for all that the costs could be: sizes from small to large, on one participant or shared equally."""
    if case.costs is not None:
        if any(line.cents is None for line in case.costs):
            for cents in SAMPLE_CENTS:
                yield tuple(replace(line, cents=cents) if line.cents is None else line for line in case.costs)
        else:
            for heading in ("personnel", "operating"):
                yield tuple(replace(line, heading=heading) if line.heading is None else line for line in case.costs)
        return
    everyone = range(len(case.participants))
    for activity in dict.fromkeys(activity for rules in slices for activity in rules.scheme.rules):
        for cents in SAMPLE_CENTS:
            yield (CostLine(case.lead, activity, cents),)
            if len(case.participants) > 1:
                yield tuple(CostLine(n, activity, cents) for n in everyone)
