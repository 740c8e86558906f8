"""Participation records: every fault is told by row and column, and no cell is ever repeated."""

import stat
from pathlib import Path

import pyarrow as pa
import pytest

from record_rows import Cells, record, table, write_records
from utfall.data import codes
from utfall.data.records import (
    RECORDS,
    arrow_schema,
    database,
    identity_problems,
    read_records,
    record_problems,
    write_parquet,
)


def problems(folder: Path, *rows: Cells, synthetic: bool = True) -> list[str]:
    """Return what is wrong with rows, without the folder's own name."""
    write_records(folder, *rows)
    records, found = read_records(folder)
    if records is not None:
        found += record_problems(records, synthetic=synthetic, programmes=["ima"])
    return [str(problem).removeprefix(f"{folder}/participations.csv, ") for problem in found]


def left(record_id: str, **cells: str) -> Cells:
    return record(record_id, **{"exit": "2020-11-30", "exit_reason": "completed", **cells})


def test_good_rows_have_no_problem(tmp_path: Path) -> None:
    everything = {f"activity_{time}": "work" for time in codes.TIMES}
    everything |= {f"work_extent_{time}": "50" for time in codes.TIMES}
    everything |= {f"income_{time}": "wage" for time in codes.TIMES}

    assert (
        problems(
            tmp_path,
            record("a"),
            left("b", supports="internship;assessment", job_lasts_month="yes", **everything),
            record("c", consent="anonymous", person_id="", sex="", birth_year="", residence=""),
            left("d", exit="2020-02-03"),
        )
        == []
    )


def test_a_folder_without_records_is_no_fault(tmp_path: Path) -> None:
    assert read_records(tmp_path) == (None, [])


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (record("a", person_id=""), "person_id: no person in a named row"),
        (record("a", consent="anonymous"), "person_id: an anonymous row that names a person"),
        (record("a", residence="486"), "residence: no municipality code"),
        (record("a", birth_year="2010"), "birth_year: an age at entry outside 13 to 100 years"),
        (record("a", birth_year="1919"), "birth_year: an age at entry outside 13 to 100 years"),
        (record("a", entry="1018-01-01", birth_year=""), "entry: an entry before 1990"),
        (record("a", as_of="2095-12-31"), "as_of: an as_of day that has not come"),
        (record("a", entry="2023-01-01"), "entry: an entry after the as_of day"),
        (left("a", exit="2020-02-02"), "exit: an exit before the entry"),
        (left("a", exit="2023-01-01"), "exit: an exit after the as_of day"),
        (record("a", planned_exit="2020-02-02"), "planned_exit: a planned exit before the entry"),
        (record("a", exit_reason="moved"), "exit_reason: a reason for leaving of somebody"),
        (record("a", activity_exit="work"), "activity_exit: a situation at exit of somebody"),
        (record("a", income_6m="wage"), "activity_6m: a situation 6 months after exit of"),
        (record("a", study_extent_12m="50"), "activity_12m: a situation 12 months after exit of"),
        (left("a", activity_exit="work", work_extent_exit="0"), "work_extent_exit: extent 0"),
        (record("a", activity_entry="study_csn", study_extent_entry="0"), "study_extent_entry:"),
        (left("a", activity_exit="study_csn", job_lasts_month="yes"), "job_lasts_month: the length"),
        (left("a", job_lasts_month="no"), "job_lasts_month: the length of a job"),
        (record("a", programme_id="okänd"), "programme_id: no id"),
        (record("a", programme_id="grip"), "programme_id: unknown id"),
        (record("a", sex="kvinna"), "sex: not allowed; write one of: K, M"),
        (record("a", supports="internship;lön"), "supports: not allowed"),
        (record("a", work_extent_entry="101"), "work_extent_entry: out of range"),
        (record("a", months_on_support="1.5"), "months_on_support: not a whole number"),
        (record("a", entry="2020-02-30"), "entry: no day; write 2022-12-12"),
        (record("a", entry="2020-02"), "entry: no day; write 2022-12-12"),
        (record("a", entry=""), "entry: empty"),
        (record(""), "record_id: empty"),
        (record("a", person_id="D-17"), "person_id: not a synthetic person"),
    ],
)  # fmt: skip
def test_each_fault_is_told_once_by_row_and_column(tmp_path: Path, row: Cells, told: str) -> None:
    (problem,) = problems(tmp_path, record("good"), row)

    assert problem.startswith(f"row 3, column {told}")


