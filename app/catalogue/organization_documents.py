"""The shape of an organization of the landscape in the seed."""

from typing import Literal

from pydantic import Field

from app.catalogue.document_parts import Confidence, Dated, Document, Id, Sourced, Text, YearFigure


class Statement(Dated):
    """What is said of an organization; its sources and confidence are those of the organization where it has none of its own."""

    sources: list[Id] = []
    confidence: Confidence | None = None
    note: Text | None = None


class ServiceStatement(Statement):
    """A service that an organization offers."""

    service: Id


class RoleStatement(Statement):
    """What an organization does in an instrument."""

    instrument: Id
    variant: Id | None = None
    role: Id


class RelationStatement(Statement):
    """How an organization relates to another."""

    type: Id
    target: Id
    status: Literal["documented", "recommended"] = "documented"


class ActivityStatement(Statement):
    """Something that an organization plans or does again and again."""

    id: Id
    type: Id
    names: Text
    recurrence: Id


class OrganizationDocument(Dated, Sourced):
    """One organization of the landscape."""

    id: Id
    names: Text
    short_name: str | None = None
    kind: Id
    profile: Text
    services: list[ServiceStatement] = []
    audiences: list[Id]
    regions: list[str]
    themes: list[Id] = []
    languages: list[Id]
    website: str | None = Field(default=None, pattern=r"^https?://\S+$")
    roles: list[RoleStatement] = []
    relations: list[RelationStatement] = []
    activities: list[ActivityStatement] = []
    figures: list[YearFigure] = []
    note: Text | None = None


class TableRow(Document):
    """A row as the source prints it, with the instruments (or the variant of one) that it stands for."""

    label: str
    category: Id | None = None
    instruments: list[Id] = Field(min_length=1)
    variant: Id | None = None
    note: Text | None = None


class TableDocument(Dated, Sourced):
    """A table of a source on instruments: its rows, and for which columns and dates they are the rows of the matrix.

    `organizations` and `roles` are the columns and what stands in the cells of a table on organizations.
    """

    id: Id
    names: Text
    columns: Literal["modalities", "organizations"]
    organizations: list[Id] = []
    roles: list[Id] = []
    rows: list[TableRow] = Field(min_length=1)
    note: Text | None = None
