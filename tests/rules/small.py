"""A small vocabulary of our own, and short ways to write participants, costs and cases for it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from app.catalogue.snapshot import gates
from app.rules.aid import Aid, Line
from app.rules.assess import Assessment, Condition, Slice, assess
from app.rules.case import Case, Participant
from app.rules.conditions import Compiler
from app.rules.costs import CostLine
from app.rules.facts import FactModel, Facts
from app.rules.quantities import compile_quantity
from app.rules.scheme import Scheme, compile_scheme
from app.rules.size import Accounts, SizeClass
from app.rules.values import Value
from app.rules.vocabulary import Vocabulary

KINDS = frozenset({"enterprise", "university", "person"})
SIZES = frozenset({"micro", "small", "medium", "large"})
REGIONS = frozenset({"north", "south", "abroad"})
DAY = date(2024, 6, 15)

FACTS: dict[str, dict[str, Any]] = {
    "participant.kind": {"type": "enum", "codes": KINDS},
    "participant.role": {"type": "enum", "codes": frozenset({"applicant", "partner", "subcontractor"}), "asked": False},
    "participant.size": {"type": "enum", "codes": SIZES, "derived": "accounts"},
    "participant.region": {"type": "enum", "codes": REGIONS},
    "participant.sound": {"type": "bool"},
    "participant.receivedEur": {"type": "decimal", "unit": "euro", "minimum": 0},
    "participant.funded": {"type": "bool", "asked": False, "derived": "scheme"},
    "project.submissionDate": {"type": "date", "presumed": ({"value": "referenceDate"},)},
    "project.startDate": {"type": "date"},
    "project.grantDate": {"type": "date", "presumed": ({"value": "referenceDate"},)},
    "project.months": {"type": "integer", "unit": "month", "minimum": 0},
    "project.share": {"type": "decimal", "unit": "percent", "minimum": 0, "maximum": 100},
    "project.themes": {"type": "set", "codes": frozenset({"energy", "health", "water"})},
    "project.secret": {"type": "bool"},
    "project.program": {"type": "enum", "codes": frozenset({"none", "label", "other"})},
    "project.requestedAidEur": {"type": "decimal", "unit": "euro", "minimum": 0, "derived": "scheme"},
    "project.budgetEur": {
        "type": "decimal",
        "unit": "euro",
        "asked": False,
        "derived": {"sum": "costs", "among": "listed"},
        "completion": "raises",
    },
    "project.resultPoints": {"type": "decimal", "unit": "percent", "minimum": 0, "maximum": 100, "asked": False},
    "consortium.enterprises": {
        "type": "integer",
        "asked": False,
        "derived": {"count": "participants", "where": {"fact": "participant.kind", "eq": "enterprise"}},
        "completion": "raises",
    },
    "consortium.independentEnterprises": {
        "type": "integer",
        "derived": {"independent": "participants", "where": {"fact": "participant.kind", "eq": "enterprise"}},
        "completion": "raises",
    },
    "consortium.largestShare": {"type": "decimal", "asked": False, "derived": {"largestShare": "costs"}, "completion": "lowers"},
    "consortium.enterpriseShare": {
        "type": "decimal",
        "asked": False,
        "derived": {"share": "costs", "where": {"fact": "participant.kind", "eq": "enterprise"}},
        "completion": "either",
    },
    "consortium.fundedEnterprises": {"type": "integer", "asked": False, "derived": "scheme"},
}
MILLION = 1_000_000
CLASSES = (
    SizeClass("micro", 10, 2 * MILLION, 2 * MILLION),
    SizeClass("small", 50, 10 * MILLION, 10 * MILLION),
    SizeClass("medium", 250, 50 * MILLION, 43 * MILLION),
    SizeClass("large"),
)


def party(
    name: str,
    kind: str | None = "enterprise",
    *,
    role: str = "partner",
    linked_to: Sequence[int] | None = None,
    accounts: tuple[Accounts, ...] = (),
    **facts: Value,
) -> Participant:
    """A participant; facts by the part of their id behind the dot."""
    given = {f"participant.{key}": value for key, value in facts.items()}
    if kind is not None:
        given["participant.kind"] = kind
    return Participant(name, role, given, accounts, None if linked_to is None else frozenset(linked_to))


def lead(name: str = "a", kind: str | None = "enterprise", **facts: Any) -> Participant:
    """The participant that applies."""
    return party(name, kind, role="applicant", **facts)


def cost(
    participant: int, euro: float | None, activity: str = "research", heading: str | None = None, year: int | None = None
) -> CostLine:
    """A cost line in euro; `None` where the amount is not known."""
    return CostLine(participant, activity, None if euro is None else round(euro * 100), heading, year)


def case_of(
    *participants: Participant,
    costs: Sequence[CostLine] | None = None,
    facts: Mapping[str, Value] | None = None,
    presume: bool = False,
    on: date = DAY,
) -> Case:
    """A case; without participants one enterprise applies alone."""
    return Case(on, participants or (lead(),), None if costs is None else tuple(costs), facts or {}, presume)


class World:
    """A vocabulary with a compiler and a model of facts; `more` adds facts or replaces them."""

    def __init__(self, more: Mapping[str, Mapping[str, Any]] | None = None, classes: tuple[SizeClass, ...] = CLASSES) -> None:
        self.vocabulary = Vocabulary.of({**FACTS, **{key: dict(fact) for key, fact in (more or {}).items()}})
        self.compiler = Compiler(self.vocabulary)
        self.model = FactModel(self.compiler, [(None, None, classes)])

    def facts(self, case: Case) -> Facts:
        """The facts of a case."""
        return self.model.facts_of(case)

    def fact(self, case: Case, fact_id: str, participant: int | None = None) -> Value:
        """What becomes known of one fact."""
        return self.facts(case).value(self.vocabulary.facts[fact_id], participant)

    def verdict(self, expression: Mapping[str, Any], case: Case, about: int = 0) -> int:
        """The verdict of an expression, about one participant where it is about one."""
        check = self.compiler.compile(expression)
        facts = self.facts(case)
        return check.verdict(facts.project, facts.participants[about])

    def value(self, quantity: Any, case: Case, about: int = 0) -> Any:
        """The value of a quantity."""
        compiled = compile_quantity(self.compiler, quantity, ())
        facts = self.facts(case)
        return compiled.get(facts.project, facts.participants[about])

    def scheme(self, **aid: Any) -> Scheme:
        """A compiled scheme."""
        return compile_scheme(self.compiler, {"form": "grant", **aid}, None)

    def rules(
        self, conditions: Sequence[Mapping[str, Any]] = (), carried_by: Sequence[str] = (), name: str = "instrument", **aid: Any
    ) -> Slice:
        """A slice: conditions with `id`, `soft`, `excludes` and `test`, and the sections of its aid."""
        compiled = tuple(
            Condition(item["id"], self.compiler.compile(item["test"]), item.get("soft", False), item.get("excludes", False), item)
            for item in conditions
        )
        joined = gates(self.compiler, compiled)
        leaves_out = any(condition.excludes for condition in compiled)
        return Slice(name, "period", None, None, None, compiled, self.scheme(**aid), tuple(carried_by), joined, leaves_out)

    def assess(self, rules: Slice, case: Case, **carriers: Slice) -> Assessment:
        """The assessment of a case, which is the same without its reasons; `carriers` are the slices of other instruments."""

        def by_name(name: str) -> list[Slice]:
            return [carriers[name]] if name in carriers else []

        assessment = assess(rules, self.facts(case), by_name)
        assert assess(rules, self.facts(case), by_name, trace=False).result == assessment.result
        return assessment

    def aid(self, case: Case, **aid: Any) -> Aid:
        """What a scheme gives for a case."""
        return self.assess(self.rules(**aid), case).aid

    def line(self, case: Case, **aid: Any) -> Line:
        """The only line of what a scheme gives."""
        (line,) = [line for part in self.aid(case, **aid).parts for line in part.lines]
        return line


def base(points: Any = 50, *activities: str, **more: Any) -> dict[str, Any]:
    """A base rate, for research where no activity is named."""
    return {"id": more.pop("id", "base"), "activity": list(activities or ("research",)), "points": points, **more}


def item(name: str, points: Any = None, **more: Any) -> dict[str, Any]:
    """Another item of a scheme."""
    return {"id": name, **({} if points is None else {"points": points}), **more}


def points(*figures: float) -> tuple[int, ...]:
    """Per cents as the millionths of a point in which rates are kept."""
    return tuple(round(figure * MILLION) for figure in figures)


def euro(*amounts: float) -> tuple[int, ...]:
    """Euro as the cents in which amounts are kept."""
    return tuple(round(amount * 100) for amount in amounts)


SMALL = {"fact": "participant.size", "in": ["micro", "small"]}
MEDIUM = {"fact": "participant.size", "eq": "medium"}
SOUND = {"fact": "participant.sound", "isTrue": True}
OPEN = {"fact": "project.secret", "isFalse": True}
LABEL = {"fact": "project.program", "eq": "label"}
