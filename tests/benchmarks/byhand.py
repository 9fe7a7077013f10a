"""The rule of the development project written by hand, as one would without an engine: the same rates, amounts and steps.

It reads the case that the service reads and knows only what a hand-written function would: this one instrument, its three
periods, its texts as constants. Rates are in per cent, amounts in cents.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

INSTRUMENT = "developmentProject"
ACTIVITY = "experimentalDevelopment"
MARCH_2021, JULY_2023, JANUARY_2022, OCTOBER_2022 = date(2021, 3, 1), date(2023, 7, 1), date(2022, 1, 1), date(2022, 10, 1)
WITH_RESEARCH_PARTNER = frozenset({"eraNetCofund", "eurostars", "aal", "ecsel", "horizonEuropePartnership"})
NETWORKED = frozenset({"eureka", "eurekaCluster", "eurostars"})
SMALL, SME = frozenset({"micro", "small"}), frozenset({"micro", "small", "medium"})
BELGIAN = frozenset({"flanders", "brussels", "wallonia"})

Step = tuple[str, str | None, bool, int]


class _Part(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, extra="forbid")


class Accounts(_Part):
    year: int = Field(ge=1990, le=2100)
    headcount: float = Field(ge=0)
    turnover_eur: float = Field(ge=0)
    balance_total_eur: float = Field(ge=0)


class Party(_Part):
    id: str = Field(max_length=80)
    role: Literal["applicant", "partner"]
    kind: Literal["enterprise", "researchOrganization", "nonprofit", "publicBody"]
    subkind: Literal["university", "hogeschool", "strategicResearchCenter"] | None = None
    region: Literal["flanders", "brussels", "wallonia", "otherEu", "otherEea", "nonEu"] | None = None
    size: Literal["micro", "small", "medium", "large"] | None = None
    accounts: list[Accounts] = Field(default=[], max_length=20)
    linked_to: list[str] = []
    in_difficulty: bool = False
    final_energy_use_pj: float | None = None
    climate_plan_attached: bool | None = None


class Cost(_Part):
    participant: str
    activity: str = Field(max_length=80)
    heading: Literal["personnel", "operating", "overhead", "externalServices", "investment"]
    amount_eur: float | None = Field(default=None, ge=0)


class Project(_Part):
    title: str = Field(max_length=300)
    submission_date: date
    start_date: date
    duration_months: int = Field(ge=0)
    language: Literal["nl", "en", "fr"]
    themes: list[str]
    military: bool = False
    international_program: str | None = None
    international_label_obtained: bool = False
    consortium_agreement_signed: bool = False
    valorisation_eur: float
    selectivity_critical_score: bool
    selectivity_quality_score: int
    selectivity_impact_score: int
    costs: list[Cost] = Field(max_length=2000)


class HandCase(_Part):
    """The case as a plain FastAPI service would declare it."""

    reference_date: date
    participants: list[Party] = Field(max_length=200)
    project: Project
    instruments: list[str] = []


@dataclass(slots=True)
class Line:
    """One participant's development costs: rate in per cent, cost and amount in cents, and how they came about."""

    participant: str
    cost: int
    rate: int
    amount: int
    steps: list[Step]


def size_of(party: Party) -> str | None:
    """The class that the newest accounts give, else what was declared."""
    if not party.accounts:
        return party.size
    year = max(party.accounts, key=lambda one: one.year)
    heads, turnover, balance = year.headcount, year.turnover_eur, year.balance_total_eur
    if heads < 10 and (turnover <= 2_000_000 or balance <= 2_000_000):
        return "micro"
    if heads < 50 and (turnover <= 10_000_000 or balance <= 10_000_000):
        return "small"
    if heads < 250 and (turnover <= 50_000_000 or balance <= 43_000_000):
        return "medium"
    return "large"


def rates(case: HandCase) -> list[Line]:
    """Rates, amounts and steps of those who are funded; what is unknown counts as not met."""
    day, project, parties = case.reference_date, case.project, case.participants
    sizes = [size_of(party) for party in parties]
    costs, everything = dict.fromkeys((party.id for party in parties), 0), dict.fromkeys((party.id for party in parties), 0)
    funded_activity: dict[str, bool] = {}
    for line in project.costs:
        cents = round((line.amount_eur or 0) * 100)
        everything[line.participant] += cents
        if line.activity == ACTIVITY:
            costs[line.participant] += cents
            funded_activity[line.participant] = True
    enterprises = [party for party in parties if party.kind == "enterprise"]
    domestic, international, partner = _collaborations(day, project, parties, enterprises, sizes, everything)
    lines = []
    for party, size in zip(parties, sizes, strict=True):
        if party.kind == "researchOrganization" or party.region != "flanders" or party.id not in funded_activity:
            continue
        steps: list[Step] = [("base", "development", True, 25)]
        small, medium = size in SMALL, size == "medium"
        by_size = 20 if small else 10 if medium else 0
        steps.append(("bonus", "sizeSmall", small, 20))
        steps.append(("bonus", "sizeMedium", medium, 10))
        if day < JULY_2023:
            together = domestic or international
            by_collaboration = 10 if together else 0
            steps.append(("bonus", "collaboration", together, 10))
            cap = 50
            if day >= MARCH_2021:
                steps.append(("bonus", "collaborationResearchPartner", partner, 15))
                if partner:
                    by_collaboration, cap = 15, 60
            steps.append(("cap", "cap", True, 50))
            if day >= MARCH_2021:
                steps.append(("cap", "capResearchPartner", partner, 60))
        else:
            by_collaboration = 15 if international else 10 if domestic else 0
            cap = 60 if international else 50
            steps.append(("bonus", "collaboration", domestic, 10))
            steps.append(("bonus", "collaborationInternational", international, 15))
            steps.append(("cap", "cap", True, 50))
            steps.append(("cap", "capInternational", international, 60))
        rate = min(cap, 25 + by_size + by_collaboration)
        cost = costs[party.id]
        amount = (2 * cost * rate + 100) // 200
        steps.append(("amount", None, True, amount))
        lines.append(Line(party.id, cost, rate, amount, steps))
    return lines


