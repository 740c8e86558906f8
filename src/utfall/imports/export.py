"""Any export → its header and batches of texts, each row with the number the user sees.

CSV is streamed. The readers of Excel and OpenDocument files load the whole sheet, so a very large
export is better delivered as CSV.
"""

import codecs
import csv
import datetime
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from utfall.data.folder import Problem
from utfall.errors import DataError
from utfall.imports.cells import CellError, day

__all__ = ["Batch", "Export", "open_export"]

Row = list[str]
_BATCH = 50_000
_LOOKED_AT = 50
_CHUNK = 1 << 20
_SIGNS = ";\t|,"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LETTER = re.compile(r"[^\W\d_]")


class Batch(NamedTuple):
    """Some rows of an export.

    Attributes
    ----------
    rows : pyarrow.Array
        int64: the number of each row as a spreadsheet shows it, the first row being 1.
    cells : dict of str to pyarrow.Array
        Per column of the header its texts, trimmed; NULL is an empty cell.
    ragged : list of (int, int)
        Rows that are not in `cells` since they have too few or too many of them: number of the
        row, number of cells.
    empty : int
        Rows without any content, left out.
    """

    rows: pa.Array
    cells: dict[str, pa.Array]
    ragged: list[tuple[int, int]]
    empty: int


@dataclass(frozen=True)
class Export:
    """An export whose header is known.

    Attributes
    ----------
    file : Path
        The file.
    header : tuple of str
        The columns' own names, white space collapsed; columns without name and content are left
        out.
    header_row : int
        The row of the header, the first row of the file being 1.
    sheet : str
        The sheet that is read; empty of a CSV file.
    """

    file: Path
    header: tuple[str, ...]
    header_row: int
    sheet: str
    _names: tuple[str, ...] = field(repr=False)
    _rows: Callable[[], Iterator[Row]] = field(repr=False)

    def batches(self, size: int = _BATCH) -> Iterator[Batch]:
        """Yield the rows below the header, `size` rows of the file at a time.

        Raises
        ------
        DataError
            If a row cannot be told from the next, or a column without a name has content.
        """
        numbered = enumerate(self._rows(), start=1)
        below = itertools.islice(numbered, self.header_row, None)
        while some := list(itertools.islice(below, size)):
            yield self._batch(some)

    def _batch(self, some: Sequence[tuple[int, Row]]) -> Batch:
        wide = len(self._names)
        good: list[tuple[int, Row]] = []
        ragged = []
        for number, cells in some:
            if not any(cell and not cell.isspace() for cell in cells):
                continue
            if len(cells) > wide and not any(cell.strip() for cell in cells[wide:]):
                cells = cells[:wide]
            if len(cells) == wide:
                good.append((number, cells))
            else:
                ragged.append((number, len(cells)))
        columns = list(zip(*(cells for _, cells in good), strict=True)) or [()] * wide
        named = {}
        for name, place in zip(self._names, range(wide), strict=True):
            texts = _texts(columns[place])
            if name:
                named[name] = texts
            elif texts.null_count < len(texts):
                row = next(n for (n, _), text in zip(good, texts, strict=True) if text.is_valid)
                raise _refused(
                    self.file, row, f"cells in column {place + 1}, which has no name",
                    f"give the column a name in row {self.header_row}, or empty it",
                )  # fmt: skip
        rows = pa.array([number for number, _ in good], pa.int64())
        return Batch(rows, named, ragged, len(some) - len(good) - len(ragged))


