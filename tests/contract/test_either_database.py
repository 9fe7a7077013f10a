"""It makes no difference to an answer which database the catalogue was published in."""

from typing import Any

from starlette.testclient import TestClient

from app.catalogue.checks import check_quality
from app.catalogue.snapshot import Documents, Snapshot
from app.examples import CASE
from tests.fixtures.databases import TEMPLATE
from tests.fixtures.service import PUBLISHED_AT, Starter, publish_to
from tests.postgres import Cluster

DAY = "referenceDate=2021-06-15&lang=all"
READS = (
    "/v1/instruments",
    "/v1/instruments?q=hogeschool",
    "/v1/calls",
    "/v1/indicators",
    "/v1/coverage",
    "/v1/comparisons?instrument=tetra&instrument=coock",
    "/v1/facts",
    "/v1/sources",
    "/v1/revisions/1",
    "/v1/changes",
    "/v1/organizations",
    "/v1/landscape/graph",
    "/v1/landscape/matrix?columns=modalities",
    "/v1/landscape/overlaps",
    "/v1/landscape/gaps",
    "/v1/landscape/report",
    "/v1/activities",
)


def test_a_service_on_postgresql_gives_the_same_bytes_as_one_on_sqlite(
    client: TestClient, start: Starter, migrated_postgresql: Cluster, documents: Documents, snapshot: Snapshot
) -> None:
    report: Any = check_quality(snapshot, PUBLISHED_AT.date()).plain(documents)
    url = migrated_postgresql.create("whole", TEMPLATE)
    publish_to(url, documents, quality=report)
    other = start(database_url=url)
    details = [f"/v1/instruments/{name}" for name in documents["instrument"]]
    details += [f"/v1/organizations/{name}" for name in documents["organization"]]
    for path in (*READS, *details):
        address = f"{path}{'&' if '?' in path else '?'}{DAY}"
        here, there = (one.get(address) for one in (client, other))
        assert (here.status_code, there.status_code) == (200, 200), path
        assert (here.content, here.headers["etag"]) == (there.content, there.headers["etag"]), path
    assert client.post("/v1/advices", json=CASE).content == other.post("/v1/advices", json=CASE).content
