"""Referrals over HTTP: who answers a need, why, by which path, and in an order that the answer itself accounts for."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from tests.contract.asking import LANGUAGES, PROBLEM, Json, read

PATH = "/v1/referrals"
# An accountant sends on a small or medium enterprise in Limburg that needs applied research.
CASE: Json = {"need": ["appliedResearch"], "audience": "sme", "region": "BE22", "startsAt": "itaa", "referenceDate": "2021-06-15"}
ORDER = ["lacks", "strength", "words", "reached", "recommended", "hops", "name"]
NEEDS = ("service", "words", "instrumentRole")


def refer(client: TestClient, body: Any = None, lang: str = "nl", page_size: int = 100, **members: Any) -> Json:
    answer = client.post(PATH, json={**(body or {}), **members}, params={"lang": lang, "pageSize": page_size})
    assert answer.status_code == 200, answer.text[:2000]
    told: Json = answer.json()
    return told


def issues(client: TestClient, body: Any) -> list[tuple[str, str]]:
    sent = {"content": body} if isinstance(body, bytes) else {"json": body}
    answer = client.post(PATH, headers={"Content-Type": "application/json"}, **sent)
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM), answer.text[:500]
    return [(one["name"], one["type"].rpartition(":")[2]) for one in answer.json()["issues"]]


def by_id(told: Json) -> dict[str, Json]:
    return {one["id"]: one for one in told["items"]}


def hops(item: Json) -> list[tuple[str, str, bool]]:
    return [(hop["to"]["id"], hop["kind"], hop["recommended"]) for hop in item["path"]]


def codes(item: Json) -> set[str]:
    return {one["code"] for one in item["reasons"]}


def place(item: Json, last: int) -> tuple[Any, ...]:
    """Where an answer stands, from nothing but what it says of itself."""
    services = {one["value"] for one in item["reasons"] if one["code"] == "service"}
    strength = len(services) + len({one["code"] for one in item["reasons"] if one["code"] in ("words", "instrumentRole")})
    fit = min([one["place"] for one in item["reasons"] if one["code"] == "words"], default=last)
    path = item.get("path")
    recommended = sum(hop["recommended"] for hop in path or ())
    return len(item["lacks"]), -strength, fit, path is None, recommended, len(path or ()), item["name"].casefold()


def accounted_for(items: list[Json]) -> None:
    last = 1 + max([one["place"] for item in items for one in item["reasons"] if one["code"] == "words"], default=0)
    places = [place(item, last) for item in items]
    assert places == sorted(places)
    assert len(set(places)) == len(places)


# The case.


@pytest.fixture(scope="module")
def case(client: TestClient) -> Json:
    return refer(client, CASE)


def test_the_joint_desk_and_the_colleges_of_the_region_answer(client: TestClient, case: Json) -> None:
    colleges = read(client, "/v1/organizations", kind="universityCollege", region="BE22", referenceDate="2021-06-15", pageSize=100)
    here = {one["id"] for one in colleges["items"] if "appliedResearch" in one["services"]}
    assert {"pxl", "ucll"} <= here
    assert here | {"blikopener"} <= set(by_id(case))
    assert not {"howest", "hogent", "ap"} & set(by_id(case))  # they work elsewhere


def test_every_answer_meets_all_that_was_asked_and_says_how(case: Json) -> None:
    assert case["need"] == {
        "services": ["appliedResearch"],
        "audiences": ["smeMedium", "smeSmall"],
        "regions": ["BE22"],
        "startsAt": {
            "id": "itaa",
            "href": "/v1/organizations/itaa",
            "name": "ITAA, Instituut van de Belastingadviseurs en de Accountants",
        },
    }
    assert case["total"] == len(case["items"])
    for item in case["items"]:
        assert item["lacks"] == []
        assert {"service", "audience", "region"} <= codes(item)
        assert all(one["text"] for one in item["reasons"])
        assert item["freshness"]["confidence"]


def test_the_path_begins_at_the_accountant_and_tells_which_hop_is_only_recommended(case: Json) -> None:
    found = by_id(case)
    assert hops(found["pxl"]) == [("kennisinstellingen", "recommended", True), ("pxl", "reaches", False)]
    assert (found["pxl"]["recommendedHops"], found["blikopener"]["recommendedHops"]) == (1, 1)
    first, second = found["pxl"]["path"]
    assert first["from"]["id"] == "itaa"
    assert first["text"].endswith("dat is alleen aanbevolen")
    assert (first["sources"], first["confidence"]) == (["serv2021"], "seed")
    assert second["text"] == "Hogeschool PXL hoort bij Kennisinstellingen" or second["text"].endswith(
        f"hoort bij {first['to']['name']}"
    )
    *_, last = hops(found["blikopener"])
    assert last == ("blikopener", "documented", False)


def test_each_hop_is_what_the_organizations_say_themselves(client: TestClient, case: Json) -> None:
    for name, item in list(by_id(case).items())[:20]:
        visited = ["itaa", *(hop["to"]["id"] for hop in item.get("path", ()))]
        assert [hop["from"]["id"] for hop in item.get("path", ())] == visited[:-1]
        assert "path" not in item or visited[-1] == name
        for hop in item.get("path", ()):
            page = read(client, f"/v1/organizations/{hop['from']['id']}", referenceDate="2021-06-15")
            if hop["kind"] == "reaches":
                said = [(one["type"], one["organization"]["id"]) for one in page["incomingRelations"] if one["holds"]]
                assert {("memberOf", hop["to"]["id"]), ("partOf", hop["to"]["id"])} & set(said)
            else:
                relations = [one for one in page["relations"] if one["holds"] and one["type"] == "refersTo"]
                assert (hop["to"]["id"], hop["status"]) in [(one["organization"]["id"], one["status"]) for one in relations]


def test_collectives_reach_their_members_but_are_no_answer(client: TestClient, case: Json) -> None:
    collectives = {one["id"] for one in read(client, "/v1/organizations", kind="collective", pageSize=100)["items"]}
    assert "kennisinstellingen" in collectives
    assert not collectives & set(by_id(case))
    assert any(hop["from"]["id"] in collectives for item in case["items"] for hop in item.get("path", ()))


@pytest.mark.parametrize(("start", "recommended"), [("teamBedrijfstrajecten", {0}), ("itaa", {1}), ("blikopener", {0})])
def test_hops_that_are_only_recommended_are_counted(client: TestClient, start: str, recommended: set[int]) -> None:
    told = refer(client, need=["guidance"], startsAt=start, referenceDate="2021-06-15")
    reached = [item for item in told["items"] if "path" in item]
    assert {item["recommendedHops"] for item in reached} == recommended
    assert all(item["recommendedHops"] == sum(hop["recommended"] for hop in item["path"]) for item in reached)
    assert told["items"][: len(reached)] == reached  # who cannot be reached comes after


# Asking.


@pytest.mark.parametrize(
    ("language", "words"),
    [
        ("nl", "toegepast onderzoek met een hogeschool"),
        ("en", "applied research with a university college"),
        ("fr", "recherche appliquée avec une haute école"),
    ],
)
def test_a_need_in_words_is_understood_in_three_languages(client: TestClient, language: str, words: str) -> None:
    told = refer(client, {**CASE, "need": words}, language)
    assert told["need"]["services"] == ["appliedResearch"]
    assert {"pxl", "ucll", "blikopener"} <= set(by_id(told))


@pytest.mark.parametrize(
    ("language", "words"), [("nl", "boekhouder"), ("nl", "een accountant"), ("en", "accountant"), ("fr", "expert-comptable")]
)
def test_a_starting_point_in_words(client: TestClient, language: str, words: str) -> None:
    told = refer(client, {**CASE, "startsAt": words}, language)
    assert told["need"]["startsAt"]["id"] == "itaa"
    assert [one["id"] for one in told["items"]] == [one["id"] for one in refer(client, CASE, language)["items"]]


def test_an_instrument_named_in_the_words_brings_who_helps_with_it(client: TestClient) -> None:
    told = refer(client, need="hulp bij een Baekeland-mandaat", referenceDate="2021-06-15")
    assert "baekelandMandate" in told["need"]["instruments"]
    roles = {(item["id"], one["value"]) for item in told["items"] for one in item["reasons"] if one["code"] == "instrumentRole"}
    assert ("teamBedrijfstrajecten", "informs") in roles


def test_codes_of_cases_stand_for_those_of_the_landscape(client: TestClient) -> None:
    told = refer(client, need="guidance", audience="enterprise", region="flanders")
    assert told["need"]["regions"] == ["BE2"]
    assert {"starter", "smeSmall", "smeMedium", "large", "scaleup"} == set(told["need"]["audiences"])


@pytest.mark.parametrize(("member", "value"), [("audience", "nobody"), ("region", "BE99"), ("theme", "magic"), ("language", "tlh")])
def test_unknown_codes_are_refused_with_those_that_are_known(client: TestClient, member: str, value: str) -> None:
    assert issues(client, {"need": "guidance", member: value}) == [(f"/{member}", "unknownCode")]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({}, [("/need", "nothingAsked")]),
        ({"need": ""}, [("/need", "nothingAsked")]),
        ({"need": ["  ", ""]}, [("/need", "nothingAsked")]),
        ({"startsAt": "itaa"}, [("/need", "nothingAsked")]),
        ({"need": "guidance", "startsAt": "qqzzxx"}, [("/startsAt", "unknownOrganization")]),
        ({"need": "x" * 501}, [("/need", "schemaViolation")]),
        ({"need": ["guidance"] * 21}, [("/need", "schemaViolation")]),
        ({"need": ["guidance", "x" * 501]}, [("/need/1", "schemaViolation")]),
        ({"need": 5}, [("/need", "schemaViolation")] * 2),
        ({"needs": "guidance"}, [("/needs", "schemaViolation")]),
        ({"need": "guidance", "audience": "a", "region": "b"}, [("/audience", "unknownCode"), ("/region", "unknownCode")]),
        ({"need": "guidance", "referenceDate": "1900-01-01"}, [("/referenceDate", "dateBeforeCatalogue")]),
        ({"need": "guidance", "referenceDate": "2021-02-30"}, [("/referenceDate", "schemaViolation")]),
        (b"{", [("", "invalidJson")]),
    ],
)
def test_what_is_wrong_is_told(client: TestClient, body: Any, expected: list[tuple[str, str]]) -> None:
    assert issues(client, body) == expected


# Nearest.


def test_where_nobody_meets_all_the_nearest_are_told_with_what_they_lack(client: TestClient) -> None:
    told = refer(client, need=["incubation"], audience="farmer", region="BE25", language="fr")
    assert (told["items"], told["total"]) == ([], 0)
    assert 0 < len(told["nearest"]) <= 5
    for item in told["nearest"]:
        assert "service" in codes(item)
        lacking = {one["code"] for one in item["lacks"]}
        assert lacking
        assert lacking == {"audience", "region", "language"} - codes(item)
    accounted_for(told["nearest"])


def test_where_nobody_meets_the_need_itself_the_rest_is_nearest(client: TestClient) -> None:
    told = refer(client, need="qqzzxx", audience="farmer", region="BE25")
    assert told["items"] == []
    assert [one["code"] for one in told["nearest"][0]["lacks"]] == ["need"]
    assert refer(client, need="qqzzxx")["nearest"] == []


def test_where_somebody_answers_nobody_is_told_who_does_not(case: Json) -> None:
    assert "nearest" not in case


@pytest.mark.parametrize("asked", [{"region": "nonEu"}, {"region": "otherEea"}, {"audience": "publicBody"}])
def test_a_code_that_no_organization_has_is_not_left_out_of_the_question(client: TestClient, asked: Json) -> None:
    told = refer(client, need="guidance", **asked)
    (member,) = asked
    assert told["total"] == 0
    assert {tuple(one["code"] for one in item["lacks"]) for item in told["nearest"]} == {(member,)}


# Order.


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "body",
    [
        CASE,
        {**CASE, "startsAt": None},
        {"need": ["guidance", "information", "ipAdvice"], "audience": "starter", "startsAt": "voka"},
        {"need": "octrooi en subsidie voor een prototype", "startsAt": "teamBedrijfstrajecten"},
        {"need": "hulp bij een Baekeland-mandaat aan een universiteit", "region": "BE2"},
        {"audience": "farmer"},
        {"theme": "health", "language": "en"},
    ],
)
def test_the_order_follows_from_the_reasons_and_nothing_else(client: TestClient, body: Json, language: str) -> None:
    told = refer(client, {key: value for key, value in body.items() if value is not None}, language)
    assert [one["code"] for one in told["order"]] == ORDER
    assert len(told["items"]) > 3
    accounted_for(told["items"])


def test_the_same_bytes_twice_and_nothing_is_kept(client: TestClient) -> None:
    first, again = client.post(PATH, json=CASE), client.post(PATH, json=CASE)
    assert first.content == again.content
    assert "no-store" in first.headers["cache-control"]
    assert "etag" not in first.headers


def test_all_languages_at_once(client: TestClient) -> None:
    whole = refer(client, CASE, "all")
    for language in LANGUAGES:
        told = by_id(refer(client, CASE, language))
        for item in whole["items"]:
            other = told[item["id"]]
            assert item["name"][language] == other["name"]
            assert [one["text"][language] for one in item["reasons"]] == [one["text"] for one in other["reasons"]]
            assert [one["text"][language] for one in item.get("path", ())] == [one["text"] for one in other.get("path", ())]


def test_the_landscape_of_another_day_answers_otherwise(client: TestClient, documents: Documents) -> None:
    early = by_id(refer(client, need="guidance", audience="sme", region="BE22", referenceDate="2013-06-15"))
    assert {"innovatiecentrumLimburg", "iwt"} & set(early)
    assert not {"vlaio", "blikopener"} & set(early)
    for name in early:
        life = documents["organization"][name]
        assert (life.get("validFrom") or "0") <= "2013-06-15" < (life.get("validTo") or "9")


def test_no_more_than_a_page(client: TestClient, case: Json) -> None:
    told = refer(client, CASE, page_size=3)
    assert told["items"] == case["items"][:3]
    assert told["total"] == case["total"]
