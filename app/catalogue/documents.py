"""The shape of the seed's documents. Expressions and quantities stay plain data here; the compiler checks them."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from app.catalogue.document_parts import Confidence, Dated, Day, Document, Id, Sourced, Text, YearFigure

Expression = dict[str, Any]
Node = int | str | dict[str, Any]


class Informal(Document):
    """The informal form of a question, where it differs."""

    nl: str | None = None
    fr: str | None = None


class Choice(Document):
    """A value and when it holds."""

    value: Any
    when: Expression | None = None


class FactDocument(Document):
    """One fact of the vocabulary."""

    type: Literal["bool", "enum", "integer", "decimal", "date", "set"]
    values: Id | None = None
    unit: Id | None = None
    minimum: int | str | None = None
    maximum: int | str | None = None
    asked: bool
    adjustable: bool
    derived: Literal["accounts", "scheme"] | dict[str, Any] | list[Choice] | None = None
    completion: Literal["raises", "lowers", "either"] | None = None
    presumed: list[Choice] = []
    label: Text
    question: Text
    informal: Informal | None = None
    help: Text
    yes: Text | None = None
    no: Text | None = None
    provided: Text | None = None


class SourceDocument(Document):
    """One source."""

    publisher: str
    title: str
    date: str | None = None
    date_note: Text | None = None
    locator: str | None = None
    url: str | None = Field(default=None, pattern=r"^https?://\S+$")
    official: bool
    checked_on: Day


class RuleUse(Document):
    """The conditions of a shared rule, in the list of conditions of an instrument or another rule."""

    rule: Id
    without: list[Id] = []
    confidence: Confidence | None = None
    note: Text | None = None


class ConditionDocument(Sourced):
    """One condition; the expression stands among the extra members."""

    model_config = ConfigDict(extra="allow")

    id: Id
    when: Expression | None = None
    soft: bool = False
    failing: Literal["excludesParticipant"] | None = None
    text: Text | None = None
    note: Text | None = None


class Figure(Sourced):
    """What every item of the aid has."""

    id: Id
    when: Expression | None = None
    note: Text | None = None


class CostItem(Figure):
    """A limit on the costs that count."""

    heading: list[Id] | None = None
    activity: list[Id] | None = None
    per: Literal["project", "participant"] = "project"
    max: Node


class BaseItem(Figure):
    """A base rate; `points: null` is not determined."""

    activity: list[Id]
    points: Node | None


class BonusItem(Figure):
    """A bonus on the base rate."""

    group: Id
    activity: list[Id] | None = None
    points: Node
    outcome: bool = False


class CapItem(Figure):
    """An upper bound on the rate."""

    activity: list[Id] | None = None
    points: Node


class FactorItem(Figure):
    """A multiplier on the aid, in per cent."""

    points: Node


class LimitItem(Figure):
    """A bound on amounts."""

    per: Literal["project", "participant", "participantYear", "legalEntity"]
    activity: list[Id] | None = None
    min: Node | None = None
    max: Node | None = None
    over: Node | None = None
    mode: Literal["clip", "admissibility"]


class AidDocument(Document):
    """The aid of a period, or what all periods share of it."""

    form: Id | None = None
    beneficiary: Expression | None = None
    cost: list[CostItem] = []
    base: list[BaseItem] = []
    bonus: list[BonusItem] = []
    cap: list[CapItem] = []
    factor: list[FactorItem] = []
    limit: list[LimitItem] = []
    carried_by: list[Id] = []


class Common(Document):
    """What all periods of an instrument share."""

    conditions: list[RuleUse | ConditionDocument] = []
    aid: AidDocument = AidDocument()


class StateAid(Sourced):
    """The basis in state-aid law; `above_ceiling` declares, with the reason in `note`, that the aid really goes above it."""

    basis: Id
    above_ceiling: bool = False
    note: Text | None = None


class PeriodDocument(Common, Dated, Sourced):
    """The rules of an instrument from one date to another."""

    id: Id
    names: Text | None = None
    variant: Id | None = None
    state_aid: StateAid | None = None
    note: Text | None = None
    without: list[Id] = []
    open_to_all: bool = False


class RuleVersion(Dated):
    """A shared rule for a stretch of time."""

    conditions: list[RuleUse | ConditionDocument] = Field(min_length=1)


class RuleDocument(Document):
    """A shared rule."""

    id: Id
    names: Text
    versions: list[RuleVersion] = Field(min_length=1)


class PointItem(BonusItem):
    """A bonus that an article of State-aid law allows: which point of it, and the groups of bonuses that rest on that."""

    point: str
    groups: list[Id]


class CeilingDocument(Document):
    """The ceilings of an article of State-aid law, in the form of an aid; `beneficiary` tells whom they concern, if not all."""

    beneficiary: Expression | None = None
    base: list[BaseItem] = Field(min_length=1)
    bonus: list[PointItem] = []
    cap: list[CapItem] = []


class LawVersion(Dated, Sourced):
    """Thresholds of law for a stretch of time, by name among the extra members; of an article of State-aid law its ceilings."""

    model_config = ConfigDict(extra="allow")

    aid: CeilingDocument | None = None


class LawDocument(Document):
    """Thresholds of law."""

    id: Id
    names: Text
    versions: list[LawVersion] = Field(min_length=1)


class Named(Document):
    """An id with names: an alias or a variant."""

    id: Id
    names: Text
    variant: Id | None = None
    note: Text | None = None


class Texts(Document):
    """The sections of an instrument's page."""

    description: Text
    for_whom: Text
    how_to_apply: Text


