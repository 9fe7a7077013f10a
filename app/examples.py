"""Examples for the documentation: a realistic case with three participants and four cost lines, and answers of reads."""

from dataclasses import dataclass
from typing import Any, Final

CASE: Final[dict[str, Any]] = {
    "referenceDate": "2021-06-15",
    "participants": [
        {
            "id": "a",
            "role": "applicant",
            "kind": "enterprise",
            "region": "flanders",
            "accounts": [{"year": 2020, "headcount": 24, "turnoverEur": 3100000, "balanceTotalEur": 2200000}],
        },
        {"id": "b", "role": "partner", "kind": "enterprise", "size": "medium", "region": "flanders", "linkedTo": []},
        {"id": "u", "role": "partner", "kind": "researchOrganization", "subkind": "university", "region": "flanders"},
    ],
    "project": {
        "title": "Sensor for early detection",
        "submissionDate": "2021-06-15",
        "startDate": "2021-09-01",
        "durationMonths": 24,
        "themes": ["artificialIntelligence"],
        "internationalProgram": "none",
        "costs": [
            {"participant": "a", "activity": "experimentalDevelopment", "heading": "personnel", "amountEur": 240000},
            {"participant": "a", "activity": "experimentalDevelopment", "heading": "operating", "amountEur": 60000},
            {"participant": "b", "activity": "experimentalDevelopment", "heading": "personnel", "amountEur": 150000},
            {"participant": "b", "activity": "experimentalDevelopment", "heading": "investment", "amountEur": 50000},
        ],
    },
    "instruments": ["developmentProject"],
}


REFERRALS: Final[dict[str, Any]] = {
    "words": {
        "summary": "An SME in Limburg, through its accountant, in its own words",
        "value": {"need": "toegepast onderzoek aan een hogeschool", "audience": "sme", "region": "BE22", "startsAt": "itaa"},
    },
    "service": {
        "summary": "A starter who looks for advice on intellectual property",
        "value": {"need": ["ipAdvice"], "audience": "starter", "region": "flanders", "language": "nl"},
    },
}


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer, shortened: the address that gives it, and what it shows."""

    address: str
    told: str
    body: dict[str, Any]


_CHANGE: Final[dict[str, Any]] = {
    "kind": "instrument",
    "id": "developmentProject",
    "path": "",
    "text": "New: Development project.",
}
_FIRST: Final[dict[str, Any]] = {"href": "/v1/revisions/1", "publishedAt": "2026-01-02T03:04:05+00:00"}
_STAMP: Final[dict[str, Any]] = {"revision": 1, "referenceDate": "2021-06-15"}

ANSWERS: Final[dict[str, Answer]] = {
    "listCalls": Answer(
        "/v1/calls?instrument=baekelandMandate&from=2021-01-01&to=2021-06-30&referenceDate=2021-03-01&lang=en",
        "A call of which the first day is not known",
        {
            "revision": 1,
            "referenceDate": "2021-03-01",
            "items": [
                {
                    "id": "spring2021",
                    "instrument": {
                        "id": "baekelandMandate",
                        "href": "/v1/instruments/baekelandMandate",
                        "name": "Baekeland mandate",
                    },
                    "name": "Baekeland mandate",
                    "closesOn": "2021-03-23",
                    "closesAt": "12:00",
                    "indicative": False,
                    "state": "unknown",
                    "sources": ["vBaekProc"],
                    "confidence": "official",
                }
            ],
            "total": 1,
        },
    ),
    "getComparison": Answer(
        "/v1/comparisons?instrument=developmentProject&instrument=researchProject&referenceDate=2021-06-15&lang=en",
        "Two of the rows for development and research projects",
        {
            "revision": 1,
            "referenceDate": "2021-06-15",
            "instruments": [
                {"id": "developmentProject", "href": "/v1/instruments/developmentProject", "name": "Development project"},
                {"id": "researchProject", "href": "/v1/instruments/researchProject", "name": "Research project"},
            ],
            "rows": [
                {
                    "id": "category",
                    "label": "Category",
                    "cells": {
                        "developmentProject": {"code": "subsidy", "label": "Subsidy"},
                        "researchProject": {"code": "subsidy", "label": "Subsidy"},
                    },
                    "differs": False,
                },
                {
                    "id": "amountRange",
                    "label": "Amount of aid",
                    "cells": {
                        "developmentProject": {"min": "25000.00", "max": "3000000.00"},
                        "researchProject": {"min": "100000.00", "max": "3000000.00"},
                    },
                    "differs": True,
                },
            ],
        },
    ),
    "listIndicators": Answer(
        "/v1/indicators?instrument=baekelandMandate&metric=budget&year=2021&referenceDate=2021-06-15&lang=en",
        "The budget of one year",
        {
            "revision": 1,
            "referenceDate": "2021-06-15",
            "items": [
                {
                    "instrument": {
                        "id": "baekelandMandate",
                        "href": "/v1/instruments/baekelandMandate",
                        "name": "Baekeland mandate",
                    },
                    "metric": "budget",
                    "metricName": "Budget",
                    "year": 2021,
                    "values": [{"value": "16800000.00", "unit": "euro", "sources": ["serv2021"], "confidence": "seed"}],
                    "conflicting": False,
                }
            ],
            "total": 1,
        },
    ),
    "listCoverage": Answer(
        "/v1/coverage?pageSize=100&referenceDate=2021-06-15&lang=en",
        "One of the periods",
        {
            "revision": 1,
            "referenceDate": "2021-06-15",
            "items": [
                {
                    "instrument": {
                        "id": "developmentProject",
                        "href": "/v1/instruments/developmentProject",
                        "name": "Development project",
                    },
                    "period": {"id": "development2018", "validFrom": "2018-01-01", "validTo": "2021-03-01"},
                    "determination": "computed",
                    "unverified": [],
                    "stale": False,
                }
            ],
            "totals": {
                "instruments": 18,
                "periods": 55,
                "computed": 47,
                "described": 0,
                "notDetermined": 8,
                "unverified": 11,
                "stale": 0,
                "workedExamples": 776,
            },
        },
    ),
    "listChanges": Answer(
        "/v1/changes?instrument=developmentProject&referenceDate=2021-06-15&lang=en",
        "In the first revision everything is new",
        {**_STAMP, "items": [{"revision": 1, **_FIRST, "section": "instruments", **_CHANGE}], "total": 1},
    ),
    "getRevision": Answer(
        "/v1/revisions/1?referenceDate=2021-06-15&lang=en",
        "One of the documents, and one of the findings",
        {
            **_STAMP,
            "number": 1,
            **_FIRST,
            "note": "Seed",
            "changes": {
                "added": [{"kind": "instrument", "id": "developmentProject"}],
                "changed": [],
                "removed": [],
                "sections": {"instruments": [_CHANGE]},
            },
            "quality": {
                "errors": 0,
                "findings": [
                    {
                        "check": "ceilingGuard",
                        "severity": "warning",
                        "document": {"kind": "instrument", "id": "developmentProject"},
                        "path": "periods.development2023.stateAid",
                        "text": "No ceilings are known for gberArticle25 from 2027-01-01 on; there the rates were not checked.",
                    }
                ],
            },
        },
    ),
}
