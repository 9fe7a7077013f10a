"""What changed from revision to revision, as a list and as a feed."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app.catalogue.current import Catalogue
from app.catalogue.feed import feed_of
from app.catalogue.history import Difference, Record, Section
from app.catalogue.reading import Reading, ReadingDep, no_instrument
from app.catalogue.routes import Cursor, PageSize, listed
from app.common.languages import tell
from app.common.paging import DEFAULT, page_of
from app.problems import InvalidInput, Issue

router = APIRouter(prefix="/v1")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which differences are asked for."""

    instruments: list[str]
    sections: list[str]
    since: int

    def has(self, one: Difference) -> bool:
        """Whether a difference is among them."""
        of_instrument = not self.instruments or (one.kind == "instrument" and one.id in self.instruments)
        return of_instrument and (not self.sections or one.section in self.sections)


async def wanted(
    instrument: Annotated[list[str], Query(description="Only changes of these instruments")] = [],  # noqa: B006 - FastAPI copies it
    section: Annotated[list[Section], Query(description="Only changes in these sections")] = [],  # noqa: B006
    since: Annotated[int, Query(ge=0, le=10**9, description="Only changes of revisions after this one")] = 0,
) -> Wanted:
    """The filters of a list of changes."""
    return Wanted(list(instrument), list(section), since)


WantedDep = Annotated[Wanted, Depends(wanted)]


async def found(read: Reading, wanted: Wanted) -> list[tuple[Record, list[Difference]]]:
    """The differences of each revision up to the one asked for, newest first; revisions without any are left out.

    Raises `InvalidInput` for a revision that is not there yet, and for an instrument that never was.
    """
    catalogue: Catalogue = read.request.app.state.catalogue
    newest = read.edition.snapshot.revision.number
    if wanted.since > newest:
        detail = f"there is no revision {wanted.since}; the newest is {newest}"
        raise InvalidInput([Issue("unknownRevision", "query", "since", detail, wanted.since)])
    records = [await catalogue.record(number) for number in range(newest, wanted.since, -1)]
    for name in wanted.instruments:
        ever = name in read.edition.snapshot.instruments or any(("instrument", name) in record.removed for record in records)
        if not ever:
            detail = no_instrument(read.edition.snapshot, name)
            raise InvalidInput([Issue("unknownInstrument", "query", "instrument", detail, name)])
    chosen = [(record, [one for one in record.differences if wanted.has(one)]) for record in records]
    return [(record, differences) for record, differences in chosen if differences]


@router.get("/changes", tags=["Revisions"], summary="List changes", response_description="A page of changes")
async def list_changes(read: ReadingDep, wanted: WantedDep, page_size: PageSize = DEFAULT, cursor: Cursor = None) -> Response:
    """What became different from revision to revision, newest first: path by ids, old and new, and a sentence."""
    whole = [
        (f"{record.revision.number}.{n}", record, one)
        for record, differences in await found(read, wanted)
        for n, one in enumerate(differences)
    ]
    asked = [read.edition.snapshot.revision.number, wanted.instruments, wanted.sections, wanted.since]
    page = page_of(whole, lambda one: one[0], page_size, cursor, asked)
    return listed(read, page, lambda one: _change(one[1], one[2], read.language))


def _change(record: Record, one: Difference, language: str) -> dict[str, Any]:
    number = record.revision.number
    stamp = {"revision": number, "href": f"/v1/revisions/{number}", "publishedAt": record.revision.published_at.isoformat()}
    return {**stamp, **tell(one.view(), language)}


@router.get("/changes.atom", tags=["Revisions"], summary="Get a feed of changes", response_description="An Atom feed")
async def get_changes_feed(read: ReadingDep, wanted: WantedDep) -> Response:
    """The same changes as an Atom feed: an entry for each revision, newest first, updated when it was published."""
    entries = await found(read, wanted)
    unchanged = read.unchanged()
    return unchanged or read.send(feed_of(read, entries), "application/atom+xml")
