"""What went wrong elsewhere, as tests of our own: the complaints about peers and the traps seen in them (design/peers.md).

Each says in a line why it is here. OF OpenFisca, PE PolicyEngine, PC publicodes, RR regelrecht, FF FoerderFunke, TEE
mission-transition-ecologique, MFB MyFriendBen, AT aides-territoires.
"""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import (
    RESEARCH,
    Json,
    advise,
    case,
    cost,
    every,
    issue,
    missing,
    only,
    part,
    party,
    read,
    span,
    steps,
    two_enterprises,
    verdicts,
)

MILLION = 1_000_000
BODY_LIMIT = 256 * 1024


def test_missing_is_not_zero(client: TestClient) -> None:
    """OF core 1380, PE core 513: a missing amount was taken for zero; here an unknown cost gives a rate and no amount."""
    unknown = only(client, case(party("a", "small"), costs=[cost("a")]))
    zero = only(client, case(party("a", "small"), costs=[cost("a", 0)]))
    assert "amountEur" not in unknown["aid"]
    assert missing(unknown) == ["project.costs"]
    assert zero["aid"]["amountEur"] == span("0.00")
    assert (unknown["eligibility"], zero["eligibility"]) == ("undetermined", "ineligible")


def test_unknown_is_not_a_match(client: TestClient) -> None:
    """TEE: a missing answer counted as a match; here a condition on an unknown fact leaves the verdict open."""
    item = only(client, case(party("a"), on="2021-06-15", costs=[cost("a", 1000, "training")], instruments=["kmoPortefeuille"]))
    assert item["eligibility"] == "undetermined"
    assert verdicts(item, "sme") == ["unknown"]


def test_unknown_is_no_refusal_either(client: TestClient) -> None:
    """FEEL and MFB: an unknown took the false branch; here nobody is refused for what was not asked."""
    item = only(client, case({"id": "a"}))
    assert item["eligibility"] == "undetermined"
    assert not [reason for reason in item["reasons"] if reason["verdict"] == "notMet" and not reason.get("soft")]


def test_no_silent_default_for_a_size(client: TestClient) -> None:
    """OF 460, RR: an unstated class became the first of the list; here every class still possible counts."""
    item = only(client, case(party("a"), costs=[cost("a", 400_000)]))
    assert item["aid"]["rate"] == span("25.00", "45.00")
    assert missing(item) == ["a/participant.size"]


@pytest.mark.parametrize("on", ["0001-01-01", "1000-06-15", "1950-01-01"])
def test_an_early_date_is_no_server_error(client: TestClient, on: str) -> None:
    """OF 991 and 916: an odd period gave a 500."""
    assert issue(client, {"referenceDate": on})["name"] == "/referenceDate"


@pytest.mark.parametrize(
    "dates",
    [
        {"referenceDate": "9999-12-31"},
        {"referenceDate": "9999-12-01"},
        {"project": {"submissionDate": "9999-12-31"}},
        {"referenceDate": "2021-06-15", "project": {"submissionDate": "9999-12-31"}},
        {"referenceDate": "2021-06-15", "project": {"submissionDate": "9999-12-31", "startDate": "9999-12-31"}},
        {
            "referenceDate": "2021-06-15",
            "project": {"submissionDate": "0001-01-01", "startDate": "0001-01-01", "grantDate": "0001-01-01"},
        },
        {"referenceDate": "2021-06-15", "project": {"startDate": "9999-12-31", "grantDate": "9999-12-31"}},
        {"referenceDate": "2021-06-15", "project": {"startDate": "0001-01-01", "grantDate": "9999-12-31"}},
    ],
)
@pytest.mark.parametrize("presume", ["true", "false"])
def test_the_ends_of_the_calendar_are_no_server_error(client: TestClient, dates: Json, presume: str) -> None:
    """OF 991: the first of the month after the last month there is does not exist; a date is answered or refused."""
    answer = client.post("/v1/advices", json={**dates, "participants": [party("a", "small")]}, params={"presume": presume})
    assert answer.status_code in {200, 400}


