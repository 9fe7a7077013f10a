"""Every text of the catalogue in three languages: none empty, no holes left open, and no language standing in for another."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, every, read

DAYS = ("2005-06-01", "2010-06-01", "2014-06-01", "2017-06-01", "2019-06-01", "2022-06-01", "2024-06-01", "2026-06-01")
# Texts that hold figures, or a name that is the same everywhere; these may be alike in several languages.
ALIKE = re.compile(r"([nN]ame|names|label|title|sum|dateNote)$")
CODE = re.compile(r"\b(participant|project|consortium|applicant)\.[a-z]|[a-z][A-Z]|_|\bNone\b|\bFraction\b|\bTrue\b|\bFalse\b")


def maps(node: Any, path: str = "") -> Iterator[tuple[str, Json]]:
    """Every text in plain data that was asked for in all languages, with where it stands."""
    if isinstance(node, list):
        for item in node:
            yield from maps(item, path)
    elif isinstance(node, dict):
        if set(node) & set(LANGUAGES):
            yield path, node
            return
        for key, item in node.items():
            yield from maps(item, f"{path}/{key}")


def faults(where: str, text: Json) -> list[str]:
    """What is wrong with a text."""
    if set(text) != set(LANGUAGES):
        return [f"{where}: languages are {sorted(text)}"]
    found = []
    for language, sentence in text.items():
        if not isinstance(sentence, str) or not sentence.strip() or sentence != sentence.strip():
            found.append(f"{where}: {language} is empty or padded: {sentence!r}")
        elif {"{", "}"} & set(sentence):
            found.append(f"{where}: {language} has braces: {sentence!r}")
        elif "  " in sentence or " ." in sentence or ".." in sentence.replace("...", ""):
            found.append(f"{where}: {language} has a hole: {sentence!r}")
    if not ALIKE.search(where) and len(set(text.values())) < len(LANGUAGES):
        found.append(f"{where}: two languages are the same: {text}")
    return found


@pytest.fixture(scope="module")
def names(client: TestClient) -> list[str]:
    return [one["id"] for one in every(client, "/v1/instruments")]


def test_every_instrument_on_every_day(client: TestClient, names: list[str]) -> None:
    wrong: dict[str, None] = {}
    for name in names:
        for day in DAYS:
            told = read(client, f"/v1/instruments/{name}", lang="all", referenceDate=day)
            assert {"nl", "en", "fr"} == set(told["name"]) == set(told["summary"]) == set(told["texts"]["description"])
            wrong |= dict.fromkeys(fault for where, text in maps(told, name) for fault in faults(where, text))
    assert list(wrong) == []


def test_every_period_and_its_changes(client: TestClient, names: list[str]) -> None:
    told = [(name, read(client, f"/v1/instruments/{name}/periods", lang="all")) for name in names]
    assert [fault for name, one in told for where, text in maps(one, name) for fault in faults(where, text)] == []


def test_every_worked_example(client: TestClient, names: list[str]) -> None:
    told = [(name, read(client, f"/v1/instruments/{name}/workedExamples", lang="all")) for name in names]
    assert [fault for name, one in told for where, text in maps(one, name) for fault in faults(where, text)] == []


def test_every_fact_and_source_and_code(client: TestClient) -> None:
    nodes = {"facts": read(client, "/v1/facts", lang="all"), "sources": every(client, "/v1/sources", lang="all")}
    for one in read(client, "/v1/refData")["items"]:
        nodes[one["id"]] = read(client, one["href"], lang="all")
    whole = [
        (where, text) for name, node in nodes.items() for where, text in maps(node, name) if not where.endswith("informalQuestion")
    ]
    assert len(whole) > 500
    assert [fault for where, text in whole for fault in faults(where, text)] == []


def test_every_read_across_instruments(client: TestClient, names: list[str]) -> None:
    nodes = {path: every(client, path, lang="all") for path in ("/v1/calls", "/v1/indicators", "/v1/coverage")}
    for one, other in pairwise(names):
        told = read(client, "/v1/comparisons", instrument=[one, other], lang="all", referenceDate="2022-06-01")
        nodes[f"{one} and {other}"] = told["rows"]
    whole = [(where, text) for name, node in nodes.items() for where, text in maps(node, name)]
    assert len(whole) > 500
    assert [fault for where, text in whole for fault in faults(where, text)] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_conditions_are_sentences_without_code(client: TestClient, names: list[str], language: str) -> None:
    """A sentence is for people: a capital, a full stop, and no id of a fact, code or class in it."""
    wrong = set()
    for name in names:
        for day in DAYS:
            told = read(client, f"/v1/instruments/{name}", lang=language, referenceDate=day)
            for rules in told.get("byVariant", [told]):
                for one in rules.get("conditions", ()):
                    text = re.sub(r"\b(COOCK|CORNET|EUREKA|VLAIO|BEL-COO|ERA-NET|KMO|PhD)\S*", "", one["text"])
                    if not one["text"][0].isupper() or not one["text"].endswith(".") or CODE.search(text):
                        wrong.add(one["text"])
    assert wrong == set()


def test_informal_questions_have_the_languages_that_have_an_informal_form(client: TestClient) -> None:
    for fact in read(client, "/v1/facts", lang="all")["items"]:
        informal = fact.get("informalQuestion", {})
        assert set(informal) <= {"nl", "fr"}
        for language, question in informal.items():
            assert question.endswith("?")
            assert question != fact["question"][language]


@pytest.mark.parametrize("language", LANGUAGES)
def test_questions_end_with_a_question_mark_and_help_with_a_full_stop(client: TestClient, language: str) -> None:
    for fact in read(client, "/v1/facts", lang=language)["items"]:
        assert fact["question"].endswith("?"), fact["id"]
        assert fact["help"].endswith("."), fact["id"]
        assert not fact["label"].endswith("."), fact["id"]
