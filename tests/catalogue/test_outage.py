"""The database goes away and comes back: what is in memory goes on being served."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from tests.fixtures.cases import AMOUNT, CASE, amount_of, amount_with_base, with_base
from tests.fixtures.databases import Maker
from tests.fixtures.seeds import Plain
from tests.fixtures.service import Starter, look_for_newer, publish_to
from tests.postgres import Cluster


@dataclass(frozen=True)
class Outage:
    """A database with two revisions that can be taken away and brought back."""

    url: str
    begin: Callable[[], object]
    end: Callable[[], object]


@pytest.fixture
def outage(maker: Maker, few_documents: dict[str, Plain], request: pytest.FixtureRequest) -> Iterator[Outage]:
    """A database that can be taken away: the file of SQLite, or the whole PostgreSQL server."""
    url = maker.migrated()
    publish_to(url, few_documents)
    publish_to(url, with_base(few_documents, 28))
    if maker.kind == "sqlite":
        file = Path(url.removeprefix("sqlite:///"))
        away = file.with_suffix(".away")
        yield Outage(url, lambda: file.replace(away), lambda: away.replace(file))
        return
    cluster: Cluster = request.getfixturevalue("cluster")
    yield Outage(url, cluster.stop, cluster.start)
    cluster.start()  # a server that runs is left as it is


def status_of(client: TestClient) -> object:
    answer = client.get("/health")
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()["status"]


def test_reads_go_on_while_the_database_is_away_and_newer_revisions_come_when_it_is_back(
    outage: Outage, start: Starter, few_documents: dict[str, Plain]
) -> None:
    client = start(database_url=outage.url)
    assert status_of(client) == "UP"
    outage.begin()
    look_for_newer(client)
    assert client.get("/health").json() == {"status": "DEGRADED", "revision": 2}
    advice = client.post("/v1/advices", json=CASE)
    assert (advice.status_code, amount_of(advice.json())) == (200, amount_with_base(28))
    for address in ("/v1/instruments", "/v1/facts", "/v1/sources", "/v1/refData/region", "/v1/revisions", "/doc/openapi.json"):
        assert client.get(address).status_code == 200, address

    for answer in (
        client.get("/v1/instruments", params={"revision": 1}),
        client.post("/v1/advices", params={"revision": 1}, json=CASE),
        client.get("/v1/revisions/1"),
    ):
        assert answer.status_code == 503
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["type"] == "urn:problem-type:belgif:serviceUnavailable"
        assert "revision 1 cannot be read now; the newest, 2, is in service" in answer.json()["detail"]
        assert "sql" not in answer.text.lower()

    outage.end()
    look_for_newer(client)
    assert status_of(client) == "UP"
    assert amount_of(client.post("/v1/advices", params={"revision": 1}, json=CASE).json()) == AMOUNT
    publish_to(outage.url, with_base(few_documents, 29))
    look_for_newer(client)
    assert client.get("/health").json() == {"status": "UP", "revision": 3}
    assert amount_of(client.post("/v1/advices", json=CASE).json()) == amount_with_base(29)


def test_a_service_that_starts_while_the_database_is_away_serves_when_it_is_back(outage: Outage, start: Starter) -> None:
    outage.begin()
    client = start(database_url=outage.url)
    assert client.get("/health").status_code == 503
    assert client.get("/v1/facts").status_code == 503
    outage.end()
    look_for_newer(client)
    assert status_of(client) == "UP"
    assert amount_of(client.post("/v1/advices", json=CASE).json()) == amount_with_base(28)


@pytest.mark.parametrize("schema", ["migrated", "empty"])
def test_nothing_is_published(schema: str, maker: Maker, start: Starter, few_documents: dict[str, Plain]) -> None:
    url = maker.migrated() if schema == "migrated" else maker.empty()
    client = start(database_url=url)
    health = client.get("/health")
    assert (health.status_code, health.json()) == (503, {"status": "DOWN"})
    for method, address in (
        ("GET", "/v1/instruments"),
        ("GET", "/v1/instruments/developmentProject"),
        ("GET", "/v1/revisions"),
        ("GET", "/v1/revisions/1"),
        ("GET", "/v1/facts?revision=1"),
        ("POST", "/v1/advices"),
        ("GET", "/doc/openapi.json"),
    ):
        answer = client.request(method, address)
        assert answer.status_code == 503, address
        assert answer.headers["content-type"] == "application/problem+json"
        assert int(answer.headers["retry-after"]) > 0
        assert answer.json()["type"] == "urn:problem-type:belgif:serviceUnavailable"
        assert "python -m app seed" in answer.json()["detail"]
    assert client.get("/v1/nowhere").status_code == 404
    if schema == "migrated":
        publish_to(url, few_documents)
        look_for_newer(client)
        assert client.get("/health").json() == {"status": "UP", "revision": 1}
        assert client.get("/doc/openapi.json").status_code == 200
