"""What shares and counts could have been with the same way of working.

Method: docs/methods.md, "Estimates".
"""

from collections.abc import Container, Iterable, Iterator, Sequence
from dataclasses import replace

from utfall.measures.estimates.shares import hidden_like, is_main, known, named
from utfall.measures.statistics.intervals import count_interval, exclusive_shares, wilson
from utfall.measures.statistics.prediction import predictive_interval
from utfall.values import Value, parse_group

__all__ = ["expected_counts", "predictions", "situations", "with_chance"]

# Shares of records to which an interval is added; those of published counts have theirs.
_SHARES = ("share_outcome", "share_reached", "share_step", "share_work", "share_left_to")
_UNKNOWN = ("unknown", "not_due")


def with_chance(values: Iterable[Value], confidence: float) -> list[Value]:
    """Return the values with Wilson's interval for chance in the shares from records.

    The interval is of the known successes among those due; what is missing is in `low` and
    `high`, never in it.
    """
    return [
        _with_interval(v, confidence) if v.measure in _SHARES and "from=records" in v.group else v
        for v in values
    ]


def _with_interval(share: Value, confidence: float) -> Value:
    if not known(share):
        return share
    low, high = wilson(share.numerator or 0.0, share.denominator or 1.0, confidence=confidence)
    return replace(share, ci_low=low, ci_high=high)


def predictions(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield how many of a new group of the same size might reach the same.

    Yields
    ------
    Value
        ``predicted_outcome`` or ``predicted_reached``: `value` and `numerator` are the count,
        `denominator` the size of both groups, `ci_low` and `ci_high` the predictive interval.
        Those whose outcome is not reported count as without it (`bound` says so). Of a published
        outcome only by the people whom its source speaks of, not by wider ones.
    """
    told = list(values)
    keys = {share.key for share in told}
    for share in told:
        if not is_main(share) or _is_wider(share, keys):
            continue
        blank = replace(named(share, "predicted"), unit=_unit(share))
        if (hidden := hidden_like(blank, share)) is not None:
            yield hidden
            continue
        count, size = share.numerator or 0.0, share.denominator or 1.0
        low, high = predictive_interval(int(count), int(size), int(size), confidence=confidence)
        yield replace(
            blank, value=count, numerator=count, denominator=size, ci_low=low, ci_high=high,
            bound=share.bound, reason=share.reason,
        )  # fmt: skip


def _is_wider(share: Value, keys: Container[str]) -> bool:
    """Say whether the same outcome is also told as a share of a part of these people."""
    of = parse_group(share.group).get("of", "")
    narrower = {"participants": ("exited", "completed"), "exited": ("completed",)}.get(of, ())
    return any(named(share, "share", of=base).key in keys for base in narrower)


def _unit(share: Value) -> str:
    return "participations" if "from=records" in share.group else "persons"


def expected_counts(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield what chance could have made of the number of jobs of the whole association.

    Yields
    ------
    Value
        ``chance_of_outcome``: the count as a Poisson number with Byar's interval, since how many
        leave in a period is chance as well.
    """
    for value in values:
        parts = parse_group(value.group)
        whole = value.programme_id == value.member_id == "all"
        if (
            value.measure != "n_outcome"
            or not whole
            or set(parts) - {"from", "kind", "outcome"}
            or parts["outcome"] != "work"
        ):
            continue
        blank = replace(value, measure="chance_of_outcome", denominator=None)
        if value.status != "shown" or value.value is None:
            yield blank
            continue
        low, high = count_interval(value.value, confidence=confidence)
        yield replace(blank, ci_low=low, ci_high=high)


def situations(values: Sequence[Value], confidence: float) -> Iterator[Value]:
    """Yield the share of every situation at exit, with intervals that hold for all at once.

    Yields
    ------
    Value
        ``share_situation`` per ``outcome`` of the exits of the association or a programme, where
        all of them are shown and add up to the exits: Goodman's intervals.
    """
    found: dict[tuple[str, str, str, str], dict[str, Value]] = {}
    for value in values:
        parts = parse_group(value.group)
        if value.measure != "n_outcome" or value.member_id != "all" or "from" not in parts:
            continue
        if set(parts) - {"from", "kind", "outcome"}:
            continue
        place = (value.programme_id, value.year, parts.get("kind", ""), parts["from"])
        found.setdefault(place, {})[parts["outcome"]] = value
    for told in found.values():
        fine = {"work", "study", "none", "unknown"}
        names = fine if fine <= set(told) and _all_shown(told, fine) else fine - {"work", "study"}
        names = names if "work" in names else names | {"work_or_study"}
        if not names <= set(told) or not _all_shown(told, names):
            continue
        parts_ = [told[name] for name in sorted(names)]
        whole = parts_[0].denominator
        counts = [part.value or 0.0 for part in parts_]
        if whole is None or sum(counts) != whole or whole < 10:
            continue
        intervals = exclusive_shares(counts, confidence=confidence)
        for part, (low, high) in zip(parts_, intervals, strict=True):
            yield replace(
                part, measure="share_situation", unit="share",
                value=(part.value or 0.0) / whole, numerator=part.value, denominator=whole,
                ci_low=low, ci_high=high,
            )  # fmt: skip


def _all_shown(told: dict[str, Value], names: Iterable[str]) -> bool:
    return all(told[name].status == "shown" for name in names)
