"""The order in which participants are listed changes nothing when their roles are said."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.snapshot import Snapshot
from app.rules.assess import Assessment
from app.rules.case import Case
from tests.rules.cases import World, targets


@pytest.fixture(scope="module")
def world(snapshot: Snapshot) -> World:
    return World(snapshot)


def reordered(case: Case, order: list[int]) -> Case:
    """The same case with participants listed in another order: position n gets the one that stood at order[n]."""
    place = {old: new for new, old in enumerate(order)}
    people = []
    for old in order:
        one = case.participants[old]
        links = None if one.linked_to is None else frozenset(place[other] for other in one.linked_to)
        people.append(replace(one, linked_to=links))
    costs = None if case.costs is None else tuple(line._replace(participant=place[line.participant]) for line in case.costs)
    return replace(case, participants=tuple(people), costs=costs)


def told(assessment: Assessment, case: Case) -> dict[str, Any]:
    """What came out, by the ids of participants."""
    ids = [one.id for one in case.participants]

    def name(index: int | None) -> str:
        return "" if index is None else ids[index]

    return {
        "result": assessment.result,
        "determination": assessment.determination,
        "reasons": sorted((reason.id, name(reason.participant), reason.verdict) for reason in assessment.reasons),
        "parts": {
            name(part.participant): (part.funded, part.rate, part.amount, sorted(part.not_funded)) for part in assessment.aid.parts
        },
        "lines": {
            (name(line.participant), line.activity, line.year): (line.cost, line.rate, line.amount, len(line.steps))
            for part in assessment.aid.parts
            for line in part.lines
        },
        "carriers": [told(carrier, case) for carrier in assessment.carriers],
    }


@given(st.data())
def test_the_order_of_participants_changes_nothing(world: World, data: Any) -> None:
    name, case = data.draw(targets(world, known=data.draw(st.booleans())))
    rules = world.slices[name]
    other = reordered(case, data.draw(st.permutations(range(len(case.participants)))))
    facts, other_facts = world.facts(case), world.facts(other)
    for one in [rules, *world.in_force(case.reference_date)]:
        assert told(world.assess(one, facts), case) == told(world.assess(one, other_facts), other)
        assert world.missing(one, facts) == world.missing(one, other_facts)
