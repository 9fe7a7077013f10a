"""Languages and forms of address: Dutch first, chosen by header or parameter, and said in the answer."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, case, cost, only, party, two_enterprises

NAMES = {"nl": "Ontwikkelingsproject", "en": "Development project", "fr": "Projet de développement"}
OPEN = case(party("a"), costs=[cost("a", 400_000)], durationMonths=25, on="2022-10-01")
ACCEPTED = [
    (None, "nl"),
    ("", "nl"),
    ("*", "nl"),
    ("de", "nl"),
    ("en", "en"),
    ("FR", "fr"),
    ("fr-BE", "fr"),
    ("de, en;q=0.5", "en"),
    ("nl;q=0.2, fr;q=0.9, en;q=0.8", "fr"),
    ("en; q=0.3, fr ;q=0.4", "fr"),
    ("en;q=0", "nl"),
    ("en;q=0, fr;q=0.1", "fr"),
    ("en;q=x, fr;q=2, nl;q=nan", "nl"),
    ("=,;,;q=,=;x,en", "en"),
    ("x" * 5000, "nl"),
]


def texts(node: Any) -> list[Any]:
    """Everything that stands under a member named text."""
    if isinstance(node, list):
        return [one for item in node for one in texts(item)]
    if not isinstance(node, dict):
        return []
    here = [node["text"]] if "text" in node else []
    return here + [one for key, item in node.items() if key != "text" for one in texts(item)]


@pytest.mark.parametrize("path", ["/v1/advices", "/v1/instruments/developmentProject"])
@pytest.mark.parametrize(("accepted", "language"), ACCEPTED)
def test_accept_language_chooses(client: TestClient, path: str, accepted: str | None, language: str) -> None:
    headers = {} if accepted is None else {"Accept-Language": accepted}
    if path.endswith("advices"):
        answer = client.post(path, json=two_enterprises(), headers=headers)
        name = answer.json()["items"][0]["instrument"]["name"]
    else:
        answer = client.get(path, headers=headers)
        name = answer.json()["name"]
    assert name == NAMES[language]
    assert answer.headers["content-language"] == language
    assert "accept-language" in answer.headers["vary"].lower()


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_parameter_wins_over_the_header(client: TestClient, language: str) -> None:
    answer = client.post(
        "/v1/advices", json=two_enterprises(), params={"lang": language}, headers={"Accept-Language": "en, fr, nl"}
    )
    assert answer.json()["items"][0]["instrument"]["name"] == NAMES[language]
    assert answer.headers["content-language"] == language


def test_all_languages_are_those_of_each_one(client: TestClient) -> None:
    answer = client.post("/v1/advices", json=OPEN, params={"lang": "all"})
    assert "content-language" not in answer.headers
    (every,) = answer.json()["items"]
    assert every["instrument"]["name"] == NAMES
    for language in LANGUAGES:
        one = only(client, OPEN, lang=language)
        assert texts(one) == [text[language] for text in texts(every)]


def test_sentences_are_whole_and_differ_between_languages(client: TestClient) -> None:
    for text in texts(only(client, OPEN, lang="all")):
        assert set(text) == set(LANGUAGES)
        assert len(set(text.values())) == 3, text
        for sentence in text.values():
            assert sentence == sentence.strip()
            assert sentence
            assert not {"{", "}"} & set(sentence)


def test_a_warning_tells_what_is_not_met_though_not_excluding(client: TestClient) -> None:
    body = case(party("a", "small"), costs=[cost("a", 400_000)], durationMonths=25)
    item = only(client, body, lang="en")
    assert item["eligibility"] == "eligible"
    (warning,) = item["warnings"]
    assert warning["condition"] == "maximumDuration"
    assert "24" in warning["text"]
    assert only(client, {**body, "project": {**body["project"], "durationMonths": 24}})["warnings"] == []


def questions(client: TestClient, language: str, register: str) -> dict[str, str]:
    body: Json = case(party("a", "small"), instruments=["feasibilityStudy"])
    item = only(client, body, lang=language, register=register)
    return {one["fact"]: one["text"] for one in item["missingFacts"]}


@pytest.mark.parametrize(
    ("language", "formal", "informal"),
    [("nl", {"u", "uw"}, {"je", "jouw", "jij", "jullie"}), ("fr", {"vous", "votre", "vos"}, {"tu", "ton", "ta", "tes"})],
)
def test_the_register_changes_the_form_of_address(client: TestClient, language: str, formal: set[str], informal: set[str]) -> None:
    def words(text: str) -> set[str]:
        return set(text.lower().replace("?", " ").replace("-", " ").split())

    polite, familiar = questions(client, language, "formal"), questions(client, language, "informal")
    assert polite == questions(client, language, "formal")
    assert set(polite) == set(familiar)
    assert {"project.durationMonths"} <= set(polite)
    assert polite["project.durationMonths"] != familiar["project.durationMonths"]
    assert words(polite["project.durationMonths"]) & formal
    assert words(familiar["project.durationMonths"]) & informal
    for text in polite.values():
        assert not words(text) & informal
    for text in familiar.values():
        assert not words(text) & formal


def test_english_has_one_form_of_address(client: TestClient) -> None:
    assert questions(client, "en", "formal") == questions(client, "en", "informal")


def test_formal_is_the_default(client: TestClient) -> None:
    body = case(party("a", "small"), instruments=["feasibilityStudy"])
    assert only(client, body) == only(client, body, register="formal")
