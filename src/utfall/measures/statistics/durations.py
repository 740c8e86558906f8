"""How long until something happens, when some are still waiting and others left for other things.

Method: docs/methods.md, "Statistical methods".
"""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite

__all__ = ["Step", "cumulative_incidence", "expand", "log_rank", "median", "survival"]


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
    times: Sequence[float], events: Sequence[int], groups: Sequence[Hashable]
) -> tuple[float, float] | None:
    """Test whether the curves of some groups differ.

    Parameters
    ----------
    times, events
        As `survival`.
    groups : sequence
        The group of each person.

    Returns
    -------
    tuple of float or None
        Chi-squared and p-value; None with one group, where it happened to nobody, or where only
        one group was still waiting whenever it happened.
    """
    if len(set(groups)) < 2 or not _any(times, events):
        return None
    import numpy as np
    from statsmodels.duration.survfunc import survdiff

    order = {name: i for i, name in enumerate(dict.fromkeys(groups))}
    try:
        chi2, p = survdiff(np.array(times), np.array(events), np.array([order[g] for g in groups]))
    except np.linalg.LinAlgError:
        return None
    return (float(chi2), float(p)) if isfinite(chi2) else None


def cumulative_incidence(times: Sequence[float], causes: Sequence[int]) -> dict[int, list[Step]]:
    """The share to whom each of several things has happened, of which only one can.

    Parameters
    ----------
    times : sequence of float
        How long each person was followed.
    causes : sequence of int
        1, 2, 3 … for what happened, 0 where the person was still waiting.

    Returns
    -------
    dict of int to list of Step
        A curve per cause that happened to anybody; they never add up to more than one. One less
        the survival curve of one cause alone would be too high: it lets those who left for
        something else wait on.

    References
    ----------
    Kalbfleisch, J. D., & Prentice, R. L. (2002). *The Statistical Analysis of Failure Time Data*,
    2nd ed., ch. 8. Wiley.
    """
    if not _any(times, causes):
        return {}
    import numpy as np
    from statsmodels.duration.survfunc import CumIncidenceRight

    # statsmodels wants the causes to be 1, 2, 3 … without a gap.
    known = sorted({cause for cause in causes if cause})
    number = {0: 0, **{cause: i for i, cause in enumerate(known, 1)}}
    with np.errstate(divide="ignore", invalid="ignore"):  # the error where nobody is left
        found = CumIncidenceRight(np.array(times), np.array([number[cause] for cause in causes]))
    at_risk = [sum(bool(t >= time) for t in times) for time in found.times]
    return {
        cause: [
            Step(float(t), n, float(s), e)
            for t, n, s, e in zip(found.times, at_risk, share, _errors(error), strict=True)
        ]
        for cause, share, error in zip(known, found.cinc, found.cinc_se, strict=True)
    }


def _any(times: Sequence[float], events: Sequence[int]) -> bool:
    if len(times) != len(events) or any(time < 0 for time in times):
        raise ValueError("as many events as times, none of them negative")
    return any(events)
