"""The OpenAPI document: metadata, operation ids, the problem component, the case, examples."""

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.routing import APIRoute
from pydantic import TypeAdapter
from pydantic.alias_generators import to_camel

from app.examples import ANSWERS, CASE, REFERRALS
from app.exchange import atom, icalendar
from app.landscape.requests import request_schema
from app.problems import MEDIA_TYPE

TAGS = [
    {"name": "Advice", "description": "What a case is entitled to, why, and what is still missing."},
    {"name": "Catalogue", "description": "Instruments with their dated rules, worked examples and sources."},
    {"name": "Calls", "description": "Windows in which one can apply; as a calendar and as a feed too."},
    {"name": "Landscape", "description": "Organizations, what they do in which instrument, and who sends whom where."},
    {"name": "Vocabulary", "description": "Facts and code lists."},
    {"name": "Sources", "description": "Where each statement comes from."},
    {"name": "Revisions", "description": "Published states of the whole catalogue."},
    {"name": "Service", "description": "Running the service."},
]


def operation_id(route: APIRoute) -> str:
    """Stable and lowerCamelCase: the name of the function."""
    return to_camel(route.name)


METADATA: dict[str, Any] = {
    "summary": "Innovation aid in Flanders: what fits, how much it gives, and why.",
    "description": (
        "Steunwijzer advises on instruments that support innovation in Flanders. Every figure is dated, sourced and explained; "
        "what is unknown stays unknown. It follows the REST guide of the Belgian government, except that this document is "
        "OpenAPI 3.1."
    ),
    "contact": {"name": "Steunwijzer"},
    "license_info": {"name": "EUPL-1.2", "identifier": "EUPL-1.2"},
    "openapi_tags": TAGS,
    "servers": [{"url": "/", "description": "This service"}],
    "generate_unique_id_function": operation_id,
}

PROBLEM: dict[str, Any] = {
    "type": "object",
    "description": "What went wrong (RFC 9457), in the shape of the Belgian REST guide.",
    "required": ["type", "title", "status", "instance"],
    "properties": {
        "type": {"type": "string", "format": "uri"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "instance": {"type": "string", "format": "uri"},
        "issues": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["type", "in", "name", "detail"],
                "properties": {
                    "type": {"type": "string"},
                    "in": {"type": "string", "enum": ["body", "query", "path", "header"]},
                    "name": {"type": "string", "description": "JSON Pointer into the body, or the name of a parameter"},
                    "value": {"type": "string"},
                    "detail": {"type": "string"},
                },
            },
        },
    },
    "examples": [
        {
            "type": "urn:problem-type:belgif:badRequest",
            "title": "Bad Request",
            "status": 400,
            "detail": "The input is not valid: write an existing day as YYYY-MM-DD",
            "instance": "urn:uuid:6f1f2d0a-6c0e-4c5c-9a54-0a4c8f5a2b11",
            "issues": [
                {
                    "type": "urn:problem-type:steunwijzer:input-validation:schemaViolation",
                    "in": "body",
                    "name": "/referenceDate",
                    "value": "2021-6-15",
                    "detail": "write an existing day as YYYY-MM-DD",
                }
            ],
        }
    ],
}

DEFAULT_RESPONSES: dict[int | str, dict[str, Any]] = {
    "default": {"description": "A problem", "content": {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}}
}

# Operations that answer in other forms than JSON, and those that can answer in some beside it.
OTHER_FORMATS = {
    "getCallsCalendar": icalendar.MEDIA_TYPE,
    "getCallsFeed": atom.MEDIA_TYPE,
    "getChangesFeed": atom.MEDIA_TYPE,
    "getActivitiesCalendar": icalendar.MEDIA_TYPE,
    "drawLandscapeGraph": "image/svg+xml",
    "drawLandscapeMatrix": "image/svg+xml",
    "exportLandscapeMatrix": "text/csv",
}
MORE_FORMATS = {
    "getLandscapeGraph": ("application/graphml+xml", "image/svg+xml", "text/html"),
    "getLandscapeMatrix": ("text/csv", "image/svg+xml"),
    "getLandscapeReport": ("text/html",),
}

