"""Distinct, valid cases of companies' R&D projects: three participants, four cost lines, dates from 2018 to 2026."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import orjson

Body = dict[str, Any]

FIRST, LAST = date(2018, 1, 1), date(2026, 6, 30)
UNKNOWN_SHARE = 0.1
SIZES = ("micro", "small", "medium", "large")
# Headcount, turnover and balance total from and to, for accounts that give each size.
ACCOUNTS = {
    "micro": ((1, 9), (90_000, 1_900_000), (60_000, 1_800_000)),
    "small": ((10, 49), (2_100_000, 9_900_000), (1_200_000, 9_500_000)),
    "medium": ((50, 249), (10_500_000, 49_000_000), (6_000_000, 42_000_000)),
    "large": ((260, 4000), (60_000_000, 900_000_000), (50_000_000, 800_000_000)),
}
PROGRAMS = ("none", "none", "none", "eureka", "eurekaCluster", "eurostars", "belCoo", "eraNetCofund", "horizonEuropePartnership")
NETWORKED = ("eureka", "eurekaCluster", "eurostars")
THEMES = ("artificialIntelligence", "cybersecurity", "health", "energy", "materials", "digitalization", "circularEconomy")
HEADINGS = ("personnel", "operating", "overhead", "externalServices", "investment")


def bodies(count: int, seed: int = 2021, *, unknown_share: float = UNKNOWN_SHARE) -> list[Body]:
    """So many different cases, the same ones on every run; of a share of them something is left out."""
    chance = random.Random(seed)
    made: dict[bytes, Body] = {}
    while len(made) < count:
        body = _body(chance)
        if len(made) < round(count * unknown_share):
            _leave_out(chance, body)
        made.setdefault(orjson.dumps(body), body)
    mixed = list(made.values())
    chance.shuffle(mixed)
    return mixed


def encoded(cases: Sequence[Body], instruments: Sequence[str] | None = None) -> list[bytes]:
    """The cases as JSON, narrowed to these instruments when there are any."""
    return [orjson.dumps(case if instruments is None else {**case, "instruments": instruments}) for case in cases]


def _body(chance: random.Random) -> Body:
    submission = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
    program = chance.choice(PROGRAMS)
    participants = [
        {"id": "lead", "role": "applicant", **_enterprise(chance, submission, "flanders", by_accounts=True)},
        {"id": "second", "role": "partner", **_enterprise(chance, submission, "flanders", by_accounts=chance.random() < 0.3)},
        _third(chance, submission, program),
    ]
    if chance.random() < 0.05:
        participants[1]["linkedTo"] = ["lead"]
    project: Body = {
        "title": f"Project {chance.randrange(16**8):08x}",
        "submissionDate": submission.isoformat(),
        "startDate": _months_after(submission, chance.randint(1, 5)).isoformat(),
        "durationMonths": chance.randint(8, 24),
        "language": chance.choice(("nl", "en")),
        "themes": chance.sample(THEMES, chance.randint(1, 2)),
        "military": False,
        "internationalProgram": program,
        "valorisationEur": chance.randint(20, 400) * 100_000,
        "selectivityCriticalScore": False,
        "selectivityQualityScore": chance.randint(-1, 6),
        "selectivityImpactScore": chance.randint(-1, 6),
        "costs": _costs(chance, participants),
    }
    if program in NETWORKED:
        project |= {"internationalLabelObtained": chance.random() < 0.9, "consortiumAgreementSigned": chance.random() < 0.9}
    return {"referenceDate": submission.isoformat(), "participants": participants, "project": project}


def _enterprise(chance: random.Random, day: date, region: str, *, by_accounts: bool) -> Body:
    size = chance.choice(SIZES)
    known: Body = {"kind": "enterprise", "region": region, "linkedTo": [], "inDifficulty": False, "finalEnergyUsePj": 0.05}
    if size == "large":
        known["climatePlanAttached"] = True
    if by_accounts:
        spans = ACCOUNTS[size]
        known["accounts"] = [
            {
                "year": day.year - back,
                "headcount": chance.randint(*spans[0]),
                "turnoverEur": chance.randint(*spans[1]),
                "balanceTotalEur": chance.randint(*spans[2]),
            }
            for back in (1, 2)
        ]
    else:
        known["size"] = size
    return known


def _third(chance: random.Random, day: date, program: str) -> Body:
    if chance.random() < 0.5:
        abroad = program != "none" and chance.random() < 0.8
        region = "otherEu" if abroad else chance.choice(("flanders", "flanders", "brussels", "wallonia"))
        return {"id": "third", "role": "partner", **_enterprise(chance, day, region, by_accounts=False)}
    subkind = chance.choice(("university", "hogeschool", "strategicResearchCenter"))
    region = chance.choice(("flanders", "flanders", "flanders", "otherEu"))
    return {"id": "third", "role": "partner", "kind": "researchOrganization", "subkind": subkind, "region": region}


def _costs(chance: random.Random, participants: Sequence[Body]) -> list[Body]:
    bearers = ["lead", "lead", "second", "third" if chance.random() < 0.7 else "second"]
    lines = []
    for bearer in bearers:
        research = bearer == "third" and chance.random() < 0.4
        lines.append(
            {
                "participant": bearer,
                "activity": "industrialResearch" if research else "experimentalDevelopment",
                "heading": chance.choice(HEADINGS),
                "amountEur": chance.randint(30_000_00, 450_000_00) / 100
                if chance.random() < 0.5
                else chance.randint(30, 450) * 1000,
            }
        )
    return lines


def _leave_out(chance: random.Random, body: Body) -> None:
    """Leave out one thing that matters: a size, a programme, an amount, a region or the energy use."""
    what = chance.choice(("size", "internationalProgram", "amountEur", "region", "finalEnergyUsePj"))
    one = body["participants"][1]
    if what == "size":
        one.pop("size", None)
        one.pop("accounts", None)
    elif what == "internationalProgram":
        del body["project"]["internationalProgram"]
    elif what == "amountEur":
        del chance.choice(body["project"]["costs"])["amountEur"]
    else:
        one.pop(what, None)


def _months_after(day: date, months: int) -> date:
    """The first day of a later month."""
    month = day.month - 1 + months
    return date(day.year + month // 12, month % 12 + 1, 1)
