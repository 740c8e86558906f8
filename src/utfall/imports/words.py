"""What registers of participants call the columns and codes of the records, for a draft to read.

The words follow the variables of SUS, the national follow-up system until it closed, and what
associations' own registers call them. Patterns are searched in a text as `folded` writes it; the
first that fits counts, so the particular stands before the general.
"""

import re
from collections.abc import Mapping, Sequence

from utfall.imports.mapping import untimed

__all__ = [
    "COLUMNS",
    "NOT_KNOWN",
    "TEXTS",
    "TIMED",
    "TIMES",
    "code_of",
    "field_kind",
    "has_words_of",
]

Patterns = Sequence[tuple[str, str]]

# Header → column of the records. Of a column that several headers fit the first pattern wins.
COLUMNS: Mapping[str, Sequence[str]] = {
    "record_id": (
        r"^(ärende|registrerings?|deltagande|insatsperiod|rad|post)( ?(id|nr|nummer))?$",
        r"^(löp|diarie)( ?(nr|nummer))$",
        r"^id( ?nr)?$",
    ),
    "person_id": (
        r"^(deltagar|person|individ|klient|brukar)e?(ens)? ?(id|kod|nyckel|löpnr|nr|nummer)\b",
        r"^(deltagar|klient|brukar)e?$",
        r"^(person ?(nummer|nr)|pnr|persnr|pers nr)\b",
    ),
    "consent": (r"samtycke", r"\banonym", r"^deltagar(typ|kategori|slag)$"),
    "programme_id": (
        r"^(namn på )?insats(en)?s?( ?(namn|id|kod))?$",
        r"^(program|projekt|verksamhet|aktivitet|åtgärd)(et|en)?s?( ?(namn|id|kod))?$",
        r"\binsatsnamn\b",
    ),
    "residence": (
        r"(bostads|hem|folkbokförings) ?kommun",
        r"^kommun(kod|namn)?( vid (start|inskrivning|avslut))?$",
        r"^(bor i|boende)( kommun)?$",
        r"\bkommun\b.*(bostad|bosatt|bor)",
    ),
    "sex": (r"^(juridiskt )?kön$", r"^(gender|sex)$"),
    "birth_year": (r"^född?(else)? ?(år|datum|dag|tid)?(et|en)?$", r"född"),
    "education": (
        r"utbildning.*nivå|utbildningsnivå",
        r"(högsta|avslutad).*utbildning",
        r"^utbildning",
    ),
    "months_on_support": (
        r"(tid|mån).*(försörjning|ersättning|bidrag)",
        r"(försörjning|ersättning|bidrag).*(tid|mån|länge)",
    ),
    "referred_by": (
        r"remi(tt|ss)",
        r"(anvis|aktualiser|hänvis|initier)\w* (av|från)|(anvisande|aktualiserande|hänvisande)",
        r"(kom|kommer) (in )?(från|via)|inflöde",
    ),
    "planned_exit": (
        r"planerat?d?e? .*(slut|avslut)|(slut|avslut)\w* .*planera",
        r"beräknat .*(slut|avslut)",
    ),
    "entry": (
        r"^(start|inskrivnings?|påbörjande|ingångs?|inträdes?|intags?) ?(datum|dag)(et)?( i insatsen)?$",
        r"^(datum|dag)( för)? (in|start|inskrivning|inskriven)$",
        r"^(inskriven|påbörjad|startade?|start|började|in|from|fr o m)$",
        r"^deltar? (från|fr o m)$",
        r"^(första dag|inskrivning)",
    ),
    "exit": (
        r"^(slut|avsluts?|avslutnings|utskrivnings?|utträdes?) ?(datum|dag)(et)?( i insatsen)?$",
        r"^(datum|dag)( för)? (ut|slut|avslut|utskrivning|utskriven|avslutning)$",
        r"^(utskriven|avslutad|avslutades|slutade|avslut|slut|ut|tom|t o m)$",
        r"^deltar? (till|t o m)$",
        r"^(sista dag|utskrivning)",
    ),
    "exit_reason": (
        r"(avslut|slut|utskrivning|avbrott|avgång)\w*s? ?(orsak|anledning|skäl)",
        r"(orsak|anledning|skäl)( till)? .*(avslut|slut|utskrivning|avbrott)",
        r"^(orsak|anledning)$",
    ),
    "job_lasts_month": (r"(minst|längre).*(en|1) månad", r"varaktig|(en|1) månad"),
    "supports": (
        r"^(stöd|delinsatser|stödinsatser|aktiviteter|metoder|innehåll)( (i|under) insatsen)?$",
    ),
    "as_of": (
        r"(uttags?|export|rapport|statistik|uppgifts?|avstämnings?) ?(datum|dag)",
        r"(aktuell|uppdaterad|avser) ?(per|den)?$",
    ),
}

