"""The graph of the landscape over HTTP: what it holds, in JSON, GraphML, as a picture and as a page."""

from datetime import date
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import igraph
import pytest
from starlette.testclient import TestClient

from app.landscape.drawing import BOX_HEIGHT, BOX_WIDTH, Place, overlapping
from tests.contract.asking import LANGUAGES, PROBLEM, Json, every, read

PATH = "/v1/landscape/graph"
SVG = "{http://www.w3.org/2000/svg}"
GRAPHML = "application/graphml+xml"
DAYS = ("2013-06-15", "2021-06-15", "2026-11-21")


def graph(client: TestClient, **query: Any) -> Json:
    return read(client, PATH, **query)


def ends(told: Json) -> set[str]:
    return {edge[end] for edge in told["edges"] for end in ("source", "target")}


def neighbourhood(edges: list[Json], middle: str, depth: int) -> set[str]:
    """So many steps from the middle, along ties either way."""
    near = {middle}
    for _ in range(depth):
        near |= {edge["target"] for edge in edges if edge["source"] in near} | {
            edge["source"] for edge in edges if edge["target"] in near
        }
    return near


@pytest.mark.parametrize("day", DAYS)
def test_the_whole_graph_of_a_day(client: TestClient, day: str) -> None:
    told = graph(client, referenceDate=day)
    nodes = {one["id"]: one for one in told["nodes"]}
    assert len(nodes) == len(told["nodes"])
    assert ends(told) <= set(nodes)
    active = {f"organization:{one['id']}" for one in every(client, "/v1/organizations", referenceDate=day)}
    known = {one["id"] for one in nodes.values() if one["kind"] != "instrument" and one["state"] == "active"}
    assert known == active
    gone = [one["id"] for one in nodes.values() if one["kind"] != "instrument" and one["state"] != "active"]
    taken_over = {edge["target"] for edge in told["edges"] if edge["type"] == "successorOf"}
    assert set(gone) <= taken_over
    assert all(edge["holds"] for edge in told["edges"] if "holds" in edge)
    keys = [(edge["source"], edge["type"], edge["target"]) for edge in told["edges"]]
    assert len(set(keys)) == len(keys)
    for edge in told["edges"]:
        assert edge["status"] in ("documented", "recommended")
        assert edge["sources"] or edge["confidence"] == "unverified"


def test_each_tie_is_told_by_the_organization_too(client: TestClient) -> None:
    """What the graph says of one organization is what its own page says that holds."""
    told = graph(client, referenceDate="2021-06-15")
    for name in ("vlaio", "blikopener", "kennisinstellingen", "itaa"):
        page = read(client, f"/v1/organizations/{name}", referenceDate="2021-06-15")
        said = {(one["type"], f"organization:{one['organization']['id']}") for one in page["relations"] if one["holds"]}
        said |= {(one["role"], f"instrument:{one['instrument']['id']}") for one in page["roles"] if one["holds"]}
        drawn = {(edge["type"], edge["target"]) for edge in told["edges"] if edge["source"] == f"organization:{name}"}
        assert drawn <= said
        gone = {target for _, target in said - drawn}
        assert all(read(client, target.replace("organization:", "/v1/organizations/"))["state"] != "active" for target in gone)


def test_nothing_is_there_before_its_time(client: TestClient) -> None:
    early = {one["id"] for one in graph(client, referenceDate="2013-06-15")["nodes"]}
    assert {"organization:iwt", "organization:innovatiecentra", "instrument:sbo"} <= early
    assert not {"organization:vlaio", "organization:blikopener", "instrument:coock", "instrument:blikopener"} & early


@pytest.mark.parametrize("depth", [1, 2, 3])
@pytest.mark.parametrize("middle", ["organization:itaa", "instrument:planC", "organization:teamBedrijfstrajecten"])
def test_around_holds_what_is_so_near_and_all_ties_between(client: TestClient, middle: str, depth: int) -> None:
    whole, told = graph(client), graph(client, around=middle, depth=depth)
    near = neighbourhood(whole["edges"], middle, depth)
    assert {one["id"] for one in told["nodes"]} == near
    assert told["edges"] == [edge for edge in whole["edges"] if {edge["source"], edge["target"]} <= near]


def test_relations_narrow_it_before_the_neighbourhood_is_taken(client: TestClient) -> None:
    whole = graph(client)["edges"]
    told = graph(client, relation=["refersTo", "memberOf"])
    assert told["edges"] == [edge for edge in whole if edge["type"] in ("refersTo", "memberOf")]
    around = graph(client, relation="memberOf", around="organization:speerpuntclusters", depth=1)
    members = [edge for edge in whole if edge["type"] == "memberOf" and edge["target"] == "organization:speerpuntclusters"]
    assert {one["id"] for one in around["nodes"]} >= {edge["source"] for edge in members}
    assert {edge["type"] for edge in around["edges"]} == {"memberOf"}


