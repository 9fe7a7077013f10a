"""The life of the service."""

import gc
import subprocess
import sys
import threading
import time
from typing import Any

import pytest
import sqlalchemy as sa
from starlette.testclient import TestClient

from app import main
from app.catalogue.current import Catalogue
from app.db import make_engine
from app.main import create_app
from app.settings import Settings
from tests.processes import ROOT

# Each is for few requests, or for none: it is loaded when it is first used.
HEAVY = {"alembic", "feedgenerator", "icalendar", "igraph", "jinja2", "rapidfuzz", "rich", "stdnum", "yaml"}


def test_two_services_in_one_process_have_nothing_in_common(published_sqlite: Any, tmp_path: Any) -> None:
    published = create_app(Settings(database_url=f"sqlite:///{published_sqlite}", revision_poll_seconds=3600))
    empty = create_app(Settings(database_url=f"sqlite:///{tmp_path / 'empty.db'}", revision_poll_seconds=3600))
    with TestClient(published) as one, TestClient(empty) as other:
        assert (one.get("/health").status_code, other.get("/health").status_code) == (200, 503)


def test_a_service_can_be_started_again(published_sqlite: Any) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{published_sqlite}", revision_poll_seconds=3600))
    for _ in range(2):
        with TestClient(app) as client:
            assert client.get("/health").json()["status"] == "UP"


def test_a_service_starts_without_what_few_requests_use() -> None:
    told = "import sys, app.main; app.main.create_app(); print(*sys.modules)"
    loaded = subprocess.run([sys.executable, "-c", told], cwd=ROOT, check=True, capture_output=True, text=True).stdout.split()
    assert "app.advice.service" in loaded
    assert HEAVY & set(loaded) == set()


def test_garbage_is_looked_for_once_a_service_is_started(published_sqlite: Any) -> None:
    app = create_app(Settings(database_url=f"sqlite:///{published_sqlite}", revision_poll_seconds=3600))
    gc.disable()
    try:
        with TestClient(app):
            assert gc.isenabled()
    finally:
        gc.enable()


def test_making_a_service_touches_nothing(tmp_path: Any) -> None:
    create_app(Settings(database_url=f"sqlite:///{tmp_path / 'x.db'}"))
    assert list(tmp_path.iterdir()) == []


def test_the_database_is_let_go_after_the_last_look_at_it(published_sqlite: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    happened: list[str] = []
    looking = threading.Event()
    load_newest = Catalogue.load_newest

    def slowly(self: Catalogue) -> bool:
        if "started" in happened:
            looking.set()
            time.sleep(0.3)
            happened.append("looked")
        return load_newest(self)

    def watched(url: str) -> sa.Engine:
        engine = make_engine(url)
        sa.event.listen(engine, "engine_disposed", lambda _: happened.append("let go"))
        return engine

    monkeypatch.setattr(Catalogue, "load_newest", slowly)
    monkeypatch.setattr(main, "make_engine", watched)
    app = create_app(Settings(database_url=f"sqlite:///{published_sqlite}", revision_poll_seconds=0.01))
    with TestClient(app):
        happened.append("started")
        assert looking.wait(30)
    time.sleep(0.4)
    assert happened[-1] == "let go"
