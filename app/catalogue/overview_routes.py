"""Reads across instruments: calls, comparisons, indicators, and how far the catalogue goes. All from memory."""

from dataclasses import dataclass
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app.catalogue.calls import Call, call_view, find_calls
from app.catalogue.comparison import FEWEST, MOST, compare
from app.catalogue.completeness import completeness_of, completeness_view, totals
from app.catalogue.indicators import find_indicators, indicator_view
from app.catalogue.reading import Reading, ReadingDep, check_instruments
from app.catalogue.routes import Codes, Cursor, PageSize, listed
from app.common.fields import IsoDay
from app.common.paging import DEFAULT, page_of
from app.problems import InvalidInput, Issue

router = APIRouter(prefix="/v1")

Instruments = Annotated[
    list[str],
    Query(
        description="Ids of instruments; several values mean or",
        openapi_examples={"one": {"summary": "One instrument", "value": ["baekelandMandate"]}},
    ),
]


@dataclass(frozen=True, slots=True)
class CallsRead:
    """A read of calls: those that pass the filters, by deadline, and what was asked."""

    read: Reading
    calls: list[Call]
    asked: list[Any]


async def calls_reading(
    read: ReadingDep,
    open_on: Annotated[IsoDay | None, Query(alias="openOn", description="Only calls that are known to be open on this day")] = None,
    first: Annotated[IsoDay | None, Query(alias="from", description="First day of the stretch that calls share a day with")] = None,
    last: Annotated[IsoDay | None, Query(alias="to", description="Last day of the stretch that calls share a day with")] = None,
    instrument: Instruments = [],  # noqa: B006 - FastAPI copies it
) -> CallsRead:
    """The calls that a request asks for; refuses unknown instruments and a stretch that ends before it begins."""
    check_instruments(read.edition.snapshot, instrument)
    found = find_calls(read.edition, read.day, open_on, first, last, instrument)
    return CallsRead(read, found, [open_on, first, last, instrument])


CallsDep = Annotated[CallsRead, Depends(calls_reading)]


@router.get("/calls", tags=["Calls"], summary="List calls", response_description="A page of calls")
async def list_calls(
    found: CallsDep,
    page_size: PageSize = DEFAULT,
    cursor: Cursor = None,
    sort: Annotated[Literal["deadline", "-deadline"], Query(description="Order; - turns it round")] = "deadline",
) -> Response:
    """Windows in which one can apply for an instrument, with their state on the reference date.

    Where only a habit of closing is known, a call is indicative: it tells a month and never a day. Indicative calls are those from
    `from` to `to`, which are else the reference date and a year later; other calls are told whenever they were.
    """
    read = found.read
    calls = found.calls if sort == "deadline" else found.calls[::-1]
    asked = [read.edition.snapshot.revision.number, str(read.day), sort, found.asked]
    page = page_of(calls, lambda call: call.key, page_size, cursor, asked)
    return listed(read, page, lambda call: call_view(read.edition, call, read.day, read.language))


@router.get("/comparisons", tags=["Catalogue"], summary="Compare instruments", response_description="The instruments side by side")
async def get_comparison(
    read: ReadingDep,
    instrument: Annotated[
        list[str],
        Query(
            description=f"Ids of {FEWEST} to {MOST} instruments",
            json_schema_extra={"minItems": FEWEST, "maxItems": MOST},
            openapi_examples={"two": {"summary": "Two instruments", "value": ["developmentProject", "researchProject"]}},
        ),
    ] = [],  # noqa: B006
) -> Response:
    """The same rows for two to six instruments on the reference date: what each is, its figures by id, and its conditions.

    A condition that is the same for several stands in one row. A cell is left out where an instrument has nothing in that row; one
    with several variants that differ has its cells by variant. `differs` leaves sources and notes aside.
    """
    check_instruments(read.edition.snapshot, instrument)
    names = list(dict.fromkeys(instrument))
    if not FEWEST <= len(names) <= MOST:
        detail = f"give {FEWEST} to {MOST} different instruments, as instrument=a&instrument=b (here: {len(names)})"
        raise InvalidInput([Issue("numberOfInstruments", "query", "instrument", detail)])
    return read.unchanged() or read.answer(compare(read.edition, names, read.day, read.language))


@router.get("/indicators", tags=["Catalogue"], summary="List indicators", response_description="A page of figures by year")
async def list_indicators(
    read: ReadingDep,
    page_size: PageSize = DEFAULT,
    cursor: Cursor = None,
    metric: Codes = [],  # noqa: B006
    instrument: Instruments = [],  # noqa: B006
    organization: Annotated[list[str], Query(description="Ids of organizations; those and the instruments asked for")] = [],  # noqa: B006
    year: Annotated[list[int], Query(description="Years; several values mean or")] = [],  # noqa: B006
) -> Response:
    """Budgets, reach and other figures by year of instruments and organizations.

    What is said of the same subject, metric and year stands side by side with its sources; `conflicting` tells that the figures
    differ, and their notes why where that is known. Nothing is averaged or added up.
    """
    found = find_indicators(read.edition, metric, instrument, organization, year)
    asked = [read.edition.snapshot.revision.number, metric, instrument, organization, year]
    page = page_of(found, lambda one: one.key, page_size, cursor, asked)
    return listed(read, page, lambda one: indicator_view(read.edition, one, read.language))


@router.get("/coverage", tags=["Catalogue"], summary="List coverage", response_description="A page of periods, and totals")
async def list_coverage(read: ReadingDep, page_size: PageSize = DEFAULT, cursor: Cursor = None) -> Response:
    """How far the catalogue goes: for each period of each instrument whether its aid is computed, only described or not determined.

    Names the figures and conditions that nobody confirmed, and those that were not verified for a year before the reference date.
    """
    every = completeness_of(read.edition)
    page = page_of(every, lambda one: one.key, page_size, cursor, [read.edition.snapshot.revision.number])
    return listed(
        read,
        page,
        lambda one: completeness_view(read.edition, one, read.day, read.language),
        totals=totals(read.edition, read.day),
    )