def open_export(file: Path, sheet: str = "") -> Export:
    """Find out what kind of file an export is, and where its header stands.

    The header is the first of the first rows that fills at least six tenths of the columns in use
    and holds words in at least six tenths of its cells and no day: a title above the table fills
    fewer, and rows of records hold days.

    Parameters
    ----------
    file : Path
        Excel (xlsx, xls), OpenDocument (ods) or CSV: semicolon, comma, tab or bar; UTF-8 with or
        without byte order mark, Windows-1252, or UTF-16 with its mark.
    sheet : str
        The sheet to read; empty where only one has a header.

    Raises
    ------
    DataError
        If the file cannot be read, is protected by a password, or has no header, the same name
        twice in it, or several sheets to choose from.
    """
    try:
        with file.open("rb") as content:
            first = content.read(4)
    except FileNotFoundError as err:
        raise _refused(file, None, "no such file", "check the name") from err
    except OSError as err:
        cure = "check that it is a file that you may read"
        raise _refused(file, None, f"cannot be read ({err.strerror})", cure) from err
    if first.startswith((_ZIP, _OLE)):
        return _workbook(file, sheet)
    if not first:
        raise _refused(file, None, "the file is empty", "export once more")
    rows = _csv_rows(file)
    found = _header(itertools.islice(rows(), _LOOKED_AT))
    if found is None:
        raise _no_header(file)
    return _export(file, "", found, rows)


def _export(
    file: Path, sheet: str, found: tuple[int, Row], rows: Callable[[], Iterator[Row]]
) -> Export:
    number, cells = found
    names = [" ".join(cell.split()) for cell in cells]
    while not names[-1]:  # semicolons or formatted cells to the right of the table
        names.pop()
    twice = [i for i, name in enumerate(names, start=1) if name and names.count(name) > 1]
    if twice:
        # By their place: what is taken for the header may be a row.
        listed = ", ".join(map(str, twice))
        cure = "give each column a name of its own"
        raise _refused(file, number, f"columns of the same name: {listed}", cure)
    header = tuple(name for name in names if name)
    return Export(file, header, number, sheet, tuple(names), rows)


def _header(rows: Iterable[Row]) -> tuple[int, Row] | None:
    """Return the number and the cells of the header; a row with a day in it is none."""
    looked_at = list(rows)
    filled = [sum(bool(cell.strip()) for cell in cells) for cells in looked_at]
    enough = max(2, 0.6 * max(filled, default=0))
    for number, cells in enumerate(looked_at, start=1):
        words = sum(bool(_LETTER.search(cell)) for cell in cells)
        worded = filled[number - 1] >= enough and words >= 0.6 * filled[number - 1]
        if worded and not any(map(_is_day, cells)):
            return number, cells
    return None


def _is_day(cell: str) -> bool:
    try:
        day(cell, "dmy")
    except CellError:
        return False
    return True


def _texts(cells: Sequence[str]) -> pa.Array:
    trimmed = pc.utf8_trim_whitespace(pa.array(cells, pa.string()))
    return pc.if_else(pc.equal(trimmed, ""), pa.scalar(None, pa.string()), trimmed)


# --- CSV ---------------------------------------------------------------------------------------


def _csv_rows(file: Path) -> Callable[[], Iterator[Row]]:
    encoding = _encoding(file)
    with file.open(encoding=encoding, newline="") as text:
        sign = _delimiter(text.read(_CHUNK))

    def rows() -> Iterator[Row]:
        number = 0
        with file.open(encoding=encoding, newline="") as text:
            try:
                for cells in csv.reader(text, delimiter=sign, strict=True):
                    number += 1
                    yield cells
            except csv.Error as err:
                cure = 'close each quoted cell with " and write a " inside it as ""'
                raise _refused(file, number + 1, f"not a CSV row ({err})", cure) from err

    return rows


def _encoding(file: Path) -> str:
    """Return the encoding that fits the whole file; a Swedish letter may come late."""
    with file.open("rb") as content:
        start = content.read(4)
        if start.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        content.seek(0)
        fits = dict.fromkeys(("utf-8-sig", "cp1252"), True)
        decoders = {name: codecs.getincrementaldecoder(name)() for name in fits}
        while chunk := content.read(_CHUNK):
            if b"\0" in chunk:
                cure = "save it as CSV UTF-8, or as Excel or OpenDocument"
                raise _refused(file, None, "no text that could be CSV", cure)
            for name, decoder in decoders.items():
                fits[name] = fits[name] and _decodes(decoder, chunk)
        fits["utf-8-sig"] &= _decodes(decoders["utf-8-sig"], b"", final=True)
    for name, fit in fits.items():
        if fit:
            return name
    raise _refused(file, None, "neither UTF-8 nor Windows-1252", "save the file as CSV UTF-8")


