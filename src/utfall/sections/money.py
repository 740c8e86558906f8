"""Contributions, applications, sums of budgets, fixed prices and allocation."""

from utfall.evidence import Evidence
from utfall.labels import CONDITION, FUNDER
from utfall.sections.words import programme_name, stated_by
from utfall.tables.participants import whose
from utfall.text import day, decimal, escape, listing, mark, millions, number, period, show
from utfall.values import Value, parse_group

__all__ = ["allocation", "applications", "contribution", "fixed_prices", "listed"]


def contribution(e: Evidence) -> str:
    """Say what the member pays in, who says so, or that nobody does."""
    if e.association["kind"] != "association":
        return (
            "Verksamheten är kommunens egen och inte ett samordningsförbund. Kommunens bidrag till "
            "samordningsförbundet ingår inte i uppgifterna."
        )
    found = e.find("contribution", member_id=e.subject.subject_id)
    lines = []
    by_source: dict[str, list[Value]] = {}
    for v in found:
        by_source.setdefault(v.source_id, []).append(v)
    for source, several in by_source.items():
        if len(several) > 1:
            series = listing([f"{show(v)} ({period(v.year)})" for v in several])
            lines.append(f"Medlemsbidraget uppges i {stated_by(e, source)} till {series}.")
    for v in (v for several in by_source.values() if len(several) == 1 for v in several):
        when = f" ({period(v.year)})" if v.year else ", utan angivet år"
        who = stated_by(e, v.source_id)
        lines.append(f"Medlemsbidraget uppges i {who} till {show(v)} om året{when}.")
    if not lines:
        lines.append(f"Ingen källa anger vad {escape(e.subject.name)} betalar i medlemsbidrag.")
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
    for v in e.find("n_applications", member_id=e.subject.subject_id):
        noun = "ansökan" if v.value == 1 else "ansökningar"
        lines.append(
            f"{escape(e.subject.name)} gjorde {show(v)} {noun} till förbundet {period(v.year)}."
        )
    for a in e.applications:
        # An application may be for a programme that the report does not tell of.
        known = any(p.programme_id == a.programme_id for p in e.programmes)
        name = programme_name(e, a.programme_id) if known else "utan namn"
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
            f"Ingen källa anger någon ansökan från {escape(e.subject.name)} till och med {e.year}."
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
        own = e.find("funding_listed", "all", e.subject.subject_id, list=which, scope="own")
        joint = e.find("funding_listed", "all", e.subject.subject_id, list=which, scope="joint")
        lines.append(
            f"De belopp som räknas upp i {stated_by(e, v.source_id.split(';')[0])} blir tillsammans {show(v)} "
            f"({'; '.join(split)}). Det är en summa av uppräknade belopp och inte vad "
            f"{escape(e.subject.name)} har betalat: den blandar egna delprojekt, gemensamma insatser och "
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
        name = f"- {programme_name(e, v.programme_id)} ({whose(e, v)}, {period(v.year)}): "
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
        "n_participants", member_id=e.subject.subject_id, allocation="range", reading=None
    ):
        pid = ranged.programme_id
        noun = "antalet " if ranged.status == "suppressed" else ""
        sentence = f"- {escape(e.programme(pid).name)}: {noun}{show(ranged)}" + (
            "" if noun else " deltagare"
        )
        by_key = e.find(
            "n_participants", pid, e.subject.subject_id, allocation="population_16_64", reading=None
        )
        money = e.find(
            "funding",
            pid,
            e.subject.subject_id,
            allocation="population_16_64",
            reading=None,
            prices=None,
        )
        by_key = [v for v in by_key if v.year == ranged.year]
        money = [v for v in money if v.year == ranged.year]
        if by_key and by_key[0].status != "shown":
            sentence += f"; fördelningen efter befolkning: {show(by_key[0])}"
        elif by_key:
            sentence += f"; fördelat schablonmässigt efter befolkning omkring {mark(by_key[0], number(by_key[0].value or 0))}"
        if money:
            sentence += f" och {show(money[0], write=millions)}"
        items.append(sentence + ".")
    if not items:
        return ""
    return (
        "Hur stor del av det gemensamma som gäller "
        f"{escape(e.subject.name)} framgår inte. Det säkra är ett spann från ingen till alla. Schablonen delar efter "
        "antalet invånare [16–64 år]{.d} den 31 december 2019 och säger inget om vilka som deltog:\n\n"
        + "\n".join(items)
    )
