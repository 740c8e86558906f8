"""A data folder as read, and what can be wrong in it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import pandas as pd

from utfall.errors import as_typed

if TYPE_CHECKING:
    from utfall.data.records import Records

__all__ = ["Folder", "Problem", "closest"]


class Problem(NamedTuple):
    """One fault in the data: where, what was found, what to do."""

    file: str
    row: int | None
    column: str
    value: str | None
    problem: str
    cure: str

    def __str__(self) -> str:
        """Write the problem as one line, for whoever delivers the data."""
        where = as_typed(Path(self.file))
        where += f", row {self.row}" if self.row is not None else ""
        where += f", column {self.column}" if self.column else ""
        # A quoted value shows trailing spaces and cannot move the cursor of a terminal.
        shown = self.value if not self.value or len(self.value) <= 60 else f"{self.value[:59]}…"
        found = f": found {shown!r}" if shown else ""
        return f"{where}: {self.problem}{found}; {self.cure}"


@dataclass(frozen=True)
class Folder:
    """A data folder as read.

    Attributes
    ----------
    path : Path
        The folder.
    association : dict
        `association.toml`.
    tables : mapping of str to DataFrame
        Every table of the schema; without rows where the file is absent. Text columns are object
        with "" for empty, number columns float64 with NaN for empty, flags bool. The index is the
        line in the file.
    incomplete : frozenset of str
        Tables with rows that could not be read; only `read_problems` returns any.
    records : Records or None
        The participation records, where the folder has any.
    """

    path: Path
    association: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]
    incomplete: frozenset[str] = field(default=frozenset())
    records: "Records | None" = None

    def __getitem__(self, name: str) -> pd.DataFrame:
        """Return a table by its name."""
        return self.tables[name]

    def problem(self, table: str, row: int, column: str, problem: str, cure: str) -> Problem:
        """Return the problem of one cell."""
        cell = self.tables[table].loc[row, column]
        return Problem(_file(self.path, table), row, column, _shown(cell), problem, cure)


def closest(found: str, known: list[str]) -> str:
    """Return "did you mean …; " where a known word is near, else nothing."""
    near = get_close_matches(found, known, n=1, cutoff=0.75)
    return f"did you mean {near[0]!r}? otherwise " if near else ""


def _file(path: Path, table: str) -> str:
    return str(path / f"{table}.csv")


def _shown(cell: object) -> str:
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float):
        return "" if cell != cell else f"{cell:.15g}"
    return str(cell)
