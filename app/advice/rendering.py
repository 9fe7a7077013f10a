"""Advice as clients see it: verdicts and figures of the rules with their sentences.

A renderer belongs to one edition and one language. What depends on nothing else (the head of an instrument, the step of a plain
figure) is encoded once and shared by all answers, so that an answer is plain data with parts in it that are JSON already.
"""

from typing import Any

from orjson import Fragment

from app.advice.explaining import Explainer
from app.advice.service import Advice, ItemResult
from app.catalogue.current import Edition
from app.catalogue.heads import instrument_head, validity_view
from app.catalogue.views import availability_view
from app.common.answers import encoded
from app.rules.aid import Aid, Line, Part
from app.rules.amounts import Span
from app.rules.assess import Assessment, Slice
from app.rules.facts import SIZE, Facts
from app.rules.items import POINT, Item
from app.rules.rates import Step
from app.rules.verdict import MET, NOT_MET, UNKNOWN

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
    """The whole answer, to be encoded; each item is a dict that more can be added to."""
    return {
        "revision": edition.snapshot.revision.number,
        "referenceDate": advice.facts.case.reference_date,
        "caseDigest": f"sha256:{digest}",
        "items": [renderer.item(item, advice.facts, full=advice.full) for item in advice.items],
    }


class Renderer:
    """Renders advice in one language."""

    def __init__(self, edition: Edition, language: str, *, informal: bool) -> None:
        self.snapshot, self.language = edition.snapshot, language
        self._explainer = Explainer(edition, language, informal=informal)
        self._size = self.snapshot.vocabulary.facts[SIZE]
        self._heads: dict[Slice | str, Members] = {}
        self._summaries: dict[tuple[Slice | None, int, str], Members] = {}
        self._steps: dict[tuple[Item | None, int], Fragment] = {}

    def item(self, item: ItemResult, facts: Facts, *, full: bool) -> Members:
        """One instrument of the advice."""
        assessment, ids = item.assessment, item.participant_ids
        if assessment is None:
            return self._head(item)
        if not full:
            return self._summary(item, assessment, ids)
        members, explainer = self._head(item), self._explainer
        members["eligibility"] = assessment.eligibility
        members["aid"] = self._aid(assessment, facts, ids)
        members["reasons"] = explainer.reasons(assessment, facts, ids)
        members["assumptions"] = explainer.assumptions(assessment, facts, ids)
        members["warnings"] = explainer.warnings(assessment, ids)
        members["missingFacts"] = [explainer.question(one, ids) for one in item.missing]
        return members

    def _head(self, item: ItemResult) -> Members:
        """The instrument, its period and whether one can apply."""
        key = item.rules or item.instrument
        same = self._heads.get(key)
        if same is None:
            same = self._heads[key] = self._same_head(item)
        head = same.copy()
        head["availability"] = availability_view(item.availability)
        return head

    def _same_head(self, item: ItemResult) -> Members:
        head: Members = {"instrument": encoded(instrument_head(self.snapshot, item.instrument, self.language))}
        if item.variant is not None:
            head["variant"] = item.variant
        if item.rules is not None:
            head["period"] = encoded(validity_view(self.snapshot.period(item.rules)))
        return head

    def _summary(self, item: ItemResult, assessment: Assessment, ids: list[str]) -> Members:
        """What there is in short; mostly there are no figures and nothing is missing, and all of it but the day was said before."""
        key = item.rules, assessment.verdict, assessment.aid.determination
        same = self._summaries.get(key)
        if same is None:
            aid = encoded({"determination": assessment.aid.determination, "form": assessment.aid.form})
            same = self._head(item) | {"eligibility": assessment.eligibility, "aid": aid, "missingFacts": ()}
            self._summaries[key] = same
        members = same.copy()
        members["availability"] = availability_view(item.availability)
        if assessment.aid.rate is not None or assessment.carriers:
            members["aid"] = self._interval(assessment)
        if item.missing:
            members["missingFacts"] = [
                {"fact": one.fact} if one.participant is None else {"fact": one.fact, "participant": ids[one.participant]}
                for one in item.missing
            ]
        return members

    def _interval(self, assessment: Assessment) -> Members:
        # With carriers the figures are theirs, all in all.
        figures: Aid | Assessment = assessment if assessment.carriers else assessment.aid
        determination, rate = figures.determination, figures.rate
        members: Members = {"determination": determination, "form": assessment.aid.form}
        if rate is not None and determination != "notDetermined":
            members["rate"] = rate_view(rate)
            amount = figures.amount
            if amount is not None:
                members["amountEur"] = amount_view(amount)
        return members

    def _aid(self, assessment: Assessment, facts: Facts, ids: list[str]) -> Members:
        members = self._interval(assessment)
        if members["form"] in ("equity", "loan"):
            members["repayable"] = True
        if not assessment.carriers:
            return members | self._parts(assessment.aid, facts, ids)
        members["byParticipant"] = [self._who(part, facts, ids) for part in assessment.aid.parts]
        members["byCarrier"] = [
            {
                "instrument": carrier.slice.instrument,
                "eligibility": carrier.eligibility,
                **self._interval(carrier),
                **self._parts(carrier.aid, facts, ids),
            }
            for carrier in assessment.carriers
        ]
        return members

    def _parts(self, aid: Aid, facts: Facts, ids: list[str]) -> Members:
        members: Members = {"byParticipant": [self._part(part, facts, ids) for part in aid.parts]}
        if aid.steps:
            members["steps"] = [self._step(step) for step in aid.steps]
        return members

    def _who(self, part: Part, facts: Facts, ids: list[str]) -> Members:
        """A participant, whether it is funded and its size, each when it is known."""
        members: Members = {"participant": ids[part.participant]}
        if part.funded != UNKNOWN:
            members["funded"] = part.funded == MET
        size = facts.value(self._size, part.participant)
        if isinstance(size, str):
            members["size"] = size
        return members

    def _part(self, part: Part, facts: Facts, ids: list[str]) -> Members:
        members = self._who(part, facts, ids)
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
        kept = self._steps
        members["steps"] = [kept.get(step[1:3]) or self._step(step) for step in line.steps]
        return members

    def _step(self, step: Step) -> Members | Fragment:
        """A step; that of a plain figure is the same in every answer, so that it is kept by its item and verdict."""
        fresh = self._fresh_step(step)
        item, verdict = step[1], step[2]
        if item is None or item.span is None:
            return fresh
        kept: Fragment = encoded(fresh)
        self._steps[item, verdict] = kept
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
            members |= self._explainer.rests_on(item.origin)
            if item.outcome:
                members["outcome"] = True
        return members
