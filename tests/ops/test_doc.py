"""The API explorer: everything on it comes from this service."""

import re

from starlette.testclient import TestClient


def test_nothing_is_loaded_from_elsewhere(client: TestClient) -> None:
    page = client.get("/doc")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    loaded = re.findall(r"""(?:src|href|url)\s*[=:]\s*["']([^"']+)["']""", page.text)
    assert "/doc/openapi.json" in loaded
    assert len(loaded) >= 4
    for address in loaded:
        assert address.startswith("/doc/")
        assert client.get(address).status_code == 200, address
    assert "://" not in page.text
    assert '<html lang="en">' in page.text


def test_the_browser_is_told_to_load_nothing_from_elsewhere(client: TestClient) -> None:
    policy = client.get("/doc").headers["content-security-policy"]
    assert policy.startswith("default-src 'self';")
    assert "http" not in policy
    assert "*" not in policy


def test_what_is_no_file_of_the_explorer_is_not_there(client: TestClient) -> None:
    inside = ("/doc/files/nothing.js", "/doc/files/../__init__.py", "/doc/files/%2e%2e/__init__.py")
    for address in (*inside, "/docs", "/redoc", "/openapi.json"):
        answer = client.get(address)
        assert (answer.status_code, answer.headers["content-type"]) == (404, "application/problem+json"), address


def test_the_document_follows_the_vocabulary_in_service(client: TestClient) -> None:
    document = client.get("/doc/openapi.json").json()
    assert document["openapi"].startswith("3.1")
    assert "durationMonths" in document["components"]["schemas"]["Project"]["properties"]
    assert client.get("/doc/openapi.json").json() == document
