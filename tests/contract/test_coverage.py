"""How far the catalogue goes, over HTTP: computed, described or not determined; unverified; when last looked at."""

import copy
import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from app.main import create_app
from app.settings import Settings
from tests.contract.asking import Json, every, read
from tests.fixtures.seeds import narrowed
from tests.fixtures.service import publish_to

PATH = "/v1/coverage"
NAME = "developmentProject"
KINDS = {"computed", "described", "notDetermined"}


def by_period(client: TestClient, **query: Any) -> dict[tuple[str, str], Json]:
    return {(one["instrument"]["id"], one["period"]["id"]): one for one in every(client, PATH, **query)}


def test_every_period_of_every_instrument_once(client: TestClient) -> None:
    told = [(one["instrument"]["id"], one["period"]["id"]) for one in every(client, PATH)]
    expected = [
        (name, period["id"])
        for name in sorted(one["id"] for one in every(client, "/v1/instruments"))
        for period in read(client, f"/v1/instruments/{name}/periods")["items"]
    ]
    assert sorted(told) == sorted(expected)
    assert [one for one, count in Counter(told).items() if count > 1] == []


def test_each_has_what_the_contract_names_and_the_totals_add_up(client: TestClient) -> None:
    told = read(client, PATH, pageSize=2)
    whole = by_period(client)
    for one in whole.values():
        assert one["determination"] in KINDS
        assert one["workedExamples"] >= 0
        assert one["sourcesChecked"]["oldest"] <= one["sourcesChecked"]["newest"]
        assert one["stale"] is ("staleFigures" in one)
    counts = Counter(one["determination"] for one in whole.values())
    totals = told["totals"]
    assert {kind: totals[kind] for kind in KINDS} == {kind: counts[kind] for kind in KINDS}
    assert totals["periods"] == told["total"] == len(whole)
    assert totals["unverified"] == sum(len(one["unverified"]) for one in whole.values())
    examples = sum(len(read(client, f"{one['href']}")["workedExamples"]) for one in every(client, "/v1/instruments"))
    assert totals["workedExamples"] == examples


def test_periods_known_by_heart(client: TestClient) -> None:
    told = by_period(client)
    assert told[NAME, "development2021"]["determination"] == "computed"
    before_plus = told["coock", "coock2018"]
    assert (before_plus["determination"], before_plus["undeterminedFigures"]) == ("notDetermined", ["base.base"])
    assert told["eurekaEurostars", "eureka2021"]["determination"] == "computed"  # carried by projects that are
    assert told["eurekaEurostars", "eureka2021"]["unverified"] == []
    assert told["tetra", "tetra2013"]["unverified"] == ["base.base"]


def test_worked_examples_count_for_the_period_of_their_day(client: TestClient) -> None:
    told = by_period(client)
    examples = read(client, f"/v1/instruments/{NAME}/workedExamples")["items"]
    days = [one["case"]["referenceDate"] for one in examples if "referenceDate" in one["case"]]
    assert len(days) == len(examples)
    assert told[NAME, "development2021"]["workedExamples"] == sum("2021-03-01" <= day < "2023-07-01" for day in days)
    assert told[NAME, "development2018"]["workedExamples"] == sum("2018-01-01" <= day < "2021-03-01" for day in days)


@pytest.fixture(scope="module")
def aged(documents: Documents, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with one instrument whose sources were all looked at in 2026, but one in 2024; and one that has no base."""
    file = tmp_path_factory.mktemp("aged") / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    changed = narrowed(documents)
    for source in changed["source"].values():
        source["checkedOn"] = "2026-11-21"
    changed["source"]["old"] = {"publisher": "Nobody", "title": "Old", "official": False, "checkedOn": "2024-05-10"}
    one = changed["instrument"][NAME]
    bonuses = one["common"]["aid"]["bonus"]
    bonuses[0]["sources"] = ["old"]
    bonuses[1] |= {"sources": ["old", bonuses[1]["sources"][0]]}
    one["common"]["aid"]["base"][0] |= {"confidence": "unverified", "sources": []}
    text = {"nl": "a", "en": "b", "fr": "c"}
    plain = {
        "id": "plain",
        "periods": [{"id": "only", "validFrom": "2020-01-01", "conditions": [], "confidence": "seed", "sources": ["old"]}],
    }
    changed["instrument"]["plain"] = {
        **{key: one[key] for key in ("category", "audiences", "activities", "themes", "texts")},
        **plain,
        "names": text,
        "summary": text,
    }
    carried = copy.deepcopy(changed["instrument"]["plain"])
    carried["periods"][0]["aid"] = {"carriedBy": ["plain"]}
    changed["instrument"]["carried"] = {**carried, "id": "carried"}
    publish_to(f"sqlite:///{file}", changed)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        yield started


@pytest.mark.parametrize(
    ("day", "stale"),
    [
        ("2025-05-09", []),
        ("2025-05-10", [("bonus.first", "2024-05-10")]),
        ("2027-11-20", [("bonus.first", "2024-05-10")]),
    ],
)
def test_a_figure_is_stale_when_none_of_its_sources_was_looked_at_for_a_year(
    aged: TestClient, documents: Documents, day: str, stale: list[tuple[str, str]]
) -> None:
    first = documents["instrument"][NAME]["common"]["aid"]["bonus"][0]["id"]
    one = by_period(aged, referenceDate=day)[NAME, "development2018"]
    told = [(item["path"], item["checkedOn"]) for item in one.get("staleFigures", ())]
    assert told == [(path.replace("first", first), checked) for path, checked in stale]
    assert one["stale"] is bool(stale)
    assert one["sourcesChecked"] == {"oldest": "2024-05-10", "newest": "2026-11-21"}


def test_a_year_later_everything_is_stale_but_what_has_no_source(aged: TestClient) -> None:
    one = by_period(aged, referenceDate="2027-11-21")[NAME, "development2018"]
    whole = read(aged, f"/v1/instruments/{NAME}", referenceDate="2019-01-01")
    figures = sum(len(whole["aid"].get(key, ())) for key in ("costs", "bases", "bonuses", "caps", "factors", "limits"))
    assert len(one["staleFigures"]) == figures + len(whole["conditions"]) - 1
    assert not {item["path"] for item in one["staleFigures"]} & set(one["unverified"])


def test_what_nobody_confirmed_goes_by_its_path(aged: TestClient) -> None:
    assert by_period(aged)[NAME, "development2018"]["unverified"] == ["base.development"]


def test_without_a_base_it_is_described_and_so_is_what_it_carries(aged: TestClient) -> None:
    told = by_period(aged)
    assert told["plain", "only"]["determination"] == "described"
    assert told["carried", "only"]["determination"] == "described"
    assert told["plain", "only"]["workedExamples"] == 0
    assert read(aged, PATH)["totals"]["described"] == 2


def test_pages(client: TestClient) -> None:
    told = read(client, PATH, pageSize=7)
    assert len(told["items"]) == 7
    again = read(client, told["next"])
    assert again["totals"] == told["totals"]
    assert again["items"][0] not in told["items"]
