"""The title block, the definitions, and what a report rests on."""

from utfall.evidence import Evidence
from utfall.recorded import has_records
from utfall.text import day, number, plain, show

__all__ = ["definitions", "front", "price_example", "provenance"]


_BASIS = {
    "register": "Bygger på individuppgifter ur förbundets register. Publicerade uppgifter står för sig.",
    "published": "Bygger på publicerade uppgifter, inte på individuppgifter.",
    "shared": "Bygger på publicerade uppgifter som gäller flera medlemmar tillsammans.",
    "none": "Källorna innehåller inga tal om deltagare, resultat eller pengar.",
}


def front(e: Evidence) -> dict[str, str]:
    """Return the title block of a report."""
    known = f"kända uppgifter per {day(e.as_of)}" if e.as_of else "inga kända uppgifter"
    block = {
        "title": f"{e.subject.name}: deltagare, resultat och kostnader",
        "subtitle": f"Rapport {e.year}, {known}",
        "lang": "sv-SE",
        "date": e.as_of,
        "association": str(e.association["name"]),
        "member": e.subject.name,
        "year": str(e.year),
        "basis": _BASIS[e.basis],
    }
    if e.association.get("synthetic"):
        block["synthetic"] = "Påhittade uppgifter: ingen verklig person eller insats."
    return block


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
                "gränser för det som inte är redovisat. Där resultatet bara gäller dem som fullföljde "
                "eller slutade är andelen av alla deltagare minst, och kostnaden per resultat högst, det som står.",
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
        f"Den nyaste uppgiften om deltagare, resultat eller pengar är från {day(e.as_of)}; tal om "
        "behovet kan vara publicerade senare. "
        if e.as_of
        else ""
    )
    kept = (
        "Förbundet har också individuppgifter, en rad för varje deltagande. Inget tal i rapporten kommer "
        "från dem; de kan visas först när uppgifter om små grupper skyddas i hela publikationen. "
        if e.records and not has_records(e)
        else ""
    )
    small = (
        "Små tal skyddas också där källor har publicerat dem. "
        if e.protection.get("public")
        else "Små tal visas så som källorna redan har publicerat dem. "
        if not has_records(e)
        else "Små tal ur individuppgifter visas inte; de som källor har publicerat visas så som de står där. "
    )
    return (
        f"{_BASIS[e.basis]} {newest}{kept}{small}Varje tal om människor, resultat och pengar finns med källa, täljare, "
        f"nämnare och gränser i filen published.csv, som kan laddas ned tillsammans med rapporten. {revisions(e)}"
    )


def revisions(e: Evidence) -> str:
    """Say which numbers an earlier edition told otherwise."""
    if not e.editions:
        return "Detta är den första utgåvan."
    if not e.revised:
        return "Inget tal som också fanns i en tidigare utgåva har ändrats."
    told = [
        f"`{one.key}` [{plain(one.before, e[one.key].unit)}]{{.d}} förut, {show(e[one.key])} nu"
        for one in e.revised
    ]
    return f"Ändrat sedan en tidigare utgåva: {'; '.join(told)}."
