"""Why a number cannot be given, or only as a bound: every such sentence, in Swedish.

Each is a subordinate clause that follows "eftersom": no capital, no full stop, and no figure
about people or money, since such a figure would need a row of its own in `published.csv`.
"""

from collections.abc import Sequence

__all__ = ["joined"]

# why people and money do not belong together (scope)
NO_MONEY = "källan inte anger några pengar"
NO_PEOPLE = "källan inte anger hur många som deltog"
MONEY_PERIOD_NOT_STATED = "källan inte anger vilken period pengarna gäller"
PEOPLE_PERIOD_NOT_STATED = "källan inte anger vilken period deltagarna gäller"
WHOLE_PERIOD_OVER_SO_FAR = (
    "pengarna gäller hela perioden medan deltagarna bara är de som hade skrivits in hittills"
)
STOCK_OVER_PERIOD = "deltagarna är räknade vid ett tillfälle medan pengarna gäller en period"
PERIODS_NOT_STATED = "källan inte anger vilken period pengarna och deltagarna gäller"
OTHER_PERIOD = "pengarna och deltagarna gäller olika perioder"
PLACE_NOT_STATED = "källan inte anger vilken ort pengarna eller deltagarna gäller"
OTHER_PLACE = "pengarna och deltagarna gäller olika orter"
OTHER_COMPONENT = "de räknade deltog i en del av insatsen medan pengarna också betalade annat"
OTHER_POPULATION = "de räknade personerna inte är de deltagare som pengarna skulle gå till"
STRUCTURE = "insatsen är inriktad på hur organisationer samarbetar och inte på deltagare"
APPLIED = "beloppet är sökt och inte beviljat"
TURNOVER = "beloppet är en omsättning och inte en kostnad"
ONE_FUNDERS_PART = "beloppet är en finansiärs del och hela kostnaden inte är känd"
SOURCES_DISAGREE = "källorna anger olika totalbelopp och inget av dem går att välja"
OTHER_READING = "pengarna och deltagarna hör till olika läsningar av källan"
OPPOSITE_BOUNDS = "avvikelserna drar åt olika håll, så att inte heller en gräns kan anges"

# why it holds only as a bound, or under an assumption
STILL_RUNNING = "de som är räknade hittills kanske inte är alla som pengarna gällde"
PEOPLE_ARE_PART = "de räknade är en del av dem som pengarna gällde"
MONEY_IS_FOR_PART = "pengarna gällde en del av de räknade"
ALSO_STRUCTURE = "en del av pengarna gick till samarbete mellan organisationer"
ONE_READING = "det gäller i en av läsningarna av källan"
SOME_UNACCOUNTED = "några deltagare saknas i redovisningen och kan också ha fullföljt"
OUTCOMES_FOR_SOME = "resultat är redovisade för en del av deltagarna"
EXCLUSIVE_INFERRED = "det förutsätter att ingen räknas både i arbete och i studier"
ONE_OUTCOME_EACH = "det förutsätter att ingen räknas i två av resultaten"
LEFT_AND_BACK = "så få som möjligt antas både ha slutat och vara kvar"
SPENT_WHEN_UNKNOWN = "källan inte anger vilka år pengarna användes"

# why there is no outcome, share or cost per outcome
NO_OUTCOMES = "källan inte redovisar några resultat"
OUTCOME_NOT_KNOWN = "källan säger att resultatet inte är känt"
NOBODY_REACHED = "ingen av de redovisade nådde resultatet"
TOO_FEW = "de är för få för en andel i procent; antalen visas i stället"
TOO_FEW_STAYS = "de som slutade är för få för att deras tid ska anges"
MOST_STILL_THERE = "deltagare finns kvar i insatsen och deras resultat kommer senare"
NO_PRICE_INDEX = "prisindex saknas för något av åren"
NOT_KNOWN = "uppgiften inte är känd"
WORDS_ONLY = "källan säger det i ord och inte med ett tal"

HIDDEN_BY_REGISTER = "registret inte visar uppgiften"
MISSING_IN_REGISTER = "registret saknar uppgiften"

