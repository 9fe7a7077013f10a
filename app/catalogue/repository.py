"""Reading and writing the catalogue's tables. The transaction is the caller's."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

import orjson
import sqlalchemy as sa
from sqlalchemy.orm import defer
from sqlmodel import Session, col, select

from app.catalogue.snapshot import Documents, Revision
from app.catalogue.tables import CitationRow, DocumentRow, PeriodRow, RevisionDocumentRow, RevisionRow
from app.catalogue.timeline import dates_of, overlap

KINDS = ("fact", "source", "codes", "law", "rule", "instrument", "organization", "synonym", "table")
ROWS_AT_ONCE = 50


class PeriodsOverlap(ValueError):
    """Two periods of one line of an instrument share a day."""


def canonical(body: Any) -> bytes:
    """The bytes that a document's hash covers: JSON with sorted keys."""
    return orjson.dumps(body, option=orjson.OPT_SORT_KEYS)


def digest_of(kind: str, document_id: str, body: Any) -> str:
    """The hash of a document with its kind and id."""
    return hashlib.sha256(b"\n".join((kind.encode(), document_id.encode(), canonical(body)))).hexdigest()


def digest_of_all(digests: Iterable[str]) -> str:
    """The hash of a whole revision, whatever the order of its documents."""
    return hashlib.sha256("\n".join(sorted(digests)).encode()).hexdigest()


def newest_number(session: Session) -> int | None:
    """The number of the newest revision; `None` while nothing is published."""
    return session.exec(select(sa.func.max(RevisionRow.number))).one()


def revisions(session: Session) -> list[Revision]:
    """All revisions, newest first."""
    light = select(RevisionRow).options(defer(col(RevisionRow.quality)))  # type: ignore[arg-type]
    return [_revision(row) for row in session.exec(light.order_by(col(RevisionRow.number).desc()))]


def revision(session: Session, number: int) -> Revision | None:
    """One revision."""
    row = session.get(RevisionRow, number)
    return None if row is None else _revision(row)


def documents_of(session: Session, number: int) -> Documents:
    """The documents of a revision by kind and id; facts in the order of the vocabulary."""
    statement = (
        select(DocumentRow.kind, DocumentRow.document_id, DocumentRow.body)
        .join(RevisionDocumentRow, col(RevisionDocumentRow.digest) == col(DocumentRow.digest))
        .where(RevisionDocumentRow.revision == number)
        .order_by(DocumentRow.kind, DocumentRow.document_id)
        .execution_options(yield_per=ROWS_AT_ONCE)
    )
    found: dict[str, dict[str, Any]] = {kind: {} for kind in KINDS}
    words: dict[str, str] = {}
    for kind, document_id, body in session.exec(statement):
        found[kind][document_id] = _sharing(orjson.loads(body), words)
    found["fact"] = dict(sorted(found["fact"].items(), key=lambda item: item[1]["order"]))
    return found


def _sharing(node: Any, words: dict[str, str]) -> Any:
    """Plain data in which equal words are one object: ids and codes stand in it thousands of times."""
    if isinstance(node, str):
        return words.setdefault(node, node)
    if isinstance(node, dict):
        for key, item in node.items():
            node[key] = _sharing(item, words)
    elif isinstance(node, list):
        node[:] = [_sharing(item, words) for item in node]
    return node


def bodies_of(session: Session, digests: Collection[str]) -> Iterator[tuple[str, Any]]:
    """The hash and body of documents, one after the other."""
    statement = select(DocumentRow.digest, DocumentRow.body).where(col(DocumentRow.digest).in_(set(digests)))
    for digest, body in session.exec(statement.execution_options(yield_per=ROWS_AT_ONCE)):
        yield digest, orjson.loads(body)


def quality_of(session: Session, number: int) -> Any:
    """The report on the quality of a revision; `None` when none was made."""
    body = session.exec(select(RevisionRow.quality).where(RevisionRow.number == number)).first()
    return None if body is None else orjson.loads(body)


def digests_of(session: Session, number: int) -> dict[tuple[str, str], str]:
    """The hash of each document of a revision, by kind and id."""
    rows = session.exec(select(RevisionDocumentRow).where(RevisionDocumentRow.revision == number))
    return {(row.kind, row.document_id): row.digest for row in rows}


def add_revision(session: Session, documents: Documents, published_at: datetime, note: str, quality: Any = None) -> Revision:
    """Store the documents that are new and the next revision of all of them, with the report on its quality."""
    digests = {
        (kind, document_id): digest_of(kind, document_id, body)
        for kind, bodies in documents.items()
        for document_id, body in bodies.items()
    }
    stored = set(session.exec(select(DocumentRow.digest)))
    for (kind, document_id), digest in digests.items():
        if digest not in stored:
            _add_document(session, kind, document_id, documents[kind][document_id], digest)
    row = RevisionRow(
        number=(newest_number(session) or 0) + 1,
        published_at=published_at,
        note=note,
        digest=digest_of_all(digests.values()),
        quality=None if quality is None else orjson.dumps(quality).decode(),
    )
    session.add(row)
    session.flush()
    session.add_all(
        RevisionDocumentRow(revision=row.number, kind=kind, document_id=document_id, digest=digest)
        for (kind, document_id), digest in digests.items()
    )
    session.flush()
    return _revision(row)


def _add_document(session: Session, kind: str, document_id: str, body: Mapping[str, Any], digest: str) -> None:
    session.add(DocumentRow(digest=digest, kind=kind, document_id=document_id, body=canonical(body).decode()))
    session.flush()
    session.add_all(CitationRow(digest=digest, source_id=source) for source in sorted(_sources_in(body)))
    if kind == "instrument":
        add_periods(session, digest, body["periods"])


def add_periods(session: Session, digest: str, periods: Iterable[Mapping[str, Any]]) -> None:
    """Store the periods of an instrument document; raises `PeriodsOverlap` when two of one variant share a day."""
    rows: list[PeriodRow] = []
    variants: list[Any] = []
    for period in periods:
        variant = period.get("variant")
        if variant not in variants:
            variants.append(variant)
        valid_from, valid_to = dates_of(period)
        row = PeriodRow(
            digest=digest,
            period_id=period["id"],
            document_key=int(digest[:15], 16),
            line=variants.index(variant),
            valid_from=valid_from,
            valid_to=valid_to,
        )
        for other in rows:
            if other.line == row.line and overlap((other.valid_from, other.valid_to), (valid_from, valid_to)):
                raise PeriodsOverlap(f"the period {row.period_id} overlaps {other.period_id}")
        rows.append(row)
    session.add_all(rows)
    session.flush()


def _sources_in(body: Any) -> set[str]:
    if isinstance(body, list):
        return set().union(*(_sources_in(item) for item in body)) if body else set()
    if not isinstance(body, dict):
        return set()
    own = (
        {source for source in body.get("sources", ()) if isinstance(source, str)}
        if isinstance(body.get("sources"), list)
        else set()
    )
    return own.union(*(_sources_in(item) for item in body.values()))


def _revision(row: RevisionRow) -> Revision:
    return Revision(row.number, row.published_at, row.note, row.digest)
