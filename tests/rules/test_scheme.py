"""Compiling an aid scheme: its items, the bases of an activity, and what is refused."""

from typing import Any

import pytest

from app.rules.errors import RuleError
from app.rules.items import WHOLE
from app.rules.scheme import compile_scheme
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import LABEL, MEDIUM, OPEN, SMALL, World, base, case_of, cost, item, lead, party, points

LARGE = {"fact": "participant.size", "eq": "large"}


@pytest.fixture(scope="module")
def world() -> World:
    return World()


def test_items_concern_their_own_activities_or_all(world: World) -> None:
    scheme = world.scheme(
        base=[base(50, "research"), base(25, "development", id="second")],
        bonus=[item("narrow", 5, activity=["development"]), item("wide", 10)],
        cap=[item("capResearch", 60, activity=["research"]), item("cap", 80)],
    )
    assert list(scheme.rules) == ["research", "development"]
    research, development = scheme.rules.values()
    assert [one.id for one in research.bases] == ["base"]
    assert [[one.id for one in group] for group in research.groups] == [["wide"]]
    assert [[one.id for one in group] for group in development.groups] == [["narrow"], ["wide"]]
    assert [one.id for one in research.caps] == ["capResearch", "cap"]
    assert [one.id for one in development.caps] == ["cap"]


def test_bonuses_are_grouped_and_one_without_a_group_is_its_own(world: World) -> None:
    scheme = world.scheme(base=[base()], bonus=[item("a", 1, group="g"), item("b", 2), item("c", 3, group="g")])
    assert [[one.id for one in group] for group in scheme.rules["research"].groups] == [["a", "c"], ["b"]]


def test_every_item_is_listed_once(world: World) -> None:
    scheme = world.scheme(
        cost=[item("travel", max=10, heading=["travel"])],
        base=[base(50, "research", "development")],
        bonus=[item("bonus", 5)],
        cap=[item("cap", 60)],
        factor=[item("factor", 25)],
        limit=[item("limit", max=100)],
    )
    assert [one.id for one in scheme.items] == ["travel", "base", "bonus", "cap", "factor", "limit"]


def test_items_carry_what_they_were_compiled_from(world: World) -> None:
    node = item("limit", min=5, max=100, over={"fact": "participant.receivedEur"}, per="participant", mode="admissibility")
    (limit,) = world.scheme(base=[base()], limit=[node]).limits
    assert limit.origin == node
    assert (limit.per, limit.mode) == ("participant", "admissibility")
    assert limit.least is not None
    assert limit.least.constant == 5
    assert limit.over is not None


def test_a_scheme_is_kept_by_year_when_a_limit_is_yearly(world: World) -> None:
    assert world.scheme(base=[base()], limit=[item("yearly", max=10, per="participantYear")]).by_year
    assert not world.scheme(base=[base()], limit=[item("whole", max=10)]).by_year


def test_points_are_millionths_and_parts_of_these_are_cut_off(world: World) -> None:
    scheme = world.scheme(base=[base("200/3")])
    assert scheme.rules["research"].bases[0].span == (66_666_666, 66_666_666)


def test_points_that_are_reckoned_are_unknown_up_to_everything(world: World) -> None:
    scheme = world.scheme(base=[base({"fact": "project.share"})], bonus=[item("open", {"between": [5, 15]})])
    facts = world.facts(case_of())
    open_base = scheme.rules["research"].bases[0]
    assert open_base.figures(facts.project, facts.participants[0]) == (0, WHOLE)
    known = world.facts(case_of(facts={"project.share": 40}))
    assert open_base.figures(known.project, known.participants[0]) == points(40, 40)
    bonus = scheme.rules["research"].groups[0][0]
    assert bonus.figures(facts.project, facts.participants[0]) == points(5, 15)


def test_points_nobody_knows_have_no_figures(world: World) -> None:
    facts = world.facts(case_of())
    (one,) = world.scheme(base=[base(None)]).rules["research"].bases
    assert one.figures(facts.project, facts.participants[0]) is None


def test_without_a_beneficiary_every_kind_is_funded(world: World) -> None:
    for kind in ("enterprise", "university", "person"):
        assert world.aid(case_of(lead("a", kind), costs=[cost(0, 100)]), base=[base()]).beneficiary == 2


def test_whom_it_funds_may_be_asked_by_a_shared_rule(world: World) -> None:
    aid = {"form": "loan", "beneficiary": {"rule": "persons"}, "base": [base()]}
    shared = {"persons": [{"fact": "participant.kind", "eq": "person"}]}
    scheme = compile_scheme(world.compiler, aid, shared.__getitem__)
    for kind, verdict in (("person", MET), ("enterprise", NOT_MET), (None, UNKNOWN)):
        facts = world.facts(case_of(lead("a", kind)))
        assert scheme.beneficiary.verdict(facts.project, facts.participants[0]) == verdict


def test_the_form_of_the_aid_is_kept(world: World) -> None:
    assert world.scheme(form="loan", base=[base()]).form == "loan"
    assert world.aid(case_of(costs=[cost(0, 100)]), form="loan", base=[base()]).form == "loan"


