"""Money and people of programmes that lie within some years, none of it twice.

Method: docs/methods.md, "Return on contribution".
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from utfall.data.dates import first_day, last_day
from utfall.measures.facts import Count, Money, counts_of, funding_of, merged_sources, records

__all__ = [
    "Range",
    "Stated",
    "Work",
    "all_funders",
    "association_alone",
    "association_works",
    "chosen_within",
    "is_complete",
    "lies_within",
    "stated_money",
    "stated_people",
]

_BASES = ("spent", "granted", "budget")
_KINDS = ("flow", "", "to_date")
# The place of what names no members: it may be anybody's, so it is nobody's alone.
_ANYBODY = ""


@dataclass(frozen=True)
class Stated:
    """Money or people that sources state of a programme.

    Attributes
    ----------
    place : frozenset of str
        The members concerned; one where it is that member's alone.
    start, end : date or None
        First and last day; None where the period is not stated in full.
    least, most : float
        Kronor or persons: the same but where it is not known how much of it counts.
    rank : int
        How well it is known: the spent is 0, before the granted and the budgeted.
    is_open : bool
        Whether there may be more than `most`.
    """

    programme_id: str
    reading: str
    component: str
    place: frozenset[str]
    start: date | None
    end: date | None
    least: float
    most: float
    rank: int
    basis: str = ""
    is_open: bool = False
    approximate: bool = False
    source_id: str = ""

    @property
    def days(self) -> int:
        """How long the period is; 0 where it is not stated."""
        return (self.end - self.start).days if self.start and self.end else 0


def _period(start: str, end: str, kind: str) -> tuple[date | None, date | None]:
    if kind == "not_stated" or not (start and end):
        return None, None
    return first_day(start), last_day(end)


def _place(fact: Count | Money, takes_part: Mapping[str, frozenset[str]]) -> frozenset[str]:
    return fact.place or takes_part.get(fact.programme_id, frozenset()) | {_ANYBODY}


def _sum_of(rows: Sequence[Money]) -> float | None:
    """Return the kronor of one funder; cash and in kind unless the whole is stated."""
    whole = [m for m in rows if m.form not in {"cash", "in_kind"}] or rows
    return sum(m.amount_sek or 0.0 for m in whole) if whole else None


Range = tuple[float, float, bool]
"""The least kronor, the most, and whether there may be more."""


def all_funders(rows: Sequence[Money]) -> Range | None:
    """Return the total of one account; without one the stated parts, to which more may come."""
    total = _sum_of([m for m in rows if m.funder == "total"])
    if total is not None:
        return total, total, False
    parts = sum(m.amount_sek or 0.0 for m in rows)
    return parts, parts, True


def association_alone(rows: Sequence[Money]) -> Range | None:
    """Return what the association paid of one account, None where nothing says so.

    What of a total has no named funder may be the association's, or not.
    """
    own = _sum_of([m for m in rows if m.funder == "association"])
    total = _sum_of([m for m in rows if m.funder == "total"])
    if total is None:
        return None if own is None else (own, own, False)
    named = {m.funder for m in rows} - {"total", "not_stated"}
    stated = sum(_sum_of([m for m in rows if m.funder == name]) or 0.0 for name in named)
    least = own or 0.0
    return least, least + max(0.0, total - stated), False


def stated_money(
    funding: pd.DataFrame,
    takes_part: Mapping[str, frozenset[str]],
    amount: Callable[[Sequence[Money]], Range | None],
) -> list[Stated]:
    """Return the money of each programme by place, component, period, basis and list.

    Parameters
    ----------
    funding : DataFrame
        Rows of `funding.csv`: primary amounts in kronor that are spent, granted or budgeted.
    takes_part : mapping of str to frozenset of str
        The members of each programme, for amounts that name none.
    amount : callable
        `all_funders` or `association_alone`.
    """
    accounts: dict[tuple[str, ...], list[Money]] = defaultdict(list)
    for m in funding_of(funding):
        if m.primary and m.amount_sek is not None and m.basis in _BASES:
            about = (m.programme_id, m.member_ids, m.reading, m.component, m.basis, m.list_id)
            accounts[*about, m.period_start, m.period_end, m.period_kind].append(m)
    found = []
    for rows in accounts.values():
        one, range_ = rows[0], amount(rows)
        if range_ is not None:
            least, most, is_open = range_
            found.append(
                Stated(
                    one.programme_id,
                    one.reading,
                    one.component,
                    _place(one, takes_part),
                    *_period(one.period_start, one.period_end, one.period_kind),
                    least,
                    most,
                    _BASES.index(one.basis),
                    one.basis,
                    is_open,
                    any(m.approximate for m in rows),
                    merged_sources(*(m.source_id for m in rows)),
                )
            )
    return found


def stated_people(counts: pd.DataFrame, takes_part: Mapping[str, frozenset[str]]) -> list[Stated]:
    """Return the participations that primary counts state; a stock, staff and cases are none.

    Parameters
    ----------
    counts : DataFrame
        Rows of `counts.csv`. A count to date without an end ends on the day when it was true.
    takes_part : mapping of str to frozenset of str
        The members of each programme, for counts that name none.
    """
    found = []
    for c in counts_of(counts):
        least = c.low if c.value is None else c.value
        most = c.high if c.value is None else c.value
        if (
            (c.measure, c.population, c.unit) == ("participants", "participants", "persons")
            and c.primary
            and c.period_kind in _KINDS
            and (least is not None or most is not None)
        ):
            least = least or 0.0
            found.append(
                Stated(
                    c.programme_id,
                    c.reading,
                    c.component,
                    _place(c, takes_part),
                    *_period(c.period_start, c.period_end or c.as_of, c.period_kind),
                    least,
                    least if most is None else most,
                    _KINDS.index(c.period_kind),
                    is_open=most is None,
                    approximate=c.approximate,
                    source_id=c.source_id,
                )
            )
    return found


def _clash(one: Stated, other: Stated) -> bool:
    """Say whether two may hold the same money or people."""
    if not (one.start and one.end and other.start and other.end):
        return False
    return (
        one.programme_id == other.programme_id
        and (one.place <= other.place or other.place <= one.place)
        and (one.component == other.component or "" in (one.component, other.component))
        and one.start <= other.end
        and other.start <= one.end
    )


def chosen_within(stated: Iterable[Stated], first: int, last: int) -> list[Stated]:
    """Choose what lies within the years, none of it twice.

    Of two that may hold the same, the one of fewer members comes first, then what is known
    best, the whole before a component, and the longer period.
    """
    taken: list[Stated] = []
    for one in sorted((s for s in stated if lies_within(s, first, last)), key=_preference):
        if not any(_clash(one, other) for other in taken):
            taken.append(one)
    return taken


def lies_within(one: Stated, first: int, last: int) -> bool:
    """Say whether a stated period lies wholly within the years."""
    return bool(one.start and one.end and first <= one.start.year <= one.end.year <= last)


def _preference(one: Stated) -> tuple[float | bool, ...]:
    # Amounts come last, so that neither names nor the order of rows decide.
    known = (one.is_open, one.least < one.most, one.rank, one.component != "")
    return len(one.place), *known, -one.days, -one.most, -one.least


def _covers(spans: Iterable[tuple[date, date]], start: date, end: date) -> bool:
    for first, last in sorted(spans):
        if first > start:
            return False
        start = max(start, last + timedelta(days=1))
    return start > end


@dataclass(frozen=True)
class Work:
    """A programme of the association: when it ran, for whom, and whether it has participants.

    A day that is not stated is the first or the last there is.
    """

    programme_id: str
    start: date
    end: date
    members: Mapping[str, frozenset[str]]
    has_participants: bool

    def of(self, member: str, reading: str) -> bool:
        """Say whether the member takes part in it, in a reading of the sources."""
        return bool(self.members.get(member, frozenset()) & {"", reading})


def association_works(programmes: pd.DataFrame, programme_members: pd.DataFrame) -> list[Work]:
    """Return the association's programmes that have begun; a municipality's own is none."""
    members: dict[str, dict[str, set[str]]] = defaultdict(lambda: defaultdict(set))
    for row in records(programme_members):
        name, member = str(row["programme_id"]), str(row["member_id"])
        members[name][member].add(str(row["reading"]))
    return [
        Work(
            str(row["programme_id"]),
            first_day(str(row["start"])) if row["start"] else date.min,
            last_day(str(row["end"])) if row["end"] else date.max,
            {m: frozenset(read) for m, read in members[str(row["programme_id"])].items()},
            row["orientation"] != "structure",
        )
        for row in records(programmes)
        if row["finsam"] and row["status"] not in {"planned", "applied"}
    ]


def is_complete(
    works: Iterable[Work], stated: Sequence[Stated], chosen: Sequence[Stated], years: range
) -> bool:
    """Say whether what is chosen is of every programme and every day that it ran in the years."""
    for work in works:
        start = max(work.start, date(years[0], 1, 1))
        end = min(work.end, date(years[-1], 12, 31))
        own = [one for one in chosen if one.programme_id == work.programme_id]
        undated = any(s.start is None for s in stated if s.programme_id == work.programme_id)
        # A part of a programme says nothing of the rest of it.
        whole = [(s.start, s.end) for s in own if s.start and s.end and not s.component]
        if start <= end and (undated or not _covers(whole, start, end)):
            return False
    return not any(one.is_open for one in chosen)
