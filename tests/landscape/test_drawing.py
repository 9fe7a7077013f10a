"""Pictures: well formed, legible, told in words, and the same bytes every time."""

import random
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.snapshot import Snapshot
from app.landscape import drawing
from app.landscape.drawing import BOX_WIDTH, LETTER_WIDTH, LINES, Place, graph_svg, matrix_svg, overlapping, places_of, wrapped
from app.landscape.graph import Edge, Graph, Node, graph_of
from app.landscape.landscape import Landscape
from app.landscape.matrix import Matrix, Row
from tests.landscape.world import DAY, landscape_in, organization, relation, role

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "<b>&\"'</b> ]]>"


def scattered(number: int, ties: int, seed: int) -> Graph:
    draw = random.Random(seed)
    nodes = [Node("organization", f"n{n:03}") for n in range(number)]
    edges = [Edge(draw.choice(nodes), draw.choice(nodes), "partnerOf", "documented", None, {}) for _ in range(ties if nodes else 0)]
    return Graph(tuple(nodes), tuple(edges))


def test_many_at_once_are_drawn_as_one_by_one() -> None:
    graphs = [scattered(40, 60, seed) for seed in range(6)]
    alone = [places_of(graph) for graph in graphs]
    with ThreadPoolExecutor(4) as pool:
        assert list(pool.map(places_of, graphs * 2)) == alone * 2


@pytest.mark.parametrize(("number", "ties"), [(0, 0), (1, 0), (1, 3), (2, 1), (7, 20), (40, 0), (60, 30), (150, 600)])
def test_no_two_boxes_meet(number: int, ties: int) -> None:
    graph = scattered(number, ties, number)
    places = places_of(graph)
    assert set(places) == set(graph.nodes)
    assert overlapping(places.values()) == []
    assert places == places_of(graph)


def test_boxes_that_meet_are_found() -> None:
    one, touching, apart = Place(100, 100), Place(100 + BOX_WIDTH - 1, 110), Place(100 + 2 * BOX_WIDTH, 110)
    assert overlapping([one, apart, touching]) == [(one, touching)]


@given(st.text(max_size=120), st.floats(min_value=30, max_value=400))
def test_a_label_is_cut_to_what_fits(text: str, width: float) -> None:
    lines = wrapped(text, width)
    assert 1 <= len(lines) <= LINES
    assert all(len(line) <= int(width / LETTER_WIDTH) for line in lines)
    if "…" not in text and not any(line.endswith("…") for line in lines):
        assert " ".join(lines).split() == text.split()


@pytest.fixture(scope="module")
def small(bare: Snapshot) -> Landscape:
    hostile = organization("x", kind="university") | {
        "names": {language: f"{HOSTILE} {language}" for language in ("nl", "en", "fr")}
    }
    return landscape_in(
        bare,
        [
            hostile,
            organization("a", shortName="VLAIO", kind="publicAgency", relations=[relation("refersTo", "x", status="recommended")]),
            organization("gone", validTo="2016-01-01"),
            organization("heir", relations=[relation("successorOf", "gone")], roles=[role("always", "guides")]),
        ],
    )


def drawn(known: Landscape, language: str = "nl") -> ET.Element:
    return ET.fromstring(graph_svg(known, graph_of(known, DAY), DAY, language))


def test_every_node_is_a_link_with_its_whole_name(small: Landscape) -> None:
    links = {link.get("href"): link for link in drawn(small, "en").iter(f"{SVG}a")}
    assert set(links) == {node.href for node in graph_of(small, DAY).nodes}
    titles = {href: link.findtext(f"{SVG}title") for href, link in links.items()}
    assert titles["/v1/organizations/x"] == f"{HOSTILE} en"
    assert titles["/v1/organizations/gone"] == "Gone (en) (no longer exists)"
    assert titles["/v1/instruments/always"] == "Always (en)"


