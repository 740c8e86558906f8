"""`utfall import`: an export → the records of a data folder, whole or not at all."""

import contextlib
import errno
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

import duckdb

from utfall.data.folder import Problem
from utfall.data.guard import is_synthetic
from utfall.data.identities import identity_column, scan
from utfall.data.records import Records, read_records, write_parquet
from utfall.errors import DataError, ParamsError, UtfallError
from utfall.imports import mapping
from utfall.imports.cells import CellError, day
from utfall.imports.export import Export, open_export
from utfall.imports.mapping import ImportMap
from utfall.imports.merge import Changes, Stage
from utfall.imports.place import publish, refuse_folder, staging_folder, vocabulary
from utfall.imports.pseudonyms import Key
from utfall.imports.rejected import foreign, forget, told, unwritable, write_rejected
from utfall.imports.rows import Reader

__all__ = ["Options", "Summary", "import_export"]

_NAMED = 20
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
    remove : bool
        Whether an export with ``complete = true`` may remove more than half of the records.
    """

    pseudonymise: tuple[str, ...] = ()
    key_file: Path | None = None
    as_of: str = ""
    partial: bool = False
    remove: bool = False


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
    remark : str
        What the export may hold without our seeing it.
    """

    read: int
    empty: int
    rejected: int
    taken: int
    changes: Changes
    not_imported: tuple[str, ...]
    file: Path
    rejected_file: Path
    remark: str = ""

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
            *(f"not imported: column {name!r}" for name in self.not_imported[:_NAMED]),
        ]
        if len(self.not_imported) > _NAMED:
            told.append(f"not imported: {len(self.not_imported) - _NAMED} columns more")
        for count, what in (
            (c.persons_with_two_birth_years, "years of birth"),
            (c.persons_with_two_sexes, "sexes"),
        ):
            if count:
                told.append(f"remark: {count} persons have two {what} in their records")
        if self.remark:
            told.append(f"remark: {self.remark}")
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
    UtfallError
        If the disk or the memory is full: then, too, the folder is as it was.

    Notes
    -----
    The same rows in another order, file format or encoding give the same bytes. No message holds
    what a cell says.
    """
    try:
        return _import(file, map_file, folder, options, env)
    except duckdb.OutOfMemoryException as err:
        raise _no_room(folder, "the memory is full") from err
    except duckdb.IOException as err:
        # Its words name the cause, and perhaps a file with rows.
        raise _no_room(folder, "the disk is full or fails") from err
    except OSError as err:
        if err.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        raise _no_room(folder, "the disk is full") from err


def _no_room(folder: Path, what: str) -> UtfallError:
    cure = "make room for three times the size of the export, and import again"
    return UtfallError(f"{folder}: {what}, so nothing was imported; {cure}")


def _import(
    file: Path, map_file: Path, folder: Path, options: Options, env: Mapping[str, str]
) -> Summary:
    synthetic = is_synthetic(folder)
    refuse_folder(folder, synthetic=synthetic)
    if synthetic and options.pseudonymise:
        raise ParamsError(
            f"--pseudonymise: {folder} is a synthetic association, where nobody is real; import "
            "real persons into a folder whose association.toml does not say synthetic = true"
        )
    stated = mapping.load(map_file)
    as_of = _as_of(stated, options.as_of)
    export = open_export(file, stated.sheet)
    problems = mapping.mapping_problems(stated, export.header, options.pseudonymise)
    if problems:
        raise ParamsError("\n".join(f"{map_file}: {problem}" for problem in problems))
    keyed = options.pseudonymise or options.key_file
    key = Key.load(options.key_file, env, folder) if keyed else None
    with staging_folder(folder) as staging:
        earlier, found = read_records(folder)
        if found:
            raise DataError([str(problem) for problem in found])
        ids = f"derived {key.check()}" if key else "derived"
        signs = {
            "key": key.check() if key and options.pseudonymise else "",
            "ids": "given" if "record_id" in stated.columns else ids,
        }
        if earlier is not None and earlier.rows:
            _refuse_other_ids(earlier, signs, complete=stated.complete)
        reader = Reader(
            stated, vocabulary(folder), as_of, key,
            frozenset(options.pseudonymise),
        )  # fmt: skip
        stage = Stage(staging, earlier.file if earlier else None, key)
        with contextlib.closing(stage):
            read, empty = _read(export, reader, stage)
            return _merge(export, reader, stage, folder, options, earlier, signs, read, empty)


def _read(export: Export, reader: Reader, stage: Stage) -> tuple[int, int]:
    """Stage every row; stop at the end of the file where a column holds identities."""
    dropped = {*reader.stated.drop, *reader.pseudonymised}
    identifiers = {reader.stated.columns.get(ours) for ours in ("person_id", "record_id")}
    identities: Counter[tuple[str, str]] = Counter()
    read = empty = 0
    for batch in export.batches():
        read += len(batch.rows) + len(batch.ragged) + batch.empty
        empty += batch.empty
        for name, texts in batch.cells.items():
            if name in dropped:
                continue
            found_here = scan(
                name, texts, known=reader.explained(name), identifiers=name in identifiers
            )
            for found in found_here:
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
    synthetic = reader.vocabulary.synthetic
    if rejected and (not options.partial or rejected + empty == read):
        no_list = unwritable(beside, synthetic=synthetic)
        if not no_list:
            write_rejected(stage.faults(), beside)
        raise DataError(told(export.file, stage, reader, rejected, beside, no_list))
    if rejected and foreign(folder / _REJECTED):
        what = f"{folder / _REJECTED}: another file than a list of rejected rows; move it away"
        raise DataError([what])
    _refuse_half(export.file, stage, stated, earlier, rejected)
    changes = stage.changes(complete=stated.complete)
    if earlier is not None and 2 * changes.removed > earlier.rows and not options.remove:
        raise DataError(
            [
                f"{export.file}: lacks {changes.removed} of {earlier.rows} records, which "
                "complete = true would remove; write complete = false where the export does not "
                "hold every participation, or say --remove"
            ]
        )
    taken = stage.number("SELECT count(*) FROM fresh")
    target = folder / _FILE
    known = {*stated.columns.values(), *stated.drop}
    not_imported = tuple(name for name in export.header if name not in known)
    rejected_file = stage.folder / _REJECTED
    made = []
    if rejected:
        # First, so that the records are never without the list of what they lack.
        write_rejected(stage.faults(), rejected_file)
        made.append((rejected_file, folder / _REJECTED))
    if not changes.nothing or earlier is None:
        imports = _imports(stage, earlier, changes, taken)
        fresh = stage.folder / _FILE
        write_parquet(fresh, stage.merged(complete=stated.complete), {"imports": imports, **signs})
        made.append((fresh, target))
    publish(made, synthetic=synthetic)
    forget(beside)
    if not rejected:
        forget(folder / _REJECTED)
    return Summary(
        read, empty, rejected, taken, changes, not_imported, target, folder / _REJECTED,
        export.remark,
    )  # fmt: skip


def _imports(
    stage: Stage, earlier: Records | None, changes: Changes, taken: int
) -> list[dict[str, object]]:
    """Return what the file says of its imports: a day and counts, never what rows say.

    Where rows were removed the list begins anew: it would tell of persons who are to be forgotten.
    """
    done = {"as_of": stage.as_of(), "rows": taken, "added": changes.added}
    before = earlier.metadata.get("imports", []) if earlier and not changes.removed else []
    return [*before, {**done, "changed": changes.changed}]


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
        "key": "use the key of the first import, or replace all records with complete = true and --remove",
        "ids": "map record_id as in the first import, or replace all records with complete = true "
        "and --remove",
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
