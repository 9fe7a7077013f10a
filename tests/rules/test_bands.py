"""Bands of admissible amounts, outside which an application is refused."""

from typing import Any

import pytest

from app.rules.aid import Aid
from app.rules.verdict import MET, NOT_MET, UNKNOWN
from tests.rules.small import LABEL, SMALL, World, base, case_of, cost, euro, item, lead, party

ENTERPRISE = {"fact": "participant.kind", "eq": "enterprise"}
BOTH = base(50, "research", "development")


@pytest.fixture(scope="module")
def world() -> World:
    return World()


BAND = item("band", min=100, max=500, mode="admissibility")


@pytest.mark.parametrize(("euros", "verdict"), [(199.98, NOT_MET), (200, MET), (1000, MET), (1000.02, NOT_MET), (None, UNKNOWN)])
def test_a_band_is_tested_on_the_computed_aid(world: World, euros: float | None, verdict: int) -> None:
    case = case_of(costs=None if euros is None else [cost(0, euros)])
    aid = world.aid(case, base=[base(50)], limit=[BAND])
    assert [(one.id, who, found) for one, who, found in aid.bands] == [("band", None, verdict)]


@pytest.mark.parametrize(("requested", "verdict"), [(99, NOT_MET), (99.5, NOT_MET), (100, MET), (500, MET), (501, NOT_MET)])
@pytest.mark.parametrize("euros", [None, 40, 4000])
def test_a_band_is_tested_on_the_requested_aid_when_that_is_given(
    world: World, requested: Any, verdict: int, euros: int | None
) -> None:
    case = case_of(costs=None if euros is None else [cost(0, euros)], facts={"project.requestedAidEur": requested})
    aid = world.aid(case, base=[base(50)], limit=[BAND])
    assert [found for _, _, found in aid.bands] == [verdict]
    if euros is not None:
        assert aid.amount == euro(min(requested, euros / 2), min(requested, euros / 2))


def test_a_band_around_an_open_amount_is_open(world: World) -> None:
    case = case_of(costs=[cost(0, 1000)])
    for low, high, verdict in ((30, 40, MET), (30, 60, UNKNOWN), (60, 80, NOT_MET)):
        bonus = [item("label", high - low, when=LABEL)]
        assert [found for _, _, found in world.aid(case, base=[base(low)], bonus=bonus, limit=[BAND]).bands] == [verdict]


def test_a_band_whose_condition_is_open_never_refuses(world: World) -> None:
    for program, expected in (("label", [NOT_MET]), ("none", []), (None, [UNKNOWN])):
        case = case_of(costs=[cost(0, 10)], facts={"project.program": program} if program else {})
        aid = world.aid(case, base=[base(50)], limit=[{**BAND, "when": LABEL}])
        assert [found for _, _, found in aid.bands] == expected


def test_a_band_may_have_one_side_and_concern_one_activity(world: World) -> None:
    case = case_of(costs=[cost(0, 1000), cost(0, 100, "development")])
    floor = item("floor", min=100, mode="admissibility")
    assert [found for *_, found in world.aid(case, base=[BOTH], limit=[floor]).bands] == [MET]
    narrowed = {**floor, "activity": ["development"]}
    assert [found for *_, found in world.aid(case, base=[BOTH], limit=[narrowed]).bands] == [NOT_MET]
    roof = item("roof", max=100, mode="admissibility")
    assert [found for *_, found in world.aid(case, base=[BOTH], limit=[roof]).bands] == [NOT_MET]
    assert [found for *_, found in world.aid(case_of(), base=[BOTH], limit=[narrowed]).bands] == [UNKNOWN]


def test_a_band_per_participant_is_tested_for_each_with_costs_it_is_about(world: World) -> None:
    case = case_of(lead(), party("b"), party("c"), costs=[cost(0, 1000), cost(1, 100), cost(2, 100, "development")])
    band = item("band", min=100, per="participant", mode="admissibility", activity=["research"])
    aid = world.aid(case, base=[BOTH], limit=[band])
    assert [(who, found) for _, who, found in aid.bands] == [(0, MET), (1, NOT_MET)]


def test_a_band_refuses_nobody_who_may_not_be_funded(world: World) -> None:
    case = case_of(lead(), party("b", None), costs=[cost(0, 1000), cost(1, 100)])
    band = item("band", min=100, per="participant", mode="admissibility")
    aid = world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], limit=[band])
    assert [(who, found) for _, who, found in aid.bands] == [(0, MET), (1, UNKNOWN)]
    narrowed = item("band", min=100, max=500, mode="admissibility", activity=["research"])
    # With the other 550, without it 500: inside for one of the two.
    assert [found for *_, found in world.aid(case, beneficiary=ENTERPRISE, base=[base(50)], limit=[narrowed]).bands] == [UNKNOWN]


@pytest.mark.parametrize("costs", [None, [cost(0, 1000)]])
def test_a_band_is_tested_though_nobody_knows_the_rate(world: World, costs: Any) -> None:
    def bands(**facts: Any) -> list[int]:
        aid = world.aid(case_of(costs=costs, facts=facts), base=[base(None)], limit=[BAND])
        return [found for _, _, found in aid.bands]

    assert bands() == [UNKNOWN]
    assert bands(**{"project.requestedAidEur": 99}) == [NOT_MET]


