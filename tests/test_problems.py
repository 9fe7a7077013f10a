"""Errors as problem+json: what is wrong is told, what is inside is not."""

import json
import re
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from fastapi import FastAPI, Query
from starlette.exceptions import HTTPException
from starlette.testclient import TestClient

from app import problems
from app.ops.trace import TraceHeader
from app.problems import (
    BodyTooLarge,
    DomainError,
    InvalidInput,
    Issue,
    NotAcceptable,
    NothingPublished,
    ResourceNotFound,
    RevisionUnavailable,
    WrongMediaType,
)

INSTANCE = re.compile(r"urn:uuid:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
SECRET = "postgresql://user:password@host/database"


class Raising:
    """A service with one call, which raises what it is given."""

    def __init__(self) -> None:
        app = FastAPI()
        app.add_middleware(TraceHeader)
        problems.install(app)

        @app.get("/")
        async def fail(number: Annotated[int, Query(alias="pageNumber", le=9)] = 0) -> int:
            if self.error is not None:
                raise self.error
            return number

        self.error: Exception | None = None
        self.client = TestClient(app)

    def answer(self, error: Exception) -> Any:
        self.error = error
        return self.client.get("/")


@pytest.fixture
def raising() -> Iterator[Raising]:
    made = Raising()
    yield made
    made.client.close()


@pytest.mark.parametrize(
    ("error", "status", "name", "title"),
    [
        (ResourceNotFound("gone"), 404, "resourceNotFound", "Resource Not Found"),
        (NotAcceptable("gone"), 406, "notAcceptable", "Not Acceptable"),
        (BodyTooLarge("gone"), 413, "payloadTooLarge", "Payload Too Large"),
        (WrongMediaType("gone"), 415, "unsupportedMediaType", "Unsupported Media Type"),
        (NothingPublished("gone"), 503, "serviceUnavailable", "Service Unavailable"),
        (RevisionUnavailable("gone"), 503, "serviceUnavailable", "Service Unavailable"),
    ],
)
def test_an_error_of_ours(error: DomainError, status: int, name: str, title: str, raising: Raising) -> None:
    answer = raising.answer(error)
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert ("retry-after" in answer.headers) is (status == 503)
    body = answer.json()
    assert INSTANCE.fullmatch(body.pop("instance"))
    assert body == {"type": f"urn:problem-type:belgif:{name}", "title": title, "status": status, "detail": "gone"}


def test_every_error_of_ours_has_a_status() -> None:
    for kind in DomainError.__subclasses__():
        error = kind([]) if kind is InvalidInput else kind("x")
        assert 400 <= problems.domain_problem(error).status_code < 600


def test_each_problem_is_an_instance_of_its_own(raising: Raising) -> None:
    assert raising.answer(ResourceNotFound("x")).json()["instance"] != raising.answer(ResourceNotFound("x")).json()["instance"]


def test_more_members_travel_along(raising: Raising) -> None:
    assert raising.answer(ResourceNotFound("x", known=["a"])).json()["known"] == ["a"]


def test_every_issue_is_told(raising: Raising) -> None:
    issues = [Issue("unknownCode", "body", "/a/0", "no code", "é"), Issue("repeated", "query", "b", "twice")]
    body = raising.answer(InvalidInput(issues)).json()
    assert body["status"] == 400
    assert body["detail"] == "The input is not valid: no code; twice"
    kind = "urn:problem-type:steunwijzer:input-validation:"
    assert body["issues"] == [
        {"type": f"{kind}unknownCode", "in": "body", "name": "/a/0", "value": "é", "detail": "no code"},
        {"type": f"{kind}repeated", "in": "query", "name": "b", "detail": "twice"},
    ]


@pytest.mark.parametrize(
    ("value", "told"),
    [
        (None, None),
        ({"a": 1}, None),
        ([1], None),
        (True, "True"),
        (1.5, "1.5"),
        (float("nan"), "nan"),
        ("x" * 200, "x" * 200),
        ("x" * 201, "x" * 200 + "…"),
        ("half a \ud83d", "half a \\ud83d"),
        ("\x00", "\x00"),
    ],
)
def test_a_value_is_told_back_short_and_readable(value: Any, told: str | None, raising: Raising) -> None:
    (issue,) = raising.answer(InvalidInput([Issue("x", "body", "/a", "wrong", value)])).json()["issues"]
    assert issue.get("value") == told


def test_many_and_broken_issues_make_no_large_or_broken_answer(raising: Raising) -> None:
    issues = [Issue("x", "body", f"/\ud83d{n}", "no \udc00 code", "\udfff" * 1000) for n in range(1000)]
    answer = raising.answer(InvalidInput(issues))
    assert answer.status_code == 400
    assert len(answer.json()["issues"]) == 50
    assert len(answer.content) < 250_000


def test_a_mistake_in_a_parameter_is_an_issue(raising: Raising) -> None:
    for query, detail in (("pageNumber=x", "write a whole number"), ("pageNumber=10", "less than or equal to 9")):
        answer = raising.client.get(f"/?{query}")
        assert answer.status_code == 400
        (issue,) = answer.json()["issues"]
        assert (issue["in"], issue["name"], issue["value"]) == ("query", "pageNumber", query.partition("=")[2])
        assert detail in issue["detail"]


@pytest.mark.parametrize(
    ("status", "name"), [(404, "resourceNotFound"), (405, "methodNotAllowed"), (429, "tooManyRequests"), (418, None)]
)
def test_an_error_of_the_framework(status: int, name: str | None, raising: Raising) -> None:
    answer = raising.answer(HTTPException(status, SECRET, {"X-More": "1"}))
    assert (answer.status_code, answer.headers["content-type"]) == (status, "application/problem+json")
    assert answer.headers["x-more"] == "1"
    assert answer.json()["type"] == (f"urn:problem-type:belgif:{name}" if name else "about:blank")
    assert SECRET not in answer.text


@pytest.mark.parametrize("error", [RuntimeError(SECRET), KeyError(SECRET), json.JSONDecodeError(SECRET, SECRET, 0)])
def test_a_mistake_of_ours_shows_nothing_of_what_is_inside(error: Exception, raising: Raising) -> None:
    answer = raising.answer(error)
    assert (answer.status_code, answer.headers["content-type"]) == (500, "application/problem+json")
    body = answer.json()
    assert INSTANCE.fullmatch(body.pop("instance"))
    assert body == {
        "type": "urn:problem-type:belgif:internalServerError",
        "title": "Internal Server Error",
        "status": 500,
        "detail": "Something went wrong on our side.",
    }
