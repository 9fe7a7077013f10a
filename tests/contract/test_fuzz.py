"""Fuzzing of every operation against the OpenAPI document, and of cases near a realistic one.

Bounded for the suite; STEUNWIJZER_FUZZ=deep searches on, each time elsewhere.
"""

import copy
import json
import os
import shutil
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from schemathesis.config import SchemathesisConfig
from schemathesis.engine import Status, events, from_schema
from schemathesis.python import asgi
from schemathesis.schemas import BaseSchema

from app.examples import CASE
from app.main import create_app
from app.settings import Settings
from tests.contract.asking import Json

DEEP = os.environ.get("STEUNWIJZER_FUZZ") == "deep"
GENERATED = 500 if DEEP else 8
NEAR = 5000 if DEEP else 1000
LEAST_ANSWERED = 0.3
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large, HealthCheck.large_base_example]

# A 400 on a body that the schema allows is right: contradictions, unknown codes and dates are told by more than a schema.
CONFIG: Json = {
    "seed": 1,
    "generation": {"max-examples": GENERATED, "deterministic": not DEEP, "database": "none", "with-security-parameters": False},
    "phases": {"stateful": {"enabled": False}},
    "checks": {
        "positive_data_acceptance": {"expected-statuses": ["2xx", "400", "404", "413"]},
        "negative_data_rejection": {"expected-statuses": ["400", "404", "405", "413", "415"]},
    },
}


@pytest.fixture(scope="module")
def api(published_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[BaseSchema]:
    """The document of a service of its own, which runs to the end of this module."""
    file = tmp_path_factory.mktemp("fuzzed") / "steunwijzer.db"
    shutil.copyfile(published_sqlite, file)
    app = create_app(Settings(database_url=f"sqlite:///{file}", revision_poll_seconds=3600))
    config = SchemathesisConfig.from_dict(CONFIG)
    yield schemathesis.openapi.from_asgi("/doc/openapi.json", app, config=config)
    asgi.shutdown_lifespans()


def told(event: events.EngineEvent) -> list[str]:
    """What an event of a run says is wrong, with the request that shows it."""
    if isinstance(event, (events.NonFatalError, events.FatalError)):
        return [
            f"{type(event).__name__}: {getattr(event, 'label', '')}: {getattr(event, 'value', getattr(event, 'exception', ''))!r}"
        ]
    if not isinstance(event, events.ScenarioFinished):
        return []
    checks = [check for found in event.recorder.checks.values() for check in found if check.failure_info is not None]
    wrong = [
        f"{one.name}: {one.failure_info.failure}\n{one.failure_info.code_sample}" for one in checks if one.failure_info is not None
    ]
    return wrong or ([f"{event.label} {event.status}"] if event.status in (Status.FAILURE, Status.ERROR) else [])


@pytest.mark.filterwarnings("ignore::hypothesis.errors.HypothesisWarning")  # on the size of what it writes down of a request
def test_every_operation(api: BaseSchema) -> None:
    """Whatever the document allows or forbids, the answer is one that the document describes, and never a 500.

    The engine runs the examples, the edges of every schema, and generated requests (its plugin does not go with pytest 9.2).
    """
    wrong: list[str] = []
    answered: dict[str, Counter[int]] = defaultdict(Counter)
    for event in from_schema(api).execute():
        wrong += told(event)
        if isinstance(event, events.ScenarioFinished) and event.label is not None:
            for one in event.recorder.interactions.values():
                answered[event.label][0 if one.response is None else one.response.status_code] += 1
    assert wrong == []
    assert len(answered) == len(list(api.get_all_operations()))
    for label, statuses in answered.items():
        assert statuses[200] > 0, label
        assert not [status for status in statuses if status not in {200, 304, 400, 404, 405, 413, 415}], (label, statuses)


ACTIVITIES = [
    "industrialResearch",
    "experimentalDevelopment",
    "feasibilityStudy",
    "doctoralResearch",
    "training",
    "advice",
    "investment",
]
HEADINGS = ["personnel", "operating", "overhead", "externalServices", "investment"]
JUNK = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=20),
    st.lists(st.integers(), max_size=2),
    st.dictionaries(st.text(max_size=5), st.integers(), max_size=2),
)
AMOUNTS = st.one_of(
    st.integers(0, 10**7), st.decimals(0, 10**6, places=2).map(str), st.sampled_from([0, 1, "0.01", 10**11, 99999.96])
)
TURNS = ["2017-12-31", "2018-01-01", "2021-02-28", "2021-03-01", "2023-06-30", "2023-07-01"]
DAYS = (
    st.sampled_from(TURNS) | st.dates(date(2005, 1, 1), date(2030, 12, 31)).map(str) | st.sampled_from(["0001-01-01", "9999-12-31"])
)


