"""What it cost, what each result cost, and what others say of payback."""

from utfall.answers.words import (
    basis_word,
    cited,
    doubt,
    member_name,
    named_apart,
    of_money,
    programme_name,
    reading_of,
    shared_with,
)
from utfall.evidence import Evidence
from utfall.labels import OUTCOME
from utfall.text import escape, listing, mark, millions, period, rounded_kronor, show
from utfall.values import Value, parse_group

__all__ = ["cost_per_outcome", "money", "payback", "programme_money"]


# After "kr i"; other bases are called as in the tables.
_MONEY = {"spent": "utfall", "granted": "beviljade pengar"}


def money(e: Evidence) -> list[str]:
    """Say what money is stated for the member, or that none is; contribution and applications after."""
    answers = []
    own = e.find("funding_listed", "all", e.subject.subject_id, scope="own")
    joint = e.find("funding_listed", "all", e.subject.subject_id, scope="joint")
    if own:
        sentence = (
            f"Angivna budgetar för egna delprojekt och insatser: {show(own[0], write=millions)}"
        )
        if joint:
            sentence += (
                f"; för det i samma lista som delas med andra: {show(joint[0], write=millions)}"
            )
        reading = " Det gäller i läsning A." if reading_of(own[0]) else ""
        answers.append(f"{sentence}.{reading} Summan är inte vad {member_name(e)} har betalat.")
    else:
        money = programme_money(e)
        near = [v for v in money if e.place_of(v) != "county"]
        told = "; ".join(
            f"{programme_name(e, v)}{shared_with(e, v)} {show(v, write=millions)} ({of_money(e, v)}){doubt(v)}"
            for v in near or money
        )
        if near:
            answers.append(f"{told}. Pengar till insatser i hela länet står i @tbl-funding.")
        elif money:
            answers.append(
                f"Inga pengar är redovisade för just {member_name(e)}. I hela länet: {told}."
            )
        else:
            answers.append(
                f"Kan inte besvaras, eftersom ingen källa anger några pengar för {member_name(e)}."
            )
    if e.association["kind"] == "association":
        zero = [v for v in e.find("n_applications", member_id=e.subject.subject_id) if v.value == 0]
        asked = [
            f" {member_name(e)} gjorde {show(v)} ansökningar {period(v.year)}, vilket inte betyder att "
            "förbundet inte betalade något."
            for v in zero
        ]
        answers.append(_contribution(e) + "".join(asked))
    if e.find("funding") and not e.find("funding", basis="spent"):
        answers[-1] += " Utfall, alltså vad som faktiskt användes, är inte redovisat."
    return answers


def programme_money(e: Evidence) -> list[Value]:
    """Return each programme's money, as answers use it."""
    # A municipality's own project is not paid for by the association.
    association = e.association["kind"] == "association"
    return [v for v in e.stated_money() if not association or e.programme(v.programme_id).finsam]


def _contribution(e: Evidence) -> str:
    found = e.find("contribution", member_id=e.subject.subject_id)
    shown = [v for v in found if v.status == "shown"]
    if not shown:
        return "Medlemsbidraget är inte känt."
    v = shown[-1]
    source = e.source(v.source_id.split(";")[0])
    who = "frågeställaren" if source.stated_by == "asker" else cited(source)
    return f"Medlemsbidraget är enligt {who} {show(v, write=millions)} om året."


def cost_per_outcome(e: Evidence) -> list[str]:
    """Give each cost per person in work that can be given, and name the programmes that have none."""
    costs = [
        v
        for v in e.find("cost_per_outcome", prices=None)
        if parse_group(v.group).get("reading") in (None, "A")
    ]
    work = [
        v
        for v in costs
        if v.status == "shown" and parse_group(v.group).get("outcome") == "employment"
    ]
    told = [
        f"{named_apart(e, v, work)}{shared_with(e, v)}: {show(v, write=rounded_kronor)} "
        f"i {_MONEY.get(parse_group(v.group)['basis'], basis_word(v))} per person till "
        f"{OUTCOME['employment']}{_chance(v)}"
        for v in work
    ]
    told = told and [f"{'. '.join(told)}."]
    shown = {v.programme_id for v in costs if v.status == "shown"}
    refused: dict[str, Value] = {}
    hidden = [
        v for v in costs if v.status == "suppressed" and v.programme_id not in shown and v.member_id
    ]
    concealed = {v.programme_id: v for v in reversed(e.in_order(hidden))}
    told += [
        f"{programme_name(e, v)}: {mark(v, 'visas inte')}, eftersom {escape(v.reason)}."
        for v in concealed.values()
    ]
    shown |= set(concealed)
    asked = [
        v for v in e.find(["cost_per_outcome", "cost_per_participant"]) if v.status == "refused"
    ]
    near = [v for v in asked if v.member_id and e.place_of(v) != "county"]
    for v in e.in_order(near or [v for v in asked if v.member_id]):
        if v.programme_id not in shown:
            refused.setdefault(v.programme_id, v)
    if refused:
        names = listing([programme_name(e, v) for v in refused.values()])
        words = mark(next(iter(refused.values())), "kan inte beräknas")
        reasons = {v.reason for v in refused.values()}
        why = (
            escape(reasons.pop())
            if len(reasons) == 1
            else "uppgifter saknas eller pengarna och deltagarna inte gäller samma sak"
        )
        told.append(f"{names}: {words}, eftersom {why} (mer i @tbl-refused).")
    if not told:
        return [
            f"Kan inte besvaras, eftersom det för {member_name(e)} inte finns både pengar och resultat som "
            "gäller samma insats."
        ]
    return told


def _chance(v: Value) -> str:
    if v.ci_low is None or v.ci_high is None:
        return ""
    low = mark(v, rounded_kronor(v.ci_low).removesuffix("\u00a0kr"), "ci_low")
    return f" (slumpvariation {low}–{mark(v, rounded_kronor(v.ci_high), 'ci_high')})"


def payback(e: Evidence) -> list[str]:
    """Tell the computed time where there is one, and pass on what others state."""
    own = [
        v
        for v in e.find("payback_months", "all", payer="public")
        if v.status == "shown" and set(parse_group(v.group)) == {"payer"}
    ]
    computed = [
        f"Hela förbundet: efter {show(v)} för det offentliga ({period(v.year)}), under de antaganden som redovisas."
        for v in sorted(own, key=lambda v: v.year)[-1:]
    ]
    told = [
        f"{escape(s.text.rstrip('.'))}: {show(e[s.key])}"
        for s in e.statements
        if s.key and s.about == "payback_months"
    ]
    if not told:
        return computed or [
            "Kan inte besvaras, eftersom ingen källa visar vad varje resultat var värt."
        ]
    return [
        *computed,
        f"{'; '.join(told)}. Det är påståenden i källan och är inte beräknat här.",
    ]
