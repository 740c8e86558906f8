"""Members beside each other, and never in a rank.

Method: docs/methods.md, "Estimates", and docs/decisions.md on funnels.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from utfall.measures import reasons
from utfall.measures.estimates.contrasts import contrast
from utfall.measures.estimates.shares import is_main, known, named, plain
from utfall.measures.statistics.case_mix import observed_expected
from utfall.measures.statistics.funnel import (
    exact_funnel_limits,
    funnel_limits,
    overdispersion,
    within,
)
from utfall.measures.statistics.multiplicity import false_discovery
from utfall.measures.statistics.shrinkage import beta_binomial
from utfall.values import Value, not_shown

__all__ = ["FEWEST_FOR_FUNNEL", "against_expected", "against_others", "funnels", "shrunken"]

FEWEST_FOR_FUNNEL = 10
"""Fewer members than this are drawn as dots with intervals: no funnel can be seen in them."""

_FEWEST_FOR_DISPERSION = 20
_LEVELS = {"95": 0.95, "998": 0.998}
_NOT_MEMBERS = ("all", "outside", "unknown")


def _side_by_side(values: Iterable[Value]) -> Iterator[tuple[Value, list[Value]]]:
    """Yield the association's share of each kind and period with those of its members."""
    shares = [
        v for v in values
        if is_main(v) and "from=records" in v.group and v.programme_id == "all"
    ]  # fmt: skip
    for whole in shares:
        if whole.member_id != "all":
            continue
        same = (whole.measure, whole.year, plain(whole))
        yield (
            whole,
            [
                v
                for v in shares
                if (v.measure, v.year, plain(v)) == same and v.member_id not in _NOT_MEMBERS
            ],
        )


