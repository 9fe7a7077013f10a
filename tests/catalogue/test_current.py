"""The edition in service and the older ones beside it, on both engines."""

import asyncio
import gc
import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from app.advice.case import CaseReader, reader_for
from app.catalogue.current import Catalogue, Edition
from app.catalogue.snapshot import Snapshot
from app.db import make_engine, make_sessions
from app.problems import InvalidInput, NothingPublished, RevisionUnavailable
from tests.fixtures.cases import with_base
from tests.fixtures.databases import Maker
from tests.fixtures.seeds import INSTRUMENT, Plain
from tests.fixtures.service import publish_to
from tests.waiting import eventually

KEPT = 2


class Watched:
    """A catalogue that keeps few older editions, and the numbers of the revisions that it loaded, in order."""

    def __init__(self, url: str) -> None:
        self.url, self.loaded = url, list[int]()
        self.engine = make_engine(url)
        self.catalogue = Catalogue(make_sessions(self.engine), self._reader_for, KEPT)

    def _reader_for(self, snapshot: Snapshot) -> CaseReader:
        self.loaded.append(snapshot.revision.number)
        return reader_for(snapshot)

    def at(self, number: int | None) -> Edition:
        return asyncio.run(self.catalogue.at(number))

    def refresh(self) -> None:
        asyncio.run(self.catalogue.refresh())

    def execute(self, *statements: str) -> None:
        with self.engine.begin() as connection:
            for statement in statements:
                connection.execute(sa.text(statement))


@pytest.fixture
def watched(maker: Maker) -> Iterator[Watched]:
    """A catalogue on a migrated database in which nothing is published."""
    made = Watched(maker.migrated())
    yield made
    made.engine.dispose()


def publish_many(watched: Watched, documents: dict[str, Plain], count: int) -> None:
    """Publish revisions that differ in the base rate: 11, 12, ... per cent."""
    for n in range(1, count + 1):
        publish_to(watched.url, with_base(documents, 10 + n))


def base_of(edition: Edition) -> int:
    points = edition.snapshot.instruments[INSTRUMENT]["common"]["aid"]["base"][0]["points"]
    assert isinstance(points, int)
    return points


def test_nothing_is_published(watched: Watched) -> None:
    assert watched.catalogue.load_newest() is False
    with pytest.raises(NothingPublished, match="python -m app seed"):
        _ = watched.catalogue.current
    with pytest.raises(NothingPublished):
        watched.at(1)


def test_the_newest_revision_is_loaded_once(watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 2)
    assert watched.catalogue.load_newest() is True
    edition = watched.catalogue.current
    assert (edition.snapshot.revision.number, base_of(edition)) == (2, 12)
    assert [one.number for one in edition.revisions] == [2, 1]
    assert watched.catalogue.load_newest() is False
    assert watched.catalogue.current is watched.at(None) is watched.at(2) is edition
    assert watched.loaded == [2]
    assert gc.isenabled()


def test_what_was_in_service_is_kept_when_a_newer_revision_comes(watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 1)
    watched.refresh()
    first = watched.catalogue.current
    publish_to(watched.url, with_base(few_documents, 30))
    watched.refresh()
    assert base_of(watched.catalogue.current) == 30
    assert watched.at(1) is first
    assert watched.loaded == [1, 2]


def test_few_older_editions_are_kept_and_those_asked_last_stay(watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 6)
    watched.refresh()
    assert [base_of(watched.at(n)) for n in (1, 2)] == [11, 12]
    assert watched.loaded == [6, 1, 2]
    watched.at(1)  # now 2 is the one that was not asked for longest
    assert base_of(watched.at(3)) == 13
    assert watched.loaded == [6, 1, 2, 3]
    watched.at(1)
    watched.at(3)
    assert watched.loaded == [6, 1, 2, 3]
    assert base_of(watched.at(2)) == 12
    assert watched.loaded == [6, 1, 2, 3, 2]


@pytest.mark.parametrize("number", [-1, 0, 3, 10**9])
def test_a_revision_that_does_not_exist(number: int, watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 2)
    watched.refresh()
    with pytest.raises(InvalidInput) as refused:
        watched.at(number)
    (issue,) = refused.value.issues
    assert (issue.where, issue.name, issue.value) == ("query", "revision", number)
    assert "known: 1 to 2" in issue.detail


def test_an_older_revision_while_its_tables_cannot_be_read(watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 2)
    watched.refresh()
    watched.execute("ALTER TABLE revision RENAME TO elsewhere")
    with pytest.raises(RevisionUnavailable, match="revision 1 cannot be read now; the newest, 2, is in service"):
        watched.at(1)
    assert base_of(watched.at(2)) == 12
    watched.execute("ALTER TABLE elsewhere RENAME TO revision")
    assert base_of(watched.at(1)) == 11


def test_an_older_revision_that_somebody_removed(watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 2)
    watched.refresh()
    watched.execute("DELETE FROM revision_document WHERE revision = 1", "DELETE FROM revision WHERE number = 1")
    with pytest.raises(RevisionUnavailable):
        watched.at(1)


def test_a_database_that_is_away_is_told_once_and_its_return_is_noticed(
    watched: Watched, few_documents: dict[str, Plain], caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, "app.catalogue.current")
    watched.execute("ALTER TABLE revision RENAME TO elsewhere")
    for _ in range(3):
        watched.refresh()
        assert watched.catalogue.database_reachable is False
    watched.execute("ALTER TABLE elsewhere RENAME TO revision")
    publish_many(watched, few_documents, 1)
    watched.refresh()
    assert watched.catalogue.database_reachable is True
    assert [(one.levelname, one.getMessage()) for one in caplog.records] == [
        ("WARNING", "the newest revision cannot be read"),
        ("INFO", "revision in service"),
    ]
    assert "revision" in caplog.records[0].__dict__["error"]
    assert caplog.records[1].__dict__["revision"] == 1


def test_a_revision_that_cannot_be_compiled_leaves_the_one_before_in_service(
    watched: Watched, few_documents: dict[str, Plain]
) -> None:
    publish_many(watched, few_documents, 1)
    watched.refresh()
    few_documents["instrument"][INSTRUMENT]["periods"][0]["conditions"] = [
        {"id": "mine", "fact": "project.colour", "isTrue": True, "confidence": "unverified"}
    ]
    publish_to(watched.url, few_documents)
    watched.refresh()
    assert watched.catalogue.current.snapshot.revision.number == 1
    assert watched.catalogue.database_reachable is False


def test_the_watch_finds_a_newer_revision_and_ends_when_it_is_told(watched: Watched, few_documents: dict[str, Plain]) -> None:
    publish_many(watched, few_documents, 1)

    async def until_the_second() -> None:
        stop = asyncio.Event()
        task = asyncio.create_task(watched.catalogue.watch(0.3, stop))
        await asyncio.to_thread(eventually, lambda: watched.loaded == [1])
        await asyncio.to_thread(publish_to, watched.url, with_base(few_documents, 30))
        await asyncio.to_thread(eventually, lambda: watched.catalogue.current.snapshot.revision.number == 2)
        stop.set()
        await asyncio.wait_for(task, 5)

    asyncio.run(until_the_second())
    assert watched.loaded == [1, 2]
