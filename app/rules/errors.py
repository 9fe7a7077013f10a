"""What can be wrong with rules and with cases, named for what happened."""

from dataclasses import dataclass
from typing import Any


class RuleError(ValueError):
    """A rule that cannot be compiled; the message says why, `path` where in the data."""

    def __init__(self, message: str, path: tuple[str | int, ...] = ()) -> None:
        super().__init__(message)
        self.message, self.path = message, path


@dataclass(frozen=True, slots=True)
class Issue:
    """One thing in a case that cannot be true: where (keys and positions in the case), the code, and its figures."""

    path: tuple[str | int, ...]
    code: str
    details: dict[str, Any]


class CaseContradicted(ValueError):
    """Facts of a case that no completion of the case could make true together."""

    def __init__(self, issues: list[Issue]) -> None:
        super().__init__("; ".join(issue.code for issue in issues))
        self.issues = issues
