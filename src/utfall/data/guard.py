"""Records lie only where their owner alone reads them, and never in git, unless they are synthetic.

Run as ``python -m utfall.data.guard FILE…`` before a commit: it refuses files that hold records.
"""

import csv
import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

from utfall.data.folder import Problem
from utfall.data.records import STAGING, SYNTHETIC

__all__ = ["guard_problems", "is_synthetic", "main", "tracked_problem", "would_take"]

# A table with these columns holds records, whatever its file is called.
_TELLING = {"person_id", "record_id", "programme_id", "entry"}
_LINES = 50
_CODE = {".py", ".md", ".ipynb", ".toml"}
# What an import may leave in a folder, were it killed at any moment.
_LEFT = (
    "participations.parquet",
    "participations.csv",
    "participations.rejected.csv",
    f"{STAGING}/staged.parquet",
)


def guard_problems(folder: Path, *, synthetic: bool) -> list[Problem]:
    """Find why the records of a folder may not lie there; none of a synthetic association."""
    if synthetic:
        return []
    found = [tracked_problem(folder)]
    if (folder / STAGING).exists():
        cure = "remove it, or import again; it may hold rows"
        found.append(_problem(folder / STAGING, "left by an import that was cut off", cure))
    if os.name == "posix":
        open_to = stat.S_IRWXG | stat.S_IRWXO
        found += [
            _problem(
                path, "records that others on this machine can read", f"run: chmod {mode} {path}"
            )
            for path, mode in [(folder, "700"), *((f, "600") for f in _record_files(folder))]
            if path.stat().st_mode & open_to
        ]
    return [problem for problem in found if problem]


def is_synthetic(folder: Path) -> bool:
    """Tell whether `association.toml` says that everything in the folder is made up."""
    try:
        stated = tomllib.loads((folder / "association.toml").read_text(encoding="utf-8-sig"))
    except (OSError, ValueError):
        return False
    return stated.get("synthetic") is True


def tracked_problem(folder: Path) -> Problem | None:
    """Say why a folder with records would end up in git, if it would.

    It would if git has any file of the folder, or would take what an import leaves there with the
    next ``git add``. Where a repository is but git cannot be asked, it is refused too.
    """
    place = folder.resolve()
    if not _in_repository(place):
        return None
    here = next(p for p in (place, *place.parents) if p.is_dir())
    tracked = _git(place, "ls-files", "--", ".") if place.is_dir() else ""
    ignored = _git(here, "check-ignore", "--", *(str(place / name) for name in _LEFT))
    if tracked is None or ignored is None:
        cure = "keep records where no repository is, or make git work here (try: git status)"
        return _problem(folder, "records in a repository that git cannot tell of", cure)
    if not tracked and len(ignored.splitlines()) == len(_LEFT):
        return None
    cure = (
        "keep the whole folder out of git: name it in .gitignore"
        + (" and run git rm -r --cached on it" if tracked else "")
        + ", or keep records outside the working tree; only a synthetic association may be in git"
    )
    return _problem(folder, "records in a folder that git tracks or would take", cure)


def would_take(file: Path) -> bool:
    """Tell whether git has a file or would take it with the next ``git add``, or cannot tell."""
    place = file.resolve()
    if not _in_repository(place):
        return False
    tracked = _git(place.parent, "ls-files", "--", place.name)
    return bool(tracked) or not _git(place.parent, "check-ignore", "--", str(place))


def main(names: Iterable[str]) -> int:
    """Refuse files with records among those about to be committed; 0 where there are none."""
    refused = [Path(name) for name in names if _holds_records(Path(name))]
    for file in refused:
        print(
            f"{file}: holds participation records; remove it from the commit (git rm --cached) "
            "and keep its folder in .gitignore; only a synthetic association may be in git",
            file=sys.stderr,
        )
    return 1 if refused else 0


def _holds_records(file: Path) -> bool:
    if not file.is_file() or file.suffix in _CODE:
        return False
    if is_synthetic(file.parent) and _made_up(file):
        return False
    named = file.name.startswith("participations.") or file.name.endswith(".rejected.csv")
    return named or any({cell.strip().lower() for cell in row} >= _TELLING for row in _rows(file))


def _made_up(file: Path) -> bool:
    """Tell whether every person of a file is a synthetic one; a flag alone proves nothing."""
    rows = _rows(file, None)
    header = next(rows, [])
    if "person_id" not in header:
        return True
    place = header.index("person_id")
    return all(row[place].startswith(SYNTHETIC) for row in rows if len(row) > place and row[place])


def _rows(file: Path, most: int | None = _LINES) -> Iterator[list[str]]:
    """Yield the first rows of a table by what the file is, not by what it is called."""
    with file.open("rb") as content:
        begins = content.read(4)
    if begins == b"PAR1":
        yield from _parquet_rows(file, most)
    elif begins in (b"PK\x03\x04", b"\xd0\xcf\x11\xe0"):
        yield from _sheet_rows(file, most)
    else:
        encoding = "utf-16" if begins[:2] in (b"\xff\xfe", b"\xfe\xff") else "utf-8-sig"
        with file.open(encoding=encoding, errors="replace", newline="") as lines:
            for line in islice(lines, most):
                sign = max(",;\t|", key=line.count)
                yield next(csv.reader([line], delimiter=sign), [])


def _parquet_rows(file: Path, most: int | None) -> Iterator[list[str]]:
    import pyarrow.parquet as pq

    try:
        table = pq.ParquetFile(file)
        names = list(table.schema_arrow.names)
        yield names
        known = [name for name in names if name == "person_id"]
        for batch in table.iter_batches(columns=known) if most is None and known else ():
            blank = [""] * len(names)
            for cell in batch.column(0).to_pylist():
                yield [*blank[: names.index("person_id")], cell or ""]
    except (OSError, ValueError):
        return


def _sheet_rows(file: Path, most: int | None) -> Iterator[list[str]]:
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(str(file))
        for name in book.sheet_names:
            for row in islice(book.get_sheet_by_name(name).to_python(), most):
                yield [str(cell) for cell in row]
    except (CalamineError, OSError, ValueError):  # another kind of archive
        return


def _record_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("participations.*") if file.is_file())


def _in_repository(place: Path) -> bool:
    """Tell whether a path lies in a working tree, or in the folder in which git keeps it."""
    return any((p / ".git").exists() or p.name == ".git" for p in (place, *place.parents))


def _git(folder: Path, *words: str) -> str | None:
    """Return what git says of a folder; None where it cannot be asked."""
    # A hook's GIT_DIR would make git speak of another repository.
    env = {name: cell for name, cell in os.environ.items() if not name.startswith("GIT_")}
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False, env=env
        )
    except OSError:
        return None
    # check-ignore ends with 1 where nothing is ignored.
    return done.stdout if done.returncode in (0, 1) else None


def _problem(path: Path, problem: str, cure: str) -> Problem:
    return Problem(str(path), None, "", None, problem, cure)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
