"""Realistic cases for the real vocabulary: who, where, what for, at what cost, and what was said."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from app.catalogue.snapshot import Snapshot
from app.rules.ask import missing_facts
from app.rules.assess import Assessment, Slice, assess
from app.rules.case import Case, Participant
from app.rules.costs import CostLine
from app.rules.errors import CaseContradicted
from app.rules.facts import FactModel, Facts
from app.rules.size import Accounts
from app.rules.vocabulary import Fact

FIRST, LAST = date(2009, 1, 1), date(2026, 12, 31)
HEADINGS = ("personnel", "operating", "externalServices", None)
EUROS = (0, 1, 7_333, 20_000, 100_000, 333_333, 1_000_000, 12_000_000)
# Facts that draw their value from elsewhere in the case, or that are for the result of an aid and not for a case.
ELSEWHERE = {"participant.kind", "participant.role", "participant.subkind", "participant.size", "participant.region"}
COMPUTED = {"project.requestedAidEur", "project.submissionDate", "project.grantDate"}


class World:
    """A snapshot, and the stretches of its instruments that cases are made for, by name.

    No dataclass: Hypothesis prints the fields of these when a test fails, and a whole catalogue chokes it.
    """

    def __init__(self, snapshot: Snapshot) -> None:
        """Every stretch that holds on some day from 2009 to 2026."""
        self.snapshot = snapshot
        everything = [rules for name in sorted(snapshot.slices) for rules in snapshot.slices[name]]
        self.slices = {
            f"{rules.instrument} {rules.period} from {_first(rules)}": rules
            for rules in everything
            if _first(rules) <= _last(rules)
        }

    @property
    def model(self) -> FactModel:
        """How facts follow from a case."""
        return self.snapshot.model

    def in_force(self, day: date) -> Sequence[Slice]:
        """The stretches that hold on a day."""
        return [rules for name in sorted(self.snapshot.slices) for rules in self.snapshot.slices_on(name, day)]

    def facts(self, case: Case) -> Facts:
        """The facts of a case; one that contradicts itself is no case."""
        try:
            return self.model.facts_of(case)
        except CaseContradicted:
            assume(False)
            raise

    def assess(self, rules: Slice, facts: Facts, *, trace: bool = True) -> Assessment:
        """The assessment of a case, with the carriers of its reference date."""
        return assess(rules, facts, lambda name: self.snapshot.slices_on(name, facts.case.reference_date), trace=trace)

    def missing(self, rules: Slice, facts: Facts) -> dict[tuple[str, str | None], tuple[str, ...]]:
        """The missing facts, with the id of the participant, and what they settle."""

        def carriers(name: str) -> Sequence[Slice]:
            return self.snapshot.slices_on(name, facts.case.reference_date)

        found = missing_facts(rules, facts, self.assess(rules, facts), carriers)
        people = facts.case.participants
        return {(one.fact, None if one.participant is None else people[one.participant].id): one.settles for one in found}

    def activities(self, rules: Slice, day: date) -> list[str]:
        """What a stretch, or those that carry it, pay for."""
        carriers = [carrier for name in rules.carried_by for carrier in self.snapshot.slices_on(name, day)]
        return list(dict.fromkeys(activity for one in (rules, *carriers) for activity in one.scheme.rules)) or ["training"]

    def read_facts(self, rules: Slice, day: date) -> list[Fact]:
        """The facts that can matter for a stretch, in the order of the vocabulary; facts of the list itself left out."""
        slices = [rules, *(carrier for name in rules.carried_by for carrier in self.snapshot.slices_on(name, day))]
        names = {name for one in slices for read in one.reads for name, _ in self.model.tracing.behind(read)}
        return [
            fact
            for fact in self.snapshot.vocabulary.facts.values()
            if fact.id in names and fact.id not in ELSEWHERE | COMPUTED and not isinstance(fact.derived, (dict, str))
        ]


def _first(rules: Slice) -> date:
    return max(FIRST, rules.valid_from or FIRST)


def _last(rules: Slice) -> date:
    return min(LAST, LAST if rules.valid_to is None else rules.valid_to - timedelta(days=1))


def values(world: World, fact: Fact, day: date) -> list[Any]:
    """Values that matter for a fact: codes, or numbers and days on both sides of what the rules hold against it."""
    if fact.type == "bool":
        usual = fact.presumed[0]["value"] if fact.presumed else True
        return [usual, usual, usual, not usual]
    if fact.type == "enum":
        return sorted(fact.codes)
    if fact.type == "set":
        return [frozenset(), *(frozenset({code}) for code in sorted(fact.codes)[:6]), frozenset(sorted(fact.codes)[:2])]
    held = [quantity.constant for quantity in world.snapshot.compiler.thresholds.get(fact.id, ())]
    if fact.type == "date":
        days = [one for one in held if isinstance(one, date)] or [day.replace(day=1) + timedelta(days=32)]
        return [one + timedelta(days=step) for one in days for step in (-40, -1, 0, 1, 40)]
    step = 1 if fact.type == "integer" else Fraction(1, 100)
    around = {0, 1, 12, *(one + delta for one in held if isinstance(one, (int, Fraction)) for delta in (-step, 0, step))}
    least, most = (0 if fact.minimum is None else fact.minimum), (10**9 if fact.maximum is None else fact.maximum)
    return sorted(number for number in around if least <= number <= most)


@st.composite
def participants(draw: st.DrawFn, world: World, facts: Sequence[Fact], day: date, known: bool) -> tuple[Participant, ...]:
    """One to four participants, of which the first that is drawn applies."""
    codes = {
        name: sorted(world.snapshot.vocabulary.facts[f"participant.{name}"].codes) for name in ("kind", "subkind", "size", "region")
    }
    count = draw(st.integers(1, 4))
    people = []
    for n in range(count):
        given: dict[str, Any] = {
            "participant.kind": draw(st.sampled_from(["enterprise", "enterprise", "enterprise", *codes["kind"]]))
        }
        given["participant.region"] = draw(st.sampled_from(["flanders", "flanders", *codes["region"]]))
        accounts: tuple[Accounts, ...] = ()
        if given["participant.kind"] == "researchOrganization":
            given["participant.subkind"] = draw(st.sampled_from(codes["subkind"]))
        elif draw(st.integers(0, 4)) == 0:
            accounts = (Accounts(2020, draw(st.sampled_from([5, 40, 200, 900])), 10**6, 10**6),)
        if not accounts:
            given["participant.size"] = draw(st.sampled_from(codes["size"]))
        for fact in facts:
            if fact.of_participant and (known or draw(st.booleans())) and not _follows(fact, given):
                given[fact.id] = draw(st.sampled_from(values(world, fact, day)))
        role = "applicant" if n == 0 else draw(st.sampled_from(["partner", "partner", "partner", "subcontractor", "userGroup"]))
        links = draw(st.sets(st.integers(0, count - 1), max_size=1))
        people.append(Participant(f"p{n}", role, given, accounts, frozenset(links - {n})))
    return tuple(people)


def _follows(fact: Fact, given: dict[str, Any]) -> bool:
    """Whether the case itself gives a fact, so that another value would contradict it."""
    kind, region = given["participant.kind"], given["participant.region"]
    return (fact.id == "participant.legalPersonality" and kind == "person") or (
        fact.id == "participant.flemishPresence" and region == "flanders"
    )


@st.composite
def targets(draw: st.DrawFn, world: World, known: bool = True) -> tuple[str, Case]:
    """The name of a stretch, and a case for it. A `known` case says all that can matter for that stretch."""
    name = draw(st.sampled_from(list(world.slices)))
    rules = world.slices[name]
    day = draw(st.sampled_from([_first(rules), _last(rules)]) | st.dates(_first(rules), _last(rules)))
    facts = world.read_facts(rules, day)
    people = draw(participants(world, facts, day, known))
    activities = [*world.activities(rules, day), *draw(st.sampled_from([(), (), ("training",)]))]
    costs = []
    for n in range(len(people)):
        for activity in draw(st.lists(st.sampled_from(activities), max_size=2, unique=True)):
            for heading in draw(st.sampled_from([("personnel",), ("personnel", "operating"), ("operating",), (None,)])):
                year = draw(st.sampled_from([None, day.year, day.year + 1]))
                euro = draw(st.sampled_from(EUROS if known else (None, *EUROS)))
                costs.append(CostLine(n, activity, None if euro is None else 100 * euro, heading, year))
    given: dict[str, Any] = {"project.submissionDate": day, "project.grantDate": day}
    for fact in facts:
        if not fact.of_participant and (known or draw(st.booleans())):
            given[fact.id] = draw(st.sampled_from(values(world, fact, day)))
    if draw(st.integers(0, 3)) == 0:
        given["project.requestedAidEur"] = draw(st.sampled_from(EUROS))
    if known:
        return name, Case(day, people, tuple(costs), given, presume=False)
    return name, Case(day, people, draw(st.sampled_from([tuple(costs), None])), given, presume=draw(st.booleans()))


Forgotten = tuple[str, int | None, str]


def pieces(case: Case) -> list[Forgotten]:
    """What can be forgotten of a case so that it becomes unknown: kind of thing, whose, which."""
    found: list[Forgotten] = []
    for n, one in enumerate(case.participants):
        found += [("fact", n, name) for name in sorted(one.given)]
        found += [("accounts", n, "")] if one.accounts else []
        found += [("links", n, "")] if one.linked_to is not None else []
    # Without a requested aid the computed one is meant, so its absence is no lack of knowledge.
    found += [("fact", None, name) for name in sorted(case.given) if name != "project.requestedAidEur"]
    if case.costs is not None:
        found.append(("costs", None, ""))
        for n, line in enumerate(case.costs):
            found += [("amount", n, "")] if line.cents is not None else []
            found += [("heading", n, "")] if line.heading is not None else []
    return found


def without(case: Case, forgotten: Sequence[Forgotten]) -> Case:
    """The same case with some of it forgotten."""
    people, given, costs = list(case.participants), dict(case.given), None if case.costs is None else list(case.costs)
    for kind, owner, name in forgotten:
        if kind == "fact" and owner is None:
            given.pop(name)
        elif kind == "fact" and owner is not None:
            people[owner] = replace(people[owner], given={key: value for key, value in people[owner].given.items() if key != name})
        elif kind == "accounts" and owner is not None:
            people[owner] = replace(people[owner], accounts=())
        elif kind == "links" and owner is not None:
            people[owner] = replace(people[owner], linked_to=None)
        elif kind == "amount" and costs is not None and owner is not None:
            costs[owner] = costs[owner]._replace(cents=None)
        elif kind == "heading" and costs is not None and owner is not None:
            costs[owner] = costs[owner]._replace(heading=None)
    if ("costs", None, "") in forgotten:
        costs = None
    return replace(case, participants=tuple(people), given=given, costs=None if costs is None else tuple(costs))
