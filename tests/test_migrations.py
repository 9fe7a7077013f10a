"""The migrations on both engines: up from nothing, down, up again, and the same tables as the code expects."""

from collections.abc import Iterator
from typing import Any

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlmodel import SQLModel

from app.catalogue.repository import documents_of
from app.catalogue.snapshot import Documents
from app.db import make_engine, make_sessions
from app.migrate import configuration, migrate
from tests.fixtures.databases import Maker
from tests.fixtures.service import publish_to

TABLES = {"document", "revision", "revision_document", "citation", "period"}


@pytest.fixture
def engine(maker: Maker) -> Iterator[sa.Engine]:
    """A database without any table, on each kind of engine in turn."""
    made = make_engine(maker.empty())
    yield made
    made.dispose()


def upgrade(engine: sa.Engine) -> None:
    migrate(engine.url.render_as_string(hide_password=False))


def downgrade(engine: sa.Engine, to: str) -> None:
    command.downgrade(configuration(engine.url.render_as_string(hide_password=False)), to)


def tables(engine: sa.Engine) -> set[str]:
    return set(sa.inspect(engine).get_table_names())


def differences(engine: sa.Engine) -> list[Any]:
    """What `alembic check` would find between the database and the code."""
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True, "compare_server_default": True})
        return list(compare_metadata(context, SQLModel.metadata))


def test_there_is_one_newest_migration() -> None:
    script = ScriptDirectory.from_config(configuration("sqlite://"))
    assert len(script.get_heads()) == 1
    assert len(script.get_bases()) == 1


def test_up_from_nothing(engine: sa.Engine) -> None:
    assert tables(engine) == set()
    upgrade(engine)
    assert tables(engine) == TABLES | {"alembic_version"}
    assert differences(engine) == []


def test_the_newest_schema_is_left_as_it_is(engine: sa.Engine) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO document VALUES ('d', 'law', 'one', '{}')"))
    upgrade(engine)
    with engine.connect() as connection:
        assert connection.scalar(sa.text("SELECT count(*) FROM document")) == 1


def test_down_and_up_again(engine: sa.Engine) -> None:
    upgrade(engine)
    revisions = [one.revision for one in ScriptDirectory.from_config(configuration("sqlite://")).walk_revisions()]
    for _ in revisions:
        downgrade(engine, "-1")
    assert tables(engine) == {"alembic_version"}
    upgrade(engine)
    assert tables(engine) == TABLES | {"alembic_version"}
    assert differences(engine) == []


def test_the_whole_seed_on_a_database_that_went_down_and_up(engine: sa.Engine, documents: Documents) -> None:
    upgrade(engine)
    downgrade(engine, "base")
    upgrade(engine)
    assert publish_to(engine.url.render_as_string(hide_password=False), documents).number == 1
    with make_sessions(engine)() as session:
        assert documents_of(session, 1) == documents


@pytest.mark.parametrize(
    ("change", "found"),
    [
        ("ALTER TABLE document ADD COLUMN more integer", "remove_column"),
        ("DROP TABLE citation", "add_table"),
        ("DROP INDEX ix_document_kind", "add_index"),
    ],
)
def test_a_schema_that_differs_from_the_code_is_noticed(engine: sa.Engine, change: str, found: str) -> None:
    upgrade(engine)
    with engine.begin() as connection:
        connection.execute(sa.text(change))
    assert found in {one[0] for one in differences(engine)}


def test_foreign_keys_hold_on_both_engines(engine: sa.Engine) -> None:
    upgrade(engine)
    with pytest.raises(sa.exc.IntegrityError), engine.begin() as connection:
        connection.execute(sa.text("INSERT INTO citation VALUES ('nowhere', 'serv2021')"))
