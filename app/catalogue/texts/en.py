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
    "conditionsKnown": "It is not known which conditions this instrument sets.",
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

# Rows of a comparison.
ROWS: Mapping[str, str] = {
    "category": "Category",
    "form": "Form of aid",
    "operator": "Operator",
    "audiences": "Target groups",
    "activities": "Activities",
    "themes": "Themes",
    "availability": "Availability",
    "validity": "Validity",
    "rateRange": "Aid intensity",
    "amountRange": "Amount of aid",
    "carriedBy": "Follows the rules of",
    "costs": "Limit on the costs",
    "bases": "Base rate",
    "bonuses": "Bonus",
    "caps": "Cap",
    "factors": "Multiplier",
    "limits": "Limit on the amount",
    "stateAid": "State-aid basis",
    "collaboration": "Collaboration",
    "legalBasis": "Legal basis",
}

# Calls in a calendar or a feed.
CALLS: Mapping[str, str] = {
    "activities": "Activities of organizations",
    "title": "Calls for innovation aid",
    "subtitle": "When you can apply.",
    "opens": "{name}: first day to apply",
    "closes": "{name}: last day to apply",
    "indicative": "{text} (indicative)",
    "habit": "Nobody has fixed this day; calls usually close in this part of the month.",
    "window": "Applications are taken from {opens} to {closes}, both included.",
    "source": "Source: {source}",
}
