"""What the seed loader refuses: mistakes made in a small part of the real seed, each told with file, line and path."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED, check_seed
from app.catalogue.seed_files import Problem, SeedRefused, read_seed, read_yaml
from app.catalogue.validation import validate
from tests.fixtures.seeds import INSTRUMENT_FILE, SmallSeed, as_yaml

FACTS, SOURCES, CODES = "facts.yaml", "sources.yaml", "codes/region.yaml"
RULE, LAW, LAW_SIZE = "rules/climatePlan.yaml", "law/derivedFacts.yaml", "law/smeDefinition.yaml"
CEILINGS = "law/gberArticle25.yaml"
Change = Callable[[Any], Any]


@dataclass(frozen=True)
class Refusal:
    """A mistake in a file, the path and reason that must be told, and a piece of the only line where it stands."""

    file: str
    change: Change
    path: str
    reason: str
    at: str


REFUSALS: list[Any] = []


def refusal(file: str, path: str, reason: str, at: str) -> Callable[[Change], Change]:
    """Add a change of a file to the list of those that must be refused."""

    def added(change: Change) -> Change:
        REFUSALS.append(pytest.param(Refusal(file, change, path, reason, at), id=change.__name__))
        return change

    return added


def own_condition(data: Any, **expression: Any) -> None:
    """Give the second period one condition, the only one of the instrument."""
    data["common"].pop("conditions")
    data["periods"][1]["conditions"] = [{"id": "mine", **expression, "sources": ["serv2021"], "confidence": "seed"}]


def problems_of(seed: SmallSeed, folder: Path, file: str, text: str) -> list[Problem]:
    """What is told of the seed when one file has another text."""
    with pytest.raises(SeedRefused) as refused:
        validate(seed.with_file(folder, file, text), UNPUBLISHED)
    return list(refused.value.problems)


def accepted(seed: SmallSeed, folder: Path, file: str, text: str) -> bool:
    """Whether the seed is sound when one file has another text; what is wrong is raised."""
    return validate(seed.with_file(folder, file, text), UNPUBLISHED).revision is UNPUBLISHED


def line_of(text: str, piece: str) -> int:
    """The number of the only line that holds a piece of text."""
    (number,) = [n for n, line in enumerate(text.splitlines(), 1) if piece in line]
    return number


def test_the_small_seed_itself_is_sound(small_seed: SmallSeed) -> None:
    read, snapshot, _ = check_seed(small_seed.folder)
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


@refusal(
    INSTRUMENT_FILE, "periods.2.confidence", "'official', 'secondary', 'seed', 'derived' or 'unverified'", "confidence: hearsay"
)
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


@refusal(INSTRUMENT_FILE, "aliases.0.variant", "there is no variant 'noSuchVariant' under variants", "variant: noSuchVariant")
def unknown_variant_of_a_name(data: Any) -> None:
    data["aliases"] = [{"id": "other", "names": data["names"], "variant": "noSuchVariant"}]


@refusal(INSTRUMENT_FILE, "calls.0.variant", "there is no variant 'noSuchVariant' under variants", "variant: noSuchVariant")
def unknown_variant_of_a_call(data: Any) -> None:
    data["calls"] = [{"id": "spring", "variant": "noSuchVariant", "confidence": "unverified"}]


@refusal(INSTRUMENT_FILE, "gaps.0.variant", "there is no variant 'noSuchVariant' under variants", "variant: noSuchVariant")
def unknown_variant_of_a_gap(data: Any) -> None:
    data["gaps"] = [{"note": data["summary"], "variant": "noSuchVariant", "confidence": "unverified"}]


@refusal(INSTRUMENT_FILE, "aliases.0.id", "developmentProject is the id of an instrument", "- id: developmentProject")
def alias_that_is_an_instrument(data: Any) -> None:
    data["aliases"] = [{"id": "developmentProject", "names": data["names"]}]


@refusal(INSTRUMENT_FILE, "variants.0.id", "developmentProject is the id of an instrument", "- id: developmentProject")
def variant_that_is_an_instrument(data: Any) -> None:
    data["variants"] = [{"id": "developmentProject", "names": data["names"]}]


@refusal(CEILINGS, "versions.0.aid.base.0.activity", "'guesswork' is no code of activity", "activity:")
def unknown_activity_in_a_law(data: Any) -> None:
    data["versions"][0]["aid"]["base"] = [{**data["versions"][0]["aid"]["base"][0], "activity": ["guesswork"]}]
    data["versions"][0]["aid"]["bonus"] = []
    data["versions"][0]["aid"]["cap"] = []
    del data["versions"][1]


@refusal(CEILINGS, "versions.0.aid.bonus.0.when.rule", "there is no shared rule 'noSuchRule'", "rule: noSuchRule")
def unknown_rule_in_a_law(data: Any) -> None:
    data["versions"][0]["aid"]["bonus"][0]["when"] = {"rule": "noSuchRule"}


@refusal(CEILINGS, "versions.0.aid.bonus.0.groups", "Field required", "- id: small")
def point_of_no_group(data: Any) -> None:
    del data["versions"][0]["aid"]["bonus"][0]["groups"]
    del data["versions"][1]


@refusal(CEILINGS, "versions.0.aid.base.0.points", "", "points: lots")
def ceiling_that_is_no_percentage(data: Any) -> None:
    data["versions"][0]["aid"]["base"][0]["points"] = "lots"


@refusal(INSTRUMENT_FILE, "periods.0.aid.carriedBy.0", "there is no instrument 'noSuchInstrument'", "noSuchInstrument")
def unknown_carrier(data: Any) -> None:
    data["periods"][0]["aid"]["carriedBy"] = ["noSuchInstrument"]


@refusal(INSTRUMENT_FILE, "predecessors.0.instrument", "there is no instrument 'noSuchInstrument'", "noSuchInstrument")
def unknown_predecessor(data: Any) -> None:
    data["predecessors"] = [{"instrument": "noSuchInstrument", "sources": ["serv2021"], "confidence": "seed"}]


@refusal(INSTRUMENT_FILE, "periods.0.variant", "there is no variant 'noSuchVariant'", "variant: noSuchVariant")
def unknown_variant(data: Any) -> None:
    data["periods"][0]["variant"] = "noSuchVariant"


@refusal(INSTRUMENT_FILE, "workedExamples.0.variant", "there is no variant 'noSuchVariant'", "variant: noSuchVariant")
def example_of_an_unknown_variant(data: Any) -> None:
    data["workedExamples"][0]["variant"] = "noSuchVariant"


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


@refusal(CODES, "otherEu.proper", "a list of languages is expected: nl, en, fr", "proper: dutch")
def label_that_is_a_proper_name_in_no_language(data: Any) -> None:
    data["otherEu"]["proper"] = "dutch"


@refusal(INSTRUMENT_FILE, "periods.0.conditions.0", "a condition of all, any or not needs a text of its own", "id: either")
def alternatives_without_text(data: Any) -> None:
    small = {"fact": "participant.size", "in": ["small"]}
    data["periods"][0]["conditions"] = [{"id": "either", "any": [small, small], "sources": ["serv2021"], "confidence": "seed"}]


@refusal(INSTRUMENT_FILE, "common.conditions.0", "a condition of all, any or not needs a text of its own", "id: applicantKind")
def negation_without_text(data: Any) -> None:
    kind = data["common"]["conditions"][0]
    kind["not"] = {"fact": kind.pop("fact"), "in": kind.pop("in")}


@refusal(
    FACTS,
    "facts.participant.inDifficulty.yes",
    "facts of type bool, and only those, have the statements yes and no",
    "inDifficulty:",
)
def truth_without_statement(data: Any) -> None:
    del data["facts"]["participant.inDifficulty"]["yes"]


@refusal(FACTS, "facts.participant.inDifficulty.presumed", "a presumed fact needs the text provided", "presumed:")
def presumption_without_proviso(data: Any) -> None:
    fact = data["facts"]["participant.inDifficulty"]
    data["facts"] = {
        **{name: one for name, one in data["facts"].items() if not one.get("presumed")},
        "participant.inDifficulty": fact,
    }
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


# Rules.


@refusal(
    INSTRUMENT_FILE, "periods.1.conditions.0.fact", "there is no fact 'project.colour' in the vocabulary", "fact: project.colour"
)
def unknown_fact(data: Any) -> None:
    own_condition(data, fact="project.colour", isTrue=True)


@refusal(INSTRUMENT_FILE, "periods.1.conditions.0.notIn", "huge is no code of participant.size; it has large", "notIn:")
def unknown_code_in_a_condition(data: Any) -> None:
    own_condition(data, fact="participant.size", notIn=["small", "huge"])


@refusal(INSTRUMENT_FILE, "periods.1.conditions.0", "a test has one operator of eq, neq", "id: mine")
def unknown_operator(data: Any) -> None:
    own_condition(data, fact="project.durationMonths", atMost=3)


@refusal(INSTRUMENT_FILE, "periods.1.conditions.0.rule", "there is no shared rule 'noSuchRule'", "rule: noSuchRule")
def unknown_rule_in_the_list(data: Any) -> None:
    data["periods"][1]["conditions"] = [{"rule": "noSuchRule"}]


@refusal(INSTRUMENT_FILE, "periods.0.aid.bonus.0.when.rule", "there is no shared rule 'noSuchRule'", "rule: noSuchRule")
def unknown_rule_in_an_expression(data: Any) -> None:
    data["periods"][0]["aid"]["bonus"][0]["when"] = {"rule": "noSuchRule"}


@refusal(INSTRUMENT_FILE, "periods.1.conditions.0.lte", "the law derivedFacts has no figure 'noSuchFigure' on 2021-03-01", "lte:")
def unknown_figure_of_law(data: Any) -> None:
    own_condition(data, fact="project.durationMonths", lte={"law": "derivedFacts.noSuchFigure"})


@refusal(INSTRUMENT_FILE, "periods.1.conditions", "the condition language stands twice in the period", "conditions:")
def condition_that_a_shared_rule_has_too(data: Any) -> None:
    own_condition(data, fact="project.language", eq="nl")
    mine = data["periods"][1]["conditions"][0]
    data["periods"][1]["conditions"] = [{"rule": "basicEligibility"}, mine | {"id": "language"}]


@refusal(FACTS, "facts.project.durationMonths.derived.fact", "there is no fact 'project.colour'", "fact: project.colour")
def derivation_from_an_unknown_fact(data: Any) -> None:
    data["facts"]["project.durationMonths"]["derived"] = {"fact": "project.colour"}


@refusal(FACTS, "facts.project.durationMonths.derived", "the law derivedFacts has no figure 'noSuchFigure'", "derived:")
def derivation_from_an_unknown_figure(data: Any) -> None:
    for fact in data["facts"].values():
        fact.pop("derived", None)
    data["facts"]["project.durationMonths"]["derived"] = {"law": "derivedFacts.noSuchFigure"}


@pytest.mark.parametrize("one", REFUSALS)
def test_a_mistake_is_told_where_it_stands(one: Refusal, small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(one.file)
    one.change(data)
    text = as_yaml(data)
    (problem,) = problems_of(small_seed, tmp_path, one.file, text)
    assert one.reason in problem.reason
    assert (problem.file, problem.line, problem.path) == (one.file, line_of(text, one.at), one.path)
    assert str(problem).startswith(f"{one.file}:{problem.line}: {one.path}: ")


# Mistakes that bring more than one problem, or that are texts; the line told must hold a piece of text.

MORE: list[Any] = []


def also(file: str, path: str, reason: str, at: str) -> Callable[[Change], Change]:
    """Add a change of a file, which may be a whole new text, for which a problem must be told at a path and on a line."""

    def added(change: Change) -> Change:
        MORE.append(pytest.param(Refusal(file, change, path, reason, at), id=change.__name__))
        return change

    return added


@also(INSTRUMENT_FILE, "periods.1.conditions.1", "mine stands twice", "id: mine")
def condition_twice_in_one_list(data: Any) -> None:
    own_condition(data, fact="project.durationMonths", lte=3)
    data["periods"][1]["conditions"] *= 2


@also(INSTRUMENT_FILE, "common.aid.bonus.2", "sizeSmall stands twice", "id: sizeSmall")
def bonus_twice_in_one_list(data: Any) -> None:
    data["common"]["aid"]["bonus"] *= 2


@also(INSTRUMENT_FILE, "workedExamples.4", "firstDay2018 stands twice", "id: firstDay2018")
def worked_example_twice(data: Any) -> None:
    data["workedExamples"] *= 2


@also(INSTRUMENT_FILE, "periods.1.without.0", "there is no common condition or figure 'maximalDuration'", "maximalDuration")
def without_a_condition_that_is_not_there(data: Any) -> None:
    data["periods"][1]["without"] = ["maximalDuration"]


@also(INSTRUMENT_FILE, "common.conditions.9.without.0", "the shared rule selectivity has no condition 'totalScor'", "totalScor")
def rule_without_a_condition_that_it_has_not(data: Any) -> None:
    data["common"]["conditions"].append({"rule": "selectivity", "without": ["totalScor"]})


@also(INSTRUMENT_FILE, "periods.0.validFrom", "a day is written YYYY-MM-DD", "2018-W01-1")
def day_written_as_a_week(data: Any) -> None:
    data["periods"][0]["validFrom"] = "2018-W01-1"


@also(INSTRUMENT_FILE, "periods.0.validFrom", "a day is written YYYY-MM-DD", "20180101")
def day_written_without_hyphens(data: Any) -> None:
    data["periods"][0]["validFrom"] = "20180101"


@also(INSTRUMENT_FILE, "periods.0.validFrom", "a day is written YYYY-MM-DD", "validFrom: 0")
def day_written_as_nought(data: Any) -> None:
    data["periods"][0]["validFrom"] = 0


@also(INSTRUMENT_FILE, "periods.0.validFrom", "a day is written YYYY-MM-DD", "86400")
def day_written_as_a_number(data: Any) -> None:
    data["periods"][0]["validFrom"] = 86400


@also(RULE, "versions.0", "the version ends before it begins", "validFrom: '2022-10-01'")
def version_that_ends_before_it_begins(data: Any) -> None:
    data["versions"][0]["validTo"] = "2022-01-01"


@also(INSTRUMENT_FILE, "calls.0.closesAt", "String should match pattern", "closesAt: '24:00'")
def call_that_closes_at_no_hour_of_the_day(data: Any) -> None:
    data["calls"] = [{"id": "a", "closesOn": "2021-05-01", "closesAt": "24:00", "sources": ["serv2021"], "confidence": "seed"}]


@also(INSTRUMENT_FILE, "calls.0", "the call closes before it opens", "id: a")
def call_that_closes_before_it_opens(data: Any) -> None:
    data["calls"] = [{"id": "a", "opensOn": "2021-05-02", "closesOn": "2021-05-01", "sources": ["serv2021"], "confidence": "seed"}]


@also(LAW_SIZE, "versions.0.classes.0.headcountBelow", "a number is expected (here: 'ten')", "ten")
def threshold_written_as_a_word(data: Any) -> None:
    data["versions"][0]["classes"][0]["headcountBelow"] = "ten"


@also(FACTS, "facts.project.durationMonths.minimum", "a number is expected (here: 'nought')", "nought")
def bound_written_as_a_word(data: Any) -> None:
    data["facts"]["project.durationMonths"]["minimum"] = "nought"


@also(INSTRUMENT_FILE, "budgets.0.amountEur", "a number is expected (here: 'plenty')", "plenty")
def budget_written_as_a_word(data: Any) -> None:
    data["budgets"][0]["amountEur"] = "plenty"


@also(RULE, "versions.0.conditions.0", "needs a text of its own", "id: climatePlan")
def alternatives_in_a_rule_without_text(data: Any) -> None:
    del data["versions"][0]["conditions"][0]["text"]


@also(INSTRUMENT_FILE, "periods.1.conditions.0", "refers to a shared rule needs a text", "id: mine")
def condition_that_is_a_rule_without_text(data: Any) -> None:
    own_condition(data, rule="small")


@also(FACTS, "facts", "a mapping is expected", "facts:")
def facts_without_a_fact(data: Any) -> str:
    return "facts:\n"


@also(SOURCES, "sources", "a mapping is expected", "sources:")
def sources_as_a_list(data: Any) -> str:
    return "sources: [a]\n"


@also(CODES, "", "a mapping of codes to labels is expected", "[flanders")
def codes_as_a_list(data: Any) -> str:
    return "[flanders, brussels]\n"


@also(LAW_SIZE, "versions.0.classes", "a list of classes is expected", "validFrom: null")
def size_definition_without_classes(data: Any) -> None:
    del data["versions"][0]["classes"]


@also(INSTRUMENT_FILE, "periods.1.conditions.0.lte", "there is no law 'noSuchLaw'", "lte:")
def law_that_is_not_there(data: Any) -> None:
    own_condition(data, fact="project.durationMonths", lte={"law": "noSuchLaw.figure"})


@also(RULE, "versions.0.conditions.0.fact", "there is no fact 'project.colour'", "fact: project.colour")
def unknown_fact_in_a_shared_rule(data: Any) -> None:
    condition = data["versions"][0]["conditions"][0]
    del condition["any"]
    data["versions"][0]["conditions"] = [condition | {"fact": "project.colour", "isTrue": True}]


@also(RULE, "versions.0.conditions.0.fact", "there is no fact 'project.colour'", "fact: project.colour")
def mistake_in_a_rule_that_nobody_uses(data: Any) -> None:
    fact = {"id": "mine", "fact": "project.colour", "isTrue": True, "sources": ["serv2021"], "confidence": "seed"}
    data["versions"][0]["validTo"] = "2017-01-01"
    data["versions"][0]["validFrom"] = None
    data["versions"][0]["conditions"] = [fact]


@also(INSTRUMENT_FILE, "periods.1.conditions.0.lte", "0.7 looks like a fraction", "lte: '0.7'")
def share_in_a_condition_as_a_fraction(data: Any) -> None:
    own_condition(data, fact="consortium.largestEnterpriseCostShare", lte="0.7")


@also(INSTRUMENT_FILE, "periods.0.aid.bonus.0.points.between.1", "0.3 looks like a fraction", "'0.3'")
def points_between_fractions(data: Any) -> None:
    data["periods"][0]["aid"]["bonus"][0]["points"] = {"between": [0, "0.3"]}


@also(RULE, "versions.0.conditions.1", "climatePlan stands twice", "rule: climatePlan")
def rule_that_uses_itself(data: Any) -> None:
    data["versions"][0]["conditions"].append({"rule": "climatePlan"})


@also(RULE, "versions.0.conditions", "the shared rule climatePlan leads back to itself", "conditions:")
def rule_that_is_only_itself(data: Any) -> None:
    data["versions"][0]["conditions"] = [{"rule": "climatePlan"}]


@also(INSTRUMENT_FILE, "common.conditions.0.when.fact", "there is no fact 'project.colour'", "fact: project.colour")
def unknown_fact_in_a_when(data: Any) -> None:
    data["common"]["conditions"][0]["when"] = {"fact": "project.colour", "isTrue": True}


@also(INSTRUMENT_FILE, "common.aid.bonus.1.when.fact", "there is no fact 'project.colour'", "fact: project.colour")
def unknown_fact_in_a_common_figure(data: Any) -> None:
    data["common"]["aid"]["bonus"][1]["when"] = {"fact": "project.colour", "isTrue": True}


@also(INSTRUMENT_FILE, "periods.2.aid.cap.0.when.fact", "there is no fact 'project.colour'", "fact: project.colour")
def unknown_fact_in_an_own_figure(data: Any) -> None:
    data["periods"][2]["aid"]["cap"][0]["when"] = {"fact": "project.colour", "isTrue": True}


@also(INSTRUMENT_FILE, "periods.1.conditions.0", "a statement without source must be marked", "id: mine")
def condition_that_is_a_rule_without_source(data: Any) -> None:
    own_condition(data, rule="small")
    del data["periods"][1]["conditions"][0]["sources"]


@also(INSTRUMENT_FILE, "workedExamples.1.expect.rate", "a number is expected, or a list", "rate:")
def expectation_of_one_bound(data: Any) -> None:
    data["workedExamples"][1]["expect"]["rate"] = [45]


@also(INSTRUMENT_FILE, "workedExamples.0.expect.byParticipant.b.amount", "nothing that can be expected here", "amount: 1")
def expectation_that_is_never_looked_at(data: Any) -> None:
    data["workedExamples"][0]["expect"]["byParticipant"]["b"]["amount"] = 1


@also(FACTS, "facts.participant.publicOwnershipShare.maximum", "1/2 looks like a fraction", "maximum: 1/2")
def bound_of_a_share_as_a_fraction(data: Any) -> None:
    data["facts"]["participant.publicOwnershipShare"]["maximum"] = "1/2"


@also(CODES, "otherEu", "what stands under fr is no text", "otherEu:")
def label_that_is_a_number(data: Any) -> None:
    data["otherEu"]["fr"] = 7


@also(LAW_SIZE, "versions.0.classes.1.headcount", "no bound of a class", "headcount: 50")
def misspelt_bound_of_a_class(data: Any) -> None:
    data["versions"][0]["classes"][1]["headcount"] = 50


@pytest.mark.parametrize("one", MORE)
def test_a_mistake_is_among_those_told(one: Refusal, small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(one.file)
    text = one.change(data) or as_yaml(data)
    problems = problems_of(small_seed, tmp_path, one.file, text)
    (problem,) = [other for other in problems if other.path == one.path and one.reason in other.reason]
    assert problem.file == one.file
    assert one.at in text.splitlines()[problem.line - 1]


def test_a_file_that_is_no_text_is_told(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_bytes(b"facts: \xff\n")
    with pytest.raises(SeedRefused, match=r"facts\.yaml:1: \(document\): no text in UTF-8"):
        read_seed(tmp_path)


def test_an_unknown_fact_is_told_on_its_own_line(small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(INSTRUMENT_FILE)
    data["common"]["conditions"][0]["fact"] = "applicant.colour"
    text = as_yaml(data)
    (problem,) = problems_of(small_seed, tmp_path, INSTRUMENT_FILE, text)
    assert problem.line == line_of(text, "applicant.colour")
    assert problem.path.startswith("common.conditions.")


# Not refused.


def test_a_statement_that_nobody_confirmed_needs_no_source(small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(INSTRUMENT_FILE)
    data["periods"][1] |= {"sources": [], "confidence": "unverified"}
    assert accepted(small_seed, tmp_path, INSTRUMENT_FILE, as_yaml(data))


@pytest.mark.parametrize("points", [0, 1, "1.5", "3/2"])
def test_a_rate_from_one_per_cent_or_none_at_all_is_no_fraction(points: object, small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(INSTRUMENT_FILE)
    data["periods"][0]["aid"]["bonus"][0]["points"] = points
    assert accepted(small_seed, tmp_path, INSTRUMENT_FILE, as_yaml(data))


def test_names_and_labels_may_hold_digits_and_be_the_same(small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(INSTRUMENT_FILE)
    data["names"] = dict.fromkeys(("nl", "en", "fr"), "Horizon 2020")
    assert accepted(small_seed, tmp_path / "instrument", INSTRUMENT_FILE, as_yaml(data))
    codes = small_seed.plain(CODES)
    codes["nonEu"] = dict.fromkeys(("nl", "en", "fr"), "G7")
    assert accepted(small_seed, tmp_path / "codes", CODES, as_yaml(codes))


def test_periods_that_follow_each_other_without_a_gap_share_no_day(small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(INSTRUMENT_FILE)
    assert data["periods"][0]["validTo"] == data["periods"][1]["validFrom"]
    data["periods"].reverse()
    assert accepted(small_seed, tmp_path, INSTRUMENT_FILE, as_yaml(data))


def test_two_variants_may_hold_on_the_same_days(small_seed: SmallSeed, tmp_path: Path) -> None:
    data = small_seed.plain(INSTRUMENT_FILE)
    names = {"nl": "Eerste", "en": "First", "fr": "Premier"}
    data["variants"] = [{"id": "first", "names": names}, {"id": "second", "names": names}]
    data["periods"].append(data["periods"][0] | {"id": "again", "variant": "second"})
    data["periods"][0] = data["periods"][0] | {"variant": "first"}
    assert accepted(small_seed, tmp_path, INSTRUMENT_FILE, as_yaml(data))


# Worked examples.


def wrong_result(data: Any) -> None:
    data["workedExamples"][1]["expect"]["amountEur"] = 180001


def wrong_rate_of_one_participant(data: Any) -> None:
    data["workedExamples"][0]["expect"]["byParticipant"]["b"]["rate"] = "45.01"


def wrong_eligibility(data: Any) -> None:
    data["workedExamples"][2]["expect"]["eligibility"] = "ineligible"


def unreadable_case(data: Any) -> None:
    data["workedExamples"][1]["case"]["participants"][0]["size"] = "huge"


@pytest.mark.parametrize(
    ("change", "path", "at", "reason"),
    [
        (
            wrong_result,
            "workedExamples.1.expect.amountEur",
            "180001",
            "firstDay2018: expected 180001, computed [180000.0, 180000.0]",
        ),
        (
            wrong_rate_of_one_participant,
            "workedExamples.0.expect.byParticipant.b.rate",
            "45.01",
            "expected 45.01, computed [45.0, 45.0]",
        ),
        (wrong_eligibility, "workedExamples.2.expect.eligibility", "ineligible", "expected ineligible, computed eligible"),
        (
            unreadable_case,
            "workedExamples.1.case",
            "referenceDate: '2018-01-01'",
            "expected a readable case, computed The input is not",
        ),
    ],
)
def test_a_worked_example_must_come_out(
    change: Change, path: str, at: str, reason: str, small_seed: SmallSeed, tmp_path: Path
) -> None:
    folder = small_seed.copied(tmp_path / "seed", INSTRUMENT_FILE, change)
    with pytest.raises(SeedRefused) as refused:
        check_seed(folder)
    (problem,) = refused.value.problems
    text = (folder / INSTRUMENT_FILE).read_text(encoding="utf-8")
    above = change is unreadable_case  # the case begins on the line before its first member
    assert (problem.file, problem.line, problem.path) == (INSTRUMENT_FILE, line_of(text, at) - above, path)
    assert reason in problem.reason


def test_the_work_on_examples_is_told(small_seed: SmallSeed) -> None:
    told: list[tuple[int, int]] = []
    check_seed(small_seed.folder, lambda done, of: told.append((done, of)))
    assert told == [(1, 3), (2, 3), (3, 3)]


# Files.


@pytest.mark.parametrize(
    ("file", "text", "line", "path", "reason"),
    [
        (RULE, "id: climatePlan\nnames: {}\nid: other\n", 3, "id", "the key stands here twice"),
        (RULE, "id: climatePlan\nversions:\n  - validFrom: null\n    validFrom: null\n", 4, "versions.0.validFrom", "twice"),
        (RULE, "id: climatePlan\nnames: {nl: a\n", 3, "", "no valid YAML: did not find expected ',' or '}'"),
        (RULE, "id: climatePlan\n\tnames: {}\n", 2, "", "no valid YAML"),
        (RULE, "id: climatePlan\n---\nid: other\n", 2, "", "no valid YAML: but found another document"),
        (RULE, "names: {}\nid: otherPlan\n", 2, "id", "the id must be the name of the file, climatePlan"),
        (RULE, "names: {}\n", 1, "id", "the id must be the name of the file, climatePlan"),
        (RULE, "", 1, "id", "the id must be the name of the file, climatePlan"),
        (RULE, "- id: climatePlan\n", 1, "id", "the id must be the name of the file, climatePlan"),
        (FACTS, "fact: {}\n", 1, "", "expected one mapping named facts"),
        (FACTS, "facts: {}\nsources: {}\n", 1, "", "expected one mapping named facts"),
        (SOURCES, "", 1, "", "expected one mapping named sources"),
        (
            "people/somebody.yaml",
            "id: somebody\n",
            1,
            "",
            "no such part of the seed; known: facts, sources, synonyms, codes, law, rules, instruments, organizations, tables",
        ),
        ("notes.yaml", "id: notes\n", 1, "", "no such part of the seed"),
    ],
)
def test_a_file_that_is_not_as_it_should_be(file: str, text: str, line: int, path: str, reason: str, tmp_path: Path) -> None:
    target = tmp_path / file
    target.parent.mkdir(exist_ok=True)
    target.write_text(text, encoding="utf-8")
    with pytest.raises(SeedRefused) as refused:
        read_seed(tmp_path)
    (problem,) = refused.value.problems
    assert (problem.file, problem.line, problem.path) == (file, line, path)
    assert reason in problem.reason


def test_mistakes_of_all_files_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "facts.yaml").write_text("fact: {}\n", encoding="utf-8")
    (tmp_path / "sources.yaml").write_text("sources: {a: 1, a: 2, b: 1, b: 2}\n", encoding="utf-8")
    with pytest.raises(SeedRefused) as refused:
        read_seed(tmp_path)
    assert [(one.file, one.path) for one in refused.value.problems] == [
        ("facts.yaml", ""),
        ("sources.yaml", "sources.a"),
        ("sources.yaml", "sources.b"),
    ]
    assert str(refused.value).splitlines() == [
        "facts.yaml:1: (document): expected one mapping named facts",
        "sources.yaml:1: sources.a: the key stands here twice",
        "sources.yaml:1: sources.b: the key stands here twice",
    ]


# Plain data.


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("7", 7),
        ("-7", -7),
        ("+7", 7),
        ("0", 0),
        ("007", "007"),
        ("1_000", "1_000"),
        ("0x10", "0x10"),
        ("92.5", "92.5"),
        ("1e3", "1e3"),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("yes", "yes"),
        ("no", "no"),
        ("on", "on"),
        ("True", "True"),
        ("12:00", "12:00"),
        ("2021-06-15", "2021-06-15"),
        (".inf", ".inf"),
        ("'7'", "7"),
        ('"true"', "true"),
        ("''", ""),
    ],
)
def test_only_whole_numbers_truth_and_nothing_are_not_text(written: str, read: object) -> None:
    data, _ = read_yaml(f"key: {written}\n", "some.yaml")
    assert data == {"key": read}
    assert type(data["key"]) is type(read)


def test_every_part_has_its_line() -> None:
    data, lines = read_yaml("a: 1\nb:\n  - x\n  - c: {d: 2}\n    e: 3\n", "some.yaml")
    assert data == {"a": 1, "b": ["x", {"c": {"d": 2}, "e": 3}]}
    assert {path: line for path, line in lines.items() if path} == {
        ("a",): 1,
        ("b",): 2,
        ("b", 0): 3,
        ("b", 1): 4,
        ("b", 1, "c"): 4,
        ("b", 1, "c", "d"): 4,
        ("b", 1, "e"): 5,
    }
