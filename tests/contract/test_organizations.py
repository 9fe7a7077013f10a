"""Organizations over HTTP: found by words and filters, through time, and told whole with what was said of them by others."""

from collections import Counter
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from tests.contract.asking import LANGUAGES, Json, every, read

PATH = "/v1/organizations"
DAYS = ("2013-06-15", "2021-06-15", "2026-11-21")
FACETS = ("kind", "service", "audience", "region", "theme", "role", "state", "instrument")


def ids(client: TestClient, **query: Any) -> list[str]:
    return [one["id"] for one in every(client, PATH, **query)]


def detail(client: TestClient, name: str, **query: Any) -> Json:
    return read(client, f"{PATH}/{name}", **query)


def refs(items: list[Json]) -> list[str]:
    return [one["id"] for one in items]


# Finding.


@pytest.mark.parametrize(
    ("words", "language", "expected"),
    [
        ("vlaio", "nl", "vlaio"),
        ("IWT", "en", "iwt"),
        ("hogeschool PXL", "nl", "pxl"),
        ("blikopener", "fr", "blikopener"),
        ("boekhouder", "nl", "itaa"),
        ("experts-comptables", "fr", "itaa"),
        ("vlaoi", "nl", "vlaio"),
    ],
)
def test_words_find_an_organization_first(client: TestClient, words: str, language: str, expected: str) -> None:
    states = ["active", "ended"]
    assert ids(client, q=words, lang=language, state=states)[0] == expected


def test_words_narrow_filters_and_filters_words(client: TestClient) -> None:
    """What a text search finds is among what there is, and each filter takes away from it what it would take away anyway."""
    every_one, found = ids(client), ids(client, q="hogeschool")
    assert 3 < len(found) < len(every_one)
    assert set(found) < set(every_one)
    colleges = ids(client, kind="universityCollege")
    assert ids(client, q="hogeschool", kind="universityCollege") == [name for name in found if name in colleges]
    assert read(client, PATH, q="vlaoi")["interpretedAs"] == "vlaio"


@pytest.mark.parametrize("language", LANGUAGES)
def test_by_name_unless_asked_otherwise(client: TestClient, language: str) -> None:
    names = [one["name"].casefold() for one in every(client, PATH, lang=language)]
    assert names == sorted(names)
    assert [one["name"].casefold() for one in every(client, PATH, lang=language, sort="-name")] == names[::-1]


@pytest.mark.parametrize(
    "query", [{}, {"region": "BE22", "service": ["guidance", "referral"]}, {"q": "innovatie", "state": "ended"}]
)
def test_a_count_is_what_the_value_gives(client: TestClient, query: Json) -> None:
    """Each facet counts what the list would hold with that value beside the other filters."""
    facets = read(client, PATH, referenceDate="2021-06-15", **query)["facets"]
    assert set(facets) == set(FACETS)
    for name, counts in facets.items():
        for value, count in counts.items():
            asked = {"referenceDate": "2021-06-15", **query, name: value}
            assert read(client, PATH, **asked, pageSize=1)["total"] == count, (name, value)


@pytest.mark.parametrize("name", ["kind", "service", "audience", "theme"])
def test_several_values_of_a_filter_mean_or_and_several_filters_and(client: TestClient, name: str) -> None:
    listed = every(client, PATH)
    members = {"kind": "kind", "service": "services", "audience": "audiences", "theme": "themes"}

    def has(one: Json, value: str) -> bool:
        told = one[members[name]]
        return value in ([told] if isinstance(told, str) else told)

    counts = Counter(value for one in listed for value in ([one["kind"]] if name == "kind" else one[members[name]]))
    (first, _), (second, _) = counts.most_common(2)
    assert ids(client, **{name: [first, second]}) == [one["id"] for one in listed if has(one, first) or has(one, second)]
    both = set(ids(client, **{name: first}))
    assert ids(client, region="BE2", **{name: first}) == [one for one in ids(client, region="BE2") if one in both]


