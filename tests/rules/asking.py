"""What is missing for a case of the small world."""

from typing import Any

from app.rules.ask import missing_facts
from app.rules.assess import Slice, assess
from app.rules.case import Case
from app.rules.facts import Facts
from app.rules.vocabulary import PARTICIPANT_FIRST, PROJECT_FIRST
from tests.rules.small import World, base, cost

COSTS = [cost(0, 1000)]
# Costs of which nothing is left to tell.
TOLD = [cost(0, 1000, heading="staff")]
ALL = ("eligibility", "rate", "amount")


def nobody(name: str) -> list[Slice]:
    """No instrument carries another."""
    return []


def said(facts: Facts) -> list[list[Any]]:
    """Every fact of the project and of each participant."""
    return [facts.project[PROJECT_FIRST:], *(array[PARTICIPANT_FIRST:] for array in facts.participants)]


def asked(
    world: World, case: Case, rules: Slice | None = None, *, test: Any = None, work: int = 0, carriers: Any = None, **aid: Any
) -> dict[Any, tuple[str, ...]]:
    """What is missing, and what it settles; a participant's fact with the position of the participant.

    `work` is what was done on the case before; `carriers` are the slices of the instruments that carry this one, by name.
    """
    conditions = [] if test is None else [{"id": "asked", "test": test}]
    chosen = rules or world.rules(conditions, **{"base": [base(50)], **aid})
    by_name = nobody if carriers is None else lambda name: [carriers[name]]
    facts = world.facts(case)
    facts.work = work
    assessment = assess(chosen, facts, by_name)
    before = said(facts)
    found = missing_facts(chosen, facts, assessment, by_name)
    assert said(facts) == before, "asking leaves the facts as they were"
    missing = {one.fact if one.participant is None else (one.fact, one.participant): one.settles for one in found}
    assert len(missing) == len(found), "nothing is asked twice"
    return missing
