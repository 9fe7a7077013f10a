"""Differences as sentences, in three languages."""

import copy
import re
from collections.abc import Callable
from typing import Any

import pytest

from app.catalogue.differences import Change, differences
from app.catalogue.history import SECTIONS, section_of
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Snapshot
from app.catalogue.telling import Told, names_of, tell_change
from app.catalogue.texts import en, fr, nl
from tests.fixtures.seeds import INSTRUMENT, Plain

Edit = Callable[[Plain], Any]


@pytest.fixture(scope="module")
def voices(snapshot: Snapshot) -> Voices:
    return Voices(snapshot)


def told(voices: Voices, before: Plain, after: Plain, kind: str = "instrument") -> list[dict[str, str]]:
    of = names_of(kind, after.get("id", "it"), after)
    return [tell_change(one, voices, voices, of) for one in differences(before, after)]


def after(document: Plain, edit: Edit) -> Plain:
    changed = copy.deepcopy(document)
    edit(changed)
    return changed


def base_30(data: Plain) -> None:
    data["common"]["aid"]["base"][0]["points"] = 30


def bonus(data: Plain) -> None:
    data["periods"][0]["aid"]["bonus"][0]["points"] = "12.5"


def no_bonus(data: Plain) -> None:
    del data["periods"][0]["aid"]["bonus"][0]


def longer(data: Plain) -> None:
    next(one for one in data["common"]["conditions"] if one.get("id") == "maximumDuration")["lte"] = 36


def ends(data: Plain) -> None:
    data["periods"][-1]["validTo"] = "2027-01-01"


def description(data: Plain) -> None:
    data["texts"]["description"]["en"] += " More."


def audiences(data: Plain) -> None:
    data["audiences"] = ["researcher"]


def limit(data: Plain) -> None:
    data["common"]["aid"]["limit"][0]["max"] = 4_000_000


SENTENCES: list[tuple[Edit, str, str, str]] = [
    (
        base_30,
        "De basissteun development van Ontwikkelingsproject (alle perioden) gaat van 25 % naar 30 %.",
        "The base rate development of Development project (all periods) goes from 25% to 30%.",
        "L'intensité de base development de la mesure « Projet de développement » (toutes les périodes) passe de 25 % à 30 %.",
    ),
    (
        bonus,
        "De toeslag collaboration van Ontwikkelingsproject (periode development2018) gaat van 10 % naar 12,5 %.",
        "The bonus collaboration of Development project (period development2018) goes from 10% to 12.5%.",
        "La majoration collaboration de la mesure « Projet de développement » (période development2018) passe de 10 % à 12,5 %.",
    ),
    (
        no_bonus,
        "Vervallen: de toeslag collaboration van Ontwikkelingsproject (periode development2018) (10 %).",
        "Removed: the bonus collaboration of Development project (period development2018) (10%).",
        "Suppression : la majoration collaboration de la mesure « Projet de développement » (période development2018) (10 %).",
    ),
    (
        longer,
        (
            "De voorwaarde maximumDuration van Ontwikkelingsproject (alle perioden) luidde “Duur van het project is ten hoogste"
            " 24 maanden.” en luidt nu “Duur van het project is ten hoogste 36 maanden.”"
        ),
        (
            "The condition maximumDuration of Development project (all periods) read “Duration of the project is at most 24"
            " months.” and now reads “Duration of the project is at most 36 months.”"
        ),
        (
            "La condition maximumDuration de la mesure « Projet de développement » (toutes les périodes) : « Durée du"
            " projet : au plus 24 mois. » devient « Durée du projet : au plus 36 mois. »"
        ),
    ),
    (
        ends,
        "Nieuw: het einde van de periode development2023 van Ontwikkelingsproject (2027-01-01).",
        "New: the end of the period development2023 of Development project (2027-01-01).",
        "Ajout : la fin de la période development2023 de la mesure « Projet de développement » (2027-01-01).",
    ),
    (
        description,
        "De beschrijving van Ontwikkelingsproject: gewijzigd.",
        "The description of Development project: changed.",
        "La description de la mesure « Projet de développement » : modification.",
    ),
    (
        limit,
        (
            "Het maximum van de grens op het bedrag aidBand van Ontwikkelingsproject (alle perioden) gaat van 3.000.000 euro naar"
            " 4.000.000 euro."
        ),
        (
            "The maximum of the limit on the amount aidBand of Development project (all periods) goes from 3,000,000 euro to"
            " 4,000,000 euro."
        ),
        (
            "Le maximum de la limite de montant aidBand de la mesure « Projet de développement » (toutes les périodes) passe de"
            " 3\u00a0000\u00a0000 euros à 4\u00a0000\u00a0000 euros."
        ),
    ),
]


