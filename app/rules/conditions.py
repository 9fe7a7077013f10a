"""Expressions and quantities, compiled once to closures over the arrays of facts.

The data form is that of the seed: `{fact: id, op: value}`, `all`, `any`, `not`, `rule`; quantities are numbers, facts, sums,
counts and so on. Equal expressions are compiled to one `Check`, whose verdict is remembered for the case that is evaluated.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from app.rules import quantities
from app.rules.errors import RuleError
from app.rules.values import Among, Value, at_most, below, equal
from app.rules.verdict import MET, NOT_MET, UNKNOWN, negate
from app.rules.vocabulary import MEMO, Fact, Vocabulary

Evaluate = Callable[[list[Any], list[Any]], int]
Reads = frozenset[tuple[str, str]]

COMPARISONS: dict[str, Callable[[Any, Any], int]] = {
    "eq": equal,
    "neq": lambda left, right: negate(equal(left, right)),
    "lt": below,
    "lte": at_most,
    "gt": lambda left, right: below(right, left),
    "gte": lambda left, right: at_most(right, left),
}
OPERATORS = (*COMPARISONS, "in", "notIn", "isTrue", "isFalse", "subsetOf", "intersects")


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A compiled expression.

    `verdict` gives the verdict for a case and a participant and remembers it, for the participant when the expression is about
    one, else for the case; a local check reads what the aid scheme of the moment gave, and is not remembered. `evaluate` works
    it out anew. `reads` are pairs of a fact and whose: own, lead, all or case. `decides` is the fact of a plain test that can
    turn out either way.
    """

    index: int
    evaluate: Evaluate
    verdict: Evaluate
    per_participant: bool
    local: bool
    reads: Reads
    decides: str | None = None


def remembering(evaluate: Evaluate, index: int, *, per_participant: bool) -> Evaluate:
    """The same evaluation, worked out once for the case or for the participant."""
    if per_participant:

        def of_participant(case: list[Any], participant: list[Any]) -> int:
            memo = participant[MEMO]
            verdict: int | None = memo[index]
            if verdict is None:
                verdict = memo[index] = evaluate(case, participant)
            return verdict

        return of_participant

    def of_case(case: list[Any], participant: list[Any]) -> int:
        memo = case[MEMO]
        verdict: int | None = memo[index]
        if verdict is None:
            verdict = memo[index] = evaluate(case, participant)
        return verdict

    return of_case


@dataclass(frozen=True, slots=True)
class Compiled:
    """The parts of a `Check` before it has a place in the memo."""

    evaluate: Evaluate
    per_participant: bool
    local: bool
    reads: Reads
    decides: str | None = None


