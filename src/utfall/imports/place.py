"""The data folder that records are brought into: whether it may hold them, and how they get there."""

import contextlib
import os
import shutil
import stat
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from filelock import FileLock, Timeout

from utfall.data.csvfile import read_table
from utfall.data.guard import is_synthetic, tracked_problem
from utfall.data.records import STAGING
from utfall.data.schema import REGISTER_TABLES, TABLES
from utfall.errors import DataError, ParamsError
from utfall.imports.cells import folded
from utfall.imports.rows import Vocabulary

__all__ = ["publish", "refuse_folder", "staging_folder", "vocabulary"]

_LOCK = f"{STAGING}.lock"


def refuse_folder(folder: Path, *, synthetic: bool) -> None:
    """Refuse a folder that may not hold imported records; it need not exist.

    Raises
    ------
    DataError
        If it is none or cannot be made, git has or would take it, another user owns it, or it has
        records of another making. A synthetic association may lie anywhere.
    """
    problems = []
    if folder.exists() and not folder.is_dir():
        problems.append(f"{folder}: not a folder; name the data folder with --to")
    elif not folder.parent.is_dir():
        problems.append(f"{folder}: the folder above it is missing; make it first")
    else:
        tracked = None if synthetic else tracked_problem(folder)
        problems += [str(tracked)] if tracked else []
        if (folder / "participations.csv").exists():
            problems.append(
                f"{folder / 'participations.csv'}: records that were not imported; import an "
                "export that holds all participations into a folder without this file"
            )
        if folder.exists() and not synthetic and not _ours(folder):
            problems.append(f"{folder}: belongs to another user; use a folder of your own")
    if problems:
        raise DataError(problems)


def _ours(folder: Path) -> bool:
    return os.name != "posix" or folder.stat().st_uid == os.geteuid()


@contextlib.contextmanager
def staging_folder(folder: Path) -> Iterator[Path]:
    """Make a hidden folder of the owner's inside the data folder, and leave no trace of it.

    It lies there since the data folder is known to be outside git and on the same disk.
    """
    new = not folder.exists()
    if new:
        folder.mkdir(mode=stat.S_IRWXU)
    staging, lock = folder / STAGING, folder / _LOCK
    try:
        with FileLock(lock, timeout=0):
            try:
                # What a killed import has left.
                shutil.rmtree(staging, ignore_errors=True)
                staging.mkdir(mode=stat.S_IRWXU)
                yield staging
            finally:
                shutil.rmtree(staging, ignore_errors=True)
                lock.unlink(missing_ok=True)
    except Timeout as err:
        raise ParamsError(f"{folder}: another import is at work here; wait for it") from err
    finally:
        if new and not any(folder.iterdir()):
            folder.rmdir()


def publish(files: Sequence[tuple[Path, Path]], *, synthetic: bool) -> None:
    """Put new files in the place of the old ones, in their order, so that each is whole.

    Whatever can fail is done before the first is replaced.
    """
    for fresh, target in files:
        with fresh.open("rb") as content:
            os.fsync(content.fileno())
        if not synthetic and os.name == "posix":
            target.parent.chmod(stat.S_IRWXU)
    for fresh, target in files:
        fresh.replace(target)


def vocabulary(folder: Path) -> Vocabulary:
    """Read what programmes and municipalities are called, from the folder and the register beside it."""
    programmes: dict[str, str] = {}
    codes: dict[str, str] = {}
    register = folder.parent / "register"
    for code, *names in _cells(
        register,
        "municipalities",
        "municipality_code",
        "municipality_name_short",
        "municipality_name",
    ):
        codes |= {folded(name): code for name in names}
    known = frozenset(codes.values())
    for code, *names in _cells(folder, "members", "municipality_code", "name", "member_id"):
        if code:
            codes |= {folded(name): code for name in names}
    for programme, name in _cells(folder, "programmes", "programme_id", "name"):
        programmes |= {folded(programme): programme, folded(name): programme}
    return Vocabulary(programmes, codes, known, is_synthetic(folder))


def _cells(folder: Path, table: str, *columns: str) -> Iterable[tuple[str, ...]]:
    """Return some columns of a table; a faulty or missing one is for `utfall check` to tell."""
    known = TABLES.get(table) or REGISTER_TABLES[table]
    frame, _, _ = read_table(folder, known)
    return zip(*(frame[column] for column in columns), strict=True)
