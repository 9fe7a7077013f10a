"""The whole seed, checked: shape, references, rules, and every worked example computed."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NamedTuple

from app.advice.case import reader_for
from app.advice.examples import run_example
from app.catalogue.checks import check_quality
from app.catalogue.findings import Finding, Report
from app.catalogue.seed_files import Problem, SeedDocument, SeedRefused, read_seed
from app.catalogue.snapshot import Documents, Revision, Snapshot
from app.catalogue.validation import validate
from app.common.clock import today

UNPUBLISHED = Revision(0, datetime(1970, 1, 1, tzinfo=UTC), "", "")


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


class Checked(NamedTuple):
    """A sound seed: its documents, compiled, and what the checks found that is no reason to refuse it."""

    documents: list[SeedDocument]
    snapshot: Snapshot
    report: Report


def check_seed(folder: Path, progress: Callable[[int, int], None] = _silent, day: date | None = None) -> Checked:
    """Read and check a seed as on a day, today unless given; raises `SeedRefused` with every mistake found.

    `progress` is told how many worked examples were computed.
    """
    documents = read_seed(folder)
    snapshot = validate(documents, UNPUBLISHED)
    report = check_quality(snapshot, day or today())
    problems = [located(finding, documents, snapshot.documents) for finding in report.errors]
    problems += _examples(documents, snapshot, progress)
    if problems:
        raise SeedRefused(problems)
    return Checked(documents, snapshot, report)


def located(finding: Finding, files: Iterable[SeedDocument], documents: Documents) -> Problem:
    """A finding with the file and line where it stands."""
    document = next(one for one in files if (one.kind, one.id) == (finding.kind, finding.document))
    problem = document.problem(finding.where, finding.text["en"])
    return replace(problem, path=".".join(filter(None, (*map(str, document.prefix), finding.path(documents)))))


def told_warnings(checked: Checked) -> Iterator[str]:
    """The warnings in lines to be read: each check with its number of findings, and where these stand."""
    by_check: dict[str, list[Finding]] = {}
    for finding in checked.report.warnings:
        by_check.setdefault(finding.check, []).append(finding)
    for check, findings in by_check.items():
        yield f"{check}: {len(findings)} warnings"
        problems = sorted(located(finding, checked.documents, checked.snapshot.documents) for finding in findings)
        yield from (f"  {problem}" for problem in problems)


def _examples(documents: list[SeedDocument], snapshot: Snapshot, progress: Callable[[int, int], None]) -> Iterator[Problem]:
    reader = reader_for(snapshot)
    work = [
        (document, n, example)
        for document in documents
        if document.kind == "instrument"
        for n, example in enumerate(document.data.get("workedExamples", ()))
    ]
    for done, (document, n, example) in enumerate(work, 1):
        for difference in run_example(snapshot, reader, document.id, example):
            reason = f"example {example['id']}: expected {difference.expected}, computed {difference.computed}"
            yield document.problem(("workedExamples", n, *difference.path), reason)
        progress(done, len(work))
