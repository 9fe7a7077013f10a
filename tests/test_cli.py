"""python -m app: check, migrate, seed, openapi and serve."""

import json
import re
import signal
import socket
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest
import uvicorn
from typer.testing import CliRunner, Result

from app.__main__ import cli
from app.advice import coverage
from app.catalogue.repository import quality_of, revisions
from app.db import make_engine, make_sessions
from app.ops import logs
from tests.fixtures.databases import Maker
from tests.fixtures.seeds import INSTRUMENT_FILE, SEED, SmallSeed
from tests.processes import run_app
from tests.waiting import eventually


def run(*arguments: object, **settings: object) -> Result:
    """Run a command with settings of its own."""
    variables = {f"STEUNWIJZER_{name.upper()}": str(value) for name, value in settings.items()}
    return CliRunner().invoke(cli, list(map(str, arguments)), env=variables)


def notes(url: str) -> list[tuple[int, str]]:
    """Number and note of each revision, newest first."""
    engine = make_engine(url)
    try:
        with make_sessions(engine)() as session:
            return [(one.number, one.note) for one in revisions(session)]
    finally:
        engine.dispose()


def reports(url: str) -> list[Any]:
    """The report on the quality of each revision."""
    engine = make_engine(url)
    try:
        with make_sessions(engine)() as session:
            return [quality_of(session, one.number) for one in revisions(session)]
    finally:
        engine.dispose()


def rate_40(data: Any) -> None:
    data["workedExamples"][1]["expect"]["rate"] = 40


def unknown_source(data: Any) -> None:
    data["periods"][0]["sources"] = ["noSuchSource", "norThisOne"]


# check


def test_a_sound_seed(small_seed: SmallSeed) -> None:
    done = run("check", "--no-coverage", "--seed", small_seed.folder)
    assert done.exit_code == 0
    first, count, *rest = done.stdout.splitlines()
    assert first == f"{len(small_seed.read)} documents, 1 instruments, 3 worked examples: all right"
    assert re.fullmatch(r"\d+ warnings", count)
    assert "ceilingGuard: 1 warnings" in rest


def test_every_mistake_of_a_seed_is_told(small_seed: SmallSeed, tmp_path: Path) -> None:
    folder = small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, unknown_source)
    done = run("check", "--seed", folder)
    assert done.exit_code == 1
    first, second, count = done.stdout.splitlines()
    assert first.startswith(f"{INSTRUMENT_FILE}:")
    assert first.endswith("periods.0.sources.0: there is no source 'noSuchSource' in sources.yaml")
    assert second.endswith("periods.0.sources.1: there is no source 'norThisOne' in sources.yaml")
    assert count == "2 problems"


def above_the_ceiling(data: Any) -> None:
    data["common"]["aid"]["base"][0]["points"] = 26
    data["workedExamples"] = []


def test_a_rate_above_the_ceiling_ends_the_check(small_seed: SmallSeed, tmp_path: Path) -> None:
    done = run("check", "--no-coverage", "--seed", small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, above_the_ceiling))
    assert done.exit_code == 1
    assert "gberArticle25 allows at most 25%." in done.stdout
    assert done.stdout.splitlines()[-1] == "3 problems"


def test_a_worked_example_that_does_not_come_out(small_seed: SmallSeed, tmp_path: Path) -> None:
    folder = small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, rate_40)
    done = run("check", "--seed", folder)
    assert done.exit_code == 1
    assert "workedExamples.1.expect.rate: example firstDay2018: expected 40, computed [45.0, 45.0]" in done.stdout


@pytest.mark.parametrize(("survivors", "code"), [(0, 0), (3, 1)])
def test_what_no_worked_example_covers_ends_the_check(
    survivors: int, code: int, small_seed: SmallSeed, monkeypatch: pytest.MonkeyPatch
) -> None:
    def covered(documents: list[Any], progress: Callable[[int, int], None], only: list[str]) -> tuple[list[str], int]:
        assert not only
        assert len(documents) == len(small_seed.read)
        progress(1, 2)
        return ["one line", "another"], survivors

    monkeypatch.setattr(coverage, "cover_seed", covered)
    done = run("check", "--seed", small_seed.folder)
    assert done.exit_code == code
    assert done.stdout.splitlines()[-2:] == ["one line", "another"]


