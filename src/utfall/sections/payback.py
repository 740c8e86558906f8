"""When the money is back, what that rests on, and what members got for their contribution."""

from utfall.answers.words import programmes_priced
from utfall.evidence import Evidence
from utfall.meaning import sentences
from utfall.recorded import ALL
from utfall.sections.findings import stated_payback
from utfall.text import capitalised, escape, listing, millions, period, show
from utfall.values import Value, parse_group

__all__ = ["contributions", "newest_payback", "payback", "payback_change", "returned"]


def newest_payback(e: Evidence) -> Value | None:
    """Return the newest payback time for the public sector that is the report's own."""
    if e.subject.about == "programme":
        found = e.find("payback_months", e.subject.subject_id, payer="public", discounted=None)
    else:
        found = e.find("payback_months", ALL, ALL, payer="public", discounted=None)
    found = [v for v in found if "studies" not in parse_group(v.group)]
    return max(found, key=lambda v: (v.status == "shown", v.year[-4:]), default=None)


def payback(e: Evidence) -> str:
    """Say when the money is back, and give others' statements as statements."""
    now = newest_payback(e)
    lines = []
    if now is not None and now.status == "shown":
        whole = capitalised(programmes_priced(e, now)) if now.programme_id == ALL else ""
        about = ", ".join(filter(None, (whole, period(now.year) if now.year else "")))
        lines.append(f"{about}{': ' if about else ''}{sentences.payback(now)}")
        if now.reason:
            lines.append(f"Tiden är osäker, eftersom {escape(now.reason)}.")
        lines.append(
            "Tiden räknas från avslutet. Kostnaden är alla angivna pengar till insatserna, också när en del är "
            "medfinansiering i arbete. Bara insatser med både en kostnad och resultat för samma människor är med"
            f"{_rests_on(e, now)}. Vad förbundet har betalat till annat ingår inte. "
            "Vinsten är högre skatter och lägre ersättningar för dem som fick arbete, efter avdrag för dem som hade "
            "fått det ändå enligt antagandet, och den avtar med tiden. De som gick till studier kostar men räknas inte som "
            "vinst, om inget annat sägs."
        )
        more = e.find("break_even_share", now.programme_id, now.member_id)
        years = e.find("break_even_person_years", now.programme_id, now.member_id)
        same = [v for v in more if v.year == now.year and v.status == "shown"]
        equal = [v for v in years if v.year == now.year and v.status == "shown"]
        if same and equal:
            lines.append(sentences.break_even(same[0], equal[0]))
        value = e.find("net_present_value", now.programme_id, now.member_id, payer="public")
        lines += [sentences.worth(v) for v in value if v.year == now.year]
    elif now is not None:
        lines.append(f"Återbetalningstid: {sentences.not_given(now)}")
    else:
        lines.append(_no_payback(e))
    stated = stated_payback(e)
    return "\n\n".join([*lines, *([stated] if stated else [])])


def _rests_on(e: Evidence, now: Value) -> str:
    """Name the programmes that the time of the whole association is made of, with their cost."""
    of = [v for v in e.find("payback_cost", now.programme_id, now.member_id) if v.year == now.year]
    told = [
        f"{escape(e.name_of(programme))} ({show(v, write=millions)})"
        for v in of
        if (programme := parse_group(v.group).get("programme"))
    ]
    return f": {listing(told)}" if told else ""


def _no_payback(e: Evidence) -> str:
    if e.subject.about == "programme":
        if e.programme(e.subject.subject_id).orientation == "structure":
            return "Återbetalningstid gäller inte: insatsen är inriktad på samarbete och har inga deltagare."
        return (
            "Det går inte att säga när pengarna är tillbaka, eftersom insatsen inte har både en kostnad och "
            "resultat som gäller samma människor."
        )
    return (
        "Det går inte att säga när pengarna är tillbaka, eftersom ingen insats har både en kostnad och resultat "
        f"som gäller samma människor till och med {e.year}."
    )


