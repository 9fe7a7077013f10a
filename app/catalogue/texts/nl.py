"""Dutch patterns."""

from collections.abc import Mapping

THOUSANDS, DECIMAL = ".", ","

UNITS: Mapping[str, str] = {"euro": "{n} euro", "percent": "{n} %"}

PATTERNS: Mapping[str, str] = {
    "eq": "{label} is {value}",
    "neq": "{label} is niet {value}",
    "lt": "{label} is minder dan {value}",
    "lte": "{label} is ten hoogste {value}",
    "gt": "{label} is meer dan {value}",
    "gte": "{label} is ten minste {value}",
    "in": "{label} is {value}",
    "notIn": "{label} is niet {value}",
    "subsetOf": "{label} valt binnen {value}",
    "intersects": "{label} omvat {value}",
    "or": "of",
    "unlisted": "op voorwaarde dat er partners zijn die niet in de lijst staan: {label} is {value}",
    "beneficiary": "Ten minste één deelnemer is van een soort en uit een gebied waarvoor deze steun bestemd is.",
    "conditionsKnown": "Het is niet bekend welke voorwaarden dit instrument stelt.",
    "activityFunded": "Ten minste een deel van de kosten hoort bij een activiteit die deze steun betaalt.",
    "carrier": "Ten minste één van de maatregelen die deze deelname betalen, staat open voor dit project.",
    "band": "De steun ligt tussen {least} en {most}.",
    "bandLeast": "De steun bedraagt ten minste {least}.",
    "bandMost": "De steun bedraagt ten hoogste {most}.",
    "perParticipant": "Per deelnemer: {text}",
    "softNotMet": "Niet voldaan, maar niet uitsluitend: {text}",
    "unverified": "Dit cijfer is niet bevestigd: {id}.",
    "project.costs": "Welke kosten heeft elke deelnemer per activiteit?",
}

# Rows of a comparison.
ROWS: Mapping[str, str] = {
    "category": "Categorie",
    "form": "Steunvorm",
    "operator": "Uitvoerder",
    "audiences": "Doelgroepen",
    "activities": "Activiteiten",
    "themes": "Thema's",
    "availability": "Beschikbaarheid",
    "validity": "Geldigheid",
    "rateRange": "Steunpercentage",
    "amountRange": "Steunbedrag",
    "carriedBy": "Volgt de regels van",
    "costs": "Grens op de kosten",
    "bases": "Basissteun",
    "bonuses": "Toeslag",
    "caps": "Plafond",
    "factors": "Vermenigvuldiger",
    "limits": "Grens op het bedrag",
    "stateAid": "Staatssteunbasis",
    "collaboration": "Samenwerking",
    "legalBasis": "Rechtsgrond",
}

# Calls in a calendar or a feed.
CALLS: Mapping[str, str] = {
    "activities": "Activiteiten van organisaties",
    "title": "Oproepen voor innovatiesteun",
    "subtitle": "Wanneer u een aanvraag kunt indienen.",
    "opens": "{name}: eerste dag om in te dienen",
    "closes": "{name}: laatste dag om in te dienen",
    "indicative": "{text} (indicatief)",
    "habit": "Niemand heeft deze dag vastgelegd; oproepen sluiten gewoonlijk in dit deel van de maand.",
    "window": "Indienen kan van {opens} tot en met {closes}.",
    "source": "Bron: {source}",
}
