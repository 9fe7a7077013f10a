"""Pages: every item once, whatever the size; and a cursor that only fits the question it was given for."""

import base64
import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.common.paging import Page, fingerprint, page_of
from app.problems import InvalidInput
from tests.fixtures.service import Starter

ids = st.lists(st.text(st.characters(codec="utf-8"), min_size=1, max_size=6), unique=True, max_size=30)


def page(items: list[str], size: int, cursor: str | None = None, asked: tuple[Any, ...] = (1, "nl")) -> Page:
    return page_of(items, lambda one: one, size, cursor, asked)


@given(ids, st.integers(1, 12))
def test_a_walk_gives_every_item_once_and_in_order(items: list[str], size: int) -> None:
    seen: list[str] = []
    cursor: str | None = None
    while True:
        found = page(items, size, cursor)
        assert found.total == len(items)
        seen += found.items
        cursor = found.cursor
        if cursor is None:
            break
        assert len(found.items) == size
    assert seen == items


@given(ids.filter(lambda one: len(one) > 1))
def test_a_cursor_can_stand_in_an_address_as_it_is(items: list[str]) -> None:
    cursor = page(items, 1).cursor
    assert cursor is not None
    assert set(cursor) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")


@pytest.mark.parametrize(("count", "more"), [(0, False), (1, False), (2, False), (3, True)])
def test_there_is_a_next_page_only_when_there_is_more(count: int, more: bool) -> None:
    assert (page(list("abc")[:count], 2).cursor is not None) is more


def wrapped(content: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(content).encode()).decode().rstrip("=")


BOUND = fingerprint((1, "nl"))


@pytest.mark.parametrize(
    "cursor",
    [
        "",
        "x",
        "nonsense",
        "é",
        "💶",
        "====",
        "A" * 400,
        wrapped([]),
        wrapped({}),
        wrapped(None),
        wrapped(7),
        wrapped([1, "a"]),
        wrapped([1, "a", BOUND, 4]),
        wrapped([2, "a", BOUND]),
        wrapped(["1", "a", BOUND]),
        wrapped([1, "a", "another"]),
        wrapped([1, 7, BOUND]),
        wrapped([1, None, BOUND]),
        wrapped([1, ["a"], BOUND]),
        wrapped([1, "not in the list", BOUND]),
        wrapped([1, "a", BOUND])[:-3],
    ],
)
def test_a_damaged_or_foreign_cursor_is_refused(cursor: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        page(list("abc"), 1, cursor)
    (issue,) = refused.value.issues
    assert (issue.where, issue.name, issue.value) == ("query", "cursor", cursor)


def test_a_cursor_of_our_own_making_fits() -> None:
    """So that the refusals above are for what they say."""
    assert page(list("abc"), 1, wrapped([1, "a", BOUND])).items == ["b"]


@given(st.text(max_size=30))
def test_no_text_is_a_cursor_by_chance(cursor: str) -> None:
    with pytest.raises(InvalidInput):
        page(list("abc"), 1, cursor)


@pytest.mark.parametrize("asked", [(2, "nl"), (1, "fr"), (1,), (1, "nl", "x")])
def test_a_cursor_belongs_to_its_question(asked: tuple[Any, ...]) -> None:
    cursor = page(list("abc"), 1).cursor
    with pytest.raises(InvalidInput, match="another question"):
        page(list("abc"), 1, cursor, asked)


# Over HTTP.


@pytest.mark.parametrize("address", ["/v1/sources", "/v1/instruments", "/v1/revisions"])
@pytest.mark.parametrize("size", [1, 7, 100])
def test_next_links_lead_through_the_whole_list(address: str, size: int, client: TestClient) -> None:
    link: str | None = f"{address}?pageSize={size}&lang=fr&referenceDate=2024-02-29"
    seen: list[Any] = []
    total = 0
    while link is not None:
        answer = client.get(link)
        assert answer.status_code == 200, answer.text
        body = answer.json()
        total = body["total"]
        seen += [item.get("id", item.get("number")) for item in body["items"]]
        link = body.get("next")
        if link is not None:
            assert len(body["items"]) == size
            parts = urlsplit(link)
            query = parse_qs(parts.query, strict_parsing=True)
            assert (parts.scheme, parts.netloc, parts.path) == ("http", "testserver", address)
            assert {name: value for name, value in query.items() if name != "cursor"} == {
                "pageSize": [str(size)],
                "lang": ["fr"],
                "referenceDate": ["2024-02-29"],
            }
            assert len(query["cursor"]) == 1
    assert len(seen) == len(set(seen)) == total > 0


def test_next_links_keep_every_filter(client: TestClient) -> None:
    link = client.get("/v1/instruments?pageSize=1&category=subsidy&category=tax&sort=-name").json()["next"]
    query = parse_qs(urlsplit(link).query)
    assert query["category"] == ["subsidy", "tax"]
    assert query["sort"] == ["-name"]
    assert client.get(link).json()["items"][0]["category"] in ("subsidy", "tax")


def test_next_links_begin_with_the_public_address(start: Starter, published_sqlite: Any) -> None:
    client = start(database_url=f"sqlite:///{published_sqlite}", public_url="https://steunwijzer.example/api/")
    link = client.get("/v1/sources?pageSize=1").json()["next"]
    assert link.startswith("https://steunwijzer.example/api/v1/sources?pageSize=1&cursor=")


def test_next_links_follow_the_address_that_was_asked(client: TestClient) -> None:
    link = client.get("/v1/sources?pageSize=1", headers={"Host": "steun.example:8443"}).json()["next"]
    assert link.startswith("http://steun.example:8443/v1/sources?")


@pytest.mark.parametrize("change", [{"category": "subsidy"}, {"sort": "-name"}, {"lang": "en"}, {"referenceDate": "2020-01-01"}])
def test_a_cursor_does_not_fit_another_question(change: dict[str, str], client: TestClient) -> None:
    asked = {"pageSize": "1", "sort": "name", "lang": "nl", "referenceDate": "2024-01-01"}
    link = client.get("/v1/instruments", params=asked).json()["next"]
    (cursor,) = parse_qs(urlsplit(link).query)["cursor"]
    assert client.get("/v1/instruments", params={**asked, "cursor": cursor}).status_code == 200
    answer = client.get("/v1/instruments", params={**asked, **change, "cursor": cursor})
    assert answer.status_code == 400
    assert [(one["in"], one["name"]) for one in answer.json()["issues"]] == [("query", "cursor")]


@pytest.mark.parametrize("address", ["/v1/instruments", "/v1/sources", "/v1/revisions"])
@pytest.mark.parametrize("cursor", ["", "abc", "%00", "%ED%A0%80", "%F0%9F%92%B6", "A" * 501])
def test_a_damaged_cursor_is_the_fault_of_the_client(address: str, cursor: str, client: TestClient) -> None:
    answer = client.get(f"{address}?cursor={cursor}")
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["issues"][0]["name"] == "cursor"


@pytest.mark.parametrize("size", ["0", "101", "-1", "1.5", "many", ""])
def test_the_size_of_a_page_has_bounds(size: str, client: TestClient) -> None:
    answer = client.get(f"/v1/sources?pageSize={size}")
    assert answer.status_code == 400
    assert answer.json()["issues"][0]["name"] == "pageSize"


def test_a_page_has_twenty_items_when_nothing_is_asked(client: TestClient) -> None:
    body = client.get("/v1/sources").json()
    assert (len(body["items"]), body["total"] > 20) == (20, True)
