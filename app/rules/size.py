"""Size class of an enterprise from its accounts: EU Recommendation 2003/361/EC and GBER Annex I, article 2.

Headcount must be strictly below the limit, and turnover or balance total at most at it; the classes are tried from small to
large. What is not known leaves several classes possible. Figures of partner and linked enterprises are to be added to the
enterprise's own before this test.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import NamedTuple

from app.rules.values import Among, Number
from app.rules.verdict import MET, NOT_MET, UNKNOWN

_YEAR = attrgetter("year")


class Accounts(NamedTuple):
    """Figures of one closed year: headcount in annual work units, amounts in euro; `None` is unknown."""

    year: int
    headcount: Number | None = None
    turnover_eur: Number | None = None
    balance_total_eur: Number | None = None


@dataclass(frozen=True, slots=True)
class SizeClass:
    """One class of the definition with its ceilings; the last class has none."""

    size: str
    headcount_below: Number | None = None
    turnover_at_most_eur: Number | None = None
    balance_total_at_most_eur: Number | None = None


def newest(accounts: Sequence[Accounts]) -> Accounts:
    """The accounts of the last year, of at least one; the size is read from these."""
    return max(accounts, key=_YEAR)


def size_of(accounts: Accounts, classes: Sequence[SizeClass]) -> str | Among:
    """The class these figures give, or the classes that are still possible."""
    possible = []
    for size_class in classes:
        verdict = _within(accounts, size_class)
        if verdict != NOT_MET:
            possible.append(size_class.size)
        if verdict == MET:
            break
    return possible[0] if len(possible) == 1 else Among(frozenset(possible))


def _within(accounts: Accounts, ceilings: SizeClass) -> int:
    if ceilings.headcount_below is None:
        return MET
    headcount = UNKNOWN
    if accounts.headcount is not None:
        headcount = MET if accounts.headcount < ceilings.headcount_below else NOT_MET
    turnover = _at_most(accounts.turnover_eur, ceilings.turnover_at_most_eur)
    balance = _at_most(accounts.balance_total_eur, ceilings.balance_total_at_most_eur)
    return min(headcount, max(turnover, balance))


def _at_most(amount: Number | None, ceiling: Number | None) -> int:
    if amount is None or ceiling is None:
        return UNKNOWN
    return MET if amount <= ceiling else NOT_MET
