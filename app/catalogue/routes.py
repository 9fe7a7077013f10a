"""Reads of the catalogue: instruments, facts, sources, revisions and code lists. All from memory."""

import re
from collections.abc import Callable
from typing import Annotated, Any, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from starlette.responses import Response

from app.catalogue import views
from app.catalogue.current import Catalogue
from app.catalogue.heads import present
from app.catalogue.history import record_view
from app.catalogue.period_views import periods_view
from app.catalogue.reading import Reading, ReadingDep, no_instrument
from app.catalogue.search import FILTERS, find, summaries
from app.common.languages import tell, told
from app.common.paging import DEFAULT, LARGEST, SMALLEST, Page, page_of
from app.problems import ResourceNotFound

router = APIRouter(prefix="/v1")
_PAIR = "[A-Za-z0-9]+=[A-Za-z0-9_.-]*"
_PLAIN = re.compile(f"(?:{_PAIR}(?:&{_PAIR})*)?")

PageSize = Annotated[int, Query(alias="pageSize", ge=SMALLEST, le=LARGEST, description="Items on a page")]
Cursor = Annotated[str | None, Query(max_length=500, description="Opaque; taken from the next link of a page")]
Codes = Annotated[list[str], Query(description="Several values mean or")]
InstrumentId = Annotated[str, Path(description="Id of an instrument", examples=["developmentProject"])]


def next_link(read: Reading, cursor: str | None) -> str | None:
    """The full link to the next page."""
    if cursor is None:
        return None
    asked = read.request.scope["query_string"].decode("latin-1")
    # What needs no escape stays as it came; cursors are of letters that need none either.
    if not _PLAIN.fullmatch(asked) or "cursor=" in asked:
        asked = urlencode([(key, value) for key, value in read.request.query_params.multi_items() if key != "cursor"])
    query = f"{asked}&cursor={cursor}" if asked else f"cursor={cursor}"
    return f"{read.base}{read.request.scope['path']}?{query}"


def listed(read: Reading, page: Page, view: Callable[[Any], Any], **members: Any) -> Response:
    """A page of a list, each item as the view shows it; a 304 when the client holds it already."""
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    items = [view(item) for item in page.items]
    body = {"items": items, "total": page.total, "next": next_link(read, page.cursor), **members}
    return read.answer({key: value for key, value in body.items() if value is not None})


@router.get("/instruments", tags=["Catalogue"], summary="List instruments", response_description="A page of instruments")
async def list_instruments(
    read: ReadingDep,
    page_size: PageSize = DEFAULT,
    cursor: Cursor = None,
    q: Annotated[str | None, Query(max_length=200, description="Words to look for, in any language")] = None,
    sort: Annotated[
        Literal["relevance", "name", "-name", "deadline", "-deadline"] | None,
        Query(description="Order; - turns it round; default by relevance with q, else by name"),
    ] = None,
    category: Codes = [],  # noqa: B006 - FastAPI copies it
    drive: Codes = [],  # noqa: B006
    audience: Codes = [],  # noqa: B006
    activity: Codes = [],  # noqa: B006
    theme: Codes = [],  # noqa: B006
    operator: Codes = [],  # noqa: B006
    collaboration: Codes = [],  # noqa: B006
    availability: Codes = [],  # noqa: B006
) -> Response:
    """Instruments with their category, operator, rates and availability on the reference date, and counts per filter value.

    A word of `q` that no text has is read as the nearest that one has; `interpretedAs` then tells what was looked for.
    """
    values = (category, drive, audience, activity, theme, operator, collaboration, availability)
    wanted = dict(zip(FILTERS, values, strict=True))
    found = find(read.edition, read.day, wanted, sort, read.language, q)
    asked = [read.edition.snapshot.revision.number, str(read.day), read.language, sort, q, wanted]
    page = page_of(found.ids, str, page_size, cursor, asked)
    return listed(read, page, summaries(read.edition, read.day, read.language), facets=found.facets, interpretedAs=found.read_as)


def known_instrument(read: Reading, name: str) -> None:
    """Refuse an id that no instrument has."""
    snapshot = read.edition.snapshot
    if name not in snapshot.instruments:
        raise ResourceNotFound(no_instrument(snapshot, name))


@router.get("/instruments/{id}", tags=["Catalogue"], summary="Get an instrument", response_description="The instrument")
async def get_instrument(read: ReadingDep, id: InstrumentId) -> Response:  # noqa: A002 - the name in the address
    """All that is known of an instrument: texts, the rules of the reference date, legal basis, calls, budgets, sources."""
    known_instrument(read, id)
    return read.unchanged() or read.answer(views.detail_ready(read.edition, id, read.day, read.language))


@router.get(
    "/instruments/{id}/periods", tags=["Catalogue"], summary="List periods of an instrument", response_description="The periods"
)
async def list_instrument_periods(read: ReadingDep, id: InstrumentId) -> Response:  # noqa: A002
    """Every period of validity, newest first, each with its rules and what changed against the one before."""
    known_instrument(read, id)
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    items = periods_view(read.edition, id, read.language)
    return read.answer({"instrument": id, "items": items, "total": len(items)})


