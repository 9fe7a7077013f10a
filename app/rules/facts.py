"""From a case to facts: what was said, what follows from it, and what is presumed where the case is silent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.rules import quantities
from app.rules.conditions import Check, Compiler
from app.rules.errors import CaseContradicted, Issue
from app.rules.size import Accounts, SizeClass, newest, size_of
from app.rules.values import Range, Value, bounds, contains, ranged
from app.rules.verdict import MET
from app.rules.vocabulary import COSTS, ID, INDEX, LEAD, LINKS, LISTED, MEMBERS, MEMO, OUTCOME, Fact

SIZE, ROLE = "participant.size", "participant.role"
INDEPENDENT = "consortium.independentEnterprises"
MEMBER_ROLES = ("applicant", "partner")


@dataclass(frozen=True, slots=True)
class CostLine:
    """Costs of one participant for one activity, in cents; `None` where the amount is not known."""

    participant: int
    activity: str
    cents: int | None = None
    heading: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Participant:
    """One party: its role, what was said of it (values by fact id), its accounts and the participants it is linked to.

    `linked_to` holds positions in the case; `None` when the case is silent on links.
    """

    id: str
    role: str
    given: Mapping[str, Value] = field(default_factory=dict)
    accounts: tuple[Accounts, ...] = ()
    linked_to: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a person knows: participants (at least one), cost lines (`None`: costs unknown), facts of project and consortium."""

    reference_date: date
    participants: tuple[Participant, ...]
    costs: tuple[CostLine, ...] | None = None
    given: Mapping[str, Value] = field(default_factory=dict)
    presume: bool = True

    def edited(self, fact_id: str, participant: int | None, value: Any) -> "Case":
        """The same case with one fact given another value; `project.costs` replaces the cost lines."""
        if fact_id == "project.costs":
            return replace(self, costs=value)
        if participant is None:
            return replace(self, given={**self.given, fact_id: value})
        one = self.participants[participant]
        changed = replace(one, given={**one.given, fact_id: value})
        return replace(self, participants=(*self.participants[:participant], changed, *self.participants[participant + 1 :]))

    @property
    def lead(self) -> int:
        """The position of the lead: the first applicant, else the first participant."""
        return next((n for n, one in enumerate(self.participants) if one.role == "applicant"), 0)


@dataclass(slots=True)
class Facts:
    """The arrays that compiled rules read, and where each presumption stepped in: pairs of participant (or `None`) and fact."""

    case: Case
    project: list[Any]
    participants: list[list[Any]]
    presumed: dict[tuple[int | None, str], Value]

    def value(self, fact: Fact, participant: int | None) -> Value:
        """What is known of a fact."""
        array = self.participants[participant] if participant is not None and fact.of_participant else self.project
        value: Value = array[fact.slot]
        return value

    def forget_verdicts(self) -> None:
        """Clear what was remembered of verdicts, after an edit of the arrays."""
        for array in (self.project, *self.participants):
            array[MEMO] = [None] * len(array[MEMO])


@dataclass(frozen=True, slots=True)
class _Choice:
    check: Check | None
    value: quantities.Quantity


