"""If-None-Match and 304."""

import pytest
from starlette.testclient import TestClient

from app.common.conditional import matches

ADDRESSES = [
    "/v1/instruments",
    "/v1/instruments/developmentProject",
    "/v1/instruments/developmentProject/periods",
    "/v1/instruments/developmentProject/workedExamples",
    "/v1/facts",
    "/v1/sources",
    "/v1/sources/serv2021",
    "/v1/revisions",
    "/v1/revisions/1",
    "/v1/refData",
    "/v1/refData/region",
]


@pytest.mark.parametrize(
    ("header", "holds"),
    [
        (None, False),
        ("", False),
        ("*", True),
        (" * ", True),
        ('"a.b"', True),
        ('W/"a.b"', True),
        ('"x", "a.b"', True),
        ('"x",W/"a.b","y"', True),
        ('  "a.b"  ', True),
        ('"x"', False),
        ("a.b", False),
        ('"a"', False),
        ('"a.b', False),
        ('w/"a.b"', False),
        (",,,", False),
    ],
)
def test_whether_the_client_holds_it(header: str | None, holds: bool) -> None:
    assert matches(header, '"a.b"') is holds
    assert matches(header, 'W/"a.b"') is holds


@pytest.mark.parametrize("address", ADDRESSES)
def test_what_did_not_change_is_not_sent_again(address: str, client: TestClient) -> None:
    first = client.get(address)
    assert first.status_code == 200, first.text
    tag = first.headers["etag"]
    for header in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = client.get(address, headers={"If-None-Match": header})
        assert (answer.status_code, answer.content) == (304, b"")
        for name in ("etag", "cache-control", "vary", "content-language"):
            assert answer.headers[name] == first.headers[name]
    changed = client.get(address, headers={"If-None-Match": '"other"'})
    assert (changed.status_code, changed.content) == (200, first.content)


@pytest.mark.parametrize("address", ADDRESSES)
def test_the_tag_depends_on_day_and_language(address: str, client: TestClient) -> None:
    tags = {
        client.get(address, params={"referenceDate": day, "lang": language}).headers["etag"]
        for day in ("2024-01-01", "2024-01-02")
        for language in ("nl", "en", "fr", "all")
    }
    assert len(tags) == 8


@pytest.mark.parametrize("address", ["/v1/instruments/nowhere", "/v1/sources/nowhere", "/v1/refData/nowhere", "/v1/revisions/9"])
def test_what_is_not_there_is_not_unchanged(address: str, client: TestClient) -> None:
    assert client.get(address, headers={"If-None-Match": "*"}).status_code == 404


def test_a_mistake_in_the_request_is_not_unchanged(client: TestClient) -> None:
    assert client.get("/v1/instruments?category=gift", headers={"If-None-Match": "*"}).status_code == 400
    assert client.get("/v1/instruments?colour=blue", headers={"If-None-Match": "*"}).status_code == 400
