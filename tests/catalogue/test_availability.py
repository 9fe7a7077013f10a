"""Whether one can apply on a day."""

from datetime import date, timedelta
from typing import Any

import pytest

from app.catalogue.availability import Availability, Calendar, calendars
from app.catalogue.snapshot import Snapshot
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


@pytest.mark.parametrize(("opened", "state"), [("2020-03-01", "open"), ("2019-06-02", "open"), ("2019-06-01", "unknown")])
def test_a_call_of_which_nobody_knows_the_end_is_open_for_a_year(opened: str, state: str) -> None:
    assert on("2020-06-01", calls=[call(opened, None)]) == Availability(state)


def test_a_call_of_which_the_first_day_is_not_known() -> None:
    """Its deadline is known, but not that one can apply already."""
    assert on("2020-06-01", calls=[call(None, "2020-06-30")]) == Availability("unknown", next_deadline=date(2020, 6, 30))


def test_a_deadline_beside_continuous_submission() -> None:
    found = on("2020-06-01", **ALWAYS, calls=[call(None, "2020-09-30", indicative=True), call(None, "2020-12-31")])
    assert found == Availability("open", next_deadline=date(2020, 9, 30), indicative=True)
    found = on("2020-10-01", **ALWAYS, calls=[call(None, "2020-09-30", indicative=True), call(None, "2020-12-31")])
    assert found == Availability("open", next_deadline=date(2020, 12, 31))


def habit(month: int, part: str, **more: Any) -> dict[str, Any]:
    return {"id": "habit", "month": month, "part": part, **more}


def likely(document: dict[str, Any], first: str = "2020-01-01", last: str = "2020-12-31", **spans: list[Dates]) -> list[str]:
    made = calendars({"one": document}, {"one": spans.get("in_force", [(date(2016, 1, 1), None)])})["one"]
    return [one.day.isoformat() for one in made.likely(date.fromisoformat(first), date.fromisoformat(last))]


@pytest.mark.parametrize(
    ("month", "part", "first", "last", "day"),
    [
        (3, "begin", "2020-03-01", "2020-03-10", "2020-03-01"),
        (3, "middle", "2020-03-11", "2020-03-20", "2020-03-15"),
        (3, "end", "2020-03-21", "2020-03-31", "2020-03-31"),
        (2, "end", "2020-02-21", "2020-02-29", "2020-02-29"),
        (2, "end", "2019-02-21", "2019-02-28", "2019-02-28"),
    ],
)
def test_the_days_of_a_part_of_a_month(month: int, part: str, first: str, last: str, day: str) -> None:
    year = int(day[:4])
    made = calendars({"one": {"deadlineHabits": [habit(month, part)]}}, {"one": [(None, None)]})["one"]
    (one,) = made.likely(date(year, 1, 1), date(year, 12, 31))
    assert [found.isoformat() for found in (one.first, one.last, one.day)] == [first, last, day]
    assert (one.id, one.habit) == (f"habit{year}", "habit")


@pytest.mark.parametrize(
    ("day", "deadline"),
    [("2020-03-30", "2020-03-31"), ("2020-03-31", "2020-03-31"), ("2020-04-01", "2021-03-31"), ("2020-01-01", "2020-03-31")],
)
def test_a_habit_gives_the_next_deadline_as_an_indication(day: str, deadline: str) -> None:
    document = {"submission": [submission("calls")], "deadlineHabits": [habit(3, "end")]}
    made = calendars({"one": document}, {"one": [(date(2016, 1, 1), None)]})["one"]
    found = made.availability(date.fromisoformat(day), in_force=True)
    assert found == Availability("unknown", next_deadline=date.fromisoformat(deadline), indicative=True)


def test_the_nearest_of_several_habits_and_calls() -> None:
    habits = [habit(9, "middle"), {**habit(6, "begin"), "id": "other"}]
    assert on("2020-05-01", deadlineHabits=habits).next_deadline == date(2020, 6, 1)
    found = on("2020-05-01", deadlineHabits=habits, calls=[call("2020-04-01", "2020-05-20")])
    assert found == Availability("open", next_deadline=date(2020, 5, 20))
    found = on("2020-05-01", deadlineHabits=habits, calls=[call("2020-04-01", "2020-07-20")])
    assert found == Availability("open", next_deadline=date(2020, 6, 1), indicative=True)