@pytest.mark.parametrize("column", ["person_id", "record_id"])
def test_an_id_that_is_a_personal_number_is_told_by_column_and_never_shown(
    tmp_path: Path, column: str
) -> None:
    # 811218-9876 is Skatteverket's own example.
    write_records(tmp_path, record("good"), record("a", **{column: "811218-9876"}))
    records, _ = read_records(tmp_path)
    assert records is not None

    (problem,) = identity_problems(records)

    assert f"column {column}: identities (personnummer) in 1 ids" in str(problem)
    assert "9876" not in str(problem)


def test_a_row_given_twice_is_told_of_both(tmp_path: Path) -> None:
    found = problems(tmp_path, record("a"), record("b"), record("a"))

    assert [line.split(":")[0] for line in found] == [
        "row 2, column record_id",
        "row 4, column record_id",
    ]


def test_no_message_repeats_what_a_cell_holds(tmp_path: Path) -> None:
    told = "Sekret"
    for column in RECORDS.columns:
        for line in problems(tmp_path, record("a", **{column.name: told}), synthetic=False):
            assert told not in line


def test_a_first_row_that_is_no_header_is_not_repeated(tmp_path: Path) -> None:
    file = write_records(tmp_path, record("a", person_id="811218-9876"))
    file.write_text(file.read_text(encoding="utf-8").split("\n", 1)[1], encoding="utf-8")

    _, found = read_records(tmp_path)

    told = "\n".join(map(str, found))
    assert "column record_id: column missing" in told
    assert "column unknown" in told
    assert "9876" not in told


def test_a_synthetic_person_is_refused_in_a_real_association(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, record("a", residence="0486"), synthetic=False)

    assert "a synthetic person in an association that is not" in problem


def test_many_rows_with_one_fault_are_told_once_after_the_first_twenty(tmp_path: Path) -> None:
    rows = [left(f"r{n}", exit="2020-01-01") for n in range(23)]

    found = problems(tmp_path, *rows)

    assert len(found) == 21
    assert "in 3 rows more" in found[-1]


def test_records_kept_twice_are_refused(tmp_path: Path) -> None:
    write_records(tmp_path, record("a"))
    write_parquet(tmp_path / "participations.parquet", table(record("a")).to_batches(), {})

    _, (problem,) = read_records(tmp_path)

    assert "keep one of the two; both would count everybody twice" in str(problem)


def test_parquet_and_csv_hold_the_same_rows(tmp_path: Path) -> None:
    rows = (record("a"), left("b", activity_exit="work", work_extent_exit="75"))
    write_records(tmp_path, *rows)
    text, _ = read_records(tmp_path)
    (tmp_path / "parquet").mkdir()
    write_parquet(
        tmp_path / "parquet" / "participations.parquet", table(*rows).to_batches(), {"as_of": "x"}
    )
    parquet, _ = read_records(tmp_path / "parquet")

    assert text is not None
    assert parquet is not None
    assert (text.rows, parquet.rows, parquet.metadata) == (2, 2, {"as_of": "x"})
    with database() as con:
        assert text.relation(con).fetchall() == parquet.relation(con).fetchall()


def test_how_rows_come_in_batches_changes_no_byte(tmp_path: Path) -> None:
    rows = table(*(record(f"r{n}") for n in range(7)))
    for size in (1, 3, 7):
        write_parquet(tmp_path / f"{size}.parquet", rows.to_batches(max_chunksize=size), {"b": 1})

    one, three, seven = ((tmp_path / f"{n}.parquet").read_bytes() for n in (1, 3, 7))
    assert one == three == seven


def test_records_are_written_for_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "participations.parquet"

    assert write_parquet(file, [], {}) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    records, _ = read_records(tmp_path)
    assert records is not None
    assert records.rows == 0


@pytest.mark.parametrize(
    ("other", "told"),
    [
        (table().drop_columns(["sex"]), "column sex: column missing"),
        (table().append_column("811218", pa.array([], pa.string())), "1 columns unknown"),
        (
            table().set_column(0, "record_id", pa.array([], pa.int64())),
            "column record_id: column of another type",
        ),
    ],
)
def test_parquet_of_another_make_is_refused(tmp_path: Path, other: pa.Table, told: str) -> None:
    file = tmp_path / "participations.parquet"
    pa.parquet.write_table(other, file)

    _, (problem,) = read_records(tmp_path)

    assert told in str(problem)
    assert "utfall import" in str(problem)
    assert "811218" not in str(problem)


def test_what_is_no_parquet_is_refused(tmp_path: Path) -> None:
    (tmp_path / "participations.parquet").write_bytes(b"PK")

    _, (problem,) = read_records(tmp_path)

    assert "cannot be read as Parquet" in str(problem)


def test_the_columns_are_texts_whole_numbers_and_days() -> None:
    assert {str(field.type) for field in arrow_schema()} == {"string", "int16", "date32[day]"}
    assert len(set(arrow_schema().names)) == 33
