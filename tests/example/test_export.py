"""The made-up export: what a Swedish spreadsheet writes, and what the importer makes of it."""

import csv
from pathlib import Path

import pytest

from utfall.cli import run
from utfall.data.records import arrow_schema, database, read_records
from utfall.example import write_example


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an example of 300 persons with its export."""
    folder = tmp_path_factory.mktemp("export") / "try"
    write_example(folder, 300, 4, export=True)
    return folder


def test_it_is_windows_1252_with_semicolons_and_decimal_commas(example: Path) -> None:
    content = (example / "export" / "deltagare.csv").read_bytes()

    first, *rows = content.decode("cp1252").split("\r\n")
    assert b"K\xf6n" in content
    assert first.split(";")[:6] == [
        "Löpnr",
        "Deltagar-ID",
        "Deltagartyp",
        "Insats",
        "Bostadskommun",
        "Kön",
    ]
    assert "Uppgift saknas" in content.decode("cp1252")
    assert ";100,0;" in content.decode("cp1252")
    assert rows[-1] == ""


def test_it_has_one_row_per_record_and_none_of_our_codes(example: Path) -> None:
    with (example / "participations.csv").open(encoding="utf-8", newline="") as lines:
        ours = list(csv.reader(lines))
    with (example / "export" / "deltagare.csv").open(encoding="cp1252", newline="") as lines:
        theirs = list(csv.reader(lines, delimiter=";"))

    assert len(theirs) == len(ours)
    assert {len(row) for row in theirs} == {33}
    cells = {cell for row in theirs for cell in row}
    assert cells & {"work_subsidised", "named", "stegvis", "9901", "internship"} == set()


def test_its_import_gives_the_same_records(
    example: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "data" / "try"
    write_example(folder, 300, 4, export=True)
    (folder / "participations.csv").unlink()
    words = ["import", str(folder / "export" / "deltagare.csv"), "--to", str(folder)]

    code = run([*words, "--map", str(folder / "export" / "map.toml")])

    assert code == 0, capsys.readouterr().err
    imported, problems = read_records(folder)
    made, _ = read_records(example)
    assert problems == []
    assert imported is not None
    assert made is not None
    with database() as con:
        rows = [
            records.relation(con).order("record_id").to_arrow_table().cast(arrow_schema())
            for records in (imported, made)
        ]
    assert rows[0].num_rows == made.rows
    assert rows[0].equals(rows[1])
