"""Paragraphs and lists of a report that are written from its values."""

import re
from collections.abc import Mapping

from utfall import answers
from utfall.evidence import Evidence, Finding, Programme, Statement
from utfall.labels import BASIS, CONDITION, FUNDER, ORIENTATION, STATED_BY_WHOM, STATUS
from utfall.tables.participants import what_counted, whose
from utfall.text import (
    capitalised,
    day,
    decimal,
    escape,
    listing,
    mark,
    millions,
    number,
    period,
    show,
)
from utfall.values import Value, parse_group

__all__ = [
    "allocation",
    "applications",
    "comparison",
    "contribution",
    "definitions",
    "findings",
    "fixed_prices",
    "front",
    "listed",
    "missing",
    "overlap",
    "payback",
    "people",
    "price_example",
    "programmes",
    "provenance",
    "statements",
]

_BASIS = {
    "register": "Bygger på individuppgifter ur förbundets register.",
    "published": "Bygger på publicerade uppgifter, inte på individuppgifter.",
    "shared": "Bygger på publicerade uppgifter som gäller flera medlemmar tillsammans.",
    "none": "Källorna innehåller inga tal om deltagare, resultat eller pengar för den här medlemmen.",
}


def front(e: Evidence) -> dict[str, str]:
    """Return the title block of a report."""
    known = f"kända uppgifter per {day(e.as_of)}" if e.as_of else "inga kända uppgifter"
    block = {
        "title": f"{e.member.name}: deltagare, resultat och kostnader",
        "subtitle": f"Rapport {e.year}, {known}",
        "lang": "sv-SE",
        "date": e.as_of,
        "association": str(e.association["name"]),
        "member": e.member.name,
        "year": str(e.year),
        "basis": _BASIS[e.basis],
    }
    if e.association.get("synthetic"):
        block["synthetic"] = "Påhittade uppgifter: ingen verklig person eller insats."
    return block


# Outcomes


def overlap(e: Evidence) -> str:
    """Say where outcomes are more than people, and how many people had work or studies."""
    items = []
    for v in e.in_order([v for v in e.find("n_outcomes_reported") if e.chosen(v)]):
        of = mark(v, number(v.denominator or 0), "denominator")
        items.append(
            f"- {_name(e, v.programme_id)}: {show(v)} resultat är redovisade för {of} personer. Samma "
            "person finns alltså i flera av dem, och resultaten får inte läggas ihop."
        )
    for v in e.in_order([v for v in e.find("n_any_outcome") if e.chosen(v)]):
        of = f" av de {mark(v, number(v.denominator), 'denominator')}" if v.denominator else ""
        who = {"completed": " som fullföljde", "exited": " som har slutat"}.get(_of(e, v), "")
        if v.low is None or v.high is None:
            items.append(
                f"- {_name(e, v.programme_id)}: {show(v)}{of}{who} gick till arbete eller studier."
            )
            continue
        low, high = mark(v, number(v.low), "low"), mark(v, number(v.high), "high")
        sentence = f"- {_name(e, v.programme_id)}: mellan {low} och {high}{of}{who} gick till arbete eller studier"
        if v.value is not None:
            sentence += f"; {show(v)} om ingen räknas i båda, vilket källan inte säger"
        items.append(sentence + ".")
    return "\n".join(items)


def _of(e: Evidence, v: Value) -> str:
    """Return what the persons with work or studies are among: the base of the same size."""
    for base in ("completed", "exited"):
        whole = e.one(f"n_{base}", v.programme_id, v.member_id)
        if whole is not None and whole.value == v.denominator:
            return base
    return "participants"


# Money


def contribution(e: Evidence) -> str:
    """Say what the member pays in, who says so, or that nobody does."""
    if e.association["kind"] != "association":
        return (
            "Verksamheten är kommunens egen och inte ett samordningsförbund. Kommunens bidrag till "
            "samordningsförbundet ingår inte i uppgifterna."
        )
    found = e.find("contribution", member_id=e.member.member_id)
    lines = []
    for v in found:
        when = f" ({period(v.year)})" if v.year else ", utan angivet år"
        who = _stated_by(e, v.source_id)
        lines.append(f"Medlemsbidraget uppges i {who} till {show(v)} om året{when}.")
    if not lines:
        lines.append(f"Ingen källa anger vad {escape(e.member.name)} betalar i medlemsbidrag.")
    lines.append(
        "Medlemsbidraget är inte kostnaden för någon insats: det går till hela förbundet och räknas aldrig om "
        "till kostnad per deltagare."
    )
    return " ".join(lines)