def verdicts(aid: Aid) -> list[int]:
    return [found for _, _, found in aid.bands]


def test_a_band_does_not_keep_a_ceiling_after_it_from_cutting(world: World) -> None:
    aid = world.aid(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=[BAND, item("ceiling", max=50)])
    assert (verdicts(aid), aid.amount) == ([MET], euro(50, 50))
    # After the ceiling the band is about what is left.
    aid = world.aid(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=[item("ceiling", max=50), BAND])
    assert (verdicts(aid), aid.amount) == ([NOT_MET], euro(50, 50))


def test_a_band_per_participant_may_be_for_some_of_them(world: World) -> None:
    case = case_of(lead(size="large"), party("b", size="small"), party("c"), costs=[cost(n, 100) for n in range(3)])
    band = item("band", min=100, per="participant", mode="admissibility", when=SMALL)
    aid = world.aid(case, base=[base(50)], limit=[band])
    assert [(who, found) for _, who, found in aid.bands] == [(1, NOT_MET), (2, UNKNOWN)]


def test_a_band_of_the_project_asks_of_the_lead_what_it_asks_of_a_participant(world: World) -> None:
    for size, expected in (("small", [NOT_MET]), ("large", [])):
        case = case_of(party("b"), lead(size=size), costs=[cost(1, 100)])
        assert verdicts(world.aid(case, base=[base(50)], limit=[{**BAND, "when": SMALL}])) == expected


TEN_A_MONTH = {"times": [10, {"fact": "project.months"}]}
TWICE_RECEIVED = {"times": [2, {"fact": "participant.receivedEur"}]}


@pytest.mark.parametrize(("months", "verdict"), [(49, NOT_MET), (50, MET), (51, MET), (None, UNKNOWN)])
def test_the_most_of_a_band_may_be_reckoned_from_facts(world: World, months: int | None, verdict: int) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={} if months is None else {"project.months": months})
    band = item("band", max=TEN_A_MONTH, mode="admissibility")
    assert verdicts(world.aid(case, base=[base(50)], limit=[band])) == [verdict]


@pytest.mark.parametrize(("months", "verdict"), [(49, MET), (50, MET), (51, NOT_MET), (None, UNKNOWN)])
def test_the_least_of_a_band_may_be_reckoned_from_facts(world: World, months: int | None, verdict: int) -> None:
    case = case_of(costs=[cost(0, 1000)], facts={} if months is None else {"project.months": months})
    band = item("band", min=TEN_A_MONTH, mode="admissibility")
    assert verdicts(world.aid(case, base=[base(50)], limit=[band])) == [verdict]


@pytest.mark.parametrize(
    ("low", "high", "as_least", "as_most"),
    [(100, 499, MET, NOT_MET), (499, 501, UNKNOWN, UNKNOWN), (501, 600, NOT_MET, MET), (500, 500, MET, MET)],
)
def test_a_band_whose_edge_lies_between_two_figures_is_settled_when_both_agree(
    world: World, low: int, high: int, as_least: int, as_most: int
) -> None:
    case, edge = case_of(costs=[cost(0, 1000)]), {"between": [low, high]}
    least, most = item("least", min=edge, mode="admissibility"), item("most", max=edge, mode="admissibility")
    assert verdicts(world.aid(case, base=[base(50)], limit=[least, most])) == [as_least, as_most]


@pytest.mark.parametrize("edge", ["min", "max"])
def test_a_band_of_which_nothing_is_known_is_open(world: World, edge: str) -> None:
    band = item("band", mode="admissibility", **{edge: {"fact": "applicant.receivedEur"}})
    assert verdicts(world.aid(case_of(costs=[cost(0, 1000)]), base=[base(50)], limit=[band])) == [UNKNOWN]


def test_the_edges_of_a_band_may_differ_by_participant(world: World) -> None:
    case = case_of(lead(receivedEur=25), party("b", receivedEur=24), costs=[cost(0, 100), cost(1, 100)])
    most = item("most", max=TWICE_RECEIVED, per="participant", mode="admissibility")
    least = item("least", min=TWICE_RECEIVED, per="participant", mode="admissibility")
    aid = world.aid(case, base=[base(50)], limit=[most, least])
    assert [(one.id, who, found) for one, who, found in aid.bands] == [
        ("most", 0, MET),
        ("most", 1, NOT_MET),
        ("least", 0, MET),
        ("least", 1, MET),
    ]


@pytest.mark.parametrize(("edges", "verdict"), [({"min": 100}, NOT_MET), ({"max": 100}, MET), ({"max": 0}, MET)])
def test_aid_for_an_activity_without_costs_is_nothing_to_its_band(world: World, edges: dict[str, int], verdict: int) -> None:
    band = item("band", mode="admissibility", activity=["development"], **edges)
    assert verdicts(world.aid(case_of(costs=[cost(0, 1000)]), base=[BOTH], limit=[band])) == [verdict]
