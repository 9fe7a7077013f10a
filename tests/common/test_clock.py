"""What day it is: the day in Brussels, wherever the service runs."""

from datetime import UTC, date, datetime, tzinfo
from typing import Self

import pytest
from starlette.testclient import TestClient

from app.common import clock


def stop(monkeypatch: pytest.MonkeyPatch, instant: datetime) -> None:
    """Let the clock stand still at an instant."""

    class Stopped(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> Self:
            told = instant.astimezone(tz)
            return cls(told.year, told.month, told.day, told.hour, told.minute, told.second, tzinfo=told.tzinfo)

    monkeypatch.setattr(clock, "datetime", Stopped)


MIDNIGHTS = [
    (datetime(2024, 12, 31, 22, 59, 59, tzinfo=UTC), date(2024, 12, 31)),  # winter: one hour ahead
    (datetime(2024, 12, 31, 23, 0, 0, tzinfo=UTC), date(2025, 1, 1)),
    (datetime(2024, 7, 1, 21, 59, 59, tzinfo=UTC), date(2024, 7, 1)),  # summer: two hours ahead
    (datetime(2024, 7, 1, 22, 0, 0, tzinfo=UTC), date(2024, 7, 2)),
    (datetime(2024, 3, 30, 23, 0, 0, tzinfo=UTC), date(2024, 3, 31)),  # the night before the clock goes forward
    (datetime(2024, 3, 31, 22, 0, 0, tzinfo=UTC), date(2024, 4, 1)),
    (datetime(2024, 10, 26, 22, 0, 0, tzinfo=UTC), date(2024, 10, 27)),  # the night before the clock goes back
    (datetime(2024, 10, 27, 22, 30, 0, tzinfo=UTC), date(2024, 10, 27)),
]


@pytest.mark.parametrize(("instant", "day"), MIDNIGHTS)
def test_the_day_changes_at_midnight_in_brussels(instant: datetime, day: date, monkeypatch: pytest.MonkeyPatch) -> None:
    stop(monkeypatch, instant)
    assert clock.today() == day
    assert clock.now() == instant
    assert clock.now().tzinfo is UTC


@pytest.mark.parametrize(("instant", "day"), MIDNIGHTS[:2])
def test_an_answer_is_about_that_day(instant: datetime, day: date, client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    stop(monkeypatch, instant)
    assert client.get("/v1/instruments").json()["referenceDate"] == day.isoformat()
    assert client.post("/v1/advices", json={}).json()["referenceDate"] == day.isoformat()
    assert client.get("/v1/instruments?referenceDate=2020-02-29").json()["referenceDate"] == "2020-02-29"
