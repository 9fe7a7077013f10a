"""Advice as clients see it: verdicts and figures of the rules with their sentences.

A renderer belongs to one edition and one language. What depends on nothing else (the sentence of a condition, the step of a
plain figure) is made once and shared by all answers; answers are only read after they were made.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from app.advice.service import Advice, ItemResult
from app.catalogue.current import Edition
from app.catalogue.heads import present, validity_view
from app.catalogue.sentences import Sentences, wire_value
from app.catalogue.views import availability_view
from app.common.languages import ALL, LANGUAGES, told
from app.rules.aid import Aid, Line, Part
from app.rules.amounts import Span
from app.rules.assess import Assessment, Condition, Reason, Slice
from app.rules.facts import SIZE, Facts
from app.rules.items import POINT, Item
from app.rules.rates import Step
from app.rules.values import PENDING
from app.rules.verdict import MET, NAMES, NOT_MET, UNKNOWN
from app.rules.vocabulary import Fact

Members = dict[str, Any]
APPLIED = ("no", "unknown", "yes")
AMOUNT_STEPS = ("amount", "limit", "requested")


def rate_string(millionths: int) -> str:
    """A rate in per cent, from millionths of a point: at least two decimals."""
    whole, rest = divmod(millionths, POINT)
    if not rest:
        return f"{whole}.00"
    return f"{whole}.{f'{rest:06d}'.rstrip('0').ljust(2, '0')}"


def points_string(millionths: int) -> str:
    """Points of a step: no more decimals than needed."""
    whole, rest = divmod(millionths, POINT)
    return f"{whole}.{f'{rest:06d}'.rstrip('0')}" if rest else str(whole)


def euro_string(cents: int) -> str:
    """An amount in euro, from cents."""
    return f"{cents // 100}.{cents % 100:02d}"


def rate_view(span: Span) -> Members:
    """A rate between two bounds."""
    lo, hi = span
    low = rate_string(lo)
    return {"min": low, "max": low if lo == hi else rate_string(hi)}


def amount_view(span: Span) -> Members:
    """An amount between two bounds."""
    lo, hi = span
    low = euro_string(lo)
    return {"min": low, "max": low if lo == hi else euro_string(hi)}


def renderer_for(edition: Edition, language: str, *, informal: bool) -> "Renderer":
    """The renderer of an edition for a language and a form of address."""
    made: Renderer = edition.keep(("renderer", language, informal), lambda: Renderer(edition, language, informal=informal))
    return made


def advice_body(edition: Edition, advice: Advice, digest: str, renderer: "Renderer") -> Members:
    """The whole answer."""
    return {
        "revision": edition.snapshot.revision.number,
        "referenceDate": advice.facts.case.reference_date.isoformat(),
        "caseDigest": f"sha256:{digest}",
        "items": [renderer.item(item, advice) for item in advice.items],
    }


class Renderer:
    """Renders advice in one language."""

    def __init__(self, edition: Edition, language: str, *, informal: bool) -> None:
        self.snapshot, self.voices = edition.snapshot, edition.voices
        self.language, self.informal = language, informal
        self._kept: dict[Any, Any] = {}

    def _keep(self, key: Any, make: Callable[[], Any]) -> Any:
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = make()
        return kept

    def _say(self, make: Callable[[Sentences], Any]) -> Any:
        if self.language == ALL:
            return {language: make(self.voices[language]) for language in LANGUAGES}
        return make(self.voices[self.language])

    def item(self, item: ItemResult, advice: Advice) -> Members:
        """One instrument of the advice."""
        head: Members = dict(self._keep(("head", item.instrument, item.rules), lambda: self._head(item)))
        head["availability"] = availability_view(item.availability)
        assessment = item.assessment
        if assessment is None:
            return head
        head["eligibility"] = assessment.eligibility
        if not advice.full:
            head["aid"] = self._interval(assessment)
            head["missingFacts"] = [
                {"fact": one.fact}
                if one.participant is None
                else {"fact": one.fact, "participant": item.participant_ids[one.participant]}
                for one in item.missing
            ]
            return head
        head["aid"] = self._aid(assessment, item, advice.facts)
        head["reasons"] = [self._reason(reason, item, advice.facts) for reason in _reasons(assessment)]
        head["assumptions"] = self._assumptions(item, assessment, advice.facts)
        head["warnings"] = self._warnings(assessment, item)
        head["missingFacts"] = [self._missing(one, item) for one in item.missing]
        return head

    def _head(self, item: ItemResult) -> Members:
        name = item.instrument
        names = self.snapshot.instruments[name]["names"]
        head: Members = {"instrument": {"id": name, "href": f"/v1/instruments/{name}", "name": told(names, self.language)}}
        if item.variant is not None:
            head["variant"] = item.variant
        if item.rules is not None:
            head["period"] = validity_view(self.snapshot.period(item.rules))
        return head

    def _interval(self, assessment: Assessment) -> Members:
        determination, rate = assessment.determination, assessment.rate
        members: Members = {"determination": determination, "form": assessment.aid.form}
        if rate is not None and determination != "notDetermined":
            members["rate"] = rate_view(rate)
            amount = assessment.amount
            if amount is not None:
                members["amountEur"] = amount_view(amount)
        return members

    def _aid(self, assessment: Assessment, item: ItemResult, facts: Facts) -> Members:
        members = self._interval(assessment)
        if members["form"] in ("equity", "loan"):
            members["repayable"] = True
        if not assessment.carriers:
            return members | self._parts(assessment.aid, item, facts)
        members["byParticipant"] = [self._who(part, item, facts) for part in assessment.aid.parts]
        members["byCarrier"] = [
            {
                "instrument": carrier.slice.instrument,
                "eligibility": carrier.eligibility,
                **self._interval(carrier),
                **self._parts(carrier.aid, item, facts),
            }
            for carrier in assessment.carriers
        ]
        return members

    def _parts(self, aid: Aid, item: ItemResult, facts: Facts) -> Members:
        members: Members = {"byParticipant": [self._part(part, item, facts) for part in aid.parts]}
        if aid.steps:
            members["steps"] = [self._step(step) for step in aid.steps]
        return members

    def _who(self, part: Part, item: ItemResult, facts: Facts) -> Members:
        """A participant, whether it is funded and its size, each when it is known."""
        members: Members = {"participant": item.participant_ids[part.participant]}
        if part.funded != UNKNOWN:
            members["funded"] = part.funded == MET
        size = facts.value(self.snapshot.vocabulary.facts[SIZE], part.participant)
        if isinstance(size, str):
            members["size"] = size
        return members

    def _part(self, part: Part, item: ItemResult, facts: Facts) -> Members:
        members = self._who(part, item, facts)
        if part.funded == NOT_MET:
            return members
        if part.rate is not None:
            members["rate"] = rate_view(part.rate)
        if part.amount is not None:
            members["amountEur"] = amount_view(part.amount)
        members["byActivity"] = [self._line(line) for line in part.lines]
        members["byActivity"] += [
            {"activity": activity, "steps": [{"kind": "notFunded", "applied": "yes"}]} for activity in part.not_funded
        ]
        return members

    def _line(self, line: Line) -> Members:
        members: Members = {"activity": line.activity}
        if line.year is not None:
            members["year"] = line.year
        if line.cost is not None:
            lo, hi = line.cost
            members["costEur"] = euro_string(lo) if lo == hi else amount_view(line.cost)
        if line.rate is not None:
            members["rate"] = rate_view(line.rate)
        if line.amount is not None:
            members["amountEur"] = amount_view(line.amount)
        members["steps"] = [self._step(step) for step in line.steps]
        return members

    def _step(self, step: Step) -> Members:
        item, verdict = step[1], step[2]
        if item is None or item.span is None:
            return self._fresh_step(step)
        key = item, verdict
        kept: Members | None = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._fresh_step(step)
        return kept

    def _fresh_step(self, step: Step) -> Members:
        kind, item, verdict, lo, hi = step
        members: Members = {"kind": kind}
        if item is not None:
            members["id"] = item.id
            if kind == "bonus":
                members["group"] = item.group
        if kind in AMOUNT_STEPS:
            members["amountEur"] = amount_view((lo, hi))
        elif lo is None:
            members["notDetermined"] = True
        else:
            members["points"] = points_string(lo) if lo == hi else {"min": points_string(lo), "max": points_string(hi)}
        members["applied"] = APPLIED[verdict]
        if item is not None:
            members |= self._rests_on(item.origin)
            if item.outcome:
                members["outcome"] = True
        return members

    def _rests_on(self, origin: Mapping[str, Any]) -> Members:
        """Sources, confidence and note of a condition or figure."""
        members: Members = {"sources": origin.get("sources", []), "confidence": origin["confidence"]}
        if "note" in origin:
            members["note"] = told(origin["note"], self.language)
        return members

    def _reason(self, reason: Reason, item: ItemResult, facts: Facts) -> Members:
        condition = reason.condition
        key = condition, reason.verdict
        kept = self._kept.get(key)
        if kept is None:
            kept = self._kept[key] = self._same_reason(reason), self._deciding(condition)
        same, deciding = kept
        members: Members = same.copy()
        participant = reason.participant
        if participant is not None:
            members["participant"] = item.participant_ids[participant]
        values: Members = {}
        for fact, whole, whose in deciding:
            owner = None if whose == "case" else facts.case.lead if whose == "lead" or participant is None else participant
            value = (facts.project if owner is None else facts.participants[owner])[fact.slot]
            if value is PENDING:
                value = facts.value(fact, owner)
            if value is not None:
                kind = value.__class__
                values[fact.id] = value if kind is bool or kind is str else wire_value(value, whole=whole)
        if values:
            members["facts"] = values
        return members

    def _same_reason(self, reason: Reason) -> Members:
        """What a reason says whatever the case: the requirement and what it rests on."""
        condition = reason.condition
        members: Members = {"condition": reason.id, "verdict": NAMES[reason.verdict]}
        if isinstance(condition, str):
            members["text"] = self._say(lambda sentences: sentences.patterns[condition])
            return members | {"sources": [], "confidence": "derived"}
        origin = condition.origin
        if isinstance(condition, Condition):
            members["text"] = self._say(lambda sentences: sentences.condition(origin))
            if condition.soft:
                members["soft"] = True
        else:
            members["text"] = self._say(lambda sentences: sentences.band(origin))
        return members | self._rests_on(origin)

    def _deciding(self, condition: Condition | Item | str) -> list[tuple[Fact, bool, str]]:
        """The facts that a condition reads of the case or of one participant; whether they count, and whose they are."""
        if not isinstance(condition, Condition):
            return []
        by_id = self.snapshot.vocabulary.facts
        reads = sorted((name, whose) for name, whose in condition.check.reads if name in by_id and whose != "all")
        return [(by_id[name], by_id[name].type == "integer", whose) for name, whose in reads]

    def _assumptions(self, item: ItemResult, assessment: Assessment, facts: Facts) -> list[Members]:
        """The presumptions that something here rests on."""
        slices = tuple(one.slice for one in (assessment, *assessment.carriers))
        relevant: dict[str, set[str]] = self._keep(("relevant", slices), lambda: self._relevant(slices))
        beneficiaries = {part.participant for part in assessment.aid.parts if part.funded != NOT_MET}
        assumptions = []
        provisos: dict[str, Any] = self._keep("provisos", dict)
        for participant, fact_id, value in facts.presumed(relevant):
            whose = relevant[fact_id]
            if participant is not None and whose <= {"own", "lead"}:
                concerned = ("own" in whose and participant in beneficiaries) or (
                    "lead" in whose and participant == facts.case.lead
                )
                if not concerned:
                    continue
            members: Members = {"fact": fact_id}
            if participant is not None:
                members["participant"] = item.participant_ids[participant]
            members["value"] = value if value.__class__ is bool else self._wire(fact_id, value)
            if fact_id in facts.beyond:
                members["text"] = self._say(partial(Sentences.unlisted, fact_id=fact_id, value=value))
            else:
                text = provisos.get(fact_id)
                if text is None:
                    text = provisos[fact_id] = self._say(partial(Sentences.assumption, fact_id=fact_id))
                members["text"] = text
            assumptions.append(members)
        return assumptions

    def _wire(self, fact_id: str, value: Any) -> Any:
        return wire_value(value, whole=self.snapshot.vocabulary.facts[fact_id].type == "integer")

    def _relevant(self, slices: tuple[Slice, ...]) -> dict[str, set[str]]:
        """The facts that these slices read, directly or through a derivation, and whose."""
        relevant: dict[str, set[str]] = {}
        for read in frozenset().union(*(one.reads for one in slices)):
            for fact_id, whose in self.snapshot.model.tracing.behind(read):
                relevant.setdefault(fact_id, set()).add(whose)
        return relevant

    def _warnings(self, assessment: Assessment, item: ItemResult) -> list[Members]:
        """Soft conditions that are not met, and figures that nobody confirmed."""
        warnings = []
        for reason in _reasons(assessment):
            if reason.verdict == NOT_MET and isinstance(reason.condition, Condition) and reason.condition.soft:
                origin = reason.condition.origin
                text = self._say(partial(Sentences.soft_not_met, origin=origin))
                name = None if reason.participant is None else item.participant_ids[reason.participant]
                warnings.append(present({"kind": "softNotMet", "condition": reason.id, "participant": name, "text": text}))
        for figure in _unverified(assessment):
            text = self._say(partial(Sentences.unverified, figure=figure.id))
            warnings.append({"kind": "unverified", "figure": figure.id, "text": text})
        return warnings

    def _missing(self, missing: Any, item: ItemResult) -> Members:
        members: Members = {"fact": missing.fact}
        if missing.participant is not None:
            members["participant"] = item.participant_ids[missing.participant]
        members["text"] = self._say(lambda sentences: sentences.question(missing.fact, informal=self.informal))
        members["settles"] = list(missing.settles)
        return members


def _reasons(assessment: Assessment) -> list[Reason]:
    if not assessment.carriers:
        return assessment.reasons
    return [reason for one in (assessment, *assessment.carriers) for reason in one.reasons]


def _unverified(assessment: Assessment) -> list[Item]:
    """The figures behind the result that nobody confirmed."""
    found: dict[str, Item] = {}
    for one in (assessment, *assessment.carriers):
        if not any(item.origin["confidence"] == "unverified" for item in one.slice.scheme.items):
            continue
        for part in one.aid.parts:
            for line in part.lines:
                for _, item, verdict, _, _ in line.steps:
                    if item is not None and verdict != NOT_MET and item.origin["confidence"] == "unverified":
                        found[item.id] = item
    return list(found.values())
