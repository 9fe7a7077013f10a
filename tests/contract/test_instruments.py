"""The list of instruments: its lines, filters with their counts, order, pages, and the day it is about."""

from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, every, issue, read

PATH = "/v1/instruments"
FILTERS = ("category", "drive", "audience", "activity", "theme", "operator", "collaboration", "availability")
CATEGORIES = {"subsidy", "facility", "awareness", "intermediary", "tax", "equity"}
STATES = {"open", "opensOn", "closed", "unknown", "notInForce"}


def found(client: TestClient, **query: Any) -> set[str]:
    return {one["id"] for one in every(client, PATH, **query)}


def test_each_line_has_what_the_contract_names(client: TestClient) -> None:
    for one in every(client, PATH):
        always = {
            "id",
            "href",
            "name",
            "summary",
            "category",
            "drive",
            "audiences",
            "activities",
            "themes",
            "availability",
            "validity",
        }
        assert always <= set(one)
        assert one["href"] == f"{PATH}/{one['id']}"
        assert one["category"] in CATEGORIES
        assert one["availability"]["state"] in STATES
        assert all({"value", "sources", "confidence"} <= set(statement) for statement in one["drive"])
        for bounds in (one.get("rateRange", {}), one.get("amountRange", {})):
            assert all(isinstance(figure, str) for figure in bounds.values())
        assert one.get("nextDeadline") == one["availability"].get("nextDeadline")


def test_lines_known_by_heart(client: TestClient) -> None:
    lines = {one["id"]: one for one in every(client, PATH, referenceDate="2021-06-15", lang="en")}
    development = lines["developmentProject"]
    assert (development["name"], development["category"], development["form"], development["operator"]) == (
        "Development project",
        "subsidy",
        "grant",
        "vlaio",
    )
    assert "experimentalDevelopment" in development["activities"]
    assert development["amountRange"] == {"min": "25000.00", "max": "3000000.00"}
    assert development["rateRange"] == {"min": "25.00", "max": "60.00"}
    assert [one["value"] for one in development["drive"]] == ["demand"]
    assert lines["fedRdTaxCredit"]["category"] == "tax"
    assert lines["baekelandMandate"]["rateRange"] == {"min": "50.00", "max": "80.00"}
    assert lines["ooCompanyProject"]["availability"]["state"] == "notInForce"
    assert "rateRange" not in lines["coock"]  # nobody knows the rate of COOCK before COOCK+


def test_the_day_decides_what_is_told(client: TestClient) -> None:
    def line(on: str) -> Json:
        return next(one for one in every(client, PATH, referenceDate=on) if one["id"] == "developmentProject")

    assert line("2017-12-31")["availability"]["state"] == "notInForce"
    assert line("2018-01-01")["rateRange"] == {"min": "25.00", "max": "50.00"}
    assert line("2023-07-01")["validity"]["validFrom"] == "2023-07-01"
    assert read(client, PATH, referenceDate="2018-01-01")["referenceDate"] == "2018-01-01"


@pytest.mark.parametrize("on", ["2013-06-01", "2021-06-15", "2024-06-15"])
@pytest.mark.parametrize("name", FILTERS)
def test_a_count_is_what_the_filter_gives(client: TestClient, name: str, on: str) -> None:
    facets = read(client, PATH, referenceDate=on)["facets"]
    assert set(facets) == set(FILTERS)
    for value, count in facets[name].items():
        told = read(client, PATH, **{"referenceDate": on, name: value})
        assert told["total"] == count, (name, value)
        assert count > 0


def test_counts_stand_beside_the_other_filters(client: TestClient) -> None:
    """A count tells what a value would give beside the other filters; those of its own filter do not narrow it."""
    told = read(client, PATH, category="subsidy", audience="researchOrganization", referenceDate="2021-06-15")
    for name, value in (("category", "tax"), ("audience", "sme"), ("activity", "doctoralResearch")):
        asked = {"category": "subsidy", "audience": "researchOrganization", name: value}
        total = read(client, PATH, referenceDate="2021-06-15", **asked)["total"]
        assert told["facets"][name].get(value, 0) == total
    assert told["total"] == len(found(client, category="subsidy", audience="researchOrganization", referenceDate="2021-06-15"))


