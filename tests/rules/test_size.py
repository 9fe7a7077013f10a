"""Size classes: the cases of our list of legal cases, and what unknown figures leave possible."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.rules.size import Accounts, newest, size_of
from app.rules.values import Among, Number, as_number
from tests.rules.small import CLASSES, MILLION

ORDER = ("micro", "small", "medium", "large")


def accounts(headcount: str | None, turnover: str | None, balance: str | None) -> Accounts:
    """Accounts: annual work units, turnover and balance total in millions of euro."""

    def exact(text: str | None, unit: int) -> Number | None:
        if text is None:
            return None
        whole, _, decimals = text.partition(".")
        return as_number(int(whole + decimals) * unit, 10 ** len(decimals))

    return Accounts(2020, exact(headcount, 1), exact(turnover, MILLION), exact(balance, MILLION))


def possible(figures: Accounts) -> set[str]:
    size = size_of(figures, CLASSES)
    return set(size.codes) if isinstance(size, Among) else {size}


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "size"),
    [
        pytest.param("260", "30", "40", "large", id="PUB-01: headcount is decisive"),
        pytest.param("249.9", "50", "60", "medium", id="DER-01: turnover exactly at the ceiling is inside"),
        pytest.param("250", "10", "10", "large", id="DER-02: 250 is not below 250"),
        pytest.param("249", "50.01", "43", "medium", id="DER-03: balance exactly at the ceiling rescues"),
        pytest.param("249", "50.01", "43.01", "large", id="DER-04: both amounts above"),
        pytest.param("50", "3", "3", "medium", id="DER-06: 50 is not below 50"),
        pytest.param("9.99", "2", "9", "micro", id="DER-07: turnover alone suffices"),
        pytest.param("8", "12", "11", "medium", id="DER-08: few staff, but both amounts too high for small"),
        pytest.param("10", "1", "1", "small", id="DER-09: 10 is not below 10"),
    ],
)
def test_the_size_follows_from_the_accounts(headcount: str, turnover: str, balance: str, size: str) -> None:
    assert size_of(accounts(headcount, turnover, balance), CLASSES) == size


@pytest.mark.parametrize(
    ("headcount", "turnover", "balance", "left"),
    [
        (None, None, None, {"micro", "small", "medium", "large"}),
        ("300", None, None, {"large"}),
        ("9", None, None, {"micro", "small", "medium", "large"}),
        ("9", "1", None, {"micro"}),
        ("9", "3", None, {"micro", "small"}),
        ("9", "11", None, {"micro", "small", "medium"}),
        (None, "1", "1", {"micro", "small", "medium", "large"}),
        (None, "60", "60", {"large"}),
        ("60", None, None, {"medium", "large"}),
    ],
)
def test_what_is_not_known_leaves_several_classes_possible(
    headcount: str | None, turnover: str | None, balance: str | None, left: set[str]
) -> None:
    assert possible(accounts(headcount, turnover, balance)) == left


def test_a_definition_without_an_open_last_class_leaves_the_classes_that_are_possible() -> None:
    assert size_of(accounts("5", None, None), CLASSES[:2]) == Among(frozenset({"micro", "small"}))
    assert size_of(accounts("20", None, None), CLASSES[:2]) == "small"


def test_the_newest_accounts_count_in_whatever_order_they_are_given() -> None:
    old, new = Accounts(2019, 300), Accounts(2021, 5)
    assert newest((old, new)) is new
    assert newest((new, old)) is new


def test_of_accounts_of_one_year_the_first_count_even_where_figures_are_unknown() -> None:
    first, second = Accounts(2021, None, 5), Accounts(2021, 300)
    assert newest((first, second)) is first
    assert newest((second, first)) is second


figures = st.sampled_from(["0", "9", "10", "49.5", "50", "249", "250"])
amounts = st.sampled_from(["0", "2", "2.01", "10", "10.01", "43", "43.01", "50", "50.01"])


@given(figures, amounts, amounts, st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_the_size_of_known_accounts_is_among_those_that_unknown_ones_leave(
    headcount: str, turnover: str, balance: str, hidden: tuple[bool, bool, bool]
) -> None:
    known = (headcount, turnover, balance)
    some = [None if hide else figure for figure, hide in zip(known, hidden, strict=True)]
    size = possible(accounts(*known))
    assert len(size) == 1
    assert size <= possible(accounts(*some))


@given(figures, amounts, amounts)
def test_more_staff_or_more_money_never_makes_smaller(headcount: str, turnover: str, balance: str) -> None:
    (size,) = possible(accounts(headcount, turnover, balance))
    for more_staff, more_turnover, more_balance in product(("0", "1"), repeat=3):
        grown = accounts(
            str(float(headcount) + float(more_staff)),
            str(float(turnover) + float(more_turnover)),
            str(float(balance) + float(more_balance)),
        )
        (larger,) = possible(grown)
        assert ORDER.index(larger) >= ORDER.index(size)
