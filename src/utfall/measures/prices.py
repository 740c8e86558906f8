"""Kronor of one year in the prices of another, by the consumer price index (KPI)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from utfall.errors import DataError
from utfall.measures import reasons
from utfall.values import Value, group, not_shown, parse_group

__all__ = ["Spread", "in_fixed_prices", "price_factor", "price_levels", "spread_prices"]

_MILLION = 1_000_000


def _index(cpi: Mapping[int, float], year: int) -> float:
    if year not in cpi:
        known = f"{min(cpi)} to {max(cpi)}" if cpi else "none"
        raise DataError([f"price index: no annual mean for {year} (the table has {known}); add it"])
    return cpi[year]


def price_factor(cpi: Mapping[int, float], from_year: int, to_year: int) -> float:
    """What one krona of a year is worth in the prices of another year.

    Parameters
    ----------
    cpi : mapping of int to float
        Annual mean of KPI by year, as published (1980 = 100).
    from_year, to_year : int
        The year when the money was spent, and the year of the prices.

    Raises
    ------
    DataError
        If a year is not in the table.

    Notes
    -----
    The mean as SCB prints it, never a mean of the months: they differ in the last digit.

    Examples
    --------
    >>> 1_000_000 * price_factor({2019: 334.26, 2023: 403.70}, 2019, 2023) // 1
    1207742.0
    """
    return _index(cpi, to_year) / _index(cpi, from_year)


@dataclass(frozen=True)
class Spread:
    """A total in fixed prices, by when it was spent.

    `low` and `high` are the total if all was spent in the year that makes it least and most;
    `evenly` is the same part every calendar year. In one year the three are equal.
    """

    evenly: float
    low: float
    high: float


def spread_prices(
    amount: float, cpi: Mapping[int, float], first_year: int, last_year: int, to_year: int
) -> Spread:
    """A total over several years in the prices of one year.

    A budget does not say when it was spent, so its value in fixed prices is a range.

    Parameters
    ----------
    amount : float
        Kronor in the prices of the years when they were spent.
    cpi : mapping of int to float
        Annual mean of KPI by year.
    first_year, last_year : int
        The years of the money, both included.
    to_year : int
        The year of the prices.

    Raises
    ------
    DataError
        If a year is not in the table.
    ValueError
        If the last year is before the first.
    """
    if last_year < first_year:
        raise ValueError(f"the last year {last_year} is before the first {first_year}")
    years = range(first_year, last_year + 1)
    worth = [amount * price_factor(cpi, year, to_year) for year in years]
    return Spread(evenly=sum(worth) / len(worth), low=min(worth), high=max(worth))


def in_fixed_prices(
    value: Value, years: tuple[int, int] | None, cpi: Mapping[int, float], price_year: int
) -> Value:
    """A cost in the prices of one year.

    Parameters
    ----------
    value : Value
        A cost in the prices of the years when the money was spent, numerator and all.
    years : tuple of int or None
        First and last year of the money; None where its period is not stated.
    cpi : mapping of int to float
        Annual mean of KPI by year.
    price_year : int
        The year of the prices.

    Returns
    -------
    Value
        The same key with ``prices`` in the group. Money of one year is turned exactly. Money of
        several years is *at most* the cost if all was spent in the year that makes it dearest;
        `low` and `ci_low` are for the cheapest. A cost that is *at least* uses the cheapest.
        ``refused`` where the period is not stated or a year has no index.
    """
    priced = {"prices": str(price_year)}
    value = replace(value, group=group(**parse_group(value.group), **priced))
    if value.status != "shown":
        return value
    if years is None:
        return not_shown(value, "refused", reasons.MONEY_PERIOD_NOT_STATED)
    if any(year not in cpi for year in (*range(years[0], years[1] + 1), price_year)):
        return not_shown(value, "refused", reasons.NO_PRICE_INDEX)
    factor = spread_prices(1.0, cpi, *years, price_year)
    return _repriced(value, factor)


def _repriced(value: Value, factor: Spread) -> Value:
    """Multiply every amount by the factor that keeps its bound true."""
    one_year = factor.low == factor.high
    main = factor.low if value.bound == "at_least" else factor.high
    reason, bound = value.reason, value.bound
    low, high = value.low, value.high
    if not one_year:
        if bound == "exact":
            low, high = value.value, value.value
        bound = "at_most" if bound == "exact" else bound
        said = [reason] if reason else []
        reason = reasons.joined([*said, reasons.SPENT_WHEN_UNKNOWN])

    def times(amount: float | None, by: float) -> float | None:
        return None if amount is None else amount * by

    return replace(
        value,
        value=times(value.value, main),
        numerator=times(value.numerator, main),
        low=times(low, factor.low),
        high=times(high, factor.high),
        ci_low=times(value.ci_low, factor.low),
        ci_high=times(value.ci_high, factor.high),
        bound=bound,
        reason=reason,
    )


def price_levels(cpi: Mapping[int, float], to_year: int) -> list[Value]:
    """One million kronor of every year of the table in the prices of `to_year`.

    Returns
    -------
    list of Value
        Two measures per year: ``price_level`` (the factor) and ``price_of_million`` (kronor),
        both with ``prices`` in the group.
    """
    values = []
    for year in sorted(cpi):
        factor = price_factor(cpi, year, to_year)
        prices = group(prices=str(to_year))
        values += [
            Value("price_level", year=str(year), group=prices, value=factor, unit="factor"),
            Value(
                "price_of_million",
                year=str(year),
                group=prices,
                value=_MILLION * factor,
                unit="sek",
            ),
        ]
    return values
