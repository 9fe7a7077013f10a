"""What stands beside the advice when it is asked for: who helps with each instrument."""

from collections.abc import Iterable
from typing import Any

from app.advice.case import CaseRequest
from app.advice.service import Advice
from app.catalogue.current import Edition
from app.common.languages import ALL, LANGUAGES
from app.landscape.help import who_helps
from app.landscape.landscape import Landscape, Role, landscape_of
from app.landscape.views import named
from app.problems import InvalidInput, Issue

WHO_HELPS = "whoHelps"
PARTS = (WHO_HELPS,)
REGION, LANGUAGE = "participant.region", "project.language"


def parts_of(include: Iterable[str]) -> set[str]:
    """The parts asked for, given with commas or one by one; raises `InvalidInput` for one that there is not."""
    asked = [part.strip() for value in include for part in value.split(",") if part.strip()]
    issues = [
        Issue("unknownPart", "query", "include", f"there is no part {part!r} to include; known: {', '.join(PARTS)}", part)
        for part in asked
        if part not in PARTS
    ]
    if issues:
        raise InvalidInput(issues)
    return set(asked)


def add_who_helps(edition: Edition, advice: Advice, asked: CaseRequest, answer: dict[str, Any], language: str) -> None:
    """Add to each instrument who informs, guides and decides, in the applicant's province or region and, where told, language."""
    landscape, case = landscape_of(edition), advice.facts.case
    people = asked.places.body.get("participants")
    province = people[case.lead].get("province") if people else None
    regions = [province] if province else _regions(landscape, case.participants[case.lead].given.get(REGION))
    wanted = case.given.get(LANGUAGE)
    for item, members in zip(advice.items, answer["items"], strict=True):
        roles = who_helps(landscape, item.instrument, case.reference_date, regions, str(wanted) if wanted else None)
        members[WHO_HELPS] = [_view(landscape, role, language) for role in roles]


def _regions(landscape: Landscape, region: Any) -> list[str]:
    """The NUTS codes of the applicant's region; none while it is not known."""
    entries = landscape.snapshot.documents["codes"]["region"]["codes"]
    return next((entry.get("means", []) for entry in entries if entry["code"] == region), [])


def _view(landscape: Landscape, role: Role, language: str) -> dict[str, Any]:
    names = landscape.organizations[role.organization]["names"]
    label = landscape.snapshot.codes("instrumentRole")[role.role]
    texts = {one: f"{names[one]} {label[one]}" for one in LANGUAGES}
    return {
        "organization": named(landscape, role.organization, language),
        "role": role.role,
        "text": texts if language == ALL else texts[language],
        "sources": list(role.sources),
        "confidence": role.confidence,
    }