# Columns that are asked for at several times: what is asked, and when.
TIMED: Patterns = (
    (r"(omfattning|grad|andel|tid|procent).*(studie|utbildning)|studie(r|omfattning|takt|tid)\b.*(omfattning|procent|takt)|studie(omfattning|takt|tid)|studiegrad", "study_extent"),
    (r"(omfattning|grad|andel|tid|procent).*(arbete|jobb|tjänst|anställning)|(arbets|tjänstgörings|sysselsättnings) ?(omfattning|grad|tid)|(arbete|jobb|anställning).*(omfattning|procent|grad)", "work_extent"),
    (r"försörjning|inkomst|ersättning", "income"),
    (r"sysselsättning|^status|situation|aktivitet|huvudsaklig", "activity"),
)  # fmt: skip
TIMES: Patterns = (
    (r"\b(12|tolv) ?(m|mån|mån\w*)\b|\b(ett|1) år\b", "12m"),
    (r"\b(6|sex) ?(m|mån|mån\w*)\b|\bhalv(t )?år", "6m"),
    (r"\b(före|innan|start\w*|inskrivning\w*|inträde\w*|ingång\w*|in|början)\b", "entry"),
    (r"\b(efter|slut\w*|avslut\w*|utskrivning\w*|utträde\w*|utgång\w*|ut)\b", "exit"),
)

NOT_KNOWN = (
    r"^((uppgift|uppgifter|svar|data|värde)n? )?(saknas|okän[dt]a?|ej känd|ej känt|inte känt|inte känd)$"
    r"|^vet (ej|inte)$|^(ej|inte) (angivet|angiven|angett|registrerat|uppgivet|besvarat|ifyllt)$"
    r"|^vill (ej|inte) (uppge|svara)$|^ingen uppgift$|^kan inte bedömas$|^(n a|null|okänd|okänt)$|^$"
)

