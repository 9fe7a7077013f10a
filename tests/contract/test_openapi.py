"""The OpenAPI document: valid, whole, the same as the committed one, and true to what is answered."""

import copy
import json
import re
from collections import Counter
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import schemathesis
from starlette.testclient import TestClient

from app.examples import ANSWERS
from tests.contract.asking import Json, advise, case, cost, party, read, two_enterprises
from tests.contract.test_bad_requests import READS

COMMITTED = Path(__file__).parents[2] / "docs" / "openapi.json"
METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace")
TEMPLATES = {
    "/v1/instruments/developmentProject": "/v1/instruments/{id}",
    "/v1/instruments/developmentProject/periods": "/v1/instruments/{id}/periods",
    "/v1/instruments/developmentProject/workedExamples": "/v1/instruments/{id}/workedExamples",
    "/v1/sources/serv2021": "/v1/sources/{id}",
    "/v1/revisions/1": "/v1/revisions/{number}",
    "/v1/refData/activity": "/v1/refData/{list}",
}


@pytest.fixture(scope="module")
def document(client: TestClient) -> Json:
    return read(client, "/doc/openapi.json")


def operations(document: Json) -> list[tuple[str, str, Json]]:
    return [(path, method, one) for path, item in document["paths"].items() for method, one in item.items() if method in METHODS]


