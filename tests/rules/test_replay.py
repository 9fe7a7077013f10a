"""Every figure follows from its steps, and the parts add up to the whole, in realistic cases of the real catalogue."""

from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.snapshot import Snapshot
from app.rules.aid import Aid
from app.rules.assess import Assessment
from app.rules.verdict import MET, NOT_MET
from tests.rules.cases import World, targets
from tests.rules.replay import figures, replay


@pytest.fixture(scope="module")
def world(snapshot: Snapshot) -> World:
    return World(snapshot)


def drawn(data: Any, world: World) -> Iterator[Assessment]:
    """Assessments of everything in force for a case, carriers included."""
    name, case = data.draw(targets(world, known=data.draw(st.booleans())))
    rules = world.slices[name]
    facts = world.facts(case)
    for one in [rules, *world.in_force(case.reference_date)]:
        assessment = world.assess(one, facts)
        yield assessment
        yield from assessment.carriers


def is_exact(aid: Aid) -> bool:
    spans = [aid.amount, *(line.amount for part in aid.parts for line in part.lines)]
    sure = all(line.sure and part.funded == MET for part in aid.parts for line in part.lines)
    return sure and all(span is not None and span[0] == span[1] for span in spans)


@given(st.data())
def test_the_steps_of_every_line_replay_to_its_rate_and_amount(world: World, data: Any) -> None:
    for assessment in drawn(data, world):
        for part in assessment.aid.parts:
            for line in part.lines:
                told = replay(line)
                assert (told.rate, told.effective) == (line.rate, line.effective)
                assert told.amount == line.amount
                first = [(lo, hi) for kind, _, _, lo, hi in line.steps if kind == "amount"]
                assert first in ([], [told.computed])


@given(st.data())
def test_a_rate_is_a_base_and_at_most_one_bonus_of_each_group_under_a_cap(world: World, data: Any) -> None:
    for assessment in drawn(data, world):
        for line in (line for part in assessment.aid.parts for line in part.lines):
            if line.rate is None:
                continue
            bases = [hi for _, (_, hi) in figures(line.steps, "base")]
            bonuses: dict[str, int] = {}
            for kind, item, verdict, _, hi in line.steps:
                if kind == "bonus" and item is not None and verdict != NOT_MET:
                    bonuses[item.group or item.id] = max(hi, bonuses.get(item.group or item.id, 0))
            assert line.rate[0] >= 0
            assert line.rate[1] <= max(bases) + sum(bonuses.values())
            caps = figures(line.steps, "cap")
            if any(verdict == MET for verdict, _ in caps):
                assert line.rate[1] <= max(hi for _, (_, hi) in caps)


@given(st.data())
def test_parts_add_up_to_the_whole(world: World, data: Any) -> None:
    for assessment in drawn(data, world):
        aid = assessment.aid
        if aid.amount is None or not is_exact(aid):
            continue
        total = 0
        for part in aid.parts:
            lines = sum(line.amount[0] for line in part.lines if line.amount is not None)
            assert part.amount == ((lines, lines) if part.lines else None)
            total += lines
        assert aid.amount == (total, total)


@given(st.data())
def test_figures_are_ordered_and_never_negative(world: World, data: Any) -> None:
    for assessment in drawn(data, world):
        aid = assessment.aid
        parts = [span for part in aid.parts for span in (part.rate, part.amount)]
        lines = [span for part in aid.parts for line in part.lines for span in (line.cost, line.rate, line.effective, line.amount)]
        for span in (assessment.rate, assessment.amount, aid.rate, aid.amount, *parts, *lines):
            assert span is None or 0 <= span[0] <= span[1]


@given(st.data())
def test_without_reasons_the_result_is_the_same(world: World, data: Any) -> None:
    name, case = data.draw(targets(world, known=data.draw(st.booleans())))
    rules = world.slices[name]
    for one in [rules, *world.in_force(case.reference_date)]:
        assert world.assess(one, world.facts(case)).result == world.assess(one, world.facts(case), trace=False).result