_OBJECT: dict[str, Any] = {"type": "object", "additionalProperties": True}


def install(app: FastAPI) -> None:
    """Make the document from the routes and from the vocabulary in service; again when that changes."""
    made_for: list[Any] = []

    def document() -> dict[str, Any]:
        model = _case_model(app)
        if app.openapi_schema is None or made_for != [model]:
            app.openapi_schema = _document(app, model)
            made_for[:] = [model]
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _case_model(app: FastAPI) -> Any:
    model: Any = app.state.catalogue.current.reader.model
    return model


def _document(app: FastAPI, model: Any) -> dict[str, Any]:
    made = get_openapi(
        title=app.title,
        version=app.version,
        openapi_version=app.openapi_version,
        summary=app.summary,
        description=app.description,
        routes=app.routes,
        tags=app.openapi_tags,
        servers=app.servers,
        contact=app.contact,
        license_info=app.license_info,
        separate_input_output_schemas=False,
    )
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    schemas["Problem"] = PROBLEM
    for path in made["paths"].values():
        for operation in path.values():
            operation["security"] = []
            responses = operation["responses"]
            responses.pop("422", None)
            responses["200"]["content"] = _content(operation["operationId"])
            for parameter in operation.get("parameters", ()):
                if parameter["schema"].get("minItems"):
                    parameter["required"] = True
    schemas.update(_case_schemas(model))
    made["paths"]["/v1/advices"]["post"]["requestBody"] = {
        "required": False,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Case"}, "examples": _examples()}},
    }
    schemas["Referral"] = request_schema(app.state.catalogue.current.snapshot)
    made["paths"]["/v1/referrals"]["post"]["requestBody"] = {
        "required": True,
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Referral"}, "examples": REFERRALS}},
    }
    return made


def _content(operation: str) -> dict[str, Any]:
    """What an operation answers: JSON with an example where there is one, or another format."""
    if operation in OTHER_FORMATS:
        return {OTHER_FORMATS[operation]: {"schema": {"type": "string"}}}
    content: dict[str, Any] = {"schema": _answer_schema(operation)}
    if operation in ANSWERS:
        content["examples"] = {"shortened": {"summary": ANSWERS[operation].told, "value": ANSWERS[operation].body}}
    return {"application/json": content} | {media: {"schema": {"type": "string"}} for media in MORE_FORMATS.get(operation, ())}


def _answer_schema(operation: str) -> dict[str, Any]:
    stamp: dict[str, Any] = {"revision": {"type": "integer"}, "referenceDate": {"type": "string", "format": "date"}}
    if operation == "getHealth":
        return {**_OBJECT, "required": ["status"], "properties": {"status": {"enum": ["UP", "DEGRADED", "DOWN"]}}}
    properties = dict(stamp)
    if operation == "createAdvice":
        properties["caseDigest"] = {"type": "string", "pattern": "^sha256:[0-9a-f]{64}$"}
    if operation == "getComparison":
        properties |= {name: {"type": "array", "items": _OBJECT} for name in ("instruments", "rows")}
    if operation.startswith("list") or operation in ("createAdvice", "getCodeList"):
        properties["items"] = {"type": "array", "items": _OBJECT}
    return {**_OBJECT, "required": list(properties), "properties": properties}


def _case_schemas(model: Any) -> dict[str, Any]:
    _, schema = TypeAdapter.json_schemas([("case", "validation", model)], ref_template="#/components/schemas/{model}")
    return dict(schema["$defs"])


def _examples() -> dict[str, Any]:
    return {"threeParticipants": {"summary": "Two enterprises and a university on a development project", "value": CASE}}
