"""Settings come from the environment."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from app.settings import Settings


def test_defaults() -> None:
    settings = Settings()
    assert settings.database_url == "sqlite:///steunwijzer.db"
    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.seed_folder == Path("seed")
    assert (settings.log_level, settings.public_url) == ("INFO", "")


def test_every_setting_has_a_variable(monkeypatch: pytest.MonkeyPatch) -> None:
    values: dict[str, object] = {
        "database_url": "postgresql+psycopg://u@/d",
        "seed_folder": Path("/elsewhere"),
        "host": "0.0.0.0",
        "port": 1234,
        "public_url": "https://steunwijzer.example",
        "revision_poll_seconds": 0.5,
        "revisions_in_memory": 9,
        "longest_body": 1000,
        "log_level": "DEBUG",
    }
    assert set(values) == set(Settings.model_fields)
    for name, value in values.items():
        assert getattr(Settings(), name) != value
        monkeypatch.setenv(f"STEUNWIJZER_{name.upper()}", str(value))
        assert getattr(Settings(), name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "65536"),
        ("PORT", "-1"),
        ("PORT", "http"),
        ("REVISION_POLL_SECONDS", "0"),
        ("REVISIONS_IN_MEMORY", "0"),
        ("LONGEST_BODY", "0"),
        ("LOG_LEVEL", "LOUD"),
    ],
)
def test_what_cannot_be_is_refused_at_the_start(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"STEUNWIJZER_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


def test_other_variables_are_of_no_concern(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORT", "1234")
    monkeypatch.setenv("STEUNWIJZER_PEER", "x")
    assert Settings().port == 8000


def test_settings_do_not_change() -> None:
    settings = Settings()
    with pytest.raises(ValidationError, match="frozen"):
        settings.port = 1  # type: ignore[misc]
