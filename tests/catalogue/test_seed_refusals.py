"""What the seed loader refuses: each mistake is made in a small part of the real seed, and must be told with file, line and path."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED, check_seed
from app.catalogue.seed_files import Problem, SeedRefused, read_seed
from app.catalogue.validation import validate
from tests.fixtures.seeds import INSTRUMENT_FILE, SmallSeed, as_yaml

FACTS, SOURCES, RULE, LAW, CODES = "facts.yaml", "sources.yaml", "rules/climatePlan.yaml", "law/derivedFacts.yaml", "codes/region.yaml"
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Refusal:
    """A mistake in a file, the path and reason that must be told, and a piece of the only line where it stands."""

    name: str
    file: str
    change: Change
    path: str
    reason: str
    at: str


REFUSALS: list[Refusal] = []


def refusal(file: str, path: str, reason: str, at: str) -> Callable[[Change], Change]:
    """Add a change of a file to the list of those that must be refused."""

    def added(change: Change) -> Change:
        REFUSALS.append(Refusal(change.__name__, file, change, path, reason, at))
        return change

    return added


def problems_of(seed: SmallSeed, folder: Path, file: str, text: str) -> list[Problem]:
    """What is told of the seed when one file has another text."""
    with pytest.raises(SeedRefused) as refused:
        validate(seed.with_file(folder, file, text), UNPUBLISHED)
    return list(refused.value.problems)


def line_of(text: str, piece: str) -> int:
    """The number of the only line that holds a piece of text."""
    (number,) = [n for n, line in enumerate(text.splitlines(), 1) if piece in line]
    return number


def test_the_small_seed_itself_is_sound(small_seed: SmallSeed) -> None:
    read, snapshot = check_seed(small_seed.folder)
    assert len(read) == len(small_seed.read)
    assert list(snapshot.instruments) == ["developmentProject"]
    assert len(snapshot.instruments["developmentProject"]["workedExamples"]) == 3


# Shape.


@refusal(INSTRUMENT_FILE, "colour", "Extra inputs are not permitted (here: 'blue')", "colour: blue")
def unknown_member(data: Any) -> None:
    data["colour"] = "blue"


@refusal(INSTRUMENT_FILE, "periods.1.aid.bonus.0.bonusPoints", "Extra inputs are not permitted", "bonusPoints")
def unknown_member_deep_inside(data: Any) -> None:
    data["periods"][1]["aid"]["bonus"][0]["bonusPoints"] = 10


@refusal(INSTRUMENT_FILE, "category", "Field required", "id: developmentProject")
def member_left_out(data: Any) -> None:
    del data["category"]


@refusal(INSTRUMENT_FILE, "summary.fr", "Field required", "summary:")
def language_left_out(data: Any) -> None:
    del data["summary"]["fr"]


@refusal(INSTRUMENT_FILE, "texts.forWhom.en", "at least 1 character", "en: ''")
def empty_text(data: Any) -> None:
    data["texts"]["forWhom"]["en"] = ""


@refusal(INSTRUMENT_FILE, "periods.2.confidence", "'official', 'secondary', 'seed', 'derived' or 'unverified'", "confidence: hearsay")
def unknown_confidence(data: Any) -> None:
    data["periods"][2]["confidence"] = "hearsay"


@refusal(INSTRUMENT_FILE, "periods.0.validFrom", "(here: '2018-02-30')", "'2018-02-30'")
def day_that_does_not_exist(data: Any) -> None:
    data["periods"][0]["validFrom"] = "2018-02-30"


@refusal(INSTRUMENT_FILE, "periods.0.id", "should match pattern", "Development-2018")
def id_that_is_no_id(data: Any) -> None:
    data["periods"][0]["id"] = "Development-2018"


@refusal(SOURCES, "sources.serv2021.url", "should match pattern", "ftp://www.serv.be")
def source_with_another_kind_of_address(data: Any) -> None:
    data["sources"]["serv2021"]["url"] = "ftp://www.serv.be"


@refusal(FACTS, "facts.participant.size", "a mapping is expected", "participant.size: large")
def fact_that_is_no_mapping(data: Any) -> None:
    data["facts"]["participant.size"] = "large"


# References.


@refusal(INSTRUMENT_FILE, "periods.1.sources.0", "there is no source 'noSuchSource'", "noSuchSource")
def unknown_source(data: Any) -> None:
    data["periods"][1]["sources"][0] = "noSuchSource"


@refusal(RULE, "versions.0.conditions.0.sources.1", "there is no source 'noSuchSource'", "noSuchSource")
def unknown_source_in_a_rule(data: Any) -> None:
    data["versions"][0]["conditions"][0]["sources"][1] = "noSuchSource"


@refusal(INSTRUMENT_FILE, "category", "'gift' is no code of category; known: awareness", "category: gift")
def unknown_code(data: Any) -> None:
    data["category"] = "gift"


@refusal(INSTRUMENT_FILE, "periods.0.aid.bonus.0.activity", "'guesswork' is no code of activity", "- activity:")
def unknown_code_in_a_list(data: Any) -> None:
    bonuses = data["periods"][0]["aid"]["bonus"]
    bonuses[0] = {"activity": ["experimentalDevelopment", "guesswork"], **bonuses[0]}


@refusal(INSTRUMENT_FILE, "periods.0.stateAid.basis", "'gberArticle0' is no code of stateAidBasis", "basis: gberArticle0")
def unknown_state_aid_basis(data: Any) -> None:
    data["periods"][0]["stateAid"]["basis"] = "gberArticle0"


@refusal(INSTRUMENT_FILE, "periods.0.aid.carriedBy.0", "there is no instrument 'noSuchInstrument'", "noSuchInstrument")
def unknown_carrier(data: Any) -> None:
    data["periods"][0]["aid"]["carriedBy"] = ["noSuchInstrument"]


@refusal(INSTRUMENT_FILE, "predecessors.0.instrument", "there is no instrument 'noSuchInstrument'", "noSuchInstrument")
def unknown_predecessor(data: Any) -> None:
    data["predecessors"] = [{"instrument": "noSuchInstrument", "sources": ["serv2021"], "confidence": "seed"}]


@refusal(INSTRUMENT_FILE, "periods.0.variant", "there is no variant 'noSuchVariant'", "variant: noSuchVariant")
def unknown_variant(data: Any) -> None:
    data["periods"][0]["variant"] = "noSuchVariant"


@refusal(FACTS, "facts.participant.size.values", "a fact of type enum and the code list 'noSuchList'", "values: noSuchList")
def unknown_code_list(data: Any) -> None:
    data["facts"]["participant.size"]["values"] = "noSuchList"


@refusal(FACTS, "facts.project.durationMonths.unit", "'fortnight' is no code of unit", "unit: fortnight")
def unknown_unit(data: Any) -> None:
    data["facts"]["project.durationMonths"]["unit"] = "fortnight"


# Sources, figures and texts.


@refusal(INSTRUMENT_FILE, "periods.1", "a statement without source must be marked confidence: unverified", "id: development2021")
def period_without_source(data: Any) -> None:
    del data["periods"][1]["sources"]


@refusal(INSTRUMENT_FILE, "periods.2.aid.cap.0", "a statement without source must be marked confidence", "id: capInternational")
def figure_without_source(data: Any) -> None:
    data["periods"][2]["aid"]["cap"][0]["sources"] = []


@refusal(LAW, "versions.0", "a statement without source must be marked confidence", "validFrom: null")
def law_without_source(data: Any) -> None:
    data["versions"][0] = {"validFrom": data["versions"][0].pop("validFrom"), **data["versions"][0], "sources": []}


@refusal(INSTRUMENT_FILE, "periods.0.aid.bonus.0.points", "0.1 looks like a fraction", "points: '0.1'")
def points_as_a_fraction(data: Any) -> None:
    data["periods"][0]["aid"]["bonus"][0]["points"] = "0.1"


@refusal(INSTRUMENT_FILE, "periods.0.aid.bonus.0.points", "999/1000 looks like a fraction", "points: 999/1000")
def points_just_below_one(data: Any) -> None:
    data["periods"][0]["aid"]["bonus"][0]["points"] = "999/1000"


@refusal(LAW, "versions.0.researchShare", "0.15 looks like a fraction; shares and rates are in per cent", "researchShare: ")
def share_as_a_fraction(data: Any) -> None:
    data["versions"][0]["researchShare"] = "0.15"


@refusal(INSTRUMENT_FILE, "summary", "two languages have the same text", "summary:")
def two_equal_texts(data: Any) -> None:
    data["summary"]["en"] = data["summary"]["nl"]


@refusal(INSTRUMENT_FILE, "texts.description.fr", "digits do not belong in texts", "Jusque 50 pour cent")
def digits_in_a_text(data: Any) -> None:
    data["texts"]["description"]["fr"] = "Jusque 50 pour cent."


@refusal(FACTS, "facts.participant.size.help.nl", "digits do not belong in texts", "Minder dan 250 werknemers")
def digits_in_the_help_of_a_fact(data: Any) -> None:
    data["facts"]["participant.size"]["help"]["nl"] = "Minder dan 250 werknemers."


@refusal(CODES, "otherEu", "the text lacks fr", "otherEu:")
def label_in_two_languages(data: Any) -> None:
    del data["otherEu"]["fr"]


@refusal(CODES, "otherEu", "the text lacks en, fr, nl", "otherEu: Elsewhere")
def label_that_is_no_text(data: Any) -> None:
    data["otherEu"] = "Elsewhere"


@refusal(INSTRUMENT_FILE, "periods.0.conditions.0", "a condition of all, any or not needs a text of its own", "id: either")
def alternatives_without_text(data: Any) -> None:
    small = {"fact": "participant.size", "in": ["small"]}
    data["periods"][0]["conditions"] = [{"id": "either", "any": [small, small], "sources": ["serv2021"], "confidence": "seed"}]


@refusal(INSTRUMENT_FILE, "common.conditions.0", "a condition of all, any or not needs a text of its own", "id: applicantKind")
def negation_without_text(data: Any) -> None:
    kind = data["common"]["conditions"][0]
    kind["not"] = {"fact": kind.pop("fact"), "in": kind.pop("in")}


@refusal(FACTS, "facts.participant.inDifficulty.yes", "facts of type bool, and only those, have the statements yes and no", "inDifficulty:")
def truth_without_statement(data: Any) -> None:
    del data["facts"]["participant.inDifficulty"]["yes"]


@refusal(FACTS, "facts.participant.inDifficulty.presumed", "a presumed fact needs the text provided", "presumed:")
def presumption_without_proviso(data: Any) -> None:
    fact = data["facts"]["participant.inDifficulty"]
    data["facts"] = {**{name: one for name, one in data["facts"].items() if not one.get("presumed")}, "participant.inDifficulty": fact}
    del fact["provided"]


# Dates.


@refusal(INSTRUMENT_FILE, "periods.1", "the period development2021 overlaps development2018", "id: development2021")
def periods_that_share_a_day(data: Any) -> None:
    data["periods"][0]["validTo"] = "2021-03-02"


@refusal(INSTRUMENT_FILE, "periods.2", "the period development2023 overlaps development2018", "id: development2023")
def periods_that_overlap_out_of_order(data: Any) -> None:
    data["periods"][0] |= {"validFrom": "2024-01-01", "validTo": "2025-01-01"}


@refusal(INSTRUMENT_FILE, "periods.1", "the period ends before it begins", "id: development2021")
def period_that_ends_before_it_begins(data: Any) -> None:
    data["periods"][1] |= {"validFrom": "2021-06-02", "validTo": "2021-06-01"}


@refusal(INSTRUMENT_FILE, "periods.0", "the period ends before it begins", "id: development2018")
def period_without_a_day(data: Any) -> None:
    data["periods"][0] |= {"validFrom": "2017-06-01", "validTo": "2017-06-01"}


@refusal(INSTRUMENT_FILE, "periods.1.id", "two periods have the id development2018", "  id: development2018")
def two_periods_of_one_name(data: Any) -> None:
    second = data["periods"][1]
    data["periods"][1] = {"validFrom": second["validFrom"], **second, "id": "development2018"}


@refusal(RULE, "versions.1", "two versions overlap", "validFrom: '2023-01-01'")
def versions_of_a_rule_that_overlap(data: Any) -> None:
    first = data["versions"][0]
    data["versions"] = [first | {"validTo": "2023-01-02"}, first | {"validFrom": "2023-01-01"}]


@refusal(LAW, "versions.1", "two versions overlap", "validFrom: '2023-01-01'")
def versions_of_a_law_that_overlap(data: Any) -> None:
    first = data["versions"][0]
    data["versions"] = [first, first | {"validFrom": "2023-01-01"}]


@pytest.mark.parametrize("one", REFUSALS, ids=lambda one: one.name)
def test_a_mistake_is_told_where_it_stands(one: Refusal, small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(one.file)
    one.change(data)
    text = as_yaml(data)
    (problem,) = problems_of(small_seed, tmp_path, one.file, text)
    assert one.reason in problem.reason
    assert (problem.file, problem.line, problem.path) == (one.file, line_of(text, one.at), one.path)
    assert str(problem).startswith(f"{one.file}:{problem.line}: {one.path}: ")
