"""Engines and columns, on both engines."""

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
import sqlalchemy as sa

from app.db import UtcDateTime, make_engine
from tests.fixtures.databases import Database

BRUSSELS = timezone(timedelta(hours=1))


def test_sqlite_holds_foreign_keys_and_lets_a_writer_wait(tmp_path: Path) -> None:
    engine = make_engine(f"sqlite:///{tmp_path / 'x.db'}")
    with engine.connect() as one, engine.connect() as other:
        for connection in (one, other):
            assert connection.scalar(sa.text("PRAGMA foreign_keys")) == 1
            assert connection.scalar(sa.text("PRAGMA busy_timeout")) >= 1000
    engine.dispose()


def test_a_postgresql_that_does_not_answer_is_given_up_soon() -> None:
    engine = make_engine("postgresql+psycopg://nobody@/nothing?host=/nowhere")
    _, options = engine.dialect.create_connect_args(engine.url)
    assert options["host"] == "/nowhere"
    with pytest.raises(sa.exc.OperationalError):
        engine.connect()
    engine.dispose()


def test_an_instant_is_kept_in_universal_time(database: Database) -> None:
    metadata = sa.MetaData()
    table = sa.Table("moments", metadata, sa.Column("id", sa.Integer, primary_key=True), sa.Column("at", UtcDateTime))
    written = [datetime(2024, 12, 31, 23, 30, 15, 123456, tzinfo=UTC), datetime(2025, 1, 1, 0, 30, tzinfo=BRUSSELS), None]
    with database.sessions() as session:
        connection = session.connection()
        metadata.create_all(connection)
        connection.execute(table.insert(), [{"id": n, "at": at} for n, at in enumerate(written)])
        read = list(connection.scalars(sa.select(table.c.at).order_by(table.c.id)))
        assert read == written
        assert [at.utcoffset() for at in read if at is not None] == [timedelta(0), timedelta(0)]
        assert read[1] == datetime(2024, 12, 31, 23, 30, tzinfo=UTC)
        session.rollback()
