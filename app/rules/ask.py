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
Read = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that would settle something, whose (position, `None`: the case's), and what: eligibility, rate, amount."""

    fact: str
    participant: int | None
    settles: tuple[str, ...]


def missing_facts(rules: Slice, facts: Facts, assessment: Assessment, carriers: Carriers) -> list[Missing]:
    """The askable facts of which two values give different results, all else unchanged; those, and only those.

    An interval always holds every completion, so where nothing is open no fact can change anything.
    """
    search = _Search(rules, facts, assessment, carriers)
    return [missing for missing in (search.tried(*candidate) for candidate in search.candidates()) if missing is not None]


class _Search:
    """One search for the missing facts of an assessment."""

    def __init__(self, rules: Slice, facts: Facts, assessment: Assessment, carriers: Carriers) -> None:
        self.rules, self.facts, self.assessment, self.carriers = rules, facts, assessment, carriers
        self.model = facts.model
        self.slices = [rules, *(carrier.slice for carrier in assessment.carriers)]
        self.beneficiaries = [part.participant for part in assessment.aid.parts if part.funded != NOT_MET]
        self.gates = self._open_gates() if assessment.verdict == UNKNOWN else []

    def _open_gates(self) -> list[tuple[Any, int | None]]:
        """The hard conditions that are unknown, and whose."""
        project, participants = self.facts.project, self.facts.participants
        found: list[tuple[Any, int | None]] = []
        for condition in (condition for rules in self.slices for condition in rules.conditions if not condition.soft):
            check = condition.check
            if check.per_participant:
                pool = range(len(participants)) if condition.excludes else self.beneficiaries
                found += [(check, n) for n in pool if check.verdict(project, participants[n]) == UNKNOWN]
            elif check.verdict(project, project[LEAD]) == UNKNOWN:
                found.append((check, None))
        return found

    def candidates(self) -> Iterator[tuple[str, int | None]]:
        """Askable facts that are not known and are read by something that is still open, directly or through a derivation."""
        seen: set[tuple[str, int | None]] = set()
        costs_open = _costs_open(self.facts.case)
        for fact_id, whose, owner in self._open_reads():
            if fact_id == COSTS:
                owners: Sequence[int | None] = [None] if costs_open else []
            else:
                owners = self._owners(fact_id, whose, owner)
            for one in owners:
                if (fact_id, one) not in seen:
                    seen.add((fact_id, one))
                    yield fact_id, one

    def _open_reads(self) -> Iterator[tuple[str, str, int | None]]:
        """What is read by what is open: fact, whose, and the participant that a condition is about."""
        for check, owner in self.gates:
            yield from self._reads(check.reads, owner)
        verdict, aid_open = self.assessment.verdict, self._aid_open()
        for rules in self.slices if aid_open or verdict == UNKNOWN else ():
            scheme, project = rules.scheme, self.facts.project
            if aid_open:
                for check in scheme.checks:
                    pool = self.facts.participants if check.per_participant else [project[LEAD]]
                    if any(check.verdict(project, array) == UNKNOWN for array in pool):
                        yield from self._reads(check.reads, None)
                for item in scheme.items:
                    for quantity in (item.points, item.least, item.most, item.over):
                        if quantity is not None and quantity.reads:
                            yield from self._reads(quantity.reads, None)
                yield COSTS, "case", None
            elif scheme.beneficiary.reads:
                yield from self._reads(scheme.beneficiary.reads, None)

    def _aid_open(self) -> bool:
        """Whether a fact can still change the rate or the amount, results that are known only afterwards aside."""
        assessment = self.assessment
        for one in (assessment, *assessment.carriers):
            if one.aid.activity_funded == UNKNOWN or any(verdict == UNKNOWN for _, _, verdict in one.aid.bands):
                return True
        if assessment.determination in ("dependsOnResults", "none") and not _costs_open(self.facts.case):
            return False
        rate, amount = assessment.rate, assessment.amount
        return rate is None or amount is None or rate[0] != rate[1] or amount[0] != amount[1]

    def _reads(self, reads: frozenset[Read], owner: int | None) -> Iterator[tuple[str, str, int | None]]:
        for read in sorted(reads):
            for fact_id, whose in self.model.behind(read) if read[0] in self.model.inputs else (read,):
                yield fact_id, whose, owner

    def _owners(self, fact_id: str, whose: str, owner: int | None) -> list[int | None]:
        fact = self.model.vocabulary.facts.get(fact_id)
        if fact is None or not fact.asked or fact.derived == "scheme":
            return []
        pools: dict[str, Sequence[int | None]] = {
            "case": [None],
            "lead": [self.facts.case.lead],
            "all": range(len(self.facts.participants)),
        }
        pool = pools.get(whose, self.beneficiaries if owner is None else [owner])
        return [one for one in pool if not known(self.facts.value(fact, one)) and not self._asks_behind(fact, one)]

    def _asks_behind(self, fact: Fact, owner: int | None) -> bool:
        """Whether a fact that can be derived waits for another that can be asked; then that one is asked instead."""
        if fact.derived is None:
            return False
        for fact_id, whose in self.model.behind((fact.id, "own" if fact.of_participant else "case")):
            other = self.model.vocabulary.facts.get(fact_id)
            if other is None or other is fact or not other.asked:
                continue
            owners = [owner] if whose == "own" else range(len(self.facts.participants)) if whose == "all" else [None]
            if any(not known(self.facts.value(other, one)) for one in owners):
                return True
        return False

    def tried(self, fact_id: str, owner: int | None) -> Missing | None:
        """The fact as missing when two of its values give different results."""
        if self._only_gates(fact_id, owner):
            return Missing(fact_id, owner, ("eligibility",)) if self._decides(fact_id, owner) else None
        differing: set[str] = set()
        first: tuple[Any, ...] | None = None
        for result in self._results(fact_id, owner):
            if first is None:
                first = result
            else:
                differing |= {name for name, before, after in zip(SETTLES, first, result, strict=True) if before != after}
                if len(differing) == len(SETTLES):
                    break
        return Missing(fact_id, owner, tuple(name for name in SETTLES if name in differing)) if differing else None

    def _only_gates(self, fact_id: str, owner: int | None) -> bool:
        """Whether the fact is read by conditions alone, so that these alone tell what it changes."""
        return (
            fact_id not in self.model.inputs
            and fact_id != COSTS
            and not self.rules.carried_by
            and all(fact_id != name for name, _ in self.rules.scheme.reads)
            and not any(check.local for check, _ in self.gates if any(fact_id == name for name, _ in check.reads))
            and not any(condition.excludes for condition in self.rules.conditions)
        )

    def _decides(self, fact_id: str, owner: int | None) -> bool:
        """Whether some value makes a condition fail and another does not; the rest of the verdict is unknown or met."""
        concerned = [
            (check, n) for check, n in self.gates if any(name == fact_id for name, _ in check.reads) and (n is None or n == owner)
        ]
        if any(check.decides == fact_id for check, _ in concerned):
            return True
        outcomes = set()
        rest = min((UNKNOWN for gate in self.gates if gate not in concerned), default=2)
        with _Edit(self.facts, fact_id, owner) as edit:
            for value in self._values(edit.fact, edit.before):
                edit.give(value)
                arrays = [self.facts.participants[n] if n is not None else self.facts.project[LEAD] for _, n in concerned]
                verdicts = [check.verdict(self.facts.project, array) for (check, _), array in zip(concerned, arrays, strict=True)]
                outcomes.add(min(rest, *verdicts))
        return len(outcomes) > 1

    def _results(self, fact_id: str, owner: int | None) -> Iterator[tuple[Any, ...]]:
        """The result for each value that the fact could have."""
        case = self.facts.case
        if fact_id == COSTS:
            for costs in _cost_samples(self.slices, case):
                yield self._assessed(self.model.facts_of(case.edited(COSTS, None, costs)))
            return
        fact = self.model.vocabulary.facts[fact_id]
        if fact_id in self.model.inputs:
            for value in self._values(fact, self.facts.value(fact, owner)):
                try:
                    edited = self.model.facts_of(case.edited(fact_id, owner, value))
                except CaseContradicted:
                    continue
                yield self._assessed(edited)
            return
        with _Edit(self.facts, fact_id, owner) as edit:
            for value in self._values(fact, edit.before):
                edit.give(value)
                yield self._assessed(self.facts)

    def _assessed(self, facts: Facts) -> tuple[Any, ...]:
        return assess(self.rules, facts, self.carriers, trace=False).result

    def _values(self, fact: Fact, before: Any) -> list[Any]:
        """Values that stand for all that a fact could be: codes, or numbers around the thresholds that the rules hold against it."""
        if fact.type == "bool":
            return [True, False]
        if fact.type == "enum":
            return sorted(before.codes if isinstance(before, Among) else fact.codes)
        if fact.type == "set":
            return [frozenset(), *(frozenset([code]) for code in sorted(fact.codes))]
        project, thresholds = self.facts.project, set()
        for quantity in self.model.compiler.thresholds.get(fact.id, ()):
            if not quantity.local:
                thresholds |= {bound for bound in bounds(quantity.get(project, project[LEAD])) if bound is not None}
        if fact.type == "date":
            day = timedelta(days=1)
            return sorted({threshold + step for threshold in thresholds for step in (-day, 0 * day, day)})
        step = 1 if fact.type == "integer" else Fraction(1, 100)
        least = 0 if fact.minimum is None else fact.minimum
        most = 10**9 if fact.maximum is None else fact.maximum
        around = {threshold + delta for threshold in thresholds for delta in (-step, 0, step)} | {least, least + 1, most}
        span = before if isinstance(before, Range) else Range(least, most)
        return sorted(value for value in around if least <= value <= most and contains(span, value))


class _Edit:
    """A fact that nothing is derived from, edited in place and put back at the end."""

    def __init__(self, facts: Facts, fact_id: str, participant: int | None) -> None:
        self.fact = facts.model.vocabulary.facts[fact_id]
        self.arrays = [facts.project, *facts.participants]
        self.array = facts.project if participant is None or not self.fact.of_participant else facts.participants[participant]
        self.reading = facts.model.compiler.reading(fact_id)
        self.before = self.array[self.fact.slot]
        self.memos: list[Any] = []

    def __enter__(self) -> "_Edit":
        self.memos = [array[MEMO] for array in self.arrays]
        for array, memo in zip(self.arrays, self.memos, strict=True):
            array[MEMO] = memo.copy()
        return self

    def give(self, value: Any) -> None:
        """Give the fact a value and forget the verdicts that read it."""
        self.array[self.fact.slot] = value
        for array in self.arrays:
            memo = array[MEMO]
            for index in self.reading:
                memo[index] = None

    def __exit__(self, *_: object) -> None:
        self.array[self.fact.slot] = self.before
        for array, memo in zip(self.arrays, self.memos, strict=True):
            array[MEMO] = memo


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
