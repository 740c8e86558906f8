"""Every problem of a data folder at once: what is wrong in a row, and what rows say together.

A finding in the evidence is no problem: that a source's figures do not add up, overlap or
contradict another source's is what a report is there to show.
"""

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from utfall.data.columns import SLUG, Table, failures
from utfall.data.dates import first_day, is_partial_date, last_day
from utfall.data.folder import Folder, Problem
from utfall.data.guard import guard_problems
from utfall.data.read import read_problems
from utfall.data.records import identity_problems, record_problems
from utfall.data.references import reference_problems
from utfall.data.register import SYNTHETIC_COUNTY, Register, made_up_code, read_own_context
from utfall.data.schema import OWN_CONTEXT, REGISTER_TABLES, TABLES
from utfall.data.sums import sum_problems

__all__ = ["Problem", "check_folder", "check_path", "check_register"]

_PERIODS = (("period_start", "period_end"), ("start", "end"), ("valid_from", "valid_to"))
_KINDS = ("association", "municipal_unit")
_CODE_CURE = "write 00 for Sweden, a county's two or a municipality's four characters, as 0486"
_CONTEXT_KEY = ("municipality_code", "measure", "period_start", "period_end")
_TWICE_CURE = "keep one row for each municipality, measure and period"
_PERIOD_CURE = "state the first day and then the last"
_STATUS_CURE = "shown has a value, suppressed and missing have none"
_DATED = ("counts", "goals", "funding", "contributions", "statements")


def check_path(path: Path, register: Register) -> tuple[Folder, list[Problem]]:
    """Read and check a data folder, and go on with what can be read.

    Returns
    -------
    Folder, list of Problem
        What `read_problems` and `check_folder` find, without following faults of the same cell.
    """
    folder, problems = read_problems(path)
    seen = {problem[:3] for problem in problems}
    found = [*check_folder(folder, register), *_own_context_problems(folder, register)]
    return folder, problems + [problem for problem in found if problem[:3] not in seen]


def check_folder(folder: Folder, register: Register) -> list[Problem]:
    """Find everything in a data folder that nothing may be built from.

    Parameters
    ----------
    folder : Folder
        As read; a table that is `incomplete` is not searched for ids that others refer to.
    register : Register
        Municipality and county codes.

    Returns
    -------
    list of Problem
        By table as in the schema, then row; empty where all is well.
    """
    problems = [
        *_association_problems(folder, register),
        *(p for table in TABLES.values() for p in _schema_problems(folder, table)),
        *_code_problems(folder, register),
        *_row_problems(folder),
        *_membership_problems(folder),
        *reference_problems(folder, TABLES),
        *sum_problems(folder),
        *_record_problems(folder),
    ]
    order = {str(folder.path / f"{name}.csv"): place for place, name in enumerate(TABLES)}
    return sorted(problems, key=lambda p: (order.get(p.file, -1), p.row or 0, p.column))


def check_register(register: Register) -> list[Problem]:
    """Find everything wrong in the register's tables.

    Returns
    -------
    list of Problem
        By table; empty where all is well.
    """
    folder = Folder(register.path, {}, register.tables)
    return [
        *(p for table in REGISTER_TABLES.values() for p in _schema_problems(folder, table)),
        *reference_problems(folder, REGISTER_TABLES),
        *_context_problems(folder, {"00", *register.counties, *register.names}),
    ]


def _own_context_problems(folder: Folder, register: Register) -> Iterator[Problem]:
    """Yield what is wrong in the context figures that lie beside an association's data."""
    tables, problems = read_own_context(folder.path)
    yield from problems
    if problems or not tables:
        return
    own = Folder(folder.path, folder.association, tables)
    declared = {name: REGISTER_TABLES[name] for name in OWN_CONTEXT}
    for table in declared.values():
        yield from _schema_problems(own, table)
    yield from reference_problems(own, declared)
    areas = {"00", *register.counties, *register.names}
    if folder.association.get("synthetic"):
        areas = {code for code in tables["context"]["municipality_code"] if made_up_code(str(code))}
    yield from _context_problems(own, areas)


