"""Short forms of what an answer names: an instrument or organization, a code with its label, the sources."""

from collections.abc import Mapping
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.snapshot import Snapshot
from app.common.languages import tell, told

Members = dict[str, Any]


def present(members: Mapping[str, Any]) -> Members:
    """Without the members that say nothing."""
    return {key: value for key, value in members.items() if value is not None}


def validity_view(period: Mapping[str, Any]) -> Members:
    """The dates of a period; an open side is left out."""
    keys = ("validFrom", "validTo")
    precisions = {f"{key}Precision": period[f"{key}Precision"] for key in keys if period.get(f"{key}Precision", "day") != "day"}
    return present({key: period.get(key) for key in keys} | precisions)


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


def roles_in(edition: Edition, name: str, language: str) -> list[Members]:
    """What organizations do in an instrument, each with when, as they say it themselves."""
    snapshot = edition.snapshot
    roles: dict[str, list[tuple[Any, Any]]] = edition.keep("rolesByInstrument", lambda: _roles_by_instrument(snapshot))
    labels = snapshot.codes("instrumentRole") if roles else {}
    return [
        {
            "organization": organization_head(organization, language),
            "role": item["role"],
            "text": told(labels[item["role"]], language),
            **present({"variant": item.get("variant"), "validity": validity_view(item), "note": tell(item.get("note"), language)}),
            "sources": item.get("sources") or organization.get("sources", []),
            "confidence": item.get("confidence") or organization["confidence"],
        }
        for organization, item in roles.get(name, ())
    ]


def _roles_by_instrument(snapshot: Snapshot) -> dict[str, list[tuple[Any, Any]]]:
    roles: dict[str, list[tuple[Any, Any]]] = {}
    for organization in snapshot.documents["organization"].values():
        for item in organization.get("roles", ()):
            roles.setdefault(item["instrument"], []).append((organization, item))
    return roles
