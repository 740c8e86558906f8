"""The association's table of context figures: fetched, kept, and left alone where Kolada is away."""

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import NamedTuple

from utfall.context.kolada import BASE, Row, UnreachableError, fetch
from utfall.data.register import made_up_code
from utfall.data.schema import REGISTER_TABLES
from utfall.errors import ParamsError, UtfallError
from utfall.params import RunParams

__all__ = ["KEY_FIGURES", "Filled", "fill"]

_SOURCE = "kolada"
_COUNTRY = "0000"


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
    """What was done: rows kept, how many of them without a value, and in words for the terminal."""

    rows: int
    missing: int
    told: str


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
    KoladaError
        If Kolada cannot be asked and there is no earlier copy, or answers with another shape.
    """
    folder = root / "data" / params.association
    places = _places(folder)
    try:
        found = fetch(list(KEY_FIGURES), [*places, _COUNTRY], years, base=base, wait=wait)
    except UnreachableError as err:
        kept = _last_copy(folder)
        if kept is None:
            raise UnreachableError(
                f"{err}; there is no earlier copy in {folder}: try again when the network is there"
            ) from err
        return Filled(0, 0, f"{err}; the figures fetched {kept} stand")
    if not found:
        raise UtfallError(
            f"Kolada has no figures for {years[0]} to {years[-1]}; nothing is written"
        )
    names = {**places, _COUNTRY: "Riket"}
    rows = [_cells(row, names[row.municipality]) for row in found if row.municipality in names]
    _write(folder, rows, today)
    missing = sum(not cells["value"] for cells in rows)
    silent = sorted(
        name for code, name in places.items() if code not in {r.municipality for r in found}
    )
    nothing = f"; Kolada has nothing about {', '.join(silent)}" if silent else ""
    return Filled(
        len(rows),
        missing,
        f"{folder / 'context.csv'}: {len(rows)} figures of {years[0]} to {years[-1]}, {missing} of them without a value{nothing}",
    )


def _places(folder: Path) -> dict[str, str]:
    """Return the names of the municipalities to ask about, by code."""
    with (folder / "members.csv").open(encoding="utf-8") as file:
        members = list(csv.DictReader(file))
    codes = {m["municipality_code"]: m["name"] for m in members if m.get("municipality_code")}
    real = {code: name for code, name in codes.items() if not made_up_code(code)}
    if not real:
        made_up = "are all made up" if codes else "are not there"
        raise ParamsError(
            f"{folder / 'members.csv'}: the municipality codes {made_up}, so that Kolada has nothing about them"
        )
    return real


def _cells(row: Row, name: str) -> dict[str, str]:
    figure = KEY_FIGURES[row.kpi]
    value = "" if row.value is None else repr(row.value).removesuffix(".0")
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


def _kept(folder: Path, name: str) -> list[dict[str, str]]:
    """Return the rows of a table that are from other sources than Kolada."""
    file = folder / f"{name}.csv"
    if not file.is_file():
        return []
    with file.open(encoding="utf-8") as rows:
        return [row for row in csv.DictReader(rows) if row["source_id"] != _SOURCE]


def _write(folder: Path, rows: Iterable[dict[str, str]], today: date) -> None:
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
    every = [*_kept(folder, "context"), *rows]
    ordered = sorted(every, key=lambda cells: cells["context_id"])
    texts = {
        name: _csv([column.name for column in REGISTER_TABLES[name].columns], told)
        for name, told in (
            ("context_sources", [*_kept(folder, "context_sources"), source]),
            ("context", ordered),
        )
    }
    # Both are written before either takes the old one's place.
    for name, text in texts.items():
        (folder / f".{name}.new").write_text(text, encoding="utf-8", newline="")
    for name in texts:
        (folder / f".{name}.new").replace(folder / f"{name}.csv")


def _csv(columns: Sequence[str], rows: Iterable[dict[str, str]]) -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, columns, lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


def _last_copy(folder: Path) -> str | None:
    """Return the day of the figures that were fetched last; None without any."""
    file = folder / "context_sources.csv"
    if not file.is_file() or not (folder / "context.csv").is_file():
        return None
    with file.open(encoding="utf-8") as rows:
        return next((r["date"] for r in csv.DictReader(rows) if r["source_id"] == _SOURCE), None)
