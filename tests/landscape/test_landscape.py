"""Statements in time, who took over from whom, and regions."""

from dataclasses import replace
from datetime import date

import pytest

from app.catalogue.snapshot import Snapshot
from app.landscape.landscape import covers, life_of, serves, touches
from app.landscape.views import statement_view
from tests.landscape.world import DAY, SAID, landscape_in, organization, relation, role

NEVER = date(1990, 1, 1)


def test_states_of_an_organization(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a", validFrom="2010-01-01", validTo="2016-01-01"), organization("b")])
    days = ("2009-12-31", "2010-01-01", "2015-12-31", "2016-01-01")
    assert [known.state("a", date.fromisoformat(day)) for day in days] == ["notYet", "active", "active", "ended"]
    assert {known.state("b", day) for day in (NEVER, DAY, date.max)} == {"active"}


def test_services_are_those_of_the_day(bare: Snapshot) -> None:
    services = ["information", {"service": "guidance", "validFrom": "2015-01-01"}, {"service": "training", "validTo": "2015-01-01"}]
    known = landscape_in(bare, [organization("a", services=services, validFrom="2010-01-01")])
    assert known.offered("a", date(2009, 1, 1)) == []
    assert known.offered("a", date(2014, 12, 31)) == ["information", "training"]
    assert known.offered("a", date(2015, 1, 1)) == ["information", "guidance"]


def test_who_took_over_through_as_many_successions_as_it_takes(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("first", validTo="2000-01-01"),
            organization("second", validTo="2010-01-01", relations=[relation("successorOf", "first")]),
            organization("third", validFrom="2010-01-01", relations=[relation("successorOf", "second")]),
            organization("other", relations=[relation("successorOf", "first"), relation("partnerOf", "second")]),
            organization("fourth", validFrom="2030-01-01", relations=[relation("successorOf", "third")]),
        ],
    )
    assert known.heirs("first", DAY) == ["other", "third"]
    assert known.heirs("first", date(2005, 1, 1)) == ["second", "other"]
    assert known.heirs("third", DAY) == []
    assert known.heirs("third", date(2031, 1, 1)) == ["fourth"]
    assert known.successors("first") == ["second", "other"]
    assert known.successors("second") == ["third"]
    assert known.predecessors("third") == ["second"]
    assert known.predecessors("first") == []


def test_two_that_merge_have_one_heir_and_one_that_splits_has_two(bare: Snapshot) -> None:
    ended = [organization(name, validTo="2016-01-01") for name in ("a", "b")]
    merged = organization("ab", relations=[relation("successorOf", "a"), relation("successorOf", "b")])
    rest = organization("rest", relations=[relation("successorOf", "b")])
    known = landscape_in(bare, [*ended, merged, rest])
    assert known.heirs("a", DAY) == ["ab"]
    assert known.heirs("b", DAY) == ["ab", "rest"]
    assert known.predecessors("ab") == ["a", "b"]


def test_members_are_those_of_the_day(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("group", kind="collective"),
            organization("in", relations=[relation("memberOf", "group")]),
            organization("part", relations=[relation("partOf", "group", validFrom="2020-01-01")]),
            organization("gone", validTo="2015-01-01", relations=[relation("memberOf", "group")]),
            organization("left", relations=[relation("memberOf", "group", validTo="2021-01-01")]),
            organization("beside", relations=[relation("partnerOf", "group")]),
        ],
    )
    assert known.members("group", DAY) == ["in", "part"]
    assert known.members("group", date(2014, 1, 1)) == ["in", "gone", "left"]


