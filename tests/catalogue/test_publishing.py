"""Publishing documents as revisions, on both engines."""

import copy
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given
from hypothesis import strategies as st

from app.catalogue import publishing
from app.catalogue.publishing import publish
from app.catalogue.repository import (
    PeriodsOverlap,
    add_revision,
    bodies_of,
    digest_of,
    digest_of_all,
    digests_of,
    documents_of,
    newest_number,
    quality_of,
    revision,
    revisions,
)
from app.catalogue.snapshot import Documents, Revision
from app.db import Sessions, make_engine, make_sessions
from tests.fixtures.databases import Database
from tests.fixtures.seeds import Plain

NOON = datetime(2026, 3, 29, 12, 0, tzinfo=UTC)
TABLES = ("document", "revision", "revision_document", "citation", "period")


def instrument(*periods: tuple[str, str | None, str | None], **members: Any) -> Plain:
    """A document of an instrument; its rules are of no concern here."""
    dated = [{"id": name, "validFrom": start, "validTo": end, "sources": ["act"]} for name, start, end in periods]
    return {"periods": dated, "sources": ["act", "page"], **members}


@pytest.fixture
def small() -> dict[str, Plain]:
    """A catalogue of few documents, facts not in the order of their names."""
    return {
        "fact": {"project.b": {"order": 0}, "project.a": {"order": 1}, "participant.c": {"order": 2}},
        "source": {"act": {"title": "Besluit, artikel 5 – ≥ 10 %"}, "page": {"title": "Page"}},
        "codes": {"unit": {"id": "unit", "codes": [{"code": "z", "label": {}}, {"code": "a", "label": {}}]}},
        "law": {},
        "organization": {},
        "synonym": {},
        "table": {},
        "rule": {"one": {"versions": [{"conditions": [{"sources": ["page"]}]}]}},
        "instrument": {
            "first": instrument(("old", None, "2020-01-01"), ("new", "2020-01-01", None)),
            "second": instrument(("only", "2021-01-01", None), note="x"),
        },
    }


def rows(database: Database) -> dict[str, int]:
    """How many rows each table has."""
    with database.sessions() as session:
        return {table: session.scalar(sa.text(f"SELECT count(*) FROM {table}")) or 0 for table in TABLES}


def published(database: Database, documents: Documents, note: str = "Seed", now: datetime = NOON) -> tuple[Revision, bool]:
    return publish(database.sessions, documents, now, note)


def test_the_first_revision(database: Database, small: Documents) -> None:
    made, new = published(database, small, "The first")
    assert new
    assert (made.number, made.published_at, made.note) == (1, NOON, "The first")
    assert rows(database) == {
        "document": 9,
        "revision": 1,
        "revision_document": 9,
        "citation": 5,  # act and page for each instrument, page for the rule
        "period": 3,
    }
    with database.sessions() as session:
        assert newest_number(session) == 1
        assert revision(session, 1) == made
        assert revision(session, 2) is None


def test_nothing_is_published_yet(database: Database) -> None:
    with database.sessions() as session:
        assert newest_number(session) is None
        assert revisions(session) == []


def test_the_same_documents_again_change_nothing(database: Database, small: dict[str, Plain]) -> None:
    first, _ = published(database, small)
    before = rows(database)
    again = {kind: dict(reversed(bodies.items())) for kind, bodies in reversed(copy.deepcopy(small).items())}
    assert published(database, again, "Another note", NOON + timedelta(1)) == (first, False)
    assert rows(database) == before


def test_a_change_is_the_next_revision_and_stores_only_what_is_new(database: Database, small: dict[str, Plain]) -> None:
    published(database, small)
    before = rows(database)
    changed = copy.deepcopy(small)
    changed["instrument"]["first"]["note"] = "changed"
    made, new = published(database, changed, "The second", NOON + timedelta(days=1))
    assert (made.number, new) == (2, True)
    after = rows(database)
    assert {table: after[table] - before[table] for table in TABLES} == {
        "document": 1,
        "revision": 1,
        "revision_document": 9,
        "citation": 2,
        "period": 2,
    }
    with database.sessions() as session:
        assert [one.number for one in revisions(session)] == [2, 1]
        one, two = digests_of(session, 1), digests_of(session, 2)
    assert {key for key in one if one[key] != two[key]} == {("instrument", "first")}
    assert two["instrument", "first"] == digest_of("instrument", "first", changed["instrument"]["first"])


