"""How far two sources that judged the same people agree beyond chance.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence

__all__ = ["cohens_kappa"]


def cohens_kappa(table: Sequence[Sequence[int]]) -> tuple[float, float, float] | None:
    """Cohen's kappa with its 95 per cent interval.

    Parameters
    ----------
    table : sequence of sequence of int
        Square: persons by what the first source says (rows) and the second (columns).

    Returns
    -------
    tuple of float or None
        Kappa and its limits; None where both put everybody in one and the same class, so that
        agreement by chance is all there can be, or where there is nobody.

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
    found = kappa(counts)
    return float(found.kappa), float(found.kappa_low), float(found.kappa_upp)
