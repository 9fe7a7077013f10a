"""The shape of a case on the wire, made from the vocabulary of a snapshot: a new fact is a new member, without code."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from app.common.fields import IsoDay, absent, decimal_field, model
from app.rules.vocabulary import Fact, Vocabulary

MOST_PARTICIPANTS, MOST_LINES = 200, 2000
ROLES = ("applicant", "partner", "subcontractor", "userGroup")
# Facts that have a member of their own in a participant.
STRUCTURAL = frozenset({"participant.role"})

Identifier = Annotated[str, Field(min_length=1, max_length=80)]
Year = Annotated[int, Field(ge=1990, le=2100)]
Amount = decimal_field(0, 100_000_000_000, 2)


ACCOUNTS = model(
    "Accounts",
    "Closed accounts of one year: headcount in annual work units, amounts in euro.",
    {
        "year": (Year, ...),
        "headcount": absent(decimal_field(0, 10_000_000, 2)),
        "turnover_eur": absent(Amount),
        "balance_total_eur": absent(Amount),
    },
)

COST = model(
    "Cost",
    "Costs of one participant for one activity; without an amount they are not known yet.",
    {
        "participant": absent(Identifier),
        "activity": (Annotated[str, Field(max_length=80)], ...),
        "heading": absent(Annotated[str, Field(max_length=80)]),
        "year": absent(Year),
        "amount_eur": absent(Amount),
    },
)

PARTICIPANT: dict[str, Any] = {
    "id": absent(Identifier),
    "role": absent(Literal[ROLES]),
    "name": absent(str, max_length=300),
    "enterprise_number": absent(str, max_length=30, description="KBO number: ten digits, with or without points"),
    "legal_form": absent(str, max_length=100),
    "founded_on": absent(IsoDay),
    "province": absent(str, pattern=r"^BE[0-9]{1,3}$", description="NUTS code"),
    "nace_codes": absent(list[Annotated[str, Field(pattern=r"^[0-9]{2}\.?[0-9]{0,3}$")]], max_length=50),
    "accounts": absent(list[Any], max_length=20),
    "linked_to": absent(list[Identifier], max_length=MOST_PARTICIPANTS),
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


def case_model(vocabulary: Vocabulary) -> type[BaseModel]:
    """The model of a whole case."""

    def facts(*scopes: str, by_id: bool = False) -> dict[str, Any]:
        return {
            attribute(fact.id): absent(fact_type(fact), alias=fact.id if by_id else fact.id.partition(".")[2])
            for fact in vocabulary.facts.values()
            if fact.scope in scopes and fact.id not in STRUCTURAL
        }

    participant_facts = model("ParticipantFacts", "Facts of a participant by id.", facts("participant", by_id=True))
    participant = model(
        "Participant",
        "A party of the project. Every fact of a participant may stand here by its short name.",
        {
            **PARTICIPANT,
            **facts("participant"),
            "accounts": absent(list[ACCOUNTS], max_length=20),  # type: ignore[valid-type]
            "facts": absent(participant_facts),
        },
    )
    project = model(
        "Project",
        "The project. Every fact of a project may stand here by its short name.",
        {
            "title": absent(str, max_length=300),
            "costs": absent(list[COST], max_length=MOST_LINES),  # type: ignore[valid-type]
            **facts("project"),
        },
    )
    return model(
        "Case",
        "What is known of a project and of those who take part. Everything is optional: what is absent is unknown.",
        {
            "reference_date": absent(IsoDay),
            "participants": absent(list[participant], max_length=MOST_PARTICIPANTS),  # type: ignore[valid-type]
            "project": absent(project),
            "facts": absent(model("CaseFacts", "Facts by id.", facts("project", "consortium", by_id=True))),
            "instruments": absent(list[Annotated[str, Field(max_length=80)]], max_length=200),
        },
    )


def attribute(fact_id: str) -> str:
    """The name of the attribute that holds a fact in the models."""
    return fact_id.replace(".", "_")
