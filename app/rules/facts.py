"""From a case to facts: what was said, what follows from it, and what is presumed where the case is silent."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from app.rules import quantities
from app.rules.case import COSTS_ID, Case
from app.rules.choices import Choice, chosen, compile_choices, reads_of
from app.rules.conditions import Check, Compiler
from app.rules.consortium import groups
from app.rules.costs import costs_by_participant, id_of, totals_of
from app.rules.errors import CaseContradicted, Issue, RuleError
from app.rules.samples import samples_of
from app.rules.size import SizeClass, newest, size_of
from app.rules.source import Run
from app.rules.tracing import Tracing
from app.rules.values import PENDING, Value, bounds, contains, ranged
from app.rules.verdict import MET
from app.rules.vocabulary import (
    ACTIVITIES,
    BY_ID,
    COSTS,
    FUNDED,
    ID,
    INDEX,
    IS_MEMBER,
    LEAD,
    LINKS,
    LISTED,
    MEMBERS,
    MEMO,
    REFERENCE,
    SETTLING,
    SPENT,
    TOTALS,
    Fact,
)

SIZE, ROLE, KIND = "participant.size", "participant.role", "participant.kind"
GRANT_DATE, REFERENCE_DATE = "project.grantDate", "referenceDate"
INDEPENDENT, LINKED_TO = "consortium.independentEnterprises", "participant.linkedTo"
NOBODY: frozenset[int] = frozenset()
MEMBER_ROLES = ("applicant", "partner")


@dataclass(slots=True)
class Facts:
    """The arrays that compiled rules read.

    `beyond` are the facts that tell of partners who are not listed; `asked`, `swings` and `edits` keep what the search for missing
    facts worked out, for the instruments that come after; `work` counts the participants it assessed. `costs_open`: an amount or
    a heading is not known.
    """

    case: Case
    model: "FactModel"
    project: list[Any]
    participants: list[list[Any]]
    beyond: list[str] = field(default_factory=list)
    asked: dict[tuple[str, int | None], bool] = field(default_factory=dict)
    swings: dict[tuple[Any, ...], set[tuple[int, ...]]] = field(default_factory=dict)
    edits: dict[tuple[Any, ...], tuple["Facts", dict[Any, Any]] | None] = field(default_factory=dict)
    costs_open: bool = False
    work: int = 0
    _alike: list[int] | None = None

    @property
    def alike(self) -> list[int]:
        """For each participant the first one of whom the same is known, so that the same holds of both."""
        if self._alike is None:
            people = self.case.participants
            costs = costs_by_participant(self.case.costs, len(people)) or [[] for _ in people]
            first: dict[Any, int] = {}
            self._alike = []
            for n, one in enumerate(people):
                lines = tuple([(line.activity, line.cents, line.heading, line.year) for line in costs[n]])
                named_by = frozenset([m for m, other in enumerate(people) if n in (other.linked_to or ())])
                known_of = n == self.case.lead, one.role, frozenset(one.given.items()), one.accounts, one.linked_to, named_by, lines
                self._alike.append(first.setdefault(known_of, n))
        return self._alike

    def value(self, fact: Fact, participant: int | None) -> Value:
        """What is known of a fact; derived when it is first read."""
        array = self.participants[participant] if participant is not None and fact.of_participant else self.project
        value = array[fact.slot]
        if value is PENDING:
            owner = self.project[LEAD] if array is self.project else array
            value = array[fact.slot] = self.project[SETTLING][fact.id](self.project, owner)
        known: Value = value
        return known

    def presumed(self, among: Container[str]) -> Iterator[tuple[int | None, str, Value]]:
        """What was presumed of these facts where the case is silent: participant (`None`: the case), fact and value."""
        by_id = self.model.vocabulary.facts
        for fact_id in (fact_id for fact_id in self.beyond if fact_id in among):
            yield None, fact_id, self.case.given[fact_id]
        if not self.case.presume:
            return
        own = [(n, array, one.given) for n, (array, one) in enumerate(zip(self.participants, self.case.participants, strict=True))]
        of_case: list[tuple[int | None, list[Any], Mapping[str, Value]]] = [(None, self.project, self.case.given)]
        for fact in self.model.presumable:
            fact_id, slot = fact.id, fact.slot
            if fact_id not in among:
                continue
            may_follow = self.model.may_follow(fact)
            for owner, array, given in own if fact.of_participant else of_case:
                if fact_id in given:
                    continue
                value = array[slot]
                if value is PENDING:
                    value = self.value(fact, owner)
                if value is not None and not (may_follow and self.model.follows(fact, self, owner)):
                    yield owner, fact_id, value
        if INDEPENDENT not in among or INDEPENDENT in self.case.given:
            return
        kind = by_id[KIND].slot
        enterprises = [n for n, one in enumerate(self.participants) if one[IS_MEMBER] and one[kind] in ("enterprise", None)]
        silent = [n for n in enterprises if self.case.participants[n].linked_to is None and self.participants[n][LINKS] is not None]
        if len(silent) <= 1:
            return
        told = [(n, other) for n in enterprises for other in self.case.participants[n].linked_to or ()]
        # Who told its links told them all, so that the silent can only be linked to each other.
        if groups(enterprises, told) != groups(enterprises, [*told, *((silent[0], other) for other in silent[1:])]):
            yield None, INDEPENDENT, self.value(by_id[INDEPENDENT], None)


class FactModel:
    """How facts follow from a case: derivations and presumptions of a vocabulary, compiled.

    `tracing` tells what follows from what. `swings` keeps what the search for missing facts found of
    conditions that read one fact alone.
    """

    def __init__(self, compiler: Compiler, sizes: Sequence[tuple[date | None, date | None, tuple[SizeClass, ...]]]) -> None:
        """`sizes` are the dated versions of the size definition: first day, day after the last, classes."""
        self.compiler, self.vocabulary, self.sizes = compiler, compiler.vocabulary, tuple(sizes)
        self._derived: dict[str, quantities.Quantity] = {}
        self._by_choice: dict[str, tuple[Choice, ...]] = {}
        self._presumed: dict[str, tuple[Choice, ...]] = {}
        for fact in self.vocabulary.facts.values():
            if isinstance(fact.derived, (list, tuple)):
                self._by_choice[fact.id] = compile_choices(compiler, fact, fact.derived, "derived")
            elif isinstance(fact.derived, Mapping):
                quantity = self._derived[fact.id] = quantities.compile_quantity(compiler, fact.derived, (fact.id, "derived"))
                if quantity.per_participant and not fact.of_participant:
                    raise RuleError(f"{fact.id} cannot follow from a participant's fact; name applicant.", (fact.id, "derived"))
            if fact.presumed:
                self._presumed[fact.id] = compile_choices(compiler, fact, fact.presumed, "presumed")
        # What can always be derived is never presumed.
        self.presumable = tuple(
            fact for fact in self.vocabulary.facts.values() if fact.id in self._presumed and fact.id not in self._derived
        )
        self._slots = {fact.id: fact.slot for fact in self.vocabulary.facts.values()}
        # What follows from the case, whatever is presumed: what a participant says is held against it.
        self._following = {fact_id: quantity.get for fact_id, quantity in self._derived.items()}
        self._following |= {fact_id: chosen(choices).function() for fact_id, choices in self._by_choice.items()}
        self.tracing = self._trace()
        behind = {fact_id: self.tracing.behind((fact_id, "case")) for fact_id in self._derived}
        self._by_links = {fact_id for fact_id, reads in behind.items() if (LINKED_TO, "all") in reads}
        self.swings: dict[tuple[Any, ...], set[tuple[int, ...]]] = {}
        self._samples: dict[tuple[str, tuple[int, ...] | None], tuple[Any, ...]] = {}
        self._templates = {presume: self._template(presume=presume) for presume in (True, False)}
        self._settling = {True: self._following | self._presuming(), False: self._following}
        self._dated = [fact.slot for fact in self.presumable if fact.presumed[0]["value"] == REFERENCE_DATE and not fact.may_wait]

    def _presuming(self) -> dict[str, Run]:
        """How facts are settled that are presumed of some cases only: by what follows, else by what is presumed."""
        return {
            fact.id: chosen([*self._by_choice.get(fact.id, ()), *self._presumed[fact.id]]).function()
            for fact in self.presumable
            if fact.may_wait
        }

    def _template(self, *, presume: bool) -> tuple[list[Any], list[Any]]:
        """The arrays of a case that says nothing: what is presumed of everybody, and marks where something is settled later."""
        project: list[Any] = [None] * self.vocabulary.project_length
        participant: list[Any] = [None] * self.vocabulary.participant_length
        participant[SPENT], participant[IS_MEMBER] = (0, None), False
        for fact in self.vocabulary.facts.values():
            array = participant if fact.of_participant else project
            if fact.id in self._following or (presume and fact.id in self._presumed and fact.may_wait):
                array[fact.slot] = PENDING
            elif presume and fact.id in self._presumed:
                array[fact.slot] = self._presumed[fact.id][0].value.constant
        return project, participant

    def _trace(self) -> Tracing:
        """What follows from what; a size also from accounts, by the definition that holds when the aid is granted."""
        behind = {fact_id: quantity.reads for fact_id, quantity in self._derived.items()}
        behind |= {fact_id: reads_of(choices) for fact_id, choices in self._by_choice.items()}
        presumed = {fact_id: reads_of(choices) for fact_id, choices in self._presumed.items()}
        tracing = Tracing(self.vocabulary, behind, presumed, {GRANT_DATE: SIZE, COSTS_ID: None, SIZE: None})
        for fact_id, changing in tracing.changing.items():
            if fact_id in changing:
                raise RuleError(f"{fact_id} follows from itself", (fact_id,))
        return tracing

    def samples(self, fact: Fact, project: list[Any], checks: Sequence[Check] | None = None) -> tuple[Any, ...]:
        """Values that stand for all that a fact could be: codes, or numbers and days around what it is held against.

        That is by these checks, or by all rules.
        """
        key = fact.id, None if checks is None else tuple([check.index for check in checks])
        kept = self._samples.get(key)
        if kept is not None:
            return kept
        if checks is None:
            against = self.compiler.thresholds.get(fact.id, [])
        else:
            against = [quantity for check in checks for fact_id, quantity in check.thresholds if fact_id == fact.id]
        thresholds: set[Any] = set()
        plain = True
        for quantity in against:
            if not quantity.local:
                plain = plain and quantity.constant is not None
                thresholds |= {bound for bound in bounds(quantity.get(project, project[LEAD])) if bound is not None}
        made = tuple(samples_of(fact, thresholds))
        if plain:
            self._samples[key] = made
        return made

    def may_follow(self, fact: Fact) -> bool:
        """Whether a presumable fact can also follow from a case."""
        return fact.id in self._by_choice

    def follows(self, fact: Fact, facts: Facts, owner: int | None) -> bool:
        """Whether the value of a fact that may follow does, so that nothing needs to be presumed."""
        choices = self._by_choice[fact.id]
        array = facts.project[LEAD] if owner is None else facts.participants[owner]
        return any(choice.check is None or choice.check.verdict(facts.project, array) == MET for choice in choices)

    def facts_of(self, case: Case) -> Facts:
        """Work out the facts of a case; what follows or is presumed is settled when it is first read.

        Raises `CaseContradicted` when a given fact cannot be true whatever participants the case may still leave out.
        """
        facts = self._said(case)
        issues: list[Issue] = []
        self._sizes(facts, issues)
        self._given(facts, issues)
        if issues:
            raise CaseContradicted(issues)
        return facts

    def _said(self, case: Case) -> Facts:
        """The arrays of a case as they are before anything follows from anything."""
        slots = self._slots
        project_template, participant_template = self._templates[case.presume]
        project = project_template.copy()
        nothing = [None] * self.compiler.remembered
        project[MEMO], project[FUNDED] = nothing.copy(), {}
        project[SETTLING], project[REFERENCE] = self._settling[case.presume], case.reference_date
        if case.presume:
            for slot in self._dated:
                project[slot] = case.reference_date
        participants, members = [], []
        costs = costs_by_participant(case.costs, len(case.participants))
        role = slots[ROLE]
        for n, one in enumerate(case.participants):
            array = participant_template.copy()
            array[MEMO], array[INDEX], array[ID], array[role] = nothing.copy(), n, one.id, one.role
            array[LINKS] = NOBODY if one.linked_to is None and case.presume else one.linked_to
            if costs is not None:
                array[COSTS] = costs[n]
                array[TOTALS], array[SPENT] = totals_of(costs[n])
            for fact_id, value in one.given.items():
                array[slots[fact_id]] = value
            participants.append(array)
            if one.role in MEMBER_ROLES:
                array[IS_MEMBER] = True
                members.append(array)
        project[LISTED], project[LEAD], project[MEMBERS] = participants, participants[case.lead], members
        # By id, so that the order in which participants are listed never decides who gets an odd cent.
        project[BY_ID] = sorted(participants, key=id_of) if len(participants) > 1 else participants
        for fact_id, value in case.given.items():
            project[slots[fact_id]] = value
        if case.costs is not None:
            project[ACTIVITIES] = {line.activity for line in case.costs}
        facts = Facts(case, self, project, participants)
        facts.costs_open = case.costs is None or any([line.cents is None or line.heading is None for line in case.costs])
        return facts

    def _sizes(self, facts: Facts, issues: list[Issue]) -> None:
        """Size classes from accounts; a declared class may be larger (the group's), never smaller."""
        with_accounts = [(n, one) for n, one in enumerate(facts.case.participants) if one.accounts]
        if not with_accounts:
            return
        fact = self.vocabulary.facts[SIZE]
        grant_date = facts.case.given.get(GRANT_DATE) or facts.case.reference_date
        classes = next(
            (classes for start, end, classes in self.sizes if (not start or start <= grant_date) and (not end or grant_date < end)),  # type: ignore[operator]
            (),
        )
        order = [size_class.size for size_class in classes]
        for n, one in with_accounts if classes else ():
            accounts = newest(one.accounts)
            computed = size_of(accounts, classes)
            declared = facts.participants[n][fact.slot]
            least = computed if isinstance(computed, str) else min(computed.codes, key=order.index)
            if declared is None:
                facts.participants[n][fact.slot] = computed
            elif isinstance(declared, str) and order.index(declared) < order.index(least):
                details = {"declared": declared, "computed": least, "year": accounts.year}
                issues.append(Issue(("participants", n, "facts", SIZE), "sizeBelowAccounts", details))

    def _given(self, facts: Facts, issues: list[Issue]) -> None:
        """Hold given facts against what the case itself gives.

        A participant's fact must be what follows from the case. A count of the consortium above the list, or a share below it,
        means partners that are not listed; then all that depends on the list is open on the side where they count.
        """
        by_id, project = self.vocabulary.facts, facts.project
        if facts.case.presume and not self._by_links.isdisjoint(facts.case.given):
            self._unlinked(facts)
        for n, one in enumerate(facts.case.participants):
            for fact_id, given in one.given.items():
                if fact_id not in self._following:
                    continue
                follows = self._following[fact_id](project, facts.participants[n])
                if not contains(follows, given, by_id[fact_id].codes):
                    details = {"fact": fact_id, "given": given, "derived": follows}
                    issues.append(Issue(("participants", n, "facts", fact_id), "differsFromDerivation", details))
        for fact_id, given in facts.case.given.items():
            if fact_id not in self._derived:
                continue
            fact, listed = by_id[fact_id], self._derived[fact_id].get(project, project[LEAD])
            (lo, hi), (given_lo, given_hi) = bounds(listed), bounds(given)
            below_list = fact.completion == "raises" and lo is not None and given_hi < lo
            above_list = fact.completion == "lowers" and hi is not None and given_lo > hi
            if below_list or above_list:
                details = {"fact": fact_id, "given": given, "derived": listed}
                issues.append(Issue(("facts", fact_id), "countBelowList" if below_list else "shareAboveList", details))
            elif not contains(listed, given):
                facts.beyond.append(fact_id)
        if facts.beyond:
            self._complete(facts)

    def _unlinked(self, facts: Facts) -> None:
        """Do not presume that nobody is linked where the case gives fewer independent ones than that would make."""
        project = facts.project
        for fact_id in self._by_links & facts.case.given.keys():
            least, said = bounds(self._derived[fact_id].get(project, project[LEAD]))[0], bounds(facts.case.given[fact_id])[1]
            if self.vocabulary.facts[fact_id].completion == "raises" and least is not None and said < least:
                for array, one in zip(facts.participants, facts.case.participants, strict=True):
                    array[LINKS] = one.linked_to
                self._reopen(facts)
                return

    def _complete(self, facts: Facts) -> None:
        """Leave open what partners that are not listed can change; what was settled already was settled from the list alone."""
        project = facts.project
        completed = [self.vocabulary.facts[fact_id] for fact_id in self._derived if fact_id not in facts.case.given]
        values = {
            fact.slot: _completed(self._derived[fact.id].get(project, project[LEAD]), fact.completion)
            for fact in completed
            if fact.completion is not None
        }
        self._reopen(facts)
        for slot, value in values.items():
            project[slot] = value

    def _reopen(self, facts: Facts) -> None:
        """Forget all that was settled, so that it is settled anew."""
        project, case = facts.project, facts.case
        pending = [self.vocabulary.facts[fact_id] for fact_id in self._settling[case.presume]]
        people = [(array, one.given) for array, one in zip(facts.participants, case.participants, strict=True)]
        for array, given in ((project, case.given), *people):
            array[MEMO] = [None] * self.compiler.remembered
            for fact in pending:
                if fact.of_participant is not (array is project) and fact.id not in given:
                    array[fact.slot] = PENDING


def _completed(listed: Value, completion: str) -> Value:
    """What a derived fact can be when there are partners that the list does not show."""
    lo, hi = bounds(listed)
    if completion == "raises":
        return ranged(lo, None)
    if completion == "lowers":
        return ranged(None, hi)
    return None
