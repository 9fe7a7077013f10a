"""The answer as a whole: detail and its default, the order of items, the same bytes for the same question, stamps and headers."""

import hashlib
import re
from itertools import pairwise
from typing import Any

import orjson
import pytest
from starlette.testclient import TestClient

from tests.contract.asking import RESEARCH, Json, advise, case, cost, missing, party, two_enterprises

DECIMAL = re.compile(r"\d+\.\d{2}(\d*[1-9])?")
RANK = {"eligible": 0, "undetermined": 1, "ineligible": 2, None: 3}
SOME = [
    "developmentProject",
    "researchProject",
    "coock",
    "baekelandMandate",
    "kmoPortefeuille",
    "fedRdTaxCredit",
    "ooCompanyProject",
]
CASES: dict[str, Json] = {
    "empty": {},
    "two enterprises": two_enterprises(instruments=SOME),
    "sizes unknown": case(party("a"), party("b"), costs=[cost("a", 1000), cost("b")], instruments=SOME, on="2024-01-01"),
    "university": case(party("u", kind="researchOrganization", subkind="university"), instruments=SOME, on="2022-10-01"),
    "long ago": {"referenceDate": "2013-06-01", "participants": [party("a", "small")]},
    "not in force": two_enterprises(on="2017-06-15"),
}


def all_instruments(client: TestClient) -> list[str]:
    return [one["id"] for one in client.get("/v1/instruments", params={"pageSize": 100}).json()["items"]]


def strings(node: Any, key: str) -> list[str]:
    """Every string below a member of this name, wherever it stands."""
    if isinstance(node, list):
        return [found for one in node for found in strings(one, key)]
    if not isinstance(node, dict):
        return []
    found = [text for name, one in node.items() if name != key for text in strings(one, key)]
    here = node.get(key)
    return found + ([here] if isinstance(here, str) else list(here.values()) if isinstance(here, dict) else [])


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_summary_says_the_same_as_full(client: TestClient, body: Json) -> None:
    short, full = advise(client, body, detail="summary"), advise(client, body, detail="full")
    assert [one["instrument"]["id"] for one in short["items"]] == [one["instrument"]["id"] for one in full["items"]]
    for brief, whole in zip(short["items"], full["items"], strict=True):
        assert brief["availability"] == whole["availability"]
        assert brief.get("eligibility") == whole.get("eligibility")
        if "aid" in whole:
            assert brief["aid"] == {
                key: whole["aid"][key] for key in ("determination", "form", "rate", "amountEur") if key in whole["aid"]
            }
            assert missing(brief) == missing(whole)
            assert not {"reasons", "assumptions", "warnings"} & set(brief)
            assert all(set(one) <= {"fact", "participant"} for one in brief["missingFacts"])


def test_summary_is_the_default_above_ten_instruments(client: TestClient) -> None:
    names = all_instruments(client)
    assert len(names) > 10
    for count, full in ((1, True), (10, True), (11, False)):
        body = case(party("a", "small"), on="2024-06-15", instruments=names[:count])
        items = advise(client, body)["items"]
        assert len(items) == count
        in_force = [one for one in items if "aid" in one]
        assert in_force
        assert all(("reasons" in one) is full for one in in_force)


def test_without_instruments_all_in_force_are_told(client: TestClient) -> None:
    told = {one["instrument"]["id"] for one in advise(client, {"referenceDate": "2021-06-15"})["items"]}
    assert {"developmentProject", "researchProject", "coock", "baekelandMandate", "kmoPortefeuille"} <= told
    assert not {"ooCompanyProject", "smeInnovationProject", "sprintProject"} & told


def test_an_instrument_named_twice_is_told_once(client: TestClient) -> None:
    assert len(advise(client, two_enterprises(instruments=["developmentProject", "developmentProject"]))["items"]) == 1


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_items_are_ordered_by_eligibility_and_then_by_amount(client: TestClient, body: Json) -> None:
    items = advise(client, body)["items"]
    ranks = [RANK[one.get("eligibility")] for one in items]
    assert ranks == sorted(ranks)
    for before, after in pairwise(items):
        if before.get("eligibility") == after.get("eligibility") and "amountEur" in after.get("aid", {}):
            assert float(before["aid"]["amountEur"]["max"]) >= float(after["aid"]["amountEur"]["max"])


