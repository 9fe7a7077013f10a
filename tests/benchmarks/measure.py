"""What is measured over HTTP, in which order, and what is kept of it."""

import statistics
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from tests.benchmarks import servers
from tests.benchmarks.bodies import bodies, encoded
from tests.benchmarks.byhand import INSTRUMENT
from tests.benchmarks.load import Load, Round, Target, ask, request

ONE = "/v1/advices?detail=full"
ALL = "/v1/advices?detail=summary"
LIST, DETAIL = "/v1/instruments?pageSize=20", f"/v1/instruments/{INSTRUMENT}"


@dataclass(slots=True)
class Scenario:
    """One thing that is measured: `name`, what it is a companion of (`None`: the service itself), and its rounds."""

    name: str
    of: str | None
    load: Load
    pid: int
    rounds: dict[int, list[Round]] = field(default_factory=dict)

    def rate(self, connections: int) -> float:
        """Median of good answers per second."""
        return statistics.median(one.rate for one in self.rounds[connections])

    def failures(self) -> int:
        """Answers with another status than the right one, in all rounds."""
        return sum(one.failures for rounds in self.rounds.values() for one in rounds)

    def busy(self, connections: int) -> float:
        """The median share of the time that the client was at work; near 1 it is the client that is measured."""
        return statistics.median(one.busy for one in self.rounds[connections])

    def microseconds(self, connections: int) -> float:
        """Median of the processor time that the server used for an answer, in microseconds."""
        return statistics.median(one.cpu / max(1, one.answers) * 1e6 for one in self.rounds[connections])

    def measure(self, seconds: float, connections: int) -> None:
        """One more round."""
        before = servers.cpu_seconds(self.pid)
        found = self.load.round(seconds, connections)
        found.cpu = servers.cpu_seconds(self.pid) - before
        self.rounds.setdefault(connections, []).append(found)

    def latency(self, connections: int, quantile: int) -> float:
        """A percentile of the time to an answer, in milliseconds."""
        every = [latency for one in self.rounds[connections] for latency in one.latencies]
        if len(every) < 2:
            return 0.0
        return statistics.quantiles(every, n=100)[quantile - 1] * 1000


@dataclass(slots=True)
class Bench:
    """Everything that runs, ready to be measured, and what was learned on the way there."""

    scenarios: list[Scenario]
    service: servers.Server
    wrong: list[str]
    in_force: float
    sizes: dict[str, int]
    memory_after_start: float
    peer: bool


def in_turn(
    scenarios: Sequence[Scenario], connections: Sequence[int], rounds: int, seconds: float, tell: Callable[[str], None]
) -> None:
    """Every scenario one round, then every scenario the next round, and so on."""
    for many in connections:
        for n in range(rounds):
            for one in scenarios:
                tell(f"{many} connections, round {n + 1} of {rounds}: {one.name}")
                one.measure(seconds, many)


@contextmanager
def running(folder: Path, count: int, peer: Path | None, tell: Callable[[str], None]) -> Iterator[Bench]:
    """The service, its companions and (where there is one) the peer, with the scenarios that measure them."""
    with ExitStack() as stack:
        tell("publishing the seed")
        database, wrong = servers.published(folder)
        start_ups(folder, database, 0)  # compiles, so that memory is that of an installed service
        port = servers.free_port()
        env = servers.environment(folder, STEUNWIJZER_DATABASE_URL=f"sqlite:///{database}")
        service = stack.enter_context(servers.serving(servers.service_command(port), port, env))
        memory = servers.megabytes(service.process.pid)
        cases = bodies(count)
        full = [request("POST", ONE, body) for body in encoded(cases, [INSTRUMENT])]
        every = [request("POST", ALL, body) for body in encoded(cases)]
        tell("recording answers")
        recorded, in_force = _recorded(port, full, every)
        etags = {path: _etag(port, path) for path in (LIST, DETAIL)}
        fixed = folder / "fixed"
        fixed.mkdir()
        for name, body in recorded.items():
            (fixed / f"{name}.json").write_bytes(body)
        other = servers.free_port()
        env = servers.environment(folder, BENCH_BODIES=str(fixed))
        companions = stack.enter_context(servers.serving(servers.companions_command(other), other, env))

        def ours(name: str, messages: Sequence[bytes], status: int = 200) -> Scenario:
            return Scenario(name, None, Load(Target(servers.HOST, port, messages, status)), service.process.pid)

        def beside(name: str, of: str, messages: Sequence[bytes], status: int = 200) -> Scenario:
            return Scenario(name, of, Load(Target(servers.HOST, other, messages, status)), companions.process.pid)

        def bare(of: str, key: str, messages: Sequence[bytes]) -> Scenario:
            return beside(f"bare route, {len(recorded[key])} bytes", of, messages)

        hand = [request("POST", "/byHand", body) for body in encoded(cases, [INSTRUMENT])]
        scenarios = [
            ours("a", full),
            bare("a", "one", [request("POST", "/fixed/one", body) for body in encoded(cases)]),
            beside("rule by hand, pydantic", "a", hand),
            ours("b", every),
            bare("b", "all", [request("POST", "/fixed/all", body) for body in encoded(cases)]),
            ours("c list", [request("GET", LIST)]),
            bare("c list", "list", [request("GET", "/fixed/list")]),
            ours("c detail", [request("GET", DETAIL)]),
            bare("c detail", "detail", [request("GET", "/fixed/detail")]),
            ours("c list 304", [request("GET", LIST, If_None_Match=etags[LIST])], 304),
            ours("c detail 304", [request("GET", DETAIL, If_None_Match=etags[DETAIL])], 304),
            beside("bare 304", "c detail 304", [request("GET", "/unchanged")], 304),
        ]
        if peer is not None:
            tell("preparing the peer")
            for one in _peers(peer, stack):
                at = max(n for n, other_one in enumerate(scenarios) if one.of in (other_one.of, other_one.name))
                scenarios.insert(at + 1, one)
        sizes = {name: len(body) for name, body in recorded.items()}
        yield Bench(scenarios, service, wrong, in_force, sizes, memory, peer is not None)


