"""French patterns."""

from collections.abc import Mapping

THOUSANDS, DECIMAL = "\u00a0", ","

UNITS: Mapping[str, str] = {"euro": "{n} euros", "percent": "{n} %"}

PATTERNS: Mapping[str, str] = {
    "eq": "{label} : {value}",
    "neq": "{label} : pas {value}",
    "lt": "{label} : moins de {value}",
    "lte": "{label} : au plus {value}",
    "gt": "{label} : plus de {value}",
    "gte": "{label} : au moins {value}",
    "in": "{label} : {value}",
    "notIn": "{label} : pas {value}",
    "subsetOf": "{label} : uniquement {value}",
    "intersects": "{label} : comprend {value}",
    "or": "ou",
    "unlisted": "à condition qu'il y ait des partenaires qui ne figurent pas dans la liste ; {label} : {value}",
    "beneficiary": "Au moins un participant est d'une nature et d'une région auxquelles cette aide est destinée.",
    "conditionsKnown": "On ne sait pas quelles conditions cet instrument pose.",
    "activityFunded": "Au moins une partie des coûts relève d'une activité que cette aide finance.",
    "carrier": "Au moins une des mesures qui financent cette participation est ouverte à ce projet.",
    "band": "L'aide se situe entre {least} et {most}.",
    "bandLeast": "L'aide s'élève à au moins {least}.",
    "bandMost": "L'aide s'élève à au plus {most}.",
    "perParticipant": "Par participant : {text}",
    "softNotMet": "Non rempli, sans être exclu : {text}",
    "unverified": "Ce chiffre n'est pas confirmé : {id}.",
    "project.costs": "Quels coûts chaque participant a-t-il par activité ?",
}

# Rows of a comparison.
ROWS: Mapping[str, str] = {
    "category": "Catégorie",
    "form": "Forme de l'aide",
    "operator": "Opérateur",
    "audiences": "Groupes cibles",
    "activities": "Activités",
    "themes": "Thèmes",
    "availability": "Disponibilité",
    "validity": "Validité",
    "rateRange": "Intensité de l'aide",
    "amountRange": "Montant de l'aide",
    "carriedBy": "Suit les règles de",
    "costs": "Limite sur les coûts",
    "bases": "Aide de base",
    "bonuses": "Majoration",
    "caps": "Plafond",
    "factors": "Multiplicateur",
    "limits": "Limite sur le montant",
    "stateAid": "Base en matière d'aides d'État",
    "collaboration": "Collaboration",
    "legalBasis": "Base légale",
}

# Calls in a calendar or a feed.
CALLS: Mapping[str, str] = {
    "activities": "Activités des organisations",
    "title": "Appels d'aide à l'innovation",
    "subtitle": "Quand vous pouvez introduire une demande.",
    "opens": "{name} : premier jour pour introduire une demande",
    "closes": "{name} : dernier jour pour introduire une demande",
    "indicative": "{text} (indicatif)",
    "habit": "Personne n'a fixé ce jour ; les appels se terminent d'habitude dans cette partie du mois.",
    "window": "Les demandes sont reçues du {opens} au {closes} inclus.",
    "source": "Source : {source}",
}
