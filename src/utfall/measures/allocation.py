"""A joint programme seen from one of its members: first the range, then a key, labelled so.

Method: docs/methods.md, "Allocation".
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

import pandas as pd

from utfall.measures import reasons
from utfall.measures.facts import Count, Money, counts_of, funding_of
from utfall.values import Value, group, parse_group

__all__ = ["allocations"]

_BY_POPULATION = "population_16_64"


def _share(member_id: str, place: frozenset[str], population: Mapping[str, float]) -> float | None:
    """Return the member's share of the population, None where a member has no residents."""
    if any(member not in population for member in place):
        return None
    return population[member_id] / sum(population[member] for member in place)


def allocations(
    member_id: str,
    counts: pd.DataFrame,
    funding: pd.DataFrame,
    population: Mapping[str, float] | None = None,
) -> list[Value]:
    """What part of joint participants and joint money may be one member's.

    Parameters
    ----------
    member_id : str
        The member.
    counts, funding : DataFrame
        Rows of `counts.csv` and `funding.csv`. Primary counts of participants and primary totals
        that concern the member together with others are used, unless the member's own part is
        stated.
    population : mapping of str to float, optional
        People aged 16 to 64 by ``member_id``; members without residents are left out.

    Returns
    -------
    list of Value
        ``n_participants`` and ``funding`` of the member with ``allocation`` in the group.
        ``allocation=range``: `low` 0 and `high` the joint figure, sure and often wide.
        ``allocation=population_16_64``: ``conditional`` on an even spread over the population,
        with the same bounds and with the population as numerator and denominator; only where
        every member of the programme has residents.

    Notes
    -----
    A key spreads; it does not know. An allocated figure is never added to counted ones.

    Examples
    --------
    Strängnäs has 21,075 and Eskilstuna 64,498 people of the age (SCB, 2019):

    >>> round(21_075 / (21_075 + 64_498), 3)
    0.246
    """
    values: list[Value] = []
    facts, all_money = counts_of(counts), funding_of(funding)
    for fact in facts:
        if _joint(fact, member_id, facts) and _participants(fact):
            whole = fact.as_value("n_participants")
            values += _allocated(whole, fact.place, member_id, population or {})
    for money in all_money:
        if _joint(money, member_id, all_money) and _total(money):
            whole = Value(
                "funding",
                money.programme_id,
                money.member_ids,
                money.year,
                group(**money.group_parts, funder="total"),
                value=money.amount_sek,
                unit="sek",
                approximate=money.approximate,
                source_id=money.source_id,
            )
            values += _allocated(whole, money.place, member_id, population or {})
    return values


def _joint(fact: Count | Money, member_id: str, others: Sequence[Count | Money]) -> bool:
    """Say whether a fact concerns the member with others, and nothing is known of its own part."""
    return (
        fact.primary
        and member_id in fact.place
        and len(fact.place) > 1
        and not any(
            other.primary
            and other.programme_id == fact.programme_id
            and other.place == {member_id}
            and fact.reading in {"", other.reading}
            for other in others
        )
    )


def _participants(fact: Count) -> bool:
    return (
        fact.measure == "participants"
        and fact.population == "participants"
        and fact.value is not None
    )


def _total(money: Money) -> bool:
    return (
        money.funder == "total"
        and money.basis not in {"applied", "turnover"}
        and money.amount_sek is not None
    )


def _allocated(
    whole: Value, place: frozenset[str], member_id: str, population: Mapping[str, float]
) -> Iterator[Value]:
    """Yield the range, and the part by population where it can be worked out."""
    parts = parse_group(whole.group)
    ranged = replace(
        whole,
        member_id=member_id,
        group=group(**parts, allocation="range"),
        value=None,
        low=0.0,
        high=whole.value,
        reason=reasons.NOT_SPLIT,
    )
    yield ranged
    share = _share(member_id, place, population) if member_id in population else None
    if share is not None and whole.value is not None:
        yield replace(
            ranged,
            group=group(**parts, allocation=_BY_POPULATION),
            value=whole.value * share,
            numerator=population[member_id],
            denominator=sum(population[member] for member in place),
            bound="conditional",
            reason=reasons.BY_POPULATION,
        )
