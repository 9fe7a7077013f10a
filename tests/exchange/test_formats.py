"""Calendars and feeds as such: whatever is in a text, it arrives as it was; and the same entries give the same bytes."""

from datetime import UTC, date, datetime
from typing import Any
from xml.etree import ElementTree as ET

import icalendar as library
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.common.clock import BRUSSELS
from app.exchange import atom, icalendar

STAMP = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
AWKWARD = 'Één, twee; drie\\n vier: "vijf" & <zes>\nzeven ' + "ç" * 200
# What XML 1.0 can hold at all, without what it changes on the way.
TEXTS = st.text(
    st.characters(exclude_categories=("Cs", "Cc", "Cn", "Zl", "Zp"), exclude_characters="\ufeff"), min_size=1, max_size=80
)


def event(summary: str, description: str) -> Any:
    entry = icalendar.Entry(
        "a@b", summary, description, "https://example.org/a", date(2027, 3, 21), date(2027, 3, 31), tentative=True
    )
    content = icalendar.calendar_of("Name", "nl", [entry], STAMP)
    (found,) = library.Calendar.from_ical(content).events
    return found


def test_awkward_texts_survive_the_calendar() -> None:
    found = event(AWKWARD, AWKWARD)
    assert str(found["SUMMARY"]) == AWKWARD
    assert str(found["DESCRIPTION"]) == AWKWARD


def test_the_days_of_an_entry_both_count() -> None:
    found = event("a", "b")
    assert (found["DTSTART"].dt, found["DTEND"].dt) == (date(2027, 3, 21), date(2027, 4, 1))
    assert found["DTSTART"].params["VALUE"] == "DATE"
    assert (found["STATUS"], found["TRANSP"], found["UID"]) == ("TENTATIVE", "TRANSPARENT", "a@b")


@pytest.mark.parametrize(
    ("day", "hour"), [(date(2027, 3, 27), 11), (date(2027, 3, 29), 10), (date(2027, 10, 30), 10), (date(2027, 11, 1), 11)]
)
def test_noon_in_brussels_in_summer_and_winter(day: date, hour: int) -> None:
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=BRUSSELS)
    content = icalendar.calendar_of("Name", "nl", [icalendar.Entry("a@b", "a", "", "https://example.org", noon)], STAMP)
    assert f"DTSTART;TZID=Europe/Brussels:{day:%Y%m%d}T120000".encode() in content
    calendar: Any = library.Calendar.from_ical(content)
    (found,) = calendar.events
    assert found["DTSTART"].dt.astimezone(UTC).hour == hour


@given(TEXTS, TEXTS)
def test_any_text_survives_the_feed(title: str, line: str) -> None:
    entries = [atom.Entry("a/b", title, "https://example.org/a", (line, "last"))]
    content = atom.feed_of("Title", "Subtitle", "nl", "https://example.org", "https://example.org/a.atom", entries, STAMP)
    space = {"a": "http://www.w3.org/2005/Atom"}
    (entry,) = ET.fromstring(content).findall("a:entry", space)
    assert entry.findtext("a:title", namespaces=space) == title
    shown = ET.fromstring(f"<div>{entry.findtext('a:summary', namespaces=space)}</div>")
    assert [one.text for one in shown] == [line, "last"]


def test_the_same_entries_give_the_same_bytes() -> None:
    days = [icalendar.Entry(f"{n}@b", "a", "b", "https://example.org", date(2027, 1, n)) for n in (1, 2)]
    assert icalendar.calendar_of("Name", "nl", days, STAMP) == icalendar.calendar_of("Name", "nl", days, STAMP)
    news = [atom.Entry(str(n), "a", "https://example.org", ("b",)) for n in (1, 2)]
    feeds = {atom.feed_of("T", "S", "nl", "https://example.org", "https://example.org/a", news, STAMP) for _ in range(2)}
    assert len(feeds) == 1


def test_names_are_stable_and_differ() -> None:
    assert atom.name_of("a") == atom.name_of("a") != atom.name_of("b")
    assert atom.name_of("a").startswith("urn:uuid:")
