"""A missing browser never passes unseen."""

from pathlib import Path

import pytest

from tests.browser.conftest import there

NOWHERE = Path("/nowhere/chromium")


def test_where_it_must_be_there_its_absence_is_a_failure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="MISSING"):
        there(NOWHERE)


@pytest.mark.parametrize("setting", [None, "", "false"])
def test_elsewhere_it_is_a_loud_skip(monkeypatch: pytest.MonkeyPatch, setting: str | None) -> None:
    if setting is None:
        monkeypatch.delenv("CI", raising=False)
    else:
        monkeypatch.setenv("CI", setting)
    with pytest.raises(pytest.skip.Exception, match="DID NOT RUN"):
        there(NOWHERE)


def test_a_browser_that_is_there(tmp_path: Path) -> None:
    assert there(tmp_path) == tmp_path
