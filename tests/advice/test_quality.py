"""The check of a whole seed: sound seeds pass, and every wrong example is told where it stands."""

import re
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED, check_seed, told_warnings
from app.catalogue.seed_files import SeedRefused
from tests.fixtures.seeds import INSTRUMENT, INSTRUMENT_FILE, SmallSeed

NOW, LATER = date(2026, 11, 21), date(2027, 11, 22)


def test_a_sound_seed(small_seed: SmallSeed) -> None:
    told: list[tuple[int, int]] = []
    documents, snapshot, report = check_seed(small_seed.folder, lambda done, of: told.append((done, of)))
    assert {one.kind for one in documents} == {"fact", "source", "codes", "law", "rule", "instrument"}
    assert list(snapshot.instruments) == [INSTRUMENT]
    assert snapshot.revision is UNPUBLISHED
    assert told == [(1, 3), (2, 3), (3, 3)]
    assert report.errors == []


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


def test_a_rate_above_the_ceiling_is_told_with_its_line(small_seed: SmallSeed, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["common"]["aid"]["base"][0]["points"] = 26
        data["workedExamples"] = []

    folder = small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change)
    with pytest.raises(SeedRefused) as refused:
        check_seed(folder)
    first = refused.value.problems[0]
    assert len(refused.value.problems) == 3
    lines = (folder / INSTRUMENT_FILE).read_text(encoding="utf-8").splitlines()
    assert lines[first.line - 1].strip() == "stateAid:"
    assert str(first).startswith(
        f"{INSTRUMENT_FILE}:{first.line}: periods.development2018.stateAid: Experimental development reaches"
    )


def test_a_hole_that_is_not_declared_refuses_the_seed(small_seed: SmallSeed, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["periods"][0]["validTo"] = "2021-02-01"
        data["workedExamples"] = []

    with pytest.raises(SeedRefused, match=r"periods\.development2021: Nothing is said of the time from 2021-02-01 to 2021-03-01"):
        check_seed(small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change))


def test_what_grows_old_is_told_on_the_day(small_seed: SmallSeed) -> None:
    checks = [{one.check for one in check_seed(small_seed.folder, day=day).report.findings} for day in (NOW, LATER)]
    assert checks[1] - checks[0] == {"stale"}


def test_warnings_in_lines(small_seed: SmallSeed, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["sources"]["lonely"] = {"publisher": "x", "title": "y", "official": True, "checkedOn": "2026-11-21"}

    checked = check_seed(small_seed.copied(tmp_path / "seed", "sources.yaml", change), day=NOW)
    lines = list(told_warnings(checked))
    at = lines.index("unusedSources: 1 warnings")
    assert re.fullmatch(r"  sources\.yaml:\d+: sources\.lonely: Nothing rests on this source\.", lines[at + 1])


def test_a_seed_that_is_not_sound_has_no_examples_computed(small_seed: SmallSeed, tmp_path: Path) -> None:
    def change(data: Any) -> None:
        data["category"] = "nothing"

    told: list[int] = []
    with pytest.raises(SeedRefused):
        check_seed(small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change), lambda done, of: told.append(done))
    assert told == []
