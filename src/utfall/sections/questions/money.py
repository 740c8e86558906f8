"""What it cost, what came back for the contribution, and what came from the ESF."""

from utfall.answers.money import cost_per_outcome, money, programme_money
from utfall.answers.short import answer as brief
from utfall.answers.words import (
    member_name,
    named_apart,
    of_money,
    of_whom,
    programme_name,
    reading_of,
    shared_with,
    unique,
)
from utfall.evidence import Evidence, widest
from utfall.labels import FUNDER
from utfall.recorded import ALL
from utfall.sections.questions.answer import Answer, by_values, partly, refused, told
from utfall.sections.questions.reasons import STRUCTURE, is_structure
from utfall.sections.questions.stated import notes, stated, statements
from utfall.text import capitalised, escape, listing, millions, period, show
from utfall.values import Value, parse_group

__all__ = ["cost", "each_result", "esf", "four_times", "others_returned", "prices", "returned"]

_NOT_SPENT = "Använda pengar är inte redovisade."


_OWN_UNIT = (
    "Det gäller inte: verksamheten är kommunens egen, utan medlemsavgift till något förbund."
)


def _is_association(e: Evidence) -> bool:
    return bool(e.association["kind"] == "association")


def cost(e: Evidence) -> Answer:
    """Say what money is stated; what was spent answers the question, a budget a part of it."""
    spent = [v for v in e.find("funding", basis="spent") if v.status == "shown"]
    if e.subject.about != "member":
        return _spent(e, spent)
    text = " ".join(money(e))
    known = [
        v
        for v in (*e.find("funding"), *e.find("contribution", member_id=e.subject.subject_id))
        if v.status == "shown"
    ]
    if not known:
        return refused(text)
    return (told if spent else partly)(text)


def _spent(e: Evidence, spent: list[Value]) -> Answer:
    stated_money = programme_money(e) if e.subject.about == "association" else e.stated_money()
    whole = widest(stated_money)
    # Where no total is stated, what one funder gave is what is known.
    parts = [v for v in _funders(e) if v.programme_id not in {w.programme_id for w in whole}]
    amounts = [
        f"{programme_name(e, v)}{shared_with(e, v)} {show(v, write=millions)} ({of_money(e, v)})"
        for v in whole
    ]
    of_part = [
        f"{programme_name(e, v)}{shared_with(e, v)} {show(v, write=millions)} "
        f"({of_money(e, v)}, {FUNDER[parse_group(v.group)['funder']]})"
        for v in parts
    ]
    unsplit = [
        *stated(e, "granted_three_projects"),
        *stated(e, naming="beloppet är inte angivet"),
        *notes(e, "(belopp|kosta).*framgår inte"),
    ]
    if not (amounts or of_part):
        if e.applications:
            asked = listing([show(e[a.key], write=millions) for a in e.applications])
            return partly(f"Bara vad som söktes är känt: {asked}.", *unsplit)
        if unsplit:
            return by_values(e, *unsplit)
        return refused("Ingen källa anger några pengar till insatser.")
    disputed = unique(
        programme_name(e, v)
        for v in e.find("funding", funder="total", prices=None)
        if v.key in e.secondary and v.programme_id in {p.programme_id for p in e.programmes}
    )
    lines = [
        f"{listing(amounts)}." if amounts else "",
        f"Bara en del av pengarna är känd: {listing(of_part)}." if of_part else "",
        f"Om hela beloppet för {listing(disputed)} är källorna oense (@tbl-funding)."
        if disputed
        else "",
        *unsplit,
        "" if spent else _NOT_SPENT,
    ]
    complete = spent and not of_part and all("basis=spent" in v.group for v in whole)
    return (told if complete else partly)(*lines)


def _funders(e: Evidence) -> list[Value]:
    """Return what single funders gave, in kronor, as far as sources agree."""
    association = _is_association(e) and e.subject.about == "association"
    found = [
        v
        for v in e.find("funding", prices=None, allocation=None)
        if v.status == "shown"
        and v.unit == "sek"
        and e.chosen(v)
        and parse_group(v.group)["funder"] != "total"
        and parse_group(v.group)["basis"] != "turnover"
        and (e.programme(v.programme_id).finsam or not association)
    ]
    return e.in_order(widest(found))


def each_result(e: Evidence) -> Answer:
    """Tell the cost per person in work where it can be given."""
    if is_structure(e):
        return refused(f"{capitalised(STRUCTURE)}.")
    costs = [v for v in e.find("cost_per_outcome", prices=None) if v.member_id]
    text = " ".join(cost_per_outcome(e))
    shown = any(v.status == "shown" and v.key in text for v in costs)
    lacking = any(v.status in ("refused", "suppressed") and v.key in text for v in e)
    if not shown:
        return refused(text)
    return (partly if lacking else told)(text)


