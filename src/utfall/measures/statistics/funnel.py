"""Limits within which the shares of groups of different sizes lie by chance.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist
from typing import Literal

__all__ = [
    "Overdispersion",
    "exact_funnel_limits",
    "funnel_limits",
    "outside",
    "overdispersion",
    "within",
]

Side = Literal["inside", "above", "below"]


def _z(level: float) -> float:
    return NormalDist().inv_cdf(1 - (1 - level) / 2)


def _check(overall: float, nobs: int) -> None:
    if not 0 <= overall <= 1 or nobs < 1:
        raise ValueError(f"a share from 0 to 1 and a person or more, got {overall} of {nobs}")


def funnel_limits(
    overall: float, nobs: int, *, level: float = 0.95, between: float = 0.0
) -> tuple[float, float]:
    """Limits by the normal approximation, cut off at 0 and 1: for large groups.

    Parameters
    ----------
    overall : float
        The share of all groups together, 0 to 1.
    nobs : int
        Persons in the group.
    level : float
        Share of groups within the limits by chance alone, usually 0.95 and 0.998.
    between : float
        Variance of the groups' own shares, as `Overdispersion.tau2` tells it: the limits are so
        much wider, however large the group.

    References
    ----------
    Spiegelhalter, D. J. (2005). Funnel plots for comparing institutional performance.
    *Statistics in Medicine*, 24, 1185–1202.

    Examples
    --------
    >>> low, high = funnel_limits(0.806424478571, 110000)
    >>> f"{low:.6f} {high:.6f}"
    '0.804090 0.808759'
    """
    _check(overall, nobs)
    if not 0 <= between < 1:
        raise ValueError(f"a variance between shares, got {between}")
    half = _z(level) * sqrt(overall * (1 - overall) / nobs + between)
    return max(0.0, overall - half), min(1.0, overall + half)


def exact_funnel_limits(overall: float, nobs: int, *, level: float = 0.95) -> tuple[float, float]:
    """Limits from the binomial distribution itself, interpolated between whole persons.

    Arguments and result as `funnel_limits`. For small groups, where the approximation is wrong;
    with a share of 0 or 1 both limits are that share. The upper limit is the lower one of those
    who did not reach it: so the funnel of failures is the mirror image, and nobody whom `outside`
    calls inside lies beyond a limit, as one might beyond the upper quantile interpolated downwards.

    References
    ----------
    Spiegelhalter, D. J. (2005), appendix A.1.1.
    """
    from scipy.stats import binom

    _check(overall, nobs)
    if overall in (0.0, 1.0):
        return overall, overall
    tail = (1 - level) / 2

    def lower(p: float) -> float:
        r = int(binom.ppf(tail, nobs, p))
        before = float(binom.cdf(r - 1, nobs, p)) if r else 0.0
        step = (float(binom.cdf(r, nobs, p)) - tail) / (float(binom.cdf(r, nobs, p)) - before)
        return min(1.0, max(0.0, (r - step) / nobs))

    return lower(overall), 1 - lower(1 - overall)


def outside(
    count: int, nobs: int, overall: float, *, level: float = 0.95, between: float = 0.0
) -> Side:
    """Say whether so few, or so many, are as rare by chance as the level says.

    By the tail of the binomial distribution itself, whose probability of so many or more, or so few
    or fewer, is at most half of what the level leaves: interpolated limits are for the eye. Nothing
    else judges who is outside.

    Parameters
    ----------
    count, nobs : int
        Persons with the outcome, and persons in the group, at least one.
    overall, level, between
        As `funnel_limits`. With a variance `between` the groups who is rare by chance alone is
        outside only if beyond those wider limits as well.

    Raises
    ------
    ValueError
        As `funnel_limits`, or if the count is no part of the group.
    """
    from scipy.stats import binom

    _check(overall, nobs)
    if not 0 <= count <= nobs:
        raise ValueError(f"a count from 0 to the group's size, got {count} of {nobs}")
    low, high = (
        funnel_limits(overall, nobs, level=level, between=between) if between else (1.0, 0.0)
    )
    tail = (1 - level) / 2
    if count / nobs < low and float(binom.cdf(count, nobs, overall)) <= tail:
        return "below"
    rare = count / nobs > high and float(binom.sf(count - 1, nobs, overall)) <= tail
    return "above" if rare else "inside"


def within(
    overall: float, nobs: int, *, level: float = 0.95, between: float = 0.0
) -> tuple[float, float]:
    """The least and the greatest share of whole persons that `outside` calls inside.

    Arguments and errors as `funnel_limits`. A share of the group is outside where it is less or greater,
    and on a limit it is inside: both are a count by `nobs`, so that a report judges with them alone.

    Examples
    --------
    >>> low, high = within(0.5, 10)
    >>> f"{low} {high}"
    '0.2 0.8'
    """
    from scipy.stats import binom

    _check(overall, nobs)
    tail = (1 - level) / 2

    def inside(count: int) -> bool:
        return outside(count, nobs, overall, level=level, between=between) == "inside"

    # Quantiles are near the ends; the tails themselves decide, to the last person.
    least = max(0, int(binom.ppf(tail, nobs, overall)))
    most = min(nobs, int(binom.isf(tail, nobs, overall)))
    while least < most and not inside(least):
        least += 1
    while least and inside(least - 1):
        least -= 1
    while most > least and not inside(most):
        most -= 1
    while most < nobs and inside(most + 1):
        most += 1
    return least / nobs, most / nobs


@dataclass(frozen=True)
class Overdispersion:
    """How much more groups differ than chance makes them.

    `phi` is the mean squared z-score (1: chance alone), `tau2` the variance of the groups' own
    shares by the method of moments (0: none), `z` the z-score of each group, winsorised.
    """

    phi: float
    tau2: float
    z: tuple[float, ...]


def overdispersion(
    counts: Sequence[int], nobs: Sequence[int], *, winsorise: float = 0.1
) -> Overdispersion:
    """Measure how much groups differ beyond chance.

    Parameters
    ----------
    counts, nobs : sequence of int
        Persons with the outcome and persons in all, per group; two groups or more.
    winsorise : float
        The share of z-scores at each end that is pulled in, so that a group far out does not
        hide itself by widening its limits.

    Returns
    -------
    Overdispersion
        With nobody or everybody reaching the outcome nothing varies: all are 0. Of use from about
        twenty groups.

    References
    ----------
    Spiegelhalter, D. J. (2005), section 4.
    """
    import numpy as np

    k, n = np.asarray(counts, float), np.asarray(nobs, float)
    if len(k) < 2 or len(k) != len(n) or (n < 1).any() or (k < 0).any() or (k > n).any():
        raise ValueError("two or more groups with persons in them")
    overall = k.sum() / n.sum()
    if overall in (0.0, 1.0):
        return Overdispersion(0.0, 0.0, (0.0,) * len(k))
    variance = overall * (1 - overall) / n
    z = (k / n - overall) / np.sqrt(variance)
    low, high = np.quantile(z, [winsorise, 1 - winsorise])
    z = np.clip(z, low, high)
    phi = float(np.mean(z**2))
    weights = 1 / variance
    spread = weights.sum() - (weights**2).sum() / weights.sum()
    tau2 = max(0.0, float((len(k) * phi - (len(k) - 1)) / spread))
    return Overdispersion(phi, tau2, tuple(float(one) for one in z))
