"""Worked examples: compute a case and compare what comes out with what must."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.advice.case import CaseReader
from app.advice.service import ItemResult, advise
from app.catalogue.snapshot import Snapshot
from app.problems import InvalidInput, Issue
from app.rules.aid import Part
from app.rules.amounts import Span
from app.rules.case import Case
from app.rules.items import POINT
from app.rules.quantities import figure
from app.rules.verdict import MET, NOT_MET, UNKNOWN


@dataclass(frozen=True, slots=True)
class Difference:
    """One expectation that was not met: its path in the example, what was expected and what was computed."""

    path: tuple[str | int, ...]
    expected: Any
    computed: Any


def run_example(snapshot: Snapshot, reader: CaseReader, instrument: str, example: Mapping[str, Any]) -> list[Difference]:
    """What differs between what an example expects and what the rules give; an unreadable case is one difference."""
    computed = compute_example(snapshot, reader, instrument, example)
    if isinstance(computed, InvalidInput):
        return [Difference(("case",), "a readable case", str(computed))]
    return differences_of(computed, example["expect"])


def differences_of(item: ItemResult, expected: Mapping[str, Any]) -> list[Difference]:
    """What differs between a result and what is expected of it."""
    found = observed(item)
    differences = []
    for key, want in expected.items():
        if want is None or want == {}:
            continue
        got = found.get(key)
        if key == "byParticipant":
            differences += _parts(want, item)
        elif key in ("rate", "amountEur"):
            if not _same_span(want, got, POINT if key == "rate" else 100):
                differences.append(Difference(("expect", key), want, _told(got, POINT if key == "rate" else 100)))
        elif sorted(want) != sorted(got or []) if isinstance(want, list) else want != got:
            differences.append(Difference(("expect", key), want, got))
    return differences


def compute_example(
    snapshot: Snapshot, reader: CaseReader, instrument: str, example: Mapping[str, Any]
) -> ItemResult | InvalidInput:
    """The result of an example's case for its instrument, or why the case cannot be read."""
    try:
        return compute_case(snapshot, instrument, read_case(reader, example), example.get("variant"))
    except InvalidInput as error:
        return error


def read_case(reader: CaseReader, example: Mapping[str, Any]) -> Case:
    """The case of an example; raises `InvalidInput` when it cannot be read."""
    return reader.read(example["case"], today=date.max, presume=True).case


def compute_case(snapshot: Snapshot, instrument: str, case: Case, variant: str | None) -> ItemResult:
    """The result of a case for one instrument, or one variant of it.

    Raises `InvalidInput` for facts that contradict each other, and for a variant without rules on a day on which others have some.
    """
    items = advise(snapshot, case, [instrument]).items
    chosen = [item for item in items if item.assessment is None or variant in (None, item.variant)]
    if not chosen:
        detail = f"{instrument} has no rules for the variant {variant} on {case.reference_date}"
        raise InvalidInput([Issue("variantNotInForce", "body", "/variant", detail, variant)])
    return chosen[0]


def observed(item: ItemResult) -> dict[str, Any]:
    """What an example can expect, as it was computed."""
    found: dict[str, Any] = {"availability": item.availability.state}
    assessment = item.assessment
    if assessment is None:
        return found
    reasons = [reason for one in (assessment, *assessment.carriers) for reason in one.reasons]
    ids = item.participant_ids
    return {
        **found,
        "eligibility": assessment.eligibility,
        "determination": assessment.determination,
        "rate": assessment.rate,
        "amountEur": assessment.amount,
        "notMet": sorted({reason.id for reason in reasons if reason.verdict == NOT_MET}),
        "unknown": sorted({reason.id for reason in reasons if reason.verdict == UNKNOWN and not reason.soft}),
        "missingFacts": sorted(
            missing.fact if missing.participant is None else f"{ids[missing.participant]}/{missing.fact}"
            for missing in item.missing
        ),
    }


def _parts(want: Mapping[str, Mapping[str, Any]], item: ItemResult) -> list[Difference]:
    differences: list[Difference] = []
    aid = None if item.assessment is None else item.assessment.aid
    parts = {} if aid is None else {item.participant_ids[part.participant]: part for part in aid.parts}
    for name, expected in want.items():
        path = ("expect", "byParticipant", name)
        part = parts.get(name)
        if part is None:
            differences.append(Difference(path, "a participant", None))
            continue
        if "funded" in expected and (MET if expected["funded"] else NOT_MET) != part.funded:
            differences.append(Difference((*path, "funded"), expected["funded"], (False, None, True)[part.funded]))
        differences += _figures(path, expected, part.rate, part.amount)
        for activity, figures in (expected.get("byActivity") or {}).items():
            rate, amount = _activity(part, activity)
            differences += _figures((*path, "byActivity", activity), figures, rate, amount)
    return differences


def _activity(part: Part, activity: str) -> tuple[Span | None, Span | None]:
    lines = [line for line in part.lines if line.activity == activity]
    if not lines:
        return None, None
    amounts = [line.amount for line in lines if line.amount is not None]
    whole = (sum(lo for lo, _ in amounts), sum(hi for _, hi in amounts)) if len(amounts) == len(lines) else None
    return lines[0].rate, whole


def _figures(path: tuple[str | int, ...], expected: Mapping[str, Any], rate: Span | None, amount: Span | None) -> list[Difference]:
    return [
        Difference((*path, key), expected[key], _told(got, scale))
        for key, got, scale in (("rate", rate, POINT), ("amountEur", amount, 100))
        if key in expected and not _same_span(expected[key], got, scale)
    ]


def _same_span(want: Any, got: Span | None, scale: int) -> bool:
    if got is None:
        return False
    wanted: Sequence[Any] = want if isinstance(want, list) else [want, want]
    return all(_near(figure(one), bound, scale) for one, bound in zip(wanted, got, strict=True))


def _near(want: Any, got: int, scale: int) -> bool:
    """Equal; a rate that was rounded to its last place may differ by half of that."""
    return want is not None and abs(want * scale - got) * 2 <= 1


def _told(span: Span | None, scale: int) -> Any:
    return None if span is None else [bound / scale for bound in span]