def returned(e: Evidence) -> Answer:
    """Say what the member paid and what came back for it."""
    if not _is_association(e):
        return refused(_OWN_UNIT)
    paid = [
        v for v in e.find("contribution", member_id=e.subject.subject_id) if v.status == "shown"
    ]
    back = any(
        v.status == "shown"
        for v in e.find("return_association", member_id=e.subject.subject_id, reading=None)
    )
    lines = []
    if paid:
        v = max(paid, key=lambda v: v.year)
        claimed = e.source(v.source_id.split(";")[0]).stated_by == "asker"
        who = "Enligt frågeställaren betalar" if claimed else ""
        paid_when = period(v.year) if v.year else "om året"
        amount = show(v, write=millions)
        lines.append(
            f"{who} {member_name(e)} {amount} {paid_when}.".strip()
            if claimed
            else f"{member_name(e)} betalade {amount} {paid_when}."
        )
    came_back = brief("returned", e)
    if not back and paid:
        came_back = f"Vad som kom tillbaka: {came_back[0].lower()}{came_back[1:]}"
    lines.append(came_back)
    if paid and back:
        return told(*lines)
    return (partly if paid or back else refused)(*lines)


def others_returned(e: Evidence) -> Answer:
    """Tell each municipality's return beside the others', and what others claim of it."""
    if not _is_association(e):
        return refused(_OWN_UNIT)
    claimed = [*stated(e, "return_on_contribution"), *notes(e, "utväxling")]
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    shown = [
        v
        for v in e.beside("return_association", ALL)
        if v.status == "shown" and v.member_id in names
    ]
    newest = max((v.year for v in shown), default="")
    shown = [v for v in shown if v.year == newest]
    if not shown:
        why = "Det går inte att säga, eftersom medlemmarnas bidrag inte är kända år för år."
        return (partly if claimed else refused)(why, *claimed)
    each = [
        f"{escape(names[v.member_id])} {show(v, bound=False)}"
        for member_id in names
        for v in shown
        if v.member_id == member_id
    ]
    return partly(
        f"Kronor i insatser per krona i bidrag, {period(newest)}: {listing(each)}. Det går inte att säga vem "
        "som får mest, eftersom det inte är känt hur mycket av det gemensamma som är vars och ens.",
        *claimed,
    )


def four_times(e: Evidence) -> Answer:
    """Tell what four times the money would give at the same average cost; never the next krona."""
    asked = stated(e, "requested_budget_factor")
    every = e.find("participations_at_four_times")
    found = [v for v in every if v.status == "shown" and e.chosen(v)]
    if found:
        each = [f"{programme_name(e, v)} ({period(v.year)}) {show(v)} deltagare" for v in found]
        return partly(
            f"Med samma genomsnittliga kostnad: {listing(each)}. Vad nästa krona ger är inte känt.",
            *asked,
        )
    why = f"Det går inte att säga, eftersom {_no_unit_cost(e, every)}."
    return (partly if asked else refused)(why, *asked)


def _no_unit_cost(e: Evidence, every: list[Value]) -> str:
    if is_structure(e):
        return STRUCTURE
    reasons = {escape(v.reason) for v in every if v.status != "shown" and v.reason}
    if len(reasons) == 1:
        return reasons.pop()
    if not e.find("funding"):
        return "ingen källa anger några pengar till insatser"
    if e.subject.about == "programme":
        return "pengarna och deltagarna inte gäller samma sak"
    return "ingen insats har pengar och deltagare som gäller samma sak"


def prices(e: Evidence) -> Answer:
    """Say in which prices the money is."""
    if not any(
        v.unit == "sek" and v.status == "shown" and v.measure != "price_of_million" for v in e
    ):
        return refused("Det gäller inte: rapporten innehåller inga belopp.")
    return told(
        f"Löpande priser, om inget annat sägs; fasta priser är {e.price_year} års, med konsumentprisindex."
    )


def esf(e: Evidence) -> Answer:
    """Say what came from the European social fund, and what is said of losing it."""
    amounts = [
        v
        for v in e.find("funding", funder="esf", prices=None, allocation=None)
        if v.status == "shown" and v.unit == "sek" and e.chosen(v)
    ]
    found = e.in_order(widest(amounts))
    each = [
        f"{programme_name(e, v)}{_of_whom(e, v)} {show(v, write=millions)}"
        f"{f' ({named})' if (named := _when_several(e, v, found)) else ''}"
        for v in found
    ]
    listed = e.find("funding_listed", ALL, ALL, funder="esf")
    each = each or [show(v, write=millions) for v in listed if v.status == "shown"][:1]
    # What is said of one project belongs to the project, not to what is lost without any.
    about = {p.programme_id for p in e.programmes}
    said = [
        line
        for s, line in zip(statements(e), stated(e), strict=True)
        if (s.programme_id not in about or e.subject.about == "programme")
        and ("ESF" in s.text or s.about == "law")
    ]
    if not (each or said):
        return refused("Det går inte att säga, eftersom ingen källa anger pengar från ESF.")
    lines = [
        *said,
        f"Från {FUNDER['esf']} är angivet: {listing(each)}." if each else "",
        "Beloppen kan avse samma pengar och läggs inte ihop." if len(each) > 1 else "",
        "Vad som annars hade gjorts är inte undersökt.",
    ]
    return partly(*lines)


def _of_whom(e: Evidence, v: Value) -> str:
    """Say of whom an amount is where it is not the subject's own, and by which reading."""
    reading = f" (läsning {reading_of(v)})" if reading_of(v) else ""
    return f"{of_whom(e, v)}{reading}"


def _when_several(e: Evidence, v: Value, among: list[Value]) -> str:
    return period(v.year) if named_apart(e, v, among) != programme_name(e, v) and v.year else ""
