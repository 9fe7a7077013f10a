"""One case on one instrument in process: the engine beside the function written by hand, on the same complete cases."""

import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import orjson

from app.advice.case import CaseReader
from app.catalogue.current import Edition
from app.catalogue.search import FILTERS, find
from app.catalogue.snapshot import Snapshot
from app.rules.assess import Assessment, Slice, assess
from app.rules.case import Case
from app.rules.verdict import MET, NOT_MET
from tests.benchmarks import byhand
from tests.benchmarks.bodies import Body

POINT = 1_000_000


@dataclass(frozen=True, slots=True)
class Pair:
    """One case as the engine and as the hand-written function take it."""

    case: Case
    by_hand: byhand.HandCase


def pairs(reader: CaseReader, cases: Sequence[Body]) -> list[Pair]:
    """The cases, read by each side's own reader."""
    read = [(reader.read(case, today=date(2026, 1, 1)).case, orjson.dumps(case)) for case in cases]
    return [Pair(case, byhand.HandCase.model_validate_json(body)) for case, body in read]


def assessed(snapshot: Snapshot, case: Case) -> Assessment:
    """What the service does for an instrument before any text is made."""
    day = case.reference_date

    def carriers(instrument: str) -> Sequence[Slice]:
        return snapshot.slices_on(instrument, day)

    facts = snapshot.model.facts_of(case)
    return assess(carriers(byhand.INSTRUMENT)[0], facts, carriers)


def lines_of(assessment: Assessment, case: Case) -> list[byhand.Line] | None:
    """The engine's result in the form of the hand-written function; `None` where something is open."""
    lines = []
    for part in assessment.aid.parts:
        for line in part.lines if part.funded == MET else ():
            if line.cost is None or line.rate is None or line.amount is None or line.rate[0] != line.rate[1]:
                return None
            steps: list[byhand.Step] = [
                (kind, None if item is None else item.id, verdict != NOT_MET, lo if kind == "amount" else lo // POINT)
                for kind, item, verdict, lo, _ in line.steps
            ]
            name = case.participants[part.participant].id
            lines.append(byhand.Line(name, line.cost[0], line.rate[0] // POINT, line.amount[0], steps))
    return lines


def verdicts_of(assessment: Assessment, case: Case) -> list[byhand.Verdict]:
    """The engine's verdicts in the form of the hand-written function, for which unknown is not met."""
    ids = [one.id for one in case.participants]
    return [
        (reason.id, None if reason.participant is None else ids[reason.participant], reason.verdict == MET)
        for reason in assessment.reasons
    ]


def agree(snapshot: Snapshot, couple: Pair) -> bool:
    """Whether the two sides give the same rates, amounts, steps and verdicts."""
    assessment = assessed(snapshot, couple.case)
    return (lines_of(assessment, couple.case), verdicts_of(assessment, couple.case)) == byhand.assessed(couple.by_hand)


def microseconds(snapshot: Snapshot, couples: Sequence[Pair], rounds: int, seconds: float) -> dict[str, list[float]]:
    """Processor time per case, in turn, each round about so long.

    Of the `engine`, of the function written `byHand` that gives the same, and of its `rates` alone: without any condition.
    """
    found: dict[str, list[float]] = {"engine": [], "byHand": [], "rates": []}
    for _ in range(rounds):
        for name, one in (
            ("engine", lambda couple: assessed(snapshot, couple.case)),
            ("byHand", lambda couple: byhand.assessed(couple.by_hand)),
            ("rates", lambda couple: byhand.rates(couple.by_hand)),
        ):
            start, count = time.process_time(), 0
            while time.process_time() - start < seconds:
                for couple in couples:
                    one(couple)
                count += len(couples)
            found[name].append((time.process_time() - start) / count * 1e6)
    return found


def median_ratio(engine: Sequence[float], hand: Sequence[float]) -> float:
    """How many times as long the engine takes."""
    return statistics.median(engine) / statistics.median(hand)


QUERIES = (
    "hogeschool",
    "hogschool",
    "subsidie voor kmo",
    "doctoraat in een bedrijf",
    "onderzoek en ontwikkeling",
    "octrooi",
    "university college",
    "haute école",
    "ITEA",
    "innov",
)


def search_milliseconds(edition: Edition, rounds: int) -> list[float]:
    """Processor time of a search by words with filters and facets, for each of some queries, in each round."""
    wanted = {name: ["sme"] if name == "audience" else [] for name in FILTERS}
    day = date(2026, 1, 1)
    find(edition, day, wanted, None, "nl", QUERIES[0])
    found = []
    for _ in range(rounds):
        for query in QUERIES:
            start = time.process_time()
            find(edition, day, wanted, None, "nl", query)
            found.append((time.process_time() - start) * 1000)
    return found
