"""The compiled aid scheme of one slice of an instrument's line of time, and how it is compiled from the seed's data form."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any, Final

from app.rules.conditions import Check, Compiler
from app.rules.errors import RuleError
from app.rules.items import POINT, ActivityRule, Item
from app.rules.quantities import REQUESTED_AID, Quantity, compile_quantity
from app.rules.rates import Rating
from app.rules.verdict import MET
from app.rules.vocabulary import LEAD, MEMO

SECTIONS: Final = ("cost", "base", "bonus", "cap", "factor", "limit")
Rule = Callable[[str], list[Any]]
Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Scheme:
    """Compiled aid: whom it funds, the items per activity with the rates that they give, and what holds for all of them.

    `by_year`: a limit is yearly, so that costs are kept apart by year. `clips`: a limit cuts amounts. `items` are all items,
    `checks` all their conditions with that on the beneficiary, `reads` the facts that any of it reads (`quantity_reads` those of
    each quantity), `fact_ids` their ids.
    """

    form: str
    beneficiary: Check
    rules: dict[str, ActivityRule]
    ratings: dict[str, Rating]
    requested_slot: int
    submission_slot: int
    costs: tuple[Item, ...]
    factors: tuple[Item, ...]
    limits: tuple[Item, ...]
    items: tuple[Item, ...]
    by_year: bool
    clips: bool
    checks: tuple[Check, ...]
    reads: frozenset[tuple[str, str]]
    quantity_reads: tuple[frozenset[tuple[str, str]], ...]
    fact_ids: frozenset[str]


def compile_scheme(compiler: Compiler, aid: Mapping[str, Any], rule: Rule | None) -> Scheme:
    """Compile the `aid` of a period; raises `RuleError` with the path of what is wrong."""
    sections = {
        section: [_item(compiler, item, rule, ("aid", section, n)) for n, item in enumerate(aid.get(section, []))]
        for section in SECTIONS
    }
    activities = dict.fromkeys(activity for item in sections["base"] for activity in sorted(item.activities or ()))
    rules = {activity: _activity_rule(compiler, activity, sections) for activity in activities}
    beneficiary = aid.get("beneficiary") or {"fact": "participant.kind", "in": sorted(compiler.fact("participant.kind", ()).codes)}
    funds = compiler.compile(beneficiary, rule, ("aid", "beneficiary"))
    items = [item for section in SECTIONS for item in sections[section]]
    checks = (funds, *(item.check for item in items if item.check is not None))
    quantities = [part for item in items for part in (item.points, item.least, item.most, item.over) if part is not None]
    reads = frozenset().union(*(check.reads for check in checks), *(part.reads for part in quantities))
    return Scheme(
        form=aid["form"],
        beneficiary=funds,
        rules=rules,
        ratings={activity: Rating(one) for activity, one in rules.items()},
        requested_slot=compiler.fact(REQUESTED_AID, ()).slot,
        submission_slot=compiler.fact("project.submissionDate", ()).slot,
        costs=tuple(sections["cost"]),
        factors=tuple(sections["factor"]),
        limits=tuple(sections["limit"]),
        items=tuple(items),
        by_year=any(item.per == "participantYear" for item in sections["limit"]),
        clips=any(item.mode == "clip" for item in sections["limit"]),
        checks=checks,
        reads=reads,
        quantity_reads=tuple(part.reads for part in quantities if part.reads),
        fact_ids=frozenset(fact_id for fact_id, _ in reads),
    )


def _item(compiler: Compiler, node: Mapping[str, Any], rule: Rule | None, path: Path) -> Item:
    def quantity(key: str) -> Quantity | None:
        return compile_quantity(compiler, node[key], (*path, key)) if node.get(key) is not None else None

    points = quantity("points")
    plain = None if points is None else points.constant
    if points is not None and points.kind != "number":
        raise RuleError("points are no percentage here", (*path, "points"))
    if plain is not None and not 0 <= plain <= 1000:
        raise RuleError(f"{plain} points are no percentage", (*path, "points"))
    return Item(
        id=node["id"],
        check=compiler.compile(node["when"], rule, (*path, "when")) if "when" in node else None,
        points=points,
        span=None if plain is None else (int(plain * POINT), int(plain * POINT)),
        group=node.get("group"),
        outcome=bool(node.get("outcome")),
        activities=frozenset(node["activity"]) if "activity" in node else None,
        headings=frozenset(node["heading"]) if "heading" in node else None,
        per=node.get("per", "project"),
        mode=node.get("mode", "clip"),
        least=quantity("min"),
        most=quantity("max"),
        over=quantity("over"),
        origin=node,
    )


def _activity_rule(compiler: Compiler, activity: str, sections: Mapping[str, list[Item]]) -> ActivityRule:
    def concerned(section: str) -> list[Item]:
        return [item for item in sections[section] if item.activities is None or activity in item.activities]

    groups: dict[str, list[Item]] = {}
    for item in concerned("bonus"):
        groups.setdefault(item.group or item.id, []).append(item)
    bases = tuple(concerned("base"))
    return ActivityRule(
        bases,
        tuple(tuple(group) for group in groups.values()),
        tuple(concerned("cap")),
        _is_exhaustive(compiler, bases),
    )


def _is_exhaustive(compiler: Compiler, bases: tuple[Item, ...]) -> bool:
    """Whether one of the bases holds for each combination of the codes that their conditions read (at most a thousand)."""
    if any(base.check is None for base in bases):
        return True
    checks = [base.check for base in bases if base.check is not None]
    reads = sorted({read for check in checks for read in check.reads})
    if any(check.local for check in checks) or any(whose == "all" for _, whose in reads):
        return False
    choices: list[list[Any]] = []
    combinations = 1
    for fact_id, _ in reads:
        fact = compiler.vocabulary.facts.get(fact_id)
        if fact is None or fact.type not in ("enum", "bool"):
            return False
        choices.append([True, False] if fact.type == "bool" else sorted(fact.codes))
        combinations *= len(choices[-1])
    if combinations > 1000:
        return False
    project: list[Any] = [None] * compiler.vocabulary.project_length
    participant: list[Any] = [None] * compiler.vocabulary.participant_length
    lead: list[Any] = [None] * compiler.vocabulary.participant_length
    project[LEAD] = lead
    arrays = {"case": project, "own": participant, "lead": lead}
    for values in product(*choices):
        for array in arrays.values():
            array[MEMO] = [None] * compiler.remembered
        for (fact_id, whose), value in zip(reads, values, strict=True):
            arrays[whose][compiler.vocabulary.facts[fact_id].slot] = value
        if not any(check.evaluate(project, participant) == MET for check in checks):
            return False
    return True
