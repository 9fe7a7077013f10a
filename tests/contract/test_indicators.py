"""Figures by year over HTTP: side by side where several are told, never averaged."""

import copy
import shutil
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

PATH = "/v1/indicators"
NAME = "developmentProject"
SEED = {"sources": ["serv2021"], "confidence": "seed"}
OTHER = {"sources": ["vDevDb19"], "confidence": "official"}
NOTE = {"nl": "Raming.", "en": "Estimate.", "fr": "Estimation."}
FIGURES: list[Json] = [
    {"metric": "budget", "unit": "euro", "value": 90000000, "year": 2021, **OTHER},
    {"metric": "reach", "unit": "project", "value": "12.5", "year": 2020, **SEED},
    {"metric": "reach", "unit": "project", "value": "12.5", "year": 2020, **OTHER},
    {
        "metric": "reach",
        "unit": "project",
        "min": 10,
        "max": 15,
        "fromYear": 2016,
        "year": 2018,
        "qualifier": "about",
        "note": NOTE,
        **SEED,
    },
    {"metric": "reach", "unit": "project", "value": 3, **SEED},
]


@pytest.fixture(scope="module")
def figures(documents: Documents, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with one instrument and one organization that have figures."""
    file = tmp_path_factory.mktemp("figures") / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    changed = narrowed(documents)
    changed["instrument"][NAME]["figures"] = copy.deepcopy(FIGURES)
    changed["codes"]["indicator"]["codes"].append({"code": "reach", "label": {"nl": "Bereik", "en": "Reach", "fr": "Portée"}})
    names = {"nl": "Huis", "en": "House", "fr": "Maison"}
    organization = {
        "id": "house",
        "names": names,
        "figures": [{"metric": "reach", "unit": "project", "value": 7, "year": 2021, **SEED}],
    }
    publish_to(f"sqlite:///{file}", {**changed, "organization": {"house": organization}})
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        yield started


def found(client: TestClient, **query: Any) -> list[tuple[str, str, Any]]:
    told = every(client, PATH, **query)
    return [((one.get("instrument") or one["organization"])["id"], one["metric"], one.get("year")) for one in told]


WHOLE = [(NAME, "budget", 2021), (NAME, "reach", 2020), (NAME, "reach", 2018), (NAME, "reach", None), ("house", "reach", 2021)]


def test_by_subject_metric_and_year(figures: TestClient) -> None:
    assert found(figures) == WHOLE


def test_figures_that_differ_stand_side_by_side(figures: TestClient) -> None:
    budget = read(figures, PATH, metric="budget", lang="en")["items"][0]
    assert budget == {
        "instrument": {"id": NAME, "href": f"/v1/instruments/{NAME}", "name": "Development project"},
        "metric": "budget",
        "metricName": "Budget",
        "year": 2021,
        "values": [{"value": "89000000.00", "unit": "euro", **SEED}, {"value": "90000000.00", "unit": "euro", **OTHER}],
        "conflicting": True,
    }


def test_figures_that_agree_do_not_conflict(figures: TestClient) -> None:
    (reach,) = read(figures, PATH, instrument=NAME, metric="reach", year=2020)["items"]
    assert [one["value"] for one in reach["values"]] == ["12.50", "12.50"]
    assert reach["conflicting"] is False


def test_a_figure_between_two_bounds_over_several_years(figures: TestClient) -> None:
    (reach,) = read(figures, PATH, metric="reach", year=2017, lang="fr")["items"]
    assert (reach["fromYear"], reach["year"], reach["metricName"]) == (2016, 2018, "Portée")
    assert reach["values"] == [
        {"min": "10.00", "max": "15.00", "unit": "project", "qualifier": "about", "note": "Estimation.", **SEED}
    ]


def test_an_organization_has_figures_too(figures: TestClient) -> None:
    (one,) = read(figures, PATH, organization="house", lang="en")["items"]
    assert one["organization"] == {"id": "house", "href": "/v1/organizations/house", "name": "House"}
    assert one["values"][0]["value"] == "7.00"


@pytest.mark.parametrize(
    ("query", "chosen"),
    [
        ({"metric": "reach"}, WHOLE[1:]),
        ({"metric": ["reach", "budget"]}, WHOLE),
        ({"instrument": NAME}, WHOLE[:4]),
        ({"instrument": NAME, "organization": "house"}, WHOLE),
        ({"organization": "house", "metric": "budget"}, []),
        ({"year": 2021}, [WHOLE[0], WHOLE[4]]),
        ({"year": [2016, 2020]}, [WHOLE[1], WHOLE[2]]),
        ({"year": 2015}, []),
        ({"year": 2019}, []),
    ],
)
def test_filters(figures: TestClient, query: Json, chosen: list[Any]) -> None:
    assert found(figures, **query) == chosen


def test_pages(figures: TestClient) -> None:
    told = read(figures, PATH, pageSize=2)
    assert (told["total"], len(told["items"])) == (5, 2)
    assert len(read(figures, told["next"])["items"]) == 2
    assert figures.get(f"{told['next']}&year=2021").status_code == 400


@pytest.mark.parametrize(
    ("name", "value", "right"),
    [("metric", "nothing", "budget"), ("instrument", "developmentProjet", NAME), ("organization", "x", "x")],
)
def test_unknown_values_are_told(figures: TestClient, name: str, value: str, right: str) -> None:
    answer = figures.get(PATH, params={name: value}, headers={"If-None-Match": "*"})
    assert answer.status_code == 400
    (issue,) = answer.json()["issues"]
    assert (issue["in"], issue["name"], issue["value"]) == ("query", name, value)
    assert right in issue["detail"]


def test_the_seed_has_a_total_that_its_rows_do_not_add_up_to(client: TestClient) -> None:
    (one,) = read(client, PATH, instrument="eurekaEurostars", metric="budget", year=2020)["items"]
    assert [value["value"] for value in one["values"]] == ["9497000.00", "7919000.00"]
    assert one["conflicting"] is True
    assert all(value["note"] for value in one["values"])
