"""Two periods of one line of an instrument never share a day: one set of cases for the service and for the database itself."""

from datetime import date

import pytest
import sqlalchemy as sa

from app.catalogue.repository import PeriodsOverlap, add_periods
from app.catalogue.tables import DocumentRow
from tests.fixtures.databases import Database

Written = tuple[str | None, str | None]

CASES: list[tuple[str, Written, Written, bool]] = [
    ("one day shared", ("2020-01-01", "2021-01-02"), ("2021-01-01", "2022-01-01"), True),
    ("one inside the other", ("2020-01-01", "2023-01-01"), ("2021-01-01", "2022-01-01"), True),
    ("the same dates", ("2020-01-01", "2021-01-01"), ("2020-01-01", "2021-01-01"), True),
    ("open end against a later period", ("2020-01-01", None), ("2030-01-01", "2031-01-01"), True),
    ("open start against an earlier period", (None, "2020-01-01"), ("2010-01-01", "2011-01-01"), True),
    ("always against a day", (None, None), ("2020-01-01", "2020-01-02"), True),
    ("both without end", ("2020-01-01", None), ("2021-01-01", None), True),
    ("the day after", ("2020-01-01", "2021-01-01"), ("2021-01-01", "2022-01-01"), False),
    ("the day before", ("2021-01-01", "2022-01-01"), ("2020-01-01", "2021-01-01"), False),
    ("until and from", (None, "2021-01-01"), ("2021-01-01", None), False),
    ("a gap between", ("2020-01-01", "2020-06-01"), ("2021-01-01", None), False),
    ("two days in a row", ("2020-02-28", "2020-02-29"), ("2020-02-29", "2020-03-01"), False),
]
cases = pytest.mark.parametrize(("first", "second", "refused"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])


def period(name: str, dates: Written, **members: str) -> dict[str, str | None]:
    return {"id": name, "validFrom": dates[0], "validTo": dates[1], **members}


def store(database: Database, *periods: dict[str, str | None], digest: str = "0123456789abcdef") -> None:
    """Store a document and its periods as publishing does."""
    with database.sessions.begin() as session:
        session.add(DocumentRow(digest=digest, kind="instrument", document_id="one", body="{}"))
        session.flush()
        add_periods(session, digest, periods)


def stored(database: Database) -> list[tuple[str, date | None, date | None]]:
    with database.sessions() as session:
        rows = session.execute(sa.text("SELECT period_id, valid_from, valid_to FROM period ORDER BY period_id"))
        return [(row[0], *(None if day is None else date.fromisoformat(str(day)) for day in row[1:])) for row in rows]


@cases
def test_the_service_refuses_an_overlap(database: Database, first: Written, second: Written, refused: bool) -> None:
    periods = period("first", first), period("second", second)
    if refused:
        with pytest.raises(PeriodsOverlap, match="second overlaps first"):
            store(database, *periods)
        assert stored(database) == []
    else:
        store(database, *periods)
        kept = [
            (name, *(None if day is None else date.fromisoformat(day) for day in dates))
            for name, dates in (("first", first), ("second", second))
        ]
        assert stored(database) == kept


@cases
def test_the_database_itself_refuses_an_overlap(
    shared_postgresql: sa.Engine, first: Written, second: Written, refused: bool
) -> None:
    insert = sa.text("INSERT INTO period VALUES ('d', :id, 7, 0, cast(:start as date), cast(:end as date))")
    with shared_postgresql.connect() as connection, connection.begin() as outer:
        connection.execute(sa.text("INSERT INTO document VALUES ('d', 'instrument', 'one', '{}')"))
        connection.execute(insert, {"id": "first", "start": first[0], "end": first[1]})
        if refused:
            with pytest.raises(sa.exc.IntegrityError, match="ex_period_overlap"):
                connection.execute(insert, {"id": "second", "start": second[0], "end": second[1]})
        else:
            connection.execute(insert, {"id": "second", "start": second[0], "end": second[1]})
            assert connection.scalar(sa.text("SELECT count(*) FROM period")) == 2
        outer.rollback()


def test_variants_of_one_instrument_may_hold_on_the_same_days(database: Database) -> None:
    dates = ("2020-01-01", "2021-01-01")
    store(database, period("a", dates, variant="one"), period("b", dates, variant="two"), period("c", dates))
    assert [name for name, *_ in stored(database)] == ["a", "b", "c"]


def test_an_overlap_within_the_second_variant_is_refused(database: Database) -> None:
    dates = ("2020-01-01", "2021-01-01")
    with pytest.raises(PeriodsOverlap, match="c overlaps b"):
        store(database, period("a", dates, variant="one"), period("b", dates, variant="two"), period("c", dates, variant="two"))


def test_periods_of_different_documents_may_hold_on_the_same_days(database: Database) -> None:
    store(database, period("a", ("2020-01-01", None)), digest="0" * 15 + "1")
    store(database, period("a", ("2020-01-01", None)), digest="1" * 16)
    assert len(stored(database)) == 2
