"""The codes of participation records, with what each is called in Swedish.

An empty cell says that nothing is recorded, so no list has a code for *unknown*.
"""

from collections.abc import Mapping

__all__ = [
    "ACTIVITY",
    "BROKEN_OFF",
    "CONSENT",
    "EDUCATION",
    "EXIT_REASON",
    "INCOME",
    "LEFT_OTHERWISE",
    "REFERRED_BY",
    "SEX",
    "STUDY",
    "SUPPORTS",
    "TIMES",
    "WORK",
    "YES_NO",
]

Codes = Mapping[str, str]

# When a person's situation is looked at, and what that is called.
TIMES: Codes = {
    "entry": "vid inskrivning",
    "exit": "vid avslut",
    "6m": "sex månader efter avslut",
    "12m": "tolv månader efter avslut",
}

CONSENT: Codes = {"named": "med samtycke", "anonymous": "anonym deltagare"}

SEX: Codes = {"K": "kvinna", "M": "man"}

YES_NO: Codes = {"yes": "ja", "no": "nej"}

EDUCATION: Codes = {
    "below_primary": "ej slutförd grundskola",
    "primary": "grundskola",
    "upper_secondary": "gymnasieskola",
    "post_secondary": "eftergymnasial utbildning",
}

REFERRED_BY: Codes = {
    "arbetsformedlingen": "Arbetsförmedlingen",
    "forsakringskassan": "Försäkringskassan",
    "municipality": "kommunen",
    "region": "regionen",
    "self": "eget initiativ",
    "other": "annan",
}

# Completed is to leave as planned. To leave before is to break off, or to leave for a cause that
# is no verdict on the programme or the person.
EXIT_REASON: Codes = {
    "completed": "enligt plan",
    "own_choice": "eget val",
    "absent": "uteblev",
    "illness": "sjukdom",
    "parental_leave": "föräldraledighet",
    "other_programme": "övergick till annan insats",
    "moved": "flyttade",
    "deceased": "avled",
    "other": "annan orsak",
}
LEFT_OTHERWISE = ("other_programme", "moved", "deceased")
BROKEN_OFF = tuple(code for code in EXIT_REASON if code not in ("completed", *LEFT_OTHERWISE))

# The main activity. Work and study come first: who works a little beside something else has a
# work extent above zero and another main activity.
ACTIVITY: Codes = {
    "work": "arbete utan subvention",
    "work_subsidised": "subventionerat arbete på den ordinarie arbetsmarknaden",
    "work_municipal": "kommunal arbetsmarknadsanställning",
    "study_csn": "studier som ger rätt till studiemedel",
    "study_other": "studier utan rätt till studiemedel",
    "job_seeking": "aktivt arbetssökande",
    "other": "varken arbete, studier eller arbetssökande",
}
WORK = ("work", "work_subsidised", "work_municipal")
STUDY = ("study_csn", "study_other")

INCOME: Codes = {
    "wage": "lön eller eget företag",
    "student_aid": "studiemedel",
    "unemployment_benefit": "arbetslöshetsersättning",
    "activity_support": "aktivitetsstöd, utvecklings- eller etableringsersättning",
    "sickness_benefit": "sjukpenning eller rehabiliteringspenning",
    "sickness_compensation": "sjukersättning eller aktivitetsersättning",
    "parental_benefit": "föräldrapenning",
    "social_assistance": "försörjningsstöd",
    "other": "annan försörjning",
    "none": "ingen egen försörjning",
}

SUPPORTS: Codes = {
    "internship": "praktik",
    "work_training": "arbetsträning",
    "assessment": "utredning",
    "care_contacts": "hjälp med vårdkontakter",
}
