"""Expressions and quantities, compiled once to functions of the arrays of facts.

The data form is that of the seed: `{fact: id, op: value}`, `all`, `any`, `not`, `rule`; quantities are numbers, facts, sums,
counts and so on. Equal expressions are compiled to one `Check`, whose verdict is remembered for the case that is evaluated.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.rules import quantities
from app.rules.errors import RuleError
from app.rules.source import Ask, Held, Name, Run, Source, joined, source
from app.rules.values import Among, Range, at_most, below, equal
from app.rules.verdict import MET, NOT_MET, UNKNOWN, negate
from app.rules.vocabulary import MEMO, Fact, Vocabulary

Reads = frozenset[tuple[str, str]]

COMPARISONS: dict[str, Callable[[Any, Any], int]] = {
    "eq": equal,
    "neq": lambda left, right: negate(equal(left, right)),
    "lt": below,
    "lte": at_most,
    "gt": lambda left, right: below(right, left),
    "gte": lambda left, right: at_most(right, left),
}
SIGNS = {"eq": "==", "neq": "!=", "lt": "<", "lte": "<=", "gt": ">", "gte": ">="}
HEAVY = 10
OPERATORS = (*COMPARISONS, "in", "notIn", "isTrue", "isFalse", "subsetOf", "intersects")


@dataclass(frozen=True, slots=True, eq=False)
class Check:
    """A compiled expression.

    `verdict` gives the verdict for a case and a participant; that of a heavy expression is remembered, for the participant when
    it is about one, else for the case. A local check reads what the aid scheme of the moment gave, and is not remembered.
    `evaluate` works it out anew; `source` is what a larger expression has of it. `reads` are pairs of a fact and whose: own, lead,
    all or case. `decides` is the fact of a plain test that can turn out either way, `thresholds` what facts are held against.
    """

    index: int
    evaluate: Ask
    verdict: Ask
    source: Source
    per_participant: bool
    local: bool
    reads: Reads
    decides: str | None = None
    thresholds: quantities.Thresholds = ()
    fact_ids: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        """Gather the ids of the facts it reads."""
        object.__setattr__(self, "fact_ids", frozenset([fact_id for fact_id, _ in self.reads]))


@dataclass(frozen=True, slots=True)
class Compiled:
    """The parts of a `Check` before it has a place among the others."""

    source: Source
    per_participant: bool
    local: bool
    reads: Reads
    decides: str | None = None
    thresholds: quantities.Thresholds = ()


class Compiler:
    """Compiles expressions against a vocabulary; equal ones become the same `Check`.

    `rule` gives the expressions of a shared rule for a date inside the slice that is being compiled. `remembered` is how many
    verdicts are remembered of a case and of each participant.
    """

    def __init__(self, vocabulary: Vocabulary) -> None:
        self.vocabulary = vocabulary
        self.checks: list[Check] = []
        self.remembered = 0
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
        """One check for all of these, the same for the same ones."""
        if len(checks) == 1:
            return checks[0]
        key = f"together {[check.index for check in checks]}"
        whole = self._by_key.get(key)
        if whole is None:
            whole = self._by_key[key] = self._add(_joined(all_of([check.source for check in checks]), checks))
        return whole

    def _add(self, parts: Compiled) -> Check:
        evaluate: Ask = parts.source.function()
        verdict = evaluate
        whole = parts.source
        if whole.weight >= HEAVY:
            whole = source(Held(evaluate), "(c, p)", weight=1)
            if not parts.local:
                whole = self._remembering(parts, evaluate)
                verdict = whole.function()
        check = Check(
            len(self.checks),
            evaluate,
            verdict,
            whole,
            parts.per_participant,
            parts.local,
            parts.reads,
            parts.decides,
            parts.thresholds,
        )
        self.checks.append(check)
        return check

    def _remembering(self, parts: Compiled, evaluate: Ask) -> Source:
        """The same expression, worked out once for the case or for the participant."""
        place = self.remembered
        self.remembered += 1
        for fact_id in sorted({fact_id for fact_id, _ in parts.reads}):
            self._reading.setdefault(fact_id, []).append(place)

        def work_out(case: list[Any], participant: list[Any]) -> int:
            memo = (participant if parts.per_participant else case)[MEMO]
            verdict = memo[place] = evaluate(case, participant)
            return verdict

        kept, array = Name(), "p" if parts.per_participant else "c"
        return source(
            "(", kept, " if (", kept, f" := {array}[{MEMO}][{place}]) is not None else ", Held(work_out), "(c, p))", weight=1
        )

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
                return _joined(build([part.source for part in parts]), parts)
        if "not" in node:
            _only(node, {"not"}, path)
            inner = self.compile(node["not"], None, (*path, "not"))
            return _joined(source(f"({MET} - ", inner.source, ")"), [inner])
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
            thresholds = tuple((fact.id, other) for fact, other in ((left.fact, right), (right.fact, left)) if fact is not None)
            for fact_id, other in thresholds:
                self.thresholds.setdefault(fact_id, []).append(other)
            if left.kind != right.kind or left.kind == "code":
                raise RuleError(f"{operator} compares numbers or dates; here a {left.kind} with a {right.kind}", (*path, operator))
            decides = left.fact.id if left.fact is not None and _either_way(left.fact, right.constant) else None
            return Compiled(
                _comparison(operator, left, right),
                left.per_participant or right.per_participant,
                left.local or right.local,
                left.reads | right.reads,
                decides,
                (*thresholds, *left.thresholds, *right.thresholds),
            )
        if left.fact is None:
            raise RuleError(f"{operator} is for facts of type enum, bool or set", path)
        test = _membership(operator, left.fact, left.source, value, (*path, operator))
        named = set(value if isinstance(value, list) else [value])
        either_way = left.fact.type == "bool" or operator == "intersects" or named < left.fact.codes
        decides = left.fact.id if either_way else None
        return Compiled(test, left.per_participant, left.local, left.reads, decides)


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


def verdicts_on(checks: Sequence[Check]) -> Run:
    """The verdicts on all of these, as one function that gives a tuple."""
    verdicts = [source(check.source, ", ") for check in checks]
    return source("(", *verdicts, ")").function()


def all_of(parts: list[Source]) -> Source:
    """Kleene's and: the least verdict; the first that is not met ends it."""
    if len(parts) == 1:
        return parts[0]
    verdicts = [Name() for _ in parts]
    asked = [source("(", verdict, " := ", part, ")") for verdict, part in zip(verdicts, parts, strict=True)]
    together = joined([source(verdict, weight=0) for verdict in verdicts], " + ")
    return source("(", joined(asked, " and "), f" and ({MET} if ", together, f" == {MET * len(parts)} else {UNKNOWN}))")


