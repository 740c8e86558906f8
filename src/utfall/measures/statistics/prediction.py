"""What a new group of people might show, as far as an earlier group tells.

Method: docs/methods.md, "Statistical methods".
"""

__all__ = ["predictive_interval"]

# Nothing that a double can hold lies below so many standard deviations.
_FAR = 40


def predictive_interval(
    count: int, nobs: int, new: int, *, confidence: float = 0.95
) -> tuple[int, int]:
    """How many of a new group might reach what `count` of `nobs` did: a predictive interval.

    Parameters
    ----------
    count, nobs : int
        Persons with the outcome, and persons in all, at least one.
    new : int
        Persons in the new group, at least one.
    confidence : float
        Coverage aimed at, between 0 and 1.

    Returns
    -------
    tuple of int
        Fewest and most, from 0 to `new`: the equal-tailed quantiles of a beta-binomial
        distribution after Jeffreys' prior.

    Raises
    ------
    ValueError
        If the numbers are not as above.

    Notes
    -----
    Wider than the interval of the share times the size, since the new group varies as well. It
    supposes that nothing else changes: the same people, the same labour market, the same work.

    References
    ----------
    Gelman, A., et al. (2013). *Bayesian Data Analysis*, 3rd ed., section 2.3. CRC Press.

    Examples
    --------
    >>> predictive_interval(9, 23, 23)
    (3, 16)
    """
    import numpy as np
    from scipy.stats import betabinom

    if not (0 <= count <= nobs and nobs >= 1 and new >= 1 and 0 < confidence < 1):
        raise ValueError(f"cannot predict {new} from {count} of {nobs} at {confidence}")
    tail = (1 - confidence) / 2
    found = betabinom(new, count + 0.5, nobs - count + 0.5)
    # scipy's own quantiles add up all from nobody on, anew at each of their some twenty steps.
    mean, reach = found.mean(), _FAR * found.std()
    first, last = max(0, int(mean - reach)), min(new, int(mean + reach) + 1)
    reached = found.pmf(np.arange(first, last + 1)).cumsum()
    fewest, most = first + np.searchsorted(reached, (tail, 1 - tail))
    return int(fewest), min(new, int(most))
