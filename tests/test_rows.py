"""However many records there are: what is held of them is bounded, and every result is the same."""

import os
import random
import resource
import stat
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pytest
from filelock import FileLock

from utfall.data import records
from utfall.data.folder import Folder
from utfall.data.read import read_folder
from utfall.data.records import (
    SYNTHETIC,
    Records,
    identity_problems,
    private_database,
    record_problems,
    write_parquet,
)
from utfall.disclosure.counting import Counts, counted
from utfall.errors import UtfallError
from utfall.example.people import participations
from utfall.measures.from_records import collected
from utfall.measures.from_records.case_mix import expected
from utfall.measures.from_records.collected import laid_out
from utfall.measures.from_records.counted import At, Tabulation, count
from utfall.measures.from_records.stays import stays
from utfall.measures.from_records.to_work import to_work
from utfall.params import Disclosure

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
# Of the same tables whatever the number of people.
EVERYTHING = Disclosure(coarsen=(), hidden_at_most=1.0)
PERIODS = {"2020/2021": (2020, 2021), "2022/2023": (2022, 2023)}


@pytest.fixture(scope="module")
def example() -> Folder:
    return read_folder(EXAMPLE)


def rows_of(folder: Folder) -> pa.Table:
    assert folder.records is not None
    assert folder.records.table is not None
    return folder.records.table


def with_rows(folder: Folder, file: Path, table: pa.Table) -> Folder:
    """Return the folder with other records, in a Parquet file."""
    write_parquet(file, table.to_batches(), {})
    return Folder(
        folder.path, folder.association, folder.tables, records=Records(file, len(table), {})
    )


def times(table: pa.Table, number: int) -> pa.Table:
    """Return so many copies of every person, each with ids of their own."""
    copies = []
    for n in range(number):
        copy = table
        for name in ("record_id", "person_id"):
            at = copy.schema.get_field_index(name)
            ids = pc.binary_join_element_wise(copy[name], pa.scalar(str(n)), "-")
            copy = copy.set_column(at, name, ids)
        copies.append(copy)
    return pa.concat_tables(copies)


class Fetching:
    """A database that remembers how many rows each query has handed over."""

    def __init__(self, con: Any, told: list[int]) -> None:
        self._con, self._told = con, told

    def execute(self, *words: Any) -> "Fetching":
        self._con.execute(*words)
        self._told.append(0)
        return self

    def _counted(self, rows: Any) -> Any:
        self._told[-1] += len(rows)
        return rows

    def fetchall(self) -> Any:
        return self._counted(self._con.fetchall())

    def fetchmany(self, size: int) -> Any:
        return self._counted(self._con.fetchmany(size))

    def fetchone(self) -> Any:
        return self._con.fetchone()

    def df(self) -> Any:
        return self._counted(self._con.df())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._con, name)


