"""Numbers side by side: a dot with its interval for each row, and words where there is none."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patheffects import withStroke
from matplotlib.ticker import LogLocator, MaxNLocator

from utfall.figures.forms.layout import LINE, SMALL, cut, inches, row_canvas
from utfall.figures.theme import ACCENT, GREY, HIDDEN_WORDS, INK, hidden

__all__ = ["Axis", "DotRow", "Reference", "dot_intervals"]

_KNOWN = "#c3ced2"  # pale, so that dot and line are seen on it; its outline is seen on white


@dataclass(frozen=True)
class Axis:
    """What is measured: `name` stands below the axis, `write` tells a number on it.

    `share` is an axis of shares, from 0 to 1 whatever is drawn.
    """

    name: str
    write: Callable[[float], str]
    share: bool = False


@dataclass(frozen=True)
class Reference:
    """A line across all rows, with its words above it."""

    value: float
    label: str


@dataclass(frozen=True)
class DotRow:
    """One row.

    `low` and `high` are the interval for chance, a thin line; `known_low` and `known_high` the
    bounds for what is missing, a thick pale one. Of either, one end alone is an interval without
    the other limit and ends in an arrow. `text` stands at the right end. A row without `value`
    has `words` in its place; "visas inte" is the box of what is hidden.
    """

    label: str
    text: str = ""
    value: float | None = None
    low: float | None = None
    high: float | None = None
    known_low: float | None = None
    known_high: float | None = None
    accent: bool = False
    words: str = ""


def dot_intervals(
    rows: Sequence[DotRow], *, axis: Axis, reference: Reference | None = None, log: bool = False
) -> Figure | None:
    """Draw a dot and its intervals for each row, in the order given.

    The axis begins at zero, or with `log` just below the smallest number. One range that is more
    than three times as long as all others ends in an arrow, so that the others can be read; its
    text has the number. Accent is a filled diamond, the others are grey dots. No rows are no
    chart (None).

    Raises
    ------
    ValueError
        If a number is not finite, a share is outside 0 to 1, or one on a log axis not positive.
    """
    if not rows:
        return None
    place = math.log10 if log else float
    first, last = _span(_numbers(rows, reference), axis=axis, log=log)
    if not log and not axis.share:
        last = _without_longest(rows, reference, last)
    right = max(0.25, max(inches(row.text, SMALL) for row in rows) + 0.25)
    top = 0.08 + (LINE if reference else 0)
    figure, axes, width = row_canvas(
        [row.label for row in rows], [row.accent for row in rows], right=right, top=top, bottom=0.48
    )
    axes.set_xlim(place(first), place(last))
    for n, row in enumerate(rows):
        _row(axes, row, -n, place, (place(last) - place(first)) / width)
    ticks = _ticks(first, last, log=log)
    axes.set_xticks([place(x) for x in ticks], [axis.write(x) for x in ticks])
    axes.grid(axis="x", color=GREY, alpha=0.3, linewidth=0.6)
    axes.set_axisbelow(True)
    axes.set_xlabel(axis.name, fontsize=SMALL)
    if reference:
        _reference(axes, place(reference.value), reference.label)
    return figure


def _numbers(rows: Sequence[DotRow], reference: Reference | None) -> list[float]:
    found = [
        x
        for r in rows
        for x in (r.value, r.low, r.high, r.known_low, r.known_high)
        if x is not None
    ]
    return [*found, reference.value] if reference else found


def _span(numbers: list[float], *, axis: Axis, log: bool) -> tuple[float, float]:
    if not all(math.isfinite(x) for x in numbers):
        raise ValueError("a number of a row is not finite")
    if log:
        if any(x <= 0 for x in numbers):
            raise ValueError("a number on a log axis is not positive")
        low, high = min(numbers, default=1.0), max(numbers, default=10.0)
        # Room for a mark beyond the outermost, on an axis of any length.
        room = max(1.2, (high / low) ** 0.05)
        return low / room, high * room
    if axis.share:
        if any(not 0 <= x <= 1 for x in numbers):
            raise ValueError("a share is outside 0 to 1")
        return 0.0, 1.0
    low, high = min([0.0, *numbers]), max([0.0, *numbers])
    room = 0.04 * (high - low) or 1.0
    return low - (room if low < 0 else 0), high + room


def _without_longest(rows: Sequence[DotRow], reference: Reference | None, last: float) -> float:
    """Return where the axis ends when one range is far longer than everything else."""
    longest = max(rows, key=lambda row: row.known_high or 0.0)
    others = _numbers([row for row in rows if row is not longest], reference)
    own = [
        x for x in (longest.value, longest.low, longest.high, longest.known_low) if x is not None
    ]
    rest = max([*others, *own], default=0.0)
    return 1.15 * rest if (longest.known_high or 0.0) > 3 * rest > 0 else last


def _ticks(first: float, last: float, *, log: bool) -> list[float]:
    # Over more than two powers of ten only the powers themselves have room.
    steps = (1.0, 2.0, 5.0) if last < 100 * first else (1.0,)
    locator = LogLocator(subs=steps) if log else MaxNLocator(5, steps=[1, 2, 2.5, 5, 10])
    return [float(x) for x in locator.tick_values(first, last) if first <= x <= last]


def _row(axes: Axes, row: DotRow, y: float, place: Callable[[float], float], inch: float) -> None:
    first, last = axes.get_xlim()
    _interval(axes, row.known_low, row.known_high, y, place, colour=_KNOWN, width=8)
    colour = ACCENT if row.accent else "#5f6b70"
    _interval(axes, row.low, row.high, y, place, colour=colour, width=1.4)
    if row.value is not None:
        mark, size = ("D", 7) if row.accent else ("o", 6)
        # A dot at the end of the axis is drawn whole.
        axes.plot(place(row.value), y, mark, color=colour, markersize=size, clip_on=False)
    elif row.words == HIDDEN_WORDS:
        left, width = first + 0.06 * inch, 0.8 * inch
        # No line of the axes crosses the words.
        axes.barh(y, width, left=left, height=0.62, facecolor="white", linewidth=0)
        hidden(axes, left, y, width=width, height=0.62)
    elif row.words:
        axes.text(
            first + 0.06 * inch, y, cut(row.words, (last - first) / inch - 0.1, lines=1),
            va="center", style="italic", fontsize=SMALL,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.5},
        )  # fmt: skip
    axes.annotate(
        row.text, (1, y), (11, 0), xycoords=axes.get_yaxis_transform(),
        textcoords="offset points", va="center", fontsize=SMALL,
        weight="semibold" if row.accent else "normal",
    )  # fmt: skip


def _interval(
    axes: Axes,
    low: float | None,
    high: float | None,
    y: float,
    place: Callable[[float], float],
    *,
    colour: str,
    width: float,
) -> None:
    if low is None and high is None:
        return
    first, last = axes.get_xlim()
    left = first if low is None else place(low)
    beyond = high is None or place(high) > last
    right = last if high is None or beyond else place(high)
    # The pale bounds lie below the line for all, which lies below what is written.
    below = 0.8 if width > 2 else 2
    outline = [withStroke(linewidth=width + 1.4, foreground=GREY)] if colour == _KNOWN else None
    axes.plot(
        [left, right], [y, y], color=colour, linewidth=width, solid_capstyle="butt", zorder=below,
        path_effects=outline,
    )  # fmt: skip
    edge = GREY if outline else colour
    for x, open_, mark in ((left, low is None, "<"), (right, beyond, ">")):
        if open_:
            axes.plot(
                x, y, mark, color=colour, markeredgecolor=edge, markersize=max(6, width),
                clip_on=False,
            )  # fmt: skip


def _reference(axes: Axes, x: float, label: str) -> None:
    axes.axvline(x, color=INK, linewidth=1, linestyle=(0, (4, 2)), zorder=0.9)
    first, last = axes.get_xlim()
    part = (x - first) / (last - first)
    side = "left" if part < 0.15 else "right" if part > 0.85 else "center"
    axes.annotate(
        label, (x, 0.5), (0, 2), textcoords="offset points", ha=side, va="bottom", fontsize=SMALL,
        annotation_clip=False,
    )  # fmt: skip
