"""Answers on the wire: JSON in UTF-8, as few steps as possible."""

from typing import Any

import orjson


def encode(body: Any) -> bytes:
    """JSON bytes of plain data; dates travel as YYYY-MM-DD."""
    return orjson.dumps(body)


def encoded(body: Any) -> Any:
    """Plain data as JSON already, to stand inside other data."""
    return orjson.Fragment(orjson.dumps(body))
