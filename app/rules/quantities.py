"""Quantities of the rule language: numbers, dates, facts and what can be reckoned from them, compiled to source."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from app.rules import consortium
from app.rules.errors import RuleError
from app.rules.source import Held, Name, Run, Source, held, joined, source
from app.rules.values import PENDING, Number, Range, Value, as_number, bounds, ranged
from app.rules.verdict import MET
from app.rules.vocabulary import INDEX, LEAD, LISTED, MEMBERS, OUTCOME, SETTLING, Fact

if TYPE_CHECKING:
    from app.rules.conditions import Compiler

Reads = frozenset[tuple[str, str]]
Thresholds = tuple[tuple[str, "Quantity"], ...]
Path = tuple[str | int, ...]
Builder = Callable[["Compiler", Mapping[str, Any], Path], "Quantity"]

ARRAYS = {"case": "c", "lead": f"c[{LEAD}]", "own": "p"}
WEIGHT_OF_SUM, WEIGHT_OF_REDUCTION = 4, 100
FUNDED, FUNDED_ENTERPRISES, REQUESTED_AID = "participant.funded", "consortium.fundedEnterprises", "project.requestedAidEur"


@dataclass(frozen=True, slots=True)
class Quantity:
    """A compiled quantity. `fact` is set when it is just a fact, `constant` when it is a plain figure.

    `thresholds` are what facts are held against inside it, by their ids.
    """

    source: Source
    per_participant: bool = False
    local: bool = False
    reads: Reads = frozenset()
    fact: Fact | None = None
    constant: Any = None
    dated: bool = False
    thresholds: "Thresholds" = ()
    get: Run = field(init=False)

    def __post_init__(self) -> None:
        """Make the function that works it out for a case and a participant."""
        object.__setattr__(self, "get", self.source.function())

    @property
    def kind(self) -> str:
        """What it can be compared with: number, date or code."""
        if self.fact is not None:
            return {"integer": "number", "decimal": "number", "date": "date"}.get(self.fact.type, "code")
        return "date" if self.dated or isinstance(self.constant, date) else "number"


def figure(value: Any) -> Number | date | None:
    """A plain figure of the seed: a number, a date, or a string such as "2/3", "33.99" or "2021-03-01"; `None` for all else."""
    if isinstance(value, bool):
        return None
    if isinstance(value, (int, date)):
        return value
    if isinstance(value, Fraction):
        return as_number(value.numerator, value.denominator)
    if isinstance(value, str):
        try:
            if len(value) == 10 and value[4] == "-":
                return date.fromisoformat(value)
            exact = Fraction(value)
        except (ValueError, ZeroDivisionError):
            return None
        return as_number(exact.numerator, exact.denominator)
    return None


def constant(value: Any) -> Quantity:
    """The quantity that is always this."""
    return Quantity(held(value), constant=value)


def compile_quantity(compiler: "Compiler", node: Any, path: Path) -> Quantity:
    """The quantity for its data form; raises `RuleError` with the path of what is wrong."""
    plain = figure(node)
    if plain is not None:
        return constant(plain)
    if not isinstance(node, Mapping) or not node:
        raise RuleError(f"{node!r} is no quantity: a number, a fraction such as '2/3', a date, a fact or a sum is expected", path)
    words = ["fact"] if "fact" in node else [word for word in node if word in BUILDERS]
    if len(words) != 1:
        raise RuleError(f"a quantity is one of {', '.join(BUILDERS)}; here: {', '.join(map(str, node))}", path)
    word = words[0]
    extra = sorted(set(node) - {word} - NARROWING.get(word, set()))
    if extra:
        raise RuleError(f"{', '.join(extra)} does not belong beside {word}", path)
    return BUILDERS[word](compiler, node, path)


def _fact(compiler: "Compiler", node: Mapping[str, Any], path: Path) -> Quantity:
    fact = compiler.fact(node["fact"], (*path, "fact"))
    of_lead = str(node["fact"]).startswith("applicant.")
    if "between" in node:  # the fact when it is given, else anything between the two
        if fact.of_participant or fact.type not in ("integer", "decimal"):
            raise RuleError(f"only a number of the case can be taken between bounds; {fact.id} is none", (*path, "between"))
        span = compile_quantity(compiler, {"between": node["between"]}, path)
        for n, bound in enumerate(node["between"]):
            if figure(bound) is None:
                raise RuleError(f"{fact.id} is taken between plain figures", (*path, "between", n))
        get = source(Held(_within), "(", _reading(fact, "case"), ", ", span.source, ")")
        return Quantity(get, reads=frozenset({(fact.id, "case")}))
    if fact.id == FUNDED:
        whom = f"c[{LEAD}]" if of_lead else "p"
        return Quantity(source(f"c[{OUTCOME}].is_funded({whom})"), not of_lead, True, fact=fact)
    reads = frozenset({(fact.id, "case")})
    if fact.id == FUNDED_ENTERPRISES:
        kind = compiler.fact("participant.kind", path).slot
        reads |= {("participant.kind", "all")}
        return Quantity(_unless_given(fact, f"c[{OUTCOME}].funded_enterprises(c, {kind})"), local=True, reads=reads)
    if fact.id == REQUESTED_AID:
        return Quantity(_unless_given(fact, f"c[{OUTCOME}].total_eur()"), local=True, reads=reads)
    whose = "case" if not fact.of_participant else "lead" if of_lead else "own"
    return Quantity(_reading(fact, whose), whose == "own", reads=frozenset({(fact.id, whose)}), fact=fact)


def _unless_given(fact: Fact, computed: str) -> Source:
    """What a case says of a fact of its own, else what is computed."""
    value = Name()
    return source("(", value, " if (", value, f" := c[{fact.slot}]) is not None else {computed})")


def _reading(fact: Fact, whose: str) -> Source:
    """Reads a fact by position; one that is pending is settled."""
    place = f"{ARRAYS[whose]}[{fact.slot}]"
    if not fact.may_wait:
        return source(place)
    value = Name()
    settle = Held(_settler(fact, whose))
    return source("(", value, " if (", value, f" := {place}) is not ", Held(PENDING), " else ", settle, "(c, p))")


def _settler(fact: Fact, whose: str) -> Run:
    fact_id, slot = fact.id, fact.slot

    def settle(case: list[Any], participant: list[Any]) -> Any:
        owner = participant if whose == "own" else case[LEAD]
        array = case if whose == "case" else owner
        value = array[slot] = case[SETTLING][fact_id](case, owner)
        return value

    return settle


def _within(value: Value, span: Value) -> Value:
    """What is known of a fact, moved inside the bounds."""
    least, most = bounds(span)
    lo, hi = bounds(value)
    return ranged(least if lo is None else min(max(lo, least), most), most if hi is None else min(max(hi, least), most))


def _several(combine: Callable[[list[Any]], Value], most: int | None = None) -> Builder:
    def build(compiler: "Compiler", node: Mapping[str, Any], path: Path) -> Quantity:
        (word,) = node
        if not isinstance(node[word], list) or len(node[word]) < 2:
            raise RuleError(f"{word} takes a list of at least two quantities", (*path, word))
        if most is not None and len(node[word]) > most:
            raise RuleError(f"{word} takes no more than {most} quantities", (*path, word))
        parts = [compile_quantity(compiler, part, (*path, word, n)) for n, part in enumerate(node[word])]
        for n, part in enumerate(parts):
            if part.kind != "number":
                raise RuleError(f"{word} reckons with numbers, not with a {part.kind}", (*path, word, n))
        return Quantity(
            source(Held(combine), "([", joined([part.source for part in parts], ", "), "])", weight=WEIGHT_OF_SUM),
            any(part.per_participant for part in parts),
            any(part.local for part in parts),
            frozenset().union(*(part.reads for part in parts)),
            thresholds=tuple(threshold for part in parts for threshold in part.thresholds),
        )

    return build


def _plus(values: list[Any]) -> Value:
    lows, highs = zip(*map(bounds, values), strict=True)
    return ranged(None if None in lows else sum(lows), None if None in highs else sum(highs))


def _minus(values: list[Any]) -> Value:
    first, *rest = values
    return _plus([first, *(Range(*(None if b is None else -b for b in reversed(bounds(value)))) for value in rest)])


def _times(values: list[Any]) -> Value:
    """The product; every factor is taken as zero or more, as amounts, counts and shares are."""
    numerator = denominator = 1
    for value in values:
        if value is None or value.__class__ is Range:
            return _times_open(values)
        numerator *= value.numerator
        denominator *= value.denominator
    return as_number(numerator, denominator)


def _times_open(values: list[Any]) -> Value:
    lo: Number = 1
    hi: Number | None = 1
    for value in values:
        value_lo, value_hi = bounds(value)
        lo *= value_lo or 0
        hi = None if hi is None or value_hi is None else hi * value_hi
    return ranged(_whole(lo), None if hi is None else _whole(hi))


def _per(values: list[Any]) -> Value:
    """The first over the second, both zero or more; unknown while the second may be zero."""
    (lo, hi), (over_lo, over_hi) = map(bounds, values)
    least = None if lo is None or not over_hi else _whole(Fraction(lo) / over_hi)
    most = None if hi is None or not over_lo else _whole(Fraction(hi) / over_lo)
    return ranged(least, most)


def _whole(value: Number) -> Number:
    return as_number(value.numerator, value.denominator)


def _least(values: list[Any]) -> Value:
    lows, highs = zip(*map(bounds, values), strict=True)
    return ranged(None if None in lows else min(lows), min((high for high in highs if high is not None), default=None))


def _most(values: list[Any]) -> Value:
    lows, highs = zip(*map(bounds, values), strict=True)
    return ranged(max((low for low in lows if low is not None), default=None), None if None in highs else max(highs))


def _between(values: list[Any]) -> Value:
    return ranged(bounds(values[0])[0], bounds(values[1])[1])


def _first_of_next_month(compiler: "Compiler", node: Mapping[str, Any], path: Path) -> Quantity:
    inner = compile_quantity(compiler, node["firstOfNextMonth"], (*path, "firstOfNextMonth"))

    if inner.kind != "date":
        raise RuleError("firstOfNextMonth takes a date", (*path, "firstOfNextMonth"))
    day = Name()
    get = source("(None if (", day, " := ", inner.source, ") is None else ", Held(first_of_next_month), "(", day, "))")
    return Quantity(get, inner.per_participant, inner.local, inner.reads, dated=True)


def first_of_next_month(day: date) -> date:
    """The first day of the month after this day; the last day there is, in the last month there is."""
    if (day.year, day.month) == (date.max.year, date.max.month):
        return date.max
    return date(day.year + day.month // 12, day.month % 12 + 1, 1)


def _aid(compiler: "Compiler", node: Mapping[str, Any], path: Path) -> Quantity:
    return Quantity(source(f"c[{OUTCOME}].aid_of(", Held(_codes(node, "aid", path)), ")"), local=True)


def _codes(node: Mapping[str, Any], word: str, path: Path) -> frozenset[str]:
    codes = node[word]
    if not isinstance(codes, list) or not codes or not all(isinstance(code, str) for code in codes):
        raise RuleError(f"{word} takes a list of codes", (*path, word))
    return frozenset(codes)


def _over_participants(compiler: "Compiler", node: Mapping[str, Any], path: Path) -> Quantity:
    """Counts, sums and shares over participants; see `app.rules.consortium` for the arithmetic."""
    word = next(word for word in node if word in consortium.REDUCTIONS)
    subject = node[word]
    if subject not in ("costs", "participants", "beneficiaries"):
        raise RuleError(f"{word} is over participants, beneficiaries or costs, not {subject!r}", (*path, word))
    if node.get("among", "listed") != "listed":
        raise RuleError("among: listed counts everyone listed; without it the members of the consortium count", (*path, "among"))
    where = compiler.compile(node["where"], None, (*path, "where")) if "where" in node else None
    pool = f"c[{LISTED if 'among' in node else MEMBERS}]"
    beneficiaries = subject == "beneficiaries"
    codes = [_codes(node, key, path) if key in node else None for key in ("activity", "heading")]
    belongs = held(MET) if where is None else where.source
    if beneficiaries:
        funded = f"c[{OUTCOME}].funded[p[{INDEX}]]"
        belongs = source(Held(min), "(", belongs, f", {funded})")
    verdicts = (
        source(f"[{MET}] * ", Held(len), f"({pool})")
        if where is None and not beneficiaries
        else source("[", belongs, f" for p in {pool}]")
    )
    get = source(
        Held(consortium.REDUCTIONS[word]),
        f"({pool}, ",
        verdicts,
        ", ",
        Held(codes[0]),
        ", ",
        Held(codes[1]),
        ", p)",
        weight=WEIGHT_OF_REDUCTION,
    )
    reads = {(fact, "all" if whose == "own" else whose) for fact, whose in (where.reads if where else ())}
    if subject == "costs":
        reads.add(("project.costs", "case"))
    if word == "independent":
        reads.add(("participant.linkedTo", "all"))
    local = beneficiaries or (where is not None and where.local)
    thresholds = where.thresholds if where is not None else ()
    return Quantity(get, word in consortium.OWN, local, frozenset(reads), thresholds=thresholds)


BUILDERS: dict[str, Builder] = {
    "fact": _fact,
    "plus": _several(_plus),
    "minus": _several(_minus),
    "times": _several(_times),
    "per": _several(_per, 2),
    "least": _several(_least),
    "most": _several(_most),
    "between": _several(_between, 2),
    "firstOfNextMonth": _first_of_next_month,
    "aid": _aid,
    **dict.fromkeys(consortium.REDUCTIONS, _over_participants),
}
NARROWING = {word: {"where", "among", "activity", "heading"} for word in consortium.REDUCTIONS} | {"fact": {"between"}}
