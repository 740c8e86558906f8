"""What a group of a certain size can show at all.

Method: docs/methods.md, "Statistical methods".
"""

from math import asin, pi, sin, sqrt

__all__ = ["detectable_difference", "effect_size"]


def effect_size(one: float, other: float) -> float:
    """Cohen's h: the difference between two shares on the arcsine scale, from -π to π.

    Raises
    ------
    ValueError
        If either is no share from 0 to 1.

    Examples
    --------
    >>> round(effect_size(0.5, 0.4), 10)
    0.2013579208
    """
    from statsmodels.stats.proportion import proportion_effectsize

    if not (0 <= one <= 1 and 0 <= other <= 1):
        raise ValueError(f"two shares from 0 to 1, got {one} and {other}")
    return float(proportion_effectsize(one, other))


def detectable_difference(
    share: float, nobs: int, other_nobs: int, *, power: float = 0.8, confidence: float = 0.95
) -> tuple[float | None, float | None]:
    """How far another group's share must be from this one for a comparison to show it.

    Parameters
    ----------
    share : float
        The share of the first group, 0 to 1.
    nobs, other_nobs : int
        Persons in the two groups.
    power : float
        In how many tries out of one the comparison would show it.
    confidence : float
        One less the level of the two-sided test.

    Returns
    -------
    tuple of float or None
        The nearest share below and above that would be told from it; None where not even 0, or
        not even 1, would.

    Raises
    ------
    ValueError
        If a group has nobody or the share is no share.

    References
    ----------
    Cohen, J. (1988). *Statistical Power Analysis for the Behavioral Sciences*, 2nd ed., ch. 6.
    """
    from statsmodels.stats.power import NormalIndPower

    if nobs < 1 or other_nobs < 1 or not 0 <= share <= 1:
        raise ValueError(f"a share from 0 to 1 and persons in both groups: {share}, {nobs}")
    h = float(
        NormalIndPower().solve_power(
            nobs1=nobs, ratio=other_nobs / nobs, alpha=1 - confidence, power=power
        )
    )
    at = 2 * asin(sqrt(share))
    low, high = at - h, at + h
    return (
        sin(low / 2) ** 2 if low >= 0 else None,
        sin(high / 2) ** 2 if high <= pi else None,
    )
