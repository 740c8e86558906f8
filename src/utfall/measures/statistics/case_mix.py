"""What was to be expected of a group, given who is in it.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp

from utfall.measures.statistics.intervals import count_interval

__all__ = ["CaseMix", "fit", "observed_expected", "standardised_share"]

_MOST_STEPS, _TOLERANCE, _RIDGE = 100, 1e-8, 1e-10


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
    outcomes: Sequence[int],
    rows: Sequence[Sequence[float]],
    names: Sequence[str],
    counts: Sequence[int] | None = None,
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
    counts : sequence of int, optional
        How many persons each row is of, at least one; 1 of each unless told. Persons who are alike
        in all of it may be given as one row.

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
    import numpy as np

    y, x = np.asarray(outcomes, float), np.asarray(rows, float)
    n = np.ones(len(y)) if counts is None else np.asarray(counts, float)
    if not 0 < len(y) == len(x) == len(n) or x.ndim != 2 or x.shape[1] != len(names):
        raise ValueError("as many outcomes as rows and counts, and a name per characteristic")
    design = np.column_stack([np.ones(len(x)), x])
    if y.min() == y.max() or np.linalg.matrix_rank(design) < design.shape[1]:
        return None
    # Newton's method as statsmodels' Logit has it, which takes no counts.
    found, step, steps = np.zeros(design.shape[1]), np.full(design.shape[1], np.inf), 0
    try:
        with np.errstate(over="ignore"):  # a chance of nearly nothing
            while steps < _MOST_STEPS and np.any(np.abs(step) > _TOLERANCE):
                chance = 1 / (1 + np.exp(-design @ found))
                slope = design.T @ (n * (y - chance))
                bend = (design.T * (n * chance * (1 - chance))) @ design
                step = np.linalg.solve(bend / n.sum() + _RIDGE * np.eye(len(bend)), slope / n.sum())
                found, steps = found + step, steps + 1
            chance = 1 / (1 + np.exp(-design @ found))
            bend = (design.T * (n * chance * (1 - chance))) @ design
            errors = np.sqrt(np.diag(np.linalg.inv(bend)))
    except np.linalg.LinAlgError:
        return None
    # Separation, of some persons or of all, shows in coefficients that never stop growing.
    if steps == _MOST_STEPS or not np.isfinite(errors).all():
        return None
    return CaseMix(
        ("const", *names),
        tuple(map(float, found)),
        tuple(map(float, errors)),
        float(np.sum(n * np.log(np.where(y == 1, chance, 1 - chance)))),
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