def applications(e: Evidence) -> str:
    """List requests for money, which are not money, and say zero where it is an answer."""
    if e.association["kind"] != "association":
        return ""
    lines = []
    for v in e.find("n_applications", member_id=e.member.member_id):
        noun = "ansökan" if v.value == 1 else "ansökningar"
        lines.append(
            f"{escape(e.member.name)} gjorde {show(v)} {noun} till förbundet {period(v.year)}."
        )
    for a in e.applications:
        # An application may be for a programme that the report does not tell of.
        known = any(p.programme_id == a.programme_id for p in e.programmes)
        name = _name(e, a.programme_id) if known else "utan namn"
        outcome = "; ".join(
            part
            for part in (
                f"förslag: {escape(a.proposal)}" if a.proposal else "inget förslag redovisat",
                f"beslut: {escape(a.decision)}" if a.decision else "beslut inte redovisat",
                f"villkor: {escape(a.conditions)} ({CONDITION[a.conditions_met]})"
                if a.conditions
                else "",
            )
            if part
        )
        lines.append(f"- {name}: {show(e[a.key])} sökt, behandlat {day(a.date)}; {outcome}.")
    intro = [line for line in lines if not line.startswith("- ")]
    items = [line for line in lines if line.startswith("- ")]
    if items:
        intro.append("Ansökningar är önskemål och ingår inte i någon summa av pengar:")
    if not lines:
        return (
            f"Ingen källa anger någon ansökan från {escape(e.member.name)} till och med {e.year}."
        )
    for v in e.find("applied_sum"):
        items.append(
            f"- Alla ansökningar som behandlades {period(v.year)} gällde tillsammans {show(v)}."
        )
    return " ".join(intro) + ("\n\n" + "\n".join(items) if items else "")


def listed(e: Evidence) -> str:
    """Add up the amounts that one answer lists, and say what such a sum is not."""
    lines = []
    for v in e.find("funding_listed", "all", "all", funder=None):
        which = parse_group(v.group)["list"]
        parts = e.find("funding_listed", "all", "all", list=which)
        split = [
            f"{FUNDER[f]} {show(p)}" for p in parts if (f := parse_group(p.group).get("funder"))
        ]
        own = e.find("funding_listed", "all", e.member.member_id, list=which, scope="own")
        joint = e.find("funding_listed", "all", e.member.member_id, list=which, scope="joint")
        lines.append(
            f"De budgetar som anges i {_stated_by(e, v.source_id.split(';')[0])} blir tillsammans {show(v)} "
            f"({'; '.join(split)}). Det är summan av angivna budgetar och inte vad "
            f"{escape(e.member.name)} har betalat: den blandar egna delprojekt, gemensamma insatser och "
            "olika års priser."
        )
        for o in own:
            lines.append(
                f"Av dem gäller {show(o)} egna delprojekt och insatser, om beloppen för delprojekten läses "
                "som kommunens egna (läsning A)."
            )
        for j in joint:
            lines.append(f"Resten, {show(j)}, är gemensamt med andra eller inte uppdelat.")
    return " ".join(lines)


def fixed_prices(e: Evidence) -> str:
    """Give stated totals in the prices of one year; a range where the years of use are unknown."""
    items = []
    found = e.find("funding", funder="total", prices=str(e.price_year), allocation=None)
    for v in e.in_order([v for v in found if v.status == "shown" and v.member_id and e.chosen(v)]):
        name = f"- {_name(e, v.programme_id)} ({whose(e, v)}, {period(v.year)}): "
        alike = v.low is None or v.high is None or millions(v.low) == millions(v.high)
        if alike or v.low is None or v.high is None:
            items.append(f"{name}{show(v, write=millions)}.")
            continue
        low, high = mark(v, _lower(v.low, v.high), "low"), mark(v, millions(v.high), "high")
        evenly = mark(v, millions(v.value or 0))
        items.append(
            f"{name}{low}–{high} beroende på när pengarna användes, {evenly} om de användes jämnt."
        )
    if not items:
        return ""
    return (
        f"Omräknat till {e.price_year} års priser, för de insatser vars period är angiven:\n\n"
        + "\n".join(items)
    )


