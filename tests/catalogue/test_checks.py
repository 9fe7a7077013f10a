"""Checks on a sound catalogue: holes, sources that nothing uses, statements that grow old or that nobody confirmed."""

from datetime import date
from typing import Any

import pytest

from app.advice.quality import UNPUBLISHED
from app.catalogue.checks import check_quality
from app.catalogue.findings import Finding, Report
from app.catalogue.snapshot import Snapshot, build_snapshot
from tests.fixtures.seeds import INSTRUMENT, Plain

Documents = dict[str, Plain]
DAY = date(2026, 11, 21)
TEXT = {"nl": "Zo hoort het.", "en": "That is meant.", "fr": "C'est voulu."}


def report(documents: Documents, day: date = DAY) -> Report:
    return check_quality(build_snapshot(UNPUBLISHED, documents), day)


def of(documents: Documents, check: str, day: date = DAY) -> list[Finding]:
    return [one for one in report(documents, day).findings if one.check == check]


def periods(documents: Documents, *spans: tuple[Any, ...]) -> None:
    """Periods of the instrument: first day, last day, and the variant if any."""
    document = documents["instrument"][INSTRUMENT]
    (first, *_) = document["periods"]
    document["variants"] = [{"id": name, "names": TEXT} for name in ("one", "two")]
    document["periods"] = [
        {**first, "id": f"p{n}", "validFrom": start, "validTo": end, **({"variant": variant[0]} if variant else {})}
        for n, (start, end, *variant) in enumerate(spans)
    ]


def gap(documents: Documents, start: str | None, end: str | None, **more: Any) -> None:
    made = {"validFrom": start, "validTo": end, "note": TEXT, "confidence": "unverified", **more}
    documents["instrument"][INSTRUMENT].setdefault("gaps", []).append(made)


def holes(documents: Documents) -> list[tuple[int, str]]:
    """The period after each hole, and the hole."""
    return [(int(one.where[1]), one.text["en"].partition(": ")[0]) for one in of(documents, "periodHoles")]


def test_a_hole_is_told_at_the_period_after_it(few_documents: Documents) -> None:
    periods(few_documents, ("2021-01-01", None), ("2018-01-01", "2020-01-01"))
    assert holes(few_documents) == [(0, "Nothing is said of the time from 2020-01-01 to 2021-01-01")]
    assert [one.severity for one in of(few_documents, "periodHoles")] == ["error"]


@pytest.mark.parametrize(
    ("spans", "gaps", "found"),
    [
        ([("2018-01-01", "2020-01-01"), ("2020-01-01", None)], [], []),
        ([("2018-01-01", "2020-01-01"), ("2020-01-02", None)], [], [1]),
        ([("2018-01-01", "2020-01-01"), ("2021-01-01", None)], [("2020-01-01", "2021-01-01")], []),
        ([("2018-01-01", "2020-01-01"), ("2021-01-01", None)], [("2019-01-01", None)], []),
        ([("2018-01-01", "2020-01-01"), ("2021-01-01", None)], [("2020-01-01", "2020-12-31")], [1]),
        ([("2018-01-01", "2020-01-01"), ("2021-01-01", None)], [("2020-03-01", "2020-04-01")], [1, 1]),
        ([(None, "2020-01-01"), ("2021-01-01", None)], [], [1]),
        ([("2018-01-01", "2019-01-01"), ("2020-01-01", "2021-01-01"), ("2022-01-01", None)], [], [1, 2]),
    ],
)
def test_holes_and_gaps(few_documents: Documents, spans: list[Any], gaps: list[Any], found: list[int]) -> None:
    periods(few_documents, *spans)
    for dates in gaps:
        gap(few_documents, *dates)
    assert [position for position, _ in holes(few_documents)] == found


def test_each_variant_has_a_line_of_its_own(few_documents: Documents) -> None:
    both = ("2018-01-01", "2020-01-01", "one"), ("2019-01-01", "2020-01-01", "two")
    periods(few_documents, *both, ("2021-01-01", None, "one"), ("2020-01-01", None, "two"))
    assert [position for position, _ in holes(few_documents)] == [2]
    gap(few_documents, "2020-01-01", "2021-01-01", variant="two")
    assert [position for position, _ in holes(few_documents)] == [2]
    gap(few_documents, "2020-01-01", "2021-01-01", variant="one")
    assert holes(few_documents) == []


