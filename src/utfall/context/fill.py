"""The association's table of context figures: fetched, kept, and left alone where Kolada is away.

What was fetched earlier stays until the same figure, of a municipality and a year, is fetched anew.
"""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from utfall.context.kolada import BASE, KoladaError, Row, UnreachableError, fetch
from utfall.data.columns import Table
from utfall.data.csvfile import read_table, read_text
from utfall.data.register import made_up_code
from utfall.data.schema import OWN_CONTEXT, REGISTER_TABLES, TABLES
from utfall.errors import DataError, ParamsError
from utfall.params import RunParams

__all__ = ["KEY_FIGURES", "Filled", "fill"]

_SOURCE = "kolada"
_COUNTRY = "0000"
_FETCHED = "hämtat "  # in the note of a figure that is older than its source's date

_Cells = dict[str, str]


class _KeyFigure(NamedTuple):
    measure: str
    label: str
    unit: str


KEY_FIGURES: dict[str, _KeyFigure] = {
    "N03920": _KeyFigure(
        "unemployed_18_65", "Arbetslösa, 18–65 år, andel av befolkningen", "percent"
    ),
    "N31816": _KeyFigure(
        "long_term_assistance",
        "Vuxna med långvarigt ekonomiskt bistånd, andel av befolkningen",
        "percent",
    ),
    "N02797": _KeyFigure(
        "young_neither_n02797",
        "Unga som varken arbetar eller studerar, andel (nyckeltal N02797)",
        "percent",
    ),
    "N02798": _KeyFigure(
        "young_neither_n02798",
        "Unga som varken arbetar eller studerar, andel (nyckeltal N02798)",
        "percent",
    ),
    "N66077": _KeyFigure(
        "low_standard_0_19", "Barn och unga med låg ekonomisk standard, 0–19 år, andel", "percent"
    ),
    "N01713": _KeyFigure("population_16_64", "Invånare, 16–64 år", "persons"),
    "N40008": _KeyFigure(
        "cost_labour_measures",
        "Kommunens kostnad för arbetsmarknadsåtgärder, kronor per invånare",
        "sek_per_inhabitant",
    ),
    "U40455": _KeyFigure(
        "left_labour_unit",
        "Lämnade kommunens egen arbetsmarknadsverksamhet för arbete eller studier, andel; gäller inte förbundet",
        "percent",
    ),
}
"""What is asked for, by Kolada's id: all of it describes need or the municipality's own work."""


@dataclass(frozen=True)
class Filled:
    """What was done, in words for the terminal too.

    Attributes
    ----------
    rows, missing : int
        Figures fetched, and how many of them without a value.
    told : str
        One line.
    stayed : int
        Figures fetched earlier that were not fetched now and are still there.
    """

    rows: int
    missing: int
    told: str
    stayed: int = 0


def fill(
    params: RunParams,
    root: Path,
    *,
    today: date,
    years: Sequence[int],
    base: str = BASE,
    wait: float = 1.0,
) -> Filled:
    """Fetch the context figures of an association's municipalities and keep them.

    Parameters
    ----------
    params : RunParams
        Whose association.
    root : Path
        The project's folder.
    today : date
        The day that is kept as the figures' own.
    years : sequence of int
        Which years are asked for.
    base, wait
        As `fetch`.

    Returns
    -------
    Filled
        Where Kolada cannot be reached and there is an earlier copy, that copy stands untouched and
        its date is told.

    Raises
    ------
    ParamsError
        If there is nobody to ask about.
    DataError
        If the members or an earlier copy cannot be read.
    KoladaError
        If Kolada cannot be asked and there is no earlier copy, or answers with another shape or
        with nothing. Nothing is written then, and the message says whether an earlier copy stands.
    """
    folder = root / "data" / params.association
    places = _places(folder)
    earlier = {name: _table(folder, REGISTER_TABLES[name]) for name in OWN_CONTEXT}
    day = _day_of(earlier)
    stands = (
        f"the figures fetched {day} stand"
        if day
        else f"there is no earlier copy in {folder}: try again when the network is there"
    )
    remarks: list[str] = []
    try:
        found = fetch(
            list(KEY_FIGURES), [*places, _COUNTRY], years, base=base, wait=wait, tell=remarks.append
        )
        if not found:
            raise KoladaError(
                f"Kolada has no figures for {years[0]} to {years[-1]}; nothing is written"
            )
    except UnreachableError as err:
        if not day:
            raise UnreachableError(f"{err}; {stands}") from err
        return Filled(0, 0, f"{err}; {stands}")
    except KoladaError as err:
        raise KoladaError(f"{err}; {stands if day else 'there is no earlier copy'}") from err
    names = {**places, _COUNTRY: "Riket"}
    rows = [_cells(row, names[row.municipality]) for row in found]
    stayed = _stayed(earlier["context"], rows, day)
    _write(folder, earlier, [*stayed, *rows], today)
    missing = sum(not cells["value"] for cells in rows)
    told = (
        f"{folder / 'context.csv'}: {len(rows)} figures of {years[0]} to {years[-1]}, "
        f"{missing} of them without a value"
    )
    silent = sorted(
        name for code, name in places.items() if code not in {r.municipality for r in found}
    )
    told += f"; Kolada has nothing about {', '.join(silent)}" if silent else ""
    told += _told_of(stayed, {*places, "00"}, {str(year) for year in years})
    told += "".join(f"; while it was asked, {remark}" for remark in dict.fromkeys(remarks))
    return Filled(len(rows), missing, told, len(stayed))


