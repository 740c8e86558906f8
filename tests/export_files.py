"""Exports of a follow-up system and their mapping files, to be written with a fault or without."""

import csv
from pathlib import Path

from utfall.data.records import database, read_records
from utfall.imports.run import Options, Summary, import_export

MAP = """\
as_of = 2022-12-31

[columns]
person_id = "Deltagare"
programme_id = "Insats"
residence = "Kommun"
sex = "Kön"
birth_year = "Född"
entry = "Start"
exit = "Slut"
exit_reason = "Orsak"

[defaults]
consent = "named"

[values.sex]
"Kvinna" = "K"
"Man" = "M"

[values.exit_reason]
"Enligt plan" = "completed"
"Flytt" = "moved"
"""
SECRET = "fedcba98" * 4
HEADER = ("Deltagare", "Insats", "Kommun", "Kön", "Född", "Start", "Slut", "Orsak")
_GOOD = dict(
    zip(HEADER, ("d1", "ima", "0486", "Kvinna", "1985", "2022-03-01", "", ""), strict=True)
)


def row(**cells: str) -> dict[str, str]:
    """Return a row: a woman in IMA since March 2022, with what `cells` says instead."""
    return {**_GOOD, **cells}


def write_export(
    file: Path,
    *rows: dict[str, str],
    header: tuple[str, ...] = HEADER,
    delimiter: str = ";",
    encoding: str = "utf-8",
) -> Path:
    """Write rows as CSV, a column that a row does not know as an empty cell."""
    with file.open("w", encoding=encoding, newline="") as out:
        writer = csv.DictWriter(out, header, delimiter=delimiter)
        writer.writeheader()
        writer.writerows(rows)
    return file


def write_map(folder: Path, text: str = MAP) -> Path:
    """Write a mapping file."""
    file = folder / "map.toml"
    file.write_text(text, encoding="utf-8")
    return file


def take(export: Path, map_file: Path, folder: Path, **options: object) -> Summary:
    """Import with the options given, and a key in the environment."""
    chosen = Options(**options)  # type: ignore[arg-type]
    return import_export(export, map_file, folder, chosen, {"UTFALL_KEY": SECRET})


def records_of(folder: Path, *columns: str) -> list[tuple[object, ...]]:
    """Return some columns of the records of a folder, in order of person and entry."""
    records, problems = read_records(folder)
    assert records is not None
    assert problems == []
    with database() as con:
        records.relation(con).create_view("records")
        order = "ORDER BY person_id, entry"
        return con.execute(f"SELECT {', '.join(columns)} FROM records {order}").fetchall()  # noqa: S608


def files_of(folder: Path) -> dict[str, bytes]:
    """Return what every file of a folder holds, hidden ones included."""
    return {
        str(file.relative_to(folder)): file.read_bytes() if file.is_file() else b""
        for file in sorted(folder.rglob("*"))
    }
