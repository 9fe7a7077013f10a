"""Advice on a case: every instrument that is asked for, assessed, with what is missing. Pure reading of a snapshot."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from app.advice.case import Places
from app.catalogue.availability import Availability
from app.catalogue.reading import check_date, no_instrument
from app.catalogue.snapshot import Snapshot
from app.problems import InvalidInput, Issue
from app.rules.ask import Missing, missing_facts
from app.rules.assess import Assessment, Done, Slice, assess
from app.rules.case import Case
from app.rules.errors import CaseContradicted
from app.rules.errors import Issue as Contradiction
from app.rules.facts import Facts
from app.rules.values import Among, Range

ABOVE_THIS_SUMMARY = 10


@dataclass(slots=True)
class ItemResult:
    """The outcome for one instrument, or one variant of it; `assessment` is `None` when it is not in force."""

    instrument: str
    variant: str | None
    rules: Slice | None
    availability: Availability
    assessment: Assessment | None
    missing: list[Missing]
    participant_ids: list[str]


@dataclass(slots=True)
class Advice:
    """The outcome for a case: items in the order in which they matter; `full` tells that their reasons are kept."""

    facts: Facts
    full: bool
    items: list[ItemResult] = field(default_factory=list)


def advise(
    snapshot: Snapshot,
    case: Case,
    instruments: Sequence[str] | None,
    *,
    full: bool | None = True,
    places: Places = Places(),  # noqa: B008 - immutable
) -> Advice:
    """Assess the instruments named, or all that are in force on the reference date.

    `full` keeps the reasons; `None` keeps them up to ten items. `places` tells where in the request things were given.
    Raises `InvalidInput` for facts that contradict each other, unknown instruments, and a date before the catalogue begins.
    """
    day = case.reference_date
    check_date(snapshot, day, *places.day)
    in_force = snapshot.in_force(day)
    chosen = list(in_force) if instruments is None else _chosen(snapshot, instruments)
    if full is None:
        full = len(chosen) <= ABOVE_THIS_SUMMARY
    try:
        facts = snapshot.model.facts_of(case)
    except CaseContradicted as contradicted:
        raise InvalidInput([_contradiction(issue, places) for issue in contradicted.issues]) from None
    advice = Advice(facts, full)
    ids = [one.id for one in case.participants]

    def carriers(instrument: str) -> Sequence[Slice]:
        return in_force.get(instrument, ())

    done: Done = {}
    for name in chosen:
        availability = snapshot.availability(name, day)
        if name not in in_force:
            advice.items.append(ItemResult(name, None, None, availability, None, [], ids))
        for rules in in_force.get(name, ()):
            assessment = assess(rules, facts, carriers, trace=full, done=done)
            missing = missing_facts(rules, facts, assessment, carriers)
            advice.items.append(ItemResult(name, rules.variant, rules, availability, assessment, missing, ids))
    advice.items.sort(key=_order)
    return advice


def _order(item: ItemResult) -> tuple[int, int, str, str]:
    """Eligible, undetermined, ineligible, not in force; then by amount, the largest first; then by id."""
    if item.assessment is None:
        return 3, 0, item.instrument, ""
    amount = item.assessment.amount
    return 2 - item.assessment.verdict, -(amount[1] if amount else -1), item.instrument, item.variant or ""


def _chosen(snapshot: Snapshot, instruments: Sequence[str]) -> Sequence[str]:
    known = snapshot.instruments
    issues = [
        Issue("unknownInstrument", "body", f"/instruments/{n}", no_instrument(snapshot, name), name)
        for n, name in enumerate(instruments)
        if name not in known
    ]
    if issues:
        raise InvalidInput(issues)
    return list(dict.fromkeys(instruments))


_CONTRADICTIONS = {
    "differsFromDerivation": "{fact} is given as {given}, but the case itself gives {derived}; leave it out, or mend one",
    "countBelowList": "{fact} is given as {given}, but the participants listed give {derived} already; list fewer or raise it",
    "shareAboveList": "{fact} is given as {given}, but with the participants listed it is {derived} at most; lower it",
    "sizeBelowAccounts": "the declared size is {declared}, but the accounts of {year} give {computed}; give that or a larger one",
}


def _contradiction(issue: Contradiction, places: Places) -> Issue:
    told = {key: value if isinstance(value, (str, int)) else describe(value) for key, value in issue.details.items()}
    value = told["declared" if "declared" in told else "given"]
    return Issue(issue.code, "body", places.pointer(issue.path), _CONTRADICTIONS[issue.code].format(**told), value)


def describe(value: object) -> str:
    """A value of a fact in plain words, for engineers."""
    if isinstance(value, Range):
        return f"between {describe(value.lo)} and {describe(value.hi)}"
    if isinstance(value, Among):
        return f"one of {', '.join(sorted(value.codes))}"
    if isinstance(value, Fraction):
        return f"{float(value):g}"
    if isinstance(value, frozenset):
        return ", ".join(sorted(value))
    return "unbounded" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
