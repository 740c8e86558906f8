"""What four times the money would mean at the average cost per person.

Method: docs/methods.md, "Return on contribution".
"""

from collections.abc import Iterable
from dataclasses import replace

from utfall.measures import reasons
from utfall.values import Value, not_shown, parse_group

__all__ = ["at_four_times"]

_FOUR_TIMES = {
    "cost_per_participant": ("participations_at_four_times", "participations"),
    "cost_per_outcome": ("outcomes_at_four_times", "outcomes"),
}
_WORK = ("", "employment", "employment_subsidised")


def at_four_times(costs: Iterable[Value]) -> list[Value]:
    """What four times the money would mean at the average cost: an arithmetic, no forecast.

    Parameters
    ----------
    costs : iterable of Value
        As `utfall.measures.costs.costs` gives them; those in fixed prices are left out.

    Returns
    -------
    list of Value
        ``participations_at_four_times`` for each cost per participant and
        ``outcomes_at_four_times`` for each cost per outcome in work: four times the persons, who
        are the denominator, for four times the money of that cost. Always ``conditional``; with
        `low` where the cost is *at most*, since there may be more people. Where there is no cost,
        its status and reason; ``refused`` too where the cost is *at least* or conditional.

    Notes
    -----
    Average, not marginal: how many more there is room for and who need it, and how many would
    have got work anyway, may differ with four times the money.
    """
    values = []
    for cost in costs:
        parts = parse_group(cost.group)
        if cost.measure not in _FOUR_TIMES or "prices" in parts:
            continue
        if parts.get("outcome", "") not in _WORK:
            continue
        measure, unit = _FOUR_TIMES[cost.measure]
        base = replace(cost, measure=measure, unit=unit)
        if cost.status != "shown" or cost.denominator is None:
            values.append(base)
            continue
        if cost.bound not in {"exact", "at_most"}:
            values.append(not_shown(base, "refused", cost.reason))
            continue
        why = [reasons.AVERAGE_NOT_MARGINAL, *filter(None, [cost.reason])]
        values.append(
            replace(
                base,
                value=4 * cost.denominator,
                numerator=None,
                low=4 * cost.denominator if cost.bound == "at_most" else None,
                high=None,
                ci_low=None,
                ci_high=None,
                bound="conditional",
                reason=reasons.joined(why),
            )
        )
    return values
