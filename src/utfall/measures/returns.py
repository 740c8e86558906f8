"""What comes back to a member for its contribution, over at least five years: *utväxling*.

Method: docs/methods.md, "Return on contribution". Money and people of programmes of several
members are never split: a member's figure is a range from what is its alone to all of it.
"""

import math
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from utfall.measures import reasons
from utfall.measures.facts import merged_sources, number, records
from utfall.measures.within import (
    Stated,
    Work,
    all_funders,
    association_alone,
    association_works,
    chosen_within,
    is_complete,
    lies_within,
    stated_money,
    stated_people,
)
from utfall.values import Value, group, not_shown

__all__ = ["neutral_levels", "returns"]

_FEWEST_YEARS = 5
_MILLION = 1_000_000


@dataclass(frozen=True)
class _Paid:
    """What one payer paid in: kronor by year, those of which are rough, and the sources."""

    by_year: Mapping[int, float]
    approximate: frozenset[int]
    source_id: str

    def sum(self, first: int, last: int) -> float:
        return sum(self.by_year[year] for year in range(first, last + 1))

    def is_approximate(self, first: int, last: int) -> bool:
        return any(year in self.approximate for year in range(first, last + 1))


def _paid(contributions: pd.DataFrame) -> dict[str, _Paid]:
    """Return the contributions by member; a year that is stated in two ways is not known."""
    said: dict[str, dict[int, set[float]]] = defaultdict(lambda: defaultdict(set))
    rough: dict[str, set[int]] = defaultdict(set)
    sources: dict[str, list[str]] = defaultdict(list)
    for row in records(contributions):
        member, year, amount = str(row["member_id"]), number(row["year"]), number(row["amount_sek"])
        sources[member].append(str(row["source_id"]))
        if year is not None and amount is not None:
            said[member][int(year)].add(amount)
            if row["approximate"]:
                rough[member].add(int(year))
    return {
        member: _Paid(
            {year: min(amounts) for year, amounts in said[member].items() if len(amounts) == 1},
            frozenset(rough[member]),
            merged_sources(*sources[member]),
        )
        for member in sources
    }


def _windows(years: Iterable[int]) -> list[tuple[int, int]]:
    """Return for each last year the longest unbroken run up to it, of five years or more."""
    known = set(years)
    found = []
    for last in sorted(known):
        first = last
        while first - 1 in known:
            first -= 1
        if last - first + 1 >= _FEWEST_YEARS:
            found.append((first, last))
    return found


@dataclass(frozen=True)
class _Kind:
    """One definition of what comes back."""

    measure: str
    unit: str
    ways: Sequence[Sequence[Stated]]
    """What is stated of the same, in one way or more: each says at least what it says."""
    works: Sequence[Work]
    nothing: str
    incomplete: str
    per: float = 1.0
    persons: bool = False

    def own(self, chosen: Iterable[Stated]) -> float:
        """Return what is surely the member's alone, of one programme."""
        # One person may be in two years of a programme; one krona is not.
        of_programme = max if self.persons else sum
        return of_programme([0.0, *(one.least for one in chosen if len(one.place) == 1)])


def _most(chosen: Iterable[Stated]) -> float:
    return sum(one.most for one in chosen)


