"""What was to be expected of a group, given who is in it.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from utfall.measures.statistics.intervals import count_interval

__all__ = ["CaseMix", "fit", "observed_expected", "standardised_share"]


@dataclass(frozen=True)
class CaseMix:
    """A logistic regression: what each characteristic does to the odds.

    `names` begin with ``const``; `coefficients` and `errors` are in their order; `log_likelihood`
    is that of the fit.
    """

    names: tuple[str, ...]
    coefficients: tuple[float, ...]
    errors: tuple[float, ...]
    log_likelihood: float

    def expected(self, rows: Sequence[Sequence[float]]) -> list[float]:
        """Return the probability of the outcome for each row of characteristics."""
        found = []
        for row in rows:
            score = self.coefficients[0] + sum(
                b * x for b, x in zip(self.coefficients[1:], row, strict=True)
            )
            found.append(1 / (1 + exp(-score)) if score > -700 else 0.0)
        return found


def fit(
    outcomes: Sequence[int], rows: Sequence[Sequence[float]], names: Sequence[str]
) -> CaseMix | None:
    """Fit a logistic regression of an outcome on characteristics.

    Parameters
    ----------
    outcomes : sequence of int
        1 where the person reached it, else 0.
    rows : sequence of sequence of float
        The characteristics of each person.
    names : sequence of str
        Of the characteristics.

    Returns
    -------
    CaseMix or None
        None where no model can be fitted: nobody or everybody reached it, a characteristic tells
        it without exception (perfect separation), or the characteristics say the same thing
        twice. No comparison is then made, and the report says so.

    Notes
    -----
    What is not recorded is not adjusted for, and the model holds for the people it is fitted on.
    """
    import warnings

    import numpy as np
    import statsmodels.api as sm
    from statsmodels.tools.sm_exceptions import PerfectSeparationError, PerfectSeparationWarning

    y, x = np.asarray(outcomes, float), np.asarray(rows, float)
    if len(y) != len(x) or not len(y) or x.ndim != 2 or x.shape[1] != len(names):
        raise ValueError("as many outcomes as rows, and a name per characteristic")
    if y.sum() in (0, len(y)):
        return None
    design = np.column_stack([np.ones(len(x)), x])
    if np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", PerfectSeparationWarning)
        try:
            found = sm.Logit(y, design).fit(disp=False, maxiter=100)
        except (PerfectSeparationError, PerfectSeparationWarning, np.linalg.LinAlgError):
            return None
    # Separation of some persons only shows in coefficients that never stop growing.
    if not found.mle_retvals["converged"] or not np.isfinite(found.bse).all():
        return None
    return CaseMix(
        ("const", *names),
        tuple(map(float, found.params)),
        tuple(map(float, found.bse)),
        float(found.llf),
    )


def observed_expected(
    observed: float, expected: float, *, confidence: float = 0.95
) -> tuple[float, float, float] | None:
    """The outcomes of a group over those expected of it, with Byar's interval.

    None where none were expected. The expected number is taken as known.
    """
    if expected <= 0:
        return None
    low, high = count_interval(observed, confidence=confidence)
    return observed / expected, low / expected, high / expected


def standardised_share(ratio: float, overall: float) -> float:
    """The share that everybody would have had with a group's ratio: at most 1."""
    return min(1.0, ratio * overall)
