"""Domain errors and how they travel: problem+json (RFC 9457) in the shape of the Belgian REST guide.

The only place that knows status codes of domain errors.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import Response

MEDIA_TYPE = "application/problem+json"
LONGEST_VALUE, LONGEST_DETAIL = 200, 1500


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing that is wrong in the input.

    `name` is a JSON Pointer into the body or the name of a parameter; `detail` says what is wrong and what would be right.
    """

    type: str
    where: str
    name: str
    detail: str
    value: Any = None


class DomainError(Exception):
    """What went wrong, in the reader's words."""

    def __init__(self, detail: str, **members: Any) -> None:
        super().__init__(detail)
        self.detail, self.members = detail, members


class InvalidInput(DomainError):
    """The request cannot be right; one issue for each thing that is wrong."""

    def __init__(self, issues: Sequence[Issue]) -> None:
        super().__init__("The input is not valid: " + "; ".join(issue.detail for issue in issues[:3]))
        self.issues = issues


class ResourceNotFound(DomainError):
    """There is nothing at this address."""


class BodyTooLarge(DomainError):
    """The body is larger than the service reads."""


class WrongMediaType(DomainError):
    """The body is of a kind that the service does not read."""


class NotAcceptable(DomainError):
    """None of the representations the client accepts exists."""


class NothingPublished(DomainError):
    """There is no catalogue to serve yet."""


class RevisionUnavailable(DomainError):
    """The database that holds this older revision cannot be reached now."""


# Status, type and title of each; the types that the guide defines carry its own names.
_ERRORS: dict[type[DomainError], tuple[int, str, str]] = {
    InvalidInput: (400, "urn:problem-type:belgif:badRequest", "Bad Request"),
    ResourceNotFound: (404, "urn:problem-type:belgif:resourceNotFound", "Resource Not Found"),
    NotAcceptable: (406, "urn:problem-type:belgif:notAcceptable", "Not Acceptable"),
    BodyTooLarge: (413, "urn:problem-type:belgif:payloadTooLarge", "Payload Too Large"),
    WrongMediaType: (415, "urn:problem-type:belgif:unsupportedMediaType", "Unsupported Media Type"),
    NothingPublished: (503, "urn:problem-type:belgif:serviceUnavailable", "Service Unavailable"),
    RevisionUnavailable: (503, "urn:problem-type:belgif:serviceUnavailable", "Service Unavailable"),
}
_BY_STATUS = {status: (type_, title) for status, type_, title in _ERRORS.values()} | {
    405: ("urn:problem-type:belgif:methodNotAllowed", "Method Not Allowed"),
    429: ("urn:problem-type:belgif:tooManyRequests", "Too Many Requests"),
    500: ("urn:problem-type:belgif:internalServerError", "Internal Server Error"),
}
# What would be right, where the library only says what is wrong.
_HINTS = {"bool_parsing": "write true or false", "int_parsing": "write a whole number"}


def problem(status: int, type_: str, title: str, headers: Mapping[str, str] | None = None, **members: Any) -> Response:
    """The answer that tells a problem."""
    from app.common.answers import encode

    body = {"type": type_, "title": title, "status": status, "instance": f"urn:uuid:{uuid.uuid4()}", **members}
    return Response(encode(body), status, dict(headers or {}), MEDIA_TYPE)


def shown(value: Any, longest: int = LONGEST_VALUE) -> str | None:
    """A value from the input that can be told back: short, and without characters that cannot travel."""
    if value is None or isinstance(value, (dict, list)):
        return None
    text = str(value).encode("utf-8", "backslashreplace").decode("utf-8")
    return text if len(text) <= longest else text[:longest] + "…"


def _issue(issue: Issue) -> dict[str, Any]:
    told = {
        "type": f"urn:problem-type:steunwijzer:input-validation:{issue.type}",
        "in": issue.where,
        "name": shown(issue.name) or "",
        "value": shown(issue.value),
        "detail": shown(issue.detail, LONGEST_DETAIL),
    }
    return {key: value for key, value in told.items() if value is not None}


def domain_problem(error: DomainError) -> Response:
    """The answer for a domain error."""
    status, type_, title = _ERRORS[type(error)]
    members = dict(error.members)
    if isinstance(error, InvalidInput):
        members["issues"] = [_issue(issue) for issue in error.issues[:50]]
    headers = {"Retry-After": "30"} if status == HTTPStatus.SERVICE_UNAVAILABLE else None
    return problem(status, type_, title, headers, detail=shown(error.detail, LONGEST_DETAIL), **members)


def install(app: FastAPI) -> None:
    """Answer every error of the app with a problem."""

    @app.exception_handler(DomainError)
    async def _domain(_: Request, error: DomainError) -> Response:
        return domain_problem(error)

    @app.exception_handler(HTTPException)
    async def _http(_: Request, error: HTTPException) -> Response:
        type_, title = _BY_STATUS.get(error.status_code, ("about:blank", HTTPStatus(error.status_code).phrase))
        detail = {404: "There is nothing at this address.", 405: "This method is not possible here."}.get(error.status_code)
        return problem(error.status_code, type_, title, error.headers, **({"detail": detail} if detail else {}))

    @app.exception_handler(RequestValidationError)
    async def _input(_: Request, error: RequestValidationError) -> Response:
        issues = [
            Issue(
                "schemaViolation",
                str(one["loc"][0]),
                ".".join(map(str, one["loc"][1:])),
                _HINTS.get(one["type"], one["msg"]),
                one.get("input"),
            )
            for one in error.errors()
        ]
        return domain_problem(InvalidInput(issues))


def our_mistake() -> Response:
    """The answer when something went wrong on our side: it tells nothing of it."""
    type_, title = _BY_STATUS[500]
    return problem(500, type_, title, detail="Something went wrong on our side.")
