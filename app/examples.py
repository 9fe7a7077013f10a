"""For the documentation: a realistic case with three participants and four cost lines, and answers about revisions."""

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

_CHANGE: Final[dict[str, Any]] = {
    "kind": "instrument",
    "id": "developmentProject",
    "path": "common.aid.base.development.points",
    "old": 20,
    "new": 25,
    "text": "The base rate development of Development project (all periods) goes from 20% to 25%.",
}
_REVISION: Final[dict[str, Any]] = {"href": "/v1/revisions/2", "publishedAt": "2026-11-21T20:00:00+00:00"}
_STAMP: Final[dict[str, Any]] = {"revision": 2, "referenceDate": "2026-11-21"}

# Answers by the operation that gives them.
ANSWERS: Final[dict[str, dict[str, Any]]] = {
    "listChanges": {**_STAMP, "items": [{"revision": 2, **_REVISION, "section": "aid", **_CHANGE}], "total": 1},
    "getRevision": {
        **_STAMP,
        "number": 2,
        **_REVISION,
        "note": "The base rate of development projects",
        "contentHash": f"sha256:{'0' * 64}",
        "documents": 592,
        "changes": {
            "added": [],
            "changed": [{"kind": "instrument", "id": "developmentProject"}],
            "removed": [],
            "sections": {"aid": [_CHANGE]},
        },
        "quality": {
            "errors": 0,
            "warnings": 1,
            "findings": [
                {
                    "check": "unusedSources",
                    "severity": "warning",
                    "document": {"kind": "source", "id": "kpmg20"},
                    "path": "",
                    "text": "Nothing rests on this source.",
                }
            ],
        },
    },
}
