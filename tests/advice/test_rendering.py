"""Advice as clients see it: figures as strings, and each member there when it has something to say."""

import copy
import re
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.advice.case import reader_for
from app.advice.quality import UNPUBLISHED
from app.advice.rendering import advice_body, amount_view, euro_string, points_string, rate_string, rate_view, renderer_for
from app.advice.service import advise
from app.catalogue.current import Edition
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Documents, Snapshot, build_snapshot
from app.common.answers import encode
from tests.benchmarks.bodies import bodies
from tests.benchmarks.bodies import encoded as encoded_bodies
from tests.fixtures.seeds import INSTRUMENT, narrowed

Plain = dict[str, Any]
Change = Callable[[Plain], None]
APPLICANT = {"id": "a", "role": "applicant", "kind": "enterprise", "size": "small", "region": "flanders"}
LINE = {"participant": "a", "activity": "experimentalDevelopment", "amountEur": 400000}
CASE: Plain = {
    "referenceDate": "2021-06-15",
    "participants": [APPLICANT],
    "project": {"costs": [LINE]},
    "instruments": [INSTRUMENT],
}


def edition_of(snapshot: Snapshot) -> Edition:
    return Edition(snapshot, Voices(snapshot), reader_for(snapshot), (), {})


@pytest.fixture(scope="module")
def edition(snapshot: Snapshot) -> Edition:
    return edition_of(snapshot)


def changed(documents: Documents, change: Change) -> Edition:
    """An edition with one instrument, after a change of it."""
    few = narrowed(documents)
    change(few["instrument"][INSTRUMENT])
    return edition_of(build_snapshot(UNPUBLISHED, few))


def body(
    edition: Edition, case: Plain, language: str = "en", *, full: bool = True, informal: bool = False, presume: bool = True
) -> Plain:
    asked = edition.reader.read(case, today=date(2024, 6, 15), presume=presume)
    advice = advise(edition.snapshot, asked.case, asked.instruments, full=full)
    told = orjson.loads(encode(advice_body(edition, advice, "0f", renderer_for(edition, language, informal=informal))))
    assert isinstance(told, dict)
    return told


def item(edition: Edition, case: Plain, language: str = "en", **options: bool) -> Plain:
    (one,) = body(edition, case, language, **options)["items"]
    assert isinstance(one, dict)
    return one


def line_of(one: Plain) -> Plain:
    (line,) = one["aid"]["byParticipant"][0]["byActivity"]
    assert isinstance(line, dict)
    return line


@given(st.integers(0, 10**9))
def test_rates_are_exact_with_at_least_two_decimals(millionths: int) -> None:
    text = rate_string(millionths)
    assert Decimal(text) == Decimal(millionths) / 10**6
    assert re.fullmatch(r"\d+\.\d{2}(\d*[1-9])?", text)


@given(st.integers(0, 10**9))
def test_points_have_no_more_decimals_than_needed(millionths: int) -> None:
    text = points_string(millionths)
    assert Decimal(text) == Decimal(millionths) / 10**6
    assert re.fullmatch(r"\d+(\.\d*[1-9])?", text)


@given(st.integers(0, 10**16))
def test_euro_are_exact_with_two_decimals(cents: int) -> None:
    assert Decimal(euro_string(cents)) == Decimal(cents) / 100
    assert re.fullmatch(r"\d+\.\d\d", euro_string(cents))


def test_spans() -> None:
    assert rate_view((50_000_000, 50_000_000)) == {"min": "50.00", "max": "50.00"}
    assert rate_view((3_375_000, 66_666_667)) == {"min": "3.375", "max": "66.666667"}
    assert amount_view((0, 5)) == {"min": "0.00", "max": "0.05"}


def test_the_whole_answer_is_stamped(edition: Edition) -> None:
    told = body(edition, CASE)
    assert {key: told[key] for key in ("revision", "referenceDate", "caseDigest")} == {
        "revision": 0,
        "referenceDate": "2021-06-15",
        "caseDigest": "sha256:0f",
    }
    assert [one["instrument"] for one in told["items"]] == [
        {"id": INSTRUMENT, "href": f"/v1/instruments/{INSTRUMENT}", "name": "Development project"}
    ]


def test_full_and_summary(edition: Edition) -> None:
    full, summary = item(edition, CASE), item(edition, CASE, full=False)
    assert set(full) == {
        "instrument",
        "period",
        "availability",
        "eligibility",
        "aid",
        "reasons",
        "assumptions",
        "warnings",
        "missingFacts",
    }
    assert set(summary) == {"instrument", "period", "availability", "eligibility", "aid", "missingFacts"}
    assert set(summary["aid"]) == {"determination", "form", "rate", "amountEur"}
    people, lines = [APPLICANT, {"id": "b", "kind": "enterprise", "region": "flanders"}], [LINE, {**LINE, "participant": "b"}]
    unknown = {**CASE, "participants": people, "project": {"costs": lines}}
    assert {"fact": "participant.size", "participant": "b"} in item(edition, unknown, full=False)["missingFacts"]


