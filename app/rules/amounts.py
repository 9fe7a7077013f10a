"""Arithmetic of amounts: integers in cents, as pairs of the lowest and the highest they can be."""

from collections.abc import Sequence

from app.rules.values import Value, as_number, bounds, ranged

Span = tuple[int, int]


def half_up(numerator: int, denominator: int) -> int:
    """The quotient of two non-negative integers, rounded half up."""
    return (2 * numerator + denominator) // (2 * denominator)


def add(spans: Sequence[Span]) -> Span:
    """The sum."""
    return sum([lo for lo, _ in spans]), sum([hi for _, hi in spans])


def euro_range(span: Span) -> Value:
    """A span in cents as a value in euro."""
    lo, hi = span
    return ranged(as_number(lo, 100), as_number(hi, 100))


def cents(value: Value) -> tuple[int | None, int | None]:
    """A value in euro as bounds in cents; parts of a cent are cut off."""
    lo, hi = bounds(value)
    return (None if lo is None else int(lo * 100)), (None if hi is None else int(hi * 100))


def meet(span: Span, ceiling: tuple[int, int | None]) -> Span:
    """The span under a ceiling that itself lies between two bounds."""
    lo, hi = span
    return min(lo, ceiling[0]), (hi if ceiling[1] is None else min(hi, ceiling[1]))


def total(spans: Sequence[Span], sure: Sequence[bool]) -> Span:
    """The sum; what may turn out not to count adds to the highest only, unless nothing is sure: then the least of them counts."""
    if len(spans) == 1:
        return spans[0]
    lows = [lo for (lo, _), certain in zip(spans, sure, strict=True) if certain]
    return (sum(lows) if lows else min(lo for lo, _ in spans)), sum(hi for _, hi in spans)


def clip(parts: Sequence[Span], ceiling: tuple[int, int | None], sure: Sequence[bool] | None = None) -> list[Span]:
    """The parts when their sum is cut to the ceiling and the cut is shared out pro rata.

    Exact parts under an exact ceiling add up to it to the cent (largest remainders first, the earlier part on a tie). Where
    something is open, each part gets the lowest and the highest that any completion could give it; a part that is not `sure` may
    turn out not to share.
    """
    certain = [True] * len(parts) if sure is None else sure
    least, most = ceiling
    total_hi = sum(hi for _, hi in parts)
    total_lo = sum(lo for (lo, _), there in zip(parts, certain, strict=True) if there)
    if total_hi <= least:
        return list(parts)
    if total_lo == total_hi and least == most:
        return [(share, share) for share in _allocate([lo for lo, _ in parts], least)]
    clipped = []
    for (lo, hi), there in zip(parts, certain, strict=True):
        whole_lo, whole_hi = lo + total_hi - hi, hi + total_lo - (lo if there else 0)
        low = lo if whole_lo <= least else lo * least // whole_lo
        high = hi if most is None or whole_hi <= most else -(-hi * most // whole_hi)
        clipped.append((min(low, high), high))
    return clipped


def _allocate(parts: Sequence[int], total: int) -> list[int]:
    whole = sum(parts)
    shares = [part * total // whole for part in parts]
    by_remainder = sorted(range(len(parts)), key=lambda n: (-(parts[n] * total % whole), n))
    for n in by_remainder[: total - sum(shares)]:
        shares[n] += 1
    return shares
