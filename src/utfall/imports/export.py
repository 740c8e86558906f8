"""Any export → its header and batches of texts, each row with the number the user sees.

CSV is streamed. The readers of Excel and OpenDocument files load the whole sheet, so a very large
export is better delivered as CSV. Nothing that could be a row is shown: a header or a name of a
sheet that holds identities is told by its place.
"""

import codecs
import csv
import datetime
import itertools
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from utfall.data.folder import Problem
from utfall.data.identities import header_identity
from utfall.errors import DataError
from utfall.imports.cells import CellError, day
from utfall.imports.sheets import Errors, errors_of, locked

__all__ = ["Batch", "Export", "open_export"]

Row = list[str]
_BATCH = 50_000
_LOOKED_AT = 50
_CHUNK = 1 << 20
_SIGNS = ";\t|,"
_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
_LETTER = re.compile(r"[^\W\d_]")
_LONGEST_CELL = csv.field_size_limit()
# What å, –, § and their like are in UTF-8 is Ã¥, â€“, Â§ in Windows-1252: nobody writes that. Other
# sequences, such as those of Ö and a quotation mark, are good Windows-1252.
_UTF8_LETTER = re.compile(rb"\xc3[\x80-\xbf]|\xc2[\xa0-\xbf]|\xe2\x80[\x80-\xbf]")


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
        The sheet that is read, as the mapping is to name it; empty of a CSV file.
    remark : str
        What the file may hold without our seeing it; empty where nothing.
    """

    file: Path
    header: tuple[str, ...]
    header_row: int
    sheet: str
    remark: str
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
        The sheet to read, by its name or its number; empty where only one has a header.

    Raises
    ------
    DataError
        If the file cannot be read, is protected by a password or too large a sheet, or has no
        header, the same name twice in it, identities in it, or several sheets to choose from.
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
    file: Path,
    sheet: str,
    found: tuple[int, Row],
    rows: Callable[[], Iterator[Row]],
    remark: str = "",
) -> Export:
    number, cells = found
    names = [" ".join(cell.split()) for cell in cells]
    while not names[-1]:  # semicolons or formatted cells to the right of the table
        names.pop()
    if header_identity(names):
        cure = "write the names of the columns above the rows"
        problem = "the first row holds identities, so the names of the columns are missing"
        raise _refused(file, number, problem, cure)
    times = Counter(names)
    twice = [i for i, name in enumerate(names, start=1) if name and times[name] > 1]
    if twice:
        # By their place: what is taken for the header may be a row.
        listed = ", ".join(map(str, twice))
        cure = "give each column a name of its own"
        raise _refused(file, number, f"columns of the same name: {listed}", cure)
    header = tuple(name for name in names if name)
    return Export(file, header, number, sheet, remark, tuple(names), rows)


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
                if "field limit" in str(err):
                    long = f"a cell of more than {_LONGEST_CELL} characters"
                    cure = 'close a quoted cell with ", or shorten it'
                    raise _refused(file, number + 1, long, cure) from err
                cure = 'close each quoted cell with " and write a " inside it as ""'
                raise _refused(file, number + 1, f"not a CSV row ({err})", cure) from err

    return rows


def _encoding(file: Path) -> str:
    """Return the encoding that fits the whole file; a Swedish letter may come late."""
    with file.open("rb") as content:
        wide = content.read(2) in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
        content.seek(0)
        fits = dict.fromkeys(("utf-16",) if wide else ("utf-8-sig", "cp1252"), True)
        decoders = {name: codecs.getincrementaldecoder(name)() for name in fits}
        lines, mixed, last = 0, 0, b""
        while chunk := content.read(_CHUNK):
            if b"\0" in chunk and not wide:
                cure = "save it as CSV UTF-8, or as Excel or OpenDocument"
                raise _refused(file, None, "no text that could be CSV", cure)
            for name, decoder in decoders.items():
                fits[name] = fits[name] and _decodes(decoder, chunk)
            both = last + chunk
            if not mixed and (found := _UTF8_LETTER.search(both)):
                mixed = lines + both.count(b"\n", 0, found.start()) + 1
            last = both[-2:]
            lines += both.count(b"\n") - last.count(b"\n")
        for name, decoder in decoders.items():
            fits[name] = fits[name] and _decodes(decoder, b"", final=True)
    if wide and not fits["utf-16"]:
        raise _refused(file, None, "begins as UTF-16 and is none", "save the file as CSV UTF-8")
    for name, fit in fits.items():
        if fit and name == "cp1252" and mixed:
            problem = f"partly UTF-8 (line {mixed}), partly Windows-1252"
            raise _refused(file, None, problem, "export once more, or save the file as CSV UTF-8")
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
    errors = errors_of(file)
    try:
        book = _book(file)
        sheets = {
            sheet.name: number
            for number, sheet in enumerate(book.sheets_metadata, start=1)
            if sheet.typ == SheetTypeEnum.WorkSheet
            and (sheet.visible == SheetVisibleEnum.Visible or wanted in (sheet.name, str(number)))
        }
        chosen = [name for name in sheets if name == wanted] or [
            name for name, number in sheets.items() if wanted in ("", str(number))
        ]
        if not chosen and wanted:
            cure = f"sheets: {_listed(sheets)}"
            raise _refused(file, None, "no such sheet as in the mapping", cure)
        rows = {
            name: _sheet_rows(book.get_sheet_by_name(name), errors.get(name, {})) for name in chosen
        }
        found = {
            name: header
            for name in chosen
            if (header := _header(itertools.islice(rows[name](), _LOOKED_AT)))
        }
    except PasswordError as err:
        raise locked(file) from err
    except (CalamineError, OSError, ValueError) as err:
        # What the reader says could hold a cell.
        cure = "open it in a spreadsheet program and save it anew, or as CSV UTF-8"
        raise _refused(file, None, "cannot be read as a spreadsheet", cure) from err
    if not found:
        raise _no_header(file)
    if len(found) > 1:
        listed = _listed({name: sheets[name] for name in found})
        cure = f"name one in the mapping file as sheet; sheets: {listed}"
        raise _refused(file, None, "several sheets hold a table", cure)
    name, header = next(iter(found.items()))
    remark = "" if errors else f"{file}: {_UNSEEN}"
    told = str(sheets[name]) if header_identity([name]) else name
    return _export(file, told, header, rows[name], remark)


_UNSEEN = (
    "errors of formulas, such as #DIV/0!, read as empty cells in this file format; "
    "save it as xlsx if it has formulas"
)


def _listed(sheets: Mapping[str, int]) -> str:
    """List sheets by name, or by number where a name is somebody's."""
    if header_identity(list(sheets)):
        return ", ".join(f'"{number}"' for number in sheets.values())
    return ", ".join(f'"{name}"' for name in sheets)


def _sheet_rows(sheet: CalamineSheet, errors: Errors) -> Callable[[], Iterator[Row]]:
    left = sheet.start[1] if sheet.start else 0

    def rows() -> Iterator[Row]:
        for number, cells in enumerate(sheet.iter_rows()):
            row = _row(cells)
            for place, text in errors.get(number, {}).items():
                # The reader has an empty cell there.
                if 0 <= place - left < len(row):
                    row[place - left] = text
            yield row

    return rows


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
