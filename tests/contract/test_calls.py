"""Calls over HTTP: as a list, as a calendar and as a feed; known ones and those that a habit makes likely."""

import copy
import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET
from zoneinfo import ZoneInfo

import icalendar
import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from app.main import create_app
from app.settings import Settings
from tests.contract.asking import LANGUAGES, Json, every, read
from tests.fixtures.seeds import narrowed
from tests.fixtures.service import PUBLISHED_AT, publish_to

PATH, ICS, ATOM = "/v1/calls", "/v1/calls.ics", "/v1/calls.atom"
NAME = "developmentProject"
TODAY = "2026-11-21"
SAID = {"sources": ["serv2021"], "confidence": "seed"}
NOTE = {"nl": "Een noot <&>.", "en": "A note <&>.", "fr": "Une note <&>."}
CALLS: list[Json] = [
    {"id": "past", "opensOn": "2025-02-01", "closesOn": "2025-03-31", "closesAt": "12:00", **SAID},
    {"id": "now", "names": {"nl": "Nu", "en": "Now", "fr": "Maintenant"}, "opensOn": "2026-11-01", "closesOn": TODAY, **SAID},
    {"id": "soon", "opensOn": "2027-01-10", "closesOn": "2027-02-10", "closesAt": "17:30", "note": NOTE, **SAID},
    {"id": "untold", "opensOn": None, "closesOn": "2027-06-30", "closesAt": "12:00", **SAID},
    {"id": "endless", "opensOn": "2026-12-01", "closesOn": None, **SAID},
    {"id": "guessed", "opensOn": None, "closesOn": "2027-08-15", "indicative": True, **SAID},
    {"id": "dateless", "opensOn": None, "closesOn": None, **SAID},
]
HABITS: list[Json] = [
    {"id": "spring", "month": 3, "part": "end", "validFrom": "2024-01-01", "note": NOTE, **SAID},
    {"id": "autumn", "month": 9, "part": "begin", **SAID},
    {"id": "summer", "month": 6, "part": "middle", **SAID},  # in 2027 the call that closes in June is known instead
]


def planned(documents: Documents) -> dict[str, dict[str, Any]]:
    """The catalogue with one instrument, which has every kind of call."""
    changed = narrowed(documents)
    changed["instrument"][NAME] |= {"calls": copy.deepcopy(CALLS), "deadlineHabits": copy.deepcopy(HABITS)}
    return changed


@pytest.fixture(scope="module")
def calls(documents: Documents, migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """A service with two revisions; in the second the call of spring is announced and one call has another day."""
    file = tmp_path_factory.mktemp("calls") / "steunwijzer.db"
    shutil.copyfile(migrated_sqlite, file)
    first = planned(documents)
    publish_to(f"sqlite:///{file}", first, "first")
    second = copy.deepcopy(first)
    listed = second["instrument"][NAME]["calls"]
    listed[2]["closesOn"] = "2027-02-12"
    listed.append({"id": "spring2027", "opensOn": None, "closesOn": "2027-04-02", **SAID})
    publish_to(f"sqlite:///{file}", second, "second")
    with TestClient(create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))) as started:
        yield started


def found(client: TestClient, **query: Any) -> list[str]:
    return [one["id"] for one in every(client, PATH, **{"revision": 1, "referenceDate": TODAY, **query})]


def by_id(client: TestClient, **query: Any) -> dict[str, Json]:
    return {one["id"]: one for one in every(client, PATH, **{"revision": 1, "referenceDate": TODAY, **query})}


def test_all_calls_by_deadline_with_the_likely_ones_of_a_year(calls: TestClient) -> None:
    assert found(calls) == [
        "past",
        "now",
        "soon",
        "spring2027",
        "untold",
        "guessed",
        "autumn2027",
        "dateless",
        "endless",
    ]
    assert found(calls, sort="-deadline") == found(calls)[::-1]