def _recorded(port: int, full: Sequence[bytes], every: Sequence[bytes]) -> tuple[dict[str, bytes], float]:
    """An answer of median size of each kind, and how many instruments are in force on average; every body must be valid."""
    ones = [_good(port, message) for message in full]
    alls = [_good(port, message) for message in every]
    in_force = statistics.mean(len({item["instrument"]["id"] for item in orjson.loads(body)["items"]}) for body in alls)
    kinds: dict[str, list[bytes]] = {
        "one": ones,
        "all": alls,
        "list": [_good(port, request("GET", LIST))],
        "detail": [_good(port, request("GET", DETAIL))],
    }
    return {name: sorted(found, key=len)[len(found) // 2] for name, found in kinds.items()}, in_force


def _good(port: int, message: bytes) -> bytes:
    answer = ask(servers.HOST, port, message)
    if answer.status != 200:
        raise RuntimeError(f"{message[:80]!r} was answered {answer.status}: {answer.body[:800]!r}; sent {message[-2000:]!r}")
    return answer.body


def _etag(port: int, path: str) -> str:
    line = next(line for line in ask(servers.HOST, port, request("GET", path)).head.split(b"\r\n") if line.startswith(b"etag:"))
    return line.partition(b":")[2].strip().decode()


def _peers(peer: Path, stack: ExitStack) -> Iterator[Scenario]:
    tool = servers.peer_environment(peer)
    for of, package, name in (("a", "openfisca_wbench", "fisca3.json"), ("b", "openfisca_wbench60", "fisca60.json")):
        port = servers.free_port()
        command = servers.peer_command(tool, package, port)
        probe = request("GET", "/entities")
        env = servers.environment(tool.parent.parent)
        server = stack.enter_context(servers.serving(command, port, env, probe, cwd=tool.parent.parent, wait=120))
        message = request("POST", "/calculate", (peer / "requests" / name).read_bytes())
        yield Scenario(f"peer, {name}", of, Load(Target(servers.HOST, port, [message])), server.process.pid)


def start_ups(folder: Path, database: Path, count: int) -> list[tuple[float, float]]:
    """Seconds from process start to /health answering UP, by the clock and of work; the first start compiles and is left out."""
    env = servers.environment(folder, STEUNWIJZER_DATABASE_URL=f"sqlite:///{database}")
    found = []
    for _ in range(count + 1):
        port = servers.free_port()
        with servers.serving(servers.service_command(port), port, env) as server:
            found.append((server.ready_after, server.start_cpu))
    return found[1:]


def told(bench: Bench, connections: Sequence[int]) -> list[dict[str, Any]]:
    """The figures of each scenario as plain data."""
    return [
        {
            "scenario": one.name,
            "companionOf": one.of,
            "failures": one.failures(),
            "connections": {
                str(many): {
                    "perSecond": [round(part.rate, 1) for part in one.rounds[many]],
                    "median": round(one.rate(many), 1),
                    "serverMicroseconds": round(one.microseconds(many), 1),
                    "clientBusy": round(one.busy(many), 2),
                    "p50Milliseconds": round(one.latency(many, 50), 2),
                    "p99Milliseconds": round(one.latency(many, 99), 2),
                }
                for many in connections
            },
        }
        for one in bench.scenarios
    ]