def _value(base: Value, kind: _Kind, member: str, paid: float, reading: str) -> Value:
    """Return one ratio, or the words for why there is none."""
    first, _, last = base.year.partition("/")
    years = range(int(first), int(last) + 1)
    ways = [
        [s for s in way if member in s.place and s.reading in {"", reading}] for way in kind.ways
    ]
    stated = [s for way in ways for s in way]
    named = {one.programme_id for one in stated}
    low = high = 0.0
    chosen: list[Stated] = []
    for programme_id in sorted(named):
        found = [
            chosen_within([s for s in way if s.programme_id == programme_id], years[0], years[-1])
            for way in ways
        ]
        largest = max(found, key=_most)
        surest = max([largest, *found], key=kind.own)
        low, high = low + kind.own(surest), high + _most(largest)
        chosen += surest if surest is largest else [*surest, *largest]
    if not chosen:
        return not_shown(base, "refused", kind.nothing)
    mine = [w for w in kind.works if w.of(member, reading) or w.programme_id in named]
    is_one = math.isclose(low, high)
    bases = sorted({one.basis for one in chosen})
    complete = is_complete(mine, stated, chosen, years)
    said = {
        reasons.MIXED_BASES: len(bases) > 1,
        kind.incomplete: not complete,
        reasons.NOT_SPLIT_ON_MEMBERS: any(len(one.place) > 1 and one.most for one in chosen),
        reasons.PAYER_NOT_STATED: not kind.persons and any(one.least < one.most for one in chosen),
        reasons.SAME_PERSON_AGAIN: kind.persons
        and low < sum(one.least for one in chosen if len(one.place) == 1),
    }
    why = [reason for reason, holds in said.items() if holds]
    return replace(
        base,
        group=group(basis=bases[0] if len(bases) == 1 else "", reading=reading),
        value=low * kind.per / paid if is_one else None,
        numerator=low if is_one else None,
        denominator=paid,
        low=low * kind.per / paid,
        high=high * kind.per / paid,
        # Money that is not known makes the upper end none, whatever the rest are on.
        bound="at_least" if not complete else "conditional" if len(bases) > 1 else "exact",
        approximate=base.approximate or any(one.approximate for one in chosen),
        reason=reasons.joined(why) if why else "",
        source_id=merged_sources(base.source_id, *sorted(one.source_id for one in chosen)),
    )


def _of_member(kind: _Kind, member: str, paid: _Paid | None) -> Iterator[Value]:
    """Yield one definition for every window, in every reading; else one refusal."""
    base = Value(kind.measure, "all", member, value=0.0, unit=kind.unit)
    windows = _windows(paid.by_year) if paid else []
    if not paid or not windows:
        reason = reasons.CONTRIBUTION_NOT_YEARLY if paid else reasons.CONTRIBUTION_NOT_STATED
        source_id = paid.source_id if paid else ""
        yield not_shown(replace(base, source_id=source_id), "refused", reason)
        return
    for first, last in windows:
        within = replace(
            base,
            year=f"{first}/{last}",
            approximate=paid.is_approximate(first, last),
            source_id=paid.source_id,
        )
        kronor = paid.sum(first, last)
        if not kronor:
            yield not_shown(within, "refused", reasons.CONTRIBUTION_ZERO)
            continue
        mine = (
            s for way in kind.ways for s in way if member in s.place and lies_within(s, first, last)
        )
        for reading in sorted({s.reading for s in mine} - {""}) or [""]:
            yield _value(within, kind, member, kronor, reading)


