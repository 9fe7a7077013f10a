"""Instruments side by side over HTTP: the same as each says by itself, row by row."""

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
from tests.contract.asking import LANGUAGES, Json, read
from tests.fixtures.service import publish_to

PATH = "/v1/comparisons"
DAY = "2021-06-15"
SIX = ["developmentProject", "researchProject", "coock", "baekelandMandate", "kmoPortefeuille", "eurekaEurostars"]
ABSENT = object()


def compared(client: TestClient, *names: str, **query: Any) -> Json:
    return read(client, PATH, **{"instrument": list(names), "referenceDate": DAY, "lang": "en", **query})


def rows(client: TestClient, *names: str, **query: Any) -> dict[str, Json]:
    told = compared(client, *names, **query)["rows"]
    by_id = {row["id"]: row for row in told}
    assert len(by_id) == len(told)
    return by_id


@pytest.mark.parametrize("names", [SIX[:2], SIX[1:5], SIX])
def test_every_row_has_what_the_contract_names(client: TestClient, names: list[str]) -> None:
    told = compared(client, *names)
    assert [one["id"] for one in told["instruments"]] == names
    assert told["referenceDate"] == DAY
    for row in told["rows"]:
        assert set(row) == {"id", "label", "cells", "differs"}
        assert row["label"].strip()
        assert set(row["cells"]) <= set(names)
        assert row["cells"]
        assert row["differs"] or len(row["cells"]) == len(names)


@pytest.mark.parametrize("name", SIX)
@pytest.mark.parametrize("day", ["2017-06-15", DAY, "2024-06-15"])
def test_a_column_is_what_the_instrument_says_by_itself(client: TestClient, name: str, day: str) -> None:
    other = "ooCompanyProject"
    whole = read(client, f"/v1/instruments/{name}", referenceDate=day, lang="en")
    column = {key: row["cells"].get(name, ABSENT) for key, row in rows(client, name, other, referenceDate=day).items()}
    assert column["category"]["code"] == whole["category"]
    for key in ("availability", "validity", "rateRange", "amountRange"):
        assert column.get(key, ABSENT) == whole.get(key, ABSENT)
    for key in ("audiences", "activities", "themes"):
        assert {one["code"] for one in column[key]} == set(whole[key])
    aid = whole.get("aid", {})
    for section in ("costs", "bases", "bonuses", "caps", "factors", "limits"):
        found = [cell for key, cell in column.items() if key.startswith(f"{section}.") and cell is not ABSENT]
        assert sorted(one["id"] for one in found) == sorted(one["id"] for one in aid.get(section, ()))
        assert all(one in aid[section] for one in found)
    conditions = [cell for key, cell in column.items() if key.startswith("conditions.") and cell is not ABSENT]
    assert sorted(str(one) for one in conditions) == sorted(str(one) for one in whole.get("conditions", ()))


def test_rows_known_by_heart(client: TestClient) -> None:
    told = rows(client, "developmentProject", "researchProject")
    assert told["category"]["differs"] is False
    assert told["operator"]["cells"]["researchProject"]["code"] == "vlaio"
    assert told["amountRange"]["differs"] is True
    assert set(told["bases.research"]["cells"]) == {"researchProject"}
    assert told["bases.research"]["differs"] is True
    assert told["caps.cap"]["cells"]["developmentProject"]["points"] == "50.00"
    assert told["stateAid"]["cells"]["developmentProject"]["code"].startswith("gberArticle25")
    assert told["collaboration.participants"]["cells"]["developmentProject"]["code"] == "encouraged"
    carried = rows(client, "developmentProject", "eurekaEurostars")["carriedBy"]
    assert "developmentProject" in [one["id"] for one in carried["cells"]["eurekaEurostars"]]


def test_a_shared_rule_stands_in_one_row(client: TestClient) -> None:
    row = rows(client, "developmentProject", "researchProject")["conditions.notInDifficulty"]
    assert {cell["sharedRule"] for cell in row["cells"].values()} == {"basicEligibility"}
    assert (len(row["cells"]), row["differs"]) == (2, False)


def test_different_expressions_of_one_id_stand_in_one_row(client: TestClient) -> None:
    row = rows(client, "developmentProject", "researchProject")["conditions.maximumDuration"]
    assert row["label"] == "Duration of the project"
    assert [cell["expression"]["lte"] for cell in row["cells"].values()] == [24, 36]
    assert row["differs"] is True