def against_others(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield each member's share less that of everybody else in the association.

    Everybody else, and not everybody: a share is not compared with one that it is a part of.

    Yields
    ------
    Value
        ``difference_reached`` and ``difference_outcome`` with ``against=others``, and ``chance_``
        of the same: the p-value of Fisher's exact test, adjusted for there being several members.
    """
    for whole, members in _side_by_side(values):
        tested: list[tuple[Value, float]] = []
        for member in members:
            blank = named(member, "difference", against="others")
            others = _others(whole, member)
            if known(member) and known(whole) and others is None:
                # A municipality is never compared with itself.
                yield not_shown(blank, "refused", reasons.NOBODY_ELSE)
                continue
            if others is None:
                yield contrast(blank, member, whole, confidence)
                continue
            yield contrast(blank, member, others, confidence)
            p_blank = replace(named(member, "chance", against="others"), unit="p")
            tested.append((p_blank, _fisher(member, others)))
        for (blank, _), (p, _) in zip(tested, false_discovery([p for _, p in tested]), strict=True):
            yield replace(blank, value=p)


def _others(whole: Value, member: Value) -> Value | None:
    """Return the share of all but one member's, from shown counts; None where it is not known."""
    if not known(whole) or not known(member):
        return None
    count = (whole.numerator or 0.0) - (member.numerator or 0.0)
    size = (whole.denominator or 0.0) - (member.denominator or 0.0)
    if size < 1 or not 0 <= count <= size:
        return None
    return replace(whole, value=count / size, numerator=count, denominator=size)


def _fisher(one: Value, other: Value) -> float:
    import numpy as np
    from scipy.stats import fisher_exact

    table = [
        [v.numerator or 0.0, (v.denominator or 0.0) - (v.numerator or 0.0)] for v in (one, other)
    ]
    return float(fisher_exact(np.array(table)).pvalue)


def funnels(values: Iterable[Value]) -> Iterator[Value]:
    """Yield between which shares a member of its size lies by chance, around the association's.

    Yields
    ------
    Value
        ``funnel_reached`` and ``funnel_outcome`` with ``level`` 95 or 998 (99.8 per cent): `value`
        is the association's share, `ci_low` and `ci_high` the exact limits as they are drawn, and
        `low` and `high` the least and the greatest share of whole persons that is not outside by
        `statistics.funnel.outside`: charts and sentences judge by these alone. Only of ten members
        or more with a shown share. From twenty on, ``dispersion_`` of the association tells how
        much more they differ than chance makes them: `value` is the mean squared z-score,
        `denominator` how many they are, and where they differ more the limits are that much wider.
    """
    for whole, members in _side_by_side(values):
        shown = [m for m in members if known(m)]
        if len(shown) < FEWEST_FOR_FUNNEL or not known(whole):
            continue
        overall = whole.value or 0.0
        between = 0.0
        if len(shown) >= _FEWEST_FOR_DISPERSION:
            found = overdispersion(
                [int(m.numerator or 0) for m in shown], [int(m.denominator or 1) for m in shown]
            )
            between = found.tau2
            blank = replace(named(whole, "dispersion"), unit="ratio")
            yield replace(blank, value=found.phi, denominator=float(len(shown)))
        for member in shown:
            for name, level in _LEVELS.items():
                size = int(member.denominator or 1)
                drawn_low, drawn_high = _limits(overall, size, level, between)
                low, high = within(overall, size, level=level, between=between)
                yield replace(
                    named(member, "funnel", level=name), value=overall, low=low, high=high,
                    denominator=member.denominator, ci_low=drawn_low, ci_high=drawn_high,
                )  # fmt: skip


def _limits(overall: float, nobs: int, level: float, between: float) -> tuple[float, float]:
    """Return exact limits, and wider ones where members differ by more than chance."""
    low, high = exact_funnel_limits(overall, nobs, level=level)
    if not between:
        return low, high
    lower, higher = funnel_limits(overall, nobs, level=level, between=between)
    return min(low, lower), max(high, higher)


def against_expected(values: Iterable[Value], confidence: float) -> Iterator[Value]:
    """Yield what a member's participants reached against what was to be expected of them.

    Yields
    ------
    Value
        ``against_expected_reached``: observed by expected, `numerator` by `denominator`, with
        Byar's interval for the observed; the expected number is taken as known. Hidden and
        refused as the expected number is, and not applicable where none were expected.
    """
    found = list(values)
    by_key = {v.key: v for v in found}
    for wanted in found:
        if wanted.measure != "expected_reached":
            continue
        blank = replace(
            wanted, measure="against_expected_reached", value=0, unit="ratio", denominator=None,
            status="shown",
        )  # fmt: skip
        observed = by_key.get(replace(wanted, measure="n_reached").key)
        if wanted.status != "shown":
            yield not_shown(blank, wanted.status, wanted.reason)
        elif observed is None or observed.value is None:
            yield not_shown(blank, "suppressed", reasons.HIDDEN)
        elif (
            told := observed_expected(observed.value, wanted.value or 0.0, confidence=confidence)
        ) is None:
            yield not_shown(blank, "not_applicable", reasons.NONE_EXPECTED)
        else:
            ratio, low, high = told
            yield replace(
                blank, value=ratio, numerator=observed.value, denominator=wanted.value,
                ci_low=low, ci_high=high,
            )  # fmt: skip


def shrunken(values: Iterable[Value]) -> Iterator[Value]:
    """Yield each member's share drawn towards the association's, the more the smaller it is.

    Yields
    ------
    Value
        ``shrunken_reached`` and ``shrunken_outcome``: the mean of a beta-binomial posterior.
        Only of three members or more with a shown share; in no member's own report.
    """
    for _, members in _side_by_side(values):
        shown = [m for m in members if known(m)]
        if len(shown) < 3:
            continue
        found = beta_binomial(
            [int(m.numerator or 0) for m in shown], [int(m.denominator or 1) for m in shown]
        )
        drawn = dict(zip([m.key for m in shown], found.values, strict=True))
        for member in members:
            blank = named(member, "shrunken")
            if member.key in drawn:
                yield replace(blank, value=drawn[member.key], bound="conditional",
                              reason=reasons.DRAWN_TOGETHER)  # fmt: skip
            else:
                yield not_shown(blank, "suppressed" if member.status == "suppressed" else "refused",
                                member.reason or reasons.NOT_KNOWN)  # fmt: skip
