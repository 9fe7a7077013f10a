"""The check of a whole seed: sound seeds pass, and every wrong example is told where it stands."""

from pathlib import Path
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED, check_seed
from app.catalogue.seed_files import SeedRefused
from tests.fixtures.seeds import INSTRUMENT, INSTRUMENT_FILE, SmallSeed


def test_a_sound_seed(small_seed: SmallSeed) -> None:
    told: list[tuple[int, int]] = []
    documents, snapshot = check_seed(small_seed.folder, lambda done, of: told.append((done, of)))
    assert {one.kind for one in documents} == {"fact", "source", "codes", "law", "rule", "instrument"}
    assert list(snapshot.instruments) == [INSTRUMENT]
    assert snapshot.revision is UNPUBLISHED
    assert told == [(1, 3), (2, 3), (3, 3)]


def test_nobody_need_be_told_of_progress(small_seed: SmallSeed) -> None:
    assert check_seed(small_seed.folder)[1].instruments


def test_a_wrong_example_is_told_with_its_line(small_seed: SmallSeed, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["workedExamples"][1]["expect"] |= {"amountEur": 1, "notMet": ["language"]}

    folder = small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change)
    with pytest.raises(SeedRefused) as refused:
        check_seed(folder)
    amount, reasons = sorted(refused.value.problems, key=lambda problem: problem.path)
    assert amount.path == "workedExamples.1.expect.amountEur"
    assert reasons.path == "workedExamples.1.expect.notMet"
    assert "expected 1, computed" in amount.reason
    lines = (folder / INSTRUMENT_FILE).read_text(encoding="utf-8").splitlines()
    assert lines[amount.line - 1].strip() == "amountEur: 1"
    assert str(amount).startswith(f"{INSTRUMENT_FILE}:{amount.line}: ")


def test_a_changed_rate_makes_examples_fail(small_seed: SmallSeed, tmp_path: Path) -> None:
    """What the examples are for: no figure changes unnoticed."""

    def change(data: Any) -> None:
        data["common"]["aid"]["base"][0]["points"] = 24

    with pytest.raises(SeedRefused) as refused:
        check_seed(small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change))
    assert {problem.file for problem in refused.value.problems} == {INSTRUMENT_FILE}


def test_a_seed_that_is_not_sound_has_no_examples_computed(small_seed: SmallSeed, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["category"] = "nothing"

    told: list[int] = []
    with pytest.raises(SeedRefused):
        check_seed(small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change), lambda done, of: told.append(done))
    assert told == []