def _context_problems(folder: Folder, areas: Collection[str]) -> Iterator[Problem]:
    rows = folder["context"]
    shown = rows["status"] == "shown"
    for row in rows.index[~rows["municipality_code"].isin(list(areas))]:
        yield folder.problem("context", row, "municipality_code", "unknown area", _CODE_CURE)
    for row in rows.index[shown != rows["value"].notna()]:
        yield folder.problem("context", row, "value", "value and status disagree", _STATUS_CURE)
    for row in rows.index[rows.duplicated([*_CONTEXT_KEY])]:
        yield folder.problem("context", row, "measure", "the same figure again", _TWICE_CURE)
    start, end = rows["period_start"], rows["period_end"]
    for row in rows.index[(start > end) & (start.str.len() == end.str.len())]:
        yield folder.problem("context", row, "period_end", "before period_start", _PERIOD_CURE)


def _schema_problems(folder: Folder, table: Table) -> Iterator[Problem]:
    """Yield what pandera says of one table, each failing cell once."""
    for row, column, problem, cure in failures(folder[table.name], table):
        yield folder.problem(table.name, row, column, problem, cure)


def _record_problems(folder: Folder) -> list[Problem]:
    """Find what is wrong in the records, and whether they lie where others could read them."""
    if folder.records is None:
        return []
    synthetic = bool(folder.association.get("synthetic"))
    programmes = list(folder["programmes"]["programme_id"])
    return [
        *guard_problems(folder.path, synthetic=synthetic),
        *identity_problems(folder.records),
        *record_problems(folder.records, synthetic=synthetic, programmes=programmes),
    ]


def _association_problems(folder: Folder, register: Register) -> Iterator[Problem]:
    file = str(folder.path / "association.toml")
    stated = folder.association
    if stated.get("kind", _KINDS[0]) not in _KINDS:
        cure = f"write one of: {', '.join(_KINDS)}"
        yield Problem(file, None, "kind", str(stated["kind"]), "not allowed", cure)
    if not SLUG.fullmatch(str(stated.get("id", "missing"))):
        cure = "use a-z, 0-9 and single hyphens between them"
        yield Problem(file, None, "id", str(stated["id"]), "no id", cure)
    elif "id" in stated and stated["id"] != folder.path.name:
        cure = f"write {folder.path.name!r}, the folder's name"
        yield Problem(file, None, "id", str(stated["id"]), "not the folder's", cure)
    code, county = stated.get("county_code", ""), stated.get("county", "")
    if folder.association.get("synthetic") is True:
        if code and code != SYNTHETIC_COUNTY:
            cure = f"write {SYNTHETIC_COUNTY!r}, or synthetic = false if nothing is made up"
            yield Problem(file, None, "county_code", str(code), "a real county's code", cure)
    elif code and register.counties.get(code) != county:
        right = [known for known, name in register.counties.items() if name == county]
        cure = f"write {right[0]!r} for {county}" if right else "write the county as SCB does"
        yield Problem(file, None, "county_code", str(code), f"no code of {county}", cure)


def _code_problems(folder: Folder, register: Register) -> Iterator[Problem]:
    """Yield municipality codes that are missing, unknown, another's or cut short."""
    codes = {name.casefold(): code for code, name in register.names.items()}
    synthetic = folder.association.get("synthetic") is True
    members = folder["members"]
    for row, name, kind, code in zip(
        members.index, members["name"], members["kind"], members["municipality_code"], strict=True
    ):
        own = codes.get(name.casefold().removesuffix(" kommun").strip(), "")
        own = own or codes.get(name.casefold().removesuffix(" kommun").removesuffix("s"), "")
        problem, cure = "", f"write {own!r}, the code of {name}" if own else "write SCB's code"
        if kind != "municipality":
            problem, cure = "a code for what is no municipality" if code else "", "leave it empty"
        elif synthetic:
            # Else a made-up figure could be taken for a real municipality's.
            if own:
                problem, cure = f"{name} exists", "invent a name that no municipality has"
            elif not made_up_code(code):
                problem, cure = "no synthetic municipality's code", "write 9901 to 9999"
        elif made_up_code(code):
            problem = "a code for synthetic associations only"
        elif code.isdigit() and len(code) < 4:
            problem = "a municipality code has four characters"
            cure = f"write {code.zfill(4)!r} ({register.names.get(code.zfill(4), 'unknown')})"
        elif code not in register.names:
            problem = "no municipality has this code"
        elif own not in ("", code):
            problem = f"the code of {register.names[code]}"
        if problem:
            yield folder.problem("members", row, "municipality_code", problem, cure)


