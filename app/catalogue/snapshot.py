"""The catalogue in memory: the documents of one revision, with their rules compiled. Immutable once built."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from app.catalogue.availability import Availability, Calendar, calendars
from app.catalogue.places import name_in_list, place_in_instrument, place_in_rule, resolved_periods, uses_rule
from app.catalogue.timeline import Dates, boundaries, dates_of, day_in, holds_on
from app.rules.assess import Condition, Slice
from app.rules.conditions import Check, Compiler
from app.rules.errors import RuleError
from app.rules.facts import FactModel
from app.rules.quantities import figure
from app.rules.scheme import compile_scheme
from app.rules.size import SizeClass
from app.rules.vocabulary import Vocabulary

MOST_AVAILABILITIES = 10_000
Documents = Mapping[str, Mapping[str, Any]]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Revision:
    """A published state of the whole catalogue."""

    number: int
    published_at: datetime
    note: str
    digest: str


class DocumentFaulty(ValueError):
    """A document whose rules cannot be compiled: which, where in it, and why."""

    def __init__(self, kind: str, document: str, path: Path, reason: str) -> None:
        super().__init__(f"{kind} {document}: {'.'.join(map(str, path))}: {reason}")
        self.kind, self.document, self.path, self.reason = kind, document, path, reason


@dataclass(frozen=True, slots=True, eq=False)
class Snapshot:
    """One revision, ready to be asked.

    `documents` hold the plain data by kind (fact, source, codes, law, rule, instrument) and id; `periods` the resolved periods
    of each instrument, oldest first; `slices` what was compiled from them.
    """

    revision: Revision
    documents: Documents
    vocabulary: Vocabulary
    compiler: Compiler
    model: FactModel
    periods: Mapping[str, tuple[dict[str, Any], ...]]
    slices: Mapping[str, tuple[Slice, ...]]
    calendars: Mapping[str, Calendar]
    earliest: date
    _starts: tuple[date, ...]
    _stretches: tuple[Mapping[str, tuple[Slice, ...]], ...]
    _availabilities: dict[tuple[str, int | date], Availability] = field(default_factory=dict)

    @property
    def instruments(self) -> Mapping[str, Any]:
        """The instruments by id."""
        return self.documents["instrument"]

    @property
    def facts(self) -> Mapping[str, Any]:
        """The documents of the facts, in the order of the vocabulary."""
        return self.documents["fact"]

    @property
    def sources(self) -> Mapping[str, Any]:
        """The sources by id."""
        return self.documents["source"]

    def codes(self, name: str) -> dict[str, Any]:
        """The labels of a code list, by code, in the order in which they are shown."""
        return {entry["code"]: entry["label"] for entry in self.documents["codes"][name]["codes"]}

    def proper_names(self, name: str, language: str) -> frozenset[str]:
        """The codes of a list of which the label is a proper name in a language."""
        return frozenset(entry["code"] for entry in self.documents["codes"][name]["codes"] if language in entry.get("proper", ()))

    def in_force(self, day: date) -> Mapping[str, tuple[Slice, ...]]:
        """The slices of a day by instrument: one, or one for each variant; an instrument without is not in force."""
        return self._stretches[bisect_right(self._starts, day)]

    def slices_on(self, instrument: str, day: date) -> tuple[Slice, ...]:
        """The slices of an instrument on a day: none, one, or one for each variant."""
        return self.in_force(day).get(instrument, ())

    def availability(self, instrument: str, day: date) -> Availability:
        """Whether one can apply for an instrument on a day; worked out once for a stretch of days on which it is the same."""
        calendar = self.calendars[instrument]
        key = instrument, calendar.stretch(day)
        kept = self._availabilities.get(key)
        if kept is None:
            if len(self._availabilities) >= MOST_AVAILABILITIES:
                self._availabilities.clear()
            kept = self._availabilities[key] = calendar.availability(day, in_force=instrument in self.in_force(day))
        return kept

    def period(self, rules: Slice) -> dict[str, Any]:
        """The resolved period that a slice was cut from."""
        return next(period for period in self.periods[rules.instrument] if period["id"] == rules.period)


def build_snapshot(revision: Revision, documents: Documents) -> Snapshot:
    """Compile the documents of a revision; raises `DocumentFaulty` for the first rule that cannot be compiled."""
    builder = _Builder(documents)
    model = builder.fact_model()
    periods = {name: tuple(resolved_periods(document)) for name, document in documents["instrument"].items()}
    slices = {name: builder.slices(name, documents["instrument"][name], periods[name]) for name in periods}
    spans = {name: [(part.valid_from, part.valid_to) for part in parts] for name, parts in slices.items()}
    starts = tuple(sorted({day for parts in spans.values() for span in parts for day in span if day is not None}))
    return Snapshot(
        revision,
        documents,
        builder.vocabulary,
        builder.compiler,
        model,
        periods,
        slices,
        calendars(documents["instrument"], spans),
        min((span[0] for parts in spans.values() for span in parts if span[0] is not None), default=date.min),
        starts,
        tuple(_in_force(slices, day) for day in (date.min, *starts)),
    )


def build_excerpt(whole: Snapshot, documents: Documents, instrument: str, day: date) -> Snapshot:
    """What a snapshot would be for one instrument on one day if its documents were these: its slices and those of its carriers.

    Facts and law must be those of the whole. Its compiler is its own, since a shared one would grow with every excerpt.
    Raises `DocumentFaulty` for a rule that cannot be compiled.
    """
    builder = _Builder(documents, whole.vocabulary)
    model = builder.fact_model()
    periods: dict[str, tuple[dict[str, Any], ...]] = {}
    slices: dict[str, tuple[Slice, ...]] = {}
    todo = [instrument]
    while todo:
        name = todo.pop()
        if name not in slices:
            document = documents["instrument"][name]
            periods[name] = tuple(resolved_periods(document))
            slices[name] = builder.slices(name, document, periods[name], day)
            todo += [carrier for rules in slices[name] for carrier in rules.carried_by]
    return replace(
        whole,
        documents=documents,
        compiler=builder.compiler,
        model=model,
        periods=periods,
        slices=slices,
        _availabilities={},
        _starts=(),
        _stretches=(_in_force(slices, day),),
    )


def check_rules(documents: Documents) -> None:
    """Compile every version of every shared rule by itself; raises `DocumentFaulty` for the first that cannot be."""
    builder = _Builder(documents)
    builder.fact_model()
    for name, document in documents["rule"].items():
        for n, version in enumerate(document["versions"]):
            try:
                builder.check_version(version)
            except RuleError as error:
                path = ("versions", n, *place_in_rule(version, error.path))
                raise DocumentFaulty("rule", name, path, error.message) from error


def rules_on(whole: Snapshot, documents: Documents, day: date) -> Callable[[str], list[Any]]:
    """What a shared rule of these documents asks on a day, as expressions, by its id."""
    return _Builder(documents, whole.vocabulary).rule_on(day)


def _in_force(slices: Mapping[str, tuple[Slice, ...]], day: date) -> dict[str, tuple[Slice, ...]]:
    found = {
        name: tuple(part for part in parts if holds_on((part.valid_from, part.valid_to), day)) for name, parts in slices.items()
    }
    return {name: parts for name, parts in found.items() if parts}


class _Builder:
    def __init__(self, documents: Documents, vocabulary: Vocabulary | None = None) -> None:
        self.documents = documents
        self.vocabulary = vocabulary or Vocabulary.of(
            {name: self._definition(name, document) for name, document in documents["fact"].items()}
        )
        self.compiler = Compiler(self.vocabulary)

    def _definition(self, name: str, document: Mapping[str, Any]) -> dict[str, Any]:
        codes = self.documents["codes"].get(document.get("values", ""), {"codes": []})["codes"]
        derived = document.get("derived")
        return {
            "type": document["type"],
            "unit": document.get("unit"),
            "codes": frozenset(entry["code"] for entry in codes),
            "minimum": figure(document.get("minimum")),
            "maximum": figure(document.get("maximum")),
            "asked": document["asked"],
            "adjustable": document["adjustable"],
            "derived": self._with_law("fact", name, derived) if isinstance(derived, (dict, list)) else derived,
            "presumed": tuple(document.get("presumed", ())),
            "completion": document.get("completion"),
        }

    def fact_model(self) -> FactModel:
        """Derivations and presumptions, and the dated size definition."""
        versions = []
        law = self.documents["law"].get("smeDefinition", {"versions": []})
        for version in law["versions"]:
            classes = tuple(
                SizeClass(
                    entry["size"],
                    _number(entry.get("headcountBelow")),
                    _number(entry.get("turnoverAtMostEur")),
                    _number(entry.get("balanceTotalAtMostEur")),
                )
                for entry in version["classes"]
            )
            versions.append((*dates_of(version), classes))
        try:
            return FactModel(self.compiler, versions)
        except RuleError as error:
            fact, *path = error.path or ("",)
            raise DocumentFaulty("fact", str(fact), tuple(path), error.message) from error

    def slices(
        self, name: str, document: Mapping[str, Any], periods: Iterable[dict[str, Any]], day: date | None = None
    ) -> tuple[Slice, ...]:
        """Cut the periods at the boundaries of the shared rules and of law, and compile each stretch, or those of one day."""
        cut: list[Slice] = []
        for period in periods:
            if day is not None and not holds_on(dates_of(period), day):
                continue
            position = next(n for n, item in enumerate(document["periods"]) if item["id"] == period["id"])
            try:
                stretches = [dates for dates in self._stretches(period) if day is None or holds_on(dates, day)]
                cut += [self._slice(name, period, dates) for dates in stretches]
            except RuleError as error:
                path = place_in_instrument(document, position, period, error.path)
                raise DocumentFaulty("instrument", name, path, error.message) from error
        return tuple(cut)

    def check_version(self, version: Mapping[str, Any]) -> None:
        """Compile a version of a shared rule by itself, on each stretch of its time; raises `RuleError`."""
        for dates in self._stretches(version):
            self._conditions(version["conditions"], day_in(dates))

    def _stretches(self, period: Mapping[str, Any]) -> list[Dates]:
        documents = [self.documents["rule"][rule] for rule in rules_in(self.documents, period)]
        laws = _mentioned([period["conditions"], period.get("aid")], "law")
        documents += [self.documents["law"][law] for law in laws if law in self.documents["law"]]
        spans = [dates_of(version) for document in documents for version in document["versions"]]
        return boundaries(dates_of(period), spans)

    def _slice(self, name: str, period: Mapping[str, Any], dates: Dates) -> Slice:
        day = day_in(dates)
        conditions = self._conditions(period["conditions"], day)
        aid = self._law_on(day, {"form": "grant", **period["aid"]}, ("aid",))
        scheme = compile_scheme(self.compiler, aid, self.rule_on(day))
        return Slice(
            name,
            period["id"],
            period.get("variant"),
            dates[0],
            dates[1],
            tuple(conditions),
            scheme,
            tuple(period["aid"].get("carriedBy", ())),
            gates(self.compiler, conditions),
            any(condition.excludes for condition in conditions),
            bool(period["aid"].get("carriedBy")) or period.get("openToAll", False) or not all(one.soft for one in conditions),
        )

    def _conditions(self, items: Iterable[Mapping[str, Any]], day: date) -> list[Condition]:
        """The conditions of a list on a day; a `RuleError` has the name of the item in its path."""
        rule = self.rule_on(day)
        conditions: dict[str, Condition] = {}
        for item, path in ((item, ("conditions", name_in_list(item))) for item in items):
            for one in self._listed([item], day):
                check = self.compiler.compile(self._law_on(day, as_expression(one), path), rule, path)
                if one["id"] in conditions:
                    raise RuleError(f"the condition {one['id']} stands twice in the period", ("conditions",))
                excludes = one.get("failing") == "excludesParticipant"
                conditions[one["id"]] = Condition(one["id"], check, one.get("soft", False), excludes, one)
        return list(conditions.values())

    def rule_on(self, day: date) -> Callable[[str], list[Any]]:
        """What a shared rule asks on a day, as expressions, by its id."""

        def expressions(name: str) -> list[Any]:
            version = self._version("rule", name, day)
            if version is None:
                raise RuleError(f"the shared rule {name} says nothing on {day}")
            return [as_expression(item) for item in self._listed(version["conditions"], day)]

        return expressions

    def _listed(self, items: Iterable[Mapping[str, Any]], day: date, within: Path = ()) -> Iterable[dict[str, Any]]:
        """The conditions of a list on a day, shared rules written out."""
        for item in items:
            if not uses_rule(item):
                yield dict(item)
                continue
            if item["rule"] in within:
                raise RuleError(f"the shared rule {item['rule']} leads back to itself", ("conditions",))
            version = self._version("rule", item["rule"], day)
            conditions = version["conditions"] if version is not None else ()
            changed = {key: item[key] for key in ("confidence", "note") if key in item}
            for condition in self._listed(conditions, day, (*within, item["rule"])):
                if condition["id"] not in item.get("without", ()):
                    yield {**condition, **changed, "sharedRule": item["rule"]}

    def _version(self, kind: str, name: str, day: date) -> dict[str, Any] | None:
        document = self.documents[kind].get(name)
        if document is None:
            raise RuleError(f"there is no {kind} {name!r}")
        return next((version for version in document["versions"] if holds_on(dates_of(version), day)), None)

    def _law_on(self, day: date, node: Any, path: Path = ()) -> Any:
        if isinstance(node, list):
            return [self._law_on(day, item, (*path, n)) for n, item in enumerate(node)]
        if not isinstance(node, Mapping):
            return node
        if set(node) == {"law"}:
            name, _, key = str(node["law"]).partition(".")
            if name not in self.documents["law"]:
                raise RuleError(f"there is no law {name!r}", path)
            version = self._version("law", name, day)
            if version is None or key not in version:
                raise RuleError(f"the law {name} has no figure {key!r} on {day}", path)
            return version[key]
        return {key: self._law_on(day, item, (*path, key)) for key, item in node.items()}

    def _with_law(self, kind: str, name: str, node: Any) -> Any:
        try:
            return self._law_on(date.max, node)
        except RuleError as error:
            raise DocumentFaulty(kind, name, ("derived", *error.path), error.message) from error


def gates(compiler: Compiler, conditions: Iterable[Condition]) -> tuple[Check, ...]:
    """The hard conditions as one of the project and one of each participant, where there are any.

    Those of one shared rule are joined first, so that they are worked out once for all the instruments that share it.
    """
    joined: dict[bool, dict[str, list[Check]]] = {False: {}, True: {}}
    for condition in conditions:
        if not condition.soft and not condition.excludes:
            check = condition.check
            shared = condition.origin.get("sharedRule") if not check.local else None
            joined[check.per_participant].setdefault(shared or condition.id, []).append(check)
    return tuple(compiler.together([compiler.together(one) for one in by_rule.values()]) for by_rule in joined.values() if by_rule)


def rules_in(documents: Documents, period: Mapping[str, Any]) -> dict[str, None]:
    """The shared rules that a resolved period rests on, directly or through others; raises `RuleError` where one is missing."""
    found: dict[str, None] = {}
    todo = list(_mentioned([period["conditions"], period.get("aid")], "rule"))
    while todo:
        name = todo.pop()
        if name in found:
            continue
        if name not in documents["rule"]:
            raise RuleError(f"there is no shared rule {name!r}")
        found[name] = None
        todo += _mentioned(documents["rule"][name]["versions"], "rule")
    return found


def as_expression(condition: Mapping[str, Any]) -> dict[str, Any]:
    """The expression of a condition, with its `when` as an implication."""
    expression = {key: item for key, item in condition.items() if key not in _NOT_EXPRESSION}
    return {"any": [{"not": condition["when"]}, expression]} if "when" in condition else expression


_NOT_EXPRESSION = {"id", "when", "soft", "failing", "text", "note", "sources", "confidence", "sharedRule"}


def _mentioned(node: Any, word: str) -> list[str]:
    """The names that stand behind a word anywhere in plain data."""
    if isinstance(node, list):
        return [name for item in node for name in _mentioned(item, word)]
    if not isinstance(node, Mapping):
        return []
    own = [str(node[word]).partition(".")[0]] if isinstance(node.get(word), str) else []
    return own + [name for item in node.values() for name in _mentioned(item, word)]


def _number(value: Any) -> Any:
    return None if value is None else figure(value)
