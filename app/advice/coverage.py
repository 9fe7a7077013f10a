"""Rule coverage of a catalogue: each figure and condition altered in turn, until a worked example comes out otherwise."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import replace
from multiprocessing import get_context
from types import SimpleNamespace

from app.advice.judging import Coverage, Judge, Part, percentages
from app.catalogue.seed_files import SeedDocument
from app.catalogue.snapshot import Documents
from app.catalogue.validation import as_documents
from app.rules.coverage import alterations

WORKERS = 2


def parts_of(documents: Documents, only: Collection[str] = ()) -> Iterator[Part]:
    """Every part of the catalogue that holds rules, in the order of the documents; `only` those of these instruments and rules."""
    for name, document in documents["instrument"].items():
        if not only or name in only:
            yield Part("instrument", name, "common")
            yield from (Part("instrument", name, "periods", n) for n in range(len(document["periods"])))
    for name, document in documents["rule"].items():
        if not only or name in only:
            yield from (Part("rule", name, "versions", n) for n in range(len(document["versions"])))


_worker = SimpleNamespace(judge=None)


def _start(documents: Documents) -> None:
    _worker.judge = Judge(documents)


def _judge_part(part: Part) -> Coverage:
    coverage: Coverage = _worker.judge.judge(part)
    return coverage


def _judged(documents: Documents, parts: Sequence[Part], workers: int) -> Iterable[tuple[Part, Coverage]]:
    """The parts with their coverage as they come; the first asked for come first, so that the long ones should stand there."""
    if workers < 2:
        judge = Judge(documents)
        yield from ((part, judge.judge(part)) for part in parts)
        return
    # Fresh processes: a fork would copy the locks of the thread that draws the progress bar.
    with ProcessPoolExecutor(workers, get_context("spawn"), _start, (documents,)) as pool:
        asked = {pool.submit(_judge_part, part): part for part in parts}
        for answer in as_completed(asked):
            yield asked[answer], answer.result()


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


def cover(
    documents: Documents,
    workers: int = WORKERS,
    progress: Callable[[int, int], None] = _silent,
    only: Collection[str] = (),
) -> list[Coverage]:
    """The coverage of every instrument and shared rule; `progress` is told how many alterations were judged.

    The documents must be sound: a worked example that fails already is left out.
    """
    facts = percentages(documents)
    weights = {part: sum(1 for _ in alterations(part.of(documents), facts)) for part in parts_of(documents, only)}
    done, found = 0, {}
    for part, coverage in _judged(documents, sorted(weights, key=lambda part: -weights[part]), workers):
        found[part] = coverage
        done += weights[part]
        progress(done, sum(weights.values()))
    whole: dict[tuple[str, str], Coverage] = {}
    for part in weights:
        key = part.kind, part.document
        whole[key] = whole.get(key, Coverage(*key)) + found[part]
    return list(whole.values())


def cover_seed(
    documents: Sequence[SeedDocument],
    workers: int = WORKERS,
    progress: Callable[[int, int], None] = _silent,
    only: Collection[str] = (),
) -> tuple[list[str], int]:
    """The coverage of a sound seed in lines to be read, document by document, and how many alterations were not noticed."""
    by_id = {(one.kind, one.id): one for one in documents}
    covered = cover(as_documents(documents), workers, progress, only)
    lines = [line for one in covered for line in _lines(one, by_id[one.kind, one.document])]
    total, survivors = sum(one.total for one in covered), sum(len(one.survivors) for one in covered)
    return [*lines, f"{total - survivors} of {total} figures and conditions covered"], survivors


def _lines(coverage: Coverage, document: SeedDocument) -> Iterator[str]:
    yield f"{coverage.document}: {coverage.covered} of {coverage.total} covered"
    if coverage.never_binds:
        yield f"  neverBinds: {', '.join(coverage.never_binds)}"
    caps = tuple(f"{cap}." for cap in coverage.never_binds)
    for finding in coverage.idle:
        if not f"{finding.path}.".startswith(caps):
            yield f"  {finding.path}: {finding.change}, which no reachable combination shows"
    for finding in coverage.survivors:
        problem = document.problem(finding.where, f"{finding.change}, and no worked example fails")
        yield str(replace(problem, path=finding.path))