def payback_change(e: Evidence) -> str:
    """Say what the change of payback time consists of, or why that cannot be said."""
    found = e.find("payback_change", ALL, ALL)
    of_statements = [v for v in found if parse_group(v.group).get("of") == "statements"]
    lines = [
        f"Förändringen mellan de tider som andra har uppgett kan inte delas upp. {sentences.not_given(v)}"
        for v in of_statements
    ]
    wholes = [v for v in found if v not in of_statements and "factor" not in parse_group(v.group)]
    for whole in sorted(wholes, key=lambda v: v.year)[-1:]:
        earlier = parse_group(whole.group)["against"]
        times = {
            v.year: v
            for v in e.find("payback_months", ALL, ALL, payer="public", discounted=None)
            if "studies" not in parse_group(v.group)
        }
        parts = {
            parse_group(v.group)["factor"]: v
            for v in found
            if v.year == whole.year and "factor" in parse_group(v.group)
        }
        if earlier in times and whole.year in times:
            told = sentences.changed(times[earlier], times[whole.year], whole, parts)
            lines.insert(
                0,
                f"Från {period(earlier)} till {period(whole.year)}: {told} Delarna är medelvärden över alla "
                "ordningar att byta dem i (Shapley) och går ihop med hela förändringen. Det är skillnaden mellan två "
                "beräknade tider: när få fick arbete kan slumpen ensam ge den, och också resultat som inte är redovisade.",
            )
    return "\n\n".join(lines)


def returned(e: Evidence) -> str:
    """Say what came back to the member for its contribution, and what four times would mean."""
    if e.association["kind"] != "association":
        return ""
    lines = []
    found = e.find("return_association", ALL, e.subject.subject_id)
    shown = [v for v in found if v.status == "shown"]
    neutral = {v.year: v for v in e.find("neutral_level", ALL) if v.status == "shown"}
    if shown:
        v = max(shown, key=lambda v: v.year)
        lines.append(f"{period(v.year)}: {sentences.returned(v, neutral.get(v.year))}")
        if v.reason:
            lines.append(f"Det gäller med förbehåll, eftersom {escape(v.reason)}.")
    elif found:
        lines.append(f"Utväxling: {sentences.not_given(found[-1])}")
    elif neutral and e.subject.about == "association":
        lines.append(sentences.neutral(neutral[max(neutral)]))
    four = [
        v
        for v in e.find(("participations_at_four_times", "outcomes_at_four_times"))
        if v.status == "shown"
        and (e.subject.kind != "municipality" or e.place_of(v) != "county")
        and parse_group(v.group).get("outcome", "employment") == "employment"
    ]
    if four:
        told = listing(
            [
                f"{escape(e.programme(v.programme_id).name)} ({period(v.year)}) {show(v)}"
                + (" till arbete" if v.measure.startswith("outcomes") else " deltagare")
                for v in _newest_of_each(four)
            ]
        )
        lines.append(
            f"Med fyra gånger pengarna och samma genomsnittliga kostnad: {told}. Det är ett räkneexempel: nya "
            "deltagare kan stå längre från arbete, och platserna kan ta slut."
        )
    if not lines:
        return ""
    return "### Utväxling: vad som kom tillbaka för bidraget\n\n" + "\n\n".join(lines)


def _newest_of_each(values: list[Value]) -> list[Value]:
    """Return the newest value of each programme and measure, programmes in order."""
    newest: dict[tuple[str, str], Value] = {}
    for v in sorted(values, key=lambda v: (v.year[-4:], v.key)):
        newest[v.programme_id, v.measure] = v
    return [newest[key] for key in sorted(newest)]


def contributions(e: Evidence) -> str:
    """Say what the members paid together, year by year."""
    found = [v for v in e.find("contribution_total", "", ALL) if v.status == "shown" and v.year]
    if not found:
        return "Ingen källa anger alla medlemmars bidrag år för år."
    told = [
        f"{show(v, write=millions)} ({v.year})" for v in sorted(found, key=lambda v: v.year)[-5:]
    ]
    return f"Medlemmarna betalade tillsammans {listing(told)}."