class FactModel:
    """How facts follow from a case: derivations and presumptions of a vocabulary, compiled."""

    def __init__(self, compiler: Compiler, sizes: Sequence[tuple[date | None, date | None, tuple[SizeClass, ...]]]) -> None:
        """`sizes` are the dated versions of the size definition: first day, day after the last, classes."""
        self.compiler, self.vocabulary, self.sizes = compiler, compiler.vocabulary, tuple(sizes)
        self._derived: list[tuple[Fact, tuple[_Choice, ...] | quantities.Quantity]] = []
        self._presumed: list[tuple[Fact, tuple[_Choice, ...]]] = []
        for fact in self.vocabulary.facts.values():
            if isinstance(fact.derived, (list, tuple)):
                self._derived.append((fact, self._choices(fact, fact.derived, "derived")))
            elif isinstance(fact.derived, Mapping):
                self._derived.append((fact, quantities.compile_quantity(compiler, fact.derived, (fact.id, "derived"))))
            if fact.presumed:
                self._presumed.append((fact, self._choices(fact, fact.presumed, "presumed")))
        self._behind, self.inputs = self._trace()
        self._participant_steps = self._steps(of_participant=True)
        self._project_steps = self._steps(of_participant=False)

    def _trace(self) -> tuple[dict[str, frozenset[tuple[str, str]]], frozenset[str]]:
        """What each derived fact is derived from, and all facts that something is derived or presumed from."""
        behind = {}
        for fact, how in self._derived:
            if isinstance(how, quantities.Quantity):
                behind[fact.id] = how.reads
            else:
                behind[fact.id] = frozenset().union(*(choice.check.reads for choice in how if choice.check is not None))
        presumed = [
            reads
            for _, choices in self._presumed
            for choice in choices
            for reads in (choice.value.reads, choice.check.reads if choice.check is not None else frozenset())
        ]
        inputs = {fact_id for reads in (*behind.values(), *presumed) for fact_id, _ in reads}
        return behind, frozenset(inputs | set(behind) | {SIZE, "project.grantDate"})

    def behind(self, read: tuple[str, str]) -> list[tuple[str, str]]:
        """A fact and all that it is derived from, each with whose: own, lead, all or case."""
        found: dict[tuple[str, str], None] = {}
        todo = [read]
        while todo:
            fact_id, whose = todo.pop()
            if (fact_id, whose) in found:
                continue
            found[fact_id, whose] = None
            for inner, inner_whose in sorted(self._behind.get(fact_id, ())):
                todo.append((inner, whose if inner_whose == "own" and whose != "case" else inner_whose))
        return list(found)

    def _steps(self, *, of_participant: bool) -> list[tuple[Fact, Any, tuple[_Choice, ...]]]:
        derived, presumed = dict(self._derived_by_id()), {fact.id: choices for fact, choices in self._presumed}
        return [
            (fact, derived.get(fact.id), presumed.get(fact.id, ()))
            for fact in self.vocabulary.facts.values()
            if fact.of_participant is of_participant and (fact.id in derived or fact.id in presumed)
        ]

    def _derived_by_id(self) -> list[tuple[str, Any]]:
        return [(fact.id, how) for fact, how in self._derived]

    def _choices(self, fact: Fact, choices: Sequence[Mapping[str, Any]], word: str) -> tuple[_Choice, ...]:
        compiled = []
        for n, choice in enumerate(choices):
            path = (fact.id, word, n)
            check = self.compiler.compile(choice["when"], None, (*path, "when")) if "when" in choice else None
            compiled.append(_Choice(check, self._plain(choice["value"], (*path, "value"))))
        return tuple(compiled)

    def _plain(self, value: Any, path: tuple[str | int, ...]) -> quantities.Quantity:
        if isinstance(value, bool) or (isinstance(value, str) and quantities.figure(value) is None):
            if value == "referenceDate":
                return quantities.Quantity(lambda case, participant: case[OUTCOME])
            return quantities.Quantity(lambda case, participant: value)
        return quantities.compile_quantity(self.compiler, value, path)

    def facts_of(self, case: Case) -> Facts:
        """Work out the facts of a case.

        Raises `CaseContradicted` when a given fact cannot be true whatever participants the case may still leave out.
        """
        vocabulary, count = self.vocabulary, len(self.compiler.checks)
        project: list[Any] = [None] * vocabulary.project_length
        project[MEMO], project[OUTCOME] = [None] * count, case.reference_date
        participants = [self._array(case, n, one) for n, one in enumerate(case.participants)]
        project[LISTED], project[LEAD] = participants, participants[case.lead]
        project[MEMBERS] = [participants[n] for n, one in enumerate(case.participants) if one.role in MEMBER_ROLES]
        by_id = vocabulary.facts
        for fact_id, value in case.given.items():
            project[by_id[fact_id].slot] = value
        facts = Facts(case, project, participants, {})
        issues: list[Issue] = []
        self._sizes(facts, issues)
        for n, array in enumerate(participants):
            for fact, derived, presumed in self._participant_steps:
                self._settle(facts, fact, derived, presumed, n, array, issues)
        self._unlisted(facts, issues)
        if issues:
            raise CaseContradicted(issues)
        project[OUTCOME] = None
        # Verdicts met on the way may have been reached before a fact had its value.
        facts.forget_verdicts()
        return facts

    def _array(self, case: Case, n: int, one: Participant) -> list[Any]:
        array: list[Any] = [None] * self.vocabulary.participant_length
        array[MEMO], array[INDEX], array[LINKS], array[ID] = [None] * len(self.compiler.checks), n, one.linked_to, one.id
        if case.costs is not None:
            array[COSTS] = tuple(line for line in case.costs if line.participant == n)
        by_id = self.vocabulary.facts
        for fact_id, value in one.given.items():
            array[by_id[fact_id].slot] = value
        array[by_id[ROLE].slot] = one.role
        return array

    def _settle(
        self,
        facts: Facts,
        fact: Fact,
        derived: Any,
        presumed: tuple[_Choice, ...],
        n: int | None,
        array: list[Any],
        issues: list[Issue],
    ) -> None:
        """Give one fact its value: what was given, else what follows, else what is presumed."""
        given = array[fact.slot]
        if derived is not None:
            value = _evaluate(derived, facts.project, array)
            if given is None:
                array[fact.slot] = value
            elif fact.of_participant and not contains(value, given, fact.codes):
                path = ("participants", n or 0, "facts", fact.id)
                issues.append(Issue(path, "differsFromDerivation", {"fact": fact.id, "given": given, "derived": value}))
        if array[fact.slot] is None and facts.case.presume and presumed:
            value = _evaluate(presumed, facts.project, array)
            if value is not None:
                array[fact.slot] = value
                facts.presumed[n, fact.id] = value

    def _sizes(self, facts: Facts, issues: list[Issue]) -> None:
        """Size classes from accounts; a declared class may be larger (the group's), never smaller."""
        fact = self.vocabulary.facts[SIZE]
        grant_date = facts.project[self.vocabulary.facts["project.grantDate"].slot] or facts.case.reference_date
        classes = next(
            (classes for start, end, classes in self.sizes if (not start or start <= grant_date) and (not end or grant_date < end)),
            (),
        )
        order = [size_class.size for size_class in classes]
        for n, one in enumerate(facts.case.participants):
            accounts = newest(one.accounts)
            if accounts is None or not classes:
                continue
            computed = size_of(accounts, classes)
            declared = facts.participants[n][fact.slot]
            least = computed if isinstance(computed, str) else min(computed.codes, key=order.index)
            if declared is None:
                facts.participants[n][fact.slot] = computed
            elif isinstance(declared, str) and order.index(declared) < order.index(least):
                details = {"declared": declared, "computed": least, "year": accounts.year}
                issues.append(Issue(("participants", n, "size"), "sizeBelowAccounts", details))

    def _unlisted(self, facts: Facts, issues: list[Issue]) -> None:
        """Facts of project and consortium; a count above the list or a share below it means partners that are not listed."""
        project, pending, unlisted = facts.project, [], False
        for fact, derived, presumed in self._project_steps:
            given = project[fact.slot]
            if derived is None or given is None:
                if derived is not None:
                    pending.append(fact)
                self._settle(facts, fact, derived, presumed, None, project, issues)
                continue
            listed = _evaluate(derived, project, project[LEAD])
            lo, hi = bounds(listed)
            given_lo, given_hi = bounds(given)
            below_list = fact.completion == "raises" and lo is not None and given_hi is not None and given_hi < lo
            above_list = fact.completion == "lowers" and hi is not None and given_lo is not None and given_lo > hi
            if below_list or above_list:
                details = {"fact": fact.id, "given": given, "derived": listed}
                issues.append(Issue(("facts", fact.id), "countBelowList" if below_list else "shareAboveList", details))
            elif not contains(listed, given):
                unlisted = True
                facts.presumed[None, fact.id] = given
        if unlisted:
            for fact in pending:
                project[fact.slot] = _completed(project[fact.slot], fact.completion)
        elif facts.case.presume:
            self._presume_independence(facts)

    def _presume_independence(self, facts: Facts) -> None:
        """Enterprises are independent of each other unless the case says otherwise."""
        by_id = self.vocabulary.facts
        if INDEPENDENT not in facts.case.given and isinstance(facts.project[by_id[INDEPENDENT].slot], Range):
            silent = [array for array in facts.participants if array[LINKS] is None]
            for array in silent:
                array[LINKS] = frozenset()
            for fact_id, fact in by_id.items():
                if isinstance(fact.derived, Mapping) and "independent" in fact.derived and fact_id not in facts.case.given:
                    derived = next(how for one, how in self._derived if one is fact)
                    facts.project[fact.slot] = _evaluate(derived, facts.project, facts.project[LEAD])
            facts.presumed[None, INDEPENDENT] = facts.project[by_id[INDEPENDENT].slot]


def _evaluate(how: Any, project: list[Any], participant: list[Any]) -> Value:
    if isinstance(how, quantities.Quantity):
        value: Value = how.get(project, participant)
        return value
    for choice in how:
        if choice.check is None or choice.check.evaluate(project, participant) == MET:
            chosen: Value = choice.value.get(project, participant)
            return chosen
    return None


def _completed(listed: Value, completion: str | None) -> Value:
    """What a derived fact can be when there are partners that the list does not show."""
    lo, hi = bounds(listed)
    if completion == "raises":
        return ranged(lo, None)
    if completion == "lowers":
        return ranged(None, hi)
    return None
