"""The sentences of `meaning.sentences` in Swedish.

Places in a sentence are named in braces and filled by `Language.say`.
"""

from collections.abc import Mapping

__all__ = ["PHRASES"]

_NBSP = "\u00a0"

PHRASES: Mapping[str, str] = {
    "points": f"{{size}}{_NBSP}procentenheter",
    "not_given": "Det går inte att säga, eftersom {reason}.",
    "hidden": "Det {word}, eftersom {reason}.",
    "happened": "{count} av {size} är vad som hände.",
    "at_least_of_at_least": "Minst {count} av minst {size} är vad som hände.",
    "at_least_happened": "Minst {count} av {size} är vad som hände.",
    "chance": (
        "Med samma arbetssätt och lika många kunde slumpen ha gett mellan {low} och {high}."
    ),
    "no_cause": "Det säger inget om vad det beror på.",
    "unknown_as_not": "De vars läge inte är känt räknas då som om de inte nådde det.",
    "predicted": (
        "I en ny grupp av samma slag, {size} till antalet, skulle mellan {low} och {high} kunna nå samma "
        "resultat, om inget annat ändras."
    ),
    "no_promise": "Det är inget löfte och ingen bedömning av en enskild person.",
    "tipping": (
        "Av de {unknown} vars resultat inte är redovisat behöver minst {needed} ha fått arbete för att andelen "
        "av alla ska vara lika stor som bland dem som källan redovisar."
    ),
    "tipping_one": (
        "Den {unknown} person vars resultat inte är redovisat behöver ha fått arbete för att andelen av alla ska "
        "vara lika stor som bland dem som källan redovisar."
    ),
    "tipping_none_one": (
        "Andelen av alla är minst lika stor som bland dem som källan redovisar, vad som än hände den "
        "{unknown} person vars resultat inte är redovisat."
    ),
    "tipping_known": (
        "Av de {unknown} vars läge inte är känt behöver minst {needed} ha nått resultatet för att andelen av alla ska "
        "vara lika stor som bland dem vars läge är känt."
    ),
    "tipping_known_one": (
        "Den {unknown} person vars läge inte är känt behöver ha nått resultatet ({needed} av {unknown}) för att "
        "andelen av alla ska vara lika stor som bland dem vars läge är känt."
    ),
    "tipping_known_none": (
        "Andelen av alla är minst lika stor som bland dem vars läge är känt, vad som än hände de {unknown} "
        "vars läge inte är känt."
    ),
    "tipping_known_none_one": (
        "Andelen av alla är minst lika stor som bland dem vars läge är känt, vad som än hände den {unknown} "
        "vars läge inte är känt."
    ),
    "bounds_of_known": (
        "Läget är inte känt för alla som enligt uppgifterna har slutat: nådde ingen av de okända det är "
        "andelen av dem {low}, nådde alla det är den {high}."
    ),
    "bounds": (
        "Resultatet är inte känt för alla: nådde ingen av de andra det är andelen {low}, nådde alla "
        "det är den {high}."
    ),
    "inside": "Andelen ligger innanför de gränser som slumpen sällan går över.",
    "above": "Andelen ligger över de gränser som slumpen sällan går över. Varför är inte undersökt.",
    "below": "Andelen ligger under de gränser som slumpen sällan går över. Varför är inte undersökt.",
    "dispersed": (
        "Kommunerna skiljer sig tillsammans mer åt än slumpen ensam brukar ge: spridningen, räknad "
        "som varians, är {size} gånger den väntade. Gränserna är därför dragna så mycket vidare. "
        "Varför de skiljer sig åt är inte undersökt."
    ),
    "not_dispersed": "Kommunerna skiljer sig tillsammans inte mer åt än slumpen brukar ge.",
    "jobs": (
        "{count} deltaganden avslutades till arbete. Också hur många som slutar varierar: med samma "
        "arbetssätt kunde slumpen ha gett mellan {low} och {high}."
    ),
    "jobs_at_least": (
        "Minst {count} deltaganden avslutades till arbete. Också hur många som slutar varierar: med "
        "samma arbetssätt kunde slumpen ha gett mellan {low} och {high}."
    ),
    "break_even": (
        "För att pengarna ska vara tillbaka inom den tid som räknas behöver {share} av deltagarna få "
        "arbete. Kostnaden svarar mot {years} personår i arbete som annars inte hade blivit av."
    ),
    "never_even": (
        "Inte ens om alla fick arbete skulle pengarna vara tillbaka inom den tid som räknas. "
        "Kostnaden svarar mot {years} personår i arbete som annars inte hade blivit av."
    ),
    "worth_more": (
        "Räknat till dagens värde, med ränta, är vinsten över hela tiden {size} större än kostnaden."
    ),
    "worth_less": (
        "Räknat till dagens värde, med ränta, är vinsten över hela tiden {size} mindre än kostnaden."
    ),
    "worth_same": "Räknat till dagens värde, med ränta, är vinsten över hela tiden lika stor som kostnaden.",
    "neutral": (
        "En krona från kommunerna är {neutral} i förbundet, så omkring så mycket är vad som går runt "
        "före gemensamma kostnader."
    ),
    "tipping_none": (
        "Andelen av alla är minst lika stor som bland dem som källan redovisar, vad som än hände "
        "de {unknown} vars resultat inte är redovisat."
    ),
    "detectable": (
        "För att en jämförelse med en ny, lika stor grupp ska ha fyra chanser av fem att visa en "
        "skillnad behöver den gruppens verkliga andel vara {ends}."
    ),
    "zero": "noll",
    "at_most": "högst {end}",
    "at_least": "minst {end}",
    "or": " eller ",
    "more": "Andelen {what} var {size} högre {first} än {second}.",
    "fewer": "Andelen {what} var {size} lägre {first} än {second}.",
    "equal": "Andelen {what} var lika stor {first} som {second}.",
    "not_of_all": "Läget är inte känt för alla, så skillnaden kan i själva verket vara en annan.",
    "told": (
        "Skillnaden är större än slumpen brukar ge ({interval}). Varför är inte undersökt, och "
        "grupperna kan skilja sig åt på annat sätt."
    ),
    "not_told": (
        "Skillnaden är inte större än slumpen brukar ge ({interval}), så den säger varken att det "
        "är lika eller olika."
    ),
    "interval": "från {low} till {high}",
    "signed": f"{{sign}}{{size}}{_NBSP}procentenheter",
    "rises": "Andelen har ökat från {first} till {last}, vilket är mer än slumpen brukar ge.",
    "falls": "Andelen har minskat från {first} till {last}, vilket är mer än slumpen brukar ge.",
    "rises_in_all": "Andelen har gått från {first} till {last}, men räknat på alla perioder har den ökat mer än slumpen brukar ge.",
    "falls_in_all": "Andelen har gått från {first} till {last}, men räknat på alla perioder har den minskat mer än slumpen brukar ge.",
    "no_trend": (
        "Andelen har gått från {first} till {last}. Det är inte mer än slumpen brukar ge, så det "
        "går inte att säga att den ökar eller minskar."
    ),
    "drawn": (
        "Dragen mot förbundets andel blir den {share}. Ju färre deltagare, desto mer säger "
        "förbundets andel och desto mindre den egna."
    ),
    "expected": (
        "{observed} nådde arbete eller studier, och omkring {expected} var att vänta av lika många i "
        "förbundet med samma kön, ålder, utbildning och tid med stöd. {judged} Det som inte är "
        "registrerat, som hälsa och arbetsmarknad, är inte med."
    ),
    "expected.more": "Det är fler än slumpen brukar ge.",
    "expected.fewer": "Det är färre än slumpen brukar ge.",
    "expected.same": "Skillnaden är inte större än slumpen brukar ge.",
    "left_to": (
        "{time} efter starten hade {count} av {size} ({share}) lämnat insatsen {what}. De som "
        "hade lämnat den för annat är kvar i nämnaren."
    ),
    "to_work": (
        "Räknat på alla som började, också dem som är kvar, hade {times} lämnat insatsen till arbete. "
        "Hur länge en enskild person får vänta säger det inget om."
    ),
    "to_work.10": "en av tio inom {months} ({chance})",
    "to_work.25": "en av fyra inom {months} ({chance})",
    "to_work.between": "slumpen kunde ha gett {low}–{high}",
    "to_work.from": "slumpen kunde ha gett {low} eller fler",
    "to_work.missing": "Hur länge det dröjde tills {share} hade lämnat insatsen till arbete går inte att säga, eftersom {reason}.",
    "to_work.who10": "en av tio",
    "to_work.who25": "en av fyra",
    "sexes_differ": (
        "Kvinnor och män lämnade insatsen till arbete olika fort, mer än slumpen brukar ge. Varför är "
        "inte undersökt, och grupperna kan skilja sig åt på annat sätt."
    ),
    "sexes_alike": (
        "Skillnaden i hur fort kvinnor och män lämnade insatsen till arbete är inte större än slumpen "
        "brukar ge, så den säger varken att det är lika eller olika."
    ),
    "cost_alone": "I genomsnitt {cost} per resultat. Det är inte vad ett resultat till skulle kosta.",
    "cost": (
        "I genomsnitt {cost} per resultat; slumpen kunde ha gett {low} till {high}. Det är inte vad "
        "ett resultat till skulle kosta."
    ),
    "cost_open": (
        "I genomsnitt {cost} per resultat, och med slumpen från {low} utan övre gräns. Det är inte "
        "vad ett resultat till skulle kosta."
    ),
    "under_a_month": "mindre än en månad",
    "payback": (
        "Kostnaden är tillbaka efter {months} för {payer}, om antagandena håller. Det är inga pengar "
        "i någon budget, och utan jämförelsegrupp är det okänt vad som hade hänt ändå."
    ),
    "payer.public": "det offentliga",
    "payer.municipality": "kommunerna",
    "payer.municipality_equalised": "kommunerna efter inkomstutjämning",
    "payer.region": "regionen",
    "payer.state": "staten",
    "payer.society": "samhället",
    "changed_up": "Den beräknade tiden blev {size} längre, från {before} till {after}: {parts}.",
    "changed_down": "Den beräknade tiden blev {size} kortare, från {before} till {after}: {parts}.",
    "changed_none": "Tiden är oförändrad, {after}: {parts}.",
    "longer": "{what} förlängde den med {size}",
    "shorter": "{what} förkortade den med {size}",
    "factor.rates": "andelen som fick arbete",
    "factor.costs": "kostnaden per deltagare",
    "factor.mix": "fördelningen på insatser",
    "factor.rules": "reglerna för vad som räknas",
    "factor.parameters": "löner, skatter och ersättningar",
    "returned": "{value} kronor gick till insatser där kommunen är med för varje krona i bidrag.",
    "returned_range": (
        "För varje krona i bidrag gick {high} kronor till insatser där kommunen är med. Minst {low} av dem är "
        "kommunens eget; hur mycket av det gemensamma som är kommunens är inte känt."
    ),
    "returned_known": (
        "För varje krona i bidrag gick, av det som är känt, {high} kronor till insatser där kommunen är med. "
        "Minst {low} av dem är kommunens eget; hur mycket av det gemensamma som är kommunens, och hela beloppet, är "
        "inte känt."
    ),
    "returned_at_least": (
        "Minst {low} kronor gick till insatser där kommunen är med för varje krona i bidrag; hela "
        "beloppet är inte känt."
    ),
    "agreed": "{count} av {size} svarande instämde.",
    "answers_chance": "Det är {share}; slumpen kunde ha gett mellan {low} och {high}.",
    "response": "Av {asked} tillfrågade svarade {answered} ({share}).",
    "response_bounds": (
        "Av {asked} tillfrågade svarade {answered}. Hade alla svarat kunde andelen ha blivit mellan "
        "{low} och {high}."
    ),
    "response_not_stated": (
        "Hur många som tillfrågades är inte angivet, så det går inte att säga om de som svarade "
        "liknar de övriga."
    ),
    "stood_higher": (
        "{count} av {size} som mättes minst två gånger stod högre vid den sista mätningen än vid "
        "den första."
    ),
    "stood_lower": (
        "{count} av {size} som mättes minst två gånger stod högre vid den sista mätningen än vid "
        "den första, och {lower} stod lägre."
    ),
    "measured": "Av {asked} som kunde ha mätts mättes {answered} ({share}).",
    "measured_bounds": (
        "Av {asked} som kunde ha mätts mättes {answered}. Hade alla mätts kunde andelen ha blivit "
        "mellan {low} och {high}."
    ),
    "measured_not_stated": (
        "Hur många som bara mättes en gång är inte angivet, så det går inte att säga om de mätta "
        "liknar de övriga."
    ),
    "only_said": "Svaren är vad människor själva säger, inte vad insatsen har lett till.",
    "only_measured": (
        "Den som börjar när det är som svårast står ofta högre senare också utan insats. Mätningen "
        "säger därför inte vad insatsen har lett till."
    ),
    "of.work": "till arbete",
    "of.employment": "till arbete",
    "of.study": "till studier",
    "of.work_or_study": "till arbete eller studier",
    "of.other": "för annat än arbete och studier",
    "of.reached": "till arbete eller studier",
    "among.women": "bland kvinnor",
    "among.men": "bland män",
    "among.others": "bland övriga i förbundet",
    "among.member": "bland kommunens deltagare",
    "half.1": "Ett halvår",
    "half.2": "Ett år",
    "half.3": "Ett och ett halvt år",
    "half.4": "Två år",
}
"""Sentences by name."""
