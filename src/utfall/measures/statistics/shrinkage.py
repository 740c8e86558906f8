"""Shares of small groups drawn towards the common one, the more the smaller the group.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass

__all__ = ["Shrunk", "beta_binomial", "james_stein", "posterior_mean"]


@dataclass(frozen=True)
class Shrunk:
    """Values drawn towards `mean`.

    `factor` is the weight of a value of its own: 1 leaves it, 0 gives the mean to all. Where the
    weight differs by group it is that of the whole range, and None.
    """

    mean: float
    factor: float | None
    values: tuple[float, ...]


def james_stein(values: Sequence[float], variance: float) -> Shrunk:
    """Efron and Morris' estimator, of values with one known variance.

    Parameters
    ----------
    values : sequence of float
        Four or more: with fewer nothing can be borrowed and the factor is 1.
    variance : float
        Of each value by chance, above zero.

    Returns
    -------
    Shrunk
        The factor is not below 0. Values that are all alike give the factor 0.

    References
    ----------
    Efron, B., & Morris, C. (1977). Stein's paradox in statistics. *Scientific American*, 236(5),
    119–127.
    """
    if variance <= 0 or not values:
        raise ValueError("a value or more, and a variance above zero")
    mean = sum(values) / len(values)
    spread = sum((value - mean) ** 2 for value in values)
    if len(values) < 4:
        factor = 1.0
    else:
        factor = max(0.0, 1 - (len(values) - 3) * variance / spread) if spread else 0.0
    return Shrunk(mean, factor, tuple(mean + factor * (value - mean) for value in values))


def posterior_mean(count: int, nobs: int, alpha: float, beta: float) -> float:
    """Mean of a share after a beta prior: (count + alpha) / (nobs + alpha + beta).

    Raises
    ------
    ValueError
        If the prior is none, `alpha` or `beta` not above zero.

    References
    ----------
    Gelman, A., et al. (2013). *Bayesian Data Analysis*, 3rd ed., section 5.1 (rat tumours).

    Examples
    --------
    >>> posterior_mean(4, 14, 1.4, 8.6)
    0.225
    """
    if not (alpha > 0 and beta > 0):
        raise ValueError(f"a prior above zero, got {alpha} and {beta}")
    return (count + alpha) / (nobs + alpha + beta)


def beta_binomial(counts: Sequence[int], nobs: Sequence[int]) -> Shrunk:
    """Draw shares together by a beta prior that is estimated from all the groups.

    Parameters
    ----------
    counts, nobs : sequence of int
        Persons with the outcome and persons in all, per group.

    Returns
    -------
    Shrunk
        Where the groups differ no more than chance makes them, or have one person each, all get
        the common share. One group keeps its own.

    Notes
    -----
    The prior has the common share as its mean, and the spread by the method of moments.

    References
    ----------
    Kleinman, J. C. (1973). Proportions with extraneous variance: single and independent samples.
    *Journal of the American Statistical Association*, 68, 46–54.
    """
    if len(counts) != len(nobs) or not nobs or min(nobs) < 1:
        raise ValueError("groups with persons in them, as many counts as sizes")
    whole = sum(nobs)
    mean = sum(counts) / whole
    if len(nobs) == 1:
        return Shrunk(mean, 1.0, (mean,))
    shares = [count / size for count, size in zip(counts, nobs, strict=True)]
    between = sum(size * (share - mean) ** 2 for share, size in zip(shares, nobs, strict=True))
    chance = mean * (1 - mean)
    groups = len(nobs)
    scale = whole - sum(size**2 for size in nobs) / whole
    # How alike two persons of one group are: 0 where groups are as different as chance makes them,
    # and where no group has two persons to compare.
    alike = 0.0
    if chance and whole > groups:
        within = (groups - 1) * chance
        alike = min(1.0, max(0.0, (between - within) / (scale * chance - within)))
    if not alike:
        return Shrunk(mean, 0.0, (mean,) * groups)
    if alike == 1:
        return Shrunk(mean, 1.0, tuple(shares))
    prior = 1 / alike - 1
    drawn = tuple(
        posterior_mean(count, size, mean * prior, (1 - mean) * prior)
        for count, size in zip(counts, nobs, strict=True)
    )
    return Shrunk(mean, None, drawn)
