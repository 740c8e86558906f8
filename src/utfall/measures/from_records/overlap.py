"""Persons in several programmes in one period.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator

import duckdb

from utfall.measures import reasons
from utfall.measures.from_records.cuts import ALL, Cell, Horizon
from utfall.values import Value

__all__ = ["in_several_programmes"]


def in_several_programmes(con: duckdb.DuckDBPyConnection, horizon: Horizon) -> Iterator[Value]:
    """Count the persons who took part in two or more programmes during each period.

    Yields
    ------
    Value
        ``n_in_several_programmes`` in persons, of each member and of all, programme ``all``; the
        denominator is the named persons who took part. Not necessarily at the same time. Where
        there are anonymous rows it is *at least*: they cannot be linked, and each may be of
        somebody in another programme too.
    """
    found = con.execute(
        "SELECT member_id, year, count(*) FILTER (person IS NOT NULL AND several), "
        "count(*) FILTER (person IS NOT NULL), "
        "coalesce(sum(participations) FILTER (person IS NULL), 0)::BIGINT "
        "FROM (SELECT member_id, year, person, min(programme_id) < max(programme_id) AS several, "
        "count(*) AS participations FROM enrolled "
        "GROUP BY year, person, CUBE (member_id)) GROUP BY ALL ORDER BY year, member_id"
    ).fetchall()
    for member_id, year, several, named, anonymous in found:
        cell = Cell(ALL, member_id or ALL, year, to_date=horizon.to_date(year))
        yield cell.flow(
            "n_in_several_programmes",
            several,
            high=min(several + anonymous, named + anonymous),
            of=named,
            unit="persons",
            because=[reasons.ANONYMOUS] if anonymous else [],
            count="persons",
        )
