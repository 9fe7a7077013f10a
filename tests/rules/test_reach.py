"""Reachable combinations: caps that never bind, and schemes that cannot be told apart."""

from typing import Any

import pytest

from app.rules.coverage import ALWAYS, NEVER
from app.rules.reach import Ruled, alike, combinations, never_binds
from app.rules.scheme import compile_scheme
from tests.rules.small import KINDS, LABEL, MEDIUM, SIZES, SMALL, World, base, item

CODES: dict[str, Any] = {
    "participant.size": sorted(SIZES),
    "participant.kind": sorted(KINDS),
    "project.program": ["none", "label", "other"],
    "project.secret": (True, False),
}
LARGE = {"fact": "participant.size", "eq": "large"}
SECRET = {"fact": "project.secret", "isTrue": True}
BY_SIZE = [item("small", 20, group="size", when=SMALL), item("medium", 10, group="size", when=MEDIUM)]
TWO = {"fact": "consortium.enterprises", "gte": 2}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def idle(world: World, *caps: dict[str, Any], **aid: Any) -> set[str]:
    """The caps that never bind."""
    return set(never_binds(Ruled(world.scheme(cap=list(caps), **aid)), CODES))


def same(world: World, one: dict[str, Any], other: dict[str, Any]) -> bool:
    """Whether two forms of aid cannot be told apart."""
    return alike(Ruled(world.scheme(**one)), Ruled(world.scheme(**other)), CODES)


def test_a_cap_that_base_and_bonuses_do_not_exceed_never_binds(world: World) -> None:
    aid = {"base": [base(50)], "bonus": [*BY_SIZE, item("together", 10, group="together", when=LABEL)]}
    assert idle(world, item("cap", 80), **aid) == {"cap"}
    assert idle(world, item("cap", 79), **aid) == set()


def test_of_a_group_only_the_highest_bonus_counts(world: World) -> None:
    bonuses = [item("one", 10, group="same"), item("other", 15, group="same")]
    assert idle(world, item("cap", 65), base=[base(50)], bonus=bonuses) == {"cap"}
    assert idle(world, item("cap", 64), base=[base(50)], bonus=bonuses) == set()


def test_bonuses_for_others_do_not_make_a_cap_bind(world: World) -> None:
    caps = [item("capSmall", 70, when=SMALL), item("capMedium", 60, when=MEDIUM), item("capLarge", 49, when=LARGE)]
    assert idle(world, *caps, base=[base(50)], bonus=BY_SIZE) == {"capSmall", "capMedium"}
    lower = [item("capSmall", 69, when=SMALL), item("capMedium", 59, when=MEDIUM), item("capLarge", 50, when=LARGE)]
    assert idle(world, *lower, base=[base(50)], bonus=BY_SIZE) == {"capLarge"}


def test_only_the_activities_of_a_cap_are_looked_at(world: World) -> None:
    bases = [base(50), base(100, "development", id="second")]
    assert idle(world, item("cap", 60, activity=["research"]), base=bases) == {"cap"}
    assert idle(world, item("cap", 60), base=bases) == set()


def test_of_several_caps_the_most_favourable_counts(world: World) -> None:
    bonus = [item("together", 20, group="together", when=TWO)]
    caps = [item("cap", 50), item("capTogether", 70, when=TWO)]
    assert idle(world, *caps, base=[base(50)], bonus=bonus) == {"cap", "capTogether"}
    assert idle(world, *caps, base=[base(50)], bonus=[item("together", 20, group="together")]) == {"capTogether"}


def test_thresholds_of_one_quantity_are_not_taken_as_independent(world: World) -> None:
    three = {"fact": "consortium.enterprises", "gte": 3}
    bonus = [item("three", 20, group="together", when=three)]
    caps = [item("cap", 50), item("capTwo", 70, when=TWO)]
    assert idle(world, *caps, base=[base(50)], bonus=bonus) == {"cap", "capTwo"}


def test_shared_rules_are_written_out(world: World) -> None:
    rules: dict[str, list[Any]] = {"sme": [{"any": [SMALL, MEDIUM]}], "none": [{"not": {"any": [SMALL, MEDIUM]}}]}
    bonus = [item("sme", 20, group="size", when={"rule": "sme"})]
    aid = {"base": [base(50)], "bonus": bonus}
    caps = [item("capLarge", 50, when={"rule": "none"}), item("cap", 60)]
    scheme = compile_scheme(world.compiler, {"form": "grant", **aid, "cap": caps}, rules.__getitem__)
    assert never_binds(Ruled(scheme, rules.__getitem__), CODES) == {"capLarge"}


