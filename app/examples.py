"""A realistic case for the documentation: three participants, four cost lines."""

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
