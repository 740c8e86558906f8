"""What is sure whatever became of those of whom nothing is known.

Method: docs/methods.md, "Statistical methods".
"""

from math import ceil

__all__ = ["bounds", "tipping_point"]


def _check(count: int, nobs: int, unknown: int) -> None:
    if not (nobs >= 1 and count >= 0 and unknown >= 0 and count + unknown <= nobs):
        raise ValueError(f"{count} known and {unknown} unknown of {nobs}")


def bounds(count: int, nobs: int, unknown: int) -> tuple[float, float]:
    """Manski's bounds of a share: none of the unknown reached it, or all did.

    Parameters
    ----------
    count : int
        Persons who are known to have reached it.
    nobs : int
        Everybody, the unknown included; at least one.
    unknown : int
        Persons of whom nothing is known.

    References
    ----------
    Manski, C. F. (2003). *Partial Identification of Probability Distributions*. Springer.

    Examples
    --------
    >>> low, high = bounds(9, 23, 14)
    >>> f"{low:.3f} {high:.3f}"
    '0.391 1.000'
    """
    _check(count, nobs, unknown)
    return count / nobs, (count + unknown) / nobs


def tipping_point(count: int, nobs: int, unknown: int, benchmark: float) -> int | None:
    """How many of the unknown must have reached it for the share to be as large as another.

    Parameters
    ----------
    count, nobs, unknown
        As `bounds`.
    benchmark : float
        The share to reach, 0 to 1.

    Returns
    -------
    int or None
        0 where the known reach it alone; None where not even all the unknown would do.
    """
    _check(count, nobs, unknown)
    # A share that is a ratio of counts must not miss by rounding.
    needed = max(0, ceil(round(benchmark * nobs - count, 9)))
    return needed if needed <= unknown else None
