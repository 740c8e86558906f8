"""Rows that cannot be taken: what is printed of them, and the list that their owner gets."""

import contextlib
import csv
import re
from collections.abc import Iterable
from pathlib import Path

from utfall.data.folder import Problem
from utfall.data.guard import would_take
from utfall.data.private import owner_only
from utfall.imports.merge import Stage
from utfall.imports.rows import Fault, Reader

__all__ = ["foreign", "forget", "told", "unwritable", "write_rejected"]

_SHOWN = 50
_HEADER = ("row", "column", "records_column", "value", "problem", "cure")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def foreign(file: Path) -> bool:
    """Tell whether a file stands where the list would, and is none of ours."""
    try:
        return file.read_bytes().split(b"\r\n", 1)[0] != ";".join(_HEADER).encode("utf-8-sig")
    except FileNotFoundError:
        return file.is_symlink()
    except OSError:
        return True


def unwritable(file: Path, *, synthetic: bool) -> str:
    """Say why no list can be written to a file; empty where it can."""
    if foreign(file):
        return f"{file}: another file than a list of rejected rows; move it away"
    if not synthetic and would_take(file):
        return f"{file}: git would take it; name *.rejected.csv in .gitignore"
    return ""


def forget(file: Path) -> None:
    """Remove a list of an earlier import, and nothing else; what stops this stops no import."""
    with contextlib.suppress(OSError):
        if not foreign(file):
            file.unlink(missing_ok=True)


def told(
    file: Path, stage: Stage, reader: Reader, rejected: int, beside: Path, no_list: str = ""
) -> list[str]:
    """Say of the first faults where they are and what to do, and of texts without a meaning how many.

    Parameters
    ----------
    no_list : str
        Why there is no list; empty where there is.
    """
    count = stage.number("SELECT count(*) FROM faults")
    lines = [
        str(Problem(str(file), f.row, f.theirs or f.ours, None, f.problem, f.cure))
        for f in stage.faults(_SHOWN)
    ]
    if count > _SHOWN:
        seen = "" if no_list else f", see {beside}"
        lines.append(f"{file}: and {count - _SHOWN} problems more{seen}")
    for ours, texts in reader.unmapped.items():
        theirs = reader.stated.columns.get(ours, ours)
        first = ", ".join(map(str, sorted(texts.values())[:5]))
        lines.append(
            f"{file}: column {theirs}: {len(texts)} different texts have no meaning, first in "
            f"rows {first}{'' if no_list else f'; they stand in {beside}'}; "
            f"explain each under [values.{ours}]"
        )
    if no_list:
        lines.append(f"no list of the rejected rows was written: {no_list}")
    listed = "" if no_list else f"every problem is listed in {beside}; "
    lines.append(
        f"{rejected} rows cannot be taken, so nothing was imported; {listed}"
        "correct them, or take the good rows, if there are any, with --partial"
    )
    return lines


def write_rejected(faults: Iterable[Fault], file: Path) -> None:
    """Write the list for its owner only, as a Swedish Excel opens it: semicolons, UTF-8 with mark."""
    fresh = file.with_name(f".{file.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with open(fresh, "x", encoding="utf-8-sig", newline="", opener=owner_only) as out:
            writer = csv.writer(out, delimiter=";")
            writer.writerow(_HEADER)
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
