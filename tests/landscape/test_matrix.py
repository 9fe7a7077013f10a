"""Matrices of a small world: rows of a source, cells of several instruments, and what a spreadsheet makes of them."""

import csv
import io
from dataclasses import replace
from datetime import date

import pytest

from app.catalogue.snapshot import Snapshot
from app.landscape.landscape import Landscape, build_landscape
from app.landscape.matrix import MODALITIES, ORGANIZATIONS, Matrix, Row, csv_of, grid_of, matrix_of, matrix_view
from tests.landscape.world import DAY, SAID, Plain, organization, role, text

TABLED = date(2014, 6, 1)
TABLE: Plain = {
    "id": "printed",
    "names": text("Gedrukt"),
    "columns": ORGANIZATIONS,
    "organizations": ["a", "b"],
    "roles": ["operates"],
    "validFrom": "2013-01-01",
    "validTo": "2016-01-01",
    "rows": [
        {"label": "Samen", "category": "subsidy", "instruments": ["always", "forerunner"]},
        {"label": "Leeg", "category": "subsidy", "instruments": ["dated"]},
    ],
    **SAID,
}
PHASES: list[Plain] = [
    {"phase": "userGroup", "force": "required", "variant": "part", **SAID},
    {"phase": "userGroup", "force": "encouraged", "validTo": "2016-01-01", **SAID},
    {"phase": "participants", "force": "encouraged", "sources": ["serv2013"], "confidence": "official"},
]


@pytest.fixture(scope="module")
def known(bare: Snapshot) -> Landscape:
    roles = [
        role("always", "operates", **SAID),
        role("forerunner", "operates", sources=["serv2013", "serv2021"], confidence="derived"),
        role("always", "guides", **SAID),
    ]
    made = [organization("a", shortName="Aa", roles=roles), organization("b", roles=[role("dated", "guides", **SAID)])]
    instruments = dict(bare.instruments)
    instruments["always"] = {**instruments["always"], "collaboration": PHASES}
    documents = {
        **bare.documents,
        "organization": {one["id"]: one for one in made},
        "table": {"printed": TABLE},
        "instrument": instruments,
    }
    return build_landscape(replace(bare, documents=documents))


def test_a_table_of_a_source_gives_its_rows_and_columns_on_its_dates(known: Landscape) -> None:
    told = matrix_view(known, matrix_of(known, ORGANIZATIONS, TABLED), "nl")
    assert [one["label"] for one in told["rows"]] == ["Samen", "Leeg"]
    assert told["columns"] == [{"id": "a", "label": "Aa"}, {"id": "b", "label": "B"}]
    assert told["table"] == {"id": "printed", "name": "Gedrukt", "sources": ["serv2021"]}
    # What both instruments of the row say stands in one cell, as sure as the least sure of them.
    assert [(one["row"], one["column"]) for one in told["cells"]] == [(0, 0)]
    assert told["cells"][0]["values"] == [
        {"code": "operates", "text": "beheert het instrument", "sources": ["serv2021", "serv2013"], "confidence": "derived"}
    ]


def test_roles_narrow_and_widen_what_a_table_shows(known: Landscape) -> None:
    matrix = matrix_of(known, ORGANIZATIONS, TABLED, ["guides"])
    assert [(one.row, one.column, list(one.values)) for one in matrix.cells] == [(0, 0, ["guides"]), (1, 1, ["guides"])]


def test_on_other_dates_the_rows_are_what_is_in_force_and_the_columns_who_plays_a_role(known: Landscape) -> None:
    told = matrix_view(known, matrix_of(known, ORGANIZATIONS, DAY), "en")
    assert "table" not in told
    assert [one["instruments"] for one in told["rows"]] == [["always"], ["dated"]]
    assert {one["category"] for one in told["rows"]} == {"intermediary"}
    assert [one["id"] for one in told["columns"]] == ["a", "b"]
    cells = {(one["row"], one["column"]): [value["code"] for value in one["values"]] for one in told["cells"]}
    assert cells == {(0, 0): ["operates", "guides"], (1, 1): ["guides"]}


def test_modalities_leave_out_rows_without_any_and_ask_for_the_variant(known: Landscape) -> None:
    matrix = matrix_of(known, MODALITIES, DAY)
    assert [row.instruments for row in matrix.rows] == [("always",)]
    phases = [name for name, _ in matrix.columns]
    assert [(one.row, phases[one.column], list(one.values)) for one in matrix.cells] == [(0, "participants", ["encouraged"])]
    early = matrix_of(known, MODALITIES, TABLED)
    assert [(phases[one.column], list(one.values)) for one in early.cells] == [
        ("userGroup", ["encouraged"]),
        ("participants", ["encouraged"]),
    ]


@pytest.mark.parametrize("start", ["=", "+", "-", "@", "\t", "\r", "\n"])
def test_no_cell_is_a_formula_to_a_spreadsheet(start: str) -> None:
    evil = f'{start}HYPERLINK("http://evil","x"),y'
    matrix = Matrix((Row(evil, ("a",)),), (("one", evil),), (), {})
    read = list(csv.reader(io.StringIO(csv_of(matrix, "nl").decode(), newline="")))
    assert read == [["", f"'{evil}"], [f"'{evil}", ""]]


def test_csv_is_the_grid(known: Landscape) -> None:
    matrix = matrix_of(known, ORGANIZATIONS, DAY)
    for language in ("nl", "en", "fr", "all"):
        body = csv_of(matrix, language)
        assert body.endswith(b"\r\n")
        assert list(csv.reader(io.StringIO(body.decode(), newline=""))) == grid_of(matrix, language)
    assert csv_of(matrix, "all") == csv_of(matrix, "nl")
