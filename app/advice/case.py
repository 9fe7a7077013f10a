"""Reading a case: from bytes to the rules' own `Case`, with an issue for each thing that cannot be right."""

from collections.abc import Iterable, Mapping
from datetime import date
from difflib import get_close_matches
from types import MappingProxyType
from typing import Any, NamedTuple, get_args

from pydantic import TypeAdapter, ValidationError
from typing_extensions import is_typeddict

from app.advice.case_model import STRUCTURAL, case_type, short_name
from app.catalogue.snapshot import Snapshot
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
Body = Mapping[str, Any]


class Places(NamedTuple):
    """Where in a request things were given: the reference date as (body or query, name), facts by the member that holds them."""

    day: tuple[str, str] = ("body", "/referenceDate")
    body: Mapping[str, Any] = MappingProxyType({})

    def pointer(self, path: tuple[str | int, ...]) -> str:
        """The JSON Pointer to a fact of a participant (`participants`, position, `facts`, id) or of the case (`facts`, id)."""
        scope, _, name = str(path[-1]).partition(".")
        if path[0] == "participants":
            people = self.body.get("participants")
            if people and name in people[path[1]]:
                return pointer_to((*path[:2], name))
        elif scope == "project" and name in self.body.get("project", ()):
            return pointer_to(("project", name))
        return pointer_to(path)


class CaseRequest(NamedTuple):
    """A case that was read, the instruments it is narrowed to (`None`: all in force), and where its facts were given."""

    case: Case
    instruments: tuple[str, ...] | None
    places: Places


