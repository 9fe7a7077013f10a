"""The pure parts of the benchmarks keep working; nothing here asserts a time."""

from datetime import date

import orjson
import pytest

from app.advice.case import CaseReader, reader_for
from app.catalogue.current import Edition
from app.catalogue.search import FILTERS, find
from app.catalogue.sentences import Voices
from app.catalogue.snapshot import Snapshot
from tests.benchmarks import byhand, inprocess, landscape, report
from tests.benchmarks.bodies import bodies, encoded
from tests.benchmarks.load import Load, Round, Target, parse, request
from tests.benchmarks.measure import Scenario


def test_bodies_are_different_and_the_same_on_every_run() -> None:
    made = encoded(bodies(200))
    assert len(set(made)) == 200
    assert made == encoded(bodies(200))


def test_about_a_tenth_of_the_bodies_leaves_something_out(reader: CaseReader) -> None:
    complete = [byhand.HandCase.model_validate(body) for body in bodies(200, unknown_share=0)]
    assert all(line.amount_eur is not None for case in complete for line in case.project.costs)
    assert all(party.size or party.accounts for case in complete for party in case.participants if party.kind == "enterprise")


def test_every_body_is_a_valid_case(reader: CaseReader) -> None:
    for body in encoded(bodies(100), ["developmentProject"]):
        assert reader.read_json(body, today=date(2026, 1, 1), presume=True).instruments == ("developmentProject",)
        assert byhand.HandCase.model_validate_json(body).instruments == ["developmentProject"]


def test_the_rule_by_hand_gives_the_same_rates_amounts_steps_and_verdicts(snapshot: Snapshot, reader: CaseReader) -> None:
    couples = inprocess.pairs(reader, bodies(200, unknown_share=0))
    differing = [couple.by_hand.project.title for couple in couples if not inprocess.agree(snapshot, couple)]
    assert differing == []


def test_the_rule_by_hand_explains_itself() -> None:
    (case,) = [byhand.HandCase.model_validate(body) for body in bodies(1)]
    told = byhand.explained(case)
    assert told["eligibility"] in {"eligible", "ineligible"}
    assert orjson.loads(orjson.dumps(told))["byParticipant"][0]["steps"]


def test_the_client_reads_an_answer_once_it_is_whole() -> None:
    whole = b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello"
    assert parse(whole[:20]) is None
    assert parse(whole[:-1]) is None
    answer = parse(whole + b"HTTP/1.1")
    assert answer is not None
    assert (answer.status, answer.body, answer.length, answer.close) == (200, b"hello", len(whole), True)


def test_the_client_reads_an_answer_without_body() -> None:
    answer = parse(b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n')
    assert answer is not None
    assert (answer.status, answer.body) == (304, b"")


def test_the_client_refuses_chunked_answers() -> None:
    with pytest.raises(ValueError, match="Content-Length"):
        parse(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")


def test_requests_are_encoded_with_their_length() -> None:
    assert request("POST", "/x", b"{}", If_None_Match='"x"').endswith(
        b'If-None-Match: "x"\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}'
    )


def _scenario(name: str, of: str | None, answers: int) -> Scenario:
    found = Round(seconds=2.0, answers=answers, latencies=[0.001, 0.002])
    return Scenario(name, of, Load(Target("127.0.0.1", 1, [b""])), 1, {16: [found, found]})


def test_figures_are_held_against_their_targets() -> None:
    scenarios = [
        _scenario("a", None, 1000),
        _scenario("peer, fisca3.json", "a", 100),
        _scenario("b", None, 600),
        _scenario("peer, fisca60.json", "b", 10),
        _scenario("c list", None, 500),
        _scenario("bare route, 3 bytes", "c list", 1000),
    ]
    found = {one.what[:2]: one for one in report.verdicts(scenarios, 30, 2.5, 1.2, 1.0, 130, 16)}
    assert (found["a:"].figure, found["a:"].reached) == (10, True)
    assert (found["b:"].figure, found["b:"].reached) == (30, True)
    assert (found["c "].figure, found["c "].reached) == (50, False)
    assert (found["e:"].figure, found["e:"].reached) == (1.2, True)
    assert (found["f:"].figure, found["f:"].reached) == (2.5, True)
    assert not found["d:"].reached
    assert report.rates_table(scenarios, [16]).row_count == len(scenarios)
    assert report.verdicts_table(list(found.values())).row_count == len(found)


def test_a_generated_landscape_is_the_same_on_every_run_and_measured(snapshot: Snapshot) -> None:
    known, again = landscape.landscape(40, 200), landscape.landscape(40, 200)
    assert known.organizations == again.organizations
    assert len(known.organizations) == 40
    assert 150 < len(known.relations) <= 200
    for part in landscape.PARTS:
        made = landscape.make(part, known)
        assert made.answer_bytes > 10_000
        assert made.seconds > 0


def test_a_landscape_is_measured_in_a_process_of_its_own(snapshot: Snapshot) -> None:
    (made,) = landscape.in_processes("graph", 1, 20, 60)
    assert made.megabytes > 10
    assert made.answer_bytes > 1000


def test_referrals_are_measured_on_the_seed(snapshot: Snapshot) -> None:
    assert len(landscape.referral_milliseconds(snapshot, 2)) == 2 * len(landscape.NEEDS)


def test_every_query_finds_something(snapshot: Snapshot) -> None:
    edition = Edition(snapshot, Voices(snapshot), reader_for(snapshot), (), {})
    wanted: dict[str, list[str]] = {name: [] for name in FILTERS}
    for query in inprocess.QUERIES:
        assert find(edition, date(2026, 1, 1), wanted, None, "nl", query).ids, query
    assert len(inprocess.search_milliseconds(edition, 1)) == len(inprocess.QUERIES)
