"""Rows that cannot be taken: what is printed of them, and the list that their owner gets."""

import csv
import os
import re
import stat
from collections.abc import Iterable
from pathlib import Path

from utfall.data.folder import Problem
from utfall.imports.merge import Stage
from utfall.imports.rows import Fault, Reader

__all__ = ["told", "write_rejected"]

_SHOWN = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def told(file: Path, stage: Stage, reader: Reader, rejected: int, beside: Path) -> list[str]:
    """Say of the first faults where they are and what to do, and of texts without a meaning how many."""
    count = stage.number("SELECT count(*) FROM faults")
    lines = [
        str(Problem(str(file), f.row, f.theirs or f.ours, None, f.problem, f.cure))
        for f in stage.faults(_SHOWN)
    ]
    if count > _SHOWN:
        lines.append(f"{file}: and {count - _SHOWN} problems more, see {beside}")
    for ours, texts in reader.unmapped.items():
        theirs = reader.stated.columns.get(ours, ours)
        first = ", ".join(map(str, sorted(texts.values())[:5]))
        lines.append(
            f"{file}: column {theirs}: {len(texts)} different texts have no meaning, first in "
            f"rows {first}; they stand in {beside}; explain each under [values.{ours}]"
        )
    lines.append(
        f"{rejected} rows cannot be taken, so nothing was imported; every problem is listed in "
        f"{beside}; correct them, or take the good rows, if there are any, with --partial"
    )
    return lines


def write_rejected(faults: Iterable[Fault], file: Path) -> None:
    """Write the list for its owner only, as a Swedish Excel opens it: semicolons, UTF-8 with mark."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    handle = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, stat.S_IRUSR | stat.S_IWUSR)
    try:
        with os.fdopen(handle, "w", encoding="utf-8-sig", newline="") as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(["row", "column", "records_column", "value", "problem", "cure"])
            for f in faults:
                cells = (f.theirs, f.ours, f.value, f.problem, f.cure)
                writer.writerow([f.row, *map(_harmless, cells)])
        fresh.replace(file)
    finally:
        fresh.unlink(missing_ok=True)


def _harmless(text: str) -> str:
    """Keep a spreadsheet program from running a cell as a formula."""
    plain = _CONTROL.sub(" ", text)
    return f"'{plain}" if plain.startswith(_FORMULA) else plain
