"""Pages of a list: an opaque cursor that remembers where it was and what was asked."""

import base64
import binascii
import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from app.problems import InvalidInput, Issue

Item = TypeVar("Item")
VERSION = 1
SMALLEST, LARGEST, DEFAULT = 1, 100, 20


@dataclass(frozen=True, slots=True)
class Page:
    """One page, the number of items in all, and the cursor of the next page."""

    items: Sequence[Any]
    total: int
    cursor: str | None


def fingerprint(asked: Sequence[Any]) -> str:
    """What a cursor is bound to: the filters, the order and the revision that were asked for."""
    return hashlib.sha256(orjson.dumps(asked, default=str)).hexdigest()[:12]


def page_of(items: Sequence[Item], key: Callable[[Item], str], size: int, cursor: str | None, asked: Sequence[Any]) -> Page:
    """The page after the cursor; `key` gives an id that is unique in the list.

    Raises `InvalidInput` for a cursor that is damaged or belongs to another question.
    """
    start = 0
    if cursor is not None:
        after = _after(cursor, fingerprint(asked))
        start = next((n + 1 for n, item in enumerate(items) if key(item) == after), -1)
        if start < 0:
            raise _bad("the cursor points to nothing in this list; start again without it", cursor)
    chosen = items[start : start + size]
    more = start + size < len(items)
    token = orjson.dumps([VERSION, key(chosen[-1]), fingerprint(asked)]) if more else None
    return Page(chosen, len(items), None if token is None else base64.urlsafe_b64encode(token).decode().rstrip("="))


def _after(cursor: str, bound: str) -> str:
    try:
        version, after, asked = orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
    except (ValueError, binascii.Error, TypeError) as error:
        raise _bad("this is no cursor of ours; take it from the next link of a page", cursor) from error
    if version != VERSION or asked != bound or not isinstance(after, str):
        raise _bad("the cursor belongs to another question; start again without it", cursor)
    return after


def _bad(detail: str, cursor: str) -> InvalidInput:
    return InvalidInput([Issue("cursor", "query", "cursor", detail, cursor)])
