"""Rules of the house that a machine can look after."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.document import document_of_seed

ROOT = Path(__file__).parent.parent
MODULES = sorted((ROOT / "app").rglob("*.py"))
RULES = sorted((ROOT / "app" / "rules").glob("*.py"))
# Neutral numbers, and those that name a unit rather than a rule: percentages, cents, millionths, the months of a year, and the
# bounds and samples with which the search for missing facts and the check of exhaustive bases stay finite.
NEUTRAL = {0, 1, 2, 4, 10, 12, 100, 1000, 30_000, 1_000_000, 10_000_000, 100_000_000, 10_000_000_000, 9}


def numbers(module: Path) -> Iterator[tuple[int, object]]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Constant) and isinstance(node.value, (int, float)) and not isinstance(node.value, bool):
            yield node.lineno, node.value


@pytest.mark.parametrize("module", RULES, ids=lambda module: module.name)
def test_no_figure_stands_in_the_rules(module: Path) -> None:
    strange = [(line, value) for line, value in numbers(module) if isinstance(value, float) or value not in NEUTRAL]
    vocabulary_slots = module.name == "vocabulary.py"
    assert not [one for one in strange if not vocabulary_slots]


@pytest.mark.parametrize("module", RULES, ids=lambda module: module.name)
def test_the_rules_know_no_year(module: Path) -> None:
    assert not [(line, value) for line, value in numbers(module) if isinstance(value, int) and 1900 < value < 2100]


def test_only_the_clock_knows_what_time_it_is() -> None:
    askers = {
        module.relative_to(ROOT).as_posix()
        for module in MODULES
        for word in ("date.today(", "datetime.now(", "utcnow(", "time.time(")
        if word in module.read_text(encoding="utf-8")
    }
    assert askers == {"app/common/clock.py"}


@pytest.mark.parametrize("module", MODULES, ids=lambda module: module.relative_to(ROOT).as_posix())
def test_files_and_functions_stay_short(module: Path) -> None:
    text = module.read_text(encoding="utf-8")
    assert text.count("\n") <= 400
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 50, node.name


def test_the_document_of_the_api_is_the_one_committed() -> None:
    committed = json.loads((ROOT / "docs" / "openapi.json").read_text(encoding="utf-8"))
    assert committed == document_of_seed(ROOT / "seed"), "run: make openapi"
