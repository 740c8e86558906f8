"""When a stream of gains has paid for its cost.

A gain is counted at the end of each month. With retention it falls month by month, so that what is
left after twelve months is the share that is retained a year. Method: docs/methods.md, "Payback".
"""

from math import expm1, inf, log, log1p

__all__ = [
    "break_even_person_years",
    "break_even_share",
    "cumulated",
    "net_present_value",
    "payback_months",
]


def _monthly(rate: float) -> float:
    return expm1(log1p(rate) / 12)


def _decay(rate: float, retention: float) -> float:
    """Return the logarithm of what a month's gain is worth beside that of the month before.

    As a logarithm, since beside a small rate one less the ratio itself would lose its digits.
    """
    if not 0 <= retention <= 1 or rate < 0:
        raise ValueError(f"retention from 0 to 1 and a rate from 0: {retention}, {rate}")
    return (log(retention) - log1p(rate)) / 12 if retention else -inf


def payback_months(
    cost: float,
    annual_benefit: float,
    *,
    rate: float = 0.0,
    retention: float = 1.0,
    horizon_years: float | None = None,
) -> float | None:
    """Months until the cumulated gains equal the cost.

    Parameters
    ----------
    cost : float
        In kronor, 0 or more; 0 is paid back at once.
    annual_benefit : float
        Gains of the first year in kronor, before anything falls off. Zero or less pays nothing.
    rate : float
        Discount rate per year; 0 is the simple payback time.
    retention : float
        The share of the gains that remains a year later, from 0 to 1.
    horizon_years : float, optional
        Gains after it are not counted.

    Returns
    -------
    float or None
        None where the gains never reach the cost, or not within the horizon.

    Examples
    --------
    >>> round(payback_months(100, 41.379), 1)
    29.0
    """
    if cost < 0:
        raise ValueError(f"a cost of 0 or more, got {cost}")
    if not cost:
        return 0.0
    if annual_benefit <= 0:
        return None
    first = annual_benefit / 12 / (1 + _monthly(rate))
    decay = _decay(rate, retention)
    spent = cost * -expm1(decay) / first
    # With nothing retained only the first month counts.
    if not decay or (decay == -inf and spent < 1):
        months = cost / first
    elif spent >= 1:
        return None
    else:
        months = log1p(-spent) / decay
    return months if horizon_years is None or months <= 12 * horizon_years else None


def cumulated(
    annual_benefit: float, months: float, *, rate: float = 0.0, retention: float = 1.0
) -> float:
    """Gains in kronor up to a month, with what falls off and what waiting costs taken away."""
    first, decay = annual_benefit / 12 / (1 + _monthly(rate)), _decay(rate, retention)
    if not decay or not months:
        return first * months
    return first * expm1(months * decay) / expm1(decay)


def net_present_value(
    cost: float,
    annual_benefit: float,
    horizon_years: float,
    *,
    rate: float = 0.0,
    retention: float = 1.0,
) -> float:
    """Gains up to the horizon less the cost, in kronor; below zero where it is not paid back."""
    gained = cumulated(annual_benefit, 12 * horizon_years, rate=rate, retention=retention)
    return gained - cost


def break_even_share(
    cost: float,
    people: float,
    annual_benefit: float,
    horizon_years: float,
    *,
    rate: float = 0.0,
    retention: float = 1.0,
) -> float | None:
    """The share of the participants that must succeed for the cost to be paid within the horizon.

    `annual_benefit` is that of one person. None where one person's gains are nothing, or nobody
    took part; above 1 where not even everybody's success would do.
    """
    one = cumulated(annual_benefit, 12 * horizon_years, rate=rate, retention=retention)
    return cost / (people * one) if people > 0 and one > 0 else None


def break_even_person_years(cost: float, per_person_year: float) -> float:
    """Person-years of self-support that are worth the cost.

    Raises
    ------
    ValueError
        If a person-year is worth nothing.

    Examples
    --------
    >>> round(break_even_person_years(12_645_673, 162_000), 2)
    78.06
    """
    if per_person_year <= 0:
        raise ValueError(f"a person-year is worth more than nothing, got {per_person_year}")
    return cost / per_person_year
