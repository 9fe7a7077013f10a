"""Cost lines of a case, put together by participant and activity."""

from collections.abc import Sequence
from typing import Any, NamedTuple

from app.rules.vocabulary import ID


class CostLine(NamedTuple):
    """Costs of one participant for one activity, in cents; `None` where the amount is not known."""

    participant: int
    activity: str
    cents: int | None = None
    heading: str | None = None
    year: int | None = None


def costs_by_participant(lines: Sequence[CostLine] | None, participants: int) -> list[list[CostLine]] | None:
    """The lines of each participant, by position; `None` while costs are unknown."""
    if lines is None:
        return None
    costs: list[list[CostLine]] = [[] for _ in range(participants)]
    for line in lines:
        costs[line.participant].append(line)
    return costs


def totals_of(lines: Sequence[CostLine]) -> tuple[dict[str, int | None], tuple[int, int | None]]:
    """Cents by activity (`None` where an amount is unknown), and the lowest and the highest in all (no highest then)."""
    totals: dict[str, int | None] = {}
    known, all_known = 0, True
    for line in lines:
        activity, cents = line.activity, line.cents
        if cents is None:
            totals[activity] = None
            all_known = False
            continue
        known += cents
        before = totals.get(activity, 0)
        if before is not None:
            totals[activity] = before + cents
    return totals, (known, known if all_known else None)


def id_of(participant: list[Any]) -> str:
    """The id of a participant, from its array."""
    name: str = participant[ID]
    return name