class Drive(Sourced):
    """Supply or demand driven, as somebody classified it."""

    value: Id
    valid_from: Day | None = None
    note: Text | None = None


class Operator(Dated, Sourced):
    """Who runs the instrument."""

    organization: Id
    note: Text | None = None


class LegalBasis(Dated, Sourced):
    """The act it rests on."""

    text: Text


class Collaboration(Dated, Sourced):
    """Whether collaboration is required or encouraged in a phase."""

    phase: Id
    force: Id
    variant: Id | None = None
    note: Text | None = None


class Submission(Dated, Sourced):
    """How one applies."""

    mode: Literal["continuous", "calls", "closed"]
    note: Text | None = None


class Call(Sourced):
    """A window in which one can apply; a day that is absent is not known. `closes_on` is the last day."""

    id: Id
    names: Text | None = None
    opens_on: Day | None = None
    closes_on: Day | None = None
    closes_at: str | None = Field(default=None, pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")
    indicative: bool = False
    variant: Id | None = None
    note: Text | None = None


class DeadlineHabit(Dated, Sourced):
    """A time of the year at which calls use to close, where no day is known."""

    id: Id
    month: int = Field(ge=1, le=12)
    part: Literal["begin", "middle", "end"]
    variant: Id | None = None
    note: Text | None = None


class Budget(Sourced):
    """A budget of one year."""

    year: int
    amount_eur: int | str
    note: Text | None = None


class Predecessor(Sourced):
    """What this instrument follows."""

    instrument: Id
    valid_from: Day | None = None
    note: Text | None = None


class Gap(Dated, Sourced):
    """A hole between periods that is meant, of one variant or of all."""

    variant: Id | None = None
    note: Text


class Expected(Document):
    """What must come out of a worked example; what is not named is free."""

    eligibility: Literal["eligible", "ineligible", "undetermined"] | None = None
    availability: Literal["open", "opensOn", "closed", "unknown", "notInForce"] | None = None
    determination: Literal["exact", "interval", "dependsOnResults", "notDetermined", "none"] | None = None
    rate: Node | list[Node] | None = None
    amount_eur: Node | list[Node] | None = None
    by_participant: dict[str, dict[str, Any]] = {}
    not_met: list[str] | None = None
    unknown: list[str] | None = None
    missing_facts: list[str] | None = None


class WorkedExample(Document):
    """A case and what must come out."""

    id: Id
    variant: Id | None = None
    title: Text
    origin: Literal["published", "derived"]
    sources: list[Id] = []
    sum: Text
    note: Text | None = None
    case: dict[str, Any]
    expect: Expected


class InstrumentDocument(Document):
    """One instrument."""

    id: Id
    names: Text
    aliases: list[Named] = []
    variants: list[Named] = []
    category: Id
    summary: Text
    texts: Texts
    audiences: list[Id]
    activities: list[Id]
    themes: list[Id]
    drive: list[Drive] = []
    operators: list[Operator] = []
    legal_basis: list[LegalBasis] = []
    collaboration: list[Collaboration] = []
    submission: list[Submission] = []
    calls: list[Call] = []
    deadline_habits: list[DeadlineHabit] = []
    budgets: list[Budget] = []
    figures: list[YearFigure] = []
    predecessors: list[Predecessor] = []
    common: Common = Common()
    periods: list[PeriodDocument] = Field(min_length=1)
    gaps: list[Gap] = []
    worked_examples: list[WorkedExample] = []


class SynonymDocument(Document):
    """Words and phrases that mean the same to those who search."""

    words: list[str] = Field(min_length=2)
