"""Participation records: one person in one programme per row, read without being shown.

Nothing here puts the content of a row into a message: a fault is told by its row and column.
"""

import json
import os
import re
import shutil
import tempfile
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
from filelock import FileLock, Timeout

from utfall.data import codes
from utfall.data.columns import Column, Table, failures
from utfall.data.csvfile import read_table
from utfall.data.folder import Problem
from utfall.data.identities import scan
from utfall.data.private import owner_only
from utfall.data.register import SYNTHETIC_COUNTY
from utfall.errors import UtfallError

__all__ = [
    "RECORDS",
    "RULES",
    "STAGING",
    "SYNTHETIC",
    "Records",
    "Rule",
    "arrow_schema",
    "database",
    "identity_problems",
    "private_database",
    "read_records",
    "record_problems",
    "write_parquet",
]

# Every person of a synthetic association has an id that begins so, and nobody else.
SYNTHETIC = "synthetic-"
# Where an import has its rows while it works.
STAGING = ".import"
_SHOWN = 20
# Grouping hashes takes a quarter of the memory that grouping ids takes; the ids themselves decide.
_TWICE = (
    "SELECT record_id FROM records WHERE hash(record_id) IN "
    "(SELECT hash(record_id) FROM records GROUP BY ALL HAVING count(*) > 1) "
    "GROUP BY ALL HAVING count(*) > 1"
)
_METADATA = b"utfall"
_ROW_GROUP = 100_000
_SCANNED = 50_000
_MEMORY = "1GB"
# The folder of a database, and what is held in it while it is used.
_PRIVATE = "utfall-records-"
_IN_USE = "in-use"
_JUST_MADE_S = 60
# So many rows fit into it, laid out; of fewer nothing needs to be written.
_IN_MEMORY = 200_000
# Each thread has blocks of its own: more of them need more memory, and change nothing else.
_THREADS = min(4, os.cpu_count() or 1)


def _code(name: str, description: str, allowed: Mapping[str, str]) -> Column:
    return Column(name, f"{description}; empty = not known", allowed=tuple(allowed))


def _day(name: str, description: str, *, required: bool = False) -> Column:
    return Column(name, description, "day", required=required)


def _percent(name: str, description: str) -> Column:
    return Column(name, description, "number", unit="percent", maximum=100, whole=True)


def _when(time: str) -> str:
    return {"entry": "at entry", "exit": "at exit"}.get(time, f"{time[:-1]} months after exit")


def _at(time: str) -> tuple[Column, ...]:
    when = _when(time)
    return (
        _code(f"activity_{time}", f"Main activity {when}", codes.ACTIVITY),
        _percent(f"work_extent_{time}", f"Extent of work {when}, 0 = no work; empty = not known"),
        _percent(f"study_extent_{time}", f"Extent of study {when}, 0 = none; empty = not known"),
        _code(f"income_{time}", f"Main source of income {when}", codes.INCOME),
    )


RECORDS = Table(
    "participations",
    "one person in one programme",
    ("record_id",),
    (
        Column("record_id", "Give the row an id that stays the same in later exports", required=True),
        Column("person_id", "Pseudonym; the same person has the same in every row; anonymous: empty"),
        Column(
            "consent",
            "Say whether the person may be recognised across rows (named) or not (anonymous)",
            required=True,
            allowed=tuple(codes.CONSENT),
        ),
        Column("programme_id", "Name the programme", "slug", required=True, refers="programmes"),
        Column("residence", "SCB's code of the municipality of residence; empty = not known"),
        _code("sex", "Sex", codes.SEX),
        Column("birth_year", "Year of birth; empty = not known", "number", unit="year",
               minimum=1900, maximum=2100, whole=True),
        _code("education", "Highest completed education at entry", codes.EDUCATION),
        Column("months_on_support", "Months on public support before entry; empty = not known",
               "number", unit="months", maximum=720, whole=True),
        _code("referred_by", "Who referred the person", codes.REFERRED_BY),
        _day("entry", "Give the day of entry", required=True),
        _day("planned_exit", "The exit planned at entry; empty = none planned or not known"),
        _day("exit", "The day of exit; empty = had not left on the as_of day"),
        _code("exit_reason", "The one main reason for leaving", codes.EXIT_REASON),
        *(column for time in codes.TIMES for column in _at(time)),
        _code("job_lasts_month", "Whether the job at exit lasts a month or more", codes.YES_NO),
        Column("supports", "Supports received, joined by ;", allowed=tuple(codes.SUPPORTS),
               joined=";"),
        _day("as_of", "Give the day on which the row was true", required=True),
    ),
)  # fmt: skip