def test_what_a_call_tells(calls: TestClient) -> None:
    told = by_id(calls, lang="en")
    assert told["soon"] == {
        "id": "soon",
        "instrument": {"id": NAME, "href": f"/v1/instruments/{NAME}", "name": "Development project"},
        "name": "Development project",
        "opensOn": "2027-01-10",
        "closesOn": "2027-02-10",
        "closesAt": "17:30",
        "indicative": False,
        "state": "opensOn",
        "note": NOTE["en"],
        **SAID,
    }
    assert told["now"]["name"] == "Now"


def test_a_likely_call_tells_a_month_and_never_a_day(calls: TestClient) -> None:
    told = by_id(calls)["spring2027"]
    assert (told["closesIn"], told["closesInPart"], told["precision"]) == ("2027-03", "end", "month")
    assert (told["indicative"], told["state"]) == (True, "unknown")
    assert not {"opensOn", "closesOn", "closesAt"} & set(told)
    assert "2027-03-" not in str(told)


@pytest.mark.parametrize(
    ("day", "states"),
    [
        (
            TODAY,
            {"past": "closed", "now": "open", "soon": "opensOn", "untold": "unknown", "endless": "opensOn", "guessed": "unknown"},
        ),
        ("2026-11-22", {"now": "closed", "soon": "opensOn"}),
        ("2027-01-10", {"soon": "open", "endless": "open"}),
        ("2027-07-01", {"untold": "closed", "soon": "closed", "endless": "open", "dateless": "unknown"}),
        ("2027-11-30", {"endless": "open"}),
        ("2027-12-01", {"endless": "unknown"}),  # it opened a year ago, and nobody knows until when
    ],
)
def test_the_state_on_the_reference_date(calls: TestClient, day: str, states: dict[str, str]) -> None:
    told = by_id(calls, referenceDate=day)
    assert {name: told[name]["state"] for name in states} == states


@pytest.mark.parametrize(
    ("query", "ids"),
    [
        ({"openOn": TODAY}, ["now"]),
        ({"openOn": "2027-02-10"}, ["soon", "endless"]),
        ({"openOn": "2027-06-30"}, ["endless"]),  # nobody knows that the call of June is open already
        ({"from": "2026-11-21", "to": "2026-11-21"}, ["now"]),
        ({"from": "2026-11-22", "to": "2027-01-09"}, ["endless"]),
        ({"from": "2027-01-10", "to": "2027-03-31"}, ["soon", "spring2027", "endless"]),
        ({"from": "2027-01-10", "to": "2027-03-30"}, ["soon", "endless"]),
        ({"to": "2026-11-01"}, ["past", "now"]),
        ({"from": "2027-06-30", "to": "2028-06-30"}, ["untold", "guessed", "autumn2027", "spring2028", "summer2028", "endless"]),
        ({"openOn": "2027-11-30"}, ["endless"]),
        ({"openOn": "2027-12-01"}, []),
        ({"from": "2027-11-30", "to": "2027-12-31"}, ["endless"]),
        ({"from": "2027-12-01", "to": "2027-12-31"}, []),
        ({"from": "2024-01-01", "to": "2024-12-31"}, ["spring2024", "summer2024", "autumn2024"]),
        ({"from": "2027-02-01", "to": "2027-02-28", "openOn": "2027-02-10"}, ["soon", "endless"]),
        ({"instrument": NAME, "openOn": TODAY}, ["now"]),
    ],
)
def test_filters(calls: TestClient, query: Json, ids: list[str]) -> None:
    assert found(calls, **query) == ids


def test_the_likely_ones_end_a_year_after_the_later_of_the_two_days(calls: TestClient) -> None:
    def likely(**query: Any) -> list[str]:
        return [name for name, one in by_id(calls, **query).items() if "closesIn" in one]

    assert likely(referenceDate="2027-03-31") == ["spring2027", "autumn2027"]
    assert likely(referenceDate="2027-04-01") == ["autumn2027", "spring2028"]
    assert likely(**{"from": "2026-01-01"})[-1] == "autumn2027"
    assert likely(**{"from": "2029-01-01"}) == ["spring2029", "summer2029", "autumn2029"]
    assert likely(to="2026-01-01") == []


