"""What must be shown: rates and amounts reckoned by hand from the rules as the sources state them."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import Json, case, cost, missing, only, part, party, span, steps, two_enterprises, verdicts

EUROSTARS: Json = {"internationalProgram": "eurostars", "internationalLabelObtained": True, "consortiumAgreementSigned": True}
DOCTORATE: Json = {
    "valorisationInFlanders": True,
    "researcherHoldsPhd": False,
    "researcherAdmittedToPhd": True,
    "supervisorAtFlemishUniversity": True,
    "strategicBasicResearchPhd": True,
    "fullTimeEquivalentYears": 4,
}
COLLECTIVE: Json = {
    "callType": "regular",
    "preregistered": True,
    "guidanceGroupPresent": True,
    "resultCommitmentAgreed": True,
    "partAMonths": 24,
    "partBEndMonth": 36,
    "partAFullTimeEquivalents": 2,
}


def researcher(name: str, **members: Any) -> Json:
    """A recognized research organization in Flanders."""
    return party(name, kind="researchOrganization", recognizedResearchOrganization=True, **members)


def coock(*names: str, on: str) -> Json:
    """Research organizations that share 500 000 euro of knowledge dissemination equally."""
    lines = [cost(name, 500_000 // len(names), "knowledgeDissemination") for name in names]
    return case(*[researcher(name) for name in names], on=on, costs=lines, instruments=["coock"], **COLLECTIVE)


def baekeland(size: str | None) -> Json:
    """One enterprise with 400 000 euro of personnel for a doctorate."""
    lines = [cost("a", 400_000, "doctoralResearch", heading="personnel")]
    applicant = party("a", size, qualifiedIndustrialMentor=True)
    return case(applicant, on="2021-06-01", costs=lines, instruments=["baekelandMandate"], **DOCTORATE)


def eurostars(on: str) -> Json:
    """A small Flemish enterprise and a large one elsewhere in the Union, half of the costs each, no research partner."""
    people = [party("a", "small", finalEnergyUsePj="0.01"), party("b", "large", region="otherEu")]
    return case(*people, on=on, costs=[cost("a", 200_000), cost("b", 200_000)], **EUROSTARS)


def test_two_independent_enterprises(client: TestClient) -> None:
    # Small: 25 + 20 + 10 = 55, capped at 50; medium: 25 + 10 + 10 = 45.
    item = only(client, two_enterprises(durationMonths=24))
    assert item["instrument"]["id"] == "developmentProject"
    assert item["instrument"]["href"] == "/v1/instruments/developmentProject"
    assert (item["period"]["validFrom"], item["period"]["validTo"]) == ("2021-03-01", "2023-07-01")
    assert (item["eligibility"], item["availability"]["state"]) == ("eligible", "open")
    assert (item["aid"]["determination"], item["aid"]["form"]) == ("exact", "grant")
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("48.00"), span("240000.00"))
    small, medium = part(item, "a"), part(item, "b")
    assert (small["funded"], small["rate"], small["amountEur"]) == (True, span("50.00"), span("150000.00"))
    assert (medium["funded"], medium["rate"], medium["amountEur"]) == (True, span("45.00"), span("90000.00"))
    assert item["missingFacts"] == []
    assert {reason["verdict"] for reason in item["reasons"]} == {"met"}


def test_each_participant_is_told_with_its_size(client: TestClient) -> None:
    """The contract's own example has the size beside the rate that it explains."""
    accounts = [{"year": 2020, "headcount": 120, "turnoverEur": 31_000_000, "balanceTotalEur": 22_000_000}]
    item = only(client, case(party("a", "small"), party("b", accounts=accounts), costs=[cost("a", 1000), cost("b", 1000)]))
    assert [part(item, name).get("size") for name in ("a", "b")] == ["small", "medium"]


def test_steps_replay_to_the_result(client: TestClient) -> None:
    item = only(client, two_enterprises())
    applied = [(step["kind"], step.get("id"), step.get("points")) for step in steps(item, "a") if step["applied"] == "yes"]
    assert applied[:3] == [("base", "development", "25"), ("bonus", "sizeSmall", "20"), ("bonus", "collaboration", "10")]
    assert ("cap", "cap", "50") in applied
    assert [step["amountEur"] for step in steps(item, "a") if step["kind"] == "amount"] == [span("150000.00")]
    medium = [(step["kind"], step["points"]) for step in steps(item, "b") if step["applied"] == "yes" and "points" in step]
    assert [points for kind, points in medium if kind != "cap"] == ["25", "10", "10"]


