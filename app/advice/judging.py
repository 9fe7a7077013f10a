"""What the worked examples of a catalogue notice when one figure or condition of its rules is altered."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from app.advice.case import reader_for
from app.advice.examples import compute_case, differences_of, read_case
from app.advice.quality import UNPUBLISHED
from app.catalogue.seed_files import Where
from app.catalogue.snapshot import DocumentFaulty, Documents, Snapshot, build_excerpt, build_snapshot, rules_in, rules_on
from app.catalogue.timeline import dates_of, day_in, holds_on, overlap
from app.problems import InvalidInput
from app.rules.assess import Slice
from app.rules.case import Case
from app.rules.coverage import Alteration, alterations
from app.rules.reach import Ruled, alike, never_binds
from app.rules.scheme import SECTIONS

Stretch = tuple[tuple[str, str, date | None], ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Rules that are written in one place: what the periods of an instrument share, one period, or one version of a shared rule."""

    kind: str
    document: str
    section: str
    position: int | None = None

    @property
    def where(self) -> Where:
        """Where it stands in its document, by keys and positions."""
        return (self.section,) if self.position is None else (self.section, self.position)

    def of(self, documents: Documents) -> Any:
        """The part itself."""
        section = documents[self.kind][self.document].get(self.section, {})
        return section if self.position is None else section[self.position]

    def replaced(self, documents: Documents, part: Mapping[str, Any]) -> Documents:
        """The documents with another part in its place."""
        document = documents[self.kind][self.document]
        section: Any = part
        if self.position is not None:
            section = list(document[self.section])
            section[self.position] = part
        return {**documents, self.kind: {**documents[self.kind], self.document: {**document, self.section: section}}}

    def path(self, documents: Documents) -> str:
        """Where it stands, by ids; a version by its first day."""
        part = self.of(documents)
        name = "" if self.position is None else f".{part.get('id') or part.get('validFrom') or 'first'}"
        return self.section + name


