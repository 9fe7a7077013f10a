"""Reading a case: from bytes to the rules' own `Case`, with an issue for each thing that cannot be right."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from app.advice.case_model import STRUCTURAL, attribute, case_model
from app.common.answers import encode
from app.problems import InvalidInput, Issue
from app.rules.case import Case, Participant
from app.rules.costs import CostLine
from app.rules.size import Accounts
from app.rules.values import Value
from app.rules.vocabulary import Vocabulary

MOST_ISSUES = 50
LEAD_ID = "applicant"
SUBMISSION = "project.submissionDate"


@dataclass(frozen=True, slots=True)
class Places:
    """Where in a request things were given: the reference date as (body or query, name), facts by the member that holds them."""

    day: tuple[str, str] = ("body", "/referenceDate")
    body: Any = None

    def pointer(self, path: tuple[str | int, ...]) -> str:
        """The JSON Pointer to a fact of a participant (`participants`, position, `facts`, id) or of the case (`facts`, id)."""
        short: tuple[str | int, ...] = ("project",)
        part = None if self.body is None else self.body.project
        if path[0] == "participants":
            short = path[:2]
            part = None if self.body is None else self.body.participants[path[1]]
        fact_id = str(path[-1])
        if part is not None and attribute(fact_id) in part.model_fields_set:
            return pointer_to((*short, fact_id.partition(".")[2]))
        return pointer_to(path)


@dataclass(frozen=True, slots=True)
class CaseRequest:
    """A case that was read, the instruments it is narrowed to (`None`: all in force), and where its facts were given."""

    case: Case
    instruments: tuple[str, ...] | None
    places: Places


class CaseReader:
    """Reads cases for one vocabulary; the model is made once, when a snapshot is loaded."""

    def __init__(self, vocabulary: Vocabulary, activities: Iterable[str], headings: Iterable[str]) -> None:
        """`activities` and `headings` are the codes that cost lines may name."""
        self.vocabulary = vocabulary
        self.model = case_model(vocabulary)
        self._by_name = {attribute(fact.id): fact for fact in vocabulary.facts.values() if fact.id not in STRUCTURAL}
        self._activities, self._headings = frozenset(activities), frozenset(headings)

    def read_json(self, body: bytes, *, today: date, presume: bool, day: date | None = None) -> CaseRequest:
        """Read a body; raises `InvalidInput` with an issue for each thing that is wrong.

        `day` is a reference date given beside the body; the body's own wins.
        """
        try:
            parsed = self.model.model_validate_json(body or b"{}", strict=True)
        except ValidationError as error:
            raise InvalidInput(list(_issues(error, self.model))) from error
        return self._request(parsed, today=today, presume=presume, given_day=day)

    def read(self, case: Mapping[str, Any], *, today: date, presume: bool = True) -> CaseRequest:
        """Read plain data, such as the case of a worked example, as if it came in over HTTP."""
        return self.read_json(encode(case), today=today, presume=presume)

    def _request(self, body: Any, *, today: date, presume: bool, given_day: date | None) -> CaseRequest:
        issues: list[Issue] = []
        people = list(body.participants or [])
        ids = _participant_ids(people, issues)
        positions = {name: n for n, name in enumerate(ids)}
        participants = []
        for n, one in enumerate(people):
            participants.append(self._participant(n, one, ids, positions, issues))
        if not people:
            participants = [Participant(LEAD_ID, "applicant")]
            positions = {LEAD_ID: 0}
        elif not any(one.role == "applicant" for one in participants):
            first = participants[0]
            if "role" not in people[0].model_fields_set:
                participants[0] = Participant(first.id, "applicant", first.given, first.accounts, first.linked_to)
        given = self._given(body.project) if body.project else {}
        if body.facts:
            self._merge(given, self._given(body.facts), "/facts/", issues)
        lead = next((n for n, one in enumerate(participants) if one.role == "applicant"), 0)
        costs = self._costs(body.project.costs, positions, lead, issues) if body.project and body.project.costs else None
        if issues:
            raise InvalidInput(issues)
        submitted = given.get(SUBMISSION)
        day_at = ("query", "referenceDate")
        if body.reference_date:
            reference, day_at = body.reference_date, ("body", "/referenceDate")
        elif given_day:
            reference = given_day
        elif isinstance(submitted, date):
            reference, day_at = submitted, ("body", Places(body=body).pointer(("facts", SUBMISSION)))
        else:
            reference = today
        case = Case(reference, tuple(participants), costs, given, presume)
        return CaseRequest(case, tuple(body.instruments) if body.instruments else None, Places(day_at, body))

    def _participant(self, n: int, one: Any, ids: list[str], positions: Mapping[str, int], issues: list[Issue]) -> Participant:
        pointer = f"/participants/{n}/"
        given = self._given(one)
        if one.facts:
            self._merge(given, self._given(one.facts), f"{pointer}facts/", issues)
        linked: frozenset[int] | None = None
        if "linked_to" in one.model_fields_set:
            for m, other in enumerate(one.linked_to):
                if other not in positions:
                    detail = f"no participant {other!r} is listed; known: {', '.join(ids)}"
                    issues.append(Issue("unknownParticipant", "body", f"{pointer}linkedTo/{m}", detail, other))
            linked = frozenset(positions[other] for other in one.linked_to if other in positions)
        if one.enterprise_number is not None:
            _check_enterprise_number(one.enterprise_number, pointer, issues)
        accounts = tuple(
            Accounts(year.year, year.headcount, year.turnover_eur, year.balance_total_eur) for year in one.accounts or ()
        )
        years = [year.year for year in accounts]
        if len(set(years)) < len(years):
            issues.append(Issue("repeated", "body", f"{pointer}accounts", "two accounts are of one year; give each year once"))
        return Participant(ids[n], one.role or "partner", given, accounts, linked)

    def _given(self, part: Any) -> dict[str, Value]:
        """The facts among the members of a part of the body."""
        by_name, values = self._by_name, part.__dict__
        given: dict[str, Value] = {}
        for name in part.model_fields_set:
            fact = by_name.get(name)
            if fact is not None:
                value = values[name]
                given[fact.id] = frozenset(value) if value.__class__ is list else value
        return given

    def _merge(self, given: dict[str, Value], more: Mapping[str, Value], pointer: str, issues: list[Issue]) -> None:
        for fact_id, value in more.items():
            if given.setdefault(fact_id, value) != value:
                detail = f"{fact_id} is given twice, with two values; give it once"
                issues.append(Issue("contradiction", "body", f"{pointer}{fact_id}", detail))

    def _costs(self, lines: Any, positions: Mapping[str, int], lead: int, issues: list[Issue]) -> tuple[CostLine, ...]:
        costs = []
        for n, line in enumerate(lines):
            pointer = f"/project/costs/{n}/"
            for name, value, known in (
                ("activity", line.activity, self._activities),
                ("heading", line.heading, self._headings),
                ("participant", line.participant, positions),
            ):
                if value is not None and value not in known:
                    reason = "is not listed among the participants" if name == "participant" else f"is no {name}"
                    detail = f"{value!r} {reason}; known: {', '.join(sorted(known))}"
                    kind = "unknownParticipant" if name == "participant" else "unknownCode"
                    issues.append(Issue(kind, "body", pointer + name, detail, value))
            participant = lead if line.participant is None else positions.get(line.participant, lead)
            cents = None if line.amount_eur is None else int(line.amount_eur * 100)
            costs.append(CostLine(participant, line.activity, cents, line.heading, line.year))
        return tuple(costs)


def _participant_ids(people: list[Any], issues: list[Issue]) -> list[str]:
    """The ids, made up where a participant has none; two participants with one id are an issue."""
    taken = {one.id for one in people if one.id is not None}
    ids: list[str] = []
    for n, one in enumerate(people):
        name = one.id
        if name is None:
            name = next(made for m in range(n + 1, n + 1 + len(people)) if (made := f"p{m}") not in taken)
            taken.add(name)
        elif name in ids:
            detail = f"two participants have the id {name!r}; give each its own"
            issues.append(Issue("repeated", "body", f"/participants/{n}/id", detail, name))
        ids.append(name)
    return ids


def _check_enterprise_number(number: str, pointer: str, issues: list[Issue]) -> None:
    from stdnum.be import vat  # loaded on first use

    if not number.isascii() or not vat.is_valid(number):
        detail = "this is no KBO number: ten digits that start with 0 or 1, the last two being 97 minus the rest modulo 97"
        issues.append(Issue("enterpriseNumber", "body", f"{pointer}enterpriseNumber", detail, number))


def pointer_to(path: Iterable[str | int]) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _issues(error: ValidationError, model: type[BaseModel]) -> Iterable[Issue]:
    for one in error.errors(include_url=False, include_context=True)[:MOST_ISSUES]:
        detail, kind = one["msg"], "schemaViolation"
        if one["type"] == "json_invalid":
            kind = "invalidJson"
        elif one["type"] == "extra_forbidden":
            kind, detail = "unknownMember", _unknown_member(model, one["loc"])
        elif one["input"] is None:
            detail = "null is not a value here; leave the member out when it is unknown"
        yield Issue(kind, "body", pointer_to(one["loc"]), detail, None if kind == "invalidJson" else one["input"])


def _unknown_member(model: type[BaseModel], loc: tuple[str | int, ...]) -> str:
    for part in loc[:-1]:
        if isinstance(part, str):
            model = next(_model_in(field.annotation) for field in model.model_fields.values() if part == field.alias)
    known = [field.alias or name for name, field in model.model_fields.items()]
    near = get_close_matches(str(loc[-1]), known, 1) or get_close_matches(str(loc[-1]).rpartition(".")[2], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known[:12])}, ..."
    return f"there is no member {loc[-1]!r} here; {hint}"


def _model_in(annotation: Any) -> type[BaseModel]:
    """The model of a member: itself, or that of the items of a list."""
    inner: type[BaseModel] = (get_args(annotation) or (annotation,))[0]
    return inner
