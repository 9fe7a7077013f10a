"""What every read of the catalogue has in common: edition, reference date and language asked for, and the answer with its ETag."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.datastructures import URL
from starlette.responses import Response

from app import __version__
from app.catalogue.current import Catalogue, Edition
from app.catalogue.snapshot import Snapshot
from app.common.answers import Head, Ready, encode, head
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


# Pages and pictures of ours load nothing and run nothing.
_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; base-uri 'none'; form-action 'none'"
# Headers of as many days and languages are kept encoded.
MARKS_KEPT = 256
_SAFE = {form: {"Content-Security-Policy": _POLICY} for form in ("html", "svg")}


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

    def unchanged(self, form: str = "json") -> Response | None:
        """The 304 when the client holds this representation already."""
        revision = self.edition.snapshot.revision
        return kept_answer(self.request, headers_of(revision.number, revision.digest, self.day, self.language, form))

    def answer(self, body: Mapping[str, Any]) -> Response:
        """The representation as JSON, stamped with revision and reference date."""
        return self.represent(encode({**self.stamp(), **body}), "application/json")

    def represent(self, content: bytes, media_type: str, form: str = "json") -> Response:
        """The representation in any media type."""
        revision = self.edition.snapshot.revision
        return Ready(content, _head_of(revision.number, revision.digest, self.day, self.language, form, media_type))

    @property
    def base(self) -> str:
        """What full links begin with: the public address where that is set, else the one the client used."""
        public: str = self.request.app.state.settings.public_url.rstrip("/")
        if public:
            return public
        scope = self.request.scope
        host = next((value for name, value in scope["headers"] if name == b"host"), None)
        server = tuple(scope["server"]) if scope.get("server") else None
        return _base(scope["scheme"], host, server, scope.get("app_root_path", scope.get("root_path", "")))


@lru_cache(maxsize=MARKS_KEPT)
def headers_of(number: int, digest: str, day: date, language: Choice, form: str) -> dict[str, str]:
    """Headers of every representation, also of a 304.

    The ETag tells what the bytes of an answer at one address depend on: build, revision, reference date, language, and the form
    where it is another than JSON.
    """
    tag = f"{__version__}.{number}.{digest[:16]}.{day}.{language}"
    headers = {"ETag": f'"{tag}"' if form == "json" else f'"{tag}.{form}"', "Cache-Control": "public, max-age=60"}
    headers["Vary"] = "Accept-Language, Accept"
    if language != "all":
        headers["Content-Language"] = language
    return headers


@lru_cache(maxsize=MARKS_KEPT)
def _head_of(number: int, digest: str, day: date, language: Choice, form: str, media_type: str) -> Head:
    """The same for a representation that is sent, with its media type."""
    return head({**headers_of(number, digest, day, language, form), **_SAFE.get(form, {})}, media_type)


@lru_cache(maxsize=64)
def _base(scheme: str, host: bytes | None, server: tuple[Any, ...] | None, root: str) -> str:
    """What the addresses begin with that a client used, as Starlette reads it from a request."""
    headers = [] if host is None else [(b"host", host)]
    return str(URL(scope={"scheme": scheme, "server": server, "path": f"{root}/", "headers": headers})).rstrip("/")


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


def check_instruments(snapshot: Snapshot, names: Sequence[str]) -> None:
    """Refuse values of the parameter `instrument` that are no instrument."""
    issues = [
        Issue("unknownInstrument", "query", "instrument", no_instrument(snapshot, name), name)
        for name in names
        if name not in snapshot.instruments
    ]
    if issues:
        raise InvalidInput(issues)


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
    edition = catalogue.current if revision is None else await catalogue.at(revision)
    chosen = day or today()
    check_date(edition.snapshot, chosen, "query", "referenceDate")
    return Reading(request, edition, chosen, language or preferred(request.headers.get("accept-language")))


ReadingDep = Annotated[Reading, Depends(reading)]
