"""Cost lines of a case, put together by participant and activity."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from app.rules.vocabulary import ID


@dataclass(frozen=True, slots=True)
class CostLine:
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


def totals_by_activity(lines: Sequence[CostLine]) -> dict[str, int | None]:
    """Cents by activity; `None` where an amount is unknown."""
    totals: dict[str, int | None] = {}
    for line in lines:
        before = totals.get(line.activity, 0)
        totals[line.activity] = None if before is None or line.cents is None else before + line.cents
    return totals


def id_of(participant: list[Any]) -> str:
    """The id of a participant, from its array."""
    name: str = participant[ID]
    return name
