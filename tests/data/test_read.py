from pathlib import Path
from typing import NoReturn

import numpy as np
import pytest

from folder_files import rows_with, write_folder
from utfall.data.read import read_folder, read_problems
from utfall.data.schema import TABLES
from utfall.errors import DataError


def _refused(path: Path) -> str:
    """Return the one line that reading the folder is refused with."""
    with pytest.raises(DataError) as info:
        read_folder(path)
    (line,) = info.value.problems
    return line


def _with_bytes(path: Path, name: str, content: bytes) -> Path:
    folder = write_folder(path / "rar")
    (folder / name).write_bytes(content)
    return folder


def test_a_folder_gives_every_table_of_the_schema_also_those_without_a_file(tmp_path: Path) -> None:
    folder = read_folder(write_folder(tmp_path / "rar"))

    assert set(folder.tables) == set(TABLES)
    assert folder["counts"].empty
    assert list(folder["counts"].columns) == TABLES["counts"].column_names
    assert folder["counts"]["value"].dtype == np.float64
    assert folder.association["county_code"] == "04"


def test_cells_become_text_numbers_and_flags_and_empty_stays_missing(tmp_path: Path) -> None:
    rows = [{"count_id": "c1", "value": "0"}, {"count_id": "c2", "value": "", "low": "40"}]
    folder = read_folder(write_folder(tmp_path / "rar", counts=rows))

    counts = folder["counts"]
    assert folder["members"]["municipality_code"].tolist() == ["0484", "0482"]
    assert counts["value"].iloc[0] == 0
    assert counts["value"].isna().tolist() == [False, True]
    assert counts["low"].tolist()[1] == 40
    assert counts["reason"].tolist() == ["", ""]
    assert counts["primary"].tolist() == [True, True]
    assert counts["approximate"].tolist() == [False, False]
    assert [str(counts[c].dtype) for c in ("reason", "value", "primary")] == [
        *("object", "float64", "bool"),
    ]


def test_the_index_is_the_line_of_the_file_also_after_a_cell_of_two_lines(tmp_path: Path) -> None:
    text = rows_with(
        "activities", [{"activity_id": "a", "text": "två\nrader"}, {"activity_id": "b"}]
    )
    folder = _with_bytes(tmp_path, "activities.csv", text.encode())

    # Line 1 the header, lines 2 and 3 the first row, line 4 the second.
    assert read_folder(folder)["activities"].index.tolist() == [2, 4]


@pytest.mark.parametrize("mark", [b"\xef\xbb\xbf", b""])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_byte_order_mark_and_windows_line_ends_are_accepted(
    tmp_path: Path, mark: bytes, end: str
) -> None:
    text = rows_with("sources", [{"source_id": "s0", "publisher": "Strängnäs"}])
    folder = _with_bytes(tmp_path, "sources.csv", mark + text.replace("\n", end).encode())

    assert read_folder(folder)["sources"]["publisher"].tolist() == ["Strängnäs"]


def test_rows_of_commas_only_are_left_out(tmp_path: Path) -> None:
    text = rows_with("sources", [{"source_id": "s0"}]) + "," * 8 + "\n\n"

    assert len(read_folder(_with_bytes(tmp_path, "sources.csv", text.encode()))["sources"]) == 1


def test_a_missing_folder_is_one_problem(tmp_path: Path) -> None:
    assert "no: folder missing; check the name" in _refused(tmp_path / "no")


def test_an_empty_folder_says_which_files_it_needs(tmp_path: Path) -> None:
    line = _refused(tmp_path)

    assert "folder is empty; add association.toml, members.csv, sources.csv" in line


def test_a_file_in_place_of_the_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "rar").write_text("x")

    assert "rar: not a folder; name the folder that holds association.toml" in _refused(
        tmp_path / "rar"
    )


