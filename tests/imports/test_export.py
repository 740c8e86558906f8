"""Exports of every shape give the same texts, and a faulty one is refused with a cure."""

import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from utfall.errors import DataError
from utfall.imports.export import Export, open_export
from utfall.imports.sheets import errors_of

EXPORTS = Path(__file__).parent / "exports"


def texts(export: Export, size: int = 50_000) -> dict[str, list[str | None]]:
    """Return all cells by column."""
    found: dict[str, list[str | None]] = {name: [] for name in export.header}
    for batch in export.batches(size):
        for name, cells in batch.cells.items():
            found[name] += cells.to_pylist()
    return found


def refusal(file: Path, sheet: str = "") -> str:
    with pytest.raises(DataError) as refused:
        list(open_export(file, sheet).batches())
    return str(refused.value)


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_a_sheet_of_libreoffice_reads_as_the_csv_it_was_made_of(kind: str) -> None:
    assert texts(open_export(EXPORTS / f"deltagare.{kind}")) == texts(
        open_export(EXPORTS / "deltagare.csv")
    )


@pytest.mark.parametrize("kind", ["xlsx", "ods"])
def test_a_sheet_of_pandas_with_real_days_and_numbers_reads_as_its_csv(
    kind: str, tmp_path: Path
) -> None:
    frame = pd.read_csv(EXPORTS / "deltagare.csv", dtype={"Bostadskommun": str})
    for name in ("Startdatum", "Planerat slut", "Slutdatum"):
        frame[name] = pd.to_datetime(frame[name])
    file = tmp_path / f"pandas.{kind}"
    frame.to_excel(str(file), index=False)  # of a Path pandas writes xlsx

    assert texts(open_export(file)) == texts(open_export(EXPORTS / "deltagare.csv"))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
@pytest.mark.parametrize("delimiter", [";", ",", "\t", "|"])
def test_csv_reads_in_every_encoding_and_with_every_separator(
    encoding: str, delimiter: str, tmp_path: Path
) -> None:
    file = tmp_path / "e.csv"
    lines = ["Kön|Född i|Not", "Kvinna|Älmhult|å", "Man||ö"]
    file.write_text("\r\n".join(lines).replace("|", delimiter), encoding=encoding)

    assert texts(open_export(file)) == {
        "Kön": ["Kvinna", "Man"],
        "Född i": ["Älmhult", None],
        "Not": ["å", "ö"],
    }


