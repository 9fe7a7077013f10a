"""What changed from revision to revision: as a list, as a feed, and in a revision with the report on its quality."""

import copy
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from app.main import create_app
from app.settings import Settings
from tests.contract.asking import LANGUAGES, PROBLEM, Json, every, read
from tests.fixtures.databases import Maker
from tests.fixtures.seeds import narrowed
from tests.fixtures.service import Starter, publish_to

LIST, FEED = "/v1/changes", "/v1/changes.atom"
NAME, OTHER = "developmentProject", "sprintProject"
SPACE = {"a": "http://www.w3.org/2005/Atom"}
REPORT = {
    "errors": 0,
    "warnings": 1,
    "findings": [
        {
            "check": "unusedSources",
            "severity": "warning",
            "document": {"kind": "source", "id": "lonely"},
            "path": "",
            "text": {"nl": "Niets.", "en": "Nothing.", "fr": "Rien."},
        }
    ],
}


def states(documents: Documents) -> list[tuple[str, dict[str, Any]]]:
    """The catalogue with two instruments; one gone and the other changed; and with rules, law, codes and facts changed."""
    first = narrowed(documents)
    other = narrowed(documents, OTHER)
    first["instrument"] |= other["instrument"]
    first["source"] |= other["source"]
    second = copy.deepcopy(first)
    del second["instrument"][OTHER]
    aid = second["instrument"][NAME]["common"]["aid"]
    aid["base"][0]["points"] = 20
    second["instrument"][NAME]["summary"]["en"] = "Another summary."
    second["instrument"][NAME]["periods"][0]["sources"].append("gber2021")
    third = copy.deepcopy(second)
    third["rule"]["small"]["names"]["fr"] = "Autre nom"
    third["law"]["derivedFacts"]["versions"][0]["researchShareCountsFromPercent"] = 20
    third["codes"]["unit"]["codes"][0]["label"]["nl"] = "Ander <b>"
    third["fact"]["project.durationMonths"]["maximum"] = 99
    return [("first <&>", first), ("second", second), ("third", third)]


