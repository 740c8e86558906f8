"""The mapping file: what the columns and texts of an export mean, checked whole before any row."""

import datetime
import difflib
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

import pyarrow as pa
from pydantic import BaseModel, ConfigDict, ValidationError

from utfall.data import codes
from utfall.data.columns import SLUG
from utfall.data.identities import scan
from utfall.data.records import RECORDS
from utfall.errors import ParamsError
from utfall.imports.cells import folded
from utfall.tomlfile import read_toml

__all__ = ["FIELDS", "IDENTIFIERS", "ImportMap", "load", "mapping_problems", "untimed"]

FIELDS = {column.name: column for column in RECORDS.columns}
# What a pseudonymised column may be used for; of the last two only what it says of them is kept.
IDENTIFIERS = ("person_id", "record_id", "birth_year", "sex")
_TIMED = ("activity", "work_extent", "study_extent", "income")
_REQUIRED = ("consent", "programme_id", "entry")
_CODE = re.compile(r"[0-9]{4}")


def untimed(ours: str) -> str:
    """Return the name of a column without its time: ``activity`` of ``activity_6m``."""
    stem, _, time = ours.rpartition("_")
    return stem if time in codes.TIMES and stem in _TIMED else ours


class ImportMap(BaseModel):
    """A mapping file; what each key means is in ``docs/records.md``.

    Attributes
    ----------
    as_of : date or None
        The day the export was taken.
    complete : bool
        Whether the export holds every participation: then records it lacks are removed.
    sheet : str
        The sheet to read; empty where only one has a table.
    date_order : {"dmy", "mdy"}
        How to read 1/3 2022.
    not_known : tuple of str
        Texts that say in every column that nothing is known.
    drop : tuple of str
        Columns of the export that are neither imported nor looked into.
    columns : dict of str to str
        Our column → the export's.
    values : dict of str to dict
        Per column of ours: the export's text → ours; ``""`` is not known. ``activity`` stands for
        the activity at all times, and so do ``work_extent``, ``study_extent`` and ``income``.
    defaults : dict of str to str
        Per column of ours what an empty cell, or a column that the export lacks, means.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    as_of: datetime.date | None = None
    complete: bool = False
    sheet: str = ""
    date_order: Literal["dmy", "mdy"] = "dmy"
    not_known: tuple[str, ...] = ()
    drop: tuple[str, ...] = ()
    columns: dict[str, str] = {}
    values: dict[str, dict[str, str]] = {}
    defaults: dict[str, str] = {}

    def texts(self, ours: str) -> dict[str, str]:
        """Return what the texts of a column of ours mean, by the texts as they are compared."""
        return {
            **{folded(text): "" for text in self.not_known},
            **{folded(text): meant for text, meant in self.values.get(untimed(ours), {}).items()},
            **{folded(text): meant for text, meant in self.values.get(ours, {}).items()},
        }


_ALLOWED = {
    "as_of": "a day, such as 2024-12-31 (without quotes)",
    "complete": "true or false",
    "sheet": 'a text, such as "Deltagare"',
    "date_order": '"dmy" or "mdy"',
    "not_known": 'a list of texts, such as ["Uppgift saknas"]',
    "drop": 'a list of columns of the export, such as ["Handläggare"]',
    "columns": 'a table of ours = "Theirs", such as entry = "Startdatum"',
    "values": 'tables such as [values.sex] with "Kvinna" = "K"',
    "defaults": 'a table such as consent = "named"',
}


def load(file: Path) -> ImportMap:
    """Read and check a mapping file.

    Raises
    ------
    ParamsError
        With one line per problem: file, key, what is wrong and what is allowed.
    """
    draft = f"draft one with `utfall import EXPORT --propose --map {file}`"
    raw = read_toml(file, missing=draft)
    try:
        # A TOML list is a Python list; strict reading wants the tuple that a frozen model holds.
        found = ImportMap.model_validate(
            {key: tuple(cell) if isinstance(cell, list) else cell for key, cell in raw.items()}
        )
    except ValidationError as err:
        raise ParamsError(_lines(file, _misfits(err))) from err
    problems = list(_own_problems(found))
    if problems:
        raise ParamsError(_lines(file, problems))
    return found


def _lines(file: Path, problems: Sequence[str]) -> str:
    return "\n".join(f"{file}: {problem}" for problem in dict.fromkeys(problems))


def _misfits(error: ValidationError) -> list[str]:
    lines = []
    for problem in error.errors():
        key, inner = str(problem["loc"][0]), ".".join(map(str, problem["loc"]))
        if problem["type"] == "extra_forbidden":
            lines.append(
                f"{key}: unknown key{_meant(key, _ALLOWED)}; allowed: {', '.join(_ALLOWED)}"
            )
        else:
            lines.append(f"{inner}: not as it should be; allowed: {_ALLOWED[key]}")
    return lines


def _own_problems(stated: ImportMap) -> Iterator[str]:
    """Yield what is wrong in the mapping whatever the export holds."""
    for place in ("columns", "values", "defaults"):
        for ours in getattr(stated, place):
            if ours not in FIELDS and not (place == "values" and ours in _TIMED):
                meant = _meant(ours, FIELDS)
                yield f"{place}.{ours}: no column of the records{meant}; they are in docs/records.md"
    for ours in ("record_id", "person_id"):
        if ours in stated.values or ours in stated.defaults:
            yield f"{ours}: can only come from a column; remove it from values and defaults"
    for ours in _REQUIRED:
        if ours not in stated.columns and ours not in stated.defaults:
            yield f"columns.{ours}: is missing; name the column of the export, or give a default"
    if "as_of" in stated.columns and stated.as_of:
        yield "as_of: stated twice; keep the key or the column"
    if stated.defaults.get("consent", "named") == "named" and "person_id" not in stated.columns:
        yield (
            "columns.person_id: is missing; name the column that tells persons apart, "
            'or write consent = "anonymous" in defaults'
        )
    for theirs in stated.drop:
        if theirs in stated.columns.values():
            yield f"drop: the column {theirs!r} is imported by columns; keep it in one of the two"
    for ours, texts in stated.values.items():
        folds: dict[str, str] = {}
        for text, meant in texts.items():
            if folds.setdefault(folded(text), meant) != meant:
                yield f"values.{ours}: {text!r} is given two meanings; keep one"
            yield from _target_problems(f"values.{ours}", ours, meant)
    for ours, meant in stated.defaults.items():
        yield from _target_problems(f"defaults.{ours}", ours, meant)


def _target_problems(where: str, ours: str, meant: str) -> Iterator[str]:
    column = FIELDS.get(f"{ours}_entry" if ours in _TIMED else ours)
    if column is None or not meant:
        return
    if column.allowed and any(part not in column.allowed for part in column.parts(meant)):
        allowed = ", ".join((*column.allowed, '""'))
        yield f"{where}: {meant!r} is no code{_meant(meant, column.allowed)}; allowed: {allowed}"
    if column.kind == "slug" and not SLUG.fullmatch(meant):
        yield f"{where}: {meant!r} is no id; use a-z, 0-9 and single hyphens between them"
    if column.kind == "slug" and scan("", pa.array([meant], pa.string())):
        yield f"{where}: an id that identifies somebody; give the programme another"
    if ours == "residence" and not _CODE.fullmatch(meant):
        yield f"{where}: {meant!r} is no municipality code; write four digits, as 0486"


def mapping_problems(
    stated: ImportMap, header: Sequence[str], pseudonymised: Sequence[str]
) -> list[str]:
    """Say what the mapping and the pseudonymised columns ask of an export that it does not have.

    Parameters
    ----------
    stated : ImportMap
        The mapping file.
    header : sequence of str
        The export's columns.
    pseudonymised : sequence of str
        The columns whose content is replaced by a keyed hash.
    """
    named = [
        *((f"columns.{ours}", theirs) for ours, theirs in stated.columns.items()),
        *(("drop", theirs) for theirs in stated.drop),
        *(("--pseudonymise", theirs) for theirs in pseudonymised),
    ]
    problems = [
        # Never the whole header: what is taken for it may be somebody's row.
        f"{where}: the export has no column {theirs!r}{_meant(theirs, header)}; "
        "write it as the export has it"
        for where, theirs in named
        if theirs not in header
    ]
    for ours, theirs in stated.columns.items():
        if theirs in pseudonymised and ours not in IDENTIFIERS:
            problems.append(
                f"columns.{ours}: the column {theirs!r} is pseudonymised, so only "
                f"{', '.join(IDENTIFIERS)} can be taken from it"
            )
        if ours == "birth_year" and folded(theirs) in ("ålder", "age"):
            problems.append(
                f"columns.birth_year: the column {theirs!r} holds an age, which is another every "
                "year; map the year or the day of birth, or leave birth_year out"
            )
    used = [theirs for ours, theirs in stated.columns.items() if ours in IDENTIFIERS[:2]]
    problems += [
        f"--pseudonymise: the column {theirs!r} is neither person_id nor record_id; "
        "name it in drop instead"
        for theirs in pseudonymised
        if theirs in header and theirs not in used
    ]
    return problems


def _meant(found: str, known: Sequence[str] | dict[str, Any]) -> str:
    near = difflib.get_close_matches(found, list(known), n=1, cutoff=0.7)
    return f" (did you mean {near[0]!r}?)" if near else ""
