"""The shape of a case on the wire, made from the vocabulary of a snapshot: a new fact is a new member, without code."""

from typing import Annotated, Any, Literal

from pydantic import Field

from app.common.fields import IsoDay, decimal_field, optional, plain_object
from app.rules.vocabulary import Fact, Vocabulary

MOST_PARTICIPANTS, MOST_LINES = 200, 2000
ROLES = ("applicant", "partner", "subcontractor", "userGroup")
# Facts that have a member of their own in a participant.
STRUCTURAL = frozenset({"participant.role"})

Identifier = Annotated[str, Field(min_length=1, max_length=80)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Amount = decimal_field(0, 100_000_000_000, 2)


ACCOUNTS = plain_object(
    "Accounts",
    "Closed accounts of one year: headcount in annual work units, amounts in euro.",
    {
        "year": Year,
        "headcount": optional(decimal_field(0, 10_000_000, 2)),
        "turnoverEur": optional(Amount),
        "balanceTotalEur": optional(Amount),
    },
)

COST = plain_object(
    "Cost",
    "Costs of one participant for one activity; without an amount they are not known yet.",
    {
        "participant": optional(Identifier),
        "activity": Annotated[str, Field(max_length=80)],
        "heading": optional(Annotated[str, Field(max_length=80)]),
        "year": optional(Year),
        "amountEur": optional(Amount),
    },
)

PARTICIPANT: dict[str, Any] = {
    "id": optional(Identifier),
    "role": optional(Literal[ROLES]),
    "name": optional(str, max_length=300),
    "enterpriseNumber": optional(str, max_length=30, description="KBO number: ten digits, with or without points"),
    "legalForm": optional(str, max_length=100),
    "foundedOn": optional(IsoDay),
    "province": optional(str, pattern=r"^BE[0-9]{1,3}$", description="NUTS code"),
    "naceCodes": optional(list[Annotated[str, Field(pattern=r"^[0-9]{2}\.?[0-9]{0,3}$")]], max_length=50),
    "accounts": optional(list[ACCOUNTS], max_length=20),  # type: ignore[valid-type]
    "linkedTo": optional(list[Identifier], max_length=MOST_PARTICIPANTS),
}


def fact_type(fact: Fact) -> Any:
    """The type of a fact on the wire."""
    if fact.type == "bool":
        return bool
    if fact.type in ("enum", "set"):
        code: Any = Literal[tuple(sorted(fact.codes))]
        return code if fact.type == "enum" else Annotated[list[code], Field(max_length=len(fact.codes))]
    if fact.type == "date":
        return IsoDay
    if fact.type == "integer":
        return Annotated[int, Field(ge=_bound(fact.minimum, -(10**9)), le=_bound(fact.maximum, 10**9))]
    return decimal_field(_bound(fact.minimum, 0), _bound(fact.maximum, 10**12), 2 if fact.unit == "euro" else 6)


def _bound(value: Any, otherwise: int) -> int:
    return otherwise if value is None else int(value)


def case_type(vocabulary: Vocabulary) -> Any:
    """The type of a whole case, which is read to plain dicts, with the values of facts as the rules have them."""

    def facts(*scopes: str, by_id: bool = False) -> dict[str, Any]:
        return {
            fact.id if by_id else short_name(fact.id): optional(fact_type(fact))
            for fact in vocabulary.facts.values()
            if fact.scope in scopes and fact.id not in STRUCTURAL
        }

    participant_facts = plain_object("ParticipantFacts", "Facts of a participant by id.", facts("participant", by_id=True))
    participant = plain_object(
        "Participant",
        "A party of the project. Every fact of a participant may stand here by its short name.",
        {**PARTICIPANT, **facts("participant"), "facts": optional(participant_facts)},
    )
    project = plain_object(
        "Project",
        "The project. Every fact of a project may stand here by its short name.",
        {
            "title": optional(str, max_length=300),
            "costs": optional(list[COST], max_length=MOST_LINES),  # type: ignore[valid-type]
            **facts("project"),
        },
    )
    return plain_object(
        "Case",
        "What is known of a project and of those who take part. Everything is optional: what is absent is unknown.",
        {
            "referenceDate": optional(IsoDay),
            "participants": optional(list[participant], max_length=MOST_PARTICIPANTS),  # type: ignore[valid-type]
            "project": optional(project),
            "facts": optional(plain_object("CaseFacts", "Facts by id.", facts("project", "consortium", by_id=True))),
            "instruments": optional(list[Annotated[str, Field(max_length=80)]], max_length=200),
        },
    )


def short_name(fact_id: str) -> str:
    """The name of a fact among the members of whom it is about."""
    return fact_id.partition(".")[2]
