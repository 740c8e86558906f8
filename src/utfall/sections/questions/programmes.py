"""What was done, for whom, with whom, and who is not reached."""

from utfall.answers.words import (
    programme_name,
    unique,
)
from utfall.evidence import Evidence, Programme
from utfall.labels import COMPONENT
from utfall.recorded import ALL, pooled, split, when, which, who
from utfall.sections.questions.answer import Answer, partly, refused, told
from utfall.sections.questions.stated import notes, stated
from utfall.tables.records import age_label
from utfall.text import (
    capitalised,
    day,
    escape,
    listing,
    number,
    show,
)
from utfall.values import parse_group

__all__ = [
    "displacement",
    "groups",
    "methods",
    "not_reached",
    "npf",
    "orientation",
    "parties",
    "used_for",
]


def used_for(e: Evidence) -> Answer:
    """Tell what each programme did; what each thing cost is told by no source."""
    each = [
        f"{escape(p.name)}: {'; '.join(escape(a) for a in p.activities)}"
        for p in e.programmes
        if p.activities
    ]
    if not each:
        return refused("Ingen källa säger vad pengarna användes till.")
    return partly(f"{'; '.join(each)}. Vad varje del kostade är inte redovisat.")


def methods(e: Evidence) -> Answer:
    """Tell the methods, and whether any source says that they are proven elsewhere."""
    each = [f"{escape(p.name)}: {escape(p.methods)}" for p in e.programmes if p.methods]
    proven = stated(e, "models")
    if not (each or proven):
        return refused("Ingen källa anger vilka metoder som används.")
    used = f"{'; '.join(each)}." if each else ""
    if proven:
        return told(*proven, used)
    return partly(used, "Om de är prövade på andra håll säger ingen källa.")


def groups(e: Evidence) -> Answer:
    """Tell the target groups with their ages, and the ages of those who took part."""
    each = [
        f"{escape(p.name)}: {', '.join(filter(None, (escape(p.target_group), p.ages)))}"
        for p in e.programmes
        if p.target_group or p.ages
    ]
    counted = [*_stated_ages(e), *_recorded_ages(e)]
    if not each:
        why = "Ingen källa anger målgrupper."
        return (partly if counted else refused)(why, *counted)
    return told(f"{'; '.join(each)}.", *notes(e, r"åldersgränser|Åldrarna"), *counted)


# Parts of a count that are ages.
_AGES = {name for name in COMPONENT if name.startswith("age-")} | {"other-ages"}


def _stated_ages(e: Evidence) -> list[str]:
    found = [
        v
        for v in e.find("n_participants", source=None, allocation=None)
        if v.status == "shown" and parse_group(v.group).get("component", "") in _AGES
    ]
    lines = []
    for programme in unique(v.programme_id for v in found):
        own = [v for v in found if v.programme_id == programme]
        dated = e.date_of(own[0])
        ages = listing([f"{show(v)} ({COMPONENT[parse_group(v.group)['component']]})" for v in own])
        lines.append(
            f"Deltagare i {programme_name(e, own[0])}{f' {day(dated)}' if dated else ''}: {ages}."
        )
    return lines


def _recorded_ages(e: Evidence) -> list[str]:
    if which(e) != ALL:
        return []
    for year in reversed(pooled(e, "n_new", who(e))):
        found = split(e, "n_new", "age", (), year, who(e), count="participations")
        shown = [
            f"{show(v)} ({age_label(code) if code == 'unknown' else f'[{age_label(code)}]{{.d}}'})"
            for code, v in found.items()
            if v.status == "shown" and v.value
        ]
        if shown:
            hidden = any(v.status != "shown" for v in found.values())
            rest = "; övriga åldrar visas inte" if hidden else ""
            return [f"Nya deltaganden {when(year, found.values())}: {listing(shown)}{rest}."]
    return []


