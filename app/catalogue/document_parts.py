"""Parts that all documents of the seed are made of."""

import re
from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.alias_generators import to_camel

Id = Annotated[str, Field(pattern=r"^[a-z][A-Za-z0-9]*$", max_length=80)]
FactId = Annotated[str, Field(pattern=r"^(participant|project|consortium)\.[a-z][A-Za-z0-9]*$")]
Confidence = Literal["official", "secondary", "seed", "derived", "unverified"]
Precision = Literal["day", "month", "year", "evidence"]


def _iso_date(value: object) -> object:
    if not isinstance(value, str) or not re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError("a day is written YYYY-MM-DD")
    return date.fromisoformat(value)


Day = Annotated[date, BeforeValidator(_iso_date)]


class Document(BaseModel):
    """Base of all parts: lowerCamelCase in YAML, nothing unknown."""

    model_config = ConfigDict(alias_generator=to_camel, extra="forbid", validate_by_name=True, validate_by_alias=True)


class Text(Document):
    """One text in the three languages."""

    nl: str = Field(min_length=1)
    en: str = Field(min_length=1)
    fr: str = Field(min_length=1)


class Sourced(Document):
    """What rests on sources."""

    sources: list[Id] = []
    confidence: Confidence


class Dated(Document):
    """A half-open stretch of time; `None` is open on that side."""

    valid_from: Day | None = None
    valid_from_precision: Precision = "day"
    valid_to: Day | None = None
    valid_to_precision: Precision = "day"


class YearFigure(Sourced):
    """A figure of one year, or of the years from `from_year` to `year`: a value, or the lowest and the highest."""

    metric: Id
    unit: Id
    value: int | str | None = None
    min: int | str | None = None
    max: int | str | None = None
    year: int | None = None
    from_year: int | None = None
    qualifier: Id | None = None
    note: Text | None = None