def works_in(own: str, region: str) -> bool:
    """A NUTS code begins with that of what contains it; the Union contains all."""
    return own.startswith(region) or region.startswith(own) or "EU" in (own, region)


@pytest.mark.parametrize("region", ["BE2", "BE22", "BE10", "BE", "EU", "NL"])
def test_a_region_finds_whoever_works_there_in_more_or_in_a_part_of_it(client: TestClient, region: str) -> None:
    expected = [one["id"] for one in every(client, PATH) if any(works_in(own, region) for own in one["regions"])]
    assert expected
    assert ids(client, region=region) == expected


def test_an_instrument_and_a_role_find_who_plays_it_on_the_day(client: TestClient) -> None:
    """The two filters each look at all roles of an organization on that day."""
    for day, operator in (("2013-06-15", "iwt"), ("2021-06-15", "vlaio")):
        assert operator in ids(client, instrument="tetra", role="operates", referenceDate=day)
    assert "vlaio" not in ids(client, instrument="tetra", referenceDate="2013-06-15")
    assert ids(client, instrument="coock", referenceDate="2013-06-15") == []  # it began in 2018


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"kind": "club"}, "kind"),
        ({"service": "magic"}, "service"),
        ({"audience": "nobody"}, "audience"),
        ({"region": "BE99"}, "region"),
        ({"theme": "x"}, "theme"),
        ({"role": "x"}, "role"),
        ({"state": "x"}, "state"),
        ({"instrument": "x"}, "instrument"),
        ({"sort": "x"}, "sort"),
        ({"q": "x" * 201}, "q"),
        ({"referenceDate": "1900-01-01"}, "referenceDate"),
    ],
)
def test_what_is_not_known_is_refused(client: TestClient, query: Json, name: str) -> None:
    answer = client.get(PATH, params=query)
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["issues"]] == [name]


def test_pages_hold_everything_once(client: TestClient) -> None:
    whole = ids(client)
    paged, told = [], read(client, PATH, pageSize=7)
    while True:
        paged += refs(told["items"])
        assert told["total"] == len(whole)
        if "next" not in told:
            break
        told = read(client, told["next"])
    assert paged == whole


# Through time.


def lives_on(document: Json, day: str) -> str:
    if document.get("validTo") is not None and document["validTo"] <= day:
        return "ended"
    return "notYet" if document.get("validFrom") is not None and document["validFrom"] > day else "active"


@pytest.mark.parametrize("day", DAYS)
def test_each_is_there_in_its_own_time(client: TestClient, documents: Documents, day: str) -> None:
    for state in ("active", "ended", "notYet"):
        expected = {name for name, one in documents["organization"].items() if lives_on(one, day) == state}
        assert set(ids(client, state=state, referenceDate=day)) == expected
    assert ids(client, referenceDate=day) == ids(client, state="active", referenceDate=day)


@pytest.mark.parametrize(
    ("name", "states"),
    [
        ("iwt", ("active", "ended", "ended")),
        ("agentschapOndernemen", ("active", "ended", "ended")),
        ("vlaio", ("notYet", "active", "active")),
        ("innovatiecentra", ("active", "ended", "ended")),
        ("blikopener", ("notYet", "active", "active")),
        ("ewi", ("active", "active", "ended")),
    ],
)
def test_states_in_2013_in_2021_and_today(client: TestClient, name: str, states: tuple[str, ...]) -> None:
    assert tuple(detail(client, name, referenceDate=day)["state"] for day in DAYS) == states


