"""Swedish words for the codes of the data folder, in the forms that tables and sentences need."""

from utfall.data.codes import REFERRED_BY

__all__ = [
    "AFTER",
    "AFTER_EXIT",
    "BASIS",
    "COARSER",
    "COMPONENT",
    "CONDITION",
    "COUNT",
    "DEFINITION",
    "EXIT",
    "FUNDER",
    "LIVING",
    "ORIENTATION",
    "OUTCOME",
    "OUTCOME_NOUN",
    "OUTCOME_VERB",
    "PLAN",
    "POPULATION",
    "QUARTERS",
    "REFERRER",
    "RESPONDENTS",
    "SEXES",
    "SITUATION",
    "STATED_BY",
    "STATED_BY_WHOM",
    "STATUS",
    "SUPPORT",
]

OUTCOME = {
    "employment": "arbete",
    "employment_subsidised": "anställning med lönebidrag",
    "towards_employment": "mot arbete",
    "studies": "studier",
    "studies_csn": "studier med studiemedel",
    "studies_no_csn": "studier utan studiemedel",
    "sfi": "sfi",
    "grundvux": "grundläggande vuxenutbildning",
    "internship": "praktik",
    "assessment": "utredning",
    "care_contacts": "hjälp med vårdkontakter",
    "upper_secondary": "gymnasieexamen",
    "rehabilitation_af": "rehabilitering via Arbetsförmedlingen",
    "daily_activities": "daglig verksamhet",
    "work_training": "arbetsträning",
    "employment+studies": "arbete eller studier",
}

# What a sentence says after "10 av 51".
OUTCOME_VERB = {
    "employment": "gick till arbete",
    "employment_subsidised": "hade anställning med lönebidrag",
    "towards_employment": "gick mot arbete",
    "studies": "gick till studier",
    "studies_csn": "gick till studier med studiemedel",
    "studies_no_csn": "gick till studier utan studiemedel",
    "sfi": "läste sfi",
    "grundvux": "läste på grundläggande vuxenutbildning",
    "internship": "fick praktik",
    "assessment": "fick en utredning",
    "care_contacts": "fick hjälp med vårdkontakter",
    "upper_secondary": "tog gymnasieexamen",
    "rehabilitation_af": "gick vidare till rehabilitering via Arbetsförmedlingen",
    "daily_activities": "gick till daglig verksamhet",
    "work_training": "var ute i arbetsträning",
}

# What follows a count of those who have left: "3 mot arbete och 1 med gymnasieexamen".
OUTCOME_NOUN = {
    "employment": "till arbete",
    "employment_subsidised": "till anställning med lönebidrag",
    "towards_employment": "mot arbete",
    "studies": "till studier",
    "studies_csn": "till studier med studiemedel",
    "studies_no_csn": "till studier utan studiemedel",
    "sfi": "till sfi",
    "grundvux": "till grundläggande vuxenutbildning",
    "internship": "till praktik",
    "assessment": "till utredning",
    "care_contacts": "med hjälp till vårdkontakter",
    "upper_secondary": "med gymnasieexamen",
    "rehabilitation_af": "till rehabilitering via Arbetsförmedlingen",
    "daily_activities": "till daglig verksamhet",
    "work_training": "till arbetsträning",
}

# Supports received and activities: told beside results, never as a share of the participants.
SUPPORT = ("internship", "assessment", "care_contacts", "work_training", "sfi", "grundvux")

# When an outcome was looked at, where it is not at exit.
AFTER = {"later": "senare", "6m": "efter sex månader", "12m": "efter tolv månader"}

EXIT = {
    "n_ongoing": "deltog fortfarande",
    "n_broken_off": "fullföljde inte",
    "n_completed": "fullföljde",
    "n_exited": "har slutat",
    "n_unaccounted": "saknas i redovisningen",
    "n_left_somehow": "har slutat utan att det är redovisat hur",
    "n_not_reported": "inte redovisade",
    # The unknown part of people of whom nothing is reported is all of them.
    "n_participants": "inte redovisade",
}

