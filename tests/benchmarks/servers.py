"""Starting what is measured, each on the server's core: the service, its companions and the peer."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import venv
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from tests.benchmarks.load import ask, request

if TYPE_CHECKING:
    from app.catalogue.snapshot import Documents

ROOT = Path(__file__).resolve().parents[2]
HOST = "127.0.0.1"
SERVER_CORE, CLIENT_CORE = 0, 1
HEALTH = request("GET", "/health")


def pin(pid: int, core: int) -> None:
    """Keep a process on one core, where there are two or more."""
    if core in os.sched_getaffinity(0) or core < (os.cpu_count() or 1):
        os.sched_setaffinity(pid, {core})


def free_port() -> int:
    """A port that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
    return port


def megabytes(pid: int) -> float:
    """Resident memory of a process and of its children."""
    total = 0
    for one in (pid, *_children(pid)):
        status = Path(f"/proc/{one}/status").read_text()
        total += next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmRSS:"))
    return total / 1024


def cpu_seconds(pid: int) -> float:
    """Processor time that a process and its children have used; it counts the same however busy the machine is otherwise."""
    fields = [Path(f"/proc/{one}/stat").read_text().rpartition(")")[2].split() for one in (pid, *_children(pid))]
    return sum(int(one[11]) + int(one[12]) for one in fields) / os.sysconf("SC_CLK_TCK")


def _children(pid: int) -> list[int]:
    return [int(one) for task in Path(f"/proc/{pid}/task").iterdir() for one in (task / "children").read_text().split()]


@dataclass(slots=True)
class Server:
    """A running server: how many seconds passed from its start to its first good answer, and how many of the processor's."""

    process: "subprocess.Popen[bytes]"
    port: int
    ready_after: float
    start_cpu: float


def environment(folder: Path, **more: str) -> dict[str, str]:
    """The environment of a server: bytecode is kept, as in an installed service, in a folder of the benchmarks."""
    kept = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    return {**kept, "PYTHONPYCACHEPREFIX": str(folder / "bytecode"), **more}


@contextmanager
def serving(
    command: Sequence[str], port: int, env: Mapping[str, str], probe: bytes = HEALTH, cwd: Path = ROOT, wait: float = 60
) -> Iterator[Server]:
    """A server until the block ends; raises `RuntimeError` with its output when it does not come up."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, cwd=cwd, env=dict(env), stdout=output, stderr=output)
        try:
            pin(process.pid, SERVER_CORE)
            while not _answers(port, probe):
                if process.poll() is not None or time.perf_counter() - start > wait:
                    output.seek(0)
                    raise RuntimeError(f"{' '.join(command)} does not answer:\n{output.read()[-3000:].decode(errors='replace')}")
                time.sleep(0.002)
            yield Server(process, port, time.perf_counter() - start, cpu_seconds(process.pid))
        finally:
            process.terminate()
            try:
                process.wait(15)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()


def _answers(port: int, probe: bytes) -> bool:
    try:
        return ask(HOST, port, probe).status == 200
    except OSError:
        return False


def service_command(port: int) -> list[str]:
    """The service as its users start it."""
    return [sys.executable, "-m", "app", "serve", "--port", str(port)]


def companions_command(port: int) -> list[str]:
    """The companions, served just like the service."""
    server = ["uvicorn", "tests.benchmarks.companions:create_app", "--factory", "--host", HOST, "--port", str(port)]
    return [sys.executable, "-m", *server, "--loop", "uvloop", "--http", "httptools", "--no-access-log", "--no-server-header"]


def published(folder: Path) -> tuple[Path, list[str]]:
    """A migrated database with the seed published, or what compiles of it while it is not sound; and what is wrong with it."""
    from app.catalogue.publishing import publish
    from app.common.clock import now
    from app.db import make_engine, make_sessions
    from app.migrate import migrate

    documents, wrong = loadable(ROOT / "seed")
    database = folder / "bench.db"
    migrate(f"sqlite:///{database}")
    engine = make_engine(f"sqlite:///{database}")
    publish(make_sessions(engine), documents, now(), "Benchmarks")
    engine.dispose()
    return database, wrong


def loadable(seed: Path) -> "tuple[Documents, list[str]]":
    """The documents of a seed; where it does not pass its checks, without the instruments whose rules do not compile."""
    from app.advice.quality import UNPUBLISHED, check_seed
    from app.catalogue.seed_files import SeedRefused, read_seed
    from app.catalogue.snapshot import DocumentFaulty, build_snapshot
    from app.catalogue.validation import as_documents

    try:
        return as_documents(check_seed(seed)[0]), []
    except SeedRefused as refused:
        wrong = [str(problem) for problem in refused.problems]
    documents = as_documents(read_seed(seed))
    instruments = dict(documents["instrument"])
    while True:
        try:
            build_snapshot(UNPUBLISHED, {**documents, "instrument": instruments})
        except DocumentFaulty as faulty:
            if faulty.document not in instruments:
                raise
            del instruments[faulty.document]
            wrong.append(f"instrument {faulty.document} left out: {faulty}")
        else:
            return {**documents, "instrument": instruments}, wrong


def peer_environment(peer: Path) -> Path:
    """The peer's own virtual environment, made once in the temporary folder and used again; gives its `openfisca`."""
    home = Path(tempfile.gettempdir()) / "steunwijzer-bench-peer"
    tool = home / "bin" / "openfisca"
    if not (home / "ready").exists():
        shutil.rmtree(home, ignore_errors=True)
        venv.create(home, with_pip=True)
        with tempfile.TemporaryDirectory() as copy:
            package = Path(copy) / "openfisca_peer"  # pip writes into the folder that it installs from
            shutil.copytree(peer / "openfisca_peer", package)
            for folder in (package, *package.rglob("*")):
                folder.chmod(folder.stat().st_mode | 0o200)
            subprocess.run([home / "bin" / "python", "-m", "pip", "install", "--quiet", str(package)], check=True)
        (home / "ready").touch()
    return tool


def peer_command(tool: Path, package: str, port: int) -> list[str]:
    """The peer as its README starts it: one worker."""
    return [str(tool), "serve", "--country-package", package, "--bind", f"{HOST}:{port}", "--workers", "1"]
