"""`utfall import`: an export → the records of a data folder, whole or not at all."""

import contextlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import pyarrow as pa

from utfall.data.folder import Problem
from utfall.data.guard import is_synthetic
from utfall.data.identities import identity_column, scan
from utfall.data.records import Records, read_records, write_parquet
from utfall.errors import DataError, ParamsError
from utfall.imports import mapping
from utfall.imports.cells import CellError, day
from utfall.imports.export import Export, open_export
from utfall.imports.mapping import ImportMap
from utfall.imports.merge import Changes, Stage
from utfall.imports.place import publish, refuse_folder, staging_folder, vocabulary
from utfall.imports.pseudonyms import Key
from utfall.imports.rejected import told, write_rejected
from utfall.imports.rows import Reader

__all__ = ["Options", "Summary", "header_problems", "import_export"]

_FILE, _REJECTED = "participations.parquet", "participations.rejected.csv"


@dataclass(frozen=True)
class Options:
    """What the command line says beside the mapping file.

    Attributes
    ----------
    pseudonymise : tuple of str
        Columns of the export whose content is replaced by a keyed hash.
    key_file : Path or None
        The key; else it is in the environment.
    as_of : str
        The day the export was taken; empty: as the mapping says.
    partial : bool
        Whether to take the good rows though others cannot be taken.
    """

    pseudonymise: tuple[str, ...] = ()
    key_file: Path | None = None
    as_of: str = ""
    partial: bool = False


@dataclass(frozen=True)
class Summary:
    """What an import did.

    Attributes
    ----------
    read, empty, rejected, taken : int
        Rows of the export below its header; the last three add up to the first.
    changes : Changes
        What became of the rows taken, and of earlier records.
    not_imported : tuple of str
        Columns of the export that the mapping neither maps nor drops.
    file, rejected_file : Path
        The records, and the list of rejected rows where there are any.
    """

    read: int
    empty: int
    rejected: int
    taken: int
    changes: Changes
    not_imported: tuple[str, ...]
    file: Path
    rejected_file: Path

    def lines(self) -> list[str]:
        """Say it in words; counts only."""
        c = self.changes
        told = [
            f"{self.read} rows read = {self.empty} empty + {self.rejected} rejected "
            f"+ {self.taken} taken",
            f"{self.taken} rows taken = {c.added} added + {c.changed} changed + {c.unchanged} "
            f"unchanged ({c.confirmed} of them confirmed at a later day)",
            f"{c.kept} earlier records kept that the export lacks, {c.removed} removed",
            *(f"changed: {name} in {count} rows" for name, count in c.columns.items()),
            *(f"not imported: column {name!r}" for name in self.not_imported),
        ]
        for count, what in (
            (c.persons_with_two_birth_years, "years of birth"),
            (c.persons_with_two_sexes, "sexes"),
        ):
            if count:
                told.append(f"remark: {count} persons have two {what} in their records")
        if self.rejected:
            told.append(f"rejected rows are listed in {self.rejected_file}")
        told.append("nothing changed" if c.nothing else f"written: {self.file}")
        return told


def import_export(
    file: Path, map_file: Path, folder: Path, options: Options, env: Mapping[str, str]
) -> Summary:
    """Take over an export as the records of a data folder.

    Parameters
    ----------
    file : Path
        The export.
    map_file : Path
        What its columns and texts mean.
    folder : Path
        The data folder; a new one is made, readable by its owner only.
    options : Options
        What the command line says.
    env : mapping
        The environment, which may hold the key.

    Returns
    -------
    Summary
        Counts of rows; ``rejected`` is zero unless ``options.partial``.

    Raises
    ------
    ParamsError
        If the mapping, the key or the command line must change.
    DataError
        If the folder may not hold records, the export holds identities, or rows cannot be taken:
        then the folder is as it was, and the rows are listed beside the export with their cells,
        readable by their owner only.

    Notes
    -----
    The same rows in another order, file format or encoding give the same bytes. No message holds
    what a cell says.
    """
    synthetic = is_synthetic(folder)
    refuse_folder(folder, synthetic=synthetic)
    stated = mapping.load(map_file)
    as_of = _as_of(stated, options.as_of)
    export = open_export(file, stated.sheet)
    header_problems(export)
    problems = mapping.mapping_problems(stated, export.header, options.pseudonymise)
    if problems:
        raise ParamsError("\n".join(f"{map_file}: {problem}" for problem in problems))
    key = Key.load(options.key_file, env, folder) if options.pseudonymise else None
    with staging_folder(folder) as staging:
        earlier, found = read_records(folder)
        if found:
            raise DataError([str(problem) for problem in found])
        signs = {
            "key": key.check() if key else "",
            "ids": "given" if "record_id" in stated.columns else "derived",
        }
        if earlier is not None and earlier.rows:
            _refuse_other_ids(earlier, signs, complete=stated.complete)
        reader = Reader(
            stated, vocabulary(folder), as_of, key,
            frozenset(options.pseudonymise),
        )  # fmt: skip
        stage = Stage(staging, earlier.file if earlier else None)
        with contextlib.closing(stage):
            read, empty = _read(export, reader, stage)
            return _merge(export, reader, stage, folder, options, earlier, signs, read, empty)


def _read(export: Export, reader: Reader, stage: Stage) -> tuple[int, int]:
    """Stage every row; stop at the end of the file where a column holds identities."""
    dropped = {*reader.stated.drop, *reader.pseudonymised}
    identities: Counter[tuple[str, str]] = Counter()
    read = empty = 0
    for batch in export.batches():
        read += len(batch.rows) + len(batch.ragged) + batch.empty
        empty += batch.empty
        for name, texts in batch.cells.items():
            if name in dropped:
                continue
            for found in scan(name, texts):
                identities[name, found.kind] += found.count
            if identity_column(name):
                identities[name, ""] += len(texts) - texts.null_count
        # Once a column is known to hold identities nothing more of the export is kept.
        if not +identities:
            stage.add(*reader.read(batch, stage.con))
    if +identities:
        raise DataError([_identity_line(export.file, *at) for at in sorted((+identities).items())])
    if read == empty:
        raise DataError([f"{export.file}: no rows below the header; export once more"])
    return read, empty