COUNT = {
    "n_participants": "deltagare",
    "n_cases": "ärenden om året",
    "n_outside": "personer utanför verksamheten",
    "n_completed": "fullföljde",
    "n_broken_off": "avbröt",
    "n_exited": "har slutat",
    "n_ongoing": "deltar fortfarande",
}

FUNDER = {
    "total": "totalt",
    "association": "samordningsförbundet",
    "esf": "ESF",
    "eu": "EU",
    "municipality": "kommunen",
    "region": "regionen",
    "state": "staten",
    "not_stated": "finansiär ej angiven",
}

BASIS = {
    "applied": "sökt",
    "granted": "beviljat",
    "budget": "budget",
    "spent": "använt",
    "turnover": "omsättning",
}

ORIENTATION = {
    "participant": "riktad till deltagare",
    "structure": "riktad till hur organisationer samverkar",
    "both": "riktad till deltagare och till samverkan",
    "unknown": "inriktning inte angiven",
}

STATUS = {
    "planned": "planerad",
    "applied": "ansökt",
    "ongoing": "pågick",
    "finished": "avslutad",
    "unknown": "läget inte känt",
}

# Ages are definitions, not results: `.d` tells them from numbers that have a row of their own.
COMPONENT = {
    "courses": "deltagare i två kurser",
    "age-16-24": "[16–24 år]{.d}",
    "other-ages": "övrig ålder",
    "first-period": "första perioden",
}

STATED_BY = {
    "asker": "frågeställaren",
    "answer": "svaret på frågan",
    "conclusion": "frågeställarens slutsats",
    "minutes": "protokoll",
    "register": "register",
    "web_page": "webbsida",
    "media": "nyhetsmedium",
}

# Who says it, with the publisher in place of {}.
STATED_BY_WHOM = {
    "asker": "frågan i {}",
    "answer": "svar från {}",
    "conclusion": "frågeställarens slutsats",
    "minutes": "protokoll från {}",
    "register": "register hos {}",
    "web_page": "webbsida från {}",
    "media": "{}",
}

CONDITION = {"true": "uppfyllt", "false": "inte uppfyllt", "": "inte känt"}

# Records, in the order of a table. When an outcome was looked at; the exit has no code.
AFTER_EXIT = {
    "": "vid avslut",
    "6m": "sex månader efter avslut",
    "12m": "tolv månader efter avslut",
}

# A coarser code stands after the codes that it takes the place of.
SITUATION = {
    "work": "arbete",
    "study": "studier",
    "work_or_study": "arbete eller studier",
    "none": "varken arbete eller studier",
    "unknown": "inte registrerat",
    "not_due": "inte aktuellt än",
}

LIVING = {
    "wage": "lön eller eget företag",
    "student_aid": "studiemedel",
    "wage_or_student_aid": "lön, eget företag eller studiemedel",
    "benefit": "ersättning eller försörjningsstöd",
    "other": "annan eller ingen försörjning",
    "unknown": "inte registrerat",
}

# What a coarser code takes the place of.
COARSER = {
    "work_or_study": ("work", "study"),
    "wage_or_student_aid": ("wage", "student_aid"),
    "self_or_other": ("self", "other"),
}

SEXES = {"K": "kvinnor", "M": "män", "unknown": "kön inte registrerat"}

REFERRER = {
    **REFERRED_BY,
    "self_or_other": "eget initiativ eller annan",
    "unknown": "inte registrerat",
}

PLAN = {
    "earlier": "tidigare än planerat",
    "within": "som planerat",
    "later": "senare än planerat",
    "none": "utan planerat datum",
}

DEFINITION = {"association": "förbundets definition", "kolada": "Koladas definition"}

QUARTERS = (
    "ett kvartal",
    "två kvartal",
    "tre kvartal",
    "ett år",
    "fem kvartal",
    "sex kvartal",
    "sju kvartal",
    "två år",
)

# Of whom a plan is, where it is not of participants.
POPULATION = {
    "staff": "personal",
    "professionals": "yrkespersoner",
    "employers": "arbetsgivare",
    "population": "invånare",
}

RESPONDENTS = {
    "participants": "deltagare",
    "participants_at_exit": "deltagare vid avslut",
    "staff": "personal",
    "managers": "chefer",
    "board": "styrelsen",
    "referrers": "de som anvisar",
}
