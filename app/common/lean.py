"""Serving FastAPI's routes without its per-request machinery.

FastAPI declares and documents a route; at every request it also solves dependencies again and opens exit stacks, which takes
longer than a read from memory. `serve_lean` puts a plain Starlette route before each of these: the same function, its
parameters read by the same fields, its dependencies called in the same order. Meant for routes whose parameters come from
path and query, and whose dependencies are plain async functions.
"""

from collections.abc import Callable, Coroutine
from typing import Any, NoReturn, TypeVar

from fastapi import APIRouter, FastAPI, Request
from fastapi.dependencies.models import Dependant
from fastapi.dependencies.utils import get_dependant, get_flat_params
from fastapi.exceptions import RequestValidationError
from fastapi.routing import APIRoute
from starlette.datastructures import QueryParams
from starlette.responses import Response
from starlette.routing import Route

from app.problems import InvalidInput, Issue

Handler = Callable[[Request], Coroutine[Any, Any, Response]]
Read = TypeVar("Read")
Reader = Callable[[QueryParams, dict[str, Any], list[Any]], Read]
NOTHING = QueryParams()


def serve_lean(app: FastAPI, *routers: APIRouter) -> None:
    """Put lean routes before the declared ones."""
    lean = []
    for router in routers:
        for route in router.routes:
            if isinstance(route, APIRoute):
                methods = sorted(route.methods or ())
                lean.append(Route(route.path, lean_handler(route), methods=methods, name=f"{route.name}_lean"))
    app.router.routes[:0] = lean


def lean_handler(route: APIRoute) -> Handler:
    """The route's function as a plain handler of requests."""
    dependant = get_dependant(path=route.path, call=route.endpoint)
    known = frozenset(field.alias for field in get_flat_params(dependant) if field in _query_fields(dependant))
    call = _caller(dependant)

    async def handle(request: Request) -> Response:
        # Most requests have none.
        query = request.query_params if request.scope["query_string"] else NOTHING
        if not query.keys() <= known:
            _refuse_unknown(query, sorted(known))
        answer: Response = await call(request, query)
        return answer

    return handle


def _query_fields(dependant: Dependant) -> list[Any]:
    return [*dependant.query_params, *(field for inner in dependant.dependencies for field in _query_fields(inner))]


def _refuse_unknown(query: QueryParams, known: list[str]) -> NoReturn:
    """A parameter that the call does not know is an error, not silently dropped."""
    issues = [
        Issue("unknownParameter", "query", name, f"there is no parameter {name!r} here; known: {', '.join(known)}", value)
        for name, value in query.multi_items()
        if name not in known
    ]
    raise InvalidInput(issues)


def _caller(dependant: Dependant) -> Callable[[Request, QueryParams], Coroutine[Any, Any, Any]]:
    """Calls the function of a dependant with its dependencies and parameters, once all parameters were read."""
    read, run = _parts(dependant)

    async def call(request: Request, query: QueryParams) -> Any:
        errors: list[Any] = []
        values = read(query, request.path_params, errors)
        if errors:
            raise RequestValidationError(errors)
        return await run(request, values)

    return call


def _parts(dependant: Dependant) -> tuple[Reader[Any], Callable[[Request, Any], Coroutine[Any, Any, Any]]]:
    """Reads the parameters of a dependant and of what it depends on; and runs them with what was read."""
    inner = [(one.name or "", *_parts(one)) for one in dependant.dependencies]
    read_own = _reader(dependant)
    request_name, function = dependant.request_param_name, dependant.call
    if function is None:
        raise TypeError("a dependant without a function cannot be called")

    def read(query: QueryParams, path: dict[str, Any], errors: list[Any]) -> Any:
        return [read_inner(query, path, errors) for _, read_inner, _ in inner], read_own(query, path, errors)

    async def run(request: Request, values: Any) -> Any:
        of_inner, arguments = values
        for (name, _, run_inner), inner_values in zip(inner, of_inner, strict=True):
            arguments[name] = await run_inner(request, inner_values)
        if request_name is not None:
            arguments[request_name] = request
        return await function(**arguments)

    return read, run


def _reader(dependant: Dependant) -> Reader[dict[str, Any]]:
    """Reads the parameters of a dependant; a list takes every value, anything else the last."""
    path = [(field.name, field.alias, field) for field in dependant.path_params]
    query = [(field.name, field.alias, field, _is_list(field)) for field in dependant.query_params]

    # Nobody changes what they are given, so defaults are shared.
    untouched = {field.name: field.default for field in dependant.query_params}

    def read(values: QueryParams, path_values: dict[str, Any], errors: list[Any]) -> dict[str, Any]:
        found = untouched.copy()
        for name, alias, field in path:
            found[name] = _validated(field, path_values[alias], ("path", alias), errors)
        given = values.keys()
        if given:
            for name, alias, field, several in query:
                if alias in given:
                    value = values.getlist(alias) if several else values[alias]
                    found[name] = _validated(field, value, ("query", alias), errors)
        return found

    return read


def _is_list(field: Any) -> bool:
    return isinstance(field.default, list)


def _validated(field: Any, value: Any, where: tuple[str, str], errors: list[Any]) -> Any:
    valid, found = field.validate(value, {}, loc=where)
    errors.extend(found or [])
    return valid
