"""What drives a result: how far it moves when one assumption at a time is changed."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utfall.figures.forms.layout import LINE, SMALL, inches, row_canvas
from utfall.figures.theme import ACCENT, INK, SERIES, filled

__all__ = ["TornadoRow", "tornado"]

_BAR = 0.56


@dataclass(frozen=True)
class TornadoRow:
    """One assumption: the result's `low` and `high` end with their words.

    An end that is None is never reached: its bar goes to the axis' edge and ends in an arrow.
    """

    label: str
    low: float | None
    high: float | None
    low_text: str
    high_text: str


def tornado(rows: Sequence[TornadoRow], base: float, *, base_label: str) -> Figure | None:
    """Draw a bar from low to high for each row around the base, in the order given.

    There is no scale to read: both ends are written. No rows are no chart (None).

    Raises
    ------
    ValueError
        If the low end of a row is above its high end, or a number is not finite.
    """
    if not rows:
        return None
    for row in rows:
        if any(x is not None and not math.isfinite(x) for x in (row.low, row.high, base)):
            raise ValueError(f"{row.label}: an end or the base is not finite")
        if row.low is not None and row.high is not None and row.low > row.high:
            raise ValueError(f"{row.label}: the low end {row.low} is above the high {row.high}")
    figure, axes, width = row_canvas(
        [row.label for row in rows], [False] * len(rows), right=0.1, top=LINE + 0.1, bottom=0.05
    )
    first, last = _edges(axes, rows, base, width)
    for n, row in enumerate(rows):
        _bar(axes, row, -n, first, last)
    axes.axvline(base, color=INK, linewidth=1.2)
    # The words of the base stay within the axes, wherever it lies.
    left, right = axes.get_xlim()
    half = inches(base_label, SMALL) / 2 * (right - left) / width
    axes.text(
        max(min(base, right - half), left + half), 0.53, base_label, ha="center", va="bottom",
        fontsize=SMALL, weight="semibold",
    )  # fmt: skip
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    return figure


def _edges(
    axes: Axes, rows: Sequence[TornadoRow], base: float, width: float
) -> tuple[float, float]:
    """Set the axis with room for the words at both ends; return where its bars may reach."""
    ends = [base, *(x for row in rows for x in (row.low, row.high) if x is not None)]
    low, high = min(ends), max(ends)
    beyond = 0.12 * (high - low) or 1.0
    first = low - (beyond if any(row.low is None for row in rows) else 0)
    last = high + (beyond if any(row.high is None for row in rows) else 0)
    if first == last:
        first, last = first - beyond, last + beyond
    left = max(inches(row.low_text, SMALL) for row in rows) + 0.18
    right = max(inches(row.high_text, SMALL) for row in rows) + 0.18
    unit = (last - first) / max(width - left - right, 0.5)
    axes.set_xlim(first - left * unit, last + right * unit)
    return first, last


def _bar(axes: Axes, row: TornadoRow, y: float, first: float, last: float) -> None:
    left = first if row.low is None else row.low
    right = last if row.high is None else row.high
    axes.barh(y, right - left, left=left, height=_BAR, **filled(SERIES[1]))
    ends = (
        (left, row.low, row.low_text, "<", -1, "right"),
        (right, row.high, row.high_text, ">", 1, "left"),
    )
    for x, value, text, mark, way, side in ends:
        if value is None:
            axes.plot(x, y, mark, color=ACCENT, markersize=9, clip_on=False)
        axes.annotate(
            text, (x, y), (way * (9 if value is None else 4), 0), textcoords="offset points",
            ha=side, va="center", fontsize=SMALL, style="italic" if value is None else "normal",
        )  # fmt: skip