def _told_of(stayed: Sequence[_Cells], places: set[str], years: set[str]) -> str:
    """Say how many earlier figures stayed, and how many of them Kolada no longer answers with."""
    if not stayed:
        return ""
    asked = sum(
        cells["municipality_code"] in places and cells["period_start"][:4] in years
        for cells in stayed
    )
    again = f", {asked} of them asked for again and no longer answered" if asked else ""
    return f"; {len(stayed)} fetched earlier stayed{again}"


def _places(folder: Path) -> dict[str, str]:
    """Return the names of the municipalities to ask about, by code."""
    members = _table(folder, TABLES["members"])
    codes = {m["municipality_code"]: m["name"] for m in members if m["municipality_code"]}
    real = {code: name for code, name in codes.items() if not made_up_code(code)}
    if not real:
        made_up = "are all made up" if codes else "are not there"
        raise ParamsError(
            f"{folder / 'members.csv'}: the municipality codes {made_up}, so that Kolada has nothing about them"
        )
    return real


def _table(folder: Path, table: Table) -> list[_Cells]:
    """Return a table's rows as they are written; none where it may be absent and is.

    Raises
    ------
    DataError
        With every problem of a file that cannot be read: it is not to be written over.
    """
    _, _, problems = read_table(folder, table)
    if problems:
        raise DataError([str(problem) for problem in problems])
    file = folder / f"{table.name}.csv"
    if not file.is_file():
        return []
    lines = csv.reader(io.StringIO(read_text(file), newline=""))
    stripped = ([cell.strip() for cell in line] for line in lines)
    header, *rows = (cells for cells in stripped if any(cells))
    return [dict(zip(header, cells, strict=True)) for cells in rows]


def _cells(row: Row, name: str) -> _Cells:
    figure = KEY_FIGURES[row.kpi]
    # Digits only: a table has no 1e-05.
    value = "" if row.value is None else f"{Decimal(repr(row.value)):f}".removesuffix(".0")
    return {
        "context_id": f"{_SOURCE}-{row.kpi.lower()}-{row.municipality}-{row.year}",
        "municipality_code": "00" if row.municipality == _COUNTRY else row.municipality,
        "name": name,
        "measure": figure.measure,
        "label": figure.label,
        "value": value,
        "unit": figure.unit,
        "period_start": f"{row.year}-01-01",
        "period_end": f"{row.year}-12-31",
        "status": _status(row),
        "source_id": _SOURCE,
        # What Kolada calls the state of a figure is kept as it stands.
        "note": f"nyckeltal {row.kpi}" + (f", status {row.status}" if row.status else ""),
    }


def _status(row: Row) -> str:
    """Tell apart what Kolada hides from what it lacks."""
    if row.value is not None:
        return "shown"
    return "suppressed" if row.status.casefold() == "private" else "missing"


def _stayed(earlier: Sequence[_Cells], rows: Sequence[_Cells], day: str) -> list[_Cells]:
    """Return what was fetched earlier and not now, each with the day it is of in its note.

    The source has the day of the last fetch alone.
    """
    fetched = {_cell(cells) for cells in rows} | {(cells["context_id"],) for cells in rows}
    stayed = [
        cells
        for cells in earlier
        if cells["source_id"] == _SOURCE
        and _cell(cells) not in fetched
        and (cells["context_id"],) not in fetched
    ]
    return [
        cells
        if _FETCHED in cells["note"] or not day
        else cells | {"note": ", ".join(filter(None, (cells["note"], f"{_FETCHED}{day}")))}
        for cells in stayed
    ]


def _cell(cells: _Cells) -> tuple[str, ...]:
    return tuple(
        cells[name] for name in ("municipality_code", "measure", "period_start", "period_end")
    )


def _write(
    folder: Path, earlier: dict[str, list[_Cells]], rows: Iterable[_Cells], today: date
) -> None:
    """Write both tables, with what they have from other sources than Kolada."""
    source = {
        "source_id": _SOURCE,
        "title": "Kolada, nyckeltal för kommuner",
        "publisher": "Kolada",
        "date": today.isoformat(),
        "stated_by": "register",
        "public": "true",
        "url": "https://www.kolada.se/",
        "seen": "document",
        "note": "Källa: Kolada",
    }
    others = {
        name: [cells for cells in table if cells["source_id"] != _SOURCE]
        for name, table in earlier.items()
    }
    ordered = sorted([*others["context"], *rows], key=lambda cells: cells["context_id"])
    # Stopped between the two, figures have too old a date and never too new a one.
    texts = {
        name: _csv([column.name for column in REGISTER_TABLES[name].columns], told)
        for name, told in (
            ("context", ordered),
            ("context_sources", [*others["context_sources"], source]),
        )
    }
    fresh = {name: folder / f".{name}.new" for name in texts}
    try:
        # Both are written before either takes the old one's place.
        for name, text in texts.items():
            fresh[name].write_text(text, encoding="utf-8", newline="")
        for name, file in fresh.items():
            file.replace(folder / f"{name}.csv")
    finally:
        for file in fresh.values():
            file.unlink(missing_ok=True)


def _csv(columns: Sequence[str], rows: Iterable[_Cells]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _day_of(earlier: dict[str, list[_Cells]]) -> str:
    """Return the day of the figures that were fetched last; nothing without any."""
    days = (c["date"] for c in earlier["context_sources"] if c["source_id"] == _SOURCE)
    return next(days, "") if earlier["context"] else ""
