"""One cut of the records, and the values that are said of it.

Method: docs/methods.md, "Records".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from utfall.measures import reasons
from utfall.measures.outcomes import FEWEST_FOR_SHARE
from utfall.values import Bound, Value, group, not_shown

__all__ = ["KINDS", "Cell"]

KINDS: dict[tuple[bool, bool], Bound] = {
    (False, False): "exact",
    (True, False): "at_most",
    (False, True): "at_least",
    (True, True): "conditional",
}
"""Bound of a number by whether it may be less, and whether it may be more."""


@dataclass(frozen=True)
class Cell:
    """One cut: `member_id` and `programme_id` may be ``all``; `split` is empty or has a `part`.

    `so_far` says why the period is not complete, so that a flow may still grow; empty where it
    is. `unconfirmed` is the unfinished participations that may have ended unseen: of those nobody
    knows whether they left in the period, nor how.
    """

    programme_id: str
    member_id: str
    year: str
    split: str = ""
    part: str = ""
    so_far: str = ""
    unconfirmed: int = 0

    def key(self, measure: str, **parts: str) -> tuple[str, str, str, str, str]:
        """Return the key columns of a value of this cut."""
        names = {"from_": "records", **parts}
        if self.split:
            names[self.split] = self.part
        return measure, self.programme_id, self.member_id, self.year, group(**names)

    def flow(self, measure: str, number: float, **told: Any) -> Value:
        """Return a count over the period, which is so far where the period is not complete."""
        if self.so_far:
            told["kind"] = "to_date"
            told["open_end"] = True
            told["because"] = (*told.get("because", ()), self.so_far)
        return self.count(measure, number, **told)

    def ended(self, measure: str, number: float, missing: int, why: str = "", **told: Any) -> Value:
        """Return a count of exits that `missing` more, and the unconfirmed, may belong to."""
        return self.flow(
            measure,
            number,
            high=number + missing + self.unconfirmed,
            because=self._because(missing, why),
            **told,
        )

    def state(self, measure: str, number: float, **told: Any) -> Value:
        """Return a count of the newest day that may shrink as well as grow.

        So far it is *conditional*, without bounds: those who wait for their follow-up, say, are
        fewer when it comes and more when others leave.
        """
        if self.so_far:
            found = self.count(measure, number, kind="to_date", **told)
            return replace(found, bound="conditional", reason=self.so_far)
        return self.ended(measure, number, 0, **told)

    def refused(self, measure: str, why: str, **told: Any) -> Value:
        """Return the same key as a flow without a number."""
        if self.so_far:
            told["kind"] = "to_date"
        return not_shown(self.count(measure, 0, **told), "refused", why)

    def count(
        self,
        measure: str,
        number: float,
        *,
        low: float | None = None,
        high: float | None = None,
        open_end: bool = False,
        of: float | None = None,
        unit: str = "participations",
        because: Sequence[str] = (),
        **parts: str,
    ) -> Value:
        """Return a count with what it may be at least and at most.

        Parameters
        ----------
        measure : str
            Its name.
        number : float
            The count.
        low, high : float, optional
            Bounds; None, or the count itself, bounds nothing.
        open_end : bool
            Whether it may grow beyond any bound, so that `high` is left out.
        of : float, optional
            What the count is a part of.
        unit : str
            ``participations`` or ``persons``.
        because : sequence of str
            Why it is no exact count; kept only where a bound says so.
        **parts : str
            More parts of the group.
        """
        below = low is not None and low < number
        above = open_end or (high is not None and high > number)
        inexact = below or above
        return Value(
            *self.key(measure, **parts),
            value=number,
            unit=unit,
            denominator=of,
            low=(low if below else number) if inexact else None,
            high=None if open_end or not inexact else max(number, high or 0),
            bound=KINDS[below, above],
            reason=reasons.joined(because) if inexact and because else "",
        )

    def share(
        self, measure: str, number: int, of: int, missing: int, why: str = "", **parts: str
    ) -> Value:
        """Return known successes as a share of the exits, refused of too few.

        Parameters
        ----------
        number, of, missing : int
            Known successes, known exits, and those of them that nobody knows of.
        why : str
            Why some are missing.

        Returns
        -------
        Value
            `low` as if none, `high` as if all of the missing and the unconfirmed had succeeded,
            of the known exits and the unconfirmed. So far it is *conditional*: later exits may
            turn it either way. The numbers of a refused share are in the counts beside it.
        """
        if self.so_far:
            parts["kind"] = "to_date"
        if of < FEWEST_FOR_SHARE:
            blank = Value(*self.key(measure, **parts), value=0, unit="share")
            return not_shown(blank, "refused", reasons.TOO_FEW)
        share, most = number / of, of + self.unconfirmed
        low, high = number / most, (number + missing + self.unconfirmed) / most
        below, above = low < share, high > share
        inexact = below or above
        told = [*self._because(missing, why), *([self.so_far] if self.so_far else [])]
        return Value(
            *self.key(measure, **parts),
            value=share,
            unit="share",
            numerator=number,
            denominator=of,
            low=low if inexact else None,
            high=high if inexact else None,
            bound="conditional" if self.so_far else KINDS[below, above],
            reason=reasons.joined(told) if told else "",
        )

    def _because(self, missing: int, why: str) -> list[str]:
        return [why] * bool(missing) + [reasons.UNCONFIRMED] * bool(self.unconfirmed)
