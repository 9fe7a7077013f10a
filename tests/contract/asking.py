"""Short ways to write a case, to ask for advice, and to read the answer. Over HTTP only: nothing here imports the service."""

from collections.abc import Mapping, Sequence
from typing import Any

from starlette.testclient import TestClient

Json = dict[str, Any]
PROBLEM = "application/problem+json"
DEVELOPMENT, RESEARCH = "experimentalDevelopment", "industrialResearch"
LANGUAGES = ("nl", "en", "fr")


def party(name: str, size: str | None = None, **members: Any) -> Json:
    """An enterprise in Flanders; members replace what it is otherwise, and `None` leaves one out."""
    given = {"id": name, "kind": "enterprise", "region": "flanders", "size": size, **members}
    return {key: value for key, value in given.items() if value is not None}


def cost(participant: str, euro: Any = None, activity: str = DEVELOPMENT, **more: Any) -> Json:
    """A cost line; without an amount the costs are not known yet."""
    return {"participant": participant, "activity": activity, **({} if euro is None else {"amountEur": euro}), **more}


def case(
    *participants: Json,
    on: str = "2021-06-15",
    costs: Sequence[Json] | None = None,
    facts: Mapping[str, Any] | None = None,
    instruments: Sequence[str] | None = ("developmentProject",),
    **project: Any,
) -> Json:
    """A case on a day; keywords that are not named here are members of the project."""
    parts = {**project, **({} if costs is None else {"costs": list(costs)})}
    body: Json = {"referenceDate": on, "participants": list(participants), "project": parts}
    if facts is not None:
        body["facts"] = dict(facts)
    if instruments is not None:
        body["instruments"] = list(instruments)
    return body


def two_enterprises(on: str = "2021-06-15", **more: Any) -> Json:
    """A small enterprise with 300 000 and a medium one with 200 000 euro of experimental development, independent."""
    lines = [cost("a", 300_000), cost("b", 200_000)]
    return case(party("a", "small", role="applicant"), party("b", "medium", role="partner"), on=on, costs=lines, **more)


def advise(client: TestClient, body: Any, **query: Any) -> Json:
    """The whole answer, which must be a 200."""
    answer = client.post("/v1/advices", json=body, params=query)
    assert answer.status_code == 200, answer.text[:2000]
    told: Json = answer.json()
    return told


def only(client: TestClient, body: Any, **query: Any) -> Json:
    """The one item of the answer."""
    (item,) = advise(client, body, **query)["items"]
    assert isinstance(item, dict)
    return item


def span(low: str, high: str | None = None) -> Json:
    """A rate or amount between two bounds, as it travels."""
    return {"min": low, "max": low if high is None else high}


def part(item: Json, participant: str) -> Json:
    """What one participant gets."""
    (found,) = [one for one in item["aid"]["byParticipant"] if one["participant"] == participant]
    assert isinstance(found, dict)
    return found


def steps(item: Json, participant: str, activity: str = DEVELOPMENT) -> list[Json]:
    """The steps of one activity of a participant."""
    (line,) = [one for one in part(item, participant)["byActivity"] if one["activity"] == activity]
    assert isinstance(line["steps"], list)
    return line["steps"]


def missing(item: Json) -> list[str]:
    """The missing facts, a participant's with its id before it."""
    return sorted("/".join(filter(None, (one.get("participant"), one["fact"]))) for one in item["missingFacts"])


def verdicts(item: Json, condition: str) -> list[str]:
    """The verdicts on a condition, one for each participant that it is about."""
    return [one["verdict"] for one in item["reasons"] if one["condition"] == condition]


def assumed(item: Json) -> dict[str, Any]:
    """The facts that were assumed, a participant's with its id before it, and the value."""
    return {"/".join(filter(None, (one.get("participant"), one["fact"]))): one["value"] for one in item["assumptions"]}


def refused(client: TestClient, body: Any, **query: Any) -> list[Json]:
    """The issues of a case that must be a 400; bytes are sent as they are."""
    if isinstance(body, bytes):
        answer = client.post("/v1/advices", content=body, params=query, headers={"Content-Type": "application/json"})
    else:
        answer = client.post("/v1/advices", json=body, params=query)
    assert answer.status_code == 400, answer.text[:2000]
    assert answer.headers["content-type"] == PROBLEM
    issues = answer.json()["issues"]
    assert issues
    assert isinstance(issues, list)
    return issues


def issue(client: TestClient, body: Any, **query: Any) -> Json:
    """The one issue of a case that must be a 400."""
    (found,) = refused(client, body, **query)
    assert isinstance(found, dict)
    return found


def read(client: TestClient, path: str, **query: Any) -> Json:
    """What a GET answers, which must be a 200."""
    answer = client.get(path, params=query or None)  # an empty mapping would take the query off the link
    assert answer.status_code == 200, answer.text[:2000]
    told: Json = answer.json()
    return told


def every(client: TestClient, path: str, **query: Any) -> list[Json]:
    """All items of a list, page after page."""
    items: list[Json] = []
    told = read(client, path, pageSize=100, **query)
    while True:
        items += told["items"]
        if "next" not in told:
            return items
        told = read(client, told["next"])