def test_the_last_day_of_the_calendar_can_be_read(client: TestClient) -> None:
    """The same for the catalogue."""
    for path in ("/v1/instruments", "/v1/instruments/developmentProject", "/v1/instruments/coock/periods", "/v1/facts"):
        assert client.get(path, params={"referenceDate": "9999-12-31"}).status_code == 200


def test_a_right_to_nil_differs_from_no_right(client: TestClient) -> None:
    """RR 1078: no entitlement is not an entitlement of nil; the wallet of this year is used up, and the right stands."""
    used_up = party("a", "small", kmoPortefeuilleAidThisYearEur=7500)
    lines = [cost("a", 10_000, "training")]
    nil = only(client, case(used_up, costs=lines, instruments=["kmoPortefeuille"]))
    none = only(client, case(party("a", "large"), costs=lines, instruments=["kmoPortefeuille"]))
    assert (nil["eligibility"], nil["aid"]["amountEur"], nil["aid"]["rate"]) == ("eligible", span("0.00"), span("0.00"))
    assert none["eligibility"] == "ineligible"


def test_not_yet_and_ended_and_open_are_told_apart(client: TestClient) -> None:
    """TEE: a programme that had not opened shared its status with one that had ended."""
    told = {}
    for on in ("2017-12-31", "2018-01-01"):
        items = advise(client, {"referenceDate": on, "instruments": ["ooCompanyProject", "developmentProject"]})["items"]
        told[on] = {one["instrument"]["id"]: (one["availability"]["state"], one["availability"].get("why")) for one in items}
    assert told["2017-12-31"] == {"ooCompanyProject": ("open", None), "developmentProject": ("notInForce", "notYet")}
    assert told["2018-01-01"] == {"ooCompanyProject": ("notInForce", "ended"), "developmentProject": ("open", None)}


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "rate"),
    [
        (50 - 0.01, 10 * MILLION, 10 * MILLION, "45.00"),
        (50, 10 * MILLION, 10 * MILLION, "35.00"),
        (49, 10 * MILLION + 0.01, 10 * MILLION, "45.00"),
        (49, 10 * MILLION + 0.01, 10 * MILLION + 0.01, "35.00"),
        (250 - 0.01, 50 * MILLION, 43 * MILLION, "35.00"),
        (250, 50 * MILLION, 43 * MILLION, "25.00"),
        (249, 50 * MILLION + 0.01, 43 * MILLION + 0.01, "25.00"),
    ],
)
def test_a_unit_or_side_never_flips_at_a_threshold(
    client: TestClient, headcount: float, turnover: float, balance: float, rate: str
) -> None:
    """RR PR 1037: a unit that flipped at a threshold gave two amounts; below is below, at most is at most, euro is euro."""
    accounts = [{"year": 2020, "headcount": headcount, "turnoverEur": turnover, "balanceTotalEur": balance}]
    assert only(client, case(party("a", accounts=accounts), costs=[cost("a", 400_000)]))["aid"]["rate"] == span(rate)


@pytest.mark.parametrize(("months", "warned"), [(24, False), (25, True)])
def test_a_duration_is_in_months_on_both_sides(client: TestClient, months: int, warned: bool) -> None:
    """RR PR 1037 once more, for a soft limit in months."""
    item = only(client, case(party("a", "small"), costs=[cost("a", 400_000)], durationMonths=months))
    assert bool(item["warnings"]) is warned


def test_last_years_figures_do_not_stand_in_this_years_rules(client: TestClient) -> None:
    """RR 360: last year's figures in this year's file; each period of the wallet has its own rate and ceiling."""
    told = {}
    for on in ("2016-03-31", "2016-04-01", "2019-11-30", "2019-12-01", "2020-01-01"):
        body = case(party("a", "small"), on=on, costs=[cost("a", 100_000, "training")], instruments=["kmoPortefeuille"])
        told[on] = only(client, body)["aid"]["amountEur"]["max"]
    # Training: 50 % to 2 500; then 40 % to 10 000; in December 2019 30 % to 10 000; then 30 % to 7 500.
    assert told == {
        "2016-03-31": "2500.00",
        "2016-04-01": "10000.00",
        "2019-11-30": "10000.00",
        "2019-12-01": "10000.00",
        "2020-01-01": "7500.00",
    }


