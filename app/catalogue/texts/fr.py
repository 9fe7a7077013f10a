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