@dataclass(frozen=True, slots=True)
class Finding:
    """An alteration that no worked example noticed: where in its document, by keys and by ids, and what was done."""

    where: Where
    path: str
    change: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How far worked examples cover one document: the alterations in all, and those that no example noticed.

    `idle` count as covered: they are of the aid, and no combination that can be reached gives another rate or ceiling, as with
    the caps that `never_binds` names by their paths.
    """

    kind: str
    document: str
    total: int = 0
    survivors: tuple[Finding, ...] = ()
    idle: tuple[Finding, ...] = ()
    never_binds: tuple[str, ...] = ()

    @property
    def covered(self) -> int:
        """How many of the alterations are covered."""
        return self.total - len(self.survivors)

    def __add__(self, other: "Coverage") -> "Coverage":
        """What two parts of one document have together."""
        return replace(
            self,
            total=self.total + other.total,
            survivors=self.survivors + other.survivors,
            idle=self.idle + other.idle,
            never_binds=self.never_binds + other.never_binds,
        )


@dataclass(frozen=True, slots=True, eq=False)
class _Example:
    """A worked example, read. `stretch` tells which slices its day falls in, `names` the conditions it says something of."""

    instrument: str
    case: Case
    variant: str | None
    expect: Mapping[str, Any]
    stretch: Stretch
    names: frozenset[str]

    @property
    def day(self) -> date:
        """Its reference date."""
        return self.case.reference_date

    def fails(self, snapshot: Snapshot) -> bool:
        """Whether it comes out otherwise than it should."""
        try:
            return bool(differences_of(compute_case(snapshot, self.instrument, self.case, self.variant), self.expect))
        except InvalidInput:
            return True


class Judge:
    """Alters the rules of a catalogue and tells what no worked example notices."""

    def __init__(self, documents: Documents) -> None:
        self.documents = documents
        self.whole = build_snapshot(UNPUBLISHED, documents)
        self._reader = reader_for(self.whole)
        self._percentages = percentages(documents)
        facts = self.whole.vocabulary.facts.values()
        self._codes = {
            fact.id: (True, False) if fact.type == "bool" else sorted(fact.codes) for fact in facts if fact.type != "set"
        }
        self._read: dict[str, list[_Example]] = {}
        self._unaltered: dict[Stretch, Snapshot] = {}

    def judge(self, part: Part) -> Coverage:
        """The coverage of one part."""
        examples = list(self._concerned(part))
        prefix = part.path(self.documents)
        total = 0
        survivors: list[Finding] = []
        idle: list[Finding] = []
        for alteration in alterations(part.of(self.documents), self._percentages):
            total += 1
            if self._is_noticed(part, alteration, examples):
                continue
            finding = Finding((*part.where, *alteration.where), f"{prefix}.{alteration.path}", _told(alteration))
            (idle if self._is_idle(part, alteration) else survivors).append(finding)
        return Coverage(part.kind, part.document, total, tuple(survivors), tuple(idle), tuple(self._never_binds(part)))

    def _concerned(self, part: Part) -> Iterator[_Example]:
        """The examples that an alteration can concern: of an instrument its own, of a shared rule those of its users."""
        if part.kind == "instrument":
            period = part.of(self.documents).get("id")
            for example in self._examples(part.document):
                if any(period in (None, rules.period) for rules in self.whole.slices_on(part.document, example.day)):
                    yield example
            return
        dates = dates_of(part.of(self.documents))
        for instrument, periods in self.whole.periods.items():
            users = [dates_of(period) for period in periods if part.document in rules_in(self.documents, period)]
            for example in self._examples(instrument) if users else ():
                if holds_on(dates, example.day) and any(holds_on(user, example.day) for user in users):
                    yield example

    def _examples(self, instrument: str) -> list[_Example]:
        """The worked examples of an instrument, but those whose case cannot be read."""
        if instrument not in self._read:
            self._read[instrument] = []
            for example in self.documents["instrument"][instrument].get("workedExamples", ()):
                try:
                    case = read_case(self._reader, example)
                except InvalidInput:
                    continue
                expect = example["expect"]
                names = frozenset(expect.get("notMet") or ()) | frozenset(expect.get("unknown") or ())
                stretch = self._stretch(instrument, case.reference_date)
                read = _Example(instrument, case, example.get("variant"), expect, stretch, names)
                self._read[instrument].append(read)
        return self._read[instrument]

    def _stretch(self, instrument: str, day: date) -> Stretch:
        slices: dict[tuple[str, str, date | None], None] = {}
        todo = [instrument]
        while todo:
            for rules in self.whole.slices_on(todo.pop(), day):
                key = (rules.instrument, rules.period, rules.valid_from)
                if key not in slices:
                    slices[key] = None
                    todo += rules.carried_by
        return tuple(slices)

    def _is_noticed(self, part: Part, alteration: Alteration, examples: list[_Example]) -> bool:
        """Whether an example fails, or the altered rules cannot even be compiled; the one that failed is tried first next time."""
        documents = part.replaced(self.documents, alteration.altered)
        excerpts: dict[Stretch, Snapshot] = {}
        names = frozenset(alteration.names)
        for example in sorted(examples, key=lambda one: names.isdisjoint(one.names)):
            try:
                excerpt = excerpts.get(example.stretch) or self._excerpt(documents, example)
            except DocumentFaulty:
                return True
            excerpts[example.stretch] = excerpt
            if example.fails(excerpt) and self._holds(example):
                examples.remove(example)
                examples.insert(0, example)
                return True
        return False

    def _excerpt(self, documents: Documents, example: _Example) -> Snapshot:
        return build_excerpt(self.whole, documents, example.instrument, example.day)

    def _holds(self, example: _Example) -> bool:
        """Whether an example holds for the rules as they are; one that does not tells nothing."""
        if example.stretch not in self._unaltered:
            self._unaltered[example.stretch] = self._excerpt(self.documents, example)
        return not example.fails(self._unaltered[example.stretch])

    def _is_idle(self, part: Part, alteration: Alteration) -> bool:
        """Whether the alteration is of the aid only, and no combination that can be reached gives another rate or ceiling."""
        documents = part.replaced(self.documents, alteration.altered)
        slices = self._aid_resting_on(part, alteration)
        return bool(slices) and all(self._is_alike(rules, documents) for rules in slices)

    def _aid_resting_on(self, part: Part, alteration: Alteration) -> list[Slice]:
        """The slices whose aid rests on what is altered; none when something else than figures of the aid does."""
        if part.kind == "instrument":
            section = alteration.names[1] if alteration.names[0] == "aid" else ""
            return self._with_item(part, section, alteration.where[2]) if section in SECTIONS else []
        dates = dates_of(part.of(self.documents))
        users = [
            (name, period)
            for name, periods in self.whole.periods.items()
            for period in periods
            if part.document in rules_in(self.documents, period)
        ]
        if any(part.document in rules_in(self.documents, _beside_figures(period)) for _, period in users):
            return []
        return [
            rules
            for name, period in users
            for rules in self.whole.slices[name]
            if rules.period == period["id"] and overlap(dates, (rules.valid_from, rules.valid_to))
        ]

    def _with_item(self, part: Part, section: str, position: Any) -> list[Slice]:
        """The slices with an item that is written in a part of their instrument, and not replaced in theirs."""
        item = part.of(self.documents)["aid"][section][position]
        periods = {
            period["id"] for period in self.whole.periods[part.document] if any(listed is item for listed in period["aid"][section])
        }
        return [rules for rules in self.whole.slices[part.document] if rules.period in periods]

    def _is_alike(self, rules: Slice, documents: Documents) -> bool:
        day = day_in((rules.valid_from, rules.valid_to))
        excerpt = build_excerpt(self.whole, documents, rules.instrument, day)
        altered = next(one for one in excerpt.slices_on(rules.instrument, day) if one.period == rules.period)
        return alike(self._ruled(self.documents, rules), self._ruled(documents, altered), self._codes)

    def _never_binds(self, part: Part) -> Iterator[str]:
        """The caps written in a part that no reachable combination exceeds."""
        caps = (part.of(self.documents).get("aid") or {}).get("cap") or ()
        for n, cap in enumerate(caps):
            slices = self._with_item(part, "cap", n)
            if slices and all(cap["id"] in never_binds(self._ruled(self.documents, rules), self._codes) for rules in slices):
                yield f"{part.path(self.documents)}.aid.cap.{cap['id']}"

    def _ruled(self, documents: Documents, rules: Slice) -> Ruled:
        return Ruled(rules.scheme, rules_on(self.whole, documents, day_in((rules.valid_from, rules.valid_to))))


def _beside_figures(period: Mapping[str, Any]) -> dict[str, Any]:
    """What a period asks beside the figures of its aid."""
    return {"conditions": period["conditions"], "aid": {"beneficiary": period["aid"].get("beneficiary")}}


def _told(alteration: Alteration) -> str:
    """What was done, in words."""
    if alteration.change in ("raised", "lowered"):
        return f"{alteration.change} from {alteration.before} to {alteration.after}"
    if alteration.change == "negated":
        return f"{alteration.before} made {alteration.after}"
    return "taken off the list" if alteration.change == "codeRemoved" else "removed"


def percentages(documents: Documents) -> frozenset[str]:
    """The facts in per cent."""
    return frozenset(name for name, fact in documents["fact"].items() if fact.get("unit") == "percent")