def test_the_wrong_reference_date_is_not_used(client: TestClient) -> None:
    """RR PR 165: an age was reckoned on the wrong day; the rules of the day that was asked for answer, not those of today."""
    body = case(party("a", "small"), costs=[cost("a", 20_000, "training")], instruments=["kmoPortefeuille"])
    assert only(client, {**body, "referenceDate": "2019-11-30"})["aid"]["rate"] == span("40.00")
    assert only(client, {**body, "referenceDate": "2019-12-01"})["aid"]["rate"] == span("30.00")


def test_every_percentage_stands_somewhere(client: TestClient) -> None:
    """RR PR 165: percentages that existed nowhere in law; each figure names a source, or says that it is unverified."""
    known = {one["id"] for one in every(client, "/v1/sources")}
    for instrument in every(client, "/v1/instruments"):
        for period in read(client, f"/v1/instruments/{instrument['id']}/periods")["items"]:
            figures = [
                item
                for section in period["aid"].values()
                if isinstance(section, list)
                for item in section
                if isinstance(item, dict)
            ]
            for item in figures:
                assert set(item.get("sources", ())) <= known
                assert item.get("sources") or item["confidence"] in {"derived", "unverified"}, (
                    instrument["id"],
                    period["id"],
                    item["id"],
                )


def test_a_group_of_conditions_can_become_true(client: TestClient) -> None:
    """FF revision 00b16d64: a branch of alternatives that never became true; either way to collaborate earns the bonus."""
    domestic = only(
        client,
        case(party("a", "large"), party("b", "small"), costs=[cost("a", 300_000), cost("b", 300_000)], internationalProgram="none"),
    )
    program: Json = {"internationalProgram": "eureka", "internationalLabelObtained": True, "consortiumAgreementSigned": True}
    people = [party("a", "large"), party("b", "large", region="otherEu")]
    across = only(client, case(*people, costs=[cost("a", 300_000), cost("b", 300_000)], **program))
    assert part(domestic, "a")["rate"] == part(across, "a")["rate"] == span("35.00")


def test_nothing_is_asked_when_the_cap_is_reached(client: TestClient) -> None:
    """PC: asked on though the amount was capped; 50 and at least 10 for collaboration is the cap of 60 whatever the size."""
    people = [party("a"), party("b", "micro")]
    body = case(*people, costs=[cost("a", 300_000, RESEARCH), cost("b", 300_000, RESEARCH)], instruments=["researchProject"])
    assert missing(only(client, body)) == []


def test_only_what_matters_is_asked(client: TestClient) -> None:
    """PC 103 and 30: asks too much; a case that names what the rules read leaves no question."""
    assert missing(only(client, two_enterprises())) == []


def test_a_negative_budget_is_refused(client: TestClient) -> None:
    """OF accepted one; a plain check on what can be true at all."""
    assert issue(client, case(party("a"), costs=[cost("a", -1)]))["name"] == "/project/costs/0/amountEur"


def test_an_error_is_no_200(client: TestClient) -> None:
    """PC answered 200 with an error inside."""
    assert client.post("/v1/advices", json={"project": {"costs": [{"activity": "nothing"}]}}).status_code == 400


def test_an_ended_fact_keeps_no_value(client: TestClient) -> None:
    """OF 912: an ended variable still had a value; before its rules began and after they ended an instrument computes nothing."""
    for on in ("2005-12-31", "2018-01-01"):
        assert "aid" not in only(
            client, case(party("a", "small"), on=on, costs=[cost("a", 9)], instruments=["smeInnovationProject"])
        )


