"""BelGov-Trace-Id on every answer, each its own."""

import asyncio
import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from app.catalogue import views
from app.ops.trace import TraceHeader
from tests.fixtures.cases import CASE

TRACE = re.compile(r"[0-9a-f]{32}")


def answers(client: TestClient) -> Iterator[Any]:
    yield client.get("/health")
    yield client.get("/v1/instruments")
    yield client.get("/v1/instruments", headers={"If-None-Match": "*"})
    yield client.post("/v1/advices", json=CASE)
    yield client.post("/v1/advices", content=b"{")
    yield client.post("/v1/advices", content=b"x", headers={"Content-Type": "text/plain"})
    yield client.get("/v1/nowhere")
    yield client.delete("/v1/instruments")
    yield client.get("/doc")
    yield client.get("/doc/files/swagger-ui.css")
    yield client.get("/doc/openapi.json")


def test_every_answer_has_a_trace_of_its_own(client: TestClient) -> None:
    found = list(answers(client))
    assert {one.status_code for one in found} == {200, 304, 400, 404, 405, 415}
    traces = [one.headers["belgov-trace-id"] for one in found]
    assert all(map(TRACE.fullmatch, traces))
    assert len(set(traces)) == len(traces)
    assert {one.headers["x-content-type-options"] for one in found} == {"nosniff"}


def test_a_trace_that_the_client_sends_is_not_taken_over(client: TestClient) -> None:
    sent = "0" * 32
    assert client.get("/health", headers={"BelGov-Trace-Id": sent}).headers.get_list("belgov-trace-id") != [sent]


def test_a_mistake_of_ours_can_be_traced(
    client: TestClient, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(views, "source_view", None)
    answer = client.get("/v1/sources/serv2021")
    assert answer.status_code == 500
    trace = answer.headers.get("belgov-trace-id", "")
    assert TRACE.fullmatch(trace)
    assert answer.headers["x-content-type-options"] == "nosniff"
    (record,) = [one for one in caplog.records if one.name == "app.ops.trace"]
    assert (record.levelname, record.getMessage()) == ("ERROR", "request failed")
    assert (record.__dict__["trace"], record.__dict__["path"]) == (trace, "/v1/sources/serv2021")
    assert record.exc_info is not None


def run(scope: Scope, *messages: Message) -> list[Message]:
    """What leaves the middleware when an app inside sends these messages."""
    sent: list[Message] = []

    async def inside(scope: Scope, receive: Receive, send: Send) -> None:
        for message in messages:
            await send(dict(message))

    async def keep(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    asyncio.run(TraceHeader(inside)(scope, receive, keep))
    return sent


def test_only_the_start_of_an_answer_is_marked() -> None:
    messages = {"type": "http.response.start", "status": 200}, {"type": "http.response.body", "body": b"x"}
    start, body = run({"type": "http"}, *messages)
    assert [name for name, _ in start["headers"]] == [b"belgov-trace-id", b"x-content-type-options"]
    assert body == {"type": "http.response.body", "body": b"x"}


def test_an_answer_that_has_begun_is_not_begun_again(caplog: pytest.LogCaptureFixture) -> None:
    sent: list[Message] = []

    async def broken(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200})
        raise RuntimeError("half way")

    async def keep(message: Message) -> None:
        sent.append(message)

    async def receive() -> Message:
        raise AssertionError

    with pytest.raises(RuntimeError, match="half way"):
        asyncio.run(TraceHeader(broken)({"type": "http", "path": "/"}, receive, keep))
    assert [one["type"] for one in sent] == ["http.response.start"]
    assert [one.getMessage() for one in caplog.records] == ["request failed"]


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_request_passes_as_it_is(kind: str) -> None:
    message = {"type": "http.response.start", "status": 200}
    assert run({"type": kind}, message) == [message]
