"""One instrument: all that is known of it on a day, its periods with what changed, and when one can apply."""

from itertools import pairwise

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import Json, every, read

CONFIDENCE = {"official", "secondary", "seed", "derived", "unverified"}


@pytest.fixture(scope="module")
def names(client: TestClient) -> list[str]:
    return [one["id"] for one in every(client, "/v1/instruments")]


def detail(client: TestClient, name: str, on: str, **query: str) -> Json:
    return read(client, f"/v1/instruments/{name}", referenceDate=on, **query)


def figures(aid: Json, section: str) -> dict[str, str]:
    return {item["id"]: item["points"] for item in aid[section]}


def test_all_of_an_instrument(client: TestClient) -> None:
    told = detail(client, "developmentProject", "2021-06-15", lang="en")
    assert (told["id"], told["name"], told["category"]) == ("developmentProject", "Development project", "subsidy")
    assert set(told["texts"]) >= {"description", "forWhom", "howToApply"}
    assert told["legalBasis"][0]["text"]
    assert [one["organization"] for one in told["operators"]] == ["vlaio"]
    assert {one["instrument"] for one in told["predecessors"]} >= {"ooCompanyProject", "smeInnovationProject"}
    assert (told["period"]["validFrom"], told["period"]["validTo"]) == ("2021-03-01", "2023-07-01")
    assert told["budgets"] == [{"year": 2021, "amountEur": "89000000.00", "sources": ["serv2021"], "confidence": "seed"}]
    aid = told["aid"]
    assert aid["form"] == "grant"
    assert figures(aid, "bases") == {"development": "25.00"}
    assert figures(aid, "bonuses") == {
        "sizeSmall": "20.00",
        "sizeMedium": "10.00",
        "collaboration": "10.00",
        "collaborationResearchPartner": "15.00",
    }
    assert figures(aid, "caps") == {"cap": "50.00", "capResearchPartner": "60.00"}
    (band,) = aid["limits"]
    assert (band["min"], band["max"], band["mode"], band["per"]) == ("25000.00", "3000000.00", "admissibility", "project")
    assert {"notInDifficulty", "startAfterSubmission", "maximumDuration"} <= {one["id"] for one in told["conditions"]}
    assert {"serv2021", "vDevDb19"} <= set(told["sources"])


def test_the_rules_are_those_of_the_day(client: TestClient) -> None:
    assert set(figures(detail(client, "developmentProject", "2021-02-28")["aid"], "caps")) == {"cap"}
    assert set(figures(detail(client, "developmentProject", "2021-03-01")["aid"], "caps")) == {"cap", "capResearchPartner"}
    assert figures(detail(client, "developmentProject", "2023-07-01")["aid"], "caps") == {
        "cap": "50.00",
        "capInternational": "60.00",
    }
    assert figures(detail(client, "developmentProject", "2023-07-01")["aid"], "bonuses")["collaborationInternational"] == "15.00"
    before = detail(client, "developmentProject", "2017-12-31")
    assert before["availability"]["state"] == "notInForce"
    assert not {"aid", "conditions", "period"} & set(before)


def test_shared_rules_have_their_own_dates(client: TestClient) -> None:
    """The climate plan is asked since the first of October 2022, in the middle of a period."""
    for on, asked in (("2022-09-30", False), ("2022-10-01", True)):
        told = detail(client, "developmentProject", on)
        assert ("climatePlan" in {one["id"] for one in told["conditions"]}) is asked
        assert told["period"]["validFrom"] == "2021-03-01"


def test_what_nobody_knows_is_not_determined(client: TestClient) -> None:
    (base,) = detail(client, "coock", "2021-06-15")["aid"]["bases"]
    assert base["notDetermined"] is True
    assert "points" not in base


def test_soft_conditions_say_so(client: TestClient) -> None:
    conditions = {one["id"]: one for one in detail(client, "developmentProject", "2021-06-15")["conditions"]}
    assert (conditions["maximumDuration"]["soft"], conditions["notInDifficulty"]["soft"]) == (True, False)
    assert "24" in conditions["maximumDuration"]["text"]


