"""GET /health; what it tells while the database is away stands in tests/catalogue/test_outage.py."""

from starlette.testclient import TestClient


def test_the_service_is_up(client: TestClient) -> None:
    answer = client.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "UP", "revision": 1})
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["cache-control"] == "no-store"
    assert "etag" not in answer.headers
