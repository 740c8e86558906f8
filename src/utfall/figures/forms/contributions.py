"""What a change consists of, and when benefit has met cost."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from utfall.figures.forms.layout import HIGHEST, LINE, SMALL, cut, inches, row_canvas, spread
from utfall.figures.theme import ACCENT, GREY, INK, SERIES, canvas, filled

__all__ = ["Scenario", "Step", "break_even_curve", "waterfall"]

_BAR = 0.6
_UP, _DOWN = SERIES[1], SERIES[5]
_LINES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
_LABEL = 1.6  # inches


@dataclass(frozen=True)
class Step:
    """A figure, or a part's change of it with its sign, and how it is written."""

    label: str
    value: float
    text: str


def waterfall(start: Step, parts: Sequence[Step], end: Step) -> Figure:
    """Draw the way from the earlier figure to the later, a bar for each factor.

    Rows from the top: the start from zero, each part from where the last one ended, the end from
    zero. What adds is dark, what takes away is light. Without parts the two figures are the same.

    Raises
    ------
    ValueError
        If the start and the parts do not add up to the end.
    """
    total = math.fsum([start.value, *(part.value for part in parts)])
    if not math.isfinite(total) or not math.isclose(total, end.value, rel_tol=1e-6, abs_tol=1e-6):
        raise ValueError(f"the start and the parts make {total}, the end is {end.value}")
    rows = [start, *parts, end]
    figure, axes, width = row_canvas(
        [row.label for row in rows], [True, *[False] * len(parts), True],
        right=0.1, top=0.05, bottom=0.05,
    )  # fmt: skip
    at = 0.0
    reached = []
    for n, row in enumerate(rows):
        whole = n in (0, len(rows) - 1)
        left = 0.0 if whole else at
        colour = ACCENT if whole else _UP if row.value >= 0 else _DOWN
        axes.barh(-n, row.value, left=left, height=_BAR, **filled(colour))
        at = left + row.value
        reached += [left, at]
        if n < len(rows) - 1:
            axes.plot([at, at], [-n + _BAR / 2, -n - 1 - _BAR / 2], color=GREY, linewidth=0.8)
        axes.annotate(
            row.text, (max(left, at), -n), (5, 0), textcoords="offset points", va="center",
            fontsize=SMALL, weight="semibold" if whole else "normal",
        )  # fmt: skip
    first, last = min(reached), max(reached)
    room = max(inches(row.text, SMALL) for row in rows) + 0.15
    span = last - first or 1.0
    axes.set_xlim(first, last + room * span / max(width - room, 0.5))
    axes.axvline(0, color=INK, linewidth=0.8)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return figure


@dataclass(frozen=True)
class Scenario:
    """One line: the benefit cumulated at each month, and the month when it meets the cost.

    `payback` is None where it never does; `text` says which, on the line below `label`.
    """

    label: str
    cumulated: Sequence[float]
    payback: float | None
    text: str
    accent: bool = False


def break_even_curve(
    months: Sequence[float],
    scenarios: Sequence[Scenario],
    *,
    cost: float,
    cost_label: str,
    name: str,
    write: Callable[[float], str],
) -> Figure | None:
    """Draw the benefit over months against the cost, with the point where they meet.

    `name` is what the horizontal axis counts, `write` tells a sum on the other. A scenario that
    never meets the cost ends without a mark. No scenario, or no month, is no chart (None).

    Raises
    ------
    ValueError
        If a line has not one finite sum for each month, or is paid back outside the months.
    """
    if not scenarios or not months:
        return None
    for s in scenarios:
        if len(s.cumulated) != len(months):
            raise ValueError(f"{s.label}: {len(s.cumulated)} sums for {len(months)} months")
        if not all(math.isfinite(x) for x in (cost, *s.cumulated)):
            raise ValueError(f"{s.label}: a sum is not finite")
        if s.payback is not None and not months[0] <= s.payback <= months[-1]:
            raise ValueError(f"{s.label}: paid back at {s.payback}, outside the months")
    sums = [0.0, cost, *(x for s in scenarios for x in s.cumulated)]
    low, high = min(sums), max(sums)
    high += 0.1 * (high - low) or 1.0
    ticks = [float(x) for x in MaxNLocator(4).tick_values(low, high) if low <= x <= high]
    left = max(inches(write(x), SMALL) for x in ticks) + 0.15
    top, bottom = 0.1, 0.48
    height = min(HIGHEST, max(2.8, 2 * LINE * len(scenarios) + top + bottom))
    figure, axes = canvas(height, left=left, right=_LABEL + 0.2, top=top, bottom=bottom)
    span = max(months[-1] - months[0], 1.0)
    axes.set_xlim(months[0], months[0] + span)
    axes.set_ylim(low, high)
    axes.axhline(cost, color=INK, linewidth=1.2)
    axes.annotate(
        cost_label, (0, cost), (3, 3), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", va="bottom", fontsize=SMALL,
    )  # fmt: skip
    for n, s in enumerate(scenarios):
        _scenario(axes, months, s, cost, _LINES[n % len(_LINES)])
    _names(axes, scenarios, height - top - bottom)
    axes.set_yticks(ticks, [write(x) for x in ticks])
    axes.grid(axis="y", color=GREY, alpha=0.3, linewidth=0.6)
    axes.xaxis.set_major_locator(MaxNLocator(8, integer=True, steps=[1, 2, 3, 6, 10]))
    axes.tick_params(labelsize=SMALL)
    axes.set_xlabel(name, fontsize=SMALL)
    return figure


def _scenario(axes: Axes, months: Sequence[float], s: Scenario, cost: float, style: object) -> None:
    colour, width = (ACCENT, 2.4) if s.accent else ("#5f6b70", 1.4)
    axes.plot(months, s.cumulated, color=colour, linewidth=width, linestyle=style)
    if s.payback is not None:
        low = axes.get_ylim()[0]
        axes.plot([s.payback, s.payback], [low, cost], color=colour, linewidth=0.8, linestyle=":")
        axes.plot(s.payback, cost, "D" if s.accent else "o", color=colour, markersize=7)


def _names(axes: Axes, scenarios: Sequence[Scenario], height: float) -> None:
    low, high = axes.get_ylim()
    unit = (high - low) / height
    # Two lines for each where there is room, else the name and the words on one.
    lines = 2 if 2 * LINE * len(scenarios) <= height else 1
    gap, half = LINE * lines * unit, LINE * lines * unit / 2
    places = spread([s.cumulated[-1] for s in scenarios], gap, low + half, high - half)
    for s, y in zip(scenarios, places, strict=True):
        # A name may be cut, its month never.
        if lines == 2:
            told = f"{cut(s.label, _LABEL, lines=1, size=SMALL)}\n{s.text}"
        else:
            room = _LABEL - inches(f": {s.text}", SMALL)
            told = f"{cut(s.label, room, lines=1, size=SMALL)}: {s.text}"
        axes.text(
            1.02, y, told, transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL,
            color=ACCENT if s.accent else INK, weight="semibold" if s.accent else "normal",
            linespacing=1.05,
        )  # fmt: skip
