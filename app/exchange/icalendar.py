"""Days as an iCalendar document (RFC 5545), with stable bytes: nothing in it depends on when it is written."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from app.common.clock import BRUSSELS

if TYPE_CHECKING:
    from icalendar import Event, Timezone

MEDIA_TYPE = "text/calendar"


@dataclass(frozen=True, slots=True)
class Entry:
    """Something on a day, on several (`last` counts), or at an instant; `uid` is the same in every edition of the calendar."""

    uid: str
    summary: str
    description: str
    url: str
    first: date | datetime
    last: date | None = None
    tentative: bool = False


def calendar_of(name: str, language: str, entries: Iterable[Entry], stamp: datetime) -> bytes:
    """The document; `stamp` is when what it tells was published."""
    from icalendar import Calendar  # loaded on first use

    calendar = Calendar()
    calendar.add("prodid", f"-//Steunwijzer//Calendar//{language.upper()}")
    calendar.add("version", "2.0")
    calendar.calendar_name = name
    calendar.add_component(_brussels())
    for entry in entries:
        calendar.add_component(_event(entry, stamp))
    content: bytes = calendar.to_ical()
    return content


def _event(entry: Entry, stamp: datetime) -> "Event":
    from icalendar import Event

    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", stamp)
    event.add("dtstart", entry.first)
    if not isinstance(entry.first, datetime):
        event.add("dtend", (entry.last or entry.first) + timedelta(days=1))
    event.add("summary", entry.summary)
    event.add("description", entry.description)
    event.add("url", entry.url)
    event.add("status", "TENTATIVE" if entry.tentative else "CONFIRMED")
    event.add("transp", "TRANSPARENT")
    return event


def _brussels() -> "Timezone":
    """Summer time as in the whole Union since 1996: written as a rule, so that no year is the last and no system decides."""
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    zone = Timezone()
    zone.add("tzid", BRUSSELS.key)
    for part, name, start, month, before, after in (
        (TimezoneDaylight(), "CEST", datetime(1996, 3, 31, 2), 3, 1, 2),  # noqa: DTZ001 - local time by definition
        (TimezoneStandard(), "CET", datetime(1996, 10, 27, 3), 10, 2, 1),  # noqa: DTZ001
    ):
        part.add("tzname", name)
        part.add("dtstart", start)
        part.add("rrule", {"freq": "yearly", "bymonth": month, "byday": "-1su"})
        part.add("tzoffsetfrom", timedelta(hours=before))
        part.add("tzoffsetto", timedelta(hours=after))
        zone.add_component(part)
    return zone
