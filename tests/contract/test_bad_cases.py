"""Cases that cannot be right: each a 400 that says where, as a JSON Pointer, and what would be right. Never a 500."""

import json
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import Json, case, cost, issue, party, refused, two_enterprises

AMOUNT = "/project/costs/0/amountEur"
DAY = "YYYY-MM-DD"


def with_amount(written: str) -> bytes:
    """A body with an amount exactly as it is written here."""
    return b'{"project": {"costs": [{"activity": "experimentalDevelopment", "amountEur": ' + written.encode() + b"}]}}"


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("-1", "0"),
        ("-0.01", "0"),
        ('"-1"', "0"),
        ("100000000000.01", "100000000000"),
        ("100000000001", "100000000000"),
        ('"100000000001"', "100000000000"),
        ("1.005", "2 decimal"),
        ('"1.005"', "2 decimal"),
        ("0.001", "2 decimal"),
        ("1e20", ""),
        ("1e400", "number"),
        ("-1e400", "number"),
        ("NaN", "number"),
        ("Infinity", "number"),
        ("-Infinity", "number"),
        ('"NaN"', "number"),
        ('"1e3"', "number"),
        ("true", "number"),
        ("false", "number"),
        ('"1,5"', '"1250.50"'),
        ('"1.000,00"', '"1250.50"'),
        ('"1 000"', '"1250.50"'),
        ('" 5"', '"1250.50"'),
        ('"5\\n"', '"1250.50"'),
        ('"+5"', '"1250.50"'),
        ('"0x10"', '"1250.50"'),
        ('"1_000"', '"1250.50"'),
        ('"€ 5"', '"1250.50"'),
        ('"１２３"', '"1250.50"'),
        ('"٣"', '"1250.50"'),
        ('""', "number"),
        ("null", "leave the member out"),
        ("[]", "number"),
        ("[5]", "number"),
        ("{}", "number"),
        ("9" * 400, ""),
    ],
)
def test_amounts(client: TestClient, written: str, says: str) -> None:
    found = issue(client, with_amount(written))
    assert found["name"] == AMOUNT
    assert says in found["detail"]


@pytest.mark.parametrize("written", ["9" * 5000, "1e99999999999999999999", "0." + "1" * 100_000])
def test_numbers_too_long_to_hold(client: TestClient, written: str) -> None:
    """They are refused as a value or as JSON, whichever meets them first."""
    assert issue(client, with_amount(written))["name"] in {"", AMOUNT}


@pytest.mark.parametrize("member", ["durationMonths", "partAMonths"])
@pytest.mark.parametrize("value", [-1, 1.5, 24.0, "24", True, None, [], {}, 10**30, float("1e30")])
def test_whole_numbers(client: TestClient, member: str, value: Any) -> None:
    found = issue(client, {"project": {member: value}})
    assert found["name"] == f"/project/{member}"


@pytest.mark.parametrize(
    "written",
    [
        "2021-02-30",
        "2021-02-29",
        "2021-13-01",
        "2021-00-10",
        "2021-6-15",
        "15-06-2021",
        "15/06/2021",
        "20210615",
        "2021-06-15T00:00:00Z",
        "2021-W24-2",
        "0000-00-00",
        "10000-01-01",
        "２０２１-06-15",
        " 2021-06-15",
        "today",
        "",
        "2021-06-15\n",
        20210615,
        1623715200,
        True,
        None,
        [],
        {},
        2021.5,
    ],
)
@pytest.mark.parametrize("member", ["referenceDate", "submissionDate"])
def test_dates(client: TestClient, member: str, written: Any) -> None:
    body = {member: written} if member == "referenceDate" else {"project": {member: written}}
    found = issue(client, body)
    assert found["name"] == (f"/{member}" if member == "referenceDate" else f"/project/{member}")
    assert DAY in found["detail"] or written is None


@pytest.mark.parametrize("day", ["1900-01-01", "0001-01-01", "1999-12-31"])
def test_a_date_before_the_catalogue_says_when_it_begins(client: TestClient, day: str) -> None:
    found = issue(client, {"referenceDate": day})
    assert found["name"] == "/referenceDate"
    assert "begins on 2" in found["detail"]


def test_a_date_before_the_catalogue_is_named_where_it_was_given(client: TestClient) -> None:
    by_query = issue(client, {}, referenceDate="1900-01-01")
    assert (by_query["in"], by_query["name"]) == ("query", "referenceDate")
    by_submission = issue(client, {"project": {"submissionDate": "1900-01-01"}})
    assert (by_submission["in"], by_submission["name"]) == ("body", "/project/submissionDate")


