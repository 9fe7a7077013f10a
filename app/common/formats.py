"""Choosing a representation: the format that a client accepts among those there are."""

from collections.abc import Mapping

from starlette.requests import Request

from app.problems import NotAcceptable

JSON = "application/json"


def accepted(request: Request, formats: Mapping[str, str]) -> str:
    """The name of the format that the client prefers; `formats` gives it by media type, the default first.

    Raises `NotAcceptable` where it accepts none of them.
    """
    header = request.headers.get("accept", "").strip()
    if not header:
        return next(iter(formats.values()))
    weighed: list[tuple[float, int, str]] = []
    for part in header.split(",")[:20]:
        media, *parameters = (piece.strip().lower() for piece in part.split(";"))
        weight = next((_weight(piece[2:]) for piece in parameters if piece.startswith("q=")), 1.0)
        for n, (known, name) in enumerate(formats.items()):
            if weight > 0 and (media in (known, "*/*") or (media.endswith("/*") and known.startswith(media[:-1]))):
                weighed.append((-weight, n, name))
    if not weighed:
        raise NotAcceptable(f"this can be had as {', '.join(formats)}")
    return min(weighed)[2]


def _weight(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return 0.0
