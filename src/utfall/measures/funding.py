"""Money in: amounts by funder and basis, what has no stated funder, and sums of one list.

Method: docs/methods.md, "Funding". Amounts that are applied for are never money here: they have
their own measures, and the four bases are never added to each other.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

import pandas as pd

from utfall.errors import DataError
from utfall.measures import reasons
from utfall.measures.facts import (
    Money,
    distinct,
    funding_of,
    merged_sources,
    number,
    records,
    year_of,
)
from utfall.measures.prices import in_fixed_prices, spread_prices
from utfall.values import Value, group, not_shown, parse_group

__all__ = [
    "applications",
    "contribution_totals",
    "contributions",
    "funding_not_stated",
    "funding_rows",
    "listed_sums",
    "totals_in_fixed_prices",
]


def funding_rows(funding: pd.DataFrame) -> list[Value]:
    """Every stated amount as a value of the measure ``funding``.

    Parameters
    ----------
    funding : DataFrame
        Rows of `funding.csv`.

    Returns
    -------
    list of Value
        One per row with an amount, in order; kronor, or euro where only euro are stated. The
        group names basis, funder and source, and where they apply reading, component, in-kind
        form and ``kind=so_far``. The year is empty where the period is not stated.
    """
    facts = [m for m in funding_of(funding) if m.amount is not None]
    values = [_funding(m) for m in facts]
    return distinct(values, [{"currency": m.unit, "period": m.period_end} for m in facts])


def _funding(money: Money) -> Value:
    return Value(
        "funding",
        money.programme_id,
        money.member_ids,
        money.year,
        group(**money.group_parts, funder=money.funder),
        value=money.amount,
        unit=money.unit,
        approximate=money.approximate,
        source_id=money.source_id,
    )


def _is_total(money: Money) -> bool:
    """Say whether an amount is a total cost: turnover and applications are none."""
    return money.funder == "total" and money.basis not in {"turnover", "applied"}


def _same_money(total: Money, part: Money) -> bool:
    """Say whether a part belongs to the total: one source, place, reading and unit.

    Money for a component is a part of the whole programme's money.
    """
    return (
        part.funder != "total"
        and total.component in {"", part.component}
        and (total.programme_id, total.member_ids, total.reading, total.source_id, total.unit)
        == (part.programme_id, part.member_ids, part.reading, part.source_id, part.unit)
    )


def _remainder(total: Money, money: Iterable[Money]) -> tuple[float | None, bool]:
    """Return what is left of a total, None where the parts are on another basis; and if rough."""
    parts = [m for m in money if _same_money(total, m) and m.amount is not None]
    same = [m for m in parts if m.basis == total.basis]
    if parts and not same:
        return None, False
    rest = (total.amount or 0.0) - sum(m.amount or 0.0 for m in same if m.funder != "not_stated")
    if rest < 0:
        raise DataError(
            [
                f"funding: {total.programme_id}: the parts are more than the total "
                f"{total.amount:g} of {total.source_id}; correct one of them"
            ]
        )
    return rest, total.approximate or any(m.approximate for m in same)


def funding_not_stated(funding: pd.DataFrame) -> list[Value]:
    """What of each total has no stated funder.

    Returns
    -------
    list of Value
        ``funding_not_stated`` for every total: total − the parts that the same source gives on
        the same basis. Zero says that all of it has a funder. ``refused`` where parts are given
        on another basis only, since budgeted and granted money are different amounts.

    Raises
    ------
    DataError
        If the parts are more than the total.

    Notes
    -----
    A funder that is not stated is not a missing payer; often it is co-financing in kind.
    """
    money = funding_of(funding)
    totals = [m for m in money if _is_total(m) and m.amount is not None]
    values = []
    for total in totals:
        rest, approximate = _remainder(total, money)
        base = replace(
            _funding(total), measure="funding_not_stated", group=group(**total.group_parts)
        )
        values.append(
            not_shown(base, "refused", reasons.OTHER_BASIS)
            if rest is None
            else replace(base, value=rest, denominator=total.amount, approximate=approximate)
        )
    return distinct(values, [{"currency": m.unit, "period": m.period_end} for m in totals])


def totals_in_fixed_prices(
    funding: pd.DataFrame, cpi: Mapping[int, float], price_year: int
) -> list[Value]:
    """Primary totals in the prices of one year.

    Returns
    -------
    list of Value
        ``funding`` with ``prices`` in the group. Over several years `value` is the total spread
        evenly, ``conditional`` on that, and `low` and `high` hold whenever it was spent.
        ``refused`` where the period is not stated or a year has no index.
    """
    values = []
    for money in funding_of(funding):
        if not (_is_total(money) and money.primary and money.amount_sek is not None):
            continue
        value = in_fixed_prices(_funding(money), money.spent_within, cpi, price_year)
        if value.status == "shown" and money.spent_within:
            spread = spread_prices(money.amount_sek, cpi, *money.spent_within, price_year)
            if spread.low < spread.high:
                value = replace(value, value=spread.evenly, bound="conditional")
        values.append(value)
    return values


def listed_sums(funding: pd.DataFrame, list_id: str, member_id: str = "") -> list[Value]:
    """Sums of the amounts that one answer lists together.

    Parameters
    ----------
    funding : DataFrame
        Rows of `funding.csv`; those of the list in kronor are used, primary or not.
    list_id : str
        The list; amounts of different lists are never added.
    member_id : str
        With a member: how much is for it alone (``scope=own``) and how much is joint or not
        split (``scope=joint``), by ``reading`` where the list has readings.

    Returns
    -------
    list of Value
        ``funding_listed`` with `programme_id` ``all`` and ``list`` in the group: the sum of
        totals, the sums by ``funder`` and what has no stated funder (``funder=not_stated``), all
        with `member_id` ``all``; then the member's own and joint parts.

    Notes
    -----
    The sum mixes sub-projects, joint programmes and prices of different years. It is what the
    answer adds up to, not what a member paid.
    """
    money = [m for m in funding_of(funding) if m.list_id == list_id and m.amount_sek is not None]
    readings = sorted({m.reading for m in money} - {""}) or [""]
    by_reading: dict[str, list[Value]] = {}
    for reading in readings:
        read = [m for m in money if m.reading in {"", reading}]
        by_reading[reading] = list(_sums(read, money, list_id, member_id))
    return _merged_readings(by_reading)


def _sums(read: list[Money], money: list[Money], list_id: str, member_id: str) -> Iterator[Value]:
    totals = [m for m in read if m.funder == "total"]
    yield from _sum(totals, list_id, "all")
    for funder in sorted({m.funder for m in read} - {"total", "not_stated"}):
        yield from _sum([m for m in read if m.funder == funder], list_id, "all", funder=funder)
    rests = [(m, *_remainder(m, money)) for m in totals]
    left = [replace(m, amount_sek=rest, approximate=rough) for m, rest, rough in rests if rest]
    yield from _sum(left, list_id, "all", funder="not_stated")
    if member_id:
        own = [m for m in totals if m.place == {member_id}]
        joint = [m for m in totals if member_id in m.place and len(m.place) > 1]
        yield from _sum(own, list_id, member_id, scope="own")
        yield from _sum(joint, list_id, member_id, scope="joint")


def _sum(money: list[Money], list_id: str, member_id: str, **parts: str) -> Iterator[Value]:
    if money:
        yield Value(
            "funding_listed",
            "all",
            member_id,
            "",
            group(list=list_id, **parts),
            value=sum(m.amount_sek or 0.0 for m in money),
            unit="sek",
            approximate=any(m.approximate for m in money),
            reason=reasons.LIST_IS_MIXED,
            source_id=merged_sources(*(m.source_id for m in money)),
        )


def _merged_readings(by_reading: Mapping[str, list[Value]]) -> list[Value]:
    """Keep a sum once where every reading gives it, else once per reading that has it."""
    all_values = [(reading, value) for reading, values in by_reading.items() for value in values]
    merged: dict[str, Value] = {}
    for reading, value in all_values:
        same = [other for _, other in all_values if other.key == value.key]
        agree = len(same) == len(by_reading) and len({other.value for other in same}) == 1
        # Whose the money is depends on the reading even where the list holds only one of them.
        common = agree and "scope" not in parse_group(value.group)
        parts = {**parse_group(value.group), "reading": "" if common else reading}
        kept = replace(value, group=group(**parts))
        merged[kept.key] = kept
    return list(merged.values())


def contributions(contributions: pd.DataFrame) -> list[Value]:
    """What members pay in, as stated: ``contribution`` per member and year.

    The year is empty where the source states an amount per year without saying which.
    """
    rows = [row for row in records(contributions) if number(row["amount_sek"]) is not None]
    values = [
        Value(
            "contribution",
            "",
            str(row["member_id"]),
            str(row["year"]).removesuffix(".0") if number(row["year"]) is not None else "",
            value=number(row["amount_sek"]),
            unit="sek",
            approximate=bool(row["approximate"]),
            source_id=str(row["source_id"]),
        )
        for row in rows
    ]
    return distinct(values, [{"source": str(row["source_id"]).replace(";", "+")} for row in rows])


def contribution_totals(contributions: pd.DataFrame) -> list[Value]:
    """What all members together paid in a year: ``contribution_total``, of the years stated.

    A contribution without a year, or one that sources state differently, makes its years unknown:
    no total is given for any.
    """
    rows = [row for row in records(contributions) if number(row["amount_sek"]) is not None]
    paid: dict[int, list[Mapping[object, object]]] = {}
    for row in rows:
        year = number(row["year"])
        if year is None:
            return []
        paid.setdefault(int(year), []).append(row)
    members = {str(row["member_id"]) for row in rows}
    return [
        Value(
            "contribution_total",
            "",
            "all",
            str(year),
            value=sum(number(row["amount_sek"]) or 0.0 for row in found),
            unit="sek",
            bound="exact" if {str(r["member_id"]) for r in found} == members else "at_least",
            approximate=any(bool(row["approximate"]) for row in found),
            source_id=merged_sources(*(str(row["source_id"]) for row in found)),
        )
        for year, found in sorted(paid.items())
        if len(found) == len({str(row["member_id"]) for row in found})
    ]


def applications(applications: pd.DataFrame) -> list[Value]:
    """Money that was asked for, which is in no total of money.

    Returns
    -------
    list of Value
        ``application_amount`` per application with an amount, and ``applied_sum`` of those of
        one year over all programmes and applicants; both with ``basis=applied`` in the group.
        The sum is *at least* where an application of the year has no amount.
    """
    rows = records(applications)
    values, ids = [], []
    for row in rows:
        amount = number(row["amount_sek"])
        if amount is not None:
            ids.append({"application": str(row["application_id"])})
            values.append(
                Value(
                    "application_amount",
                    str(row["programme_id"]),
                    str(row["applicant_member_id"]),
                    year_of(str(row["date"]), str(row["date"])),
                    group(basis="applied"),
                    value=amount,
                    unit="sek",
                    approximate=bool(row["approximate"]),
                    source_id=str(row["source_id"]),
                )
            )
    return distinct(values, ids) + list(_applied_sums(values, rows))


def _applied_sums(values: list[Value], rows: list[dict[object, object]]) -> Iterator[Value]:
    asked = [str(row["date"])[:4] for row in rows]
    for year in sorted({value.year for value in values}):
        mine = [value for value in values if value.year == year]
        yield Value(
            "applied_sum",
            "all",
            "all",
            year,
            group(basis="applied"),
            value=sum(value.value or 0.0 for value in mine),
            unit="sek",
            bound="exact" if asked.count(year) == len(mine) else "at_least",
            approximate=any(value.approximate for value in mine),
            source_id=merged_sources(*(value.source_id for value in mine)),
        )