def test_a_base_that_nobody_knows_is_not_cut(world: World) -> None:
    assert idle(world, item("cap", 10), base=[base(None)]) == {"cap"}


def test_a_figure_between_two_bounds_counts_with_its_highest(world: World) -> None:
    results = [item("results", {"fact": "project.resultPoints", "between": [0, 30]}, outcome=True)]
    assert idle(world, item("cap", 80), base=[base(50)], bonus=results) == {"cap"}
    assert idle(world, item("cap", 79), base=[base(50)], bonus=results) == set()


def test_a_figure_reckoned_from_facts_may_be_anything(world: World) -> None:
    assert idle(world, item("cap", 99), base=[base({"fact": "project.share"})]) == set()


def test_a_cap_between_two_bounds_binds_where_it_can_be_below_the_rate(world: World) -> None:
    open_cap = item("open", {"fact": "project.share", "between": [60, 80]})
    assert idle(world, open_cap, base=[base(60)]) == {"open"}
    assert idle(world, open_cap, base=[base(61)]) == set()
    # Beside a cap of 70 the open one is the most favourable where it is higher, and it may still be below 75.
    assert idle(world, open_cap, item("cap", 70), base=[base(75)]) == set()
    assert idle(world, open_cap, item("cap", 81), base=[base(90)]) == {"open"}


def test_too_many_combinations_are_not_judged(world: World) -> None:
    tests = [{"plus": [{"fact": "project.months"}, n], "gte": {"fact": "project.share"}} for n in range(14)]
    bonus = [item("many", 5, when={"all": tests})]
    assert idle(world, item("cap", 100), base=[base(50)], bonus=bonus) == set()
    assert not same(world, {"base": [base(50)], "bonus": bonus}, {"base": [base(50)], "bonus": bonus})


def test_ten_thousand_combinations_are_judged_and_not_one_more() -> None:
    quantities = ["project.months", "project.share", "consortium.enterprises", "consortium.independentEnterprises"]
    # Four thresholds leave five stretches, so that these are 5 x 5 x 5 x 5 x 16 combinations.
    tests: list[dict[str, Any]] = [{"fact": name, "gte": threshold} for name in quantities for threshold in (2, 4, 6, 8)]
    tests += [{"fact": "project.themes", "intersects": [theme]} for theme in ("energy", "health", "water")]
    tests.append({"fact": "project.startDate", "gte": "2024-01-01"})
    found = combinations([dict(enumerate(tests))], CODES)
    assert found is not None
    assert sum(1 for _ in found) == 10_000
    assert combinations([dict(enumerate([*tests, SECRET]))], CODES) is None


def test_a_bonus_above_the_cap_makes_no_difference(world: World) -> None:
    capped = [item("cap", 50)]
    assert same(world, {"base": [base(40)], "bonus": [item("b", 10)], "cap": capped}, {"base": [base(50)], "cap": capped})
    assert not same(world, {"base": [base(40)], "bonus": [item("b", 9)], "cap": capped}, {"base": [base(50)], "cap": capped})


def test_a_cap_below_a_more_favourable_one_makes_no_difference(world: World) -> None:
    lower, higher = item("lower", 40), item("higher", 50)
    assert same(world, {"base": [base(60)], "cap": [lower, higher]}, {"base": [base(60)], "cap": [higher]})
    assert not same(world, {"base": [base(60)], "cap": [lower, higher]}, {"base": [base(60)], "cap": [lower]})


def test_a_bonus_that_never_holds_makes_no_difference(world: World) -> None:
    assert same(world, {"base": [base(50)], "bonus": [item("b", 10, when=NEVER)]}, {"base": [base(50)]})


def test_a_condition_that_matters_somewhere_makes_a_difference(world: World) -> None:
    lowest = [base(50, id="large", when=LARGE), base(60, id="medium", when=MEDIUM), base(70, id="small", when=SMALL)]
    without = [base(50, id="large"), *lowest[1:]]
    assert same(world, {"base": lowest}, {"base": without})
    assert not same(world, {"base": lowest}, {"base": [*lowest[:2], base(70, id="small")]})