def plausible(document: Json) -> dict[str, dict[str, st.SearchStrategy[Any]]]:
    """For each part of a case, values that its members can have: those of the document, and of the catalogue for open codes."""
    schemas = document["components"]["schemas"]
    found: dict[str, dict[str, st.SearchStrategy[Any]]] = {}
    for name in ("Participant", "Project", "Accounts", "Cost"):
        members = found[name] = {}
        for member, schema in schemas[name]["properties"].items():
            items = schema.get("items", {})
            if "enum" in schema:
                members[member] = st.sampled_from(schema["enum"])
            elif "enum" in items:
                members[member] = st.lists(st.sampled_from(items["enum"]), max_size=3, unique=True)
            elif schema.get("type") == "boolean":
                members[member] = st.booleans()
            elif schema.get("type") == "integer":
                members[member] = st.integers(0, 60) if "year" not in member else st.integers(1990, 2100)
            elif schema.get("format") == "date":
                members[member] = DAYS
            elif "anyOf" in schema:
                members[member] = AMOUNTS
    found["Participant"]["linkedTo"] = st.lists(st.sampled_from("abu"), max_size=2)
    found["Cost"] |= {
        "activity": st.sampled_from(ACTIVITIES),
        "heading": st.sampled_from(HEADINGS),
        "participant": st.sampled_from("abu"),
    }
    found["Case"] = {"referenceDate": DAYS}
    return found


def part_of(path: tuple[str | int, ...]) -> str:
    """The part of a case that a path leads into."""
    names = {"participants": "Participant", "project": "Project", "accounts": "Accounts", "costs": "Cost"}
    return next((names[key] for key in reversed(path) if isinstance(key, str) and key in names), "Case")


def places(node: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """The path of everything in a body but the whole of it."""
    pairs: list[tuple[str | int, Any]] = (
        list(node.items()) if isinstance(node, dict) else list(enumerate(node)) if isinstance(node, list) else []
    )
    for key, inner in pairs:
        yield (*path, key)
        yield from places(inner, (*path, key))


@st.composite
def near_cases(draw: st.DrawFn, values: dict[str, dict[str, st.SearchStrategy[Any]]]) -> Any:
    """The realistic example after a few changes: something left out, replaced by what could stand there, added, or made junk."""
    body: Any = copy.deepcopy(CASE)
    for _ in range(draw(st.integers(0, 6))):
        spots = list(places(body))
        if not spots:
            break
        path = draw(st.sampled_from(spots))
        holder = body
        for key in path[:-1]:
            holder = holder[key]
        key = path[-1]
        members = values[part_of(path[:-1])]
        action = draw(st.sampled_from(["leave out", "replace", "replace", "add", "add", "add", "junk"]))
        if action == "leave out":
            del holder[key]
        elif action == "replace" and key in members:
            holder[key] = draw(members[str(key)])
        elif action == "add" and isinstance(holder, dict):
            member = draw(st.sampled_from(sorted(members)))
            holder[member] = draw(members[member])
        elif action == "junk" and draw(st.integers(0, 3)) == 0:
            holder[key] = draw(JUNK)
    return body


def test_cases_near_the_realistic_one(api: BaseSchema) -> None:
    """At least three in ten must be answered, so that the rules are fuzzed and not only the gate."""
    operation = api["/v1/advices"]["POST"]
    values = plausible(api.raw_schema)
    statuses: Counter[int] = Counter()

    @settings(max_examples=NEAR, deadline=None, derandomize=not DEEP, database=None, suppress_health_check=QUIET)
    @given(near_cases(values), st.sampled_from(["nl", "en", "fr", "all"]), st.booleans(), st.sampled_from(["full", "summary"]))
    def fuzz(body: Any, language: str, presume: bool, detail: str) -> None:
        query = {"lang": language, "presume": presume, "detail": detail}
        answer = operation.Case(body=body, query=query, media_type="application/json").call_and_validate()
        statuses[answer.status_code] += 1
        advice = answer.json()
        assert answer.status_code in {200, 400}
        if answer.status_code == 400:
            assert all(issue["detail"] for issue in advice["issues"])
            return
        assert "NaN" not in json.dumps(advice)
        for item in advice["items"]:
            consistent(item)

    fuzz()
    assert statuses[200] >= LEAST_ANSWERED * sum(statuses.values()), statuses


def consistent(item: Json) -> None:
    """What must hold of any item, whatever the case."""
    if item["availability"]["state"] == "notInForce":
        assert "aid" not in item
        return
    aid = item["aid"]
    assert item["eligibility"] in {"eligible", "undetermined", "ineligible"}
    for key, most in (("rate", 100), ("amountEur", 10**15)):
        if key in aid:
            assert 0 <= float(aid[key]["min"]) <= float(aid[key]["max"]) <= most
    if aid["determination"] == "notDetermined":
        assert not {"rate", "amountEur"} & set(aid)
    if aid["determination"] == "exact" and "rate" in aid:
        assert aid["rate"]["min"] == aid["rate"]["max"]
    verdicts = {reason["verdict"] for reason in item.get("reasons", ()) if not reason.get("soft")}
    if item["eligibility"] == "eligible":
        assert verdicts <= {"met"}
    if verdicts and item["eligibility"] == "undetermined" and "byCarrier" not in aid:
        assert "unknown" in verdicts
