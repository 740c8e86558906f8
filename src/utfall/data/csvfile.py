"""One CSV file → a frame, every cell read as text first and no fault passed over."""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pandas as pd

from utfall.data.columns import Column, Table
from utfall.data.folder import Problem, closest

__all__ = ["UnreadableError", "read_table", "read_text"]

_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
_FLAGS = {"true": True, "false": False}


class UnreadableError(Exception):
    """A file whose rows cannot be told apart."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems


def read_table(path: Path, table: Table) -> tuple[pd.DataFrame, bool, list[Problem]]:
    """Read one CSV of a folder.

    Returns
    -------
    DataFrame, bool, list of Problem
        The rows that could be read, whether these are all of them, and what is wrong.
    """
    file = path / f"{table.name}.csv"
    try:
        text = read_text(file)
        _refuse_separator(file, text)
        lines = list(_lines(file, text))
        header = _header(file, table, lines)
    except FileNotFoundError:
        cure = f"add the file; a row is {table.description}"
        missing = [Problem(str(file), None, "", None, "file missing", cure)]
        return table.empty(), not table.required, missing if table.required else []
    except UnreadableError as error:
        return table.empty(), False, list(error.problems)

    good = [line for line in lines[1:] if len(line[1]) == len(header)]
    problems = [_ragged(file, line, header) for line in lines[1:] if len(line[1]) != len(header)]
    complete = not problems
    if table.required and complete and not good:
        cure = f"add at least one; a row is {table.description}"
        problems.append(Problem(str(file), None, "", None, "no rows", cure))
    index = pd.Index([number for number, _ in good], dtype="int64", name="line")
    columns = {}
    for column in table.columns:
        place = header.index(column.name)
        cells = [(number, cells[place].strip()) for number, cells in good]
        columns[column.name] = pd.Series(
            [_convert(file, column, *cell, problems) for cell in cells], index, dtype=column.dtype
        )
    return pd.DataFrame(columns, index=index), complete, problems


def read_text(file: Path) -> str:
    """Return a whole file as text: UTF-8, with or without a byte order mark.

    Raises
    ------
    FileNotFoundError
        If there is no such file.
    UnreadableError
        If it cannot be read, or holds bytes that are no UTF-8.
    """
    try:
        content = file.read_bytes()
    except FileNotFoundError:
        raise
    except OSError as error:
        cure = "check that it is a file that you may read"
        reason = f"cannot be read ({error.strerror})"
        raise UnreadableError(Problem(str(file), None, "", None, reason, cure)) from error
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        byte = content[error.start : error.start + 1]
        meant = byte.decode("cp1252", "replace")
        what = f"not UTF-8: byte {error.start + 1} of the file is 0x{byte.hex()}"
        what += f" ({meant!r} in Windows-1252)"
        cure = "save the file as UTF-8 (in Excel: CSV UTF-8)"
        raise UnreadableError(Problem(str(file), line, "", None, what, cure)) from error


def _refuse_separator(file: Path, text: str) -> None:
    """Refuse what a Swedish spreadsheet calls CSV, before its quotes are taken for faults."""
    first = text.lstrip().partition("\n")[0]
    for sign, name in ((";", "semicolon"), ("\t", "tab")):
        if sign in first and "," not in first:
            what = f"columns are separated by {name}, not comma"
            cure = "save the file with commas between the cells (and a point in decimals)"
            raise UnreadableError(Problem(str(file), 1, "", None, what, cure))


def _lines(file: Path, text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row with the number of its first line; wholly empty rows are left out."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
        try:
            cells = next(reader, None)
        except csv.Error as error:
            cure = 'close each quoted cell with " and write a " inside it as ""'
            problem = Problem(str(file), line, "", None, f"not a CSV row ({error})", cure)
            raise UnreadableError(problem) from error
        if cells is None:
            return
        if any(cell.strip() for cell in cells):
            yield line, cells


def _header(file: Path, table: Table, lines: list[tuple[int, list[str]]]) -> list[str]:
    """Return the names of the columns, or refuse the file."""
    wanted = table.column_names
    first = f"begin with the line: {','.join(wanted)}"
    if not lines:
        raise UnreadableError(Problem(str(file), None, "", None, "file is empty", first))
    row, cells = lines[0]
    header = [cell.strip() for cell in cells]
    twice = [name for name, times in Counter(header).items() if times > 1]
    unknown = [name for name in header if name not in wanted and name not in twice]
    missing = [name for name in wanted if name not in header]
    problems = [
        *(_column(file, row, n, "column given twice", "keep one of them") for n in twice),
        *(
            _column(file, row, n, "column unknown", f"{closest(n, missing)}remove it")
            for n in unknown
        ),
        *(
            _column(
                file,
                row,
                n,
                "column missing",
                "add it; empty cells are allowed unless the column is required",
            )
            for n in missing
        ),
    ]
    if problems:
        raise UnreadableError(*problems)
    return header


def _column(file: Path, row: int, name: str, problem: str, cure: str) -> Problem:
    return Problem(str(file), row, name or "(no name)", None, problem, cure)


def _ragged(file: Path, line: tuple[int, list[str]], header: list[str]) -> Problem:
    row, cells = line
    what = f"{len(cells)} cells where the header has {len(header)}"
    many = 'put a text that holds a comma between "…"'
    few = "add the commas of the empty cells"
    return Problem(str(file), row, "", None, what, many if len(cells) > len(header) else few)


def _convert(
    file: Path, column: Column, row: int, cell: str, problems: list[Problem]
) -> str | float | bool:
    """Turn a cell into its column's kind; one that cannot be is a problem and left empty."""

    def refuse(problem: str, cure: str) -> None:
        problems.append(Problem(str(file), row, column.name, cell, problem, cure))

    if column.kind == "number":
        if cell and not _NUMBER.fullmatch(cell):
            refuse("no number", _number_cure(cell))
        return float(cell) if _NUMBER.fullmatch(cell) else float("nan")
    if column.kind == "flag":
        if cell not in _FLAGS and (cell or column.required):
            refuse("neither true nor false", "write true or false")
        return _FLAGS.get(cell, False)
    if _CONTROL.search(cell):
        refuse("holds a control character", "remove it")
        return _CONTROL.sub("", cell)
    return cell


def _number_cure(cell: str) -> str:
    # A Swedish spreadsheet writes 12,5 and 1 000, with a space that may be non-breaking.
    plain = "".join(cell.split()).replace(",", ".").replace("−", "-")
    if _NUMBER.fullmatch(plain):
        return f"write {plain}"
    return "write digits with a decimal point, or leave it empty and say why in a note or reason"
