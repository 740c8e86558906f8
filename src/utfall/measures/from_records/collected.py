"""Every measure over the records of one data folder.

Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

import duckdb

from utfall.data.dates import first_day, last_day
from utfall.data.folder import Folder
from utfall.data.records import private_database
from utfall.measures.facts import records
from utfall.measures.from_records.agreement import Agreement, agreements
from utfall.measures.from_records.cuts import SPLITS, Place, lay
from utfall.measures.from_records.duration import against_plan, months_in_programme
from utfall.measures.from_records.horizon import Horizon
from utfall.measures.from_records.ledger import ledger
from utfall.measures.from_records.outcomes import exit_ledger, outcomes
from utfall.measures.from_records.overlap import in_several_programmes
from utfall.measures.from_records.plans import (
    Planned,
    new_against_plan,
    to_publish,
    volume_heads,
)
from utfall.measures.from_records.scope import Scope
from utfall.measures.from_records.standing import before_and_after
from utfall.measures.from_records.steps import steps
from utfall.values import Value

__all__ = ["Laid", "laid_out"]

_CUT = (ledger, exit_ledger, outcomes, steps, months_in_programme, against_plan)
# Pairs of codes by each band would be more cells than there are people.
_CROSSED_BY = ("sex",)


@dataclass(frozen=True)
class Laid:
    """The records of a folder, laid out in a database that is open."""

    con: duckdb.DuckDBPyConnection
    horizon: Horizon
    folder: Folder

    def values(self, splits: Sequence[str] = tuple(SPLITS)) -> Iterator[Value]:
        """Yield every value, unprotected and at full precision; keys are unique.

        Parameters
        ----------
        splits : sequence of str
            What else to cut by, one at a time; empty for the plain cuts only. The cross tables of
            before and after are cut by sex alone.
        """
        # A published count of a whole year and one member asks what the ledger has answered.
        compared = {a.records.key: a.records for a in self.agreements() if a.records}
        for value in self._measured(splits):
            compared.pop(value.key, None)
            yield value
        yield from compared.values()

    def _measured(self, splits: Sequence[str]) -> Iterator[Value]:
        for measure in _CUT:
            yield from measure(self.con, self.horizon, splits)
        crossed = [split for split in splits if split in _CROSSED_BY]
        yield from before_and_after(self.con, self.horizon, crossed)
        yield from in_several_programmes(self.con, self.horizon)
        yield from new_against_plan(self.con, self.scope, self.folder["goals"])
        yield from volume_heads(self.folder["volumes"])

    def headline(self) -> Iterator[Value]:
        """Yield the ledger, the exits and the outcomes in the plain cuts."""
        for measure in (ledger, exit_ledger, outcomes):
            yield from measure(self.con, self.horizon, ())

    def plans(self) -> Iterator[Planned]:
        """Yield the plans whose participations can be published."""
        return to_publish(self.con, self.scope, self.folder["goals"])

    def agreements(self) -> list[Agreement]:
        """Return what the records say of each published count."""
        return agreements(self.con, self.scope, self.folder["counts"])

    @property
    def residents(self) -> frozenset[str]:
        """Members that have residents, the only ones that records can be counted for."""
        return frozenset(place.member_id for place in _places(self.folder))

    @property
    def scope(self) -> Scope:
        """What plans and published counts may ask of the records."""
        taking_part: dict[str, set[str]] = {}
        for row in records(self.folder["programme_members"]):
            taking_part.setdefault(str(row["programme_id"]), set()).add(str(row["member_id"]))
        return Scope(self.horizon, self.residents, taking_part)


def _places(folder: Folder) -> list[Place]:
    return [
        Place(
            str(row["municipality_code"]),
            str(row["member_id"]),
            first_day(start) if (start := str(row["valid_from"])) else None,
            last_day(end) if (end := str(row["valid_to"])) else None,
        )
        for row in records(folder["members"])
        if row["municipality_code"]
    ]


def _ended(folder: Folder) -> dict[str, date]:
    rows = records(folder["programmes"])
    return {str(row["programme_id"]): last_day(str(row["end"])) for row in rows if row["end"]}


@contextmanager
def laid_out(folder: Folder) -> Iterator[Laid | None]:
    """Open a database with the folder's records; None where there is not one row.

    Where they are many they lie in a folder that only its owner can read, and are gone with it.
    """
    with private_database(folder.records.rows if folder.records else 0) as con:
        horizon = (
            None
            if folder.records is None
            else lay(con, folder.records.relation(con), _places(folder), _ended(folder))
        )
        yield None if horizon is None else Laid(con, horizon, folder)
