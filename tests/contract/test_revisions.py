"""Revisions over HTTP: an older state of the catalogue can be read and advised from, to the cent and to the byte."""

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
from tests.contract.asking import Json, advise, case, cost, only, party, read, span
from tests.fixtures.seeds import narrowed
from tests.fixtures.service import publish_to

CASE = case(party("a", "small"), costs=[cost("a", 400_000)])
PATH = "/v1/instruments/developmentProject"


def lowered(documents: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The same catalogue with a base rate of 20 instead of 25, another source, and without a code list nobody uses."""
    changed = copy.deepcopy(documents)
    changed["instrument"]["developmentProject"]["common"]["aid"]["base"][0]["points"] = 20
    changed["source"]["added"] = {"publisher": "Nobody", "title": "Added", "official": False, "checkedOn": "2026-01-01"}
    return changed


@pytest.fixture(scope="module")
def history(documents: Documents, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with four revisions: one, a changed one, the first again, and the changed one again."""
    file = tmp_path_factory.mktemp("history") / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    first = narrowed(documents)
    for note, state in (("first", first), ("lower", lowered(first)), ("back", first), ("lower again", lowered(first))):
        publish_to(f"sqlite:///{file}", state, note)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        yield started


@pytest.mark.parametrize(
    ("revision", "rate", "amount"),
    [(1, "45.00", "180000.00"), (2, "40.00", "160000.00"), (3, "45.00", "180000.00"), (4, "40.00", "160000.00")],
)
def test_old_advice_comes_out_again(history: TestClient, revision: int, rate: str, amount: str) -> None:
    told = advise(history, CASE, revision=revision)
    assert told["revision"] == revision
    assert (told["items"][0]["aid"]["rate"], told["items"][0]["aid"]["amountEur"]) == (span(rate), span(amount))


def test_the_newest_is_the_default(history: TestClient) -> None:
    assert advise(history, CASE) == advise(history, CASE, revision=4)
    assert read(history, PATH)["revision"] == 4
    assert only(history, CASE)["aid"]["rate"] == span("40.00")


def test_the_catalogue_as_it_was(history: TestClient) -> None:
    bases = [read(history, PATH, revision=n, referenceDate="2021-06-15")["aid"]["bases"][0]["points"] for n in (1, 2, 3, 4)]
    assert bases == ["25.00", "20.00", "25.00", "20.00"]
    assert history.get("/v1/sources/added", params={"revision": 1}).status_code == 404
    assert history.get("/v1/sources/added", params={"revision": 2}).status_code == 200


def test_revisions_are_listed_newest_first(history: TestClient) -> None:
    told = read(history, "/v1/revisions")
    assert [(one["number"], one["note"]) for one in told["items"]] == [(4, "lower again"), (3, "back"), (2, "lower"), (1, "first")]
    for one in told["items"]:
        assert {"number", "href", "publishedAt", "note", "contentHash"} <= set(one)
        assert one["href"] == f"/v1/revisions/{one['number']}"
        assert one["publishedAt"].startswith("2026-01-02T03:04:05")
    hashes = [one["contentHash"] for one in told["items"]]
    assert (hashes[0], hashes[1]) == (hashes[2], hashes[3])
    assert hashes[0] != hashes[1]
    paged = read(history, "/v1/revisions", pageSize=3)
    assert [one["number"] for one in paged["items"] + read(history, paged["next"])["items"]] == [4, 3, 2, 1]


def test_a_revision_tells_what_it_changed(history: TestClient) -> None:
    first, second, third = (read(history, f"/v1/revisions/{n}") for n in (1, 2, 3))
    assert first["changes"]["changed"] == first["changes"]["removed"] == []
    assert len(first["changes"]["added"]) == first["documents"]
    added, gone = [{"kind": "source", "id": "added"}], [{"kind": "instrument", "id": "developmentProject"}]
    figures = [one["changes"].pop("sections")["aid"][0] for one in (second, third)]
    assert [(one["old"], one["new"]) for one in figures] == [(25, 20), (20, 25)]
    assert second["changes"] == {"added": added, "changed": gone, "removed": []}
    assert third["changes"] == {"added": [], "changed": gone, "removed": added}


@pytest.mark.parametrize("revision", ["0", "-1", "5", "99", "x", "1.5", "1000000000", "1000000001"])
def test_revisions_that_do_not_exist(history: TestClient, revision: str) -> None:
    for method, path in (("GET", PATH), ("POST", "/v1/advices")):
        answer = history.request(method, path, params={"revision": revision})
        assert answer.status_code == 400
        assert answer.json()["issues"][0]["name"] == "revision"
    assert history.get(f"/v1/revisions/{revision}").status_code in {400, 404}


def test_each_revision_has_its_own_etag(history: TestClient) -> None:
    """Also where a later one has the content of an earlier one again: the body names the revision, so its bytes differ."""
    answers = [history.get(PATH, params={"revision": n, "referenceDate": "2021-06-15"}) for n in (1, 2, 3, 4)]
    assert len({answer.content for answer in answers}) == 4
    assert len({answer.headers["etag"] for answer in answers}) == 4


def test_going_back_is_seen_by_who_kept_the_list(history: TestClient) -> None:
    """Who kept the list of revisions when there was one must not be told that nothing changed when there are three."""
    kept = history.get("/v1/revisions", params={"revision": 1, "referenceDate": "2021-06-15"})
    asked: Json = {"revision": 3, "referenceDate": "2021-06-15"}
    now = history.get("/v1/revisions", params=asked, headers={"If-None-Match": kept.headers["etag"]})
    assert now.status_code == 200


def test_a_cursor_does_not_reach_into_another_revision(history: TestClient) -> None:
    link = read(history, "/v1/sources", pageSize=1, revision=1)["next"]
    told = read(history, link)
    assert told["revision"] == 1
    cursor = link.partition("cursor=")[2].partition("&")[0]
    assert history.get("/v1/sources", params={"cursor": cursor, "revision": 2}).status_code == 400


def test_the_vocabulary_of_a_case_is_that_of_its_revision(documents: Documents, migrated_sqlite: Path, tmp_path: Path) -> None:
    """A fact that a later revision knows is an unknown member for an earlier one."""
    file = tmp_path / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    first = narrowed(documents)
    later = copy.deepcopy(first)
    later["fact"]["project.sunny"] = {**first["fact"]["project.military"], "order": 999}
    later["fact"]["project.sunny"].pop("presumed", None)
    publish_to(f"sqlite:///{file}", first)
    publish_to(f"sqlite:///{file}", later)
    body: Json = case(party("a", "small"), sunny=True)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        assert started.post("/v1/advices", json=body).status_code == 200
        old = started.post("/v1/advices", json=body, params={"revision": 1})
        assert old.status_code == 400
        assert old.json()["issues"][0]["name"] == "/project/sunny"
        assert "sunny" in started.get("/doc/openapi.json").json()["components"]["schemas"]["Project"]["properties"]