def test_a_statement_lives_within_its_organization_and_says_how_exactly_that_is_known(bare: Snapshot) -> None:
    years = {"validFrom": "2010-01-01", "validFromPrecision": "year", "validTo": "2020-05-01", "validToPrecision": "month"}
    said = [relation("partnerOf", "b"), relation("refersTo", "b", validFrom="2012-03-04", validTo="2025-01-01")]
    known = landscape_in(bare, [organization("a", **years, relations=said), organization("b")])
    first, second = (statement_view(one, date(2012, 1, 1), "nl") for one in known.out["a"])
    assert first["validity"] == years
    assert (first["holds"], second["holds"]) == (True, False)
    assert second["validity"] == {"validFrom": "2012-03-04", "validTo": "2020-05-01", "validToPrecision": "month"}
    assert not known.out["a"][0].holds(date(2020, 5, 1))


def test_a_statement_rests_on_its_own_sources_or_else_on_those_of_the_organization(bare: Snapshot) -> None:
    services = [
        {"service": "information"},
        {"service": "guidance", "sources": ["serv2013"], "confidence": "official"},
        {"service": "training", "confidence": "unverified"},
    ]
    known = landscape_in(bare, [organization("a", services=services)])
    assert [(one.sources, one.confidence) for one in known.services["a"]] == [
        (("serv2021",), "seed"),
        (("serv2013",), "official"),
        ((), "unverified"),
    ]


@pytest.mark.parametrize(
    ("said", "before", "at"),
    [
        ({}, False, True),  # not before there is anything to do
        ({"validFrom": "2009-06-01"}, True, True),  # unless somebody says so: it was prepared
        ({"validTo": "2012-01-01"}, False, True),
        ({"validFrom": "2011-01-01"}, False, False),
    ],
)
def test_a_role_begins_with_its_instrument(bare: Snapshot, said: dict[str, str], before: bool, at: bool) -> None:
    known = landscape_in(bare, [organization("a", roles=[role("dated", "guides", **said)])])
    (held,) = known.roles_of["a"]
    assert (held.holds(date(2009, 12, 31)), held.holds(date(2010, 1, 1))) == (before, at)


def test_a_role_ends_with_its_instrument_unless_only_the_evidence_does(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a", roles=[role("dated", "guides"), role("forerunner", "guides")])])
    dated, forerunner = known.roles_of["a"]
    assert dated.holds(date(2040, 1, 1))
    assert (forerunner.holds(date(2015, 12, 31)), forerunner.holds(date(2016, 1, 1))) == (True, False)


def test_the_life_of_an_instrument_spans_its_periods(bare: Snapshot) -> None:
    assert life_of(bare.instruments["dated"]) == {"validFrom": "2010-01-01"}
    assert life_of(bare.instruments["always"]) == {}
    assert life_of({"periods": [{"validFrom": None, "validTo": "2010-01-01"}, {"validFrom": "2010-01-01"}]}) == {}


def test_operators_of_an_instrument_play_that_role(bare: Snapshot) -> None:
    operators = [{"organization": "a", "validTo": "2012-01-01", **SAID}, {"organization": "b", "confidence": "unverified"}]
    instruments = {**bare.instruments, "dated": {**bare.instruments["dated"], "operators": operators}}
    known = landscape_in(
        replace(bare, documents={**bare.documents, "instrument": instruments}),
        [organization("a"), organization("b", roles=[role("dated", "operates", **SAID)])],
    )
    assert [(one.organization, one.role, one.confidence) for one in known.roles_in["dated"]] == [
        ("b", "operates", "seed"),
        ("a", "operates", "seed"),
    ]
    assert not known.roles_of["a"][0].holds(DAY)


def test_regions() -> None:
    assert covers("BE2", "BE22")
    assert covers("BE2", "BE2")
    assert covers("EU", "BE22")
    assert covers("BE", "BE10")
    assert not covers("BE22", "BE2")
    assert not covers("NL", "BE2")
    assert not covers("EU", "nonEu")
    assert serves(["NL", "BE"], "BE22")
    assert not serves(["BE21", "BE23"], "BE2")
    assert touches(["BE21"], "BE2")
    assert not touches(["BE21"], "BE22")
