"""A small HTTP client that keeps connections busy: pre-encoded requests, one in flight on each connection."""

import asyncio
import itertools
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Target:
    """Where to send what: pre-encoded requests to one address, and the status that each must answer."""

    host: str
    port: int
    requests: Sequence[bytes]
    status: int = 200


@dataclass(slots=True)
class Round:
    """What came of one round; `busy` is the share of it that the client itself was at work, `cpu` what the server used."""

    seconds: float = 0.0
    answers: int = 0
    failures: int = 0
    busy: float = 0.0
    cpu: float = 0.0
    latencies: list[float] = field(default_factory=list)

    @property
    def rate(self) -> float:
        """Good answers per second."""
        return (self.answers - self.failures) / self.seconds if self.seconds else 0.0


def request(method: str, path: str, body: bytes | None = None, **headers: str) -> bytes:
    """The bytes of a request."""
    lines = [f"{method} {path} HTTP/1.1", "Host: bench", "Accept: application/json"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    if body is not None:
        lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
    return "\r\n".join([*lines, "", ""]).encode() + (body or b"")


@dataclass(slots=True)
class Answer:
    """A whole answer: status, lower-case head, body and how many bytes it took; `close` when the server hangs up after it."""

    status: int
    head: bytes
    body: bytes
    length: int
    close: bool


def parse(data: bytes | bytearray) -> Answer | None:
    """The first answer in the bytes received; `None` while it is not complete."""
    end = data.find(b"\r\n\r\n")
    if end < 0:
        return None
    status = int(data[9:12])
    head = bytes(data[:end]).lower()
    start = end + 4
    if status == 304 or status < 200:
        return Answer(status, head, b"", start, b"\r\nconnection: close" in head)
    at = head.find(b"\r\ncontent-length:")
    if at < 0:
        raise ValueError("an answer without Content-Length; chunked answers are not read here")
    stop = head.find(b"\r\n", at + 17)
    length = start + int(head[at + 17 : stop if stop > 0 else None])
    if len(data) < length:
        return None
    return Answer(status, head, bytes(data[start:length]), length, b"\r\nconnection: close" in head)


class _Connection(asyncio.Protocol):
    """Sends the next request as soon as the answer to the one before is whole; connects again where the server hangs up."""

    def __init__(self, target: Target, queue: Iterator[bytes], found: Round, until: float) -> None:
        self.target, self.queue, self.found, self.until = target, queue, found, until
        self.loop = asyncio.get_running_loop()
        self.done: asyncio.Future[None] = self.loop.create_future()
        self.buffer = bytearray()
        self.transport: asyncio.Transport | None = None
        self.sent_at = 0.0
        self.waiting = False

    async def connect(self) -> None:
        try:
            await self.loop.create_connection(lambda: self, self.target.host, self.target.port)
        except OSError:
            self.found.failures += 1
            self.found.answers += 1
            self._finish()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.transport = transport  # type: ignore[assignment]
        self.buffer.clear()
        self._send()

    def _send(self) -> None:
        if self.transport is None or time.perf_counter() >= self.until:
            self._finish()
            return
        self.sent_at = time.perf_counter()
        self.waiting = True
        self.transport.write(next(self.queue))

    def data_received(self, data: bytes) -> None:
        self.buffer += data
        answer = parse(self.buffer)
        if answer is None:
            return
        now = time.perf_counter()
        self.waiting = False
        self.found.answers += 1
        self.found.latencies.append(now - self.sent_at)
        if answer.status != self.target.status:
            self.found.failures += 1
        if answer.close:
            return
        del self.buffer[: answer.length]
        self._send()

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport = None
        if self.waiting:
            self.waiting = False
            self.found.answers += 1
            self.found.failures += 1
        if self.done.done():
            return
        if time.perf_counter() < self.until:
            self.again = self.loop.create_task(self.connect())
        else:
            self._finish()

    def _finish(self) -> None:
        if self.transport is not None:
            self.transport.close()
        if not self.done.done():
            self.done.set_result(None)


async def _round(target: Target, seconds: float, connections: int, queue: Iterator[bytes]) -> Round:
    found = Round()
    start, worked = time.perf_counter(), time.process_time()
    lines = [_Connection(target, queue, found, start + seconds) for _ in range(connections)]
    await asyncio.gather(*(line.connect() for line in lines))
    await asyncio.wait_for(asyncio.gather(*(line.done for line in lines)), seconds + 60)
    found.seconds = time.perf_counter() - start
    found.busy = (time.process_time() - worked) / found.seconds
    return found


class Load:
    """Rounds against one target; the requests go on where the round before stopped."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self.queue = itertools.cycle(target.requests)

    def round(self, seconds: float, connections: int) -> Round:
        """One round of so many seconds."""
        import uvloop

        return uvloop.run(_round(self.target, seconds, connections, self.queue))


def ask(host: str, port: int, message: bytes, timeout: float = 30.0) -> Answer:
    """One answer, plainly."""
    import socket

    with socket.create_connection((host, port), timeout) as line:
        line.sendall(message)
        data = bytearray()
        while True:
            part = line.recv(1 << 20)
            data += part
            answer = parse(data)
            if answer is not None:
                return answer
            if not part:
                raise ConnectionError("the server hung up before the answer was whole")
