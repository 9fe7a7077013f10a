"""POST /v1/referrals."""

from collections.abc import Mapping
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from pydantic import ValidationError
from starlette.responses import Response

from app.catalogue.current import Catalogue, Edition
from app.catalogue.heads import instrument_head
from app.catalogue.reading import LanguageQuery, RevisionQuery, check_date
from app.common.answers import encode
from app.common.body import read_body
from app.common.clock import today
from app.common.languages import LANGUAGES, preferred, told
from app.common.paging import DEFAULT, LARGEST, SMALLEST
from app.landscape.landscape import RECOMMENDED, Landscape, landscape_of
from app.landscape.referrals import Answer, Hop, Reason, refer
from app.landscape.requests import REQUEST, Asked, read_request
from app.landscape.texts import HOPS, LACKS, ORDER, REASONS
from app.landscape.views import named
from app.problems import InvalidInput, Issue

router = APIRouter(prefix="/v1")
NEAREST = 5
# Which code list names what a reason found.
LISTS = {
    "service": "serviceType",
    "audience": "targetGroup",
    "region": "nuts",
    "theme": "theme",
    "language": "language",
    "instrumentRole": "instrumentRole",
}


@router.post(
    "/referrals", tags=["Landscape"], summary="Refer a need", response_description="Who answers it, why, and the path there"
)
async def create_referral(
    request: Request,
    language: LanguageQuery = None,
    revision: RevisionQuery = None,
    page_size: Annotated[
        int, Query(alias="pageSize", ge=SMALLEST, le=LARGEST, description="Most organizations in the answer")
    ] = DEFAULT,
) -> Response:
    """The organizations that answer a need, why each does, how fresh that knowledge is, and the path of referrals that leads there.

    The order follows from the reasons that `order` names, and nothing else. Where nobody meets all that was asked for, the nearest
    are told with what they lack.
    """
    catalogue: Catalogue = request.app.state.catalogue
    edition = await catalogue.at(revision)
    body = _read(await read_body(request, request.app.state.settings.longest_body))
    chosen = language or preferred(request.headers.get("accept-language"))
    day = body.reference_date or today()
    check_date(edition.snapshot, day, "body", "/referenceDate")
    asked = read_request(edition, body, "nl" if chosen == "all" else chosen)
    landscape = landscape_of(edition)
    answers = refer(landscape, asked.need, day, asked.start)
    full = [answer for answer in answers if not answer.lacks]
    shown = full[:page_size]
    view = _View(edition, landscape, chosen)
    answer = {
        "revision": edition.snapshot.revision.number,
        "referenceDate": day.isoformat(),
        "need": view.need(asked),
        "order": [{"code": code, "text": told(text, chosen)} for code, text in ORDER.items()],
        "items": [view.item(one) for one in shown],
        "total": len(full),
    }
    if not full:
        answer["nearest"] = [view.item(one) for one in answers[:NEAREST]]
    headers = {"Vary": "Accept-Language, Accept", "Cache-Control": "no-store"}
    if chosen != "all":
        headers["Content-Language"] = chosen
    return Response(encode(answer), 200, headers, "application/json")


def _read(body: bytes) -> Any:
    try:
        return REQUEST.model_validate_json(body or b"{}", strict=True)
    except ValidationError as error:
        raise InvalidInput(
            [
                Issue(
                    "invalidJson" if one["type"] == "json_invalid" else "schemaViolation",
                    "body",
                    "".join(f"/{part}" for part in one["loc"] if part not in ("str", "list[str]")),
                    one["msg"],
                    None if one["type"] == "json_invalid" else one["input"],
                )
                for one in error.errors(include_url=False)
            ]
        ) from error


class _View:
    """An answer in one language."""

    def __init__(self, edition: Edition, landscape: Landscape, language: str) -> None:
        self.edition, self.landscape, self.language = edition, landscape, language

    def need(self, asked: Asked) -> dict[str, Any]:
        """What was understood of the request."""
        need = asked.need
        understood: dict[str, Any] = {
            "services": sorted(need.services),
            "words": bool(need.worded),
            "instruments": sorted(need.instruments),
            "audiences": sorted(need.audiences),
            "regions": sorted(need.regions),
            "theme": need.theme,
            "language": need.language,
            "startsAt": named(self.landscape, asked.start, self.language) if asked.start is not None else None,
        }
        return {key: value for key, value in understood.items() if value}

    def item(self, answer: Answer) -> dict[str, Any]:
        """One organization, why it answers and how to get there."""
        document = self.landscape.organizations[answer.name]
        members: dict[str, Any] = {
            **named(self.landscape, answer.name, self.language),
            "kind": document["kind"],
            "profile": told(document["profile"], self.language),
            "reasons": [self._reason(reason) for reason in answer.reasons],
            "lacks": [{"code": code, "text": told(LACKS[code], self.language)} for code in answer.lacks],
            "freshness": self._freshness(document),
        }
        if document.get("website"):
            members["website"] = document["website"]
        if answer.path is not None:
            members["path"] = [self._hop(hop) for hop in answer.path]
            members["recommendedHops"] = answer.recommended
        return members

    def _reason(self, reason: Reason) -> dict[str, Any]:
        members: dict[str, Any] = {"code": reason.code}
        codes = LISTS.get(reason.code)
        label: Any = self.landscape.snapshot.codes(codes)[reason.value] if codes is not None else None
        if label is not None:
            members["value"] = reason.value
        names: Any = None
        if reason.instrument is not None:
            names = self.landscape.snapshot.instruments[reason.instrument]["names"]
            members["instrument"] = instrument_head(self.landscape.snapshot, reason.instrument, self.language)
        members["text"] = self._text(REASONS[reason.code], value=label, instrument=names)
        return members

    def _hop(self, hop: Hop) -> dict[str, Any]:
        source, target = (self.landscape.organizations[name] for name in (hop.source, hop.target))
        kind = "reaches" if hop.reaches else hop.said.status
        note = hop.said.document.get("note")
        members = {
            "from": named(self.landscape, hop.source, self.language),
            "to": named(self.landscape, hop.target, self.language),
            "kind": kind,
            "status": hop.said.status,
            "recommended": hop.said.status == RECOMMENDED and not hop.reaches,
            "text": self._text(HOPS[kind], source=source["names"], target=target["names"]),
            "sources": list(hop.said.sources),
            "confidence": hop.said.confidence,
        }
        return members if note is None else members | {"note": told(note, self.language)}

    def _freshness(self, document: Mapping[str, Any]) -> dict[str, Any]:
        """When somebody last looked at the sources, the newest of them, and how far it can be trusted."""
        sources = [self.landscape.snapshot.sources[name] for name in document.get("sources", ())]
        dated = [source["date"] for source in sources if source.get("date")]
        freshness = {"confidence": document["confidence"]}
        if sources:
            freshness["checkedOn"] = max(source["checkedOn"] for source in sources)
        if dated:
            freshness["newestSource"] = max(dated)
        return freshness

    def _text(self, pattern: Mapping[str, str], **values: Any) -> Any:
        """A sentence in the language, or in all of them."""
        told_in = {
            language: pattern[language].format(**{key: value[language] for key, value in values.items() if value is not None})
            for language in (LANGUAGES if self.language == "all" else (self.language,))
        }
        return told_in if self.language == "all" else told_in[self.language]