@dataclass(frozen=True)
class Rule:
    """What cells of one row cannot say together; `fault` is SQL that is true of a faulty row."""

    column: str
    fault: str
    problem: str
    cure: str


def _before_exit(time: str) -> Rule:
    told = " OR ".join(f"{c.name} IS NOT NULL" for c in _at(time))
    return Rule(
        f"activity_{time}",
        f"exit IS NULL AND ({told})",
        f"a situation {_when(time)} of somebody who has not left",
        "give the exit, or leave the situation empty",
    )


def _idle_work(time: str, kinds: tuple[str, ...], extent: str) -> Rule:
    names = ", ".join(f"'{kind}'" for kind in kinds)
    return Rule(
        f"{extent}_{time}",
        f"activity_{time} IN ({names}) AND {extent}_{time} = 0",
        "extent 0 of the main activity",
        "give the extent in per cent, or leave it empty where it is not known",
    )


RULES: tuple[Rule, ...] = (
    Rule("person_id", "consent = 'named' AND person_id IS NULL", "no person in a named row",
         "give the person's pseudonym, or write anonymous in consent"),
    Rule("person_id", "consent = 'anonymous' AND person_id IS NOT NULL",
         "an anonymous row that names a person", "leave it empty, or write named in consent"),
    Rule("residence", "NOT regexp_full_match(residence, '[0-9]{4}')", "no municipality code",
         "write SCB's code, four characters, as 0486; empty where it is not known"),
    Rule("birth_year", "year(entry) - birth_year NOT BETWEEN 13 AND 100",
         "an age at entry outside 13 to 100 years", "correct the year of birth or the entry"),
    Rule("entry", "entry < DATE '1990-01-01'", "an entry before 1990",
         "correct the year; coordination associations are younger"),
    # A day of grace for time zones.
    Rule("as_of", "as_of > current_date + 1", "an as_of day that has not come",
         "give the day on which the export was taken"),
    Rule("entry", "entry > as_of", "an entry after the as_of day", "correct one of the two"),
    Rule("exit", "exit < entry", "an exit before the entry", "exchange or correct the days"),
    Rule("exit", "exit > as_of", "an exit after the as_of day",
         "an exit that is only planned belongs in planned_exit"),
    Rule("planned_exit", "planned_exit < entry", "a planned exit before the entry",
         "correct one of the two"),
    Rule("exit_reason", "exit IS NULL AND exit_reason IS NOT NULL",
         "a reason for leaving of somebody who has not left", "give the exit or remove the reason"),
    *(_before_exit(time) for time in codes.TIMES if time != "entry"),
    *(_idle_work(time, codes.WORK, "work_extent") for time in codes.TIMES),
    *(_idle_work(time, codes.STUDY, "study_extent") for time in codes.TIMES),
    Rule("job_lasts_month", "job_lasts_month IS NOT NULL AND "
         "(activity_exit IS NULL OR activity_exit NOT IN ('work', 'work_subsidised', 'work_municipal'))",
         "the length of a job of somebody without one at exit", "leave it empty"),
)  # fmt: skip