def _collaborations(
    day: date, project: Project, parties: list[Party], enterprises: list[Party], sizes: list[str | None], costs: dict[str, int]
) -> tuple[bool, bool, bool]:
    """Whether the enterprises collaborate, with an international programme, and with a Flemish research partner."""
    independent = len(enterprises) - sum(len(party.linked_to) for party in enterprises)
    smes = any(party.kind == "enterprise" and size in SME for party, size in zip(parties, sizes, strict=True))
    shares = [costs[party.id] for party in enterprises]
    balanced = len(shares) > 1 and 100 * max(shares) <= 70 * sum(shares)
    domestic = independent >= 2 and smes and balanced
    program = project.international_program
    if program is None or program == "none":
        return domestic, False, False
    agreed = program not in NETWORKED or (
        project.international_label_obtained
        and project.consortium_agreement_signed
        and any(party.region in BELGIAN for party in parties)
        and any(party.region == "otherEu" for party in parties)
    )
    international = balanced and agreed and (day < JULY_2023 or independent >= 2)
    partner = (
        program in WITH_RESEARCH_PARTNER
        and agreed
        and any(party.kind == "researchOrganization" and party.region == "flanders" for party in parties)
        and 100 * max(costs.values()) <= 70 * sum(costs.values())
    )
    return domestic, international, partner


# A verdict: condition, participant (None: the case), whether it is met.
Verdict = tuple[str, str | None, bool]
# What the case of a benchmark never says otherwise: a plain service would declare it and look at it all the same.
DECLARED = ("noNssoArrears", "noRecoveryOrder", "naceAccepted", "canFundOwnShare")
SOFT = frozenset({"valorisationLeverage", "noCriticalScore", "qualityScore", "impactScore", "totalScore"})
TEXTS = {
    "beneficiary": ("Er is een begunstigde.", ()),
    "applicantKind": ("De aanvrager is een onderneming.", ("vDevCond", "vResCond21")),
    "legalPersonality": ("De deelnemer heeft rechtspersoonlijkheid.", ("vDevCond", "vResCond21")),
    "economicActivity": ("De deelnemer oefent een economische activiteit uit.", ("vDevCond", "vResCond21")),
    "notInDifficulty": ("De onderneming verkeert niet in moeilijkheden.", ("vDevDb19",)),
    "noNssoArrears": ("De deelnemer heeft geen achterstallige schulden bij de RSZ.", ("vDevEnElig",)),
    "noRecoveryOrder": ("Tegen de deelnemer loopt geen terugvordering van steun.", ("vDevEnElig",)),
    "naceAccepted": ("De onderneming is actief in een aanvaarde sector.", ("vDevEnElig",)),
    "canFundOwnShare": ("De deelnemer kan zijn eigen aandeel betalen.", ("vHbsCond",)),
    "language": ("De taal is Nederlands of Engels.", ("vResEnElig",)),
    "yearlyAidCeiling": ("De steun van dit jaar ligt onder het jaarplafond.", ("vResEnElig", "vHbsCond")),
    "startAfterSubmission": ("Het project start na de maand van de indiening.", ("vDevCond", "vResEnElig", "vKmoinno")),
    "notMilitary": ("Het project is niet militair.", ("knack18", "vrt18")),
    "climatePlan": (
        "Een grote onderneming, of een met een hoog energieverbruik, voegt een klimaatplan toe.",
        ("vDevCond", "vDevDb23"),
    ),
    "valorisationLeverage": ("De valorisatie bedraagt ten minste het tienvoud van de steun.", ("vResEnApply", "vHbsProc")),
    "noCriticalScore": ("Er is geen kritische score.", ("vResEnApply",)),
    "qualityScore": ("De score voor kwaliteit bedraagt ten minste -3.", ("vResEnApply",)),
    "impactScore": ("De score voor impact bedraagt ten minste -3.", ("vResEnApply",)),
    "totalScore": ("De scores voor kwaliteit en impact samen bedragen ten minste -5.", ("vResEnApply",)),
    "maximumDuration": ("De duur bedraagt ten hoogste 24 maanden.", ("vDevDb19", "vDevCond")),
    "activityFunded": ("Er zijn kosten voor ontwikkeling.", ()),
    "aidBand": ("De steun ligt tussen 25.000 en 3.000.000 euro.", ("vDevDb19",)),
}


