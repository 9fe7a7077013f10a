"""Values that stand for all that a fact could be."""

from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from app.rules.vocabulary import Fact


def samples_of(fact: Fact, thresholds: set[Any]) -> list[Any]:
    """Every code, or numbers and days just below, at and above the thresholds of the rules, and the bounds or days beyond them."""
    if fact.type == "bool":
        return [True, False]
    if fact.type == "enum":
        return sorted(fact.codes)
    if fact.type == "set":
        return [frozenset(), *(frozenset([code]) for code in sorted(fact.codes))]
    if fact.type == "date":
        day = timedelta(days=1)
        within = [threshold for threshold in thresholds if date.min < threshold < date.max]
        return sorted({date.min, date.max, *(threshold + step for threshold in within for step in (-day, 0 * day, day))})
    step = 1 if fact.type == "integer" else Fraction(1, 100)
    least = 0 if fact.minimum is None else fact.minimum
    most = 10**9 if fact.maximum is None else fact.maximum
    around = {threshold + delta for threshold in thresholds for delta in (-step, 0, step)} | {least, least + 1, most}
    return sorted(value for value in around if least <= value <= most)
