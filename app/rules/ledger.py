"""What several lines of aid come to together, under ceilings that bind some of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.rules import amounts
from app.rules.amounts import Span

if TYPE_CHECKING:
    from app.rules.aid import Line


@dataclass(slots=True)
class _Group:
    """Lines that a ceiling binds together: what they come to, and whether any of them surely counts."""

    lines: list["Line"]
    span: Span
    sure: bool


class Ledger:
    """Groups of lines with what each comes to; a line that no ceiling binds is a group of its own.

    A ceiling narrows the sum of its lines further than it narrows each line, so the sum is kept beside them.
    """

    def __init__(self, lines: Sequence["Line"], sure: Callable[["Line"], bool]) -> None:
        self._sure = sure
        self._groups = [self._alone(line) for line in lines]

    def _alone(self, line: "Line") -> _Group:
        return _Group([line], line.amount or (0, 0), self._sure(line))

    def total(self) -> Span:
        """What all lines come to."""
        return self._sum(self._groups)

    def of(self, lines: Sequence["Line"]) -> tuple[Span, bool]:
        """What these lines come to, and whether any of them surely counts."""
        inside = self._inside(lines)
        return self._sum(inside), any(group.sure for group in inside)

    def bind(self, lines: Sequence["Line"], span: Span) -> None:
        """These lines together come to this."""
        inside = self._inside(lines)
        sure = any(group.sure for group in inside)
        self._groups = [group for group in self._groups if group not in inside] + [_Group(list(lines), span, sure)]

    def _inside(self, lines: Sequence["Line"]) -> list[_Group]:
        """The groups of these lines; a group that lies only partly among them falls apart into its lines."""
        wanted = {id(line) for line in lines}
        kept: list[_Group] = []
        for group in self._groups:
            among = [id(line) in wanted for line in group.lines]
            kept += [self._alone(line) for line in group.lines] if any(among) and not all(among) else [group]
        self._groups = kept
        return [group for group in kept if id(group.lines[0]) in wanted]

    @staticmethod
    def _sum(groups: Sequence[_Group]) -> Span:
        return amounts.total([group.span for group in groups], [group.sure for group in groups])
