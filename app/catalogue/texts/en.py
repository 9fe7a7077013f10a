"""English patterns."""

from collections.abc import Mapping

THOUSANDS, DECIMAL = ",", "."

UNITS: Mapping[str, str] = {"euro": "{n} euro", "percent": "{n}%"}

PATTERNS: Mapping[str, str] = {
    "eq": "{label} is {value}",
    "neq": "{label} is not {value}",
    "lt": "{label} is less than {value}",
    "lte": "{label} is at most {value}",
    "gt": "{label} is more than {value}",
    "gte": "{label} is at least {value}",
    "in": "{label} is {value}",
    "notIn": "{label} is not {value}",
    "subsetOf": "{label} lies within {value}",
    "intersects": "{label} includes {value}",
    "or": "or",
    "unlisted": "provided that there are partners who are not in the list: {label} is {value}",
    "beneficiary": "At least one participant is of a kind and from an area that this aid is meant for.",
    "activityFunded": "At least part of the costs belongs to an activity that this aid pays for.",
    "carrier": "At least one of the measures that pay for this participation is open to this project.",
    "band": "The aid lies between {least} and {most}.",
    "bandLeast": "The aid is at least {least}.",
    "bandMost": "The aid is at most {most}.",
    "perParticipant": "For each participant: {text}",
    "softNotMet": "Not met, though not excluding: {text}",
    "unverified": "This figure is not confirmed: {id}.",
    "project.costs": "Which costs does each participant have for each activity?",
}