def not_reached(e: Evidence) -> Answer:
    """Say that needs have not been studied, and tell who is known to be outside."""
    outside = [
        f"Utanför {programme_name(e, v)} men kända: {show(v)} personer"
        f"{f' {day(e.date_of(v))}' if e.date_of(v) else ''}."
        for v in e.find("n_outside")
        if v.status == "shown"
    ]
    claims = [
        *stated(e, "context_claim", naming="neuropsykiatr|[Uu]trikes född"),
        *notes(e, r"saknar stöd|nås av insatser"),
    ]
    why = "Det har inte undersökts: ingen källa räknar alla som behöver stöd men inte får det."
    return (partly if outside or claims else refused)(why, *outside, *claims)


def npf(e: Evidence) -> Answer:
    """Say that it has not been studied: of which programme a source says so."""
    noted = [f for f in e.findings if "neuropsykiatrisk" in f.text and "inte undersökts" in f.text]
    names = [
        escape(p.name) for p in e.programmes if p.programme_id in {f.programme_id for f in noted}
    ]
    if not names:
        return refused("Ingen källa har undersökt det.")
    if e.subject.about == "programme":
        return refused("Det har inte undersökts.")
    return refused(
        f"Det har inte undersökts för {listing(names)}, och ingen källa har undersökt det för någon annan insats."
    )


def displacement(e: Evidence) -> Answer:
    """Pass on what is said of it: nobody has studied it."""
    claims = stated(e, "displacement")
    if not claims:
        return refused("Ingen källa har undersökt det.")
    return partly(*claims, "Om det stämmer har ingen källa undersökt.")


def parties(e: Evidence) -> Answer:
    """Name who takes part in each programme: members of its place, and other parties."""
    everybody = {m.member_id for m in e.members if m.kind == "municipality"}

    def names(p: Programme) -> list[str]:
        # A party that is a part of a member stands for it.
        place = [
            m for m in e.members if m.member_id in p.place and m.member_id not in p.party_members
        ]
        ids = {m.member_id for m in place}
        every = len(everybody) > 1 and everybody <= ids
        ours = ["alla förbundets kommuner"] if every else []
        ours += [escape(m.name) for m in place if not (every and m.member_id in everybody)]
        return unique([*ours, *(escape(name) for name in p.parties)])

    each = [f"{escape(p.name)}: {listing(names(p))}" for p in e.programmes if names(p)]
    rule = stated(e, "application_condition")
    if not each:
        why = "Ingen källa anger vilka parter som medverkar."
        return (partly if rule else refused)(why, *rule)
    return told(f"{'; '.join(each)}.", *rule)


def orientation(e: Evidence) -> Answer:
    """Count the programmes for participants and for cooperation, and tell of projects and processes."""
    kinds = {
        "till deltagare": [p for p in e.programmes if p.orientation == "participant"],
        "till samverkan": [p for p in e.programmes if p.orientation == "structure"],
        "till båda": [p for p in e.programmes if p.orientation == "both"],
    }
    known = sum(map(len, kinds.values()))
    said = [
        *stated(e, "orientation_change"),
        *stated(e, "evaluation", naming="process"),
    ]
    if not known:
        why = "Ingen källa anger inriktningen."
        return (partly if said else refused)(why, *said)
    each = [
        f"{kind}: {listing([escape(p.name) for p in ps])}"
        + (f" ([{number(len(ps))} av {number(known)}]{{.d}})" if known > 1 else "")
        for kind, ps in kinds.items()
        if ps
    ]
    text = f"{capitalised('; '.join(each))}."
    if len(e.programmes) > known:
        text += f" För [{number(len(e.programmes) - known)}]{{.d}} är inriktningen inte angiven."
    if len(e.programmes) == 1:
        return told(text, *said)
    paid = {v.programme_id for v in e.find("funding") if v.status == "shown"}
    lacking = any(p.programme_id not in paid for ps in kinds.values() for p in ps)
    why = (
        "eftersom inte alla insatser har angivna belopp"
        if lacking
        else "eftersom beloppen gäller olika tider"
    )
    return partly(text, f"Hur pengarna fördelar sig går inte att säga, {why}.", *said)
