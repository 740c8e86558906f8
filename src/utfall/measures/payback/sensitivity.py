"""How the payback time moves with each assumption, one at a time: a tornado.

It is no confidence interval: it says what follows if an assumption is another, not how likely
that is. Method: docs/methods.md, "Payback".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from utfall.measures.payback.benefits import Payer
from utfall.measures.payback.model import Case, Component, payback, with_parameters

__all__ = ["Swing", "share_with_work", "swings", "with_work"]

_FIRST = ("model.retention", "model.deadweight")


@dataclass(frozen=True)
class Swing:
    """Months at the low and at the high setting of one assumption; None is never."""

    name: str
    low_setting: float
    high_setting: float
    at_low: float | None
    at_high: float | None


def swings(
    case: Case,
    payer: Payer = "public",
    tried: Mapping[str, tuple[tuple[float, Case], tuple[float, Case]]] | None = None,
) -> list[Swing]:
    """Try each assumption at both ends of its range.

    Parameters
    ----------
    case : Case
        The calculation.
    payer : str
        Whose payback time.
    tried : mapping, optional
        By name (``shares``: chance, ``unreported`` and ``subsidised``: what a source does not
        tell), the low and the high setting, each with the calculation that it gives.

    Returns
    -------
    list of Swing
        Retention and deadweight first, then those tried in their order, then prices in the order
        of the file. A value without a range is not tried.
    """
    p = case.parameters
    # The discount rate moves the discounted time alone.
    ranged = {path: one for path, one in p.ranged() if path != "model.discount_rate"}
    found = []
    tried = tried or {}
    for path in [*(name for name in _FIRST if name in ranged), *tried, *ranged]:
        if path in tried:
            (less, worst), (more, best) = tried[path]
            low, high = payback(worst, payer).months, payback(best, payer).months
            found.append(Swing(path, less, more, low, high))
            continue
        if path in {swing.name for swing in found}:
            continue
        priced = ranged[path]
        settings = (priced.low or 0.0, priced.high or 0.0)
        low, high = (
            payback(with_parameters(case, p.changed(path, setting)), payer).months
            for setting in settings
        )
        found.append(Swing(path, *settings, low, high))
    return found


def with_work(case: Case, share: Mapping[str, float]) -> Case:
    """Return the calculation with other shares with work of some programmes."""

    def changed(one: Component) -> Component:
        if one.programme_id not in share:
            return one
        work = share[one.programme_id] * one.people
        return replace(one, outcomes={**one.outcomes, "employment": work})

    return replace(case, programmes=tuple(map(changed, case.programmes)))


def share_with_work(case: Case) -> float:
    """Return the share of all people with work."""
    with_work = sum(one.outcomes.get("employment", 0.0) for one in case.programmes)
    return with_work / sum(one.people for one in case.programmes)
