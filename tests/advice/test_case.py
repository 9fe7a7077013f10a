"""Reading a case: what is made of each member, what stands in for what is left out, and every mistake with its pointer."""

from datetime import date
from fractions import Fraction
from typing import Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from app.advice.case import LEAD_ID, CaseReader, CaseRequest, Places, pointer_to
from app.advice.case_model import MOST_LINES, MOST_PARTICIPANTS, fact_type
from app.problems import InvalidInput, Issue
from app.rules.costs import CostLine
from app.rules.size import Accounts
from app.rules.vocabulary import Fact

TODAY = date(2024, 2, 29)
PARTY = {"id": "a", "kind": "enterprise"}


def read(reader: CaseReader, case: dict[str, Any], **options: Any) -> CaseRequest:
    return reader.read(case, today=TODAY, **options)


def issues(reader: CaseReader, case: dict[str, Any]) -> list[Issue]:
    with pytest.raises(InvalidInput) as refused:
        read(reader, case)
    return list(refused.value.issues)


def test_an_empty_case_is_one_applicant(reader: CaseReader) -> None:
    for body in (b"", b"{}", b" {} ", b'{"participants": []}'):
        asked = reader.read_json(body, today=TODAY, presume=True)
        (one,) = asked.case.participants
        assert (one.id, one.role, one.given, one.accounts, one.linked_to) == (LEAD_ID, "applicant", {}, (), None)
        assert (asked.case.reference_date, asked.case.costs, asked.case.given, asked.case.presume) == (TODAY, None, {}, True)
        assert asked.instruments is None


@pytest.mark.parametrize(
    ("case", "day", "expected"),
    [
        ({}, None, TODAY),
        ({}, date(2020, 1, 1), date(2020, 1, 1)),
        ({"referenceDate": "2021-06-15"}, date(2020, 1, 1), date(2021, 6, 15)),
        ({"project": {"submissionDate": "2019-01-01"}}, None, date(2019, 1, 1)),
        ({"project": {"submissionDate": "2019-01-01"}}, date(2020, 1, 1), date(2020, 1, 1)),
        ({"facts": {"project.submissionDate": "2019-01-01"}}, None, date(2019, 1, 1)),
        ({"referenceDate": "2021-06-15", "project": {"submissionDate": "2019-01-01"}}, None, date(2021, 6, 15)),
    ],
)
def test_the_reference_date(reader: CaseReader, case: dict[str, Any], day: date | None, expected: date) -> None:
    assert reader.read_json(orjson.dumps(case), today=TODAY, presume=True, day=day).case.reference_date == expected


@pytest.mark.parametrize(
    ("roles", "expected", "lead"),
    [
        ([None], ["applicant"], 0),
        ([None, None], ["applicant", "partner"], 0),
        ([None, "applicant"], ["partner", "applicant"], 1),
        (["partner", None], ["partner", "partner"], 0),
        (["subcontractor", "applicant", "applicant"], ["subcontractor", "applicant", "applicant"], 1),
        (["userGroup"], ["userGroup"], 0),
    ],
)
def test_roles_and_the_lead(reader: CaseReader, roles: list[str | None], expected: list[str], lead: int) -> None:
    people = [{} if role is None else {"role": role} for role in roles]
    case = read(reader, {"participants": people}).case
    assert ([one.role for one in case.participants], case.lead) == (expected, lead)


@pytest.mark.parametrize(
    ("given_ids", "expected"),
    [([None, None], ["p1", "p2"]), (["a", None], ["a", "p2"]), (["p2", None], ["p2", "p3"]), ([None, "p1"], ["p2", "p1"])],
)
def test_ids_are_made_up_where_there_are_none(reader: CaseReader, given_ids: list[str | None], expected: list[str]) -> None:
    people = [{} if name is None else {"id": name} for name in given_ids]
    assert [one.id for one in read(reader, {"participants": people}).case.participants] == expected