def test_documents_of_older_revisions_stay_as_they_were(database: Database, small: dict[str, Plain]) -> None:
    published(database, small)
    changed = copy.deepcopy(small)
    del changed["instrument"]["second"]
    changed["law"]["new"] = {"versions": []}
    published(database, changed)
    with database.sessions() as session:
        assert documents_of(session, 1) == small
        assert documents_of(session, 2) == changed
        assert list(documents_of(session, 1)["fact"]) == ["project.b", "project.a", "participant.c"]
        assert [one["code"] for one in documents_of(session, 1)["codes"]["unit"]["codes"]] == ["z", "a"]


def test_equal_words_of_documents_are_kept_once(database: Database, small: dict[str, Plain]) -> None:
    word = "a word that is long enough for nobody to share it"
    small["rule"]["one"]["note"] = {"nl": word, "more": [word]}
    small["source"]["act"]["title"] = word
    published(database, small)
    with database.sessions() as session:
        found = documents_of(session, 1)
    assert found == small
    note = found["rule"]["one"]["note"]
    assert note["nl"] is note["more"][0] is found["source"]["act"]["title"]


def test_the_report_is_kept_with_its_revision(database: Database, small: dict[str, Plain]) -> None:
    report = {"errors": 0, "warnings": 1, "findings": [{"text": {"nl": "é – ≥"}}]}
    publish(database.sessions, small, NOON, "Seed", report)
    changed = copy.deepcopy(small)
    changed["source"]["page"]["title"] = "Another page"
    published(database, changed)
    with database.sessions() as session:
        assert [quality_of(session, number) for number in (1, 2, 3)] == [report, None, None]
    assert publish(database.sessions, changed, NOON, "Seed", report)[1] is False
    with database.sessions() as session:
        assert quality_of(session, 2) is None
        assert [one.number for one in revisions(session)] == [2, 1]


def test_documents_by_their_hash(database: Database, small: dict[str, Plain]) -> None:
    published(database, small)
    with database.sessions() as session:
        digests = digests_of(session, 1)
        wanted = [digests["source", "act"], digests["rule", "one"]]
        assert dict(bodies_of(session, [*wanted, "nothing"])) == dict(
            zip(wanted, (small["source"]["act"], small["rule"]["one"]), strict=True)
        )
        assert not dict(bodies_of(session, []))


def test_going_back_is_a_revision_of_its_own_with_the_old_digest(database: Database, small: dict[str, Plain]) -> None:
    first, _ = published(database, small)
    changed = copy.deepcopy(small)
    changed["source"]["page"]["title"] = "Another page"
    published(database, changed)
    stored = rows(database)["document"]
    third, new = published(database, small)
    assert (third.number, new, third.digest) == (3, True, first.digest)
    assert rows(database)["document"] == stored


def test_equal_bodies_under_two_ids_are_two_documents(database: Database, small: dict[str, Plain]) -> None:
    small["source"]["copy"] = small["source"]["page"]
    published(database, small)
    with database.sessions() as session:
        assert documents_of(session, 1) == small


def test_a_publication_that_fails_leaves_nothing_behind(database: Database, small: dict[str, Plain]) -> None:
    broken = copy.deepcopy(small)
    broken["instrument"]["third"] = instrument(("a", None, "2020-01-02"), ("b", "2020-01-01", None))
    with pytest.raises(PeriodsOverlap, match="b overlaps a"):
        published(database, broken)
    assert rows(database) == dict.fromkeys(TABLES, 0)
    published(database, small)
    before = rows(database)
    with pytest.raises(PeriodsOverlap):
        published(database, broken)
    assert rows(database) == before
    assert published(database, small)[1] is False


def test_an_instant_comes_back_in_universal_time(database: Database, small: Documents) -> None:
    brussels = timezone(timedelta(hours=2))
    published(database, small, now=datetime(2026, 6, 1, 0, 30, tzinfo=brussels))
    with database.sessions() as session:
        found = revision(session, 1)
    assert found is not None
    assert found.published_at == datetime(2026, 5, 31, 22, 30, tzinfo=UTC)
    assert found.published_at.utcoffset() == timedelta(0)


