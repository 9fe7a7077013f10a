"""The ceiling guard on the catalogue: what claims an article stays within it, or says why not."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED
from app.catalogue.ceilings import above_ceilings, check_ceilings
from app.catalogue.findings import Finding
from app.catalogue.snapshot import DocumentFaulty, Snapshot, build_snapshot
from tests.fixtures.seeds import INSTRUMENT, Plain

Documents = dict[str, Plain]
NOTE = {"nl": "Aangemeld.", "en": "Notified.", "fr": "Notifié."}


def guarded(documents: Documents) -> list[Finding]:
    return list(above_ceilings(build_snapshot(UNPUBLISHED, documents)))


def instrument(documents: Documents) -> Plain:
    found: Plain = documents["instrument"][INSTRUMENT]
    return found


def without_end(findings: list[Finding]) -> list[Finding]:
    """Without the warning that the regulation ends."""
    return [one for one in findings if "No ceilings are known" not in one.text["en"]]


def test_the_seed_stays_within_the_ceilings(snapshot: Snapshot) -> None:
    findings = list(above_ceilings(snapshot))
    assert [one for one in findings if one.severity == "error"] == []
    assert [one.text["en"] for one in findings if "combinations" in one.text["en"]] == []


def test_a_higher_base_is_an_error_where_it_stands(few_documents: Documents) -> None:
    instrument(few_documents)["common"]["aid"]["base"][0]["points"] = 26
    found = without_end(guarded(few_documents))
    assert {one.severity for one in found} == {"error"}
    assert [one.where for one in found] == [("periods", n, "stateAid") for n in range(3)]
    assert [one.path(few_documents) for one in found] == [
        f"periods.{name}.stateAid" for name in ("development2018", "development2021", "development2023")
    ]
    assert found[1].text["en"] == "Experimental development reaches 26% (development), while gberArticle25 allows at most 25%."
    assert found[1].text["nl"].startswith("Experimentele ontwikkeling haalt 26 % (development)")
    assert found[1].text["fr"].startswith("Développement expérimental atteint 26 %")


def test_a_reason_makes_it_a_warning(few_documents: Documents) -> None:
    instrument(few_documents)["common"]["aid"]["base"][0]["points"] = 26
    instrument(few_documents)["periods"][0]["stateAid"] |= {"note": NOTE, "aboveCeiling": True}
    found = without_end(guarded(few_documents))
    assert [one.severity for one in found] == ["warning", "error", "error"]
    assert found[0].text["en"].endswith("the period gives a note on it.")


def test_a_collaboration_bonus_above_that_of_the_article(few_documents: Documents) -> None:
    bonus = instrument(few_documents)["periods"][2]["aid"]["bonus"]
    next(one for one in bonus if one["id"] == "collaborationInternational")["points"] = 16
    instrument(few_documents)["periods"][2]["aid"]["cap"] = []
    instrument(few_documents)["common"]["aid"]["cap"] = []
    found = [one for one in without_end(guarded(few_documents)) if one.where[1] == 2]
    assert [one.severity for one in found] == ["error"]
    assert "41% (development + collaborationInternational)" in found[0].text["en"]
    assert "40%" in found[0].text["en"]


def test_a_bonus_of_a_group_that_no_point_names(few_documents: Documents) -> None:
    bonus = instrument(few_documents)["periods"][0]["aid"]["bonus"][0]
    instrument(few_documents)["periods"][0]["aid"]["bonus"].append({**bonus, "id": "sunny", "group": "weather", "points": 1})
    found = [one for one in without_end(guarded(few_documents)) if one.where[1] == 0]
    assert any("The bonus sunny goes beyond the base of gberArticle25" in one.text["en"] for one in found)
    assert {one.severity for one in found} == {"error"}


def test_collaboration_that_everybody_must_have_counts(documents: Any) -> None:
    """The call of 2021 had rates by size that include the bonus; what it asks of every consortium earns that."""
    changed = {kind: dict(bodies) for kind, bodies in documents.items()}
    call = copy.deepcopy(documents["instrument"]["thematicIcon"])
    period = next(one for one in call["periods"] if one["id"] == "thematicCall2021")
    changed["instrument"]["thematicIcon"] = call
    assert not [one for one in guarded(changed) if one.document == "thematicIcon"]
    period["conditions"] = [one for one in period["conditions"] if one["id"] != "smeInvolved"]
    found = [one for one in guarded(changed) if one.document == "thematicIcon"]
    assert [one.severity for one in found] == ["error"]
    assert "Experimental development reaches" in found[0].text["en"]


@pytest.mark.parametrize(
    ("start", "end", "told"),
    [
        ("2010-01-01", "2014-07-02", "from 2010-01-01 to 2014-07-01;"),
        ("2014-06-30", "2015-01-01", "from 2014-06-30 to 2014-07-01;"),
        ("2014-07-01", "2027-01-01", None),
        ("2014-07-01", "2027-01-02", "from 2027-01-01 to 2027-01-02;"),
        ("2026-12-31", None, "from 2027-01-01 on;"),
        (None, "2014-07-02", "from - to 2014-07-01;"),
    ],
)
def test_days_without_ceilings_are_told(few_documents: Documents, start: str | None, end: str | None, told: str | None) -> None:
    period = instrument(few_documents)["periods"][0]
    instrument(few_documents)["periods"] = [{**period, "validFrom": start, "validTo": end}]
    texts = [one.text["en"] for one in guarded(few_documents)]
    assert texts == [] if told is None else told in texts[0]


def test_an_article_that_has_no_file(few_documents: Documents) -> None:
    instrument(few_documents)["periods"][0]["stateAid"]["basis"] = "gberArticle36"
    (found, *_) = guarded(few_documents)
    assert found.severity == "warning"
    assert found.text["en"].startswith("No ceilings are known for gberArticle36 from 2018-01-01 to 2021-03-01")


@pytest.mark.parametrize("basis", ["noAid", "deMinimis", "notEstablished", "asCarrier"])
def test_other_bases_have_no_ceilings(few_documents: Documents, basis: str) -> None:
    for period in instrument(few_documents)["periods"]:
        period["stateAid"]["basis"] = basis
    assert guarded(few_documents) == []


def test_a_period_that_says_no_basis_is_left_alone(few_documents: Documents) -> None:
    for period in instrument(few_documents)["periods"]:
        del period["stateAid"]
    assert guarded(few_documents) == []


def test_conditions_that_make_too_many_combinations(few_documents: Documents) -> None:
    tests = [{"plus": [{"fact": "project.durationMonths"}, n], "gte": {"fact": "project.budgetEur"}} for n in range(14)]
    instrument(few_documents)["periods"][0]["aid"]["bonus"][0]["when"] = {"all": tests}
    found = [one for one in guarded(few_documents) if one.where[1] == 0]
    assert ["too many combinations" in one.text["en"] for one in found] == [True]
    assert found[0].severity == "warning"


def wrong_rule(aid: Plain) -> None:
    aid["bonus"][0]["when"] = {"rule": "nothing"}


def wrong_fact(aid: Plain) -> None:
    aid["bonus"][1]["when"] = {"fact": "participant.colour", "eq": "red"}


@pytest.mark.parametrize(("change", "path"), [(wrong_rule, ()), (wrong_fact, ("aid", "bonus", 1, "when", "fact"))])
def test_ceilings_that_cannot_be_compiled(few_documents: Documents, change: Callable[[Plain], None], path: tuple[Any, ...]) -> None:
    change(few_documents["law"]["gberArticle25"]["versions"][1]["aid"])
    with pytest.raises(DocumentFaulty) as faulty:
        check_ceilings(build_snapshot(UNPUBLISHED, few_documents))
    assert (faulty.value.kind, faulty.value.document) == ("law", "gberArticle25")
    assert faulty.value.path == ("versions", 1, *path)


def test_a_note_alone_declares_nothing(few_documents: Documents) -> None:
    instrument(few_documents)["common"]["aid"]["base"][0]["points"] = 26
    instrument(few_documents)["periods"][0]["stateAid"]["note"] = NOTE
    assert "error" in {one.severity for one in without_end(guarded(few_documents)) if one.where[1] == 0}
