"""Who helps with an instrument: in the applicant's region and language, who informs, guides and decides."""

from collections.abc import Iterable
from datetime import date

from app.landscape.landscape import Landscape, Role, touches

# The roles that help an applicant, in the order in which one meets them.
HELPS = ("informs", "guides", "refersTo", "hostsCall", "operates", "decides")
ANY = ("BE2",)


def who_helps(landscape: Landscape, instrument: str, day: date, regions: Iterable[str], language: str | None) -> list[Role]:
    """The roles that help with an instrument on a day, in the applicant's region and language; each organization and role once."""
    asked = tuple(regions) or ANY
    found: dict[tuple[str, str], Role] = {}
    for role in landscape.roles_in[instrument]:
        document = landscape.organizations[role.organization]
        near = any(touches(document["regions"], region) for region in asked)
        spoken = language is None or language in document["languages"]
        if role.role in HELPS and role.holds(day) and near and spoken:
            found.setdefault((role.organization, role.role), role)
    return sorted(found.values(), key=lambda role: (HELPS.index(role.role), role.organization))
