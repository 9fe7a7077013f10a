"""Numbers and values as they travel and as they are told."""

import re
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.sentences import Sentences, decimal_string, wire_value
from app.catalogue.snapshot import Snapshot
from app.rules.values import Among, Range


@given(st.integers(0, 10**15), st.sampled_from([1, 2, 4, 5, 8, 10, 100, 1000, 10**6]))
def test_a_number_that_ends_is_written_exactly(numerator: int, denominator: int) -> None:
    number = Fraction(numerator, denominator)
    text = decimal_string(number)
    assert Fraction(text) == number
    head, _, tail = text.partition(".")
    assert head.isdecimal()
    assert len(tail) == 2 or (2 < len(tail) <= 6 and not tail.endswith("0"))


@given(st.fractions(min_value=0, max_value=10**9, max_denominator=10**9))
def test_a_number_that_does_not_end_is_rounded_half_up_in_its_sixth_place(number: Fraction) -> None:
    exact = Decimal(number.numerator * 10**12 // number.denominator) / 10**12
    rounded = exact.quantize(Decimal("0.000001"), ROUND_HALF_UP)
    assert Decimal(decimal_string(number)) == rounded


@pytest.mark.parametrize(
    ("number", "places", "text"),
    [
        (0, 2, "0.00"),
        (7, 2, "7.00"),
        (7, 0, "7"),
        (Fraction(1, 2), 0, "0.5"),
        (Fraction(1, 3), 2, "0.333333"),
        (Fraction(2, 3), 2, "0.666667"),
        (Fraction(1, 2_000_000), 2, "0.000001"),
        (Fraction(1, 2_000_001), 2, "0.00"),
        (Fraction(1_999_999, 2_000_000), 2, "1.00"),
        (-3, 2, "-3.00"),
    ],
)
def test_a_number(number: int | Fraction, places: int, text: str) -> None:
    assert decimal_string(number, places) == text


@pytest.mark.parametrize(
    ("number", "text"), [(Fraction(-5, 2), "-2.50"), (Fraction(-1, 3), "-0.333333"), (Fraction(-1, 100), "-0.01")]
)
def test_a_negative_number(number: Fraction, text: str) -> None:
    assert decimal_string(number) == text


@pytest.mark.parametrize(
    ("value", "whole", "wire"),
    [
        (None, False, None),
        (True, True, True),
        ("small", False, "small"),
        (date(2024, 2, 29), False, "2024-02-29"),
        (12, False, "12.00"),
        (12, True, 12),
        (Fraction(25, 2), True, "12.50"),
        (Range(1, 4), True, {"min": 1, "max": 4}),
        (Range(Fraction(1, 2), None), False, {"min": "0.50"}),
        (Range(None, 7), True, {"max": 7}),
        (Among(frozenset({"b", "a"})), False, {"oneOf": ["a", "b"]}),
        (frozenset({"b", "a"}), False, ["a", "b"]),
    ],
)
def test_a_value_on_the_wire(value: Any, whole: bool, wire: Any) -> None:
    found = wire_value(value, whole=whole)
    assert found == wire
    assert type(found) is type(wire)


@pytest.mark.parametrize(
    ("value", "unit", "nl", "en", "fr"),
    [
        (1234567, "euro", "1.234.567 euro", "1,234,567 euro", "1\u202f234\u202f567 euros"),
        (Fraction(93, 2), "percent", "46,5%", "46.5%", "46,5\u00a0%"),
        (Fraction(1234567, 100), None, "12.345,67", "12,345.67", "12\u202f345,67"),
        (0, None, "0", "0", "0"),
        (date(2024, 2, 29), None, "2024-02-29", "2024-02-29", "2024-02-29"),
    ],
)
def test_a_number_in_words(value: Any, unit: str | None, nl: str, en: str, fr: str, snapshot: Snapshot) -> None:
    for language, expected in (("nl", nl), ("en", en), ("fr", fr)):
        assert plain(Sentences(snapshot, language).number(value, unit)) == plain(expected)


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_a_quantity_in_words(language: str, snapshot: Snapshot) -> None:
    sentences = Sentences(snapshot, language)
    aid, months = (snapshot.facts[name]["label"][language] for name in ("project.requestedAidEur", "project.durationMonths"))
    assert aid != months
    told = {
        f"10 × {aid}": {"times": [10, {"fact": "project.requestedAidEur"}]},
        f"{months} + 24": {"plus": [{"fact": "project.durationMonths"}, 24]},
        f"{aid} - {months}": {"minus": [{"fact": "project.requestedAidEur"}, {"fact": "project.durationMonths"}]},
        f"{aid} / 2": {"per": [{"fact": "project.requestedAidEur"}, 2]},
    }
    assert {sentences.quantity(node, None) for node in told.values()} == set(told)
    for words, node in told.items():
        assert sentences.quantity(node, None) == words


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_a_value_of_a_fact_in_words(language: str, snapshot: Snapshot) -> None:
    sentences = Sentences(snapshot, language)
    fact = snapshot.facts["participant.inDifficulty"]
    assert sentences.value("participant.inDifficulty", True) == fact["yes"][language]
    assert sentences.value("applicant.inDifficulty", False) == fact["no"][language]
    sizes = {code: label[language].lower() for code, label in snapshot.codes("participantSize").items()}
    together = sentences.value("participant.size", ["micro", "small", "medium"])
    head, joint, last = together.lower().rpartition({"nl": " of ", "en": " or ", "fr": " ou "}[language])
    assert joint
    assert (head.split(", "), last) == ([sizes["micro"], sizes["small"]], sizes["medium"])
    assert sentences.value("participant.size", "large").lower() == sizes["large"]


@pytest.mark.parametrize(
    ("fact", "value", "nl", "en", "fr"),
    [
        ("participant.region", "flanders", "Vlaams Gewest", "Flemish Region", "Région flamande"),
        ("participant.region", "otherEu", "andere lidstaat", "other European Union", "autre État"),
        ("project.internationalProgram", "eurostars", "Eurostars", "Eurostars", "Eurostars"),
        ("project.internationalProgram", "eureka", "EUREKA-project", "EUREKA project", "projet EUREKA"),
        ("project.internationalProgram", "none", "geen", "none", "aucun"),
        ("project.language", "nl", "Nederlands", "Dutch", "néerlandais"),
    ],
)
def test_a_proper_name_keeps_its_capital_inside_a_sentence(
    fact: str, value: str, nl: str, en: str, fr: str, snapshot: Snapshot
) -> None:
    for language, expected in (("nl", nl), ("en", en), ("fr", fr)):
        assert Sentences(snapshot, language).value(fact, value).startswith(expected)


@pytest.mark.parametrize("language", ["nl", "en", "fr"])
def test_no_condition_says_a_word_twice(language: str, snapshot: Snapshot) -> None:
    """A figure brings its unit itself, so that a text must not name it again."""
    sentences = Sentences(snapshot, language)
    instruments, rules = snapshot.instruments.values(), snapshot.documents["rule"].values()
    parts = [part for one in instruments for part in (one.get("common", {}), *one["periods"])]
    parts += [version for rule in rules for version in rule["versions"]]
    own = [one for part in parts for one in part.get("conditions", ()) if "id" in one]
    told = {sentences.condition(one) for one in own}
    assert len(told) > 100
    assert [text for text in told if re.search(r"\b(\w+) \1\b", text)] == []


def plain(text: str) -> str:
    """Without the difference between kinds of spaces; which of them is fit is for the texts."""
    return "".join(text.replace("\u202f", " ").replace("\u00a0", " ").split())