@pytest.mark.parametrize("name", ["members.csv", "sources.csv", "association.toml"])
def test_a_file_that_every_folder_needs_is_missed(tmp_path: Path, name: str) -> None:
    folder = write_folder(tmp_path / "rar")
    (folder / name).unlink()

    assert f"{name}: file missing; add" in _refused(folder)


def test_a_table_under_a_wrong_name_does_not_pass_as_absent(tmp_path: Path) -> None:
    folder = _with_bytes(tmp_path, "count.csv", b"x")

    assert "count.csv: no such table; did you mean 'counts'?" in _refused(folder)


def test_a_file_without_a_header_is_refused(tmp_path: Path) -> None:
    line = _refused(_with_bytes(tmp_path, "readings.csv", b""))

    assert "readings.csv: file is empty; begin with the line: reading,programme_id" in line


def test_a_required_table_without_rows_is_refused(tmp_path: Path) -> None:
    line = _refused(write_folder(tmp_path / "rar", sources=[]))

    assert "sources.csv: no rows; add at least one" in line


@pytest.mark.parametrize(("sign", "name"), [(";", "semicolon"), ("\t", "tab")])
def test_another_separator_is_one_problem_that_names_it(
    tmp_path: Path, sign: str, name: str
) -> None:
    text = rows_with("sources", [{"source_id": "s0"}]).replace(",", sign)

    line = _refused(_with_bytes(tmp_path, "sources.csv", text.encode()))

    assert f"sources.csv, row 1: columns are separated by {name}, not comma" in line


def test_a_windows_file_is_refused_with_line_and_letter(tmp_path: Path) -> None:
    text = rows_with("sources", [{"source_id": "s0"}, {"source_id": "s1", "publisher": "Flens å"}])

    line = _refused(_with_bytes(tmp_path, "sources.csv", text.encode("cp1252")))

    assert "sources.csv, row 3: not UTF-8: byte" in line
    assert "is 0xe5 ('å' in Windows-1252); save the file as UTF-8" in line


def test_a_utf_16_file_is_refused(tmp_path: Path) -> None:
    text = rows_with("sources", [{"source_id": "s0"}])

    assert "row 1: not UTF-8" in _refused(
        _with_bytes(tmp_path, "sources.csv", text.encode("utf-16"))
    )


def test_a_missing_column_is_named(tmp_path: Path) -> None:
    text = rows_with("sources", []).replace("stated_by,", "")

    line = _refused(_with_bytes(tmp_path, "sources.csv", text.encode()))

    assert "sources.csv, row 1, column stated_by: column missing; add it" in line


def test_a_misspelled_column_is_named_with_the_one_meant(tmp_path: Path) -> None:
    text = rows_with("sources", []).replace("stated_by,", "statedby,")
    folder = _with_bytes(tmp_path, "sources.csv", text.encode())

    with pytest.raises(DataError) as info:
        read_folder(folder)

    unknown, missing = info.value.problems
    assert "column statedby: column unknown; did you mean 'stated_by'?" in unknown
    assert "column stated_by: column missing" in missing


def test_a_column_given_twice_is_refused(tmp_path: Path) -> None:
    text = rows_with("sources", []).replace("source_id,", "source_id,source_id,")

    assert "column source_id: column given twice" in _refused(
        _with_bytes(tmp_path, "sources.csv", text.encode())
    )


@pytest.mark.parametrize(
    ("row", "cure"),
    [("s9,a,b,c", "add the commas"), ("s9,a,b,c,d,e,f,g,h,i", "put a text that holds a comma")],
)
def test_a_row_of_another_length_than_the_header_is_refused(
    tmp_path: Path, row: str, cure: str
) -> None:
    text = rows_with("sources", [{"source_id": "s0"}]) + row + "\n"

    line = _refused(_with_bytes(tmp_path, "sources.csv", text.encode()))

    cells = row.count(",") + 1
    assert f"sources.csv, row 3: {cells} cells where the header has 9; {cure}" in line