def any_of(parts: list[Source]) -> Source:
    """Kleene's or: the greatest verdict; the first that is met ends it."""
    if len(parts) == 1:
        return parts[0]
    verdicts = [Name() for _ in parts]
    asked = [source("(", verdict, " := ", part, f") == {MET}") for verdict, part in zip(verdicts, parts, strict=True)]
    together = joined([source(verdict, weight=0) for verdict in verdicts], " | ")
    return source(f"({MET} if ", joined(asked, " or "), " else ", together, ")")


def _joined(whole: Source, parts: Sequence[Check]) -> Compiled:
    return Compiled(
        source(whole, weight=whole.weight + 1),
        any(part.per_participant for part in parts),
        any(part.local for part in parts),
        frozenset().union(*(part.reads for part in parts)),
        thresholds=tuple(threshold for part in parts for threshold in part.thresholds),
    )


def _only(node: Mapping[str, Any], allowed: set[str], path: tuple[str | int, ...]) -> None:
    extra = sorted(set(node) - allowed)
    if extra:
        raise RuleError(f"{', '.join(allowed)} stands alone; {', '.join(extra)} does not belong beside it", path)


def _comparison(operator: str, left: quantities.Quantity, right: quantities.Quantity) -> Source:
    """Left held against right: unknown without either, and by their bounds where one is a range."""
    one, other, of_range = Name(), Name(), Held(Range)
    left_is_open = source("(", one, " := ", left.source, ") is None")
    right_is_open = source("(", other, " := ", right.source, ") is None")
    open_ranges = source(one, ".__class__ is ", of_range, weight=0)
    if right.constant is None:
        left_is_open = source(left_is_open, " or ", right_is_open)
        open_ranges = source(open_ranges, " or ", other, ".__class__ is ", of_range)
        limit: Source = source(other, weight=0)
    else:
        limit = right.source
    by_bounds = source(Held(COMPARISONS[operator]), "(", one, ", ", limit, ")", weight=0)
    plain = source(one, f" {SIGNS[operator]} ", limit, weight=1)
    return source(
        f"({UNKNOWN} if ", left_is_open, " else ", by_bounds, " if ", open_ranges, f" else {MET} if ", plain, f" else {NOT_MET})"
    )