@dataclass(frozen=True)
class Records:
    """A file of records that has the right columns; its rows are read when they are asked for.

    Attributes
    ----------
    file : Path
        ``participations.parquet`` or ``participations.csv``.
    rows : int
        Participations.
    metadata : mapping
        What was imported when, of a Parquet file; empty of a CSV file.
    table : pyarrow.Table or None
        The rows of a CSV file, which is small; those of a Parquet file stay in the file.
    """

    file: Path
    rows: int
    metadata: Mapping[str, Any]
    table: pa.Table | None = None

    def relation(self, con: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyRelation:
        """Return the rows, with the types of `arrow_schema` and NULL for an empty cell."""
        if self.table is not None:
            return con.from_arrow(self.table)
        return con.read_parquet(str(self.file))


def arrow_schema() -> pa.Schema:
    """Return the columns of the records with their types: text, int16 or a day; NULL is empty."""
    kinds = {"number": pa.int16(), "day": pa.date32()}
    return pa.schema([(c.name, kinds.get(c.kind, pa.string())) for c in RECORDS.columns])


def database(spill: Path | None = None, file: Path | None = None) -> duckdb.DuckDBPyConnection:
    """Open a database of bounded memory.

    Parameters
    ----------
    spill : Path, optional
        An owner-only folder for what does not fit into memory. Without it nothing is written:
        records never reach a folder that was not made for them.
    file : Path, optional
        A new file in such a folder for what is made in the database; without it, memory.
    """
    con = duckdb.connect(str(file) if file else ":memory:")
    con.execute(f"SET memory_limit = '{_MEMORY}'")
    con.execute(f"SET threads = {_THREADS}")
    con.execute("SET temp_directory = ?", [str(spill) if spill else ""])
    # A record in a crash report of the library would be a record in a log.
    con.execute("SET autoinstall_known_extensions = false")
    con.execute("SET autoload_known_extensions = false")
    return con


@contextmanager
def private_database(rows: int = 0) -> Iterator[duckdb.DuckDBPyConnection]:
    """Open a database with a folder that only its owner can read, and remove both at the end.

    Parameters
    ----------
    rows : int
        How many records will be laid out in it. More than a few hundred thousand lie in the
        folder, compressed, so that ten million need little more memory than one million; of fewer
        nothing is written there but what a query cannot hold.

    Raises
    ------
    UtfallError
        If there is no room left for it.
    """
    _remove_left_behind()
    # The temporary folder is made with mode 0700.
    with tempfile.TemporaryDirectory(prefix=_PRIVATE) as name, FileLock(Path(name, _IN_USE)):
        folder = Path(name)
        with database(folder, folder / "laid.duckdb" if rows > _IN_MEMORY else None) as con:
            try:
                yield con
            except (duckdb.OutOfMemoryException, duckdb.IOException) as err:
                # Its words name the cause, and perhaps a file with rows.
                raise UtfallError(
                    f"{folder.parent}: the disk with temporary files is full or fails, so the "
                    "records were not counted; make room for eight times the size of their file, "
                    "or name another folder in TMPDIR"
                ) from err


def _remove_left_behind() -> None:
    """Remove the folders of builds that were killed, which could not do it themselves."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PRIVATE}*"):
        with suppress(OSError, Timeout):
            # One that was just made may not be held yet.
            if time.time() - folder.stat().st_mtime > _JUST_MADE_S:
                with FileLock(folder / _IN_USE, timeout=0):
                    shutil.rmtree(folder)


def read_records(path: Path) -> tuple[Records | None, list[Problem]]:
    """Find the records of a data folder, none being no fault.

    Returns
    -------
    Records or None, list of Problem
        Problems name rows and columns and never show what a cell holds.
    """
    parquet, text = path / "participations.parquet", path / "participations.csv"
    if parquet.exists() and text.exists():
        cure = "keep one of the two; both would count everybody twice"
        return None, [_problem(text, None, "", f"records also in {parquet.name}", cure)]
    if parquet.exists():
        return _read_parquet(parquet)
    if not text.exists():
        return None, []
    frame, _, problems = read_table(path, RECORDS)
    problems += [
        _problem(text, row, column, *told) for row, column, *told in failures(frame, RECORDS)
    ]
    if problems:
        return None, _quiet(problems)
    return Records(text, len(frame), {}, _typed(frame.to_dict("list"))), []


def _quiet(problems: Iterable[Problem]) -> list[Problem]:
    """Leave out what cells hold: also the names of columns, since a first row may be no header."""
    known = {"", *RECORDS.column_names}
    told = [p._replace(value=None, column=p.column if p.column in known else "") for p in problems]
    return list(dict.fromkeys(told))


def record_problems(
    records: Records, *, synthetic: bool, programmes: Iterable[str]
) -> list[Problem]:
    """Find every row that nothing may be counted from, by rule; a rule shows its first rows.

    Parameters
    ----------
    records : Records
        As read.
    synthetic : bool
        Whether the association is a synthetic one.
    programmes : iterable of str
        The ids of `programmes.csv`.
    """
    known = ", ".join(f"'{name}'" for name in programmes if re.fullmatch(r"[a-z0-9-]+", name))
    begins = f"starts_with(person_id, '{SYNTHETIC}')"
    rules = [
        *_cell_rules(),
        *RULES,
        Rule("programme_id", f"programme_id NOT IN ({known or 'NULL'})" if known else "true",
             "unknown id", "add the programme to programmes.csv, or correct the id"),
        Rule("person_id", f"NOT {begins}", "not a synthetic person in a synthetic association",
             "remove synthetic = true from association.toml unless the data were made up")
        if synthetic
        else Rule("person_id", begins, "a synthetic person in an association that is not",
                  "write synthetic = true in association.toml, or remove the rows"),
        Rule("residence", "regexp_full_match(residence, '[0-9]{4}') AND "
             f"NOT starts_with(residence, '{SYNTHETIC_COUNTY}')",
             "a real municipality in a synthetic association", "write a code from 9901 to 9999")
        if synthetic
        else Rule("residence", f"starts_with(residence, '{SYNTHETIC_COUNTY}')",
                  "a code for synthetic associations only", "write SCB's code of the municipality"),
    ]  # fmt: skip
    twice = Rule(
        "record_id", f"record_id IN ({_TWICE})", "a row given twice", "keep one row per record_id"
    )
    with private_database() as con:
        rows: Any = records.relation(con)

        def asked(query: str) -> tuple[Any, ...]:
            # One row comes back, however many rows are faulty: memory stays bounded.
            [row] = rows.query("records", query).fetchall()
            return tuple(row)

        def number(rule: Rule) -> str:
            return f"count(*) FILTER (WHERE {rule.fault})"

        numbers = asked(f"SELECT {', '.join(map(number, rules))} FROM records")  # noqa: S608
        numbers += asked(f"SELECT {number(twice)} FROM records")  # noqa: S608
        faulty = [(rule, n) for rule, n in zip([*rules, twice], numbers, strict=True) if n]
        # Which rows they are is asked only where there are any: numbering rows takes one thread.
        told = ", ".join(f"min(row, {_SHOWN}) FILTER (WHERE f{i})" for i in range(len(faulty)))
        faults = ", ".join(f"{rule.fault} AS f{i}" for i, (rule, _) in enumerate(faulty))
        judged = f"SELECT row_number() OVER () AS row, {faults} FROM records"  # noqa: S608
        found = asked(f"SELECT {told} FROM ({judged})") if faulty else ()  # noqa: S608
    header = 1 if records.table is not None else 0
    problems = []
    for (rule, total), first in zip(faulty, found, strict=True):
        problems += [
            _problem(records.file, row + header, rule.column, rule.problem, rule.cure)
            for row in first or ()
        ]
        if total > _SHOWN:
            more = f"{rule.problem}, in {total - _SHOWN} rows more"
            problems.append(_problem(records.file, None, rule.column, more, rule.cure))
    return problems


def identity_problems(records: Records) -> list[Problem]:
    """Find ids that are no pseudonyms: a personal number, an address, a telephone number, a name.

    Records from an import have passed this before; those written by hand have not.
    """
    found: Counter[tuple[str, str]] = Counter()
    with private_database() as con:
        for column in ("record_id", "person_id"):
            # Batches of ids judge each other: their order may not hang on the number of threads.
            query = f"SELECT DISTINCT {column} FROM records ORDER BY ALL"  # noqa: S608
            rows: Any = records.relation(con)
            reader = rows.query("records", query).to_arrow_reader(_SCANNED)
            for batch in reader:
                for one in scan("", batch.column(0).cast(pa.string()), identifiers=True):
                    found[column, one.kind] += one.count
    cure = "keep a pseudonym instead; `utfall import --pseudonymise` makes one"
    return [
        _problem(records.file, None, column, f"identities ({kind}) in {count} ids", cure)
        for (column, kind), count in found.items()
    ]


def _cell_rules() -> list[Rule]:
    """Say of each column what a cell may hold; a Parquet file has passed no reading of cells."""
    rules = []
    for column in RECORDS.columns:
        name = column.name
        if column.required:
            rules.append(Rule(name, f"{name} IS NULL", "empty", column.description.lower()))
        if column.allowed:
            one = f"({'|'.join(column.allowed)})"
            many = f"{one}({column.joined}{one})*" if column.joined else one
            fault = f"NOT regexp_full_match({name}, '{many}')"
            rules.append(
                Rule(name, fault, "not allowed", f"write one of: {', '.join(column.allowed)}")
            )
        elif column.kind == "number":
            fault = f"{name} NOT BETWEEN {column.minimum:g} AND {column.maximum:g}"
            cure = f"write a number from {column.minimum:g} to {column.maximum:g}"
            rules.append(Rule(name, fault, "out of range", cure))
    return rules


def _read_parquet(file: Path) -> tuple[Records | None, list[Problem]]:
    cure = "make it with `utfall import`, from the follow-up system's export"
    try:
        found = pq.ParquetFile(file)
        schema, rows = found.schema_arrow, found.metadata.num_rows
    except (OSError, pa.ArrowInvalid):
        return None, [_problem(file, None, "", "cannot be read as Parquet", cure)]
    wanted = arrow_schema()
    missing = [name for name in wanted.names if name not in schema.names]
    unknown = [name for name in schema.names if name not in wanted.names]
    other = [
        f.name for f in wanted if f.name in schema.names and schema.field(f.name).type != f.type
    ]
    problems = [
        *(_problem(file, None, name, "column missing", cure) for name in missing),
        *([_problem(file, None, "", f"{len(unknown)} columns unknown", cure)] if unknown else []),
        *(_problem(file, None, name, "column of another type", cure) for name in other),
    ]
    if problems:
        return None, problems
    stated = (schema.metadata or {}).get(_METADATA, b"{}")
    return Records(file, rows, json.loads(stated)), []


def write_parquet(
    file: Path, batches: Iterable[pa.RecordBatch], metadata: Mapping[str, Any]
) -> int:
    """Write records for their owner only, and return how many.

    The same rows in the same order give the same bytes, whatever the size of the batches.
    """
    schema = arrow_schema().with_metadata(
        {_METADATA: json.dumps(metadata, ensure_ascii=False, sort_keys=True).encode()}
    )
    rows = 0
    with (
        open(file, "wb", opener=owner_only) as out,
        pq.ParquetWriter(out, schema, compression="zstd") as writer,
    ):
        held: list[pa.RecordBatch] = []
        for batch in batches:
            held.append(batch)
            rows += batch.num_rows
            while sum(b.num_rows for b in held) >= _ROW_GROUP:
                table = pa.Table.from_batches(held, arrow_schema())
                writer.write_table(
                    table.slice(0, _ROW_GROUP).replace_schema_metadata(schema.metadata)
                )
                held = table.slice(_ROW_GROUP).to_batches()
        if held or not rows:
            table = pa.Table.from_batches(held, arrow_schema())
            writer.write_table(table.replace_schema_metadata(schema.metadata))
    return rows


def _typed(columns: Mapping[Any, list[Any]]) -> pa.Table:
    """Turn the cells of a CSV file into the types of the records."""
    arrays = []
    for field in arrow_schema():
        cells = [
            None if cell in ("", None) or cell != cell else cell for cell in columns[field.name]
        ]
        if field.type == pa.int16():
            cells = [None if cell is None else int(cell) for cell in cells]
            arrays.append(pa.array(cells, field.type))
        else:
            arrays.append(pa.array(cells, pa.string()).cast(field.type))
    return pa.Table.from_arrays(arrays, schema=arrow_schema())


def _problem(file: Path, row: int | None, column: str, problem: str, cure: str) -> Problem:
    return Problem(str(file), row, column, None, problem, cure)
