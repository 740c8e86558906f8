"""Staged rows and the records that a folder already has → what the records are to be.

Everything lies in Parquet files of a staging folder and is sorted and joined by DuckDB within a
bounded memory; no row passes through Python.
"""

import itertools
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from utfall.data.records import RECORDS, arrow_schema, database
from utfall.imports.mapping import FIELDS
from utfall.imports.pseudonyms import Key
from utfall.imports.rows import Fault

__all__ = ["Changes", "FaultList", "Stage"]

_MEMORY = "256MB"
_THREADS = 2
_BATCH = 50_000
# What the id of a named row is made of where the export has none.
_SPELL = ("person_id", "programme_id", "entry")
_COMPARED = [name for name in RECORDS.column_names if name not in ("record_id", "as_of")]
_FAULTS = pa.schema(
    [("row", pa.int64()), ("place", pa.int64())]
    + [(name, pa.string()) for name in Fault._fields[2:]]
)


def _joined(columns: tuple[str, ...] | list[str]) -> str:
    """Write SQL for the cells as one text, in which no two rows look alike."""
    cells = ", ".join(f"coalesce({column}::VARCHAR, '')" for column in columns)
    return f"concat_ws(chr(31), {cells})"


@dataclass(frozen=True)
class Changes:
    """What an import does to the records, in rows unless said.

    Attributes
    ----------
    added, changed, unchanged : int
        Rows taken: of a new record, of one that the records hold with other content, and of one
        that they hold with the same content.
    confirmed : int
        Those of `unchanged` that are now known to be true on a later day.
    kept, removed : int
        Earlier records that the export lacks.
    columns : mapping of str to int
        Per column how many of the changed rows differ in it.
    persons_with_two_birth_years, persons_with_two_sexes : int
        Persons of whom the records say two things.
    """

    added: int
    changed: int
    unchanged: int
    confirmed: int
    kept: int
    removed: int
    columns: Mapping[str, int]
    persons_with_two_birth_years: int
    persons_with_two_sexes: int

    @property
    def nothing(self) -> bool:
        """Whether the records stay as they are."""
        return not (self.added or self.changed or self.confirmed or self.removed)


class FaultList:
    """The faults of an import, kept in the staging folder until they are told."""

    def __init__(self, folder: Path) -> None:
        self._file = folder / "faults.parquet"
        self._writer = pq.ParquetWriter(self._file, _FAULTS)

    def add(self, faults: Iterable[Fault]) -> None:
        """Add the faults of some rows."""
        left = iter(faults)
        while some := [fault._asdict() for fault in itertools.islice(left, _BATCH)]:
            self._writer.write_table(pa.Table.from_pylist(some, _FAULTS))

    def close(self) -> Path:
        """Finish the list and return its file."""
        self._writer.close()
        return self._file


