"""Answers that a client may keep: ETag, If-None-Match and 304."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import Response


def matches(if_none_match: str | None, etag: str) -> bool:
    """Whether the client already holds this representation (weak comparison, RFC 9110 section 13.1.2)."""
    if not if_none_match:
        return False
    if if_none_match.strip() == "*":
        return True
    held = (tag.strip().removeprefix("W/") for tag in if_none_match.split(","))
    return etag.removeprefix("W/") in held


def kept_answer(request: Request, headers: Mapping[str, str]) -> Response | None:
    """The 304 for a client that holds the representation with these headers; `None` when it must be sent."""
    if matches(request.headers.get("if-none-match"), headers["ETag"]):
        return Response(status_code=304, headers=headers)
    return None
