"""The landscape as a graph on a day: organizations and instruments, tied by relations, roles and successions."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from xml.etree.ElementTree import Element, SubElement, tostring

from app.catalogue.heads import Members
from app.common.languages import told
from app.landscape.landscape import SUCCEEDS, Landscape, Statement
from app.landscape.views import statement_view

ORGANIZATION, INSTRUMENT = "organization", "instrument"
DEEPEST = 6


@dataclass(frozen=True, slots=True)
class Node:
    """An organization or an instrument."""

    kind: str
    name: str

    @property
    def id(self) -> str:
        """The two share no space of ids, so the kind stands before it."""
        return f"{self.kind}:{self.name}"

    @property
    def href(self) -> str:
        """Its address."""
        return f"/v1/{self.kind}s/{self.name}"


@dataclass(frozen=True, slots=True, eq=False)
class Edge:
    """What ties two nodes; `said` is the statement it was made of, `None` for a succession of instruments."""

    source: Node
    target: Node
    type: str
    status: str
    said: Statement | None
    rests_on: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Graph:
    """Nodes and edges, each in a stable order."""

    nodes: tuple[Node, ...]
    edges: tuple[Edge, ...]


def node_of(landscape: Landscape, asked: str) -> Node | None:
    """The node of an id, with its kind before it or, where only one has it, without."""
    kind, _, name = asked.rpartition(":")
    known = {ORGANIZATION: landscape.organizations, INSTRUMENT: landscape.snapshot.instruments}
    if kind:
        return Node(kind, name) if name in known.get(kind, ()) else None
    found = [Node(one, name) for one, names in known.items() if name in names]
    return found[0] if len(found) == 1 else None


def graph_of(landscape: Landscape, day: date, types: Collection[str] = (), around: Node | None = None, depth: int = 2) -> Graph:
    """What exists and holds on a day; `types` are relations and roles to keep (none: all), `around` narrows it to a neighbourhood.

    A predecessor that is gone stays where its successor is, as far as successions are kept.
    """
    edges = [edge for edge in _edges(landscape, day) if not types or edge.type in types]
    if around is not None:
        near = _within(edges, around, depth)
        edges = [edge for edge in edges if edge.source in near and edge.target in near]
        nodes = near
    else:
        nodes = {Node(ORGANIZATION, name) for name in landscape.organizations if landscape.exists(name, day)}
        if not types:
            nodes |= {Node(INSTRUMENT, name) for name in landscape.snapshot.in_force(day)}
        nodes |= {node for edge in edges for node in (edge.source, edge.target)}
    return Graph(tuple(sorted(nodes, key=lambda node: (node.kind, node.name))), tuple(edges))


def _edges(landscape: Landscape, day: date) -> Iterator[Edge]:
    seen: set[tuple[str, str, str]] = set()
    for relation in landscape.relations:
        key = relation.organization, relation.type, relation.target
        gone = relation.type != SUCCEEDS and not landscape.exists(relation.target, day)
        if key in seen or gone or not relation.holds(day):
            continue
        seen.add(key)
        ends = Node(ORGANIZATION, relation.organization), Node(ORGANIZATION, relation.target)
        yield Edge(*ends, relation.type, relation.status, relation, relation.document)
    for role in landscape.roles:
        key = role.organization, role.role, role.instrument
        if key in seen or not role.holds(day):
            continue
        seen.add(key)
        ends = Node(ORGANIZATION, role.organization), Node(INSTRUMENT, role.instrument)
        yield Edge(*ends, role.role, "documented", role, role.document)
    in_force = landscape.snapshot.in_force(day)
    for name in in_force:
        for item in landscape.snapshot.instruments[name].get("predecessors", ()):
            yield Edge(Node(INSTRUMENT, name), Node(INSTRUMENT, item["instrument"]), SUCCEEDS, "documented", None, item)


def _within(edges: Iterable[Edge], around: Node, depth: int) -> set[Node]:
    beside: dict[Node, list[Node]] = defaultdict(list)
    for edge in edges:
        beside[edge.source].append(edge.target)
        beside[edge.target].append(edge.source)
    near = edge_of_it = {around}
    for _ in range(depth):
        edge_of_it = {other for node in edge_of_it for other in beside[node]} - near
        near = near | edge_of_it
    return near


def label_of(landscape: Landscape, node: Node, language: str) -> Any:
    """What a node is called: the short name of an organization where it has one."""
    if node.kind == INSTRUMENT:
        return told(landscape.snapshot.instruments[node.name]["names"], language)
    document = landscape.organizations[node.name]
    return document.get("shortName") or told(document["names"], language)


def graph_view(landscape: Landscape, graph: Graph, day: date, language: str) -> Members:
    """A graph as JSON."""
    labels = {**landscape.snapshot.codes("instrumentRole"), **landscape.snapshot.codes("relationType")}
    texts = {code: told(label, language) for code, label in labels.items()}
    return {
        "nodes": [_node_view(landscape, node, day, language) for node in graph.nodes],
        "edges": [
            {
                "source": edge.source.id,
                "target": edge.target.id,
                "type": edge.type,
                "text": texts[edge.type],
                "status": edge.status,
                **(
                    statement_view(edge.said, day, language)
                    if edge.said is not None
                    else {"sources": edge.rests_on.get("sources", []), "confidence": edge.rests_on["confidence"]}
                ),
            }
            for edge in graph.edges
        ],
    }


def _node_view(landscape: Landscape, node: Node, day: date, language: str) -> Members:
    members: Members = {"id": node.id, "href": node.href}
    if node.kind == INSTRUMENT:
        document = landscape.snapshot.instruments[node.name]
        state = landscape.snapshot.availability(node.name, day).state
        members |= {"name": told(document["names"], language), "kind": INSTRUMENT}
        return members | {"category": document["category"], "state": state}
    document = landscape.organizations[node.name]
    return members | {
        "name": told(document["names"], language),
        "kind": document["kind"],
        "state": landscape.state(node.name, day),
    }


def graph_texts(landscape: Landscape, graph: Graph, language: str) -> Iterator[str]:
    """Every edge as a sentence."""
    labels = {**landscape.snapshot.codes("instrumentRole"), **landscape.snapshot.codes("relationType")}
    for edge in graph.edges:
        ends = (str(label_of(landscape, node, language)) for node in (edge.source, edge.target))
        yield f"{next(ends)} {told(labels[edge.type], language)} {next(ends)}."


def graphml_of(landscape: Landscape, graph: Graph, language: str) -> bytes:
    """The graph as GraphML, with names, kinds and what ties them."""
    shown = "nl" if language == "all" else language
    root = Element("graphml", {"xmlns": "http://graphml.graphdrawing.org/xmlns"})
    for key, owner in (("name", "node"), ("kind", "node"), ("type", "edge"), ("status", "edge"), ("confidence", "edge")):
        SubElement(root, "key", {"id": key, "for": owner, "attr.name": key, "attr.type": "string"})
    drawn = SubElement(root, "graph", {"id": "landscape", "edgedefault": "directed"})
    for node in graph.nodes:
        element = SubElement(drawn, "node", {"id": node.id})
        kind = INSTRUMENT if node.kind == INSTRUMENT else landscape.organizations[node.name]["kind"]
        for key, value in (("name", str(label_of(landscape, node, shown))), ("kind", kind)):
            SubElement(element, "data", {"key": key}).text = value
    for n, edge in enumerate(graph.edges):
        element = SubElement(drawn, "edge", {"id": f"e{n}", "source": edge.source.id, "target": edge.target.id})
        confidence = edge.said.confidence if edge.said is not None else edge.rests_on["confidence"]
        for key, value in (("type", edge.type), ("status", edge.status), ("confidence", confidence)):
            SubElement(element, "data", {"key": key}).text = value
    body: bytes = tostring(root, encoding="utf-8", xml_declaration=True)
    return body
