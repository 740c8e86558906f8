"""Cost per participant, per completer and per outcome, or the reason why there is none.

Method: docs/methods.md, "Cost rule" and "Cost per outcome". Whether money may be divided by
people is decided by `utfall.measures.scope`; this module finds the facts to ask it about.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

import pandas as pd

from utfall.measures import reasons
from utfall.measures.facts import Count, Money, counts_of, funding_of, merged_sources, records
from utfall.measures.outcomes import Reached, any_outcome, reached
from utfall.measures.prices import in_fixed_prices
from utfall.measures.scope import MoneyScope, PeopleScope, Verdict, verdict
from utfall.measures.statistics.intervals import wilson
from utfall.values import Status, Value, group, not_shown

__all__ = ["cost_interval", "costs"]

# Supports received and activities (praktik, utredning, sfi) are no outcomes to put a price on.
_PRICED = (
    "employment",
    "employment_subsidised",
    "towards_employment",
    "studies",
    "upper_secondary",
    "employment+studies",
)
_MAIN = "employment"
_RANK = {"exact": 0, "at_most": 1, "at_least": 2, "conditional": 3, "refused": 4}


def cost_interval(
    cost: float, count: float, nobs: float, *, confidence: float = 0.95
) -> tuple[float, float | None]:
    """Interval for chance of a cost per outcome: the cost is known, the share is not.

    Parameters
    ----------
    cost : float
        Kronor for all `nobs` people.
    count, nobs : float
        Persons with the outcome, of all whom the money paid for.
    confidence : float
        Coverage of the interval of the share.

    Returns
    -------
    tuple
        ``cost / (nobs · p_high)`` and ``cost / (nobs · p_low)`` with Wilson's limits; the upper
        is None where the lower limit of the share is zero, since no finite cost is the most.

    Examples
    --------
    >>> low, high = cost_interval(12_645_673, 23, 77)
    >>> round(low), round(high)
    (402036, 789417)
    """
    share_low, share_high = wilson(count, nobs, confidence=confidence)
    return cost / (nobs * share_high), cost / (nobs * share_low) if share_low > 0 else None


@dataclass(frozen=True)
class _Offer:
    """An amount that people could be divided into, and what it is about."""

    money: Money
    completeness: Literal["total", "part", "disputed"]

    @property
    def scope(self) -> MoneyScope:
        m = self.money
        stated = m.period_kind != "not_stated"
        return MoneyScope(
            start=m.period_start if stated else "",
            end=m.period_end if stated else "",
            kind=m.period_kind,
            place=m.place,
            component=m.component,
            basis=m.basis,
            completeness=self.completeness,
            reading=m.reading,
        )


def _offers(money: Iterable[Money]) -> list[_Offer]:
    """Choose the amounts to ask about: a preferred total, else what there is, with its fault."""
    kronor = [m for m in money if m.amount_sek is not None]
    totals = [m for m in kronor if m.funder == "total"]
    costs_stated = [m for m in totals if m.basis not in {"turnover", "applied"}]
    preferred = [m for m in costs_stated if m.primary]
    if preferred:
        return [_Offer(m, "total") for m in preferred]
    if costs_stated:
        return [_Offer(m, "disputed") for m in costs_stated]
    parts = [m for m in kronor if m.funder != "total" and m.basis != "applied"]
    if parts:
        return [_Offer(m, "part") for m in parts]
    return [_Offer(m, "total") for m in totals]


def _people_scope(row: Count, hidden: float, assumption: str) -> PeopleScope:
    return PeopleScope(
        start=row.period_start,
        end=row.period_end,
        kind=row.period_kind or "flow",
        place=row.place,
        component=row.component,
        population=row.population,
        outcomes="some" if hidden > 0 else "all",
        assumption=assumption,
        reading=row.reading,
    )


def _ask(
    offers: list[_Offer], people: PeopleScope, orientation: str
) -> tuple[_Offer | None, Verdict]:
    """Return the amount that fits the people best, and the verdict on the two."""
    if not offers:
        return None, verdict(None, people, orientation=orientation)
    asked = [(offer, verdict(offer.scope, people, orientation=orientation)) for offer in offers]

    def misfit(pair: tuple[_Offer, Verdict]) -> tuple[int, int, bool]:
        offer, found = pair
        elsewhere = offer.money.place != people.place
        return _RANK.get(found.result, len(_RANK)), len(found.reasons), elsewhere

    return min(asked, key=misfit)


@dataclass(frozen=True)
class _Divisor:
    """What a cost is divided by: `count` persons, and the fewest and most it may be in truth."""

    measure: str
    row: Count
    count: float | None
    fewest: float = 0.0
    most: float = 0.0
    hidden: float = 0.0
    outcome: str = ""
    nobs: float | None = None
    assumption: str = ""
    source_id: str = ""


def _divisors(row: Count, rows: list[Count], found: list[Reached]) -> Iterator[_Divisor]:
    """Yield everything that the cost of these participants can be divided by."""
    yield _Divisor("cost_per_participant", row, row.value, source_id=row.source_id)
    completed = next((r for r in rows if r.measure == "completed" and r.people == row.people), None)
    if completed:
        broken_off = next((r.value or 0 for r in rows if r.measure == "broken_off"), 0.0)
        # Who is not accounted for may have completed as well.
        left = (row.value or 0.0) - (completed.value or 0.0) - broken_off
        yield _Divisor(
            "cost_per_completer",
            completed,
            completed.value,
            fewest=completed.value or 0.0,
            most=(completed.value or 0.0) + left,
            hidden=left,
            source_id=completed.source_id,
        )
    own = [one for one in found if one.rows[0].people == row.people and one.outcome in _PRICED]
    for one in own:
        if one.count is not None:
            yield _Divisor(
                "cost_per_outcome",
                row,
                one.count,
                fewest=one.low,
                most=min(row.value or 0.0, one.high + one.may_have),
                hidden=one.hidden,
                outcome=one.outcome,
                nobs=row.value,
                assumption=reasons.EXCLUSIVE_INFERRED if one.conditional else "",
                source_id=one.source_id,
            )
    if not own:
        yield _Divisor("cost_per_outcome", row, None, outcome=_MAIN, source_id=row.source_id)


def _cost(
    divisor: _Divisor, offers: list[_Offer], orientation: str, confidence: float
) -> tuple[Value, Money | None]:
    """Return one cost as a value, and the money it rests on."""
    row, count = divisor.row, divisor.count
    scope = _people_scope(row, divisor.hidden, divisor.assumption)
    if divisor.measure == "cost_per_outcome" and count is None:
        scope = replace(scope, outcomes="none")
    offer, found = _ask(offers, scope, orientation)
    money = offer.money if offer else None
    value = Value(
        divisor.measure,
        row.programme_id,
        row.member_ids,
        row.year,
        group(
            basis=money.basis if money else "",
            outcome=divisor.outcome,
            reading=row.reading or (money.reading if money else ""),
        ),
        value=0.0,
        unit="sek",
        source_id=merged_sources(money.source_id if money else "", divisor.source_id),
    )
    if found.result == "refused" or found.result == "not_applicable":
        return _without_cost(value, found), money
    if money is None or money.amount is None or not count:
        return not_shown(value, "refused", reasons.NOBODY_REACHED), money
    said = list(found.reasons)
    if divisor.measure == "cost_per_completer":
        instead = {reasons.OUTCOMES_FOR_SOME: reasons.SOME_UNACCOUNTED}
        said = [instead.get(reason, reason) for reason in said]
    value = replace(
        value,
        bound=found.result,
        reason=reasons.joined(said) if said else "",
        approximate=money.approximate or row.approximate,
    )
    # Other reasons (more people to come, another place) move the cost beyond what is counted.
    bounded = set(found.reasons) <= {reasons.OUTCOMES_FOR_SOME, reasons.EXCLUSIVE_INFERRED}
    return _divided(value, money.amount, count, divisor, confidence, bounded=bounded), money


def _without_cost(value: Value, found: Verdict) -> Value:
    """Return the reasons of a verdict that gives no cost."""
    status: Status = "refused" if found.result == "refused" else "not_applicable"
    return not_shown(value, status, reasons.joined(found.reasons))


def _divided(
    value: Value, cost: float, count: float, divisor: _Divisor, confidence: float, *, bounded: bool
) -> Value:
    """Put the numbers into a cost that may be shown."""
    ci_low, ci_high = None, None
    if divisor.nobs:
        ci_low, ci_high = cost_interval(cost, count, divisor.nobs, confidence=confidence)
    bounded = bounded and 0 < divisor.fewest < divisor.most
    return replace(
        value,
        value=cost / count,
        numerator=cost,
        denominator=count,
        low=cost / divisor.most if bounded else None,
        high=cost / divisor.fewest if bounded else None,
        ci_low=ci_low,
        ci_high=ci_high,
    )


_KINDS = {"flow": 0, "": 0, "to_date": 1, "stock": 2}


def _groups_of_people(facts: Iterable[Count]) -> list[Count]:
    """Return one count of participants for each key that a cost can have."""
    chosen: dict[tuple[str, ...], Count] = {}
    rows = [f for f in facts if f.primary and f.measure == "participants" and f.value is not None]
    # The whole programme before a part of it, a period before a point in time.
    for row in sorted(rows, key=lambda f: (f.component, _KINDS.get(f.period_kind, 3))):
        if row.population == "participants":
            chosen.setdefault((row.programme_id, row.member_ids, row.reading, row.year), row)
    return list(chosen.values())


def costs(
    programmes: pd.DataFrame,
    funding: pd.DataFrame,
    counts: pd.DataFrame,
    *,
    cpi: Mapping[int, float] | None = None,
    price_year: int | None = None,
    confidence: float = 0.95,
) -> list[Value]:
    """What participants and outcomes cost, for every programme with people or money.

    Parameters
    ----------
    programmes : DataFrame
        Rows of `programmes.csv`: ``programme_id`` and ``orientation``.
    funding, counts : DataFrame
        Rows of `funding.csv` and `counts.csv`. Primary totals in kronor are divided by primary
        counts of participants; what else there is gives a refusal with its reason.
    cpi : mapping, optional
        Annual mean of KPI by year; with `price_year`, shown costs come in its prices as well.
    price_year : int, optional
        The year of the fixed prices.
    confidence : float
        Coverage of the interval for chance.

    Returns
    -------
    list of Value
        ``cost_per_participant``, ``cost_per_completer`` (where completers are counted) and
        ``cost_per_outcome``; group ``basis``, ``outcome``, ``reading``, ``prices``. The cost is
        the numerator and the persons are the denominator. Zero outcomes are ``refused``, never
        infinity. Structure-oriented work is ``not_applicable``.

    Notes
    -----
    Average gross cost. It does not say what one more outcome would cost, nor how many would have
    reached it anyway.
    """
    facts, money = counts_of(counts), funding_of(funding)
    found = reached(counts) + any_outcome(counts)
    values: list[Value] = []
    for row in records(programmes):
        name, orientation = str(row["programme_id"]), str(row["orientation"])
        own_money = [m for m in money if m.programme_id == name]
        own_facts = [f for f in facts if f.programme_id == name and f.primary]
        offers = _offers(own_money)
        people = [] if orientation == "structure" else _groups_of_people(own_facts)
        for group_of_people in people:
            for divisor in _divisors(group_of_people, own_facts, found):
                value, rests_on = _cost(divisor, offers, orientation, confidence)
                values.append(value)
                if cpi is not None and price_year and value.status == "shown" and rests_on:
                    values.append(in_fixed_prices(value, rests_on.spent_within, cpi, price_year))
        if not people:
            values += _without_people(offers, orientation)
    return values


def _without_people(offers: list[_Offer], orientation: str) -> Iterator[Value]:
    """Yield the refusals for money that has no counted participants."""
    measures = {"cost_per_participant": "", "cost_per_outcome": _MAIN}
    if orientation == "structure":
        measures = {"cost_per_participant": ""}
    said: set[str] = set()
    for offer in offers:
        found = verdict(offer.scope, None, orientation=orientation)
        money = offer.money
        for measure, outcome in measures.items():
            value = Value(
                measure,
                money.programme_id,
                money.member_ids,
                money.year,
                group(basis=money.basis, outcome=outcome, reading=money.reading),
                value=0.0,
                unit="sek",
                source_id=money.source_id,
            )
            if value.key not in said:
                said.add(value.key)
                yield _without_cost(value, found)
