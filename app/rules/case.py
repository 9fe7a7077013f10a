"""The case as the rules take it: plain values, nothing derived yet."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from app.rules.costs import CostLine
from app.rules.size import Accounts
from app.rules.values import Value

COSTS_ID = "project.costs"


@dataclass(frozen=True, slots=True)
class Participant:
    """One party: its role, what was said of it (values by fact id), its accounts and the participants it is linked to.

    `linked_to` holds positions in the case; `None` when the case is silent on links.
    """

    id: str
    role: str
    given: Mapping[str, Value] = field(default_factory=dict)
    accounts: tuple[Accounts, ...] = ()
    linked_to: frozenset[int] | None = None


@dataclass(frozen=True, slots=True)
class Case:
    """What a person knows: participants (at least one), cost lines (`None`: costs unknown), facts of project and consortium."""

    reference_date: date
    participants: tuple[Participant, ...]
    costs: tuple[CostLine, ...] | None = None
    given: Mapping[str, Value] = field(default_factory=dict)
    presume: bool = True

    def edited(self, fact_id: str, participant: int | None, value: Any) -> "Case":
        """The same case with one fact given another value; `project.costs` replaces the cost lines."""
        if fact_id == COSTS_ID:
            return replace(self, costs=value)
        if participant is None:
            return replace(self, given={**self.given, fact_id: value})
        one = self.participants[participant]
        changed = replace(one, given={**one.given, fact_id: value})
        return replace(self, participants=(*self.participants[:participant], changed, *self.participants[participant + 1 :]))

    @property
    def lead(self) -> int:
        """The position of the lead: the first applicant, else the first participant."""
        return next((n for n, one in enumerate(self.participants) if one.role == "applicant"), 0)
