"""The OpenAPI document without a database: the app with the seed in memory."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

from app.advice.case import reader_for
from app.advice.quality import UNPUBLISHED
from app.catalogue.seed_files import read_seed
from app.catalogue.validation import validate
from app.main import create_app
from app.settings import Settings


def document_of_seed(folder: Path) -> dict[str, Any]:
    """The document that the service would serve with this seed."""
    snapshot = validate(read_seed(folder), UNPUBLISHED)
    app = create_app(Settings())
    app.state.catalogue = SimpleNamespace(current=SimpleNamespace(reader=reader_for(snapshot), snapshot=snapshot))
    return app.openapi()
