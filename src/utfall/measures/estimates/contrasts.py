"""How a share differs between periods and between women and men, and what a group could show.

Method: docs/methods.md, "Estimates". Nothing here says why.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from utfall.measures import reasons
from utfall.measures.estimates.shares import hidden_like, is_main, known, named, periods, plain
from utfall.measures.statistics.intervals import share_difference
from utfall.measures.statistics.multiplicity import false_discovery
from utfall.measures.statistics.power import detectable_difference
from utfall.measures.statistics.trend import ordinal_trend
from utfall.measures.statistics.unknown import tipping_point
from utfall.values import Bound, Value, not_shown, parse_group

__all__ = [
    "against_before",
    "between_sexes",
    "contrast",
    "detectable",
    "tipping_points",
    "trends",
]


def contrast(blank: Value, one: Value, other: Value, confidence: float) -> Value:
    """Return the first share less the second, with Newcombe's interval; hidden like either.

    `numerator` and `denominator` are left empty: both shares stand in rows of their own.
    """
    if (hidden := hidden_like(blank, one, other)) is not None:
        return hidden
    difference, low, high = share_difference(
        int(one.numerator or 0), int(one.denominator or 1),
        int(other.numerator or 0), int(other.denominator or 1), confidence=confidence,
    )  # fmt: skip
    bound: Bound = "exact" if {one.bound, other.bound} == {"exact"} else "conditional"
    because = [v.reason for v in (one, other) if v.bound != "exact" and v.reason]
    return replace(
        blank, value=difference, ci_low=low, ci_high=high,
        bound=bound, reason=reasons.joined(because) if because else "",
    )  # fmt: skip


def against_before(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield each share less the same share in the period before.

    Yields
    ------
    Value
        ``difference_outcome`` or ``difference_reached`` with ``against`` the earlier period.
    """
    for same in periods(v for v in values if is_main(v) and "from=records" in v.group):
        for before, now in pairwise(same):
            blank = named(now, "difference", against=before.year)
            yield contrast(blank, now, before, confidence)


def between_sexes(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield the share of women less that of men, from records.

    Yields
    ------
    Value
        ``difference_outcome`` with ``against=M`` and ``sex=K``.
    """
    shares = [v for v in values if v.measure == "share_outcome" and "from=records" in v.group]
    men = {
        (v.programme_id, v.member_id, v.year, plain(v, ("sex", "kind"))): v
        for v in shares
        if parse_group(v.group).get("sex") == "M"
    }
    for women in shares:
        if parse_group(women.group).get("sex") != "K" or not is_main(women):
            continue
        place = (women.programme_id, women.member_id, women.year, plain(women, ("sex", "kind")))
        if place in men:
            blank = named(women, "difference", against="M")
            yield contrast(blank, women, men[place], confidence)


def detectable(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield how much a share must change for a new group of the same size to show it.

    Yields
    ------
    Value
        ``detectable_outcome`` or ``detectable_reached``: a share at or below `low`, or at or above
        `high`, would be told from this one in four of five tries. An end is empty where not even
        none, or all, would be.
    """
    for share in values:
        if not is_main(share) or not known(share):
            continue
        size = int(share.denominator or 1)
        low, high = detectable_difference(share.value or 0.0, size, size, confidence=confidence)
        blank = replace(named(share, "detectable"), value=None, denominator=float(size))
        if low is None and high is None:
            yield not_shown(replace(blank, value=0.0), "refused", reasons.TOO_FEW_TO_SHOW)
        else:
            yield replace(blank, low=low, high=high)


def tipping_points(values: Sequence[Value]) -> Iterator[Value]:
    """Yield how many of the unknown would have to have succeeded for a conclusion to turn.

    Yields
    ------
    Value
        ``tipping_outcome``: of all participants, `numerator` are known to have got work;
        `denominator` is how many are unknown, and `value` how many of those would make the share
        of all as large as that of the people whom the source speaks of. ``tipping_reached`` of
        records: the same against those whose situation is known. ``refused`` where not even all
        of the unknown would.
    """
    index = {v.key: v for v in values}
    for share in values:
        if not is_main(share) or not known(share) or share.high is None:
            continue
        size = share.denominator or 1.0
        unknown = round((share.high - (share.value or 0.0)) * size)
        bench = _of_the_known(share, unknown, index)
        if bench is None:
            continue
        needed = tipping_point(int(share.numerator or 0), int(size), unknown, bench)
        blank = replace(
            named(share, "tipping"), unit="persons", numerator=share.numerator,
            denominator=float(unknown),
        )  # fmt: skip
        if needed is None:
            yield not_shown(blank, "refused", reasons.NOT_EVEN_ALL)
        else:
            yield replace(blank, value=float(needed))


def _of_the_known(share: Value, unknown: int, index: Mapping[str, Value]) -> float | None:
    """Return the share among those of whom it is known what became."""
    parts = parse_group(share.group)
    if parts.get("from") == "records":
        rest = (share.denominator or 0.0) - unknown
        plain_ = set(parts) <= {"from", "kind", "definition", "outcome", "after"}
        return (share.numerator or 0.0) / rest if rest > 0 and plain_ else None
    if "from" in parts or parts.get("of") != "participants":
        return None
    told = [index.get(named(share, "share", of=of).key) for of in ("completed", "exited")]
    # Where some of them are not told of either, there is nothing to compare all with.
    return next((v.value for v in told if v is not None and known(v) and v.high is None), None)


def trends(values: Iterable[Value]) -> Iterator[Value]:
    """Yield whether a share rises or falls over the periods, of each place.

    Yields
    ------
    Value
        ``trend_reached`` and ``trend_outcome`` of the newest period: `value` is the p-value of a
        linear-by-linear test, adjusted for there being several places (Benjamini and Hochberg).
        ``refused`` with fewer than three periods.
    """
    tested: list[tuple[Value, float]] = []
    for same in periods(v for v in values if is_main(v) and "from=records" in v.group):
        blank = replace(named(same[-1], "trend"), unit="p")
        shown = [v for v in same if known(v)]
        if len(shown) < len(same):
            hidden = next(v for v in same if not known(v))
            yield hidden_like(blank, hidden) or blank
            continue
        found = (
            ordinal_trend(
                [int(v.numerator or 0) for v in shown], [int(v.denominator or 1) for v in shown]
            )
            if len(shown) >= 3
            else None
        )
        if found is None:
            few = reasons.FEWER_THAN_THREE if len(shown) < 3 else reasons.NOTHING_VARIES
            yield not_shown(blank, "refused", few)
        else:
            tested.append((blank, found.p))
    adjusted = false_discovery([p for _, p in tested])
    for (blank, _), (p, _) in zip(tested, adjusted, strict=True):
        yield replace(blank, value=p)
