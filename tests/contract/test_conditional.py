"""Answers that a client may keep: an ETag that changes with the bytes, and 304 for who holds them already."""

import re
from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES
from tests.contract.test_bad_requests import READS

DAY = {"referenceDate": "2021-06-15"}


@pytest.mark.parametrize("path", READS)
def test_who_holds_it_gets_a_304(client: TestClient, path: str) -> None:
    first = client.get(path, params=DAY)
    etag = first.headers["etag"]
    assert re.fullmatch(r'(W/)?"[\x21\x23-\x7e]+"', etag)
    again = client.get(path, params=DAY, headers={"If-None-Match": etag})
    assert again.status_code == 304
    assert again.content == b""
    for name in ("etag", "cache-control", "vary", "content-language"):
        assert again.headers[name] == first.headers[name]
    assert "content-type" not in again.headers


@pytest.mark.parametrize("path", READS)
@pytest.mark.parametrize("change", [{"lang": "en"}, {"lang": "all"}, {"referenceDate": "2022-06-15"}])
def test_another_representation_has_another_etag(client: TestClient, path: str, change: dict[str, str]) -> None:
    first, other = client.get(path, params=DAY), client.get(path, params={**DAY, **change})
    assert other.status_code == 200
    assert other.headers["etag"] != first.headers["etag"]
    assert client.get(path, params={**DAY, **change}, headers={"If-None-Match": first.headers["etag"]}).status_code == 200


@pytest.mark.parametrize("path", READS)
def test_a_change_of_language_by_header_is_another_representation(client: TestClient, path: str) -> None:
    answers = [client.get(path, params=DAY, headers={"Accept-Language": language}) for language in LANGUAGES]
    assert len({answer.headers["etag"] for answer in answers}) == 3
    assert [answer.headers["content-language"] for answer in answers] == list(LANGUAGES)
    for before, after in pairwise(answers):
        asked = {"If-None-Match": before.headers["etag"], "Accept-Language": after.headers["content-language"]}
        assert client.get(path, params=DAY, headers=asked).status_code == 200
    for answer in answers:
        vary = {one.strip().lower() for one in answer.headers["vary"].split(",")}
        assert {"accept-language", "accept"} <= vary


def test_header_and_parameter_give_the_same_representation(client: TestClient) -> None:
    by_header = client.get("/v1/facts", params=DAY, headers={"Accept-Language": "fr-BE, nl;q=0.4"})
    by_parameter = client.get("/v1/facts", params={**DAY, "lang": "fr"})
    assert (by_header.content, by_header.headers["etag"]) == (by_parameter.content, by_parameter.headers["etag"])


@pytest.mark.parametrize("held", ['"other"', 'W/"other"', "", "other", '"', ",,,", '"a", "b"', "x" * 3000])
def test_who_holds_something_else_gets_it_all(client: TestClient, held: str) -> None:
    assert client.get("/v1/facts", params=DAY, headers={"If-None-Match": held}).status_code == 200


def test_any_of_several_and_weak_ones_match(client: TestClient) -> None:
    etag = client.get("/v1/facts", params=DAY).headers["etag"]
    for held in (f'"a", {etag}', f"W/{etag}", f'"a",{etag} , "b"', "*"):
        assert client.get("/v1/facts", params=DAY, headers={"If-None-Match": held}).status_code == 304


def test_the_same_bytes_at_the_same_etag(client: TestClient) -> None:
    for path in READS:
        first, again = client.get(path, params=DAY), client.get(path, params=DAY)
        assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])


def test_a_mistake_is_no_304(client: TestClient) -> None:
    """A request that cannot be right is told so, whatever the client holds."""
    etag = client.get("/v1/sources", params=DAY).headers["etag"]
    for path, query in (
        ("/v1/sources", {"cursor": "x"}),
        ("/v1/instruments", {"cursor": "x"}),
        ("/v1/instruments", {"category": "x"}),
        ("/v1/revisions", {"cursor": "x"}),
        ("/v1/facts", {"scope": "x"}),
    ):
        assert client.get(path, params={**DAY, **query}, headers={"If-None-Match": etag}).status_code == 400
    assert client.get("/v1/instruments/nothing", params=DAY, headers={"If-None-Match": "*"}).status_code == 404


def test_advice_is_not_kept(client: TestClient) -> None:
    answer = client.post("/v1/advices", json={}, headers={"If-None-Match": "*"})
    assert answer.status_code == 200
    assert "no-store" in answer.headers["cache-control"]
