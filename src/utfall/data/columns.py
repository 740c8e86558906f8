"""What a column and a table are, and the pandera schema made of them."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Literal

import pandas as pd

from utfall.data.dates import is_day, is_partial_date

if TYPE_CHECKING:
    import pandera.pandas as pa

__all__ = [
    "SLUG",
    "Column",
    "Table",
    "failures",
    "flag",
    "number",
    "pandera_schema",
    "reference",
    "slug",
    "text",
]

_SLUG = r"[a-z0-9]+(?:-[a-z0-9]+)*"
SLUG = re.compile(_SLUG)

Kind = Literal["text", "slug", "date", "day", "year", "url", "number", "flag"]

_DATE_RULE = "no date; write 2016, 2023-04 or 2022-12-12"
_SLUG_RULE = "no id; use a-z, 0-9 and single hyphens between them"


@dataclass(frozen=True)
class Column:
    """One column: what a cell may hold, and what it means.

    Attributes
    ----------
    name : str
        As in the header.
    description : str
        What the cell says, for whoever fills it in.
    kind : {"text", "slug", "date", "day", "year", "url", "number", "flag"}
        Numbers become float64 (empty: NaN), flags bool, everything else text (empty: "").
    required : bool
        Whether an empty cell is a problem. An empty flag that is not required is false.
    allowed : tuple of str
        The only texts allowed; empty for any.
    unit : str
        Of a number.
    minimum, maximum : float
        Of a number, both allowed.
    whole : bool
        Whether a number counts things that cannot be divided.
    refers : str
        The table whose first key column holds the id.
    joined : str
        What separates several ids in one cell; empty where only one is allowed.
    """

    name: str
    description: str
    kind: Kind = "text"
    required: bool = False
    allowed: tuple[str, ...] = ()
    unit: str = ""
    minimum: float = 0
    maximum: float = float("inf")
    whole: bool = False
    refers: str = ""
    joined: str = ""

    @property
    def dtype(self) -> str:
        """The column's dtype after reading."""
        return {"number": "float64", "flag": "bool"}.get(self.kind, "object")

    def parts(self, cell: str) -> list[str]:
        """Take apart a cell that may hold several ids; an empty cell holds none."""
        found = cell.split(self.joined) if self.joined else [cell]
        return [part.strip() for part in found if part.strip()]


@dataclass(frozen=True)
class Table:
    """One file of a data folder.

    Attributes
    ----------
    name : str
        The file's name without ``.csv``.
    description : str
        What a row is.
    key : tuple of str
        The columns that together name a row; a row's id comes first.
    columns : tuple of Column
        In the order of the file.
    required : bool
        Whether the file must be there and hold at least one row.
    """

    name: str
    description: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]
    required: bool = False

    @property
    def column_names(self) -> list[str]:
        """The header."""
        return [column.name for column in self.columns]

    def empty(self) -> pd.DataFrame:
        """Return the table without rows, every column with its dtype."""
        return pd.DataFrame({c.name: pd.Series(dtype=c.dtype) for c in self.columns})


def text(name: str, description: str, *, required: bool = False, allowed: str = "") -> Column:
    """Declare a text; `allowed` lists the only ones allowed, between spaces."""
    return Column(name, description, required=required, allowed=tuple(allowed.split()))


def slug(name: str, description: str, *, required: bool = False) -> Column:
    """Declare an id of the row's own."""
    return Column(name, description, "slug", required=required)


def reference(
    name: str, refers: str, description: str, *, required: bool = False, joined: str = ""
) -> Column:
    """Declare an id, or several joined ids, of rows of the table `refers`."""
    return Column(name, description, "slug", required=required, refers=refers, joined=joined)


def number(
    name: str,
    description: str,
    unit: str,
    *,
    required: bool = False,
    maximum: float = float("inf"),
    whole: bool = False,
) -> Column:
    """Declare a number that is zero or more."""
    return Column(
        name, description, "number", required=required, unit=unit, maximum=maximum, whole=whole
    )


def flag(name: str, description: str, *, required: bool = False) -> Column:
    """Declare a ``true`` or ``false``; empty is false unless required."""
    return Column(name, description, "flag", required=required)


@cache
def pandera_schema(table: Table) -> "pa.DataFrameSchema":
    """Return the schema that pandera validates a frame of `table` against.

    Each check's error is ``problem; cure``. The index is the line in the file, so a failure
    case names its row. What concerns several columns or tables is in `check`.
    """
    # Imported here since it costs more than all of the reading.
    import pandera.pandas as pa

    columns = {
        column.name: pa.Column(
            column.dtype,
            [pa.Check(test, error=rule) for test, rule in _rules(column)],
            nullable=column.kind == "number",
        )
        for column in table.columns
    }
    return pa.DataFrameSchema(columns, strict=True, name=table.name)


def failures(rows: pd.DataFrame, table: Table) -> Iterator[tuple[int, str, str, str]]:
    """Yield what pandera says of a frame: row, column, problem and cure, each cell once."""
    if rows.empty:
        return
    import pandera.errors

    try:
        pandera_schema(table).validate(rows, lazy=True)
    except pandera.errors.SchemaErrors as error:
        cases = error.failure_cases.drop_duplicates(["column", "index"])
        for case in cases.itertuples():
            problem, _, cure = str(case.check).partition("; ")
            yield int(case.index), str(case.column), problem, cure


Rule = tuple[Callable[[pd.Series], pd.Series], str]


def _rules(column: Column) -> list[Rule]:
    """List what each cell must pass, an empty one passing all but the first."""
    rules: list[Rule] = []
    if column.required and column.kind != "flag":
        rules.append((_filled, f"empty; {column.description[0].lower()}{column.description[1:]}"))
    if column.allowed:
        test = partial(_matches, accepts=column.allowed.__contains__, joined=column.joined)
        rules.append((test, f"not allowed; write one of: {', '.join(column.allowed)}"))
    if column.kind == "number":
        upper = f" to {column.maximum:g}" if column.maximum < float("inf") else " or more"
        test = partial(_within, low=column.minimum, high=column.maximum)
        rules.append((test, f"out of range; write a number from {column.minimum:g}{upper}"))
    if column.whole:
        rules.append((_whole, "not a whole number; count persons or things undivided"))
    if column.kind in _FORMS:
        accepts, rule = _FORMS[column.kind]
        rules.append((partial(_matches, accepts=accepts, joined=column.joined), rule))
    return rules


def _filled(cells: pd.Series) -> pd.Series:
    return cells.notna() & (cells != "")


def _within(cells: pd.Series, low: float, high: float) -> pd.Series:
    return cells.isna() | cells.between(low, high)


def _whole(cells: pd.Series) -> pd.Series:
    return cells.isna() | (cells % 1 == 0)


def _matches(cells: pd.Series, accepts: Callable[[str], object], joined: str = "") -> pd.Series:
    def good(cell: str) -> bool:
        parts = cell.split(joined) if joined else [cell]
        return not cell or all(accepts(part.strip()) for part in parts)

    return cells.map(good).astype(bool)


_FORMS: dict[str, tuple[Callable[[str], object], str]] = {
    "slug": (SLUG.fullmatch, _SLUG_RULE),
    "date": (is_partial_date, _DATE_RULE),
    "day": (is_day, "no day; write 2022-12-12"),
    "year": (re.compile(r"(19|20)[0-9]{2}").fullmatch, "no year; write four digits, as 2019"),
    "url": (
        re.compile(r"https?://\S+").fullmatch,
        "no address; begin with https://",
    ),
}
