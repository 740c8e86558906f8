"""Ratios of money and people, where each person's own cost is known or only the total.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Any, Literal

__all__ = ["Icer", "Ratio", "bootstrap_ratio", "fieller", "icer", "net_benefit"]

Quadrant = Literal["equal", "dominant", "dominated", "more_for_more", "less_for_less"]


@dataclass(frozen=True)
class Ratio:
    """A ratio of two means with its limits; `bounded` says that both are finite."""

    value: float
    low: float | None
    high: float | None
    bounded: bool


def fieller(
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    confidence: float = 0.95,
    distribution: Literal["t", "normal"] = "t",
) -> Ratio:
    """Fieller's interval of a ratio of two means of the same persons.

    Parameters
    ----------
    numerators, denominators : sequence of float
        One of each per person, two persons or more: such as cost and months of work.
    confidence : float
        Coverage aimed at, between 0 and 1.
    distribution : {"t", "normal"}
        Student's t with one less than the persons, or the normal one, which is for many persons
        and for checking against those who use it.

    Returns
    -------
    Ratio
        Without limits where the mean of the denominators is not told from zero: the interval
        then has no end, and saying so is the answer.

    Raises
    ------
    ValueError
        If the two differ in length, are shorter than two, or the denominators' mean is zero.

    References
    ----------
    Efron, B., & Tibshirani, R. J. (1993). *An Introduction to the Bootstrap*, ch. 25. Chapman &
    Hall.
    """
    import numpy as np
    from scipy.stats import norm, t

    x, y, n = _checked(numerators, denominators)
    value = float(x.mean() / y.mean())
    upper = 1 - (1 - confidence) / 2
    quantile = float(t.ppf(upper, n - 1) if distribution == "t" else norm.ppf(upper))
    covariance = np.cov(x, y, ddof=1) / n
    a = float(y.mean() ** 2 - quantile**2 * covariance[1, 1])
    b = float(x.mean() * y.mean() - quantile**2 * covariance[0, 1])
    c = float(x.mean() ** 2 - quantile**2 * covariance[0, 0])
    root = b * b - a * c
    if a <= 0 or root < 0:
        return Ratio(value, None, None, bounded=False)
    return Ratio(value, (b - sqrt(root)) / a, (b + sqrt(root)) / a, bounded=True)


def bootstrap_ratio(
    numerators: Sequence[float],
    denominators: Sequence[float],
    *,
    confidence: float = 0.95,
    seed: int = 0,
) -> tuple[Ratio, float | None]:
    """Bootstrap interval (BCa) of a ratio of two means of the same persons, for skewed costs.

    Parameters
    ----------
    numerators, denominators, confidence
        As `fieller`.
    seed : int
        Of the random numbers: the same seed gives the same interval.

    Returns
    -------
    Ratio, float or None
        The ratio, and its standard error. Where everybody has the same ratio nothing varies: both
        limits are the ratio and the error is 0. None where a sample with only zeros below was
        drawn, of which there is no ratio: the error is then without an end, and so is the ratio
        unless its limits leave such samples out.

    Raises
    ------
    ValueError
        As `fieller`.
    """
    import warnings

    import numpy as np
    from scipy.stats import bootstrap

    x, y, _ = _checked(numerators, denominators)
    value = float(x.mean() / y.mean())
    if np.allclose(x * y.mean(), y * x.mean()):
        return Ratio(value, value, value, bounded=True), 0.0
    # Samples that cannot be divided are judged by what comes out.
    with warnings.catch_warnings(), np.errstate(divide="ignore", invalid="ignore"):
        warnings.simplefilter("ignore")
        found = bootstrap(
            (x, y),
            lambda a, b, axis: a.mean(axis=axis) / b.mean(axis=axis),
            paired=True,
            vectorized=True,
            confidence_level=confidence,
            method="BCa",
            rng=np.random.default_rng(seed),
        )
    low, high = found.confidence_interval
    error = float(found.standard_error) if np.isfinite(found.standard_error) else None
    if not (np.isfinite(low) and np.isfinite(high)):
        return Ratio(value, None, None, bounded=False), error
    return Ratio(value, float(low), float(high), bounded=True), error


def _checked(numerators: Sequence[float], denominators: Sequence[float]) -> tuple[Any, Any, int]:
    import numpy as np

    if len(numerators) != len(denominators) or len(numerators) < 2:
        raise ValueError(f"two or more pairs, got {len(numerators)} and {len(denominators)}")
    x, y = np.asarray(numerators, float), np.asarray(denominators, float)
    if y.mean() == 0:
        raise ValueError("the mean of the denominators is zero")
    return x, y, len(x)


@dataclass(frozen=True)
class Icer:
    """The cost of one more outcome between two programmes; None where the quadrant says it all."""

    value: float | None
    quadrant: Quadrant


def icer(cost_difference: float, effect_difference: float) -> Icer:
    """Incremental cost-effectiveness ratio of one programme against another.

    Parameters
    ----------
    cost_difference, effect_difference : float
        The first programme's cost and effect less the second's. Effects, not outcomes: they need
        a comparison group.

    Returns
    -------
    Icer
        A ratio only where more is paid for more, or less for less: else one programme is better
        in both, or they are equal in one, and a ratio would mislead by its sign.
    """
    if not effect_difference:
        same: Quadrant = "equal" if not cost_difference else _side(cost_difference < 0)
        return Icer(None, same)
    if cost_difference * effect_difference <= 0:
        return Icer(None, _side(effect_difference > 0))
    ways: tuple[Quadrant, Quadrant] = ("less_for_less", "more_for_more")
    return Icer(cost_difference / effect_difference, ways[effect_difference > 0])


def _side(better: bool) -> Quadrant:
    return "dominant" if better else "dominated"


def net_benefit(cost_difference: float, effect_difference: float, worth: float) -> float:
    """Net monetary benefit: what the effects are worth less what they cost, in kronor.

    `worth` is what one effect is taken to be worth. Positive where the first programme is
    preferred; unlike the ratio it has no ambiguous sign.
    """
    return worth * effect_difference - cost_difference
