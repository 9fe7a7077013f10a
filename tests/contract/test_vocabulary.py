"""Facts, code lists, sources and health: enough to draw a form, and to see where each statement comes from."""

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, every, read

TYPES = {"bool", "enum", "integer", "decimal", "date", "set"}


@pytest.fixture(scope="module")
def facts(client: TestClient) -> dict[str, Json]:
    return {one["id"]: one for one in read(client, "/v1/facts")["items"]}


def test_facts_are_enough_to_draw_a_form(facts: dict[str, Json]) -> None:
    for name, fact in facts.items():
        assert fact["scope"] == name.partition(".")[0]
        assert fact["type"] in TYPES
        assert {"label", "question", "help"} <= set(fact)
        assert isinstance(fact["asked"], bool)
        assert isinstance(fact["derived"], bool)
        assert isinstance(fact["adjustable"], bool)
        if fact["type"] in {"enum", "set"}:
            assert fact["options"]
            assert all(option["label"] for option in fact["options"])
        if fact["type"] == "bool":
            assert {"yes", "no"} <= set(fact["statements"])


def test_facts_known_by_heart(facts: dict[str, Json]) -> None:
    assert [one["code"] for one in facts["participant.size"]["options"]] == ["micro", "small", "medium", "large"]
    assert (facts["project.durationMonths"]["type"], facts["project.durationMonths"]["unit"]) == ("integer", "month")
    assert (facts["project.requestedAidEur"]["type"], facts["project.requestedAidEur"]["unit"]) == ("decimal", "euro")
    share = facts["consortium.largestEnterpriseCostShare"]
    assert (share["unit"], share["derived"], share["asked"]) == ("percent", True, False)
    assert [float(share[key]) for key in ("minimum", "maximum")] == [0, 100]
    assert facts["participant.inDifficulty"]["presumed"] is True
    for never in ("participant.size", "project.internationalProgram", "project.valorisationEur", "participant.climatePlanAttached"):
        assert facts[never]["presumed"] is False


@pytest.mark.parametrize("scope", ["participant", "project", "consortium"])
def test_facts_of_one_scope(client: TestClient, facts: dict[str, Json], scope: str) -> None:
    told = read(client, "/v1/facts", scope=scope)
    assert [one["id"] for one in told["items"]] == [name for name in facts if name.startswith(f"{scope}.")]
    assert told["total"] == len(told["items"])


def test_code_lists_are_listed_and_can_be_read(client: TestClient) -> None:
    told = read(client, "/v1/refData")
    names = {one["id"] for one in told["items"]}
    assert {
        "activity",
        "costHeading",
        "region",
        "participantKind",
        "participantSize",
        "category",
        "audience",
        "theme",
        "verdict",
    } <= names
    assert told["total"] == len(names)
    for one in told["items"]:
        codes = read(client, one["href"])
        assert codes["id"] == one["id"]
        assert codes["total"] == len(codes["items"]) > 0
        assert all(entry["code"] and entry["label"] for entry in codes["items"])


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("participantSize", ["micro", "small", "medium", "large"]),
        ("region", ["flanders", "brussels", "wallonia", "otherEu", "otherEea", "nonEu"]),
        ("costHeading", ["personnel", "operating", "overhead", "externalServices", "investment"]),
        ("participantRole", ["applicant", "partner", "subcontractor", "userGroup"]),
        ("category", ["subsidy", "facility", "awareness", "intermediary", "tax", "equity"]),
        ("availability", ["open", "opensOn", "closed", "unknown", "notInForce"]),
        ("determination", ["exact", "interval", "dependsOnResults", "notDetermined", "none"]),
        ("eligibility", ["eligible", "undetermined", "ineligible"]),
        ("confidence", ["official", "secondary", "seed", "derived", "unverified"]),
        ("collaborationForce", ["required", "encouraged", "none"]),
    ],
)
def test_codes_of_the_contract(client: TestClient, name: str, codes: list[str]) -> None:
    assert {one["code"] for one in read(client, f"/v1/refData/{name}")["items"]} == set(codes)


def test_labels_follow_the_language(client: TestClient) -> None:
    labels = [read(client, "/v1/refData/participantKind", lang=language)["items"][0]["label"] for language in LANGUAGES]
    assert labels == ["Onderneming", "Enterprise", "Entreprise"]
    (first, *_) = read(client, "/v1/refData/participantKind", lang="all")["items"]
    assert first["label"] == dict(zip(LANGUAGES, labels, strict=True))


def test_sources_say_who_said_it_where_and_when(client: TestClient) -> None:
    sources = every(client, "/v1/sources")
    assert [one["id"] for one in sources] == sorted(one["id"] for one in sources)
    for one in sources:
        assert {"publisher", "title", "official"} <= set(one)
        assert one["href"] == f"/v1/sources/{one['id']}"
        assert one.get("url", "https://").startswith(("https://", "http://"))
    told = read(client, "/v1/sources/serv2021")
    assert (told["id"], told["publisher"], told["date"]) == ("serv2021", "SERV", "2021")


def test_a_source_reads_the_same_alone_and_in_the_list(client: TestClient) -> None:
    for one in read(client, "/v1/sources", pageSize=5)["items"]:
        alone = read(client, one["href"])
        assert {key: alone[key] for key in one} == one


def test_pages_of_sources(client: TestClient) -> None:
    total = read(client, "/v1/sources")["total"]
    told = read(client, "/v1/sources", pageSize=50)
    links = 0
    while "next" in told:
        told, links = read(client, told["next"]), links + 1
    assert links == -(-total // 50) - 1
    assert client.get("/v1/sources", params={"cursor": "x"}).status_code == 400


def test_health(client: TestClient) -> None:
    answer = client.get("/health")
    assert answer.status_code == 200
    assert answer.json()["status"] == "UP"
    assert answer.headers["content-type"] == "application/json"


def test_every_answer_has_a_trace_of_its_own(client: TestClient) -> None:
    traces = {client.get(path).headers["belgov-trace-id"] for path in ("/health", "/v1/facts", "/v1/facts", "/v1/nothing", "/doc")}
    assert len(traces) == 5
