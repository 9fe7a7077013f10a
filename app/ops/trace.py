"""BelGov-Trace-Id: an own value on every answer, so that a question about an answer can be followed in the logs."""

import uuid

from starlette.types import ASGIApp, Message, Receive, Scope, Send


class TraceHeader:
    """Adds the header to every HTTP answer."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and mark the answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        trace = uuid.uuid4().hex.encode()

        async def marked(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers: list[tuple[bytes, bytes]] = message.setdefault("headers", [])
                headers.append((b"belgov-trace-id", trace))
                headers.append((b"x-content-type-options", b"nosniff"))
            await send(message)

        await self.app(scope, receive, marked)
