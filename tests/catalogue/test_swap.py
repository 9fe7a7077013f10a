"""A newer revision, published by another process, comes into service without a failing request."""

from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.fixtures.cases import AMOUNT, CASE, amount_of, amount_with_base, with_base
from tests.fixtures.seeds import INSTRUMENT, INSTRUMENT_FILE, Plain, SmallSeed
from tests.fixtures.service import Starter, publish_to
from tests.processes import run_app


def advice(client: TestClient, **query: int) -> Any:
    answer = client.post("/v1/advices", params=query, json=CASE)
    assert answer.status_code == 200, answer.text
    return answer.json()


def change_base_to_22(data: Any) -> None:
    data["common"]["aid"]["base"][0]["points"] = 22
    data["workedExamples"] = []


def test_no_request_fails_while_another_process_publishes(
    database_url: str, start: Starter, small_seed: SmallSeed, few_documents: dict[str, Plain], tmp_path: Path
) -> None:
    publish_to(database_url, few_documents)
    client = start(database_url=database_url, revision_poll_seconds=0.5)
    assert (advice(client)["revision"], amount_of(advice(client))) == (1, AMOUNT)
    amounts = {1: AMOUNT, 2: amount_with_base(22)}
    changed = small_seed.copied(tmp_path / "changed", INSTRUMENT_FILE, change_base_to_22)
    seen: list[int] = []
    with run_app("seed", "--seed", str(changed), database_url=database_url) as publisher:
        while 2 not in seen[:-10]:  # some more requests after the change
            told = advice(client)
            assert amount_of(told) == amounts[told["revision"]]
            listed = client.get("/v1/instruments", params={"referenceDate": "2018-01-01"})
            assert listed.status_code == 200
            (item,) = listed.json()["items"]
            assert item["id"] == INSTRUMENT
            seen += [told["revision"], listed.json()["revision"]]
            if publisher.poll() not in (None, 0):
                pytest.fail(f"the publisher failed: {publisher.communicate()[0]}")
        output, _ = publisher.communicate()
    assert "Revision 2 published." in output
    assert seen == sorted(seen)
    assert {1, 2} == set(seen)


def test_an_older_revision_gives_the_same_advice_to_the_cent(
    database_url: str, start: Starter, few_documents: dict[str, Plain]
) -> None:
    publish_to(database_url, few_documents)
    first = advice(start(database_url=database_url))
    for points in (28, 29):
        publish_to(database_url, with_base(few_documents, points))
    client = start(database_url=database_url)
    newest = advice(client)
    assert (newest["revision"], amount_of(newest)) == (3, amount_with_base(29))
    second = advice(client, revision=2)
    assert (second["revision"], amount_of(second)) == (2, amount_with_base(28))
    again = advice(client, revision=1)
    assert amount_of(again) == AMOUNT
    assert again == first


def test_reads_of_an_older_revision(database_url: str, start: Starter, few_documents: dict[str, Plain]) -> None:
    publish_to(database_url, few_documents)
    publish_to(database_url, with_base(few_documents, 28))
    client = start(database_url=database_url)
    for revision, points in ((1, "25.00"), (2, "28.00")):
        answer = client.get(f"/v1/instruments/{INSTRUMENT}", params={"revision": revision, "referenceDate": "2018-01-01"})
        assert answer.json()["revision"] == revision
        assert [one["points"] for one in answer.json()["aid"]["bases"]] == [points]
    tags = {client.get("/v1/facts", params={"revision": revision}).headers["etag"] for revision in (1, 2)}
    assert len(tags) == 2


def test_what_a_revision_changed(database_url: str, start: Starter, few_documents: dict[str, Plain]) -> None:
    publish_to(database_url, few_documents, "The first")
    changed = with_base(few_documents, 28)
    changed["source"]["new"] = changed["source"].pop("serv2021")
    publish_to(database_url, changed, "The second")
    client = start(database_url=database_url)
    assert [(one["number"], one["note"]) for one in client.get("/v1/revisions").json()["items"]] == [
        (2, "The second"),
        (1, "The first"),
    ]
    assert client.get("/v1/revisions", params={"revision": 1}).json()["total"] == 1
    changes = client.get("/v1/revisions/2").json()["changes"]
    assert list(changes.pop("sections")) == ["aid", "sources"]
    assert changes == {
        "added": [{"kind": "source", "id": "new"}],
        "changed": [{"kind": "instrument", "id": INSTRUMENT}],
        "removed": [{"kind": "source", "id": "serv2021"}],
    }
    first = client.get("/v1/revisions/1").json()
    assert len(first["changes"]["added"]) == first["documents"] == sum(map(len, few_documents.values()))
    assert client.get("/v1/revisions/3").status_code == 404


@pytest.mark.parametrize("revision", ["0", "-1", "3", "1000000000", "10000000000", "1.5", "one", ""])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_a_revision_that_does_not_exist(method: str, revision: str, client: TestClient) -> None:
    address = "/v1/instruments" if method == "GET" else "/v1/advices"
    answer = client.request(method, address, params={"revision": revision})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert [(one["in"], one["name"]) for one in answer.json()["issues"]] == [("query", "revision")]


def test_going_back_to_older_documents_is_no_reason_to_answer_that_nothing_changed(
    database_url: str, start: Starter, few_documents: dict[str, Plain]
) -> None:
    publish_to(database_url, few_documents)
    held = start(database_url=database_url).get("/v1/revisions")
    assert held.json()["total"] == 1
    publish_to(database_url, with_base(few_documents, 28))
    publish_to(database_url, few_documents)
    now = start(database_url=database_url).get("/v1/revisions", headers={"If-None-Match": held.headers["etag"]})
    assert now.status_code == 200
    assert now.json()["total"] == 3
