"""The transparency report, overlaps and gaps over HTTP: each total and each pair against the organizations themselves."""

from html.parser import HTMLParser
from itertools import combinations
from typing import Any

import pytest
from starlette.testclient import TestClient

from app.catalogue.snapshot import Documents
from tests.contract.asking import LANGUAGES, Json, every, read

REPORT, OVERLAPS, GAPS = "/v1/landscape/report", "/v1/landscape/overlaps", "/v1/landscape/gaps"
DAYS = ("2013-06-15", "2021-06-15", "2026-11-21")
INFORMING = {"informs", "guides", "refersTo", "hostsCall"}


def organizations(client: TestClient, day: str) -> dict[str, Json]:
    """Those that exist on a day; a collective stands for its members and serves nobody itself."""
    return {one["id"]: one for one in every(client, "/v1/organizations", referenceDate=day) if one["kind"] != "collective"}


def codes(client: TestClient, name: str) -> list[str]:
    return [one["code"] for one in read(client, f"/v1/refData/{name}")["items"]]


def contains(region: str, other: str) -> bool:
    return region == "EU" or other.startswith(region)


def serves(one: Json, service: str, audience: str, region: str) -> bool:
    return service in one["services"] and audience in one["audiences"] and any(contains(own, region) for own in one["regions"])


@pytest.mark.parametrize("day", DAYS)
def test_the_roles_are_what_the_organizations_say(client: TestClient, day: str) -> None:
    told = read(client, REPORT, referenceDate=day)
    said: dict[str, set[tuple[str, str]]] = {part["instrument"]["id"]: set() for part in told["instruments"]}
    for state in ("active", "ended", "notYet"):
        for one in every(client, "/v1/organizations", referenceDate=day, state=state):
            for role in read(client, f"/v1/organizations/{one['id']}", referenceDate=day)["roles"]:
                if role["holds"] and role["instrument"]["id"] in said:
                    said[role["instrument"]["id"]].add((one["id"], role["role"]))
    assert {
        part["instrument"]["id"]: {(role["organization"]["id"], role["role"]) for role in part["roles"]}
        for part in told["instruments"]
    } == said
    for part in told["instruments"]:
        held = [role["role"] for role in part["roles"]]
        missing = [role["role"] for role in part["missingRoles"]]
        assert ("operates" in missing) is ("operates" not in held)
        assert ("informs" in missing) is (not INFORMING & set(held))
        assert {role["role"] for role in part["doubleRoles"]} == {role for role in ("operates", "decides") if held.count(role) > 1}


@pytest.mark.parametrize("day", DAYS)
def test_needs_and_totals_are_counted_right(client: TestClient, day: str) -> None:
    told, known = read(client, REPORT, referenceDate=day), organizations(client, day)
    needs = {(one["audience"], one["service"]): one for one in told["needs"]}
    assert list(needs) == [
        (audience, service) for audience in codes(client, "targetGroup") for service in codes(client, "serviceType")
    ]
    for (audience, service), one in needs.items():
        assert one["organizations"] == sorted(name for name, other in known.items() if serves(other, service, audience, "BE2"))
        assert one["count"] == len(one["organizations"])
    assert told["totals"] == {
        "instruments": len(told["instruments"]),
        "withMissingRoles": sum(bool(part["missingRoles"]) for part in told["instruments"]),
        "withDoubleRoles": sum(bool(part["doubleRoles"]) for part in told["instruments"]),
        "unservedNeeds": sum(not one["organizations"] for one in needs.values()),
        "unverified": len(told["unverified"]),
    }


def keys(document: Json, key: str) -> set[tuple[str, ...]]:
    """The statements of one kind in the seed that say themselves that nobody confirmed them."""
    members = {"services": ("service",), "roles": ("instrument", "role"), "relations": ("type", "target")}[key]
    return {tuple(one[name] for name in members) for one in document.get(key, ()) if one.get("confidence") == "unverified"}


def test_the_unverified_are_all_that_nobody_confirmed(client: TestClient, documents: Documents) -> None:
    """Who says nothing of a statement's confidence rests it on the organization's, which is told once."""
    told, count = read(client, REPORT, referenceDate="2021-06-15"), 0
    for name in (one["id"] for one in every(client, "/v1/organizations", referenceDate="2021-06-15")):
        document, page = documents["organization"][name], read(client, f"/v1/organizations/{name}", referenceDate="2021-06-15")
        holding: dict[str, list[tuple[str, ...]]] = {
            "services": [(one["service"],) for one in page["serviceStatements"] if one["holds"]],
            "roles": [(one["instrument"]["id"], one["role"]) for one in page["roles"] if one["holds"]],
            "relations": [(one["type"], one["organization"]["id"]) for one in page["relations"] if one["holds"]],
        }
        count += document["confidence"] == "unverified"
        count += sum(one in keys(document, key) for key, found in holding.items() for one in found)
    assert len(told["unverified"]) == count
    assert all(one["text"] and one["organization"]["id"] for one in told["unverified"])


@pytest.mark.parametrize("at_most", [0, 1, 3])
@pytest.mark.parametrize("region", ["BE2", "BE22"])
def test_gaps_are_what_so_few_serve(client: TestClient, region: str, at_most: int) -> None:
    known = organizations(client, "2021-06-15")
    found = every(client, GAPS, referenceDate="2021-06-15", region=region, atMost=at_most)
    expected = []
    for audience in codes(client, "targetGroup"):
        for service in codes(client, "serviceType"):
            serving = sorted(name for name, one in known.items() if serves(one, service, audience, region))
            if len(serving) <= at_most:
                expected.append((audience, service, region, serving))
    assert [
        (one["audience"], one["service"], one["region"], [other["id"] for other in one["organizations"]]) for one in found
    ] == expected
    assert expected