def test_habits_are_not_drawn_out_without_end(calls: TestClient) -> None:
    months = [
        one["closesIn"]
        for one in every(calls, PATH, **{"referenceDate": TODAY, "from": "0001-01-01", "to": "9999-12-31"})
        if "closesIn" in one
    ]
    assert max(months) == "2036-09"
    assert min(months) > "2001"


def test_pages_give_everything_once(calls: TestClient) -> None:
    told = read(calls, PATH, referenceDate=TODAY, revision=1, pageSize=2)
    ids = [one["id"] for one in told["items"]]
    while "next" in told:
        told = read(calls, told["next"])
        ids += [one["id"] for one in told["items"]]
    assert ids == found(calls)
    assert told["total"] == len(ids)
    assert (told["revision"], told["referenceDate"]) == (1, TODAY)


def test_a_cursor_belongs_to_its_question(calls: TestClient) -> None:
    link = read(calls, PATH, referenceDate=TODAY, pageSize=2)["next"]
    assert calls.get(link).status_code == 200
    assert calls.get(f"{link}&openOn={TODAY}").status_code == 400


@pytest.mark.parametrize("path", [PATH, ICS, ATOM])
def test_what_is_wrong_is_told(calls: TestClient, path: str) -> None:
    def issue(**query: Any) -> Json:
        answer = calls.get(path, params=query, headers={"If-None-Match": "*"})
        assert answer.status_code == 400
        (one,) = answer.json()["issues"]
        assert isinstance(one, dict)
        return one

    assert "did you mean developmentProject" in issue(instrument="developmentProjects")["detail"]
    assert "YYYY-MM-DD" in issue(openOn="21-11-2026")["detail"]
    backwards = issue(**{"from": "2026-02-01", "to": "2026-01-31"})
    assert (backwards["name"], backwards["value"]) == ("to", "2026-01-31")
    assert "openOn" in issue(open="2026-01-01")["detail"]


def test_the_next_deadline_follows_habits_too(calls: TestClient) -> None:
    def line(day: str) -> Json:
        told: Json = read(calls, f"/v1/instruments/{NAME}", referenceDate=day, revision=1)
        return told

    habit = line("2027-02-11")
    assert habit["availability"] == {"state": "open", "nextDeadline": "2027-03-31", "indicative": True}
    assert [one["id"] for one in habit["deadlineHabits"]] == ["spring", "autumn", "summer"]
    assert line("2027-01-10")["availability"] == {"state": "open", "nextDeadline": "2027-02-10"}
    assert line("2027-06-01")["nextDeadline"] == "2027-06-30"


# The calendar.


