"""The members side by side, unranked, and the need around them."""

from utfall.evidence import Evidence
from utfall.tables.markdown import explained, pipe_table
from utfall.text import capitalised, escape, in_swedish_order, period, show
from utfall.values import Value

__all__ = ["context", "members"]


@explained("suppressed")
def members(e: Evidence) -> str:
    """What is known of each municipality's participants, in alphabetical order."""
    rows = []
    municipalities = [m for m in e.members if m.kind == "municipality"]
    if len(municipalities) < 2:
        return ""
    for m in sorted(municipalities, key=lambda m: in_swedish_order(m.name)):
        found = e.find("n_participations", "all", m.member_id, reading=None)
        known = show(found[0]) if found else "inget känt antal"
        name = f"**{escape(m.name)}**" if m.member_id == e.subject.subject_id else escape(m.name)
        rows.append([name, capitalised(known), _period(found)])
    return pipe_table(
        "members",
        "Kända egna deltaganden per kommun, i bokstavsordning och utan rangordning",
        ["Kommun", "Deltaganden", "Period"],
        rows,
        align="lrl",
        widths=[30, 26, 30],
    )


def _period(found: list[Value]) -> str:
    known = [v for v in found if v.status in ("shown", "suppressed")]
    return period(known[0].year) if known else "ingen uppgift"


def context(e: Evidence) -> str:
    """Need in the municipality, the county and the country: not a result of the association."""
    found = [v for v in e if v.measure.startswith("context_")]
    cells: dict[tuple[str, str], dict[str, Value]] = {}
    for v in found:
        cells.setdefault((v.measure, v.year), {})[v.member_id] = v
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
