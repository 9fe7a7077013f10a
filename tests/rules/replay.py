"""An own reckoning of a cost line from its steps alone, for comparison with what the rules computed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import combinations

from app.rules.aid import Line
from app.rules.amounts import Span
from app.rules.rates import Step
from app.rules.verdict import MET, NOT_MET, UNKNOWN

WHOLE = 100_000_000  # a hundred per cent, in millionths of a point
NO_CAP = 10**12


@dataclass(frozen=True)
class Replayed:
    """What the steps say: `rate` and `effective` (after factors), the amount computed, and that after the limits."""

    rate: Span | None
    effective: Span | None
    computed: Span | None
    amount: Span | None


def figures(steps: Sequence[Step], kind: str) -> list[tuple[int, Span]]:
    """The verdict and the figures of each step of a kind that may hold."""
    return [(verdict, (lo, hi)) for name, _, verdict, lo, hi in steps if name == kind and verdict != NOT_MET]


def held(options: Sequence[tuple[int, Span]]) -> Iterator[list[Span]]:
    """Every way in which what is open may turn out: those that hold."""
    sure = [span for verdict, span in options if verdict == MET]
    open_ones = [span for verdict, span in options if verdict == UNKNOWN]
    for count in range(len(open_ones) + 1):
        for chosen in combinations(open_ones, count):
            yield [*sure, *chosen]


def highest(options: Sequence[tuple[int, Span]], otherwise: int | None) -> Span:
    """Lowest and highest that the highest of those that hold can be; `otherwise` where none holds, `None` when one must."""
    lows, highs = [], []
    for spans in held(options):
        if spans:
            lows.append(max(lo for lo, _ in spans))
            highs.append(max(hi for _, hi in spans))
        elif otherwise is not None:
            lows.append(otherwise)
            highs.append(otherwise)
    return min(lows), max(highs)


def rate_of(steps: Sequence[Step]) -> Span | None:
    """The least of the highest base with the highest bonus of each group, and of the highest cap."""
    bases = figures(steps, "base")
    if any(lo is None for _, (lo, _) in bases):
        return None
    lo, hi = highest(bases, None)
    groups: dict[str, list[tuple[int, Span]]] = {}
    for name, item, verdict, least, most in steps:
        if name == "bonus" and item is not None and verdict != NOT_MET:
            groups.setdefault(item.group or item.id, []).append((verdict, (least, most)))
    for options in groups.values():
        least, most = highest(options, 0)
        lo, hi = lo + least, hi + most
    cap_lo, cap_hi = highest(figures(steps, "cap"), NO_CAP)
    return min(lo, cap_lo), min(hi, cap_hi)


def after_factors(rate: Span, steps: Sequence[Step]) -> Span:
    """The rate times every factor that holds; parts of a millionth are cut off each time."""
    lo, hi = rate
    for verdict, (least, most) in figures(steps, "factor"):
        lows, highs = [lo * least // WHOLE], [hi * most // WHOLE]
        lo = min(lows if verdict == MET else [*lows, lo])
        hi = max(highs if verdict == MET else [*highs, hi])
    return lo, hi


def half_up(cents: int, rate: int) -> int:
    """An amount at a rate, rounded to the cent."""
    return (Fraction(cents * rate, WHOLE) + Fraction(1, 2)).__floor__()


def replay(line: Line) -> Replayed:
    """The figures of a line as its steps tell them."""
    rate = rate_of(line.steps)
    effective = None if rate is None else after_factors(rate, line.steps)
    computed = None
    if effective is not None and line.cost is not None:
        computed = half_up(line.cost[0], effective[0]), half_up(line.cost[1], effective[1])
    amount: Span | None = None
    for name, _, _, lo, hi in line.steps:
        if name in ("amount", "limit", "requested"):
            assert amount is None or (lo <= amount[0] and hi <= amount[1]), "a limit never raises an amount"
            amount = lo, hi
    return Replayed(rate, effective, computed, amount)
