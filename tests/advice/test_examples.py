"""Worked examples: what differs is found wherever it stands, and nothing else."""

import copy
from typing import Any

import pytest

from app.advice.case import CaseReader, reader_for
from app.advice.examples import compute_example, observed, run_example
from app.advice.quality import UNPUBLISHED
from app.advice.service import ItemResult
from app.catalogue.snapshot import Documents, Snapshot, build_snapshot
from app.problems import InvalidInput
from tests.fixtures.seeds import INSTRUMENT

Plain = dict[str, Any]
PEOPLE: list[Plain] = [
    {"id": "a", "role": "applicant", "kind": "enterprise", "size": "small", "region": "flanders"},
    {"id": "b", "kind": "enterprise", "region": "flanders"},
    {"id": "u", "kind": "researchOrganization", "region": "flanders"},
]
LINES: list[Plain] = [
    {"participant": "a", "activity": "experimentalDevelopment", "heading": "personnel", "amountEur": 200000},
    {"participant": "a", "activity": "experimentalDevelopment", "heading": "operating", "amountEur": 100000},
    {"participant": "b", "activity": "experimentalDevelopment", "amountEur": "200000.00"},
]
CASE: Plain = {
    "referenceDate": "2021-06-15",
    "participants": PEOPLE,
    "project": {"costs": LINES, "internationalProgram": "none", "durationMonths": 30},
}
# 25 + 20 + 10 capped at 50; b between 25 + 10 and, if small, the cap.
EXPECTED: Plain = {
    "eligibility": "eligible",
    "availability": "open",
    "determination": "interval",
    "rate": [44, "50"],
    "amountEur": [220000, "250000.00"],
    "byParticipant": {
        "a": {
            "funded": True,
            "rate": 50,
            "amountEur": 150000,
            "byActivity": {"experimentalDevelopment": {"rate": 50, "amountEur": 150000}},
        },
        "b": {"funded": True, "rate": [35, 50], "amountEur": [70000, 100000]},
        "u": {"funded": False},
    },
    "notMet": ["maximumDuration"],
    "unknown": [],
    "missingFacts": ["b/participant.size"],
}


def differing(snapshot: Snapshot, reader: CaseReader, **expect: Any) -> list[tuple[Any, ...]]:
    """The paths of what differs, without the word expect."""
    found = run_example(snapshot, reader, INSTRUMENT, {"case": CASE, "expect": {**EXPECTED, **expect}})
    assert all(one.path[0] == "expect" for one in found)
    return [one.path[1:] for one in found]


def test_what_is_right_differs_in_nothing(snapshot: Snapshot, reader: CaseReader) -> None:
    assert differing(snapshot, reader) == []


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("eligibility", "ineligible"),
        ("availability", "closed"),
        ("determination", "exact"),
        ("rate", 44),
        ("rate", [44, "50.000002"]),
        ("rate", [43, 50]),
        ("amountEur", [220000, "250000.01"]),
        ("amountEur", 220000),
        ("notMet", []),
        ("notMet", ["maximumDuration", "notMilitary"]),
        ("unknown", ["climatePlan"]),
        ("missingFacts", []),
        ("missingFacts", ["a/participant.size"]),
        ("missingFacts", ["participant.size"]),
    ],
)
def test_each_expectation_is_held_against_what_came_out(snapshot: Snapshot, reader: CaseReader, key: str, value: Any) -> None:
    assert differing(snapshot, reader, **{key: value}) == [(key,)]


@pytest.mark.parametrize(
    ("part", "change", "path"),
    [
        ("a", {"funded": False}, ("a", "funded")),
        ("u", {"funded": True}, ("u", "funded")),
        ("a", {"rate": 49}, ("a", "rate")),
        ("b", {"amountEur": 70000}, ("b", "amountEur")),
        ("u", {"rate": 0}, ("u", "rate")),
        ("a", {"byActivity": {"experimentalDevelopment": {"rate": 49}}}, ("a", "byActivity", "experimentalDevelopment", "rate")),
        (
            "a",
            {"byActivity": {"experimentalDevelopment": {"amountEur": 100000}}},
            ("a", "byActivity", "experimentalDevelopment", "amountEur"),
        ),
        ("a", {"byActivity": {"training": {"rate": 50}}}, ("a", "byActivity", "training", "rate")),
        ("z", {"funded": True}, ("z",)),
    ],
)
def test_each_participant_too(snapshot: Snapshot, reader: CaseReader, part: str, change: Plain, path: tuple[str, ...]) -> None:
    parts = copy.deepcopy(EXPECTED["byParticipant"])
    parts[part] = {**parts.get(part, {}), **change}
    assert differing(snapshot, reader, byParticipant=parts) == [("byParticipant", *path)]


def test_what_is_not_named_is_free(snapshot: Snapshot, reader: CaseReader) -> None:
    nothing = {key: None for key in EXPECTED if key not in ("byParticipant", "notMet", "unknown", "missingFacts")}
    empty: list[Plain] = [{}, {"byParticipant": {}}, nothing]
    for expect in empty:
        assert run_example(snapshot, reader, INSTRUMENT, {"case": CASE, "expect": expect}) == []


