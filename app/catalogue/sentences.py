"""Sentences for conditions, facts and figures of a snapshot, made from labels, operators and values."""

from collections.abc import Callable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any, Protocol

from app.catalogue.texts import en, fr, nl
from app.common.languages import ALL, LANGUAGES
from app.rules.conditions import OPERATORS
from app.rules.quantities import figure
from app.rules.values import Among, Range


class Labelled(Protocol):
    """What knows the facts and the labels of codes, as a snapshot does."""

    @property
    def facts(self) -> Mapping[str, Any]:
        """The documents of the facts by id."""

    def codes(self, name: str) -> dict[str, Any]:
        """The labels of a code list by code."""

    def proper_names(self, name: str, language: str) -> frozenset[str]:
        """The codes of a list of which the label is a proper name in a language."""


_PATTERNS: Mapping[str, Mapping[str, str]] = {"nl": nl.PATTERNS, "en": en.PATTERNS, "fr": fr.PATTERNS}
_UNITS: Mapping[str, Mapping[str, str]] = {"nl": nl.UNITS, "en": en.UNITS, "fr": fr.UNITS}
_MARKS = {"nl": (nl.THOUSANDS, nl.DECIMAL), "en": (en.THOUSANDS, en.DECIMAL), "fr": (fr.THOUSANDS, fr.DECIMAL)}


def decimal_string(value: int | Fraction, places: int = 2, most: int = 6) -> str:
    """A number with at least so many decimals and no more than needed (at most `most`, rounded half up)."""
    if value.denominator == 1:
        return f"{value}.{'0' * places}" if places else str(value)
    if value.numerator < 0:
        return f"-{decimal_string(-value, places, most)}"
    # In integers: that takes a quarter of the time of reckoning with fractions.
    scaled, rest = divmod(value.numerator * 10**most, value.denominator)
    head, tail = divmod(scaled + (rest * 2 >= value.denominator), 10**most)
    decimals = f"{tail:0{most}d}".rstrip("0").ljust(places, "0")
    return f"{head}.{decimals}" if decimals else str(head)


class Sentences:
    """Sentences in one language; they are made once and kept, for a snapshot never changes."""

    def __init__(self, snapshot: Labelled, language: str) -> None:
        self.snapshot, self.language = snapshot, language
        self.patterns = _PATTERNS[language]
        self._kept: dict[tuple[str, Any], Any] = {}

    def _keep(self, kind: str, key: Any, make: Callable[[], Any]) -> Any:
        """What was made before for this key, else what `make` gives."""
        kept = self._kept.get((kind, key))
        if kept is None:
            kept = self._kept[kind, key] = make()
        return kept

    def label(self, fact_id: str) -> str:
        """The label of a fact; `applicant.x` has that of `participant.x`."""
        document = self.snapshot.facts[f"participant.{fact_id[10:]}" if fact_id.startswith("applicant.") else fact_id]
        text: str = document["label"][self.language]
        return text

    def code(self, name: str, code: str) -> str:
        """The label of a code."""
        labels = self._keep("codes", name, lambda: self.snapshot.codes(name))
        text: str = labels[code][self.language] if code in labels else code
        return text

    def inner_code(self, name: str, code: str) -> str:
        """The label of a code as it stands inside a sentence: in lower case, unless it is a proper name or an abbreviation."""
        text = self.code(name, code)
        proper = self._keep("proper", name, lambda: self.snapshot.proper_names(name, self.language))
        return text if code in proper or text[1:2].isupper() else text[:1].lower() + text[1:]

    def condition(self, origin: Mapping[str, Any]) -> str:
        """The requirement of a condition of the snapshot as a sentence; made once."""
        text: str = self._keep("condition", id(origin), lambda: self.requirement(origin))
        return text

    def requirement(self, origin: Mapping[str, Any]) -> str:
        """The requirement of any condition as a sentence."""
        if "text" in origin:
            values = _plain_figures(origin)
            fact = _first_fact(origin)
            unit = self.snapshot.facts[fact].get("unit") if fact in self.snapshot.facts else None
            value = self.number(values[-1], unit) if values else ""
            text: str = origin["text"][self.language]
            return text.replace("{value}", value)
        return self._test(origin)

    def _test(self, node: Mapping[str, Any]) -> str:
        operator = next(key for key in node if key in OPERATORS)
        fact_id = node.get("fact")
        if operator in ("isTrue", "isFalse"):
            statement: str = self._document(str(fact_id))["yes" if operator == "isTrue" else "no"][self.language]
            return statement
        label = self.label(str(fact_id)) if fact_id else self.quantity(node, None)
        value = self.value(str(fact_id), node[operator]) if fact_id else self.quantity(node[operator], None)
        sentence = self.patterns[operator].format(label=label, value=value)
        return sentence[:1].upper() + sentence[1:] + "."

    def _document(self, fact_id: str) -> Any:
        return self.snapshot.facts[f"participant.{fact_id[10:]}" if fact_id.startswith("applicant.") else fact_id]

    def value(self, fact_id: str, value: Any) -> str:
        """A value of a fact, or a quantity it is compared with, in words."""
        document = self._document(fact_id)
        if document.get("values"):
            codes = value if isinstance(value, (list, frozenset, set)) else [value]
            labels = [self.inner_code(document["values"], code) for code in codes]
            return f" {self.patterns['or']} ".join([", ".join(labels[:-1]), labels[-1]] if len(labels) > 1 else labels)
        if isinstance(value, bool):
            statement: str = document["yes" if value else "no"][self.language]
            return statement
        return self.quantity(value, document.get("unit"))

    def quantity(self, node: Any, unit: str | None) -> str:
        """A quantity in words."""
        plain = figure(node) if not isinstance(node, Mapping) else None
        if plain is not None:
            return self.number(plain, unit)
        if isinstance(node, Mapping):
            if "fact" in node:
                return self.label(node["fact"])
            for word, sign in (("times", " × "), ("plus", " + "), ("minus", " - "), ("per", " / ")):
                if word in node:
                    return sign.join(self.quantity(part, None) for part in node[word])
        return str(node)

    def number(self, value: Any, unit: str | None) -> str:
        """A number or date in words."""
        if isinstance(value, date):
            return value.isoformat()
        thousands, mark = _MARKS[self.language]
        text = decimal_string(value, 0)
        head, _, tail = text.partition(".")
        grouped = f"{int(head):,}".replace(",", thousands) + (mark + tail if tail else "")
        pattern = _UNITS[self.language].get(unit or "")
        if pattern is not None:
            return pattern.format(n=grouped)
        return f"{grouped} {self.inner_code('unit', unit)}" if unit else grouped

    def question(self, fact_id: str, *, informal: bool) -> str:
        """The question that asks for a fact."""
        if fact_id not in self.snapshot.facts:
            return self.patterns[fact_id]
        document = self.snapshot.facts[fact_id]
        told = (document.get("informal") or {}).get(self.language) if informal else None
        text: str = told or document["question"][self.language]
        return text

    def assumption(self, fact_id: str) -> str:
        """What is presumed of a fact, as a proviso."""
        provided: str = self.snapshot.facts[fact_id]["provided"][self.language]
        return provided

    def unlisted(self, fact_id: str, value: Any) -> str:
        """That a given fact tells of partners who are not listed, as a proviso."""
        return self.patterns["unlisted"].format(label=self.label(fact_id), value=self.value(fact_id, value))

    def soft_not_met(self, origin: Mapping[str, Any]) -> str:
        """The warning that a soft condition is not met."""
        return self.patterns["softNotMet"].format(text=self.condition(origin))

    def unverified(self, figure: str) -> str:
        """The warning that nobody confirmed a figure."""
        return self.patterns["unverified"].format(id=figure)

    def band(self, origin: Mapping[str, Any]) -> str:
        """The band of admissible amounts of a limit."""
        return str(self._keep("band", id(origin), lambda: self._band(origin)))

    def _band(self, origin: Mapping[str, Any]) -> str:
        least = self.quantity(origin["min"], "euro") if origin.get("min") is not None else None
        most = self.quantity(origin["max"], "euro") if origin.get("max") is not None else None
        pattern = "band" if least and most else "bandLeast" if least else "bandMost"
        text = self.patterns[pattern].format(least=least, most=most)
        return text if origin["per"] == "project" else self.patterns["perParticipant"].format(text=text)