def test_the_trace_survives_a_refusal(client: TestClient) -> None:
    """RR PR 387: the trace got lost on an error; an ineligible case still tells rate, amount and every step."""
    body = two_enterprises()
    body["participants"][0]["inDifficulty"] = True
    item = only(client, body)
    assert item["eligibility"] == "ineligible"
    assert next(step["kind"] for step in steps(item, "a")) == "base"
    assert item["aid"]["amountEur"] == span("240000.00")
    assert all(reason["text"] for reason in item["reasons"])


def test_verdicts_name_the_member_they_are_about(client: TestClient) -> None:
    """MFB 547 and 705: eligibility of one member was told as that of all."""
    body = two_enterprises()
    body["participants"][1]["nssoArrears"] = True
    told = [
        (one.get("participant"), one["verdict"]) for one in only(client, body)["reasons"] if one["condition"] == "noNssoArrears"
    ]
    assert told == [("a", "met"), ("b", "notMet")]


def test_missing_facts_come_with_question_and_unit(client: TestClient) -> None:
    """poc-machine-law 191, 193 and 199: missing fields without description or unit; a form can be drawn from the vocabulary."""
    facts = {one["id"]: one for one in read(client, "/v1/facts", lang="en")["items"]}
    item = only(client, case(party("a", "small"), on="2024-06-15", costs=[cost("a", 400_000)]), lang="en")
    assert item["missingFacts"]
    for one in item["missingFacts"]:
        fact = facts[one["fact"]]
        assert one["text"] == fact["question"]
        assert fact["help"]
        assert fact["type"] in {"bool", "enum", "integer", "decimal", "date", "set"}
        assert fact["type"] not in {"enum", "set"} or fact["options"]
    assert facts["participant.finalEnergyUsePj"]["unit"] == "petajoule"


def test_a_filter_that_is_not_known_is_not_dropped_in_silence(client: TestClient) -> None:
    """Others dropped unknown filters and answered everything (CommonGrants reports them)."""
    assert client.get("/v1/instruments", params={"sector": "wood"}).status_code == 400
    assert client.get("/v1/instruments", params={"category": "grants"}).status_code == 400


def test_a_list_is_never_unbounded(client: TestClient) -> None:
    """AT PR 752: list-all computed live; a page has its size, its most is a hundred, and the rest is a link away."""
    assert len(read(client, "/v1/sources")["items"]) == 20
    assert client.get("/v1/sources", params={"pageSize": 101}).status_code == 400
    assert "next" in read(client, "/v1/sources", pageSize=100)


def test_the_most_participants_that_a_case_may_have_are_answered(client: TestClient) -> None:
    """A body of 600 bytes must not cost minutes (nosgestesclimat 1812, unbounded answers); the suite itself has its time limit."""
    body = {"participants": [{}] * 200, "referenceDate": "2024-06-15"}
    assert client.post("/v1/advices", json=body).status_code == 200


def test_the_largest_case_has_an_answer_of_bounded_size(client: TestClient) -> None:
    """aides-jeunes PR 3133 had answers of 1 MB; the default stays small however much is asked."""
    people = [party(f"p{n}", "small") for n in range(100)]
    lines = [cost(f"p{n % 100}", 1000 + n, heading="personnel") for n in range(1500)]
    answer = client.post("/v1/advices", json=case(*people, on="2021-06-15", costs=lines, instruments=None))
    assert answer.status_code == 200
    assert len(answer.content) < BODY_LIMIT


def test_asking_with_ever_other_values_leaves_nothing_behind(client: TestClient) -> None:
    """TEE 953138b2c: heap crashes from an unbounded cache; what a client invents must not be kept."""
    import gc

    def kept() -> int:
        gc.collect()
        return sum(len(one) for one in gc.get_objects() if isinstance(one, dict) and type(one) is dict)

    def ask(share: Any) -> None:
        only(client, two_enterprises(facts={"consortium.largestEnterpriseCostShare": share}))

    ask("41.000001")
    before = kept()
    for n in range(80):
        ask(f"42.{n:06d}")
    assert kept() - before < 60
