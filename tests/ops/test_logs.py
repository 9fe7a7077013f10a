"""Logs: one JSON object a line."""

import json
import logging
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from app.ops.logs import JsonLines, configure


def line(message: str = "something happened", *arguments: object, exc_info: Any = None, **extra: Any) -> Any:
    """What becomes of a record; it must be one line."""
    record = logging.getLogger("app.part").makeRecord(
        "app.part", logging.WARNING, "part.py", 7, message, arguments, exc_info, extra=extra
    )
    text = JsonLines().format(record)
    assert "\n" not in text
    return json.loads(text)


def test_a_record_is_one_object() -> None:
    before = datetime.now(UTC)
    told = line(revision=3, path=Path("/x"), text="één\nregel")
    at = datetime.fromisoformat(told.pop("at"))
    assert before <= at <= datetime.now(UTC)
    assert at.utcoffset() is not None
    assert told == {
        "level": "WARNING",
        "logger": "app.part",
        "message": "something happened",
        "revision": 3,
        "path": "/x",
        "text": "één\nregel",
    }


def test_arguments_are_filled_in() -> None:
    assert line("%s of %d", "one", 2)["message"] == "one of 2"


def test_an_error_carries_its_traceback() -> None:
    try:
        int("ouch")
    except ValueError:
        told = line("it failed", exc_info=sys.exc_info())
    assert told["traceback"].startswith("Traceback (most recent call last)")
    assert told["traceback"].endswith("ValueError: invalid literal for int() with base 10: 'ouch'")


def test_text_that_cannot_travel_is_logged_all_the_same() -> None:
    assert "error" in line(error="half a \ud83d")


@pytest.fixture
def loggers() -> Iterator[None]:
    """Logging as it was, put back after the test."""
    names = ["", "uvicorn", "uvicorn.error", "uvicorn.access"]
    before = {name: logging.getLogger(name) for name in names}
    kept = {name: (one.handlers[:], one.level, one.propagate) for name, one in before.items()}
    logging.getLogger().handlers[:] = []
    yield
    for name, (handlers, level, propagate) in kept.items():
        before[name].handlers[:], before[name].propagate = handlers, propagate
        before[name].setLevel(level)


def test_all_logs_go_to_standard_error_as_lines_of_json(loggers: None, capsys: pytest.CaptureFixture[str]) -> None:
    logging.getLogger("uvicorn.error").addHandler(logging.StreamHandler(sys.stdout))
    logging.getLogger("uvicorn.error").propagate = False
    configure("INFO")
    configure("INFO")  # again changes nothing
    logging.getLogger("app.one").info("first", extra={"n": 1})
    logging.getLogger("uvicorn.error").info("second", extra={"color_message": "\x1b[1msecond"})
    logging.getLogger("uvicorn").warning("third")
    logging.getLogger("app.one").debug("not told")
    out, err = capsys.readouterr()
    assert out == ""
    told = [json.loads(one) for one in err.splitlines()]
    assert [one["logger"] for one in told] == ["app.one", "uvicorn.error", "uvicorn"]
    assert [one["message"] for one in told] == ["first", "second", "third"]
    assert told[0]["n"] == 1
    assert "color_message" not in told[1]


def test_the_level_is_a_setting(loggers: None, capsys: pytest.CaptureFixture[str]) -> None:
    configure("ERROR")
    logging.getLogger("app.one").warning("not told")
    logging.getLogger("app.one").error("told")
    assert [json.loads(one)["message"] for one in capsys.readouterr().err.splitlines()] == ["told"]
