"""The vocabulary of facts: what can be known about a case, and where a compiled rule finds it.

Facts live in flat arrays, one for the project with its consortium and one for each participant, so that a compiled rule reads
a fact by position. The first positions of each array are kept for what is not a fact.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Final

# Project array: the memo of verdicts, the participants' arrays (consortium members; everyone listed), the lead's array,
# the outcome of the aid scheme that is being worked out, everyone listed in the order of their ids, the verdicts on being a
# beneficiary (by check, in the order of the list), the activities that have costs (None: unknown costs), how facts are settled that
# are still pending (by id), and the reference date.
MEMO: Final = 0
MEMBERS: Final = 1
LISTED: Final = 2
LEAD: Final = 3
OUTCOME: Final = 4
BY_ID: Final = 5
FUNDED: Final = 6
ACTIVITIES: Final = 7
SETTLING: Final = 8
REFERENCE: Final = 9
PROJECT_FIRST: Final = 10
# Participant array: the memo, the position in the list, the cost lines (None: unknown), the positions it is linked to (None:
# the case is silent), the id, the costs in cents by activity (`None` for an unknown amount; None: unknown costs), the costs in all
# (lowest and highest; no highest while an amount is unknown), and whether it is a member of the consortium.
INDEX: Final = 1
COSTS: Final = 2
LINKS: Final = 3
ID: Final = 4
TOTALS: Final = 5
SPENT: Final = 6
IS_MEMBER: Final = 7
PARTICIPANT_FIRST: Final = 8


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact.

    `derived` is the data form of its derivation; the word "scheme" is for what an aid scheme works out, which is therefore never
    missing. `completion` says what partners that are not listed do to a derived fact: raises, lowers or either.
    """

    id: str
    type: str
    slot: int
    unit: str | None = None
    codes: frozenset[str] = frozenset()
    minimum: int | Fraction | None = None
    maximum: int | Fraction | None = None
    asked: bool = True
    adjustable: bool = False
    derived: Any = None
    presumed: tuple[dict[str, Any], ...] = ()
    completion: str | None = None
    of_participant: bool = field(init=False)

    def __post_init__(self) -> None:
        """Settle whether each participant has its own; asked so often that it is no property."""
        object.__setattr__(self, "of_participant", self.id.startswith("participant."))

    @property
    def may_wait(self) -> bool:
        """Whether it can be derived from a case, or is presumed of some cases only; then it is settled when it is first read."""
        if isinstance(self.derived, (Mapping, list, tuple)):
            return True
        return any("when" in choice or isinstance(choice["value"], Mapping) for choice in self.presumed)

    @property
    def scope(self) -> str:
        """Whom it is about: participant, project or consortium."""
        return self.id.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All facts by id, and how long the two kinds of arrays are."""

    facts: dict[str, Fact]
    project_length: int = field(default=PROJECT_FIRST)
    participant_length: int = field(default=PARTICIPANT_FIRST)

    @classmethod
    def of(cls, definitions: dict[str, dict[str, Any]]) -> "Vocabulary":
        """Build from plain definitions: the members of `Fact` but id and slot, by fact id. Order is kept."""
        project, participant, facts = PROJECT_FIRST, PARTICIPANT_FIRST, {}
        for fact_id, definition in definitions.items():
            if fact_id.startswith("participant."):
                facts[fact_id], participant = Fact(fact_id, slot=participant, **definition), participant + 1
            else:
                facts[fact_id], project = Fact(fact_id, slot=project, **definition), project + 1
        return cls(facts, project, participant)