@pytest.mark.parametrize("language", ["nl", "all"])
def test_a_summary_says_what_the_whole_says(edition: Edition, language: str) -> None:
    """Much of a summary is kept from one case to the next; it is held against the whole, for which the figures are told anew."""
    for case in encoded_bodies(bodies(25, seed=7)):
        full, short = (body(edition, orjson.loads(case), language, full=full) for full in (True, False))
        assert len(short["items"]) == len(full["items"])
        for one, other in zip(short["items"], full["items"], strict=True):
            if "aid" in one:
                shared = {key: other["aid"][key] for key in ("determination", "form", "rate", "amountEur") if key in other["aid"]}
                assert one.pop("aid") == shared
                missing = [{key: fact[key] for key in ("fact", "participant") if key in fact} for fact in other["missingFacts"]]
                assert one.pop("missingFacts") == missing
            assert list(one.items()) == [(key, other[key]) for key in one]


def test_what_is_not_in_force_says_no_more(edition: Edition) -> None:
    told = item(edition, {**CASE, "referenceDate": "2017-06-15"})
    assert set(told) == {"instrument", "availability"}
    assert told["availability"]["why"] == "notYet"


def test_costs_that_do_not_belong_are_not_funded(edition: Edition) -> None:
    lines = [LINE, {**LINE, "activity": "training"}]
    told = item(edition, {**CASE, "project": {"costs": lines}})
    development, training = told["aid"]["byParticipant"][0]["byActivity"]
    assert development["rate"] == {"min": "45.00", "max": "45.00"}
    assert training == {"activity": "training", "steps": [{"kind": "notFunded", "applied": "yes"}]}


def test_costs_of_each_year_are_told_apart(edition: Edition) -> None:
    lines = [{**LINE, "year": 2021, "amountEur": 100}, {**LINE, "year": 2022, "amountEur": 200}]
    parts = item(edition, {**CASE, "project": {"costs": lines}})["aid"]["byParticipant"][0]["byActivity"]
    assert sum(Decimal(one["costEur"]) for one in parts) == 300
    assert [one.get("year") for one in parts] in ([2021, 2022], [None])


def test_points_between_bounds_and_outcomes(edition: Edition) -> None:
    people = [{"id": "u", "kind": "researchOrganization", "subkind": "university", "region": "flanders"}]
    lines = [{"participant": "u", "activity": "knowledgeDissemination", "amountEur": 100000}]
    case = {
        "referenceDate": "2024-01-01",
        "participants": people,
        "project": {"costs": lines, "callType": "regular"},
        "instruments": ["coock"],
    }
    steps = {one.get("id"): one for one in line_of(item(edition, case))["steps"]}
    assert steps["results"]["points"] == {"min": "0", "max": "30"}
    assert steps["results"]["outcome"] is True
    assert steps["results"]["note"]
    before = line_of(item(edition, {**case, "referenceDate": "2021-01-01"}))
    assert before["steps"][0]["notDetermined"] is True
    assert "rate" not in before


def test_costs_between_bounds(edition: Edition) -> None:
    """Of 300 000 of which the heading is not known, at most 100 000 counts when it is no payroll: two years at 50 000."""
    people = [{**APPLICANT, "size": "large", "qualifiedIndustrialMentor": True}]
    lines = [{"participant": "a", "activity": "doctoralResearch", "amountEur": 300000}]
    case = {
        "referenceDate": "2021-06-01",
        "participants": people,
        "project": {"costs": lines, "fullTimeEquivalentYears": 2},
        "instruments": ["baekelandMandate"],
    }
    told = item(edition, case)
    assert line_of(told)["costEur"] == {"min": "100000.00", "max": "300000.00"}
    assert told["aid"]["amountEur"] == {"min": "50000.00", "max": "150000.00"}
    assert "project.costs" in {one["fact"] for one in told["missingFacts"]}


def test_unknown_funding_is_not_told_as_yes_or_no(edition: Edition) -> None:
    part = item(edition, {**CASE, "participants": [{"id": "a"}]})["aid"]["byParticipant"][0]
    assert "funded" not in part
    assert part["byActivity"]


@pytest.mark.parametrize(("form", "repayable"), [("grant", None), ("equity", True), ("loan", True), ("taxCredit", None)])
def test_what_must_be_paid_back_says_so(documents: Documents, form: str, repayable: bool | None) -> None:
    def change(instrument: Plain) -> None:
        instrument["common"]["aid"]["form"] = form

    aid = item(changed(documents, change), CASE)["aid"]
    assert (aid["form"], aid.get("repayable")) == (form, repayable)


