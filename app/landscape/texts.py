"""Sentences of the landscape in nl, en and fr."""

from collections.abc import Mapping

Text = Mapping[str, str]

REASONS: Mapping[str, Text] = {
    "service": {"nl": "biedt aan: {value}", "en": "offers: {value}", "fr": "propose : {value}"},
    "words": {"nl": "beschrijft zich met uw woorden", "en": "describes itself in your words", "fr": "se décrit avec vos mots"},
    "instrumentRole": {"nl": "{value}: {instrument}", "en": "{value}: {instrument}", "fr": "{value} : {instrument}"},
    "audience": {"nl": "werkt voor: {value}", "en": "works for: {value}", "fr": "travaille pour : {value}"},
    "region": {"nl": "werkt in: {value}", "en": "works in: {value}", "fr": "travaille en : {value}"},
    "theme": {"nl": "heeft als thema: {value}", "en": "has as its theme: {value}", "fr": "a pour thème : {value}"},
    "language": {"nl": "spreekt: {value}", "en": "speaks: {value}", "fr": "parle : {value}"},
}
LACKS: Mapping[str, Text] = {
    "need": {"nl": "de vraag zelf", "en": "the need itself", "fr": "le besoin lui-même"},
    "audience": {"nl": "de doelgroep", "en": "the audience", "fr": "le public"},
    "region": {"nl": "de regio", "en": "the region", "fr": "la région"},
    "theme": {"nl": "het thema", "en": "the theme", "fr": "le thème"},
    "language": {"nl": "de taal", "en": "the language", "fr": "la langue"},
}
ORDER: Mapping[str, Text] = {
    "lacks": {
        "nl": "wie aan meer van de gestelde eisen voldoet",
        "en": "who meets more of what was asked for",
        "fr": "qui répond à plus d'exigences demandées",
    },
    "strength": {
        "nl": "wie meer delen van de vraag beantwoordt",
        "en": "who answers more parts of the need",
        "fr": "qui répond à plus d'éléments du besoin",
    },
    "words": {
        "nl": "wie beter bij de gebruikte woorden past",
        "en": "who fits the words used better",
        "fr": "qui correspond mieux aux mots employés",
    },
    "reached": {
        "nl": "wie bereikbaar is van waar de vrager begint",
        "en": "who can be reached from where the asker starts",
        "fr": "qui peut être atteint depuis le point de départ",
    },
    "recommended": {
        "nl": "gedocumenteerde stappen voor aanbevolen stappen",
        "en": "documented hops before recommended ones",
        "fr": "les étapes attestées avant les étapes recommandées",
    },
    "hops": {"nl": "minder stappen", "en": "fewer hops", "fr": "moins d'étapes"},
    "name": {"nl": "de naam", "en": "the name", "fr": "le nom"},
}
HOPS: Mapping[str, Text] = {
    "documented": {
        "nl": "{source} verwijst door naar {target}",
        "en": "{source} refers to {target}",
        "fr": "{source} oriente vers {target}",
    },
    "recommended": {
        "nl": "{source} zou moeten doorverwijzen naar {target}; dat is alleen aanbevolen",
        "en": "{source} should refer to {target}; that is only recommended",
        "fr": "{source} devrait orienter vers {target} ; ce n'est que recommandé",
    },
    "reaches": {
        "nl": "{target} hoort bij {source}",
        "en": "{target} belongs to {source}",
        "fr": "{target} fait partie de {source}",
    },
}
PAGES: Mapping[str, Text] = {
    "report": {
        "nl": "Wie doet wat: transparantieverslag",
        "en": "Who does what: transparency report",
        "fr": "Qui fait quoi : rapport de transparence",
    },
    "graph": {
        "nl": "Het landschap van de innovatiesteun",
        "en": "The landscape of innovation support",
        "fr": "Le paysage du soutien à l'innovation",
    },
    "onDate": {
        "nl": "op {day}, publicatie {revision}",
        "en": "on {day}, revision {revision}",
        "fr": "au {day}, publication {revision}",
    },
    "instruments": {"nl": "Instrumenten en rollen", "en": "Instruments and roles", "fr": "Instruments et rôles"},
    "instrument": {"nl": "Instrument", "en": "Instrument", "fr": "Instrument"},
    "roles": {"nl": "Wie welke rol speelt", "en": "Who plays which role", "fr": "Qui joue quel rôle"},
    "missing": {"nl": "Ontbrekende rollen", "en": "Missing roles", "fr": "Rôles manquants"},
    "double": {"nl": "Dubbele rollen", "en": "Roles played twice", "fr": "Rôles doubles"},
    "modalities": {
        "nl": "Samenwerking per fase van een project",
        "en": "Collaboration in each phase of a project",
        "fr": "Collaboration dans chaque phase d'un projet",
    },
    "needs": {"nl": "Wie voor wie werkt", "en": "Who serves whom", "fr": "Qui sert qui"},
    "needsHelp": {
        "nl": "Aantal organisaties per doelgroep en dienst; een nul betekent dat niemand die dienst aan die doelgroep biedt.",
        "en": "Number of organizations per audience and service; a zero means that nobody offers that service to that audience.",
        "fr": "Nombre d'organisations par public et service ; un zéro signifie que personne n'offre ce service à ce public.",
    },
    "audience": {"nl": "Doelgroep", "en": "Audience", "fr": "Public"},
    "unverified": {"nl": "Niet bevestigd", "en": "Unverified", "fr": "Non vérifié"},
    "unverifiedHelp": {
        "nl": "Uitspraken waarvoor geen bron gevonden is.",
        "en": "Statements for which no source was found.",
        "fr": "Affirmations pour lesquelles aucune source n'a été trouvée.",
    },
    "organization": {"nl": "Organisatie", "en": "Organization", "fr": "Organisation"},
    "organizations": {"nl": "Organisaties", "en": "Organizations", "fr": "Organisations"},
    "statement": {"nl": "Uitspraak", "en": "Statement", "fr": "Affirmation"},
    "legend": {"nl": "Legende", "en": "Legend", "fr": "Légende"},
    "none": {"nl": "geen", "en": "none", "fr": "aucun"},
    "asText": {"nl": "In woorden", "en": "In words", "fr": "En mots"},
    "recommendedOnly": {"nl": "alleen aanbevolen", "en": "only recommended", "fr": "seulement recommandé"},
    "ended": {"nl": "bestaat niet meer", "en": "no longer exists", "fr": "n'existe plus"},
    "existence": {"nl": "het bestaan zelf", "en": "its existence", "fr": "son existence"},
}
