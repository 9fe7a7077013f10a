"""The ceiling guard: no period gives more than the article of State-aid law that it claims allows on each day."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

import orjson

from app.catalogue.findings import Finding, Where, in_words, texts
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import DocumentFaulty, Snapshot, as_expression, rules_on
from app.catalogue.timeline import Dates, boundaries, dates_of, day_in, holds_on
from app.common.languages import LANGUAGES
from app.rules.assess import Slice
from app.rules.conditions import Compiler, expand
from app.rules.errors import RuleError
from app.rules.items import POINT
from app.rules.reach import Codes, Ruled
from app.rules.scheme import Rule, compile_scheme
from app.rules.state_aid import Excess, Guarded, guard

CHECK = "ceilingGuard"
# Bases in State-aid law that are articles with ceilings.
ARTICLES = "gber"


def check_ceilings(snapshot: Snapshot) -> None:
    """Compile the ceilings of each article on the first day of each version; raises `DocumentFaulty` for what cannot be."""
    for name, law in snapshot.documents["law"].items():
        for n, version in enumerate(law["versions"]):
            if "aid" in version:
                _ceilings(snapshot, name, n, version, day_in(dates_of(version)))


def above_ceilings(snapshot: Snapshot) -> Iterator[Finding]:
    """The periods that give more than the article they claim allows, or of which that cannot be told."""
    judge = _Judge(snapshot)
    for name, document in snapshot.instruments.items():
        for n, period in enumerate(document["periods"]):
            if str((period.get("stateAid") or {}).get("basis")).startswith(ARTICLES):
                yield from judge.findings(name, n, period)


@dataclass(frozen=True, slots=True)
class _Claim:
    """A period that claims an article: where it stands, and whether it gives a reason to go above."""

    instrument: str
    where: Where
    basis: str
    declared: bool

    def finding(
        self,
        name: str,
        values: Mapping[str, Any] | None = None,
        by_language: Mapping[str, Mapping[str, Any]] | None = None,
        *,
        error: bool = False,
    ) -> Finding:
        """What is found of it."""
        told = texts(name, {"basis": self.basis, **(values or {})}, by_language)
        return Finding(CHECK, "error" if error else "warning", "instrument", self.instrument, (*self.where, "stateAid"), told)


class _Judge:
    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.voices = Voices(snapshot)
        self._kept: dict[bytes, Guarded | None] = {}
        facts = snapshot.vocabulary.facts.values()
        self.codes: Codes = {
            fact.id: (True, False) if fact.type == "bool" else sorted(fact.codes) for fact in facts if fact.type != "set"
        }

    def findings(self, name: str, position: int, period: Mapping[str, Any]) -> Iterator[Finding]:
        """What is wrong with the aid of a period, each thing told once however long it lasts."""
        state_aid = period["stateAid"]
        claim = _Claim(name, ("periods", position), state_aid["basis"], state_aid.get("aboveCeiling", False))
        versions = self.snapshot.documents["law"].get(claim.basis, {"versions": []})["versions"]
        unsaid: list[Dates] = []
        found: dict[tuple[Any, ...], Finding] = {}
        for rules in self.snapshot.slices[name]:
            if rules.period != period["id"] or not rules.scheme.rules:
                continue
            for dates in boundaries((rules.valid_from, rules.valid_to), map(dates_of, versions)):
                day = day_in(dates)
                n = next((n for n, version in enumerate(versions) if "aid" in version and holds_on(dates_of(version), day)), None)
                if n is None:
                    unsaid.append(dates)
                else:
                    for finding in self._of_stretch(claim, rules, versions[n], n, dates):
                        found.setdefault(tuple(finding.text.values()), finding)
        yield from found.values()
        if unsaid:
            yield claim.finding("noCeilings", by_language=in_words(unsaid))

    def _of_stretch(self, claim: _Claim, rules: Slice, law: Mapping[str, Any], n: int, dates: Dates) -> Iterator[Finding]:
        guarded = self._guarded(claim, rules, law, n, day_in(dates))
        if guarded is None:
            yield claim.finding("tooManyCombinations")
            return
        for bonus in guarded.unnamed:
            yield claim.finding("unnamedBonus", {"bonus": bonus}, error=not claim.declared)
        for excess in guarded.excesses:
            name = "declaredCeiling" if claim.declared else "aboveCeiling"
            told = {language: self._told(excess, language) for language in LANGUAGES}
            yield claim.finding(name, {"items": " + ".join(excess.items)}, told, error=not claim.declared)

    def _guarded(self, claim: _Claim, rules: Slice, law: Mapping[str, Any], n: int, day: date) -> Guarded | None:
        rule = rules_on(self.snapshot, self.snapshot.documents, day)
        period = self.snapshot.period(rules)
        about = [one for one in (period["aid"].get("beneficiary"), law["aid"].get("beneficiary")) if one is not None]
        asked = [as_expression(one.origin) for one in rules.conditions if not one.soft and not one.excludes]
        ruled, ceilings = Ruled(rules.scheme, rule), _ceilings(self.snapshot, claim.basis, n, law, day)
        expressions = [expand(about, rule), expand(asked, rule)]
        whens = [list(one.whens.values()) for one in (ruled, ceilings)]
        # A period is cut where any rule that it rests on changes; most of these have nothing to do with its rates.
        key = orjson.dumps([period["aid"], law["aid"], *whens, *expressions])
        if key not in self._kept:
            self._kept[key] = guard(ruled, ceilings, expressions[0], expressions[1], self.codes)
        return self._kept[key]

    def _told(self, excess: Excess, language: str) -> dict[str, str]:
        sentences = self.voices[language]
        rates = {"rate": excess.rate, "allowed": excess.allowed}
        numbers = {name: sentences.number(Fraction(points, POINT), "percent") for name, points in rates.items()}
        return {"activity": sentences.code("activity", excess.activity), **numbers}


def _ceilings(snapshot: Snapshot, name: str, n: int, law: Mapping[str, Any], day: date) -> Ruled:
    """The ceilings of a version of an article, compiled with what shared rules ask on a day."""
    rule: Rule = rules_on(snapshot, snapshot.documents, day)
    try:
        return Ruled(compile_scheme(Compiler(snapshot.vocabulary), {"form": "grant", **law["aid"]}, rule), rule)
    except RuleError as error:
        raise DocumentFaulty("law", name, ("versions", n, *error.path), error.message) from error