def test_the_order_of_lists_does_not_matter(snapshot: Snapshot, reader: CaseReader) -> None:
    case = {**CASE, "project": {**CASE["project"], "language": "fr"}}
    for expected in (["maximumDuration", "language"], ["language", "maximumDuration"]):
        assert run_example(snapshot, reader, INSTRUMENT, {"case": case, "expect": {"notMet": expected}}) == []


def test_a_rate_rounded_to_its_last_place_is_near_enough(snapshot: Snapshot, reader: CaseReader) -> None:
    lines: list[Plain] = [{**LINES[0], "amountEur": 100000}, {**LINES[2], "amountEur": 200000}]
    people = [PEOPLE[0], {**PEOPLE[1], "size": "medium", "linkedTo": ["a"]}]
    case = {**CASE, "participants": people, "project": {"costs": lines, "internationalProgram": "none"}}
    example = {"case": case, "expect": {"rate": "115/3"}}  # 115 000 of 300 000
    assert run_example(snapshot, reader, INSTRUMENT, example) == []
    assert run_example(snapshot, reader, INSTRUMENT, {**example, "expect": {"rate": "38.3333"}}) != []


def test_without_figures_a_figure_differs(snapshot: Snapshot, reader: CaseReader) -> None:
    before = {"case": {**CASE, "referenceDate": "2017-06-15"}, "expect": {"availability": "notInForce"}}
    assert run_example(snapshot, reader, INSTRUMENT, before) == []
    (one,) = run_example(snapshot, reader, INSTRUMENT, {**before, "expect": {"rate": 50}})
    assert (one.path, one.expected, one.computed) == (("expect", "rate"), 50, None)
    (part,) = run_example(snapshot, reader, INSTRUMENT, {**before, "expect": {"byParticipant": {"a": {"rate": 50}}}})
    assert (part.path, part.computed) == (("expect", "byParticipant", "a"), None)


def test_what_was_computed_is_told_in_per_cent_and_euro(snapshot: Snapshot, reader: CaseReader) -> None:
    found = run_example(snapshot, reader, INSTRUMENT, {"case": CASE, "expect": {"rate": 1, "amountEur": 1}})
    assert [one.computed for one in found] == [[44, 50], [220000, 250000]]


@pytest.mark.parametrize(
    "case", [{"referenceDate": "2021-02-30"}, {**CASE, "facts": {"consortium.enterprises": 1}}, {"referenceDate": "1900-01-01"}]
)
def test_a_case_that_cannot_be_read_is_one_difference(snapshot: Snapshot, reader: CaseReader, case: Plain) -> None:
    example = {"case": case, "expect": EXPECTED}
    assert isinstance(compute_example(snapshot, reader, INSTRUMENT, example), InvalidInput)
    (one,) = run_example(snapshot, reader, INSTRUMENT, example)
    assert one.path == ("case",)


def test_unknown_funding_is_neither(snapshot: Snapshot, reader: CaseReader) -> None:
    people = [PEOPLE[0], {"id": "b", "region": "flanders"}]
    case = {**CASE, "participants": people, "project": {"costs": LINES}}
    for funded in (True, False):
        example = {"case": case, "expect": {"byParticipant": {"b": {"funded": funded}}}}
        (one,) = run_example(snapshot, reader, INSTRUMENT, example)
        assert (one.path[-1], one.computed) == ("funded", None)


def test_a_variant_is_chosen_by_its_id(few_documents: dict[str, Plain]) -> None:
    instrument = few_documents["instrument"][INSTRUMENT]
    instrument["periods"] = [
        instrument["periods"][1] | {"variant": "first"},
        copy.deepcopy(instrument["periods"][1]) | {"id": "other", "variant": "second"},
    ]
    instrument["periods"][1]["aid"]["base"] = [{**instrument["common"]["aid"]["base"][0], "points": 5}]
    snapshot = build_snapshot(UNPUBLISHED, few_documents)
    reader = reader_for(snapshot)

    def highest(**variant: str) -> float:
        item = compute_example(snapshot, reader, INSTRUMENT, {"case": CASE, **variant})
        assert isinstance(item, ItemResult)
        assert item.assessment is not None
        assert item.assessment.rate is not None
        return item.assessment.rate[1] / 1_000_000

    assert highest(variant="first") == 50
    assert highest(variant="second") < 50
    assert highest() in (highest(variant="first"), highest(variant="second"))
    unknown = compute_example(snapshot, reader, INSTRUMENT, {"case": CASE, "variant": "third"})
    assert isinstance(unknown, InvalidInput)
    assert "no rules for the variant third on " in str(unknown)


def test_the_examples_of_the_seed_agree(documents: Documents, snapshot: Snapshot, reader: CaseReader) -> None:
    wrong = [
        (name, example["id"], one.path, one.expected, one.computed)
        for name, instrument in documents["instrument"].items()
        for example in instrument.get("workedExamples", ())
        for one in run_example(snapshot, reader, name, example)
    ]
    assert wrong == []


def test_what_can_be_expected_is_what_was_observed(snapshot: Snapshot, reader: CaseReader) -> None:
    item = compute_example(snapshot, reader, INSTRUMENT, {"case": CASE})
    assert isinstance(item, ItemResult)
    found = observed(item)
    assert set(found) == set(EXPECTED) - {"byParticipant"}
    assert (found["rate"], found["amountEur"]) == ((44_000_000, 50_000_000), (220_000_00, 250_000_00))