def _decodes(decoder: codecs.IncrementalDecoder, chunk: bytes, *, final: bool = False) -> bool:
    try:
        decoder.decode(chunk, final)
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str) -> str:
    """Return the sign that parts the first rows into the most cells, the same number in each."""

    def cells_per_row(sign: str) -> float:
        rows = csv.reader(text.splitlines(keepends=True), delimiter=sign)
        try:
            widths = [len(row) for row in itertools.islice(rows, _LOOKED_AT) if row]
        except csv.Error:
            return 0
        width, times = Counter(widths).most_common(1)[0] if widths else (1, 1)
        return width * times / len(widths) if width > 1 else 0

    return max(_SIGNS, key=cells_per_row)


# --- Excel and OpenDocument --------------------------------------------------------------------


def _workbook(file: Path, wanted: str) -> Export:
    try:
        book = _book(file)
        shown = [
            sheet.name
            for sheet in book.sheets_metadata
            if sheet.typ == SheetTypeEnum.WorkSheet
            and (sheet.visible == SheetVisibleEnum.Visible or sheet.name == wanted)
        ]
        if wanted and wanted not in shown:
            listed = ", ".join(shown)
            raise _refused(file, None, "no such sheet as in the mapping", f"sheets: {listed}")
        sheets = {name: book.get_sheet_by_name(name) for name in ([wanted] if wanted else shown)}
        found = {
            name: header
            for name, sheet in sheets.items()
            if (header := _header(map(_row, itertools.islice(sheet.iter_rows(), _LOOKED_AT))))
        }
    except PasswordError as err:
        cure = "save it without password, in a folder that only you can read"
        raise _refused(file, None, "protected by a password", cure) from err
    except (CalamineError, OSError, ValueError) as err:
        # What the reader says could hold a cell.
        cure = "open it in a spreadsheet program and save it anew, or as CSV UTF-8"
        raise _refused(file, None, "cannot be read as a spreadsheet", cure) from err
    if not found:
        raise _no_header(file)
    if len(found) > 1:
        listed = ", ".join(f'"{name}"' for name in found)
        cure = f"name one in the mapping file as sheet; sheets: {listed}"
        raise _refused(file, None, "several sheets hold a table", cure)
    name, header = next(iter(found.items()))
    return _export(file, name, header, lambda: map(_row, sheets[name].iter_rows()))


def _book(file: Path) -> CalamineWorkbook:
    try:
        # By its content, since a file may carry the name of another kind.
        with file.open("rb") as content:
            return CalamineWorkbook.from_filelike(content)
    except CalamineError:
        # Only by its name does the reader know an encrypted workbook for one.
        return CalamineWorkbook.from_path(file)


def _row(cells: Iterable[object]) -> Row:
    return [_written(cell) for cell in cells]


def _written(cell: object) -> str:
    """Write a cell as a CSV export would: a day as 2022-03-01, a whole number without decimals."""
    match cell:
        case str():
            return cell
        case bool():
            return "true" if cell else "false"
        case float():
            return str(int(cell)) if cell.is_integer() else repr(cell)
        case datetime.datetime():
            midnight = cell.time() == datetime.time()
            return cell.date().isoformat() if midnight else cell.isoformat(" ", "seconds")
        case _:
            return "" if cell is None else str(cell)


def _no_header(file: Path) -> DataError:
    cure = f"write the names of the columns in one row, among the first {_LOOKED_AT}"
    return _refused(file, None, "no row that could be the header", cure)


def _refused(file: Path, row: int | None, problem: str, cure: str) -> DataError:
    return DataError([str(Problem(str(file), row, "", None, problem, cure))])
