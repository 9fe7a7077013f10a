"""The list of instruments: filters, facets and order, checked against the list itself."""

from collections import Counter
from datetime import date
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.catalogue.search import DAYS_KEPT, FILTERS
from app.catalogue.snapshot import Documents

DAYS = ["2019-06-01", "2021-06-15", "2026-03-01"]


def listed(client: TestClient, **query: Any) -> Any:
    answer = client.get("/v1/instruments", params={"pageSize": 100, "lang": "nl", **query})
    assert answer.status_code == 200, answer.text
    return answer.json()


def names(body: Any) -> list[str]:
    return [item["id"] for item in body["items"]]


def values(item: Any, collaboration: set[str], themes: set[str]) -> dict[str, set[str]]:
    """What an item of the list says under each filter; one without themes is for any of them."""
    return {
        "category": {item["category"]},
        "drive": {one["value"] for one in item["drive"]},
        "audience": set(item["audiences"]),
        "activity": set(item["activities"]),
        "theme": set(item["themes"]) or themes,
        "operator": {item["operator"]} if "operator" in item else set(),
        "collaboration": collaboration,
        "availability": {item["availability"]["state"]},
    }


def forces(document: Any, day: str) -> set[str]:
    """Whether collaboration is required or encouraged on a day, as the document has it."""
    found = {
        one["force"]
        for one in document.get("collaboration", ())
        if (one.get("validFrom") or "") <= day and (one.get("validTo") is None or day < one["validTo"])
    }
    return found or {"none"}


@pytest.mark.parametrize("day", DAYS)
def test_each_value_gives_the_instruments_that_have_it(day: str, client: TestClient, documents: Documents) -> None:
    whole = listed(client, referenceDate=day)
    assert set(names(whole)) == set(documents["instrument"])
    themes = {one["code"] for one in documents["codes"]["theme"]["codes"]}
    has = {item["id"]: values(item, forces(documents["instrument"][item["id"]], day), themes) for item in whole["items"]}
    assert any(item["themes"] for item in whole["items"])
    for name in FILTERS:
        counts = Counter(value for one in has.values() for value in one[name])
        assert whole["facets"][name] == dict(counts)
        assert list(whole["facets"][name].values()) == sorted(counts.values(), reverse=True)
        for value, count in counts.items():
            found = listed(client, referenceDate=day, **{name: value})
            assert found["total"] == count
            assert set(names(found)) == {one for one in has if value in has[one][name]}


def test_several_values_of_a_filter_mean_or_and_several_filters_and(client: TestClient) -> None:
    tax, subsidy = (set(names(listed(client, category=one))) for one in ("tax", "subsidy"))
    assert tax
    assert subsidy
    assert set(names(listed(client, category=["tax", "subsidy"]))) == tax | subsidy
    industrial = set(names(listed(client, activity="industrialResearch")))
    assert set(names(listed(client, activity="industrialResearch", category="subsidy"))) == industrial & subsidy


def test_a_count_tells_what_another_value_would_give_beside_the_other_filters(client: TestClient) -> None:
    asked = {"category": "subsidy", "audience": "enterprise"}
    facets = listed(client, **asked)["facets"]
    assert len(facets["category"]) > 1
    for name, counts in facets.items():
        for value, count in counts.items():
            assert listed(client, **{**asked, name: value})["total"] == count, (name, value)


@pytest.mark.parametrize("name", FILTERS)
def test_a_value_that_no_code_list_has(name: str, client: TestClient) -> None:
    answer = client.get("/v1/instruments", params={name: ["somethingElse", "other"]})
    assert answer.status_code == 400
    issues = answer.json()["issues"]
    assert [(one["in"], one["name"], one["value"]) for one in issues] == [
        ("query", name, "somethingElse"),
        ("query", name, "other"),
    ]
    assert f"is no code of {name}; known: " in issues[0]["detail"]


@pytest.mark.parametrize("language", ["nl", "en", "fr", "all"])
def test_the_order_by_name_is_that_of_the_language(language: str, client: TestClient) -> None:
    body = listed(client, lang=language)
    shown = [item["name"]["nl"] if language == "all" else item["name"] for item in body["items"]]
    assert shown == sorted(shown, key=str.casefold)
    assert names(listed(client, lang=language, sort="-name")) == names(body)[::-1]


def test_the_order_by_deadline(client: TestClient) -> None:
    dated = listed(client, referenceDate="2021-01-01", sort="deadline")
    deadlines = [item.get("nextDeadline", "9999") for item in dated["items"]]
    assert len(set(deadlines)) > 1
    assert deadlines == sorted(deadlines)
    assert names(listed(client, referenceDate="2021-01-01", sort="-deadline")) == names(dated)[::-1]


def test_many_days_one_after_the_other_answer_the_same_as_at_first(client: TestClient) -> None:
    def told(day: date) -> Any:
        return listed(client, referenceDate=day.isoformat(), category="subsidy")

    days = [date(2020, 1 + n // 28, 1 + n % 28) for n in range(DAYS_KEPT + 8)]
    first = [told(day) for day in days]
    assert [told(day) for day in days] == first


def test_words_narrow_the_list_and_its_counts(client: TestClient) -> None:
    body = listed(client, q="hogeschool")
    assert "tetra" in names(body)
    assert 0 < body["total"] < listed(client)["total"]
    assert body["facets"]["category"] == dict(Counter(item["category"] for item in body["items"]))
    narrowed = listed(client, q="hogeschool", category="subsidy")
    assert set(names(narrowed)) == {item["id"] for item in body["items"] if item["category"] == "subsidy"}


@pytest.mark.parametrize("sort", ["name", "-name", "deadline"])
def test_an_order_asked_for_wins_over_relevance(sort: str, client: TestClient) -> None:
    found = set(names(listed(client, q="kmo")))
    assert names(listed(client, q="kmo", sort=sort)) == [one for one in names(listed(client, sort=sort)) if one in found]
    assert names(listed(client, q="kmo", sort="relevance")) == names(listed(client, q="kmo"))


def test_a_slip_of_the_pen_is_told(client: TestClient) -> None:
    assert "interpretedAs" not in listed(client, q="baekeland")
    body = listed(client, q="baekelnd")
    assert (names(body)[0], body["interpretedAs"]) == ("baekelandMandate", "baekeland")


def test_blank_words_are_no_words(client: TestClient) -> None:
    assert listed(client, q="  ") == listed(client)
    assert listed(client, q="", sort="relevance") == listed(client)


def test_a_page_of_what_words_find_goes_on_where_it_was(client: TestClient) -> None:
    whole = names(listed(client, q="onderzoek"))
    first = client.get("/v1/instruments", params={"q": "onderzoek", "pageSize": 3}).json()
    rest = client.get(first["next"]).json()
    assert names(first) + names(rest) == whole[:6]


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_every_name_and_alias_is_found_first(language: str, client: TestClient, documents: Documents) -> None:
    """A name that several share finds one of those."""
    missed = []
    for name, document in documents["instrument"].items():
        for item in (document, *document.get("aliases", ()), *document.get("variants", ())):
            typed = item["names"][language]
            body = client.get("/v1/instruments", params={"q": typed, "lang": language, "pageSize": 3}).json()
            if name not in names(body):
                missed.append((typed, name, names(body)))
    assert not missed
