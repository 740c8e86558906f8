"""Intervals for chance: what a figure could have been with the same way of working.

They describe neither sampling nor missing answers. Method and sources: docs/methods.md,
"Intervals". statsmodels is imported where it is used, since a build with nothing to do must
not wait for it.
"""

from collections.abc import Sequence
from math import sqrt
from statistics import NormalDist
from typing import Literal

__all__ = [
    "clopper_pearson",
    "count_interval",
    "exclusive_shares",
    "jeffreys",
    "share_difference",
    "wilson",
]

# The fewest in Sison and Glaz' examples; with fewer their expansion is not near.
_FEWEST_GROUPS = 7


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


def jeffreys(count: float, nobs: float, *, confidence: float = 0.95) -> tuple[float, float]:
    """Jeffreys' interval of a share: short, with good coverage on average.

    Arguments, result and errors as `wilson`. At 0 of n it begins at 0 and at n of n it ends at 1,
    as Brown, Cai and DasGupta advise.

    References
    ----------
    Brown, L. D., Cai, T. T., & DasGupta, A. (2001). Interval estimation for a binomial
    proportion. *Statistical Science*, 16, 101–133.

    Examples
    --------
    >>> low, high = jeffreys(81, 263)
    >>> f"{low:.4f} {high:.4f}"
    '0.2545 0.3656'
    """
    return _proportion(count, nobs, confidence, "jeffreys")


def share_difference(
    count: float, nobs: float, other_count: float, other_nobs: float, *, confidence: float = 0.95
) -> tuple[float, float, float]:
    """Newcombe's interval of the difference between the shares of two groups.

    Parameters
    ----------
    count, nobs : float
        Persons with the outcome, and persons in all, of the first group.
    other_count, other_nobs : float
        The same of the second, which has nobody of the first in it.
    confidence : float
        Coverage aimed at, between 0 and 1.

    Returns
    -------
    tuple of float
        The first share less the second, and its limits, from -1 to 1.

    Raises
    ------
    ValueError
        As `wilson`, for either group.

    References
    ----------
    Newcombe, R. G. (1998). Interval estimation for the difference between independent
    proportions. *Statistics in Medicine*, 17, 873–890. Method 10.

    Examples
    --------
    >>> _, low, high = share_difference(56, 70, 48, 80)
    >>> f"{low:.4f} {high:.4f}"
    '0.0524 0.3339'
    """
    from statsmodels.stats.proportion import confint_proportions_2indep

    _check(count, nobs, confidence)
    _check(other_count, other_nobs, confidence)
    low, high = confint_proportions_2indep(
        count, nobs, other_count, other_nobs, method="newcomb", alpha=1 - confidence
    )
    # Rounding again: nobody of one group and everybody of another differ by no more than one.
    return count / nobs - other_count / other_nobs, max(-1.0, float(low)), min(1.0, float(high))


def exclusive_shares(
    counts: Sequence[float],
    *,
    confidence: float = 0.95,
    method: Literal["goodman", "sison-glaz"] = "goodman",
) -> list[tuple[float, float]]:
    """Intervals of the shares of groups that exclude each other, which hold for all at once.

    Parameters
    ----------
    counts : sequence of float
        Persons in each group; together they are everybody.
    confidence : float
        Coverage aimed at for all together.
    method : {"goodman", "sison-glaz"}
        Goodman's, good while every group has a handful; Sison and Glaz', shorter with many groups,
        and only for what their examples hold: seven groups or more, somebody in each, and five a
        group on average. With fewer it can be a point, which is no certainty.

    Returns
    -------
    list of tuple of float
        Limits in the order of the groups, from 0 to 1; a group of all of them ends at 1. Of one
        group alone nothing can vary: (1, 1).

    Raises
    ------
    ValueError
        If a count is negative, there is nobody, or there are too few for the method.

    References
    ----------
    Goodman, L. A. (1965). On simultaneous confidence intervals for multinomial proportions.
    *Technometrics*, 7, 247–254.
    Sison, C. P., & Glaz, J. (1995). Simultaneous confidence intervals and sample size
    determination for multinomial proportions. *Journal of the American Statistical Association*,
    90, 366–369.
    """
    from statsmodels.stats.proportion import multinomial_proportions_confint

    whole = sum(counts)
    _check(0, whole, confidence)
    for count in counts:
        _check(count, whole, confidence)
    if len(counts) == 1:
        return [(1.0, 1.0)]
    sparse = len(counts) < _FEWEST_GROUPS or min(counts) < 1 or whole < 5 * len(counts)
    if method == "sison-glaz" and sparse:
        raise ValueError(f"too few for Sison and Glaz: {whole} persons in {len(counts)} groups")
    limits = multinomial_proportions_confint(list(counts), alpha=1 - confidence, method=method)
    return [(max(0.0, float(low)), min(1.0, float(high))) for low, high in limits]


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
