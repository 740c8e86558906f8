"""Every statistical function at its edges: an answer, None or a refusal, and never NaN."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

import utfall.measures.statistics as package
from utfall.measures.statistics.agreement import cohens_kappa
from utfall.measures.statistics.case_mix import (
    CaseMix,
    fit,
    observed_expected,
    standardised_share,
)
from utfall.measures.statistics.durations import (
    cumulative_incidence,
    expand,
    log_rank,
    median,
    survival,
)
from utfall.measures.statistics.funnel import (
    exact_funnel_limits,
    funnel_limits,
    outside,
    overdispersion,
    within,
)
from utfall.measures.statistics.intervals import (
    clopper_pearson,
    count_interval,
    exclusive_shares,
    jeffreys,
    share_difference,
    wilson,
)
from utfall.measures.statistics.multiplicity import false_discovery
from utfall.measures.statistics.power import detectable_difference, effect_size
from utfall.measures.statistics.prediction import predictive_interval
from utfall.measures.statistics.ratios import bootstrap_ratio, fieller, icer, net_benefit
from utfall.measures.statistics.shrinkage import beta_binomial, james_stein, posterior_mean
from utfall.measures.statistics.trend import exact_trend, ordinal_trend
from utfall.measures.statistics.unknown import bounds, tipping_point

Call = tuple[Any, ...]

# Nobody of several, all of them, nobody and all of one.
_SHARES: list[Call] = [(0, 20), (20, 20), (0, 1), (1, 1)]
_GROUPS: list[Call] = [
    ([0, 0, 0], [5, 9, 4]), ([5, 9, 4], [5, 9, 4]), ([0, 1, 1], [1, 1, 1]), ([0, 9, 0], [9, 9, 9]),
    ([1, 0, 0, 3], [1, 1, 1, 400]),
]  # fmt: skip
_TRENDS: list[Call] = [*_GROUPS, ([], []), ([3], [9]), ([3, 0, 4], [9, 0, 9]), ([0, 0], [0, 0])]
_FUNNEL: list[Call] = [(p, n) for p in (0.0, 1e-12, 0.5, 1.0) for n in (1, 40)]
# All still waiting, all at once, one person who waits or does not, the last one waiting or not.
_TIMES: list[Call] = [
    ((), ()), ((3, 4), (0, 0)), ((5, 5), (1, 1)), ((0, 0), (1, 1)), ((5,), (0,)), ((5,), (1,)),
    ((1, 2, 3), (1, 1, 0)), ((1, 2, 3), (0, 0, 1)),
]  # fmt: skip
_PAIRS: list[Call] = [
    ((0, 0), (1, 1)), ((1, 2), (1, 1)), ((5, 5), (2, 2)), ((1, 2, 3, 4), (0, 0, 0, 1)),
    ((1, 2), (0, 3)), ((0, 0, 0), (0, 0, 1)), ((0, 0, 0, 1), (1, 1, 1, 1)), ((1, 3), (5, -4)),
]  # fmt: skip
_ROWS = tuple([float(x)] for x in range(6))
_FITS: list[Call] = [
    ((1,), ([1.0],), "x"), ((0,) * 6, _ROWS, "x"), ((1,) * 6, _ROWS, "x"),
    ((0, 0, 0, 1, 1, 1), _ROWS, "x"), ((0, 1, 0, 1, 0, 1), ([1.0],) * 6, "x"),
    ((0, 0, 0, 1, 0, 1), ([1.0],) * 3 + ([0.0],) * 3, "x"), ((0, 1, 0, 1, 1, 1), _ROWS, "x"),
]  # fmt: skip
_TABLES: list[Call] = [
    ([[0, 0], [0, 0]],), ([[1, 0], [0, 0]],), ([[5, 0], [0, 5]],), ([[0, 5], [5, 0]],),
    ([[0, 1], [0, 0]],), ([[0, 3], [0, 5]],), ([[7]],), ([[8, 1], [0, 1]],),
    ([[3, 0, 0], [0, 4, 0], [0, 0, 0]],),
]  # fmt: skip


def _told(model: Call, rows: Sequence[Sequence[float]]) -> list[float]:
    return CaseMix(("const", "x"), model, (1.0, 1.0), -1.0).expected(rows)


EDGES: Mapping[Callable[..., Any], list[Call]] = {
    wilson: _SHARES,
    clopper_pearson: _SHARES,
    jeffreys: _SHARES,
    count_interval: [(0,), (1,), (0.2,)],
    share_difference: [(*one, *other) for one in _SHARES for other in _SHARES],
    exclusive_shares: [([7],), ([0, 5],), ([1, 0, 0],), ([0, 0, 1, 0],), ([350, *[0] * 9],)],
    predictive_interval: [(*one, new) for one in _SHARES for new in (1, 30)],
    bounds: [(0, 1, 0), (0, 1, 1), (1, 1, 0), (0, 20, 20)],
    tipping_point: [(0, 1, 0, 0.0), (0, 1, 1, 1.0), (1, 1, 0, 1.0), (0, 20, 20, 0.5)],
    effect_size: [(0.0, 0.0), (0.0, 1.0), (1.0, 1.0)],
    detectable_difference: [(p, n, m) for p in (0.0, 0.5, 1.0) for n in (1, 400) for m in (1, 400)],
    false_discovery: [([],), ([0.0],), ([1.0],), ([0.0, 0.0, 1.0],)],
    cohens_kappa: _TABLES,
    funnel_limits: _FUNNEL,
    exact_funnel_limits: _FUNNEL,
    within: _FUNNEL,
    outside: [(k, n, p) for p, n in _FUNNEL for k in (0, n)],
    overdispersion: _GROUPS,
    beta_binomial: [*_GROUPS, ([0], [1]), ([1], [1]), ([0, 5], [1, 900])],
    posterior_mean: [(0, 0, 1.0, 1.0), (0, 1, 0.5, 0.5), (1, 1, 0.5, 0.5)],
    james_stein: [([0.3], 0.1), ([0.5] * 6, 0.1), ([0.0, 0.0, 0.0, 1.0], 1e-9)],
    ordinal_trend: [*_TRENDS, ([1, 2, 3], [4, 4, 4], [1, 1, 1])],
    exact_trend: [*_TRENDS, ([1, 2, 3], [4, 4, 4], [1, 1, 1])],
    expand: [({},), ({(3, 0): 1},)],
    survival: _TIMES,
    median: _TIMES,
    cumulative_incidence: _TIMES,
    log_rank: [
        (*one, groups[: len(one[0])]) for one in _TIMES for groups in ("aaa", "aba", "abb", "abc")
    ],
    fit: _FITS,
    _told: [((0.0, 1.0), [[x] for x in (-1e6, -705.0, 0.0, 705.0, 1e6)]), ((0.0, 1.0), [])],
    observed_expected: [(0, 0.0), (0, 4.0), (3, 0.0), (1, 1.0)],
    standardised_share: [(0.0, 0.0), (9.0, 1.0)],
    fieller: _PAIRS,
    bootstrap_ratio: _PAIRS,
    icer: [(cost, effect) for cost in (-1.0, 0.0, 1.0) for effect in (-1.0, 0.0, 1.0)],
    net_benefit: [(0.0, 0.0, 0.0), (-1.0, -1.0, 1e6)],
}
# What there is no answer for is refused in words.
REFUSED: Mapping[Callable[..., Any], list[Call]] = {
    wilson: [(0, 0), (2, 1)],
    clopper_pearson: [(0, 0)],
    jeffreys: [(0, 0)],
    share_difference: [(0, 0, 1, 2), (1, 2, 0, 0)],
    count_interval: [(-1,)],
    exclusive_shares: [([],), ([0, 0],), ([-1, 2],)],
    predictive_interval: [(0, 0, 5), (1, 2, 0)],
    bounds: [(0, 0, 0), (2, 3, 2)],
    tipping_point: [(0, 0, 0, 0.5)],
    effect_size: [(0.0, 1.1), (float("nan"), 0.5)],
    detectable_difference: [(0.5, 0, 5), (1.1, 5, 5)],
    false_discovery: [([float("nan"), 0.1],), ([1.1],)],
    cohens_kappa: [([],), ([[1, 2, 3], [4, 5, 6]],), ([[-1, 2], [1, 2]],)],
    funnel_limits: [(0.5, 0), (float("nan"), 5)],
    exact_funnel_limits: [(0.5, 0)],
    within: [(0.5, 0)],
    outside: [(0, 0, 0.5), (6, 5, 0.5)],
    overdispersion: [([], []), ([1], [2]), ([0, 0], [0, 5])],
    beta_binomial: [([], []), ([0], [0])],
    posterior_mean: [(0, 0, 0.0, 0.0)],
    james_stein: [([], 0.1), ([0.5], 0.0)],
    ordinal_trend: [([1], [1, 2]), ([3, 1, 1], [2, 2, 2])],
    exact_trend: [([3, 1, 1], [2, 2, 2])],
    survival: [((-1,), (1,)), ((1, 2), (1,))],
    fit: [((), (), "x")],
    fieller: [((1.0,), (1.0,)), ((1.0, 2.0), (0.0, 0.0))],
    bootstrap_ratio: [((1.0,), (1.0,)), ((1.0, 2.0), (0.0, 0.0))],
}  # fmt: skip


def numbers(found: object) -> Iterator[float]:
    """Every number in an answer, however deep."""
    if isinstance(found, int | float):
        yield float(found)
    elif isinstance(found, Mapping):
        for pair in found.items():
            yield from numbers(pair)
    elif is_dataclass(found):
        for field in fields(found):
            yield from numbers(getattr(found, field.name))
    elif isinstance(found, Sequence) and not isinstance(found, str):
        for one in found:
            yield from numbers(one)
    else:
        assert found is None or isinstance(found, str), f"{found!r} is no plain answer"


def _named(calls: Mapping[Callable[..., Any], list[Call]]) -> list[Any]:
    return [
        pytest.param(function, call, id=f"{function.__name__}-{at}")
        for function, edges in calls.items()
        for at, call in enumerate(edges)
    ]


@pytest.mark.parametrize(("function", "call"), _named(EDGES))
def test_at_its_edges_every_number_is_one(function: Callable[..., Any], call: Call) -> None:
    """Warnings are errors here: an answer that only a warning explains is none."""
    assert all(math.isfinite(number) for number in numbers(function(*call)))


@pytest.mark.parametrize(("function", "call"), _named(REFUSED))
def test_what_has_no_answer_is_refused(function: Callable[..., Any], call: Call) -> None:
    with pytest.raises(ValueError, match=r"."):
        function(*call)


def test_no_public_function_is_without_its_edges() -> None:
    files = Path(package.__path__[0]).glob("[!_]*.py")
    modules = [import_module(f"{package.__name__}.{file.stem}") for file in files]
    public = {
        getattr(module, name)
        for module in modules
        for name in module.__all__
        if not isinstance(getattr(module, name), type)
    }
    assert len(public) > 30
    assert public <= set(EDGES)


# n of n and 0 of n are counts and no certainty: an interval of theirs is never a point.
@pytest.mark.parametrize("interval", [wilson, clopper_pearson, jeffreys])
@pytest.mark.parametrize("n", [1, 2, 40])
def test_no_interval_of_a_share_is_a_point(interval: Callable[..., Any], n: int) -> None:
    for count in (0, n):
        low, high = interval(count, n)
        assert low < high
