"""What the reader of spreadsheets does not tell: cells far from the table, and errors of formulas.

The XML of a workbook goes by once, a little at a time, before the reader loads it whole.
"""

import re
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path
from typing import IO
from xml.parsers import expat

from utfall.data.folder import Problem
from utfall.errors import DataError

__all__ = ["ERROR", "Errors", "errors_of", "locked"]

Errors = Mapping[int, Mapping[int, str]]
"""Row → column → what the spreadsheet program shows, both counted from 0."""

ERROR = re.compile(r"#[A-ZÅÄÖ_/0-9]+[!?]|#N/A|#GETTING_DATA|Err:[0-9]{3}")
"""A cell that holds an error instead of a value, in a Swedish or an English program."""

# The reader makes room for the whole rectangle, from the first cell to the farthest.
_MOST_CELLS = 20_000_000
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_MANIFEST = "meta-inf/manifest.xml"
# What the libraries say of an archive or its XML that is damaged, encrypted or not as it should be.
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    OSError,
    RuntimeError,
    ValueError,
)


class _FarError(Exception):
    """A sheet that is too large to be loaded."""


class _Sheet:
    """How far a sheet reaches, and its errors; handlers of its XML fill it in."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate()
        self.errors: dict[int, dict[int, str]] = {}
        # How many rows and columns lie before the cell at hand, and how often both stand there.
        self.row, self.column = -1, -1
        self.high = self.wide = 1
        self._rows = self._columns = 0
        self._text: list[str] = []

    def holds(self, *, error: bool) -> None:
        """Note that the cell at hand is not empty."""
        self._rows = max(self._rows, self.row + self.high)
        self._columns = max(self._columns, self.column + self.wide)
        if self._rows * self._columns > _MOST_CELLS:
            raise _FarError
        if error:
            self.parser.CharacterDataHandler = self._text.append

    def ends(self) -> None:
        """Keep the error of the cell at hand, if it is one."""
        if self.parser.CharacterDataHandler is None:
            return
        text = "".join(self._text).strip()
        told = text if ERROR.fullmatch(text) else "#N/A"
        for row in range(self.row, self.row + self.high):
            found = self.errors.setdefault(row, {})
            found.update(dict.fromkeys(range(self.column, self.column + self.wide), told))
        self._text.clear()
        self.parser.CharacterDataHandler = None


def errors_of(file: Path) -> dict[str, Errors]:
    """Return the errors of every sheet, and refuse a workbook that is too large to be loaded.

    Parameters
    ----------
    file : Path
        xlsx, xlsm or ods. Of an xls, which has at most 65 536 rows of 256 columns, and of what is
        no zip archive or no workbook nothing is told.

    Returns
    -------
    dict of str to Errors
        By the name of the sheet.

    Raises
    ------
    DataError
        If a sheet reaches over more than 20 million cells, for which one cell far from the table is
        enough; or the workbook is protected by a password, in Excel's binary form, or cannot be read
        to its end: an error that was not seen would be taken for an empty cell.
    """
    if not zipfile.is_zipfile(file):
        return {}
    try:
        with zipfile.ZipFile(file) as book:
            return _errors_in(book, file)
    except _FarError as err:
        cure = (
            "remove what stands far from the table (Ctrl+End goes there; remove those rows and "
            "columns), or save it as CSV UTF-8"
        )
        most = f"more than {_MOST_CELLS // 1_000_000} million cells"
        raise _refused(file, f"a sheet that reaches over {most}", cure) from err
    except _BROKEN as err:
        # What the libraries say could hold a cell.
        cure = (
            "open it in a spreadsheet program and save it anew, without password, or as CSV UTF-8"
        )
        raise _refused(file, "a workbook that cannot be read whole", cure) from err


def _errors_in(book: zipfile.ZipFile, file: Path) -> dict[str, Errors]:
    parts = {_folded(info.filename): info for info in book.infolist()}
    if "xl/workbook.xml" in parts:
        return {
            sheet: _excel(book.open(parts[part]))
            for sheet, part in _excel_parts(book, parts).items()
            if part in parts
        }
    if "xl/workbook.bin" in parts:
        cure = "save it as xlsx, or as CSV UTF-8"
        raise _refused(file, "an Excel workbook in binary form", cure)
    if _MANIFEST in parts and _elements(book.open(parts[_MANIFEST]), "encryption-data"):
        raise locked(file)
    return _open_document(book.open(parts["content.xml"])) if "content.xml" in parts else {}


def _folded(part: str) -> str:
    """Return the name of a part as the reader compares it: small letters, and slashes."""
    return part.replace("\\", "/").lower()


def locked(file: Path) -> DataError:
    """Return the refusal of a workbook that a password protects."""
    cure = "save it without password, in a folder that only you can read"
    return _refused(file, "protected by a password", cure)


def _refused(file: Path, problem: str, cure: str) -> DataError:
    return DataError([str(Problem(str(file), None, "", None, problem, cure))])


def _plain(name: str) -> str:
    return name.rpartition(":")[2]


def _elements(content: IO[bytes], wanted: str) -> list[dict[str, str]]:
    """Return the attributes of the elements of one name, in a part that is small."""
    found: list[dict[str, str]] = []
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda name, cells: (
        found.append({_plain(key): cell for key, cell in cells.items()})
        if _plain(name) == wanted
        else None
    )
    with content:
        parser.ParseFile(content)
    return found


def _excel_parts(book: zipfile.ZipFile, parts: Mapping[str, zipfile.ZipInfo]) -> dict[str, str]:
    """Return where the XML of each sheet is."""
    relations = "xl/_rels/workbook.xml.rels"
    if relations not in parts:
        return {}
    targets = {
        one["Id"]: _folded(one["Target"]).removeprefix("/").removeprefix("xl/")
        for one in _elements(book.open(parts[relations]), "Relationship")
    }
    return {
        one["name"]: f"xl/{targets[one['id']]}"
        for one in _elements(book.open(parts["xl/workbook.xml"]), "sheet")
        if one.get("id") in targets
    }


def _excel(content: IO[bytes]) -> Errors:
    sheet = _Sheet()
    error = False

    def start(name: str, cells: dict[str, str]) -> None:
        nonlocal error
        match _plain(name):
            case "row":
                sheet.row = int(cells["r"]) - 1 if "r" in cells else sheet.row + 1
                sheet.column = -1
            case "c":
                sheet.column += 1
                if at := _REFERENCE.fullmatch(cells.get("r", "")):
                    sheet.row, sheet.column = int(at[2]) - 1, _column(at[1])
                error = cells.get("t") == "e"
            case "v" | "is":
                sheet.holds(error=error)

    def end(name: str) -> None:
        if error and _plain(name) == "v":
            sheet.ends()

    sheet.parser.StartElementHandler, sheet.parser.EndElementHandler = start, end
    with content:
        sheet.parser.ParseFile(content)
    return sheet.errors


def _column(letters: str) -> int:
    """Return the place of a column from 0: A is 0, Z 25, AA 26."""
    number = 0
    for letter in letters:
        number = 26 * number + ord(letter) - ord("A") + 1
    return number - 1


def _open_document(content: IO[bytes]) -> dict[str, Errors]:
    sheets: dict[str, Errors] = {}
    sheet = _Sheet()
    parser = sheet.parser

    def start(name: str, cells: dict[str, str]) -> None:
        nonlocal sheet
        match name:
            case "table:table":
                sheet = _Sheet()
                sheet.parser, sheet.row, sheet.high = parser, 0, 1
                sheets[cells.get("table:name", "")] = sheet.errors
            case "table:table-row":
                sheet.high = int(cells.get("table:number-rows-repeated", 1))
                sheet.column = 0
            case "table:table-cell" | "table:covered-table-cell":
                sheet.wide = int(cells.get("table:number-columns-repeated", 1))
                if "office:value-type" in cells:
                    sheet.holds(error=cells.get("calcext:value-type") == "error")

    def end(name: str) -> None:
        match name:
            case "table:table-cell" | "table:covered-table-cell":
                sheet.ends()
                sheet.column += sheet.wide
            case "table:table-row":
                sheet.row += sheet.high

    parser.StartElementHandler, parser.EndElementHandler = start, end
    with content:
        parser.ParseFile(content)
    return sheets
