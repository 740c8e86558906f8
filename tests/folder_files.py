"""A small data folder without fault, to be written with one."""

from pathlib import Path

from utfall.data.check import check_folder
from utfall.data.folder import Problem
from utfall.data.read import read_folder
from utfall.data.register import Register, read_register
from utfall.data.schema import REGISTER_TABLES, TABLES

ASSOCIATION = """\
id = "rar"
name = "Samordningsförbundet RAR"
short_name = "RAR"
kind = "association"
county = "Södermanlands län"
county_code = "04"
synthetic = false
description = "Ett litet förbund."
"""

Rows = list[dict[str, str]]

_FACT = {"source_id": "s0"}
_GOOD: dict[str, dict[str, str]] = {
    "members": {"kind": "municipality", **_FACT},
    "sources": {"title": "Svaret", "stated_by": "answer", "public": "true"},
    "programmes": {"orientation": "participant", "finsam": "true", "status": "finished", **_FACT},
    "programme_members": {"programme_id": "ima", "member_id": "flen", "role": "owner", **_FACT},
    "readings": {"programme_id": "ima", "reading": "A", "meaning": "Bara Flen.", **_FACT},
    "counts": {
        "programme_id": "ima",
        "member_ids": "flen",
        "period_kind": "flow",
        "measure": "participants",
        "population": "participants",
        "unit": "persons",
        "primary": "true",
        **_FACT,
    },
    "goals": {"programme_id": "ima", "measure": "planned_participants", **_FACT},
    "funding": {
        "programme_id": "ima",
        "funder": "total",
        "basis": "budget",
        "form": "not_stated",
        "period_kind": "whole",
        "list_id": "s0",
        "primary": "true",
        **_FACT,
    },
    "contributions": {"member_id": "flen", "amount_sek": "1", "per": "year", **_FACT},
    "applications": _FACT,
    "activities": {"programme_id": "ima", "text": "Kurser", **_FACT},
    "parties": {"programme_id": "ima", "name": "Vården", "role": "refers", **_FACT},
    "statements": {"measure": "payback_months", **_FACT},
    "indicators": {
        "instrument": "nns",
        "text": "Jag har fått hjälp.",
        "respondents": "participants",
        "answered": "20",
        "favourable": "12",
        **_FACT,
    },
    "findings": {"kind": "missing", "text": "Inget är känt.", **_FACT},
}
_ROWS: dict[str, Rows] = {
    "members": [
        {"member_id": "eskilstuna", "name": "Eskilstuna", "municipality_code": "0484"},
        {"member_id": "flen", "name": "Flen", "municipality_code": "0482"},
    ],
    "sources": [{"source_id": "s0"}, {"source_id": "s1"}],
    "programmes": [{"programme_id": "ima", "name": "IMA"}],
}
_REGISTER = {
    "municipalities": [
        *("0482,Flens kommun,Flen,04,Södermanlands län,Södermanland",),
        *("0484,Eskilstuna kommun,Eskilstuna,04,Södermanlands län,Södermanland",),
        *("0486,Strängnäs kommun,Strängnäs,04,Södermanlands län,Södermanland",),
        *("0381,Enköpings kommun,Enköping,03,Uppsala län,Uppsala",),
    ],
    # SCB's own figures: KPI 2019 and 2023, and the population of Strängnäs.
    "population_2019": ["0486,Strängnäs,04,Södermanlands län,20834,36494"],
    "cpi_1980": ["2019,334.26", "2023,403.70"],
}


def rows_with(name: str, rows: Rows) -> str:
    """Write the rows of a table as CSV, empty or good where a row says nothing."""
    header = TABLES[name].column_names
    lines = [",".join(header)]
    for row in rows:
        cells = {**_GOOD[name], **row}
        lines.append(",".join(f'"{cells.get(column, "")}"' for column in header))
    return "\n".join(lines) + "\n"


def write_folder(path: Path, **tables: Rows) -> Path:
    """Write a folder that has no fault but those of the rows given."""
    path.mkdir(parents=True, exist_ok=True)
    (path / "association.toml").write_text(ASSOCIATION, encoding="utf-8")
    for name, rows in {**_ROWS, **tables}.items():
        (path / f"{name}.csv").write_text(rows_with(name, rows), encoding="utf-8")
    return path


def write_register(path: Path, **tables: list[str]) -> Path:
    """Write a register of four municipalities."""
    path.mkdir(parents=True, exist_ok=True)
    for name, lines in {**_REGISTER, **tables}.items():
        header = ",".join(REGISTER_TABLES[name].column_names)
        (path / f"{name}.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return path


def register(path: Path) -> Register:
    """Return the register of four municipalities."""
    return read_register(write_register(path / "register"))


def problems_of(path: Path, **tables: Rows) -> list[Problem]:
    """Return the problems of a folder whose files can all be read."""
    return check_folder(read_folder(write_folder(path / "rar", **tables)), register(path))
