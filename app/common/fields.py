"""Types of fields on the wire."""

import re
from datetime import date
from fractions import Fraction
from typing import Annotated, Any, NotRequired

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator, WithJsonSchema, create_model
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError
from typing_extensions import TypedDict

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


def _only_day(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("dateFormat", "write an existing day as YYYY-MM-DD")


IsoDay = Annotated[date, BeforeValidator(_only_day), WithJsonSchema({"type": "string", "format": "date"})]


def decimal_field(minimum: int, maximum: int, places: int) -> Any:
    """A number or a plain decimal string, within bounds, with at most so many decimals; read exactly, as int or Fraction."""
    plain = re.compile(rf"-?[0-9]{{1,16}}(\.[0-9]{{1,{places}}})?")
    wanted = (
        f'write a number from {minimum} to {maximum} with at most {places} decimals, or a plain decimal string such as "1250.50"'
    )

    def read(value: object) -> int | Fraction:
        if value.__class__ is int and minimum <= value <= maximum:
            return value
        text = repr(value) if value.__class__ in (int, float) else value
        if isinstance(text, str) and plain.fullmatch(text):
            whole, _, tail = text.partition(".")
            tail = tail.rstrip("0")
            # Bounds are compared as integers: that takes a tenth of the time of comparing fractions.
            digits, unit = int(whole + tail), 10 ** len(tail)
            if minimum * unit <= digits <= maximum * unit:
                return Fraction(digits, unit) if tail else digits
        raise PydanticCustomError("decimal", "{wanted}", {"wanted": wanted})

    number = {"type": "number", "minimum": minimum, "maximum": maximum}
    string = {"type": "string", "pattern": rf"^[0-9]{{1,12}}(\.[0-9]{{1,{places}}})?$"}
    return Annotated[Any, PlainValidator(read), WithJsonSchema({"anyOf": [number, string]})]


def without_default(schema: dict[str, Any]) -> None:
    """A member that may be left out has no default on the wire: absent is unknown, and null is not absent."""
    schema.pop("default", None)


class ApiModel(BaseModel):
    """Snake case in Python, lowerCamelCase on the wire, unknown members refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, serialize_by_alias=True, extra="forbid"
    )


def absent(kind: Any, **options: Any) -> Any:
    """A member that may be left out, but not be null."""
    return (Annotated[kind, Field(default=None, json_schema_extra=without_default, **options)], None)


def model(name: str, doc: str, members: dict[str, Any]) -> type[BaseModel]:
    """A model with these members."""
    made: type[BaseModel] = create_model(name, __base__=ApiModel, __doc__=doc, **members)
    return made


def optional(kind: Any, **options: Any) -> Any:
    """A member of an object that may be left out, but not be null."""
    return NotRequired[Annotated[kind, Field(**options)] if options else kind]


def plain_object(name: str, doc: str, members: dict[str, Any]) -> Any:
    """The type of an object with these members, named as on the wire, and no others.

    It is read to a plain dict of the members that were given. With hundreds of members that may be left out that takes less than
    half the time of a model, which would fill in each of them.
    """
    make: Any = TypedDict
    made = make(name, members)
    made.__doc__ = doc
    made.__pydantic_config__ = ConfigDict(extra="forbid")
    return made