def calendar(client: TestClient, **query: Any) -> Any:
    """The calendar as the library reads it."""
    answer = client.get(ICS, params={"referenceDate": TODAY, "revision": 1, **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    return icalendar.Calendar.from_ical(answer.content)


def events(client: TestClient, **query: Any) -> dict[str, Any]:
    return {str(one["UID"]).partition("@")[0].removeprefix(f"{NAME}."): one for one in calendar(client, **query).events}


def test_the_calendar_has_what_a_calendar_must_have(calls: TestClient) -> None:
    whole = calendar(calls)
    assert whole["VERSION"] == "2.0"
    assert whole["PRODID"]
    (zone,) = whole.timezones
    assert zone["TZID"] == "Europe/Brussels"
    assert whole.get_missing_tzids() == set()
    uids = [str(one["UID"]) for one in whole.events]
    assert len(uids) == len(set(uids))
    for one in whole.events:
        assert one["DTSTAMP"].dt == PUBLISHED_AT
        assert one["SUMMARY"]
        assert one["STATUS"] in {"CONFIRMED", "TENTATIVE"}
        assert one.errors == []


def test_the_zone_that_travels_is_that_of_brussels(calls: TestClient) -> None:
    (zone,) = calendar(calls).timezones
    travelled, brussels = zone.to_tz(), ZoneInfo("Europe/Brussels")
    for year in (1997, 2013, 2021, 2027, 2045):
        for month in range(1, 13):
            for day in (1, 15, 25, 28):
                noon = datetime(year, month, day, 12)  # noqa: DTZ001 - local time by definition
                assert travelled.utcoffset(noon) == brussels.utcoffset(noon), noon


def test_days_and_hours_of_the_calendar(calls: TestClient) -> None:
    told = events(calls)
    assert set(told) == set(found(calls)) - {"dateless"}
    soon = told["soon"]
    assert soon["DTSTART"].params["TZID"] == "Europe/Brussels"
    assert soon["DTSTART"].dt.astimezone(UTC) == datetime(2027, 2, 10, 16, 30, tzinfo=UTC)
    assert "DTEND" not in soon
    assert told["past"]["DTSTART"].dt.astimezone(UTC) == datetime(2025, 3, 31, 10, tzinfo=UTC)  # summer time since the day before
    now = told["now"]
    assert (now["DTSTART"].dt, now["DTEND"].dt) == (date(2026, 11, 21), date(2026, 11, 22))
    assert told["endless"]["DTSTART"].dt == date(2026, 12, 1)
    assert "2027-01-10" in soon["DESCRIPTION"]
    assert NOTE["nl"] in soon["DESCRIPTION"]
    assert soon["URL"] == f"http://testserver/v1/instruments/{NAME}"


@pytest.mark.parametrize(("language", "word"), [("nl", "indicatief"), ("en", "indicative"), ("fr", "indicatif")])
def test_a_likely_call_is_tentative_and_covers_its_part_of_the_month(calls: TestClient, language: str, word: str) -> None:
    told = events(calls, lang=language)
    spring, autumn = told["spring2027"], told["autumn2027"]
    assert (spring["DTSTART"].dt, spring["DTEND"].dt) == (date(2027, 3, 21), date(2027, 4, 1))
    assert (autumn["DTSTART"].dt, autumn["DTEND"].dt) == (date(2027, 9, 1), date(2027, 9, 11))
    for name, one in told.items():
        indicative = name in {"spring2027", "autumn2027", "guessed"}
        assert (one["STATUS"] == "TENTATIVE") is indicative, name
        assert (word in one["SUMMARY"]) is indicative, name


def test_an_announced_call_takes_the_place_of_the_likely_one(calls: TestClient) -> None:
    before, after = events(calls, revision=1), events(calls, revision=2)
    assert set(after) == set(before)
    for name in before:
        assert after[name]["UID"] == before[name]["UID"]
    assert before["spring2027"]["STATUS"] == "TENTATIVE"
    assert after["spring2027"]["STATUS"] == "CONFIRMED"
    assert after["spring2027"]["DTSTART"].dt == date(2027, 4, 2)
    assert after["soon"]["DTSTART"].dt.date() == date(2027, 2, 12)


def test_filters_of_the_calendar_and_the_feed_are_those_of_the_list(calls: TestClient) -> None:
    for query in ({"openOn": TODAY}, {"from": "2027-01-10", "to": "2027-03-31"}, {"instrument": NAME}):
        ids = found(calls, **query)
        assert set(events(calls, **query)) == set(ids) - {"dateless"}
        assert len(entries(calls, **query)) == len(ids)


def test_a_calendar_without_calls_is_one(calls: TestClient) -> None:
    whole = calendar(calls, openOn="2020-01-01")
    assert (len(whole.events), len(whole.timezones)) == (0, 1)


# The feed.

SPACE = {"a": "http://www.w3.org/2005/Atom"}


def feed(client: TestClient, **query: Any) -> ET.Element:
    answer = client.get(ATOM, params={"referenceDate": TODAY, "revision": 1, **query})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/atom+xml"
    return ET.fromstring(answer.content)


def entries(client: TestClient, **query: Any) -> dict[str, ET.Element]:
    return {text(one, "id"): one for one in feed(client, **query).findall("a:entry", SPACE)}


def text(node: ET.Element, name: str) -> str:
    return str(node.findtext(f"a:{name}", namespaces=SPACE))


def test_the_feed_has_what_a_feed_must_have(calls: TestClient) -> None:
    whole = feed(calls, lang="en")
    assert whole.tag == f"{{{SPACE['a']}}}feed"
    for node in (whole, *whole.findall("a:entry", SPACE)):
        assert text(node, "id").startswith("urn:uuid:")
        assert text(node, "title").strip()
        assert datetime.fromisoformat(text(node, "updated")) == PUBLISHED_AT
    assert text(whole.findall("a:author", SPACE)[0], "name") == "Steunwijzer"
    links = {one.get("rel"): one.get("href") for one in whole.findall("a:link", SPACE)}
    assert links["alternate"] == "http://testserver/v1/calls"
    assert str(links["self"]).startswith("http://testserver/v1/calls.atom?")
    ids = [text(one, "id") for one in whole.findall("a:entry", SPACE)]
    assert len(ids) == len(set(ids)) == len(found(calls))


def test_what_an_entry_tells(calls: TestClient) -> None:
    one = next(iter(entries(calls, lang="en", **{"from": "2027-02-01", "to": "2027-02-15"}).values()))
    assert text(one, "title") == "Development project: last day to apply"
    summary = one.find("a:summary", SPACE)
    assert summary is not None
    assert summary.get("type") == "html"
    shown = ET.fromstring(f"<div>{summary.text}</div>")
    lines = [str(line.text) for line in shown]
    assert lines[:2] == ["Applications are taken from 2027-01-10 to 2027-02-10, both included.", NOTE["en"]]
    assert lines[2].startswith("Source: ")


def test_entries_keep_their_ids_between_revisions(calls: TestClient) -> None:
    assert set(entries(calls, revision=1)) == set(entries(calls, revision=2))


def test_an_empty_feed_has_the_time_of_its_revision(calls: TestClient) -> None:
    whole = feed(calls, openOn="2020-01-01")
    assert whole.findall("a:entry", SPACE) == []
    assert datetime.fromisoformat(text(whole, "updated")) == PUBLISHED_AT


# What both have in common with other reads.


@pytest.mark.parametrize("path", [ICS, ATOM])
def test_who_holds_it_gets_a_304(calls: TestClient, path: str) -> None:
    query = {"referenceDate": TODAY}
    first, again = calls.get(path, params=query), calls.get(path, params=query)
    assert (first.content, first.headers["etag"]) == (again.content, again.headers["etag"])
    held = calls.get(path, params=query, headers={"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")
    older = calls.get(path, params={**query, "revision": 1})
    assert older.headers["etag"] != first.headers["etag"]
    assert calls.head(path, params=query).headers["etag"] == first.headers["etag"]


@pytest.mark.parametrize("path", [ICS, ATOM])
def test_the_language_is_the_one_asked_for(calls: TestClient, path: str) -> None:
    answers = [calls.get(path, headers={"Accept-Language": language}) for language in LANGUAGES]
    assert [one.headers["content-language"] for one in answers] == list(LANGUAGES)
    assert all("accept-language" in one.headers["vary"].lower() for one in answers)
    for one, word in zip(answers, ("Ontwikkelingsproject", "Development project", "Projet de développement"), strict=True):
        assert word in one.text
    asked = calls.get(path, params={"lang": "fr"}, headers={"Accept-Language": "en"})
    assert asked.headers["content-language"] == "fr"
    assert "Projet de développement" in asked.text
    assert calls.get(path).headers["content-language"] == "nl"


def test_calls_of_the_seed(client: TestClient) -> None:
    told = {(one["instrument"]["id"], one["id"]): one for one in every(client, PATH)}
    spring = told["baekelandMandate", "spring2021"]
    assert (spring["closesOn"], spring["closesAt"], spring["state"]) == ("2021-03-23", "12:00", "closed")
    assert told["cornet", "call24"]["name"] == "24e oproep"
    chosen = every(client, PATH, instrument=["cornet", "baekelandMandate"])
    assert {one["instrument"]["id"] for one in chosen} == {"cornet", "baekelandMandate"}
    assert len({one["closesOn"] for one in chosen if "closesOn" in one}) > 2