def test_an_encoding_is_known_by_a_letter_far_down(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    rows = "\n".join(f"{i};Flen" for i in range(300_000))
    file.write_bytes(f"Nr;Kommun\n{rows}\n300000;Strängnäs\n".encode("cp1252"))

    *_, last = open_export(file).batches()

    assert last.cells["Kommun"][-1].as_py() == "Strängnäs"
    assert last.rows[-1].as_py() == 300_002


def test_rows_are_numbered_as_a_spreadsheet_shows_them(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text('Uttag;;\n\nNamn på insats;Start;Not\nIMA;1;"två\nrader"\n;;\nLikes;2;x\n')

    batch = next(open_export(file).batches())

    # Row 1 title, 2 empty, 3 header, 4 IMA, 5 empty, 6 Likes.
    assert batch.rows.to_pylist() == [4, 6]
    assert batch.empty == 1
    assert batch.cells["Not"].to_pylist() == ["två\nrader", "x"]


def test_batches_do_not_change_what_is_read(tmp_path: Path) -> None:
    one_by_one = texts(open_export(EXPORTS / "deltagare.csv"), size=1)

    assert one_by_one == texts(open_export(EXPORTS / "deltagare.csv"))


def test_rows_of_another_length_are_set_apart_but_for_empty_cells_at_their_end(
    tmp_path: Path,
) -> None:
    file = tmp_path / "e.csv"
    file.write_text("a;b\n1;2\n3\n4;5;;\n6;7;8\n")

    batch = next(open_export(file).batches())

    assert batch.cells["a"].to_pylist() == ["1", "4"]
    assert batch.ragged == [(3, 1), (5, 3)]


def test_columns_without_name_and_content_are_left_out(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    file.write_text("a;;b;;\n1;;2;;\n")

    assert open_export(file).header == ("a", "b")
    assert texts(open_export(file)) == {"a": ["1"], "b": ["2"]}


def two_sheets(file: Path) -> Path:
    with pd.ExcelWriter(file) as book:
        pd.DataFrame({"a": ["x"], "b": ["y"]}).to_excel(book, sheet_name="Ett", index=False)
        pd.DataFrame({"c": ["x"], "d": ["y"]}).to_excel(book, sheet_name="Två", index=False)
    return file


def test_the_mapping_chooses_between_sheets(tmp_path: Path) -> None:
    file = two_sheets(tmp_path / "e.xlsx")

    assert open_export(file, "Två").header == ("c", "d")
    assert 'sheets: "Ett", "Två"' in refusal(file)
    assert "no such sheet" in refusal(file, "Tre")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "the file is empty"),
        (b"a;b;a\n1;2;3\n", "row 1: columns of the same name: 1, 3;"),
        (b"a;;b\n1;2;3\n", "row 2: cells in column 2, which has no name"),
        (b"1;2\n3;4\n", "no row that could be the header"),
        (b"Kvinna;Flen;2022-03-01\nMan;Flen;2022-03-02\n", "no row that could be the header"),
        (b'a;b\n1;"2\n3;4\n', "row 2: not a CSV row"),
        (b"a;b\n\x81;1\n", "neither UTF-8 nor Windows-1252"),
        (b"a;b\n\x00;1\n", "no text that could be CSV"),
        # å in UTF-8 in row 2, ö in Windows-1252 in row 3.
        (b"a;b\n1;\xc3\xa5\n2;\xf6\n", "partly UTF-8 (line 2), partly Windows-1252"),
        # UTF-16 comes in pairs of bytes.
        (b"\xff\xfea\x00;", "begins as UTF-16 and is none"),
        (b"a;b\n1;" + b"x" * 131_073 + b"\n", "row 2: a cell of more than 131072 characters"),
        (b"Anna Svensson;Flen\nErik Ek;Flen\n", "row 1: the first row holds identities"),
        (b"PK\x03\x04broken", "cannot be read as a spreadsheet"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_with_a_cure(
    content: bytes, told: str, tmp_path: Path
) -> None:
    file = tmp_path / "e.csv"
    file.write_bytes(content)

    said = refusal(file)

    assert told in said
    assert "; " in said


def test_a_capital_o_before_a_quotation_mark_is_good_windows_1252(tmp_path: Path) -> None:
    file = tmp_path / "e.csv"
    # Ö and ” are 0xd6 0x94, which in UTF-8 would be one Hebrew sign; å alone is no UTF-8.
    file.write_bytes("Ort;Not\n”MALMÖ”;på\n".encode("cp1252"))

    assert texts(open_export(file)) == {"Ort": ["”MALMÖ”"], "Not": ["på"]}


def workbook(file: Path, cells: Mapping[str, object], errors: tuple[str, ...] = ()) -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for at, cell in cells.items():
        sheet[at] = cell
        if at in errors:
            sheet[at].data_type = "e"
    book.save(file)
    return file


def test_an_error_of_a_formula_is_read_as_what_the_program_shows(tmp_path: Path) -> None:
    # The table begins in C3, so that places in the file and in the table differ.
    cells = {"C3": "Kön", "D3": "Ort", "C4": "#DIV/0!", "D4": "Flen", "C5": "Man", "D5": "#N/A"}
    file = workbook(tmp_path / "e.xlsx", cells, ("C4", "D5"))

    export = open_export(file)

    assert texts(export) == {"Kön": ["#DIV/0!", "Man"], "Ort": ["Flen", "#N/A"]}
    assert next(export.batches()).rows.to_pylist() == [4, 5]
    assert export.remark == ""


def test_an_error_in_an_open_document_is_read_too_and_xls_says_that_it_hides_them() -> None:
    assert texts(open_export(EXPORTS / "fel.ods")) == {"a": ["#DIV/0!"], "b": ["x"]}
    assert "errors of formulas, such as #DIV/0!, read as empty cells" in (
        open_export(EXPORTS / "deltagare.xls").remark
    )


def test_a_cell_far_from_the_table_is_refused_before_it_fills_the_memory(tmp_path: Path) -> None:
    table = {"A1": "a", "B1": "b", "A2": "x"}
    # 16 384 columns x 1 048 576 rows are 17 179 869 184 cells.
    far = workbook(tmp_path / "e.xlsx", {**table, "XFD1048576": "y"})
    # T is the 20th letter: 20 x 1 000 000 are 20 million, and a row more is too many.
    enough = workbook(tmp_path / "f.xlsx", {**table, "T1000000": "y"})
    too_many = workbook(tmp_path / "g.xlsx", {**table, "T1000001": "y"})

    assert "a sheet that reaches over more than 20 million cells; remove" in refusal(far)
    assert "more than 20 million cells" in refusal(too_many)
    assert errors_of(enough) == {"Sheet": {}}


def test_a_sheet_that_is_called_as_a_person_is_told_by_its_number(tmp_path: Path) -> None:
    file = tmp_path / "e.xlsx"
    with pd.ExcelWriter(file) as book:
        for name, column in (("Anna Svensson", "a"), ("Erik Ek", "c")):
            frame = pd.DataFrame({column: ["x"], "z": ["y"]})
            frame.to_excel(book, sheet_name=name, index=False)

    assert 'sheets: "1", "2"' in refusal(file)
    assert "Anna" not in refusal(file)
    assert open_export(file, "2").header == ("c", "z")
    assert open_export(file, "2").sheet == "2"


def test_a_password_is_told_as_such() -> None:
    assert "protected by a password; save it without" in refusal(EXPORTS / "losenord.xlsx")


@pytest.mark.parametrize("renamed", [str.upper, lambda name: name.replace("/", "\\")])
def test_errors_are_found_however_the_parts_of_a_workbook_are_written(
    renamed: Callable[[str], str], tmp_path: Path
) -> None:
    good, file = one_error(tmp_path), tmp_path / "f.xlsx"
    with zipfile.ZipFile(good) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            new.writestr(renamed(name), old.read(name))

    assert texts(open_export(file)) == {"Kön": ["#DIV/0!"], "Ort": ["Flen"]}


def rewritten(file: Path, to: Path, parts: Mapping[str, bytes]) -> Path:
    """Write an archive anew with other content in some of its parts."""
    with zipfile.ZipFile(file) as old, zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, parts.get(name, old.read(name)))
    return to


def test_a_password_of_an_open_document_is_told_as_such(tmp_path: Path) -> None:
    # LibreOffice encrypts the parts themselves, and says so in the manifest.
    with zipfile.ZipFile(EXPORTS / "fel.ods") as book:
        manifest = book.read("META-INF/manifest.xml")
    plain = b'manifest:full-path="content.xml" manifest:media-type="text/xml"'
    secret = plain + b"><manifest:encryption-data/></manifest:file-entry>"
    parts = {
        "content.xml": b"\x8f\x02\xe1 opaque",
        "META-INF/manifest.xml": manifest.replace(plain + b"/>", secret),
    }
    file = rewritten(EXPORTS / "fel.ods", tmp_path / "e.ods", parts)

    assert parts["META-INF/manifest.xml"] != manifest
    assert "protected by a password; save it without" in refusal(file)


SHEET = "xl/worksheets/sheet1.xml"
DIRECTORY, END = b"PK\x01\x02", b"PK\x05\x06"


def one_error(folder: Path) -> Path:
    cells = {"A1": "Kön", "B1": "Ort", "A2": "#DIV/0!", "B2": "Flen"}
    return workbook(folder / "e.xlsx", cells, ("A2",))


def entry_of_the_sheet(content: bytes) -> int:
    """Return where the directory of an archive has the sheet; its name follows 46 bytes on."""
    return content.rindex(SHEET.encode()) - 46


def flagged_as_encrypted(content: bytes) -> bytes:
    at = entry_of_the_sheet(content) + 8  # the flags; their first bit is encryption
    return content[:at] + bytes([content[at] | 1]) + content[at + 1 :]


def packed_in_an_unknown_way(content: bytes) -> bytes:
    at = entry_of_the_sheet(content) + 10  # the method: no such one as 255
    return content[:at] + b"\xff\x00" + content[at + 2 :]


def with_a_bad_block(content: bytes) -> bytes:
    # The packed bytes follow the name in the header of the part; all ones begin no block.
    at = content.index(SHEET.encode()) + len(SHEET)
    return content[:at] + b"\xff" * 8 + content[at + 8 :]


def without_its_middle(content: bytes) -> bytes:
    """Cut out half of what lies before the directory, as a broken download does."""
    at = content.index(DIRECTORY)
    return content[: at // 2] + content[at:]


@pytest.mark.parametrize(
    "damage",
    [flagged_as_encrypted, packed_in_an_unknown_way, with_a_bad_block, without_its_middle],
)
def test_a_workbook_that_cannot_be_read_whole_is_refused_and_its_errors_are_not_lost(
    damage: Callable[[bytes], bytes], tmp_path: Path
) -> None:
    file = one_error(tmp_path)
    assert texts(open_export(file)) == {"Kön": ["#DIV/0!"], "Ort": ["Flen"]}
    content = damage(file.read_bytes())
    file.write_bytes(content)

    assert zipfile.is_zipfile(file)
    assert refusal(file) == WHOLE.format(file)


WHOLE = (
    "{}: a workbook that cannot be read whole; open it in a spreadsheet program and save it anew, "
    "without password, or as CSV UTF-8"
)


@pytest.mark.parametrize(
    ("part", "old", "new"),
    [
        (SHEET, b"</worksheet>", b""),
        (SHEET, b'<row r="1"', b'<row r="one"'),
        ("xl/workbook.xml", b'name="Sheet"', b""),
        ("xl/_rels/workbook.xml.rels", b"Target=", b"Aim="),
    ],
)
def test_a_workbook_whose_xml_is_not_as_it_should_be_is_refused(
    part: str, old: bytes, new: bytes, tmp_path: Path
) -> None:
    good = one_error(tmp_path)
    with zipfile.ZipFile(good) as book:
        content = book.read(part)
    file = rewritten(good, tmp_path / "f.xlsx", {part: content.replace(old, new)})

    assert old in content
    assert refusal(file) == WHOLE.format(file)


def test_a_workbook_without_its_end_is_no_archive_and_refused_by_the_reader(tmp_path: Path) -> None:
    file = one_error(tmp_path)
    content = file.read_bytes()
    file.write_bytes(content[: content.index(END)])

    assert errors_of(file) == {}
    assert "cannot be read as a spreadsheet; open it" in refusal(file)


def test_a_missing_file_is_told_as_such(tmp_path: Path) -> None:
    assert "no such file; check the name" in refusal(tmp_path / "e.csv")
