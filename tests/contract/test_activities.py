"""Planned activities over HTTP: as a list, and as a calendar that is read back."""

from calendar import monthrange
from datetime import date, timedelta
from typing import Any

import icalendar
import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from tests.contract.asking import LANGUAGES, Json, every, read

PATH, ICS = "/v1/activities", "/v1/activities.ics"


def planned(documents: Documents) -> dict[str, tuple[str, Json]]:
    """All activities by their id, with whose they are."""
    return {
        f"{name}.{one['id']}": (name, one)
        for name, other in documents["organization"].items()
        for one in other.get("activities", ())
    }


def ids(client: TestClient, **query: Any) -> list[str]:
    return [one["id"] for one in every(client, PATH, **query)]


def test_all_of_them_the_latest_first_and_then_those_without_a_day(client: TestClient, documents: Documents) -> None:
    known = planned(documents)
    found = ids(client)
    assert sorted(found) == sorted(known)
    starts = [known[one][1].get("validFrom") or "" for one in found]
    assert starts == sorted(starts, reverse=True)


def test_filters(client: TestClient, documents: Documents) -> None:
    known = planned(documents)
    for member, name in (("type", "type"), ("recurrence", "recurrence")):
        for value in {one[member] for _, one in known.values()}:
            assert set(ids(client, **{name: value})) == {key for key, (_, one) in known.items() if one[member] == value}
    assert set(ids(client, organization=["vlaio", "verso"])) == {key for key, (of, _) in known.items() if of in ("vlaio", "verso")}
    assert set(ids(client, organization="vlaio", type="event")) == {"vlaio.newYearEvent"}


@pytest.mark.parametrize(
    ("first", "last"),
    [
        (None, None),
        ("2013-01-01", "2013-12-31"),
        ("2021-01-01", None),
        (None, "2012-12-31"),
        ("2022-10-24", "2022-10-24"),
        (None, "9999-12-31"),
    ],
)
def test_a_stretch_finds_what_shares_a_day_with_it(
    client: TestClient, documents: Documents, first: str | None, last: str | None
) -> None:
    expected = {
        key
        for key, (_, one) in planned(documents).items()
        if (last is None or (one.get("validFrom") or "") <= last) and (first is None or first < (one.get("validTo") or "9999-99"))
    }
    query = {key: value for key, value in (("from", first), ("to", last)) if value is not None}
    assert set(ids(client, **query)) == expected


def test_what_an_activity_tells(client: TestClient) -> None:
    (told,) = every(client, PATH, organization="speerpuntclusters", lang="en")
    assert told["id"] == "speerpuntclusters.innovfest2022"
    assert told["organization"]["href"] == "/v1/organizations/speerpuntclusters"
    assert (told["type"], told["typeName"], told["recurrenceName"]) == ("event", "Event", "once")
    assert told["validity"] == {"validFrom": "2022-10-24", "validTo": "2022-10-25"}
    assert told["sources"] or told["confidence"] == "unverified"


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"organization": "nobody"}, "organization"),
        ({"type": "x"}, "type"),
        ({"recurrence": "x"}, "recurrence"),
        ({"from": "2021"}, "from"),
        ({"to": "2021-02-30"}, "to"),
        ({"from": "2021-02-01", "to": "2021-01-31"}, "to"),
    ],
)
@pytest.mark.parametrize("path", [PATH, ICS])
def test_what_is_not_known_is_refused(client: TestClient, path: str, query: Json, name: str) -> None:
    answer = client.get(path, params=query)
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["issues"]] == [name]


# The calendar.


def events(client: TestClient, **query: Any) -> dict[str, Any]:
    answer = client.get(ICS, params=query or None)
    assert answer.status_code == 200
    assert answer.headers["content-type"].startswith("text/calendar")
    found = list(icalendar.Calendar.from_ical(answer.content).walk("VEVENT"))
    by_uid = {str(one["uid"]): one for one in found}
    assert len(by_uid) == len(found)
    return by_uid


def test_the_calendar_holds_what_has_a_day_or_a_month(client: TestClient, documents: Documents) -> None:
    dated = {
        f"{key}@activities.steunwijzer"
        for key, (_, one) in planned(documents).items()
        if one.get("validFrom") and one.get("validFromPrecision", "day") in ("day", "month")
    }
    assert dated
    assert set(events(client)) == dated


def test_a_day_is_confirmed_and_a_month_tentative_from_its_first_day_to_its_last(client: TestClient, documents: Documents) -> None:
    known, found = planned(documents), events(client, lang="en")
    for uid, event in found.items():
        of, one = known[uid.partition("@")[0]]
        first, month = date.fromisoformat(one["validFrom"]), one.get("validFromPrecision") == "month"
        assert event["dtstart"].dt == first
        assert str(event["status"]) == ("TENTATIVE" if month else "CONFIRMED")
        ends = first + timedelta(days=monthrange(first.year, first.month)[1] if month else 1)
        if one.get("validTo"):
            ends = max(ends, date.fromisoformat(one["validTo"]))
        assert event["dtend"].dt == ends
        assert str(event["summary"]).startswith(one["names"]["en"])
        assert str(event["url"]).endswith(f"/v1/organizations/{of}")
    assert {str(event["status"]) for event in found.values()} == {"TENTATIVE", "CONFIRMED"}


def test_the_same_activity_keeps_its_uid_in_every_language_and_on_every_day(client: TestClient) -> None:
    whole = set(events(client))
    for language in LANGUAGES:
        assert set(events(client, lang=language, referenceDate="2021-06-15")) == whole
    assert set(events(client, organization="iwt")) == {"iwt.pilotCallFollowers@activities.steunwijzer"}
    assert client.get(ICS).content == client.get(ICS).content


def test_a_calendar_is_in_one_language_and_can_be_kept(client: TestClient) -> None:
    assert client.get(ICS, params={"lang": "all"}).status_code == 400
    etag = client.get(ICS).headers["etag"]
    assert client.get(ICS, headers={"If-None-Match": etag}).status_code == 304


def test_months_of_the_list_stay_months(client: TestClient) -> None:
    (told,) = read(client, PATH, organization="fit", type="award")["items"]
    assert told["validity"] == {"validFrom": "2023-09-01", "validFromPrecision": "month"}
