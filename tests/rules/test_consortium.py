"""Arithmetic over participants: counts, costs, shares and independence, also where something is unknown."""

from fractions import Fraction
from itertools import product
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.case import Case
from app.rules.values import Range, bounds
from tests.rules.small import World, case_of, cost, lead, party

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
NORTH = {"fact": "participant.region", "eq": "north"}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def three(*costs: Any, kinds: tuple[str | None, ...] = ("enterprise", "enterprise", "university")) -> Case:
    return case_of(lead("a", kinds[0]), *(party(name, kind) for name, kind in zip("bc", kinds[1:], strict=True)), costs=costs)


def test_a_count_is_of_those_for_whom_the_expression_holds(world: World) -> None:
    assert world.value({"count": "participants"}, three()) == 3
    assert world.value({"count": "participants", "where": ENTERPRISE}, three()) == 2


def test_a_count_is_a_range_while_somebody_may_belong(world: World) -> None:
    case = three(kinds=("enterprise", None, "university"))
    assert world.value({"count": "participants", "where": ENTERPRISE}, case) == Range(1, 2)


def test_subcontractors_count_only_among_the_listed(world: World) -> None:
    case = case_of(lead(), party("s", role="subcontractor"))
    assert world.value({"count": "participants"}, case) == 1
    assert world.value({"count": "participants", "among": "listed"}, case) == 2


def test_a_sum_is_in_euro_and_narrowed_by_activity_and_heading(world: World) -> None:
    case = three(
        cost(0, 10.5), cost(0, 20, "development", "travel"), cost(1, 40, "research", "staff"), cost(2, 80, "research", "staff")
    )
    assert world.value({"sum": "costs"}, case) == Fraction(301, 2)
    assert world.value({"sum": "costs", "activity": ["development"]}, case) == 20
    assert world.value({"sum": "costs", "activity": ["research"], "heading": ["travel"]}, case) == Range(0, Fraction(21, 2))
    assert world.value({"sum": "costs", "heading": ["staff"]}, case) == Range(120, Fraction(261, 2))


def test_a_sum_leaves_out_those_for_whom_the_expression_does_not_hold(world: World) -> None:
    assert world.value({"sum": "costs", "where": ENTERPRISE}, three(cost(0, 10), cost(1, 20), cost(2, 40))) == 30


def test_a_sum_goes_up_to_the_costs_of_those_who_may_belong(world: World) -> None:
    case = three(cost(0, 10), cost(1, 20), cost(2, 40), kinds=("enterprise", None, "university"))
    assert world.value({"sum": "costs", "where": ENTERPRISE}, case) == Range(10, 30)


def test_an_unknown_amount_has_no_highest(world: World) -> None:
    assert world.value({"sum": "costs"}, three(cost(0, 10), cost(1, None))) == Range(10, None)
    assert world.value({"sum": "costs"}, case_of(lead())) == Range(0, None)
    assert world.value({"largest": "costs"}, three(cost(0, 10), cost(1, None))) == Range(10, None)


def test_an_unknown_amount_that_belongs_in_no_case_changes_nothing(world: World) -> None:
    case = three(cost(0, 10), cost(2, None))
    assert world.value({"sum": "costs", "where": ENTERPRISE}, case) == 10
    assert world.value({"largest": "costs", "where": ENTERPRISE}, case) == 10


def test_an_amount_before_an_unknown_one_still_counts_for_the_lowest(world: World) -> None:
    assert world.value({"sum": "costs"}, case_of(costs=(cost(0, None), cost(0, 10)))) == Range(10, None)


def test_the_largest_costs_are_those_of_one_participant(world: World) -> None:
    case = three(cost(0, 10), cost(0, 15), cost(1, 20), cost(2, 90))
    assert world.value({"largest": "costs"}, case) == 90
    assert world.value({"largest": "costs", "where": ENTERPRISE}, case) == 25
    assert world.value({"largest": "costs", "where": NORTH}, case_of(lead(region="south"), costs=[cost(0, 5)])) == 0


def test_the_largest_share_is_within_those_for_whom_the_expression_holds(world: World) -> None:
    case = three(cost(0, 70), cost(1, 30), cost(2, 900))
    assert world.value({"largestShare": "costs", "where": ENTERPRISE}, case) == 70
    assert world.value({"largestShare": "costs"}, case) == 90


