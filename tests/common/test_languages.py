"""The language of texts: from Accept-Language, and told from maps of all languages."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.testclient import TestClient

from app.common.languages import LANGUAGES, preferred, tell, told


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "nl"),
        ("", "nl"),
        ("*", "nl"),
        ("de", "nl"),
        ("fr", "fr"),
        ("FR", "fr"),
        ("fr-BE", "fr"),
        ("en-US,en;q=0.9", "en"),
        ("nl-BE, fr;q=0.9", "nl"),
        ("fr;q=0.5, en;q=0.8", "en"),
        ("fr; q=0.5 , en ; q=0.8", "en"),
        ("en;q=0.8, fr;q=0.8", "en"),
        ("de, fr;q=0.1", "fr"),
        ("nl;q=0, fr;q=0.001", "fr"),
        ("fr;q=0", "nl"),
        ("fr;q=1.000", "fr"),
        ("fr;q=2, en;q=0.1", "en"),
        ("fr;q=-1, en;q=0.1", "en"),
        ("fr;q=nan, en;q=0.1", "en"),
        ("fr;q=inf, en;q=0.1", "en"),
        ("fr;q=, en;q=0.1", "en"),
        ("fr;q=high, en;q=0.1", "en"),
        ("fr;level=1, en;q=0.9", "fr"),
        (";q=1, en;q=0.1", "en"),
        (",,,;;;,fr", "fr"),
        ("french, en;q=0.1", "en"),
        ("en_US", "nl"),
        ("x" * 10_000, "nl"),
        ("de," * 19 + "fr", "fr"),
    ],
)
def test_what_a_client_prefers(header: str | None, language: str) -> None:
    assert preferred(header) == language


def test_only_the_head_of_a_long_header_is_read() -> None:
    assert preferred("de," * 100_000 + "fr") == "nl"


@given(st.text(st.characters(codec="latin-1"), max_size=60))
def test_whatever_stands_in_the_header_the_answer_is_a_language_of_ours(header: str) -> None:
    assert preferred(header) in LANGUAGES


TEXT = {"nl": "ja", "en": "yes", "fr": "oui"}


def test_a_text_is_told_in_one_language_or_in_all() -> None:
    assert told(TEXT, "fr") == "oui"
    assert told(TEXT, "all") == TEXT
    assert told(None, "fr") is None


def test_every_text_inside_is_told() -> None:
    node: Any = {"a": TEXT, "b": [TEXT, 1, {"c": TEXT, "d": None}], "e": {"nl": "een", "fr": "un"}}
    assert tell(node, "en") == {"a": "yes", "b": ["yes", 1, {"c": "yes", "d": None}], "e": {"nl": "een", "fr": "un"}}
    assert tell(node, "all") == node
    assert node["a"] is TEXT


@pytest.mark.parametrize(
    ("asked", "header", "language"),
    [({}, None, "nl"), ({}, "fr-BE", "fr"), ({}, "de", "nl"), ({"lang": "en"}, "fr", "en"), ({"lang": "nl"}, "fr", "nl")],
)
def test_the_language_of_an_answer(asked: dict[str, str], header: str | None, language: str, client: TestClient) -> None:
    headers = {} if header is None else {"Accept-Language": header}
    client.headers.pop("accept-language", None)
    answer = client.get("/v1/refData/region", params=asked, headers=headers)
    labels = {one["code"]: one["label"] for one in answer.json()["items"]}
    assert labels["flanders"] == {"nl": "Vlaams Gewest", "en": "Flemish Region", "fr": "Région flamande"}[language]
    assert answer.headers["content-language"] == language
    assert "Accept-Language" in answer.headers["vary"]


def test_all_languages_at_once(client: TestClient) -> None:
    answer = client.get("/v1/refData/region?lang=all")
    labels = {one["code"]: one["label"] for one in answer.json()["items"]}
    assert labels["flanders"] == {"nl": "Vlaams Gewest", "en": "Flemish Region", "fr": "Région flamande"}
    assert "content-language" not in answer.headers


@pytest.mark.parametrize("language", ["de", "NL", "", "nl-BE"])
def test_a_language_that_we_do_not_have(language: str, client: TestClient) -> None:
    answer = client.get("/v1/refData/region", params={"lang": language})
    assert answer.status_code == 400
    assert answer.json()["issues"][0]["name"] == "lang"
