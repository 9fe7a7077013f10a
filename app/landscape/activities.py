"""What organizations plan, or do again and again."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from app.catalogue.timeline import Dates, dates_of, overlap
from app.landscape.landscape import Landscape


@dataclass(frozen=True, slots=True)
class Activity:
    """Something that an organization plans; `dates` are open on a side where the source gives none."""

    organization: str
    dates: Dates
    document: Mapping[str, Any]

    @property
    def id(self) -> str:
        """Unique in the landscape."""
        return f"{self.organization}.{self.document['id']}"

    @property
    def precision(self) -> str:
        """How exactly its first day is known: day, month, year or evidence."""
        return str(self.document.get("validFromPrecision", "day"))


def activities_of(landscape: Landscape, name: str) -> Iterator[Activity]:
    """The activities of an organization."""
    for item in landscape.organizations[name].get("activities", ()):
        yield Activity(name, dates_of(item), item)


def find_activities(
    landscape: Landscape, stretch: Dates, organizations: Sequence[str], types: Sequence[str], recurrences: Sequence[str]
) -> list[Activity]:
    """The activities that share a day with a stretch and pass the filters, those with a first day first, the latest on top."""
    found = [
        one
        for name in landscape.organizations
        for one in activities_of(landscape, name)
        if overlap(one.dates, stretch)
        and (not organizations or one.organization in organizations)
        and (not types or one.document["type"] in types)
        and (not recurrences or one.document["recurrence"] in recurrences)
    ]
    return sorted(found, key=lambda one: (-(one.dates[0] or date.min).toordinal(), one.id))