def test_a_quote_that_is_never_closed_is_refused(tmp_path: Path) -> None:
    text = rows_with("sources", [{"source_id": "s0"}]) + '"s1,x\n'

    assert "sources.csv, row 3: not a CSV row" in _refused(
        _with_bytes(tmp_path, "sources.csv", text.encode())
    )


@pytest.mark.parametrize(
    ("cell", "cure"),
    [
        ("några", "write digits"),
        ("12,5", "write 12.5"),
        ("1 000", "write 1000"),
        ("1\u00a0000,5", "write 1000.5"),
        ("nan", "write digits"),
        ("1e5", "write digits"),
        ("-", "write digits"),
        ("٣", "write digits"),
    ],
)
def test_a_text_in_a_number_column_is_refused_with_its_cell_and_cure(
    tmp_path: Path, cell: str, cure: str
) -> None:
    folder = write_folder(tmp_path / "rar", counts=[{"count_id": "c1", "value": cell}])

    line = _refused(folder)

    assert f"counts.csv, row 2, column value: no number: found {cell!r}; {cure}" in line


def test_a_flag_is_true_or_false_and_nothing_else(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar", counts=[{"count_id": "c1", "primary": "ja"}])

    assert "column primary: neither true nor false: found 'ja'; write true or false" in _refused(
        folder
    )


def test_a_required_flag_may_not_be_empty(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar", counts=[{"count_id": "c1", "primary": ""}])

    assert "row 2, column primary: neither true nor false; write" in _refused(folder)


def test_a_control_character_is_refused_and_shown_escaped(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar", counts=[{"count_id": "c1", "note": "a\x1b[2Jb"}])

    assert r"column note: holds a control character: found 'a\x1b[2Jb'" in _refused(folder)


def test_what_is_no_file_is_one_problem(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar")
    (folder / "counts.csv").mkdir()

    assert "counts.csv: cannot be read (" in _refused(folder)


def test_a_file_without_permission_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = write_folder(tmp_path / "rar", counts=[{"count_id": "c1"}])
    read_bytes = Path.read_bytes

    # Permissions do not bind the administrator that tests may run as.
    def refusing(path: Path) -> bytes:
        if path.name == "counts.csv":
            raise PermissionError(13, "Permission denied")
        return read_bytes(path)

    monkeypatch.setattr(Path, "read_bytes", refusing)

    line = _refused(folder)
    assert "counts.csv: cannot be read (Permission denied); check that it is a file" in line


def test_a_folder_without_permission_is_one_problem(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refusing(_: Path) -> NoReturn:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "iterdir", refusing)

    assert "cannot be read (Permission denied)" in _refused(write_folder(tmp_path / "rar"))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("id = rar", "association.toml: not TOML ("),
        ('extra = "x"', "column extra: key unknown: found 'x'"),
        ("county_code = 4", "column county_code: wrong type: found '4'; write it as text"),
        ('synthetic = "nej"', "column synthetic: wrong type: found 'nej'; write true or false"),
        ('name = ""', "column name: key missing or empty; add it"),
    ],
)
def test_a_fault_in_the_association_is_named_by_its_key(
    tmp_path: Path, text: str, expected: str
) -> None:
    folder = write_folder(tmp_path / "rar")
    file = folder / "association.toml"
    key = text.split(" ")[0]
    kept = [line for line in file.read_text("utf-8").splitlines() if not line.startswith(key)]
    file.write_text("\n".join([*kept, text]), encoding="utf-8")

    assert expected in _refused(folder)


def test_problems_of_all_files_come_together_and_the_rest_is_read(tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "rar", counts=[{"count_id": "c1", "value": "x"}])
    (folder / "sources.csv").write_bytes(b"a;b")
    (folder / "association.toml").write_bytes(b"=")

    read, problems = read_problems(folder)

    assert [Path(p.file).name for p in problems] == [
        "association.toml",
        "sources.csv",
        "counts.csv",
    ]
    assert read["counts"]["count_id"].tolist() == ["c1"]
    assert read.incomplete == {"sources"}
