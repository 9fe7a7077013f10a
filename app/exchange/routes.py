"""GET /v1/calls.ics, /v1/calls.atom, /v1/changes.atom and /v1/activities.ics."""

from calendar import monthrange
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta

from fastapi import APIRouter
from starlette.responses import Response

from app.catalogue.availability import Likely
from app.catalogue.calls import Call, name_of
from app.catalogue.change_routes import ChangesDep
from app.catalogue.history import Difference, Record
from app.catalogue.overview_routes import CallsDep
from app.catalogue.reading import Reading
from app.catalogue.texts import en, fr, nl
from app.common.clock import BRUSSELS
from app.common.languages import ALL, told
from app.exchange import atom, icalendar
from app.landscape.activities import Activity
from app.landscape.landscape import landscape_of
from app.landscape.routes import ActivitiesDep
from app.problems import InvalidInput, Issue

router = APIRouter(prefix="/v1")
_TEXTS = {"nl": nl.CALLS | nl.FEED, "en": en.CALLS | en.FEED, "fr": fr.CALLS | fr.FEED}
# A feed is for news: of many revisions the newest, and of many changes the first.
MOST_REVISIONS = MOST_SENTENCES = 100


@router.get("/calls.ics", tags=["Calls"], summary="Get calls as a calendar", response_description="An iCalendar document")
async def get_calls_calendar(found: CallsDep) -> Response:
    """The last days of calls as a calendar to subscribe to; of a call without one, the first day.

    An indicative call covers its part of the month and is tentative; a call that is later announced under the id of its habit and
    year takes its place in the calendar.
    """
    read = found.read
    texts = _texts(read)
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    entries = [entry for call in found.calls for entry in _days(read, call)]
    stamp = read.edition.snapshot.revision.published_at
    return read.represent(icalendar.calendar_of(texts["title"], read.language, entries, stamp), icalendar.MEDIA_TYPE)


@router.get("/calls.atom", tags=["Calls"], summary="Get calls as a feed", response_description="An Atom feed")
async def get_calls_feed(found: CallsDep) -> Response:
    """Calls as a feed to subscribe to."""
    read = found.read
    texts = _texts(read)
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    entries = [atom.Entry(_uid(call), _title(read, call), _link(read, call), tuple(_lines(read, call))) for call in found.calls]
    updated = read.edition.snapshot.revision.published_at
    feed = atom.feed_of(texts["title"], texts["subtitle"], read.language, f"{read.base}/v1/calls", _address(read), entries, updated)
    return read.represent(feed, atom.MEDIA_TYPE)


@router.get("/changes.atom", tags=["Revisions"], summary="Get changes as a feed", response_description="An Atom feed")
async def get_changes_feed(found: ChangesDep) -> Response:
    """What became different from revision to revision, as a feed to subscribe to: an entry for each revision, newest first."""
    read = found.read
    texts = _texts(read)
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    entries = [_revision(read, texts, *one) for one in found.by_revision]
    updated = read.edition.snapshot.revision.published_at
    feed = atom.feed_of(
        texts["changes"],
        texts["changesSubtitle"],
        read.language,
        f"{read.base}/v1/changes",
        _address(read),
        entries[:MOST_REVISIONS],
        updated,
    )
    return read.represent(feed, atom.MEDIA_TYPE)


def _revision(read: Reading, texts: Mapping[str, str], record: Record, differences: Sequence[Difference]) -> atom.Entry:
    """A revision with a sentence for each difference; of very many the first."""
    one = record.revision
    lines = [difference.text[read.language] for difference in differences[:MOST_SENTENCES]]
    if len(differences) > MOST_SENTENCES:
        lines.append(texts["more"].format(count=len(differences) - MOST_SENTENCES))
    title = texts["revision"].format(number=one.number, note=one.note)
    # Another catalogue that is served by the same software has other revisions of these numbers.
    name = f"{one.number}.{one.digest}@revisions.steunwijzer"
    return atom.Entry(name, title, f"{read.base}/v1/revisions/{one.number}", tuple(lines), one.published_at)


