"""Engine, sessions and column helpers, for SQLite and PostgreSQL alike."""

from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import sessionmaker
from sqlmodel import Session, SQLModel, create_engine

SQLModel.metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}

Sessions = sessionmaker[Session]


def make_engine(url: str) -> sa.Engine:
    """An engine; on SQLite foreign keys are enforced and a writer waits for another."""
    # A file is opened anew each time, so that one that was put back in its place is the one that is read.
    options: dict[str, Any] = {"poolclass": sa.NullPool} if url.startswith("sqlite:///") else {"pool_pre_ping": True}
    if url.startswith("postgresql"):
        options["connect_args"] = {"connect_timeout": 5}
    engine = create_engine(url, **options)
    if engine.dialect.name == "sqlite":

        @sa.event.listens_for(engine, "connect")
        def _pragmas(connection: Any, _: Any) -> None:
            connection.execute("PRAGMA foreign_keys=ON")
            connection.execute("PRAGMA busy_timeout=5000")

    return engine


def make_sessions(bind: sa.Engine | sa.Connection) -> Sessions:
    """Sessions whose objects stay readable after the commit."""
    return sessionmaker(bind=bind, class_=Session, expire_on_commit=False, join_transaction_mode="create_savepoint")


class UtcDateTime(sa.types.TypeDecorator[datetime]):
    """An instant in UTC; SQLite forgets the zone, so it is put back."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Store in UTC."""
        return None if value is None else value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:  # noqa: ARG002
        """Read as UTC."""
        return None if value is None else value.replace(tzinfo=value.tzinfo or UTC)