def test_repeated_values_mean_or_and_different_filters_and(client: TestClient) -> None:
    tax, subsidy = found(client, category="tax"), found(client, category="subsidy")
    assert found(client, category=["tax", "subsidy"]) == tax | subsidy
    assert not tax & subsidy
    assert found(client, category="subsidy", activity="doctoralResearch") == subsidy & found(client, activity="doctoralResearch")
    assert found(client, category="tax", activity="doctoralResearch") == set()


def test_filters_find_whom_they_should(client: TestClient) -> None:
    on = "2021-06-15"
    assert {"developmentProject", "researchProject"} <= found(client, activity="experimentalDevelopment", referenceDate=on)
    assert "baekelandMandate" in found(client, activity="doctoralResearch")
    assert "coock" in found(client, audience="collectiveCenter")
    assert {"ooCompanyProject", "smeInnovationProject"} <= found(client, availability="notInForce", referenceDate=on)
    assert "developmentProject" in found(client, availability="open", referenceDate=on)
    assert "coock" in found(client, collaboration="required", referenceDate=on)
    assert "developmentProject" in found(client, collaboration="encouraged", referenceDate=on)
    assert "kmoPortefeuille" in found(client, category="awareness")
    # An instrument can be driven by supply and demand; the filter matches any of its statements.
    assert "coock" in found(client, drive="supply") & found(client, drive="demand")


def test_an_instrument_without_themes_is_for_any_theme(client: TestClient) -> None:
    """seed/README: themes empty means any; a search for a theme must not hide the instruments that are open to all."""
    assert "developmentProject" in found(client, theme="health")


@pytest.mark.parametrize("name", FILTERS)
def test_an_unknown_value_is_refused_and_the_known_ones_told(client: TestClient, name: str) -> None:
    answer = client.get(PATH, params={name: ["nothing"]})
    assert answer.status_code == 400
    (told,) = answer.json()["issues"]
    assert (told["in"], told["name"], told["value"]) == ("query", name, "nothing")
    known = read(client, PATH, referenceDate="2021-06-15")["facets"][name]
    assert all(value in told["detail"] for value in known)


@pytest.mark.parametrize("language", LANGUAGES)
def test_order_by_name_in_the_language_of_the_reader(client: TestClient, language: str) -> None:
    names = [one["name"].casefold() for one in every(client, PATH, sort="name", lang=language)]
    assert names == sorted(names)
    assert [one["name"].casefold() for one in every(client, PATH, sort="-name", lang=language)] == names[::-1]
    assert [one["name"].casefold() for one in every(client, PATH, lang=language)] == names


def test_order_by_deadline_has_the_nearest_first_and_those_without_last(client: TestClient) -> None:
    deadlines = [one.get("nextDeadline", "9999") for one in every(client, PATH, sort="deadline", referenceDate="2023-05-01")]
    assert deadlines == sorted(deadlines)
    assert len(set(deadlines)) > 1
    latest = [one.get("nextDeadline") for one in every(client, PATH, sort="-deadline", referenceDate="2023-05-01")]
    told = [one for one in latest if one is not None]
    assert told == sorted(told, reverse=True)