# Texts → codes. None as a code: the text could mean several, which are in the draft to choose from.
TEXTS: Mapping[str, Sequence[tuple[str, tuple[str, ...]]]] = {
    "consent": (
        (
            r"^(nej|no|0|false)$|anonym|utan samtycke|saknar|(ej|inte) (gett |lämnat )?samtycke",
            ("anonymous",),
        ),
        (r"^(ja|yes|1|true|finns)$|samtycke|namngiven|identifierad", ("named",)),
    ),
    # A column that asks whether somebody is anonymous turns yes and no round.
    "anonymity": (
        (r"^(ja|j|yes|1|true)$|anonym|skydda", ("anonymous",)),
        (r"^(nej|n|no|0|false)$|namngiven|samtycke", ("named",)),
    ),
    "sex": (
        (r"^(k|kvinn(a|or)|flicka|tjej|female|woman)$", ("K",)),
        (r"^(m|man|män|pojke|kille|male)$", ("M",)),
    ),
    "yes_no": ((r"^(ja|j|yes|true|1)$", ("yes",)), (r"^(nej|n|no|false|0)$", ("no",))),
    "education": (
        (
            r"eftergymnas|högskol|universitet|yrkeshögskol|forskar|\byh\b|\bky\b|doktor",
            ("post_secondary",),
        ),
        (
            r"^(ej|inte|ofullständig|påbörjad|avbruten|oavslutad|saknar).*gymnas",
            ("primary", "upper_secondary"),
        ),
        (r"förgymnas.*(kortare|mindre|under|ej|inte)", ("below_primary",)),
        (r"förgymnas.*(9|nio|10|tio)", ("primary",)),
        (r"förgymnas", ("primary", "below_primary")),
        (r"gymnas", ("upper_secondary",)),
        (
            r"(ej|inte|ofullständig|mindre än|kortare än|avbruten|saknar|under).*(grundskol|folkskol|skol|utbildning|9|nio)|^ingen",
            ("below_primary",),
        ),
        (r"grundskol|folkskol|realskol|enhetsskol", ("primary",)),
    ),
    "referred_by": (
        (r"arbetsförmedling|^af$", ("arbetsformedlingen",)),
        (r"försäkringskass|^fk$", ("forsakringskassan",)),
        (r"region|landsting|vård|sjukhus|psykiatri|rehab|hälso", ("region",)),
        (
            r"kommun|social|bistånd|\bifo\b|arbetsmarknadsenhet|\bame\b|\blss\b|daglig verksamhet",
            ("municipality",),
        ),
        (r"eget|egen|själv", ("self",)),
        (r"anna[nt]|övrig|andra", ("other",)),
    ),
    "exit_reason": (
        (r"enligt plan|slutför|fullfölj|planerat avslut|planenlig|genomför", ("completed",)),
        (r"utebl|frånvaro|bristande närvaro|kom (ej|inte)|dök (ej|inte) upp", ("absent",)),
        (r"annan insats|övergå|överg(ick|ång)|byt", ("other_programme",)),
        (
            r"ege[nt] (val|begäran|önskemål|vilja)|egen |själv|tackat? nej|ville (ej|inte)|hoppa",
            ("own_choice",),
        ),
        (r"sjuk|ohälsa|hälsoskäl|medicinsk", ("illness",)),
        (r"föräldra|barnledig", ("parental_leave",)),
        (r"flytt", ("moved",)),
        (r"avli|avled|dödsfall|död", ("deceased",)),
        (r"anna[nt]|övrig|andra", ("other",)),
        (r"", ("completed", "other", "own_choice")),
    ),
    "activity": (
        (r"varken|inget av|ingen av", ("other",)),
        (
            r"kommunal.*(anställning|jobb|arbete|åtgärd)|arbetsmarknadsanställning|beredskaps|offentligt skydda",
            ("work_municipal",),
        ),
        (
            r"(utan|ej|inte|o) ?subvention|osubvention|ordinarie arbete( utan)?|reguljär|^arbete på (den )?(ordinarie|öppna) ?arbetsmarknaden( utan.*)?$",
            ("work",),
        ),
        (
            r"subvention|lönebidrag|nystart|introduktionsjobb|lönestöd|utvecklingsanställning|trygghetsanställning",
            ("work_subsidised",),
        ),
        (r"egenföretag|eget företag|näringsverksamhet|egen företagare", ("work",)),
        (
            r"(ej|inte|utan|icke|annan).*(studiemedel|csn|studiestöd)|\bsfi\b|folkbildning|övriga studier|andra studier|icke csn",
            ("study_other",),
        ),
        (
            r"studie(r|medel)?.*(csn|studiemedel|studiestöd|rätt till)|csn|studiemedelsberättig",
            ("study_csn",),
        ),
        (r"stud(er|i)|utbildning", ("study_csn", "study_other")),
        (r"arbetssök|arbetslös|söker arbete|jobbsök", ("job_seeking",)),
        (
            r"arbetsträn|praktik|sjuk|föräldra|övrig|annat|annan|varken|inget|ingen|pension|rehab|åtgärd|daglig",
            ("other",),
        ),
        (r"arbet|anställ|jobb", ("work", "work_subsidised", "work_municipal")),
    ),
    "income": (
        (r"sjukersättning|aktivitetsersättning|förtidspension", ("sickness_compensation",)),
        (
            r"sjukpenning|rehabiliteringspenning|rehabiliteringsersättning|sjuklön",
            ("sickness_benefit",),
        ),
        (
            r"aktivitetsstöd|utvecklingsersättning|etableringsersättning|etablering",
            ("activity_support",),
        ),
        (r"a ?kassa|arbetslöshets|alfa", ("unemployment_benefit",)),
        (r"föräldrapenning|föräldra", ("parental_benefit",)),
        (r"studiemedel|studiestöd|studiebidrag|studielån|csn", ("student_aid",)),
        (r"(^|[^a-zåäö])försörjningsstöd|bistånd|socialbidrag", ("social_assistance",)),
        (r"\blön|arbetsinkomst|arbete|företag", ("wage",)),
        (r"^(ingen|inget|saknar|utan)", ("none",)),
        (r"anna[nt]|övrig|pension|anhörig|make|partner", ("other",)),
    ),
    "supports": (
        (r"praktik", ("internship",)),
        (r"arbetsträn|arbetspröv", ("work_training",)),
        (r"utredning|kartlägg|bedömning", ("assessment",)),
        (r"vård|sjukvård|behandling", ("care_contacts",)),
    ),
}

# What a text without qualification means beside another text of its column that has one.
_PLAIN = {
    "work_subsidised": "work",
    "study_other": "study_csn",
    "study_csn": "study_other",
}


def field_kind(ours: str, header: str = "") -> str:
    """Return which list of texts explains a column of ours; empty where it holds no codes.

    `header` is what the export calls the column, folded.
    """
    kind = "yes_no" if ours == "job_lasts_month" else untimed(ours)
    if ours == "consent" and re.search("anonym", header):
        kind = "anonymity"
    return kind if kind in TEXTS else ""


def has_words_of(kind: str, text: str) -> bool:
    """Tell whether a folded text has words of one of the codes; a pattern of none fits anything."""
    return any(pattern and re.search(pattern, text) for pattern, _ in TEXTS[kind])


def code_of(kind: str, text: str, others: Sequence[str]) -> tuple[str, ...]:
    """Return the codes that a text can mean: one where it is clear, none where nothing fits.

    Parameters
    ----------
    kind : str
        As `field_kind` says.
    text : str
        Folded.
    others : sequence of str
        The column's other texts, folded: where one of them is subsidised work, plain work is the
        unsubsidised; where one of them is study without studiemedel, plain study is that with it.
    """
    found = next((meant for pattern, meant in TEXTS[kind] if re.search(pattern, text)), ())
    if kind != "activity" or len(found) < 2:
        return found
    named = {code_of(kind, other, ()) for other in others if other != text}
    return next(
        (
            (plain,)
            for other, plain in _PLAIN.items()
            if plain in found and (other,) in named and (plain,) not in named
        ),
        found,
    )
