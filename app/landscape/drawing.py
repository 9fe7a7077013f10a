"""Pictures of the landscape: the graph and the matrices as SVG, with names as text and addresses as links."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from app.common.languages import told
from app.landscape.graph import INSTRUMENT, Graph, Node, graph_texts, label_of
from app.landscape.landscape import RECOMMENDED, Landscape
from app.landscape.matrix import Matrix, grid_of
from app.landscape.texts import PAGES

# A cell holds one node; it is wider than its box, so that boxes never touch.
CELL_WIDTH, CELL_HEIGHT, BOX_WIDTH, BOX_HEIGHT, MARGIN, TOP = 190, 62, 172, 34, 24, 64
FONT = "font-family:system-ui,'Segoe UI',Roboto,'DejaVu Sans',sans-serif"
LETTER_WIDTH, LINES, LINE_HEIGHT = 6.4, 2, 13
ASPECT = 1.5
MOST_DRAWN = 1500
# Colours that differ in lightness too, dark enough to be seen and light enough for black letters (WCAG contrast above seven).
PALETTE = (
    "#8ecae6",
    "#ffd166",
    "#b5e48c",
    "#f4a6b8",
    "#cdb4db",
    "#ffb482",
    "#a8dadc",
    "#e9c46a",
    "#d0d8e0",
    "#b8c0ff",
    "#c7f0d0",
    "#f7d6e0",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a node stands: the middle of its box."""

    x: float
    y: float


def places_of(graph: Graph) -> dict[Node, Place]:
    """A layout by forces, set on a grid so that no two boxes meet; the same graph always gives the same places."""
    import igraph

    nodes = list(graph.nodes)
    if not nodes:
        return {}
    index = {node: n for n, node in enumerate(nodes)}
    ties = sorted({tuple(sorted((index[edge.source], index[edge.target]))) for edge in graph.edges})
    drawn = igraph.Graph(n=len(nodes), edges=[tie for tie in ties if tie[0] != tie[1]])
    start = [(math.cos(2 * math.pi * n / len(nodes)), math.sin(2 * math.pi * n / len(nodes))) for n in range(len(nodes))]
    points = drawn.layout_fruchterman_reingold(seed=start, niter=400, grid=False).coords
    columns = max(1, math.ceil(math.sqrt(len(nodes) * 1.3 * ASPECT * CELL_HEIGHT / CELL_WIDTH)))
    rows = math.ceil(len(nodes) * 1.3 / columns)
    return _on_grid(nodes, _scaled(points, columns, rows), columns, rows)


def _scaled(points: Sequence[Sequence[float]], columns: int, rows: int) -> list[tuple[float, float]]:
    """Points by rank along each axis, so that crowded parts get as much room as empty ones."""
    ranks = []
    for axis, size in ((0, columns), (1, rows)):
        order = sorted(range(len(points)), key=lambda n: (points[n][axis], n))
        rank = [0.0] * len(points)
        for place, n in enumerate(order):
            rank[n] = place / max(1, len(points) - 1) * (size - 1)
        ranks.append(rank)
    return list(zip(*ranks, strict=True))


def _on_grid(nodes: Sequence[Node], wanted: Sequence[tuple[float, float]], columns: int, rows: int) -> dict[Node, Place]:
    free = {(column, row) for column in range(columns) for row in range(rows)}
    middle = (columns - 1) / 2, (rows - 1) / 2
    order = sorted(range(len(nodes)), key=lambda n: (_far(wanted[n], middle), n))
    places = {}
    for n in order:
        cell = min(free, key=lambda one: (_far(one, wanted[n]), one))
        free.discard(cell)
        places[nodes[n]] = Place(MARGIN + (cell[0] + 0.5) * CELL_WIDTH, TOP + (cell[1] + 0.5) * CELL_HEIGHT)
    return places


def _far(one: Sequence[float], other: Sequence[float]) -> float:
    return ((one[0] - other[0]) * CELL_WIDTH) ** 2 + ((one[1] - other[1]) * CELL_HEIGHT) ** 2


