"""Whether one can apply on a day."""

from datetime import date
from typing import Any

import pytest

from app.catalogue.availability import Availability, Calendar, calendars
from app.catalogue.timeline import Dates

YEAR: list[Dates] = [(date(2020, 1, 1), date(2021, 1, 1))]


def calendar(**document: Any) -> Calendar:
    return calendars({"one": document}, {"one": YEAR})["one"]


def on(day: str, **document: Any) -> Availability:
    return calendar(**document).availability(date.fromisoformat(day), in_force=True)


def submission(mode: str, start: str | None = None, end: str | None = None) -> dict[str, Any]:
    return {"mode": mode, "validFrom": start, "validTo": end}


def call(opens: str | None, closes: str | None, **more: Any) -> dict[str, Any]:
    return {"id": "call", "opensOn": opens, "closesOn": closes, **more}


ALWAYS = {"submission": [submission("continuous")]}
SPRING = call("2020-03-01", "2020-03-31")
AUTUMN = call("2020-09-01", "2020-09-30")


def test_what_takes_applications_all_year_is_open() -> None:
    assert on("2020-06-01", **ALWAYS) == Availability("open")


def test_nothing_is_known_of_submission() -> None:
    assert on("2020-06-01") == Availability("unknown")
    assert on("2020-06-01", submission=[submission("calls")]) == Availability("unknown")


def test_closed() -> None:
    assert on("2020-06-01", submission=[submission("closed")]) == Availability("closed")


@pytest.mark.parametrize(
    ("modes", "state"), [(["closed", "calls"], "unknown"), (["closed", "continuous"], "open"), (["calls", "continuous"], "open")]
)
def test_two_ways_of_applying_on_one_day(modes: list[str], state: str) -> None:
    assert on("2020-06-01", submission=[submission(mode) for mode in modes]).state == state


def test_two_ways_of_applying_beside_a_call_that_is_over() -> None:
    modes = [submission("closed"), submission("calls")]
    assert on("2020-06-01", submission=modes, calls=[SPRING]) == Availability("unknown")
    assert on("2020-06-01", submission=modes[:1], calls=[SPRING]) == Availability("closed")


@pytest.mark.parametrize(("day", "state"), [("2020-06-30", "open"), ("2020-07-01", "closed"), ("2020-12-31", "closed")])
def test_the_way_of_applying_changes_on_a_day(day: str, state: str) -> None:
    modes = [submission("continuous", None, "2020-07-01"), submission("closed", "2020-07-01", None)]
    assert on(day, submission=modes).state == state


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("2020-02-29", Availability("opensOn", opens_on=date(2020, 3, 1), next_deadline=date(2020, 3, 31))),
        ("2020-03-01", Availability("open", next_deadline=date(2020, 3, 31))),
        ("2020-03-31", Availability("open", next_deadline=date(2020, 3, 31))),  # the last day counts
        ("2020-04-01", Availability("opensOn", opens_on=date(2020, 9, 1), next_deadline=date(2020, 9, 30))),
        ("2020-09-30", Availability("open", next_deadline=date(2020, 9, 30))),
        ("2020-10-01", Availability("unknown")),
    ],
)
@pytest.mark.parametrize("calls", [[SPRING, AUTUMN], [AUTUMN, SPRING]])
def test_calls_one_after_the_other(calls: list[Any], day: str, expected: Availability) -> None:
    assert on(day, submission=[submission("calls")], calls=calls) == expected


def test_after_the_last_call_it_is_closed_when_that_is_said() -> None:
    document = {"submission": [submission("calls", None, "2020-10-01"), submission("closed", "2020-10-01")], "calls": [AUTUMN]}
    assert on("2020-09-30", **document).state == "open"
    assert on("2020-10-01", **document) == Availability("closed")


def test_a_call_without_an_end_stays_open() -> None:
    assert on("2020-06-01", calls=[call("2020-03-01", None)]) == Availability("open")


def test_a_call_of_which_the_first_day_is_not_known() -> None:
    """Its deadline is known, but not that one can apply already."""
    assert on("2020-06-01", calls=[call(None, "2020-06-30")]) == Availability("unknown", next_deadline=date(2020, 6, 30))


def test_a_deadline_beside_continuous_submission() -> None:
    found = on("2020-06-01", **ALWAYS, calls=[call(None, "2020-09-30", indicative=True), call(None, "2020-12-31")])
    assert found == Availability("open", next_deadline=date(2020, 9, 30), indicative=True)
    found = on("2020-10-01", **ALWAYS, calls=[call(None, "2020-09-30", indicative=True), call(None, "2020-12-31")])
    assert found == Availability("open", next_deadline=date(2020, 12, 31))


GAP: list[Dates] = [(date(2018, 1, 1), date(2019, 1, 1)), (date(2020, 1, 1), date(2021, 1, 1))]


@pytest.mark.parametrize(
    ("day", "stretches", "why"),
    [
        ("2017-12-31", GAP, "notYet"),
        ("2019-01-01", GAP, "gap"),
        ("2019-12-31", GAP, "gap"),
        ("2021-01-01", GAP, "ended"),
        ("2020-01-01", [(date(2020, 1, 2), None)], "notYet"),
        ("2020-01-01", [(None, date(2020, 1, 1))], "ended"),
    ],
)
def test_why_it_is_not_in_force(day: str, stretches: list[Dates], why: str) -> None:
    made = calendars({"one": ALWAYS}, {"one": stretches})["one"]
    found = made.availability(date.fromisoformat(day), in_force=False)
    assert (found.state, found.why, found.next_deadline) == ("notInForce", why, None)


def test_what_came_before_and_after_is_told_when_it_is_not_in_force() -> None:
    documents: dict[str, Any] = {
        "old": {},
        "older": {},
        "new": {"predecessors": [{"instrument": "old"}, {"instrument": "older"}]},
        "newest": {"predecessors": [{"instrument": "new"}, {"instrument": "old"}]},
    }
    made = calendars(documents, dict.fromkeys(documents, YEAR))
    found = {name: one.availability(date(2030, 1, 1), in_force=False) for name, one in made.items()}
    assert {name: (one.predecessors, one.successors) for name, one in found.items()} == {
        "old": ((), ("new", "newest")),
        "older": ((), ("new",)),
        "new": (("old", "older"), ("newest",)),
        "newest": (("new", "old"), ()),
    }
    assert made["new"].availability(date(2020, 6, 1), in_force=True).predecessors == ()