def test_every_condition_and_figure_is_sourced(client: TestClient, names: list[str]) -> None:
    sources = {one["id"] for one in every(client, "/v1/sources")}
    for name in names:
        for on in ("2010-06-01", "2014-06-01", "2019-06-01", "2022-06-01", "2024-06-01"):
            told = detail(client, name, on)
            for rules in told.get("byVariant", [told]):
                items = [
                    one
                    for section in ("bases", "bonuses", "caps", "factors", "limits", "costs")
                    for one in rules.get("aid", {}).get(section, ())
                ]
                for one in (*items, *rules.get("conditions", ())):
                    assert one["confidence"] in CONFIDENCE
                    assert set(one.get("sources", ())) <= sources
                    assert one.get("sources") or one["confidence"] in {"unverified", "derived"}, (name, on, one["id"])
            assert set(told["sources"]) <= sources


def test_periods_come_newest_first_and_never_overlap(client: TestClient, names: list[str]) -> None:
    for name in names:
        told = read(client, f"/v1/instruments/{name}/periods")
        assert told["instrument"] == name
        assert told["total"] == len(told["items"]) > 0
        starts = [one.get("validFrom", "") for one in told["items"]]
        assert starts == sorted(starts, reverse=True)
        by_variant: dict[str, list[Json]] = {}
        for one in told["items"]:
            by_variant.setdefault(one.get("variant", ""), []).append(one)
        for periods in by_variant.values():
            for later, earlier in pairwise(periods):
                assert earlier["validTo"] <= later["validFrom"]
            assert all("validTo" in one for one in periods[1:])
            assert ["changes" in one for one in periods] == [True] * (len(periods) - 1) + [False]


def test_a_change_says_what_was_and_what_is(client: TestClient) -> None:
    newest, middle, first = read(client, "/v1/instruments/developmentProject/periods")["items"]
    assert [one["validFrom"] for one in (newest, middle, first)] == ["2023-07-01", "2021-03-01", "2018-01-01"]
    added = {one["path"]: one for one in middle["changes"]}
    assert added["bonus.collaborationResearchPartner"]["new"]["points"] in (15, "15.00")
    assert "old" not in added["bonus.collaborationResearchPartner"]
    gone = {one["path"] for one in newest["changes"] if "new" not in one}
    assert {"bonus.collaborationResearchPartner", "cap.capResearchPartner"} <= gone
    assert {"bonus.collaborationInternational", "cap.capInternational"} <= {
        one["path"] for one in newest["changes"] if "old" not in one
    }


def test_a_changed_figure_is_told_with_both_values(client: TestClient) -> None:
    """The wallet gave small enterprises 40 % until the end of November 2019, and 30 % after it."""
    periods = {one["validFrom"]: one for one in read(client, "/v1/instruments/kmoPortefeuille/periods")["items"]}
    changes = {one["path"]: (one.get("old"), one.get("new")) for one in periods["2019-12-01"]["changes"]}
    assert [str(figure).partition(".")[0] for figure in changes["base.small.points"]] == ["40", "30"]
    assert [str(figure).partition(".")[0] for figure in changes["base.medium.points"]] == ["30", "20"]


@pytest.mark.parametrize(
    ("on", "state", "opens", "deadline"),
    [
        ("2023-03-31", "opensOn", "2023-04-01", "2023-06-08"),
        ("2023-04-01", "open", None, "2023-06-08"),
        ("2023-06-08", "open", None, "2023-06-08"),
        ("2023-06-09", "open", None, "2023-06-20"),
        ("2023-06-20", "open", None, "2023-06-20"),
        ("2023-06-21", "unknown", None, "2025-05-26"),
        ("2025-05-27", "unknown", None, None),
    ],
)
def test_calls_open_and_close(client: TestClient, on: str, state: str, opens: str | None, deadline: str | None) -> None:
    """COOCK+ 2023 opened on the first of April; preregistration closed on 8 June, the call on 20 June."""
    told = detail(client, "coock", on)
    assert (told["availability"]["state"], told["availability"].get("opensOn"), told.get("nextDeadline")) == (
        state,
        opens,
        deadline,
    )


def test_an_alias_leads_to_its_instrument(client: TestClient) -> None:
    assert [one["id"] for one in read(client, "/v1/instruments/coock")["aliases"]] == ["coockPlus"]
    answer = client.get("/v1/instruments/coockPlus")
    assert answer.status_code == 404
    assert "coock" in answer.json()["detail"].replace("coockPlus", "")


def test_carriers_are_named(client: TestClient) -> None:
    told = detail(client, "eurekaEurostars", "2024-06-01")
    assert set(told["aid"]["carriedBy"]) == {"developmentProject", "researchProject"}
    assert told["rateRange"] == {"min": "25.00", "max": "70.00"}