def test_one_alone_bears_everything_and_so_does_a_group_of_one(world: World) -> None:
    assert world.value({"largestShare": "costs"}, case_of(costs=(cost(0, 5),))) == 100
    alone = three(cost(0, 10), cost(1, 20), cost(2, 40), kinds=("enterprise", "university", "university"))
    assert world.value({"largestShare": "costs", "where": ENTERPRISE}, alone) == 100
    nobody = three(cost(0, 10), cost(1, 20), cost(2, 40), kinds=("person", "person", "university"))
    assert world.value({"largestShare": "costs", "where": ENTERPRISE}, nobody) == 100


def test_a_largest_share_may_be_settled_though_one_budget_is_unknown(world: World) -> None:
    # a has 75 of at least 100, and can only lose share; b can pass it, so the share is at least a half and has no other bound.
    assert world.value(
        {"largestShare": "costs"}, three(cost(0, 75), cost(1, None), cost(2, 25), kinds=("enterprise",) * 3)
    ) == Range(Fraction(100, 3), 100)
    # Of two parts the largest is at least half.
    assert world.value({"largestShare": "costs"}, case_of(lead(), party("b"))) == Range(50, 100)


def test_a_share_is_of_those_that_belong_in_the_costs_of_all(world: World) -> None:
    case = three(cost(0, 10), cost(1, 30), cost(2, 60))
    assert world.value({"share": "costs", "where": ENTERPRISE}, case) == 40
    maybe = three(cost(0, 10), cost(1, 30), cost(2, 60), kinds=("enterprise", None, "university"))
    assert world.value({"share": "costs", "where": ENTERPRISE}, maybe) == Range(10, 40)


def test_a_share_with_an_unknown_amount_keeps_the_bound_that_holds(world: World) -> None:
    # The enterprises have 40 and more; the university 60: at least 40 of 100, and anything up to everything.
    assert world.value({"share": "costs", "where": ENTERPRISE}, three(cost(0, 40), cost(1, None), cost(2, 60))) == Range(40, 100)
    # The university's costs are unknown: the enterprises may have everything, or next to nothing.
    assert world.value({"share": "costs", "where": ENTERPRISE}, three(cost(0, 40), cost(1, 10), cost(2, None))) == Range(0, 100)


def test_the_own_share_is_about_one_participant(world: World) -> None:
    case = three(cost(0, 10), cost(1, 30), cost(2, 60))
    assert [world.value({"ownShare": "costs"}, case, about) for about in range(3)] == [10, 30, 60]
    assert world.value({"ownShare": "costs", "where": ENTERPRISE}, case, 1) == 75


def test_own_costs_are_those_of_one_participant(world: World) -> None:
    case = three(cost(0, 10), cost(0, None, "development"), cost(1, 30))
    assert world.value({"own": "costs"}, case, 1) == 30
    assert world.value({"own": "costs"}, case, 0) == Range(10, None)
    assert world.value({"own": "costs", "activity": ["research"]}, case, 0) == 10


def independent(world: World, *links: tuple[int, ...] | None, kinds: str = "eee") -> Any:
    kind = {"e": "enterprise", "u": "university", "?": None}
    people = [
        party(name, kind[code], role="applicant" if name == "a" else "partner", linked_to=link)
        for name, code, link in zip("abcd", kinds, links, strict=False)
    ]
    return world.value({"independent": "participants", "where": ENTERPRISE}, case_of(*people))


def test_linked_enterprises_are_one_group(world: World) -> None:
    assert independent(world, (), (), ()) == 3
    assert independent(world, (1,), (), ()) == 2
    assert independent(world, (1,), (2,), ()) == 1
    assert independent(world, (), (0,), (0,)) == 1


def test_a_link_to_one_who_does_not_belong_is_no_link_within_the_group(world: World) -> None:
    assert independent(world, (2,), (), (), kinds="eeu") == 2


def test_who_is_silent_on_links_may_be_linked_to_others_that_are_silent(world: World) -> None:
    assert independent(world, None, None, None) == Range(1, 3)
    assert independent(world, None, None, ()) == Range(2, 3)
    assert independent(world, None, (), ()) == 3


def test_independence_is_a_range_while_somebody_may_belong(world: World) -> None:
    assert independent(world, (), (), (), kinds="ee?") == Range(2, 3)
    assert independent(world, (), (), (), kinds="uuu") == 0


# Zero is left out: nobody has a share in nothing.
AMOUNTS = (1, 3, 700)
WORDS = ("sum", "largest", "share", "largestShare", "ownShare", "count", "own", "independent")


