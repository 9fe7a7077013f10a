"""More knowledge never widens a result, never leads outside it, and never turns a decided eligibility round."""

from typing import Any

import pytest
from hypothesis import given, note
from hypothesis import strategies as st

from app.catalogue.snapshot import Snapshot
from app.rules.aid import Aid
from app.rules.amounts import Span
from app.rules.assess import Assessment
from app.rules.verdict import MET, NAMES, NOT_MET, UNKNOWN
from tests.rules.cases import World, pieces, targets, without


@pytest.fixture(scope="module")
def world(snapshot: Snapshot) -> World:
    return World(snapshot)


def holds(what: str, wider: Span | None, narrower: Span | None) -> None:
    """Whatever was possible with less knowledge holds what came out with more."""
    if wider is not None and narrower is not None:
        assert wider[0] <= narrower[0] <= narrower[1] <= wider[1], f"{what}: {narrower} lies outside {wider}"


def before_limits(aid: Aid) -> Span | None:
    """The hull of the rates of all lines."""
    rates = [line.effective for part in aid.parts for line in part.lines if line.effective is not None]
    return (min(lo for lo, _ in rates), max(hi for _, hi in rates)) if rates else None


def check(less: Assessment, more: Assessment) -> None:
    # While costs are unknown nothing can tell that none of them is funded.
    unfunded = less.aid.activity_funded is None and more.aid.activity_funded not in (None, MET)
    if less.verdict != UNKNOWN and not unfunded:
        assert more.verdict == less.verdict, f"eligibility: from {NAMES[less.verdict]} to {NAMES[more.verdict]}"
    if less.carriers:
        for one, other in zip(less.carriers, more.carriers, strict=True):
            check(one, other)
        # Where every carrier refuses, the figures are those of all of them.
        if all(carrier.verdict == NOT_MET for carrier in more.carriers):
            return
    if less.amount is not None:
        holds("rate", less.rate, more.rate)
    elif not less.carriers:
        # Without an amount a rate is that before limits on amounts.
        holds("rate", less.rate, before_limits(more.aid))
    holds("amount", less.amount, more.amount)
    check_parts(less.aid, more.aid)


def check_parts(less: Aid, more: Aid) -> None:
    for one, other in zip(less.parts, more.parts, strict=True):
        assert one.funded in (UNKNOWN, other.funded)
        if other.funded == MET:
            if one.amount is not None:
                holds(f"rate of {one.participant}", one.rate, other.rate)
            holds(f"amount of {one.participant}", one.amount, other.amount)
        lines = {(line.activity, line.year): line for line in one.lines}
        for line in other.lines:
            before = lines.get((line.activity, line.year))
            if before is not None:
                holds(f"rate of {line.activity}", before.rate, line.rate)
                holds(f"amount of {line.activity}", before.amount, line.amount)


@given(st.data())
def test_what_comes_to_light_lies_within_what_was_possible(world: World, data: Any) -> None:
    name, case = data.draw(targets(world))
    rules = world.slices[name]
    everything = pieces(case)
    some = data.draw(st.lists(st.sampled_from(everything), max_size=6, unique=True))
    more = data.draw(st.lists(st.sampled_from(everything), max_size=3, unique=True))
    cases = [case, without(case, some), without(case, list(dict.fromkeys([*some, *more])))]
    results = [
        [world.assess(one, facts) for one in [rules, *world.in_force(case.reference_date)]] for facts in map(world.facts, cases)
    ]
    for known, less, least in zip(*results, strict=True):
        note(f"{known.slice.instrument} {known.slice.period}")
        check(less, known)
        check(least, less)
