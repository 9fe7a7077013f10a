"""What is said of a rule that cannot be compiled: what is wrong, what would be right, and where it stands."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from app.rules.conditions import OPERATORS
from app.rules.errors import RuleError
from app.rules.quantities import compile_quantity
from tests.rules.small import OPEN, SMALL, World

Path = tuple[str | int, ...]
MONTHS, SUBMITTED = {"fact": "project.months"}, {"fact": "project.submissionDate"}
QUANTITIES = (
    "fact, plus, minus, times, per, least, most, between, firstOfNextMonth, aid, count, sum, largest, largestShare, share, "
    "ownShare, own, independent"
)
NO_QUANTITY = "is no quantity: a number, a fraction such as '2/3', a date, a fact or a sum is expected"
NO_EXPRESSION = "an expression is a mapping with all, any, not, rule, or a test with an operator"
ONE_OPERATOR = f"a test has one operator of {', '.join(OPERATORS)}"
MISPRINT = {"fact": "project.mouths"}
NO_SUCH_FACT = "there is no fact 'project.mouths' in the vocabulary"


@pytest.fixture
def world() -> World:
    return World()


def refusal(build: Callable[[], Any]) -> tuple[str, Path]:
    """The message of the refusal and where it points."""
    with pytest.raises(RuleError) as refused:
        build()
    assert str(refused.value) == refused.value.message
    return refused.value.message, refused.value.path


@pytest.mark.parametrize(
    ("node", "path", "message"),
    [
        ("much", (), f"'much' {NO_QUANTITY}"),
        ({}, (), f"{{}} {NO_QUANTITY}"),
        ({"where": OPEN, "among": "listed"}, (), f"a quantity is one of {QUANTITIES}; here: where, among"),
        ({"plus": [1, 2], "times": [1, 2]}, (), f"a quantity is one of {QUANTITIES}; here: plus, times"),
        ({"plus": [1, 2], "where": OPEN, "heading": ["staff"]}, (), "heading, where does not belong beside plus"),
        ({"fact": "project.months", "plus": [1, 2]}, (), "plus does not belong beside fact"),
        (MISPRINT, ("fact",), NO_SUCH_FACT),
        ({"firstOfNextMonth": MONTHS}, ("firstOfNextMonth",), "firstOfNextMonth takes a date"),
        ({"firstOfNextMonth": MISPRINT}, ("firstOfNextMonth", "fact"), NO_SUCH_FACT),
        ({"count": "people"}, ("count",), "count is over participants, beneficiaries or costs, not 'people'"),
        ({"sum": "costs", "where": OPEN | {"not": OPEN}}, ("where",), "not stands alone; fact, isFalse does not belong beside it"),
        (
            {"count": "participants", "among": "members"},
            ("among",),
            "among: listed counts everyone listed; without it the members of the consortium count",
        ),
        ({"aid": "research"}, ("aid",), "aid takes a list of codes"),
        ({"aid": []}, ("aid",), "aid takes a list of codes"),
        ({"aid": ["research", 3]}, ("aid",), "aid takes a list of codes"),
        ({"sum": "costs", "activity": "research"}, ("activity",), "activity takes a list of codes"),
        ({"own": "costs", "heading": 3}, ("heading",), "heading takes a list of codes"),
    ],
)
def test_a_faulty_quantity_is_refused_in_words(world: World, node: Any, path: Path, message: str) -> None:
    said = refusal(lambda: compile_quantity(world.compiler, node, ("limit", 2)))
    assert said == (message, ("limit", 2, *path))


@pytest.mark.parametrize("word", ["plus", "minus", "times", "per", "least", "most", "between"])
@pytest.mark.parametrize("parts", [[], [1], 3, "12", {"a": 1, "b": 2}])
def test_what_reckons_takes_two_quantities_or_more(world: World, word: str, parts: Any) -> None:
    said = refusal(lambda: compile_quantity(world.compiler, {word: parts}, ("limit",)))
    assert said == (f"{word} takes a list of at least two quantities", ("limit", word))


@pytest.mark.parametrize("word", ["per", "between"])
def test_a_quotient_and_a_pair_of_bounds_take_no_more_than_two(world: World, word: str) -> None:
    said = refusal(lambda: compile_quantity(world.compiler, {word: [1, 2, 3]}, ("limit",)))
    assert said == (f"{word} takes no more than 2 quantities", ("limit", word))


@pytest.mark.parametrize("word", ["plus", "minus", "times", "per", "least", "most", "between"])
@pytest.mark.parametrize(
    ("part", "kind"),
    [
        (SUBMITTED, "date"),
        (date(2024, 6, 1), "date"),
        ("2024-06-01", "date"),
        ({"firstOfNextMonth": SUBMITTED}, "date"),
        ({"fact": "participant.size"}, "code"),
        ({"fact": "project.secret"}, "code"),
        ({"fact": "project.themes"}, "code"),
    ],
)
def test_only_numbers_are_reckoned_with(world: World, word: str, part: Any, kind: str) -> None:
    said = refusal(lambda: compile_quantity(world.compiler, {word: [1, part]}, ("limit",)))
    assert said == (f"{word} reckons with numbers, not with a {kind}", ("limit", word, 1))


@pytest.mark.parametrize(
    "fact", ["participant.receivedEur", "applicant.receivedEur", "project.program", "project.submissionDate", "project.themes"]
)
def test_only_a_number_of_the_case_is_taken_between_bounds(world: World, fact: str) -> None:
    said = refusal(lambda: compile_quantity(world.compiler, {"fact": fact, "between": [0, 30]}, ("points",)))
    of_whom = fact.replace("applicant", "participant")
    assert said == (f"only a number of the case can be taken between bounds; {of_whom} is none", ("points", "between"))


def test_the_bounds_of_a_fact_are_plain_figures(world: World) -> None:
    node = {"fact": "project.resultPoints", "between": [0, {"fact": "project.share"}]}
    said = refusal(lambda: compile_quantity(world.compiler, node, ("points",)))
    assert said == ("project.resultPoints is taken between plain figures", ("points", "between", 1))


@pytest.mark.parametrize(
    ("node", "path", "message"),
    [
        (None, (), NO_EXPRESSION),
        ([SMALL], (), NO_EXPRESSION),
        ({"not": "secret"}, ("not",), NO_EXPRESSION),
        ({"all": [OPEN, {"not": {"any": [OPEN, 3]}}]}, ("all", 1, "not", "any", 1), NO_EXPRESSION),
        ({"all": OPEN}, ("all",), "all takes a list of expressions"),
        ({"all": [OPEN], "in": ["a"], "any": [OPEN]}, (), "all stands alone; any, in does not belong beside it"),
        ({"not": OPEN, "eq": 1}, (), "not stands alone; eq does not belong beside it"),
        ({"rule": "basic", "all": [OPEN]}, (), "rule stands alone; all does not belong beside it"),
        ({"not": {"rule": "basic"}}, ("not",), "a shared rule cannot be used here"),
        (MONTHS, (), f"{ONE_OPERATOR}; here: none"),
        ({**MONTHS, "gt": 0, "lte": 3}, (), f"{ONE_OPERATOR}; here: gt, lte"),
        ({**MISPRINT, "lte": 3}, ("fact",), NO_SUCH_FACT),
        ({**MONTHS, "lte": "much"}, ("lte",), f"'much' {NO_QUANTITY}"),
        ({**MONTHS, "lte": "2024-06-30"}, ("lte",), "lte compares numbers or dates; here a number with a date"),
        ({**SUBMITTED, "gte": 3}, ("gte",), "gte compares numbers or dates; here a date with a number"),
        ({"fact": "project.themes", "gte": 3}, ("gte",), "gte compares numbers or dates; here a code with a number"),
        (
            {"fact": "project.themes", "eq": {"fact": "project.program"}},
            ("eq",),
            "eq compares numbers or dates; here a code with a code",
        ),
        ({"sum": "costs", "in": ["many"]}, (), "in is for facts of type enum, bool or set"),
        ({"plus": [1, 2], "isTrue": True}, (), "isTrue is for facts of type enum, bool or set"),
        (
            {"fact": "participant.size", "in": ["huge", "small", "tiny"]},
            ("in",),
            "huge, tiny is no code of participant.size; it has large, medium, micro, small",
        ),
        (
            {"fact": "participant.size", "neq": None},
            ("neq",),
            "None is no code of participant.size; it has large, medium, micro, small",
        ),
    ],
)
def test_a_faulty_expression_is_refused_in_words(world: World, node: Any, path: Path, message: str) -> None:
    said = refusal(lambda: world.compiler.compile(node, None, ("conditions", "basic")))
    assert said == (message, ("conditions", "basic", *path))


def test_a_shared_rule_that_leads_back_to_itself_is_named_with_its_place(world: World) -> None:
    rules: dict[str, list[Any]] = {"basic": [{"any": [OPEN, {"rule": "basic"}]}]}
    said = refusal(lambda: world.compiler.compile({"all": [OPEN, {"rule": "basic"}]}, rules.__getitem__, ("conditions", "basic")))
    assert said == ("the shared rule basic leads back to itself", ("conditions", "basic", "all", 1, "any", 1))


def test_a_shared_rule_of_one_condition_is_that_condition(world: World) -> None:
    rules: dict[str, list[Any]] = {"basic": [SMALL]}
    assert world.compiler.compile({"rule": "basic"}, rules.__getitem__) is world.compiler.compile(SMALL)


OWN = {"fact": "participant.sound", "isTrue": True}
OF_WHOM = "project.bonus cannot follow from a participant's fact; name applicant."


@pytest.mark.parametrize("how", ["derived", "presumed"])
@pytest.mark.parametrize(
    ("choice", "path", "message"),
    [
        ({"value": 1, "when": OWN}, ("when",), OF_WHOM),
        ({"value": {"fact": "participant.receivedEur"}}, ("value",), OF_WHOM),
        ({"value": {"own": "costs"}}, ("value",), OF_WHOM),
        ({"value": 1, "when": {"all": [OPEN, {**MISPRINT, "lte": 3}]}}, ("when", "all", 1, "fact"), NO_SUCH_FACT),
        ({"value": 1, "when": {"rule": "basic"}}, ("when",), "a shared rule cannot be used here"),
        ({"value": {"plus": [1, MISPRINT]}}, ("value", "plus", 1, "fact"), NO_SUCH_FACT),
    ],
)
def test_a_faulty_derivation_or_presumption_is_refused_with_its_fact(how: str, choice: Any, path: Path, message: str) -> None:
    fact = {"type": "decimal", how: [{"value": 2, "when": OPEN}, choice]}
    assert refusal(lambda: World({"project.bonus": fact})) == (message, ("project.bonus", how, 1, *path))


@pytest.mark.parametrize(
    ("derived", "path", "message"),
    [
        ({"own": "costs"}, (), OF_WHOM),
        ({"plus": [1, {"fact": "participant.receivedEur"}]}, (), OF_WHOM),
        ({"plus": [1, MISPRINT]}, ("plus", 1, "fact"), NO_SUCH_FACT),
    ],
)
def test_a_faulty_sum_is_refused_with_the_fact_it_gives(derived: Any, path: Path, message: str) -> None:
    fact = {"type": "decimal", "derived": derived}
    assert refusal(lambda: World({"project.bonus": fact})) == (message, ("project.bonus", "derived", *path))


def test_a_participants_own_sum_may_read_its_own_facts_and_a_projects_those_of_the_lead() -> None:
    World({"participant.bonus": {"type": "decimal", "derived": {"plus": [1, {"fact": "participant.receivedEur"}]}}})
    World({"project.bonus": {"type": "decimal", "derived": {"plus": [1, {"fact": "applicant.receivedEur"}]}}})


def derived_from(other: str) -> dict[str, Any]:
    return {"type": "integer", "derived": {"plus": [{"fact": other}, 1]}}


@pytest.mark.parametrize(
    "facts",
    [
        {"project.one": derived_from("project.one")},
        {"project.one": derived_from("project.other"), "project.other": derived_from("project.one")},
        # A presumption waits for what it reads, as a derivation does.
        {
            "project.one": derived_from("project.other"),
            "project.other": {"type": "integer", "presumed": ({"value": 3, "when": {"fact": "project.one", "gte": 2}},)},
        },
        {
            "project.one": {
                "type": "integer",
                "derived": {"count": "participants", "where": {"fact": "participant.one", "isTrue": True}},
            },
            "participant.one": {"type": "bool", "derived": [{"value": True, "when": {"fact": "project.one", "gte": 1}}]},
        },
    ],
)
def test_a_fact_that_follows_from_itself_is_refused(facts: dict[str, Any]) -> None:
    message, path = refusal(lambda: World(facts))
    (fact_id,) = path
    assert fact_id in facts
    assert message == f"{fact_id} follows from itself"
