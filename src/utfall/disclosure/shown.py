"""What may be shown of counted records: counts that are not hidden, and what follows from them.

Method: docs/disclosure.md.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from utfall.disclosure.counting import Counts
from utfall.measures import reasons
from utfall.measures.from_records.derived import left_to, remaining, shares, shares_of
from utfall.values import Value, group, not_shown, parse_group

__all__ = ["shown"]


def shown(counts: Counts, hidden: frozenset[str]) -> tuple[Value, ...]:
    """Return what may be shown: counts that are not hidden, and what follows from them.

    Parameters
    ----------
    counts : Counts
        As `counted` returns them.
    hidden : frozenset of str
        Keys of the cells that are hidden.

    Returns
    -------
    tuple of Value
        Every value with its status: ``suppressed`` ones have no number. The denominator of a part
        is its whole, where that is shown.
    """
    found = {
        value.key: not_shown(value, "suppressed", reasons.HIDDEN) if value.key in hidden else value
        for value in counts.values
    }
    told = [_of_whole(value, found, counts.wholes) for value in found.values()]
    models = [
        _with_counts(value, [found[key] for key in keys])
        for keys, value in counts.models
        if set(keys) <= set(found)
    ]
    own = [share for one in counts.shares for share in shares_of(told, one.of, one.name)]
    plans = [_of_plan(share, found[key]) for key, share in counts.plans if key in found]
    still = remaining(told, counts.fewest)
    ways = left_to(told)
    return (*told, *shares(told), *still, *ways, *own, *models, *plans)


def _of_whole(value: Value, found: Mapping[str, Value], wholes: Mapping[str, str]) -> Value:
    """Add the whole that a shown count is a part of, where that is shown."""
    parts = parse_group(value.group)
    is_part = value.measure in wholes or set(parts) - {"from", "count", "kind"}
    if value.status != "shown" or not is_part:
        return value
    measure = wholes.get(value.measure, "n_new" if value.measure == "n_new" else "n_exits")
    kind = {"kind": parts["kind"]} if "kind" in parts else {}
    plain = group(from_="records", count="participations", **kind)
    whole = found.get(replace(value, measure=measure, group=plain).key)
    if whole is None or whole.status != "shown":
        return value
    return replace(value, denominator=whole.value)


def _of_plan(share: Value, began: Value) -> Value:
    """Return how much of a plan is met, hidden with the count of those who began."""
    kind = parse_group(began.group).get("kind", "")
    parts = parse_group(share.group)
    told = {"goal": parts["goal"]} if "goal" in parts else {}
    share = replace(
        share,
        group=group(from_="records", count=parts["count"], kind=kind, **told),
        year=began.year,
    )
    if began.value is None:
        return not_shown(share, began.status, began.reason)
    return replace(
        share,
        value=began.value / (share.denominator or 1.0),
        numerator=began.value,
        bound=began.bound,
        reason=began.reason,
    )


def _with_counts(value: Value, counts: Sequence[Value]) -> Value:
    """Hide a number with the counts that it goes with; the first is of those it is of."""
    for one in counts:
        if one.status == "suppressed":
            return not_shown(value, "suppressed", one.reason)
    return replace(value, denominator=counts[0].value) if value.status == "shown" else value
