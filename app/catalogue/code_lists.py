"""Which code list the values at a place in a document belong to."""

from collections.abc import Sequence
from typing import Any

# Which code list the values under a key of an instrument belong to.
CODE_LISTS = {
    "category": "category",
    "audiences": "audience",
    "activities": "activity",
    "activity": "activity",
    "heading": "costHeading",
    "themes": "theme",
    "organization": "operator",
    "phase": "collaborationPhase",
    "force": "collaborationForce",
    "basis": "stateAidBasis",
    "form": "aidForm",
    "metric": "indicator",
    "unit": "unit",
    "qualifier": "qualifier",
}
ORGANIZATION_LISTS = {
    "kind": "organizationKind",
    "service": "serviceType",
    "audiences": "targetGroup",
    "regions": "nuts",
    "themes": "theme",
    "languages": "language",
    "role": "instrumentRole",
    "recurrence": "recurrence",
    "metric": "indicator",
    "unit": "unit",
    "qualifier": "qualifier",
}
TABLE_LISTS = {"category": "category", "roles": "instrumentRole"}
LAW_LISTS = {"activity": "activity"}
# The key `type` means another list under each of these.
TYPE_LISTS = {"relations": "relationType", "activities": "activityType"}


def code_list(kind: str, path: Sequence[str | int], key: Any) -> str | None:
    """The code list that the values at a path belong to, in a document of a kind."""
    if kind == "organization":
        return TYPE_LISTS.get(str(path[0])) if key == "type" else ORGANIZATION_LISTS.get(key)
    if kind == "instrument" and "case" not in path and "expect" not in path:
        return CODE_LISTS.get(key)
    return {"law": LAW_LISTS, "table": TABLE_LISTS}.get(kind, {}).get(key)