def _lower(low: float, high: float) -> str:
    """Write the lower end of a range of money, without a unit where it has that of the upper."""
    if low >= 1_000_000:
        return decimal(low / 1e6, 1)
    return number(low) if high < 1_000_000 else millions(low)


def allocation(e: Evidence) -> str:
    """Say what part of joint programmes may be the member's: the range first, then a key."""
    items = []
    for ranged in e.find(
        "n_participants", member_id=e.member.member_id, allocation="range", reading=None
    ):
        pid = ranged.programme_id
        sentence = f"- {escape(e.programme(pid).name)}: {show(ranged)} deltagare"
        by_key = e.find(
            "n_participants", pid, e.member.member_id, allocation="population_16_64", reading=None
        )
        money = e.find(
            "funding",
            pid,
            e.member.member_id,
            allocation="population_16_64",
            reading=None,
            prices=None,
        )
        by_key = [v for v in by_key if v.year == ranged.year]
        money = [v for v in money if v.year == ranged.year]
        if by_key:
            sentence += f"; fördelat schablonmässigt efter befolkning omkring {mark(by_key[0], number(by_key[0].value or 0))}"
        if money:
            sentence += f" och {show(money[0], write=millions)}"
        items.append(sentence + ".")
    if not items:
        return ""
    return (
        "Hur stor del av det gemensamma som gäller "
        f"{escape(e.member.name)} framgår inte. Det säkra är ett spann från ingen till alla. Schablonen delar efter "
        "antalet invånare [16–64 år]{.d} den 31 december 2019 och säger inget om vilka som deltog:\n\n"
        + "\n".join(items)
    )


def payback(e: Evidence) -> str:
    """Give others' statements on payback as statements, and say why no own figure is given."""
    lines = []
    for s in e.statements:
        if _about_payback(s):
            parts = [_statement(e, s)]
            if s.includes:
                parts.append(f"Räknat med: {escape(s.includes)}.")
            if s.excludes:
                parts.append(f"Inte räknat med: {escape(s.excludes)}.")
            lines.append(f"- {' '.join(parts)}")
    changed = (
        " Varför talet har ändrats kan inte prövas, eftersom delarna bakom det inte är offentliga."
    )
    if lines:
        lines.append(
            "\nUppgifterna ovan är påståenden i källan och är inte beräknade här."
            + (changed if len(lines) > 1 else "")
        )
    own = (
        "Någon egen återbetalningstid eller utväxling räknas inte ut, eftersom källorna inte visar vad "
        "som användes, vad varje resultat var värt eller hur länge det varade."
    )
    return own + ("\n\n" + "\n".join(lines) if lines else "")


def _about_payback(s: Statement) -> bool:
    return s.about.startswith(("payback", "return_on"))


def statements(e: Evidence) -> str:
    """List what else the sources state, passed on as it stands."""
    items = [f"- {_statement(e, s)}" for s in e.statements if not _about_payback(s)]
    if not items:
        return ""
    return "**Vad källorna uppger i övrigt**\n\n" + "\n".join(items)


def _statement(e: Evidence, s: Statement) -> str:
    text = escape(s.text.rstrip("."))
    said = f"{text}: {show(e[s.key])}" if s.key else text
    known = any(p.programme_id == s.programme_id for p in e.programmes)
    lead = f"{_name(e, s.programme_id)}: " if known else ""
    return f"{lead}{said} ({_stated_by(e, s.source_id)})."


# People


def comparison(e: Evidence) -> str:
    """Say that there is nobody to compare with, where that is so."""
    if len([m for m in e.members if m.kind == "municipality"]) > 1:
        return ""
    return "Det finns ingen annan kommun i de här uppgifterna att jämföra med."


def people(e: Evidence) -> str:
    """Say what is known of women and men, ages and target groups."""
    lines = [
        "Inget av källornas tal är uppdelat på kvinnor och män. Det går därför inte att säga om "
        "insatserna nådde dem lika eller gav dem lika resultat."
    ]
    items = []
    for p in e.programmes:
        told = [escape(p.target_group)] if p.target_group else []
        if p.ages:
            told.append(f"[{escape(p.ages)}]{{.d}}")
        if told:
            items.append(f"- {escape(p.name)}: {', '.join(told)}")
    if items:
        lines.append(
            "Målgrupper så som källorna anger dem; åldrarna är olika avgränsade och har inte räknats om:"
        )
    return " ".join(lines) + ("\n\n" + "\n".join(items) if items else "")


