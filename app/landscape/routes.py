"""Reads of the landscape: organizations, graph, matrices, overlaps, gaps, activities and the report."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any, Literal

from fastapi import APIRouter, Depends, Path, Query
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from app.catalogue.reading import Reading, ReadingDep
from app.catalogue.routes import Codes, Cursor, PageSize, listed
from app.catalogue.search import check_filters
from app.common.fields import IsoDay
from app.common.formats import JSON, accepted
from app.common.languages import told
from app.common.paging import DEFAULT, page_of
from app.landscape import drawing, pages
from app.landscape.activities import Activity, find_activities
from app.landscape.finding import ACTIVE, FILTERS, INSTRUMENT, find, summaries
from app.landscape.graph import DEEPEST, Graph, Node, graph_of, graph_view, graphml_of, node_of
from app.landscape.landscape import Landscape, landscape_of
from app.landscape.matrix import MODALITIES, csv_of, matrix_of, matrix_view
from app.landscape.needs import Overlap, Supply, overlaps, supplies
from app.landscape.report import report_view
from app.landscape.texts import PAGES
from app.landscape.views import activity_view, detail, named
from app.problems import InvalidInput, Issue, ResourceNotFound

router = APIRouter(prefix="/v1")
TAG = "Landscape"
SVG, GRAPHML, CSV, HTML = "image/svg+xml", "application/graphml+xml", "text/csv", "text/html"
OrganizationId = Annotated[str, Path(description="Id of an organization", examples=["blikopener"])]
Around = Annotated[str | None, Query(max_length=120, description="Id of an organization or instrument in the middle")]
Depth = Annotated[int, Query(ge=1, le=DEEPEST, description="How many steps from the middle")]
Relations = Annotated[list[str], Query(description="Relations and roles to keep; default all")]
Regions = Annotated[list[str], Query(description="NUTS codes; default the Flemish Region")]


@router.get("/organizations", tags=[TAG], summary="List organizations", response_description="A page of organizations")
async def list_organizations(
    read: ReadingDep,
    page_size: PageSize = DEFAULT,
    cursor: Cursor = None,
    q: Annotated[str | None, Query(max_length=200, description="Words to look for, in any language")] = None,
    sort: Annotated[
        Literal["relevance", "name", "-name"] | None, Query(description="Order; default by relevance with q, else by name")
    ] = None,
    kind: Codes = [],  # noqa: B006 - FastAPI copies it
    service: Codes = [],  # noqa: B006
    audience: Codes = [],  # noqa: B006
    region: Codes = [],  # noqa: B006
    theme: Codes = [],  # noqa: B006
    role: Codes = [],  # noqa: B006
    state: Annotated[list[str], Query(description="Whether it exists on the date; default active")] = [ACTIVE],  # noqa: B006
    instrument: Annotated[list[str], Query(description="Instruments in which it has a role")] = [],  # noqa: B006
) -> Response:
    """Organizations of the landscape on the reference date, and counts per filter value.

    A region finds whoever works there: in the region itself, in a larger one that contains it, or in a part of it.
    """
    wanted = dict(zip((*FILTERS, INSTRUMENT), (kind, service, audience, region, theme, role, state, instrument), strict=True))
    found = find(read.edition, read.day, wanted, sort, read.language, q)
    asked = [read.edition.snapshot.revision.number, str(read.day), read.language, sort, q, wanted]
    page = page_of(found.ids, str, page_size, cursor, asked)
    return listed(read, page, summaries(read.edition, read.day, read.language), facets=found.facets, interpretedAs=found.read_as)


@router.get("/organizations/{id}", tags=[TAG], summary="Get an organization", response_description="The organization")
async def get_organization(read: ReadingDep, id: OrganizationId) -> Response:  # noqa: A002 - the name in the address
    """All that is known of an organization: services, roles, relations both ways, activities, figures, and who took over."""
    if id not in landscape_of(read.edition).organizations:
        raise ResourceNotFound(_no_organization(id))
    return read.unchanged() or read.answer(detail(read.edition, id, read.day, read.language))


@router.get("/landscape/graph", tags=[TAG], summary="Get the graph of the landscape", response_description="Nodes and edges")
async def get_landscape_graph(
    read: ReadingDep,
    around: Around = None,
    depth: Depth = 2,
    relation: Relations = [],  # noqa: B006
) -> Response:
    """Organizations and instruments on the reference date and what ties them: relations, roles and successions.

    JSON, GraphML (`Accept: application/graphml+xml`), a picture (`image/svg+xml`) or a page that tells it in words (`text/html`).
    """
    formats = {JSON: "json", GRAPHML: "graphml", SVG: "svg", HTML: "html"}
    return await _graph(read, accepted(read.request, formats), around, depth, relation)


@router.get("/landscape/graph.svg", tags=[TAG], summary="Draw the landscape", response_description="The picture")
async def draw_landscape_graph(
    read: ReadingDep,
    around: Around = None,
    depth: Depth = 2,
    relation: Relations = [],  # noqa: B006
) -> Response:
    """The graph as a picture; each node is a link, its colour tells its kind, and a description tells all of it in words."""
    return await _graph(read, "svg", around, depth, relation)


async def _graph(read: Reading, form: str, around: str | None, depth: int, relation: list[str]) -> Response:
    landscape = landscape_of(read.edition)
    middle = _check_graph(landscape, around, relation)
    unchanged = read.unchanged(form)
    if unchanged is not None:
        return unchanged
    # A large landscape takes a while, and other requests need not wait for it.
    graph = await run_in_threadpool(graph_of, landscape, read.day, relation, middle, depth)
    if form == "json":
        return read.answer(await run_in_threadpool(graph_view, landscape, graph, read.day, read.language))
    if form == "graphml":
        return read.represent(graphml_of(landscape, graph, read.language), GRAPHML, form)
    _check_drawn(graph)
    key = "svg", form, str(read.day), read.language, middle, depth, tuple(relation)
    draw = drawing.graph_svg if form == "svg" else pages.graph_page
    drawn = await run_in_threadpool(
        read.edition.keep_recent, "pictures", key, lambda: draw(landscape, graph, read.day, read.language)
    )
    return read.represent(drawn, SVG if form == "svg" else f"{HTML}; charset=utf-8", form)


def _check_graph(landscape: Landscape, around: str | None, relation: list[str]) -> Node | None:
    codes = landscape.snapshot.codes
    known = [*codes("relationType"), *codes("instrumentRole")]
    issues = [
        Issue("unknownCode", "query", "relation", f"{one!r} is no relation or role; known: {', '.join(known)}", one)
        for one in relation
        if one not in known
    ]
    middle = node_of(landscape, around) if around is not None else None
    if around is not None and middle is None:
        both = around in landscape.organizations and around in landscape.snapshot.instruments
        detail = (
            f"an organization and an instrument are called {around}; write organization:{around} or instrument:{around}"
            if both
            else f"there is no organization or instrument {around!r}"
        )
        issues.append(Issue("unknownNode", "query", "around", detail, around))
    if issues:
        raise InvalidInput(issues)
    return middle


def _check_drawn(graph: Graph) -> None:
    if len(graph.nodes) > drawing.MOST_DRAWN:
        detail = f"{len(graph.nodes)} nodes cannot be drawn legibly; narrow them with around, depth or relation"
        raise InvalidInput([Issue("tooManyNodes", "query", "around", detail)])


@router.get("/landscape/matrix", tags=[TAG], summary="Get a matrix", response_description="Rows, columns and cells")
async def get_landscape_matrix(
    read: ReadingDep,
    rows: Annotated[Literal["instruments"], Query(description="What the rows are")] = "instruments",  # noqa: ARG001
    columns: Annotated[Literal["organizations", "modalities"], Query(description="What the columns are")] = "organizations",
    role: Codes = [],  # noqa: B006
) -> Response:
    """Instruments against organizations (which roles they play) or modalities (where collaboration is required or encouraged).

    On dates for which a source prints such a table its own rows are shown. JSON, CSV (`text/csv`) or a picture (`image/svg+xml`).
    """
    return _matrix(read, accepted(read.request, {JSON: "json", CSV: "csv", SVG: "svg"}), columns, role)


@router.get("/landscape/matrix.svg", tags=[TAG], summary="Draw a matrix", response_description="The picture")
async def draw_landscape_matrix(
    read: ReadingDep,
    rows: Annotated[Literal["instruments"], Query(description="What the rows are")] = "instruments",  # noqa: ARG001
    columns: Annotated[Literal["organizations", "modalities"], Query(description="What the columns are")] = "organizations",
    role: Codes = [],  # noqa: B006
) -> Response:
    """The matrix as a table in a picture."""
    return _matrix(read, "svg", columns, role)


@router.get("/landscape/matrix.csv", tags=[TAG], summary="Get a matrix as CSV", response_description="The matrix")
async def export_landscape_matrix(
    read: ReadingDep,
    rows: Annotated[Literal["instruments"], Query(description="What the rows are")] = "instruments",  # noqa: ARG001
    columns: Annotated[Literal["organizations", "modalities"], Query(description="What the columns are")] = "organizations",
    role: Codes = [],  # noqa: B006
) -> Response:
    """The matrix as CSV."""
    return _matrix(read, "csv", columns, role)


def _matrix(read: Reading, form: str, columns: str, role: list[str]) -> Response:
    landscape = landscape_of(read.edition)
    check_filters(landscape.snapshot, {"role": role}, {"role": "instrumentRole"})
    unchanged = read.unchanged(form)
    if unchanged is not None:
        return unchanged
    matrix = matrix_of(landscape, columns, read.day, role)
    if form == "json":
        return read.answer(matrix_view(landscape, matrix, read.language))
    if form == "csv":
        return read.represent(csv_of(matrix, read.language), f"{CSV}; charset=utf-8", form)
    names: Any = matrix.table["names"] if matrix.table is not None else PAGES[MODALITIES if columns == MODALITIES else "roles"]
    title = f"{told(names, 'nl' if read.language == 'all' else read.language)}, {read.day.isoformat()}"
    return read.represent(drawing.matrix_svg(matrix, title, read.language), SVG, form)


@router.get("/landscape/overlaps", tags=[TAG], summary="List overlaps", response_description="A page of pairs")
async def list_overlaps(
    read: ReadingDep,
    page_size: PageSize = DEFAULT,
    cursor: Cursor = None,
    service: Codes = [],  # noqa: B006
    audience: Codes = [],  # noqa: B006
    region: Annotated[str | None, Query(description="Only who serves all of this region")] = None,
) -> Response:
    """Pairs of organizations that offer the same services to the same audiences in the same region, the most shared first."""
    landscape = landscape_of(read.edition)
    regions = [region] if region is not None else []
    check_filters(landscape.snapshot, {"service": service, "audience": audience, "region": regions}, FILTERS)
    key = "overlaps", str(read.day), tuple(service), tuple(audience), region
    # Pairs grow with the square of the landscape, and other requests need not wait for them.
    found: list[Overlap] = await run_in_threadpool(
        read.edition.keep_recent,
        "overlaps",
        key,
        lambda: overlaps(landscape, read.day, frozenset(service), frozenset(audience), region),
    )
    asked = [read.edition.snapshot.revision.number, *key]
    page = page_of(found, lambda one: " ".join(one.pair), page_size, cursor, asked)
    return listed(read, page, _overlap_view(landscape, read.language))


def _overlap_view(landscape: Landscape, language: str) -> Callable[[Overlap], dict[str, Any]]:
    return lambda one: {
        "organizations": [named(landscape, name, language) for name in one.pair],
        "services": list(one.services),
        "audiences": list(one.audiences),
        "regions": list(one.regions),
    }


@router.get("/landscape/gaps", tags=[TAG], summary="List gaps", response_description="A page of needs that few or none serve")
async def list_gaps(
    read: ReadingDep,
    page_size: PageSize = DEFAULT,
    cursor: Cursor = None,
    service: Codes = [],  # noqa: B006
    audience: Codes = [],  # noqa: B006
    region: Regions = ["BE2"],  # noqa: B006
    at_most: Annotated[int, Query(alias="atMost", ge=0, le=10, description="Served by so many at most; default by nobody")] = 0,
) -> Response:
    """Services that nobody offers to an audience in all of a region."""
    landscape = landscape_of(read.edition)
    check_filters(landscape.snapshot, {"service": service, "audience": audience, "region": region}, FILTERS)
    found = [
        one
        for one in supplies(landscape, read.day, tuple(dict.fromkeys(region)))
        if len(one.by) <= at_most and (not service or one.service in service) and (not audience or one.audience in audience)
    ]
    asked = [read.edition.snapshot.revision.number, str(read.day), service, audience, region, at_most]
    page = page_of(found, lambda one: f"{one.audience} {one.service} {one.region}", page_size, cursor, asked)
    return listed(read, page, _gap_view(landscape, read.language))


def _gap_view(landscape: Landscape, language: str) -> Callable[[Supply], dict[str, Any]]:
    codes = landscape.snapshot.codes
    services, audiences, regions = codes("serviceType"), codes("targetGroup"), codes("nuts")
    return lambda one: {
        "audience": one.audience,
        "audienceName": told(audiences[one.audience], language),
        "service": one.service,
        "serviceName": told(services[one.service], language),
        "region": one.region,
        "regionName": told(regions[one.region], language),
        "organizations": [named(landscape, name, language) for name in one.by],
    }


@router.get("/landscape/report", tags=[TAG], summary="Get the transparency report", response_description="The report")
async def get_landscape_report(read: ReadingDep) -> Response:
    """Who plays which role in each instrument, where a role is missing or played twice, who serves whom, and what is unverified.

    JSON, or a page that prints well (`Accept: text/html`).
    """
    form = accepted(read.request, {JSON: "json", HTML: "html"})
    unchanged = read.unchanged(form)
    if unchanged is not None:
        return unchanged
    landscape = landscape_of(read.edition)
    if form == "json":
        return read.answer(await run_in_threadpool(report_view, landscape, read.day, read.language))
    page = await run_in_threadpool(pages.report_page, landscape, read.day, read.language)
    return read.represent(page, f"{HTML}; charset=utf-8", form)


@dataclass(frozen=True, slots=True)
class ActivitiesRead:
    """A read of activities: those that pass the filters, and what was asked."""

    read: Reading
    activities: list[Activity]
    asked: list[Any]


async def activities_reading(
    read: ReadingDep,
    first: Annotated[IsoDay | None, Query(alias="from", description="First day of the stretch they share a day with")] = None,
    last: Annotated[IsoDay | None, Query(alias="to", description="Last day of the stretch they share a day with")] = None,
    organization: Annotated[list[str], Query(description="Ids of organizations; several values mean or")] = [],  # noqa: B006
    type: Codes = [],  # noqa: A002, B006 - the name in the address
    recurrence: Codes = [],  # noqa: B006
) -> ActivitiesRead:
    """The activities that a request asks for; refuses unknown organizations and codes, and a stretch that ends before it begins."""
    landscape = landscape_of(read.edition)
    lists = {"type": "activityType", "recurrence": "recurrence"}
    check_filters(landscape.snapshot, {"type": type, "recurrence": recurrence}, lists)
    issues = [
        Issue("unknownOrganization", "query", "organization", _no_organization(one), one)
        for one in organization
        if one not in landscape.organizations
    ]
    if first is not None and last is not None and last < first:
        issues.append(Issue("stretch", "query", "to", f"to ({last}) lies before from ({first}); turn them round", str(last)))
    if issues:
        raise InvalidInput(issues)
    end = None if last is None or last == date.max else last + timedelta(days=1)
    found = find_activities(landscape, (first, end), organization, type, recurrence)
    return ActivitiesRead(read, found, [first, last, organization, type, recurrence])


ActivitiesDep = Annotated[ActivitiesRead, Depends(activities_reading)]


@router.get("/activities", tags=[TAG], summary="List activities", response_description="A page of activities")
async def list_activities(found: ActivitiesDep, page_size: PageSize = DEFAULT, cursor: Cursor = None) -> Response:
    """What organizations plan, or do again and again: events, calls, networks, training, publications."""
    read = found.read
    landscape = landscape_of(read.edition)
    asked = [read.edition.snapshot.revision.number, str(read.day), found.asked]
    page = page_of(found.activities, lambda one: one.id, page_size, cursor, asked)
    return listed(read, page, lambda one: activity_view(landscape, one, read.language))


def _no_organization(name: str) -> str:
    return f"there is no organization {name!r}; GET /v1/organizations lists them"
