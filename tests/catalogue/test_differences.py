"""Differences between two states of a document, by keys and ids."""

import copy
from typing import Any

import pytest

from app.catalogue.differences import Change, differences, item_name, named_path, paired
from tests.fixtures.seeds import INSTRUMENT, Plain


def found(before: Plain, after: Plain) -> list[tuple[str, Any, Any]]:
    return [(one.path, one.old, one.new) for one in differences(before, after)]


def test_nothing_changed(few_documents: dict[str, Plain]) -> None:
    for bodies in few_documents.values():
        for body in bodies.values():
            assert found(body, copy.deepcopy(body)) == []


@pytest.mark.parametrize(
    ("before", "after", "path", "old", "new"),
    [
        ({"a": 1}, {"a": 2}, "a", 1, 2),
        ({}, {"a": 1}, "a", None, 1),
        ({"a": False}, {}, "a", False, None),
        ({"a": {"b": 1, "c": 0}}, {"a": {"b": 2, "c": 0}}, "a.b", 1, 2),
        ({"a": ["x", "y"]}, {"a": ["y", "z"]}, "a", ["x", "y"], ["y", "z"]),
        ({"a": {"nl": "x", "en": "y"}}, {"a": {"nl": "z", "en": "y"}}, "a", {"nl": "x", "en": "y"}, {"nl": "z", "en": "y"}),
        ({"points": 25}, {"points": {"between": [0, 30]}}, "points", 25, {"between": [0, 30]}),
        ({"when": {"rule": "small"}}, {"when": {"rule": "sme"}}, "when", {"rule": "small"}, {"rule": "sme"}),
    ],
)
def test_members(before: Plain, after: Plain, path: str, old: Any, new: Any) -> None:
    assert found(before, after) == [(path, old, new)]


@pytest.mark.parametrize("empty", [None, [], {}])
def test_saying_nothing_is_leaving_it_out(empty: Any) -> None:
    assert found({"a": empty}, {}) == found({}, {"a": empty}) == []
    assert found({"a": empty}, {"a": ["x"]}) == [("a", None, ["x"])]


def test_zero_and_false_say_something() -> None:
    assert found({"a": 0}, {}) == [("a", 0, None)]


@pytest.mark.parametrize(
    ("item", "name"),
    [
        ({"id": "base", "value": 1}, "base"),
        ({"rule": "climatePlan"}, "climatePlan"),
        ({"id": "own", "rule": "small"}, "own"),
        ({"code": "small", "label": {}}, "small"),
        ({"organization": "vlaio", "validFrom": "2016-01-01"}, "vlaio"),
        ({"instrument": "coock", "role": "operates"}, "coock-operates"),
        ({"type": "refersTo", "target": "iwt"}, "refersTo-iwt"),
        ({"metric": "projects", "fromYear": 2018, "year": 2020}, "projects-2018-2020"),
        ({"text": {}, "validFrom": "2018-01-01"}, "2018-01-01"),
        ({"text": {}, "validFrom": None}, "first"),
    ],
)
def test_names_of_items(item: Plain, name: str) -> None:
    assert item_name(item) == name


def test_items_are_named_by_id_wherever_they_stand() -> None:
    before = {"base": [{"id": "a", "points": 1}, {"id": "b", "points": 2}]}
    after = {"base": [{"id": "c", "points": 3}, {"id": "b", "points": 4}]}
    assert found(before, after) == [
        ("base.a", {"id": "a", "points": 1}, None),
        ("base.b.points", 2, 4),
        ("base.c", None, {"id": "c", "points": 3}),
    ]
    assert found(before, {"base": before["base"][::-1]}) == []


def test_items_of_one_name_are_told_apart_by_their_first_day() -> None:
    early = {"organization": "iwt", "validFrom": "2008-01-01"}
    late = {"organization": "iwt", "validFrom": "2012-01-01"}
    assert list(paired([early], [early, late])) == ["iwt@2008-01-01", "iwt@2012-01-01"]
    assert found({"operators": [early]}, {"operators": [early, late]}) == [("operators.iwt@2012-01-01", None, late)]


def test_items_that_nothing_tells_apart_stand_together() -> None:
    one, other = {"year": 2021, "amountEur": 5}, {"year": 2021, "amountEur": 7}
    ((path, old, new),) = found({"budgets": [one, other]}, {"budgets": [one, {**other, "amountEur": 8}]})
    assert path == "budgets.2021@first"
    assert (old, new) == ([one, other], [one, {"year": 2021, "amountEur": 8}])


def condition(**more: Any) -> Plain:
    return {"conditions": [{"id": "long", "fact": "project.durationMonths", "lte": 24, "confidence": "official", **more}]}


def test_what_a_condition_asks_is_one_thing() -> None:
    ((path, old, new),) = found(condition(), condition(lte=36, when={"rule": "sme"}))
    assert path == "conditions.long"
    assert (old["lte"], new["lte"]) == (24, 36)


def test_what_is_said_about_a_condition_is_another() -> None:
    changes = found(condition(), condition(confidence="derived", soft=True, sources=["act"]))
    assert sorted(changes) == [
        ("conditions.long.confidence", "official", "derived"),
        ("conditions.long.soft", None, True),
        ("conditions.long.sources", None, ["act"]),
    ]


def test_a_condition_may_become_a_shared_rule() -> None:
    rule = {"conditions": [{"rule": "climatePlan", "without": ["a"]}]}
    assert [path for path, *_ in found(condition(), rule)] == ["conditions.long", "conditions.climatePlan"]
    assert found(rule, {"conditions": [{"rule": "climatePlan"}]}) == [("conditions.climatePlan.without", ["a"], None)]


def test_the_order_of_facts_is_no_difference() -> None:
    assert found({"order": 3, "asked": True}, {"order": 4, "asked": True}) == []


def test_steps_keep_keys_and_names_apart(few_documents: dict[str, Plain]) -> None:
    before = few_documents["instrument"][INSTRUMENT]
    after = copy.deepcopy(before)
    after["periods"][0]["aid"]["bonus"][0]["points"] = 11
    name, bonus = before["periods"][0]["id"], before["periods"][0]["aid"]["bonus"][0]
    (change,) = differences(before, after)
    steps = (("periods", name), ("aid", None), ("bonus", bonus["id"]), ("points", None))
    assert change == Change(steps, bonus["points"], 11)
    assert change.path == f"periods.{name}.aid.bonus.{bonus['id']}.points"


def test_a_path_by_positions_is_told_by_ids(few_documents: dict[str, Plain]) -> None:
    document = few_documents["instrument"][INSTRUMENT]
    where = ("periods", 0, "aid", "bonus", 0, "points")
    names = document["periods"][0]["id"], document["periods"][0]["aid"]["bonus"][0]["id"]
    assert named_path(document, where) == f"periods.{names[0]}.aid.bonus.{names[1]}.points"
    assert named_path(document, ()) == ""
    assert named_path({"sources": ["a", "b"]}, ("sources", 1)) == "sources.1"
