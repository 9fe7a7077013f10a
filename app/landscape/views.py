"""Organizations and their statements as clients see them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from app.catalogue.current import Edition
from app.catalogue.heads import Members, instrument_head, organization_head, present, validity_view
from app.catalogue.indicators import value_view
from app.common.languages import tell, told
from app.landscape.activities import Activity, activities_of
from app.landscape.landscape import Landscape, Relation, Role, Statement, landscape_of


def named(landscape: Landscape, name: str, language: str) -> Members:
    """An organization by id, address and name."""
    return organization_head(landscape.organizations[name], language)


def summary(edition: Edition, name: str, day: date, language: str) -> Members:
    """One line of the list of organizations."""
    landscape = landscape_of(edition)
    document = landscape.organizations[name]
    state = landscape.state(name, day)
    return present(
        {
            **named(landscape, name, language),
            "shortName": document.get("shortName"),
            "kind": document["kind"],
            "profile": told(document["profile"], language),
            "services": landscape.offered(name, day),
            "audiences": document["audiences"],
            "regions": document["regions"],
            "themes": document.get("themes", []),
            "languages": document["languages"],
            "website": document.get("website"),
            "state": state,
            "validity": validity_view(document),
            "takenOverBy": [named(landscape, heir, language) for heir in landscape.heirs(name, day)] if state == "ended" else None,
        }
    )


def statement_view(statement: Statement, day: date, language: str) -> Members:
    """What every statement shows: when it holds, whether it does on the day, and what it rests on."""
    document = statement.document
    dates = {key: moment.isoformat() for key, moment in zip(("validFrom", "validTo"), statement.dates, strict=True) if moment}
    precisions = {
        f"{key}Precision": document[f"{key}Precision"] for key in dates if document.get(f"{key}Precision", "day") != "day"
    }
    return present(
        {
            "validity": dates | precisions,
            "holds": statement.holds(day),
            "note": tell(document.get("note"), language),
            "sources": list(statement.sources),
            "confidence": statement.confidence,
        }
    )


def role_view(landscape: Landscape, role: Role, day: date, language: str) -> Members:
    """What an organization does in an instrument, as the page of the organization tells it."""
    return present(
        {
            "instrument": instrument_head(landscape.snapshot, role.instrument, language),
            "variant": role.variant,
            "role": role.role,
            "text": told(landscape.snapshot.codes("instrumentRole")[role.role], language),
            **statement_view(role, day, language),
        }
    )


def relation_view(landscape: Landscape, relation: Relation, other: str, day: date, language: str) -> Members:
    """A relation with another organization."""
    return {
        "type": relation.type,
        "text": told(landscape.snapshot.codes("relationType")[relation.type], language),
        "organization": named(landscape, other, language),
        "status": relation.status,
        **statement_view(relation, day, language),
    }


def detail(edition: Edition, name: str, day: date, language: str) -> Members:
    """All that is known of an organization: what holds on the day first."""
    landscape = landscape_of(edition)
    document = landscape.organizations[name]
    labels = landscape.snapshot.codes("serviceType")
    services = [
        {
            "service": one.document["service"],
            "text": told(labels[one.document["service"]], language),
            **statement_view(one, day, language),
        }
        for one in landscape.services[name]
    ]
    roles = [role_view(landscape, one, day, language) for one in landscape.roles_of[name]]
    relations = [relation_view(landscape, one, one.target, day, language) for one in landscape.out[name]]
    incoming = [relation_view(landscape, one, one.organization, day, language) for one in landscape.into[name]]
    members = {
        "serviceStatements": services,
        "roles": roles,
        "relations": relations,
        "incomingRelations": incoming,
        "predecessors": [named(landscape, one, language) for one in landscape.predecessors(name)],
        "successors": [named(landscape, one, language) for one in landscape.successors(name)],
        "activities": [activity_view(landscape, one, language) for one in activities_of(landscape, name)],
        "figures": [_figure_view(landscape, item, language) for item in document.get("figures", ())],
        "note": tell(document.get("note"), language),
        "sources": document.get("sources", []),
        "confidence": document["confidence"],
    }
    for key in ("serviceStatements", "roles", "relations", "incomingRelations"):
        members[key] = sorted(members[key], key=lambda item: not item["holds"])
    return {**summary(edition, name, day, language), **present(members)}


def _figure_view(landscape: Landscape, item: Mapping[str, Any], language: str) -> Members:
    label = landscape.snapshot.codes("indicator")[item["metric"]]
    years = present({key: item.get(key) for key in ("fromYear", "year")})
    return {"metric": item["metric"], "metricName": told(label, language), **years, **value_view(item, language)}


def activity_view(landscape: Landscape, one: Activity, language: str) -> Members:
    """Something that an organization plans or does again and again."""
    organization, item = landscape.organizations[one.organization], one.document
    rests_on = item if item.get("sources") or item.get("confidence") else organization
    codes = landscape.snapshot.codes
    return present(
        {
            "id": one.id,
            "name": told(item["names"], language),
            "organization": named(landscape, one.organization, language),
            "type": item["type"],
            "typeName": told(codes("activityType")[item["type"]], language),
            "recurrence": item["recurrence"],
            "recurrenceName": told(codes("recurrence")[item["recurrence"]], language),
            "validity": validity_view(item),
            "note": tell(item.get("note"), language),
            "sources": rests_on.get("sources", []),
            "confidence": rests_on["confidence"],
        }
    )
