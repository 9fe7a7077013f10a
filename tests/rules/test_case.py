"""A case with one fact given another value."""

from tests.rules.small import case_of, cost, lead, party

CASE = case_of(lead("a", region="north"), party("b"), party("c"), party("d"), costs=[cost(0, 10)], facts={"project.months": 12})


def test_a_fact_of_one_participant_leaves_the_others_as_they_are() -> None:
    edited = CASE.edited("participant.region", 1, "south")
    assert [one.id for one in edited.participants] == ["a", "b", "c", "d"]
    assert [one.given.get("participant.region") for one in edited.participants] == ["north", "south", None, None]
    assert edited.participants[1].given["participant.kind"] == "enterprise"
    assert (edited.costs, edited.given) == (CASE.costs, CASE.given)


def test_a_fact_of_the_project_is_added_to_those_given() -> None:
    assert CASE.edited("project.secret", None, True).given == {"project.months": 12, "project.secret": True}
    assert CASE.edited("project.months", None, 24).given == {"project.months": 24}


def test_costs_replace_the_costs() -> None:
    assert CASE.edited("project.costs", None, (cost(1, 20),)).costs == (cost(1, 20),)


def test_the_lead_is_the_first_that_applies_else_the_first() -> None:
    assert case_of(party("a"), lead("b"), lead("c")).lead == 1
    assert case_of(party("a"), party("b")).lead == 0
