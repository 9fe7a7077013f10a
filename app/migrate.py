"""Bringing the database to the newest schema. Alembic is loaded only here."""

from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent.parent / "migrations"


def configuration(url: str) -> Any:
    """Alembic's configuration for a database."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER))
    config.set_main_option("file_template", "%%(year)d_%%(month).2d_%%(day).2d_%%(hour).2d%%(minute).2d_%%(slug)s")
    config.attributes["url"] = url
    return config


def migrate(url: str) -> None:
    """Upgrade to the newest schema; a database that is there already is left as it is."""
    from alembic import command

    command.upgrade(configuration(url), "head")
