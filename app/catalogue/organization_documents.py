"""The shape of an organization of the landscape in the seed."""

from typing import Literal

from pydantic import Field

from app.catalogue.document_parts import Confidence, Dated, Id, Sourced, Text, YearFigure


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
