"""The transparency report: who plays which role, where one is missing or played twice, who serves whom, and what is unverified."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.heads import Members, instrument_head
from app.common.languages import LANGUAGES, told
from app.landscape.landscape import Landscape, Relation, Role, Statement
from app.landscape.needs import supplies
from app.landscape.texts import PAGES
from app.landscape.views import named

# What an applicant should always be able to find: who runs an instrument, and who tells about it or guides.
NEEDED = {"operates": ("operates",), "informs": ("informs", "guides", "refersTo", "hostsCall")}
# Roles that one organization plays at a time, unless it is said that several share them.
SINGLE = ("operates", "decides")
FLANDERS = ("BE2",)


@dataclass(frozen=True, slots=True)
class Part:
    """One instrument of the report."""

    instrument: str
    roles: tuple[Role, ...]
    missing: tuple[str, ...]
    double: tuple[str, ...]


def parts_of(landscape: Landscape, day: date) -> list[Part]:
    """For every instrument in force on a day the roles that are played in it, those missing and those played twice."""
    parts = []
    names = landscape.snapshot.instruments
    for instrument in sorted(landscape.snapshot.in_force(day), key=lambda name: (names[name]["names"]["nl"].casefold(), name)):
        held: dict[str, dict[str, Role]] = defaultdict(dict)
        for role in landscape.roles_in[instrument]:
            if role.holds(day):
                held[role.role].setdefault(role.organization, role)
        missing = tuple(name for name, any_of in NEEDED.items() if not any(held[role] for role in any_of))
        double = tuple(role for role in SINGLE if len(held[role]) > 1)
        order = list(landscape.snapshot.codes("instrumentRole"))
        roles = [role for name in order for _, role in sorted(held[name].items())]
        parts.append(Part(instrument, tuple(roles), missing, double))
    return parts


def unverified(landscape: Landscape, day: date) -> Iterator[tuple[str, Statement | None, str]]:
    """What nobody confirmed of those who exist on a day: organization, statement (`None`: that it exists) and what it is about."""
    for name, document in landscape.organizations.items():
        if not landscape.exists(name, day):
            continue
        if document["confidence"] == "unverified":
            yield name, None, "existence"
        said: tuple[tuple[str, tuple[Statement, ...]], ...] = (
            ("role", landscape.roles_of[name]),
            ("relation", landscape.out[name]),
            ("service", landscape.services[name]),
        )
        for kind, statements in said:
            for one in statements:
                own = one.document.get("confidence")
                if own == "unverified" and one.holds(day):
                    yield name, one, kind


def report_view(landscape: Landscape, day: date, language: str) -> Members:
    """The report as JSON."""
    snapshot = landscape.snapshot
    roles, services, audiences = (snapshot.codes(name) for name in ("instrumentRole", "serviceType", "targetGroup"))
    parts = parts_of(landscape, day)
    served = list(supplies(landscape, day, FLANDERS))
    open_statements = [_unverified_view(landscape, *one, language) for one in unverified(landscape, day)]
    return {
        "instruments": [
            {
                "instrument": instrument_head(snapshot, part.instrument, language),
                "roles": [
                    {
                        "organization": named(landscape, role.organization, language),
                        "role": role.role,
                        "text": told(roles[role.role], language),
                        "sources": list(role.sources),
                        "confidence": role.confidence,
                    }
                    for role in part.roles
                ],
                "missingRoles": [{"role": role, "text": told(roles[role], language)} for role in part.missing],
                "doubleRoles": [{"role": role, "text": told(roles[role], language)} for role in part.double],
            }
            for part in parts
        ],
        "needs": [
            {
                "audience": one.audience,
                "audienceName": told(audiences[one.audience], language),
                "service": one.service,
                "serviceName": told(services[one.service], language),
                "count": len(one.by),
                "organizations": list(one.by),
            }
            for one in served
        ],
        "unverified": open_statements,
        "totals": {
            "instruments": len(parts),
            "withMissingRoles": sum(bool(part.missing) for part in parts),
            "withDoubleRoles": sum(bool(part.double) for part in parts),
            "unservedNeeds": sum(not one.by for one in served),
            "unverified": len(open_statements),
        },
    }


def _unverified_view(landscape: Landscape, name: str, statement: Statement | None, kind: str, language: str) -> Members:
    return {
        "organization": named(landscape, name, language),
        "kind": kind,
        "text": told(PAGES["existence"], language) if statement is None else _words(landscape, statement, language),
    }


def _words(landscape: Landscape, statement: Statement, language: str) -> Any:
    """What a statement says."""
    codes = landscape.snapshot.codes
    shown = LANGUAGES if language == "all" else (language,)
    names = None
    if isinstance(statement, Role):
        label, names = codes("instrumentRole")[statement.role], landscape.snapshot.instruments[statement.instrument]["names"]
    elif isinstance(statement, Relation):
        label, names = codes("relationType")[statement.type], landscape.organizations[statement.target]["names"]
    else:
        label = codes("serviceType")[statement.document["service"]]
    words = {one: label[one] if names is None else f"{label[one]}: {names[one]}" for one in shown}
    return words if language == "all" else words[language]


def served_by(landscape: Landscape, day: date, regions: tuple[str, ...]) -> dict[str, dict[str, int]]:
    """How many serve each audience with each service."""
    grid: dict[str, dict[str, int]] = defaultdict(dict)
    for one in supplies(landscape, day, regions):
        grid[one.audience][one.service] = len(one.by)
    return grid