def _membership(operator: str, fact: Fact, get: Source, value: Any, path: tuple[str | int, ...]) -> Source:
    found = Name()
    is_open = source(f"({UNKNOWN} if (", found, " := ", get, ") is None else ")
    if operator in ("isTrue", "isFalse"):
        if fact.type != "bool" or value is not True:
            raise RuleError(f"{operator}: true is for a fact of type bool; {fact.id} is {fact.type}", path)
        true, false = (MET, NOT_MET) if operator == "isTrue" else (NOT_MET, MET)
        return source(is_open, f"{true} if ", found, f" else {false})", weight=1)
    if operator in ("lt", "lte", "gt", "gte"):
        raise RuleError(f"{operator} compares numbers or dates; {fact.id} is {fact.type}", path)
    named = [value] if operator in ("eq", "neq") else value
    if not isinstance(named, list) or not named:
        raise RuleError(f"{operator} takes a list of codes of {fact.id}; it has {', '.join(sorted(fact.codes))}", path)
    strange = sorted(str(code) for code in named if not isinstance(code, str) or code not in fact.codes)
    if strange:
        raise RuleError(f"{', '.join(strange)} is no code of {fact.id}; it has {', '.join(sorted(fact.codes))}", path)
    codes = frozenset(named)
    if operator in ("eq", "in", "neq", "notIn"):
        if fact.type != "enum":
            raise RuleError(f"{operator} with codes is for a fact of type enum; {fact.id} is {fact.type}", path)
        inside = MET if operator in ("eq", "in") else NOT_MET
        return _one_of(get, codes, inside) if codes < fact.codes else source(f"{inside}")
    if fact.type != "set":
        raise RuleError(f"{operator} is for a fact of type set; {fact.id} is {fact.type}", path)
    if operator == "subsetOf" and codes == fact.codes:
        return source(f"{MET}")
    sign = "<=" if operator == "subsetOf" else "&"
    return source(is_open, f"{MET} if ", found, f" {sign} ", Held(codes), f" else {NOT_MET})", weight=1)


def _one_of(get: Source, codes: frozenset[str], inside: int) -> Source:
    found, wanted, outside = Name(), Held(codes), negate(inside)
    among = source(Held(_among), "(", found, ", ", wanted, f", {inside})")
    is_inside = source(f"({inside} if (", found, " := ", get, ") in ", wanted)
    is_open = source(f" else {UNKNOWN} if ", found, " is None")
    is_code = source(f" else {outside} if ", found, ".__class__ is ", Held(str))
    return source(is_inside, is_open, is_code, " else ", among, ")", weight=1)


def _among(value: Among, codes: frozenset[str], inside: int) -> int:
    """The verdict on a code that is one of several."""
    if value.codes <= codes:
        return inside
    return UNKNOWN if value.codes & codes else negate(inside)
