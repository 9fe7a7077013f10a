"""Types of fields on the wire: a day is written as a day, a number as a plain number."""

import json
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.common.fields import ApiModel, IsoDay, decimal_field

DAY = TypeAdapter[date](IsoDay)
AMOUNT = TypeAdapter[Any](decimal_field(0, 100_000_000_000, 2))
SHARE = TypeAdapter[Any](decimal_field(-100, 100, 6))
WIDE = TypeAdapter[Any](decimal_field(-(10**15), 10**15, 2))


def refuses(adapter: TypeAdapter[Any], value: object) -> bool:
    try:
        adapter.validate_python(value)
    except ValidationError:
        return True
    return False


@given(st.dates(min_value=date(1, 1, 1)))
def test_every_day_is_read_as_it_is_written(day: date) -> None:
    assert DAY.validate_python(day.isoformat()) == day
    assert DAY.validate_json(json.dumps(day.isoformat()), strict=True) == day
    assert DAY.validate_python(day) == day


@pytest.mark.parametrize(
    "value",
    [
        "",
        "0",
        0,
        86400,
        1718409600.0,
        True,
        None,
        [],
        "2021-02-29",
        "2021-00-10",
        "2021-13-01",
        "2021-6-15",
        "0000-01-01",
        "20210615",
        "2021-W24-2",
        "2021-06-15T00:00:00",
        "2021-06-15 ",
        " 2021-06-15",
        "2021-06-15\n",
        "+2021-06-15",
        "15-06-2021",
        "2021/06/15",
        "12021-06-15",
        "٢٠٢١-٠٦-١٥",
        "vandaag",
    ],
)
def test_what_is_no_day(value: object) -> None:
    with pytest.raises(ValidationError, match="write an existing day as YYYY-MM-DD"):
        DAY.validate_python(value)


@given(st.integers(0, 10**13))
def test_every_amount_in_cents_is_read_exactly(cents: int) -> None:
    written = f"{cents // 100}.{cents % 100:02d}"
    assert AMOUNT.validate_python(written) * 100 == cents
    assert AMOUNT.validate_json(written, strict=True) * 100 == cents


@pytest.mark.parametrize(
    ("value", "read"),
    [
        (0, "0"),
        (100_000_000_000, "100000000000"),
        ("100000000000.00", "100000000000"),
        (0.1, "0.1"),
        (1250.5, "1250.5"),
        ("1250.50", "1250.50"),
        ("007", "7"),
        (-0.0, "0"),
    ],
)
def test_an_amount(value: object, read: str) -> None:
    assert AMOUNT.validate_python(value) == Fraction(read)


@pytest.mark.parametrize(
    "value",
    [
        float("nan"),
        float("inf"),
        float("-inf"),
        True,
        False,
        None,
        [],
        {},
        "",
        " 1",
        "1 ",
        "1\n",
        "+1",
        "1,5",
        "1.",
        ".5",
        "1e3",
        "1E400",
        "NaN",
        "Infinity",
        "0x10",
        "1_000",
        "1 000",
        "€ 5",
        "--1",
        10**30,
        1e22,
        "9" * 17,
    ],
)
def test_what_is_no_plain_number(value: object) -> None:
    for adapter in (AMOUNT, WIDE):
        with pytest.raises(ValidationError, match="or a plain decimal string"):
            adapter.validate_python(value)


@pytest.mark.parametrize("value", [-1, "-0.01", "100000000000.01", 100_000_000_001, "1.505", 0.001, "0.000001"])
def test_an_amount_outside_its_bounds_or_with_too_many_decimals(value: object) -> None:
    assert refuses(AMOUNT, value)


def test_bounds_and_decimals_are_those_that_were_asked_for() -> None:
    assert SHARE.validate_python("-100") == -100
    assert SHARE.validate_python("33.333333") == Fraction(33_333_333, 10**6)
    assert refuses(SHARE, "100.000001")
    assert refuses(SHARE, "33.3333333")
    assert WIDE.validate_python(-(10**12)) == -(10**12)


@pytest.mark.parametrize("body", ["NaN", "1e400", "-1e400", "true", '"1,5"', "null", "1.505", "1e-3"])
def test_what_is_no_amount_in_a_body(body: str) -> None:
    with pytest.raises(ValidationError):
        AMOUNT.validate_json(body, strict=True)


@pytest.mark.parametrize("value", ["١٢", "１２", "1.٥"])
def test_digits_of_other_scripts(value: str) -> None:
    assert refuses(AMOUNT, value)


def test_the_schema_tells_number_and_text() -> None:
    schema = AMOUNT.json_schema()
    assert schema["anyOf"][0] == {"type": "number", "minimum": 0, "maximum": 100_000_000_000}
    assert SHARE.json_schema()["anyOf"][0] == {"type": "number", "minimum": -100, "maximum": 100}
    assert DAY.json_schema() == {"type": "string", "format": "date"}


class Sample(ApiModel):
    """A model with a name of two words."""

    first_day: IsoDay


def test_members_are_camel_case_on_the_wire_and_nothing_else_is_let_in() -> None:
    day = date(2024, 1, 1) + timedelta(59)
    assert Sample.model_validate_json('{"firstDay": "2024-02-29"}').first_day == day
    assert Sample.model_validate({"firstDay": day}).model_dump_json() == '{"firstDay":"2024-02-29"}'
    for refused in ({"first_day": day}, {"firstDay": day, "more": 1}, {}):
        with pytest.raises(ValidationError):
            Sample.model_validate(refused)
