"""Reading the body of a request: JSON, and not more than the service wants to hold."""

from starlette.requests import Request

from app.problems import BodyTooLarge, WrongMediaType


async def read_body(request: Request, longest: int) -> bytes:
    """The body; raises `WrongMediaType` for anything but JSON and `BodyTooLarge` before more than `longest` bytes are held."""
    media_type = request.headers.get("content-type", "application/json").partition(";")[0].strip().lower()
    if media_type != "application/json" and not media_type.endswith("+json"):
        raise WrongMediaType(f"the body must be application/json, not {media_type[:100]}")
    declared = request.headers.get("content-length", "")
    if declared.isascii() and declared.isdigit() and int(declared) > longest:
        raise BodyTooLarge(f"the body is larger than {longest} bytes")
    parts, size = [], 0
    async for part in request.stream():
        size += len(part)
        if size > longest:
            raise BodyTooLarge(f"the body is larger than {longest} bytes")
        parts.append(part)
    return b"".join(parts)
