"""The worked examples over HTTP: they agree with what is computed, and each can be posted as it is and gives what it expects."""

from fractions import Fraction
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import LANGUAGES, Json, advise, every, missing, read

PARTS = 4


@pytest.fixture(scope="module")
def examples(client: TestClient) -> list[tuple[str, Json]]:
    """Every worked example of every instrument, with the instrument."""
    names = sorted(one["id"] for one in every(client, "/v1/instruments"))
    return [(name, one) for name in names for one in read(client, f"/v1/instruments/{name}/workedExamples")["items"]]


def same(expected: Any, told: Json | None) -> bool:
    """Whether a figure, or a pair of the lowest and highest, is what the answer says; rates may have been cut to six decimals."""
    if told is None:
        return False
    low, high = expected if isinstance(expected, list) else (expected, expected)
    pairs = ((low, told["min"]), (high, told["max"]))
    return all(abs(Fraction(str(one)) - Fraction(other)) <= Fraction(1, 10**6) for one, other in pairs)


def differences(expected: Json, item: Json) -> list[str]:
    """What an answer says otherwise than an example expects."""
    aid, reasons = item.get("aid", {}), item.get("reasons", [])
    found = {
        "eligibility": item.get("eligibility"),
        "availability": item["availability"]["state"],
        "determination": aid.get("determination"),
        "notMet": {one["condition"] for one in reasons if one["verdict"] == "notMet"},
        "unknown": {one["condition"] for one in reasons if one["verdict"] == "unknown" and not one.get("soft")},
        "missingFacts": set(missing(item)) if "missingFacts" in item else set(),
    }
    wrong = []
    for key, want in expected.items():
        if key == "byParticipant":
            wrong += [name for name, part in want.items() if not part_agrees(part, aid, name)]
        elif key in ("rate", "amountEur"):
            wrong += [] if same(want, aid.get(key)) else [f"{key}: {want} is {aid.get(key)}"]
        elif (set(want) if isinstance(want, list) else want) != found[key]:
            wrong.append(f"{key}: {want} is {found[key]}")
    return wrong


def part_agrees(want: Json, aid: Json, name: str) -> bool:
    part = next((one for one in aid.get("byParticipant", ()) if one["participant"] == name), None)
    if part is None or ("funded" in want and part.get("funded") is not want["funded"]):
        return False
    lines = {one["activity"]: one for one in part.get("byActivity", ())}
    for activity, figures in want.get("byActivity", {}).items():
        if "rate" in figures and not same(figures["rate"], lines.get(activity, {}).get("rate")):
            return False
    return all(same(want[key], part.get(key)) for key in ("rate", "amountEur") if key in want)


def test_every_instrument_has_examples_that_agree(examples: list[tuple[str, Json]], client: TestClient) -> None:
    assert {name for name, _ in examples} == {one["id"] for one in every(client, "/v1/instruments")}
    assert [f"{name}/{one['id']}" for name, one in examples if one["agrees"] is not True] == []
    for name, one in examples:
        assert one["origin"] in {"published", "derived"}, name
        assert one["sum"], name
        assert one["title"], name


@pytest.mark.parametrize("share", range(PARTS))
def test_each_can_be_posted_as_it_is(examples: list[tuple[str, Json]], client: TestClient, share: int) -> None:
    wrong = []
    for name, one in examples[share::PARTS]:
        assert one["case"]["instruments"] == [name]
        items = advise(client, one["case"])["items"]
        outcomes = [differences(one["expected"], item) for item in items]
        if [] not in outcomes:
            wrong.append((name, one["id"], outcomes))
    assert wrong == []


def test_expected_figures_are_told_beside_the_computed_ones(client: TestClient) -> None:
    items = read(client, "/v1/instruments/developmentProject/workedExamples")["items"]
    example = next(one for one in items if one["id"] == "smallAndMedium2021")
    assert example["computed"]["rate"] == {"min": "48.00", "max": "48.00"}
    assert example["computed"]["amountEur"] == {"min": "240000.00", "max": "240000.00"}
    assert (example["expected"]["rate"], example["expected"]["amountEur"]) == (48, 240000)


def test_examples_cover_eligible_ineligible_and_the_day_before_a_scheme(examples: list[tuple[str, Json]]) -> None:
    seen = {one["expected"].get("eligibility") for name, one in examples if name == "developmentProject"}
    assert {"eligible", "ineligible", "undetermined"} <= seen
    assert "notInForce" in {one["expected"].get("availability") for name, one in examples if name == "developmentProject"}


def test_titles_and_sums_are_told_in_each_language(client: TestClient) -> None:
    path = "/v1/instruments/coock/workedExamples"
    whole = read(client, path, lang="all")["items"]
    for language in LANGUAGES:
        for one, told in zip(whole, read(client, path, lang=language)["items"], strict=True):
            assert (one["title"][language], one["sum"][language]) == (told["title"], told["sum"])