@router.get("/facts", tags=["Vocabulary"], summary="List facts", response_description="The vocabulary of facts")
async def list_facts(
    read: ReadingDep,
    scope: Annotated[Literal["participant", "project", "consortium"] | None, Query(description="Only facts of this scope")] = None,
    page_size: Annotated[
        int | None, Query(alias="pageSize", ge=SMALLEST, le=LARGEST, description="Items on a page; default all of them")
    ] = None,
    cursor: Cursor = None,
) -> Response:
    """The vocabulary of facts with types, options and questions: enough to draw a form."""
    snapshot = read.edition.snapshot
    names = [name for name in snapshot.facts if scope is None or name.startswith(f"{scope}.")]
    page = page_of(names, lambda name: name, page_size or len(names), cursor, [snapshot.revision.number, scope])
    return listed(read, page, lambda name: views.fact_view(read.edition, name, read.language))


@router.get("/sources", tags=["Sources"], summary="List sources", response_description="A page of sources")
async def list_sources(read: ReadingDep, page_size: PageSize = DEFAULT, cursor: Cursor = None) -> Response:
    """Where the statements of the catalogue come from."""
    snapshot = read.edition.snapshot
    page = page_of(sorted(snapshot.sources), lambda name: name, page_size, cursor, [snapshot.revision.number])
    return listed(read, page, lambda name: views.source_view(read.edition, name, read.language))


@router.get("/sources/{id}", tags=["Sources"], summary="Get a source", response_description="The source")
async def get_source(read: ReadingDep, id: Annotated[str, Path(description="Id of a source", examples=["vDevDb19"])]) -> Response:  # noqa: A002
    """Publisher, title, date, locator and address of a source."""
    if id not in read.edition.snapshot.sources:
        raise ResourceNotFound(f"there is no source {id!r}; GET /v1/sources lists them")
    return read.unchanged() or read.answer(views.source_view(read.edition, id, read.language))


@router.get("/revisions", tags=["Revisions"], summary="List revisions", response_description="A page of revisions")
async def list_revisions(read: ReadingDep, page_size: PageSize = DEFAULT, cursor: Cursor = None) -> Response:
    """Published states of the whole catalogue, newest first."""
    known = [one for one in read.edition.revisions if one.number <= read.edition.snapshot.revision.number]
    page = page_of(known, lambda one: str(one.number), page_size, cursor, [len(known)])
    return listed(read, page, _revision)


def _revision(one: Any) -> dict[str, Any]:
    return {
        "number": one.number,
        "href": f"/v1/revisions/{one.number}",
        "publishedAt": one.published_at.isoformat(),
        "note": one.note,
        "contentHash": f"sha256:{one.digest}",
    }


@router.get("/revisions/{number}", tags=["Revisions"], summary="Get a revision", response_description="The revision")
async def get_revision(
    read: ReadingDep, number: Annotated[int, Path(ge=1, le=10**9, description="Number of a revision", examples=[1])]
) -> Response:
    """A revision: what it changed against the one before, and how good its data was when it was published.

    `changes` tells the documents that were added, changed or removed, and under `sections` what became different in them: the path
    by ids, old and new, and a sentence. `quality` counts errors and warnings, with each finding and where it stands.
    """
    catalogue: Catalogue = read.request.app.state.catalogue
    newest = catalogue.current.snapshot.revision.number
    if number > newest:
        raise ResourceNotFound(f"there is no revision {number}; the newest is {newest}")
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    record = await catalogue.record(number)
    told = {"documents": record.documents, "changes": record_view(record), "quality": record.quality}
    return read.answer({**_revision(record.revision), **tell(present(told), read.language)})


@router.get("/refData", tags=["Vocabulary"], summary="List code lists", response_description="The code lists")
async def list_code_lists(read: ReadingDep) -> Response:
    """The code lists there are."""
    lists = sorted(read.edition.snapshot.documents["codes"])
    items = [{"id": name, "href": f"/v1/refData/{name}"} for name in lists]
    return read.unchanged() or read.answer({"items": items, "total": len(items)})


@router.get("/refData/{list}", tags=["Vocabulary"], summary="Get a code list", response_description="The codes with labels")
async def get_code_list(
    read: ReadingDep,
    list: Annotated[str, Path(description="Id of a code list", examples=["activity"])],  # noqa: A002
) -> Response:
    """The codes of a list with their labels, in the order in which they are shown."""
    snapshot = read.edition.snapshot
    if list not in snapshot.documents["codes"]:
        raise ResourceNotFound(f"there is no code list {list!r}; known: {', '.join(sorted(snapshot.documents['codes']))}")
    items = [{"code": code, "label": told(label, read.language)} for code, label in snapshot.codes(list).items()]
    return read.unchanged() or read.answer({"id": list, "items": items, "total": len(items)})
