"""What follows from a case, or is presumed of it: values in an order, each with its condition."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.rules import quantities
from app.rules.conditions import Check, Compiler
from app.rules.errors import RuleError
from app.rules.source import Name, Source, held, source
from app.rules.verdict import MET
from app.rules.vocabulary import REFERENCE, Fact


@dataclass(frozen=True, slots=True)
class Choice:
    """A value with its condition; `None` holds always."""

    check: Check | None
    value: quantities.Quantity


def compile_choices(compiler: Compiler, fact: Fact, choices: Sequence[Mapping[str, Any]], word: str) -> tuple[Choice, ...]:
    """The choices of a fact, from their data form (`value`, `when`) under a word; raises `RuleError` with the path."""
    compiled = []
    for n, choice in enumerate(choices):
        path = (fact.id, word, n)
        check = compiler.compile(choice["when"], None, (*path, "when")) if "when" in choice else None
        if check is not None and check.per_participant and not fact.of_participant:
            raise RuleError(f"{fact.id} cannot follow from a participant's fact; name applicant.", (*path, "when"))
        value = _value(compiler, choice["value"], (*path, "value"))
        if value.per_participant and not fact.of_participant:
            raise RuleError(f"{fact.id} cannot follow from a participant's fact; name applicant.", (*path, "value"))
        compiled.append(Choice(check, value))
    return tuple(compiled)


def _value(compiler: Compiler, value: Any, path: tuple[str | int, ...]) -> quantities.Quantity:
    if value == "referenceDate":
        return quantities.Quantity(source(f"c[{REFERENCE}]"), dated=True)
    if isinstance(value, bool) or (isinstance(value, str) and quantities.figure(value) is None):
        return quantities.constant(value)
    return quantities.compile_quantity(compiler, value, path)


def chosen(choices: Sequence[Choice]) -> Source:
    """What follows, else what is presumed: the first choice whose condition is met; nothing while one before it is open."""
    first = held(None)
    for choice in reversed(choices):
        if choice.check is None:
            first = choice.value.source
        else:
            verdict = Name()
            value = source("(", choice.value.source, " if ", verdict, f" == {MET} else None)")
            first = source("(", value, " if (", verdict, " := ", choice.check.source, ") else ", first, ")")
    return first


def reads_of(choices: Sequence[Choice]) -> frozenset[tuple[str, str]]:
    """The facts that any of the choices reads, each with whose."""
    checks = [choice.check.reads for choice in choices if choice.check is not None]
    return frozenset().union(*checks, *(choice.value.reads for choice in choices))
