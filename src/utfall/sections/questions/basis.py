"""What the report rests on, and what it cannot be compared with."""

from collections.abc import Callable

from utfall.answers.words import (
    unique,
)
from utfall.evidence import Evidence
from utfall.recorded import has_records
from utfall.sections.about import revisions
from utfall.sections.questions.answer import Answer, partly, refused, told
from utfall.sections.questions.reasons import has_nobody
from utfall.sections.questions.stated import notes, stated
from utfall.sourcing import by_whom
from utfall.text import (
    in_swedish_order,
    listing,
    number,
)

__all__ = ["always", "changed", "effect", "other_associations", "provenance", "recompute"]

# More of them than this make a cell of a table too long.
_MOST_REVISED = 3


def always(text: str) -> Callable[[Evidence], Answer]:
    """Return what refuses a question with the same reason in every report."""
    return lambda e: refused(text)


def effect(e: Evidence) -> Answer:
    """Say why no effect can be told, and pass on what others think of the results."""
    why = (
        "Det går inte att säga vad insatserna har lett till, eftersom ingen jämförelsegrupp finns. Vad som "
        "hände och vad det kostade står i rapporten."
    )
    claims = stated(e, "result_claim")
    return (partly if claims else refused)(why, *claims)


def other_associations(e: Evidence) -> Answer:
    """Say that others are not in the data, and how the own association is organised."""
    why = "Det går inte att säga, eftersom uppgifter om andra förbund inte ingår."
    own = [line for line in stated(e, "organisation") if "ESF" not in line]
    return (partly if own else refused)(why, f"Här: {' '.join(own)}" if own else "")


def provenance(e: Evidence) -> Answer:
    """Say where the numbers come from, and what has happened to the follow-up system."""
    system = [
        *stated(e, "follow_up_system"),
        *notes(e, "^Tal från före och efter", alone=True),
    ]
    used = unique(
        source
        for v in e
        if v.status == "shown" and v.measure.startswith(("n_", "funding", "contribution"))
        for source in v.source_id.split(";")[:1]
        if source
    )
    names = sorted(unique(by_whom(e.source(s)) for s in used), key=in_swedish_order)
    listed = {s.source_id for s in e.sources} & {s for v in e for s in v.source_id.split(";")}
    where = []
    if has_records(e) and not has_nobody(e):
        where.append("förbundets egna uppgifter om varje deltagande")
    if listed:
        by = f": {listing(names)}" if names else ""
        where.append(f"publicerade källor, som står i @tbl-sources{by}")
    if not where:
        return refused("Rapporten innehåller inga siffror med källa.", *system)
    return told(f"Från {', och från '.join(where)}.", *system)


def recompute(e: Evidence) -> Answer:
    """Say what can be computed again from what is published."""
    every = (
        "alla tal finns med källa, täljare och nämnare i published.csv, och metoderna är beskrivna."
    )
    exceptions = []
    if has_records(e):
        exceptions.append(
            "Talen ur individuppgifter kan bara förbundet räkna om, eftersom individuppgifter inte lämnas ut."
        )
    if any(v.status == "shown" for v in e.find("statement_payback_months")):
        exceptions.append(
            "De återbetalningstider som andra har uppgett går inte att räkna om, eftersom underlaget inte är redovisat."
        )
    if exceptions:
        return partly(f"Till stor del: {every}", *exceptions)
    return told(f"Ja: {every}")


def changed(e: Evidence) -> Answer:
    """Tell which numbers an earlier edition told otherwise."""
    conflicts = any(f.kind == "conflict" for f in e.findings)
    also = "Källor som är oense om ett tal står i slutet." if conflicts else ""
    if len(e.revised) > _MOST_REVISED:
        return told(f"[{number(len(e.revised))}]{{.d}} tal, som står sist i rapporten.", also)
    return told(revisions(e), also)