def validator(document: Json, schema: Any) -> Any:
    """A validator of a schema in the document; formats count."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]}, validate_formats=True)


def test_it_is_valid_openapi(document: Json) -> None:
    assert document["openapi"].startswith("3.1")
    schemathesis.openapi.from_dict(copy.deepcopy(document)).validate()
    broken = copy.deepcopy(document)
    broken["paths"]["/health"]["get"]["responses"] = 5
    with pytest.raises(jsonschema_rs.ValidationError):
        schemathesis.openapi.from_dict(broken).validate()


def test_every_reference_leads_somewhere(document: Json) -> None:
    for reference in re.findall(r'"\$ref":\s*"([^"]+)"', json.dumps(document)):
        node: Any = document
        for name in reference.removeprefix("#/").split("/"):
            node = node[name.replace("~1", "/").replace("~0", "~")]
        assert node


def test_the_committed_document_is_that_of_the_service(document: Json) -> None:
    """A change of the contract is a change of this file, seen in review; make openapi writes it anew."""
    assert json.loads(COMMITTED.read_text(encoding="utf-8")) == document


def test_operations_have_names_of_their_own(document: Json) -> None:
    names = [one["operationId"] for _, _, one in operations(document)]
    assert [name for name, count in Counter(names).items() if count > 1] == []
    assert [name for name in names if not re.fullmatch(r"[a-z]+([A-Z][a-z]+)*", name)] == []
    assert {"createAdvice", "listInstruments", "getInstrument", "listInstrumentPeriods", "listWorkedExamples"} <= set(names)


def test_every_operation_is_described(document: Json) -> None:
    tags = {tag["name"]: tag["description"] for tag in document["tags"]}
    for path, method, one in operations(document):
        where = f"{method} {path}"
        assert one["summary"], where
        assert one["description"], where
        assert len(one["tags"]) == 1, where
        assert tags[one["tags"][0]], where
        assert one["security"] == [], where
        problem = one["responses"]["default"]["content"]
        assert problem == {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}, where
        assert "422" not in one["responses"], where
        assert all(response["description"] for response in one["responses"].values()), where
        for parameter in one.get("parameters", ()):
            assert parameter["description"], f"{where} {parameter['name']}"
            assert re.fullmatch(r"[a-z][a-zA-Z]*", parameter["name"]), where
    assert {one["tags"][0] for _, _, one in operations(document)} == set(tags)


def test_title_license_and_server(document: Json) -> None:
    assert document["info"]["title"] == "Steunwijzer"
    assert {"version", "description", "contact", "license"} <= set(document["info"])
    assert document["servers"]


def test_the_calls_of_the_contract_stand_in_it(document: Json) -> None:
    served = {f"{method} {path}" for path, method, _ in operations(document)}
    assert {f"get {TEMPLATES.get(path, path)}" for path in READS} <= served
    assert {"post /v1/advices", "get /health"} <= served
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_the_case_has_every_fact_by_member_and_by_id(document: Json, client: TestClient) -> None:
    schemas = document["components"]["schemas"]
    for fact in read(client, "/v1/facts")["items"]:
        name, scope = fact["id"], fact["scope"]
        if name == "participant.role":
            assert "role" in schemas["Participant"]["properties"]
            continue
        by_id = schemas["ParticipantFacts" if scope == "participant" else "CaseFacts"]["properties"]
        assert name in by_id
        if scope != "consortium":
            member = schemas[scope.capitalize()]["properties"][name.partition(".")[2]]
            assert member.get("type") == by_id[name].get("type")
            if fact["type"] == "enum":
                assert set(member["enum"]) == {option["code"] for option in fact["options"]}
    for member in ("participants", "project", "facts", "instruments", "referenceDate"):
        assert member in schemas["Case"]["properties"]
    for member in (
        "id",
        "name",
        "enterpriseNumber",
        "legalForm",
        "foundedOn",
        "province",
        "naceCodes",
        "accounts",
        "linkedTo",
        "facts",
    ):
        assert member in schemas["Participant"]["properties"]


def test_nothing_of_a_case_is_required_or_null(document: Json) -> None:
    schemas = document["components"]["schemas"]
    for name in ("Case", "Participant", "Project", "CaseFacts", "ParticipantFacts"):
        assert not schemas[name].get("required")
        assert schemas[name]["additionalProperties"] is False
    for name in ("Case", "Participant", "Project", "CaseFacts", "ParticipantFacts", "Cost", "Accounts"):
        for member, schema in schemas[name]["properties"].items():
            assert '"null"' not in json.dumps(schema), f"{name}.{member}"
            assert "default" not in schema, f"{name}.{member}"


def test_examples_are_valid_and_answered(document: Json, client: TestClient) -> None:
    checked = 0
    for path, method, one in operations(document):
        for kind in (one.get("requestBody", {}), *one["responses"].values()):
            for content in kind.get("content", {}).values():
                examples = [example["value"] for example in content.get("examples", {}).values()]
                for example in examples:
                    validator(document, content["schema"]).validate(example)
                    assert "null" not in json.dumps(example)
                    if (path, method) == ("/v1/advices", "post"):
                        assert advise(client, example)["items"][0]["eligibility"] == "eligible"
                        checked += 1
    for name, schema in document["components"]["schemas"].items():
        for example in schema.get("examples", ()):
            validator(document, {"$ref": f"#/components/schemas/{name}"}).validate(example)
            checked += 1
    assert checked >= 2


def shows(shown: Any, answered: Any) -> bool:
    """Whether everything that an example shows is in the answer; of a list some, in any order."""
    if isinstance(shown, dict):
        return isinstance(answered, dict) and all(key in answered and shows(one, answered[key]) for key, one in shown.items())
    if isinstance(shown, list):
        return isinstance(answered, list) and all(any(shows(one, other) for other in answered) for one in shown)
    return bool(shown == answered)


@pytest.mark.parametrize("operation", ANSWERS)
def test_answers_shown_are_given(document: Json, client: TestClient, operation: str) -> None:
    example = copy.deepcopy(ANSWERS[operation].body)
    told = read(client, ANSWERS[operation].address)
    assert example.pop("totals", {}).keys() == told.pop("totals", {}).keys()
    assert shows(example, told)
    (one,) = [one for _, _, one in operations(document) if one["operationId"] == operation]
    assert one["responses"]["200"]["content"]["application/json"]["examples"]


def test_parameters_that_must_be_given_say_so(document: Json) -> None:
    """A list that may not be empty is required, however it is read."""
    (instrument,) = [one for one in document["paths"]["/v1/comparisons"]["get"]["parameters"] if one["name"] == "instrument"]
    assert instrument["required"] is True
    assert (instrument["schema"]["minItems"], instrument["schema"]["maxItems"]) == (2, 6)


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/v1/calls.ics", "text/calendar"),
        ("/v1/calls.atom", "application/atom+xml"),
        ("/v1/changes.atom", "application/atom+xml"),
    ],
)
def test_other_formats_are_told(document: Json, client: TestClient, path: str, kind: str) -> None:
    assert list(document["paths"][path]["get"]["responses"]["200"]["content"]) == [kind]
    assert client.get(path).headers["content-type"].partition(";")[0] == kind


def test_path_parameters_have_examples_that_exist(document: Json, client: TestClient) -> None:
    for path, _, one in operations(document):
        filled = path
        for parameter in one.get("parameters", ()):
            if parameter["in"] == "path":
                (example, *_) = parameter["schema"]["examples"]
                filled = filled.replace(f"{{{parameter['name']}}}", str(example))
        if filled != path:
            assert client.get(filled).status_code == 200, filled


@pytest.mark.parametrize("path", [*READS, "/health"])
@pytest.mark.parametrize("language", ["nl", "all"])
def test_answers_are_what_the_document_says(document: Json, client: TestClient, path: str, language: str) -> None:
    response = document["paths"][TEMPLATES.get(path, path)]["get"]["responses"]["200"]
    told = read(client, path, **({} if path == "/health" else {"lang": language}))
    validator(document, response["content"]["application/json"]["schema"]).validate(told)


@pytest.mark.parametrize(
    "body",
    [
        {},
        two_enterprises(),
        two_enterprises(on="2017-06-15"),
        case(party("a", accounts=[{"year": 2020, "headcount": "12.5"}]), costs=[cost("a", "1.50")]),
    ],
)
def test_cases_and_advice_are_what_the_document_says(document: Json, client: TestClient, body: Json) -> None:
    operation = document["paths"]["/v1/advices"]["post"]
    validator(document, operation["requestBody"]["content"]["application/json"]["schema"]).validate(body)
    for detail in ("full", "summary"):
        told = advise(client, body, detail=detail)
        validator(document, operation["responses"]["200"]["content"]["application/json"]["schema"]).validate(told)


@pytest.mark.parametrize(
    "body",
    [
        {"nothing": 1},
        {"participants": [None]},
        {"project": {"durationMonths": 1.5}},
        {"referenceDate": "2021-02-30"},
        {"project": {"costs": [{}]}},
    ],
)
def test_what_is_refused_is_no_valid_case_either(document: Json, client: TestClient, body: Json) -> None:
    schema = document["paths"]["/v1/advices"]["post"]["requestBody"]["content"]["application/json"]["schema"]
    assert not validator(document, schema).is_valid(body)
    answer = client.post("/v1/advices", json=body)
    assert answer.status_code == 400
    validator(document, {"$ref": "#/components/schemas/Problem"}).validate(answer.json())


def test_problems_are_what_the_document_says(document: Json, client: TestClient) -> None:
    told = validator(document, {"$ref": "#/components/schemas/Problem"})
    for path in ("/v1/nothing", "/v1/instruments/nothing", "/v1/advices", "/v1/instruments?pageSize=0"):
        told.validate(client.get(path).json())
