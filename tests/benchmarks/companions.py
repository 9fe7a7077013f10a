"""What the service is measured beside: bare routes with fixed bodies, and a plain route with the rule written by hand.

Served on its own: uvicorn tests.benchmarks.companions:create_app --factory, with BENCH_BODIES naming a folder of fixed bodies.
"""

import os
from pathlib import Path

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response

from tests.benchmarks.byhand import HandCase, explained

JSON = "application/json"


def create_app() -> FastAPI:
    """A plain FastAPI app: GET and POST /fixed/{name} for each body in the folder, /unchanged, and /byHand."""
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    for file in sorted(Path(os.environ["BENCH_BODIES"]).glob("*.json")):
        _fixed(app, f"/fixed/{file.stem}", file.read_bytes())

    @app.get("/unchanged")
    async def unchanged() -> Response:
        return Response(status_code=304, headers={"ETag": '"fixed"'})

    @app.get("/health")
    async def health() -> Response:
        return Response(b'{"status":"UP"}', media_type=JSON)

    @app.post("/byHand")
    async def by_hand(request: Request) -> Response:
        case = HandCase.model_validate_json(await request.body())
        return Response(orjson.dumps(explained(case)), media_type=JSON)

    return app


def _fixed(app: FastAPI, path: str, body: bytes) -> None:
    @app.get(path)
    async def read() -> Response:
        return Response(body, media_type=JSON)

    @app.post(path)
    async def answer(request: Request) -> Response:
        await request.body()
        return Response(body, media_type=JSON)
