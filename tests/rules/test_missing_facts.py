"""The missing facts are exactly those of which two values give different results, as found by trying them all."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.advice.service import advise
from app.catalogue.snapshot import Snapshot
from app.rules.ask import MOST_WORK
from app.rules.assess import Assessment, Slice
from app.rules.case import Case, Participant
from app.rules.errors import CaseContradicted
from app.rules.facts import Facts
from app.rules.values import Among, contains, known
from app.rules.verdict import NOT_MET, UNKNOWN
from app.rules.vocabulary import Fact
from tests.rules.cases import World, pieces, targets, without

Missing = dict[tuple[str, str | None], tuple[str, ...]]
SETTLES = ("eligibility", "rate", "amount")


@pytest.fixture(scope="module")
def world(snapshot: Snapshot) -> World:
    return World(snapshot)


def waits(world: World, facts: Facts, fact: Fact, owner: int | None) -> bool:
    """Whether a fact that can be derived waits for another that can be asked, so that one is asked instead."""
    if fact.derived is None:
        return False
    for name, whose in world.model.tracing.behind((fact.id, "own" if fact.of_participant else "case")):
        other = world.snapshot.vocabulary.facts.get(name)
        if other is not None and other is not fact and other.asked:
            owners: list[int | None] = {"own": [owner], "all": [*range(len(facts.participants))]}.get(whose, [None])
            if not all(known(facts.value(other, one)) for one in owners):
                return True
    return False


def results(world: World, rules: Slice, facts: Facts, fact: Fact, owner: int | None) -> list[Assessment]:
    """The assessment for each value that a fact could have, each of a case of its own."""
    before, found = facts.value(fact, owner), []
    for value in world.model.samples(fact, facts.project):
        if value in before.codes if isinstance(before, Among) else contains(before, value):
            try:
                edited = world.model.facts_of(facts.case.edited(fact.id, owner, value))
            except CaseContradicted:
                continue
            found.append(world.assess(rules, edited))
    return found


def by_trying(world: World, rules: Slice, facts: Facts) -> tuple[Missing, Missing]:
    """The facts that change the result, with what they settle, and those that change a hard condition."""
    settling: Missing = {}
    turning: Missing = {}
    for fact in world.snapshot.vocabulary.facts.values():
        owners: list[int | None] = [*range(len(facts.participants))] if fact.of_participant else [None]
        for owner in owners:
            if not fact.asked or fact.derived == "scheme" or known(facts.value(fact, owner)) or waits(world, facts, fact, owner):
                continue
            key = fact.id, None if owner is None else facts.case.participants[owner].id
            found = results(world, rules, facts, fact, owner)
            settles = tuple(name for n, name in enumerate(SETTLES) if len({str(one.result[n]) for one in found}) > 1)
            if settles:
                settling[key] = settles
            conditions = [tuple(reason.verdict for reason in one.reasons if not reason.soft) for one in found]
            if len(set(conditions)) > 1:
                turning[key] = ("eligibility",)
    return settling, turning


@given(st.data())
def test_the_missing_facts_are_those_that_make_a_difference(world: World, data: Any) -> None:
    name, case = data.draw(targets(world))
    rules = world.slices[name]
    everything = [piece for piece in pieces(case) if piece[0] == "fact"]
    case = without(case, data.draw(st.lists(st.sampled_from(everything), min_size=1, max_size=5, unique=True)))
    facts = world.facts(case)
    found = world.missing(rules, facts)
    costs = found.pop(("project.costs", None), None)
    settling, turning = by_trying(world, rules, facts)
    assessment = world.assess(rules, facts)
    if assessment.carriers and assessment.verdict == NOT_MET:
        # Which of the carriers pays is not asked of what is refused.
        assert found.items() <= settling.items()
    elif settling or costs or assessment.verdict != UNKNOWN:
        assert found == settling
    else:
        # No single fact settles the result: then those are asked that change a condition.
        assert found.items() <= turning.items()


@given(st.data())
def test_an_instrument_is_judged_the_same_alone_and_among_all(world: World, data: Any) -> None:
    _, case = data.draw(targets(world, known=False))
    world.facts(case)
    for item in advise(world.snapshot, case, None).items:
        if item.rules is not None and item.assessment is not None:
            alone = world.facts(case)
            assert item.assessment.result == world.assess(item.rules, alone).result
            ids = [None if one.participant is None else item.participant_ids[one.participant] for one in item.missing]
            missing = {(one.fact, name): one.settles for one, name in zip(item.missing, ids, strict=True)}
            assert missing == world.missing(item.rules, alone)


def test_participants_of_whom_the_same_is_known_are_tried_once(world: World) -> None:
    people = [Participant(f"p{n:02}", "partner", given) for n, given in enumerate([{}, {}, {"participant.kind": "enterprise"}, {}])]
    facts = world.facts(Case(date(2024, 6, 15), (Participant("a", "applicant"), *people), presume=True))
    assert facts.alike == [0, 1, 1, 3, 1]
    linked = replace(people[1], linked_to=frozenset([1]))
    facts = world.facts(replace(facts.case, participants=(*facts.case.participants[:2], linked, *facts.case.participants[3:])))
    # The first partner is linked to by another, so it is not like the last one.
    assert facts.alike == [0, 1, 2, 3, 4]


@pytest.mark.parametrize("differ", [False, True])
def test_the_search_does_a_bounded_amount_of_work(world: World, differ: bool) -> None:
    people = [Participant(f"p{n:02}", "applicant", linked_to=frozenset([(n + 1) % 60]) if differ else None) for n in range(60)]
    advice = advise(world.snapshot, Case(date(2024, 6, 15), tuple(people)), None)
    # One fact may be under way when the bound is reached, with some dozens of values.
    assert advice.facts.work < MOST_WORK + 100 * len(people)
    tried = {(one.fact, one.participant) for item in advice.items for one in item.missing}
    assert {participant for _, participant in tried} >= set(range(60))
    assert all(one.settles for item in advice.items for one in item.missing)
