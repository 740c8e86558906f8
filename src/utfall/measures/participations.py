"""How many participations of one member the sources report, over programmes and years.

Method: docs/methods.md, "Total of participations".
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from utfall.data.dates import first_day, last_day
from utfall.measures import reasons
from utfall.measures.facts import Count, merged_sources, year_of
from utfall.values import Value, group

__all__ = ["participations_of"]


def _last_year(fact: Count) -> int | None:
    """Return the year by which the count is known; None where neither period nor date is."""
    until = fact.period_end or fact.as_of
    return last_day(until).year if until else None


def _first_year(fact: Count) -> int | None:
    since = fact.period_start or fact.period_end
    return first_day(since).year if since else None


def _least(fact: Count) -> float:
    """Return the number of persons that the count says at least."""
    return (fact.low if fact.value is None else fact.value) or 0.0


def _countable(fact: Count, until_year: int) -> bool:
    # A stock is never added to a flow; staff, cases and plans are not participants.
    last = _last_year(fact)
    return (
        fact.measure == "participants"
        and fact.population == "participants"
        and fact.unit == "persons"
        and fact.primary
        and fact.period_kind != "stock"
        and _least(fact) > 0
        and last is not None
        and last <= until_year
    )


def _total(member_ids: str, facts: Sequence[Count], reading: str) -> Value:
    largest: dict[str, Count] = {}
    for fact in facts:
        # One person may be in two years of a programme: the largest count is sure, not the sum.
        known = largest.get(fact.programme_id)
        if known is None or _least(fact) > _least(known):
            largest[fact.programme_id] = fact
    firsts = [year for fact in facts if (year := _first_year(fact))]
    lasts = [year for fact in facts if (year := _last_year(fact))]
    least = sum(_least(fact) for fact in largest.values())
    return Value(
        "n_participations",
        "all",
        member_ids,
        year_of(str(min(firsts)) if firsts else "", str(max(lasts))),
        group(reading=reading),
        value=least,
        unit="participations",
        low=least,
        bound="at_least",
        approximate=any(fact.approximate for fact in largest.values()),
        reason=reasons.OTHER_YEARS_MISSING,
        source_id=merged_sources(*(fact.source_id for fact in facts)),
    )


def _totals(member_ids: str, facts: Iterable[Count]) -> list[Value]:
    by_reading: dict[str, list[Count]] = defaultdict(list)
    for fact in facts:
        by_reading[fact.reading].append(fact)
    common = by_reading.pop("", [])
    totals = [_total(member_ids, common, "")] if common else []
    return totals + [
        _total(member_ids, common + by_reading[reading], reading) for reading in sorted(by_reading)
    ]


def participations_of(member_id: str, counts: Iterable[Count], until_year: int) -> list[Value]:
    """The member's own participations, and those it shares with others, as separate rows.

    Parameters
    ----------
    member_id : str
        The member.
    counts : iterable of Count
        What `counts.csv` says. Primary counts of participants are used: periods that end by
        `until_year`, counts to date that are dated by it; never a stock, staff, cases or plans.
    until_year : int
        The last year of the report.

    Returns
    -------
    list of Value
        ``n_participations`` with `programme_id` ``all``: the member's own (``unknown`` where no
        source reports any), once per reading where a reading adds some; and one per set of
        members with joint programmes. All are *at least*: `low` without `high`, with the reason.
        The year is from the first period counted, if any is stated, to the last; of what is
        unknown it ends at `until_year`.

    Notes
    -----
    A participation is one person in one programme. Somebody in two programmes is counted twice,
    and of several counts of one programme only the largest is used, since the same person may
    be in all of them. Joint figures are not the member's and must not be added to its own.
    """
    facts = [fact for fact in counts if _countable(fact, until_year)]
    own = _totals(member_id, (f for f in facts if f.place == {member_id}))
    if not any(value.group == "" for value in own):
        own.append(
            Value(
                "n_participations",
                "all",
                member_id,
                year_of("", str(until_year)),
                unit="participations",
                bound="",
                status="unknown",
                reason=reasons.NO_OWN_PARTICIPANTS,
            )
        )
    joint: dict[str, list[Count]] = defaultdict(list)
    for fact in facts:
        if member_id in fact.place and len(fact.place) > 1:
            joint[fact.member_ids].append(fact)
    return own + [value for members in sorted(joint) for value in _totals(members, joint[members])]