def graph_svg(landscape: Landscape, graph: Graph, day: date, language: str) -> bytes:
    """The graph as a picture: boxes coloured by kind with a legend, each a link, and all of it in words for who cannot see it."""
    shown = "nl" if language == "all" else language
    places = places_of(graph)
    colours = colours_of(landscape, graph)
    labels = {**landscape.snapshot.codes("organizationKind"), INSTRUMENT: PAGES["instrument"]}
    width = max([place.x for place in places.values()], default=0) + CELL_WIDTH / 2 + MARGIN
    width = max(width, 640)
    bottom = max([place.y for place in places.values()], default=TOP) + CELL_HEIGHT
    legend = [(str(told(labels[kind], shown)), colour) for kind, colour in colours.items()]
    per_line = max(1, int((width - 2 * MARGIN) // 230))
    height = bottom + 30 + math.ceil(len(legend) / per_line) * 22 + MARGIN
    svg = _sheet(width, height, PAGES["graph"][shown], " ".join(graph_texts(landscape, graph, shown)), shown)
    heading = f"{PAGES['graph'][shown]}, {day.isoformat()}"
    _text(svg, MARGIN, 34, heading, "font-size:20px;font-weight:600")
    lines = SubElement(svg, "g", {"stroke": "#6b7280", "stroke-opacity": "0.45", "fill": "none"})
    for edge in graph.edges:
        one, other = places[edge.source], places[edge.target]
        line = SubElement(lines, "line", {"x1": f"{one.x:g}", "y1": f"{one.y:g}", "x2": f"{other.x:g}", "y2": f"{other.y:g}"})
        if edge.status == RECOMMENDED:
            line.set("stroke-dasharray", "5 4")
    for node, place in places.items():
        gone = node.kind != INSTRUMENT and not landscape.exists(node.name, day)
        _box(svg, landscape, node, place, colours[kind_of(landscape, node)], shown, gone=gone)
    _text(svg, MARGIN, bottom + 12, PAGES["legend"][shown], "font-size:14px;font-weight:600")
    for n, (label, colour) in enumerate(legend):
        x, y = MARGIN + n % per_line * 230, bottom + 24 + n // per_line * 22
        SubElement(svg, "rect", {"x": f"{x:g}", "y": f"{y:g}", "width": "16", "height": "14", "fill": colour, "stroke": "#374151"})
        _text(svg, x + 22, y + 12, label, "font-size:12px")
    return _written(svg)


def kind_of(landscape: Landscape, node: Node) -> str:
    """What a node is coloured by: the kind of an organization, or that it is an instrument."""
    return INSTRUMENT if node.kind == INSTRUMENT else str(landscape.organizations[node.name]["kind"])


def colours_of(landscape: Landscape, graph: Graph) -> dict[str, str]:
    """A colour for each kind there is; kinds beyond the palette share the last colour's neighbours in lightness."""
    present = {kind_of(landscape, node) for node in graph.nodes}
    kinds = [kind for kind in (INSTRUMENT, *landscape.snapshot.codes("organizationKind")) if kind in present]
    return {kind: PALETTE[n] if n < len(PALETTE) else _hue(n) for n, kind in enumerate(kinds)}


def _hue(n: int) -> str:
    """A light colour of its own, by turning the golden angle."""
    return f"hsl({n * 137.508 % 360:.0f} 55% {72 + n % 3 * 7}%)"


def _box(svg: Element, landscape: Landscape, node: Node, place: Place, colour: str, language: str, *, gone: bool) -> None:
    name = str(label_of(landscape, node, language))
    link = SubElement(svg, "a", {"href": node.href})
    SubElement(link, "title").text = _whole_name(landscape, node, language)
    attributes = {
        "x": f"{place.x - BOX_WIDTH / 2:g}",
        "y": f"{place.y - BOX_HEIGHT / 2:g}",
        "width": str(BOX_WIDTH),
        "height": str(BOX_HEIGHT),
        "rx": "3" if node.kind == INSTRUMENT else "12",
        "fill": colour,
        "stroke": "#374151",
    }
    if gone:  # who no longer exists is drawn with a broken border, and its title says so
        attributes |= {"stroke-dasharray": "4 3", "fill-opacity": "0.45"}
        link[0].text = f"{link[0].text} ({PAGES['ended'][language]})"
    SubElement(link, "rect", attributes)
    lines = wrapped(name, BOX_WIDTH - 12)
    first = place.y + 4 - (len(lines) - 1) * LINE_HEIGHT / 2
    for n, line in enumerate(lines):
        _text(link, place.x, first + n * LINE_HEIGHT, line, "font-size:11px", anchor="middle")


def _whole_name(landscape: Landscape, node: Node, language: str) -> str:
    documents = landscape.snapshot.instruments if node.kind == INSTRUMENT else landscape.organizations
    return str(told(documents[node.name]["names"], language))


def wrapped(text: str, width: float) -> list[str]:
    """A label on at most two lines that fit; the end of what does not fit is left out."""
    most = int(width / LETTER_WIDTH)
    lines: list[str] = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) <= most:
            lines[-1] = longer
        else:
            lines.append(word)
    lines = [line for line in lines if line] or [""]
    if len(lines) > LINES:
        lines = [*lines[: LINES - 1], " ".join(lines[LINES - 1 :])]
    return [line if len(line) <= most else line[: most - 1].rstrip() + "…" for line in lines]


def matrix_svg(matrix: Matrix, title: str, language: str) -> bytes:
    """A matrix as a table in a picture."""
    shown = "nl" if language == "all" else language
    grid = grid_of(matrix, shown)
    first = max([len(line[0]) for line in grid] + [12]) * 7 + 20
    widths = [first, *(max(90, *(min(len(line[n]), 26) * 7 + 16 for line in grid)) for n in range(1, len(grid[0])))]
    deep = max([len(wrapped(text, widths[n] - 8)) for n, text in enumerate(grid[0])] + [1])
    top, line_height = TOP, 34
    head = max(line_height, deep * LINE_HEIGHT + 14)
    width, height = sum(widths) + 2 * MARGIN, top + head + line_height * (len(grid) - 1) + MARGIN
    words = (f"{line[0]}: {'; '.join(f'{grid[0][n]}: {text}' for n, text in enumerate(line) if n and text)}." for line in grid[1:])
    svg = _sheet(max(width, 480), height, title, " ".join(words), shown)
    _text(svg, MARGIN, 34, title, "font-size:18px;font-weight:600")
    y = float(top)
    for m, line in enumerate(grid):
        x = float(MARGIN)
        tall = head if m == 0 else line_height
        for n, text in enumerate(line):
            filled = "#e5e7eb" if m == 0 or n == 0 else "#8ecae6" if text else "#ffffff"
            size = {"x": f"{x:g}", "y": f"{y:g}", "width": f"{widths[n]:g}", "height": f"{tall:g}"}
            SubElement(svg, "rect", {**size, "fill": filled, "stroke": "#9ca3af"})
            pieces = wrapped(text, widths[n] - 8)
            start = y + tall / 2 + 4 - (len(pieces) - 1) * LINE_HEIGHT / 2
            for k, piece in enumerate(pieces):
                _text(
                    svg, x + 6, start + k * LINE_HEIGHT, piece, "font-size:11px" + (";font-weight:600" if m == 0 or n == 0 else "")
                )
            x += widths[n]
        y += tall
    return _written(svg)


def _sheet(width: float, height: float, title: str, words: str, language: str) -> Element:
    size = {"width": f"{width:g}", "height": f"{height:g}", "viewBox": f"0 0 {width:g} {height:g}"}
    about = {"role": "graphics-document document", "aria-labelledby": "title words", "lang": language, "style": FONT}
    svg = Element("svg", {"xmlns": "http://www.w3.org/2000/svg", **size, **about})
    SubElement(svg, "title", {"id": "title"}).text = title
    SubElement(svg, "desc", {"id": "words"}).text = words
    SubElement(svg, "rect", {"width": "100%", "height": "100%", "fill": "#ffffff"})
    return svg


def _text(parent: Element, x: float, y: float, text: str, style: str, anchor: str | None = None) -> None:
    attributes: Mapping[str, Any] = {"x": f"{x:g}", "y": f"{y:g}", "fill": "#111827", "style": style}
    element = SubElement(parent, "text", dict(attributes))
    if anchor is not None:
        element.set("text-anchor", anchor)
    element.text = text


def _written(svg: Element) -> bytes:
    body: bytes = tostring(svg, encoding="utf-8", xml_declaration=True)
    return body


def overlapping(places: Iterable[Place]) -> list[tuple[Place, Place]]:
    """The pairs of boxes that meet; none does."""
    known = sorted(places, key=lambda place: (place.y, place.x))
    found = []
    for n, one in enumerate(known):
        for other in known[n + 1 :]:
            if other.y - one.y >= BOX_HEIGHT:
                break
            if abs(other.x - one.x) < BOX_WIDTH:
                found.append((one, other))
    return found
