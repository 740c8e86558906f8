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
        "Kända egna deltaganden per kommun, i bokstavsordning och utan rangordning",
        ["Kommun", "Deltaganden", "Period"],
        rows,
        align="lrl",
        widths=[30, 26, 30],
    )


def _period(found: list[Value]) -> str:
    known = [v for v in found if v.status in ("shown", "suppressed")]
    return period(known[0].year) if known else "ingen uppgift"


_MOST = 4  # columns of figures that a page has room for


def context(e: Evidence) -> str:
    """Need in the municipality, the county and the country: not a result of the association."""
    found = [v for v in e if v.measure.startswith("context_")]
    cells: dict[tuple[str, str], dict[str, Value]] = {}
    for v in found:
        cells.setdefault((v.measure, v.year), {})[v.member_id] = v
    if e.subject.about == "association":
        return _of_all(e, cells)
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


def _of_all(e: Evidence, cells: dict[tuple[str, str], dict[str, Value]]) -> str:
    """Return the figures that most municipalities have, a row for each municipality."""
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}

    def rank(key: tuple[str, str]) -> tuple[int, str, str]:
        return -len(set(cells[key]) & set(names)), f"{9999 - int(key[1][-4:] or 0)}", key[0]

    chosen = sorted(sorted(cells, key=rank)[:_MOST])
    areas = [
        *sorted(names.items(), key=lambda item: in_swedish_order(item[1])),
        ("county", "Länet"),
        ("country", "Riket"),
    ]
    rows = [
        [
            escape(name),
            *(show(cells[key][area]) if area in cells[key] else "ingen uppgift" for key in chosen),
        ]
        for area, name in areas
        if any(area in cells[key] for key in chosen)
    ]
    return pipe_table(
        "context",
        "Behovet runt omkring, i bokstavsordning: inte ett resultat av förbundets insatser, och inget som en kommun "
        "ska rangordnas efter",
        ["Område", *(f"{escape(e.context_labels[m])}, {period(y)}" for m, y in chosen)],
        rows,
        align="l" + "r" * len(chosen),
        widths=[20, *[22 for _ in chosen]],
    )
