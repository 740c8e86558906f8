"""Intervals for chance: what a figure could have been with the same way of working.

They describe neither sampling nor missing answers. Method and sources: docs/methods.md,
"Intervals". statsmodels is imported where it is used, since a build with nothing to do must
not wait for it.
"""

from math import sqrt
from statistics import NormalDist
from typing import Literal

__all__ = ["clopper_pearson", "count_interval", "wilson"]


def _check(count: float, nobs: float | None, confidence: float) -> None:
    if not 0 < confidence < 1:
        raise ValueError(f"confidence must be between 0 and 1, got {confidence}")
    if count < 0:
        raise ValueError(f"count must be zero or more, got {count}")
    if nobs is not None and not (nobs >= 1 and count <= nobs):
        raise ValueError(f"count must be at most nobs, and nobs at least 1: {count} of {nobs}")


def _proportion(count: float, nobs: float, confidence: float, method: str) -> tuple[float, float]:
    from statsmodels.stats.proportion import proportion_confint

    _check(count, nobs, confidence)
    low, high = proportion_confint(count, nobs, alpha=1 - confidence, method=method)
    # Rounding can leave the ends a hair outside 0 to 1 (statsmodels issue 7386).
    return (
        0.0 if count == 0 else max(0.0, float(low)),
        1.0 if count == nobs else min(1.0, float(high)),
    )


def wilson(count: float, nobs: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval of a share.

    Parameters
    ----------
    count : float
        Persons with the outcome.
    nobs : float
        Persons in all, at least one.
    confidence : float
        Coverage aimed at, between 0 and 1.

    Returns
    -------
    tuple of float
        Lower and upper limit, shares from 0 to 1.

    Raises
    ------
    ValueError
        If `count` is negative or above `nobs`, or `nobs` below one.

    Notes
    -----
    Good coverage already at a handful of persons, which is what a programme has.

    References
    ----------
    Newcombe, R. G. (1998). Two-sided confidence intervals for the single proportion.
    *Statistics in Medicine*, 17, 857–872.

    Examples
    --------
    >>> low, high = wilson(23, 53)
    >>> f"{low:.4f} {high:.4f}"
    '0.3095 0.5673'
    """
    return _proportion(count, nobs, confidence, "wilson")


def clopper_pearson(count: float, nobs: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Clopper and Pearson's interval of a share: never covers less than it says.

    Arguments, result and errors as `wilson`. Wider, so for claims of the kind "at least".

    Examples
    --------
    >>> low, high = clopper_pearson(7, 50)
    >>> f"{low:.4f} {high:.4f}"
    '0.0582 0.2674'
    """
    return _proportion(count, nobs, confidence, "beta")


def count_interval(
    count: float, *, confidence: float = 0.95, method: Literal["byar", "exact"] = "byar"
) -> tuple[float, float]:
    """Interval of a count that has no denominator, as a Poisson number.

    Parameters
    ----------
    count : float
        Persons or events, zero or more.
    confidence : float
        Coverage aimed at, between 0 and 1.
    method : {"byar", "exact"}
        Byar's approximation, or the exact limits from the chi-squared distribution.

    Returns
    -------
    tuple of float
        Lower and upper limit; the lower is 0 for a count of 0.

    References
    ----------
    Breslow, N. E., & Day, N. E. (1987). *Statistical Methods in Cancer Research*, vol. II,
    p. 69. IARC.

    Examples
    --------
    >>> low, high = count_interval(65)
    >>> f"{low:.4f} {high:.4f}"
    '50.1632 82.8491'
    """
    _check(count, None, confidence)
    if method == "exact":
        from scipy.stats import chi2

        tail = (1 - confidence) / 2
        low = float(chi2.ppf(tail, 2 * count)) / 2 if count else 0.0
        return low, float(chi2.ppf(1 - tail, 2 * count + 2)) / 2
    z = NormalDist().inv_cdf(1 - (1 - confidence) / 2)
    above = count + 1
    low = count * (1 - 1 / (9 * count) - z / (3 * sqrt(count))) ** 3 if count else 0.0
    # Below a count of one the cube of a negative number would give a negative limit.
    return max(0.0, low), above * (1 - 1 / (9 * above) + z / (3 * sqrt(above))) ** 3