@pytest.mark.parametrize(
    ("body", "name", "near"),
    [
        ({"partcipants": []}, "/partcipants", "participants"),
        ({"participants": [{"knid": "enterprise"}]}, "/participants/0/knid", "kind"),
        ({"participants": [{}, {"Size": "small"}]}, "/participants/1/Size", "size"),
        ({"participants": [{"accounts": [{"year": 2020, "headCount": 3}]}]}, "/participants/0/accounts/0/headCount", "headcount"),
        (
            {"participants": [{"facts": {"participant.sise": "small"}}]},
            "/participants/0/facts/participant.sise",
            "participant.size",
        ),
        ({"project": {"duration_months": 3}}, "/project/duration_months", "durationMonths"),
        ({"project": {"costs": [{"activty": "x", "activity": "training"}]}}, "/project/costs/0/activty", "activity"),
        ({"facts": {"project.valorisatonEur": 4}}, "/facts/project.valorisatonEur", "project.valorisationEur"),
    ],
)
def test_unknown_members_say_which_was_meant(client: TestClient, body: Json, name: str, near: str) -> None:
    found = issue(client, body)
    assert found["name"] == name
    assert f"did you mean {near}?" in found["detail"]


def test_pointers_escape_what_must_be_escaped(client: TestClient) -> None:
    assert issue(client, {"a/b~c": 1})["name"] == "/a~1b~0c"


@pytest.mark.parametrize(
    ("body", "name", "right"),
    [
        ({"participants": [{"kind": "enterprize"}]}, "/participants/0/kind", "enterprise"),
        ({"participants": [{"kind": "Enterprise"}]}, "/participants/0/kind", "enterprise"),
        ({"participants": [{"size": "tiny"}]}, "/participants/0/size", "micro"),
        ({"participants": [{"region": "BE2"}]}, "/participants/0/region", "flanders"),
        ({"participants": [{"role": "boss"}]}, "/participants/0/role", "applicant"),
        ({"participants": [{"subkind": "uni"}]}, "/participants/0/subkind", "university"),
        ({"project": {"internationalProgram": "Eurostar"}}, "/project/internationalProgram", "eurostars"),
        ({"project": {"themes": ["ai"]}}, "/project/themes/0", "artificialIntelligence"),
        ({"project": {"themes": ["health", "health", 5]}}, "/project/themes/2", "health"),
        ({"project": {"costs": [{"activity": "development"}]}}, "/project/costs/0/activity", "experimentalDevelopment"),
        ({"project": {"costs": [{"activity": "training", "heading": "personel"}]}}, "/project/costs/0/heading", "personnel"),
        ({"instruments": ["developmentProjct"]}, "/instruments/0", "developmentProject"),
        ({"instruments": ["developmentProject", "DevelopmentProject"]}, "/instruments/1", "developmentProject"),
        ({"instruments": ["coockPlus"]}, "/instruments/0", "coock"),
    ],
)
def test_unknown_codes_say_which_was_meant_or_which_there_are(client: TestClient, body: Json, name: str, right: str) -> None:
    found = issue(client, body)
    assert found["name"] == name
    told = found["detail"].replace(repr(found["value"]), "")
    assert right in told


def test_a_cost_line_of_somebody_who_is_not_listed(client: TestClient) -> None:
    found = issue(client, case(party("a"), party("b"), costs=[cost("a", 5), cost("c", 5)]))
    assert found["name"] == "/project/costs/1/participant"
    assert "a, b" in found["detail"]


def test_two_participants_with_one_id(client: TestClient) -> None:
    found = issue(client, case(party("a"), party("b"), party("a")))
    assert found["name"] == "/participants/2/id"


def test_a_link_to_somebody_who_is_not_listed(client: TestClient) -> None:
    found = issue(client, case(party("a"), party("b", linkedTo=["a", "c"])))
    assert found["name"] == "/participants/1/linkedTo/1"


def test_accounts_of_one_year_twice(client: TestClient) -> None:
    found = issue(client, case(party("a", accounts=[{"year": 2019}, {"year": 2020}, {"year": 2020}])))
    assert found["name"].startswith("/participants/0/accounts")


@pytest.mark.parametrize(
    "number",
    ["0123456789", "123", "", "0403.170.702", "0403170701x", "2403170701", "０４０３１７０７０１", "²²²²²²²²²²", "0403\x00170701"],
)
def test_no_kbo_number(client: TestClient, number: str) -> None:
    found = issue(client, case(party("a", enterpriseNumber=number)))
    assert found["name"] == "/participants/0/enterpriseNumber"


@pytest.mark.parametrize("number", ["0403170701", "0403.170.701", "BE0403170701", "BE 0403.170.701"])
def test_a_kbo_number_in_its_usual_forms(client: TestClient, number: str) -> None:
    assert client.post("/v1/advices", json=case(party("a", enterpriseNumber=number))).status_code == 200


