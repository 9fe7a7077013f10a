"""Advice on a case: which instruments, in which order, and every contradiction as an issue."""

from datetime import date
from fractions import Fraction
from typing import Any

import pytest

from app.advice.case import CaseReader
from app.advice.service import Advice, advise, describe
from app.catalogue.snapshot import Snapshot
from app.problems import InvalidInput, Issue
from app.rules.values import Among, Range

CASE: dict[str, Any] = {
    "referenceDate": "2021-06-15",
    "participants": [
        {"id": "a", "role": "applicant", "kind": "enterprise", "size": "small", "region": "flanders"},
        {"id": "b", "kind": "enterprise", "size": "medium", "region": "flanders"},
    ],
    "project": {
        "costs": [
            {"participant": "a", "activity": "experimentalDevelopment", "amountEur": 300000},
            {"participant": "b", "activity": "experimentalDevelopment", "amountEur": 200000},
        ]
    },
}


def advice(snapshot: Snapshot, reader: CaseReader, case: dict[str, Any], *instruments: str, **options: Any) -> Advice:
    asked = reader.read(case, today=date(2024, 6, 15))
    return advise(snapshot, asked.case, instruments or None, places=asked.places, **options)


def refusal(snapshot: Snapshot, reader: CaseReader, case: dict[str, Any], *instruments: str) -> list[Issue]:
    with pytest.raises(InvalidInput) as refused:
        advice(snapshot, reader, case, *instruments)
    return list(refused.value.issues)


def test_two_enterprises(snapshot: Snapshot, reader: CaseReader) -> None:
    (item,) = advice(snapshot, reader, CASE, "developmentProject").items
    assert item.assessment is not None
    assert (item.assessment.eligibility, item.assessment.determination) == ("eligible", "exact")
    assert (item.assessment.rate, item.assessment.amount) == ((48_000_000, 48_000_000), (240_000_00, 240_000_00))
    assert (item.missing, item.participant_ids, item.availability.state) == ([], ["a", "b"], "open")


def test_all_in_force_or_those_that_are_named(snapshot: Snapshot, reader: CaseReader) -> None:
    every = {item.instrument for item in advice(snapshot, reader, CASE).items}
    assert every == {name for name in snapshot.instruments if snapshot.slices_on(name, date(2021, 6, 15))}
    named = advice(snapshot, reader, CASE, "ooCompanyProject", "developmentProject", "ooCompanyProject").items
    assert [(item.instrument, item.assessment is None) for item in named] == [
        ("developmentProject", False),
        ("ooCompanyProject", True),
    ]


def test_reasons_are_kept_up_to_ten_items(snapshot: Snapshot, reader: CaseReader) -> None:
    names = [name for name in snapshot.instruments if snapshot.slices_on(name, date(2021, 6, 15))]
    assert len(names) > 10
    assert [advice(snapshot, reader, CASE, *names[:n], full=None).full for n in (1, 10, 11)] == [True, True, False]
    assert advice(snapshot, reader, CASE, *names, full=True).full
    assert not advice(snapshot, reader, CASE, *names[:1], full=False).full


def test_the_figures_do_not_depend_on_the_detail(snapshot: Snapshot, reader: CaseReader) -> None:
    outcomes = [
        [
            (item.instrument, item.variant, item.assessment and item.assessment.result, item.missing)
            for item in advice(snapshot, reader, CASE, full=full).items
        ]
        for full in (True, False)
    ]
    assert outcomes[0] == outcomes[1]


def test_unknown_instruments_are_told_one_by_one(snapshot: Snapshot, reader: CaseReader) -> None:
    found = refusal(snapshot, reader, CASE, "developmentProject", "x", "y")
    assert [(one.type, one.name, one.value) for one in found] == [
        ("unknownInstrument", "/instruments/1", "x"),
        ("unknownInstrument", "/instruments/2", "y"),
    ]


def test_a_date_before_the_catalogue(snapshot: Snapshot, reader: CaseReader) -> None:
    (found,) = refusal(snapshot, reader, {"referenceDate": "1990-01-01"})
    assert (found.type, found.name) == ("dateBeforeCatalogue", "/referenceDate")
    assert str(snapshot.earliest) in found.detail
    assert advice(snapshot, reader, {"referenceDate": snapshot.earliest.isoformat()}).items


@pytest.mark.parametrize(
    ("facts", "kind", "words"),
    [
        ({"consortium.enterprises": 1}, "countBelowList", ["1", "2 already"]),
        ({"consortium.largestEnterpriseCostShare": 60.5}, "shareAboveList", ["60.5", "60 at most"]),
    ],
)
def test_what_no_completion_of_the_list_could_give(
    snapshot: Snapshot, reader: CaseReader, facts: dict[str, Any], kind: str, words: list[str]
) -> None:
    (fact,) = facts
    (found,) = refusal(snapshot, reader, {**CASE, "facts": facts})
    assert (found.type, found.name) == (kind, f"/facts/{fact}")
    assert all(word in found.detail for word in words)


def test_what_differs_from_what_follows(snapshot: Snapshot, reader: CaseReader) -> None:
    people = [{**CASE["participants"][0], "facts": {"participant.legalPersonality": True}, "kind": "person"}]
    (found,) = refusal(snapshot, reader, {"referenceDate": "2021-06-15", "participants": people})
    assert (found.type, found.name) == ("differsFromDerivation", "/participants/0/facts/participant.legalPersonality")
    assert "true" in found.detail.lower()
    assert "false" in found.detail.lower()


def test_a_size_below_the_accounts(snapshot: Snapshot, reader: CaseReader) -> None:
    people = [{"id": "a", "size": "small", "accounts": [{"year": 2019, "headcount": 300}]}]
    (found,) = refusal(snapshot, reader, {"referenceDate": "2021-06-15", "participants": people})
    assert (found.type, found.name, found.value) == ("sizeBelowAccounts", "/participants/0/size", "small")
    assert all(word in found.detail for word in ("small", "large", "2019"))


def test_the_value_that_was_given_is_told_also_when_it_is_nothing(snapshot: Snapshot, reader: CaseReader) -> None:
    """Zero and false are values."""
    (found,) = refusal(snapshot, reader, {**CASE, "facts": {"consortium.enterprises": 0}})
    assert found.value == 0


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, "unbounded"),
        (True, "true"),
        (False, "false"),
        (3, "3"),
        (Fraction(121, 2), "60.5"),
        (Fraction(200, 3), "66.6667"),
        ("small", "small"),
        (date(2021, 6, 15), "2021-06-15"),
        (frozenset({"b", "a"}), "a, b"),
        (Among(frozenset({"small", "micro"})), "one of micro, small"),
        (Range(1, None), "between 1 and unbounded"),
        (Range(Fraction(1, 2), 3), "between 0.5 and 3"),
    ],
)
def test_values_in_plain_words(value: object, told: str) -> None:
    assert describe(value) == told