@given(
    kinds=st.lists(st.sampled_from(["enterprise", "university", None]), min_size=1, max_size=3),
    amounts=st.lists(st.sampled_from([*AMOUNTS, None]), min_size=3, max_size=3),
    word=st.sampled_from(WORDS),
)
def test_whatever_comes_to_light_lies_within_what_was_known(kinds: list[str | None], amounts: list[int | None], word: str) -> None:
    world = World()
    quantity = {word: "participants" if word in ("count", "independent") else "costs", "where": ENTERPRISE}

    def value(kinds: tuple[str | None, ...], amounts: tuple[int | None, ...]) -> Any:
        people = [party(f"p{n}", kind, role="applicant" if n == 0 else "partner", linked_to=()) for n, kind in enumerate(kinds)]
        return world.value(quantity, case_of(*people, costs=[cost(n, euro) for n, euro in enumerate(amounts)]))

    lo, hi = bounds(value(tuple(kinds), tuple(amounts[: len(kinds)])))
    possible_kinds = [("enterprise", "university") if kind is None else (kind,) for kind in kinds]
    possible_amounts = [AMOUNTS if euro is None else (euro,) for euro in amounts[: len(kinds)]]
    for choice in product(*possible_kinds):
        for euros in product(*possible_amounts):
            low, high = bounds(value(choice, euros))
            assert low == high, "nothing is unknown, so nothing may stay open"
            assert lo is None or lo <= low
            assert hi is None or high <= hi


# Of the costs for research of staff, a has 10 and b 30; a has 1000 for staff of development, b 1000 for travel of research.
NARROWED = (
    cost(0, 1000, "development", "staff"),
    cost(0, 10, "research", "staff"),
    cost(1, 1000, "research", "travel"),
    cost(1, 30, "research", "staff"),
)


@pytest.mark.parametrize(
    ("word", "of_a", "of_b"),
    [("sum", 40, 40), ("largest", 30, 30), ("largestShare", 75, 75), ("ownShare", 25, 75), ("own", 10, 30), ("share", 100, 100)],
)
def test_costs_may_be_narrowed_to_an_activity_and_to_a_heading(world: World, word: str, of_a: int, of_b: int) -> None:
    case = case_of(lead(), party("b"), costs=NARROWED)
    narrowed = {word: "costs", "activity": ["research"], "heading": ["staff"]}
    assert [world.value(narrowed, case, about) for about in (0, 1)] == [of_a, of_b]


def test_a_share_of_some_is_narrowed_to_an_activity_and_to_a_heading(world: World) -> None:
    case = case_of(lead(region="south"), party("b", region="north"), costs=NARROWED)
    assert world.value({"share": "costs", "where": NORTH, "activity": ["research"], "heading": ["staff"]}, case) == 75


def test_shares_with_headings_that_are_not_known_are_between_what_these_can_make_of_them(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 40, heading="staff"), cost(0, 20), cost(1, 40, heading="staff"), cost(1, 60)])
    # Staff costs the one 40 to 60, the other 40 to 100.
    assert world.value({"largestShare": "costs", "heading": ["staff"]}, case) == Range(50, Fraction(500, 7))


def test_amounts_that_are_not_known_leave_a_narrowed_sum_without_a_highest(world: World) -> None:
    costs = [cost(0, 10), cost(0, None), cost(0, 20), cost(0, None, "development"), cost(0, 40, "development")]
    assert world.value({"sum": "costs", "activity": ["research"]}, case_of(costs=costs)) == Range(30, None)
    assert world.value({"sum": "costs", "activity": ["training"]}, case_of(costs=costs)) == 0
    assert world.value({"sum": "costs", "activity": ["research"]}, case_of()) == Range(0, None)


def test_the_others_all_count_in_the_share_of_one(world: World) -> None:
    case = three(cost(0, 10), cost(1, 30), cost(2, 60), kinds=("enterprise", "university", "university"))
    assert world.value({"share": "costs", "where": ENTERPRISE}, case) == 10


@pytest.mark.parametrize("costs", [[], [cost(0, 0)], [cost(0, 0), cost(1, 0)]])
@pytest.mark.parametrize("word", ["share", "ownShare"])
def test_a_share_in_nothing_is_not_known(world: World, word: str, costs: Any) -> None:
    assert world.value({word: "costs"}, case_of(lead(), party("b"), costs=costs)) == Range(0, 100)


def test_one_cent_is_a_whole_too(world: World) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 0.01)])
    assert [world.value({"ownShare": "costs"}, case, about) for about in (0, 1)] == [100, 0]
