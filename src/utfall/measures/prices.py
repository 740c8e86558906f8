"""Kronor of one year in the prices of another, by the consumer price index (KPI)."""

from collections.abc import Mapping
from dataclasses import dataclass

from utfall.errors import DataError
from utfall.values import Value, group

__all__ = ["Spread", "price_factor", "price_levels", "spread_prices"]

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