def test_who_is_gone_and_what_is_only_recommended_is_drawn_broken(small: Landscape) -> None:
    root = drawn(small)
    broken = {link.get("href") for link in root.iter(f"{SVG}a") if link.find(f"{SVG}rect[@stroke-dasharray]") is not None}
    assert broken == {"/v1/organizations/gone"}
    lines = list(root.iter(f"{SVG}line"))
    assert len(lines) == len(graph_of(small, DAY).edges)
    assert sum(line.get("stroke-dasharray") is not None for line in lines) == 1


def test_the_legend_tells_each_kind_in_its_own_colour(small: Landscape) -> None:
    root = drawn(small)
    texts = [one.text for one in root.findall(f"{SVG}text")]
    assert texts[-5:] == ["Legende", "Instrument", "Overheidsagentschap", "Netwerk", "Universiteit"]
    swatches = [one.get("fill") for one in root.findall(f"{SVG}rect")][1:]
    assert len(set(swatches)) == 4
    assert {link.find(f"{SVG}rect").get("fill") for link in root.iter(f"{SVG}a")} == set(swatches)  # type: ignore[union-attr]


def test_title_description_and_language_are_for_who_cannot_see_it(small: Landscape) -> None:
    root = drawn(small, "fr")
    assert root.get("lang") == "fr"
    assert root.get("aria-labelledby") == "title words"
    assert (root[0].tag, root[0].get("id")) == (f"{SVG}title", "title")
    assert (root[1].tag, root[1].get("id")) == (f"{SVG}desc", "words")
    assert "VLAIO oriente vers <b>&\"'</b> ]]> fr." in (root[1].text or "")


def test_everything_lies_within_the_sheet(small: Landscape) -> None:
    root = drawn(small)
    width, height = float(root.get("width", 0)), float(root.get("height", 0))
    for one in root.iter(f"{SVG}rect"):
        if one.get("width") != "100%":
            assert 0 <= float(one.get("x", -1)) <= width - float(one.get("width", 0))
            assert 0 <= float(one.get("y", -1)) <= height - float(one.get("height", 0))


def test_the_same_bytes_twice(small: Landscape) -> None:
    graph = graph_of(small, DAY)
    assert graph_svg(small, graph, DAY, "nl") == graph_svg(small, graph, DAY, "nl")
    assert graph_svg(small, graph, DAY, "all") == graph_svg(small, graph, DAY, "nl")
    assert graph_svg(small, graph, DAY, "nl") != graph_svg(small, graph, DAY, "en")


def test_an_empty_graph_is_a_picture_too(bare: Snapshot) -> None:
    empty = landscape_in(bare, [])
    assert ET.fromstring(graph_svg(empty, Graph((), ()), DAY, "nl")).tag == f"{SVG}svg"


def test_more_kinds_than_colours_in_the_palette_still_differ(bare: Snapshot) -> None:
    kinds = list(bare.codes("organizationKind"))
    many = landscape_in(bare, [organization(f"o{n}", kind=kind) for n, kind in enumerate(kinds)])
    colours = drawing.colours_of(many, graph_of(many, DAY))
    assert list(colours) == ["instrument", *kinds]
    assert len(set(colours.values())) == len(colours)


def test_a_matrix_as_a_picture() -> None:
    rows = (Row(HOSTILE, ("a",)), Row("Een rij met een heel lange naam die niet op een regel past", ("b",)))
    matrix = Matrix(rows, (("one", "Eerste"), ("two", "Tweede kolom")), (), {})
    svg = matrix_svg(matrix, "Titel & <zo>", "nl")
    root = ET.fromstring(svg)
    assert root.findtext(f"{SVG}title") == "Titel & <zo>"
    assert len(root.findall(f"{SVG}rect")) == 1 + 3 * 3
    width = float(root.get("width", 0))
    assert all(float(one.get("x", 0)) + float(one.get("width", 0)) <= width for one in root.findall(f"{SVG}rect")[1:])
    assert svg == matrix_svg(matrix, "Titel & <zo>", "nl")


def test_the_pictures_need_nothing_from_elsewhere(small: Landscape, tmp_path: Path) -> None:
    body = graph_svg(small, graph_of(small, DAY), DAY, "nl").decode()
    assert body.count("http") == body.count("http://www.w3.org/2000/svg")
    assert "<script" not in body
