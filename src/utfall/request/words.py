"""What the form says in Swedish: how each figure is counted, and the words around the questions."""

from utfall.labels import OUTCOME

__all__ = ["COUNT_NOUN", "DEFINITION", "FIELDS", "HOW", "KIND_CHOICES", "count_definition"]

_OUTCOME_DEFINITION = {
    "employment": (
        "Personer som hade ett arbete när de lämnade insatsen. Lönebidrag, praktik och "
        "arbetsträning räknas inte hit."
    ),
    "employment_subsidised": "Personer med en anställning där staten betalar en del av lönen.",
    "towards_employment": "Personer som var på väg till ett arbete men ännu inte hade det.",
    "studies": (
        "Personer som började studera när de lämnade insatsen. Kurser inom insatsen räknas inte."
    ),
    "upper_secondary": "Personer som tog gymnasieexamen.",
}

DEFINITION = {
    "participants": (
        "Alla som deltog någon gång under perioden, också de som redan var med när den började. "
        "En person räknas en gång. Ärenden, anställda och arbetsgivare räknas inte."
    ),
    "completed": "Personer som lämnade insatsen så som det var planerat.",
    "broken_off": "Personer som lämnade insatsen innan den var klar, av vilket skäl som helst.",
    "cases": "Ärenden som har behandlats. Ett ärende är inte en deltagare.",
    "applications": "Ansökningar som har kommit in, vad de än ledde till.",
    "outside": "Personer som är kända men som inte deltar i insatsen.",
    "courses": "Kurser som har hållits.",
    "education_days": "Dagar med utbildning, var och en räknad en gång.",
    "ongoing": "Personer som hade börjat och inte hade lämnat insatsen på periodens sista dag.",
    "exited": "Personer som hade lämnat insatsen, hur de än lämnade den.",
    "money_start": "Första dagen av den tid som beloppet var till för.",
    "money_end": "Sista dagen av den tid som beloppet var till för.",
    "money_kind": (
        "Hela perioden: beloppet är allt som insatsen fick för tiden. Hittills: det är vad som "
        "hade betalats en viss dag och mer kunde komma."
    ),
    "people_start": "Första dagen av den tid som personerna räknades under.",
    "people_end": "Sista dagen av den tid som personerna räknades under.",
    "place": "De medlemmar som uppgiften gäller, med namn och komma emellan.",
    "cost": (
        "Allt som faktiskt användes under perioden, från alla finansiärer tillsammans och i den "
        "tidens kronor. Arbetstid och lokaler räknas med om de har bokförts som en kostnad."
    ),
    "contribution": "Det som medlemmen betalade till förbundet för året, i det årets kronor.",
}

# What counts that are no people are called in a question.
COUNT_NOUN = {
    "cases": "ärenden",
    "applications": "ansökningar",
    "outside": "personer utanför verksamheten",
    "courses": "kurser",
    "education_days": "utbildningsdagar",
}

KIND_CHOICES = {"hela perioden": "whole", "hittills": "so_far"}

# The fields of the cover sheet that an answer needs, by the name that the importer uses.
FIELDS = {
    "organisation": ("Organisation", "Den som svarar, till exempel kommunen eller projektägaren."),
    "role": ("Funktion", "Till exempel ekonomichef eller projektledare. Skriv inget personnamn."),
    "date": ("Svarets datum", "Dagen då uppgifterna lämnas."),
    "document": ("Underlag", "Den handling som svaren bygger på, med datum eller diarienummer."),
    "public": (
        "Får underlaget läsas av alla?",
        "Ja om vem som helst kan få se underlaget. Svaren visas i rapporterna i båda fallen.",
    ),
}

HOW = (
    "Svara på bladet Frågor, i de gula cellerna. Övriga celler är låsta.",
    "Ett svar per rad. Noll är ett svar: skriv 0 om det inte fanns någon.",
    "Om en uppgift inte går att få fram: välj Ja i kolumnen Går inte att svara och skriv skälet.",
    "Lämna en rad tom om någon annan ska svara på den.",
    "Skriv aldrig namn, personnummer eller annat som pekar ut en person.",
)


def count_definition(measure: str, outcome: str = "", after: str = "") -> str:
    """Return how a count is counted; `outcome` and `after` as in `counts.csv`."""
    if measure != "outcome":
        return DEFINITION[measure]
    said = _OUTCOME_DEFINITION.get(outcome, f"Personer med resultatet {OUTCOME[outcome]}.")
    if after:
        said = said.replace("när de lämnade insatsen", "vid en uppföljning efter avslutet")
    return f"{said} Räkna varje person i högst ett resultat."
