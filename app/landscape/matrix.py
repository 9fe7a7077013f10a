"""Matrices: instruments against organizations by role, or against the phases in which collaboration is required or encouraged.

On dates for which the seed holds a table of a source, the rows and columns are those that the source prints.
"""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.heads import Members
from app.catalogue.timeline import dates_of, holds_on
from app.common.languages import told
from app.landscape.landscape import Landscape

MODALITIES, ORGANIZATIONS = "modalities", "organizations"


@dataclass(frozen=True, slots=True)
class Row:
    """A row: what it is called, which instruments (and variant of them) it stands for, and the heading it stands under."""

    label: Any
    instruments: tuple[str, ...]
    variant: str | None = None
    group: Any = None


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a row and column: codes, each with what it rests on."""

    row: int
    column: int
    values: Mapping[str, Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Matrix:
    """Rows, columns (id and label) and the cells that hold something; `table` is the source table whose rows these are."""

    rows: tuple[Row, ...]
    columns: tuple[tuple[str, Any], ...]
    cells: tuple[Cell, ...]
    labels: Mapping[str, Any]
    table: Mapping[str, Any] | None = None


def matrix_of(landscape: Landscape, columns: str, day: date, roles: Sequence[str] = ()) -> Matrix:
    """The matrix of a day; `roles` narrows that of organizations."""
    table = table_of(landscape, columns, day)
    rows = _rows_of(table) if table is not None else _rows_in_force(landscape, day)
    if columns == MODALITIES:
        return _modalities(landscape, rows, table, day)
    return _organizations(landscape, rows, table, day, roles)


def table_of(landscape: Landscape, columns: str, day: date) -> Mapping[str, Any] | None:
    """The table of a source that tells these columns on a day."""
    tables: Mapping[str, Mapping[str, Any]] = landscape.snapshot.documents["table"]
    return next((one for one in tables.values() if one["columns"] == columns and holds_on(dates_of(one), day)), None)


def _rows_of(table: Mapping[str, Any]) -> list[Row]:
    return [Row(row["label"], tuple(row["instruments"]), row.get("variant"), row.get("category")) for row in table["rows"]]


def _rows_in_force(landscape: Landscape, day: date) -> list[Row]:
    instruments = landscape.snapshot.instruments
    names = sorted(landscape.snapshot.in_force(day), key=lambda name: (instruments[name]["names"]["nl"].casefold(), name))
    return [Row(instruments[name]["names"], (name,), None, instruments[name]["category"]) for name in names]


def _modalities(landscape: Landscape, rows: Sequence[Row], table: Mapping[str, Any] | None, day: date) -> Matrix:
    phases = landscape.snapshot.codes("collaborationPhase")
    cells = []
    for n, row in enumerate(rows):
        for m, phase in enumerate(phases):
            found = {
                item["force"]: item
                for name in row.instruments
                for item in landscape.snapshot.instruments[name].get("collaboration", ())
                if item["phase"] == phase and item.get("variant") == row.variant and holds_on(dates_of(item), day)
            }
            if found:
                cells.append(Cell(n, m, found))
    kept = rows if table is not None else [row for n, row in enumerate(rows) if any(cell.row == n for cell in cells)]
    if table is None:
        place = {id(row): n for n, row in enumerate(kept)}
        cells = [Cell(place[id(rows[cell.row])], cell.column, cell.values) for cell in cells]
    labels = landscape.snapshot.codes("collaborationForce")
    return Matrix(tuple(kept), tuple(phases.items()), tuple(cells), labels, table)


def _organizations(
    landscape: Landscape, rows: Sequence[Row], table: Mapping[str, Any] | None, day: date, roles: Sequence[str]
) -> Matrix:
    wanted = set(roles or (table["roles"] if table is not None else landscape.snapshot.codes("instrumentRole")))
    held = {
        name: [one for one in landscape.roles_in[name] if one.role in wanted and one.holds(day)]
        for row in rows
        for name in row.instruments
    }
    if table is not None:
        names: Iterable[str] = table["organizations"]
    else:
        used = {one.organization for found in held.values() for one in found}
        names = sorted(used, key=lambda name: (landscape.organizations[name]["names"]["nl"].casefold(), name))
    columns = tuple((name, _short(landscape, name)) for name in names)
    cells = []
    for n, row in enumerate(rows):
        for m, (organization, _) in enumerate(columns):
            found = {
                one.role: {"sources": list(one.sources), "confidence": one.confidence}
                for name in row.instruments
                for one in held[name]
                if one.organization == organization
            }
            if found:
                cells.append(Cell(n, m, found))
    return Matrix(tuple(rows), columns, tuple(cells), landscape.snapshot.codes("instrumentRole"), table)


def _short(landscape: Landscape, name: str) -> Any:
    document = landscape.organizations[name]
    return document.get("shortName") or document["names"]


def _told(label: Any, language: str) -> Any:
    return told(label, language) if isinstance(label, Mapping) else label


def text_of(label: Any, language: str) -> str:
    """A label in one language; what a source prints is the same in all."""
    return str(told(label, "nl" if language == "all" else language)) if isinstance(label, Mapping) else str(label)


def matrix_view(landscape: Landscape, matrix: Matrix, language: str) -> Members:
    """A matrix as JSON."""
    categories = landscape.snapshot.codes("category")
    rows = []
    for row in matrix.rows:
        members: Members = {"label": _told(row.label, language), "instruments": list(row.instruments)}
        if row.variant is not None:
            members["variant"] = row.variant
        if row.group is not None:
            members |= {"category": row.group, "categoryName": told(categories[row.group], language)}
        rows.append(members)
    body: Members = {
        "rows": rows,
        "columns": [{"id": name, "label": _told(label, language)} for name, label in matrix.columns],
        "cells": [
            {
                "row": cell.row,
                "column": cell.column,
                "values": [
                    {
                        "code": code,
                        "text": told(matrix.labels[code], language),
                        "sources": said.get("sources", []),
                        "confidence": said["confidence"],
                    }
                    for code, said in cell.values.items()
                ],
            }
            for cell in matrix.cells
        ],
    }
    if matrix.table is not None:
        table = matrix.table
        body["table"] = {"id": table["id"], "name": told(table["names"], language), "sources": table["sources"]}
    return body


def grid_of(matrix: Matrix, language: str) -> list[list[str]]:
    """The matrix as lines of words: labels of rows first, then what stands in each column."""
    shown = "nl" if language == "all" else language
    lines = [[text_of(row.label, shown), *[""] * len(matrix.columns)] for row in matrix.rows]
    for cell in matrix.cells:
        lines[cell.row][cell.column + 1] = ", ".join(str(told(matrix.labels[code], shown)) for code in cell.values)
    return [["", *(text_of(label, shown) for _, label in matrix.columns)], *lines]


def csv_of(matrix: Matrix, language: str) -> bytes:
    """The matrix as CSV (RFC 4180)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerows([_harmless(text) for text in line] for line in grid_of(matrix, language))
    return out.getvalue().encode()


def _harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula."""
    return f"'{text}" if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text
