"""Money in, by programme, funder and basis, as each source states it."""

from utfall.evidence import Evidence
from utfall.labels import BASIS, FUNDER
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.tables.participants import whose
from utfall.text import escape, period, show
from utfall.values import Value, parse_group

__all__ = ["funding"]

# The columns of the table; other funders stand in the last.
_COLUMNS = ("total", "esf", "association", "not_stated")
_Line = tuple[str, str, str, str, str, str, str]


@explained("suppressed")
def funding(e: Evidence) -> str:
    """Every stated amount, and what has no stated funder: a row per source and programme.

    A remainder is left out where all of the total has a funder, or none of it is split: the total
    says so.
    """
    lines: dict[_Line, list[Value]] = {}
    for v in sorted(
        e.find(["funding", "funding_not_stated"], allocation=None, prices=None),
        key=lambda v: _place(e, v),
    ):
        told = v.status == "suppressed" or (v.value and v.value != v.denominator)
        if v.measure == "funding_not_stated" and not told:
            continue
        own = parse_group(v.group)
        line = (
            v.programme_id,
            v.member_id,
            own.get("reading", ""),
            own.get("source", ""),
            v.year,
            v.unit,
            own.get("component", ""),
        )
        lines.setdefault(line, []).append(v)
    rows = []
    for (programme, _, reading, _, year, _, _), found in lines.items():
        cells: dict[str, list[str]] = {name: [] for name in _COLUMNS}
        main = parse_group(found[0].group)["basis"]
        for v in found:
            own = parse_group(v.group)
            funder = own.get("funder", "not_stated")
            # What is on another basis than the row's first amount says so.
            basis = "" if own["basis"] == main else f" ({BASIS[own['basis']]})"
            # A funder without a column is named, or it would be called unstated.
            named = "" if funder in cells else f" ({FUNDER[funder]})"
            cells[funder if funder in cells else "not_stated"].append(show(v) + basis + named)
        source = e.source(found[0].source_id.split(";")[0])
        rows.append(
            [
                escape(e.programme(programme).name),
                f"{whose(e, found[0])}{f', läsning {reading}' if reading else ''}, {period(year)}; "
                f"{BASIS[main]}",
                *("; ".join(cells[name]) for name in _COLUMNS),
                f"{escape(source.publisher)} ([{escape(source.source_id)}]{{.ref}})",
            ]
        )
    return data_table(
        "Alla belopp med källa",
        pipe_table(
            "funding",
            "Pengar till insatserna så som källorna anger dem; beloppen får inte summeras över källor",
            [
                "Insats",
                "Vilka, när och slag",
                "Totalt",
                "ESF",
                "Samordnings\u00adförbundet",
                "Annan eller ej angiven",
                "Källa",
            ],
            rows,
            align="llrrrrl",
            widths=[19, 24, 17, 17, 15, 15, 18],
        ),
    )


def _place(e: Evidence, v: Value) -> tuple[int, str, str, str, str, int]:
    own = parse_group(v.group)
    place = ["own", "joint", "county"].index(e.place_of(v)) if v.member_id else 3
    funder = own.get("funder", "not_stated")
    column = _COLUMNS.index(funder) if funder in _COLUMNS else len(_COLUMNS)
    return place, e.begins(v), v.programme_id, own.get("reading", ""), own.get("source", ""), column
