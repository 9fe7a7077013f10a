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


def test_a_cap_between_two_bounds_keeps_it_below_the_highest_only(world: World) -> None:
    def capped(highest: int) -> dict[str, Any]:
        cap = item("cap", {"fact": "project.resultPoints", "between": [40, highest]})
        return {"base": [base(100)], "cap": [cap]}

    assert excesses(world, capped(50)) == []
    assert excesses(world, capped(60)) == [over(60, 50, "base")]


def test_a_cap_that_facts_tell_keeps_nothing_within(world: World) -> None:
    aid = {"base": [base(60)], "cap": [item("cap", {"fact": "project.share"})]}
    assert excesses(world, aid) == [over(60, 50, "base")]


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


def test_every_bonus_that_rests_on_no_point_is_told(world: World) -> None:
    bonuses = [item("sunny", 5, group="weather", when=SMALL), item("rainy", 5, group="weather", when=MEDIUM), item("early", 5)]
    found = guarded(world, {**ARTICLE, "base": [base(60)]}, {"base": [base(60)], "bonus": bonuses})
    assert found is not None
    assert found.unnamed == ("early", "rainy", "sunny")
    by_activity = [item("sunny", 5, group="weather", activity=["research"]), item("rainy", 5, activity=["development"])]
    found = guarded(
        world,
        {"base": [base(50, "research", "development")]},
        {"base": [base(50, "research", "development")], "bonus": by_activity},
    )
    assert found is not None
    assert found.unnamed == ("rainy", "sunny")


def test_of_an_excess_the_highest_base_and_the_highest_bonus_of_each_group_are_told(world: World) -> None:
    bases = [base(30, id="low"), base(50, id="high"), base(40, id="middle")]
    bonuses = [
        item("some", 5, group="collaboration"),
        item("most", 16, group="collaboration"),
        item("less", 10, group="collaboration"),
    ]
    assert excesses(world, {"base": bases, "bonus": bonuses}) == [over(66, 65, "high", "most")]


def test_an_article_may_have_other_bases_and_caps_for_some(world: World) -> None:
    article = {
        "base": [base(40), base(60, id="small", when=SMALL)],
        "bonus": [COLLABORATION],
        "cap": [item("cap", 45), item("capSmall", 70, when=SMALL)],
    }
    assert excesses(world, {"base": [base(40), base(60, id="small", when=SMALL)]}, article=article) == []
    assert excesses(world, {"base": [base(60)]}, article=article) == [over(60, 40, "base")]
    together = {"bonus": [item("b", 15, group="collaboration")]}
    assert excesses(world, {"base": [base(60, when=SMALL)], **together}, article=article) == [over(75, 70, "base", "b")]
    assert excesses(world, {"base": [base(40)], **together}, article=article) == [over(55, 45, "base", "b")]


def test_a_bonus_that_stays_within_the_base_need_not_rest_on_a_point(world: World) -> None:
    assert guarded(world, ARTICLE, {"base": [base(40)], "bonus": [item("sunny", 10, group="weather")]}) == Guarded((), ())


def test_an_activity_that_the_article_does_not_name(world: World) -> None:
    found = excesses(world, {"base": [base(10, "development", id="other")]})
    assert found == [over(10, 0, "other", activity="development")]


def test_each_activity_is_compared_with_its_own_base(world: World) -> None:
    article = {"base": [base(50), base(25, "development", id="second")]}
    aid = {"base": [base(52), base(26, "development", id="other")]}
    assert excesses(world, aid, article=article) == [over(52, 50, "base"), over(26, 25, "other", activity="development")]


def test_a_rate_that_nobody_knows_is_not_compared(world: World) -> None:
    assert excesses(world, {"base": [base(None)]}) == []
    bases = [base(None), base(51, "development", id="other"), base(None, "study", id="study")]
    article = {"base": [base(50, "research", "development", "study")]}
    assert excesses(world, {"base": bases}, article=article) == [over(51, 50, "other", activity="development")]


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
    only_facts = {**ARTICLE, "bonus": FACTUAL["bonus"][2:]}
    assert excesses(world, aid, article=only_facts, required=[THREE]) == []


def test_a_point_with_a_condition_counts_only_where_that_holds(world: World) -> None:
    """Even where the scheme gives a bonus that rests on it, and another point of its group counts anyway."""
    higher = point("facts", 25, ["collaboration"], group="collaboration", when=TWO)
    article = {**ARTICLE, "bonus": [*SIZE_POINTS, COLLABORATION, higher]}
    aid = {"base": [base(50)], "bonus": [item("b", 25, group="collaboration")]}
    assert excesses(world, aid, article=article) == [over(75, 65, "base", "b")]
    assert excesses(world, aid, article=article, required=[THREE]) == []


def test_points_of_one_group_do_not_add_up(world: World) -> None:
    aid = {"base": [base(50)], "bonus": [item("b", 16, group="collaboration", when=LABEL)]}
    assert excesses(world, aid, article=FACTUAL, required=[THREE]) == [over(66, 65, "base", "b")]


MANY = {"all": [{"plus": [{"fact": "project.months"}, n], "gte": {"fact": "project.share"}} for n in range(14)]}


def test_too_many_combinations_are_not_judged(world: World) -> None:
    assert guarded(world, ARTICLE, {"base": [base(50)], "bonus": [item("many", 5, when=MANY)]}) is None


def test_what_stays_below_the_points_that_count_anyway_is_judged_without_the_others(world: World) -> None:
    """However many combinations the facts have that the others ask for."""
    many = point("facts", 15, ["collaboration"], group="collaboration", when=MANY)
    article = {**ARTICLE, "bonus": [*SIZE_POINTS, COLLABORATION, many]}
    assert guarded(world, article, {"base": [base(50)], "bonus": [*BY_SIZE, TOGETHER]}) == Guarded((), ())
    assert guarded(world, article, {"base": [base(51)], "bonus": [*BY_SIZE, TOGETHER]}) is None


def test_whom_it_concerns_does_not_matter_where_no_figure_asks_who_it_is(world: World) -> None:
    assert excesses(world, {"base": [base(51)]}, about=[MANY]) == [over(51, 50, "base")]