def _plain_figures(node: Any) -> list[Any]:
    """The plain numbers that a test compares with, in order."""
    if isinstance(node, list):
        return [value for item in node for value in _plain_figures(item)]
    if not isinstance(node, Mapping):
        return []
    found = []
    for key, value in node.items():
        if key in OPERATORS and not isinstance(value, (bool, list, dict)) and figure(value) is not None:
            found.append(figure(value))
        elif key in OPERATORS and isinstance(value, Mapping):
            found += [figure(part) for parts in value.values() if isinstance(parts, list) for part in parts if figure_or_none(part)]
        elif key not in ("text", "note", "when"):
            found += _plain_figures(value)
    return found


def figure_or_none(value: Any) -> Any:
    """A plain figure, or `None` for anything else."""
    return None if isinstance(value, (dict, list)) else figure(value)


def _first_fact(node: Any) -> str:
    if isinstance(node, list):
        return next((found for item in node if (found := _first_fact(item))), "")
    if not isinstance(node, Mapping):
        return ""
    if isinstance(node.get("fact"), str) and any(key in COMPARED for key in node):
        return str(node["fact"])
    return next((found for key, item in node.items() if key not in ("text", "note") and (found := _first_fact(item))), "")


COMPARED = ("eq", "neq", "lt", "lte", "gt", "gte")


class Voices:
    """The sentences of a snapshot in each language."""

    def __init__(self, snapshot: Labelled) -> None:
        self._by_language = {language: Sentences(snapshot, language) for language in LANGUAGES}

    def told(self, language: str, make: Callable[[Sentences], Any]) -> Any:
        """What `make` says in a language, or the map of all languages for `all`."""
        if language == ALL:
            return {name: make(sentences) for name, sentences in self._by_language.items()}
        return make(self._by_language[language])

    def __getitem__(self, language: str) -> Sentences:
        return self._by_language[language]


def wire_value(value: Any, *, whole: bool = False) -> Any:
    """A value of a fact as it travels: decimals as strings, sets as lists, what lies between bounds as minimum and maximum.

    `whole` is for facts that count: their numbers travel as integers.
    """
    if value is None or isinstance(value, (bool, str)):
        return value
    if isinstance(value, int):
        return value if whole else decimal_string(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return decimal_string(value)
    if isinstance(value, Range):
        bounds = {"min": value.lo, "max": value.hi}
        return {name: wire_value(bound, whole=whole) for name, bound in bounds.items() if bound is not None}
    if isinstance(value, Among):
        return {"oneOf": sorted(value.codes)}
    return sorted(value)
