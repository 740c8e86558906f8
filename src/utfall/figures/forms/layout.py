"""Where words stand in a chart: how wide they are, where they are cut, how they keep apart."""

import textwrap
from collections.abc import Sequence
from functools import cache, lru_cache
from pathlib import Path

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

from utfall.figures.theme import WIDTH, canvas
from utfall.text import number

__all__ = ["HIGHEST", "LINE", "SMALL", "cut", "inches", "row_canvas", "spread", "whole_percent"]

HIGHEST = WIDTH * 9 / 16  # inches: no chart is higher than 16:9
LINE = 0.17  # inches: what a line of small text takes
SMALL = 9  # points: the smallest text in print

_ROW = 0.36  # inches: a row whose label has two lines
_WIDEST_LABEL = 2.3  # inches


@cache
def _font(size: float) -> FontProperties:
    from font_source_sans_pro import font_directory

    # The wider weight, so that a label in accent has room too.
    return FontProperties(fname=Path(font_directory) / "SourceSansPro-Semibold.ttf", size=size)


@lru_cache(4096)
def inches(text: str, size: float = 9.5) -> float:
    """Return the width of the widest line of a text in inches; an empty text has none.

    >>> inches("") == 0 < inches("i") < inches("m")
    True
    """
    font = _font(size)
    lines = text.splitlines()
    points = [text_to_path.get_text_width_height_descent(t, font, False)[0] for t in lines]
    # On a screen each letter takes whole pixels, which is a little more.
    return float(max(points, default=0.0)) / 72 * 1.04


def cut(label: str, room: float, *, lines: int = 2, size: float = 9.5) -> str:
    """Return the label over at most `lines` lines of `room` inches, with … where it is cut.

    It is cut between words, and within one only where not even the first has room.

    >>> cut("Rehabilitering mot arbete", 1.2, lines=1), cut("Rehabilitering", 0.5, lines=1)
    ('Rehabilitering…', 'Reha…')
    """
    label = label.strip()
    # No letter of a text is on average narrower than a quarter of its height.
    most = min(len(label), int(room * 72 / size * 4))
    for characters in range(most, 0, -1):
        told = textwrap.wrap(label, characters, max_lines=lines, placeholder="…")
        if told != ["…"] and all(inches(line, size) <= room for line in told):
            return "\n".join(told)
    starts = (label[:end].rstrip() + "…" for end in range(most, 0, -1))
    return next((start for start in starts if inches(start, size) <= room), "")


def whole_percent(share: float) -> str:
    r"""Write a share on an axis: ``25 %``.

    >>> whole_percent(0.25)
    '25\xa0%'
    """
    return f"{number(share * 100)}\u00a0%"


def spread(wanted: Sequence[float], gap: float, low: float, high: float) -> list[float]:
    """Return places at least `gap` apart within `low` and `high`, as near the wanted as can be.

    Least squares in the order of the wanted places, by pooling adjacent violators (Barlow et al.,
    1972), and not by scipy: a report would wait longer for its import than for all its charts.
    Where all do not fit, they share the room.

    >>> spread([1, 1, 9], 2, 0, 10)
    [0.0, 2.0, 9.0]
    """
    order = sorted(range(len(wanted)), key=wanted.__getitem__)
    room = min(gap, (high - low) / max(len(wanted) - 1, 1))
    pools: list[tuple[float, int]] = []  # the sum and number of those that stand close together
    for n, index in enumerate(order):
        total, many = wanted[index] - room * n, 1
        while pools and pools[-1][0] / pools[-1][1] > total / many:
            before, more = pools.pop()
            total, many = before + total, more + many
        pools.append((total, many))
    fitted = [total / many for total, many in pools for _ in range(many)]
    placed = [0.0] * len(wanted)
    for n, (index, place) in enumerate(zip(order, fitted, strict=True)):
        placed[index] = min(max(place, low), high - room * (len(wanted) - 1)) + room * n
    return placed


def row_canvas(
    labels: Sequence[str], accents: Sequence[bool], *, right: float, top: float, bottom: float
) -> tuple[Figure, Axes, float]:
    """Return a figure with a named row for each label, its axes and their width in inches.

    Row n lies at -n. Labels have two lines, and one where many rows share the highest chart.
    """
    row = min(_ROW, (HIGHEST - top - bottom) / len(labels))
    lines = 2 if row > 0.32 else 1
    told = [cut(label, _WIDEST_LABEL, lines=lines) for label in labels]
    left = max(inches(label) for label in told) + 0.2
    figure, axes = canvas(
        row * len(labels) + top + bottom, left=left, right=right, top=top, bottom=bottom
    )
    axes.set_yticks([-n for n in range(len(labels))], told)
    for label, accent in zip(axes.get_yticklabels(), accents, strict=True):
        label.set_fontweight("semibold" if accent else "normal")
    axes.set_ylim(-len(labels) + 0.5, 0.5)
    # A dot at the axis' beginning keeps off the label.
    axes.tick_params(axis="y", length=0, pad=8)
    axes.tick_params(axis="x", labelsize=SMALL)
    return figure, axes, WIDTH - left - right