def test_points_may_exceed_a_hundred(world: World) -> None:
    (one,) = world.scheme(base=[base(1000)]).rules["research"].bases
    assert (one.span,) == (points(1000, 1000),)


@pytest.mark.parametrize(
    ("bases", "exhaustive"),
    [
        ([base(50)], True),
        ([base(50, when=SMALL)], False),
        ([base(50, when=SMALL), base(20, id="any")], True),
        ([base(50, when=SMALL), base(40, id="m", when=MEDIUM), base(30, id="l", when=LARGE)], True),
        ([base(50, when=SMALL), base(40, id="m", when=MEDIUM)], False),
        ([base(50, when=OPEN)], False),
        ([base(50, when={"not": OPEN})], False),
        ([base(50, when=OPEN), base(40, id="not", when={"not": OPEN})], True),
        # Nor is it tried who may take part.
        ([base(50, when={"count": "participants", "where": SMALL, "gte": 2})], False),
        ([base(50, when={"all": [OPEN, LABEL]}), base(40, id="not", when={"not": {"all": [OPEN, LABEL]}})], True),
        ([base(50, when={"all": [OPEN, LABEL]}), base(40, id="half", when={"not": OPEN})], False),
        # A number has no end of values to try.
        (
            [base(50, when={"fact": "project.months", "lte": 12}), base(40, id="b", when={"fact": "project.months", "gt": 12})],
            False,
        ),
    ],
)
def test_bases_that_leave_no_case_out_are_recognized(world: World, bases: list[dict[str, Any]], exhaustive: bool) -> None:
    assert world.scheme(base=bases).rules["research"].exhaustive is exhaustive


def test_more_than_a_thousand_combinations_are_not_tried() -> None:
    statements = {f"project.statement{n}": {"type": "bool"} for n in range(10)}
    tests = [{"fact": name, "isTrue": True} for name in statements]
    bases = [base(50, when={"all": tests}), base(20, id="not", when={"not": {"all": tests}})]
    # 2 to the tenth is 1024, to the ninth 512.
    assert not World(statements).scheme(base=bases).rules["research"].exhaustive
    nine = [base(50, when={"all": tests[:9]}), base(20, id="not", when={"not": {"all": tests[:9]}})]
    assert World(statements).scheme(base=nine).rules["research"].exhaustive


@pytest.mark.parametrize(("codes", "exhaustive"), [((10, 10, 10), True), ((7, 11, 13), False)])
def test_a_thousand_combinations_are_tried_and_not_one_more(codes: tuple[int, ...], exhaustive: bool) -> None:
    names = [f"project.list{n}" for n in range(3)]
    lists = {name: {"type": "enum", "codes": frozenset(map(str, range(count)))} for name, count in zip(names, codes, strict=True)}
    first = {"all": [{"fact": name, "eq": "0"} for name in names]}
    bases = [base(50, when=first), base(20, id="not", when={"not": first})]
    assert World(lists).scheme(base=bases).rules["research"].exhaustive is exhaustive


@pytest.mark.parametrize(
    "when",
    [
        {"fact": "applicant.kind", "eq": "enterprise"},
        {"count": "participants", "where": {"fact": "participant.kind", "eq": "enterprise"}, "gte": 1},
        {"count": "beneficiaries", "gte": 2},
        {"fact": "participant.funded", "isTrue": True},
        {"fact": "project.program", "eq": "label"},
    ],
)
def test_a_base_may_depend_on_the_lead_and_on_the_consortium(world: World, when: dict[str, Any]) -> None:
    case = case_of(lead(), party("b"), costs=[cost(0, 1000)], facts={"project.program": "label"})
    aid = world.aid(case, base=[base(50, when=when), base(20, id="other", when={"not": when})])
    assert aid.rate == points(50, 50)


@pytest.mark.parametrize(
    ("aid", "path", "reason"),
    [
        ({"base": [base(1001)]}, ("aid", "base", 0, "points"), "1001 points are no percentage"),
        ({"bonus": [item("b", -1)]}, ("aid", "bonus", 0, "points"), "-1 points are no percentage"),
        ({"cap": [item("c", "2021-03-01")]}, ("aid", "cap", 0, "points"), "^points are no percentage here"),
        ({"cap": [item("c", "much")]}, ("aid", "cap", 0, "points"), "no quantity"),
        ({"base": [base(50), base(20, when={"fact": "x"})]}, ("aid", "base", 1, "when"), "one operator"),
        ({"limit": [item("l", max={"fact": "x"})]}, ("aid", "limit", 0, "max", "fact"), "no fact"),
        ({"limit": [item("l", min="x", max=5)]}, ("aid", "limit", 0, "min"), "no quantity"),
        ({"limit": [item("l", over="x", max=5)]}, ("aid", "limit", 0, "over"), "no quantity"),
        ({"beneficiary": {"rule": "sme"}}, ("aid", "beneficiary"), "cannot be used here"),
    ],
)
def test_a_faulty_scheme_is_refused_with_its_path(world: World, aid: dict[str, Any], path: tuple[Any, ...], reason: str) -> None:
    with pytest.raises(RuleError, match=reason) as refused:
        world.scheme(**aid)
    assert refused.value.path == path
