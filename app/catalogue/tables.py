"""Tables of the catalogue: documents by content, revisions as lists of documents, periods, and the sources they rest on."""

from datetime import date, datetime

import sqlalchemy as sa
from sqlmodel import Field, SQLModel

from app.db import UtcDateTime


class DocumentRow(SQLModel, table=True):
    """One document, immutable: its hash is its key. The body is canonical JSON."""

    __tablename__ = "document"

    digest: str = Field(primary_key=True, max_length=64)
    kind: str = Field(max_length=20, index=True)
    document_id: str = Field(max_length=80)
    body: str = Field(sa_type=sa.Text)


class RevisionRow(SQLModel, table=True):
    """A published state of the whole catalogue. The number grows by one; the digest covers all documents.

    `quality` is the report that was made when it was published, as JSON; it is no part of the digest.
    """

    __tablename__ = "revision"

    number: int = Field(primary_key=True, sa_column_kwargs={"autoincrement": False})
    published_at: datetime = Field(sa_type=UtcDateTime)
    note: str = Field(max_length=500)
    digest: str = Field(max_length=64)
    quality: str | None = Field(default=None, sa_type=sa.Text)


class RevisionDocumentRow(SQLModel, table=True):
    """Which documents a revision consists of."""

    __tablename__ = "revision_document"

    revision: int = Field(primary_key=True, foreign_key="revision.number")
    kind: str = Field(primary_key=True, max_length=20)
    document_id: str = Field(primary_key=True, max_length=80)
    digest: str = Field(foreign_key="document.digest", max_length=64)


class PeriodRow(SQLModel, table=True):
    """A period of an instrument document, so that the database itself refuses an overlap.

    `line` numbers the variants within the document; a null date is open on that side.
    """

    __tablename__ = "period"

    digest: str = Field(primary_key=True, foreign_key="document.digest", max_length=64)
    period_id: str = Field(primary_key=True, max_length=80)
    document_key: int = Field(sa_type=sa.BigInteger)
    line: int
    valid_from: date | None = None
    valid_to: date | None = None


class CitationRow(SQLModel, table=True):
    """Which source a document names: what must be looked at again when a source changes."""

    __tablename__ = "citation"

    digest: str = Field(primary_key=True, foreign_key="document.digest", max_length=64)
    source_id: str = Field(primary_key=True, max_length=80, index=True)
