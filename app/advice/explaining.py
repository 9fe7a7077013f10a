"""Why an advice is what it is, in words: reasons, presumptions, warnings and questions.

An explainer belongs to one edition and one language. What depends on nothing else (the sentence of a condition with its sources)
is made once and shared by all answers; answers are only read after they were made.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final, NamedTuple

from app.catalogue.current import Edition
from app.catalogue.heads import present
from app.catalogue.sentences import Sentences, wire_value
from app.common.answers import encoded
from app.common.languages import ALL, LANGUAGES, told
from app.rules.aid import Aid
from app.rules.ask import Missing
from app.rules.assess import Assessment, Condition, Reason, Slice
from app.rules.facts import Facts
from app.rules.items import Item
from app.rules.values import PENDING
from app.rules.verdict import NAMES, NOT_MET
from app.rules.vocabulary import Fact

Members = dict[str, Any]
# Whose a fact is that a condition reads, where it is not the case's: the lead's, or that of the one whom the condition is about.
LEAD: Final = "lead"
OWN: Final = "own"


class _Read(NamedTuple):
    """A fact that a condition reads: where it stands, whose it is (case, lead or own), and whether it counts."""

    fact: Fact
    id: str
    slot: int
    whose: str
    whole: bool


class _Concerned(NamedTuple):
    """Whom a presumption concerns: everybody there is, the beneficiaries, the lead."""

    everybody: bool
    beneficiaries: bool
    lead: bool


class Explainer:
    """Explains advice in one language."""

    def __init__(self, edition: Edition, language: str, *, informal: bool) -> None:
        self.snapshot, self.voices = edition.snapshot, edition.voices
        self.language, self.informal = language, informal
        self._same: dict[Condition | Item | str, tuple[list[Members], list[_Read]]] = {}
        self._relevant: dict[tuple[Slice, ...], dict[str, _Concerned]] = {}
        self._provisos: dict[str, Any] = {}
        self._questions: dict[str, Any] = {}
        self._unverified: dict[Slice, frozenset[Item]] = {}

    def say(self, make: Callable[[Sentences], Any]) -> Any:
        """What is said, in the language or in all of them."""
        if self.language == ALL:
            return {language: make(self.voices[language]) for language in LANGUAGES}
        return make(self.voices[self.language])

    def rests_on(self, origin: Mapping[str, Any]) -> Members:
        """Sources, confidence and note of a condition or figure."""
        members: Members = {"sources": origin.get("sources", []), "confidence": origin["confidence"]}
        if "note" in origin:
            members["note"] = told(origin["note"], self.language)
        return members

    def reasons(self, assessment: Assessment, facts: Facts, ids: list[str]) -> list[Members]:
        """The verdict on each condition, with the facts that decided."""
        lead = facts.case.lead
        told_of = []
        for reason in _reasons(assessment):
            same, reads = self._same.get(reason.condition) or self._keep(reason)
            members, participant = same[reason.verdict].copy(), reason.participant
            own = lead
            if participant is not None:
                members["participant"], own = ids[participant], participant
            values: Members = {}
            for fact, fact_id, slot, whose, whole in reads:
                owner = own if whose == OWN else lead if whose == LEAD else None
                value = (facts.project if owner is None else facts.participants[owner])[slot]
                if value is PENDING:
                    value = facts.value(fact, owner)
                kind = value.__class__
                if kind is bool or kind is str:
                    values[fact_id] = value
                elif value is not None:
                    values[fact_id] = wire_value(value, whole=whole)
            if values:
                members["facts"] = values
            told_of.append(members)
        return told_of

    def _keep(self, reason: Reason) -> tuple[list[Members], list[_Read]]:
        """What a reason says whatever the case, by verdict: the requirement and what it rests on; and what it reads."""
        condition = reason.condition
        same = {key: encoded(value) for key, value in self._requirement(condition).items()}
        by_verdict = [{"condition": reason.id, "verdict": name} | same for name in NAMES]
        kept = self._same[condition] = by_verdict, self._reads(condition)
        return kept

    def _requirement(self, condition: Condition | Item | str) -> Members:
        if isinstance(condition, str):
            text = self.say(lambda sentences: sentences.patterns[condition])
            return {"text": text, "sources": [], "confidence": "derived"}
        origin = condition.origin
        if not isinstance(condition, Condition):
            return {"text": self.say(lambda sentences: sentences.band(origin))} | self.rests_on(origin)
        members: Members = {"text": self.say(lambda sentences: sentences.condition(origin))}
        if condition.soft:
            members["soft"] = True
        return members | self.rests_on(origin)

    def _reads(self, condition: Condition | Item | str) -> list[_Read]:
        """The facts that a condition reads of the case or of one participant."""
        if not isinstance(condition, Condition):
            return []
        by_id = self.snapshot.vocabulary.facts
        reads = sorted((name, whose) for name, whose in condition.check.reads if name in by_id and whose != "all")
        return [_Read(by_id[name], name, by_id[name].slot, whose, by_id[name].type == "integer") for name, whose in reads]

    def assumptions(self, assessment: Assessment, facts: Facts, ids: list[str]) -> list[Members]:
        """The presumptions that something here rests on."""
        slices = tuple([one.slice for one in (assessment, *assessment.carriers)])
        relevant = self._relevant.get(slices)
        if relevant is None:
            relevant = self._relevant[slices] = self._concerned(slices)
        beneficiaries = {part.participant for part in assessment.aid.parts if part.funded != NOT_MET}
        lead, by_id = facts.case.lead, self.snapshot.vocabulary.facts
        assumptions = []
        for participant, fact_id, value in facts.presumed(relevant):
            members: Members = {"fact": fact_id}
            if participant is not None:
                everybody, of_beneficiaries, of_lead = relevant[fact_id]
                if not (everybody or (of_beneficiaries and participant in beneficiaries) or (of_lead and participant == lead)):
                    continue
                members["participant"] = ids[participant]
            members["value"] = value if value.__class__ is bool else wire_value(value, whole=by_id[fact_id].type == "integer")
            members["text"] = self._proviso(fact_id) if fact_id not in facts.beyond else self._unlisted(fact_id, value)
            assumptions.append(members)
        return assumptions

    def _proviso(self, fact_id: str) -> Any:
        text = self._provisos.get(fact_id)
        if text is None:
            text = self._provisos[fact_id] = encoded(self.say(partial(Sentences.assumption, fact_id=fact_id)))
        return text

    def _unlisted(self, fact_id: str, value: Any) -> Any:
        return self.say(partial(Sentences.unlisted, fact_id=fact_id, value=value))

    def _concerned(self, slices: tuple[Slice, ...]) -> dict[str, _Concerned]:
        """The facts that these slices read, directly or through a derivation, and whom a presumption of each concerns."""
        whose: dict[str, set[str]] = {}
        for read in frozenset().union(*(one.reads for one in slices)):
            for fact_id, owner in self.snapshot.model.tracing.behind(read):
                whose.setdefault(fact_id, set()).add(owner)
        return {
            fact_id: _Concerned(not owners <= {"own", "lead"}, "own" in owners, "lead" in owners)
            for fact_id, owners in whose.items()
        }

    def warnings(self, assessment: Assessment, ids: list[str]) -> list[Members]:
        """Soft conditions that are not met, and figures that nobody confirmed."""
        warnings = []
        for reason in _reasons(assessment):
            if reason.verdict == NOT_MET and isinstance(reason.condition, Condition) and reason.condition.soft:
                origin = reason.condition.origin
                text = self.say(partial(Sentences.soft_not_met, origin=origin))
                name = None if reason.participant is None else ids[reason.participant]
                warnings.append(present({"kind": "softNotMet", "condition": reason.id, "participant": name, "text": text}))
        found: dict[str, None] = {}
        for one in (assessment, *assessment.carriers):
            unverified = self._unverified.get(one.slice)
            if unverified is None:
                items = [item for item in one.slice.scheme.items if item.origin["confidence"] == "unverified"]
                unverified = self._unverified[one.slice] = frozenset(items)
            if unverified:
                found |= dict.fromkeys(_used(one.aid, unverified))
        for figure in found:
            text = self.say(partial(Sentences.unverified, figure=figure))
            warnings.append({"kind": "unverified", "figure": figure, "text": text})
        return warnings

    def question(self, missing: Missing, ids: list[str]) -> Members:
        """A missing fact, the question that asks for it and what it settles."""
        members: Members = {"fact": missing.fact}
        if missing.participant is not None:
            members["participant"] = ids[missing.participant]
        text = self._questions.get(missing.fact)
        if text is None:
            text = self.say(lambda sentences: sentences.question(missing.fact, informal=self.informal))
            self._questions[missing.fact] = text = encoded(text)
        members["text"] = text
        members["settles"] = missing.settles
        return members


def _reasons(assessment: Assessment) -> list[Reason]:
    if not assessment.carriers:
        return assessment.reasons
    return [reason for one in (assessment, *assessment.carriers) for reason in one.reasons]


def _used(aid: Aid, items: frozenset[Item]) -> list[str]:
    """Those of some figures that the aid rests on, by id."""
    steps = [step for part in aid.parts for line in part.lines for step in line.steps]
    return [item.id for _, item, verdict, _, _ in steps if item in items and verdict != NOT_MET]