def test_every_figure_and_condition_names_its_sources(client: TestClient) -> None:
    item = only(client, two_enterprises())
    figures = [step for name in "ab" for step in steps(item, name) if "id" in step]
    for one in (*figures, *item["reasons"]):
        assert one["confidence"] in {"official", "secondary", "seed", "derived", "unverified"}
        assert one["sources"] or one["confidence"] in {"derived", "unverified"}
        for source in one["sources"]:
            assert client.get(f"/v1/sources/{source}").status_code == 200


def test_before_the_scheme_began_it_is_not_in_force(client: TestClient) -> None:
    item = only(client, two_enterprises(on="2017-06-15"))
    assert (item["availability"]["state"], item["availability"]["why"]) == ("notInForce", "notYet")
    assert "ooCompanyProject" in item["availability"]["predecessors"]
    assert "aid" not in item


def test_after_the_scheme_ended_its_successors_are_told(client: TestClient) -> None:
    body = two_enterprises()
    item = only(client, {**body, "instruments": ["ooCompanyProject"]})
    assert (item["availability"]["state"], item["availability"]["why"]) == ("notInForce", "ended")
    assert {"developmentProject", "researchProject"} <= set(item["availability"]["successors"])


def test_in_a_deliberate_gap_it_is_not_in_force(client: TestClient) -> None:
    """Feasibility studies had no rules between the end of 2017 and May 2021."""
    item = only(client, case(party("a", "small"), on="2019-06-15", instruments=["feasibilityStudy"]))
    assert (item["availability"]["state"], item["availability"]["why"]) == ("notInForce", "gap")


def test_small_alone_does_not_collaborate(client: TestClient) -> None:
    """The listed participants are the whole consortium, so one alone is known not to collaborate."""
    item = only(client, case(party("a", "small"), costs=[cost("a", 400_000)]))
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("45.00"), span("180000.00"))
    assert item["missingFacts"] == []


@pytest.mark.parametrize(("size", "rate"), [("micro", "45.00"), ("small", "45.00"), ("medium", "35.00"), ("large", "25.00")])
def test_size_bonus_alone(client: TestClient, size: str, rate: str) -> None:
    assert only(client, case(party("a", size), costs=[cost("a", 400_000)]))["aid"]["rate"] == span(rate)


@pytest.mark.parametrize(
    ("on", "rate", "amount"),
    [("2023-06-30", "50.00", "100000.00"), ("2023-07-01", "60.00", "120000.00"), ("2023-08-01", "60.00", "120000.00")],
)
def test_eurostars_of_enterprises_only(client: TestClient, on: str, rate: str, amount: str) -> None:
    # Until the end of June 25 + 20 + 10, capped at 50; after it 25 + 20 + 15, capped at 60.
    item = only(client, eurostars(on))
    assert item["eligibility"] == "eligible"
    funded = part(item, "a")
    assert (funded["rate"], funded["amountEur"]) == (span(rate), span(amount))
    assert part(item, "b")["funded"] is False
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span(rate), span(amount))


def test_eurostars_without_label_earns_no_bonus(client: TestClient) -> None:
    body = eurostars("2023-08-01")
    body["project"]["internationalLabelObtained"] = False
    # One Flemish and one foreign enterprise, one of them small: the domestic bonus stays. 25 + 20 + 10, capped at 50.
    assert only(client, body)["aid"]["rate"] == span("50.00")


def test_two_large_enterprises_earn_no_collaboration_bonus(client: TestClient) -> None:
    """GC20: no SME and not across a border."""
    people, lines = [party("a", "large"), party("b", "large")], [cost("a", 300_000), cost("b", 300_000)]
    item = only(client, case(*people, costs=lines, internationalProgram="none"))
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("25.00"), span("150000.00"))
    open_question = only(client, case(*people, costs=lines))
    assert open_question["aid"]["rate"] == span("25.00", "35.00")
    assert "project.internationalProgram" in missing(open_question)


@pytest.mark.parametrize(("share", "rate"), [(700_000, "50.00"), (700_000.01, "45.00")])
def test_largest_share_of_seventy_per_cent_still_collaborates(client: TestClient, share: float, rate: str) -> None:
    lines = [cost("a", share), cost("b", 1_000_000 - share if share == 700_000 else 299_999.99)]
    item = only(client, case(party("a", "small"), party("b", "large"), costs=lines))
    assert part(item, "a")["rate"] == span(rate)


def test_below_the_floor_the_application_is_refused_and_the_amount_still_told(client: TestClient) -> None:
    """GC22: 25 % of 90 000 is 22 500, under the floor of 25 000."""
    item = only(client, case(party("a", "large"), costs=[cost("a", 90_000)]))
    assert item["eligibility"] == "ineligible"
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("25.00"), span("22500.00"))
    assert verdicts(item, "aidBand") == ["notMet"]


