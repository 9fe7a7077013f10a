"""Publishing: a checked seed becomes the next revision, unless it is the same as the newest."""

from datetime import datetime

from app.catalogue.repository import add_revision, digest_of, digest_of_all, newest_number, revision
from app.catalogue.snapshot import Documents, Revision
from app.db import Sessions


def publish(sessions: Sessions, documents: Documents, now: datetime, note: str) -> tuple[Revision, bool]:
    """The revision that holds these documents, and whether it is new. One transaction: all of it, or nothing."""
    digest = digest_of_all(
        digest_of(kind, document_id, body) for kind, bodies in documents.items() for document_id, body in bodies.items()
    )
    with sessions.begin() as session:
        number = newest_number(session)
        newest = None if number is None else revision(session, number)
        if newest is not None and newest.digest == digest:
            return newest, False
        return add_revision(session, documents, now, note), True
