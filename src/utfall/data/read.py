"""Files of a data folder → frames, with every problem of every file."""

import tomllib
from pathlib import Path
from typing import Any

from utfall.data.csvfile import UnreadableError, read_table, read_text
from utfall.data.folder import Folder, Problem, closest
from utfall.data.records import read_records
from utfall.data.schema import ASSOCIATION, OWN_CONTEXT, TABLES
from utfall.errors import DataError

# Read apart, since their content is never shown.
_RECORDS = {"participations.csv", "participations.rejected.csv"}

__all__ = ["Folder", "Problem", "read_folder", "read_problems"]


def read_folder(path: Path) -> Folder:
    """Read every table of a data folder.

    Parameters
    ----------
    path : Path
        A folder with `association.toml` and one CSV per table; every file may be absent but those
        that the schema requires.

    Returns
    -------
    Folder
        Zero stays zero and empty stays missing; nothing is filled in.

    Raises
    ------
    DataError
        With every problem of every file. What the rows say is not judged here but in `check`.
    """
    folder, problems = read_problems(path)
    if problems:
        raise DataError([str(problem) for problem in problems])
    return folder


def read_problems(path: Path) -> tuple[Folder, list[Problem]]:
    """Read what can be read of a data folder, and say what could not.

    Returns
    -------
    Folder, list of Problem
        A cell that could not be understood is left empty, a row of the wrong length is left out
        and its table `incomplete`, so that `check` can go on with the rest.
    """
    path = Path(path)
    problem = _folder_problem(path)
    if problem:
        empty = {name: table.empty() for name, table in TABLES.items()}
        return Folder(path, {}, empty, frozenset(TABLES)), [problem]
    association, problems = _read_association(path / "association.toml")
    frames, incomplete = {}, set()
    for name, table in TABLES.items():
        frames[name], complete, found = read_table(path, table)
        problems += found
        if not complete:
            incomplete.add(name)
    problems += _unknown_files(path)
    records, found = read_records(path)
    return Folder(path, association, frames, frozenset(incomplete), records), problems + found


def _folder_problem(path: Path) -> Problem | None:
    def problem(text: str, cure: str) -> Problem:
        return Problem(str(path), None, "", None, text, cure)

    try:
        if not path.exists():
            return problem("folder missing", "check the name in params and the current folder")
        if not path.is_dir():
            return problem("not a folder", "name the folder that holds association.toml")
        if not any(path.iterdir()):
            required = ", ".join(f"{t.name}.csv" for t in TABLES.values() if t.required)
            return problem("folder is empty", f"add association.toml, {required}")
    except OSError as error:
        return problem(f"cannot be read ({error.strerror})", "check the permissions of the folder")
    return None


def _unknown_files(path: Path) -> list[Problem]:
    """A table under a wrong name would otherwise pass as absent."""
    return [
        Problem(
            str(file),
            None,
            "",
            None,
            "no such table",
            f"{closest(file.stem.lower(), list(TABLES))}remove the file or rename it to one of: "
            f"{', '.join(TABLES)}",
        )
        for file in sorted(path.glob("*.[cC][sS][vV]"))
        if file.name not in {f"{name}.csv" for name in (*TABLES, *OWN_CONTEXT)} | _RECORDS
    ]


def _read_association(file: Path) -> tuple[dict[str, Any], list[Problem]]:
    def problem(key: str, value: object, what: str, cure: str) -> Problem:
        shown = None if value is None else str(value)
        return Problem(str(file), None, key, shown, what, cure)

    try:
        stated = tomllib.loads(read_text(file).replace("\r\n", "\n"))
    except FileNotFoundError:
        cure = f"add it with the keys {', '.join(ASSOCIATION)}"
        return {}, [problem("", None, "file missing", cure)]
    except tomllib.TOMLDecodeError as error:
        return {}, [problem("", None, f"not TOML ({error})", 'write key = "text" on each line')]
    except UnreadableError as error:
        return {}, list(error.problems)
    problems = []
    for key, kind in ASSOCIATION.items():
        value = stated.get(key)
        if key not in stated or value == "":
            problems.append(problem(key, None, "key missing or empty", "add it"))
        elif not isinstance(value, kind):
            cure = 'write it as text: "…"' if kind is str else "write true or false"
            problems.append(problem(key, value, "wrong type", cure))
    for key in stated:
        if key not in ASSOCIATION:
            cure = f"{closest(key, list(ASSOCIATION))}remove it"
            problems.append(problem(key, stated[key], "key unknown", cure))
    return stated, problems