def test_only_some_of_it_can_be_covered(small_seed: SmallSeed) -> None:
    name = Path(INSTRUMENT_FILE).stem
    done = run("check", "--seed", small_seed.folder, "--only", name)
    assert done.exit_code in (0, 1)
    assert any(line.startswith(f"{name}: ") for line in done.stdout.splitlines())
    strange = run("check", "--seed", small_seed.folder, "--only", "nothing")
    assert strange.exit_code == 2


def test_a_seed_that_is_not_there(tmp_path: Path) -> None:
    done = run("check", "--seed", tmp_path / "nowhere")
    assert done.exit_code == 2
    assert "Invalid value for '--seed'" in done.stderr


def test_without_a_command_the_commands_are_told() -> None:
    done = run()
    assert done.exit_code == 2
    told = done.stdout + done.stderr
    assert all(name in told for name in ("check", "migrate", "seed", "serve", "openapi"))


# migrate and seed


def test_from_nothing_to_a_revision_and_the_next(maker: Maker, small_seed: SmallSeed, tmp_path: Path) -> None:
    url = maker.empty()
    for _ in range(2):
        done = run("migrate", database_url=url)
        assert (done.exit_code, done.stdout) == (0, "The database has the newest schema.\n")
    done = run("seed", "--seed", small_seed.folder, "--note", "The first", database_url=url)
    assert (done.exit_code, done.stdout) == (0, "Revision 1 published.\n")
    done = run("seed", "--seed", small_seed.folder, database_url=url)
    assert (done.exit_code, done.stdout) == (0, "Nothing changed; revision 1 holds this seed.\n")
    assert notes(url) == [(1, "The first")]

    def other_budget(data: Any) -> None:
        data["budgets"][0]["amountEur"] += 1

    changed = small_seed.copied(tmp_path / "changed", INSTRUMENT_FILE, other_budget)
    done = run("seed", "--seed", changed, database_url=url)
    assert (done.exit_code, done.stdout) == (0, "Revision 2 published.\n")
    assert notes(url) == [(2, "Seed"), (1, "The first")]
    assert [report["errors"] for report in reports(url)] == [0, 0]
    assert [one["check"] for one in reports(url)[0]["findings"]].count("ceilingGuard") == 1


def test_comments_and_layout_of_a_seed_make_no_revision(small_seed: SmallSeed, tmp_path: Path, maker: Maker) -> None:
    url = maker.migrated()
    run("seed", "--seed", small_seed.folder, database_url=url)
    again = small_seed.copied(tmp_path / "again")
    for file in again.rglob("*.yaml"):
        file.write_text(f"# A comment.\n\n{file.read_text(encoding='utf-8')}\n", encoding="utf-8")
    assert run("seed", "--seed", again, database_url=url).stdout == "Nothing changed; revision 1 holds this seed.\n"


def test_a_seed_with_a_mistake_is_not_published(maker: Maker, small_seed: SmallSeed, tmp_path: Path) -> None:
    url = maker.migrated()
    done = run("seed", "--seed", small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, rate_40), database_url=url)
    assert done.exit_code == 1
    assert "1 problems" in done.stdout
    assert notes(url) == []


def test_a_database_without_tables_is_told_in_plain_words(maker: Maker, small_seed: SmallSeed) -> None:
    done = run("seed", "--seed", small_seed.folder, database_url=maker.empty())
    assert (done.exit_code, done.stdout) == (1, "")
    assert "The database cannot be written" in done.stderr
    assert "python -m app migrate" in done.stderr
    assert "Traceback" not in done.output


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@/nothing?host=/nowhere"])
def test_a_database_that_is_not_there_is_told_in_plain_words(url: str, small_seed: SmallSeed) -> None:
    done = run("seed", "--seed", small_seed.folder, database_url=url)
    assert done.exit_code == 1
    assert "The database cannot be written" in done.stderr
    assert "Is it there" in done.stderr


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all.db", "postgresql+psycopg://nobody@/nothing?host=/nowhere"])
def test_a_database_that_cannot_be_migrated_is_told_in_plain_words(url: str) -> None:
    done = run("migrate", database_url=url)
    assert done.exit_code == 1
    assert isinstance(done.exception, SystemExit)


