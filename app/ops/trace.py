"""BelGov-Trace-Id: an own value on every answer, so that a question about an answer can be followed in the logs."""

import logging
import os

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.problems import our_mistake

logger = logging.getLogger(__name__)


class TraceHeader:
    """Adds the header to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace, started = os.urandom(16).hex().encode(), False

        async def marked(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers: list[tuple[bytes, bytes]] = message.setdefault("headers", [])
                headers.append((b"belgov-trace-id", trace))
                headers.append((b"x-content-type-options", b"nosniff"))
            await send(message)

        try:
            await self.app(scope, receive, marked)
        except Exception:
            # Inside this class, so that the answer to a mistake of ours carries the trace that the log names.
            logger.exception("request failed", extra={"trace": trace.decode(), "path": scope["path"]})
            if started:
                raise
            await our_mistake()(scope, receive, marked)
