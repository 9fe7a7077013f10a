"""What changed from revision to revision, as a list; the feed of it is another format of the same."""

from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query
from starlette.responses import Response

from app.catalogue.current import Catalogue
from app.catalogue.history import Difference, Record, Section
from app.catalogue.reading import Reading, ReadingDep, check_instruments
from app.catalogue.routes import Cursor, PageSize, listed
from app.common.languages import tell
from app.common.paging import DEFAULT, page_of
from app.problems import InvalidInput, Issue

router = APIRouter(prefix="/v1")


@dataclass(frozen=True, slots=True)
class ChangesRead:
    """A read of changes: those that pass the filters, by revision, newest first, and what was asked."""

    read: Reading
    by_revision: list[tuple[Record, list[Difference]]]
    asked: list[Any]


async def changes_reading(
    read: ReadingDep,
    instrument: Annotated[list[str], Query(description="Ids of instruments; several values mean or")] = [],  # noqa: B006
    section: Annotated[list[Section], Query(description="Sections of the catalogue; several values mean or")] = [],  # noqa: B006
    since: Annotated[int, Query(ge=0, le=10**9, description="Only changes of revisions after this one")] = 0,
) -> ChangesRead:
    """The changes that a request asks for, of revisions up to the one that is read; revisions without any are left out.

    Refuses a revision that is not there yet, and instruments that never were.
    """
    catalogue: Catalogue = read.request.app.state.catalogue
    newest = read.edition.snapshot.revision.number
    if since > newest:
        detail = f"there is no revision {since}; the newest is {newest}"
        raise InvalidInput([Issue("unknownRevision", "query", "since", detail, since)])
    records = [await catalogue.record(number) for number in range(newest, since, -1)]
    gone = {name for record in records for kind, name in record.removed if kind == "instrument"}
    check_instruments(read.edition.snapshot, [name for name in instrument if name not in gone])

    def is_wanted(one: Difference) -> bool:
        about = not instrument or (one.kind == "instrument" and one.id in instrument)
        return about and (not section or one.section in section)

    chosen = [(record, [one for one in record.differences if is_wanted(one)]) for record in records]
    return ChangesRead(read, [one for one in chosen if one[1]], [newest, instrument, section, since])


ChangesDep = Annotated[ChangesRead, Depends(changes_reading)]


@router.get("/changes", tags=["Revisions"], summary="List changes", response_description="A page of changes")
async def list_changes(found: ChangesDep, page_size: PageSize = DEFAULT, cursor: Cursor = None) -> Response:
    """What became different from revision to revision, newest first: path by ids, old and new, and a sentence."""
    whole = [(record, n, one) for record, differences in found.by_revision for n, one in enumerate(differences)]
    page = page_of(whole, lambda one: f"{one[0].revision.number}.{one[1]}", page_size, cursor, found.asked)
    return listed(found.read, page, lambda one: _change(one[0], one[2], found.read.language))


def _change(record: Record, one: Difference, language: str) -> dict[str, Any]:
    number = record.revision.number
    stamp = {"revision": number, "href": f"/v1/revisions/{number}", "publishedAt": record.revision.published_at.isoformat()}
    told: dict[str, Any] = tell(one.view(), language)
    return {**stamp, **told}
