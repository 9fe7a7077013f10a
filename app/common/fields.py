"""Types of fields on the wire."""

import re
from datetime import date
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_PLAIN = re.compile(r"-?\d{1,16}(\.\d{1,6})?")


def _only_day(value: object) -> object:
    if isinstance(value, date):
        return value
    if isinstance(value, str) and _DAY.fullmatch(value):
        try:
            return date.fromisoformat(value)
        except ValueError:
            pass
    raise PydanticCustomError("dateFormat", "write an existing day as YYYY-MM-DD")


def _only_plain(value: object) -> object:
    if isinstance(value, bool):
        raise PydanticCustomError("numberType", 'write a number, or a plain decimal string such as "1250.50"')
    if isinstance(value, (int, float)):
        value = repr(value)
    if isinstance(value, str) and _PLAIN.fullmatch(value):
        return Decimal(value)
    raise PydanticCustomError("numberType", 'write a number, or a plain decimal string such as "1250.50"')


IsoDay = Annotated[date, BeforeValidator(_only_day), WithJsonSchema({"type": "string", "format": "date"})]


def decimal_field(minimum: Any, maximum: Any, places: int) -> Any:
    """A number or a plain decimal string, within bounds, with at most so many decimals."""
    schema: dict[str, Any] = {"type": "number"}
    if minimum is not None:
        schema["minimum"] = float(minimum)
    if maximum is not None:
        schema["maximum"] = float(maximum)
    text = {"type": "string", "pattern": rf"^\d{{1,12}}(\.\d{{1,{places}}})?$"}
    return Annotated[
        Decimal,
        BeforeValidator(_only_plain),
        Field(ge=minimum, le=maximum, decimal_places=places),
        WithJsonSchema({"anyOf": [schema, text]}),
    ]


def without_default(schema: dict[str, Any]) -> None:
    """A member that may be left out has no default on the wire: absent is unknown, and null is not absent."""
    schema.pop("default", None)


class ApiModel(BaseModel):
    """Snake case in Python, lowerCamelCase on the wire, unknown members refused."""

    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=False, validate_by_alias=True, serialize_by_alias=True, extra="forbid"
    )
