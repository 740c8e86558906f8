"""Numbers and words of one language: Swedish first, English as a choice."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from babel.numbers import format_decimal

from utfall import text
from utfall.text import mark
from utfall.values import Value

__all__ = ["ENGLISH", "LANGUAGES", "SWEDISH", "Language"]

_NBSP = "\u00a0"


@dataclass(frozen=True)
class Language:
    """How one language writes numbers; `phrases` are its sentences by name.

    Places in a sentence are named in braces and filled by `say`.
    """

    code: str
    number: Callable[[float], str]
    percent: Callable[[float], str]
    kronor: Callable[[float], str]
    decimal: Callable[[float], str]
    months: Callable[[float], str]
    joining: tuple[str, str]
    phrases: Mapping[str, str]

    def say(self, name: str, **parts: str) -> str:
        """Return a sentence with its places filled."""
        return self.phrases[name].format(**parts)

    def listing(self, parts: Sequence[str]) -> str:
        """Join as the language's prose does: ``a, b och c``."""
        if len(parts) < 2:
            return "".join(parts)
        return f"{self.joining[0].join(parts[:-1])}{self.joining[1]}{parts[-1]}"

    def count(self, value: Value, column: str = "value") -> str:
        """Return a marked whole number of one column of a value."""
        return mark(value, self.number(getattr(value, column)), column)

    def share(self, value: Value, column: str = "value") -> str:
        """Return a marked share in per cent."""
        return mark(value, self.percent(getattr(value, column)), column)

    def points(self, value: Value, column: str = "value") -> str:
        """Return the size of a difference between shares, marked: ``4,6 procentenheter``."""
        size = abs(getattr(value, column)) * 100
        return mark(value, self.phrases["points"].format(size=self.decimal(size)), column)

    def time(self, value: Value, column: str = "value") -> str:
        """Return marked months, whole: they rest on assumptions."""
        return mark(value, self.months(abs(getattr(value, column))), column)

    def money(self, value: Value, column: str = "value") -> str:
        """Return marked kronor, rounded to two figures as prose is."""
        amount = getattr(value, column)
        step = 10 ** max(len(str(int(abs(amount)))) - 2, 0)
        return mark(value, self.kronor(round(amount / step) * step), column)


def _english(value: float, digits: int) -> str:
    step = Decimal(1).scaleb(-digits)
    rounded = Decimal(repr(float(value))).quantize(step, ROUND_HALF_UP) + 0
    pattern = "#,##0" + ("." + "0" * digits if digits else "")
    return str(format_decimal(rounded, format=pattern, locale="en_GB")).replace("-", "−")


def _whole(number: float) -> int:
    return int(Decimal(repr(float(number))).quantize(Decimal(1), ROUND_HALF_UP))


