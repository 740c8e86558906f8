"""Who was there, came, left and stayed: opening + new = exits + closing, in every cut.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Sequence

import duckdb

from utfall.measures import reasons
from utfall.measures.from_records.cuts import SPLITS, Cell, Horizon, by_cut
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
        Stocks have ``kind=stock``; flows of a year that is not over have ``kind=to_date``, are
        *at least* and have no `high`, and its closing is on the newest as_of day. A cut with
        nobody in it gives nothing.

    Notes
    -----
    Participations: opening + new = exits + closing. Persons do not add up so, since one person
    may enter twice. Persons are distinct named ones and anonymous rows: *at most*, with `low` as
    if the anonymous were all of one person or of named ones. An unfinished row older than the
    day of a stock is counted in it and left out of `low`; exits are then *at least*.
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
        yield from _of_cell(cell, people)


def _of_cell(cell: Cell, people: dict[str, People]) -> Iterator[Value]:
    unconfirmed = people["closing"].rows - people["closing_sure"].rows
    yield from _both(cell, "opening", people["opening"], people["opening_sure"], kind="stock")
    yield from _both(cell, "new", people["new"], people["new"])
    yield from _both(cell, "exits", people["exits"], people["exits"], more=unconfirmed)
    yield from _both(cell, "closing", people["closing"], people["closing_sure"], kind="stock")
    yield from _both(cell, "during", people["during"], people["during_sure"])


def _both(
    cell: Cell, name: str, people: People, sure: People, *, more: int = 0, kind: str = ""
) -> Iterator[Value]:
    """Yield the participations and the persons of one event."""
    tell = cell.count if kind else cell.flow
    doubtful = [reasons.UNCONFIRMED] if more or sure.rows < people.rows else []
    anonymous = [reasons.ANONYMOUS] if people.least < people.most else []
    yield tell(
        f"n_{name}",
        people.rows,
        low=sure.rows,
        high=people.rows + more,
        because=doubtful,
        count="participations",
        kind=kind,
    )
    yield tell(
        f"n_{name}",
        people.most,
        low=sure.least,
        high=people.most + more,
        unit="persons",
        because=[*anonymous, *doubtful],
        count="persons",
        kind=kind,
    )
