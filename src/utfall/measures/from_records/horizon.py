"""How far the records reach, programme by programme.

Method: docs/methods.md, "Records".
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from utfall.measures import reasons

__all__ = ["ALL", "OUTSIDE", "UNKNOWN", "Horizon"]

ALL, OUTSIDE, UNKNOWN = "all", "outside", "unknown"


@dataclass(frozen=True)
class Horizon:
    """What the records cover: from 1 January of the first entry's year to the newest as_of.

    Attributes
    ----------
    first_year : int
        Year of the first entry of all.
    newest : date
        Newest as_of of all.
    began : mapping of str to date
        First entry by programme.
    reaches : mapping of str to date
        Last day by programme that its records say everything of: its own newest as_of, or
        `newest` where the programme had ended by then.
    """

    first_year: int
    newest: date
    began: Mapping[str, date] = field(default_factory=dict)
    reaches: Mapping[str, date] = field(default_factory=dict)

    @property
    def first(self) -> date:
        """The first day covered."""
        return date(self.first_year, 1, 1)

    @property
    def periods(self) -> dict[str, tuple[date, date]]:
        """First and last day by label: every year, and the whole where it is several years."""
        found = {
            str(year): (date(year, 1, 1), min(date(year, 12, 31), self.newest))
            for year in range(self.first_year, self.newest.year + 1)
        }
        if len(found) > 1:
            found[f"{self.first_year}/{self.newest.year}"] = (self.first, self.newest)
        return found

    def reach(self, programme_id: str) -> date:
        """Return the last day covered of a programme; of ``all`` that of the one left behind."""
        if programme_id == ALL:
            return min(self.reaches.values())
        return self.reaches[programme_id]

    def covers(self, programme_id: str, year: str) -> bool:
        """Say whether the records reach into a period; those of ``all`` always do."""
        return programme_id == ALL or self.reaches[programme_id] >= date(int(year[:4]), 1, 1)

    def so_far(self, programme_id: str, year: str) -> str:
        """Return why a period is not complete, in Swedish; empty where it is."""
        end = date(int(year[-4:]), 12, 31)
        if self.newest < end:
            return reasons.YEAR_NOT_OVER
        if self.reach(programme_id) < end:
            return reasons.SOME_NOT_REACHED if programme_id == ALL else reasons.NOT_REACHED
        return ""

    def stock_open(self, programme_id: str, day: date) -> bool:
        """Say whether a stock of a day may lack people: some programme's records end before it.

        One programme's last stock is of the last day that its records reach, so it never does.
        """
        return programme_id == ALL and self.reach(ALL) < day
