"""Instruments, facts, sources and revisions as clients see them: plain data, texts in the language asked for."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from app.catalogue.availability import Availability
from app.catalogue.current import Edition
from app.catalogue.heads import Members, present, roles_in, sources_in, validity_view
from app.catalogue.sentences import decimal_string
from app.catalogue.snapshot import Snapshot
from app.catalogue.timeline import dates_of, holds_on
from app.common.answers import encoded
from app.common.languages import tell, told
from app.rules.amounts import Span
from app.rules.assess import Slice
from app.rules.items import POINT, WHOLE
from app.rules.quantities import figure
from app.rules.scheme import SECTIONS


def points_range(span: Span | None) -> Members | None:
    """A rate between two bounds, in per cent."""
    if span is None:
        return None
    from fractions import Fraction

    return {name: decimal_string(Fraction(bound, POINT)) for name, bound in zip(("min", "max"), span, strict=True)}


def availability_view(availability: Availability) -> Members:
    """The availability on the reference date."""
    view: Members = {"state": availability.state}
    if availability.why is not None:
        view["why"] = availability.why
    if availability.opens_on is not None:
        view["opensOn"] = availability.opens_on.isoformat()
    if availability.next_deadline is not None:
        view["nextDeadline"] = availability.next_deadline.isoformat()
    if availability.indicative:
        view["indicative"] = True
    if availability.predecessors:
        view["predecessors"] = list(availability.predecessors)
    if availability.successors:
        view["successors"] = list(availability.successors)
    return view


def rate_range(rules: Slice) -> Span | None:
    """The lowest and the highest rate that the rules can give; `None` when nothing is determined."""
    lows, highs = [], []
    for rule in rules.scheme.rules.values():
        bases = [item.span for item in rule.bases if item.span is not None]
        if not bases:
            continue
        caps = [item.span[1] for item in rule.caps if item.span is not None]
        top = sum(max(_highest(item.origin["points"]) for item in group) for group in rule.groups)
        highest = max(span[1] for span in bases) + top
        lows.append(min(*(span[0] for span in bases), *caps, WHOLE))
        highs.append(min(highest, max(caps)) if caps else highest)
    return (min(lows), max(highs)) if lows else None


def _highest(points: Any) -> int:
    if isinstance(points, Mapping):
        points = points["between"][1] if "between" in points else 0
    number = figure(points)
    return int(number * POINT) if number is not None and not isinstance(number, date) else 0


def amount_range(rules: Slice) -> Members | None:
    """The lowest and highest amount that a plain limit on the whole project allows."""
    bounds: Members = {}
    for item in rules.scheme.limits:
        if item.per == "project" and item.activities is None and item.check is None:
            for name, bound in (("min", item.least), ("max", item.most)):
                if bound is not None and isinstance(bound.constant, int):
                    bounds[name] = decimal_string(bound.constant)
    return bounds or None


def current_operator(document: Mapping[str, Any], day: date) -> str | None:
    """Who runs the instrument on a day."""
    return next((item["organization"] for item in document.get("operators", ()) if holds_on(dates_of(item), day)), None)


def summary(edition: Edition, name: str, day: date, language: str) -> Members:
    """One line of the list of instruments."""
    snapshot = edition.snapshot
    slices, operator = snapshot.slices_on(name, day), current_operator(snapshot.instruments[name], day)
    same = edition.keep(("summary", name, slices, operator, language), lambda: _summary(edition, name, slices, operator, language))
    availability = availability_view(snapshot.availability(name, day))
    dated: Members = {"availability": availability}
    if "nextDeadline" in availability:
        dated["nextDeadline"] = availability["nextDeadline"]
    if availability.get("indicative"):
        dated["nextDeadlineIndicative"] = True
    return {**same, **dated}


def _summary(edition: Edition, name: str, slices: tuple[Slice, ...], operator: str | None, language: str) -> Members:
    """What a line says on every day with the same rules and operator."""
    snapshot = edition.snapshot
    document = snapshot.instruments[name]
    first = slices[0] if slices else None
    spans = [span for rules in slices for span in _ranges(snapshot, rules)]
    rate = (min(lo for lo, _ in spans), max(hi for _, hi in spans)) if spans else None
    return present(
        {
            "id": name,
            "href": f"/v1/instruments/{name}",
            "name": told(document["names"], language),
            "summary": told(document["summary"], language),
            "category": document["category"],
            "form": snapshot.period(first)["aid"].get("form") if first else None,
            "drive": [tell(item, language) for item in document.get("drive", ())],
            "operator": operator,
            "operatorName": told(snapshot.codes("operator").get(operator), language) if operator else None,
            "audiences": document["audiences"],
            "activities": document["activities"],
            "themes": document["themes"],
            "rateRange": points_range(rate),
            "amountRange": amount_range(first) if first else None,
            "validity": validity_view(snapshot.period(first)) if first else whole_validity(snapshot, name),
        }
    )


def _ranges(snapshot: Snapshot, rules: Slice) -> Iterable[Span]:
    day = rules.valid_from or date.min
    carriers = [carrier for name in rules.carried_by for carrier in snapshot.slices_on(name, day)]
    for one in (rules, *carriers):
        span = rate_range(one)
        if span is not None:
            yield span


def whole_validity(snapshot: Snapshot, name: str) -> Members:
    """From the first period to the last."""
    periods = snapshot.periods[name]
    ends = [period.get("validTo") for period in periods]
    last = None if None in ends else max(end for end in ends if end is not None)
    return present({"validFrom": periods[0].get("validFrom"), "validTo": last})


def _with_texts(item: Mapping[str, Any], language: str) -> Members:
    return present({key: tell(value, language) for key, value in item.items()})


def detail(edition: Edition, name: str, day: date, language: str) -> Members:
    """An instrument with all that is known of it on a day: texts, rules of that day, and what does not depend on the day."""
    return {**summary(edition, name, day, language), **_detail(edition, name, edition.snapshot.slices_on(name, day), language)}


def detail_ready(edition: Edition, name: str, day: date, language: str) -> Members:
    """The same, each member that does not depend on the day as JSON already."""
    slices = edition.snapshot.slices_on(name, day)

    def make() -> Members:
        return {key: encoded(value) for key, value in _detail(edition, name, slices, language).items()}

    return {**summary(edition, name, day, language), **edition.keep(("detail", name, slices, language), make)}


def _detail(edition: Edition, name: str, slices: tuple[Slice, ...], language: str) -> Members:
    """What is known of an instrument on every day with the same rules."""
    snapshot = edition.snapshot
    document = snapshot.instruments[name]
    kept = (
        "legalBasis",
        "operators",
        "collaboration",
        "submission",
        "calls",
        "deadlineHabits",
        "budgets",
        "gaps",
        "aliases",
        "variants",
    )
    rules = [rules_view(edition, part, language) for part in slices]
    return {
        "texts": tell(document["texts"], language),
        **{key: [_named(item, language) for item in document[key]] for key in kept if document.get(key)},
        "roles": roles_in(edition, name, language),
        "predecessors": [_named(item, language) for item in document.get("predecessors", ())],
        "successors": [{"instrument": other} for other in snapshot.calendars[name].successors],
        **(rules[0] if len(rules) == 1 else {}),
        **({"byVariant": rules} if len(rules) > 1 else {}),
        "workedExamples": [
            {
                "id": item["id"],
                "title": told(item["title"], language),
                "href": f"/v1/instruments/{name}/workedExamples#{item['id']}",
            }
            for item in document.get("workedExamples", ())
        ],
        "sources": sorted(sources_in(document, rules)),
    }


def _named(item: Mapping[str, Any], language: str) -> Members:
    members = _with_texts(item, language)
    if "names" in members:
        members["name"] = members.pop("names")
    if "amountEur" in members:
        number = figure(members["amountEur"])
        members["amountEur"] = decimal_string(number) if isinstance(number, int) else members["amountEur"]
    return members


def rules_view(edition: Edition, rules: Slice, language: str) -> Members:
    """The rules of one slice: its period, conditions and aid."""
    period = edition.snapshot.period(rules)
    return present(
        {
            "period": period_head(period, language),
            "variant": rules.variant,
            "conditions": [condition_view(edition, condition.origin, rules, language) for condition in rules.conditions],
            "aid": aid_view(edition, period["aid"], language),
            "stateAid": tell(period.get("stateAid"), language),
        }
    )


def period_head(period: Mapping[str, Any], language: str) -> Members:
    """A period without its rules."""
    return present(
        {
            "id": period["id"],
            "name": told(period.get("names"), language),
            "variant": period.get("variant"),
            **validity_view(period),
            "note": told(period.get("note"), language),
            "sources": period.get("sources"),
            "confidence": period["confidence"],
        }
    )


def condition_view(edition: Edition, origin: Mapping[str, Any], rules: Slice | None, language: str) -> Members:
    """One condition: its sentence, and the expression it was made of."""
    expression = {key: value for key, value in origin.items() if key not in _CONDITION_KEYS}
    scope = None
    if rules is not None:
        check = next(condition.check for condition in rules.conditions if condition.origin is origin)
        scope = "participant" if check.per_participant else "project"
    return present(
        {
            "id": origin["id"],
            "text": edition.voices.told(language, lambda sentences: sentences.condition(origin)),
            "soft": origin.get("soft", False),
            "failing": origin.get("failing"),
            "scope": scope,
            "sharedRule": origin.get("sharedRule"),
            "expression": expression,
            "when": origin.get("when"),
            "note": told(origin.get("note"), language),
            "sources": origin.get("sources", []),
            "confidence": origin["confidence"],
        }
    )


_CONDITION_KEYS = {"id", "text", "soft", "failing", "sharedRule", "when", "note", "sources", "confidence"}
_PLURALS = {"base": "bases", "bonus": "bonuses", "cap": "caps", "factor": "factors", "limit": "limits", "cost": "costs"}


def aid_view(edition: Edition, aid: Mapping[str, Any], language: str) -> Members:
    """The aid scheme: bases, bonuses, caps, factors, limits."""
    sections = {_PLURALS[section]: [_item(item, language) for item in aid.get(section, ())] for section in SECTIONS}
    return present(
        {
            "form": aid.get("form", "grant"),
            "formName": told(edition.snapshot.codes("aidForm").get(aid.get("form", "grant")), language),
            "carriedBy": aid.get("carriedBy") or None,
            "beneficiary": aid.get("beneficiary"),
            **{key: items for key, items in sections.items() if items},
        }
    )


def _item(item: Mapping[str, Any], language: str) -> Members:
    members = {key: tell(value, language) for key, value in item.items() if value is not None}
    for key in ("points", "min", "max"):
        number = figure(item.get(key)) if not isinstance(item.get(key), (dict, list)) else None
        if number is not None and not isinstance(number, date):
            members[key] = decimal_string(number)
    if "points" in item and item["points"] is None:
        members["notDetermined"] = True
    return members


def fact_view(edition: Edition, fact_id: str, language: str) -> Members:
    """A fact with all that is needed to draw it on a form."""
    snapshot = edition.snapshot
    document, fact = snapshot.facts[fact_id], snapshot.vocabulary.facts[fact_id]
    options = None
    if document.get("values"):
        options = [{"code": code, "label": told(label, language)} for code, label in snapshot.codes(document["values"]).items()]
    whole = fact.type == "integer"
    bounds = {
        key: None if bound is None else bound if whole else decimal_string(bound)
        for key, bound in (("minimum", fact.minimum), ("maximum", fact.maximum))
    }
    return present(
        {
            "id": fact_id,
            "scope": fact.scope,
            "type": fact.type,
            "unit": fact.unit,
            "options": options,
            **bounds,
            "asked": fact.asked,
            "derived": fact.derived is not None,
            "adjustable": fact.adjustable,
            "presumed": bool(document.get("presumed")),
            "label": told(document["label"], language),
            "question": told(document["question"], language),
            "informalQuestion": _informal(document, language),
            "help": told(document["help"], language),
            "statements": tell({"yes": document["yes"], "no": document["no"]}, language) if "yes" in document else None,
            "provided": told(document.get("provided"), language),
        }
    )


def _informal(document: Mapping[str, Any], language: str) -> Any:
    informal = document.get("informal")
    return informal if language == "all" or informal is None else informal.get(language)


def source_view(edition: Edition, source_id: str, language: str) -> Members:
    """A source."""
    document = edition.snapshot.sources[source_id]
    return {"id": source_id, "href": f"/v1/sources/{source_id}", **_with_texts(document, language)}
