"""Alembic's environment: the order of the lines matters on both engines."""

from alembic import context
from sqlmodel import SQLModel

from app.catalogue import tables  # noqa: F401 - the tables must be known
from app.db import make_engine

engine = make_engine(context.config.attributes["url"])
with engine.connect() as connection:
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA foreign_keys=OFF")
    else:
        # Two processes that start at once migrate one after the other, however long the first takes.
        connection.exec_driver_sql("SELECT pg_advisory_lock(7351420)")
        connection.exec_driver_sql("SET lock_timeout = '4s'")
    connection.commit()  # without this the upgrade would be rolled back in silence
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_as_batch=True,
        compare_type=True,
        compare_server_default=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
