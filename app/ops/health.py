"""GET /health."""

from fastapi import APIRouter, Request
from starlette.responses import Response

from app.catalogue.current import Catalogue
from app.common.answers import encode
from app.problems import NothingPublished

router = APIRouter()


@router.get("/health", tags=["Service"], summary="Get health", response_description="UP, DEGRADED or DOWN")
async def get_health(request: Request) -> Response:
    """UP; DEGRADED while the database is away and the edition in memory goes on serving; DOWN while there is nothing to serve."""
    catalogue: Catalogue = request.app.state.catalogue
    try:
        revision = catalogue.current.snapshot.revision.number
    except NothingPublished:
        return Response(encode({"status": "DOWN"}), 503, media_type="application/json")
    status = "UP" if catalogue.database_reachable else "DEGRADED"
    return Response(encode({"status": status, "revision": revision}), 200, {"Cache-Control": "no-store"}, "application/json")
