"""180 cases exact to the cent, against arithmetic in fractions that is written here (float32 was wrong in 75 of 180 elsewhere)."""

import random
from dataclasses import dataclass
from fractions import Fraction

import pytest
from starlette.testclient import TestClient

from tests.contract.asking import DEVELOPMENT, RESEARCH, Json, case, cost, only, party

COUNT, GROUPS = 180, 6
BASE = {RESEARCH: 50, DEVELOPMENT: 25}
SIZE = {"micro": 20, "small": 20, "medium": 10, "large": 0}
CAP = 60
LEAST, MOST = 100_000_00, 3_000_000_00


@dataclass(frozen=True)
class Generated:
    """Enterprises of research projects in 2019: sizes, costs in cents by participant and activity, and whether they are linked."""

    sizes: tuple[str, ...]
    cents: tuple[tuple[int, str, int], ...]
    linked: bool


def half_up(value: Fraction) -> int:
    return int(value + Fraction(1, 2))


def collaborates(one: Generated) -> bool:
    """Two independent enterprises, an SME among them, none with more than 70 % of the costs."""
    totals = [sum(cents for who, _, cents in one.cents if who == n) for n in range(len(one.sizes))]
    return len(one.sizes) > 1 and not one.linked and set(one.sizes) != {"large"} and max(totals) * 100 <= 70 * sum(totals)


def reckoned(one: Generated) -> list[int]:
    """The aid of each participant in cents: rounded once for each activity."""
    bonus = 10 if collaborates(one) else 0
    amounts = []
    for n, size in enumerate(one.sizes):
        by_activity = {activity: sum(cents for who, what, cents in one.cents if (who, what) == (n, activity)) for activity in BASE}
        rates = {activity: min(CAP, points + SIZE[size] + bonus) for activity, points in BASE.items()}
        amounts.append(sum(half_up(Fraction(cents * rates[activity], 100)) for activity, cents in by_activity.items()))
    return amounts


def generated(chance: random.Random) -> Generated:
    """A case with amounts where floats go wrong: odd cents, halves of a cent after the rate, and large ones."""
    count = chance.choice([1, 2, 2, 3])
    lines: list[tuple[int, str, int]] = []
    for n in range(count):
        for activity in chance.sample(list(BASE), chance.choice([1, 2])):
            for _ in range(chance.choice([1, 1, 3])):
                least, most = chance.choice([(1, 2000), (10**6, 10**8), (10**9, 10**13)])
                lines.append((n, activity, chance.randrange(least, most)))
    return Generated(tuple(chance.choice(list(SIZE)) for _ in range(count)), tuple(lines), chance.random() < 0.2)


def body_of(one: Generated) -> Json:
    names = "abc"
    people = [party(names[n], size) for n, size in enumerate(one.sizes)]
    if one.linked:
        for n, person in enumerate(people[1:]):
            person["linkedTo"] = [names[n]]
    lines = [cost(names[n], f"{cents // 100}.{cents % 100:02d}", activity) for n, activity, cents in one.cents]
    return case(*people, on="2019-06-15", costs=lines, instruments=["researchProject"], internationalProgram="none")


def cents_of(amount: Json) -> int:
    assert amount["min"] == amount["max"]
    whole, _, rest = str(amount["min"]).partition(".")
    return int(whole) * 100 + int(rest)


@pytest.mark.parametrize("group", range(GROUPS))
def test_exact_to_the_cent(client: TestClient, group: int) -> None:
    chance = random.Random(f"cents {group}")
    for _ in range(COUNT // GROUPS):
        one = generated(chance)
        item, expected = only(client, body_of(one)), reckoned(one)
        told = [cents_of(part["amountEur"]) for part in item["aid"]["byParticipant"]]
        assert told == expected, one
        assert cents_of(item["aid"]["amountEur"]) == sum(expected)
        inside = LEAST <= sum(expected) <= MOST
        assert item["eligibility"] == ("eligible" if inside else "ineligible"), one


def test_the_generated_cases_are_not_all_alike() -> None:
    """What the others rest on: sums inside and outside the band, with and without the bonus, and halves of a cent among them."""
    made = [generated(random.Random(f"cents {group} {n}")) for group in range(GROUPS) for n in range(COUNT // GROUPS)]
    assert {collaborates(one) for one in made} == {True, False}
    assert {LEAST <= sum(reckoned(one)) <= MOST for one in made} == {True, False}
    halves = [cents for one in made for _, _, cents in one.cents if cents * 45 % 100 == 50]
    assert halves


@pytest.mark.parametrize(
    ("euro", "amount"),
    [("0.01", "0.00"), ("0.02", "0.01"), ("0.10", "0.05"), ("1.10", "0.50"), ("3.30", "1.49"), ("33333.30", "14999.99")],
)
def test_halves_of_a_cent_are_rounded_up(client: TestClient, euro: str, amount: str) -> None:
    """45 %: 0.45, 0.9, 4.5, 49.5, 148.5 and 1 499 998.5 cents."""
    item = only(client, case(party("a", "small"), costs=[cost("a", euro)]))
    assert item["aid"]["amountEur"] == {"min": amount, "max": amount}


@pytest.mark.parametrize("euro", ["100000000000", "99999999999.99", "12345678901.23"])
def test_the_largest_amounts_stay_exact(client: TestClient, euro: str) -> None:
    item = only(client, case(party("a", "small"), costs=[cost("a", euro)]))
    assert cents_of(item["aid"]["amountEur"]) == half_up(Fraction(euro) * 45)
