"""Reading a body: JSON only, and never more than the service wants to hold."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from app.common.body import read_body
from app.problems import BodyTooLarge, WrongMediaType
from tests.fixtures.cases import CASE
from tests.fixtures.service import Starter

LIMIT = 10


class Sent:
    """A request whose body comes in parts; counts the parts that were taken."""

    def __init__(self, *parts: bytes, **headers: str) -> None:
        self.parts, self.taken = list(parts), 0
        raw = [(name.replace("_", "-").encode(), value.encode("latin-1")) for name, value in headers.items()]
        self.request = Request({"type": "http", "method": "POST", "headers": raw}, self.receive)

    async def receive(self) -> dict[str, Any]:
        body = self.parts[self.taken]
        self.taken += 1
        return {"type": "http.request", "body": body, "more_body": self.taken < len(self.parts)}

    def read(self) -> bytes:
        return asyncio.run(read_body(self.request, LIMIT))


@pytest.mark.parametrize("parts", [(b"",), (b"0123456789",), (b"01234", b"56789"), (b"0", b"", b"12")])
def test_a_body_up_to_the_limit(parts: tuple[bytes, ...]) -> None:
    assert Sent(*parts).read() == b"".join(parts)


def test_a_body_over_the_limit_is_not_read_to_its_end() -> None:
    sent = Sent(b"01234", b"567890", b"never", b"taken")
    with pytest.raises(BodyTooLarge, match="larger than 10 bytes"):
        sent.read()
    assert sent.taken == 2


def test_a_body_that_says_that_it_is_too_large_is_not_read_at_all() -> None:
    sent = Sent(b"0", content_length="11")
    with pytest.raises(BodyTooLarge):
        sent.read()
    assert sent.taken == 0


@pytest.mark.parametrize("length", ["", "many", "-1", "1e3", "10"])
def test_what_a_body_says_of_its_length_is_no_more_than_a_hint(length: str) -> None:
    assert Sent(b"0123", content_length=length).read() == b"0123"
    with pytest.raises(BodyTooLarge):
        Sent(b"01234567890", content_length=length).read()


def test_a_length_that_is_no_number() -> None:
    assert Sent(b"0123", content_length="²").read() == b"0123"


@pytest.mark.parametrize(
    "media_type",
    [
        "application/json",
        "application/json; charset=utf-8",
        "Application/JSON",
        " application/json ",
        "application/ld+json",
        "text/x+json",
    ],
)
def test_json_by_any_of_its_names(media_type: str) -> None:
    assert Sent(b"{}", content_type=media_type).read() == b"{}"


def test_without_a_media_type_it_is_taken_for_json() -> None:
    assert Sent(b"{}").read() == b"{}"


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "application/xml", "json", ";", ""],
)
def test_anything_else_is_refused_unread(media_type: str) -> None:
    sent = Sent(b"{}", content_type=media_type)
    with pytest.raises(WrongMediaType, match="must be application/json"):
        sent.read()
    assert sent.taken == 0


# Over HTTP.


def test_a_large_body_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/advices", content=b" " * (256 * 1024 + 1), headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["title"]) == (413, "Payload Too Large")
    assert answer.headers["content-type"] == "application/problem+json"
    assert client.post("/v1/advices", content=b" " * (256 * 1024 - 2) + b"{}").status_code == 200


def test_a_large_body_of_unknown_length_is_refused(client: TestClient) -> None:
    def parts() -> Iterator[bytes]:
        for _ in range(257):
            yield b" " * 1024

    answer = client.post("/v1/advices", content=parts(), headers={"Content-Type": "application/json"})
    assert answer.status_code == 413
    assert "content-length" not in answer.request.headers


def test_the_limit_is_a_setting(start: Starter, published_sqlite: Any) -> None:
    small = start(database_url=f"sqlite:///{published_sqlite}", longest_body=100)
    assert small.post("/v1/advices", json=CASE).status_code == 413
    assert small.post("/v1/advices", json={}).status_code == 200


def test_another_media_type_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/advices", content="participants=1", headers={"Content-Type": "application/x-www-form-urlencoded"})
    assert (answer.status_code, answer.json()["title"]) == (415, "Unsupported Media Type")
    assert "application/x-www-form-urlencoded" in answer.json()["detail"]
