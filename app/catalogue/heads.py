"""Short forms of what an answer names: an instrument or organization, a code with its label, the sources."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.snapshot import Snapshot
from app.common.languages import told


def instrument_head(snapshot: Snapshot, name: str, language: str) -> dict[str, Any]:
    """An instrument by id, address and name."""
    return {"id": name, "href": f"/v1/instruments/{name}", "name": told(snapshot.instruments[name]["names"], language)}


def organization_head(organization: Mapping[str, Any], language: str) -> dict[str, Any]:
    """An organization by id, address and name."""
    name = organization["id"]
    return {"id": name, "href": f"/v1/organizations/{name}", "name": told(organization["names"], language)}


def coded(snapshot: Snapshot, codes: str, code: str, language: str) -> dict[str, Any]:
    """A code of a list with its label."""
    return {"code": code, "label": told(snapshot.codes(codes)[code], language)}


def sources_in(*nodes: Any) -> set[str]:
    """The sources that plain data names anywhere but in worked examples."""
    found: set[str] = set()
    for node in nodes:
        if isinstance(node, Mapping):
            found |= {source for source in node.get("sources") or () if isinstance(source, str)}
            found |= sources_in(*(value for key, value in node.items() if key not in ("workedExamples", "sources")))
        elif isinstance(node, (list, tuple)):
            found |= sources_in(*node)
    return found
