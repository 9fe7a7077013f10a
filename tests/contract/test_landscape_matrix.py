"""The matrices over HTTP: those that the advice of 2013 prints, cell by cell, and those of other days."""

import csv
import io
from typing import Any
from xml.etree import ElementTree as ET

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, read

PATH = "/v1/landscape/matrix"
SVG = "{http://www.w3.org/2000/svg}"
DAY_2013 = "2013-11-12"  # the day of the advice

# SERV, Advies Open innovatie, Tabel 4: "Ondersteuningsmiddelen en steunverstrekkers voor open innovatie", each row with the
# column that bears the cross (EWI, IWT, AO, PMV, Hercules).
COLUMNS = {"EWI": "ewi", "IWT": "iwt", "AO": "agentschapOndernemen", "PMV": "pmv", "Hercules": "herculesstichting"}
STRUCTURES = """
Subsidies
Strategisch Basis Onderzoek | IWT
TETRA | IWT
O&O-subsidie | IWT
KMO-programma | IWT
VIS | IWT
Landbouwprojecten | IWT
ICON-projecten | IWT
TINA-fonds (investeringsfonds) | PMV
Herculesfonds | Hercules
Faciliteiten
Subsidiedatabank | AO
VON & leerplatform | AO
Sensibilisering
Oproep Ondernemerschap | AO
Project Strategische TransformatieSteun | AO
KMO-portefeuille | AO
Competentiepolen & Lichte structuren | IWT
Intermediairen
Provinciale Innovatiecentra/VIN | IWT
Technology Transfer Offices | EWI
Kenniscentra/LEDs | AO
"""
GROUPS = {"Subsidies": "subsidy", "Faciliteiten": "facility", "Sensibilisering": "awareness", "Intermediairen": "intermediary"}

# Tabel 1 (and 3): "Projecten en samenwerkingsmodaliteiten voor open innovatie". The stored text prints the names under each other;
# where a column ends is not kept. A name that comes again begins the next column, and the prose of the advice settles the last two
# (participation is greatest in VIS, agriculture, ICON and TINA; spill-over is asked of TETRA, VIS and agriculture only).
PHASES = ("jointApplication", "userGroup", "participants", "dissemination")
REQUIRED = (
    ("TETRA", "VIS", "Landbouwprojecten", "ICON", "TINA"),
    ("TETRA", "SBO", "VIS"),
    ("VIS", "Landbouwprojecten", "ICON", "TINA"),
    ("TETRA-partners", "VIS", "Landbouwprojecten"),
)
ENCOURAGED = (
    ("SBO", "O&O"),
    ("O&O", "Herculesfonds"),
    ("SBO", "TETRA", "O&O", "Herculesfonds"),
    ("SBO", "TETRA-open-netwerk", "O&O"),
)


def matrix(client: TestClient, **query: Any) -> Json:
    return read(client, PATH, **query)


def cells(told: Json) -> dict[tuple[str, str], set[str]]:
    """The codes that stand in each row (by its label) and column (by its id)."""
    labels, columns = [row["label"] for row in told["rows"]], [column["id"] for column in told["columns"]]
    return {(labels[one["row"]], columns[one["column"]]): {value["code"] for value in one["values"]} for one in told["cells"]}


def printed_structures() -> list[tuple[str, str, str]]:
    """Group, row and column of each cross of Tabel 4, in the order in which it prints them."""
    found, group = [], ""
    for line in STRUCTURES.strip().splitlines():
        label, _, column = line.partition(" | ")
        if column:
            found.append((group, label, COLUMNS[column]))
        else:
            group = GROUPS[label]
    return found


def test_the_structures_of_2013_cell_by_cell(client: TestClient) -> None:
    told = matrix(client, referenceDate=DAY_2013)
    printed = printed_structures()
    assert len(printed) == 18
    assert [(row["category"], row["label"]) for row in told["rows"]] == [(group, label) for group, label, _ in printed]
    assert [column["id"] for column in told["columns"]] == list(COLUMNS.values())
    assert cells(told) == {(label, column): {"operates"} for _, label, column in printed}
    assert told["table"]["sources"] == ["serv2013"]


def test_a_measure_that_began_later_that_year_leaves_its_cell_empty_before(client: TestClient) -> None:
    """The new support for strategic transformation began in October 2013; the row is printed, but nobody ran it yet."""
    on_the_day, before = cells(matrix(client, referenceDate=DAY_2013)), cells(matrix(client, referenceDate="2013-06-15"))
    assert on_the_day.keys() - before.keys() == {("Project Strategische TransformatieSteun", "agentschapOndernemen")}