class Compiler:
    """Compiles expressions against a vocabulary; equal ones become the same `Check`.

    `rule` gives the expressions of a shared rule for a date inside the slice that is being compiled.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.checks: list[Check] = []
        self.derivations: dict[str, quantities.Get] = {}
        self.derived_reads: dict[str, Reads] = {}
        self.thresholds: dict[str, list[quantities.Quantity]] = {}
        self._reading: dict[str, list[int]] = {}
        self._by_key: dict[str, Check] = {}

    def compile(self, node: Any, rule: Callable[[str], list[Any]] | None = None, path: tuple[str | int, ...] = ()) -> Check:
        """The check for an expression; raises `RuleError` with the path of what is wrong."""
        node = expand(node, rule, path)
        key = json.dumps(node, sort_keys=True, default=str)
        check = self._by_key.get(key)
        if check is None:
            check = self._by_key[key] = self._add(self._expression(node, path))
        return check

    def together(self, checks: Sequence[Check]) -> Check:
        """One check for all of these, so that what several instruments ask together is worked out once."""
        if len(checks) == 1:
            return checks[0]
        key = f"together {[check.index for check in checks]}"
        joined = self._by_key.get(key)
        if joined is None:
            parts = list(checks)
            joined = self._by_key[key] = self._add(_joined(all_of(tuple(part.verdict for part in parts)), parts))
        return joined

    def _add(self, parts: Compiled) -> Check:
        index = len(self.checks)
        verdict = parts.evaluate
        if not parts.local:
            verdict = remembering(parts.evaluate, index, per_participant=parts.per_participant)
        check = Check(index, parts.evaluate, verdict, parts.per_participant, parts.local, parts.reads, parts.decides)
        self.checks.append(check)
        for fact_id in {fact_id for fact_id, _ in check.reads}:
            self._reading.setdefault(fact_id, []).append(index)
        return check

    def reading(self, fact_id: str) -> list[int]:
        """The places in the memo of the checks that read a fact."""
        return self._reading.get(fact_id, [])

    def fact(self, fact_id: Any, path: tuple[str | int, ...]) -> Fact:
        """The fact of this id; `applicant.x` is `participant.x`."""
        name = f"participant.{fact_id[10:]}" if isinstance(fact_id, str) and fact_id.startswith("applicant.") else fact_id
        found = self.vocabulary.facts.get(name) if isinstance(name, str) else None
        if found is None:
            raise RuleError(f"there is no fact {fact_id!r} in the vocabulary", path)
        return found

    def _expression(self, node: Any, path: tuple[str | int, ...]) -> Compiled:
        if not isinstance(node, Mapping):
            raise RuleError("an expression is a mapping with all, any, not, rule, or a test with an operator", path)
        for word, build in (("all", all_of), ("any", any_of)):
            if word in node:
                _only(node, {word}, path)
                if not isinstance(node[word], list) or not node[word]:
                    raise RuleError(f"{word} takes a list of expressions", (*path, word))
                parts = [self.compile(part, None, (*path, word, n)) for n, part in enumerate(node[word])]
                return _joined(build(tuple(part.verdict for part in parts)), parts)
        if "not" in node:
            _only(node, {"not"}, path)
            inner = self.compile(node["not"], None, (*path, "not"))
            return _joined(lambda case, participant: negate(inner.verdict(case, participant)), [inner])
        return self._test(node, path)

    def _test(self, node: Mapping[str, Any], path: tuple[str | int, ...]) -> Compiled:
        operators = [key for key in node if key in OPERATORS]
        if len(operators) != 1:
            raise RuleError(f"a test has one operator of {', '.join(OPERATORS)}; here: {', '.join(operators) or 'none'}", path)
        operator = operators[0]
        value = node[operator]
        left_node = {key: item for key, item in node.items() if key != operator}
        left = quantities.compile_quantity(self, left_node, path)
        if operator in COMPARISONS and not (left.fact is not None and left.fact.type in ("enum", "bool")):
            right = quantities.compile_quantity(self, value, (*path, operator))
            for fact, other in ((left.fact, right), (right.fact, left)):
                if fact is not None:
                    self.thresholds.setdefault(fact.id, []).append(other)
            if left.kind != right.kind or left.kind == "code":
                raise RuleError(f"{operator} compares numbers or dates; here a {left.kind} with a {right.kind}", (*path, operator))
            evaluate = _comparison(operator, left, right)
            decides = left.fact.id if left.fact is not None and _either_way(left.fact, right.constant) else None
            return Compiled(
                evaluate,
                left.per_participant or right.per_participant,
                left.local or right.local,
                left.reads | right.reads,
                decides,
            )
        if left.fact is None:
            raise RuleError(f"{operator} is for facts of type enum, bool or set", path)
        evaluate = _membership(operator, left.fact, left.get, value, (*path, operator))
        decides = left.fact.id if left.fact.type != "enum" or not isinstance(value, list) or set(value) < left.fact.codes else None
        return Compiled(evaluate, left.per_participant, left.local, left.reads, decides)


def _either_way(fact: Fact, threshold: Any) -> bool:
    """Whether a comparison with a plain figure can turn out either way: the figure lies well inside the fact's bounds."""
    if threshold is None or fact.type == "date":
        return threshold is not None
    least = 0 if fact.minimum is None else fact.minimum
    return bool(least < threshold and (fact.maximum is None or threshold < fact.maximum))


def expand(
    node: Any, rule: Callable[[str], list[Any]] | None, path: tuple[str | int, ...] = (), within: tuple[str, ...] = ()
) -> Any:
    """The expression with every reference to a shared rule replaced by `all` of its expressions."""
    if isinstance(node, list):
        return [expand(part, rule, (*path, n), within) for n, part in enumerate(node)]
    if isinstance(node, Mapping):
        if "rule" in node:
            _only(node, {"rule"}, path)
            if rule is None:
                raise RuleError("a shared rule cannot be used here", path)
            if node["rule"] in within:
                raise RuleError(f"the shared rule {node['rule']} leads back to itself", path)
            found = [expand(part, rule, path, (*within, node["rule"])) for part in rule(node["rule"])]
            return found[0] if len(found) == 1 else {"all": found}
        return {key: expand(part, rule, (*path, key), within) for key, part in node.items()}
    return node


