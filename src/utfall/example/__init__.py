"""A synthetic association: a whole data folder of made-up people, programmes and money."""

import csv
import json
import tempfile
import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from string import Template
from typing import Any

import pyarrow as pa

from utfall.data.columns import SLUG
from utfall.data.records import RECORDS, read_records, write_parquet
from utfall.data.register import SYNTHETIC_COUNTY
from utfall.data.schema import OWN_CONTEXT, REGISTER_TABLES, TABLES
from utfall.errors import DataError, ParamsError
from utfall.example.figures import Figures
from utfall.example.people import participations
from utfall.example.tables import tables
from utfall.example.world import COUNTY, FIRST_DAY, LAST_DAY, NAME, SHORT_NAME

__all__ = ["SMALL", "Written", "params", "write_example"]

SMALL = 20_000
"""Persons up to whom records are a CSV file, to be read by eye; above, a Parquet file."""


@dataclass(frozen=True)
class Written:
    """What was written: the folder, and how many persons and participations."""

    folder: Path
    persons: int
    participations: int


def write_example(folder: Path, persons: int, seed: int, *, export: bool = False) -> Written:
    """Write the data folder of a made-up association, all of it or nothing.

    Parameters
    ----------
    folder : Path
        A new folder, or an earlier example, which is replaced. Its name is the association's id.
    persons : int
        How many people come at least once; about 1.3 participations each.
    seed : int
        The same seed and number of persons give the same bytes.
    export : bool
        Whether to write the records also as a follow-up system would export them, with the
        mapping that `utfall import` reads it by.

    Raises
    ------
    ParamsError
        If the name is no id, or the folder holds something else.
    """
    folder = folder.resolve()
    _refuse(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folder, so that it takes its place in one step; readable by its owner only.
    with tempfile.TemporaryDirectory(prefix=".example-", dir=folder.parent) as name:
        staging = Path(name)
        fresh = staging / folder.name
        fresh.mkdir()
        rows = _write_records(fresh, persons, seed)
        _write_tables(fresh, staging)
        _write_text(fresh / "association.toml", _association(folder.name))
        about = Template(_text("README.md")).substitute(
            folder=folder.name, persons=persons, seed=seed, rows=rows
        )
        _write_text(fresh / "README.md", about)
        if export:
            from utfall.example.export import write_export

            write_export(fresh, participations(persons, seed))
        _put(fresh, folder, staging / ".earlier")
    return Written(folder, persons, rows)


def _put(fresh: Path, folder: Path, earlier: Path) -> None:
    """Put a folder in the place of another, which comes back if that fails."""
    if folder.exists():
        folder.rename(earlier)
    try:
        fresh.rename(folder)
    except BaseException:
        if earlier.exists():
            earlier.rename(folder)
        raise


def params(folder: Path) -> str:
    """Return the parameters of a run that makes reports of an example."""
    return Template(_text("params.toml")).substitute(folder=folder.name)


def _refuse(folder: Path) -> None:
    """Refuse to write over what is not an earlier example and nothing more."""
    if not SLUG.fullmatch(folder.name) or not folder.name[0].isalpha():
        raise ParamsError(
            f"{folder}: the folder's name is the association's id; use a-z, 0-9 and single hyphens "
            "between them, beginning with a letter"
        )
    if not folder.exists():
        return
    if not folder.is_dir():
        raise ParamsError(f"{folder}: is no folder; name one that does not exist yet")
    there = {file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()}
    if not there:
        return
    if not _is_example(folder):
        raise ParamsError(
            f"{folder}: is not an earlier example; name a folder that does not exist yet"
        )
    if strange := sorted(there - _own_files()):
        more = f" and {len(strange) - 5} more" if len(strange) > 5 else ""
        raise ParamsError(
            f"{folder}: holds files that no example has: {', '.join(strange[:5])}{more}; move them "
            "away, or name a folder that does not exist yet"
        )


def _is_example(folder: Path) -> bool:
    try:
        stated = tomllib.loads((folder / "association.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return stated.get("synthetic") is True and stated.get("name") == NAME


def _own_files() -> set[str]:
    return {
        *(f"{name}.csv" for name in (*TABLES, *OWN_CONTEXT)),
        *("association.toml", "README.md", "participations.csv", "participations.parquet"),
        *("export/deltagare.csv", "export/map.toml"),
    }


def _write_records(fresh: Path, persons: int, seed: int) -> int:
    batches = participations(persons, seed)
    if persons > SMALL:
        metadata = {"synthetic": True, "persons": persons, "seed": seed}
        return write_parquet(fresh / "participations.parquet", batches, metadata)
    header = RECORDS.column_names
    return _write_csv(fresh / "participations.csv", header, _lines(batches))


def _lines(batches: Iterable[pa.RecordBatch]) -> Iterable[list[Any]]:
    for batch in batches:
        columns = [column.to_pylist() for column in batch.columns]
        yield from ([_cell(value) for value in row] for row in zip(*columns, strict=True))


def _write_tables(fresh: Path, staging: Path) -> None:
    records, problems = read_records(fresh)
    if records is None:
        raise DataError([str(problem) for problem in problems])
    spill = staging / ".spill"
    spill.mkdir()
    with Figures(records, spill) as figures:
        for name, rows in tables(figures).items():
            header = {**TABLES, **REGISTER_TABLES}[name].column_names
            lines = ([_cell(row.get(column)) for column in header] for row in rows)
            _write_csv(fresh / f"{name}.csv", header, lines)


def _cell(value: object) -> str:
    return "" if value is None else str(value)


def _write_csv(file: Path, header: Sequence[str], lines: Iterable[Sequence[str]]) -> int:
    rows = 0
    with file.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(header)
        for line in lines:
            writer.writerow(line)
            rows += 1
    return rows


def _association(name: str) -> str:
    span = f"{FIRST_DAY.year}–{LAST_DAY.year}"
    stated = {
        "id": name,
        "name": NAME,
        "short_name": SHORT_NAME,
        "kind": "association",
        "county": COUNTY,
        "county_code": SYNTHETIC_COUNTY,
        "synthetic": True,
        "description": f"Ett påhittat förbund med tolv medlemmar, {span}, att prova och lära med.",
    }
    lines = [f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in stated.items()]
    return "".join(lines)


def _text(name: str) -> str:
    return (resources.files("utfall.example") / name).read_text(encoding="utf-8")


def _write_text(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8", newline="")