@pytest.fixture(scope="module")
def history(documents: Documents, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with three revisions, of which the last has a report."""
    file = tmp_path_factory.mktemp("changes") / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    for note, state in states(documents):
        publish_to(f"sqlite:///{file}", state, note, REPORT if note == "third" else None)
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        yield started


def paths(items: list[Json]) -> list[tuple[int, str, str, str]]:
    return [(one["revision"], one["section"], one["id"], one["path"]) for one in items]


SECOND = [
    (2, "instruments", OTHER, ""),
    (2, "texts", NAME, "summary"),
    (2, "aid", NAME, "common.aid.base.development.points"),
    (2, "sources", NAME, "periods.development2018.sources"),
]
THIRD = [
    (3, "facts", "project.durationMonths", "maximum"),
    (3, "rules", "small", "names"),
    (3, "law", "derivedFacts", "versions.first.researchShareCountsFromPercent"),
    (3, "codes", "unit", "codes.euro.label"),
]


def test_the_newest_come_first_by_section(history: TestClient) -> None:
    assert paths(every(history, LIST, since=1)) == [*THIRD, *SECOND]


def test_in_the_first_revision_every_document_is_new(history: TestClient) -> None:
    first = every(history, LIST, revision=1)
    assert {one["revision"] for one in first} == {1}
    assert len(first) == read(history, "/v1/revisions/1")["documents"]
    assert {one["path"] for one in first} == {""}
    assert not [one for one in first if "old" in one or "new" in one]
    assert len(every(history, LIST)) == len(first) + len(every(history, LIST, since=1))


def test_a_change_tells_path_old_new_and_a_sentence(history: TestClient) -> None:
    (one,) = read(history, LIST, section="aid", lang="en")["items"]
    assert one == {
        "revision": 2,
        "href": "/v1/revisions/2",
        "publishedAt": "2026-01-02T03:04:05+00:00",
        "section": "aid",
        "kind": "instrument",
        "id": NAME,
        "path": "common.aid.base.development.points",
        "old": 25,
        "new": 20,
        "text": "The base rate development of Development project (all periods) goes from 25% to 20%.",
    }
    assert history.get(one["href"]).status_code == 200


def test_sentences_in_every_language(history: TestClient) -> None:
    whole = every(history, LIST, lang="all")
    for language in LANGUAGES:
        assert [one["text"] for one in every(history, LIST, lang=language)] == [one["text"][language] for one in whole]
    assert all(len(set(one["text"].values())) == 3 for one in whole)
    (summary,) = read(history, LIST, since=1, section="texts", lang="en")["items"]
    assert summary["new"] == "Another summary."


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"since": 2}, 4),
        ({"since": 3}, 0),
        ({"since": 1, "instrument": NAME}, 3),
        ({"since": 1, "instrument": OTHER}, 1),
        ({"instrument": [NAME, OTHER], "section": "instruments"}, 3),
        ({"since": 1, "section": ["aid", "law"]}, 2),
        ({"since": 1, "section": "budgets"}, 0),
        ({"since": 1, "revision": 2, "section": ["aid", "law"]}, 1),
    ],
)
def test_filters(history: TestClient, query: Json, found: int) -> None:
    told = read(history, LIST, **query)
    assert (told["total"], len(told["items"])) == (found, found)


def test_pages(history: TestClient) -> None:
    whole = every(history, LIST)
    told = read(history, LIST, pageSize=3)
    assert told["total"] == len(whole)
    found = list(told["items"])
    while "next" in told and len(found) < 12:
        told = read(history, told["next"])
        found += told["items"]
    assert found == whole[:12]
    cursor = read(history, LIST, pageSize=3)["next"].partition("cursor=")[2].partition("&")[0]
    for other in ({"since": 1}, {"section": "aid"}, {"instrument": NAME}, {"revision": 2}):
        assert history.get(LIST, params={"cursor": cursor, **other}).status_code == 400


@pytest.mark.parametrize("path", [LIST, FEED])
@pytest.mark.parametrize(
    ("query", "name", "hint"),
    [
        ({"since": 4}, "since", "the newest is 3"),
        ({"since": 2, "revision": 1}, "since", "the newest is 1"),
        ({"since": -1}, "since", ""),
        ({"since": "x"}, "since", ""),
        ({"since": 10**10}, "since", ""),
        ({"section": "nothing"}, "section", "'aid'"),
        ({"section": ""}, "section", "'aid'"),
        ({"instrument": "nothing"}, "instrument", "there is no instrument 'nothing'"),
        ({"instrument": "developmentProjekt"}, "instrument", "did you mean developmentProject?"),
        ({"instrument": OTHER, "since": 2}, "instrument", "there is no instrument"),
        ({"colour": "blue"}, "colour", "known: "),
        ({"revision": 9}, "revision", "known: 1 to 3"),
        ({"lang": "de"}, "lang", ""),
    ],
)
def test_bad_requests(history: TestClient, path: str, query: Json, name: str, hint: str) -> None:
    answer = history.get(path, params=query)
    assert answer.status_code == 400
    assert answer.headers["content-type"] == PROBLEM
    (issue,) = answer.json()["issues"]
    assert issue["in"] == "query"
    assert issue["name"].split("/")[0].split(".")[0] == name
    assert hint in issue["detail"]


def test_who_holds_it_gets_a_304(history: TestClient) -> None:
    for path in (LIST, FEED):
        first = history.get(path, params={"referenceDate": "2026-01-02"})
        held = {"If-None-Match": first.headers["etag"]}
        assert history.get(path, params={"referenceDate": "2026-01-02"}, headers=held).status_code == 304
        assert history.get(path, params={"referenceDate": "2026-01-02", "revision": 2}, headers=held).status_code == 200
        assert history.get(path, params={"referenceDate": "2026-01-02", "since": 9}, headers=held).status_code == 400


# As a feed.


def entries(client: TestClient, **query: Any) -> list[ET.Element]:
    answer = client.get(FEED, params=query)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/atom+xml"
    return ET.fromstring(answer.content).findall("a:entry", SPACE)


def text(element: ET.Element, name: str) -> str:
    found = element.find(f"a:{name}", SPACE)
    assert found is not None
    return found.text or ""


def test_an_entry_for_each_revision(history: TestClient) -> None:
    found = entries(history)
    assert [text(one, "title") for one in found] == ["Publicatie 3: third", "Publicatie 2: second", "Publicatie 1: first <&>"]
    assert [text(one, "updated") for one in found] == ["2026-01-02T03:04:05+00:00"] * 3
    links = [link.get("href") for one in found for link in one.findall("a:link", SPACE)]
    assert links == [f"http://testserver/v1/revisions/{n}" for n in (3, 2, 1)]
    assert "Het maximum" in text(found[0], "summary") or "Nieuw: het maximum" in text(found[0], "summary")
    assert "gaat van 25 % naar 20 %." in text(found[1], "summary")
    assert "En nog " in text(found[2], "summary")


def test_names_of_entries_stay_whatever_is_asked(history: TestClient) -> None:
    names = [text(one, "id") for one in entries(history)]
    assert len(set(names)) == 3
    assert all(name.startswith("urn:uuid:") for name in names)
    for query in ({"lang": "fr"}, {"since": 0, "section": "aid"}, {"instrument": NAME}, {"revision": 2}):
        assert {text(one, "id") for one in entries(history, **query)} <= set(names)
    assert history.get(FEED).content == history.get(FEED).content


def test_the_feed_has_the_same_filters(history: TestClient) -> None:
    (one,) = entries(history, section="aid", lang="en")
    assert text(one, "title") == "Revision 2: second"
    assert text(one, "summary") == "<p>The base rate development of Development project (all periods) goes from 25% to 20%.</p>"
    assert entries(history, since=3) == []
    empty = ET.fromstring(history.get(FEED, params={"since": 3}).content)
    assert text(empty, "updated") == "2026-01-02T03:04:05+00:00"


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("nl", "Wijzigingen in de innovatiesteun"),
        ("en", "Changes in innovation aid"),
        ("fr", "Modifications des aides à l'innovation"),
    ],
)
def test_the_feed_has_one_language(history: TestClient, language: str, title: str) -> None:
    answer = history.get(FEED, headers={"Accept-Language": language})
    feed = ET.fromstring(answer.content)
    assert (text(feed, "title"), answer.headers["content-language"]) == (title, language)
    assert feed.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    links = {link.get("rel"): link.get("href") for link in feed.findall("a:link", SPACE)}
    assert links == {"alternate": "http://testserver/v1/changes", "self": "http://testserver/v1/changes.atom"}
    assert history.get(FEED, params={"lang": "all"}).status_code == 400


# In a revision.


def test_a_revision_tells_its_changes_by_section(history: TestClient) -> None:
    changes = read(history, "/v1/revisions/2", lang="en")["changes"]
    assert changes["changed"] == [{"kind": "instrument", "id": NAME}]
    assert changes["removed"] == [{"kind": "instrument", "id": OTHER}]
    listed = [{"section": section, **item} for section, items in changes["sections"].items() for item in items]
    expected = [
        {key: value for key, value in one.items() if key not in ("revision", "href", "publishedAt")}
        for one in every(history, LIST, since=1, revision=2, lang="en")
    ]
    assert listed == expected


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_revision_tells_the_report_on_its_quality(history: TestClient, language: str) -> None:
    quality = read(history, "/v1/revisions/3", lang=language)["quality"]
    assert (quality["errors"], quality["warnings"]) == (0, 1)
    (finding,) = quality["findings"]
    told = {"nl": "Niets.", "en": "Nothing.", "fr": "Rien."}[language]
    assert finding == {**REPORT["findings"][0], "text": told}  # type: ignore[index]


def test_a_revision_without_report_has_none(history: TestClient) -> None:
    assert "quality" not in read(history, "/v1/revisions/1")
    assert read(history, "/v1/revisions/3", lang="all")["quality"] == REPORT


def test_the_published_seed_has_a_report(client: TestClient) -> None:
    quality = read(client, "/v1/revisions/1", lang="all")["quality"]
    assert quality["errors"] == 0
    assert quality["warnings"] == len(quality["findings"]) > 0
    for finding in quality["findings"]:
        assert finding.keys() == {"check", "severity", "document", "path", "text"}
        assert set(finding["text"]) == set(LANGUAGES)


# Read once, and kept.


def test_what_was_read_is_told_without_the_database(
    maker: Maker, start: Starter, documents: Documents, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = maker.migrated()
    for note, state in states(documents)[:2]:
        publish_to(url, state, note)
    started = start(database_url=url)
    whole = every(started, LIST)
    catalogue: Any = started.app.state.catalogue  # type: ignore[attr-defined]

    def away(*_: Any) -> Any:
        raise OSError("the database is away")

    monkeypatch.setattr(catalogue, "_read_record", away)
    assert every(started, LIST) == whole
    assert started.get("/v1/revisions/1").status_code == started.get(FEED).status_code == 200
    del catalogue._records[1]
    for path in (LIST, FEED, "/v1/revisions/1"):
        answer = started.get(path)
        assert answer.status_code == 503
        assert answer.headers["content-type"] == PROBLEM
        assert "revision 1 cannot be read now; the newest, 2, is in service" in answer.json()["detail"]
    assert started.get(LIST, params={"since": 1}).status_code == 200
    assert started.get("/v1/revisions/2").status_code == 200