def test_no_base_differs_from_one_that_nobody_knows(world: World) -> None:
    assert not same(world, {"base": [base(None)]}, {"base": [base(None, when=NEVER)]})
    assert same(world, {"base": [base(50)]}, {"base": [base(50, when=ALWAYS)]})
    assert not same(world, {"base": [base(50)]}, {"base": [base(50), base(50, "development", id="second")]})


def test_figures_reckoned_from_facts_are_compared_as_they_are_written(world: World) -> None:
    share = {"fact": "project.share"}
    doubled = {"times": [2, share]}
    assert same(world, {"base": [base(share)]}, {"base": [base(share, note={"nl": "n"})]})
    assert not same(world, {"base": [base(share)]}, {"base": [base(doubled)]})


def between(lowest: Any, highest: Any) -> dict[str, Any]:
    """Points that a fact of the project tells, between two bounds."""
    return {"fact": "project.resultPoints", "between": [lowest, highest]}


@pytest.mark.parametrize("other", [between(6, 30), between(0, 30), between(5, 31)], ids=str)
def test_each_bound_of_a_figure_makes_a_difference(world: World, other: dict[str, Any]) -> None:
    one = between(5, 30)
    assert not same(world, {"base": [base(one)]}, {"base": [base(other)]})
    assert not same(world, {"base": [base(50)], "bonus": [item("b", one)]}, {"base": [base(50)], "bonus": [item("b", other)]})
    assert not same(world, {"base": [base(90)], "cap": [item("c", one)]}, {"base": [base(90)], "cap": [item("c", other)]})


def test_a_bound_above_the_cap_makes_no_difference(world: World) -> None:
    aid = {"base": [base(50)], "cap": [item("cap", 60)]}
    assert same(world, {**aid, "bonus": [item("b", between(5, 30))]}, {**aid, "bonus": [item("b", between(5, 31))]})
    assert not same(world, {**aid, "bonus": [item("b", between(5, 10))]}, {**aid, "bonus": [item("b", between(5, 9))]})


def test_a_rate_under_a_cap_reckoned_from_facts_makes_a_difference(world: World) -> None:
    cap = [item("cap", {"fact": "project.share"})]
    assert not same(world, {"base": [base(50)], "cap": cap}, {"base": [base(51)], "cap": cap})


@pytest.mark.parametrize(
    "when",
    [
        {"fact": "project.themes", "intersects": ["energy"]},
        {"fact": "project.startDate", "gte": "2024-01-01"},
        {"fact": "project.startDate", "eq": {"fact": "project.submissionDate"}},
        {"count": "participants", "neq": 1},
        {"fact": "project.share", "gt": 20},
        {"fact": "project.share", "lt": 20},
        {"all": [{"fact": "project.share", "gt": 10}, {"fact": "project.share", "lt": 20}]},
        {"fact": "applicant.size", "eq": "large"},
        {"not": SECRET},
        {"fact": "project.program", "neq": "none"},
    ],
    ids=str,
)
def test_any_test_may_be_met_or_not(world: World, when: dict[str, Any]) -> None:
    plain = {"base": [base(50)]}
    sometimes = {**plain, "bonus": [item("b", 1, when=when)]}
    assert not same(world, {**plain, "bonus": [item("b", 1)]}, sometimes)
    assert not same(world, plain, sometimes)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (SECRET, {"fact": "project.secret", "isFalse": True}),
        (LABEL, {"fact": "project.program", "notIn": ["label"]}),
        (TWO, {"fact": "consortium.enterprises", "lt": 2}),
        ({"count": "participants", "where": SMALL, "gte": 2}, {"where": SMALL, "count": "participants", "lt": 2}),
    ],
)
def test_two_tests_of_which_just_one_is_met(world: World, one: dict[str, Any], other: dict[str, Any]) -> None:
    assert same(world, {"base": [base(50)]}, {"base": [base(50, when={"any": [one, other]})]})
    assert same(world, {"base": [base(50, when=NEVER)]}, {"base": [base(50, when={"all": [one, other]})]})


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"fact": "project.themes", "intersects": ["energy"]}, {"fact": "project.themes", "intersects": ["water"]}),
        ({"fact": "project.startDate", "gte": "2024-01-01"}, {"fact": "project.startDate", "gte": "2025-01-01"}),
        ({"fact": "applicant.size", "eq": "large"}, LARGE),
        ({"count": "participants", "where": SMALL, "gte": 2}, {"count": "participants", "where": LARGE, "gte": 2}),
    ],
)
def test_two_tests_of_which_one_may_be_met_without_the_other(world: World, one: dict[str, Any], other: dict[str, Any]) -> None:
    both, either = base(50, when={"all": [one, other]}), base(50, when={"any": [one, other]})
    for alone in (base(50, when=one), base(50, when=other)):
        assert not same(world, {"base": [both]}, {"base": [alone]})
        assert not same(world, {"base": [either]}, {"base": [alone]})