def test_sources_and_notes_make_no_difference(client: TestClient) -> None:
    row = rows(client, "developmentProject", "researchProject")["bases.development"]
    first, second = (row["cells"][name] for name in ("developmentProject", "researchProject"))
    assert first["sources"] != second["sources"]
    assert row["differs"] is False


def test_an_instrument_that_is_not_in_force_has_no_rules(client: TestClient) -> None:
    told = rows(client, "developmentProject", "ooCompanyProject")
    assert told["availability"]["cells"]["ooCompanyProject"]["state"] == "notInForce"
    with_rules = {key.partition(".")[0] for key, row in told.items() if "ooCompanyProject" in row["cells"]}
    assert not {"bases", "bonuses", "caps", "conditions", "stateAid"} & with_rules


def test_the_order_of_the_question_is_kept_and_twice_is_once(client: TestClient) -> None:
    told = compared(client, "researchProject", "coock", "researchProject")
    assert [one["id"] for one in told["instruments"]] == ["researchProject", "coock"]


@pytest.mark.parametrize("names", [[], ["coock"], ["coock", "coock"], [*SIX, "cornet"]])
def test_two_to_six(client: TestClient, names: list[str]) -> None:
    answer = client.get(PATH, params={"instrument": names})
    assert answer.status_code == 400
    (issue,) = answer.json()["issues"]
    assert (issue["in"], issue["name"]) == ("query", "instrument")
    assert "2 to 6" in issue["detail"]


def test_unknown_instruments_are_each_told(client: TestClient) -> None:
    answer = client.get(PATH, params={"instrument": ["coock", "cooock", "nothing"]})
    assert answer.status_code == 400
    assert [one["value"] for one in answer.json()["issues"]] == ["cooock", "nothing"]


def test_labels_in_three_languages(client: TestClient) -> None:
    told = compared(client, *SIX, lang="all")["rows"]
    for language in LANGUAGES:
        one = compared(client, *SIX, lang=language)["rows"]
        assert [row["label"] for row in one] == [row["label"][language] for row in told]
        assert [row["differs"] for row in one] == [row["differs"] for row in told]
    for row in told:
        assert set(row["label"]) == set(LANGUAGES)
    assert told[0]["label"] == {"nl": "Categorie", "en": "Category", "fr": "Catégorie"}


def test_who_holds_it_gets_a_304(client: TestClient) -> None:
    query = {"instrument": ["coock", "cornet"], "referenceDate": DAY}
    first = client.get(PATH, params=query)
    again = client.get(PATH, params=query, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert client.get(PATH, params={"instrument": "coock"}, headers={"If-None-Match": "*"}).status_code == 400


# An instrument with variants.


@pytest.fixture(scope="module")
def variants(documents: Documents, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service in which the development project has two variants: one has another base rate and lacks a bonus."""
    file = tmp_path_factory.mktemp("variants") / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    changed: dict[str, dict[str, Any]] = copy.deepcopy({kind: dict(found) for kind, found in documents.items()})
    one = changed["instrument"]["developmentProject"]
    names = {"nl": "Een", "en": "One", "fr": "Un"}
    one["variants"] = [{"id": "plain", "names": names}, {"id": "other", "names": names}]
    last = one["periods"][-1]
    other = {**copy.deepcopy(last), "id": "other", "variant": "other", "without": [*last.get("without", ()), "sizeMedium"]}
    base = copy.deepcopy(one["common"]["aid"]["base"][0])
    other["aid"] = {**other.get("aid", {}), "base": [{**base, "points": 33}]}
    last["variant"] = "plain"
    one["periods"].append(other)
    publish_to(f"sqlite:///{file}", changed)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        yield started


def test_variants_that_differ_have_a_value_each(variants: TestClient) -> None:
    told = rows(variants, "developmentProject", "researchProject", referenceDate="2024-06-15")
    cells = {key: row["cells"].get("developmentProject", ABSENT) for key, row in told.items()}
    assert {key: one["points"] for key, one in cells["bases.development"]["byVariant"].items()} == {
        "plain": "25.00",
        "other": "33.00",
    }
    assert set(cells["bonuses.sizeMedium"]["byVariant"]) == {"plain"}
    assert cells["bonuses.sizeSmall"]["points"] == "20.00"
    assert told["bonuses.sizeSmall"]["differs"] is False
    assert told["bonuses.sizeMedium"]["differs"] is True
    assert cells["conditions.notInDifficulty"]["id"] == "notInDifficulty"
