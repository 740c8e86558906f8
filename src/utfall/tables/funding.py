"""Money in, by programme, funder and basis, as each source states it."""

from utfall.evidence import Evidence
from utfall.labels import BASIS, FUNDER
from utfall.tables.markdown import data_table, pipe_table
from utfall.tables.participants import whose
from utfall.text import capitalised, escape, period, show
from utfall.values import parse_group

__all__ = ["funding"]

_ORDER = ("total", "association", "esf", "eu", "municipality", "region", "state", "not_stated")


def funding(e: Evidence) -> str:
    """Every stated amount, and what has no stated funder."""
    found = e.find(["funding", "funding_not_stated"], allocation=None, prices=None)

    def order(v):  # type: ignore[no-untyped-def]
        own = parse_group(v.group)
        funder = own.get("funder", "not_stated")
        place = ["own", "joint", "county"].index(e.place_of(v)) if v.member_id else 3
        return (
            place,
            e.begins(v),
            v.programme_id,
            own.get("reading", ""),
            own.get("source", ""),
            _ORDER.index(funder),
        )

    rows = []
    for v in sorted(found, key=order):
        own = parse_group(v.group)
        if v.measure == "funding_not_stated" and (not v.value or v.value == v.denominator):
            continue  # all of it has a funder, or none of it is split: the total says so
        funder = FUNDER[own.get("funder", "not_stated")]
        reading = f", läsning {own['reading']}" if own.get("reading") else ""
        source = e.source(v.source_id.split(";")[0])
        rows.append(
            [
                escape(e.programme(v.programme_id).name),
                f"{whose(e, v)}{reading}, {period(v.year)}",
                capitalised(f"{BASIS[own['basis']]}, {funder}"),
                show(v),
                escape(source.publisher),
            ]
        )
    return data_table(
        "Alla belopp med källa",
        pipe_table(
            "funding",
            "Pengar till insatserna så som källorna anger dem; beloppen får inte summeras över källor",
            ["Insats", "Vilka och när", "Slag och finansiär", "Belopp", "Källa"],
            rows,
            align="lllrl",
            widths=[22, 32, 22, 18, 18],
        ),
    )