def limit(name: str, **more: Any) -> dict[str, Any]:
    return {"id": name, "per": "participantYear", "mode": "clip", **more}


def test_a_ceiling_under_a_lower_one_makes_no_difference(world: World) -> None:
    small, medium = limit("small", max=10, when=SMALL), limit("medium", max=15, when=MEDIUM)
    bases = [base(50, when={"any": [SMALL, MEDIUM]})]
    assert same(world, {"base": bases, "limit": [small, medium]}, {"base": bases, "limit": [small, limit("medium", max=15)]})
    assert not same(world, {"base": bases, "limit": [small, medium]}, {"base": bases, "limit": [limit("small", max=10), medium]})


def test_a_ceiling_counts_only_where_there_is_a_rate(world: World) -> None:
    narrowed = {"base": [base(50, when=SMALL)], "limit": [limit("one", max=10, when=SMALL)]}
    assert same(world, narrowed, {**narrowed, "limit": [limit("one", max=10)]})
    other = {**narrowed, "limit": [*narrowed["limit"], limit("other", max=5, activity=["development"])]}
    assert same(world, narrowed, other)


@pytest.mark.parametrize(
    "other",
    [
        limit("two", max=20, mode="admissibility"),
        limit("two", max=20, per="project"),
        limit("two", max=20, activity=["research"]),
        limit("two", max=20, over={"fact": "participant.receivedEur"}),
        limit("two", max={"times": [2, {"fact": "project.months"}]}),
        limit("two", max=5),
    ],
)
def test_a_ceiling_of_another_kind_is_not_idle(world: World, other: dict[str, Any]) -> None:
    alone = {"base": [base(50)], "limit": [limit("one", max=10)]}
    assert not same(world, alone, {**alone, "limit": [*alone["limit"], other]})


def test_what_admits_a_project_is_compared_as_it_is(world: World) -> None:
    """A project below the least or above the most is not cut to it, so that no other figure makes that idle."""
    one, higher = limit("one", max=10, mode="admissibility"), limit("higher", max=20, mode="admissibility")
    assert not same(world, {"base": [base(50)], "limit": [one]}, {"base": [base(50)], "limit": [higher]})
    assert not same(world, {"base": [base(50)], "limit": [one]}, {"base": [base(50)], "limit": [one, higher]})


def test_a_higher_ceiling_over_the_same_received_before_is_idle(world: World) -> None:
    received = {"fact": "participant.receivedEur"}
    alone = {"base": [base(50)], "limit": [limit("one", max=10, over=received)]}
    assert same(world, alone, {**alone, "limit": [*alone["limit"], limit("two", max=20, over=received)]})
    assert not same(world, alone, {**alone, "limit": [*alone["limit"], limit("two", max=20, over={"times": [2, received]})]})


def test_a_ceiling_between_two_bounds_is_idle_when_both_are_higher(world: World) -> None:
    alone = {"base": [base(50)], "limit": [limit("one", max=10)]}
    between = limit("two", max={"between": [20, 30]})
    assert same(world, alone, {**alone, "limit": [*alone["limit"], between]})
    assert not same(world, alone, {**alone, "limit": [*alone["limit"], limit("two", max={"between": [5, 30]})]})


def test_factors_and_limits_on_costs_are_compared_too(world: World) -> None:
    plain = {"base": [base(50)]}
    assert not same(world, plain, {**plain, "factor": [item("tax", 25)]})
    assert not same(world, plain, {**plain, "cost": [{"id": "other", "heading": ["operating"], "max": 5}]})