def fetched(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Return how many rows each query fetches when everything is counted."""
    told: list[int] = []

    @contextmanager
    def watched(rows: int) -> Iterator[Any]:
        with private_database(rows) as con:
            yield Fetching(con, told)

    monkeypatch.setattr(collected, "private_database", watched)
    counted(folder, EVERYTHING, {})
    return told


def test_four_times_as_many_people_are_counted_without_one_row_more_being_fetched(
    example: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    once = fetched(
        with_rows(example, tmp_path / "once.parquet", times(rows_of(example), 1)), monkeypatch
    )
    more = fetched(
        with_rows(example, tmp_path / "more.parquet", times(rows_of(example), 4)), monkeypatch
    )

    assert sum(once) > 1000
    assert more == once


def told(found: Counts | None) -> dict[str, Any]:
    assert found is not None
    return {
        "values": found.values,
        "models": found.models,
        "cells": found.publication.cells,
        "relations": list(found.publication.relations),
        "plans": found.plans,
    }


def test_threads_the_file_and_the_order_of_rows_change_no_result(
    example: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    table = rows_of(example)
    shuffled = table.take(random.Random(1).sample(range(len(table)), len(table)))  # noqa: S311
    parquet = with_rows(example, tmp_path / "shuffled.parquet", shuffled)
    monkeypatch.setattr(records, "_THREADS", 1)
    one = told(counted(example, EVERYTHING, {}))
    monkeypatch.setattr(records, "_THREADS", 2)
    monkeypatch.setattr(records, "_IN_MEMORY", 0)
    two = told(counted(parquet, EVERYTHING, {}))

    assert one == two


@pytest.mark.skipif(sys.platform == "win32", reason="permissions are POSIX's")
@pytest.mark.parametrize(("rows", "written"), [(400, False), (10_000_000, True)])
def test_the_folder_of_the_database_is_its_owners_and_gone_also_after_an_error(
    rows: int, written: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of few records nothing is written at all."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def broken() -> None:
        with private_database(rows) as con:
            con.execute("CREATE TABLE kept AS FROM range(1000)")
            [folder] = tmp_path.iterdir()
            assert stat.S_IMODE(folder.stat().st_mode) == stat.S_IRWXU
            assert any(file.stat().st_size for file in folder.iterdir()) is written
            con.execute("FROM nowhere")

    with pytest.raises(Exception, match="nowhere"):
        broken()

    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_a_killed_build_has_left_is_removed_and_one_in_use_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    left, used = tmp_path / "utfall-records-left", tmp_path / "utfall-records-used"
    for folder in (left, used):
        folder.mkdir()
        (folder / "laid.duckdb").write_text("rows", encoding="utf-8")
        os.utime(folder, (0, 0))

    with FileLock(used / "in-use"):
        os.utime(used, (0, 0))
        with private_database() as con:
            con.execute("SELECT 1")

    assert [folder.name for folder in tmp_path.iterdir()] == ["utfall-records-used"]


def test_where_there_is_no_room_it_is_said_what_to_do() -> None:
    def crowded() -> None:
        with private_database() as con:
            con.execute("SET temp_directory = ''; SET memory_limit = '5MB'")
            con.execute(
                "CREATE TABLE held AS SELECT md5_number(range::VARCHAR) FROM range(5000000)"
            )

    with pytest.raises(UtfallError, match="make room for eight times"):
        crowded()


@pytest.fixture(scope="module")
def large(example: Folder, tmp_path_factory: pytest.TempPathFactory) -> Folder:
    """The example with a hundred thousand participations."""
    file = tmp_path_factory.mktemp("large") / "participations.parquet"
    number = write_parquet(file, participations(76_000, 1), {})
    made = Records(file, number, {})
    return Folder(example.path, example.association, example.tables, records=made)


def test_a_hundred_thousand_rows_are_checked_and_counted_in_little_memory(
    large: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(records, "_MEMORY", "80MB")
    monkeypatch.setattr(records, "_IN_MEMORY", 0)
    monkeypatch.setattr(records, "_THREADS", 2)
    assert large.records is not None
    programmes = list(large["programmes"]["programme_id"])
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert identity_problems(large.records) == []
    assert record_problems(large.records, synthetic=True, programmes=programmes) == []
    with laid_out(large) as laid:
        assert laid is not None
        found = count(laid.con, Tabulation("new", ("member",), pooled=True), PERIODS, 100)
        assert sum(at.member == "all" for at in found) == len(PERIODS)
        for measure in (expected, stays):
            assert list(measure(laid.con, PERIODS))
        assert list(to_work(laid.con, PERIODS, 0.95))
    if sys.platform == "linux":  # in kilobytes there
        assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300_000


def _persons(folder: Folder, looked_at: int) -> dict[At, tuple[int, int]]:
    with laid_out(folder) as laid:
        assert laid is not None
        table = Tabulation("new", ("member", "programme"), pooled=True)
        return {at: tuple(n) for at, n in count(laid.con, table, PERIODS, looked_at).items()}  # type: ignore[misc]


def test_persons_are_exact_up_to_the_participations_looked_at_and_then_at_least_so_many(
    example: Folder,
) -> None:
    looked_at, most = 24, 4  # nobody of the example enters more often
    exact, fewer = _persons(example, 0), _persons(example, looked_at)

    assert exact.keys() == fewer.keys()
    assert max(rows for rows, _ in exact.values()) > looked_at
    for at, (rows, persons) in exact.items():
        assert fewer[at][0] == rows
        if rows <= looked_at:
            assert fewer[at][1] == persons
        else:
            assert looked_at / most <= fewer[at][1] <= persons


def test_an_identity_among_many_ids_is_found(example: Folder, tmp_path: Path) -> None:
    table = times(rows_of(example), 2)
    at = table.schema.get_field_index("person_id")
    ids = table["person_id"].to_pylist()
    ids[700] = "Anna Svensson"
    named = table.set_column(at, "person_id", pa.array(ids, pa.string()))
    folder = with_rows(example, tmp_path / "named.parquet", named)
    assert folder.records is not None

    [problem] = identity_problems(folder.records)

    assert "identities (name) in 1 ids" in str(problem)
    assert SYNTHETIC not in str(problem)
