"""Shares of counts from records, worked out from the counts that are shown and from no other.

Method: docs/disclosure.md.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from utfall.measures import reasons
from utfall.measures.from_records.dimensions import HALF_YEARS, QUARTERS
from utfall.measures.outcomes import FEWEST_FOR_SHARE
from utfall.values import Value, group, not_shown, parse_group

__all__ = ["left_to", "remaining", "shares", "shares_of"]

# What a count says of people, and not whom it is of.
_SAID = ("definition", "outcome", "after", "step", "support")
_NOT_DUE, _UNKNOWN = "not_due", "unknown"


def shares(counts: Iterable[Value]) -> Iterator[Value]:
    """Yield the shares that follow from shown counts.

    Parameters
    ----------
    counts : iterable of Value
        Protected counts from records: shown, or hidden with a reason.

    Yields
    ------
    Value
        ``share_reached`` per ``n_reached``, ``share_step`` per step taken, ``share_work`` with and without support, and ``share_outcome`` (``of=exits``) per ``n_outcome``
        of work, study or both: of the exits that are due. ``suppressed`` where the count, the
        exits or those not due are hidden; *at least* where some are not known, `high` as if all
        of those had succeeded, and without `high` where their number is hidden; *conditional*
        and without either where more people may have left. ``refused`` of fewer than ten.
    """
    index = {value.key: value for value in counts}
    for value in list(index.values()):
        parts = parse_group(value.group)
        if parts.get("from") != "records":
            continue
        if value.measure == "n_step" and parts["step"] not in ("none", _UNKNOWN):
            yield _share(value, index, {**parts}, "share_step", "n_step", {"step": _UNKNOWN})
        if value.measure == "n_work" and parts["support"] not in ("none", _UNKNOWN):
            yield _share(value, index, {**parts}, "share_work", "n_work", {"support": _UNKNOWN})
        if value.measure == "n_reached":
            yield _share(value, index, {**parts}, "share_reached", "n_reached_unknown", {})
        elif value.measure == "n_outcome" and parts["outcome"] not in ("none", _UNKNOWN, _NOT_DUE):
            unknown = {"outcome": _UNKNOWN}
            yield _share(
                value, index, {**parts, "of": "exits"}, "share_outcome", "n_outcome", unknown
            )


def _share(
    value: Value,
    index: Mapping[str, Value],
    parts: dict[str, str],
    measure: str,
    unknown_measure: str,
    unknown_parts: dict[str, str],
) -> Value:
    own = parse_group(value.group)
    share = replace(
        value, measure=measure, group=group(**parts), value=0, unit="share", denominator=None,
        low=None, high=None, bound="exact", reason="", status="shown",
    )  # fmt: skip
    told = {k: v for k, v in own.items() if k not in _SAID}

    def beside(name: str, **more: str) -> Value | None:
        return index.get(replace(value, measure=name, group=group(**{**told, **more})).key)

    exits = beside("n_exits", count="participations")
    after = own.get("after", "")
    not_due = beside("n_outcome", outcome=_NOT_DUE, after=after) if after else None
    unknown = index.get(
        replace(value, measure=unknown_measure, group=group(**{**own, **unknown_parts})).key
    )
    needed = [value, exits, *([not_due] if after else [])]
    hidden = next((v for v in needed if v is not None and v.status == "suppressed"), None)
    if hidden is not None:
        return not_shown(share, "suppressed", hidden.reason)
    if exits is None or exits.value is None or value.value is None:
        return not_shown(share, "unknown", reasons.NOT_KNOWN)
    due = exits.value - ((not_due.value or 0) if not_due else 0)
    if due < FEWEST_FOR_SHARE:
        return not_shown(share, "refused", reasons.NONE_DUE if not due else reasons.TOO_FEW)
    missing = unknown.value if unknown is not None and unknown.status == "shown" else None
    open_end = unknown is not None and missing is None
    bounded = bool(missing) or open_end
    # Where more may have left, neither the count nor the whole is the last word.
    unsure = "kind" in own or {value.bound, exits.bound} != {"exact"}
    because = [
        *([reasons.SITUATION_MISSING] if bounded else []),
        *([value.reason or exits.reason] if unsure and (value.reason or exits.reason) else []),
    ]
    return replace(
        share,
        value=value.value / due,
        numerator=value.value,
        denominator=due,
        # Of those who are known to have left: how many more there are, no bound can say.
        low=value.value / due if bounded else None,
        high=min(1.0, (value.value + missing) / due) if missing else None,
        bound="conditional" if unsure else "at_least" if bounded else "exact",
        reason=reasons.joined(because) if because else "",
    )


def shares_of(counts: Iterable[Value], count: str, name: str) -> Iterator[Value]:
    """Yield a count as a share of all who came or left, from shown counts.

    Parameters
    ----------
    counts : iterable of Value
        Protected counts from records.
    count, name : str
        The measure whose denominator is the whole, and the name of its share.

    Yields
    ------
    Value
        ``suppressed`` where the count or the whole is hidden, ``refused`` of fewer than ten.
    """
    for value in counts:
        if value.measure != count:
            continue
        blank = replace(
            value, measure=name, unit="share", value=0, denominator=None, status="shown", reason="",
        )  # fmt: skip
        if value.status != "shown":
            yield not_shown(blank, value.status, value.reason)
        elif value.denominator is None:
            yield not_shown(blank, "suppressed", reasons.HIDDEN)
        elif value.denominator < FEWEST_FOR_SHARE:
            yield not_shown(blank, "refused", reasons.TOO_FEW)
        else:
            part = value.value or 0.0
            yield replace(
                blank,
                value=part / value.denominator,
                numerator=part,
                denominator=value.denominator,
                bound="conditional" if "kind" in parse_group(value.group) else "exact",
                reason=value.reason,
            )


def remaining(counts: Iterable[Value], fewest: int) -> Iterator[Value]:
    """Yield which share of those who began were still there, quarter by quarter.

    Parameters
    ----------
    counts : iterable of Value
        Protected counts from records: new participations, and those by quarter of leaving.
    fewest : int
        Participations below which the curve ends.

    Yields
    ------
    Value
        ``share_remaining`` with ``quarters=1`` and on: those who began less those who had left
        within so many quarters, over those who began. From shown counts only: the curve ends
        before the first quarter that is hidden, and where fewer than `fewest` remain.
    """
    index = {value.key: value for value in counts}
    for began in list(index.values()):
        parts = parse_group(began.group)
        if began.measure != "n_new" or set(parts) != {"from", "count"} or began.value is None:
            continue
        left = 0.0
        for quarter in range(1, QUARTERS + 1):
            told = group(from_="records", count=parts["count"], stay=f"q{quarter}")
            step = index.get(replace(began, group=told).key)
            if step is None or step.value is None:
                break
            left += step.value
            still = began.value - left
            if still < fewest:
                break
            yield replace(
                began,
                measure="share_remaining",
                group=group(from_="records", quarters=str(quarter)),
                unit="share",
                value=still / began.value,
                numerator=still,
                denominator=began.value,
                bound="at_most" if step.bound == "at_least" else step.bound,
                reason=step.reason,
            )


def left_to(counts: Iterable[Value]) -> Iterator[Value]:
    """Yield which share of those who began had left to work, study or anything else, by half-year.

    Parameters
    ----------
    counts : iterable of Value
        Protected counts from records: new participations, by half-year of leaving and what to.

    Yields
    ------
    Value
        ``share_left_to`` with ``half_years`` 1 and on and ``left_to``: those who had left to it
        within so many half-years, over those who began: a cumulative incidence of which the other
        ways out are part, since everybody was followed for two years. It ends before the first
        half-year that is hidden. `low` is empty: nobody's time is cut off.
    """
    index = {value.key: value for value in counts}
    for began in list(index.values()):
        parts = parse_group(began.group)
        if began.measure != "n_new" or set(parts) != {"from", "count"} or not began.value:
            continue
        for way in ("work", "study", "work_or_study", "other"):
            left = 0.0
            for half in range(1, HALF_YEARS + 1):
                told = group(from_="records", count=parts["count"], stay=f"h{half}", left_to=way)
                step = index.get(replace(began, group=told).key)
                if step is None or step.value is None:
                    break
                left += step.value
                yield replace(
                    began,
                    measure="share_left_to",
                    group=group(from_="records", half_years=str(half), left_to=way),
                    unit="share",
                    value=left / began.value,
                    numerator=left,
                    denominator=began.value,
                    bound=step.bound,
                    reason=step.reason,
                )
