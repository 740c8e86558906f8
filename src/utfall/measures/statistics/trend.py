"""Whether a share rises or falls over ordered periods, not judged by eye.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

__all__ = ["Trend", "exact_trend", "ordinal_trend"]


@dataclass(frozen=True)
class Trend:
    """A linear-by-linear test: its chi-squared, its two-sided p-value, and which way it points."""

    chi2: float
    p: float
    direction: Literal["up", "down", "none"]


def ordinal_trend(
    counts: Sequence[int], nobs: Sequence[int], scores: Sequence[float] | None = None
) -> Trend | None:
    """Test for a linear trend in shares (Cochran–Armitage, linear-by-linear).

    Parameters
    ----------
    counts, nobs : sequence of int
        Persons with the outcome and persons in all, per period in order.
    scores : sequence of float, optional
        When the periods are; 1, 2, 3 … by default. The choice matters and is stated.

    Returns
    -------
    Trend or None
        None with fewer than three periods that have anybody, where nobody or everybody reached it,
        or where all of them have one score: there is nothing to test.

    Raises
    ------
    ValueError
        If there are not as many counts as sizes, or one is above its size.

    References
    ----------
    Agresti, A. (2002). *Categorical Data Analysis*, 2nd ed., section 3.4. Wiley.
    """
    import numpy as np
    from statsmodels.stats.contingency_tables import Table

    if len(counts) != len(nobs) or any(not 0 <= k <= n for k, n in zip(counts, nobs, strict=False)):
        raise ValueError("as many counts as sizes, none above its size")
    kept = [i for i, n in enumerate(nobs) if n]
    if len(kept) < 3 or sum(counts) in (0, sum(nobs)):
        return None
    found = np.array([[counts[i], nobs[i] - counts[i]] for i in kept])
    when = np.array([scores[i] for i in kept] if scores else [i + 1 for i in kept], float)
    if (when == when[0]).all():
        return None
    test = Table(found, shift_zeros=False).test_ordinal_association(
        row_scores=when, col_scores=np.array([1.0, 0.0])
    )
    ways: tuple[Literal["none", "up", "down"], ...] = ("none", "up", "down")
    return Trend(float(test.zscore**2), float(test.pvalue), ways[int(np.sign(test.zscore))])


def exact_trend(
    counts: Sequence[int], nobs: Sequence[int], scores: Sequence[float] | None = None
) -> Trend | None:
    """Test for a linear trend in shares without an approximation, for few persons or rare outcomes.

    Parameters, errors and when it is None as `ordinal_trend`.

    Returns
    -------
    Trend or None
        With the same chi-squared and direction; `p` is the probability that those with the outcome,
        drawn from everybody without regard to the period, have a sum of scores as far from the
        expected one, on either side.

    Notes
    -----
    Conditional on both margins: a period's count is hypergeometric given what is left of the others.
    The work grows with the persons with the outcome times the different sums of scores.

    References
    ----------
    Agresti, A. (2002). *Categorical Data Analysis*, 2nd ed., section 3.5. Wiley.
    """
    import numpy as np
    from scipy.stats import hypergeom

    found = ordinal_trend(counts, nobs, scores)
    if found is None:
        return None
    when = list(scores) if scores else [float(i + 1) for i in range(len(nobs))]
    left, reached = sum(nobs), sum(counts)
    expected = reached * sum(n * at for n, at in zip(nobs, when, strict=True)) / left
    # How likely it is that so many are still to come, with such a sum so far.
    chances = {(reached, 0.0): 1.0}
    for size, at in zip(nobs, when, strict=True):
        after: dict[tuple[int, float], float] = {}
        for rest in {rest for rest, _ in chances}:
            drawn = np.arange(max(0, rest - left + size), min(size, rest) + 1)
            share = hypergeom.pmf(drawn, left, rest, size)
            for told in [told for told in chances if told[0] == rest]:
                for k, p in zip(drawn.tolist(), share.tolist(), strict=True):
                    # Rounded, so that one sum by different ways is one.
                    key = (rest - k, round(told[1] + k * at, 9))
                    after[key] = after.get(key, 0.0) + chances[told] * p
        chances, left = after, left - size
    observed = abs(sum(k * at for k, at in zip(counts, when, strict=True)) - expected)
    far = observed - 1e-6  # as far, whatever the rounding
    p = sum(chance for (_, total), chance in chances.items() if abs(total - expected) >= far)
    return replace(found, p=min(1.0, p))
