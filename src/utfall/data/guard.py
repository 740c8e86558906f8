"""Records lie only where their owner alone reads them, and never in git, unless they are synthetic.

Run as ``python -m utfall.data.guard FILE…`` before a commit: it refuses files that hold records.
"""

import csv
import os
import stat
import subprocess
import sys
import tomllib
from collections.abc import Iterable
from pathlib import Path

from utfall.data.folder import Problem

__all__ = ["guard_problems", "is_synthetic", "main", "tracked_problem"]

# A table with these columns holds records, whatever its file is called.
_TELLING = {"person_id", "record_id", "programme_id", "entry"}
_BINARY = {".xlsx", ".xls", ".ods"}
_TABLES = {".csv", ".tsv", ".txt", ".parquet", *_BINARY}


def guard_problems(folder: Path, *, synthetic: bool) -> list[Problem]:
    """Find why the records of a folder may not lie there; none of a synthetic association."""
    if synthetic:
        return []
    found = [tracked_problem(folder)]
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

    It would if git has any file of the folder, or would take its records with the next
    ``git add``. Outside a working tree, and without git, there is nothing to say.
    """
    here = folder if folder.is_dir() else folder.parent
    if _git(here, "rev-parse", "--is-inside-work-tree").stdout.strip() != "true":
        return None
    tracked = folder.is_dir() and _git(here, "ls-files", "--", str(folder)).stdout.strip()
    name = str(folder.resolve() / "participations.parquet")
    ignored = _git(here, "check-ignore", "-q", name).returncode == 0
    if not tracked and ignored:
        return None
    cure = (
        "keep the folder out of git: name it in .gitignore"
        + (" and run git rm -r --cached on it" if tracked else "")
        + ", or keep records outside the working tree; only a synthetic association may be in git"
    )
    return _problem(folder, "records in a folder that git tracks or would take", cure)


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
    if file.suffix.lower() not in _TABLES or not file.is_file() or is_synthetic(file.parent):
        return False
    named = file.stem == "participations" or file.name.endswith(".rejected.csv")
    return named or set(_header(file)) >= _TELLING


def _header(file: Path) -> list[str]:
    if file.suffix.lower() == ".parquet":
        import pyarrow.parquet as pq

        try:
            return list(pq.read_schema(file).names)
        except (OSError, ValueError):
            return []
    if file.suffix.lower() in _BINARY:
        return []
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        first = lines.readline(10_000)
    sign = max(",;\t", key=first.count)
    return [cell.strip() for cell in next(csv.reader([first], delimiter=sign), [])]


def _record_files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.glob("participations.*") if file.is_file())


def _git(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    try:
        return subprocess.run(
            ["git", "-C", str(folder), *words], capture_output=True, text=True, check=False
        )
    except OSError:
        return subprocess.CompletedProcess(words, 1, "", "")


def _problem(path: Path, problem: str, cure: str) -> Problem:
    return Problem(str(path), None, "", None, problem, cure)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
