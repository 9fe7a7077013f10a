"""Differences put into words: what changed, of which document, from what to what."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from app.catalogue.code_lists import code_list
from app.catalogue.differences import Change, Steps, expression_of, is_text
from app.catalogue.places import uses_rule
from app.catalogue.sentences import Sentences, Voices
from app.catalogue.texts import en, fr, nl
from app.common.languages import LANGUAGES
from app.rules.conditions import OPERATORS
from app.rules.quantities import figure

_CHANGES: Mapping[str, Mapping[str, str]] = {"nl": nl.CHANGES, "en": en.CHANGES, "fr": fr.CHANGES}
# Members after which their owner is called: its one figure.
FIGURES = ("points", "amountEur", "value")
# Members whose decimals are written as text, and those whose digits are no number.
NUMBERS = (*FIGURES, "min", "max", "minimum", "maximum")
YEARS = ("year", "fromYear", "month")
# What a document is called by: the first that it has.
NAMES = ("names", "label")
# Amounts in euro in these parts, though their key does not say so.
IN_EURO = ("limit", "cost")


@dataclass(frozen=True, slots=True)
class Told:
    """Whose difference is told: the kind and id of the document and its names."""

    kind: str
    id: str
    names: Mapping[str, str]


def tell_change(change: Change, before: Voices, after: Voices, of: Told | None = None) -> dict[str, str]:
    """A difference as a sentence in each language; the voices are those of the two states."""
    return {language: _Teller(before[language], after[language], of).sentence(change) for language in LANGUAGES}


class _Teller:
    """Tells differences in one language."""

    def __init__(self, before: Sentences, after: Sentences, of: Told | None) -> None:
        self.before, self.after, self.of = before, after, of
        self.patterns = _CHANGES[after.language]

    def sentence(self, change: Change) -> str:
        """One difference."""
        subject = self._subject(change.steps)
        text = self._predicate(change, subject)
        return text[:1].upper() + text[1:]

    def _predicate(self, change: Change, subject: str) -> str:
        old, new = (
            self._value(voice, change.steps, value) for voice, value in ((self.before, change.old), (self.after, change.new))
        )
        if change.old is None or change.new is None:
            return self._one_side("new" if change.old is None else "gone", change, subject, new if change.old is None else old)
        if _is_list_of_words(change.old) and _is_list_of_words(change.new):
            return self._list(change, subject)
        if old is None or new is None or old == new:
            return self.patterns["changed"].format(subject=subject)
        if _is_condition(change):
            return self.patterns["requirement"].format(subject=subject, old=old, new=new)
        key = change.steps[-1][0]
        numbers = _number(key, change.old) is not None and _number(key, change.new) is not None
        return self.patterns["number" if numbers else "word"].format(subject=subject, old=old, new=new)

    def _one_side(self, word: str, change: Change, subject: str, value: str | None) -> str:
        if value is None or not _is_condition(change):
            told = self.patterns["value"].format(value=value) if value is not None else ""
            return self.patterns[word].format(subject=subject, value=told)
        return f"{self.patterns[word].format(subject=subject, value='')} {value}"

    def _list(self, change: Change, subject: str) -> str:
        changes = []
        for word, voice, one, other in (
            ("listAdded", self.after, change.new, change.old),
            ("listRemoved", self.before, change.old, change.new),
        ):
            items = [self._word(voice, change.steps, item) for item in one if item not in other]
            if items:
                changes.append(self.patterns[word].format(items=", ".join(items)))
        if not changes:
            return self.patterns["changed"].format(subject=subject)
        return self.patterns["list"].format(subject=subject, what=self.patterns["listAnd"].join(changes))

    def _subject(self, steps: Steps) -> str:
        """What a difference is of: the member, the item it belongs to, the document, and the period if any."""
        core = max((n for n, (_, name) in enumerate(steps) if name is not None), default=None)
        member = steps[-1][0] if steps and core != len(steps) - 1 else None
        parts = [
            self._member(member) if member is not None and (member not in FIGURES or core is None) else None,
            self._part(*steps[core]) if core is not None else None,
            self._document(),
        ]
        text = self.patterns["of"].join(part for part in parts if part)
        # In French "de le" and "de les" are one word.
        text = text.replace(" de le ", " du ").replace(" de les ", " des ") if self.after.language == "fr" else text
        return text + self._when(steps, core)

    def _when(self, steps: Steps, core: int | None) -> str:
        """The period that a difference is in, if that is not what it is of."""
        if self.of is None or not steps or core == 0:
            return ""
        key, name = steps[0]
        if key == "common":
            return self.patterns["always"]
        pattern = {"periods": "during", "versions": "version"}.get(key)
        return self.patterns[pattern].format(period=name) if pattern is not None else ""

    def _document(self) -> str | None:
        if self.of is None:
            return None
        name = self.of.names.get(self.after.language) or self.of.id
        return self.patterns[f"kind:{self.of.kind}"].format(name=name)

    def _part(self, key: str, name: str | None) -> str:
        return self.patterns.get(f"part:{key}", self.patterns["part:other"]).format(key=key, name=name)

    def _member(self, key: str) -> str:
        return self.patterns.get(f"member:{key}", self.patterns["member:other"]).format(key=key)

    def _value(self, voice: Sentences, steps: Steps, value: Any) -> str | None:
        """A value in few words, or nothing for what has no short form."""
        key, name = steps[-1] if steps else ("", None)
        if isinstance(value, Mapping):
            return self._item(voice, key, value) if name is not None else None
        if isinstance(value, list) or value is None:
            return ", ".join(self._word(voice, steps, item) for item in value) if value and _is_list_of_words(value) else None
        return self._word(voice, steps, value)

    def _item(self, voice: Sentences, key: str, item: Mapping[str, Any]) -> str | None:
        """What an item of a list says, in short."""
        if key == "conditions":
            return None if uses_rule(item) else _requirement(voice, item)
        for member in FIGURES:
            if _number(member, item.get(member)) is not None:
                return self._word(voice, ((key, ""), (member, None)), item[member])
        bounds = [
            f"{member}. {self._word(voice, ((key, ''), (member, None)), item[member])}"
            for member in ("min", "max")
            if _number(member, item.get(member)) is not None
        ]
        return ", ".join(bounds) or None

    def _word(self, voice: Sentences, steps: Steps, value: Any) -> str:
        key, holder = steps[-1][0], next((key for key, name in reversed(steps) if name is not None), "")
        if isinstance(value, bool):
            return self.patterns["true" if value else "false"]
        number = _number(key, value)
        if number is not None:
            return voice.number(number, _unit(key, holder))
        name = code_list(self.of.kind if self.of else "instrument", tuple(part for part, _ in steps), key)
        return voice.code(name, value) if name is not None and isinstance(value, str) else str(value)


def _requirement(voice: Sentences, condition: Mapping[str, Any]) -> str | None:
    """The requirement of a condition, where it has a sentence."""
    testable = "text" in condition or any(key in OPERATORS for key in expression_of(condition))
    return voice.requirement(condition) if testable else None


def _is_condition(change: Change) -> bool:
    return bool(change.steps) and change.steps[-1][0] == "conditions"


def _is_list_of_words(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(item, str | int) for item in value)


def _number(key: str, value: Any) -> int | Fraction | None:
    """The number that a value is; a year is none, nor is a title of digits."""
    if isinstance(value, bool) or key in YEARS or not (isinstance(value, int) or (isinstance(value, str) and key in NUMBERS)):
        return None
    number = figure(value)
    return None if isinstance(number, date) else number


def _unit(key: str, holder: str) -> str | None:
    if key == "points" or key.endswith("Percent"):
        return "percent"
    if key.endswith("Eur") or (key in ("min", "max") and holder in IN_EURO):
        return "euro"
    return None


def names_of(kind: str, document_id: str, body: Mapping[str, Any]) -> Told:
    """How a document is called: by its names or label, else by its id."""
    names: Any = next((body[key] for key in NAMES if body.get(key)), None)
    return Told(kind, document_id, names if is_text(names) else {})


def named(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a document is called by, without the rest of it."""
    return {key: body[key] for key in NAMES if key in body}
