"""What was planned, applied for and decided, and what is left when it ends."""

from utfall.answers.money import programme_money
from utfall.answers.short import answer as brief
from utfall.answers.words import (
    counts,
    from_whom,
    in_brackets,
    programme_name,
)
from utfall.evidence import Application, Evidence
from utfall.recorded import ALL, cell, spans, which, who
from utfall.sections.questions.answer import Answer, partly, refused, told
from utfall.sections.questions.reasons import STRUCTURE, is_structure
from utfall.sections.questions.stated import notes, remains, stated
from utfall.text import (
    capitalised,
    day,
    escape,
    listing,
    mark,
    number,
    period,
    show,
)
from utfall.values import parse_group

__all__ = ["applicant", "conditions", "ended", "go_on", "planned", "scalable", "so_far"]


def planned(e: Evidence) -> Answer:
    """Tell plans beside what became of them, and why where a source says so."""
    if is_structure(e) and not _goals(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    why = notes(e, "än planerat")
    began, told_of, hidden = _against_records(e)
    compared, alone = _against_sources(e, told_of)
    goals = _goals(e)
    if not (began or compared or alone or goals):
        if why or hidden:
            return partly(*hidden, *why) if why else refused(*hidden)
        return refused("Ingen källa anger hur många som planerades.")
    lines = [
        f"{'; '.join(began)}." if began else "",
        *hidden,
        f"{'; '.join(compared)}." if compared else "",
        f"Planerat, utan att det är redovisat hur många det blev: {listing(alone)}."
        if alone
        else "",
        f"Planer: {'; '.join(goals)}." if goals else "",
        *why,
        ""
        if why
        else "Varför det blev fler eller färre framgår inte."
        if began or compared
        else "Hur många det blev är inte redovisat."
        if goals and not alone and not counts(e)
        else "",
    ]
    complete = (began or compared) and why and not (alone or hidden or goals)
    return (told if complete else partly)(*lines)


def _against_records(e: Evidence) -> tuple[list[str], set[tuple[str, str]], list[str]]:
    """Return what began of what was planned, by programme and year, and what is hidden of it."""
    found = sorted(
        e.find("share_of_plan", which(e) if which(e) != ALL else None, ALL, from_="records"),
        key=lambda v: (v.programme_id, v.year),
    )
    found = [v for v in found if v.programme_id != ALL]
    began = [
        f"{programme_name(e, v)} ({period(v.year)}): {mark(v, number(v.numerator or 0), 'numerator')} "
        f"deltaganden började, {mark(v, number(v.denominator or 0), 'denominator')} var planerade"
        for v in found
        if v.status == "shown"
    ]
    hidden = [
        f"{programme_name(e, v)} ({period(v.year)}): hur många som började mot planen {show(v)}."
        for v in found
        if v.status == "suppressed"
    ]
    return began, {(v.programme_id, v.year) for v in found}, hidden


def _against_sources(e: Evidence, told_of: set[tuple[str, str]]) -> tuple[list[str], list[str]]:
    """Return plans with a count of the same people, and plans without one."""
    plans = [
        v
        for v in e.find("n_planned", population=None)
        if v.status == "shown" and v.member_id and (v.programme_id, v.year) not in told_of
    ]
    compared, alone = [], []
    for plan in e.in_order(plans):
        name = f"{programme_name(e, plan)}{in_brackets(e, plan)}"
        same = [
            v
            for v in counts(e)
            if (v.programme_id, v.member_id) == (plan.programme_id, plan.member_id)
            and plan.year in ("", v.year)
        ]
        fewer = [
            v
            for v in counts(e)
            if v.programme_id == plan.programme_id
            and set(v.member_id.split("+")) < set(plan.member_id.split("+"))
        ]
        if same:
            v = same[0]
            compared.append(
                f"{programme_name(e, v)}{in_brackets(e, v)}: {show(v)} deltog{from_whom(e, v)}, {show(plan)} var planerade"
            )
        elif fewer:
            told_part = listing([f"{show(v)}{from_whom(e, v)}{in_brackets(e, v)}" for v in fewer])
            alone.append(f"{name} {show(plan)} (bara {told_part} är redovisade)")
        else:
            alone.append(f"{name} {show(plan)}")
    return compared, alone


def _goals(e: Evidence) -> list[str]:
    """Return other plans in numbers, of programmes that have none for participants as a whole.

    Plans for staff alone are told in the programme's own report.
    """
    have = {v.programme_id for v in e.find("n_planned", population=None)}
    lines = []
    for p in e.programmes:
        keys = {
            text: key
            for text, key in p.goals
            if key in e
            and p.programme_id not in have
            and e[key].status == "shown"
            # A share that is aimed at is no number of people.
            and e[key].unit != "percent"
        }
        of_participants = any(
            "population" not in parse_group(e[key].group) for key in keys.values()
        )
        goals = [f"{escape(text)} ({show(e[key])})" for text, key in keys.items()]
        if goals and (of_participants or e.subject.about == "programme"):
            took_part = [
                f"{show(v)}{from_whom(e, v)}{in_brackets(e, v)} deltog"
                for v in counts(e)
                if v.programme_id == p.programme_id
            ]
            lines.append(f"{escape(p.name)}: {', '.join([*goals, *took_part])}")
    return lines


def go_on(e: Evidence) -> Answer:
    """Tell what speaks to the decision; the report recommends none."""
    board = (
        "Om den ska fortsätta är styrelsens beslut, och rapporten rekommenderar inget. Underlaget är resultaten, "
        "kostnaden, planen och villkoren, och vad som inte är känt."
    )
    known = [*stated(e, "result_claim"), *(_application(e, a) + "." for a in e.applications)]
    return (partly if known else refused)(*known, board)


def so_far(e: Evidence) -> Answer:
    """Tell what was decided and paid, and how many took part against the plan."""
    spent = any(v.status == "shown" for v in e.find("funding", basis="spent"))
    amounts = [*programme_money(e), *(v for v in e.find("funding") if v.status == "shown")]
    people = bool(counts(e)) or _has_recorded_people(e)
    text = f"{brief('decided', e)} {brief('against_plan', e)}"
    if spent and people:
        return told(text)
    known = amounts or people or e.applications
    return (partly if known else refused)(text)


def _has_recorded_people(e: Evidence) -> bool:
    for year in spans(e, "n_during", who(e), which(e), count="persons"):
        v = cell(e, "n_during", year, who(e), which(e), count="persons")
        if v is not None and v.status == "shown":
            return True
    return any(v.status == "shown" for v in e.find("share_of_plan", which(e), ALL, from_="records"))


def applicant(e: Evidence) -> Answer:
    """Tell every application: who, how much, for what group and age, and what became of it."""
    none = [
        f"{escape(e.member_name(v.member_id))} gjorde {show(v)} ansökningar {period(v.year)}."
        for v in e.find("n_applications")
        if v.status == "shown"
    ]
    said = stated(e, "applied_sek", "last_application", "new_application", "esf_application")
    if e.applications:
        each = [_application(e, a) for a in e.applications]
        return told(f"{'; '.join(each)}.", *none, *said)
    if none:
        return told(*none, *said)
    if said:
        return partly(*said)
    return refused("Ingen källa anger någon ansökan.")


def _application(e: Evidence, a: Application) -> str:
    name = next((m.name for m in e.members if m.member_id == a.applicant), a.applicant)
    about = next((p for p in e.programmes if p.programme_id == a.programme_id), None)
    for_what = f" till {escape(about.name)}" if about else ""
    group = ", ".join(filter(None, (escape(about.target_group), about.ages))) if about else ""
    became = ", ".join(
        filter(
            None,
            (
                day(a.date) if a.date else "",
                f"för {group}" if group else "målgruppen är inte angiven",
                f"förslag: {escape(a.proposal)}" if a.proposal else "inget förslag redovisat",
                f"beslut: {escape(a.decision)}" if a.decision else "beslutet är inte redovisat",
            ),
        )
    )
    return f"{escape(name)} sökte {show(e[a.key])}{for_what} ({became})"


def conditions(e: Evidence) -> Answer:
    """Tell the conditions, whether they were decided, and whether they were met."""
    found = [a for a in e.applications if a.conditions]
    if not found:
        return refused("Inga villkor är redovisade.")
    met = {"true": "Det är uppfyllt.", "false": "Det är inte uppfyllt."}
    lines = []
    for a in found:
        about = next((escape(p.name) for p in e.programmes if p.programme_id == a.programme_id), "")
        proposed = "" if a.decision else "föreslaget villkor, om det beslutades framgår inte: "
        lead = f"{about}: {proposed}" if about else capitalised(proposed)
        lines.append(f"{lead}{escape(a.conditions.rstrip('.'))}.")
        lines.append(met.get(a.conditions_met, "Om det är uppfyllt är inte känt."))
    complete = all(a.conditions_met and a.decision for a in found)
    return (told if complete else partly)(*lines)


def ended(e: Evidence) -> Answer:
    """Name what has ended, and what is left of it where a source says so."""
    done = [p for p in e.programmes if p.status == "finished"]
    left = remains(e)
    also = stated(e, "projects_end")
    kept = [
        text if e.subject.about == "programme" else f"{programme}: {text}"
        for p in e.programmes
        if (text := left.get(p.programme_id)) and (programme := escape(p.name))
    ]
    if not done and not kept:
        why = (
            "Ingen källa säger att insatsen är avslutad."
            if e.subject.about == "programme"
            else "Ingen källa nämner någon avslutad insats."
        )
        return (partly if also else refused)(why, *also)
    silent = [escape(p.name) for p in done if p.programme_id not in left]
    rest = (
        f"Vad som finns kvar av {listing(silent)} säger ingen källa."
        if silent and e.subject.about != "programme"
        else "Insatsen är avslutad. Vad som finns kvar säger ingen källa."
        if silent
        else ""
    )
    if not kept and not also:
        return refused(rest)
    return (partly if silent else told)(*kept, *also, rest)


def scalable(e: Evidence) -> Answer:
    """Say that scaling has not been studied, and what is said of whether the work lasted."""
    left = list(remains(e).values())
    why = "Om arbetssättet går att växla upp har ingen källa undersökt."
    if left:
        return partly(*left, why)
    return refused(f"{why} Inte heller om det håller.")