# what a total does not say
OTHER_YEARS_MISSING = "andra år och insatser kan ha haft deltagare som källorna inte redovisar"
NO_OWN_PARTICIPANTS = "ingen källa redovisar deltagare från medlemmen för sig"
LIST_IS_MIXED = (
    "summan blandar delprojekt, gemensamma insatser och olika års priser och inte är vad en "
    "medlem har betalat"
)
OTHER_BASIS = "totalen är angiven på en annan grund än delarna"
NOT_SPLIT = "källan inte delar upp antalet på medlemmarna"
BY_POPULATION = "det är fördelat schablonmässigt efter folkmängden i åldern sexton till sextiofyra"

# why there is no return on a contribution, or only as a bound
CONTRIBUTION_NOT_STATED = "källorna inte anger medlemmens avgift"
CONTRIBUTION_NOT_YEARLY = "källorna inte anger medlemmens avgift för vart och ett av fem år i följd"
CONTRIBUTION_ZERO = "ingen avgift betalades under åren"
CONTRIBUTIONS_INCOMPLETE = (
    "källorna inte anger avgifterna från alla medlemmar för vart och ett av fem år i följd"
)
NO_MONEY_IN_YEARS = "källorna inte anger några pengar för medlemmens insatser under åren"
NO_PEOPLE_IN_YEARS = "källorna inte anger hur många som deltog i medlemmens insatser under åren"
NO_RESIDENTS = "medlemmen inte har några invånare"
MONEY_YEARS_MISSING = (
    "pengarna inte är kända för alla medlemmens insatser och år, och belopp utan period eller "
    "som delvis gäller andra år inte är medräknade"
)
PEOPLE_YEARS_MISSING = (
    "deltagarna inte är kända för alla medlemmens insatser och år, och antal utan period eller "
    "som delvis gäller andra år inte är medräknade"
)
MIXED_BASES = "det lägger ihop pengar på olika grund, till exempel använda och beviljade"
NOT_SPLIT_ON_MEMBERS = "källorna inte delar upp det gemensamma på medlemmarna"
PAYER_NOT_STATED = "källorna inte anger vem som betalade en del av pengarna"
SAME_PERSON_AGAIN = "samma person kan ha deltagit under flera av åren"
AVERAGE_NOT_MARGINAL = (
    "det förutsätter samma genomsnittliga kostnad, medan plats, behov och hur många som hade "
    "nått målet ändå kan vara annorlunda med mer pengar"
)


# what records do not say
YEAR_NOT_OVER = "året inte är slut, så att fler kan tillkomma"
NOT_REACHED = "individuppgifterna inte når till periodens slut, så att fler kan tillkomma"
SOME_NOT_REACHED = (
    "individuppgifterna för någon insats inte når till periodens slut, så att fler kan tillkomma"
)
RECORDS_BEGIN_LATER = (
    "individuppgifterna för insatsen börjar senare än perioden, så att fler kan ha deltagit"
)
PERIOD_NOT_OVER = "perioden inte är slut, så att fler kan tillkomma"
ANONYMOUS = "samma person kan finnas i flera av de anonyma deltagandena"
UNCONFIRMED = "några av uppgifterna är äldre än de senaste, så att de personerna kan ha slutat"
EXIT_REASON_MISSING = "avslutsorsaken saknas för några"
SITUATION_MISSING = "situationen saknas för några"
RESIDENCE_MISSING = "bostadsorten saknas för några"
EVERYBODY_COUNTED = (
    "alla insatsens medlemmar är nämnda, så att också deltagare från andra orter kan vara räknade"
)
NONE_DUE = "tiden för uppföljningen inte har kommit för någon av dem"
NOBODY_PLANNED = "planen inte gäller någon deltagare"
PLAN_OF_SOME = "planen gäller några av insatsens medlemmar tillsammans"
PLAN_WITHIN_YEARS = (
    "planen gäller en del av ett år, och deltagare började också under resten av det året"
)

