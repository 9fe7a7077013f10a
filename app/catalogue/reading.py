"""What every read of the catalogue has in common: edition, reference date and language asked for, and the answer with its ETag."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Depends, Query, Request
from starlette.responses import Response

from app import __version__
from app.catalogue.current import Catalogue, Edition
from app.catalogue.snapshot import Snapshot
from app.common.answers import encode
from app.common.clock import today
from app.common.conditional import kept_answer
from app.common.fields import IsoDay
from app.common.languages import Choice, preferred
from app.problems import InvalidInput, Issue

LanguageQuery = Annotated[Choice | None, Query(alias="lang", description="Language of the texts; wins over Accept-Language")]
DateQuery = Annotated[
    IsoDay | None, Query(alias="referenceDate", description="The day whose rules count, YYYY-MM-DD; default today in Brussels")
]
RevisionQuery = Annotated[
    int | None, Query(ge=1, le=10**9, description="The catalogue as published in this revision; default the newest")
]


@dataclass(frozen=True, slots=True)
class Reading:
    """One read: what it is about, and how to answer it."""

    request: Request
    edition: Edition
    day: date
    language: Choice

    def stamp(self) -> dict[str, Any]:
        """The members that every answer carries."""
        return {"revision": self.edition.snapshot.revision.number, "referenceDate": self.day.isoformat()}

    @property
    def etag(self) -> str:
        """What the bytes of an answer at one address depend on: build, revision, reference date and language."""
        revision = self.edition.snapshot.revision
        return f'"{__version__}.{revision.number}.{revision.digest[:16]}.{self.day}.{self.language}"'

    def headers(self) -> dict[str, str]:
        """Headers of every representation, also of a 304."""
        headers = {"Cache-Control": "public, max-age=60", "Vary": "Accept-Language, Accept"}
        if self.language != "all":
            headers["Content-Language"] = self.language
        return headers

    def unchanged(self) -> Response | None:
        """The 304 when the client holds this representation already."""
        return kept_answer(self.request, self.etag, self.headers())

    def answer(self, body: Mapping[str, Any]) -> Response:
        """The representation as JSON, stamped with revision and reference date."""
        return self.send(encode({**self.stamp(), **body}), "application/json")

    def send(self, content: bytes, media_type: str) -> Response:
        """The representation in any form."""
        return Response(content, 200, {"ETag": self.etag, **self.headers()}, media_type)


def base_url(request: Request) -> str:
    """What links begin with: the address the client used, or the one the service is known by."""
    public: str = request.app.state.settings.public_url
    return public.rstrip("/") or str(request.base_url).rstrip("/")


def own_address(request: Request, **changed: str) -> str:
    """The full address of a request, with some of its parameters changed."""
    pairs = [(key, value) for key, value in request.query_params.multi_items() if key not in changed]
    query = urlencode([*pairs, *changed.items()])
    return f"{base_url(request)}{request.url.path}{'?' if query else ''}{query}"


def no_instrument(snapshot: Snapshot, name: str) -> str:
    """Says that there is no such instrument, and which one may be meant."""
    meant = {item["id"]: other for other, one in snapshot.instruments.items() for item in one.get("aliases", ())}
    near = get_close_matches(name, [*snapshot.instruments, *meant], 1)
    if name in meant:
        hint = f"it is another name of {meant[name]}"
    elif near:
        hint = f"did you mean {meant.get(near[0], near[0])}?"
    else:
        hint = "GET /v1/instruments lists them"
    return f"there is no instrument {name!r}; {hint}"


def check_date(snapshot: Snapshot, day: date, where: str, name: str) -> None:
    """Refuse a date before the earliest period of the catalogue."""
    if day < snapshot.earliest:
        detail = f"the catalogue begins on {snapshot.earliest}; give that day or a later one"
        raise InvalidInput([Issue("dateBeforeCatalogue", where, name, detail, day.isoformat())])


async def reading(
    request: Request, language: LanguageQuery = None, day: DateQuery = None, revision: RevisionQuery = None
) -> Reading:
    """The read that a request asks for; refuses a date before the catalogue begins."""
    catalogue: Catalogue = request.app.state.catalogue
    edition = await catalogue.at(revision)
    chosen = day or today()
    check_date(edition.snapshot, chosen, "query", "referenceDate")
    return Reading(request, edition, chosen, language or preferred(request.headers.get("accept-language")))


ReadingDep = Annotated[Reading, Depends(reading)]