def returns(
    members: pd.DataFrame,
    programmes: pd.DataFrame,
    programme_members: pd.DataFrame,
    contributions: pd.DataFrame,
    funding: pd.DataFrame,
    counts: pd.DataFrame,
) -> list[Value]:
    """What comes back to each member for its contribution, by three definitions.

    Parameters
    ----------
    members, programmes, programme_members, contributions, funding, counts : DataFrame
        Rows of the tables of those names. Primary amounts in kronor that are spent, granted or
        budgeted are used, and primary counts of participants that are no stocks, of the
        association's programmes: never of a municipality's own.

    Returns
    -------
    list of Value
        With `programme_id` ``all`` and one row per member and window: the longest unbroken run
        of years with a known contribution up to each last year, five years or more. Only what
        lies wholly within the window is counted.

        ``return_association`` (``ratio``): the association's own money per krona of contribution.
        Of a total, what no other funder is named for may be the association's: it is in `high`.

        ``return_with_esf`` (``ratio``): the same with all funders' money.

        ``people_per_krona`` (``participations_per_msek``): participations per million kronor.
        ``not_applicable`` to a member that is no municipality.

        `low` holds what is surely the member's alone and `high` also all that is joint, or of
        which the payer is not known; `value` is empty unless they are the same. `denominator` is
        the kronor paid in. ``at_least`` where money or people of some programme or time are not
        known: `high` then limits only what is known. ``conditional`` where amounts are on
        different bases; the group names a common ``basis``. By ``reading`` where facts have one.

        ``refused`` where the contribution is not stated, not by year for five years, or zero, and
        where nothing is stated of any of the member's programmes, which is not zero. Empty if
        no contribution of any member is stated.

    Notes
    -----
    Kronor of different years are added as they are. Of two statements that may hold the same
    money the one nearest the member is used, then the spent before the granted before the
    budgeted; the other is left out even where it says more. All funders' money is never less than
    the association's: of each programme the larger counts, *at least* where it is the latter. Somebody in two years of a programme
    may be one participation: `low` has the larger year, `high` both.
    """
    if contributions.empty:
        return []
    works = association_works(programmes, programme_members)
    takes_part = {w.programme_id: frozenset(w.members) for w in works}
    own, everything = (
        [s for s in stated_money(funding, takes_part, amount) if s.programme_id in takes_part]
        for amount in (association_alone, all_funders)
    )
    part = [replace(s, is_open=True) for s in own]
    people = [s for s in stated_people(counts, takes_part) if s.programme_id in takes_part]
    money = (works, reasons.NO_MONEY_IN_YEARS, reasons.MONEY_YEARS_MISSING)
    kinds = (
        _Kind("return_association", "ratio", [own], *money),
        # The association's money is a part of all funders', whatever is known of the others'.
        _Kind("return_with_esf", "ratio", [everything, part], *money),
        _Kind(
            "people_per_krona",
            "participations_per_msek",
            [people],
            [w for w in works if w.has_participants],
            reasons.NO_PEOPLE_IN_YEARS,
            reasons.PEOPLE_YEARS_MISSING,
            per=_MILLION,
            persons=True,
        ),
    )
    paid = _paid(contributions)
    values: list[Value] = []
    for row in records(members):
        member = str(row["member_id"])
        for kind in kinds:
            if kind.persons and row["kind"] != "municipality":
                none = Value(kind.measure, "all", member, unit=kind.unit, value=0.0)
                values.append(not_shown(none, "not_applicable", reasons.NO_RESIDENTS))
            else:
                values += _of_member(kind, member, paid.get(member))
    return values


def neutral_levels(members: pd.DataFrame, contributions: pd.DataFrame) -> list[Value]:
    """How many kronor in the association one krona of its municipalities is, per window.

    Parameters
    ----------
    members, contributions : DataFrame
        Rows of `members.csv` and `contributions.csv`.

    Returns
    -------
    list of Value
        ``neutral_level`` (``ratio``) of ``all``: all contributions of the window as numerator,
        the municipalities' as denominator. Windows are as of `returns`, of years in which the
        contribution of every municipality, every region and the state is known: the state pays
        through one of its authorities, so that one of them is enough. ``refused`` where there is
        no such window or the municipalities paid nothing. Empty if no contribution is stated.

    Notes
    -----
    By 5 § lagen (2003:1210) om finansiell samordning Försäkringskassan pays a half, for the state,
    the regions a quarter and the municipalities together a quarter. One krona of a municipality
    has become about four before anything is spent: a return is read against this level, less
    overhead, and not against one.
    """
    if contributions.empty:
        return []
    paid = _paid(contributions)
    kinds = {str(row["member_id"]): str(row["kind"]) for row in records(members)}
    payers = {name: one for name, one in paid.items() if name in kinds}
    every = [name for name, kind in kinds.items() if kind != "state" or name in payers]
    base = Value(
        "neutral_level",
        "all",
        "all",
        value=0.0,
        unit="ratio",
        source_id=merged_sources(*(paid[name].source_id for name in sorted(payers))),
    )
    all_kinds = {"municipality", "region", "state"} <= {kinds[name] for name in payers}
    known = [set(payers[name].by_year) if name in payers else set() for name in every]
    windows = _windows(set.intersection(*known)) if all_kinds else []
    if not windows:
        return [not_shown(base, "refused", reasons.CONTRIBUTIONS_INCOMPLETE)]
    values = []
    for first, last in windows:
        within = replace(base, year=f"{first}/{last}")
        everybodys = sum(one.sum(first, last) for one in payers.values())
        own = sum(o.sum(first, last) for n, o in payers.items() if kinds[n] == "municipality")
        values.append(
            replace(
                within,
                value=everybodys / own,
                numerator=everybodys,
                denominator=own,
                approximate=any(one.is_approximate(first, last) for one in payers.values()),
            )
            if own
            else not_shown(within, "refused", reasons.CONTRIBUTION_ZERO)
        )
    return values