@pytest.mark.parametrize(("edit", "dutch", "english", "french"), SENTENCES, ids=[one[0].__name__ for one in SENTENCES])
def test_sentences(voices: Voices, few_documents: dict[str, Plain], edit: Edit, dutch: str, english: str, french: str) -> None:
    document = few_documents["instrument"][INSTRUMENT]
    assert told(voices, document, after(document, edit)) == [{"nl": dutch, "en": english, "fr": french}]


def test_codes_of_a_list_have_their_labels(voices: Voices, few_documents: dict[str, Plain]) -> None:
    document = few_documents["instrument"][INSTRUMENT]
    (text,) = told(voices, document, after(document, audiences))
    assert text["en"].startswith("The audiences of Development project: added Researcher; no longer Enterprise")
    assert text["fr"].startswith("Les publics de la mesure « Projet de développement » : ajout de ")


def test_without_a_document_only_the_change_is_named(voices: Voices) -> None:
    change = Change((("base", "small"), ("points", None)), 40, 30)
    assert tell_change(change, voices, voices)["nl"] == "De basissteun small gaat van 40 % naar 30 %."


@pytest.mark.parametrize("kind", ["fact", "source", "rule", "law", "codes", "organization", "synonym", "table", "instrument"])
def test_a_whole_document(voices: Voices, kind: str) -> None:
    of = Told(kind, "thing", {"nl": "Ding", "en": "Thing", "fr": "Chose"})
    new, gone = (tell_change(change, voices, voices, of) for change in (Change((), None, {}), Change((), {}, None)))
    assert re.fullmatch(r"New: .*Thing.*\.", new["en"])
    assert re.fullmatch(r"Vervallen: .*Ding.*\.", gone["nl"])
    assert re.fullmatch(r"Suppression : .*Chose.*\.", gone["fr"])


def test_figures_of_law_and_days_of_sources(voices: Voices) -> None:
    law = {"names": {"nl": "Wet", "en": "Act", "fr": "Loi"}, "versions": [{"validFrom": None, "shareFromPercent": 15}]}
    (text,) = told(voices, law, after(law, lambda data: data["versions"][0].update(shareFromPercent=20)), "law")
    assert text["en"] == "The part shareFromPercent of the version first of the law “Act” goes from 15% to 20%."
    (text,) = told(voices, {"checkedOn": "2025-01-01"}, {"checkedOn": "2026-01-01"}, "source")
    assert text["nl"] == "De dag van de laatste controle van de bron it was 2025-01-01 en is nu 2026-01-01."


def test_a_year_is_no_number(voices: Voices) -> None:
    (text,) = told(voices, {"figures": [{"id": "a", "year": 2020}]}, {"figures": [{"id": "a", "year": 2021}]})
    assert "2020" in text["nl"]
    assert "2021" in text["nl"]


def test_all_languages_know_the_same_words() -> None:
    for name in ("CHANGES", "FEED", "FINDINGS"):
        dutch, english, french = (getattr(module, name) for module in (nl, en, fr))
        assert dutch.keys() == english.keys() == french.keys()
        for key in dutch:
            holes = [sorted(re.findall(r"{(\w+)}", words[key])) for words in (dutch, english, french)]
            assert holes[0] == holes[1] == holes[2], key


def faults(text: dict[str, str]) -> list[str]:
    return [
        one
        for one in text.values()
        if {"{", "}"} & set(one) or "  " in one or " ." in one or ".." in one or not re.search(r"[.”»]$", one) or one[0].islower()
    ]


def test_every_change_that_the_seed_can_have_is_a_sentence(snapshot: Snapshot, voices: Voices) -> None:
    """Each document against an empty one and back: every part of it is new, and then gone."""
    sections = set()
    for kind, bodies in snapshot.documents.items():
        for name, body in bodies.items():
            of = names_of(kind, name, body)
            for change in (*differences({}, body), *differences(body, {})):
                text = tell_change(change, voices, voices, of)
                assert set(text) == {"nl", "en", "fr"}
                assert len(set(text.values())) == 3, text
                assert not faults(text), text
                sections.add(section_of(kind, change.steps))
    assert sections <= set(SECTIONS)
    assert "other" not in sections