def programmes(e: Evidence) -> str:
    """Tell of each programme: when, for whom, with what people and money."""
    return "\n\n".join(_programme(e, p) for p in e.programmes) or (
        "Ingen källa nämner någon insats för den här medlemmen."
    )


def _programme(e: Evidence, p: Programme) -> str:
    when = (
        period(f"{p.start[:4]}/{p.end[:4]}" if p.start[:4] != p.end[:4] else p.start[:4])
        if p.start
        else "start inte angiven"
    )
    head = f"### {escape(p.name)}"
    told_when = f" enligt uppgift {day(p.status_as_of)}" if p.status_as_of else ""
    if p.status == "ongoing" and p.end and int(p.end[:4]) <= e.year:
        told_when += f", skulle sluta {day(p.end)}"
    facts = [STATUS[p.status] + told_when, when, ORIENTATION[p.orientation]]
    lines = [head, f"{capitalised(', '.join(facts))}. {escape(p.description)}"]
    if not p.finsam:
        lines.append("Detta är inte ett samordningsförbunds insats.")
    places = [m.name for m in e.members if m.kind == "municipality" and m.member_id in p.place]
    if 1 < len(places) < len([m for m in e.members if m.kind == "municipality"]):
        lines.append(f"Kommuner: {listing([escape(name) for name in places])}.")
    lines += _people_and_money(e, p)
    told = answers.programme_outcomes(e, p.programme_id)
    if told:
        lines.append(told)
    goals = [
        f"{escape(text)}: {show(e[key])}" if key else escape(text)
        for text, key in p.goals
        if not key or key in e
    ]
    if goals:
        lines.append("Mål och planer: " + "; ".join(goals) + ".")
    cases = e.find("n_cases", p.programme_id)
    if cases:
        lines.append(
            f"Ärenden: {show(cases[0])} om året. Ärenden är inte deltagare och räknas inte ihop med dem."
        )
    if p.activities:
        lines.append("Innehåll: " + "; ".join(escape(a) for a in p.activities) + ".")
    if p.parties:
        lines.append("Parter: " + "; ".join(escape(a) for a in p.parties) + ".")
    for reading, meaning in p.readings.items():
        lines.append(f"Läsning {reading}: {escape(meaning)}")
    return "\n\n".join(lines)


def _people_and_money(e: Evidence, p: Programme) -> list[str]:
    """Say how many took part and what money is stated; or that no source says so."""
    people = [
        v
        for v in e.find("n_participants", p.programme_id, source=None, allocation=None)
        if v.member_id and "population" not in v.group
    ]
    money = [
        v
        for v in e.find("funding", p.programme_id, prices=None, allocation=None)
        if v.member_id and parse_group(v.group)["funder"] in ("total", "association")
    ]
    lines = []
    if people:
        told = [f"{show(v)} ({what_counted(e, v)}, {whose(e, v)})" for v in e.in_order(people)]
        lines.append(f"Deltagare: {'; '.join(told)}.")
    elif p.orientation in ("participant", "both"):
        lines.append("Deltagare: ingen källa anger hur många.")
    if money:
        told = [
            f"{show(v)} ({BASIS[parse_group(v.group)['basis']]}, "
            f"{FUNDER[parse_group(v.group)['funder']]}, {whose(e, v)})"
            for v in e.in_order(money)
        ]
        lines.append(f"Pengar: {'; '.join(told)}.")
    return lines


# What is unknown, and how things are defined


def findings(e: Evidence) -> str:
    """List where the sources disagree, do not add up or can be read in two ways."""
    order = ("conflict", "arithmetic", "reading", "definition")
    heads = {
        "conflict": "Källor som skiljer sig åt",
        "arithmetic": "Tal som inte går ihop eller inte får summeras",
        "reading": "Uppgifter som kan läsas på två sätt",
        "definition": "Ord och gränser som skiljer sig",
    }
    blocks = []
    for kind in order:
        items = [f for f in e.findings if f.kind == kind]
        if items:
            blocks.append(
                f"**{heads[kind]}**\n\n" + "\n".join(f"- {_finding(e, f)}" for f in items)
            )
    return "\n\n".join(blocks) or "Inga motsägelser har hittats mellan källorna."


