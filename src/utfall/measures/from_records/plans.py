"""Planned numbers of participants against those who came, and people only counted by head.

Method: docs/methods.md, "Records".
"""

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import duckdb
import pandas as pd

from utfall.data.dates import first_day, last_day
from utfall.measures import reasons
from utfall.measures.facts import distinct, number, records, year_of
from utfall.measures.from_records.cell import KINDS
from utfall.measures.from_records.counted import At
from utfall.measures.from_records.horizon import ALL
from utfall.measures.from_records.period import Window, people
from utfall.measures.from_records.scope import Scope
from utfall.values import Value, group, not_shown, parse_group

__all__ = ["Planned", "new_against_plan", "to_publish", "volume_heads"]


@dataclass(frozen=True)
class Planned:
    """A plan as a report tells it: `share` without its number, `at` the count that it is of.

    `at` is None where the share is refused.
    """

    share: Value
    at: At | None


def new_against_plan(
    con: duckdb.DuckDBPyConnection, scope: Scope, goals: pd.DataFrame
) -> list[Value]:
    """Persons who entered, as a share of those planned.

    Parameters
    ----------
    con : DuckDBPyConnection
        Records as laid out.
    scope : Scope
        What they can answer for.
    goals : DataFrame
        Rows of `goals.csv`; those that plan participants by a single number are used.

    Returns
    -------
    list of Value
        ``share_of_plan`` per plan: persons new in the plan's period and places, as far as the
        records reach, over the number planned; above 1 is more than planned. *At most* with
        anonymous rows; `high` is with those whose residence is not recorded, or everybody in the
        programme where all its members are named; *at least* where its records begin inside the
        period. ``refused`` where the plan states no whole period or no place, the programme has
        no records or none of the period, or it plans nobody. While the period runs it is
        ``kind=to_date``.
    """
    rows = list(_plans(goals))
    values = [_share(con, scope, row, planned) for row, planned in rows]
    return distinct(values, [{"goal": str(row["goal_id"])} for row, _ in rows])


def _plans(goals: pd.DataFrame) -> Iterator[tuple[Mapping[Hashable, Any], float]]:
    for row in records(goals):
        planned = number(row["value"])
        of_people = row["measure"] == "planned_participants" and (
            str(row["population"]) in ("", "participants")
        )
        if of_people and planned is not None:
            yield row, planned


def to_publish(
    con: duckdb.DuckDBPyConnection, scope: Scope, goals: pd.DataFrame
) -> Iterator[Planned]:
    """Yield the plans whose new participations can stand among the published tables.

    Parameters
    ----------
    con, scope, goals
        As of `new_against_plan`.

    Yields
    ------
    Planned
        ``share_of_plan`` of participations, since published tables count those: whoever begins
        twice is counted twice. Of the whole association where all of the programme's members are
        named, else of one member. Also ``refused`` where several members are named and not all,
        or people began in the plan's first or last year outside its days: tables go by year.
    """
    rows = [row for row, _ in _plans(goals)]
    for row, found in zip(rows, new_against_plan(con, scope, goals), strict=True):
        members = found.member_id.split("+")
        window = Window(found.programme_id or None, members, date.min, date.max)
        everybody = scope.widest(window)[0].members is None
        parts = {**parse_group(found.group), "count": "participations", "from_": "records"}
        parts.pop("from")
        share = replace(
            found,
            programme_id=found.programme_id or ALL,
            member_id=ALL if everybody else found.member_id,
            group=group(**parts),
        )
        if found.status != "shown":
            yield Planned(share, None)
            continue
        share = replace(share, numerator=None, low=None, high=None, bound="exact", reason="")
        whose = replace(window, members=None) if everybody else window
        some = not everybody and len(members) > 1
        within = _within_years(con, whose, row)
        why = reasons.PLAN_OF_SOME if some else "" if within else reasons.PLAN_WITHIN_YEARS
        if why:
            yield Planned(not_shown(share, "refused", why), None)
        else:
            yield Planned(share, At("new", share.member_id, share.programme_id, share.year))


def _within_years(
    con: duckdb.DuckDBPyConnection, window: Window, row: Mapping[Hashable, Any]
) -> bool:
    """Say whether nobody began in the first or last year of a plan outside its days."""
    starts, ends = first_day(str(row["period_start"])), last_day(str(row["period_end"]))
    days = replace(window, starts=starts, ends=ends)
    years = replace(window, starts=date(starts.year, 1, 1), ends=date(ends.year, 12, 31))
    return people(con, days, "new") == people(con, years, "new")


def _share(
    con: duckdb.DuckDBPyConnection, scope: Scope, row: Mapping[Hashable, Any], planned: float
) -> Value:
    programme, members = str(row["programme_id"]), str(row["member_ids"])
    start, end = str(row["period_start"]), str(row["period_end"])
    known = not programme or programme in scope.horizon.reaches
    reach = scope.horizon.reach(programme or ALL) if known else scope.horizon.newest
    so_far = bool(end) and last_day(end) > reach
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
    starts, ends = first_day(start), last_day(end)
    if why := scope.not_covered(programme, starts, max(starts, min(ends, reach))):
        return not_shown(value, "refused", why)
    if not planned:
        return not_shown(value, "refused", reasons.NOBODY_PLANNED)
    window = Window(programme or None, members.split("+"), starts, ends)
    wider, why_more = scope.widest(window)
    found, most = people(con, window, "new"), people(con, wider, "new").most
    later = scope.begins_later(programme, starts)
    anonymous, more, open_end = found.least < found.most, most > found.most, so_far or later
    told = {
        reasons.ANONYMOUS: anonymous,
        why_more: more,
        reasons.PERIOD_NOT_OVER: so_far,
        reasons.RECORDS_BEGIN_LATER: later,
    }
    because = [why for why, holds in told.items() if holds]
    return replace(
        value,
        value=found.most / planned,
        numerator=found.most,
        low=found.least / planned if because else None,
        high=most / planned if because and not open_end else None,
        bound=KINDS[anonymous, more or open_end],
        reason=reasons.joined(because) if because else "",
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