class CaseReader:
    """Reads cases for one vocabulary; the model is made once, when a snapshot is loaded."""

    def __init__(self, vocabulary: Vocabulary, activities: Iterable[str], headings: Iterable[str]) -> None:
        """`activities` and `headings` are the codes that cost lines may name."""
        self.vocabulary = vocabulary
        self.type = case_type(vocabulary)
        self.model = TypeAdapter[Any](self.type)
        facts = [fact for fact in vocabulary.facts.values() if fact.id not in STRUCTURAL]
        # Which facts the members of a participant, of the project, and of either's facts by id give.
        self._of_participant = {short_name(fact.id): fact.id for fact in facts if fact.of_participant}
        self._of_project = {short_name(fact.id): fact.id for fact in facts if fact.scope == "project"}
        self._by_id = {fact.id: fact.id for fact in facts}
        self._activities, self._headings = frozenset(activities), frozenset(headings)

    def read_json(self, body: bytes, *, today: date, presume: bool, day: date | None = None) -> CaseRequest:
        """Read a body; raises `InvalidInput` with an issue for each thing that is wrong.

        `day` is a reference date given beside the body; the body's own wins.
        """
        try:
            parsed = self.model.validator.validate_json(body or b"{}", strict=True)
        except ValidationError as error:
            raise InvalidInput(list(_issues(error, self.type))) from error
        return self._request(parsed, today=today, presume=presume, given_day=day)

    def read(self, case: Mapping[str, Any], *, today: date, presume: bool = True) -> CaseRequest:
        """Read plain data, such as the case of a worked example, as if it came in over HTTP."""
        return self.read_json(encode(case), today=today, presume=presume)

    def _request(self, body: Body, *, today: date, presume: bool, given_day: date | None) -> CaseRequest:
        issues: list[Issue] = []
        participants, positions = self._participants(body.get("participants"), issues)
        project = body.get("project", {})
        given = _facts_in(project, self._of_project)
        if "facts" in body:
            _merge(given, _facts_in(body["facts"], self._by_id), "/facts/", issues)
        costs = self._costs(project["costs"], positions, participants, issues) if project.get("costs") else None
        if issues:
            raise InvalidInput(issues)
        submitted = given.get(SUBMISSION)
        day_at = ("query", "referenceDate")
        if "referenceDate" in body:
            reference, day_at = body["referenceDate"], ("body", "/referenceDate")
        elif given_day:
            reference = given_day
        elif isinstance(submitted, date):
            reference, day_at = submitted, ("body", Places(body=body).pointer(("facts", SUBMISSION)))
        else:
            reference = today
        case = Case(reference, tuple(participants), costs, given, presume)
        instruments = body.get("instruments")
        return CaseRequest(case, tuple(instruments) if instruments else None, Places(day_at, body))

    def _participants(self, people: list[Body] | None, issues: list[Issue]) -> tuple[list[Participant], dict[str, int]]:
        """The participants, with their positions by id; one applicant when none is listed.

        Without an applicant the first participant is one, unless it says what else it is.
        """
        if not people:
            return [Participant(LEAD_ID, "applicant")], {LEAD_ID: 0}
        ids = _participant_ids(people, issues)
        positions = {name: n for n, name in enumerate(ids)}
        roles = [one.get("role", "partner") for one in people]
        if "applicant" not in roles and "role" not in people[0]:
            roles[0] = "applicant"
        found = [self._participant(n, one, roles[n], ids, positions, issues) for n, one in enumerate(people)]
        return found, positions

    def _participant(
        self, n: int, one: Body, role: str, ids: list[str], positions: Mapping[str, int], issues: list[Issue]
    ) -> Participant:
        given = _facts_in(one, self._of_participant)
        if "facts" in one:
            _merge(given, _facts_in(one["facts"], self._by_id), f"/participants/{n}/facts/", issues)
        linked: frozenset[int] | None = None
        if "linkedTo" in one:
            for m, other in enumerate(one["linkedTo"]):
                if other not in positions:
                    detail = f"no participant {other!r} is listed; known: {', '.join(ids)}"
                    issues.append(Issue("unknownParticipant", "body", f"/participants/{n}/linkedTo/{m}", detail, other))
            linked = frozenset([positions[other] for other in one["linkedTo"] if other in positions])
        if "enterpriseNumber" in one:
            _check_enterprise_number(one["enterpriseNumber"], n, issues)
        return Participant(ids[n], role, given, _accounts(one, n, issues) if "accounts" in one else (), linked)

    def _costs(
        self, lines: list[Body], positions: Mapping[str, int], participants: list[Participant], issues: list[Issue]
    ) -> tuple[CostLine, ...]:
        """The cost lines, in cents; those that name nobody are of the lead."""
        lead = next((n for n, one in enumerate(participants) if one.role == "applicant"), 0)
        costs = []
        for n, line in enumerate(lines):
            activity, heading, name = line["activity"], line.get("heading"), line.get("participant")
            if activity not in self._activities:
                issues.append(_unknown_in_line(n, "activity", activity, self._activities))
            if heading is not None and heading not in self._headings:
                issues.append(_unknown_in_line(n, "heading", heading, self._headings))
            if name is not None and name not in positions:
                issues.append(_unknown_in_line(n, "participant", name, positions))
            participant = lead if name is None else positions.get(name, lead)
            amount = line.get("amountEur")
            cents = None if amount is None else amount.numerator * 100 // amount.denominator
            costs.append(CostLine(participant, activity, cents, heading, line.get("year")))
        return tuple(costs)


def reader_for(snapshot: Snapshot) -> CaseReader:
    """The reader of cases for a snapshot."""
    return CaseReader(snapshot.vocabulary, snapshot.codes("activity"), snapshot.codes("costHeading"))


def _facts_in(part: Body, names: Mapping[str, str]) -> dict[str, Value]:
    """The facts among the members of a part of the body; `names` tells which member gives which."""
    return {names[name]: frozenset(value) if value.__class__ is list else value for name, value in part.items() if name in names}


def _merge(given: dict[str, Value], more: Mapping[str, Value], pointer: str, issues: list[Issue]) -> None:
    for fact_id, value in more.items():
        if given.setdefault(fact_id, value) != value:
            detail = f"{fact_id} is given twice, with two values; give it once"
            issues.append(Issue("contradiction", "body", f"{pointer}{fact_id}", detail))


