"""create_app: lifespan, middleware, handlers and routers. Nothing else."""

import asyncio
import gc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI

from app import __version__, openapi, problems
from app.advice import routes as advice
from app.advice.case import reader_for
from app.catalogue import change_routes as changes
from app.catalogue import overview_routes as overviews
from app.catalogue import routes as catalogue
from app.catalogue.current import Catalogue
from app.catalogue.search import fulltext_of
from app.common.lean import serve_lean
from app.db import make_engine, make_sessions
from app.exchange import routes as exchange
from app.landscape import referral_routes as referrals
from app.landscape import routes as landscape
from app.ops import doc, health
from app.ops.trace import TraceHeader
from app.settings import Settings

OBJECTS_BETWEEN_COLLECTIONS = 10_000


def create_app(settings: Settings | None = None) -> FastAPI:
    """The service. It starts with the newest revision in memory and watches for newer ones."""
    settings = settings or Settings()

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = make_engine(settings.database_url)
        app.state.catalogue = Catalogue(make_sessions(engine), reader_for, settings.revisions_in_memory, fulltext_of)
        # Nothing is served yet that could wait, and what the main thread reads in takes less memory.
        app.state.catalogue.look()
        # An answer is thousands of objects that go when it is sent; there is hardly ever garbage among them to look for.
        gc.set_threshold(OBJECTS_BETWEEN_COLLECTIONS)
        gc.enable()  # `python -m app serve` starts without it
        stop = asyncio.Event()
        watch = asyncio.create_task(app.state.catalogue.watch(settings.revision_poll_seconds, stop))
        try:
            yield
        finally:
            # A look at the database that is under way ends before the engine goes.
            stop.set()
            await watch
            engine.dispose()

    app = FastAPI(
        title="Steunwijzer",
        version=__version__,
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/doc/openapi.json",
        swagger_ui_oauth2_redirect_url=None,
        separate_input_output_schemas=False,
        # Nobody collects these here, and asking at every request whether somebody does takes longer than finding a route.
        telemetry={"tracing": False, "metrics": False, "logs": False},
        **openapi.METADATA,
    )
    app.state.settings = settings
    app.add_middleware(TraceHeader)
    problems.install(app)
    # Routes are tried in this order; what is asked most comes first.
    routers = [module.router for module in (advice, catalogue, overviews, changes, landscape, referrals, exchange, health)]
    for router in routers:
        app.include_router(router, responses=openapi.DEFAULT_RESPONSES)
    serve_lean(app, *routers)
    doc.install(app)
    openapi.install(app)
    return app
