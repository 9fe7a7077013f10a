"""What is unknown stays unknown: intervals, the facts that would settle them, and what is presumed."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from tests.contract.asking import (
    RESEARCH,
    Json,
    advise,
    assumed,
    case,
    cost,
    missing,
    only,
    part,
    party,
    span,
    steps,
    two_enterprises,
)

# What nearly every applicant can declare; each with what is presumed of an enterprise.
DECLARED_OF_PARTICIPANT: dict[str, Any] = {
    "participant.legalPersonality": True,
    "participant.economicActivity": True,
    "participant.inDifficulty": False,
    "participant.nssoArrears": False,
    "participant.recoveryOrder": False,
    "participant.naceAccepted": True,
    "participant.canFundOwnShare": True,
}
DECLARED_OF_PROJECT: dict[str, Any] = {
    "project.military": False,
    "project.language": "nl",
    "project.submissionDate": "2021-06-15",
    "project.startDate": "2021-07-01",
}
# The same as members of a participant and of a project, with what else the rules read of an enterprise.
OF_PARTICIPANT: Json = {
    **{fact.partition(".")[2]: value for fact, value in DECLARED_OF_PARTICIPANT.items()},
    "linkedTo": [],
    "aidAwardedThisYearEur": 0,
}
OF_PROJECT: Json = {fact.partition(".")[2]: value for fact, value in DECLARED_OF_PROJECT.items()}
NEVER_PRESUMED = {
    "participant.size",
    "participant.climatePlanAttached",
    "project.costs",
    "project.internationalProgram",
    "project.internationalLabelObtained",
    "project.valorisationEur",
}


def without_size(body: Json, participant: int) -> Json:
    """The same case, silent on the size of one participant."""
    people = [dict(one) for one in body["participants"]]
    del people[participant]["size"]
    return {**body, "participants": people}


def test_size_left_out_gives_an_interval_and_asks_for_that_size_only(client: TestClient) -> None:
    # b: 25 + between 0 and 20 + 10 for collaboration with a small enterprise, capped at 50.
    item = only(client, without_size(two_enterprises(), 1))
    assert (item["eligibility"], item["aid"]["determination"]) == ("eligible", "interval")
    assert part(item, "a")["rate"] == span("50.00")
    assert (part(item, "b")["rate"], part(item, "b")["amountEur"]) == (span("35.00", "50.00"), span("70000.00", "100000.00"))
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("44.00", "50.00"), span("220000.00", "250000.00"))
    (asked,) = item["missingFacts"]
    assert (asked["fact"], asked["participant"]) == ("participant.size", "b")
    assert sorted(asked["settles"]) == ["amount", "rate"]
    assert asked["text"].endswith("?")


def test_the_same_unknown_of_the_other_participant_is_asked_of_that_one(client: TestClient) -> None:
    # a: 25 + between 0 and 20 + 10, capped at 50; the medium one still brings the SME that collaboration asks for.
    item = only(client, without_size(two_enterprises(), 0))
    assert missing(item) == ["a/participant.size"]
    assert (part(item, "a")["rate"], part(item, "b")["rate"]) == (span("35.00", "50.00"), span("45.00"))


def test_each_value_of_the_missing_fact_lies_in_the_interval_and_both_ends_are_reached(client: TestClient) -> None:
    body = without_size(two_enterprises(), 1)
    reached = set()
    for size in ("micro", "small", "medium", "large"):
        people = [body["participants"][0], {**body["participants"][1], "size": size}]
        settled = only(client, {**body, "participants": people})
        assert settled["missingFacts"] == []
        reached.add(settled["aid"]["rate"]["min"])
    assert reached == {"50.00", "48.00", "44.00"}


def test_cap_reached_whatever_the_size_says(client: TestClient) -> None:
    """Research with a small partner: 50 + 10 reaches the cap of 60 without any size bonus, so nothing is asked."""
    people = [party("a"), party("b", "small")]
    lines = [cost("a", 400_000, RESEARCH), cost("b", 400_000, RESEARCH)]
    item = only(client, case(*people, costs=lines, instruments=["researchProject"]))
    assert (item["aid"]["determination"], item["aid"]["rate"], item["aid"]["amountEur"]) == (
        "exact",
        span("60.00"),
        span("480000.00"),
    )
    assert item["missingFacts"] == []
    sizes = {
        step["id"]: step["applied"] for step in steps(item, "a", RESEARCH) if step["kind"] == "bonus" and step["group"] == "size"
    }
    assert sizes == {"sizeSmall": "unknown", "sizeMedium": "unknown"}


def test_unknown_costs_still_give_the_rates(client: TestClient) -> None:
    item = only(client, case(party("a", "small")))
    assert item["aid"]["rate"] == span("45.00")
    assert "amountEur" not in item["aid"]
    assert missing(item) == ["project.costs"]


def test_one_unknown_amount_leaves_the_known_rates(client: TestClient) -> None:
    item = only(client, case(party("a", "small"), party("b", "small"), costs=[cost("a", 300_000), cost("b")]))
    assert "project.costs" in missing(item)
    assert "amountEur" not in part(item, "b")
    # Whether one of the two bears more than 70 % is open; each gets 45 without and 50 with the bonus.
    assert part(item, "a")["rate"] == span("45.00", "50.00")


def test_a_condition_that_is_unknown_leaves_eligibility_open(client: TestClient) -> None:
    """A climate plan is never presumed: since October 2022 a small enterprise needs low energy use or a plan."""
    body = case(party("a", "small"), on="2022-10-01", costs=[cost("a", 400_000)])
    item = only(client, body)
    assert item["eligibility"] == "undetermined"
    assert {"a/participant.finalEnergyUsePj", "a/participant.climatePlanAttached"} <= set(missing(item))
    (plan,) = [one for one in item["missingFacts"] if one["fact"] == "participant.climatePlanAttached"]
    assert plan["settles"] == ["eligibility"]
    assert only(client, {**body, "referenceDate": "2022-09-30"})["eligibility"] == "eligible"


def test_presumptions_are_listed_with_a_proviso(client: TestClient) -> None:
    item = only(client, two_enterprises(), lang="en")
    told = assumed(item)
    for name in "ab":
        for fact, value in DECLARED_OF_PARTICIPANT.items():
            assert told[f"{name}/{fact}"] == value
    for fact, value in DECLARED_OF_PROJECT.items():
        assert told[fact] == value
    assert told["consortium.independentEnterprises"] == 2
    assert all(one["text"].startswith("provided that ") for one in item["assumptions"])
    assert not NEVER_PRESUMED & {key.rpartition("/")[2] for key in told}


def test_what_the_case_says_is_not_presumed(client: TestClient) -> None:
    body = two_enterprises(military=False, language="en")
    body["participants"][0] |= {"inDifficulty": False, "nssoArrears": False}
    told = assumed(only(client, body))
    assert not {"a/participant.inDifficulty", "a/participant.nssoArrears", "project.military", "project.language"} & set(told)
    assert {"b/participant.inDifficulty", "b/participant.nssoArrears"} <= set(told)


@pytest.mark.parametrize(
    ("member", "value", "condition"),
    [
        ("inDifficulty", True, "notInDifficulty"),
        ("nssoArrears", True, "noNssoArrears"),
        ("recoveryOrder", True, "noRecoveryOrder"),
        ("canFundOwnShare", False, "canFundOwnShare"),
        ("legalPersonality", False, "legalPersonality"),
        ("economicActivity", False, "economicActivity"),
    ],
)
def test_a_presumption_gives_way_to_what_is_said(client: TestClient, member: str, value: bool, condition: str) -> None:
    body = two_enterprises()
    body["participants"][1][member] = value
    item = only(client, body)
    assert item["eligibility"] == "ineligible"
    failed = [(one["condition"], one.get("participant")) for one in item["reasons"] if one["verdict"] == "notMet"]
    assert failed == [(condition, "b")]
    assert item["aid"]["rate"] == span("48.00")


def test_without_presumptions_they_are_missing_facts(client: TestClient) -> None:
    item = only(client, two_enterprises(), presume="false")
    assert item["eligibility"] == "undetermined"
    assert item["assumptions"] == []
    asked = set(missing(item))
    hard = set(DECLARED_OF_PARTICIPANT) - {"participant.naceAccepted"}  # that one only warns
    assert {f"{name}/{fact}" for name in "ab" for fact in hard} <= asked
    assert {"project.language", "consortium.independentEnterprises"} <= asked
    assert "a/participant.naceAccepted" not in asked
    # Whether they are independent is open, and with it 10 points: 25 + 20 and capped 50; 25 + 10 and 45.
    assert (part(item, "a")["rate"], part(item, "b")["rate"]) == (span("45.00", "50.00"), span("35.00", "45.00"))


def declared() -> Json:
    """Two enterprises of which everything is said."""
    body = two_enterprises(**OF_PROJECT)
    return {**body, "participants": [{**person, **OF_PARTICIPANT} for person in body["participants"]]}


def test_without_presumptions_a_whole_case_is_settled(client: TestClient) -> None:
    item = only(client, declared(), presume="false")
    assert (item["eligibility"], item["aid"]["rate"], item["missingFacts"]) == ("eligible", span("48.00"), [])
    assert item["assumptions"] == []


@pytest.mark.parametrize("member", [*OF_PROJECT, "inDifficulty", "legalPersonality", "canFundOwnShare"])
def test_without_presumptions_the_one_fact_that_is_left_out_is_asked(client: TestClient, member: str) -> None:
    """An open verdict always comes with the fact that settles it: nobody is left with a question and nothing to answer."""
    body = declared()
    del (body["project"] if member in OF_PROJECT else body["participants"][0])[member]
    item = only(client, body, presume="false")
    assert item["eligibility"] == "undetermined"
    assert missing(item) == [f"project.{member}" if member in OF_PROJECT else f"a/participant.{member}"]


@pytest.mark.parametrize("presume", ["true", "false"])
@pytest.mark.parametrize("detail", ["full", "summary"])
def test_the_empty_case_is_answered_on_every_day(client: TestClient, presume: str, detail: str) -> None:
    for on in ("2005-06-15", "2010-06-15", "2014-06-15", "2019-06-15", "2022-06-15", "2024-06-15", "2026-06-15"):
        assert advise(client, {"referenceDate": on}, presume=presume, detail=detail)["items"]


def test_every_instrument_answers_without_presumptions(client: TestClient) -> None:
    instruments = [one["id"] for one in client.get("/v1/instruments", params={"pageSize": 100}).json()["items"]]
    groups: list[list[Json]] = [[party("a")], [party("a"), party("u", kind="researchOrganization")], [{}]]
    for people in groups:
        items = advise(client, case(*people, on="2024-06-15", instruments=instruments), presume="false", detail="full")["items"]
        assert {item["instrument"]["id"] for item in items} == set(instruments)


def test_empty_case_is_one_applicant_of_unknown_kind(client: TestClient, documents: Documents) -> None:
    zone = ZoneInfo("Europe/Brussels")
    before = datetime.now(zone).date()
    answer = advise(client, {})
    assert answer["referenceDate"] in {str(before), str(datetime.now(zone).date())}
    assert len(answer["items"]) > 10
    open_to_all = {
        name for name, one in documents["instrument"].items() if any(period.get("openToAll") for period in one["periods"])
    }
    for item in answer["items"]:
        assert item["eligibility"] in {"undetermined", "ineligible"} or item["instrument"]["id"] in open_to_all
        assert "amountEur" not in item["aid"]
    development = next(item for item in answer["items"] if item["instrument"]["id"] == "developmentProject")
    assert development["aid"]["rate"] == span("25.00", "45.00")
    assert {"applicant/participant.kind", "applicant/participant.size", "project.costs"} <= set(missing(development))


def test_empty_body_is_the_empty_case(client: TestClient) -> None:
    nothing = client.post("/v1/advices", content=b"")
    assert nothing.status_code == 200
    assert nothing.json()["items"] == advise(client, {})["items"]


def test_only_askable_facts_are_asked_and_all_of_them_stand_in_the_vocabulary(client: TestClient) -> None:
    facts = {one["id"]: one for one in client.get("/v1/facts").json()["items"]}
    answer = advise(client, {"participants": [party("a"), party("u", kind="researchOrganization")]}, detail="full", presume="false")
    for item in answer["items"]:
        for one in item["missingFacts"]:
            if one["fact"] != "project.costs":
                assert facts[one["fact"]]["asked"] is True
                assert ("participant" in one) == (facts[one["fact"]]["scope"] == "participant")
            assert set(one["settles"]) <= {"eligibility", "rate", "amount"}
            assert one["settles"]
