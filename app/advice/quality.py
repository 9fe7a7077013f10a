"""The whole seed, checked: shape, references, rules, and every worked example computed."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from app.advice.case import CaseReader
from app.advice.examples import run_example
from app.catalogue.seed_files import Problem, SeedDocument, SeedRefused, read_seed
from app.catalogue.snapshot import Revision, Snapshot
from app.catalogue.validation import validate

UNPUBLISHED = Revision(0, datetime(1970, 1, 1, tzinfo=UTC), "", "")


def reader_for(snapshot: Snapshot) -> CaseReader:
    """The reader of cases for a snapshot."""
    return CaseReader(snapshot.vocabulary, snapshot.codes("activity"), snapshot.codes("costHeading"))


def _silent(done: int, of: int) -> None:
    """Tell nobody."""


def check_seed(folder: Path, progress: Callable[[int, int], None] = _silent) -> tuple[list[SeedDocument], Snapshot]:
    """Read and check a seed; raises `SeedRefused` with every mistake found. `progress` is told how many examples were computed."""
    documents = read_seed(folder)
    snapshot = validate(documents, UNPUBLISHED)
    problems = list(_examples(documents, snapshot, progress))
    if problems:
        raise SeedRefused(problems)
    return documents, snapshot


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