def test_figures_that_nobody_confirmed_warn(documents: Documents) -> None:
    def change(instrument: Plain) -> None:
        instrument["common"]["aid"]["base"][0]["confidence"] = "unverified"
        instrument["common"]["aid"]["bonus"][1]["confidence"] = "unverified"  # that of medium enterprises, which is not used here

    edition = changed(documents, change)
    told = item(edition, CASE)
    assert [(one["kind"], one["figure"]) for one in told["warnings"]] == [("unverified", "development")]
    assert "development" in told["warnings"][0]["text"]
    assert told["aid"]["rate"] == {"min": "45.00", "max": "45.00"}


def test_soft_conditions_that_are_not_met_warn_with_whom_they_are_about(edition: Edition) -> None:
    people = [APPLICANT, {"id": "b", "kind": "enterprise", "size": "small", "region": "flanders", "naceAccepted": False}]
    told = item(edition, {**CASE, "participants": people, "project": {"durationMonths": 99}})
    found = {(one["condition"], one.get("participant")) for one in told["warnings"]}
    assert found == {("naceAccepted", "b"), ("maximumDuration", None)}
    soft = {one["condition"] for one in told["reasons"] if one.get("soft")}
    assert soft == {"naceAccepted", "maximumDuration"}


def test_carriers_each_tell_their_own(edition: Edition) -> None:
    people = [APPLICANT, {"id": "b", "kind": "enterprise", "size": "large", "region": "otherEu"}]
    project = {
        "costs": [{**LINE, "activity": "industrialResearch"}, {**LINE, "participant": "b"}],
        "internationalProgram": "eurostars",
        "internationalLabelObtained": True,
        "consortiumAgreementSigned": True,
    }
    aid = item(edition, {**CASE, "participants": people, "project": project, "instruments": ["eurekaEurostars"]})["aid"]
    carried = {one["instrument"]: one for one in aid["byCarrier"]}
    assert set(carried) == {"developmentProject", "researchProject"}
    assert carried["researchProject"]["eligibility"] == "eligible"
    assert carried["researchProject"]["rate"] == {"min": "60.00", "max": "60.00"}
    assert {part["participant"] for part in carried["researchProject"]["byParticipant"]} == {"a", "b"}


def test_variants_are_named(documents: Documents) -> None:
    def change(instrument: Plain) -> None:
        period = instrument["periods"][1]
        instrument["periods"] = [{**period, "variant": "first"}, {**copy.deepcopy(period), "id": "other", "variant": "second"}]

    told = body(changed(documents, change), CASE)["items"]
    assert [one["variant"] for one in told] == ["first", "second"]


def test_reasons_tell_the_facts_that_decided(edition: Edition) -> None:
    case = {**CASE, "project": {"costs": [LINE], "durationMonths": 30, "themes": ["health"]}}
    reasons = {one["condition"]: one for one in item(edition, case)["reasons"]}
    assert reasons["maximumDuration"]["facts"] == {"project.durationMonths": 30}
    assert reasons["notInDifficulty"]["facts"] == {"participant.inDifficulty": False}
    assert reasons["startAfterSubmission"]["facts"] == {"project.startDate": "2021-07-01", "project.submissionDate": "2021-06-15"}
    assert reasons["applicantKind"]["facts"] == {"applicant.kind": "enterprise"} or reasons["applicantKind"]["facts"] == {
        "participant.kind": "enterprise"
    }
    assert reasons["aidBand"]["text"] == "The aid lies between 25,000 euro and 3,000,000 euro."


@pytest.mark.parametrize("language", ["nl", "en", "fr", "all"])
def test_an_answer_changes_nothing_for_the_next_one(edition: Edition, language: str) -> None:
    """Parts that are made once are shared by all answers, so none may be changed by one."""
    other = {**CASE, "participants": [{**APPLICANT, "id": "z", "size": "large"}], "project": {"durationMonths": 99}}
    first = orjson.dumps(body(edition, CASE, language))
    body(edition, other, language)
    body(edition, {**other, "participants": [{"id": "q"}]}, language, presume=False)
    assert orjson.dumps(body(edition, CASE, language)) == first


def test_the_form_of_address(edition: Edition) -> None:
    case = {**CASE, "project": {}, "instruments": ["feasibilityStudy"]}
    texts = [
        {one["fact"]: one["text"] for one in item(edition, case, "nl", informal=informal)["missingFacts"]}["project.durationMonths"]
        for informal in (False, True)
    ]
    assert texts[0] != texts[1]