@pytest.mark.parametrize("size", [1, 2, 3, 7, 100])
@pytest.mark.parametrize(
    "query", [{}, {"category": "subsidy", "sort": "-name"}, {"lang": "fr", "sort": "deadline", "referenceDate": "2023-05-01"}]
)
def test_pages_give_everything_once_and_in_order(client: TestClient, size: int, query: Json) -> None:
    whole = every(client, PATH, **query)
    told, pages, items = read(client, PATH, pageSize=size, **query), 1, []
    while True:
        assert told["total"] == len(whole)
        assert len(told["items"]) == size or "next" not in told
        items += told["items"]
        if "next" not in told:
            break
        assert told["next"].startswith("http://testserver/v1/instruments?")
        told, pages = read(client, told["next"]), pages + 1
    assert items == whole
    assert pages == -(-len(whole) // size)


@pytest.mark.parametrize(
    ("query", "kept"),
    [
        ("", ""),
        ("pageSize=1&lang=en", "pageSize=1&lang=en"),
        ("category=subsidy&pageSize=1&category=tax", "category=subsidy&pageSize=1&category=tax"),
        ("pageSize=1&q=", "pageSize=1&q="),
        ("&pageSize=%31&q", "pageSize=1&q="),
        ("q=r%26d%20aid&pageSize=1", "q=r%26d+aid&pageSize=1"),
    ],
)
def test_the_link_to_the_next_page_keeps_what_was_asked(client: TestClient, query: str, kept: str) -> None:
    for _ in range(2):
        address, _, asked = str(client.get(f"{PATH}?{query}").json()["next"]).partition("?")
        query, (before, _, cursor) = asked, asked.rpartition("cursor=")
        assert (address, before.rstrip("&")) == (f"http://testserver{PATH}", kept)
        assert cursor


def test_a_full_last_page_has_no_next(client: TestClient) -> None:
    total = read(client, PATH)["total"]
    assert "next" not in read(client, PATH, pageSize=total)
    assert "next" in read(client, PATH, pageSize=total - 1)


def test_an_empty_list_is_a_list(client: TestClient) -> None:
    told = read(client, PATH, category="tax", activity="doctoralResearch")
    assert (told["items"], told["total"], "next" in told) == ([], 0, False)


@pytest.mark.parametrize("size", ["0", "-1", "101", "x", "1.5", ""])
def test_page_sizes_that_are_none(client: TestClient, size: str) -> None:
    answer = client.get(PATH, params={"pageSize": size})
    assert answer.status_code == 400
    assert answer.json()["issues"][0]["name"] == "pageSize"


def cursor_of(client: TestClient, **query: Any) -> str:
    link = str(read(client, PATH, pageSize=2, **query)["next"])
    return link.partition("cursor=")[2].partition("&")[0]


@pytest.mark.parametrize(
    "cursor",
    ["", "x", "!!!", "W10", "bnVsbA", "MQ", "eyJhIjoxfQ", "WzEsImEiLCJiIl0", "WzIsImEiLCJiIl0", "%00", "é", "A" * 400, "A" * 501],
)
def test_cursors_that_are_none(client: TestClient, cursor: str) -> None:
    answer = client.get(PATH, params={"cursor": cursor})
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["issues"]] == ["cursor"]


@pytest.mark.parametrize("other", [{"category": "subsidy"}, {"sort": "-name"}, {"lang": "en"}, {"referenceDate": "2021-06-15"}])
def test_a_cursor_belongs_to_its_question(client: TestClient, other: Json) -> None:
    answer = client.get(PATH, params={"cursor": cursor_of(client), **other})
    assert answer.status_code == 400
    assert "another question" in answer.json()["issues"][0]["detail"]


def test_a_cursor_goes_with_another_page_size(client: TestClient) -> None:
    whole = [one["id"] for one in every(client, PATH)]
    told = read(client, PATH, cursor=cursor_of(client), pageSize=3)
    assert [one["id"] for one in told["items"]] == whole[2:5]


def test_no_instrument_is_listed_twice(client: TestClient) -> None:
    counts = Counter(one["id"] for one in every(client, PATH))
    assert max(counts.values()) == 1


def test_every_instrument_of_the_list_can_be_read_and_advised_on(client: TestClient) -> None:
    for one in every(client, PATH):
        assert read(client, one["href"])["id"] == one["id"]
    names = found(client)
    answer = client.post("/v1/advices", json={"instruments": sorted(names)})
    assert {item["instrument"]["id"] for item in answer.json()["items"]} == names


def test_a_date_before_the_catalogue_is_refused(client: TestClient) -> None:
    answer = client.get(PATH, params={"referenceDate": "1900-01-01"})
    assert answer.status_code == 400
    (told,) = answer.json()["issues"]
    assert (told["in"], told["name"]) == ("query", "referenceDate")
    assert issue(client, {"referenceDate": "1900-01-01"})["detail"] == told["detail"]