# why an estimate cannot be made
TOO_FEW_TO_SHOW = "gruppen är så liten att inte ens den största förändringen skulle synas"
NOT_EVEN_ALL = "slutsatsen är densamma också om alla okända hade nått resultatet"
FEWER_THAN_THREE = "det finns färre än tre perioder att jämföra"
NOTHING_VARIES = "alla eller ingen nådde resultatet, så att det inte finns någon skillnad att pröva"
FEWER_THAN_THIRTY = "färre än trettio deltaganden har avslutats"
EXPECTED_BY_MODEL = "det är vad en modell över hela förbundets deltagare ger"
FEWER_THAN_THIRTY_CAME = "färre än trettio deltaganden började"
TOO_FEW_LEFT = "inte så många har lämnat insatsen för arbete under den tid de har kunnat följas"
STILL_WAITING = "de som är kvar räknas så länge de har kunnat följas"
NOBODY_ELSE = "inga andra kommuners deltaganden har avslutats"
NO_TEST_OF_SEXES = (
    "det behövs minst trettio av varje kön, och att någon har lämnat insatsen för arbete"
)
NO_MODEL = "uppgifterna räcker inte till en modell av vad som var att vänta"
NONE_EXPECTED = "det inte var att vänta att någon skulle nå resultatet"
DRAWN_TOGETHER = "andelen är dragen mot förbundets, mer ju färre personer den bygger på"

# why answers and measurements are not told
ASKED_NOT_STATED = "källan inte anger hur många som tillfrågades"
NOBODY_ASKED = "ingen tillfrågades"
NOBODY_ANSWERED = "ingen svarade"

# why there is no payback time
ASSUMED = "det bygger på antaganden om löner, ersättningar och hur länge resultaten varar"
NO_PARAMETERS = (
    "förbundet inte har angett löner, skatter och ersättningar med källor för den perioden"
)
NO_OWN_COST = "parten betalar ingen del av kostnaden"
PAYERS_NOT_STATED = "källan inte anger vem som betalade hela kostnaden"
SUBSIDISED_NOT_APART = (
    "källan inte skiljer arbete med lönebidrag från annat arbete, så att vinsten kan vara mindre"
)
SUBSIDISED_NOT_PRICED = "arbete med lönebidrag räknas utan vinst"
PRICES_OF_PARAMETERS = (
    "kostnaden är omräknad till samma års priser som löner, skatter och ersättningar"
)
OTHER_PRICES = (
    "kostnaden är i andra års priser än de löner, skatter och ersättningar som är angivna"
)
NO_COST_AND_OUTCOME = "ingen insats har både en kostnad och resultat som gäller samma människor"
NO_YEAR_WITH_COST = "inget enskilt år har både kostnad och resultat för samma människor"
NEVER_PAID_BACK = (
    "vinsterna av de redovisade resultaten inte når upp till kostnaden under den tid som räknas"
)
STUDIES_NOT_KNOWN = "det inte för alla insatser är angivet hur många som gick till studier"
OTHER_PROGRAMMES = "en insats med deltagare båda åren har kostnad och resultat bara för det ena"
COMPONENTS_NOT_KNOWN = (
    "den som har räknat inte har redovisat vilka kostnader, resultat och antaganden som ingår"
)

# why a number is hidden
HIDDEN = "talet är litet, eller så skulle ett litet tal kunna räknas ut ur det"

# why a published count and records cannot be compared
NO_RECORDS = "individuppgifter saknas för insatsen"
NOT_COVERED = "individuppgifterna inte täcker hela perioden"
DAY_NOT_STATED = "källan inte anger vilken dag antalet gäller"
PERIOD_NOT_STATED = "källan inte anger vilken period antalet gäller"
NO_NUMBER = "källan inte anger något tal"
NOT_PARTICIPANTS = "källan räknar annat än deltagare, som är vad individuppgifterna gäller"
COMPONENT_UNRECORDED = "källan räknar en del av insatsen, som individuppgifterna inte skiljer ut"
OUTCOME_UNRECORDED = "individuppgifterna inte har ett resultat som svarar mot källans"
NOT_RESIDENTS = "källan inte anger vilka kommuners invånare som är räknade"
TIME_UNRECORDED = "källan inte anger hur lång tid efter avslutet som resultatet gäller"


def joined(reasons: Sequence[str]) -> str:
    """Join reasons so that the whole still follows "eftersom".

    >>> joined(["a", "b", "c"])
    'a, eftersom b och eftersom c'
    """
    *first, last = dict.fromkeys(reasons)
    return " och eftersom ".join(filter(None, [", eftersom ".join(first), last]))