@pytest.mark.parametrize("length", [500, 501])
def test_a_note_is_kept_or_refused(length: int, maker: Maker, small_seed: SmallSeed) -> None:
    url = maker.migrated()
    done = run("seed", "--seed", small_seed.folder, "--note", "é" * length, database_url=url)
    if length > 500:
        assert isinstance(done.exception, SystemExit)
        assert done.exit_code != 0
        assert notes(url) == []
    else:
        assert notes(url) == [(1, "é" * length)]


# openapi


def test_the_document_without_a_database(small_seed: SmallSeed, tmp_path: Path) -> None:
    target = tmp_path / "docs" / "openapi.json"
    done = run("openapi", target, seed_folder=small_seed.folder, database_url="sqlite:////nowhere/at/all.db")
    assert (done.exit_code, done.stdout) == (0, f"{target} written.\n")
    text = target.read_text(encoding="utf-8")
    assert text.endswith("}\n")
    document = json.loads(text)
    assert document["paths"]["/v1/advices"]["post"]["operationId"] == "createAdvice"
    again = tmp_path / "again.json"
    assert run("openapi", again, seed_folder=small_seed.folder).exit_code == 0
    assert again.read_text(encoding="utf-8") == text


def test_the_document_is_that_of_the_service(client: Any, tmp_path: Path) -> None:
    target = tmp_path / "openapi.json"
    run("openapi", target, seed_folder=SEED)
    assert json.loads(target.read_text(encoding="utf-8")) == client.get("/doc/openapi.json").json()


# serve


@pytest.mark.parametrize(
    ("arguments", "settings", "host", "port", "workers"),
    [
        ([], {}, "127.0.0.1", 8000, 1),
        ([], {"host": "0.0.0.0", "port": "9000"}, "0.0.0.0", 9000, 1),
        (["--host", "::1", "--port", "0", "--workers", "3"], {"host": "0.0.0.0", "port": "9000"}, "::1", 0, 3),
    ],
)
def test_where_it_listens(
    arguments: list[str], settings: dict[str, str], host: str, port: int, workers: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: dict[str, Any] = {}
    levels: list[str] = []
    monkeypatch.setattr(uvicorn, "run", lambda app, **options: asked.update(options, app=app))
    monkeypatch.setattr(logs, "configure", levels.append)
    assert run("serve", *arguments, log_level="ERROR", **settings).exit_code == 0
    assert (asked["app"], asked["factory"]) == ("app.main:create_app", True)
    assert (asked["host"], asked["port"], asked["workers"]) == (host, port, workers)
    assert asked["access_log"] is False
    assert levels == ["ERROR"]


def test_it_serves_until_it_is_told_to_end(published_sqlite: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address = f"http://127.0.0.1:{port}"

    def is_up() -> bool:
        assert server.poll() is None, server.communicate()[0]
        try:
            return bool(httpx.get(f"{address}/health").json() == {"status": "UP", "revision": 1})
        except httpx.TransportError:
            return False

    with run_app("serve", "--port", str(port), database_url=f"sqlite:///{published_sqlite}", revision_poll_seconds="0.2") as server:
        eventually(is_up)
        private = "Geheim project van Janssens"
        answer = httpx.post(f"{address}/v1/advices", json={"project": {"title": private, "durationMonths": -1}})
        assert answer.status_code == 400
        assert httpx.post(f"{address}/v1/advices", json={"project": {"title": private}}).status_code == 200
        assert "server" not in answer.headers
        server.send_signal(signal.SIGTERM)
        output, _ = server.communicate(timeout=30)
    assert server.returncode in (0, -signal.SIGTERM)
    told = [json.loads(line) for line in output.splitlines()]
    assert {"at", "level", "logger", "message"} <= set.intersection(*(set(one) for one in told))
    assert ("revision in service", 1) in [(one["message"], one.get("revision")) for one in told]
    assert private not in output
    assert not [one for one in told if one["level"] not in ("INFO", "DEBUG")]
