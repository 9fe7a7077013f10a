"""Trials: a fact edited in place and put back, and costs that stand for all that the costs could be."""

from collections.abc import Iterator, Sequence
from typing import Any, Self

from app.rules.assess import Slice
from app.rules.case import Case
from app.rules.costs import CostLine
from app.rules.facts import Facts
from app.rules.vocabulary import FUNDED, MEMO, OUTCOME

BUDGET = "project.budgetEur"
SAMPLE_CENTS = (100, 1_000_000, 10_000_000, 100_000_000, 10_000_000_000)


class Edit:
    """A fact that nothing is derived from, edited in place; at the end all is put back: verdicts that read it, and the outcome."""

    def __init__(self, facts: Facts, fact_id: str, participant: int | None) -> None:
        self.project = facts.project
        self.fact = facts.model.vocabulary.facts[fact_id]
        self.array = facts.project if participant is None or not self.fact.of_participant else facts.participants[participant]
        self.reading = facts.model.compiler.reading(fact_id)
        self.memos = [array[MEMO] for array in (facts.project, *facts.participants)] if self.reading else []
        self.before, self.of_project = self.array[self.fact.slot], (facts.project[FUNDED], facts.project[OUTCOME])
        self.verdicts = [[memo[place] for place in self.reading] for memo in self.memos]

    def __enter__(self) -> Self:
        return self

    def give(self, value: Any) -> None:
        """Give the fact a value and forget the verdicts that read it."""
        self.array[self.fact.slot] = value
        self.project[FUNDED] = {}
        for memo in self.memos:
            for place in self.reading:
                memo[place] = None

    def __exit__(self, *_: object) -> None:
        self.array[self.fact.slot] = self.before
        self.project[FUNDED], self.project[OUTCOME] = self.of_project
        for memo, verdicts in zip(self.memos, self.verdicts, strict=True):
            for place, verdict in zip(self.reading, verdicts, strict=True):
                memo[place] = verdict


def spread(values: Sequence[Any]) -> Sequence[Any]:
    """The same values, the two that lie farthest apart first: those are the likeliest to make a difference."""
    return values if len(values) <= 2 else [values[0], values[-1], *values[1:-1]]


def cost_samples(slices: Sequence[Slice], case: Case) -> Iterator[tuple[CostLine, ...]]:
    """Costs that stand for all that the costs could be: sizes from small to large, or the budget given, on one participant or
    shared equally.
    """
    if case.costs is not None:
        if any(line.cents is None for line in case.costs):
            for cents in SAMPLE_CENTS:
                yield tuple(line._replace(cents=cents) if line.cents is None else line for line in case.costs)
        else:
            for heading in ("personnel", "operating"):
                yield tuple(line._replace(heading=heading) if line.heading is None else line for line in case.costs)
        return
    everyone = range(len(case.participants))
    budget = case.given.get(BUDGET)
    sizes = SAMPLE_CENTS if budget is None else (int(budget * 100),)  # type: ignore[operator]
    for activity in dict.fromkeys(activity for rules in slices for activity in rules.scheme.rules):
        for cents in sizes:
            yield (CostLine(case.lead, activity, cents),)
            if len(case.participants) > 1:
                share = cents if budget is None else cents // len(case.participants)
                yield tuple(CostLine(n, activity, share) for n in everyone)
