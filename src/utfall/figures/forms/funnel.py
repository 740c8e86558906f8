"""Many units against what chance alone would give: shares by size within exact limits."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product
from typing import TypeAlias

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utfall.figures.forms.dots import Reference
from utfall.figures.forms.layout import LINE, SMALL, cut, inches, spread, whole_percent
from utfall.figures.theme import ACCENT, GREY, INK, WIDTH, canvas

__all__ = ["FunnelLimits", "FunnelPoint", "funnel"]

_LEFT, _RIGHT, _TOP, _BOTTOM = 0.6, 1.15, 0.1, 0.48
_HEIGHT = 3.4
_AREA = (WIDTH - _LEFT - _RIGHT, _HEIGHT - _TOP - _BOTTOM)  # inches
_NAME = 1.6  # inches
_STYLES = ((0, (5, 2)), (0, (1.5, 1.5)))

_Box: TypeAlias = tuple[float, float, float, float]


@dataclass(frozen=True)
class FunnelPoint:
    """One unit: `share` of `nobs`. Named where it is the accent or `outside` the limits."""

    label: str
    nobs: float
    share: float
    accent: bool = False
    outside: bool = False


@dataclass(frozen=True)
class FunnelLimits:
    """Two limits over a grid of sizes: `low` and `high` at each of `nobs`."""

    label: str
    nobs: Sequence[float]
    low: Sequence[float]
    high: Sequence[float]


def funnel(
    points: Sequence[FunnelPoint], limits: Sequence[FunnelLimits], overall: Reference, *, name: str
) -> Figure | None:
    """Draw shares against sizes, with the share of all and the limits around it.

    `limits` come from the narrowest to the widest and are named at the right end of their upper
    line. The accent is a filled diamond, what is outside an open square, the others grey dots; who
    is outside is for the caller to say, since the lines are interpolated and judge nothing.
    `name` is what the size counts. No points are no chart (None).

    Raises
    ------
    ValueError
        If a share is outside 0 to 1, a size is negative or a limit has not a low and a high at
        each size.
    """
    if not points:
        return None
    shares = [overall.value, *(p.share for p in points)]
    if any(not 0 <= x <= 1 for x in shares):
        raise ValueError("a share is outside 0 to 1")
    if any(not 0 <= p.nobs < math.inf for p in points):
        raise ValueError("a size is negative or not finite")
    for limit in limits:
        if not len(limit.nobs) == len(limit.low) == len(limit.high):
            raise ValueError(f"{limit.label}: not a low and a high at each size")
    figure, axes = canvas(_HEIGHT, left=_LEFT, right=_RIGHT, top=_TOP, bottom=_BOTTOM)
    widest = max([1.0, *(p.nobs for p in points)]) * 1.05
    # What all that is drawn needs, so that shares far from 100 per cent are told apart.
    drawn = [*shares, *(y for limit in limits for y in limit.high)]
    top = min(1.03, max(drawn) * 1.12 or 1.03)
    axes.set_xlim(0, widest)
    axes.set_ylim(0, top)
    axes.axhline(overall.value, color=INK, linewidth=1)
    for limit, style in zip(limits, _STYLES, strict=False):
        for side in (limit.low, limit.high):
            axes.plot(limit.nobs, side, color=GREY, linewidth=1.1, linestyle=style)
    for p in points:
        _point(axes, p)
    _line_names(axes, limits, overall, widest, top)
    _point_names(axes, points, widest, top)
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 2.5, 5, 10]))
    axes.yaxis.set_major_formatter(lambda x, _: whole_percent(x))
    axes.xaxis.set_major_locator(MaxNLocator(6, integer=True))
    axes.tick_params(labelsize=SMALL)
    axes.set_xlabel(name, fontsize=SMALL)
    return figure


def _point(axes: Axes, p: FunnelPoint) -> None:
    mark, size, fill, edge = (
        ("D", 8.0, ACCENT, ACCENT)
        if p.accent
        else ("s", 6.5, "white", INK)
        if p.outside
        else ("o", 5.5, GREY, "white")
    )
    axes.plot(
        p.nobs, p.share, mark, markersize=size, markerfacecolor=fill, markeredgecolor=edge,
        clip_on=False, zorder=4 if p.accent else 3,
    )  # fmt: skip


def _line_names(
    axes: Axes, limits: Sequence[FunnelLimits], overall: Reference, widest: float, top: float
) -> None:
    """Name each line where it leaves the axes."""
    wanted = [(overall.value, overall.label)]
    for limit in limits:
        seen = [y for x, y in zip(limit.nobs, limit.high, strict=True) if x <= widest]
        wanted += [(seen[-1], limit.label)] if seen else []
    gap = LINE * top / _AREA[1]
    for y, (_, label) in zip(
        spread([y for y, _ in wanted], gap, gap / 2, top - gap / 2), wanted, strict=True
    ):
        axes.text(
            1.02, y, cut(label, _RIGHT - 0.15, lines=1, size=SMALL),
            transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL,
        )  # fmt: skip


def _point_names(axes: Axes, points: Sequence[FunnelPoint], widest: float, top: float) -> None:
    """Name the accent first and then those outside, each in the nearest free place."""
    at = {p: (p.nobs / widest * _AREA[0], p.share / top * _AREA[1]) for p in points}
    marks = [(x - 0.05, y - 0.05, x + 0.05, y + 0.05) for x, y in at.values()]
    placed: list[_Box] = []
    named = sorted((p for p in points if p.accent or p.outside), key=lambda p: not p.accent)
    for p in named:
        label = cut(p.label, _NAME, lines=1, size=SMALL)
        box = _free(at[p], inches(label, SMALL), placed, marks)
        placed.append(box)
        x, y = at[p]
        unit = widest / _AREA[0], top / _AREA[1]
        middle = (box[1] + box[3]) / 2
        near = box[0] - 0.02 if box[0] > x else box[2] + 0.02
        if abs(middle - y) > LINE or abs(near - x) > LINE:
            axes.plot(
                [p.nobs, near * unit[0]], [p.share, middle * unit[1]], color=GREY, linewidth=0.7
            )
        axes.text(
            box[0] * unit[0], middle * unit[1], label, va="center", fontsize=SMALL,
            weight="semibold" if p.accent else "normal", color=ACCENT if p.accent else INK,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.3},
        )  # fmt: skip


def _free(at: tuple[float, float], width: float, placed: list[_Box], marks: list[_Box]) -> _Box:
    """Return the nearest place beside a point that meets no other name, and no mark if it can."""
    x, y = at
    found = []
    # First right beside the point, then further off, where a thin line leads to the name.
    for step, off, before in product(range(-40, 41), range(4), (False, True)):
        aside = 0.09 + 0.7 * off
        left = x - aside - width if before else x + aside
        middle = y + step * LINE / 2
        box = (left, middle - LINE / 2, left + width, middle + LINE / 2)
        within = min(box) >= 0 and box[2] <= _AREA[0] and box[3] <= _AREA[1]
        if within and not any(_meet(box, other) for other in placed):
            met = sum(_meet(box, mark) for mark in marks)
            found.append((abs(step) + 5 * off + 3 * met, before, step, box))
    # Where no place is free the name stays rather than being lost.
    return min(found)[-1] if found else (x + 0.09, y - LINE / 2, x + 0.09 + width, y + LINE / 2)


def _meet(one: _Box, other: _Box) -> bool:
    return (
        one[0] < other[2] and other[0] < one[2] and one[1] < other[3] - 1e-9
        and other[1] < one[3] - 1e-9
    )  # fmt: skip
