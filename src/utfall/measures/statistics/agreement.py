"""How far two sources that judged the same people agree beyond chance.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from math import isfinite

__all__ = ["cohens_kappa"]

# Rounding leaves a hair where the formula has none.
_NO_ERROR = 1e-9


def cohens_kappa(
    table: Sequence[Sequence[int]],
) -> tuple[float, float | None, float | None] | None:
    """Cohen's kappa with its 95 per cent interval.

    Parameters
    ----------
    table : sequence of sequence of int
        Square: persons by what the first source says (rows) and the second (columns).

    Returns
    -------
    tuple of float or None
        Kappa, from -1 to 1, and its limits, at most 1 and at least -1; None where both put
        everybody in one and the same class, so that agreement by chance is all there can be, or
        where there is nobody. The limits are None where the formula has no error for kappa: all
        agree, all disagree, or one source puts everybody in one class. That five of five agree is
        no certainty that the next will.

    Raises
    ------
    ValueError
        If the table is not square or a count is negative.

    References
    ----------
    Cohen, J. (1960). A coefficient of agreement for nominal scales. *Educational and
    Psychological Measurement*, 20, 37–46.
    """
    import numpy as np
    from statsmodels.stats.inter_rater import cohens_kappa as kappa

    counts = np.asarray(table, float)
    if counts.ndim != 2 or counts.shape[0] != counts.shape[1] or (counts < 0).any():
        raise ValueError("a square table of counts")
    if not counts.sum() or (np.outer(counts.sum(1), counts.sum(0)).trace() == counts.sum() ** 2):
        return None
    with np.errstate(divide="ignore", invalid="ignore"):  # the error where one class is all
        found = kappa(counts)
    value, error = float(found.kappa), float(found.std_kappa)
    if not isfinite(error) or error < _NO_ERROR:
        return value, None, None
    return value, max(-1.0, float(found.kappa_low)), min(1.0, float(found.kappa_upp))
