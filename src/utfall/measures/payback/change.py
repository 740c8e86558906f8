"""What a change of payback time between two periods consists of.

Method: docs/methods.md, "Payback".
"""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import combinations
from math import factorial

from utfall.measures.payback.benefits import Payer
from utfall.measures.payback.model import Case, Component, payback

__all__ = ["FACTORS", "Change", "change"]

FACTORS = ("rates", "costs", "mix", "rules", "parameters")
"""Outcomes per person, cost per person, how people divide on programmes, how studies are counted,
and prices."""


@dataclass(frozen=True)
class Change:
    """Months before and after, and the months of each factor, which add up to the difference."""

    before: float
    after: float
    parts: Mapping[str, float]


def change(before: Case, after: Case, payer: Payer = "public") -> Change | None:
    """Divide the change in payback time on its factors, by Shapley's value.

    Parameters
    ----------
    before, after : Case
        The same programmes or not: one that is in a single period has its own rates and costs in
        both, and comes or goes by the mix.
    payer : str
        Whose payback time.

    Returns
    -------
    Change or None
        None where a period has no payback time, or a combination of the two has none: there is
        then no number of months to divide.

    Notes
    -----
    Changing one factor at a time gives parts that depend on the order. Shapley's value is their
    mean over all orders, so that no order is chosen and nothing is left over. How many people
    there were cancels: cost and gain both follow it.

    References
    ----------
    Shorrocks, A. F. (2013). Decomposition procedures for distributional analysis: a unified
    framework based on the Shapley value. *Journal of Economic Inequality*, 11, 99–126.
    """
    months = {
        chosen: payback(_mixed(before, after, chosen), payer).months
        for size in range(len(FACTORS) + 1)
        for chosen in map(frozenset, combinations(FACTORS, size))
    }
    known = {chosen: m for chosen, m in months.items() if m is not None}
    if len(known) < len(months):
        return None
    count = len(FACTORS)
    parts = {
        factor: sum(
            factorial(len(chosen))
            * factorial(count - len(chosen) - 1)
            / factorial(count)
            * (known[chosen | {factor}] - known[chosen])
            for chosen in known
            if factor not in chosen
        )
        for factor in FACTORS
    }
    return Change(known[frozenset()], known[frozenset(FACTORS)], parts)


def _mixed(before: Case, after: Case, chosen: frozenset[str]) -> Case:
    """Return the case with some factors of the later period and the rest of the earlier."""
    earlier = {one.programme_id: one for one in before.programmes}
    later = {one.programme_id: one for one in after.programmes}

    def of(factor: str, name: str) -> Component:
        first, second = (later, earlier) if factor in chosen else (earlier, later)
        return first.get(name) or second[name]

    crowd = later if "mix" in chosen else earlier
    # Only the shares of people matter, so that both periods may have a thousand.
    whole = sum(one.people for one in crowd.values())
    programmes = []
    for name, one in crowd.items():
        people = 1000.0 * one.people / whole
        paid, reached = of("costs", name), of("rates", name)
        programmes.append(
            Component(
                name,
                people * paid.cost / paid.people,
                people,
                {k: people * n / reached.people for k, n in reached.outcomes.items()},
                _scaled(paid.others, people / paid.people),
            )
        )
    return Case(
        tuple(programmes),
        (after if "parameters" in chosen else before).parameters,
        (after if "rules" in chosen else before).studies,
    )


def _scaled(others: Mapping[str, float] | None, by: float) -> Mapping[str, float] | None:
    return None if others is None else {who: by * kronor for who, kronor in others.items()}
