"""Ids: that each exists, names one row only, and is not one thing spelled two ways."""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator, Mapping

from utfall.data.columns import SLUG, Column, Table
from utfall.data.folder import Folder, Problem, closest

__all__ = ["reference_problems"]

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
# Tables whose numbers the text of a finding may hold.
_NUMBERED = ("counts", "funding", "goals", "statements")
# Tables whose rows a finding may rest on.
_IDENTIFIED = (*_NUMBERED, "programmes", "applications", "activities", "parties")
_COUNTED_BY = (
    *("programme_id", "member_ids", "reading", "component", "population", "unit"),
    *("period_start", "period_end", "period_kind", "measure", "outcome", "after"),
)
_PAID_BY = (
    *("programme_id", "member_ids", "reading", "component", "funder", "basis", "form"),
    *("period_start", "period_end", "list_id"),
)


def reference_problems(folder: Folder, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """Yield every id that does not exist, is given twice or is written two ways.

    Parameters
    ----------
    folder : Folder
        Data folder or register.
    tables : mapping of str to Table
        The tables that it can hold.

    Yields
    ------
    Problem
        Per cell. An id that is none by its form is left to the schema.
    """
    for table in tables.values():
        yield from _repeated(folder, table.name, list(table.key))
        for column in table.columns:
            if column.refers and column.refers not in folder.incomplete:
                yield from _unknown(folder, table, column, tables[column.refers].key[0])
            if column.joined == "+":
                yield from _unsorted(folder, table, column)
    if "findings" in tables:
        for name, by in (("counts", _COUNTED_BY), ("funding", _PAID_BY)):
            yield from _repeated(folder, name, list(by), primary=True)
        yield from _shared_ids(folder, tables)
        yield from _readings(folder, tables)
        yield from _finding_references(folder, tables)
        yield from _alike(folder, "programmes", "programme_id")
        yield from _alike(folder, "members", "member_id")


def _cells(folder: Folder, table: str, column: str) -> Iterator[tuple[int, str]]:
    rows = folder[table]
    return zip(rows.index, rows[column], strict=True)


def _repeated(
    folder: Folder, name: str, by: list[str], *, primary: bool = False
) -> Iterator[Problem]:
    rows = folder[name]
    rows = rows[rows["primary"]] if primary else rows
    rows = rows[(rows[by] != "").any(axis=1)]
    for _, same in rows[rows.duplicated(by, keep=False)].groupby(by, sort=False):
        first, *later = same.index
        for row in later:
            if primary:
                problem = "two primary rows of the same, so that a measure cannot choose"
                cure = f"write false here or in row {first}, or correct what they are about"
                yield folder.problem(name, row, "primary", problem, cure)
            else:
                cure = f"remove one of rows {first} and {row}, or give it another id"
                yield folder.problem(name, row, by[0], f"same {' and '.join(by)} twice", cure)


def _unknown(folder: Folder, table: Table, column: Column, key: str) -> Iterator[Problem]:
    known = list(folder[column.refers][key])
    for row, cell in _cells(folder, table.name, column.name):
        for part in column.parts(cell):
            if SLUG.fullmatch(part) and part not in known:
                cure = f"{closest(part, known)}add it to {column.refers}.csv"
                problem = f"{part} is not in {column.refers}.csv"
                yield folder.problem(table.name, row, column.name, problem, cure)


def _unsorted(folder: Folder, table: Table, column: Column) -> Iterator[Problem]:
    for row, cell in _cells(folder, table.name, column.name):
        right = "+".join(sorted(set(column.parts(cell))))
        if cell != right:
            problem = "ids not once each in alphabetical order"
            yield folder.problem(table.name, row, column.name, problem, f"write {right}")


def _row_ids(folder: Folder, tables: Mapping[str, Table]) -> dict[str, list[str]]:
    """Return the tables in which each row id stands."""
    ids = defaultdict(list)
    for name in _IDENTIFIED:
        for cell in folder[name][tables[name].key[0]]:
            ids[cell].append(name)
    return ids


def _shared_ids(folder: Folder, tables: Mapping[str, Table]) -> Iterator[Problem]:
    """A finding's {id} must mean one row, whatever table it stands in."""
    ids = _row_ids(folder, tables)
    for name in _NUMBERED:
        key = tables[name].key[0]
        for row, cell in _cells(folder, name, key):
            others = sorted({other for other in ids[cell] if other != name and other in _NUMBERED})
            if others:
                problem = f"the id stands in {', '.join(others)}.csv too"
                yield folder.problem(name, row, key, problem, "give one of the rows another id")


def _readings(folder: Folder, tables: Mapping[str, Table]) -> Iterator[Problem]:
    meanings = folder["readings"]
    known = set(zip(meanings["programme_id"], meanings["reading"], strict=True))
    for name in ("programme_members", "counts", "funding"):
        rows = folder[name]
        for row, *pair in zip(rows.index, rows["programme_id"], rows["reading"], strict=True):
            if pair[1] and tuple(pair) not in known and "readings" not in folder.incomplete:
                problem = f"no reading of {pair[0]} in readings.csv"
                cure = "say there what it assumes, or leave this empty"
                yield folder.problem(name, row, "reading", problem, cure)


def _listed(cell: str) -> list[str]:
    return [part.strip() for part in cell.split(";") if part.strip()]


def _finding_references(folder: Folder, tables: Mapping[str, Table]) -> Iterator[Problem]:
    ids = _row_ids(folder, tables)
    numbered = [found for found, names in ids.items() if set(names) & set(_NUMBERED)]
    wanted = (
        ("text", _PLACEHOLDER.findall, numbered, _NUMBERED),
        ("fact_refs", _listed, list(ids), _IDENTIFIED),
    )
    for column, parts, known, stand_in in wanted:
        if folder.incomplete.intersection(stand_in):
            continue
        for row, cell in _cells(folder, "findings", column):
            for found in dict.fromkeys(parts(cell)):
                if found not in known:
                    problem = f"{found} is no id in {', '.join(stand_in)}"
                    cure = f"{closest(found, known)}add the row"
                    yield folder.problem("findings", row, column, problem, cure)


def _alike(folder: Folder, name: str, key: str) -> Iterator[Problem]:
    """Two rows whose names or ids differ only in case, accents, spaces and signs are one thing."""
    rows = folder[name]
    for column in (key, "name"):
        spelled = defaultdict(list)
        for row, own, cell in zip(rows.index, rows[key], rows[column], strict=True):
            spelled[_plain(cell)].append((row, own, cell))
        for plain, same in spelled.items():
            if plain and len({own for _, own, _ in same}) > 1:
                for row, own, _ in same:
                    others = ", ".join(sorted({other for _, other, _ in same if other != own}))
                    cure = "keep one id for one thing, or tell the names apart"
                    yield folder.problem(name, row, column, f"spelled as that of {others}", cure)


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text.casefold())
    return "".join(letter for letter in letters if letter.isalnum())