@pytest.mark.parametrize("value", [None, True, 5, 5.5, "x", [], [[]], {}, {"a": 1}, [None], "\x00"])
@pytest.mark.parametrize(
    ("pointer", "right"),
    [
        ("/participants", list),
        ("/participants/0", dict),
        ("/participants/0/id", str),
        ("/participants/0/accounts", list),
        ("/participants/0/accounts/0", dict),
        ("/participants/0/linkedTo", list),
        ("/participants/0/facts", dict),
        ("/participants/0/nssoArrears", bool),
        ("/participants/0/kind", None),
        ("/project", dict),
        ("/project/costs", list),
        ("/project/costs/0", dict),
        ("/project/costs/0/activity", None),
        ("/project/costs/0/participant", None),
        ("/project/costs/0/year", None),
        ("/project/themes", list),
        ("/project/title", str),
        ("/facts", dict),
        ("/instruments", list),
    ],
)
def test_wrong_types_everywhere(client: TestClient, pointer: str, right: type | None, value: Any) -> None:
    """Whatever stands anywhere is read or refused with a pointer to it or to something inside it."""
    body: Any = value
    for name in reversed(pointer.split("/")[1:]):
        body = [body] if name == "0" else {name: body}
        if name == "0" and pointer.startswith("/project/costs/0/") and isinstance(body[0], dict):
            body[0].setdefault("activity", "training")
        if name == "0" and "/accounts/0" in pointer and isinstance(body[0], dict) and "accounts" not in body[0]:
            body[0].setdefault("year", 2020)
    answer = client.post("/v1/advices", json=body)
    if answer.status_code == 200:
        assert right is not None
        assert type(value) is right
        return
    assert answer.status_code == 400, answer.text
    assert all(one["name"].startswith(pointer) for one in answer.json()["issues"])
    if value is None:
        assert "null" in answer.json()["issues"][0]["detail"]


@pytest.mark.parametrize(
    "body",
    [
        b"{",
        b"}",
        b"{} {}",
        b"{'a': 1}",
        b'{"a": 1,}',
        b"\xff\xfe{}",
        b"\xef\xbb\xbf{}",
        b'{"project": {"title": "\xff"}}',
        b'{"project": {"title": "\xed\xa0\x80"}}',
        rb'{"project": {"title": "\ud800"}}',
        rb'{"\udfff": 1}',
        rb'{"instruments": ["\ud83d"]}',
        b'{"a": \x00}',
        b"\x00",
        b"nul",
        b'{"a"}',
        "{}".encode("utf-16"),
        b"undefined",
        b"// x\n{}",
    ],
)
def test_no_json(client: TestClient, body: bytes) -> None:
    found = issue(client, body)
    assert found["name"] == ""
    assert "JSON" in found["detail"]


@pytest.mark.parametrize("body", [b"null", b"[]", b"[{}]", b'"{}"', b"5", b"true"])
def test_json_that_is_no_object(client: TestClient, body: bytes) -> None:
    assert issue(client, body)["name"] == ""


@pytest.mark.parametrize("opening", [b"[", b'{"a":', b'{"participants":[', b'[{"project":'])
def test_a_hundred_thousand_brackets(client: TestClient, opening: bytes) -> None:
    body = (opening * 100_000)[:250_000]
    assert refused(client, body)
    closed = b"[" * 100_000 + b"]" * 100_000
    assert refused(client, b'{"participants": ' + closed + b"}")


def test_more_issues_are_told_at_once(client: TestClient) -> None:
    found = refused(client, {"referenceDate": "x", "participants": [{"kind": "x"}], "projct": {}})
    assert {one["name"] for one in found} == {"/referenceDate", "/participants/0/kind", "/projct"}


def test_issues_are_told_up_to_a_number(client: TestClient) -> None:
    """Two thousand mistakes do not make an answer that is larger than the question."""
    lines: list[Any] = [{"activity": "x" * 70, "participant": "nobody", "heading": "none"}] * 1000
    body = json.dumps({"project": {"costs": lines}}).encode()
    answer = client.post("/v1/advices", content=body)
    assert answer.status_code == 400
    assert len(answer.json()["issues"]) <= 50
    assert len(answer.content) < 100_000


def test_long_values_are_cut(client: TestClient) -> None:
    answer = client.post("/v1/advices", json={"referenceDate": "9" * 100_000, "x" * 100_000: 1})
    assert answer.status_code == 400
    assert len(answer.content) < 5_000


@pytest.mark.parametrize("member", ["participants", "project", "facts", "instruments", "referenceDate"])
def test_null_is_not_absent(client: TestClient, member: str) -> None:
    found = issue(client, {**two_enterprises(), member: None})
    assert (found["name"], "leave the member out" in found["detail"]) == (f"/{member}", True)