class Stage:
    """The rows of one import beside the earlier records.

    Parameters
    ----------
    folder : Path
        The staging folder, readable by its owner only.
    kept : Path or None
        The file of the earlier records.
    key : Key or None
        Of the keyed hash of rows without an id.
    """

    def __init__(self, folder: Path, kept: Path | None, key: Key | None = None) -> None:
        self.folder = folder
        self.con = database(folder)
        self.con.execute(f"SET memory_limit = '{_MEMORY}'")
        self.con.execute(f"SET threads = {_THREADS}")
        self.con.execute("SET preserve_insertion_order = false")
        self._keyed = key is not None
        if key:
            for name, pad in zip(("inner_pad", "outer_pad"), key.pads("record_id"), strict=True):
                self.con.execute(f"SET VARIABLE {name} = ?", [pad])
        nothing = pa.Table.from_batches([], arrow_schema())
        earlier = self.con.read_parquet(str(kept)) if kept else self.con.from_arrow(nothing)
        earlier.create_view("kept")
        self._schema = arrow_schema().append(pa.field("row", pa.int64()))
        self._writer = pq.ParquetWriter(folder / "staged.parquet", self._schema)
        self._faults = FaultList(folder)

    def close(self) -> None:
        """Let go of the files."""
        self._writer.close()
        self._faults.close()
        self.con.close()

    def add(self, rows: pa.Table, faults: list[Fault]) -> None:
        """Stage the good rows of a batch, and the faults of the others."""
        if len(rows):
            self._writer.write_table(rows.cast(self._schema))
        self._faults.add(faults)

    def identify(self, record_id: str) -> None:
        """Give each row its record id, and find rows that cannot stand beside others.

        Parameters
        ----------
        record_id : str
            The export's column with ids; empty where it has none: then a named row is known by
            person, programme and entry, an anonymous one by all that it says. Of that a keyed
            hash is made where there is a key; without one, whoever knows what a row said can
            find its id.
        """
        self._writer.close()
        staged = f"read_parquet('{_quoted(self.folder / 'staged.parquet')}')"
        identified = self.folder / "identified.parquet"
        whole = _joined(_COMPARED)
        query = f"SELECT * FROM {staged}"  # noqa: S608
        if not record_id:
            # Anonymous rows that say the same are told apart by their number, whatever the order.
            query = f"""
                SELECT * REPLACE ({self._hashed(_joined(_SPELL))} AS record_id)
                FROM {staged} WHERE consent = 'named'
                UNION ALL BY NAME
                SELECT * EXCLUDE (nth) REPLACE ({self._hashed(f"concat_ws(chr(31), {whole}, nth)")}
                    AS record_id)
                FROM (SELECT *, row_number() OVER (PARTITION BY {whole}) AS nth
                      FROM {staged} WHERE consent = 'anonymous')"""  # noqa: S608
        self.con.execute(f"COPY ({query}) TO '{_quoted(identified)}' (FORMAT parquet)")
        self.con.read_parquet(str(identified)).create_view("identified")
        self._faults.add(itertools.chain(self._repeated(record_id, whole), self._older()))
        self._open_faults()

    def _hashed(self, text: str) -> str:
        """Write SQL for 16 hexadecimal digits of a text: HMAC-SHA-256 (RFC 2104), or SHA-256."""
        if not self._keyed:
            return f"left(sha256({text}), 16)"
        inner = f"unhex(sha256(getvariable('inner_pad') || encode({text})))"
        return f"left(sha256(getvariable('outer_pad') || {inner}), 16)"

    def _repeated(self, record_id: str, whole: str) -> Iterator[Fault]:
        """Find records given twice: copies but for the first, and all of those that disagree."""
        found = self.con.execute(
            f"""WITH twice AS (
                    SELECT record_id, min(row) AS first, count(DISTINCT sha256({whole})) = 1 AS copies
                    FROM identified GROUP BY record_id HAVING count(*) > 1)
                SELECT row, first, copies,
                    min(row) FILTER (row > first) OVER (PARTITION BY record_id) AS second
                FROM identified JOIN twice USING (record_id) ORDER BY row"""  # noqa: S608
        ).fetchall()
        ours = "record_id" if record_id else "entry"
        what = "the same id" if record_id else "the same person, programme and entry"
        place = list(FIELDS).index(ours)
        for row, first, copies, second in found:
            if copies and row != first:
                cure = "remove one of the two"
                yield Fault(row, place, record_id, ours, "", f"a copy of row {first}", cure)
            elif not copies:
                other = second if row == first else first
                problem = f"{what} as row {other}, with other content"
                yield Fault(row, place, record_id, ours, "", problem, "keep the row that is right")

    def _older(self) -> Iterator[Fault]:
        place = list(FIELDS).index("as_of")
        problem, cure = "older than what the records hold", "import exports in order of their day"
        for (row,) in self.con.execute(
            "SELECT row FROM identified JOIN kept USING (record_id) "
            "WHERE identified.as_of < kept.as_of ORDER BY row"
        ).fetchall():
            yield Fault(row, place, "", "as_of", "", problem, cure)

    def _open_faults(self) -> None:
        self.con.read_parquet(str(self._faults.close())).create_view("faults")
        self.con.execute(
            "CREATE VIEW fresh AS SELECT * EXCLUDE (row) FROM identified "
            "WHERE row NOT IN (SELECT row FROM faults)"
        )

    def number(self, query: str) -> int:
        """Return the one number that a query yields."""
        return int(self._first(query)[0] or 0)

    def _first(self, query: str) -> tuple[Any, ...]:
        # Fetched to the end: DuckDB begins nothing new before.
        return tuple(self.con.execute(query).fetchall()[0])

    def faults(self, limit: int | None = None) -> Iterator[Fault]:
        """Yield the faults by row and column."""
        most = "" if limit is None else f" LIMIT {limit}"
        found = self.con.execute(f"SELECT * FROM faults ORDER BY row, place, problem{most}")  # noqa: S608
        while some := found.fetchmany(10_000):
            yield from (Fault(*cells) for cells in some)

    def unrecognised(self) -> int:
        """Count anonymous rows without an id of their own that the records may hold changed."""
        return self.number(
            "SELECT count(*) FROM fresh ANTI JOIN kept USING (record_id) "
            "WHERE consent = 'anonymous'"
        )

    def as_of(self) -> str:
        """Return the newest day of the rows taken; empty where there are none."""
        return str(self._first("SELECT max(as_of) FROM fresh")[0] or "")

    def changes(self, *, complete: bool) -> Changes:
        """Compare the rows taken with the earlier records."""
        differs = {c: f"f.{c} IS DISTINCT FROM k.{c}" for c in _COMPARED}
        either = " OR ".join(differs.values())
        counted = ", ".join(f"count(*) FILTER (known AND d_{c})" for c in differs)
        told = ", ".join(f"{fault} AS d_{c}" for c, fault in differs.items())
        added, changed, unchanged, confirmed, *per_column = self._first(
            f"""SELECT count(*) FILTER (NOT known), count(*) FILTER (known AND differs),
                    count(*) FILTER (known AND NOT differs),
                    count(*) FILTER (known AND NOT differs AND later), {counted}
                FROM (SELECT k.record_id IS NOT NULL AS known, ({either}) AS differs,
                        f.as_of > k.as_of AS later, {told}
                      FROM fresh f LEFT JOIN kept k USING (record_id))"""  # noqa: S608
        )
        alone = self.number("SELECT count(*) FROM kept ANTI JOIN fresh USING (record_id)")
        return Changes(
            added, changed, unchanged, confirmed,
            kept=0 if complete else alone,
            removed=alone if complete else 0,
            columns={c: n for c, n in zip(differs, per_column, strict=True) if n},
            persons_with_two_birth_years=self._persons_with_two("birth_year", complete=complete),
            persons_with_two_sexes=self._persons_with_two("sex", complete=complete),
        )  # fmt: skip

    def _persons_with_two(self, column: str, *, complete: bool) -> int:
        return self.number(
            f"""SELECT count(*) FROM (SELECT person_id FROM ({_merged(complete=complete)})
                WHERE person_id IS NOT NULL GROUP BY person_id
                HAVING min({column}) <> max({column}))"""  # noqa: S608
        )

    def merged(self, *, complete: bool) -> Iterator[pa.RecordBatch]:
        """Yield the records as they are to be, in the order of their ids."""
        reader: Any = self.con.sql(
            f"{_merged(complete=complete)} ORDER BY record_id"
        ).to_arrow_reader(_BATCH)
        for batch in reader:
            yield from pa.Table.from_batches([batch]).cast(arrow_schema()).to_batches()


def _merged(*, complete: bool) -> str:
    columns = ", ".join(RECORDS.column_names)
    earlier = f"UNION ALL SELECT {columns} FROM kept ANTI JOIN fresh USING (record_id)"  # noqa: S608
    return f"SELECT {columns} FROM fresh {'' if complete else earlier}"  # noqa: S608


def _quoted(file: Path) -> str:
    return str(file).replace("'", "''")
