"""What the made-up records say in figures that the made-up sources state."""

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Literal

from utfall.data import codes
from utfall.data.records import Records, database
from utfall.example.world import MUNICIPALITIES

__all__ = ["Count", "Figures"]

Count = Literal["persons", "participations"]
_COUNTED: dict[Count, str] = {
    "persons": "count(DISTINCT person_id) + count(*) FILTER (person_id IS NULL)",
    "participations": "count(*)",
}
_CODE = {m.member_id: m.code for m in MUNICIPALITIES}


class Figures:
    """Counts over the records of one association; to be used in a ``with`` statement.

    People are counted once each; an anonymous row is one person, since nobody can tell.
    """

    def __init__(self, records: Records, spill: Path) -> None:
        self._con = database(spill)
        records.relation(self._con).create_view("records")

    def __enter__(self) -> "Figures":
        """Return the figures."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the database."""
        self._con.close()

    def during(
        self,
        programme: str,
        members: Sequence[str],
        first: str,
        last: str,
        *,
        count: Count = "persons",
        anywhere: bool = False,
    ) -> int:
        """Return the people who took part at some time from a day to another.

        Parameters
        ----------
        programme, members : str, sequence of str
            Which programme, and where people live.
        first, last : str
            ISO days.
        count : {"persons", "participations"}
            Whether somebody who came twice counts once or twice.
        anywhere : bool
            Whether to count also those of whom nobody knows where they live.
        """
        rule = f"entry <= DATE '{last}' AND (exit IS NULL OR exit >= DATE '{first}')"
        return self._people(programme, members, rule, count=count, anywhere=anywhere)

    def ongoing(self, programme: str, members: Sequence[str], day: str) -> int:
        """Return the people who were in it at the end of a day."""
        here = f"entry <= DATE '{day}' AND (exit IS NULL OR exit > DATE '{day}')"
        return self._people(programme, members, here)

    def exited(
        self, programme: str, members: Sequence[str], first: str, last: str, rule: str = "true"
    ) -> int:
        """Return the people who left from a day to another, by an SQL rule."""
        left = f"exit BETWEEN DATE '{first}' AND DATE '{last}'"
        return self._people(programme, members, f"{left} AND ({rule})")

    def participations(self, programme: str) -> int:
        """Return all participations of a programme, wherever people live."""
        (found,) = self._con.execute(
            "SELECT count(*) FROM records WHERE programme_id = ?", [programme]
        ).fetchall()
        return int(found[0])

    def _people(
        self,
        programme: str,
        members: Sequence[str],
        rule: str,
        *,
        count: Count = "persons",
        anywhere: bool = False,
    ) -> int:
        (found,) = self._con.execute(
            f"SELECT {_COUNTED[count]} FROM records WHERE programme_id = $programme "  # noqa: S608
            f"AND coalesce(list_contains($places, residence), $anywhere) AND {rule}",
            {
                "programme": programme,
                "places": [_CODE[m] for m in members],
                "anywhere": anywhere,
            },
        ).fetchall()
        return int(found[0])


def activity_is(kinds: Sequence[str]) -> str:
    """Return the rule of those whose activity at exit is one of some."""
    return f"activity_exit IN ({', '.join(repr(kind) for kind in kinds)})"


COMPLETED = "exit_reason = 'completed'"
BROKEN_OFF = "exit_reason <> 'completed'"
WORK, STUDY = activity_is(codes.WORK), activity_is(codes.STUDY)
SUBSIDISED = activity_is(("work_subsidised",))
STUDY_CSN, STUDY_OTHER = activity_is(("study_csn",)), activity_is(("study_other",))