def test_gaps_narrowed_and_in_several_regions(client: TestClient) -> None:
    found = every(client, GAPS, audience="farmer", service=["finance", "incubation"], region=["BE21", "BE22"], atMost=10)
    assert {one["audience"] for one in found} == {"farmer"}
    assert {one["service"] for one in found} <= {"finance", "incubation"}
    assert {one["region"] for one in found} == {"BE21", "BE22"}


@pytest.mark.parametrize(
    "query", [{}, {"service": ["guidance", "training"]}, {"audience": "farmer"}, {"region": "BE22", "service": "appliedResearch"}]
)
def test_overlaps_are_the_pairs_that_share(client: TestClient, query: Json) -> None:
    known = organizations(client, "2021-06-15")
    wanted_services = {query["service"]} if isinstance(query.get("service"), str) else set(query.get("service", ()))
    wanted_audiences = {query["audience"]} if "audience" in query else set()
    expected = {}
    for pair in combinations(sorted(known), 2):
        one, other = (known[name] for name in pair)
        if "region" in query and not all(any(contains(own, query["region"]) for own in each["regions"]) for each in (one, other)):
            continue
        services = set(one["services"]) & set(other["services"])
        audiences = set(one["audiences"]) & set(other["audiences"])
        services &= wanted_services or services
        audiences &= wanted_audiences or audiences
        regions = {
            region
            for region in (*one["regions"], *other["regions"])
            if all(any(contains(own, region) for own in each["regions"]) for each in (one, other))
        }
        if services and audiences and regions:
            expected[pair] = (sorted(services), sorted(audiences), sorted(regions))
    found = every(client, OVERLAPS, referenceDate="2021-06-15", **query)
    pairs = {tuple(each["id"] for each in one["organizations"]): one for one in found}
    assert {pair: (one["services"], one["audiences"], one["regions"]) for pair, one in pairs.items()} == expected
    shared = [len(one["services"]) * len(one["audiences"]) for one in found]
    assert shared == sorted(shared, reverse=True)


@pytest.mark.parametrize(
    ("path", "query", "name"),
    [
        (OVERLAPS, {"service": "x"}, "service"),
        (OVERLAPS, {"region": "x"}, "region"),
        (GAPS, {"audience": "x"}, "audience"),
        (GAPS, {"region": ["BE2", "x"]}, "region"),
        (GAPS, {"atMost": "-1"}, "atMost"),
        (GAPS, {"atMost": "11"}, "atMost"),
        (REPORT, {"lang": "x"}, "lang"),
    ],
)
def test_what_is_not_known_is_refused(client: TestClient, path: str, query: Any, name: str) -> None:
    answer = client.get(path, params=query)
    assert answer.status_code == 400
    assert [one["name"] for one in answer.json()["issues"]] == [name]


# The page.


VOID = {"meta", "img", "br", "link", "hr"}


class Page(HTMLParser):
    """The tags of a page, and whether each that is opened is closed."""

    def __init__(self, body: str) -> None:
        super().__init__(convert_charrefs=True)
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(body)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


@pytest.mark.parametrize("language", [*LANGUAGES, "all"])
def test_the_page_is_well_made(client: TestClient, language: str) -> None:
    shown = "nl" if language == "all" else language
    answer = client.get(REPORT, params={"lang": language, "referenceDate": "2021-06-15"}, headers={"Accept": "text/html"})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert "default-src 'none'" in answer.headers["content-security-policy"]
    page, told = Page(answer.text), read(client, REPORT, lang=shown, referenceDate="2021-06-15")
    assert page.open == []
    by_tag = {tag: [attributes for name, attributes in page.tags if name == tag] for tag, _ in page.tags}
    assert by_tag["html"] == [{"lang": shown}]
    assert len(by_tag["h1"]) == 1
    assert [one["id"] for one in by_tag["h2"]] == ["instruments", "needs", "unverified"]
    assert len(by_tag["table"]) == 3
    assert {one.get("scope") for one in by_tag["th"]} == {"col", "row"}
    rows = len(told["instruments"]) + len(codes(client, "targetGroup")) + len(told["unverified"])
    assert sum(one.get("scope") == "row" for one in by_tag["th"]) == rows
    assert sum("zero" in (one.get("class") or "") for one in by_tag["td"]) == told["totals"]["unservedNeeds"]
    assert all((one["href"] or "").startswith(("/v1/", "#")) for one in by_tag["a"])
    assert [one["href"] for one in by_tag["link"]] == ["data:,"]  # or else a browser asks for an icon that is not there
    assert not {"script", "iframe"} & set(by_tag)


def test_json_and_page_have_an_etag_each(client: TestClient) -> None:
    page = client.get(REPORT, headers={"Accept": "text/html"})
    assert page.headers["etag"] != client.get(REPORT).headers["etag"]
    held = client.get(REPORT, headers={"Accept": "text/html", "If-None-Match": page.headers["etag"]})
    assert held.status_code == 304
    assert client.get(REPORT, headers={"Accept": "image/png"}).status_code == 406