@pytest.mark.parametrize("closes", ["2020-09-01", "2020-09-30"])
@pytest.mark.parametrize("part", ["begin", "middle", "end"])
def test_a_known_call_beats_a_habit_of_the_same_month(closes: str, part: str) -> None:
    known = call(None, closes)
    assert on("2020-08-01", deadlineHabits=[habit(9, part)], calls=[known]).next_deadline == date.fromisoformat(closes)
    assert not on("2020-08-01", deadlineHabits=[habit(9, part)], calls=[known]).indicative
    # Once it is over, the habit does not come back in that month.
    assert likely({"deadlineHabits": [habit(9, part)], "calls": [known]}) == []
    assert len(likely({"deadlineHabits": [habit(9, part)], "calls": [known]}, last="2021-12-31")) == 1


def test_a_call_that_bears_the_id_of_habit_and_year_takes_its_place() -> None:
    known = {"id": "habit2020", "opensOn": None, "closesOn": "2020-10-02"}
    assert likely({"deadlineHabits": [habit(9, "end")], "calls": [known]}, last="2021-12-31") == ["2021-09-30"]


@pytest.mark.parametrize(("one", "other", "count"), [("a", "b", 1), ("a", "a", 0), (None, "a", 0), ("a", None, 0), (None, None, 0)])
def test_a_call_of_another_variant_does_not(one: str | None, other: str | None, count: int) -> None:
    document = {"deadlineHabits": [habit(9, "end", variant=one)], "calls": [call(None, "2020-09-10", variant=other)]}
    assert len(likely(document)) == count


def test_a_habit_lasts_as_long_as_it_does() -> None:
    document = {"deadlineHabits": [habit(9, "end", validFrom="2018-01-01", validTo="2020-09-30")]}
    assert likely(document, "2015-01-01", "2025-12-31") == ["2018-09-30", "2019-09-30"]


def test_nothing_is_likely_while_nobody_can_apply() -> None:
    habits = {"deadlineHabits": [habit(9, "end")]}
    assert likely(habits, "2015-01-01", "2025-12-31", in_force=[(date(2018, 1, 1), date(2019, 1, 1))]) == ["2018-09-30"]
    closed = {**habits, "submission": [submission("calls", None, "2019-01-01"), submission("closed", "2019-01-01")]}
    assert likely(closed, "2018-01-01", "2025-12-31") == ["2018-09-30"]


def test_both_ends_of_the_stretch_count() -> None:
    habits = {"deadlineHabits": [habit(9, "middle")]}
    assert likely(habits, "2020-09-15", "2020-09-15") == ["2020-09-15"]
    assert likely(habits, "2020-09-16", "2021-09-14") == []


def test_the_last_year_there_is() -> None:
    made = calendars({"one": {"deadlineHabits": [habit(9, "middle")]}}, {"one": [(None, None)]})["one"]
    assert made.availability(date.max, in_force=True) == Availability("unknown")


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


def test_days_of_one_stretch_have_the_same_availability(snapshot: Snapshot) -> None:
    for name, made in snapshot.calendars.items():
        turns = [day for turn in (*made.turns, date(2000, 1, 1), date(2040, 1, 1)) for day in (turn - timedelta(days=1), turn)]
        for day in (*turns, date.max):
            expected = made.availability(day, in_force=name in snapshot.in_force(day))
            assert snapshot.availability(name, day) == expected, (name, day)


def test_a_call_turns_on_the_day_it_opens_and_the_day_after_it_closes() -> None:
    made = calendar(calls=[SPRING, {**AUTUMN, "closesOn": "9999-12-31"}])
    days = [date.fromisoformat(day) for day in ("2020-01-01", "2020-03-01", "2020-04-01", "2020-09-01", "2021-01-01", "9999-12-31")]
    assert made.turns == tuple(days)
    assert [made.stretch(day) for day in (date(2020, 2, 29), days[1], date(2020, 3, 31), days[2])] == [1, 2, 2, 3]
