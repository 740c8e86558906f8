"""Many tests at once, so that chance alone does not look like findings.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence

__all__ = ["false_discovery"]


def false_discovery(p_values: Sequence[float], *, level: float = 0.05) -> list[tuple[float, bool]]:
    """Benjamini and Hochberg's control of the false-discovery rate.

    Parameters
    ----------
    p_values : sequence of float
        One per test.
    level : float
        The share of the findings that may be false.

    Returns
    -------
    list of (float, bool)
        The adjusted p-value of each test, in order, and whether it is a finding; none of none.

    Raises
    ------
    ValueError
        If one is no probability.

    References
    ----------
    Benjamini, Y., & Hochberg, Y. (1995). Controlling the false discovery rate. *Journal of the
    Royal Statistical Society B*, 57, 289–300.
    """
    from statsmodels.stats.multitest import multipletests

    if not p_values:
        return []
    if not all(0 <= p <= 1 for p in p_values):
        raise ValueError("p-values from 0 to 1")
    found, adjusted, _, _ = multipletests(list(p_values), alpha=level, method="fdr_bh")
    return [(float(p), bool(one)) for p, one in zip(adjusted, found, strict=True)]
