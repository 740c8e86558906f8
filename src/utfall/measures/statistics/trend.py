"""Whether a share rises or falls over ordered periods, not judged by eye.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Trend", "ordinal_trend"]


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
        None with fewer than three periods, or where nobody or everybody reached it: there is
        nothing to test.

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
    test = Table(found, shift_zeros=False).test_ordinal_association(
        row_scores=when, col_scores=np.array([1.0, 0.0])
    )
    ways: tuple[Literal["none", "up", "down"], ...] = ("none", "up", "down")
    return Trend(float(test.zscore**2), float(test.pvalue), ways[int(np.sign(test.zscore))])