@pytest.mark.parametrize(("euro", "eligibility"), [("12000000", "eligible"), ("12000000.04", "ineligible")])
def test_above_the_ceiling_the_application_is_refused(client: TestClient, euro: str, eligibility: str) -> None:
    """25 % of 12 000 000 is 3 000 000, the most there is; four cents of costs more give one cent too much."""
    assert only(client, case(party("a", "large"), costs=[cost("a", euro)]))["eligibility"] == eligibility


def test_requested_aid_is_what_the_band_is_tested_on(client: TestClient) -> None:
    item = only(client, two_enterprises(requestedAidEur=200_000))
    assert item["eligibility"] == "eligible"
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("40.00"), span("200000.00"))
    cents = [round(float(part(item, name)["amountEur"]["min"]) * 100) for name in "ab"]
    assert sum(cents) == 20_000_000
    assert only(client, two_enterprises(requestedAidEur=24_999.99))["eligibility"] == "ineligible"
    more = only(client, two_enterprises(requestedAidEur=300_000))
    assert more["aid"]["amountEur"] == span("240000.00")


@pytest.mark.parametrize(
    ("size", "rate", "amount"),
    [
        ("small", span("70.00"), span("280000.00")),
        ("medium", span("60.00"), span("240000.00")),
        ("large", span("50.00"), span("200000.00")),
        (None, span("50.00", "70.00"), span("200000.00", "280000.00")),
    ],
)
def test_baekeland_by_size(client: TestClient, size: str | None, rate: Json, amount: Json) -> None:
    """A base that depends on an unknown size gives the hull of what is still possible, never nothing."""
    item = only(client, baekeland(size))
    assert item["eligibility"] == "eligible"
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (rate, amount)
    assert missing(item) == ([] if size else ["a/participant.size"])
    assert item["aid"]["determination"] == ("exact" if size else "interval")


@pytest.mark.parametrize(
    ("names", "rate", "amount"),
    [
        (["u"], span("50.00", "80.00"), span("250000.00", "400000.00")),
        (["u", "v"], span("70.00", "100.00"), span("350000.00", "500000.00")),
    ],
)
def test_coock_plus_depends_on_its_results(client: TestClient, names: list[str], rate: Json, amount: Json) -> None:
    item = only(client, coock(*names, on="2023-02-17"))
    assert item["eligibility"] == "eligible"
    assert item["aid"]["determination"] == "dependsOnResults"
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (rate, amount)
    assert item["missingFacts"] == []


def test_a_given_result_settles_coock_plus(client: TestClient) -> None:
    body = coock("u", on="2024-01-01")
    item = only(client, {**body, "facts": {"project.resultBonusPoints": 12.5}})
    assert (item["aid"]["rate"], item["aid"]["amountEur"]) == (span("62.50"), span("312500.00"))
    assert item["aid"]["determination"] == "exact"


def test_coock_before_coock_plus_borrows_no_rate(client: TestClient) -> None:
    item = only(client, coock("u", "v", on="2023-02-16"))
    assert item["eligibility"] == "eligible"
    assert item["aid"]["determination"] == "notDetermined"
    assert not {"rate", "amountEur"} & set(item["aid"])
    assert item["missingFacts"] == []


@pytest.mark.parametrize(("heading", "amount"), [("personnel", "200000.00"), ("operating", "100000.00")])
def test_non_payroll_costs_of_baekeland_are_limited_in_all(client: TestClient, heading: str, amount: str) -> None:
    """At most 50 000 a full-time year and 200 000 in all: of 400 000 operating costs, half counts."""
    body = baekeland("large")
    body["project"]["costs"][0]["heading"] = heading
    assert only(client, body)["aid"]["amountEur"] == span(amount)


def test_sme_wallet_is_cut_at_what_is_left_of_its_yearly_ceiling(client: TestClient) -> None:
    """30 % of 30 000 is 9 000; of the ceiling of 7 500, 4 000 was used already."""
    applicant = party("a", "small", kmoPortefeuilleAidThisYearEur=4000)
    body = case(applicant, on="2021-06-15", costs=[cost("a", 30_000, "advice")], instruments=["kmoPortefeuille"])
    item = only(client, body)
    assert item["eligibility"] == "eligible"
    assert item["aid"]["amountEur"] == span("3500.00")


def test_tax_credit_multiplies_with_the_corporate_tax_rate(client: TestClient) -> None:
    """13.5 % of 100 000 euro of investment at a tax rate of 25 % is 3 375 euro of tax saved."""
    body = case(party("a", "small"), on="2021-06-15", costs=[cost("a", 100_000, "investment")], instruments=["fedRdTaxCredit"])
    item = only(client, {**body, "project": {**body["project"], "taxCreditMethod": "oneOff"}})
    assert (item["aid"]["form"], item["aid"]["rate"], item["aid"]["amountEur"]) == ("taxCredit", span("3.375"), span("3375.00"))