def test_the_whole_seed_is_read_back_equal_and_in_order(database: Database, documents: Documents) -> None:
    published(database, documents)
    with database.sessions() as session:
        found = documents_of(session, 1)
    assert found == documents
    assert list(found["fact"]) == list(documents["fact"])
    assert list(found["fact"]) != sorted(found["fact"])


@pytest.fixture
def sessions(database_url: str) -> Iterator[Sessions]:
    """Sessions with connections of their own, for several that work at once."""
    engine = make_engine(database_url)
    yield make_sessions(engine)
    engine.dispose()


def test_two_that_publish_at_once_do_not_mix(sessions: Sessions, small: dict[str, Plain]) -> None:
    """Whoever comes second finds what the first published, or is refused; nothing half is ever seen."""
    catalogues = []
    for n in range(6):
        changed = copy.deepcopy(small)
        changed["source"]["page"]["title"] = f"Page {n}"
        catalogues.append(changed)

    def attempt(documents: Documents) -> bool:
        try:
            publish(sessions, documents, NOON, "Seed")
        except (sa.exc.IntegrityError, sa.exc.OperationalError):
            return False
        return True

    with ThreadPoolExecutor(3) as pool:
        succeeded = list(pool.map(attempt, catalogues))
    assert any(succeeded)
    with sessions() as session:
        found = [documents_of(session, one.number) for one in reversed(revisions(session))]
        assert [one.number for one in revisions(session)] == list(range(len(found), 0, -1))
    assert sorted(one["source"]["page"]["title"] for one in found) == [f"Page {n}" for n, done in enumerate(succeeded) if done]
    assert all(one in catalogues for one in found)


def test_two_that_publish_the_same_at_once_make_one_revision(
    sessions: Sessions, small: dict[str, Plain], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when two copies of the service start, each with its seed: the second begins while the first has not committed."""
    written, go = threading.Event(), threading.Event()

    def held_up(*arguments: Any) -> Revision:
        made = add_revision(*arguments)
        if not written.is_set():
            written.set()
            assert go.wait(30)
        return made

    monkeypatch.setattr(publishing, "add_revision", held_up)
    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(publish, sessions, small, NOON, "Seed")
        assert written.wait(30)
        second = pool.submit(publish, sessions, small, NOON, "Seed")
        wait([second], timeout=0.3)
        go.set()
        assert first.result(30)[1] is True
        assert second.result(30) == (first.result()[0], False)


# Digests.

plain: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**15), 10**15) | st.text(st.characters(codec="utf-8"), max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(st.characters(codec="utf-8"), max_size=3), inner, max_size=4)
    ),
    max_leaves=12,
)


def turned(node: Any) -> Any:
    """The same data with the members of every mapping the other way round."""
    if isinstance(node, dict):
        return {key: turned(value) for key, value in reversed(node.items())}
    return [turned(item) for item in node] if isinstance(node, list) else node


@given(plain)
def test_a_digest_does_not_depend_on_the_order_of_members(body: Any) -> None:
    assert digest_of("law", "one", body) == digest_of("law", "one", turned(body))


@given(plain, plain)
def test_different_bodies_have_different_digests(one: Any, other: Any) -> None:
    assert (digest_of("law", "one", one) == digest_of("law", "one", other)) is alike(one, other)


def alike(one: Any, other: Any) -> bool:
    """Equal as JSON, where true is not 1."""
    if type(one) is not type(other):
        return False
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(alike, one, other))
    return bool(one == other)


def test_a_digest_covers_kind_and_id() -> None:
    assert len({digest_of("law", "one", {}), digest_of("rule", "one", {}), digest_of("law", "two", {})}) == 3


@given(
    st.lists(st.text("0123456789abcdef", min_size=1, max_size=8), unique=True).flatmap(
        lambda one: st.tuples(st.just(one), st.permutations(one))
    )
)
def test_the_digest_of_all_does_not_depend_on_their_order(both: tuple[list[str], list[str]]) -> None:
    one, other = both
    assert digest_of_all(one) == digest_of_all(iter(other))
    assert digest_of_all(one) != digest_of_all([*one, "f" * 9])
