"""python -m tests.benchmarks: measure the service beside its companions, and tell medians, ratios and targets."""

import argparse
import os
import statistics
import sys
import tempfile
from pathlib import Path

import orjson

from app.advice.case import reader_for
from app.advice.quality import UNPUBLISHED
from app.catalogue.current import Edition
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Snapshot, build_snapshot
from tests.benchmarks import inprocess, landscape, measure, report, servers
from tests.benchmarks.bodies import bodies

PEER = "STEUNWIJZER_PEER"


def main() -> int:
    """Run the benchmarks; the exit code tells only whether they could run."""
    options = _options()
    peer = _peer()
    connections = [int(one) for one in options.connections.split(",")]
    servers.pin(os.getpid(), servers.CLIENT_CORE)
    out = report.console()
    with tempfile.TemporaryDirectory(prefix="steunwijzer-bench-") as name:
        folder = Path(name)
        with measure.running(folder, options.bodies, peer, _tell) as bench:
            for one in bench.scenarios:
                one.load.round(min(1.0, options.seconds), max(connections))
            measure.in_turn(bench.scenarios, connections, options.rounds, options.seconds, _tell)
            memory = servers.megabytes(bench.service.process.pid)
        _tell("starting several times")
        starts = measure.start_ups(folder, folder / "bench.db", 2 if options.quick else 5)
        ready, start_cpu = (statistics.median(side) for side in zip(*starts, strict=True))
        _tell("in process")
        snapshot = build_snapshot(UNPUBLISHED, servers.loadable(servers.ROOT / "seed")[0])
    spent, differing = _in_process(snapshot, options)
    factor = inprocess.median_ratio(spent["engine"], spent["byHand"])
    edition = Edition(snapshot, Voices(snapshot), reader_for(snapshot), (), {})
    search = statistics.median(inprocess.search_milliseconds(edition, 2 if options.quick else 20))
    found = report.verdicts(bench.scenarios, bench.in_force, factor, search, ready, memory, max(connections))
    _tell("the landscape")
    found += landscape.verdicts(snapshot, 1 if options.quick else options.rounds)
    _tell("")
    out.print(report.rates_table(bench.scenarios, connections))
    out.print(
        f"Instruments in force on average: {bench.in_force:.1f}. "
        f"What is wrong with the seed now: {'; '.join(bench.wrong) or 'nothing'}.\n"
        f"Ready after {ready:.2f} s, {start_cpu:.2f} s of work; resident {bench.memory_after_start:.0f} MB after start, "
        f"{memory:.0f} MB after the load.\n"
        f"In process: engine {statistics.median(spent['engine']):.1f} µs a case, the same by hand "
        f"{statistics.median(spent['byHand']):.1f} µs, {factor:.2f} x; rates by hand without any condition "
        f"{statistics.median(spent['rates']):.1f} µs, {inprocess.median_ratio(spent['engine'], spent['rates']):.2f} x; "
        f"cases on which they differ: {differing}."
    )
    if not bench.peer:
        out.print(f"[bold red]*** THE PEER WAS NOT MEASURED: set {PEER} to the folder that holds openfisca_peer and requests ***")
    out.print(report.verdicts_table(found))
    if options.json is not None:
        _write(options.json, bench, connections, found, starts, spent)
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--seconds", type=float, default=3.0, help="length of a round")
    parser.add_argument("--rounds", type=int, default=5, help="rounds of each scenario")
    parser.add_argument("--connections", default="16,1", help="numbers of connections, with commas between")
    parser.add_argument("--bodies", type=int, default=1000, help="how many different cases")
    parser.add_argument("--json", type=Path, help="also write the figures here")
    parser.add_argument("--quick", action="store_true", help="a smoke run of a few seconds; its figures mean little")
    options = parser.parse_args()
    if options.quick:
        options.seconds, options.rounds, options.bodies = 0.2, 1, 50
    return options


def _peer() -> Path | None:
    named = os.environ.get(PEER)
    if named is None:
        print(f"*** {PEER} is not set: the peer is not measured ***", file=sys.stderr)  # noqa: T201
        return None
    peer = Path(named)
    if not (peer / "openfisca_peer").is_dir() or not (peer / "requests").is_dir():
        raise SystemExit(f"{PEER}={peer}: there is no openfisca_peer and requests in this folder")
    return peer


def _tell(progress: str) -> None:
    if sys.stderr.isatty():
        print(f"\r\033[K{progress}", end="", file=sys.stderr, flush=True)  # noqa: T201


def _in_process(snapshot: Snapshot, options: argparse.Namespace) -> tuple[dict[str, list[float]], int]:
    couples = inprocess.pairs(reader_for(snapshot), bodies(200, unknown_share=0))
    same = [couple for couple in couples if inprocess.agree(snapshot, couple)]
    if not same:
        raise SystemExit(f"the rule by hand agrees with the engine on none of the {len(couples)} cases: the seed has another rule")
    spent = inprocess.microseconds(snapshot, same, max(2, options.rounds), min(1.0, options.seconds))
    return spent, len(couples) - len(same)


def _write(
    target: Path,
    bench: measure.Bench,
    connections: list[int],
    found: list[report.Verdict],
    starts: list[tuple[float, float]],
    spent: dict[str, list[float]],
) -> None:
    document = {
        "scenarios": measure.told(bench, connections),
        "instrumentsInForce": bench.in_force,
        "wrongWithSeed": bench.wrong,
        "bodyBytes": bench.sizes,
        "readySeconds": starts,
        "inProcessMicroseconds": spent,
        "targets": [
            {"what": one.what, "figure": one.figure, "target": one.target, "aim": one.aim, "reached": one.reached} for one in found
        ],
    }
    target.write_bytes(orjson.dumps(document, option=orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE))


if __name__ == "__main__":
    sys.exit(main())
