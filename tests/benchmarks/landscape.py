"""The landscape at a size it does not have yet: graph and report, each in a process of its own; and referrals at the real size.

As a program (`python -m tests.benchmarks.landscape graph 5000 50000`) it makes one of them and tells seconds and megabytes.
"""

import json
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.seed_files import read_seed
from app.catalogue.snapshot import Snapshot
from app.catalogue.validation import as_documents
from app.common.answers import encode
from app.landscape.graph import graph_of, graph_view
from app.landscape.landscape import Landscape, build_landscape, landscape_of
from app.landscape.referrals import refer
from app.landscape.report import report_view
from app.landscape.requests import read_request
from tests.benchmarks.report import Verdict
from tests.benchmarks.servers import ROOT
from tests.landscape.world import DAY, edition_of, generated, instrument, world

ORGANIZATIONS, RELATIONS, INSTRUMENTS = 5_000, 50_000, 100
MOST_SECONDS, MOST_MEGABYTES, MOST_MILLISECONDS = 2.0, 300.0, 20.0
PARTS: dict[str, Callable[[Landscape], Any]] = {
    "graph": lambda landscape: graph_view(landscape, graph_of(landscape, DAY), DAY, "nl"),
    "report": lambda landscape: report_view(landscape, DAY, "nl"),
}
NEEDS: list[dict[str, Any]] = [
    {"need": ["appliedResearch"], "audience": "sme", "region": "BE22", "starts_at": "itaa"},
    {"need": "toegepast onderzoek aan een hogeschool", "audience": "sme", "region": "BE22", "starts_at": "een accountant"},
    {"need": ["guidance", "information"], "audience": "starter", "starts_at": "voka"},
    {"need": "octrooi en subsidie voor een prototype", "language": "fr"},
]


@dataclass(frozen=True, slots=True)
class Made:
    """What it took to make one answer: seconds, the most memory that the process ever held, and the size of the answer."""

    seconds: float
    megabytes: float
    answer_bytes: int


def landscape(organizations: int, relations: int) -> Landscape:
    """A generated landscape."""
    names = [f"instrument{n}" for n in range(INSTRUMENTS)]
    base = as_documents(read_seed(ROOT / "seed"))
    return build_landscape(world(base, generated(organizations, relations, names), map(instrument, names)))


def make(part: str, known: Landscape) -> Made:
    """Make an answer, as it is sent, and tell what it took."""
    start = time.perf_counter()
    size = len(encode(PARTS[part](known)))
    seconds = time.perf_counter() - start
    return Made(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size)


def in_processes(part: str, rounds: int, organizations: int = ORGANIZATIONS, relations: int = RELATIONS) -> list[Made]:
    """The same answer made in several processes, one after the other."""
    command = [sys.executable, "-m", "tests.benchmarks.landscape", part, str(organizations), str(relations)]
    runs = [subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True) for _ in range(rounds)]
    return [Made(**json.loads(run.stdout)) for run in runs]


def referral_milliseconds(snapshot: Snapshot, rounds: int) -> list[float]:
    """How long each of some referrals takes, from what was asked to who answers; the indexes are there already."""
    edition: Edition = edition_of(snapshot)
    known = landscape_of(edition)
    found = []
    for round_ in range(rounds + 1):
        for need in NEEDS:
            asked_for = {"audience": None, "region": None, "theme": None, "language": None, "starts_at": None, **need}
            start = time.perf_counter()
            asked = read_request(edition, SimpleNamespace(**asked_for), "nl", DAY)
            refer(known, asked.need, DAY, asked.start)
            if round_:
                found.append((time.perf_counter() - start) * 1000)
    return found


def verdicts(snapshot: Snapshot, rounds: int, organizations: int = ORGANIZATIONS, relations: int = RELATIONS) -> list[Verdict]:
    """Medians against what is allowed."""
    found = []
    for part in PARTS:
        made = in_processes(part, rounds, organizations, relations)
        what = f"g: {part} of {organizations} organizations, {relations} relations"
        seconds, megabytes = (statistics.median(getattr(one, name) for one in made) for name in ("seconds", "megabytes"))
        found.append(Verdict(what, seconds, MOST_SECONDS, MOST_SECONDS / 2, "s", at_most=True))
        found.append(Verdict(what, megabytes, MOST_MEGABYTES, MOST_MEGABYTES / 2, "MB", at_most=True))
    referral = statistics.median(referral_milliseconds(snapshot, 10 * rounds))
    found.append(
        Verdict("g: referral in the landscape of the seed", referral, MOST_MILLISECONDS, MOST_MILLISECONDS / 4, "ms", at_most=True)
    )
    return found


if __name__ == "__main__":
    made = make(sys.argv[1], landscape(int(sys.argv[2]), int(sys.argv[3])))
    print(json.dumps({"seconds": made.seconds, "megabytes": made.megabytes, "answer_bytes": made.answer_bytes}))  # noqa: T201
