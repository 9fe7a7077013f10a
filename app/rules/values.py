"""What can be known about a fact: a value, a part of the possible values, or nothing (`None`).

Numbers are exact: `int` where whole, `Fraction` elsewhere; shares and rates in per cent, amounts in euro. A number known
only to lie between two bounds is a `Range`, a code known only to be one of several an `Among`.
"""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any, Final

from app.rules.verdict import MET, NOT_MET, UNKNOWN

Number = int | Fraction


@dataclass(frozen=True, slots=True)
class Range:
    """A number between `lo` and `hi`, both included; `None` is no bound on that side."""

    lo: Number | None
    hi: Number | None


@dataclass(frozen=True, slots=True)
class Among:
    """A code that is one of these."""

    codes: frozenset[str]


Value = bool | str | int | Fraction | date | frozenset[str] | Range | Among | None


class _Pending:
    """The mark of a fact that is derived when it is first read."""

    def __repr__(self) -> str:
        return "PENDING"


PENDING: Final = _Pending()


def as_number(numerator: int, denominator: int = 1) -> Number:
    """The quotient, as `int` when it is whole."""
    whole, rest = divmod(numerator, denominator)
    return Fraction(numerator, denominator) if rest else whole


def known(value: Value) -> bool:
    """Whether the value is settled."""
    return value is not None and value.__class__ is not Range and value.__class__ is not Among


def bounds(value: Any) -> tuple[Any, Any]:
    """The lowest and the highest that a number or date can be; `None` is no bound."""
    if value.__class__ is Range:
        return value.lo, value.hi
    return value, value


def ranged(lo: Number | None, hi: Number | None) -> Value:
    """The narrowest value for these bounds: a number when they meet, `None` when there are none."""
    if lo is None and hi is None:
        return None
    return lo if lo == hi else Range(lo, hi)


def at_most(left: Any, right: Any) -> int:
    """Verdict of `left <= right`."""
    left_lo, left_hi = bounds(left)
    right_lo, right_hi = bounds(right)
    if left_hi is not None and right_lo is not None and left_hi <= right_lo:
        return MET
    if left_lo is not None and right_hi is not None and left_lo > right_hi:
        return NOT_MET
    return UNKNOWN


def below(left: Any, right: Any) -> int:
    """Verdict of `left < right`."""
    return MET - at_most(right, left)


def equal(left: Any, right: Any) -> int:
    """Verdict of `left == right` for numbers and dates."""
    return min(at_most(left, right), at_most(right, left))


def contains(wider: Value, narrower: Value, codes: frozenset[str] = frozenset()) -> bool:
    """Whether everything that `narrower` allows is allowed by `wider`. `codes` are all codes of an enum."""
    if wider is None or wider == narrower:
        return True
    if wider.__class__ is Range:
        if not isinstance(narrower, (int, Fraction, Range)):
            return False
        (lo, hi), (inner_lo, inner_hi) = bounds(wider), bounds(narrower)
        return (lo is None or (inner_lo is not None and lo <= inner_lo)) and (
            hi is None or (inner_hi is not None and inner_hi <= hi)
        )
    if isinstance(wider, Among):
        if isinstance(narrower, Among):
            return narrower.codes <= wider.codes
        return narrower in wider.codes if narrower is not None else codes <= wider.codes
    return False
