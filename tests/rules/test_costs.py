"""Cost lines put together: whose they are, and what they come to where amounts are not known."""

import pytest

from app.rules.costs import CostLine, costs_by_participant, totals_of
from tests.rules.small import cost


def test_each_participant_has_its_own_lines_in_their_order() -> None:
    first, second, third = cost(1, 10), cost(0, 20), cost(1, 30, "development")
    assert costs_by_participant([first, second, third], 3) == [[second], [first, third], []]


def test_unknown_costs_are_not_the_same_as_none() -> None:
    assert costs_by_participant(None, 2) is None
    assert costs_by_participant([], 2) == [[], []]


@pytest.mark.parametrize(
    ("lines", "by_activity", "in_all"),
    [
        ([], {}, (0, 0)),
        ([cost(0, 10), cost(0, 20, "development"), cost(0, 5)], {"research": 1500, "development": 2000}, (3500, 3500)),
        ([cost(0, 0)], {"research": 0}, (0, 0)),
        ([cost(0, None)], {"research": None}, (0, None)),
        # What is unknown of an activity leaves its sum unknown, wherever it stands among the lines.
        ([cost(0, 10), cost(0, None)], {"research": None}, (1000, None)),
        ([cost(0, None), cost(0, 10)], {"research": None}, (1000, None)),
        ([cost(0, 10), cost(0, None), cost(0, 5)], {"research": None}, (1500, None)),
        ([cost(0, None), cost(0, 10, "development")], {"research": None, "development": 1000}, (1000, None)),
    ],
)
def test_what_costs_come_to(lines: list[CostLine], by_activity: dict[str, int | None], in_all: tuple[int, int | None]) -> None:
    assert totals_of(lines) == (by_activity, in_all)