def test_facts_become_values_of_the_rules(reader: CaseReader) -> None:
    person = {**PARTY, "size": "small", "nssoArrears": False, "publicOwnershipShare": "12.5", "finalEnergyUsePj": 0}
    project = {"durationMonths": 24, "themes": ["health", "energy"], "startDate": "2021-09-01", "requestedAidEur": "1000.10"}
    case = read(reader, {"participants": [person], "project": project, "facts": {"consortium.smes": 3}}).case
    assert case.participants[0].given == {
        "participant.kind": "enterprise",
        "participant.size": "small",
        "participant.nssoArrears": False,
        "participant.publicOwnershipShare": Fraction(25, 2),
        "participant.finalEnergyUsePj": 0,
    }
    assert case.given == {
        "project.durationMonths": 24,
        "project.themes": frozenset({"health", "energy"}),
        "project.startDate": date(2021, 9, 1),
        "project.requestedAidEur": Fraction(100010, 100),
        "consortium.smes": 3,
    }


def test_what_is_no_fact_is_read_and_left_aside(reader: CaseReader) -> None:
    person = {**PARTY, "name": "N", "legalForm": "BV", "foundedOn": "2001-01-01", "province": "BE2", "naceCodes": ["62.01", "62"]}
    case = read(reader, {"participants": [person], "project": {"title": "T"}}).case
    assert case.participants[0].given == {"participant.kind": "enterprise"}
    assert case.given == {}


def test_accounts_and_links(reader: CaseReader) -> None:
    years = [{"year": 2020, "headcount": "12.5", "turnoverEur": 100}, {"year": 2019}]
    people = [{**PARTY, "accounts": years, "linkedTo": ["b", "a"]}, {"id": "b", "linkedTo": []}, {"id": "c"}]
    one, other, third = read(reader, {"participants": people}).case.participants
    assert one.accounts == (Accounts(2020, Fraction(25, 2), 100, None), Accounts(2019))
    assert (one.linked_to, other.linked_to, third.linked_to) == (frozenset({0, 1}), frozenset(), None)


def test_costs_in_cents(reader: CaseReader) -> None:
    lines = [
        {"activity": "training", "amountEur": "0.29"},
        {"participant": "b", "activity": "training", "heading": "personnel", "year": 2021, "amountEur": 1.1},
        {"participant": "a", "activity": "advice"},
    ]
    case = read(
        reader, {"participants": [{"id": "b", "role": "partner"}, {**PARTY, "role": "applicant"}], "project": {"costs": lines}}
    ).case
    assert case.costs == (CostLine(1, "training", 29), CostLine(0, "training", 110, "personnel", 2021), CostLine(1, "advice"))


@given(cents=st.integers(0, 10**13))
def test_every_amount_is_read_to_the_cent(reader: CaseReader, cents: int) -> None:
    text = f"{cents // 100}.{cents % 100:02d}"
    written: list[Any] = [text, float(text)] if cents < 10**15 else [text]
    for amount in written:
        case = read(reader, {"project": {"costs": [{"activity": "training", "amountEur": amount}]}}).case
        assert case.costs is not None
        assert case.costs[0].cents == cents


def test_instruments_and_presumptions(reader: CaseReader) -> None:
    asked = read(reader, {"instruments": ["coock", "anything"]}, presume=False)
    assert (asked.instruments, asked.case.presume) == (("coock", "anything"), False)


def test_a_member_and_a_fact_by_id_are_one(reader: CaseReader) -> None:
    body = {"participants": [{**PARTY, "facts": {"participant.size": "small"}}], "facts": {"project.durationMonths": 3}}
    case = read(reader, body).case
    assert case.participants[0].given["participant.size"] == "small"
    assert case.given == {"project.durationMonths": 3}
    same = read(reader, {**body, "project": {"durationMonths": 3}}).case
    assert same.given == case.given


def test_every_mistake_is_told_with_its_pointer(reader: CaseReader) -> None:
    body = {
        "participants": [
            {
                **PARTY,
                "facts": {"participant.kind": "person"},
                "linkedTo": ["z"],
                "enterpriseNumber": "1",
                "accounts": [{"year": 2020}] * 2,
            },
            PARTY,
        ],
        "project": {"durationMonths": 1, "costs": [{"participant": "z", "activity": "x", "heading": "y"}]},
        "facts": {"project.durationMonths": 2},
    }
    assert sorted((one.name, one.type) for one in issues(reader, body)) == sorted(
        [
            ("/participants/1/id", "repeated"),
            ("/participants/0/facts/participant.kind", "contradiction"),
            ("/participants/0/linkedTo/0", "unknownParticipant"),
            ("/participants/0/enterpriseNumber", "enterpriseNumber"),
            ("/participants/0/accounts", "repeated"),
            ("/facts/project.durationMonths", "contradiction"),
            ("/project/costs/0/activity", "unknownCode"),
            ("/project/costs/0/heading", "unknownCode"),
            ("/project/costs/0/participant", "unknownParticipant"),
        ]
    )


