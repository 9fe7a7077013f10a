"""Publishing: a checked seed becomes the next revision, unless it is the same as the newest."""

from datetime import datetime
from typing import Any

from sqlalchemy.exc import IntegrityError, OperationalError

from app.catalogue.repository import add_revision, digest_of, digest_of_all, newest_number, revision
from app.catalogue.snapshot import Documents, Revision
from app.db import Sessions

TRIES = 5


def publish(sessions: Sessions, documents: Documents, now: datetime, note: str, quality: Any = None) -> tuple[Revision, bool]:
    """The revision that holds these documents, and whether it is new. One transaction: all of it, or nothing.

    `quality` is the report on the documents, plain data; it is kept with a new revision. Who publishes at the same time as
    somebody else looks again, for it may have been the same.
    """
    digest = digest_of_all(
        digest_of(kind, document_id, body) for kind, bodies in documents.items() for document_id, body in bodies.items()
    )
    for _ in range(TRIES - 1):
        try:
            return _publish(sessions, documents, digest, now, note, quality)
        except IntegrityError:
            continue
        except OperationalError as error:
            # SQLite's word for somebody else writing; anything else, such as a database that is away, is no reason to try again.
            if "locked" not in str(error.orig):
                raise
    return _publish(sessions, documents, digest, now, note, quality)


def _publish(
    sessions: Sessions, documents: Documents, digest: str, now: datetime, note: str, quality: Any
) -> tuple[Revision, bool]:
    with sessions.begin() as session:
        number = newest_number(session)
        newest = None if number is None else revision(session, number)
        if newest is not None and newest.digest == digest:
            return newest, False
        return add_revision(session, documents, now, note, quality), True
