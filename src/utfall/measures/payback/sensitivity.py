"""How the payback time moves with each assumption, one at a time: a tornado.

It is no confidence interval: it says what follows if an assumption is another, not how likely
that is. Method: docs/methods.md, "Payback".
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from utfall.measures.payback.benefits import Payer
from utfall.measures.payback.model import Case, Component, payback, with_parameters

__all__ = ["Swing", "swings"]

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
    shares: Mapping[str, Mapping[str, tuple[float, float]]] | None = None,
) -> list[Swing]:
    """Try each assumption at both ends of its range.

    Parameters
    ----------
    case : Case
        The calculation.
    payer : str
        Whose payback time.
    shares : mapping, optional
        By what they are tried for (``shares``: chance, ``unreported``: what a source does not
        tell), per programme the lowest and highest share with work. A programme that is not in it
        keeps its own.

    Returns
    -------
    list of Swing
        Retention and deadweight first, then the shares with work of all people (all programmes at
        their low, all at their high), then prices in the order of the file. A value without a
        range is not tried.
    """
    p = case.parameters
    # The discount rate moves the discounted time alone.
    ranged = {path: one for path, one in p.ranged() if path != "model.discount_rate"}
    found = []
    tried = shares or {}
    for path in [*(name for name in _FIRST if name in ranged), *tried, *ranged]:
        if path in tried:
            worst, best = (
                _with_work(case, {name: pair[end] for name, pair in tried[path].items()})
                for end in (0, 1)
            )
            low, high = payback(worst, payer).months, payback(best, payer).months
            found.append(Swing(path, _share_with_work(worst), _share_with_work(best), low, high))
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


def _with_work(case: Case, share: Mapping[str, float]) -> Case:
    def changed(one: Component) -> Component:
        if one.programme_id not in share:
            return one
        work = share[one.programme_id] * one.people
        return replace(one, outcomes={**one.outcomes, "employment": work})

    return replace(case, programmes=tuple(map(changed, case.programmes)))


def _share_with_work(case: Case) -> float:
    with_work = sum(one.outcomes.get("employment", 0.0) for one in case.programmes)
    return with_work / sum(one.people for one in case.programmes)
