"""Advice as clients see it: verdicts and figures of the rules with their sentences."""

from collections.abc import Mapping
from typing import Any

from app.advice.service import Advice, ItemResult
from app.catalogue.current import Edition
from app.catalogue.sentences import wire_value
from app.catalogue.views import availability_view, present, validity_view
from app.common.languages import ALL, LANGUAGES, told
from app.rules.aid import Aid, Line, Part, Step
from app.rules.amounts import Span
from app.rules.assess import Assessment, Condition, Reason
from app.rules.facts import Facts
from app.rules.scheme import POINT, Item
from app.rules.verdict import MET, NAMES, NOT_MET, UNKNOWN

Members = dict[str, Any]
APPLIED = ("no", "unknown", "yes")


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


class Renderer:
    """Renders advice in one language."""

    def __init__(self, edition: Edition, language: str, *, informal: bool) -> None:
        self.edition, self.language, self.informal = edition, language, informal
        self.voices, self.vocabulary = edition.voices, edition.snapshot.vocabulary

    def _say(self, make: Any) -> Any:
        if self.language == ALL:
            return {language: make(self.voices[language]) for language in LANGUAGES}
        return make(self.voices[self.language])

    def item(self, item: ItemResult, facts: Facts, *, full: bool) -> Members:
        """One instrument of the advice."""
        name = item.instrument
        head: Members = {
            "instrument": {
                "id": name,
                "href": f"/v1/instruments/{name}",
                "name": told(self.edition.snapshot.instruments[name]["names"], self.language),
            }
        }
        if item.variant is not None:
            head["variant"] = item.variant
        if item.rules is None or item.assessment is None:
            return {**head, "availability": availability_view(item.availability)}
        assessment = item.assessment
        head["period"] = validity_view(self.edition.snapshot.period(item.rules))
        head["eligibility"] = assessment.eligibility
        head["availability"] = availability_view(item.availability)
        if not full:
            missing = [present({"fact": one.fact, "participant": self._name(item, one.participant)}) for one in item.missing]
            return {**head, "aid": self._interval(assessment), "missingFacts": missing}
        return {
            **head,
            "aid": self._aid(assessment, item),
            "reasons": [self._reason(reason, item, facts) for reason in _reasons(assessment)],
            "assumptions": self._assumptions(item, assessment, facts),
            "warnings": self._warnings(assessment, item),
            "missingFacts": [self._missing(one, item) for one in item.missing],
        }

    def _name(self, item: ItemResult, participant: int | None) -> str | None:
        return None if participant is None else item.participant_ids[participant]

    def _interval(self, assessment: Assessment) -> Members:
        rate, amount = assessment.rate, assessment.amount
        members: Members = {"determination": assessment.determination, "form": assessment.aid.form}
        if rate is not None and assessment.determination != "notDetermined":
            members["rate"] = rate_view(rate)
            if amount is not None:
                members["amountEur"] = amount_view(amount)
        return members

    def _aid(self, assessment: Assessment, item: ItemResult) -> Members:
        members = self._interval(assessment)
        if members["form"] in ("equity", "loan"):
            members["repayable"] = True
        if assessment.carriers:
            members["byCarrier"] = [
                {
                    "instrument": carrier.slice.instrument,
                    "eligibility": carrier.eligibility,
                    **self._parts(carrier.aid, item),
                    **self._interval(carrier),
                }
                for carrier in assessment.carriers
            ]
            return members
        return {**members, **self._parts(assessment.aid, item)}

    def _parts(self, aid: Aid, item: ItemResult) -> Members:
        members: Members = {"byParticipant": [self._part(part, item) for part in aid.parts]}
        if aid.steps:
            members["steps"] = [self._step(step) for step in aid.steps]
        return members

    def _part(self, part: Part, item: ItemResult) -> Members:
        members: Members = {"participant": item.participant_ids[part.participant]}
        if part.funded != UNKNOWN:
            members["funded"] = part.funded == MET
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
        kind, item, verdict, lo, hi = step
        members: Members = {"kind": kind}
        if item is not None:
            members["id"] = item.id
            if kind == "bonus":
                members["group"] = item.group
        if kind in ("amount", "limit", "requested"):
            members["amountEur"] = amount_view((lo, hi))
        elif lo is None:
            members["notDetermined"] = True
        elif lo == hi:
            members["points"] = points_string(lo)
        else:
            members["points"] = {"min": points_string(lo), "max": points_string(hi)}
        members["applied"] = APPLIED[verdict]
        if item is not None:
            origin: Mapping[str, Any] = item.origin
            members["sources"] = origin.get("sources", [])
            members["confidence"] = origin["confidence"]
            if item.outcome:
                members["outcome"] = True
            if "note" in origin:
                members["note"] = told(origin["note"], self.language)
        return members

    def _reason(self, reason: Reason, item: ItemResult, facts: Facts) -> Members:
        members: Members = {"condition": reason.id}
        participant = self._name(item, reason.participant)
        if participant is not None:
            members["participant"] = participant
        members["verdict"] = NAMES[reason.verdict]
        condition = reason.condition
        if isinstance(condition, str):
            members["text"] = self._say(lambda sentences: sentences.patterns[condition])
            members["sources"], members["confidence"] = [], "derived"
            return members
        origin = condition.origin
        if isinstance(condition, Condition):
            members["text"] = self._say(lambda sentences: sentences.condition(origin))
            if condition.soft:
                members["soft"] = True
            decided = self._deciding(condition, reason.participant, facts)
            if decided:
                members["facts"] = decided
        else:
            members["text"] = self._say(lambda sentences: sentences.band(origin))
        members["sources"] = origin.get("sources", [])
        members["confidence"] = origin["confidence"]
        if "note" in origin:
            members["note"] = told(origin["note"], self.language)
        return members

    def _deciding(self, condition: Condition, participant: int | None, facts: Facts) -> Members:
        """The facts that the condition reads and what is known of them."""
        values: Members = {}
        for fact_id, whose in sorted(condition.check.reads):
            fact = self.vocabulary.facts.get(fact_id)
            if fact is None or whose == "all":
                continue
            owner = facts.case.lead if whose == "lead" or participant is None else participant
            value = facts.value(fact, owner if fact.of_participant else None)
            if value is not None:
                values[fact_id] = wire_value(value, whole=fact.type == "integer")
        return values

    def _assumptions(self, item: ItemResult, assessment: Assessment, facts: Facts) -> list[Members]:
        """The presumptions that something here rests on."""
        reads = {read for one in (assessment, *assessment.carriers) for read in one.slice.reads}
        reads = {inner for read in reads for inner in self.edition.snapshot.model.behind(read)}
        beneficiaries = {part.participant for part in assessment.aid.parts if part.funded != NOT_MET}
        told_ones = []
        for participant, fact_id, value in facts.presumed():
            whose = {how for name, how in reads if name == fact_id}
            if not whose or (participant is not None and whose == {"own"} and participant not in beneficiaries):
                continue
            if whose == {"lead"} and participant != facts.case.lead:
                continue
            fact = self.vocabulary.facts[fact_id]
            told_ones.append(
                present(
                    {
                        "fact": fact_id,
                        "participant": self._name(item, participant),
                        "value": wire_value(value, whole=fact.type == "integer"),
                        "text": self._say(lambda sentences, f=fact_id, v=value: sentences.assumption(f, v)),
                    }
                )
            )
        return told_ones

    def _warnings(self, assessment: Assessment, item: ItemResult) -> list[Members]:
        """Soft conditions that are not met, and figures that nobody confirmed."""
        warnings = []
        for reason in _reasons(assessment):
            if reason.soft and reason.verdict == NOT_MET and isinstance(reason.condition, Condition):
                origin = reason.condition.origin
                text = self._say(lambda sentences, o=origin: sentences.patterns["softNotMet"].format(text=sentences.condition(o)))
                members = {"kind": "softNotMet", "condition": reason.id, "participant": self._name(item, reason.participant)}
                warnings.append(present({**members, "text": text}))
        for figure in _unverified(assessment):
            text = self._say(lambda sentences, f=figure: sentences.patterns["unverified"].format(id=f.id))
            warnings.append({"kind": "unverified", "figure": figure.id, "text": text})
        return warnings

    def _missing(self, missing: Any, item: ItemResult) -> Members:
        return present(
            {
                "fact": missing.fact,
                "participant": self._name(item, missing.participant),
                "text": self._say(lambda sentences: sentences.question(missing.fact, informal=self.informal)),
                "settles": list(missing.settles),
            }
        )


def _reasons(assessment: Assessment) -> list[Reason]:
    return [reason for one in (assessment, *assessment.carriers) for reason in one.reasons]


def _unverified(assessment: Assessment) -> list[Item]:
    """The figures behind the result that nobody confirmed."""
    found: dict[str, Item] = {}
    for one in (assessment, *assessment.carriers):
        for part in one.aid.parts:
            for line in part.lines:
                for _, item, verdict, _, _ in line.steps:
                    if item is not None and verdict != NOT_MET and item.origin.get("confidence") == "unverified":
                        found[item.id] = item
    return list(found.values())


def advice_body(edition: Edition, advice: Advice, digest: str, renderer: Renderer, *, full: bool) -> Members:
    """The whole answer."""
    return {
        "revision": edition.snapshot.revision.number,
        "referenceDate": advice.facts.case.reference_date.isoformat(),
        "caseDigest": f"sha256:{digest}",
        "items": [renderer.item(item, advice.facts, full=full) for item in advice.items],
    }
