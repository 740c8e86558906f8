"""Participation records of nobody, to be written with a fault or without."""

import csv
from pathlib import Path

import pyarrow as pa

from utfall.data.records import RECORDS, arrow_schema

Cells = dict[str, str]

_GOOD = {
    "person_id": "synthetic-1",
    "consent": "named",
    "programme_id": "ima",
    "residence": "9901",
    "sex": "K",
    "birth_year": "1990",
    "entry": "2020-02-03",
    "as_of": "2022-12-31",
}


def record(record_id: str, /, **cells: str) -> Cells:
    """Return one row: a woman in IMA since February 2020, with what `cells` says instead."""
    return {**dict.fromkeys(RECORDS.column_names, ""), **_GOOD, "record_id": record_id, **cells}


def write_records(folder: Path, *rows: Cells) -> Path:
    """Write `participations.csv` into a folder and return it."""
    file = folder / "participations.csv"
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, RECORDS.column_names)
        writer.writeheader()
        writer.writerows(rows)
    return file


def table(*rows: Cells) -> pa.Table:
    """Return rows with the types of the records, an empty cell as NULL."""
    columns = []
    for field in arrow_schema():
        cells = pa.array([row[field.name] or None for row in rows], pa.string())
        columns.append(cells.cast(field.type))
    return pa.Table.from_arrays(columns, schema=arrow_schema())
