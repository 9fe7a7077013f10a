"""What the checks of a catalogue find: each with its severity, where it stands, and why, in three languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from app.catalogue.differences import named_path
from app.catalogue.snapshot import Documents
from app.catalogue.texts import en, fr, nl
from app.catalogue.timeline import Dates, joined
from app.common.languages import LANGUAGES

Where = tuple[str | int, ...]
Severity = Literal["error", "warning"]
_FINDINGS: Mapping[str, Mapping[str, str]] = {"nl": nl.FINDINGS, "en": en.FINDINGS, "fr": fr.FINDINGS}


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that a check found: in which document, and where in it by keys and positions."""

    check: str
    severity: Severity
    kind: str
    document: str
    where: Where
    text: Mapping[str, str]

    def path(self, documents: Documents) -> str:
        """Where it stands, by keys and ids."""
        return named_path(documents[self.kind][self.document], self.where)


@dataclass(frozen=True, slots=True)
class Report:
    """What all checks found: errors, for which a seed is refused, then warnings."""

    findings: Sequence[Finding]

    @property
    def errors(self) -> list[Finding]:
        """The findings for which a seed is refused."""
        return [one for one in self.findings if one.severity == "error"]

    @property
    def warnings(self) -> list[Finding]:
        """The findings that are only told."""
        return [one for one in self.findings if one.severity == "warning"]

    def plain(self, documents: Documents) -> dict[str, Any]:
        """The report as plain data, as it is stored with a revision and travels."""
        found = [
            {
                "check": one.check,
                "severity": one.severity,
                "document": {"kind": one.kind, "id": one.document},
                "path": one.path(documents),
                "text": dict(one.text),
            }
            for one in self.findings
        ]
        return {"errors": len(self.errors), "warnings": len(self.warnings), "findings": found}


def texts(name: str, values: Mapping[str, Any], by_language: Mapping[str, Mapping[str, Any]] | None = None) -> dict[str, str]:
    """A text in each language, with values that are the same in all and others by language."""
    own = by_language or {}
    return {language: _FINDINGS[language][name].format(**{**values, **own.get(language, {})}) for language in LANGUAGES}


def report_of(findings: Iterable[Finding]) -> Report:
    """The report, errors first, and then by check and by document."""
    return Report(sorted(findings, key=lambda one: (one.severity, one.check, one.kind, one.document, tuple(map(str, one.where)))))


def in_words(stretches: Iterable[Dates]) -> dict[str, dict[str, str]]:
    """Stretches of time in each language, as `when`."""
    told: dict[str, dict[str, str]] = {}
    for language in LANGUAGES:
        words = [
            _FINDINGS[language]["stretch" if end else "onwards"].format(start=start or "-", end=end)
            for start, end in joined(stretches)
        ]
        told[language] = {"when": ", ".join(words)}
    return told
