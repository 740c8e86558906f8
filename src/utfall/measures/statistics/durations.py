"""How long until something happens, when some are still waiting and others left for other things.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

__all__ = ["Step", "cumulative_incidence", "expand", "log_rank", "median", "survival"]


# As statsmodels: a share below this is nobody.
_NOBODY = 1e-16


@dataclass(frozen=True)
class Step:
    """A curve just after a time: how many were still there before it, the share, its error."""

    time: float
    at_risk: int
    share: float
    error: float


def expand(counts: Mapping[tuple[float, int], int]) -> tuple[list[float], list[int]]:
    """Return the times and causes of people who are counted by time and cause.

    Examples
    --------
    >>> expand({(1, 1): 2, (3, 0): 1})
    ([1, 1, 3], [1, 1, 0])
    """
    found = [pair for pair, count in sorted(counts.items()) for _ in range(count)]
    return [time for time, _ in found], [cause for _, cause in found]


def survival(times: Sequence[float], events: Sequence[int]) -> list[Step]:
    """Kaplan and Meier's curve: the share to whom it has not happened yet.

    Parameters
    ----------
    times : sequence of float
        How long each person was followed.
    events : sequence of int
        1 where it happened then, 0 where the person was still waiting.

    Returns
    -------
    list of Step
        A step per time at which it happened to anybody, with Greenwood's error; none of nobody,
        or where all are still waiting.

    Notes
    -----
    Those still waiting are no failures: they count for as long as they were seen.

    References
    ----------
    Kaplan, E. L., & Meier, P. (1958). *Journal of the American Statistical Association*, 53,
    457–481.
    """
    if not _any(times, events):
        return []
    from statsmodels.duration.survfunc import SurvfuncRight

    found = SurvfuncRight(list(times), list(events))
    return [
        Step(float(t), int(n), float(s), e)
        for t, n, s, e, d in zip(
            found.surv_times, found.n_risk, found.surv_prob, _errors(found.surv_prob_se),
            found.n_events, strict=True,
        )
        if d
    ]  # fmt: skip


def _errors(found: Iterable[float]) -> list[float]:
    """Return errors of which one that is not defined is the last before it.

    Where nobody is left the formula divides by zero; that the curve ends is no certainty.
    """
    told: list[float] = []
    for error in found:
        told.append(float(error) if isfinite(error) else told[-1] if told else 0.0)
    return told


def median(
    times: Sequence[float], events: Sequence[int], *, confidence: float = 0.95
) -> tuple[float | None, float | None, float | None]:
    """The time at which it has happened to half, with its limits.

    Arguments as `survival`. None for each that is not reached: it has happened to fewer than half
    so far, which is no long time but an unknown one. Limits on the complementary log-log scale.
    """
    if not _any(times, events):
        return None, None, None
    import numpy as np
    from statsmodels.duration.survfunc import SurvfuncRight

    found = SurvfuncRight(list(times), list(events))
    value = float(found.quantile(0.5))
    with np.errstate(divide="ignore", invalid="ignore"):  # the scale where nobody is left
        low, high = found.quantile_ci(0.5, alpha=1 - confidence, method="cloglog")
    return _finite(value), _finite(float(low)), _finite(float(high))


def _finite(number: float) -> float | None:
    return number if isfinite(number) else None


def log_rank(
    times: Sequence[float],
    events: Sequence[int],
    groups: Sequence[Hashable],
    counts: Sequence[int] | None = None,
) -> tuple[float, float] | None:
    """Test whether the curves of some groups differ.

    Parameters
    ----------
    times, events
        As `survival`.
    groups : sequence
        The group of each person.
    counts : sequence of int, optional
        How many persons each of these is of, at least one; 1 of each unless told.

    Returns
    -------
    tuple of float or None
        Chi-squared and p-value; None with one group, where it happened to nobody, or where only
        one group was still waiting whenever it happened.

    Notes
    -----
    Worked out as by ``survdiff`` of statsmodels, which takes no counts.
    """
    if len(set(groups)) < 2 or not _any(times, events):
        return None
    import numpy as np
    from scipy.stats import chi2

    seen = _Counted(times, counts)
    happened, order = np.asarray(events), dict.fromkeys(groups)
    own = [np.array([g == name for g in groups]) for name in order]
    found = np.vstack([seen.number(happened * which) for which in own]).T
    waiting = np.vstack([seen.at_risk(which) for which in own]).T
    at_risk = waiting.sum(axis=1)
    several = at_risk > 1
    found, waiting, at_risk = found[several], waiting[several], at_risk[several]
    share, every = waiting[:, 1:] / at_risk[:, None], found.sum(axis=1)
    off = (found[:, 1:] - share * every[:, None]).sum(axis=0)
    spread = every * (at_risk - every) / (at_risk - 1)
    each = np.eye(len(own) - 1)
    variance = np.array(
        [
            (share * (row - share[:, [i]]) * spread[:, None]).sum(axis=0)
            for i, row in enumerate(each)
        ]
    )
    try:
        statistic = float(off @ np.linalg.solve(variance, off))
    except np.linalg.LinAlgError:
        return None
    return (statistic, float(1 - chi2.cdf(statistic, len(off)))) if isfinite(statistic) else None


def cumulative_incidence(
    times: Sequence[float], causes: Sequence[int], counts: Sequence[int] | None = None
) -> dict[int, list[Step]]:
    """The share to whom each of several things has happened, of which only one can.

    Parameters
    ----------
    times : sequence of float
        How long each person was followed.
    causes : sequence of int
        1, 2, 3 … for what happened, 0 where the person was still waiting.
    counts : sequence of int, optional
        How many persons each of these is of, at least one; 1 of each unless told.

    Returns
    -------
    dict of int to list of Step
        A curve per cause that happened to anybody; they never add up to more than one. One less
        the survival curve of one cause alone would be too high: it lets those who left for
        something else wait on.

    Notes
    -----
    Worked out as by ``CumIncidenceRight`` of statsmodels, which gives no errors with counts.

    References
    ----------
    Kalbfleisch, J. D., & Prentice, R. L. (2002). *The Statistical Analysis of Failure Time Data*,
    2nd ed., ch. 8. Wiley.

    Marubini, E., & Valsecchi, M. G. (1995). *Analysing Survival Data from Clinical Trials and
    Observational Studies*, ch. 10. Wiley.
    """
    if not _any(times, causes):
        return {}
    import numpy as np

    seen, what = _Counted(times, counts), np.asarray(causes)
    at_risk = seen.at_risk(np.ones(len(what)))
    left = {cause: seen.number(what == cause) for cause in sorted({c for c in causes if c})}
    every = sum(left.values())
    waiting = 1 - every / at_risk
    over = waiting < _NOBODY
    waiting = np.exp(np.cumsum(np.log(np.where(over, _NOBODY, waiting))))
    waiting[over] = 0
    before = np.r_[1, waiting[:-1]] / at_risk
    found = {}
    with np.errstate(divide="ignore", invalid="ignore"):  # the error where nobody is left
        lost = every / (at_risk * (at_risk - every))
        for cause, number in left.items():
            share = np.cumsum(before * number)
            own = before * number / at_risk
            variance = (
                share**2 * np.cumsum(lost)
                - 2 * share * np.cumsum(share * lost)
                + np.cumsum(share**2 * lost)
                + np.cumsum(before**2 * ((at_risk - number) * number / at_risk))
                - 2 * share * np.cumsum(own)
                + 2 * np.cumsum(share * own)
            )
            error = _errors(np.sqrt(variance))
            found[cause] = [
                Step(float(t), int(n), float(s), e)
                for t, n, s, e in zip(seen.times, at_risk, share, error, strict=True)
            ]
    return found


class _Counted:
    """Persons by time: how many of some are at each time that anybody has."""

    def __init__(self, times: Sequence[float], counts: Sequence[int] | None) -> None:
        import numpy as np

        self.times, self._place = np.unique(np.asarray(times), return_inverse=True)
        self._counts = np.ones(len(times)) if counts is None else np.asarray(counts, float)

    def number(self, which: Any) -> Any:
        """Return how many are at each time of those that `which` is 1 or true of."""
        import numpy as np

        return np.bincount(self._place, weights=which * self._counts, minlength=len(self.times))

    def at_risk(self, which: Any) -> Any:
        """Return how many of those are at each time or later."""
        return self.number(which)[::-1].cumsum()[::-1]


def _any(times: Sequence[float], events: Sequence[int]) -> bool:
    if len(times) != len(events) or any(time < 0 for time in times):
        raise ValueError("as many events as times, none of them negative")
    return any(events)
