"""Whether and how far the records can answer for a place and a time that others have chosen.

Method: docs/methods.md, "Records".
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from utfall.measures import reasons
from utfall.measures.from_records.horizon import ALL, UNKNOWN, Horizon
from utfall.measures.from_records.period import Window

__all__ = ["Scope"]


@dataclass(frozen=True)
class Scope:
    """What plans and published counts may ask of the records.

    Attributes
    ----------
    horizon : Horizon
        How far they reach.
    residents : frozenset of str
        Members that have residents, the only ones that records can be counted for.
    taking_part : mapping of str to members
        Members of each programme, where the association states them.
    """

    horizon: Horizon
    residents: frozenset[str]
    taking_part: Mapping[str, Collection[str]] = field(default_factory=dict)

    def not_covered(self, programme_id: str, starts: date, ends: date) -> str:
        """Return why records do not answer for the days, in Swedish; empty where they may.

        They do not before the year of their first entry, nor where the programme's own begin
        after the last day or reach no further than before it.
        """
        known = self.horizon.began
        if programme_id and programme_id not in known:
            return reasons.NO_RECORDS
        began = known[programme_id] if programme_id else min(known.values())
        reach = self.horizon.reach(programme_id or ALL)
        outside = starts < self.horizon.first or ends < began or reach < ends
        return reasons.NOT_COVERED if outside else ""

    def begins_later(self, programme_id: str, starts: date) -> bool:
        """Say whether the programme's records begin inside the period, and may lack the earlier."""
        known = self.horizon.began
        return starts < (known[programme_id] if programme_id else min(known.values()))

    def widest(self, window: Window) -> tuple[Window, str]:
        """Return whom else a number may be about, and the reason in Swedish.

        Those whose residence is not recorded may live in the place. Where all of the programme's
        members are named, everybody in it may have been counted.
        """
        named = set(window.members or ())
        whole = self.residents & set(self.taking_part.get(window.programme_id or "", ()))
        if named >= (whole or self.residents):
            return replace(window, members=None), reasons.EVERYBODY_COUNTED
        return replace(window, members={*named, UNKNOWN}), reasons.RESIDENCE_MISSING
