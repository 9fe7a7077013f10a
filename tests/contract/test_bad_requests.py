"""Requests that cannot be right whatever their body: parameters, media types, sizes, methods, addresses; how a problem is told."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from tests.contract.asking import PROBLEM, Json, two_enterprises

LONGEST = 256 * 1024
READS = [
    "/v1/instruments",
    "/v1/instruments/developmentProject",
    "/v1/instruments/developmentProject/periods",
    "/v1/instruments/developmentProject/workedExamples",
    "/v1/facts",
    "/v1/sources",
    "/v1/sources/serv2021",
    "/v1/revisions",
    "/v1/revisions/1",
    "/v1/changes",
    "/v1/refData",
    "/v1/refData/activity",
    "/v1/calls",
    "/v1/indicators",
    "/v1/coverage",
]
TITLES = {400: "Bad Request", 404: None, 405: "Method Not Allowed", 413: "Payload Too Large", 415: "Unsupported Media Type"}
BAD_CALLS = (
    "openOn=2021-02-30",
    "from=2021",
    "to=tomorrow",
    "from=2021-02-01&to=2021-01-31",
    "instrument=nothing",
    "instrument=coock&instrument=nothing",
    "nothing=1",
)
# Method, path, status, and what else to send; each is one thing that can go wrong.
ERRORS: list[tuple[str, str, int, Json]] = [
    ("POST", "/v1/advices", 400, {"content": b"{"}),
    ("POST", "/v1/advices", 400, {"content": b"\xff"}),
    ("POST", "/v1/advices", 400, {"json": {"participants": [{"kind": "x"}]}}),
    ("POST", "/v1/advices", 400, {"json": {"referenceDate": "1900-01-01"}}),
    ("POST", "/v1/advices", 400, {"json": two_enterprises(facts={"consortium.enterprises": 1})}),
    ("POST", "/v1/advices", 413, {"content": b" " * (LONGEST + 1)}),
    ("POST", "/v1/advices", 415, {"content": b"<case/>", "headers": {"Content-Type": "application/xml"}}),
    ("GET", "/v1/advices", 405, {}),
    ("DELETE", "/v1/instruments", 405, {}),
    ("PUT", "/v1/refData/activity", 405, {}),
    ("POST", "/doc", 405, {}),
    ("GET", "/", 404, {}),
    ("GET", "/v1", 404, {}),
    ("GET", "/v1/nothing", 404, {}),
    ("GET", "/v2/instruments", 404, {}),
    ("GET", "/v1/instruments/nothing", 404, {}),
    ("GET", "/v1/instruments/nothing/periods", 404, {}),
    ("GET", "/v1/instruments/nothing/workedExamples", 404, {}),
    ("GET", "/v1/instruments/%ff%00", 404, {}),
    ("GET", "/v1/instruments/..%2f..%2fetc%2fpasswd", 404, {}),
    ("GET", "/doc/files/nothing.js", 404, {}),
    ("GET", "/doc/files/..%2f..%2f__init__.py", 404, {}),
    ("GET", "/v1/sources/nothing", 404, {}),
    ("GET", "/v1/refData/nothing", 404, {}),
    ("GET", "/v1/revisions/99", 404, {}),
    ("GET", "/v1/revisions/x", 400, {}),
    ("GET", "/v1/instruments?category=nothing", 400, {}),
    ("GET", "/v1/instruments?cursor=nothing", 400, {}),
    *[("GET", f"/v1/{name}?{query}", 400, {}) for name in ("calls", "calls.ics", "calls.atom") for query in BAD_CALLS],
    *[("GET", f"/v1/calls.{ending}?lang=all", 400, {}) for ending in ("ics", "atom")],
    *[("GET", f"/v1/{name}?{query}", 400, {}) for name in ("changes", "changes.atom") for query in ("since=2", "section=x")],
    ("GET", "/v1/calls?sort=name", 400, {}),
    ("GET", "/v1/calls?cursor=nothing", 400, {}),
    ("GET", "/v1/comparisons", 400, {}),
    ("GET", "/v1/comparisons?instrument=developmentProject", 400, {}),
    ("GET", "/v1/comparisons?instrument=developmentProject&instrument=nothing", 400, {}),
    ("GET", "/v1/comparisons?instrument=developmentProject&instrument=researchProject&nothing=1", 400, {}),
    ("GET", "/v1/indicators?metric=nothing", 400, {}),
    ("GET", "/v1/indicators?instrument=nothing", 400, {}),
    ("GET", "/v1/indicators?organization=nothing", 400, {}),
    ("GET", "/v1/indicators?year=x", 400, {}),
    ("GET", "/v1/coverage?cursor=nothing", 400, {}),
    *[("GET", f"{path}?nothing=1", 400, {}) for path in READS],
]


def ids(error: Any) -> str | None:
    return error[:40] if isinstance(error, str) else None


@pytest.mark.parametrize(("method", "path", "status", "sent"), ERRORS, ids=ids)
def test_every_error_is_a_problem(client: TestClient, method: str, path: str, status: int, sent: Json) -> None:
    answer = client.request(method, path, **sent)
    assert answer.status_code == status
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert re.fullmatch(r"urn:problem-type:[a-z]+:[a-zA-Z]+", problem["type"])
    assert problem["title"]
    assert problem["title"] == (TITLES[status] or problem["title"])
    assert problem["status"] == status
    assert problem["detail"].strip()
    assert re.fullmatch(r"urn:uuid:[0-9a-f-]{36}", problem["instance"])
    assert ("issues" in problem) is (status == 400)
    for issue in problem.get("issues", ()):
        assert issue["type"].startswith("urn:problem-type:")
        assert issue["in"] in {"body", "query", "path", "header"}
        assert isinstance(issue["name"], str)
        assert issue["detail"].strip()
    assert not leaks(answer.text)
    assert len(answer.headers["belgov-trace-id"]) >= 16


def leaks(text: str) -> list[str]:
    """Traces of how the service is made: none of these is for a client."""
    inside = (
        "Traceback",
        "site-packages",
        ".py",
        "/app/",
        "/home/",
        "sqlite",
        "SELECT ",
        "sqlalchemy",
        "pydantic",
        "starlette",
        "errors.pydantic",
    )
    return [word for word in inside if word.lower() in text.lower().replace("__init__.py", "")]


@pytest.mark.parametrize("path", ["/v1/instruments/nothing", "/v1/nothing", "/v1/sources/nothing"])
def test_one_kind_of_problem_has_one_title(client: TestClient, path: str) -> None:
    """A type has one title (RFC 9457, section 3.1.3)."""
    problem = client.get(path).json()
    assert (problem["type"], problem["title"]) == ("urn:problem-type:belgif:resourceNotFound", "Resource Not Found")


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [
        ("lang", "de", "'nl'"),
        ("lang", "NL", "'nl'"),
        ("lang", "", "'nl'"),
        ("detail", "all", "'summary'"),
        ("register", "je", "'informal'"),
        ("presume", "perhaps", "true"),
        ("revision", "0", "1"),
        ("revision", "-1", "1"),
        ("revision", "2", "1"),
        ("revision", "x", "integer|whole number"),
        ("revision", "1.5", "integer|whole number"),
        ("revision", "9" * 30, ""),
        ("revision", "", "integer|whole number"),
        ("referenceDate", "2021-02-30", "YYYY-MM-DD"),
        ("referenceDate", "0", "YYYY-MM-DD"),
        ("referenceDate", "1623715200", "YYYY-MM-DD"),
        ("referenceDate", "", "YYYY-MM-DD"),
        ("referenceDate", "1900-01-01", "2"),
        ("nothing", "1", "referenceDate"),
        ("Lang", "en", "lang"),
        ("reference_date", "2021-06-15", "referenceDate"),
    ],
)
@pytest.mark.parametrize("path", ["/v1/advices", "/v1/instruments", "/v1/instruments/developmentProject"])
def test_parameters(client: TestClient, path: str, name: str, value: str, right: str) -> None:
    query = {name: value}
    answer = client.post(path, params=query, json={}) if path == "/v1/advices" else client.get(path, params=query)
    assert answer.status_code == 400, answer.text
    (issue,) = answer.json()["issues"]
    assert (issue["in"], issue["name"]) == ("query", name)
    assert issue.get("value", value) == value
    if path == "/v1/advices" or name not in {"detail", "register", "presume"}:
        assert re.search(right, issue["detail"])


@pytest.mark.parametrize(
    "media_type",
    [
        "application/xml",
        "text/plain",
        "text/html",
        "multipart/form-data; boundary=x",
        "application/x-www-form-urlencoded",
        "json",
        "application/jsonp",
        "",
    ],
)
def test_bodies_of_another_kind(client: TestClient, media_type: str) -> None:
    answer = client.post("/v1/advices", content=b"{}", headers={"Content-Type": media_type})
    assert answer.status_code == 415
    assert "application/json" in answer.json()["detail"]


@pytest.mark.parametrize(
    "media_type", ["application/json", "Application/JSON", "application/json; charset=utf-8", "application/json;charset=UTF-8"]
)
def test_json_is_read_however_it_is_named(client: TestClient, media_type: str) -> None:
    assert client.post("/v1/advices", content=b"{}", headers={"Content-Type": media_type}).status_code == 200


def padded(size: int) -> bytes:
    return b"{" + b" " * (size - 2) + b"}"


def test_the_largest_body_is_read_and_one_byte_more_is_not(client: TestClient) -> None:
    assert client.post("/v1/advices", content=padded(LONGEST)).status_code == 200
    answer = client.post("/v1/advices", content=padded(LONGEST + 1))
    assert answer.status_code == 413
    assert str(LONGEST) in answer.json()["detail"]


def test_a_body_of_untold_length_is_not_read_to_its_end(client: TestClient) -> None:
    read = 0

    def endless() -> Iterator[bytes]:
        nonlocal read
        for _ in range(10_000):
            read += 1
            yield b" " * 1024

    answer = client.post("/v1/advices", content=endless())
    assert "content-length" not in answer.request.headers
    assert answer.status_code == 413


@pytest.mark.parametrize("length", ["-1", "abc", "1e9", "262145 "])
def test_a_false_length_is_no_way_around_the_limit(client: TestClient, length: str) -> None:
    answer = client.post("/v1/advices", content=padded(LONGEST + 1), headers={"Content-Length": length})
    assert answer.status_code == 413


@pytest.mark.parametrize("path", READS)
def test_methods_that_a_read_does_not_know(client: TestClient, path: str) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE"):
        answer = client.request(method, path)
        assert answer.status_code == 405
        assert "GET" in answer.headers["allow"]
    assert client.get("/v1/advices").headers["allow"] == "POST"


@pytest.mark.parametrize("path", READS)
def test_head_is_get_without_its_body(client: TestClient, path: str) -> None:
    """Every server answers GET and HEAD alike (RFC 9110, section 9.1)."""
    head, get = client.head(path), client.get(path)
    assert head.status_code == 200
    assert head.content == b""
    assert head.headers["etag"] == get.headers["etag"]


def test_a_slash_too_many_leads_to_the_right_address_or_nowhere(client: TestClient) -> None:
    answer = client.get("/v1/instruments/", follow_redirects=False)
    assert answer.status_code in {307, 308, 404}


class Broken:
    """Stands where the catalogue stood; whoever asks it for anything meets a bug."""

    def __getattr__(self, name: str) -> Any:
        raise RuntimeError(f"SELECT secret FROM /home/service/{name}.py")


@pytest.mark.parametrize(("method", "path"), [("POST", "/v1/advices"), ("GET", "/v1/instruments"), ("GET", "/v1/refData/activity")])
def test_a_bug_is_a_problem_that_tells_nothing(app: FastAPI, client: TestClient, method: str, path: str) -> None:
    whole = app.state.catalogue
    app.state.catalogue = Broken()
    try:
        answer = TestClient(app, raise_server_exceptions=False).request(method, path)
    finally:
        app.state.catalogue = whole
    assert answer.status_code == 500
    assert answer.headers["content-type"] == PROBLEM
    problem = answer.json()
    assert (problem["type"], problem["title"], problem["status"]) == (
        "urn:problem-type:belgif:internalServerError",
        "Internal Server Error",
        500,
    )
    assert not leaks(answer.text)
    assert "secret" not in answer.text
    assert client.get("/v1/refData/activity").status_code == 200


def test_a_client_that_hangs_up_is_no_bug_of_ours(app: FastAPI, client: TestClient) -> None:
    """Half a body and then nobody there: not an error to be logged with its traceback, which anybody could cause at will."""
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "scheme": "http",
        "path": "/v1/advices",
        "raw_path": b"/v1/advices",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-length", b"100"), (b"content-type", b"application/json")],
    }
    messages: list[Json] = [{"type": "http.request", "body": b"{", "more_body": True}, {"type": "http.disconnect"}]

    async def receive() -> Json:
        return messages.pop(0) if len(messages) > 1 else messages[0]

    async def send(message: Any) -> None:
        """Nobody is there to hear it."""

    async def hang_up() -> None:
        await app(scope, receive, send)

    assert client.portal is not None
    client.portal.call(hang_up)