def _accounts(one: Body, n: int, issues: list[Issue]) -> tuple[Accounts, ...]:
    years = [year["year"] for year in one["accounts"]]
    if len(set(years)) < len(years):
        detail = "two accounts are of one year; give each year once"
        issues.append(Issue("repeated", "body", f"/participants/{n}/accounts", detail))
    return tuple(
        [
            Accounts(year["year"], year.get("headcount"), year.get("turnoverEur"), year.get("balanceTotalEur"))
            for year in one["accounts"]
        ]
    )


def _unknown_in_line(n: int, member: str, value: str, known: Iterable[str]) -> Issue:
    kind, reason = "unknownCode", f"is no {member}"
    if member == "participant":
        kind, reason = "unknownParticipant", "is not listed among the participants"
    return Issue(kind, "body", f"/project/costs/{n}/{member}", f"{value!r} {reason}; known: {', '.join(sorted(known))}", value)


def _participant_ids(people: list[Body], issues: list[Issue]) -> list[str]:
    """The ids, made up where a participant has none; two participants with one id are an issue."""
    taken = {one["id"] for one in people if "id" in one}
    ids: list[str] = []
    for n, one in enumerate(people):
        name = one.get("id")
        if name is None:
            name = next(made for m in range(n + 1, n + 1 + len(people)) if (made := f"p{m}") not in taken)
            taken.add(name)
        elif name in ids:
            detail = f"two participants have the id {name!r}; give each its own"
            issues.append(Issue("repeated", "body", f"/participants/{n}/id", detail, name))
        ids.append(name)
    return ids


def _check_enterprise_number(number: str, n: int, issues: list[Issue]) -> None:
    from stdnum.be import vat  # loaded on first use

    if not number.isascii() or not vat.is_valid(number):
        detail = "this is no KBO number: ten digits that start with 0 or 1, the last two being 97 minus the rest modulo 97"
        issues.append(Issue("enterpriseNumber", "body", f"/participants/{n}/enterpriseNumber", detail, number))


def pointer_to(path: Iterable[str | int]) -> str:
    """A JSON Pointer (RFC 6901)."""
    return "".join("/" + str(part).replace("~", "~0").replace("/", "~1") for part in path)


def _issues(error: ValidationError, case: Any) -> Iterable[Issue]:
    # A member that is written twice is told once, as it stands last.
    errors = {one["loc"]: one for one in error.errors(include_url=False, include_context=True)}
    for one in list(errors.values())[:MOST_ISSUES]:
        detail, kind = one["msg"], "schemaViolation"
        if one["type"] == "json_invalid":
            kind = "invalidJson"
        elif one["type"] == "extra_forbidden":
            kind, detail = "unknownMember", _unknown_member(case, one["loc"])
        elif one["input"] is None:
            detail = "null is not a value here; leave the member out when it is unknown"
        yield Issue(kind, "body", pointer_to(one["loc"]), detail, None if kind == "invalidJson" else one["input"])


def _unknown_member(case: Any, loc: tuple[str | int, ...]) -> str:
    members = case.__annotations__
    for part in loc[:-1]:
        if isinstance(part, str):
            members = _object_in(members[part]).__annotations__
    known = list(members)
    near = get_close_matches(str(loc[-1]), known, 1) or get_close_matches(str(loc[-1]).rpartition(".")[2], known, 1)
    hint = f"did you mean {near[0]}?" if near else f"known: {', '.join(known[:12])}, ..."
    return f"there is no member {loc[-1]!r} here; {hint}"


def _object_in(annotation: Any) -> Any:
    """The object of a member: itself, or that of the items of a list."""
    while not is_typeddict(annotation):
        annotation = get_args(annotation)[0]
    return annotation