def test_both_kinds_may_bear_one_id(client: TestClient) -> None:
    organization, instrument = graph(client, around="organization:planC"), graph(client, around="instrument:planC")
    assert "organization:planC" in {one["id"] for one in organization["nodes"]}
    assert "instrument:planC" in {one["id"] for one in instrument["nodes"]}
    refused = client.get(PATH, params={"around": "planC"})
    assert refused.status_code == 400
    assert "write organization:planC or instrument:planC" in refused.json()["detail"]
    assert graph(client, around="itaa") == graph(client, around="organization:itaa")


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"around": "nobody"}, "around"),
        ({"around": "person:vlaio"}, "around"),
        ({"relation": "likes"}, "relation"),
        ({"depth": "0"}, "depth"),
        ({"depth": "7"}, "depth"),
        ({"around": "x" * 121}, "around"),
    ],
)
@pytest.mark.parametrize("path", [PATH, f"{PATH}.svg"])
def test_what_is_not_known_is_refused(client: TestClient, path: str, query: dict[str, str], name: str) -> None:
    answer = client.get(path, params=query, headers={"If-None-Match": "*"})
    assert (answer.status_code, answer.headers["content-type"]) == (400, PROBLEM)
    assert [one["name"] for one in answer.json()["issues"]] == [name]


@pytest.mark.filterwarnings("ignore::RuntimeWarning")  # igraph tells that it drops its own ids
@pytest.mark.parametrize("query", [{}, {"around": "vlaio", "depth": 1}, {"referenceDate": "2013-06-15"}])
def test_graphml_holds_the_same_nodes_and_edges(client: TestClient, tmp_path: Path, query: Json) -> None:
    told = graph(client, lang="en", **query)
    answer = client.get(PATH, params={"lang": "en", **query}, headers={"Accept": GRAPHML})
    assert answer.headers["content-type"] == GRAPHML
    file = tmp_path / "landscape.graphml"
    file.write_bytes(answer.content)
    written = igraph.Graph.Read_GraphML(str(file))
    names = written.vs["id"]
    assert names == [one["id"] for one in told["nodes"]]
    assert written.vs["kind"] == [one["kind"] for one in told["nodes"]]
    assert [(names[one.source], one["type"], one["status"], one["confidence"], names[one.target]) for one in written.es] == [
        (edge["source"], edge["type"], edge["status"], edge["confidence"], edge["target"]) for edge in told["edges"]
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    "query", [{}, {"around": "organization:blikopener"}, {"referenceDate": "2013-06-15", "relation": "operates"}]
)
def test_the_picture(client: TestClient, language: str, query: Json) -> None:
    told = graph(client, lang=language, **query)
    answer = client.get(f"{PATH}.svg", params={"lang": language, **query})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "image/svg+xml"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    root = ET.fromstring(answer.content)
    links = list(root.iter(f"{SVG}a"))
    assert sorted(str(one.get("href")) for one in links) == sorted(one["href"] for one in told["nodes"])
    boxes = [box for link in links for box in link.findall(f"{SVG}rect")]
    assert len(boxes) == len(links)
    places = [Place(float(box.get("x", 0)) + BOX_WIDTH / 2, float(box.get("y", 0)) + BOX_HEIGHT / 2) for box in boxes]
    assert overlapping(places) == []
    assert len(list(root.iter(f"{SVG}line"))) == len(told["edges"])
    assert root.findtext(f"{SVG}title")
    assert (root.findtext(f"{SVG}desc") or "").count(".") >= len(told["edges"])
    lists = {one["code"]: one["label"] for one in read(client, "/v1/refData/organizationKind", lang=language)["items"]}
    texts = {one.text for one in root.findall(f"{SVG}text")}
    kinds = {one["kind"] for one in told["nodes"]}
    assert {lists.get(kind, "Instrument") for kind in kinds} <= texts
    assert len({box.get("fill") for box in boxes}) == len(kinds)


def test_the_picture_is_the_same_bytes_and_the_same_by_accept(client: TestClient) -> None:
    first, again = client.get(f"{PATH}.svg"), client.get(f"{PATH}.svg")
    accepted = client.get(PATH, headers={"Accept": "image/svg+xml"})
    assert first.content == again.content == accepted.content
    held = client.get(f"{PATH}.svg", headers={"If-None-Match": first.headers["etag"]})
    assert (held.status_code, held.content) == (304, b"")


def test_each_form_has_an_etag_of_its_own(client: TestClient) -> None:
    forms = ("application/json", GRAPHML, "image/svg+xml", "text/html")
    answers = [client.get(PATH, params={"around": "itaa"}, headers={"Accept": form}) for form in forms]
    assert [answer.status_code for answer in answers] == [200] * 4
    assert [answer.headers["content-type"].partition(";")[0] for answer in answers] == list(forms)
    assert len({answer.headers["etag"] for answer in answers}) == 4
    assert client.get(PATH, headers={"Accept": "application/pdf"}).status_code == 406


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_tells_every_tie_in_words(client: TestClient, language: str) -> None:
    told = graph(client, around="organization:blikopener", lang=language)
    page = client.get(PATH, params={"around": "organization:blikopener", "lang": language}, headers={"Accept": "text/html"}).text
    assert f'<html lang="{language}">' in page
    assert page.count("<li>") == len(told["nodes"]) + len(told["edges"])
    assert page.count('class="mark"') == sum(edge["status"] == "recommended" for edge in told["edges"])
    assert str(date.today())[:4] in page  # noqa: DTZ011 - the default reference date
    assert "http://" not in page.replace("http://www.w3.org", "")
