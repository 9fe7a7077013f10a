"""Settings from the environment, read once at start."""

from pathlib import Path
from typing import Literal

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """All settings; each has a variable STEUNWIJZER_<NAME>."""

    model_config = SettingsConfigDict(env_prefix="STEUNWIJZER_", frozen=True, extra="ignore")

    database_url: str = Field(default="sqlite:///steunwijzer.db", description="SQLAlchemy URL: SQLite or PostgreSQL")
    seed_folder: Path = Path("seed")
    host: str = "127.0.0.1"
    port: int = Field(default=8000, ge=0, le=65535)
    public_url: str = Field(
        default="", description="Address that links in answers begin with; empty: links are relative to the host"
    )
    revision_poll_seconds: float = Field(default=2.0, gt=0, description="How often to look for a newer revision")
    revisions_in_memory: int = Field(default=4, ge=1, description="How many older revisions are kept ready")
    longest_body: int = Field(default=256 * 1024, gt=0, description="Largest request body in bytes")
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
