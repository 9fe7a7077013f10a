"""Pages of the landscape for people: the report, and the graph in words beside its picture. Nothing is loaded from elsewhere."""

import base64
from collections.abc import Mapping
from datetime import date
from functools import cache
from itertools import groupby
from typing import Any

from app.common.languages import told
from app.landscape.drawing import graph_svg, kind_of
from app.landscape.graph import INSTRUMENT, Graph, label_of
from app.landscape.landscape import RECOMMENDED, Landscape
from app.landscape.report import FLANDERS, report_view, served_by
from app.landscape.texts import PAGES


@cache
def _templates() -> Any:
    """The templates, loaded on first use; everything that is put in is escaped."""
    import jinja2

    loader = jinja2.PackageLoader("app.landscape", "templates")
    return jinja2.Environment(
        loader=loader, autoescape=True, undefined=jinja2.StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )


def _page(template: str, landscape: Landscape, day: date, language: str, **members: Any) -> bytes:
    shown = "nl" if language == "all" else language
    words: Mapping[str, str] = {key: text[shown] for key, text in PAGES.items()}
    stamp = words["onDate"].format(day=day.isoformat(), revision=landscape.snapshot.revision.number)
    page: str = _templates().get_template(template).render(words=words, language=shown, stamp=stamp, **members)
    return page.encode()


def report_page(landscape: Landscape, day: date, language: str) -> bytes:
    """The report as a page that prints well."""
    shown = "nl" if language == "all" else language
    codes = landscape.snapshot.codes
    return _page(
        "report.html",
        landscape,
        day,
        shown,
        report=report_view(landscape, day, shown),
        services={code: told(label, shown) for code, label in codes("serviceType").items()},
        audiences={code: told(label, shown) for code, label in codes("targetGroup").items()},
        served=served_by(landscape, day, FLANDERS),
    )


def graph_page(landscape: Landscape, graph: Graph, day: date, language: str) -> bytes:
    """The graph in words, for those who read rather than look, with its picture above."""
    shown = "nl" if language == "all" else language
    kinds = {**landscape.snapshot.codes("organizationKind"), INSTRUMENT: PAGES["instruments"]}
    labels = {**landscape.snapshot.codes("instrumentRole"), **landscape.snapshot.codes("relationType")}
    ties: dict[Any, list[dict[str, Any]]] = {node: [] for node in graph.nodes}
    for edge in graph.edges:
        told_edge = {
            "text": told(labels[edge.type], shown),
            "name": label_of(landscape, edge.target, shown),
            "href": edge.target.href,
            "recommended": edge.status == RECOMMENDED,
        }
        ties[edge.source].append(told_edge)
    nodes = sorted(graph.nodes, key=lambda node: (kind_of(landscape, node), str(label_of(landscape, node, shown)).casefold()))
    groups = [
        {
            "name": told(kinds[kind], shown),
            "nodes": [{"name": label_of(landscape, node, shown), "href": node.href, "ties": ties[node]} for node in members],
        }
        for kind, members in groupby(nodes, key=lambda node: kind_of(landscape, node))
    ]
    picture = base64.b64encode(graph_svg(landscape, graph, day, shown)).decode()
    return _page("graph.html", landscape, day, shown, groups=groups, picture=picture)
