"""What the council advices of 2013 and 2021 call an instrument finds it among the first three, typed as it is printed there."""

import pytest
from starlette.testclient import TestClient

# What is typed, and the instruments that must be among the first three.
TABLES_2013 = {
    # table of projects and ways to work together, in the advice and again in its annex
    "TETRA": ["tetra"],
    "VIS": ["visTrajecten"],
    "Landbouwprojecten": ["laTrajecten"],
    "ICON": ["icon"],
    "TINA": ["tinaFonds"],
    "SBO": ["sbo"],
    "TETRA-partners": ["tetra"],
    "TETRA-open-netwerk": ["tetra"],
    "O&O": ["ooCompanyProject"],
    "Herculesfonds": ["herculesfonds"],
    "Herculesfonds & co": ["herculesfonds"],
    "VIS-projecten": ["visTrajecten"],
    # table of means of support and those who give them
    "Strategisch Basis Onderzoek": ["sbo"],
    "O&O-subsidie": ["ooCompanyProject"],
    "KMO-programma": ["smeInnovationProject", "smeFeasibilityStudy"],
    "ICON-projecten": ["icon"],
    "TINA-fonds (investeringsfonds)": ["tinaFonds"],
    "TINA-fonds": ["tinaFonds"],
    "Subsidiedatabank": ["subsidiedatabank"],
    "VON & leerplatform": ["vonLeerplatform"],
    "Oproep Ondernemerschap": ["oproepOndernemerschap"],
    "Project Strategische TransformatieSteun": ["strategicTransformationSupport"],
    "KMO-portefeuille": ["kmoPortefeuille"],
    "Competentiepolen & Lichte structuren": ["competentiepolen"],
    "Provinciale Innovatiecentra/VIN": ["innovatiecentra"],
    "Technology Transfer Offices": ["tto"],
    "Kenniscentra/LEDs": ["led"],
}
ANNEX_2013 = {
    "O&O-haalbaarheidsstudies": ["feasibilityStudy"],
    "O&O-bedrijfssteun": ["ooCompanyProject"],
    "O&O-subsidies": ["ooCompanyProject"],
    "Sprintprojecten": ["sprintProject"],
    "TINA- en Herculesfonds": ["tinaFonds", "herculesfonds"],
    "Vlaams Ondernemerschapsbevorderend Netwerk (VON)": ["vonLeerplatform"],
    "leerplatformen": ["vonLeerplatform"],
    "Competentiepolen en lichte structuren": ["competentiepolen"],
    "provinciale innovatiecentra": ["innovatiecentra"],
    "Technology Transfer Offices (TTO’s)": ["tto"],
    "interfacemiddelen": ["iof"],
    "IOF-mandatarissen": ["iof"],
    "Industrieel OnderzoeksFonds IOF": ["iof"],
    "EFRO (Europees Fonds voor Regionale Ontwikkeling)": ["efro"],
    "EFRO": ["efro"],
    "ESF (het Europees Sociaal Fonds)": ["esf"],
    "ESF-projecten": ["esf"],
    "CF (het Cohesiefonds)": ["cohesiefonds"],
    "Cohesiefonds": ["cohesiefonds"],
    "structuurfondsen": ["efro", "esf"],
    "Horizon 2020": ["horizon2020"],
    "Zevende Kaderprogramma": ["fp7Cip"],
    "Zevende Kaderprogramma voor Onderzoek en Technologische Ontwikkeling (7KP)": ["fp7Cip"],
    "CIP (Competitiveness and Innovation Framework Programme)": ["fp7Cip"],
    "Competitiveness and Innovation Framework Programme": ["fp7Cip"],
    "Entrepreneurship and Innovation Programme": ["fp7Cip"],
    "EIT (European Institute for Tecnology and innovation)": ["eit"],
    "COSME": ["cosme"],
    "COSME-programma (2014-2020)": ["cosme"],
    "Enterprise Europe Network (EEN)": ["een"],
    "Participatiefonds": ["participatiefonds"],
    "Starteo": ["participatiefonds"],
    "Startlening": ["pmvStartlening", "participatiefonds"],
    "Solidaire Lening": ["participatiefonds"],
    "Business Angel+-leningen": ["participatiefonds"],
}
REPORT_2021 = {
    "COOCK": ["coock"],
    "COOCK (Collectief Onderzoek & Ontwikkeling en Collectieve Kennisverspreiding)": ["coock"],
    "COOCK-projecten": ["coock"],
    "CORNET-oproep": ["cornet"],
    "CORNET (COllective Research NETwork)": ["cornet"],
    "TETRA (TEchnologieTRAnsfer)": ["tetra"],
    "TETRA-projecten": ["tetra"],
    "ICON (Interdisciplinair Coöperatief vraaggedreven Onderzoek)": ["icon"],
    "thematische ICON-projecten": ["thematicIcon"],
    "AI-ICON": ["thematicIcon"],
    "CS-ICON": ["thematicIcon"],
    "thematische ICON-projecten artificiële intelligentie (AI-ICON) en cybersecurity (CS-ICON)": ["thematicIcon"],
    "Strategische Onderzoekscentra (SOC’s)": ["soc"],
    "SOC’s": ["soc"],
    "Programma Strategisch Basisonderzoek (SBO)": ["sbo"],
    "Programma Strategisch Basis Onderzoek": ["sbo"],
    "Landbouw- of LA-trajecten": ["laTrajecten"],
    "LA-trajecten": ["laTrajecten"],
    "Industrieel Onderzoeksfonds": ["iof"],
    "IOF-financiering": ["iof"],
    "Praktijkgericht Wetenschappelijk Onderzoek Hogescholen (PWO)": ["pwo"],
    "Baekeland- en Innovatiemandaten": ["baekelandMandate", "innovationMandate"],
    "Baekeland-mandaten": ["baekelandMandate"],
    "Innovatiemandaten (IM)": ["innovationMandate"],
    "Lerende netwerken": ["lerendeNetwerken"],
    "structurele partners ondernemerschap en innovatieversnelling binnen het VLAIO netwerk": ["lerendeNetwerken"],
    "Onderzoeks- en ontwikkelingsprojecten": ["researchProject", "developmentProject"],
    "onderzoeksprojecten": ["researchProject"],
    "ontwikkelingsprojecten": ["developmentProject"],
    "Blikopener": ["blikopener"],
    "Speerpuntclusters en Innovatieve Bedrijfsnetwerken": ["speerpuntclusters", "ibn"],
    "speerpuntclusters": ["speerpuntclusters"],
    "innovatieve bedrijfsnetwerken": ["ibn"],
    "IBN’s": ["ibn"],
    "flanders.healthTech": ["flandersHealthtech"],
    "Proeftuinen Industrie 4.0": ["proeftuinenI40"],
    "proeftuinen rond Industrie 4.0": ["proeftuinenI40"],
    "City of Things": ["cityOfThings"],
    "Digital Innovation Hubs": ["edih"],
    "European Digital Innovation Hubs (EDIH)": ["edih"],
    "Digital Europe Programme (DEP)": ["digitalEurope"],
    "Horizon Europe": ["horizonEurope"],
    "Innovatiesteun bij Europese samenwerking (thematisch)": ["eurekaEurostars"],
    "EUREKA": ["eurekaEurostars"],
    "Eurekaclusters": ["eurekaEurostars"],
    "ITEA (Information Technology for European Advancement)": ["eurekaEurostars"],
    "ITEA": ["eurekaEurostars"],
    "SMART": ["eurekaEurostars"],
    "PENTA": ["eurekaEurostars"],
    "CELTIC Next": ["eurekaEurostars"],
    "EURIPIDES": ["eurekaEurostars"],
    "gedeeltelijke vrijstelling van doorstorting van bedrijfsvoorheffing": ["fedPayrollWithholding"],
    "belastingkrediet voor O&O": ["fedRdTaxCredit"],
    "belastingaftrek voor innovatie-inkomsten": ["fedInnovationIncomeDeduction"],
    "KMO-groeisubsidie": ["kmoGrowthSubsidy"],
    "Team Bedrijfstrajecten": ["teamBedrijfstrajecten"],
    "e-loketondernemers.be": ["eLoket"],
}
OTHER = {
    "AI ICON": ["thematicIcon"],
    "CS ICON": ["thematicIcon"],
    "EUREKA clusters": ["eurekaEurostars"],
    "CELTIC-NEXT": ["eurekaEurostars"],
    "Xecs": ["eurekaEurostars"],
    "COOCK+": ["coock"],
    "COOCK plus": ["coock"],
    "flipped TTO": ["tto"],
    "INNO INFRA SHARE": ["interreg"],
    "preselectie EDIH": ["edih"],
    "Flemish preselection of EDIH candidates": ["edih"],
    "Nationaal contactpunt Horizon": ["horizonEurope"],
    "National contact point Horizon": ["horizonEurope"],
    "O&O-haalbaarheidsstudie": ["feasibilityStudy"],
    "BEL-SME": ["belCoo"],
    "MEDVIA": ["flandersHealthtech"],
    "TETRA-partners": ["tetra"],
    "TETRA-open-netwerk": ["tetra"],
    "VIS-trajecten voor innovatievolgers": ["visTrajecten"],
    "EIC Accelerator": ["eicAccelerator"],
    "TBM": ["tbm"],
    "Interreg Vlaanderen-Nederland": ["interreg"],
    "Interreg Europe": ["interreg"],
    "Interreg Noordwest-Europa": ["interreg"],
    "Living Labs circulaire economie": ["livingLabs"],
    "Space Labs": ["livingLabs"],
    "EUREKA-project": ["eurekaEurostars"],
    "EUREKA-cluster": ["eurekaEurostars"],
    "Eurostars": ["eurekaEurostars"],
    "Kmo-innovatiestudie": ["smeInnovationProject"],
}
CASES = [
    pytest.param(typed, ids, id=f"{source}: {typed}")
    for source, table in (("2013", TABLES_2013), ("2013 annex", ANNEX_2013), ("2021", REPORT_2021), ("alias", OTHER))
    for typed, ids in table.items()
]


def found(client: TestClient, typed: str) -> list[str]:
    answer = client.get("/v1/instruments", params={"q": typed, "lang": "nl"})
    assert answer.status_code == 200, answer.text
    return [item["id"] for item in answer.json()["items"]]


@pytest.mark.parametrize(("typed", "ids"), CASES)
def test_a_name_as_printed_is_found_among_the_first_three(typed: str, ids: list[str], client: TestClient) -> None:
    assert set(ids) <= set(found(client, typed)[:3])


def test_forms_and_a_common_misspelling_of_a_word_find_the_same_in_the_same_order(client: TestClient) -> None:
    one, several, misspelt = (found(client, word) for word in ("hogeschool", "hogescholen", "hogschool"))
    assert one
    assert one == several == misspelt
