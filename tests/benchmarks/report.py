"""Medians, ratios and the targets they are held against."""

from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Console
from rich.table import Table

from tests.benchmarks.measure import Scenario

PEER_INSTRUMENTS = 60


@dataclass(frozen=True, slots=True)
class Verdict:
    """One figure against its target; `aim` is what would be fine."""

    what: str
    figure: float
    target: float
    aim: float
    unit: str
    at_most: bool = False

    @property
    def reached(self) -> bool:
        """Whether the target is reached."""
        return self.figure <= self.target if self.at_most else self.figure >= self.target


def ratio(one: Scenario, other: Scenario, connections: int) -> float:
    """How many times as many answers per second."""
    below = other.rate(connections)
    return one.rate(connections) / below if below else 0.0


def verdicts(
    scenarios: Sequence[Scenario],
    in_force: float,
    in_process: float,
    search: float,
    ready: float,
    memory: float,
    connections: int,
) -> list[Verdict]:
    """Everything that has a target; what the peer is needed for is left out without it."""
    by_name = {one.name: one for one in scenarios if one.of is None}
    found: list[Verdict] = []
    for one in scenarios:
        if one.of is None:
            continue
        ours = by_name[one.of]
        times = ratio(ours, one, connections)
        if one.name.startswith("peer") and one.of == "a":
            found.append(Verdict("a: one instrument, beside the peer", times, 8, 20, "x"))
        elif one.name.startswith("peer"):
            scaled = times * in_force / PEER_INSTRUMENTS
            found.append(Verdict("b: all in force, beside the peer, per instrument", scaled, 20, 75, "x"))
        elif one.of.startswith("c") and one.name.startswith("bare route"):
            found.append(Verdict(f"{one.of}: share of the bare route", times * 100, 60, 60, "%"))
    found.append(Verdict("d: seconds until /health is UP", ready, 1.5, 1.5, "s", at_most=True))
    found.append(Verdict("d: resident memory after the load", memory, 120, 120, "MB", at_most=True))
    found.append(Verdict("e: search with facets in process, median", search, 3, 3, "ms", at_most=True))
    found.append(Verdict("f: engine beside the same by hand", in_process, 6, 2, "x", at_most=True))
    return found


def rates_table(scenarios: Sequence[Scenario], connections: Sequence[int]) -> Table:
    """Answers per second, times to an answer, and ratios to the companions."""
    title = "Medians. client: how busy the client was; cpu: the server's processor time an answer; ratios: beside the companion"
    table = Table(title=title)
    table.add_column("scenario")
    for many in connections:
        for head in (f"/s at {many}", "ms p50", "ms p99", "client", "ratio", "cpu µs", "ratio"):
            table.add_column(head, justify="right")
    table.add_column("failures", justify="right")
    by_name = {one.name: one for one in scenarios}
    for one in scenarios:
        cells = []
        for many in connections:
            times = "" if one.of is None else f"{ratio(by_name[one.of], one, many):.2f}"
            times_to_answer = [f"{one.latency(many, quantile):.2f}" for quantile in (50, 99)]
            cells += [f"{one.rate(many):,.0f}", *times_to_answer, f"{one.busy(many):.0%}", times]
            spared = "" if one.of is None else f"{one.microseconds(many) / max(1e-9, by_name[one.of].microseconds(many)):.2f}"
            cells += [f"{one.microseconds(many):,.0f}", spared]
        table.add_row(one.name if one.of is None else f"  {one.name}", *cells, str(one.failures()))
    return table


def verdicts_table(found: Sequence[Verdict]) -> Table:
    """Figures beside their targets."""
    table = Table(title="Targets")
    for head in ("what", "figure", "target", "aim", ""):
        table.add_column(head, justify="left" if head == "what" else "right")
    for one in found:
        sign = "≤" if one.at_most else "≥"
        state = "reached" if one.reached else "NOT REACHED"
        table.add_row(one.what, f"{one.figure:.2f} {one.unit}", f"{sign} {one.target:g}", f"{sign} {one.aim:g}", state)
    return table


def console() -> Console:
    """Standard output, wide enough for the tables also where it is no terminal."""
    return Console(width=None if Console().is_terminal else 190)
