"""The README's commands do what it says."""

import json
import re
import shlex
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from starlette.testclient import TestClient

from app.examples import CASE
from app.settings import Settings

README = (Path(__file__).parent.parent / "README.md").read_text(encoding="utf-8")
SHELL = re.findall(r"```sh\n(.*?)```", README, re.DOTALL)
ANSWERS = [json.loads(block) for block in re.findall(r"```json\n(.*?)```", README, re.DOTALL)]


def curls() -> list[list[str]]:
    """The words of each curl command, with lines joined where a quoted body spans several."""
    words = [word for block in SHELL for word in shlex.split(block)]
    starts = [n for n, word in enumerate(words) if word == "curl"] + [len(words)]
    return [words[start:end] for start, end in pairwise(starts)]


def send(client: TestClient, command: list[str]) -> Any:
    """Do what a curl command does, on the client."""
    address = urlsplit(next(word for word in command if word.startswith("http")))
    assert (address.hostname, address.port) == ("127.0.0.1", 8000)
    headers = dict(word.split(": ", 1) for before, word in pairwise(command) if before == "-H")
    url = f"{address.path}?{address.query}" if address.query else address.path
    if "-d" in command:
        return client.post(url, content=command[command.index("-d") + 1].encode(), headers=headers)
    return client.get(url, headers=headers)


def holds(shown: Any, answered: Any) -> bool:
    """Whether everything that is shown is in the answer."""
    if isinstance(shown, dict):
        return isinstance(answered, dict) and all(key in answered and holds(value, answered[key]) for key, value in shown.items())
    if isinstance(shown, list):
        return len(shown) == len(answered) and all(holds(one, other) for one, other in zip(shown, answered, strict=True))
    return bool(shown == answered)


def test_there_are_commands_to_try() -> None:
    assert len(curls()) == 18
    assert len(ANSWERS) == 1


@pytest.mark.parametrize("command", curls(), ids=lambda command: next(word for word in command if word.startswith("http")))
def test_every_command_is_answered(client: TestClient, command: list[str]) -> None:
    answer = send(client, command)
    assert answer.status_code == 200, answer.text
    assert answer.json() if answer.headers["content-type"] == "application/json" else answer.text


def test_the_advice_is_the_one_shown(client: TestClient) -> None:
    answer = send(client, curls()[0]).json()
    assert holds(ANSWERS[0], answer)
    steps = answer["items"][0]["aid"]["byParticipant"][0]["byActivity"][0]["steps"]
    assert [step["points"] for step in steps if step["kind"] != "amount" and step["applied"] == "yes"] == ["25", "20", "10", "50"]


def test_the_case_shown_is_the_one_in_the_documentation_of_the_api() -> None:
    assert json.loads(curls()[0][curls()[0].index("-d") + 1]) == CASE


def test_an_open_question_is_answered_as_told(client: TestClient) -> None:
    item = send(client, curls()[1]).json()["items"][0]
    assert item["aid"]["rate"] == {"min": "50.00", "max": "70.00"}
    assert "participant.size" in [missing["fact"] for missing in item["missingFacts"]]


def test_every_setting_is_told() -> None:
    told = set(re.findall(r"STEUNWIJZER_([A-Z_]+)", README))
    assert told == {name.upper() for name in Settings.model_fields}
