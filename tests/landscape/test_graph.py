"""The graph of a small world: what it holds, what is near, and its forms."""

from datetime import date
from pathlib import Path

import igraph
import pytest

from app.catalogue.snapshot import Snapshot
from app.landscape.graph import Graph, Node, graph_of, graph_texts, graph_view, graphml_of, label_of, node_of
from app.landscape.landscape import Landscape
from tests.landscape.world import DAY, SAID, landscape_in, organization, relation, role

EARLY = date(2014, 6, 1)


@pytest.fixture(scope="module")
def chain(bare: Snapshot) -> Landscape:
    """a -> b -> c -> d by several ties, e that nothing ties, and f that g succeeded."""
    return landscape_in(
        bare,
        [
            organization("a", shortName="A&B", relations=[relation("refersTo", "b", status="recommended", **SAID)]),
            organization("b", relations=[relation("partnerOf", "c", **SAID)], roles=[role("always", "guides", **SAID)]),
            organization("c", relations=[relation("refersTo", "d", validTo="2016-01-01", **SAID)]),
            organization("d", relations=[relation("partnerOf", "f")]),
            organization("e"),
            organization("f", validTo="2016-01-01", roles=[role("forerunner", "operates")]),
            organization("g", validFrom="2016-01-01", relations=[relation("successorOf", "f"), relation("partnerOf", "f")]),
        ],
    )


def ids(graph: Graph) -> set[str]:
    return {node.id for node in graph.nodes}


def ties(graph: Graph) -> list[tuple[str, str, str]]:
    return [(edge.source.name, edge.type, edge.target.name) for edge in graph.edges]


def test_what_exists_and_holds_on_a_day(chain: Landscape) -> None:
    graph = graph_of(chain, DAY)
    assert ties(graph) == [
        ("a", "refersTo", "b"),
        ("b", "partnerOf", "c"),
        ("g", "successorOf", "f"),  # who is gone is shown where somebody took over, and for nothing else
        ("b", "guides", "always"),
        ("dated", "successorOf", "forerunner"),
    ]
    organizations = {f"organization:{name}" for name in "abcdefg"}
    assert ids(graph) == organizations | {"instrument:always", "instrument:dated", "instrument:forerunner"}


def test_another_day_is_another_graph(chain: Landscape) -> None:
    graph = graph_of(chain, EARLY)
    assert ("c", "refersTo", "d") in ties(graph)
    assert ("f", "operates", "forerunner") in ties(graph)
    assert ("d", "partnerOf", "f") in ties(graph)
    assert "organization:g" not in ids(graph)
    assert graph_of(chain, date(2003, 1, 1)).nodes != graph.nodes
    assert "instrument:dated" not in ids(graph_of(chain, date(2003, 1, 1)))


def test_only_the_ties_asked_for_with_their_ends(chain: Landscape) -> None:
    graph = graph_of(chain, DAY, ["partnerOf"])
    assert ties(graph) == [("b", "partnerOf", "c")]
    assert ids(graph) == {f"organization:{name}" for name in "abcdeg"}  # no instruments, which only roles tie
    assert {edge.type for edge in graph_of(chain, DAY, ["guides", "successorOf"]).edges} == {"guides", "successorOf"}


@pytest.mark.parametrize(
    ("depth", "near"),
    [
        (1, {"organization:a", "organization:b"}),
        (2, {"organization:a", "organization:b", "organization:c", "instrument:always"}),
        (6, {"organization:a", "organization:b", "organization:c", "instrument:always"}),
    ],
)
def test_a_neighbourhood_reaches_so_many_steps_both_ways(chain: Landscape, depth: int, near: set[str]) -> None:
    graph = graph_of(chain, DAY, (), Node("organization", "a"), depth)
    assert ids(graph) == near
    assert all({edge.source, edge.target} <= set(graph.nodes) for edge in graph.edges)


def test_a_neighbourhood_goes_along_the_ties_asked_for_only(chain: Landscape) -> None:
    graph = graph_of(chain, DAY, ["refersTo"], Node("organization", "a"), 6)
    assert ids(graph) == {"organization:a", "organization:b"}
    assert ids(graph_of(chain, DAY, (), Node("organization", "e"), 2)) == {"organization:e"}


def test_a_node_by_its_id_with_or_without_its_kind(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a"), organization("always")])
    assert node_of(known, "a") == node_of(known, "organization:a") == Node("organization", "a")
    assert node_of(known, "dated") == Node("instrument", "dated")
    assert node_of(known, "always") is None  # both have it
    assert node_of(known, "instrument:always") == Node("instrument", "always")
    for strange in ("", "x", "instrument:a", "person:a", ":", "organization:"):
        assert node_of(known, strange) is None


def test_json_tells_each_tie_with_what_it_rests_on(chain: Landscape) -> None:
    told = graph_view(chain, graph_of(chain, DAY), DAY, "en")
    first = told["edges"][0]
    assert first == {
        "source": "organization:a",
        "target": "organization:b",
        "type": "refersTo",
        "text": "refers clients to",
        "status": "recommended",
        "validity": {},
        "holds": True,
        **SAID,
    }
    nodes = {one["id"]: one for one in told["nodes"]}
    assert (nodes["organization:f"]["state"], nodes["organization:g"]["state"]) == ("ended", "active")
    assert nodes["instrument:forerunner"]["state"] == "notInForce"
    assert {edge[end] for edge in told["edges"] for end in ("source", "target")} <= set(nodes)
    assert graph_view(chain, graph_of(chain, DAY), DAY, "all")["nodes"][0]["name"].keys() == {"nl", "en", "fr"}


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # igraph tells that it drops its own ids
def test_graphml_reads_back_the_same(chain: Landscape, tmp_path: Path) -> None:
    graph = graph_of(chain, DAY)
    file = tmp_path / "graph.graphml"
    file.write_bytes(graphml_of(chain, graph, "en"))
    read = igraph.Graph.Read_GraphML(str(file))
    assert read.is_directed()
    assert read.vs["id"] == [node.id for node in graph.nodes]
    assert read.vs["name"] == [label_of(chain, node, "en") for node in graph.nodes]
    assert set(read.vs["kind"]) == {"network", "instrument"}
    assert [(read.vs[edge.source]["id"], edge["type"], read.vs[edge.target]["id"]) for edge in read.es] == [
        (edge.source.id, edge.type, edge.target.id) for edge in graph.edges
    ]
    assert read.es["status"][0] == "recommended"
    assert set(read.es["confidence"]) == {"seed"}


def test_every_tie_is_a_sentence(chain: Landscape) -> None:
    sentences = list(graph_texts(chain, graph_of(chain, DAY), "nl"))
    assert sentences[0] == "A&B verwijst door naar B."
    assert len(sentences) == 5
    assert len(set(sentences)) == 5
