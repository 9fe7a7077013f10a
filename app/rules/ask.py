"""Which facts are missing: edit the case, derive the facts again, assess again, and see whether anything changes."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from app.rules.assess import Assessment, Carriers, Slice, assess
from app.rules.case import COSTS_ID as COSTS
from app.rules.conditions import Check
from app.rules.errors import CaseContradicted
from app.rules.facts import Facts
from app.rules.trials import BUDGET, Edit, cost_samples, spread
from app.rules.values import Among, Range, contains, known
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from app.rules.vocabulary import LEAD, Fact

_CASE: tuple[None] = (None,)
_COSTS_READ = frozenset({(COSTS, "case")})
SETTLES = ("eligibility", "rate", "amount")
MOST_WORK = 30_000
Read = tuple[str, str]
Gate = tuple[Check, int | None]


@dataclass(frozen=True, slots=True)
class Missing:
    """A fact that would settle something, whose (position, `None`: the case's), and what: eligibility, rate, amount."""

    fact: str
    participant: int | None
    settles: tuple[str, ...]


def missing_facts(rules: Slice, facts: Facts, assessment: Assessment, carriers: Carriers) -> list[Missing]:
    """The askable facts of which two values give different results, all else unchanged; those, and only those.

    An interval always holds every completion, so where nothing is open no fact can change anything. Where the eligibility is open
    and no single fact changes it (a climate plan that two participants each owe), those that change one condition are missing.
    After `MOST_WORK` on one case, of which dozens of participants differ, what something open reads is missing without a trial.
    """
    aid_open = _aid_open(facts, assessment)
    if assessment.verdict != UNKNOWN and not aid_open:
        return []
    search = _Search(rules, facts, assessment, carriers, aid_open=aid_open)
    nothing_read = not aid_open and not search.gates and assessment.aid.beneficiary != UNKNOWN and not assessment.carriers
    return [] if nothing_read else search.missing()


class _Search:
    """One search for the missing facts of an assessment.

    `aid_open` tells that a fact can still change the aid; `gates` are the hard conditions that are unknown, and whose.
    """

    def __init__(self, rules: Slice, facts: Facts, assessment: Assessment, carriers: Carriers, *, aid_open: bool) -> None:
        self.rules, self.facts, self.assessment, self.carriers = rules, facts, assessment, carriers
        self.aid_open = aid_open
        self.model = facts.model
        self.slices = [rules, *(carrier.slice for carrier in assessment.carriers)]
        self.funded = assessment.aid.funded
        self.beneficiaries = [n for n, funded in enumerate(self.funded) if funded]
        if assessment.carriers:
            more = [n for one in assessment.carriers for n, funded in enumerate(one.aid.funded) if funded]
            self.beneficiaries = sorted({*self.beneficiaries, *more})
        # Which carrier pays may be open though one surely does.
        open_too = assessment.verdict == MET and any([carrier.verdict == UNKNOWN for carrier in assessment.carriers])
        self.gates = self._open_gates() if open_too or assessment.verdict == UNKNOWN else []

    @cached_property
    def open(self) -> frozenset[str]:
        """What is open of the result, and can therefore differ."""
        assessment = self.assessment
        if not any([one.scheme.rules for one in self.slices]):
            return frozenset(SETTLES[:1]) if assessment.verdict == UNKNOWN else frozenset()
        rate, amount = assessment.rate, assessment.amount
        # The figures are those of what is funded; it may turn out that nothing is.
        unsure = any([one.aid.activity_funded == UNKNOWN for one in (assessment, *assessment.carriers)])
        amount_open = unsure or amount is None or amount[0] != amount[1]
        # A ceiling on an amount that is not known may still lower the rate.
        rate_open = unsure or amount is None or rate is None or rate[0] != rate[1]
        are_open = assessment.verdict == UNKNOWN, rate_open, amount_open
        return frozenset([name for name, is_open in zip(SETTLES, are_open, strict=True) if is_open])

    @cached_property
    def beside(self) -> int:
        """The verdict of all that decides beside the conditions."""
        aid = self.assessment.aid
        bands = [verdict for _, _, verdict in aid.bands]
        conditions = MET if self.rules.conditions_known else UNKNOWN
        return min([aid.beneficiary, MET if aid.activity_funded is None else aid.activity_funded, conditions, *bands])

    def missing(self) -> list[Missing]:
        """What is missing; participants of whom the same is known are tried once."""
        tried: dict[tuple[str, int | None], tuple[tuple[str, ...], bool]] = {}
        found: list[Missing] = []
        changing: list[Missing] = []
        for fact_id, owner in self.candidates():
            key = fact_id, owner if owner is None else self.facts.alike[owner]
            outcome = tried.get(key)
            if outcome is None:
                spent = self.facts.work > MOST_WORK
                outcome = tried[key] = (
                    (tuple([name for name in SETTLES if name in self.open]), False) if spent else self._tried(fact_id, owner)
                )
            settles, changes = outcome
            if settles:
                found.append(Missing(fact_id, owner, settles))
            elif changes:
                changing.append(Missing(fact_id, owner, ("eligibility",)))
        return found or changing

    def _open_gates(self) -> list[Gate]:
        """The hard conditions that are unknown, and whose."""
        project, participants = self.facts.project, self.facts.participants
        found: list[Gate] = []
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
        costs_open = self.facts.costs_open
        computed = any(one.scheme.rules for one in self.slices)
        for reads, concerned in self._open_reads():
            for fact, whose in self.model.tracing.asked(reads, computed=computed):
                if fact is None:
                    owners: Sequence[int | None] = [None] if costs_open else []
                else:
                    owners = self._owners(fact, whose, concerned)
                fact_id = COSTS if fact is None else fact.id
                for owner in owners:
                    if (fact_id, owner) not in seen:
                        seen.add((fact_id, owner))
                        yield fact_id, owner

    def _open_reads(self) -> Iterator[tuple[frozenset[Read], int | None]]:
        """What is read by what is open, and the participant that a condition is about."""
        for check, concerned in self.gates:
            yield check.reads, concerned
        project, participants = self.facts.project, self.facts.participants
        for rules in self.slices:
            scheme = rules.scheme
            if not self.aid_open:
                yield scheme.beneficiary.reads, None
                continue
            for check in scheme.checks:
                pool = participants if check.per_participant else [project[LEAD]]
                if UNKNOWN in [check.verdict(project, array) for array in pool]:
                    yield check.reads, None
            for condition in rules.conditions if rules.leaves_out else ():
                if condition.excludes:
                    yield condition.check.reads, None
            for reads in scheme.quantity_reads:
                yield reads, None
            yield _COSTS_READ, None

    def _owners(self, fact: Fact, whose: str, concerned: int | None) -> list[int | None]:
        pool: Sequence[int | None]
        if whose == "case":
            pool = _CASE
        elif whose == "own":
            pool = self.beneficiaries if concerned is None else [concerned]
        else:
            pool = [self.facts.case.lead] if whose == "lead" else range(len(self.facts.participants))
        asked, fact_id = self.facts.asked, fact.id
        found = []
        for one in pool:
            is_asked = asked.get((fact_id, one))
            if is_asked is None:
                is_asked = not known(self.facts.value(fact, one)) and not self._asks_behind(fact, one)
                asked[fact_id, one] = is_asked
            if is_asked:
                found.append(one)
        return found

    def _asks_behind(self, fact: Fact, owner: int | None) -> bool:
        """Whether a fact that can be derived waits for another that can be asked; then that one is asked instead."""
        if fact.derived is None:
            return False
        for fact_id, whose in self.model.tracing.behind((fact.id, "own" if fact.of_participant else "case")):
            other = self.model.vocabulary.facts.get(fact_id)
            if other is None or other is fact or not other.asked:
                continue
            owners = [owner] if whose == "own" else range(len(self.facts.participants)) if whose == "all" else [None]
            if any(not known(self.facts.value(other, one)) for one in owners):
                return True
        return False

    def _tried(self, fact_id: str, owner: int | None) -> tuple[tuple[str, ...], bool]:
        """What differs between two values of the fact, and whether they change a condition without changing the result."""
        if self._only_gates(fact_id):
            return self._decides(fact_id, owner)
        differing: set[str] = set()
        goal = self.open if self._can_decide(fact_id) else self.open - {SETTLES[0]}
        first: tuple[Any, ...] | None = None
        for result in self._results(fact_id, owner):
            if first is None:
                first = result
            else:
                differing |= {name for name, before, after in zip(SETTLES, first, result, strict=True) if before != after}
                if differing >= goal:
                    break
        return tuple(name for name in SETTLES if name in differing), False

    def _can_decide(self, fact_id: str) -> bool:
        """Whether the eligibility may change with the fact."""
        deciding = self.rules.deciding
        changing = self.model.tracing.changing.get(fact_id, frozenset())
        return deciding is None or fact_id in deciding or not changing.isdisjoint(deciding)

    def _only_gates(self, fact_id: str) -> bool:
        """Whether the fact is read by conditions alone, so that these alone tell what it changes."""
        return (
            fact_id not in self.rules.scheme.fact_ids
            and not self.rules.carried_by
            and not self.rules.leaves_out
            and self._stands_alone(fact_id)
            and not any([check.local for check, _ in self.gates])
        )

    def _stands_alone(self, fact_id: str) -> bool:
        """Whether nothing that is read here, or that the case says, changes with the fact."""
        changing = self.model.tracing.changing.get(fact_id)
        if changing is None:
            return True
        if fact_id == COSTS:
            return False
        case = self.facts.case
        return (
            all([changing.isdisjoint(rules.fact_ids) for rules in self.slices])
            and changing.isdisjoint(case.given)
            and all([changing.isdisjoint(one.given) for one in case.participants])
        )

    def _decides(self, fact_id: str, owner: int | None) -> tuple[tuple[str, ...], bool]:
        """Whether some value makes a condition fail and another does not; the rest of the verdict is unknown or met."""
        concerned = []
        # What asks one participant something may read a fact of the case, of the lead or of all beside it.
        beside = {(fact_id, whose) for whose in ("case", "lead", "all")}
        for check, n in self.gates:
            if fact_id in check.fact_ids and (n in (None, owner) or not check.reads.isdisjoint(beside)):
                if check.decides == fact_id and (n is None or self.funded[n] == MET):
                    return ("eligibility",), False
                concerned.append((check, n))
        swings = self._swings(concerned, fact_id, owner)
        rest = min(self.beside, UNKNOWN if len(self.gates) > len(concerned) else MET)
        # Who may not be a beneficiary cannot refuse the project.
        least = [NOT_MET if n is None or self.funded[n] == MET else UNKNOWN for _, n in concerned]
        if len({min((rest, *map(max, verdicts, least))) for verdicts in swings}) > 1:
            return ("eligibility",), False
        return (), len(swings) > 1

    def _swings(self, concerned: Sequence[Gate], fact_id: str, owner: int | None) -> set[tuple[int, ...]]:
        """The verdicts that these conditions give together, over all values of a fact; found once for all instruments."""
        # What reads nothing that is known swings alike in every case.
        alone = all([self._is_unknown(*read, n) for check, n in concerned for read in check.reads])
        kept: dict[tuple[Any, ...], set[tuple[int, ...]]] = self.model.swings if alone else self.facts.swings
        key = fact_id, alone or owner, *[(check.index, None if alone else n) for check, n in concerned]
        swings = kept.get(key)
        if swings is None:
            project, participants = self.facts.project, self.facts.participants
            arrays = [project[LEAD] if n is None else participants[n] for _, n in concerned]
            swings = kept[key] = set()
            with Edit(self.facts, fact_id, owner) as edit:
                for value in self._values(edit.fact, edit.before, [check for check, _ in concerned]):
                    edit.give(value)
                    swings.add(tuple([check.verdict(project, array) for (check, _), array in zip(concerned, arrays, strict=True)]))
        return swings

    def _is_unknown(self, fact_id: str, whose: str, owner: int | None) -> bool:
        """Whether nothing at all is known of a fact, of the case or of the participant."""
        fact = self.model.vocabulary.facts.get(fact_id)
        return fact is not None and whose in ("case", "own") and self.facts.value(fact, owner) is None

    def _results(self, fact_id: str, owner: int | None) -> Iterator[tuple[Any, ...]]:
        """The result for each value that the fact could have."""
        for result in self._each(fact_id, owner):
            self.facts.work += len(self.facts.participants)
            yield result

    def _each(self, fact_id: str, owner: int | None) -> Iterator[tuple[Any, ...]]:
        if fact_id == COSTS:
            if BUDGET in self.facts.case.given:
                # A budget leaves few ways to spend it; lines that settle what it does not are missing all the same.
                yield self.assessment.result
            yield from self._derived_again(fact_id, None, cost_samples(self.slices, self.facts.case))
            return
        fact = self.model.vocabulary.facts[fact_id]
        if not self._stands_alone(fact_id):
            yield from self._derived_again(fact_id, owner, self._values(fact, self.facts.value(fact, owner)))
            return
        with Edit(self.facts, fact_id, owner) as edit:
            for value in spread(self._values(fact, edit.before)):
                edit.give(value)
                yield assess(self.rules, self.facts, self.carriers, trace=False).result

    def _derived_again(self, fact_id: str, owner: int | None, values: Iterable[Any]) -> Iterator[tuple[Any, ...]]:
        """The results for the case with these values, derived again; a value that contradicts the case gives none.

        The same edit serves all instruments that are assessed for these facts.
        """
        for value in values:
            key = fact_id, owner, value
            if key not in self.facts.edits:
                try:
                    self.facts.edits[key] = self.model.facts_of(self.facts.case.edited(fact_id, owner, value)), {}
                except CaseContradicted:
                    self.facts.edits[key] = None
            edited = self.facts.edits[key]
            if edited is not None:
                facts, done = edited
                yield assess(self.rules, facts, self.carriers, trace=False, done=done).result

    def _values(self, fact: Fact, before: Any, checks: Sequence[Check] | None = None) -> Sequence[Any]:
        """Values that stand for all that a fact could be, for these checks or all rules: codes, or numbers around thresholds."""
        if isinstance(before, Among):
            return sorted(before.codes)
        samples = self.model.samples(fact, self.facts.project, checks)
        return [value for value in samples if contains(before, value)] if isinstance(before, Range) else samples


def _aid_open(facts: Facts, assessment: Assessment) -> bool:
    """Whether a fact can still change the rate or the amount, results that are known only afterwards aside."""
    if assessment.carriers:
        return any(carrier.verdict == UNKNOWN or _aid_open(facts, carrier) for carrier in assessment.carriers)
    aid = assessment.aid
    if aid.beneficiary == NOT_MET:
        return False
    if aid.activity_funded == UNKNOWN or any(verdict == UNKNOWN for _, _, verdict in aid.bands):
        return True
    if aid.determination in ("dependsOnResults", "none") and not facts.costs_open:
        return False
    rate, amount = aid.rate, aid.amount
    return rate is None or amount is None or rate[0] != rate[1] or amount[0] != amount[1]
