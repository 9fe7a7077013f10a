"""Who answers a need in a small world, the path there, and the order."""

from datetime import date
from typing import Any

from app.catalogue.snapshot import Snapshot
from app.landscape.landscape import Landscape
from app.landscape.referrals import Answer, Need, paths_from, refer
from tests.landscape.world import DAY, landscape_in, organization, relation, role

GUIDANCE = frozenset({"guidance"})


def names(answers: list[Answer]) -> list[str]:
    return [one.name for one in answers]


def path(known: Landscape, start: str, end: str, day: date = DAY) -> list[tuple[str, bool, bool]]:
    """The hops: to whom, whether it only reaches a member, and whether it is only recommended."""
    return [(hop.target, hop.reaches, hop.recommended) for hop in paths_from(known, start, day)[end]]


def test_documented_hops_come_before_recommended_ones_however_many(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("start", relations=[relation("refersTo", "end", status="recommended"), relation("refersTo", "a")]),
            organization("a", relations=[relation("refersTo", "b")]),
            organization("b", relations=[relation("refersTo", "end")]),
            organization("end"),
        ],
    )
    assert path(known, "start", "end") == [("a", False, False), ("b", False, False), ("end", False, False)]


def test_of_equally_documented_paths_the_shortest(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("start", relations=[relation("refersTo", "a"), relation("refersTo", "b")]),
            organization("a", relations=[relation("refersTo", "c", status="recommended")]),
            organization("b", relations=[relation("refersTo", "a")]),
            organization("c"),
        ],
    )
    assert path(known, "start", "c") == [("a", False, False), ("c", False, True)]


def test_a_collective_reaches_its_members_and_theirs(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("start", relations=[relation("refersTo", "all", status="recommended")]),
            organization("all", kind="collective"),
            organization("house", relations=[relation("memberOf", "all", status="recommended")]),
            organization("room", relations=[relation("partOf", "house")]),
            organization("beside", relations=[relation("partnerOf", "all")]),
        ],
    )
    assert path(known, "start", "room") == [("all", False, True), ("house", True, False), ("room", True, False)]
    assert set(paths_from(known, "start", DAY)) == {"start", "all", "house", "room"}
    assert set(paths_from(known, "room", DAY)) == {"room"}


def test_a_collective_answers_nothing_itself_and_neither_does_who_asks(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("start", services=["guidance"], relations=[relation("refersTo", "all")]),
            organization("all", kind="collective", services=["guidance"]),
            organization("member", services=["guidance"], relations=[relation("memberOf", "all")]),
            organization("gone", services=["guidance"], validTo="2020-01-01", relations=[relation("memberOf", "all")]),
        ],
    )
    (answer,) = refer(known, Need(services=GUIDANCE), DAY, "start")
    assert (answer.name, answer.lacks, answer.recommended) == ("member", (), 0)
    assert names(refer(known, Need(services=GUIDANCE), date(2019, 1, 1), None)) == ["gone", "member", "start"]


def test_hops_are_those_of_the_day(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("start", relations=[relation("refersTo", "a", validTo="2020-01-01"), relation("refersTo", "b")]),
            organization("a"),
            organization("b", validTo="2015-01-01"),
        ],
    )
    assert set(paths_from(known, "start", DAY)) == {"start"}
    assert set(paths_from(known, "start", date(2014, 1, 1))) == {"start", "a", "b"}


def test_the_order_follows_from_each_reason_in_turn(bare: Snapshot) -> None:
    """Each of these beats the next by one reason only."""
    limburg: dict[str, Any] = {"services": ["guidance"], "regions": ["BE22"]}
    known = landscape_in(
        bare,
        [
            organization("start", relations=[relation("refersTo", "e"), relation("refersTo", "f", status="recommended")]),
            organization("g", **limburg),  # cannot be reached
            organization("f", **limburg, relations=[relation("refersTo", "j")]),  # only recommended
            organization("j", **limburg),  # a hop more
            organization("e", **limburg, relations=[relation("refersTo", "d")]),
            organization("d", **limburg),  # documented, but a hop further
            organization("b", services=["guidance", "training"], regions=["BE2"]),  # answers both parts
            organization("k", services=["guidance", "training"], regions=["BE21"]),  # is elsewhere
            organization("h", **limburg),  # as g, by name
        ],
    )
    need = Need(services=frozenset({"guidance", "training"}), regions=frozenset({"BE22"}))
    assert names(refer(known, need, DAY, "start")) == ["b", "e", "d", "f", "j", "g", "h", "k"]


