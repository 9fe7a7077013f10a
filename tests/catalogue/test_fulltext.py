"""The search by words: forms, compounds, slips of the pen, synonyms, three languages, and what comes first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue.fulltext import FullText, telling, texts_by_part
from app.catalogue.words import Lexicon, folded, words_of

DOCUMENTS = {
    "colleges": {
        "name": [{"nl": "Projecten van hogescholen", "en": "Projects of university colleges", "fr": "Projets des hautes écoles"}],
        "text": [{"nl": "Een hogeschool dient in.", "en": "A college applies.", "fr": "Une haute école introduit la demande."}],
    },
    "doctorate": {
        "name": [{"nl": "Doctoraatsbeurs", "en": "Doctoral grant", "fr": "Bourse de doctorat"}],
        "text": [
            {"nl": "Voor onderzoek bij een bedrijf.", "en": "For research at a company.", "fr": "Pour la recherche en entreprise."}
        ],
    },
    "research": {
        "name": [{"nl": "Onderzoeksproject", "en": "Research project", "fr": "Projet de recherche"}],
        "text": [{"nl": "Onderzoek van een bedrijf, soms met een hogeschool.", "en": "Research of a company.", "fr": "Recherche."}],
    },
    "wallet": {
        "name": [{"nl": "Kmo-portefeuille", "en": "SME wallet", "fr": "Portefeuille PME"}, {"nl": "kmoPortefeuille"}],
        "label": [{"nl": "Kmo", "en": "SME", "fr": "PME"}],
        "text": [{"nl": "Advies en opleiding in R&D.", "en": "Advice and training in R&D.", "fr": "Conseil et formation en R&D."}],
    },
}
SYNONYMS = [["kmo", "SME", "PME", "kleine onderneming"], ["doctoraat", "phd"]]


@pytest.fixture(scope="module")
def index() -> FullText:
    return FullText({name: texts_by_part(parts) for name, parts in DOCUMENTS.items()}, SYNONYMS)


@pytest.mark.parametrize("typed", ["hogeschool", "hogescholen", "Hogeschool", "hogschool", "hogescholn", "HOGESCHÖLEN"])
def test_forms_and_slips_of_a_word_find_the_same_in_the_same_order(typed: str, index: FullText) -> None:
    assert index.find(typed, "nl").ids == ("colleges", "research")


@pytest.mark.parametrize(
    ("typed", "found"),
    [
        ("onderzoeksproject", {"research"}),
        ("onderzoek project", {"research"}),
        ("doctoraat", {"doctorate"}),
        ("beurs", {"doctorate"}),
        ("hogeschoolprojecten", {"colleges", "research"}),
        ("university college", {"colleges"}),
        ("haute école", {"colleges"}),
        ("haute ecole", {"colleges"}),
        ("phd", {"doctorate"}),
        ("kleine onderneming", {"wallet"}),
        ("kleine ondernemingen", {"wallet"}),
        ("PME", {"wallet"}),
        ("kmo's", {"wallet"}),
        ("portef", {"wallet"}),
        ("kmoPortefeuille", {"wallet"}),
        ("r&d", {"wallet"}),
        ("xyzzy", set()),
        ("xyzzy kmo", {"wallet"}),
        ("!?", set()),
    ],
)
def test_what_words_find(typed: str, found: set[str], index: FullText) -> None:
    assert set(index.find(typed, "nl").ids) == found


def test_all_words_must_be_there_unless_nothing_has_them_all(index: FullText) -> None:
    assert index.find("onderzoek hogeschool", "nl").ids == ("research",)
    assert set(index.find("beurs hogeschool", "nl").ids) == {"doctorate", "colleges", "research"}


@pytest.mark.parametrize("typed", ["kmo-portefeuille onderzoek", "de kmo-portefeuilles in onderzoek", "research SME wallet"])
def test_a_whole_name_is_found_whatever_stands_beside_it(typed: str, index: FullText) -> None:
    assert index.find(typed, "nl").ids[0] == "wallet"


def test_a_name_of_words_that_tell_nothing_must_be_all_that_is_typed() -> None:
    documents = {
        "network": {"name": [{"nl": "EEN"}]},
        "loan": {"name": [{"nl": "Lening op eer"}], "text": [{"nl": "Een bedrag dat u terugbetaalt."}]},
        "grant": {"name": [{"nl": "Beurs"}], "text": [{"nl": "Een bedrag dat u houdt."}]},
    }
    index = FullText({name: texts_by_part(parts) for name, parts in documents.items()}, [])
    assert index.find("een", "nl").ids[0] == "network"
    assert index.find("een bedrag", "nl").ids == ("grant", "loan")
    assert index.find("een lening op eer en een beurs", "nl").ids == ("loan", "grant")


def test_a_name_comes_before_a_label_and_a_label_before_a_text(index: FullText) -> None:
    assert index.find("project", "nl").ids[:2] == ("research", "colleges")
    assert index.find("research", "en").ids == ("research", "doctorate")


def test_a_whole_name_comes_first(index: FullText) -> None:
    for language, name in (("nl", "Onderzoeksproject"), ("en", "research project"), ("fr", "Projet de recherche")):
        assert index.find(name, language).ids[0] == "research"


def test_what_was_read_otherwise_is_told(index: FullText) -> None:
    assert index.find("hogeschool", "nl").read_as is None
    assert index.find("hogschool", "nl").read_as == "hogeschool"
    assert index.find("hogeschoolprojecten", "nl").read_as == "hogeschool projecten"


@given(st.text(max_size=60))
def test_any_text_is_an_answer(typed: str) -> None:
    small = _SMALL
    found = small.find(typed, "nl").ids
    assert set(found) <= set(DOCUMENTS)
    assert len(set(found)) == len(found)
    assert small.find(typed, "nl").ids == found


_SMALL = FullText({name: texts_by_part(parts) for name, parts in DOCUMENTS.items()}, SYNONYMS)


def test_words_are_folded_and_kept_whole_where_a_sign_binds_them() -> None:
    assert folded("Élan ŒUVRE") == "elan œuvre"
    assert words_of("De kmo’s en O&O-steun: 2,5 of 4.0 in e-loket.") == [
        "de",
        "kmo",
        "en",
        "o&o",
        "steun",
        "2,5",
        "of",
        "4.0",
        "in",
        "e",
        "loket",
    ]


def test_compounds_are_made_of_words_that_the_texts_have() -> None:
    lexicon = Lexicon()
    lexicon.add(words_of("onderzoek project hogeschool student innovatie steun"), "nl")
    assert lexicon.parts("onderzoeksproject") == ["onderzoek", "project"]
    assert lexicon.parts("studentenproject") == ["student", "project"]
    assert lexicon.parts("hogeschoolonderzoeksproject") == ["hogeschool", "onderzoek", "project"]
    assert lexicon.parts("hogeschool") == []
    assert lexicon.parts("innovatiebeleid") == []


def test_a_short_word_is_not_mended() -> None:
    lexicon = Lexicon()
    lexicon.add(["icon", "coock"], "nl")
    assert lexicon.read("ico") == ["icon"]
    assert lexicon.read("con") == []
    assert lexicon.read("cook") == ["coock"]
    assert lexicon.read("2021") == []


def test_words_that_tell_nothing_are_passed_over(index: FullText) -> None:
    assert telling(["het", "onderzoek", "aan", "een", "hogeschool"]) == ["onderzoek", "hogeschool"]
    assert telling(["de", "la", "the"]) == ["de", "la", "the"]
    assert index.find("het onderzoek van een hogeschool", "nl").ids == index.find("onderzoek hogeschool", "nl").ids
    assert index.find("kleine onderneming", "nl").ids == index.find("een kleine onderneming", "nl").ids
