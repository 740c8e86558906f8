"""Who was there, came, left and stayed: opening + new = exits + closing, in every cut.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from typing import Any

import duckdb

from utfall.measures import reasons
from utfall.measures.from_records.cell import Cell
from utfall.measures.from_records.cuts import SPLITS, by_cut
from utfall.measures.from_records.horizon import ALL, Horizon
from utfall.measures.from_records.people import People
from utfall.values import Value

__all__ = ["ledger"]

# Each with the SQL of a row that counts; "sure" leaves out rows older than the day in question.
_EVENTS = {
    "opening": "opening",
    "opening_sure": "opening_sure",
    "new": "entered",
    "exits": "exited",
    "closing": "closing",
    "closing_sure": "closing_sure",
    "closing_confirmed": "closing_confirmed",
    "during": "true",
    "during_sure": "entered OR opening_sure",
}


def ledger(
    con: duckdb.DuckDBPyConnection, horizon: Horizon, splits: Sequence[str] = tuple(SPLITS)
) -> Iterator[Value]:
    """Count flows and stocks of each period, as participations and as persons.

    Parameters
    ----------
    con, horizon
        Records as `utfall.measures.from_records.cuts.lay` lays them out.
    splits : sequence of str
        What else to cut by, one at a time.

    Yields
    ------
    Value
        ``n_opening`` (entered before the first day, not left before it), ``n_new`` (entered in
        the period), ``n_exits`` (left in it), ``n_closing`` (not left by its last day) and
        ``n_during`` (opening + new), each with ``count=participations`` and ``count=persons``.
        Stocks have ``kind=stock``; flows of a period that the records do not reach the end of
        have ``kind=to_date``, are *at least* and have no `high`, and its closing is on the newest
        as_of day of the programme. A cut with nobody in it gives nothing. Of a year that a
        programme's records do not reach at all each is ``refused``, once for all members.

    Notes
    -----
    Participations: opening + new = exits + closing. Persons do not add up so, since one person
    may enter twice. Persons are distinct named ones and anonymous rows: *at most*, with `low` as
    if the anonymous were all of one person or of named ones. An unfinished row older than the
    day of a stock is counted in it and left out of `low`; exits are then *at least*. All
    programmes together are complete only where each that was not known to have ended is; else
    their stocks are *at least* too.
    """
    per_person = {name: f"count(*) FILTER ({sql})" for name, sql in _EVENTS.items()}
    columns = {}
    for name in _EVENTS:
        columns[name] = f"sum({name})::BIGINT"
        columns[f"{name}_named"] = f"count(*) FILTER (each IS NOT NULL AND {name} > 0)"
        columns[f"{name}_anonymous"] = f"coalesce(sum({name}) FILTER (each IS NULL), 0)::BIGINT"
    for cell, found in by_cut(
        con, horizon, columns, each="person", per_each=per_person, splits=splits
    ):
        people = {
            name: People(found[name], found[f"{name}_named"], found[f"{name}_anonymous"])
            for name in _EVENTS
        }
        yield from _of_cell(cell, people, horizon)
    yield from _not_reached(horizon)


def _of_cell(cell: Cell, people: dict[str, People], horizon: Horizon) -> Iterator[Value]:
    first, last = horizon.periods[cell.year]
    staying = people["closing_confirmed" if cell.programme_id == ALL else "closing_sure"]

    def stock(name: str, sure: People, day: date) -> Iterator[Value]:
        lacks = horizon.stock_open(cell.programme_id, day)
        return _both(cell, name, people[name], sure, stock=True, lacks=lacks)

    yield from stock("opening", people["opening_sure"], first - timedelta(1))
    yield from _both(cell, "new", people["new"], people["new"])
    yield from _both(cell, "exits", people["exits"], people["exits"], more=cell.unconfirmed)
    yield from stock("closing", staying, last)
    yield from _both(cell, "during", people["during"], people["during_sure"])


def _not_reached(horizon: Horizon) -> Iterator[Value]:
    """Yield refusals for the years after a programme's last records: nobody knows, which is not 0."""
    for programme_id in horizon.reaches:
        for year in horizon.periods:
            if horizon.covers(programme_id, year):
                continue
            cell = Cell(programme_id, ALL, year)
            for name in ("opening", "new", "exits", "closing", "during"):
                kind = "stock" if name in ("opening", "closing") else ""
                for unit in ("participations", "persons"):
                    yield cell.refused(
                        f"n_{name}", reasons.NOT_COVERED, unit=unit, count=unit, kind=kind
                    )


def _both(
    cell: Cell,
    name: str,
    people: People,
    sure: People,
    *,
    more: int = 0,
    stock: bool = False,
    lacks: bool = False,
) -> Iterator[Value]:
    """Yield the participations and the persons of one event; a stock may lack people unseen."""
    tell = cell.count if stock else cell.flow
    told: dict[str, Any] = {"kind": "stock", "open_end": lacks} if stock else {}
    doubtful = [reasons.UNCONFIRMED] * bool(more or sure.rows < people.rows)
    doubtful += [reasons.SOME_NOT_REACHED] * lacks
    anonymous = [reasons.ANONYMOUS] if people.least < people.most else []
    yield tell(
        f"n_{name}",
        people.rows,
        low=sure.rows,
        high=people.rows + more,
        because=doubtful,
        count="participations",
        **told,
    )
    yield tell(
        f"n_{name}",
        people.most,
        low=sure.least,
        high=people.most + more,
        unit="persons",
        because=[*anonymous, *doubtful],
        count="persons",
        **told,
    )