def test_order_of_a_case_reckoned_by_hand(client: TestClient) -> None:
    """Research: 60 % of 400 000 and 50 % of 500 000; development: only the latter; the program is unknown; COOCK is not for it."""
    people = [party("a", "small", role="applicant"), party("b", "small")]
    lines = [cost("a", 400_000, RESEARCH), cost("a", 100_000), cost("b", 400_000)]
    names = ["ooCompanyProject", "coock", "developmentProject", "eurekaEurostars", "researchProject"]
    items = advise(client, case(*people, costs=lines, instruments=names))["items"]
    told = [(one["instrument"]["id"], one.get("eligibility"), one["availability"]["state"]) for one in items]
    assert [one[:2] for one in told] == [
        ("researchProject", "eligible"),
        ("developmentProject", "eligible"),
        ("eurekaEurostars", "undetermined"),
        ("coock", "ineligible"),
        ("ooCompanyProject", None),
    ]
    assert told[-1][2] == "notInForce"


@pytest.mark.parametrize("query", [{}, {"lang": "all", "detail": "full"}, {"presume": "false", "register": "informal"}])
@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_the_same_question_gives_the_same_bytes(client: TestClient, body: Json, query: dict[str, str]) -> None:
    asked = {**body, "referenceDate": body.get("referenceDate", "2024-06-15")}
    first = client.post("/v1/advices", json=asked, params=query)
    client.post("/v1/advices", json=CASES["sizes unknown"], params=query)  # another question in between leaves no trace
    assert client.post("/v1/advices", json=asked, params=query).content == first.content


def test_answers_are_stamped(client: TestClient) -> None:
    body = orjson.dumps(two_enterprises())
    answer = client.post("/v1/advices", content=body, headers={"Content-Type": "application/json; charset=utf-8"})
    told = answer.json()
    assert told["caseDigest"] == f"sha256:{hashlib.sha256(body).hexdigest()}"
    assert (told["referenceDate"], told["revision"]) == ("2021-06-15", 1)
    assert answer.headers["content-type"] == "application/json"
    assert "no-store" in answer.headers["cache-control"]
    assert len(answer.headers["belgov-trace-id"]) >= 16


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_decimals_travel_as_strings_with_two_decimals_and_no_more_than_needed(client: TestClient, body: Json) -> None:
    told = advise(client, body, detail="full")
    figures = [figure for key in ("rate", "amountEur", "costEur") for figure in strings(told, key)]
    for figure in figures:
        assert DECIMAL.fullmatch(figure), figure
    assert figures or body in (CASES["not in force"], CASES["university"])


def test_rates_that_do_not_come_out_even_keep_six_decimals(client: TestClient) -> None:
    """45 % of 100 000 and 35 % of 200 000 is 115 000 of 300 000."""
    people = [party("a", "small"), party("b", "medium", linkedTo=["a"])]
    body = case(*people, costs=[cost("a", 100_000), cost("b", 200_000)], internationalProgram="none")
    (item,) = advise(client, body)["items"]
    assert item["aid"]["amountEur"]["min"] == "115000.00"
    assert item["aid"]["rate"] == {"min": "38.333333", "max": "38.333333"}


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_members_are_absent_rather_than_null(client: TestClient, body: Json) -> None:
    def nulls(node: Any) -> bool:
        if isinstance(node, dict):
            return any(nulls(one) for one in node.values())
        return any(nulls(one) for one in node) if isinstance(node, list) else node is None

    for query in ({"detail": "full"}, {"detail": "summary", "lang": "all"}):
        assert not nulls(advise(client, body, **query))


@pytest.mark.parametrize("body", CASES.values(), ids=CASES.keys())
def test_amounts_of_parts_add_up_to_the_whole(client: TestClient, body: Json) -> None:
    for item in advise(client, body, detail="full")["items"]:
        aid = item.get("aid", {})
        if "amountEur" not in aid or "byParticipant" not in aid or aid["determination"] != "exact":
            continue
        parts = [one["amountEur"]["min"] for one in aid["byParticipant"] if "amountEur" in one]
        assert sum(round(float(one) * 100) for one in parts) == round(float(aid["amountEur"]["min"]) * 100)