_SV = {
    "points": f"{{size}}{_NBSP}procentenheter",
    "not_given": "Det går inte att säga, eftersom {reason}.",
    "hidden": "Det {word}, eftersom {reason}.",
    "happened": "{count} av {size} är vad som hände.",
    "at_least_happened": "Minst {count} av {size} är vad som hände.",
    "chance": (
        "Med samma arbetssätt och lika många kunde slumpen ha gett mellan {low} och {high}. Det "
        "säger inget om vad det beror på."
    ),
    "predicted": (
        "Av {size} nya deltagare skulle mellan {low} och {high} kunna nå samma resultat, om inget "
        "annat ändras. Det är inget löfte och ingen bedömning av en enskild person."
    ),
    "tipping": (
        "Av de {unknown} som inget är känt om behöver minst {needed} ha fått arbete för att andelen "
        "av alla ska vara lika stor som bland dem som källan redovisar."
    ),
    "tipping_none": (
        "Andelen av alla är minst lika stor som bland dem som källan redovisar, vad som än hände "
        "de {unknown} som inget är känt om."
    ),
    "detectable": (
        "I en ny, lika stor grupp behöver andelen vara {ends} för att skillnaden ska skilja sig "
        "från slumpen."
    ),
    "at_most": "högst {end}",
    "at_least": "minst {end}",
    "or": " eller ",
    "more": "Andelen {what} var {size} högre {first} än {second}.",
    "fewer": "Andelen {what} var {size} lägre {first} än {second}.",
    "equal": "Andelen {what} var lika stor {first} som {second}.",
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
    "no_trend": (
        "Andelen har gått från {first} till {last}. Det är inte mer än slumpen brukar ge, så det "
        "går inte att säga att den ökar eller minskar."
    ),
    "drawn": (
        "Dragen mot förbundets andel blir den {share}. Ju färre deltagare, desto mer säger "
        "förbundets andel och desto mindre den egna."
    ),
    "expected": (
        "{observed} nådde resultatet där {expected} var att vänta av lika många med samma kön, "
        "ålder, utbildning och tid med stöd. Det som inte är registrerat är inte med."
    ),
    "left_to": (
        "{time} efter starten hade {count} av {size} ({share}) lämnat insatsen för {what}. De som "
        "hade lämnat den för annat är kvar i nämnaren."
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
    "changed_up": "Tiden blev {size} längre, från {before} till {after}: {parts}.",
    "changed_down": "Tiden blev {size} kortare, från {before} till {after}: {parts}.",
    "changed_none": "Tiden är oförändrad, {after}: {parts}.",
    "longer": "{what} förlängde den med {size}",
    "shorter": "{what} förkortade den med {size}",
    "factor.rates": "andelen som fick arbete",
    "factor.costs": "kostnaden per deltagare",
    "factor.mix": "fördelningen på insatser",
    "factor.rules": "reglerna för vad som räknas",
    "factor.parameters": "löner, skatter och ersättningar",
    "returned": (
        "{value} kronor gick till insatser där kommunen är med för varje krona i bidrag. En krona "
        "från kommunerna är {neutral} i förbundet, så omkring så mycket är vad som går runt före "
        "gemensamma kostnader."
    ),
    "returned_range": (
        "Mellan {low} och {high} kronor gick till insatser där kommunen är med för varje krona i "
        "bidrag, beroende på hur mycket av det gemensamma som är kommunens. En krona från "
        "kommunerna är {neutral} i förbundet."
    ),
    "returned_at_least": (
        "Minst {low} kronor gick till insatser där kommunen är med för varje krona i bidrag; hela "
        "beloppet är inte känt. En krona från kommunerna är {neutral} i förbundet."
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
_EN = {
    "points": f"{{size}}{_NBSP}percentage points",
    "not_given": "This cannot be said; the reason, in Swedish: {reason}.",
    "hidden": "This is {word}; the reason, in Swedish: {reason}.",
    "happened": "{count} of {size} is what happened.",
    "at_least_happened": "At least {count} of {size} is what happened.",
    "chance": (
        "With the same way of working and as many people, chance could have given between {low} and "
        "{high}. It says nothing of the cause."
    ),
    "predicted": (
        "Of {size} new participants between {low} and {high} might reach the same, if nothing else "
        "changes. It is no promise and no judgement of one person."
    ),
    "tipping": (
        "Of the {unknown} of whom nothing is known at least {needed} must have got work for the "
        "share of all to be as large as among those whom the source reports."
    ),
    "tipping_none": (
        "The share of all is at least as large as among those whom the source reports, whatever "
        "became of the {unknown} of whom nothing is known."
    ),
    "detectable": (
        "In a new group of the same size the share must be {ends} for the difference to stand out "
        "from chance."
    ),
    "at_most": "at most {end}",
    "at_least": "at least {end}",
    "or": " or ",
    "more": "The share {what} was {size} higher {first} than {second}.",
    "fewer": "The share {what} was {size} lower {first} than {second}.",
    "equal": "The share {what} was as large {first} as {second}.",
    "told": (
        "The difference is larger than chance usually gives ({interval}). Why has not been studied, "
        "and the groups may differ in other ways."
    ),
    "not_told": (
        "The difference is no larger than chance usually gives ({interval}), so it says neither "
        "that they are alike nor that they differ."
    ),
    "interval": "from {low} to {high}",
    "signed": f"{{sign}}{{size}}{_NBSP}percentage points",
    "rises": "The share has risen from {first} to {last}, which is more than chance usually gives.",
    "falls": "The share has fallen from {first} to {last}, which is more than chance usually gives.",
    "no_trend": (
        "The share has gone from {first} to {last}. That is no more than chance usually gives, so "
        "it cannot be said to rise or fall."
    ),
    "drawn": (
        "Drawn towards the association's share it is {share}. The fewer the participants, the more "
        "the association's share says and the less their own."
    ),
    "expected": (
        "{observed} reached the outcome where {expected} were to be expected of as many with the "
        "same sex, age, education and time on support. What is not recorded is not in it."
    ),
    "left_to": (
        "{time} after the start {count} of {size} ({share}) had left the programme {what}. Those "
        "who had left it for something else are still in the denominator."
    ),
    "cost_alone": "On average {cost} per outcome. It is not what one more outcome would cost.",
    "cost": (
        "On average {cost} per outcome; chance could have given {low} to {high}. It is not what one "
        "more outcome would cost."
    ),
    "cost_open": (
        "On average {cost} per outcome, and with chance from {low} without an upper limit. It is not "
        "what one more outcome would cost."
    ),
    "under_a_month": "less than a month",
    "payback": (
        "The cost is back after {months} for {payer}, if the assumptions hold. It is no money in any "
        "budget, and without a comparison group it is not known what would have happened anyway."
    ),
    "payer.public": "the public sector",
    "payer.municipality": "the municipalities",
    "payer.municipality_equalised": "the municipalities after income equalisation",
    "payer.region": "the region",
    "payer.state": "the state",
    "payer.society": "society",
    "changed_up": "The time became {size} longer, from {before} to {after}: {parts}.",
    "changed_down": "The time became {size} shorter, from {before} to {after}: {parts}.",
    "changed_none": "The time has not changed, {after}: {parts}.",
    "longer": "{what} made it {size} longer",
    "shorter": "{what} made it {size} shorter",
    "factor.rates": "the share that got work",
    "factor.costs": "the cost per participant",
    "factor.mix": "how people divide on programmes",
    "factor.rules": "the rules for what is counted",
    "factor.parameters": "wages, taxes and benefits",
    "returned": (
        "{value} kronor went to programmes that the municipality is in for each krona it "
        "contributed. A krona of the municipalities is {neutral} in the association, so that about "
        "as much breaks even before common costs."
    ),
    "returned_range": (
        "Between {low} and {high} kronor went to programmes that the municipality is in for each "
        "krona it contributed, depending on how much of the joint money is its own. A krona of the "
        "municipalities is {neutral} in the association."
    ),
    "returned_at_least": (
        "At least {low} kronor went to programmes that the municipality is in for each krona it "
        "contributed; the whole is not known. A krona of the municipalities is {neutral} in the "
        "association."
    ),
    "of.work": "to work",
    "of.employment": "to work",
    "of.study": "to studies",
    "of.work_or_study": "to work or studies",
    "of.other": "for something else than work and studies",
    "of.reached": "to work or studies",
    "among.women": "among women",
    "among.men": "among men",
    "among.others": "among the others of the association",
    "among.member": "among the municipality's participants",
    "half.1": "Half a year",
    "half.2": "A year",
    "half.3": "A year and a half",
    "half.4": "Two years",
}

SWEDISH = Language(
    "sv",
    text.number,
    text.percent,
    text.kronor,
    lambda x: text.decimal(x, 1),
    lambda x: f"{text.number(x)}{_NBSP}{'månad' if _whole(x) == 1 else 'månader'}",
    (", ", " och "),
    _SV,
)
ENGLISH = Language(
    "en",
    lambda x: _english(x, 0),
    lambda x: f"{_english(x * 100, 1)}%",
    lambda x: f"SEK{_NBSP}{_english(x, 0)}",
    lambda x: _english(x, 1),
    lambda x: f"{_english(x, 0)}{_NBSP}{'month' if _whole(x) == 1 else 'months'}",
    (", ", " and "),
    _EN,
)
LANGUAGES: Mapping[str, Language] = {one.code: one for one in (SWEDISH, ENGLISH)}
"""Languages by code."""
