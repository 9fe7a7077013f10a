"""Routes served without FastAPI's per-request work answer as FastAPI would."""

from collections.abc import Iterator
from typing import Any

import pytest
from fastapi import FastAPI
from starlette.testclient import TestClient

from app.main import create_app
from app.settings import Settings
from tests.fixtures.cases import CASE


@pytest.fixture(scope="module")
def plain(published_sqlite: Any) -> Iterator[TestClient]:
    """The same service with the declared routes only."""
    app: FastAPI = create_app(Settings(database_url=f"sqlite:///{published_sqlite}", revision_poll_seconds=3600))
    declared = [route for route in app.router.routes if not getattr(route, "name", "").endswith("_lean")]
    assert len(declared) < len(app.router.routes)
    app.router.routes[:] = declared
    with TestClient(app) as started:
        yield started


GETS = [
    "/health",
    "/v1/instruments",
    "/v1/instruments?referenceDate=2021-06-15&lang=fr&pageSize=3&sort=-name&category=subsidy&category=tax",
    "/v1/instruments?pageSize=2&pageSize=3",
    "/v1/instruments?lang=en&lang=fr",
    "/v1/instruments?category=",
    "/v1/instruments?sort=size",
    "/v1/instruments?lang=de&referenceDate=yesterday&revision=0",
    "/v1/instruments?pageSize=0&sort=x",
    "/v1/instruments?pageSize=0&lang=de",
    "/v1/instruments?revision=0",
    "/v1/instruments?revision=1.5",
    "/v1/instruments?revision=2",
    "/v1/instruments?referenceDate=1800-01-01",
    "/v1/instruments/developmentProject?lang=all",
    "/v1/instruments/development%20Project",
    "/v1/instruments/developmentProject/periods",
    "/v1/instruments/developmentProject/workedExamples?lang=en",
    "/v1/facts?scope=project",
    "/v1/facts?scope=person",
    "/v1/sources?pageSize=100",
    "/v1/sources/serv2021",
    "/v1/revisions/1",
    "/v1/revisions/0",
    "/v1/revisions/one",
    "/v1/revisions/99999999999999",
    "/v1/refData",
    "/v1/refData/region?revision=1",
    "/v1/nowhere",
]


def told(answer: Any) -> tuple[int, dict[str, str], Any]:
    """Status, headers and body, without what is different in every answer, and mistakes in whatever order."""
    headers = {name: value for name, value in answer.headers.items() if name not in ("belgov-trace-id", "content-length")}
    body = answer.json()
    body.pop("instance", None)
    if "issues" in body:
        body["issues"].sort(key=lambda issue: issue["name"])
        body["detail"] = sorted(body["detail"].removeprefix("The input is not valid: ").split("; "))
    return answer.status_code, headers, body


@pytest.mark.parametrize("address", GETS)
def test_reads_answer_the_same(address: str, client: TestClient, plain: TestClient) -> None:
    assert told(client.get(address)) == told(plain.get(address))


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?lang=fr&detail=full",
        "?presume=false&detail=summary",
        "?presume=perhaps",
        "?referenceDate=2018-02-30",
        "?register=rude",
    ],
)
def test_advice_answers_the_same(query: str, client: TestClient, plain: TestClient) -> None:
    assert told(client.post(f"/v1/advices{query}", json=CASE)) == told(plain.post(f"/v1/advices{query}", json=CASE))


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/v1/instruments?colour=blue&shape=round"),
        ("GET", "/v1/refData/region?Lang=nl"),
        ("GET", "/health?lang=nl"),
        ("POST", "/v1/advices?sort=name"),
    ],
)
def test_a_parameter_that_a_call_does_not_know_is_refused(method: str, address: str, client: TestClient) -> None:
    answer = client.request(method, address)
    assert answer.status_code == 400
    names = {one["name"]: one for one in answer.json()["issues"]}
    assert set(names) == {pair.partition("=")[0] for pair in address.partition("?")[2].split("&")}
    assert {(one["in"], one["type"].rpartition(":")[2]) for one in names.values()} == {("query", "unknownParameter")}


def test_the_known_parameters_are_told(client: TestClient) -> None:
    detail = client.get("/v1/facts?colour=blue").json()["issues"][0]["detail"]
    told, _, known = detail.partition("; known: ")
    assert told == "there is no parameter 'colour' here"
    assert known.split(", ") == sorted(known.split(", "))
    assert {"lang", "referenceDate", "revision", "scope"} <= set(known.split(", "))


@pytest.mark.parametrize(
    ("method", "address"), [("DELETE", "/v1/instruments"), ("PUT", "/v1/advices"), ("GET", "/v1/advices"), ("POST", "/health")]
)
def test_another_method_is_not_possible(method: str, address: str, client: TestClient) -> None:
    answer = client.request(method, address)
    assert (answer.status_code, answer.headers["content-type"]) == (405, "application/problem+json")
    assert answer.headers["allow"]


def test_the_document_tells_each_call_once(client: TestClient) -> None:
    operations = [one["operationId"] for path in client.get("/doc/openapi.json").json()["paths"].values() for one in path.values()]
    assert len(operations) == len(set(operations))
    assert not [name for name in operations if "ean" in name]
