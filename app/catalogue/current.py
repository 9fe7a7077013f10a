"""The edition in service: the newest revision in memory, a few older ones, and the watch for newer ones."""

import asyncio
import ctypes
import gc
import logging
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any, TypeVar

import sqlalchemy as sa

from app.catalogue.history import Record, read_record
from app.catalogue.repository import documents_of, newest_number, revision, revisions
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Revision, Snapshot, build_snapshot
from app.db import Sessions
from app.problems import InvalidInput, Issue, NothingPublished, RevisionUnavailable

MOST_RECENT = 32
logger = logging.getLogger(__name__)
Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Edition:
    """A snapshot with what is made from it once: its sentences, what reads cases for it, and views of its documents."""

    snapshot: Snapshot
    voices: Voices
    reader: Any
    revisions: tuple[Revision, ...]
    kept: dict[Any, Any] = field(default_factory=dict)

    def keep(self, key: Any, make: Callable[[], Any]) -> Any:
        """What was made before from this edition under a key, else what `make` gives; for what depends on nothing else."""
        kept = self.kept.get(key)
        if kept is None:
            kept = self.kept[key] = make()
        return kept

    def keep_recent(self, kind: str, key: Any, make: Callable[[], Any]) -> Any:
        """The same for what there are many of: only those asked for last are kept."""
        recent: OrderedDict[Any, Any] = self.keep(("recent", kind), OrderedDict)
        made = recent.get(key)
        if made is None:
            made = recent[key] = make()
            while len(recent) > MOST_RECENT:
                recent.popitem(last=False)
        return made


@contextmanager
def _uncollected() -> Iterator[None]:
    """Look for no garbage while an edition is made: hardly any of it is, and what there is goes when it is set aside."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _set_aside() -> None:
    """Take what lives as long as an edition out of the sight of the garbage collector, and give back what loading it took.

    An edition is a million objects that stay; going through them all again and again would hold up requests for tenths of a second.
    """
    gc.unfreeze()
    gc.collect()
    gc.freeze()
    with suppress(AttributeError, OSError, TypeError):  # where the C library is another than that of GNU
        ctypes.CDLL(None).malloc_trim(0)


class Catalogue:
    """Holds the edition in service. Requests take `current` once and keep it to their end, so a swap never fails one."""

    def __init__(
        self,
        sessions: Sessions,
        reader_for: Callable[[Snapshot], Any],
        kept: int,
        prepare: Callable[[Edition], Any] = id,
    ) -> None:
        """`prepare` makes what an edition should have ready before it is in service; it runs off the hot path."""
        self._sessions, self._reader_for, self._kept, self._prepare = sessions, reader_for, kept, prepare
        self._current: Edition | None = None
        self._older: OrderedDict[int, Edition] = OrderedDict()
        self._records: dict[int, Record] = {}
        # A newer revision is loaded in a thread of its own, and may push out what a request looks for.
        self._older_lock = threading.Lock()
        self.database_reachable = True

    @property
    def current(self) -> Edition:
        """The newest edition; raises `NothingPublished` (a 503) before one was loaded."""
        if self._current is None:
            raise NothingPublished("nothing is published yet; run python -m app seed")
        return self._current

    def load_newest(self) -> bool:
        """Load the newest revision when it is newer than the one in service; tells whether it was."""
        with self._sessions() as session:
            number = newest_number(session)
        if number is None or (self._current is not None and number <= self._current.snapshot.revision.number):
            return False
        with _uncollected():
            record, edition = self._read_record(number), self._load(number)
            if record is None or edition is None:
                return False
            self._records[number] = record
            if self._current is not None:
                self._keep(self._current)
            self._current = edition
            _set_aside()
        return True

    def _load(self, number: int) -> Edition | None:
        with self._sessions() as session:
            found = revision(session, number)
            if found is None:
                return None
            documents = documents_of(session, number)
            every = tuple(revisions(session))
        snapshot = build_snapshot(found, documents)
        edition = Edition(snapshot, Voices(snapshot), self._reader_for(snapshot), every)
        self._prepare(edition)
        return edition

    def _keep(self, edition: Edition) -> None:
        with self._older_lock:
            self._older[edition.snapshot.revision.number] = edition
            while len(self._older) > self._kept:
                self._older.popitem(last=False)

    def _kept_edition(self, number: int) -> Edition | None:
        with self._older_lock:
            if number in self._older:
                self._older.move_to_end(number)
            return self._older.get(number)

    async def at(self, number: int | None) -> Edition:
        """The edition of a revision; older ones are loaded off the hot path.

        Raises `InvalidInput` for a revision that does not exist, `RevisionUnavailable` while the database is away.
        """
        current = self.current
        newest = current.snapshot.revision.number
        if number is None or number == newest:
            return current
        if not 1 <= number <= newest:
            detail = f"there is no revision {number}; known: 1 to {newest}"
            raise InvalidInput([Issue("unknownRevision", "query", "revision", detail, number)])
        edition = self._kept_edition(number)
        if edition is None:
            edition = await self._from_database(number, self._load)
            self._keep(edition)
        return edition

    async def record(self, number: int) -> Record:
        """What a revision changed that is not newer than the one in service; read when it is first asked for, and kept.

        Raises `RevisionUnavailable` while the database is away.
        """
        record = self._records.get(number)
        if record is None:
            record = self._records[number] = await self._from_database(number, self._read_record)
        return record

    def _read_record(self, number: int) -> Record | None:
        with self._sessions() as session:
            return read_record(session, number)

    async def _from_database(self, number: int, read: Callable[[int], Found | None]) -> Found:
        """What is read of a revision, off the hot path."""
        detail = f"revision {number} cannot be read now; the newest, {self.current.snapshot.revision.number}, is in service"
        try:
            found = await asyncio.to_thread(read, number)
        except (sa.exc.SQLAlchemyError, OSError) as error:
            raise RevisionUnavailable(detail) from error
        if found is None:
            raise RevisionUnavailable(detail)
        return found

    async def refresh(self) -> None:
        """Look for a newer revision once, off the hot path."""
        await asyncio.to_thread(self.look)

    def look(self) -> None:
        """Look for a newer revision once; a database that is away leaves the edition in service."""
        try:
            swapped = self.load_newest()
        except Exception as error:  # noqa: BLE001 - whatever is wrong out there, the edition in memory goes on serving
            if self.database_reachable:
                logger.warning("the newest revision cannot be read", extra={"error": f"{type(error).__name__}: {error}"[:500]})
            self.database_reachable = False
        else:
            self.database_reachable = True
            if swapped:
                logger.info("revision in service", extra={"revision": self.current.snapshot.revision.number})

    async def watch(self, every_seconds: float, stop: asyncio.Event) -> None:
        """Look for newer revisions until told to stop."""
        while not stop.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), every_seconds)
                return
            await self.refresh()
