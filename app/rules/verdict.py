"""Kleene's three-valued logic: `NOT_MET < UNKNOWN < MET`.

Verdicts are plain integers, so that "and" is the least, "or" the greatest and "not" the mirror image.
"""

from typing import Final

NOT_MET: Final = 0
UNKNOWN: Final = 1
MET: Final = 2

NAMES: Final = ("notMet", "unknown", "met")


def negate(verdict: int) -> int:
    """The mirror: met becomes not met, unknown stays unknown."""
    return MET - verdict