def all_of(parts: tuple[Evaluate, ...]) -> Evaluate:
    """Kleene's and: the least verdict."""

    def evaluate(case: list[Any], participant: list[Any]) -> int:
        least = MET
        for part in parts:
            verdict = part(case, participant)
            if verdict < least:
                if verdict == NOT_MET:
                    return NOT_MET
                least = verdict
        return least

    return evaluate


def any_of(parts: tuple[Evaluate, ...]) -> Evaluate:
    """Kleene's or: the greatest verdict."""

    def evaluate(case: list[Any], participant: list[Any]) -> int:
        greatest = NOT_MET
        for part in parts:
            verdict = part(case, participant)
            if verdict > greatest:
                if verdict == MET:
                    return MET
                greatest = verdict
        return greatest

    return evaluate


def _joined(evaluate: Evaluate, parts: list[Check]) -> Compiled:
    return Compiled(
        evaluate,
        any(part.per_participant for part in parts),
        any(part.local for part in parts),
        frozenset().union(*(part.reads for part in parts)),
    )


def _only(node: Mapping[str, Any], allowed: set[str], path: tuple[str | int, ...]) -> None:
    extra = sorted(set(node) - allowed)
    if extra:
        raise RuleError(f"{', '.join(allowed)} stands alone; {', '.join(extra)} does not belong beside it", path)


def _comparison(operator: str, left: quantities.Quantity, right: quantities.Quantity) -> Evaluate:
    compare, left_get, right_get = COMPARISONS[operator], left.get, right.get
    if right.constant is not None and operator in ("lte", "gte"):
        limit = right.constant
        up = operator == "gte"

        def against_constant(case: list[Any], participant: list[Any]) -> int:
            value = left_get(case, participant)
            if value is None:
                return UNKNOWN
            if value.__class__ is int or value.__class__ is Fraction:
                return MET if (value >= limit if up else value <= limit) else NOT_MET
            return compare(value, limit)

        return against_constant
    return lambda case, participant: compare(left_get(case, participant), right_get(case, participant))


def _membership(
    operator: str, fact: Fact, get: Callable[[list[Any], list[Any]], Value], value: Any, path: tuple[str | int, ...]
) -> Evaluate:
    if operator in ("isTrue", "isFalse"):
        if fact.type != "bool" or value is not True:
            raise RuleError(f"{operator}: true is for a fact of type bool; {fact.id} is {fact.type}", path)
        wanted = operator == "isTrue"
        return lambda case, participant: (
            UNKNOWN if (found := get(case, participant)) is None else MET if found is wanted else NOT_MET
        )
    codes = frozenset([value] if operator in ("eq", "neq") else value if isinstance(value, list) else ())
    strange = sorted(str(code) for code in codes - fact.codes)
    if not codes or strange:
        raise RuleError(f"{', '.join(strange) or value!r} is no code of {fact.id}; it has {', '.join(sorted(fact.codes))}", path)
    if operator in ("eq", "in", "neq", "notIn"):
        if fact.type != "enum":
            raise RuleError(f"{operator} with codes is for a fact of type enum; {fact.id} is {fact.type}", path)
        inside = MET if operator in ("eq", "in") else NOT_MET
        return _one_of(get, codes, inside) if codes < fact.codes else lambda case, participant: inside
    if fact.type != "set":
        raise RuleError(f"{operator} is for a fact of type set; {fact.id} is {fact.type}", path)
    if operator == "subsetOf":
        return lambda case, participant: (
            UNKNOWN if (found := get(case, participant)) is None else MET if found <= codes else NOT_MET  # type: ignore[operator]
        )
    return lambda case, participant: (
        UNKNOWN if (found := get(case, participant)) is None else MET if found & codes else NOT_MET  # type: ignore[operator]
    )


def _one_of(get: Callable[[list[Any], list[Any]], Value], codes: frozenset[str], inside: int) -> Evaluate:
    outside = negate(inside)

    def evaluate(case: list[Any], participant: list[Any]) -> int:
        value = get(case, participant)
        if value is None:
            return UNKNOWN
        if isinstance(value, Among):
            if value.codes <= codes:
                return inside
            return UNKNOWN if value.codes & codes else outside
        return inside if value in codes else outside

    return evaluate
