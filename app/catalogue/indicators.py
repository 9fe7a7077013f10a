"""Figures by year of instruments and organizations; what several sources say of the same thing stands side by side."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from app.catalogue.current import Edition
from app.catalogue.heads import instrument_head, organization_head, present
from app.catalogue.reading import check_instruments
from app.catalogue.sentences import decimal_string
from app.catalogue.snapshot import Snapshot
from app.common.languages import told
from app.problems import InvalidInput, Issue
from app.rules.quantities import figure

Kind = Literal["instrument", "organization"]
BUDGET, EURO = "budget", "euro"
# What a figure amounts to; two that differ in one of these do not say the same.
_AMOUNT = ("value", "min", "max", "unit")


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is said of one subject, metric and stretch of years: a figure by each that says something."""

    kind: Kind
    subject: str
    metric: str
    from_year: int | None
    year: int | None
    figures: tuple[Mapping[str, Any], ...]

    @property
    def key(self) -> str:
        """What it goes by among all indicators."""
        return f"{self.kind}/{self.subject}/{self.metric}/{self.from_year}/{self.year}"

    @property
    def conflicting(self) -> bool:
        """Whether the figures differ, be it between sources or within one; never averaged, never added up."""
        return len({tuple(str(one.get(key)) for key in _AMOUNT) for one in self.figures}) > 1

    def is_of(self, year: int) -> bool:
        """Whether it is about a year."""
        return self.year is not None and (self.year if self.from_year is None else self.from_year) <= year <= self.year


def indicators(snapshot: Snapshot) -> Iterator[Indicator]:
    """Every indicator: by subject, then by metric, the newest year first."""
    for kind in ("instrument", "organization"):
        for subject, document in snapshot.documents.get(kind, {}).items():
            grouped: dict[tuple[str, int | None, int | None], list[Mapping[str, Any]]] = {}
            for one in _figures(document):
                grouped.setdefault((one["metric"], one.get("fromYear"), one.get("year")), []).append(one)
            for metric, start, year in sorted(grouped, key=lambda key: (key[0], -(key[2] or 0), key[1] or 0)):
                yield Indicator(kind, subject, metric, start, year, tuple(grouped[metric, start, year]))


def _figures(document: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    for budget in document.get("budgets", ()):
        yield {**budget, "metric": BUDGET, "unit": EURO, "value": budget["amountEur"]}
    yield from document.get("figures", ())


def find_indicators(
    edition: Edition, metrics: Sequence[str], instruments: Sequence[str], organizations: Sequence[str], years: Sequence[int]
) -> list[Indicator]:
    """The indicators that pass every filter; instruments and organizations together are the subjects asked for."""
    snapshot = edition.snapshot
    check_instruments(snapshot, instruments)
    issues = [
        Issue("unknownCode", "query", "metric", f"{one!r} is no code of indicator; known: {', '.join(known)}", one)
        for known in [snapshot.codes("indicator")]
        for one in metrics
        if one not in known
    ]
    issues += [
        Issue("unknownOrganization", "query", "organization", f"there is no organization {one!r}", one)
        for one in organizations
        if one not in snapshot.documents.get("organization", {})
    ]
    if issues:
        raise InvalidInput(issues)
    subjects = {*(("instrument", one) for one in instruments), *(("organization", one) for one in organizations)}
    known: tuple[Indicator, ...] = edition.keep("indicators", lambda: tuple(indicators(snapshot)))
    return [
        one
        for one in known
        if (not metrics or one.metric in metrics)
        and (not subjects or (one.kind, one.subject) in subjects)
        and (not years or any(one.is_of(year) for year in years))
    ]


def indicator_view(edition: Edition, one: Indicator, language: str) -> dict[str, Any]:
    """An indicator as it travels."""
    snapshot = edition.snapshot
    if one.kind == "instrument":
        head = instrument_head(snapshot, one.subject, language)
    else:
        head = organization_head(snapshot.documents["organization"][one.subject], language)
    return present(
        {
            one.kind: head,
            "metric": one.metric,
            "metricName": told(snapshot.codes("indicator")[one.metric], language),
            "fromYear": one.from_year,
            "year": one.year,
            "values": [value_view(figures, language) for figures in one.figures],
            "conflicting": one.conflicting,
        }
    )


def value_view(one: Mapping[str, Any], language: str) -> dict[str, Any]:
    """What a source says of an indicator."""
    numbers = {key: number for key in ("value", "min", "max") if isinstance(number := figure(one.get(key)), (int, Fraction))}
    return present(
        {
            **{key: decimal_string(number) for key, number in numbers.items()},
            "unit": one["unit"],
            "qualifier": one.get("qualifier"),
            "note": told(one.get("note"), language),
            "sources": one.get("sources", []),
            "confidence": one["confidence"],
        }
    )
