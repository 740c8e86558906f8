"""The members side by side, unranked, and the need around them."""

from utfall.evidence import Evidence
from utfall.recorded import has_records
from utfall.tables.markdown import explained, pipe_table
from utfall.text import capitalised, escape, in_swedish_order, period, show
from utfall.values import Value

__all__ = ["context", "members"]


@explained("suppressed")
def members(e: Evidence) -> str:
    """What is known of each municipality's participants, in alphabetical order."""
    rows = []
    municipalities = [m for m in e.members if m.kind == "municipality"]
    every = [e.find("n_participations", "all", m.member_id, reading=None) for m in municipalities]
    # Where records are shown, a column of nothing but "inte känt" would read as if they were not.
    counted = any(v.status in ("shown", "suppressed") for found in every for v in found)
    if len(municipalities) < 2 or (has_records(e) and not counted):
        return ""
    pairs = zip(municipalities, every, strict=True)
    for m, found in sorted(pairs, key=lambda pair: in_swedish_order(pair[0].name)):
        known = show(found[0]) if found else "inget känt antal"
        name = f"**{escape(m.name)}**" if m.member_id == e.subject.subject_id else escape(m.name)
        rows.append([name, capitalised(known), _period(found)])
    return pipe_table(
        "members",
        "Egna deltaganden per kommun ur publicerade källor, i bokstavsordning och utan rangordning; "
        "individuppgifter är inte medräknade",
        ["Kommun", "Deltaganden", "Period"],
        rows,
        align="lrl",
        widths=[30, 26, 30],
    )


def _period(found: list[Value]) -> str:
    known = [v for v in found if v.status in ("shown", "suppressed")]
    return period(known[0].year) if known else "ingen uppgift"


# Values by area, by measure and year.
_Cells = dict[tuple[str, str], dict[str, Value]]
_MOST = 4  # columns of figures that a page has room for

# How the figures around an association differ from its own: whom they are of, who is counted and when.
_OTHERS = (
    "Talen i tabellen kan inte jämföras med rapportens egna. De gäller alla som bor i området, eller alla i den "
    "ålder eller grupp som står vid talet, vare sig de har deltagit i någon insats eller inte. Rapportens egna tal om "
    "människor gäller bara dem som deltog. Talen i tabellen gäller det år som står vid dem, men rapportens egna den "
    "tid som varje insats är redovisad för."
)
_COUNTRYS = "Rikets tal gäller hela landet, också kommuner utan samordningsförbund."
_KOLADA = "kolada"  # the source of what `utfall context` has fetched
# Kolada's terms ask for these very words.
_CREDIT = "Källa: Kolada."
_CREDIT_OF_SOME = "Källa för en del av talen: Kolada."
_OF_THE_MUNICIPALITY = {
    "context_left_labour_unit": (
        "Andelen som lämnade kommunens arbetsmarknadsverksamhet gäller andra personer än förbundets deltagare och "
        "räknar resultat på ett annat sätt. Den är inget mått att bedöma förbundets insatser mot."
    ),
    "context_cost_labour_measures": (
        "Kostnaden för arbetsmarknadsåtgärder är kommunens egen, delad på alla invånare. Den är ingen kostnad per "
        "deltagare."
    ),
}


def context(e: Evidence) -> str:
    """Need in the municipality, the county and the country: not a result of the association."""
    found = [v for v in e if v.measure.startswith("context_")]
    cells: _Cells = {}
    for v in found:
        cells.setdefault((v.measure, v.year), {})[v.member_id] = v
    if e.subject.about == "association":
        chosen = _most_told(e, cells)
        table = _of_all(e, chosen)
    else:
        chosen, table = cells, _of_one(e, cells)
    return f"{table}\n\n{_beneath(chosen)}" if table else ""


def _beneath(cells: _Cells) -> str:
    """Say how the figures of a table differ from the association's own, and whose they are."""
    sources = [v.source_id.split(";") for row in cells.values() for v in row.values()]
    fetched = [_KOLADA in names for names in sources]
    measures = {measure for measure, _ in cells}
    told = [
        _OTHERS,
        *([_COUNTRYS] if any("country" in row for row in cells.values()) else []),
        *(text for measure, text in _OF_THE_MUNICIPALITY.items() if measure in measures),
    ]
    told += [_CREDIT if all(fetched) else _CREDIT_OF_SOME] if any(fetched) else []
    return " ".join(told)


def _of_one(e: Evidence, cells: _Cells) -> str:
    """Return every figure of a municipality, with the county's and the country's beside it."""
    rows = [
        [
            f"{escape(e.context_labels[measure])}, {period(year)}",
            *(
                show(row[area]) if area in row else "ingen uppgift"
                for area in (e.subject.subject_id, "county", "country")
            ),
        ]
        for (measure, year), row in sorted(cells.items())
    ]
    return pipe_table(
        "context",
        "Behovet runt omkring: inte ett resultat av förbundets insatser",
        ["Uppgift och år", escape(e.subject.name), "Länet", "Riket"],
        rows,
        align="lrrr",
        widths=[44, 18, 18, 18],
    )


def _most_told(e: Evidence, cells: _Cells) -> _Cells:
    """Return the figures that most municipalities have."""
    names = {m.member_id for m in e.members if m.kind == "municipality"}

    def rank(key: tuple[str, str]) -> tuple[int, str, str]:
        return -len(set(cells[key]) & names), f"{9999 - int(key[1][-4:] or 0)}", key[0]

    return {key: cells[key] for key in sorted(sorted(cells, key=rank)[:_MOST])}


def _of_all(e: Evidence, cells: _Cells) -> str:
    """Return a row for each municipality."""
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    areas = [
        *sorted(names.items(), key=lambda item: in_swedish_order(item[1])),
        ("county", "Länet"),
        ("country", "Riket"),
    ]
    rows = [
        [
            escape(name),
            *(show(cells[key][area]) if area in cells[key] else "ingen uppgift" for key in cells),
        ]
        for area, name in areas
        if any(area in cells[key] for key in cells)
    ]
    return pipe_table(
        "context",
        "Behovet runt omkring, i bokstavsordning: inte ett resultat av förbundets insatser, och inget som en kommun "
        "ska rangordnas efter",
        ["Område", *(f"{escape(e.context_labels[m])}, {period(y)}" for m, y in cells)],
        rows,
        align="l" + "r" * len(cells),
        widths=[20, *[22 for _ in cells]],
    )