def test_too_many_parts_are_refused(reader: CaseReader) -> None:
    (people,) = issues(reader, {"participants": [{}] * (MOST_PARTICIPANTS + 1)})
    assert people.name == "/participants"
    (lines,) = issues(reader, {"project": {"costs": [{"activity": "training"}] * (MOST_LINES + 1)}})
    assert lines.name == "/project/costs"


def test_only_so_many_issues_are_told(reader: CaseReader) -> None:
    assert len(issues(reader, {"participants": [{"kind": "x"}] * 150})) == 50


@pytest.mark.parametrize(
    ("path", "pointer"),
    [((), ""), (("a", 0, "b"), "/a/0/b"), (("a/b", "c~d", ""), "/a~1b/c~0d/"), (("participant.size",), "/participant.size")],
)
def test_pointers(path: tuple[str | int, ...], pointer: str) -> None:
    assert pointer_to(path) == pointer


def fact(kind: str, **more: Any) -> Fact:
    return Fact(**{"id": "project.x", "type": kind, "slot": 0, **more})


@pytest.mark.parametrize(
    ("one", "right", "wrong"),
    [
        (fact("bool"), [True, False], [1, "true", None]),
        (fact("integer"), [0, -5, 10**9], [1.5, 10**9 + 1, "1", True]),
        (fact("integer", minimum=0, maximum=28), [0, 28], [-1, 29]),
        (fact("decimal"), [0, "0.000001", 10**12], [-1, "0.0000001", 10**12 + 1, True]),
        (fact("decimal", unit="euro"), ["0.01"], ["0.001"]),
        (fact("decimal", minimum=0, maximum=100), [100], ["100.000001"]),
        (fact("date"), ["2021-06-15"], ["2021-6-15", 5]),
        (fact("enum", codes=frozenset({"a", "b"})), ["a"], ["c", ["a"]]),
        (fact("set", codes=frozenset({"a", "b"})), [[], ["a", "b"]], [["c"], "a", ["a", "a", "b"]]),
    ],
)
def test_types_of_facts(one: Fact, right: list[Any], wrong: list[Any]) -> None:
    adapter = TypeAdapter(fact_type(one))
    for value in right:
        adapter.validate_json(orjson.dumps(value), strict=True)
    for value in wrong:
        with pytest.raises(ValidationError):
            adapter.validate_json(orjson.dumps(value), strict=True)


def test_a_member_that_is_written_twice_is_told_once_as_it_stands_last(reader: CaseReader) -> None:
    for body in (b'{"nope": 1, "nope": 2}', b'{"referenceDate": 1, "referenceDate": 2}'):
        with pytest.raises(InvalidInput) as refused:
            reader.read_json(body, today=TODAY, presume=True)
        assert [one.value for one in refused.value.issues] == [2]


@pytest.mark.parametrize(
    ("body", "path", "pointer"),
    [
        ({}, ("facts", "project.themes"), "/facts/project.themes"),
        ({"project": {"themes": []}}, ("facts", "project.themes"), "/project/themes"),
        ({"project": {"themes": []}}, ("facts", "consortium.themes"), "/facts/consortium.themes"),
        ({}, ("participants", 0, "facts", "participant.size"), "/participants/0/facts/participant.size"),
        ({"participants": [{"size": "small"}]}, ("participants", 0, "facts", "participant.size"), "/participants/0/size"),
        (
            {"participants": [{"facts": {"participant.size": "small"}}]},
            ("participants", 0, "facts", "participant.size"),
            "/participants/0/facts/participant.size",
        ),
    ],
)
def test_where_a_fact_was_given(body: dict[str, Any], path: tuple[str | int, ...], pointer: str) -> None:
    assert Places(body=body).pointer(path) == pointer


def test_what_is_left_out_is_not_filled_in(reader: CaseReader) -> None:
    body = {"participants": [{"kind": "enterprise"}], "project": {"costs": [{"activity": "training"}]}}
    assert read(reader, body).places.body == body
