"""Answers on the wire: JSON in UTF-8, as few steps as possible."""

from collections.abc import Mapping
from typing import Any

import orjson
from starlette.responses import Response

# Headers as they travel.
Head = tuple[tuple[bytes, bytes], ...]


def encode(body: Any) -> bytes:
    """JSON bytes of plain data; dates travel as YYYY-MM-DD."""
    return orjson.dumps(body)


def encoded(body: Any) -> Any:
    """Plain data as JSON already, to stand inside other data."""
    return orjson.Fragment(orjson.dumps(body))


def head(headers: Mapping[str, str], media_type: str) -> Head:
    """The headers of answers of a media type, encoded once for all of them; each still has its own length."""
    return tuple(pair for pair in Response(b"", 200, headers, media_type).raw_headers if pair[0] != b"content-length")


class Ready(Response):
    """A good answer of which only the length of its headers is still to be encoded."""

    def __init__(self, content: bytes, head: Head) -> None:
        self.status_code, self.background, self.body = 200, None, content
        self.raw_headers = [*head, (b"content-length", b"%d" % len(content))]