def test_the_modalities_of_2013_cell_by_cell(client: TestClient) -> None:
    told = matrix(client, columns="modalities", referenceDate=DAY_2013)
    expected: dict[tuple[str, str], set[str]] = {}
    for force, by_phase in (("required", REQUIRED), ("encouraged", ENCOURAGED)):
        for phase, labels in zip(PHASES, by_phase, strict=True):
            for label in labels:
                assert (label, phase) not in expected
                expected[label, phase] = {force}
    assert [column["id"] for column in told["columns"]] == list(PHASES)
    assert cells(told) == expected
    assert {row["label"] for row in told["rows"]} == {label for label, _ in expected}
    assert all("serv2013" in value["sources"] for cell in told["cells"] for value in cell["values"])


def test_a_row_of_the_source_stands_for_its_instruments(client: TestClient) -> None:
    rows = {row["label"]: row for row in matrix(client, columns="modalities", referenceDate=DAY_2013)["rows"]}
    assert (rows["TETRA-partners"]["instruments"], rows["TETRA-partners"]["variant"]) == (["tetra"], "tetraPartners")
    # Footnote 56: the subsidies for O&O are feasibility studies, company aid, the programme for SMEs and sprint projects.
    companies = {"feasibilityStudy", "ooCompanyProject", "smeInnovationProject", "smeFeasibilityStudy", "sprintProject"}
    assert set(rows["O&O"]["instruments"]) == companies


@pytest.mark.parametrize("day", ["2021-06-15", "2026-11-21"])
def test_the_matrix_of_other_days_has_what_is_in_force_and_who_plays_a_role(client: TestClient, day: str) -> None:
    told, report = matrix(client, referenceDate=day), read(client, "/v1/landscape/report", referenceDate=day)
    assert "table" not in told
    labels = [row["label"].casefold() for row in told["rows"]]
    assert labels == sorted(labels)
    found = {
        (told["rows"][cell["row"]]["instruments"][0], told["columns"][cell["column"]]["id"], value["code"])
        for cell in told["cells"]
        for value in cell["values"]
    }
    said = {
        (part["instrument"]["id"], role["organization"]["id"], role["role"])
        for part in report["instruments"]
        for role in part["roles"]
    }
    assert found == said
    assert {row["instruments"][0] for row in told["rows"]} == {part["instrument"]["id"] for part in report["instruments"]}


def test_roles_narrow_it(client: TestClient) -> None:
    whole, narrow = matrix(client), matrix(client, role=["operates", "decides"])
    wanted = {"operates", "decides"}
    assert {key: codes & wanted for key, codes in cells(whole).items() if codes & wanted} == cells(narrow)


@pytest.mark.parametrize("columns", ["organizations", "modalities"])
@pytest.mark.parametrize("day", [DAY_2013, "2021-06-15"])
@pytest.mark.parametrize("language", LANGUAGES)
def test_csv_and_picture_hold_what_json_holds(client: TestClient, columns: str, day: str, language: str) -> None:
    query = {"columns": columns, "referenceDate": day, "lang": language}
    told = matrix(client, **query)
    grid = [
        ["", *(one["label"] for one in told["columns"])],
        *([row["label"], *[""] * len(told["columns"])] for row in told["rows"]),
    ]
    for cell in told["cells"]:
        grid[cell["row"] + 1][cell["column"] + 1] = ", ".join(value["text"] for value in cell["values"])
    answer = client.get(f"{PATH}.csv", params=query)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert list(csv.reader(io.StringIO(answer.text, newline=""))) == grid
    assert client.get(PATH, params=query, headers={"Accept": "text/csv"}).content == answer.content
    picture = client.get(f"{PATH}.svg", params=query)
    root = ET.fromstring(picture.content)
    assert len(root.findall(f"{SVG}rect")) == 1 + len(grid) * len(grid[0])
    assert day in (root.findtext(f"{SVG}title") or "")
    words = root.findtext(f"{SVG}desc") or ""
    assert all(line[0] in words for line in grid[1:])
    assert client.get(f"{PATH}.svg", params=query).content == picture.content


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        (PATH, {"columns": "x"}, "columns"),
        (PATH, {"rows": "organizations"}, "rows"),
        (f"{PATH}.csv", {"role": "x"}, "role"),
        (f"{PATH}.svg", {"role": "x"}, "role"),
    ],
)
def test_what_is_not_known_is_refused(client: TestClient, path: str, query: Json, name: str) -> None:
    answer = client.get(path, params=query)
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["issues"]] == [name]