def _identity_line(file: Path, where: tuple[str, str], count: int) -> str:
    column, kind = where
    cure = (
        f'replace them with --pseudonymise "{column}" where the column tells persons apart, '
        "name the column in drop of the mapping file, or remove it from the export"
    )
    what = f"identities ({kind})" if kind else "a column that by its name holds identities"
    return str(Problem(str(file), None, column, None, f"{what} in {count} cells", cure))


def _merge(
    export: Export,
    reader: Reader,
    stage: Stage,
    folder: Path,
    options: Options,
    earlier: Records | None,
    signs: Mapping[str, str],
    read: int,
    empty: int,
) -> Summary:
    stated = reader.stated
    stage.identify(stated.columns.get("record_id", ""))
    rejected = stage.number("SELECT count(DISTINCT row) FROM faults")
    beside = export.file.with_name(f"{export.file.stem}.rejected.csv")
    if rejected and (not options.partial or rejected + empty == read):
        write_rejected(stage.faults(), beside)
        raise DataError(told(export.file, stage, reader, rejected, beside))
    _refuse_half(export.file, stage, stated, earlier, rejected)
    changes = stage.changes(complete=stated.complete)
    taken = stage.number("SELECT count(*) FROM fresh")
    target = folder / _FILE
    known = {*stated.columns.values(), *stated.drop}
    not_imported = tuple(name for name in export.header if name not in known)
    rejected_file = stage.folder / _REJECTED
    if rejected:
        write_rejected(stage.faults(), rejected_file)
    if not changes.nothing or earlier is None:
        # One import is told from another by what it brought, not by the file it came in.
        done = {"as_of": stage.as_of(), "rows": taken, "digest": stage.digest()}
        imports = [*(earlier.metadata.get("imports", []) if earlier else []), done]
        fresh = stage.folder / _FILE
        write_parquet(fresh, stage.merged(complete=stated.complete), {"imports": imports, **signs})
        publish(fresh, target, synthetic=reader.vocabulary.synthetic)
    beside.unlink(missing_ok=True)
    if rejected:
        rejected_file.replace(folder / _REJECTED)
    else:
        (folder / _REJECTED).unlink(missing_ok=True)
    return Summary(read, empty, rejected, taken, changes, not_imported, target, folder / _REJECTED)


def _refuse_half(
    file: Path, stage: Stage, stated: ImportMap, earlier: Records | None, rejected: int
) -> None:
    """Refuse what would lose records or count somebody twice."""
    if earlier is None or not earlier.rows:
        return
    if stated.complete and rejected:
        raise DataError(
            [
                f"{file}: {rejected} rows are rejected, and with complete = true the records of "
                "those persons would be removed; correct the rows, or write complete = false"
            ]
        )
    if stated.complete and stage.number(
        "SELECT (SELECT max(as_of) FROM kept) > coalesce((SELECT max(as_of) FROM fresh), DATE '1900-01-01')"
    ):
        raise DataError(
            [
                f"{file}: older than what the records hold, and with complete = true newer records "
                "would be removed; import exports in order of their day"
            ]
        )
    derived = "record_id" not in stated.columns
    if derived and not stated.complete and (count := stage.unrecognised()):
        raise DataError(
            [
                f"{file}: {count} anonymous rows cannot be told from changed ones of the records; "
                "map a column to record_id, or import an export that holds every participation "
                "with complete = true"
            ]
        )


def _refuse_other_ids(earlier: Records, signs: Mapping[str, str], *, complete: bool) -> None:
    """Refuse ids that are made in another way than those of the records, unless all are replaced."""
    if complete:
        return
    what = {
        "key": "person ids made with another key (or without one)",
        "ids": "record ids from another column (or derived ones)",
    }
    cure = {
        "key": "use the key of the first import, or replace all records with complete = true",
        "ids": "map record_id as in the first import, or replace all records with complete = true",
    }
    problems = [
        f"{earlier.file}: holds {what[name]}; {cure[name]}"
        for name, sign in signs.items()
        if earlier.metadata.get(name, sign) != sign
    ]
    if problems:
        raise DataError(problems)


def _as_of(stated: ImportMap, option: str) -> date | None:
    if option and "as_of" in stated.columns:
        raise ParamsError("--as-of: the mapping takes as_of from a column; use one of the two")
    found = stated.as_of
    if option:
        try:
            found = day(option, stated.date_order)
        except CellError as err:
            raise ParamsError(f"--as-of: {err.problem}; write it as 2024-12-31") from err
    if found is None and "as_of" not in stated.columns:
        raise ParamsError(
            "--as-of: missing; say on which day the export was taken, here or as as_of in the mapping"
        )
    if found is not None and found > date.today() + timedelta(days=1):
        raise ParamsError(
            f"as_of: found {found}, which has not come; give the day on which the export was taken"
        )
    return found


def header_problems(export: Export) -> None:
    """Refuse a header that holds identities: it is a row of data, and must not be shown.

    Raises
    ------
    DataError
        With the row and never what it holds.
    """
    if scan("", pa.array(export.header, pa.string())):
        cure = "write the names of the columns above the rows"
        problem = "the first row holds identities, so the names of the columns are missing"
        at = Problem(str(export.file), export.header_row, "", None, problem, cure)
        raise DataError([str(at)])
