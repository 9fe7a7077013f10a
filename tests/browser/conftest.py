"""A served service and a browser page that remembers what it asked for and what went wrong."""

import os
import shutil
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import uvicorn
from playwright.sync_api import Browser, Page, sync_playwright

from app.main import create_app
from app.settings import Settings
from tests.waiting import eventually

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@dataclass
class Visit:
    """A page, the addresses it asked for, and the errors it met."""

    page: Page
    base: str
    asked: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)


@pytest.fixture(scope="session")
def address(published_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Where a service on the repository's seed listens, on a free port of this machine."""
    file = tmp_path_factory.mktemp("browsed") / "steunwijzer.db"
    shutil.copyfile(published_sqlite, file)
    app = create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_config=None, access_log=False))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    eventually(lambda: server.started)
    (listening,) = server.servers
    yield f"http://127.0.0.1:{listening.sockets[0].getsockname()[1]}"
    server.should_exit = True
    thread.join(timeout=20)


def there(browser: Path) -> Path:
    """The browser, when it is there; where it must be there (CI=true) its absence is an error, elsewhere a loud skip."""
    if not browser.exists():
        missing = f"*** CHROMIUM IS MISSING at {browser}: THE BROWSER TESTS DID NOT RUN ***"
        if os.environ.get("CI") == "true":
            pytest.fail(missing)
        pytest.skip(missing)
    return browser


@pytest.fixture(scope="session")
def chromium() -> Path:
    """The browser of this machine."""
    return there(CHROMIUM)


@pytest.fixture(scope="module")
def browser(chromium: Path) -> Iterator[Browser]:
    """A browser that reaches nothing but this machine; ended with its module, for its event loop stands in the way of others."""
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=chromium, args=FLAGS)
        yield started
        started.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """A page of its own, with nothing kept from another."""
    context = browser.new_context(locale="nl-BE")
    page = context.new_page()
    one = Visit(page, address)
    context.on("request", lambda request: one.asked.append(request.url))
    context.on("requestfailed", lambda request: one.errors.append(f"failed: {request.url}"))
    page.on("console", lambda message: one.errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: one.errors.append(str(error)))
    yield one
    context.close()
