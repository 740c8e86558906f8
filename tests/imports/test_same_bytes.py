"""The order of rows, the file format and the encoding of an export change nothing in the records."""

import csv
import shutil
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from export_files import HEADER, MAP, row, take, write_export, write_map
from folder_files import write_register

EXPORTS = Path(__file__).parent / "exports"
SHAPES = [
    (delimiter, encoding)
    for delimiter in (";", ",", "\t", "|")
    for encoding in ("utf-8", "utf-8-sig", "cp1252", "utf-16")
]

rows = st.lists(
    st.builds(
        row,
        Deltagare=st.sampled_from(["å1", "ä2", "ö3"]),
        Insats=st.sampled_from(["ima", "likes"]),
        Kön=st.sampled_from(["Kvinna", "Man", ""]),
        Född=st.sampled_from(["1985", "1990", ""]),
        Start=st.dates(pd.Timestamp("2020-01-01").date(), pd.Timestamp("2022-12-31").date()).map(
            str
        ),
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda cells: (cells["Deltagare"], cells["Insats"], cells["Start"]),
)


def records_made(folder: Path, export: Path, text: str | None = None) -> bytes:
    map_file = EXPORTS / "map.toml" if text is None else write_map(folder, text)
    take(export, map_file, folder / "f")
    made = (folder / "f" / "participations.parquet").read_bytes()
    shutil.rmtree(folder / "f")
    return made


@settings(max_examples=15, deadline=None)
@given(rows=rows, shape=st.sampled_from(SHAPES), chance=st.randoms(use_true_random=False))
def test_row_order_separator_and_encoding_change_no_byte(
    rows: list[dict[str, str]], shape: tuple[str, str], chance: Random
) -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        map_file = write_map(folder)
        shuffled = chance.sample(rows, len(rows))
        one = write_export(folder / "1.csv", *rows)
        two = write_export(folder / "2.csv", *shuffled, delimiter=shape[0], encoding=shape[1])
        take(one, map_file, folder / "one")
        take(two, map_file, folder / "two")

        name = "participations.parquet"
        assert (folder / "one" / name).read_bytes() == (folder / "two" / name).read_bytes()


@settings(max_examples=10, deadline=None)
@given(rows=rows, chance=st.randoms(use_true_random=False))
def test_anonymous_rows_in_another_order_get_the_same_ids(
    rows: list[dict[str, str]], chance: Random
) -> None:
    text = MAP.replace('person_id = "Deltagare"\n', "").replace('"named"', '"anonymous"')
    with TemporaryDirectory() as made:
        folder = Path(made)
        both = [*rows, *rows]  # each said twice, of two people
        shuffled = chance.sample(both, len(both))

        one = records_made(folder, write_export(folder / "1.csv", *both), text)
        assert records_made(folder, write_export(folder / "2.csv", *shuffled), text) == one


@pytest.mark.parametrize("kind", ["xlsx", "xls", "ods"])
def test_the_file_format_changes_no_byte(kind: str, tmp_path: Path) -> None:
    write_register(tmp_path / "register")

    made = records_made(tmp_path, EXPORTS / f"deltagare.{kind}")

    assert made == records_made(tmp_path, EXPORTS / "deltagare.csv")


DAYS = [
    ("2022-03-01", "2022-06-30"),
    ("20220301", "20220630"),
    ("220301", "220630"),
    ("1/3 2022", "30/6 2022"),
    ("1/3-22", "30/6-22"),
    ("1.3.2022", "30.6.2022"),
    ("1 mars 2022", "30 juni 2022"),
    ("2022-03-01 00:00:00", "2022-06-30 00:00:00"),
    # 44562 is 1 January 2022; 31 + 28 days later is 1 March, and 121 more 30 June.
    ("44621", "44742"),
]


@pytest.mark.parametrize(("start", "slut"), DAYS)
def test_the_way_days_are_written_changes_no_byte(start: str, slut: str, tmp_path: Path) -> None:
    plain = write_export(tmp_path / "1.csv", row(Start=DAYS[0][0], Slut=DAYS[0][1]))
    other = write_export(tmp_path / "2.csv", row(Start=start, Slut=slut), header=HEADER)

    assert records_made(tmp_path, other, MAP) == records_made(tmp_path, plain, MAP)


def test_numbers_with_decimal_comma_read_as_those_with_point(tmp_path: Path) -> None:
    write_register(tmp_path / "register")
    lines = list(csv.reader((EXPORTS / "deltagare.csv").open(encoding="utf-8", newline="")))
    for cells in lines[1:]:
        cells[4] = f"{cells[4]},0" if cells[4] else ""
        cells[10] = f"{cells[10]},00 %" if cells[10] else ""
    file = tmp_path / "komma.csv"
    with file.open("w", encoding="cp1252", newline="") as out:
        csv.writer(out, delimiter=";").writerows(lines)

    assert records_made(tmp_path, file) == records_made(tmp_path, EXPORTS / "deltagare.csv")
