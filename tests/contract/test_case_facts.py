"""Facts of a case: accounts that give a size, links between participants, facts by id that replace what would follow."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import advise, assumed, case, cost, issue, missing, only, part, party, span, two_enterprises

MILLION = 1_000_000
# Headcount, turnover and balance total, and the class they give: headcount below, and one of the two amounts at most.
CLASSES = [
    (9, 2 * MILLION, 9 * MILLION, "micro"),
    (10, 1, 1, "small"),
    (9, 2 * MILLION + 1, 2 * MILLION + 1, "small"),
    (49, 10 * MILLION, 99 * MILLION, "small"),
    (49, 99 * MILLION, 10 * MILLION, "small"),
    (50, 1, 1, "medium"),
    (49, 10 * MILLION + 1, 10 * MILLION + 1, "medium"),
    (249, 50 * MILLION, 99 * MILLION, "medium"),
    (249, 99 * MILLION, 43 * MILLION, "medium"),
    (249, 50 * MILLION + 1, 43 * MILLION + 1, "large"),
    (250, 1, 1, "large"),
    ("249.99", 1, 1, "medium"),
]
RATE = {"micro": "45.00", "small": "45.00", "medium": "35.00", "large": "25.00"}


def accounts(headcount: Any = None, turnover: Any = None, balance: Any = None, year: int = 2020) -> dict[str, Any]:
    """The accounts of one year, without what is not known."""
    figures = {"year": year, "headcount": headcount, "turnoverEur": turnover, "balanceTotalEur": balance}
    return {key: value for key, value in figures.items() if value is not None}


def rate_of(client: TestClient, *years: dict[str, Any], **members: Any) -> Any:
    """The rate of one enterprise alone with these accounts."""
    return only(client, case(party("a", accounts=list(years), **members), costs=[cost("a", 400_000)]))["aid"]["rate"]


@pytest.mark.parametrize(("headcount", "turnover", "balance", "size"), CLASSES)
def test_accounts_give_the_size(client: TestClient, headcount: Any, turnover: int, balance: int, size: str) -> None:
    assert rate_of(client, accounts(headcount, turnover, balance)) == span(RATE[size])


def test_newest_accounts_count(client: TestClient) -> None:
    small, large = accounts(20, MILLION, MILLION, 2019), accounts(300, 90 * MILLION, 90 * MILLION, 2020)
    assert rate_of(client, small, large) == rate_of(client, large, small) == span("25.00")
    assert rate_of(client, {**small, "year": 2021}, large) == span("45.00")


def test_accounts_that_do_not_settle_the_size_leave_an_interval(client: TestClient) -> None:
    # A headcount of 100 is medium or large: 25 + 10 or 25.
    body = case(party("a", accounts=[accounts(100)]), costs=[cost("a", 400_000)])
    item = only(client, body)
    assert item["aid"]["rate"] == span("25.00", "35.00")
    assert missing(item) == ["a/participant.size"]


def test_half_known_accounts_settle_what_they_can(client: TestClient) -> None:
    assert rate_of(client, accounts(300)) == span("25.00")
    assert rate_of(client, accounts(20, MILLION)) == span("45.00")


@pytest.mark.parametrize("size", ["medium", "large"])
def test_declared_size_may_be_larger_than_the_accounts_for_that_may_be_the_group(client: TestClient, size: str) -> None:
    assert rate_of(client, accounts(20, MILLION, MILLION), size=size) == span(RATE[size])


def test_declared_size_equal_to_the_accounts_is_fine(client: TestClient) -> None:
    assert rate_of(client, accounts(20, MILLION, MILLION), size="small") == span("45.00")


@pytest.mark.parametrize(
    ("declared", "figures"),
    [
        ("small", accounts(120, 31 * MILLION, 22 * MILLION)),
        ("micro", accounts(20, MILLION, MILLION)),
        ("medium", accounts(250)),
        ("small", accounts(100)),
    ],
)
def test_declared_size_smaller_than_the_accounts_is_refused(client: TestClient, declared: str, figures: dict[str, Any]) -> None:
    found = issue(client, case(party("a", declared, accounts=[figures])))
    assert found["name"] == "/participants/0/size"
    assert "2020" in found["detail"]


def test_linked_enterprises_do_not_collaborate(client: TestClient) -> None:
    # 25 + 20 = 45 % of 300 000 and 25 + 10 = 35 % of 200 000.
    body = two_enterprises(internationalProgram="none")
    body["participants"][1]["linkedTo"] = ["a"]
    item = only(client, body)
    assert (part(item, "a")["rate"], part(item, "b")["rate"]) == (span("45.00"), span("35.00"))
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("41.00"), span("205000.00"))
    # "Provided that the enterprises are independent" would contradict what the case says.
    assert "consortium.independentEnterprises" not in assumed(item)


def test_a_link_holds_from_both_sides(client: TestClient) -> None:
    body = two_enterprises(internationalProgram="none")
    body["participants"][0]["linkedTo"] = ["b"]
    assert only(client, body)["aid"]["rate"] == span("41.00")


def test_no_links_is_known_independence(client: TestClient) -> None:
    body = two_enterprises()
    for one in body["participants"]:
        one["linkedTo"] = []
    item = only(client, body, presume="false")
    assert part(item, "a")["rate"] == span("50.00")
    assert "consortium.independentEnterprises" not in missing(item)


def test_a_fact_by_id_is_the_same_as_the_member(client: TestClient) -> None:
    by_member = two_enterprises(durationMonths=24, themes=["health"])
    by_id = two_enterprises(facts={"project.durationMonths": 24, "project.themes": ["health"]})
    for one in by_id["participants"]:
        one["facts"] = {
            "participant.size": one.pop("size"),
            "participant.kind": one.pop("kind"),
            "participant.region": one.pop("region"),
        }
    assert only(client, by_id) == only(client, by_member)


def test_a_fact_given_twice_alike_is_no_contradiction(client: TestClient) -> None:
    body = two_enterprises(durationMonths=24, facts={"project.durationMonths": 24})
    assert only(client, body)["eligibility"] == "eligible"
    found = issue(client, two_enterprises(durationMonths=24, facts={"project.durationMonths": 25}))
    assert found["name"] == "/facts/project.durationMonths"


def test_a_count_above_the_list_means_partners_who_are_not_listed(client: TestClient) -> None:
    """One small enterprise is listed, the case says two: collaboration is then possible, and what is unlisted is said."""
    facts = {"consortium.independentEnterprises": 2}
    body = case(party("a", "small"), costs=[cost("a", 400_000)], facts=facts, internationalProgram="none")
    item = only(client, body)
    assert assumed(item)["consortium.independentEnterprises"] == 2
    # Whether one of them bears more than 70 % is not known any more.
    assert item["aid"]["rate"] == span("45.00", "50.00")
    settled = only(client, {**body, "facts": {**facts, "consortium.largestEnterpriseCostShare": 60}})
    assert settled["aid"]["rate"] == span("50.00")
    assert assumed(settled)["consortium.largestEnterpriseCostShare"] == "60.00"


def test_a_fact_by_id_that_equals_its_derivation_assumes_nothing(client: TestClient) -> None:
    body = two_enterprises(facts={"consortium.enterprises": 2})
    item = only(client, body)
    assert "consortium.enterprises" not in assumed(item)
    assert item["aid"]["rate"] == span("48.00")


@pytest.mark.parametrize(
    ("facts", "listed"),
    [
        ({"consortium.enterprises": 1}, "2"),
        ({"consortium.smes": 0}, "2"),
        ({"consortium.independentEnterprises": 1}, None),
        ({"consortium.largestEnterpriseCostShare": 60.5}, "60"),
    ],
)
def test_a_fact_that_no_completion_of_the_list_could_give_is_refused(
    client: TestClient, facts: dict[str, Any], listed: str | None
) -> None:
    body = two_enterprises(facts=facts)
    if listed is None:  # independence is known only when the participants say so
        body["participants"][0]["linkedTo"] = body["participants"][1]["linkedTo"] = []
    (fact,) = facts
    found = issue(client, body)
    assert found["name"] == f"/facts/{fact}"
    assert (listed or "2") in found["detail"]


def test_a_share_below_the_list_is_possible_with_others(client: TestClient) -> None:
    body = two_enterprises(facts={"consortium.largestEnterpriseCostShare": 50}, internationalProgram="none")
    item = only(client, body)
    assert item["aid"]["rate"] == span("48.00")
    assert assumed(item)["consortium.largestEnterpriseCostShare"] == "50.00"


def test_a_fact_of_a_participant_that_differs_from_what_follows_is_refused(client: TestClient) -> None:
    body = two_enterprises()
    body["participants"][0]["facts"] = {"participant.costEur": 299_999}
    found = issue(client, body)
    assert found["name"] == "/participants/0/facts/participant.costEur"
    assert "300000" in found["detail"]


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"participants": [party("a", costEur=5)]}, "/participants/0/costEur"),
        ({"project": {"budgetEur": 5, "costs": [cost("a", 7)]}}, "/project/budgetEur"),
        (
            {"participants": [party("a", facts={"participant.size": "small"}, accounts=[accounts(300)])]},
            "/participants/0/facts/participant.size",
        ),
    ],
)
def test_an_issue_points_to_the_member_that_was_given(client: TestClient, change: dict[str, Any], pointer: str) -> None:
    """A JSON Pointer must lead to something in the body that was sent, also where a fact can stand in two places."""
    body = {**case(party("a", "small"), costs=[cost("a", 7)]), **change}
    assert issue(client, body)["name"] == pointer


def test_submission_date_is_the_default_reference_date(client: TestClient) -> None:
    body = two_enterprises(submissionDate="2023-08-01")
    del body["referenceDate"]
    assert advise(client, body)["referenceDate"] == "2023-08-01"
    assert advise(client, {"instruments": ["coock"]}, referenceDate="2021-06-15")["referenceDate"] == "2021-06-15"


def test_participants_without_id_can_be_told_apart(client: TestClient) -> None:
    people = [{key: value for key, value in party("x", size).items() if key != "id"} for size in ("small", "medium")]
    item = only(client, case(*people))
    names = [one["participant"] for one in item["aid"]["byParticipant"]]
    assert len(set(names)) == 2
    assert [one["rate"]["max"] for one in item["aid"]["byParticipant"]] == ["50.00", "45.00"]


def test_a_cost_line_without_participant_is_the_applicants(client: TestClient) -> None:
    people = [party("b", "medium", role="partner"), party("a", "small", role="applicant")]
    lines = [{"activity": "experimentalDevelopment", "amountEur": 300_000}, cost("b", 200_000)]
    assert part(only(client, case(*people, costs=lines)), "a")["amountEur"] == span("150000.00")


def test_who_is_not_funded_counts_in_the_consortium(client: TestClient) -> None:
    """A Walloon partner earns the small enterprise its bonus, and gets nothing itself."""
    body = two_enterprises(internationalProgram="none")
    body["participants"][1]["region"] = "wallonia"
    item = only(client, body)
    assert part(item, "a")["rate"] == span("50.00")
    assert part(item, "b") == {"participant": "b", "funded": False} | {
        key: part(item, "b")[key] for key in ("size",) if key in part(item, "b")
    }
    assert item["aid"]["amountEur"] == span("150000.00")


def test_a_subcontractor_is_no_partner(client: TestClient) -> None:
    body = two_enterprises(internationalProgram="none")
    body["participants"][1]["role"] = "subcontractor"
    assert part(only(client, body), "a")["rate"] == span("45.00")


def test_amounts_travel_as_numbers_or_plain_strings(client: TestClient) -> None:
    for euro in (123456, "123456", "123456.00", 123456.0):
        assert only(client, case(party("a", "small"), costs=[cost("a", euro)]))["aid"]["amountEur"] == span("55555.20")


def test_several_lines_of_one_activity_add_up_before_rounding(client: TestClient) -> None:
    """Rounded once for each participant and activity: 45 % of three times 0.01 is 0.0135, so one cent, not none."""
    body = case(party("a", "small"), costs=[cost("a", 0.01, heading=heading) for heading in ("personnel", "operating", "overhead")])
    assert only(client, body)["aid"]["amountEur"] == span("0.01")


def test_a_budget_that_is_known_without_its_lines(client: TestClient) -> None:
    """The whole may be known before its parts; samples of costs that it contradicts are then no possible costs."""
    for euro in (5, 500_000):
        item = only(client, case(party("a", "small"), budgetEur=euro))
        assert item["aid"]["rate"] == span("45.00")
        assert missing(item) == ["project.costs"]
    assert only(client, case(party("a", "small", costEur=400_000)))["aid"]["rate"] == span("45.00")