def _address(read: Reading) -> str:
    """The full address of what is read."""
    query = read.request.url.query
    return f"{read.base}{read.request.url.path}" + (f"?{query}" if query else "")


def _texts(read: Reading) -> Mapping[str, str]:
    """The texts of the language asked for; these formats hold one."""
    if read.language == ALL:
        raise InvalidInput([Issue("oneLanguage", "query", "lang", "this format holds one language; write nl, en or fr", ALL)])
    return _TEXTS[read.language]


def _days(read: Reading, call: Call) -> Iterator[icalendar.Entry]:
    """The entry of a call in the calendar; none where no day of it is known."""
    window = call.window
    first: date | datetime | None
    last = None
    if isinstance(window, Likely):
        first, last = window.first, window.last
    elif window.closes_on is not None and call.document.get("closesAt"):
        first = datetime.combine(window.closes_on, time.fromisoformat(call.document["closesAt"]), BRUSSELS)
    else:
        first = window.closes_on or window.opens_on
    if first is not None:
        description = "\n".join(_lines(read, call))
        yield icalendar.Entry(
            _uid(call), _title(read, call), description, _link(read, call), first, last, tentative=call.indicative
        )


def _uid(call: Call) -> str:
    return f"{call.instrument}.{call.window.id}@calls.steunwijzer"


def _link(read: Reading, call: Call) -> str:
    return f"{read.base}/v1/instruments/{call.instrument}"


def _title(read: Reading, call: Call) -> str:
    """What the day is and of which call."""
    snapshot, language = read.edition.snapshot, read.language
    instrument, name = (told(one, language) for one in (snapshot.instruments[call.instrument]["names"], name_of(snapshot, call)))
    texts = _texts(read)
    whole = instrument if name == instrument else f"{instrument}, {name}"
    text: str = texts["closes" if call.deadline else "opens"].format(name=whole)
    return texts["indicative"].format(text=text) if call.indicative else text


def _lines(read: Reading, call: Call) -> Iterator[str]:
    """What else is told of a call: its days, the note, and the sources."""
    texts, document, window = _texts(read), call.document, call.window
    if isinstance(window, Likely):
        yield texts["habit"]
    elif window.opens_on and window.closes_on:
        yield texts["window"].format(opens=window.opens_on, closes=window.closes_on)
    if document.get("note"):
        yield told(document["note"], read.language)
    for name in document.get("sources", ()):
        source = read.edition.snapshot.sources[name]
        yield texts["source"].format(source=", ".join(filter(None, (source["publisher"], source["title"], source.get("url")))))


@router.get("/activities.ics", tags=["Landscape"], summary="Get activities as a calendar", response_description="A calendar")
async def get_activities_calendar(found: ActivitiesDep) -> Response:
    """The activities of which the day or the month is known, as a calendar to subscribe to; a month is tentative."""
    read = found.read
    texts = _texts(read)
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    entries = [entry for one in found.activities for entry in _activity_days(read, one)]
    stamp = read.edition.snapshot.revision.published_at
    return read.represent(icalendar.calendar_of(texts["activities"], read.language, entries, stamp), icalendar.MEDIA_TYPE)


def _activity_days(read: Reading, one: Activity) -> Iterator[icalendar.Entry]:
    """The entry of an activity in the calendar; none where neither its day nor its month is known."""
    first, end = one.dates
    if first is None or one.precision not in ("day", "month"):
        return
    month = one.precision == "month"
    last = first + timedelta(days=monthrange(first.year, first.month)[1] - 1) if month else first
    if end is not None:
        last = max(last, end - timedelta(days=1))
    landscape = landscape_of(read.edition)
    name = told(landscape.organizations[one.organization]["names"], read.language)
    link = f"{read.base}/v1/organizations/{one.organization}"
    title = f"{told(one.document['names'], read.language)} ({name})"
    note = told(one.document.get("note"), read.language) or name
    yield icalendar.Entry(f"{one.id}@activities.steunwijzer", title, note, link, first, last, tentative=month)