@pytest.mark.parametrize(
    ("gone", "heir", "both"),
    [
        ("iwt", "vlaio", {"iwt", "agentschapOndernemen"}),
        ("agentschapOndernemen", "vlaio", {"iwt", "agentschapOndernemen"}),
        ("innovatiecentra", "teamBedrijfstrajecten", {"innovatiecentra"}),
        ("fisch", "catalisti", {"fisch", "flandersPlasticvision"}),
        ("ledNetwerk", "blikopener", {"ledNetwerk"}),
        ("herculesstichting", "fwo", {"herculesstichting"}),
    ],
)
def test_who_took_over_is_told_from_both_sides(client: TestClient, gone: str, heir: str, both: set[str]) -> None:
    for day in DAYS:
        before, after = detail(client, gone, referenceDate=day), detail(client, heir, referenceDate=day)
        assert refs(before["successors"]) == [heir]
        assert set(refs(after["predecessors"])) == both
        assert ("takenOverBy" in before) is (before["state"] == "ended")
    assert refs(detail(client, gone, referenceDate="2021-06-15")["takenOverBy"]) == [heir]
    (listed,) = [one for one in every(client, PATH, state="ended", referenceDate="2021-06-15") if one["id"] == gone]
    assert refs(listed["takenOverBy"]) == [heir]


# One organization.


def test_every_organization_is_told_whole_and_from_both_sides(client: TestClient, documents: Documents) -> None:
    outward: set[tuple[str, str, str]] = set()
    inward: set[tuple[str, str, str]] = set()
    listed = {one["id"]: one for state in ("active", "ended", "notYet") for one in every(client, PATH, state=state)}
    assert set(listed) == set(documents["organization"])
    for name, document in documents["organization"].items():
        told = detail(client, name)
        assert told.items() >= listed[name].items()
        assert told["name"] == document["names"]["nl"]
        outward |= {(name, one["type"], one["organization"]["id"]) for one in told["relations"]}
        inward |= {(one["organization"]["id"], one["type"], name) for one in told["incomingRelations"]}
        for key in ("serviceStatements", "roles", "relations", "incomingRelations"):
            assert all(one["confidence"] == "unverified" or one["sources"] for one in told[key])
            assert [one["holds"] for one in told[key]] == sorted((one["holds"] for one in told[key]), reverse=True)
        held = {one["service"] for one in told["serviceStatements"] if one["holds"]}
        assert held == set(told["services"])
        assert len(told["relations"]) == len(document.get("relations", ()))
    assert outward == inward
    assert len(outward) > 300


def test_statements_do_not_hold_beyond_the_life_of_who_they_are_about(client: TestClient) -> None:
    told = detail(client, "iwt", referenceDate="2021-06-15")
    statements = [*told["serviceStatements"], *told["roles"], *told["relations"]]
    assert statements
    assert not any(one["holds"] for one in statements)
    assert all(one["validity"]["validTo"] <= "2016-01-01" for one in statements)


def test_years_stay_years(client: TestClient) -> None:
    """A date that is only known to the year is never told as a day, also where a statement has it from its organization."""
    for one in detail(client, "blikopener")["serviceStatements"]:
        assert one["validity"] == {"validFrom": "2019-01-01", "validFromPrecision": "year"}


def test_every_operator_of_an_instrument_is_an_organization(client: TestClient, documents: Documents) -> None:
    operators = {item["organization"] for one in documents["instrument"].values() for item in one.get("operators", ())}
    codes = {one["code"] for one in documents["codes"]["operator"]["codes"]}
    assert operators | codes <= set(documents["organization"])
    for name in ("aif", "eurekaNetwork", "interregSecretariats", "onderwijsEnVorming", "spwRecherche"):
        assert {one["role"] for one in detail(client, name)["roles"]} == {"operates"}


@pytest.mark.parametrize("name", ["vlaio", "iwt", "innovatiecentra"])
def test_three_languages_and_all(client: TestClient, name: str) -> None:
    whole = detail(client, name, lang="all", referenceDate="2021-06-15")
    for language in LANGUAGES:
        told = detail(client, name, lang=language, referenceDate="2021-06-15")
        assert in_language(whole, language) == told


def in_language(node: Any, language: str) -> Any:
    if isinstance(node, dict):
        return node[language] if set(node) == set(LANGUAGES) else {key: in_language(value, language) for key, value in node.items()}
    return [in_language(one, language) for one in node] if isinstance(node, list) else node


def test_who_is_not_known_is_not_found(client: TestClient) -> None:
    answer = client.get(f"{PATH}/nobody")
    assert answer.status_code == 404
    assert "GET /v1/organizations" in answer.json()["detail"]
