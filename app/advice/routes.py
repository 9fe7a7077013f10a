"""POST /v1/advices, and the worked examples with what they compute to."""

import hashlib
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from app.advice.beside import WHO_HELPS, add_who_helps, parts_of
from app.advice.case import CaseReader
from app.advice.examples import compute_example, observed, run_example
from app.advice.rendering import advice_body, amount_view, rate_view, renderer_for
from app.advice.service import ItemResult, advise
from app.catalogue.current import Catalogue
from app.catalogue.reading import DateQuery, LanguageQuery, ReadingDep, RevisionQuery
from app.catalogue.routes import known_instrument
from app.common.answers import encode
from app.common.body import read_body
from app.common.clock import today
from app.common.languages import preferred, tell, told

router = APIRouter(prefix="/v1")


@router.post("/advices", tags=["Advice"], summary="Advise on a case", response_description="The advice")
async def create_advice(
    request: Request,
    language: LanguageQuery = None,
    day: DateQuery = None,
    revision: RevisionQuery = None,
    detail: Annotated[
        Literal["full", "summary"] | None, Query(description="Default full, and summary above ten instruments")
    ] = None,
    presume: Annotated[bool, Query(description="Whether what nearly every applicant can declare is presumed")] = True,
    register: Annotated[Literal["formal", "informal"], Query(description="Form of address in questions")] = "formal",
    include: Annotated[list[str], Query(description="Parts to add: whoHelps; several with commas or repeated")] = [],  # noqa: B006
) -> Response:
    """For each instrument whether the case is eligible, which rate and amount it gives, why, and which facts are missing.

    Everything in the body is optional; what is absent is unknown or presumed, and unknown is never taken for yes. Cases are not
    stored.
    """
    parts = parts_of(include)
    catalogue: Catalogue = request.app.state.catalogue
    edition = await catalogue.at(revision)
    body = await read_body(request, request.app.state.settings.longest_body)
    reader: CaseReader = edition.reader
    asked = reader.read_json(body, today=today(), presume=presume, day=day)
    keep = None if detail is None else detail == "full"
    advice = advise(edition.snapshot, asked.case, asked.instruments, full=keep, places=asked.places)
    chosen = language or preferred(request.headers.get("accept-language"))
    renderer = renderer_for(edition, chosen, informal=register == "informal")
    answer = advice_body(edition, advice, hashlib.sha256(body).hexdigest(), renderer)
    if WHO_HELPS in parts:
        add_who_helps(edition, advice, asked, answer, chosen)
    headers = {"Vary": "Accept-Language, Accept", "Cache-Control": "no-store"}
    if chosen != "all":
        headers["Content-Language"] = chosen
    return Response(encode(answer), 200, headers, "application/json")


@router.get(
    "/instruments/{id}/workedExamples",
    tags=["Catalogue"],
    summary="List worked examples of an instrument",
    response_description="The worked examples",
)
async def list_worked_examples(
    read: ReadingDep,
    id: Annotated[str, Path(description="Id of an instrument", examples=["developmentProject"])],  # noqa: A002
) -> Response:
    """Worked examples with their case, what is expected and what the rules compute now; each case can be posted as it is."""
    known_instrument(read, id)
    unchanged = read.unchanged()
    if unchanged is not None:
        return unchanged
    snapshot = read.edition.snapshot
    items = []
    for example in snapshot.instruments[id].get("workedExamples", ()):
        computed = compute_example(snapshot, read.edition.reader, id, example)
        items.append(
            {
                "id": example["id"],
                "title": told(example["title"], read.language),
                "origin": example["origin"],
                "sources": example.get("sources", []),
                "sum": told(example["sum"], read.language),
                **({"note": told(example["note"], read.language)} if "note" in example else {}),
                "case": {**example["case"], "instruments": [id]},
                "expected": tell(example["expect"], read.language),
                "computed": _computed(computed) if isinstance(computed, ItemResult) else {},
                "agrees": not run_example(snapshot, read.edition.reader, id, example),
            }
        )
    return read.answer({"instrument": id, "items": items, "total": len(items)})


def _computed(item: ItemResult) -> dict[str, Any]:
    found = observed(item)
    if found.get("rate") is not None:
        found["rate"] = rate_view(found["rate"])
    if found.get("amountEur") is not None:
        found["amountEur"] = amount_view(found["amountEur"])
    return {key: value for key, value in found.items() if value is not None}
