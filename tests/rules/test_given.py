"""What a case gives by itself, held against the participants, accounts and costs that it lists."""

from typing import Any

import pytest

from app.rules.errors import CaseContradicted
from app.rules.size import Accounts
from tests.rules.small import MILLION, World, case_of, cost, lead, party

PEOPLE, COSTS = (lead(), party("b")), [cost(0, 30), cost(1, 10)]


@pytest.fixture
def world() -> World:
    return World()


@pytest.mark.parametrize(
    ("fact", "value"), [("consortium.enterprises", 2), ("consortium.largestShare", 75), ("project.budgetEur", 40)]
)
def test_a_figure_that_is_that_of_the_list_means_the_list(world: World, fact: str, value: int) -> None:
    case = case_of(*PEOPLE, costs=COSTS, facts={fact: value})
    assert world.facts(case).beyond == []
    assert world.fact(case, fact) == value
    assert world.fact(case, "consortium.enterpriseShare") == 100


@pytest.mark.parametrize(
    ("fact", "value", "code"),
    [
        ("consortium.enterprises", 1, "countBelowList"),
        ("project.budgetEur", 39, "countBelowList"),
        ("consortium.largestShare", 76, "shareAboveList"),
    ],
)
def test_a_contradiction_is_found_whatever_else_is_given(world: World, fact: str, value: int, code: str) -> None:
    given = {"project.months": 24, fact: value, "project.share": 10}
    with pytest.raises(CaseContradicted) as refused:
        world.facts(case_of(*PEOPLE, costs=COSTS, facts=given))
    assert [(issue.path, issue.code) for issue in refused.value.issues] == [(("facts", fact), code)]


def test_the_size_of_each_follows_from_its_own_accounts(world: World) -> None:
    small, large = Accounts(2023, 30, 5 * MILLION, 5 * MILLION), Accounts(2023, 900, 90 * MILLION, 90 * MILLION)
    case = case_of(lead(), party("b", accounts=(small,)), party("c", size="medium"), party("d", accounts=(large,)))
    assert [world.fact(case, "participant.size", n) for n in range(4)] == [None, "small", "medium", "large"]
    contradicted = case_of(lead(), party("b", size="micro", accounts=(small,)), party("c", size="small", accounts=(large,)))
    with pytest.raises(CaseContradicted) as refused:
        world.facts(contradicted)
    assert [issue.path[1] for issue in refused.value.issues] == [1, 2]


@pytest.mark.parametrize(
    ("costs", "still_open"),
    [
        (None, True),
        ([], False),
        ([cost(0, 30, heading="staff")], False),
        ([cost(0, 30, heading="staff"), cost(0, 10)], True),
        ([cost(0, None, heading="staff"), cost(0, 10, heading="staff")], True),
        ([cost(0, None)], True),
    ],
)
def test_costs_are_open_while_an_amount_or_a_heading_is_not_known(world: World, costs: Any, still_open: bool) -> None:
    assert world.facts(case_of(costs=costs)).costs_open is still_open
