"""The ceiling guard: what a scheme can give against what an article allows, for every reachable combination."""

from typing import Any

import pytest

from app.rules.items import POINT
from app.rules.reach import Ruled
from app.rules.state_aid import Excess, Guarded, guard
from tests.rules.small import KINDS, LABEL, MEDIUM, SIZES, SMALL, World, base, item

CODES: dict[str, Any] = {
    "participant.size": sorted(SIZES),
    "participant.kind": sorted(KINDS),
    "project.program": ["none", "label", "other"],
}
TWO = {"fact": "consortium.enterprises", "gte": 2}
THREE = {"fact": "consortium.enterprises", "gte": 3}
ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
BY_SIZE = [item("small", 20, group="size", when=SMALL), item("medium", 10, group="size", when=MEDIUM)]
TOGETHER = item("together", 10, group="collaboration", when=LABEL)


def point(name: str, points: int, groups: list[str], **more: Any) -> dict[str, Any]:
    return item(name, points, groups=groups, **more)


SIZE_POINTS = [
    point("small", 20, ["size"], group="size", when=SMALL),
    point("medium", 10, ["size"], group="size", when=MEDIUM),
]
COLLABORATION = point("collaboration", 15, ["collaboration"], group="collaboration")
ARTICLE = {"base": [base(50)], "bonus": [*SIZE_POINTS, COLLABORATION], "cap": [item("cap", 80)]}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def guarded(
    world: World, article: dict[str, Any], aid: dict[str, Any], about: list[Any] | None = None, required: list[Any] | None = None
) -> Guarded | None:
    return guard(Ruled(world.scheme(**aid)), Ruled(world.scheme(**article)), about or [], required or [], CODES)


def excesses(world: World, aid: dict[str, Any], *, article: dict[str, Any] = ARTICLE, **more: Any) -> list[Excess]:
    found = guarded(world, article, aid, **more)
    assert found is not None
    return list(found.excesses)


def over(rate: int, allowed: int, *items: str, activity: str = "research") -> Excess:
    return Excess(activity, rate * POINT, allowed * POINT, items)


def test_a_scheme_within_its_article(world: World) -> None:
    assert guarded(world, ARTICLE, {"base": [base(50)], "bonus": [*BY_SIZE, TOGETHER]}) == Guarded((), ())


def test_a_base_above_that_of_the_article(world: World) -> None:
    assert excesses(world, {"base": [base(51)]}) == [over(51, 50, "base")]


def test_the_worst_combination_is_told_with_what_makes_it(world: World) -> None:
    bonuses = [item("small", 30, group="size", when=SMALL), item("medium", 15, group="size", when=MEDIUM)]
    assert excesses(world, {"base": [base(50)], "bonus": bonuses}) == [over(80, 70, "base", "small")]


def test_a_bonus_for_others_does_not_make_up_for_it(world: World) -> None:
    """The bonus of small enterprises is no room for medium ones."""
    swapped = [item("small", 10, group="size", when=SMALL), item("medium", 20, group="size", when=MEDIUM)]
    assert excesses(world, {"base": [base(50)], "bonus": swapped}) == [over(70, 60, "base", "medium")]


def test_a_cap_of_the_scheme_keeps_it_within(world: World) -> None:
    aid = {"base": [base(50)], "bonus": [item("small", 30, group="size", when=SMALL)]}
    assert excesses(world, {**aid, "cap": [item("cap", 70)]}) == []
    assert excesses(world, {**aid, "cap": [item("cap", 71)]}) == [over(71, 70, "base", "small")]


def test_the_cap_of_the_article_counts(world: World) -> None:
    bonuses = [*BY_SIZE, item("together", 15, group="collaboration", when=LABEL)]
    assert excesses(world, {"base": [base(50)], "bonus": bonuses}) == [over(85, 80, "base", "small", "together")]
    assert excesses(world, {"base": [base(50)], "bonus": bonuses, "cap": [item("cap", 80)]}) == []


def test_a_point_without_condition_counts_only_where_the_scheme_gives_a_bonus_that_rests_on_it(world: World) -> None:
    assert excesses(world, {"base": [base(65)]}) == [over(65, 50, "base")]
    assert excesses(world, {"base": [base(50)], "bonus": [item("b", 15, group="collaboration")]}) == []
    assert excesses(world, {"base": [base(50)], "bonus": [item("b", 16, group="collaboration")]}) == [over(66, 65, "base", "b")]


def test_a_bonus_that_rests_on_no_point(world: World) -> None:
    found = guarded(world, ARTICLE, {"base": [base(50)], "bonus": [item("sunny", 5, group="weather")]})
    assert found == Guarded((over(55, 50, "base", "sunny"),), ("sunny",))


def test_a_bonus_that_stays_within_the_base_need_not_rest_on_a_point(world: World) -> None:
    assert guarded(world, ARTICLE, {"base": [base(40)], "bonus": [item("sunny", 10, group="weather")]}) == Guarded((), ())


def test_an_activity_that_the_article_does_not_name(world: World) -> None:
    found = excesses(world, {"base": [base(10, "development", id="other")]})
    assert found == [over(10, 0, "other", activity="development")]


def test_a_rate_that_nobody_knows_is_not_compared(world: World) -> None:
    assert excesses(world, {"base": [base(None)]}) == []


def test_a_figure_between_two_bounds_counts_with_its_highest(world: World) -> None:
    results = item("results", {"fact": "project.resultPoints", "between": [0, 16]}, group="collaboration", outcome=True)
    assert excesses(world, {"base": [base(50)], "bonus": [results]}) == [over(66, 65, "base", "results")]


def test_whom_the_article_does_not_concern(world: World) -> None:
    bases = [base(50, when=ENTERPRISE), base(100, id="whole", when={"not": ENTERPRISE})]
    assert excesses(world, {"base": bases}, about=[ENTERPRISE]) == []
    assert excesses(world, {"base": bases}) == [over(100, 50, "whole")]


FACTUAL = {
    **ARTICLE,
    "bonus": [*SIZE_POINTS, COLLABORATION, point("facts", 15, ["collaboration"], group="collaboration", when=TWO)],
}


def test_what_every_project_must_meet_may_make_a_point_count(world: World) -> None:
    aid = {"base": [base(65)]}
    assert excesses(world, aid, article=FACTUAL) == [over(65, 50, "base")]
    assert excesses(world, aid, article=FACTUAL, required=[THREE]) == []
    assert excesses(world, aid, article=FACTUAL, required=[{"any": [THREE, LABEL]}]) == [over(65, 50, "base")]


def test_points_of_one_group_do_not_add_up(world: World) -> None:
    aid = {"base": [base(50)], "bonus": [item("b", 16, group="collaboration", when=LABEL)]}
    assert excesses(world, aid, article=FACTUAL, required=[THREE]) == [over(66, 65, "base", "b")]


def test_too_many_combinations_are_not_judged(world: World) -> None:
    tests = [{"plus": [{"fact": "project.months"}, n], "gte": {"fact": "project.share"}} for n in range(14)]
    assert guarded(world, ARTICLE, {"base": [base(50)], "bonus": [item("many", 5, when={"all": tests})]}) is None