def test_equal_answers_come_by_name_in_the_language(bare: Snapshot) -> None:
    one = organization("a", services=["guidance"]) | {"names": {"nl": "Zon", "en": "Aardvark", "fr": "Midi"}}
    other = organization("b", services=["guidance"]) | {"names": {"nl": "Aap", "en": "Zebra", "fr": "Nuit"}}
    known = landscape_in(bare, [one, other])
    need = Need(services=GUIDANCE)
    assert names(refer(known, need, DAY, None)) == ["b", "a"]
    assert names(refer(known, need, DAY, None, "en")) == names(refer(known, need, DAY, None, "fr")) == ["a", "b"]


def test_who_fits_the_words_better_comes_first_and_says_so(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a"), organization("b"), organization("c")])
    answers = refer(known, Need(worded={"c": 0, "a": 1}), DAY, None)
    assert [(one.name, [(reason.code, reason.place) for reason in one.reasons]) for one in answers] == [
        ("c", [("words", 1)]),
        ("a", [("words", 2)]),
    ]


def test_roles_in_an_instrument_that_was_named_help(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("guide", roles=[role("always", "guides")]),
            organization("payer", roles=[role("always", "funds")]),
            organization("former", roles=[role("always", "guides", validTo="2020-01-01")]),
            organization("other", roles=[role("forerunner", "guides")]),
        ],
    )
    (answer,) = refer(known, Need(instruments=frozenset({"always"})), DAY, None)
    assert [(one.code, one.value, one.instrument) for one in answer.reasons] == [("instrumentRole", "guides", "always")]


def test_where_nobody_meets_all_who_meets_the_need_is_nearest(bare: Snapshot) -> None:
    known = landscape_in(
        bare,
        [
            organization("far", services=["guidance"], regions=["NL"], audiences=[]),
            organization("near", services=["guidance"], regions=["BE22"], audiences=["large"]),
            organization("other", services=["training"], regions=["BE22"], audiences=["farmer"]),
        ],
    )
    need = Need(services=GUIDANCE, audiences=frozenset({"farmer"}), regions=frozenset({"BE22"}))
    assert [(one.name, one.lacks) for one in refer(known, need, DAY, None)] == [
        ("near", ("audience",)),
        ("far", ("audience", "region")),
    ]


def test_where_nobody_meets_the_need_itself_the_rest_of_the_question_counts(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a", audiences=["farmer"], regions=["BE22"]), organization("b", regions=["NL"])])
    need = Need(worded={"": 0}, audiences=frozenset({"farmer"}), regions=frozenset({"BE22"}))
    assert [(one.name, one.lacks) for one in refer(known, need, DAY, None)] == [("a", ("need",))]
    assert refer(known, Need(worded={"": 0}), DAY, None) == []


def test_the_region_that_is_told_is_the_smallest_that_holds_the_one_asked_for(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a", regions=["EU", "BE", "BE21", "BE2"])])
    (answer,) = refer(known, Need(regions=frozenset({"BE22"})), DAY, None)
    assert [(one.code, one.value) for one in answer.reasons] == [("region", "BE2")]
    (answer,) = refer(known, Need(regions=frozenset({"BE10"})), DAY, None)
    assert [one.value for one in answer.reasons] == ["BE"]
    assert refer(known, Need(regions=frozenset({"nonEu"})), DAY, None) == []


def test_theme_and_language_are_reasons_too(bare: Snapshot) -> None:
    known = landscape_in(bare, [organization("a", themes=["health"], languages=["fr"]), organization("b", themes=["health"])])
    need = Need(theme="health", language="fr")
    assert [(one.name, one.lacks) for one in refer(known, need, DAY, None)] == [("a", ()), ("b", ("language",))]