def test_a_period_for_all_variants_fills_a_hole_of_one(few_documents: Documents) -> None:
    periods(few_documents, ("2018-01-01", "2020-01-01", "one"), ("2020-01-01", "2021-01-01"), ("2021-01-01", None, "one"))
    assert holes(few_documents) == []


def test_a_source_that_nothing_uses(few_documents: Documents) -> None:
    assert of(few_documents, "unusedSources") == []
    few_documents["source"]["lonely"] = {"publisher": "x", "title": "x", "official": True, "checkedOn": "2026-11-21"}
    (found,) = of(few_documents, "unusedSources")
    assert (found.severity, found.kind, found.document, found.where) == ("warning", "source", "lonely", ())
    assert found.text == {
        "nl": "Niets steunt op deze bron.",
        "en": "Nothing rests on this source.",
        "fr": "Rien ne repose sur cette source.",
    }


def only_source(documents: Documents, checked: dict[str, str]) -> None:
    """Let everything rest on these sources, each looked at on a day."""
    documents["source"] = {
        name: {"publisher": "x", "title": "x", "official": True, "checkedOn": day} for name, day in checked.items()
    }

    def set_sources(node: Any) -> None:
        if isinstance(node, list):
            for item in node:
                set_sources(item)
        elif isinstance(node, dict):
            if "sources" in node:
                node["sources"] = list(checked)
            for item in node.values():
                set_sources(item)

    for kind in ("instrument", "rule", "law"):
        set_sources(list(documents[kind].values()))


@pytest.mark.parametrize(
    ("checked", "stale"),
    [
        ({"a": "2025-11-22"}, False),
        ({"a": "2025-11-21"}, True),
        ({"a": "2020-01-01", "b": "2025-11-22"}, False),
        ({"a": "2020-01-01", "b": "2025-11-20"}, True),
    ],
)
def test_the_newest_look_at_a_source_counts(few_documents: Documents, checked: dict[str, str], stale: bool) -> None:
    only_source(few_documents, checked)
    found = of(few_documents, "stale")
    assert bool(found) is stale
    assert {one.severity for one in found} <= {"warning"}
    if stale:
        assert {one.kind for one in found} == {"instrument", "rule", "law"}
        assert all(f": {', '.join(checked)}." in one.text["en"] for one in found)


def test_what_is_fresh_today_is_not_in_a_year(few_documents: Documents) -> None:
    assert of(few_documents, "stale") == []
    (found,) = [one for one in of(few_documents, "stale", date(2027, 11, 21)) if one.kind == "instrument"]
    assert "…" in found.text["nl"]


def test_what_nobody_confirmed_is_counted(few_documents: Documents) -> None:
    assert of(few_documents, "unverified") == []
    document = few_documents["instrument"][INSTRUMENT]
    for item in (document["common"]["aid"]["base"][0], document["periods"][1]["stateAid"]):
        item["confidence"] = "unverified"
    (found,) = of(few_documents, "unverified")
    assert (found.severity, found.where) == ("warning", ("common", "aid", "base", 0))
    name = document["periods"][1]["id"]
    assert found.text["en"] == f"Confirmed by nobody (2): common.aid.base.development, periods.{name}.stateAid."


def test_the_report_as_it_is_stored(few_documents: Documents) -> None:
    periods(few_documents, ("2018-01-01", "2020-01-01"), ("2021-01-01", "2027-01-01"))
    few_documents["source"]["lonely"] = {"publisher": "x", "title": "x", "official": True, "checkedOn": "2026-11-21"}
    plain = report(few_documents).plain(few_documents)
    assert (plain["errors"], plain["warnings"]) == (1, 1)
    assert [(one["check"], one["severity"], one["document"], one["path"]) for one in plain["findings"]] == [
        ("periodHoles", "error", {"kind": "instrument", "id": INSTRUMENT}, "periods.p1"),
        ("unusedSources", "warning", {"kind": "source", "id": "lonely"}, ""),
    ]
    assert all(set(one["text"]) == {"nl", "en", "fr"} for one in plain["findings"])


def test_the_seed_has_no_errors(snapshot: Snapshot) -> None:
    found = check_quality(snapshot, DAY)
    assert found.errors == []
    assert {one.check for one in found.warnings} <= {"ceilingGuard", "unusedSources", "unverified"}
    for one in found.findings:
        assert len(set(one.text.values())) == 3, one
        assert not {"{", "}"} & set("".join(one.text.values())), one