def missing(e: Evidence) -> str:
    """List what no source says."""
    items = [f"- {_finding(e, f)}" for f in e.findings if f.kind == "missing"]
    if not items:
        return ""
    return "**Uppgifter som saknas**\n\n" + "\n".join(items)


def _finding(e: Evidence, f: Finding) -> str:
    return _filled(e, f.text, f.refs)


_REF = re.compile(r"\{([^}]+)\}")


def _filled(e: Evidence, text: str, refs: Mapping[str, str]) -> str:
    """Put marked numbers in the place of references; everything else is plain text."""
    parts = _REF.split(text)
    for i, part in enumerate(parts):
        if i % 2:
            value = e.get(refs.get(part, ""))
            parts[i] = show(value) if value else "(visas i en annan rapport)"
        else:
            parts[i] = escape(part)
    return "".join(parts)


def _name(e: Evidence, programme_id: str) -> str:
    return escape(e.programme(programme_id).name)


def definitions(e: Evidence) -> str:
    """Define the words that the report uses for people, results and money."""
    return "\n\n".join(
        f"{term}\n\n:   {meaning}"
        for term, meaning in (
            (
                "Deltagare",
                "en person som har tagit del av en insats, räknad en gång i den insatsen.",
            ),
            (
                "Deltagande",
                "en person i en insats. Samma person kan ha flera deltaganden; därför summeras "
                "deltaganden, aldrig personer, över insatser.",
            ),
            (
                "Resultat",
                "deltagarens situation vid en angiven tid, oftast vid avslut. Ett resultat är inte en "
                "effekt: ingen jämförelsegrupp finns, så rapporten säger inte vad som hade hänt utan insatsen.",
            ),
            (
                "Vad ett resultat inte visar",
                "en del hade kanske fått arbete ändå (dödvikt), någon annan kan ha blivit utan "
                "(undanträngning), de som deltar kan skilja sig från andra (urval), och den som börjar när "
                "det är som sämst har det ofta bättre senare, också utan insats. Ett lönebidrag i den egna "
                "kommunen är dessutom en kostnad.",
            ),
            (
                "Minst och högst",
                "gränser för det som inte är redovisat. Där bara en del av deltagarna är "
                "redovisade är andelen minst och kostnaden per resultat högst det som står.",
            ),
            (
                "Slumpvariation",
                f"ett intervall med [{number(e.confidence * 100)} procents]{{.d}} säkerhet visar hur mycket talet kunde ha "
                "varierat med samma arbetssätt, eftersom grupperna är små. Det gäller inte fel i uppgifterna.",
            ),
            (
                "Budget, beviljat och sökt",
                "tre olika slags pengar. Vad som faktiskt användes kallas utfall och är "
                "sällan redovisat.",
            ),
            (
                "Kan inte beräknas",
                "pengar delas bara med deltagare av samma period, plats och del av insatsen. Annars "
                "står skälet i ord i stället för ett tal.",
            ),
        )
    )


def price_example(e: Evidence) -> str:
    """Show what the price index does to one amount."""
    found = e.find("price_of_million")
    if not found:
        return ""
    v = found[0]
    return (
        "Fasta priser är räknade med SCB:s konsumentprisindex, årsmedeltal: en miljon kronor år "
        f"{v.year} motsvarar {show(v)} i {e.price_year} års priser."
    )


def provenance(e: Evidence) -> str:
    """Say what the report rests on and how to trace a number."""
    newest = (
        f"Den nyaste uppgiften om deltagare, resultat eller pengar är från {day(e.as_of)}. "
        if e.as_of
        else ""
    )
    return (
        f"{_BASIS[e.basis]} {newest}Små tal visas så som källorna redan har publicerat dem. Varje tal om människor, resultat och pengar finns med källa, täljare, "
        "nämnare och gränser i filen published.csv, som kan laddas ned tillsammans med rapporten. Detta är "
        "den första utgåvan; inga tidigare publicerade värden har ändrats."
    )


def _stated_by(e: Evidence, source_ids: str) -> str:
    """Say who states something: the publisher, never a person."""
    sources = [e.source(s) for s in source_ids.split(";") if s]
    told = [STATED_BY_WHOM[s.stated_by].format(escape(s.publisher)) for s in sources]
    return listing(list(dict.fromkeys(told))) or "en källa"
