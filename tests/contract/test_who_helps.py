"""Who helps beside an advice: in the applicant's region or province and language, on the day of the case."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, advise, case, only, party, read

HELPS = ["informs", "guides", "refersTo", "hostsCall", "operates", "decides"]
DAY = "2021-06-15"


def helpers(
    client: TestClient, instrument: str, on: str = DAY, lang: str = "nl", facts: Json | None = None, **applicant: Any
) -> list[Json]:
    body = case(party("a", role="applicant", **applicant), on=on, instruments=[instrument], facts=facts)
    told = only(client, body, include="whoHelps", lang=lang)["whoHelps"]
    assert isinstance(told, list)
    return told


def pairs(found: list[Json]) -> list[tuple[str, str]]:
    return [(one["organization"]["id"], one["role"]) for one in found]


def expected(
    client: TestClient, instrument: str, regions: list[str], day: str = DAY, language: str | None = None
) -> set[tuple[str, str]]:
    """Everybody with a role that helps, whose region meets one of these: it contains it or lies in it."""
    found = set()
    for role in HELPS:
        listed = read(client, "/v1/organizations", instrument=instrument, role=role, referenceDate=day, pageSize=100)
        for one in listed["items"]:
            page = read(client, f"/v1/organizations/{one['id']}", referenceDate=day)
            plays = any(item["instrument"]["id"] == instrument and item["role"] == role and item["holds"] for item in page["roles"])
            near = any(own == "EU" or own.startswith(other) or other.startswith(own) for own in one["regions"] for other in regions)
            if plays and near and (language is None or language in one["languages"]):
                found.add((one["id"], role))
    return found


@pytest.mark.parametrize("instrument", ["developmentProject", "coock", "icon", "baekelandMandate", "kmoPortefeuille", "tetra"])
def test_in_flanders(client: TestClient, instrument: str) -> None:
    found = pairs(helpers(client, instrument))
    assert set(found) == expected(client, instrument, ["BE2"])
    assert len(set(found)) == len(found)
    assert found == sorted(found, key=lambda one: (HELPS.index(one[1]), one[0]))


@pytest.mark.parametrize("province", ["BE21", "BE22", "BE25"])
@pytest.mark.parametrize("instrument", ["icon", "coock", "blikopener"])
def test_in_a_province_those_of_other_provinces_are_left_out(client: TestClient, instrument: str, province: str) -> None:
    assert set(pairs(helpers(client, instrument, province=province))) == expected(client, instrument, [province])


def test_a_province_narrows(client: TestClient) -> None:
    """Catalisti works in the province of Antwerp."""
    assert ("catalisti", "hostsCall") in pairs(helpers(client, "icon"))
    assert ("catalisti", "hostsCall") in pairs(helpers(client, "icon", province="BE21"))
    assert ("catalisti", "hostsCall") not in pairs(helpers(client, "icon", province="BE22"))


def test_another_region_has_other_helpers(client: TestClient) -> None:
    found = pairs(helpers(client, "belCoo", region="brussels"))
    assert ("innoviris", "operates") in found
    assert ("vlaio", "operates") not in found
    assert ("spwRecherche", "operates") in pairs(helpers(client, "belCoo", region="wallonia"))


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_those_who_speak_the_language_of_the_project(client: TestClient, language: str) -> None:
    found = set(pairs(helpers(client, "developmentProject", facts={"project.language": language})))
    assert found == expected(client, "developmentProject", ["BE2"], language=language)
    assert (found == expected(client, "developmentProject", ["BE2"])) is (language == "nl")


@pytest.mark.parametrize(("day", "operator", "other"), [("2013-06-15", "iwt", "vlaio"), ("2021-06-15", "vlaio", "iwt")])
def test_on_the_day_of_the_case(client: TestClient, day: str, operator: str, other: str) -> None:
    found = pairs(helpers(client, "tetra", on=day))
    assert (operator, "operates") in found
    assert other not in {name for name, _ in found}
    assert set(found) == expected(client, "tetra", ["BE2"], day)


@pytest.mark.parametrize("language", LANGUAGES)
def test_each_says_in_words_what_it_does_and_on_what_that_rests(client: TestClient, language: str) -> None:
    whole = helpers(client, "coock", lang="all")
    found = helpers(client, "coock", lang=language)
    for one, other in zip(found, whole, strict=True):
        assert one["text"] == other["text"][language]
        assert one["text"].startswith(one["organization"]["name"])
        assert one["sources"] or one["confidence"] == "unverified"


def test_only_when_asked(client: TestClient) -> None:
    body = case(party("a", role="applicant"))
    assert "whoHelps" not in only(client, body)
    plain, beside = only(client, body), only(client, body, include="whoHelps")
    assert {key: value for key, value in beside.items() if key != "whoHelps"} == plain
    every = advise(client, case(party("a", role="applicant"), instruments=None), include="whoHelps")["items"]
    assert len(every) > 10
    assert all("whoHelps" in item for item in every)


@pytest.mark.parametrize("include", ["who", "whoHelps,other", ["whoHelps", "other"]])
def test_a_part_that_there_is_not_is_refused(client: TestClient, include: Any) -> None:
    answer = client.post("/v1/advices", json={}, params={"include": include})
    assert answer.status_code == 400
    (issue,) = answer.json()["issues"]
    assert (issue["in"], issue["name"]) == ("query", "include")
    assert "whoHelps" in issue["detail"]
