"""Persons in several programmes in one period.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator

import duckdb

from utfall.measures import reasons
from utfall.measures.from_records.cell import Cell
from utfall.measures.from_records.horizon import ALL, Horizon
from utfall.values import Value

__all__ = ["in_several_programmes"]


def in_several_programmes(con: duckdb.DuckDBPyConnection, horizon: Horizon) -> Iterator[Value]:
    """Count the persons who took part in two or more programmes during each period.

    Yields
    ------
    Value
        ``n_in_several_programmes`` in persons, of each member and of all, programme ``all``; the
        denominator is the named persons who took part. Not necessarily at the same time. Where
        there are anonymous rows it is *at least*, unless the cut has one programme only: they
        cannot be linked. `high` is as if each were of somebody who is in one other programme:
        first a named person, and when all those are used, another anonymous row.
    """
    found = con.execute(
        "SELECT member_id, year, count(*) FILTER (person IS NOT NULL AND several), "
        "count(*) FILTER (person IS NOT NULL), "
        "coalesce(sum(participations) FILTER (person IS NULL), 0)::BIGINT, "
        "min(first) < max(last) "
        "FROM (SELECT member_id, year, person, min(programme_id) AS first, "
        "max(programme_id) AS last, first < last AS several, "
        "count(*) AS participations FROM enrolled "
        "GROUP BY year, person, CUBE (member_id)) GROUP BY ALL ORDER BY year, member_id"
    ).fetchall()
    for member_id, year, several, named, anonymous, programmes in found:
        cell = Cell(ALL, member_id or ALL, year, so_far=horizon.so_far(ALL, year))
        linked = min(anonymous, named - several)
        more = linked + (anonymous - linked) // 2 if programmes else 0
        yield cell.flow(
            "n_in_several_programmes",
            several,
            high=several + more,
            of=named,
            unit="persons",
            because=[reasons.ANONYMOUS] if more else [],
            count="persons",
        )
