"""Planned numbers of participants against those who came, and people only counted by head.

Method: docs/methods.md, "Records".
"""

from collections.abc import Hashable, Mapping
from dataclasses import replace
from typing import Any

import duckdb
import pandas as pd

from utfall.data.dates import first_day, last_day
from utfall.measures import reasons
from utfall.measures.facts import distinct, number, records, year_of
from utfall.measures.from_records.cuts import Horizon
from utfall.measures.from_records.period import Window, people
from utfall.values import Bound, Value, group, not_shown

__all__ = ["new_against_plan", "volume_heads"]


def new_against_plan(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, goals: pd.DataFrame
) -> list[Value]:
    """Persons who entered, as a share of those planned.

    Parameters
    ----------
    con, horizon
        Records as laid out.
    goals : DataFrame
        Rows of `goals.csv`; those that plan participants by a single number are used.

    Returns
    -------
    list of Value
        ``share_of_plan`` per plan: persons new in the plan's period and places, as far as the
        records reach, over the number planned; above 1 is more than planned. *At most* with
        anonymous rows, ``refused`` where the plan states no whole period or no place, the records
        do not begin with it, or it plans nobody. While the period runs it is ``kind=to_date``.
    """
    values, rows = [], []
    for row in records(goals):
        planned = number(row["value"])
        if row["measure"] != "planned_participants" or planned is None:
            continue
        if str(row["population"]) not in ("", "participants"):
            continue
        rows.append(row)
        values.append(_share(con, horizon, row, planned))
    return distinct(values, [{"goal": str(row["goal_id"])} for row in rows])


def _share(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, row: Mapping[Hashable, Any], planned: float
) -> Value:
    programme, members = str(row["programme_id"]), str(row["member_ids"])
    start, end = str(row["period_start"]), str(row["period_end"])
    so_far = bool(end) and last_day(end) > horizon.newest
    value = Value(
        "share_of_plan",
        programme,
        members,
        year_of(start, end),
        group(from_="records", count="persons", kind="to_date" if so_far else ""),
        value=0,
        unit="share",
        denominator=planned,
        source_id=str(row["source_id"]),
    )
    if not (start and end):
        return not_shown(value, "refused", reasons.PERIOD_NOT_STATED)
    if not members:
        return not_shown(value, "refused", reasons.NOT_RESIDENTS)
    if first_day(start) < horizon.first or first_day(start) > horizon.newest:
        return not_shown(value, "refused", reasons.NOT_COVERED)
    if not planned:
        return not_shown(value, "refused", reasons.NOBODY_PLANNED)
    window = Window(programme or None, members.split("+"), first_day(start), last_day(end))
    found = people(con, window, "new")
    anonymous = found.least < found.most
    kinds: dict[tuple[bool, bool], Bound] = {
        (False, False): "exact",
        (True, False): "at_most",
        (False, True): "at_least",
        (True, True): "conditional",
    }
    told = [reasons.ANONYMOUS] * anonymous + [reasons.PERIOD_NOT_OVER] * so_far
    return replace(
        value,
        value=found.most / planned,
        numerator=found.most,
        low=found.least / planned if told else None,
        high=found.most / planned if told and not so_far else None,
        bound=kinds[anonymous, so_far],
        reason=reasons.joined(told) if told else "",
    )


def volume_heads(volumes: pd.DataFrame) -> list[Value]:
    """People who were counted without a record, beside the records and never added to them.

    Parameters
    ----------
    volumes : DataFrame
        Rows of `volumes.csv`.

    Returns
    -------
    list of Value
        ``n_heads``, one per row, with ``from=volumes``: nobody knows whether they are also in
        the records.
    """
    rows = records(volumes)
    values = [
        Value(
            "n_heads",
            str(row["programme_id"]),
            str(row["member_ids"]),
            year_of(str(row["period_start"]), str(row["period_end"])),
            group(from_="volumes"),
            value=number(row["heads"]),
            source_id=str(row["source_id"]),
        )
        for row in rows
    ]
    return distinct(values, [{"volume": str(row["volume_id"])} for row in rows])