def judged(case: HandCase, lines: list[Line]) -> list[Verdict]:
    """The verdict on every condition, for each beneficiary where it is about one. Unknown counts as not met."""
    day, project, lead = case.reference_date, case.project, case.participants[0]
    funded = [one for one in case.participants if one.kind != "researchOrganization" and one.region == "flanders"]
    total = sum(line.amount for line in lines)
    told: list[Verdict] = [("beneficiary", None, bool(funded)), ("applicantKind", None, lead.kind != "researchOrganization")]
    told += [("legalPersonality", one.id, True) for one in funded]
    told += [("economicActivity", one.id, one.kind == "enterprise") for one in funded]
    told += [("notInDifficulty", one.id, not one.in_difficulty) for one in funded]
    for name in DECLARED:
        told += [(name, one.id, True) for one in funded]
    told.append(("language", None, project.language != "fr"))
    told += [("yearlyAidCeiling", one.id, True) for one in funded]
    start, submission = project.start_date, project.submission_date
    told.append(("startAfterSubmission", None, (start.year, start.month) > (submission.year, submission.month)))
    told.append(("notMilitary", None, not project.military))
    if day >= OCTOBER_2022:
        told += [("climatePlan", one.id, _climate(one)) for one in funded]
    if day >= JANUARY_2022:
        quality, impact = project.selectivity_quality_score, project.selectivity_impact_score
        told.append(("valorisationLeverage", None, project.valorisation_eur * 100 >= 10 * total))
        told.append(("noCriticalScore", None, not project.selectivity_critical_score))
        told.append(("qualityScore", None, quality >= -3))
        told.append(("impactScore", None, impact >= -3))
        told.append(("totalScore", None, quality + impact >= -5))
    told.append(("maximumDuration", None, project.duration_months <= 24))
    told.append(("activityFunded", None, bool(lines)))
    if lines:
        told.append(("aidBand", None, 2_500_000 <= total <= 300_000_000))
    return told


def assessed(case: HandCase) -> tuple[list[Line], list[Verdict]]:
    """All that the engine works out of a complete case: rates and amounts with their steps, and the verdict on every condition."""
    lines = rates(case)
    return lines, judged(case, lines)


def explained(case: HandCase) -> dict[str, Any]:
    """The answer that a plain route would give: verdicts with texts, rates, amounts and steps."""
    lines, verdicts = assessed(case)
    total, cost = sum(line.amount for line in lines), sum(line.cost for line in lines)
    eligible = all(met for name, _, met in verdicts if name not in SOFT)
    return {
        "instrument": {"id": INSTRUMENT, "href": f"/v1/instruments/{INSTRUMENT}", "name": "Ontwikkelingsproject"},
        "eligibility": "eligible" if eligible else "ineligible",
        "rate": _percent(total * 100 / cost if cost else 0),
        "amountEur": _euro(total),
        "byParticipant": [_line(line) for line in lines],
        "reasons": [_reason(*verdict) for verdict in verdicts],
    }


def _reason(name: str, participant: str | None, met: bool) -> dict[str, Any]:
    text, sources = TEXTS[name]
    told = {"condition": name, "verdict": _verdict(met), "text": text, "sources": sources, "confidence": "official"}
    return told if participant is None else told | {"participant": participant}


def _climate(party: Party) -> bool:
    frugal = size_of(party) in SME and (party.final_energy_use_pj or 1) <= 0.1
    return frugal or bool(party.climate_plan_attached)


def _verdict(met: bool) -> str:
    return "met" if met else "notMet"


def _line(line: Line) -> dict[str, Any]:
    return {
        "participant": line.participant,
        "costEur": _euro(line.cost),
        "rate": _percent(line.rate),
        "amountEur": _euro(line.amount),
        "steps": list(_steps(line.steps)),
    }


def _steps(steps: Iterable[Step]) -> Iterable[dict[str, Any]]:
    for kind, name, applied, figure in steps:
        if kind == "amount":
            yield {"kind": kind, "amountEur": _euro(figure), "applied": "yes"}
        else:
            yield {"kind": kind, "id": name, "points": str(figure), "applied": "yes" if applied else "no"} | {
                "sources": ["serv2021", "vDevDb19"],
                "confidence": "official",
            }


def _percent(value: float) -> dict[str, str]:
    return {"min": f"{value:.2f}", "max": f"{value:.2f}"}


def _euro(cents: int) -> dict[str, str]:
    text = f"{cents // 100}.{cents % 100:02d}"
    return {"min": text, "max": text}