def _row_problems(folder: Folder) -> Iterator[Problem]:
    """Yield what cells of one row cannot say together."""
    for name in TABLES:
        rows = folder[name]
        for start, end in _PERIODS:
            if end in rows:
                backwards = list(map(_ends_before, rows[start], rows[end]))
                problem = f"the period ends before its {start}"
                cure = "exchange the dates or correct one"
                yield from _flagged(folder, name, backwards, end, problem, cure)
        if "low" in rows:
            yield from _range_problems(folder, name)
        if "age_min" in rows:
            swapped = rows["age_min"] > rows["age_max"]
            yield from _flagged(
                folder, name, swapped, "age_max", "less than age_min", "exchange the ages"
            )
    yield from _count_problems(folder)
    money = folder["funding"]
    empty = money["amount_sek"].isna() & money["amount_eur"].isna()
    cure = "state an amount, in kronor or euro, or leave the row out"
    yield from _flagged(folder, "funding", empty, "amount_sek", "no amount", cure)


def _range_problems(folder: Folder, name: str) -> Iterator[Problem]:
    rows = folder[name]
    value, low, high = rows["value"], rows["low"], rows["high"]
    yield from _flagged(folder, name, low > high, "low", "above high", "exchange low and high")
    outside = ((value < low) | (value > high)) & ~(low > high)
    cure = "correct one of the three, or leave low and high empty"
    yield from _flagged(folder, name, outside, "value", "outside low to high", cure)
    if name != "counts":
        whole = ("persons", "cases", "applications", "participations")
        for column in ("value", "low", "high"):
            split = rows["unit"].isin(whole) & (rows[column] % 1 > 0)
            cure = "count people undivided, or change the unit"
            yield from _flagged(folder, name, split, column, "not a whole number", cure)


def _count_problems(folder: Folder) -> Iterator[Problem]:
    rows = folder["counts"]
    numbers = rows[["value", "low", "high"]].notna().any(axis=1)
    outcome, reason = rows["measure"] == "outcome", rows["reason"] != ""
    for mask, column, problem, cure in (
        (~numbers & ~reason, "value", "neither a number nor a reason",
         "give value, low or high, or say in reason why it is not known"),
        (numbers & reason, "reason", "a reason beside a number",
         "move the text to note, or leave the number empty"),
        (outcome & (rows["outcome"] == ""), "outcome", "an outcome without a name",
         "name the outcome"),
        (~outcome & (rows["outcome"] != ""), "outcome", "names an outcome where none is counted",
         "write outcome in measure, or leave this empty"),
        (~outcome & (rows["of"] != ""), "of", "a denominator of what is no outcome",
         "leave it empty"),
        (~outcome & (rows["programme_id"] == "") & (rows["measure"] != "applications"),
         "programme_id", "a count of no programme", "name the programme"),
    ):  # fmt: skip
        yield from _flagged(folder, "counts", mask, column, problem, cure)


def _membership_problems(folder: Folder) -> Iterator[Problem]:
    """Yield facts of a time when the member was none."""
    members = folder["members"]
    valid = {
        member: (start, end)
        for member, start, end in zip(
            members["member_id"], members["valid_from"], members["valid_to"], strict=True
        )
    }
    for name in _DATED:
        rows = folder[name]
        ids = "member_id" if "member_id" in rows else "member_ids"
        column = "year" if "year" in rows else "period_end"
        starts = rows["year" if "year" in rows else "period_start"]
        for row, cell, start, end in zip(rows.index, rows[ids], starts, rows[column], strict=True):
            for member in cell.split("+"):
                joined, left = valid.get(member, ("", ""))
                if _ends_before(joined, end) or _ends_before(start, left):
                    problem = f"{member} was no member then ({joined or '…'} to {left or '…'})"
                    cure = "correct the period, or valid_from and valid_to in members.csv"
                    yield folder.problem(name, row, column, problem, cure)


def _ends_before(start: str, end: str) -> bool:
    if not (is_partial_date(start) and is_partial_date(end)):
        return False
    return last_day(end) < first_day(start)


def _flagged(
    folder: Folder, table: str, mask: "pd.Series | list[bool]", column: str, problem: str, cure: str
) -> Iterator[Problem]:
    for row in folder[table].index[mask]:
        yield folder.problem(table, row, column, problem, cure)
