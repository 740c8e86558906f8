"""One look for every chart: sizes, colours, fonts and the hatching of what is not known."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from utfall.text import unmarked
from utfall.values import Value

__all__ = [
    "ACCENT",
    "GREY",
    "HIDDEN",
    "HIDDEN_WORDS",
    "INK",
    "PALE",
    "SERIES",
    "UNKNOWN",
    "Chart",
    "canvas",
    "hidden",
    "legend",
    "spans_years",
]

INK = "#1d2a30"
ACCENT = "#0b5a6b"
GREY = "#8b979c"
PALE = "#dfe6e8"
# Six hues that stay apart for colour-blind readers and, by lightness, in grey print.
SERIES = ("#0b5a6b", "#4f9fb0", "#3f5fa8", "#9db4e0", "#c98a1b", "#f0cf8e")
UNKNOWN: dict[str, Any] = {
    "facecolor": "white",
    "edgecolor": GREY,
    "hatch": "////",
    "linewidth": 0.8,
}

# What is not shown: an open, dotted box that has one size whatever it hides.
HIDDEN: dict[str, Any] = {
    "facecolor": "none",
    "edgecolor": INK,
    "linestyle": (0, (1, 1.6)),
    "linewidth": 1.0,
}
HIDDEN_WORDS = "visas inte"

WIDTH = 6.5  # inches: the text width of an A4 page, so that 9 points stay 9 points in print


@dataclass(frozen=True)
class Chart:
    """A drawn figure with what it shows in words.

    `caption` begins with the finding, in bold, and says what is drawn and of whom; `alt` gives what
    is drawn to those who do not see it. The numbers drawn stand in the data table that follows.
    `drawn` are the counts of people whose lengths it draws: only values that are shown, since a
    length is a number too.
    """

    figure: Figure
    caption: str
    alt: str
    drawn: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        """Refuse to draw what is not shown."""
        for value in self.drawn:
            if value.status != "shown":
                raise ValueError(f"{value.key}: drawn and not shown")

    @property
    def described(self) -> str:
        """The alternative text: the finding as the caption has it, then what is drawn."""
        finding = re.match(r"\*\*(.+?)\*\*", self.caption)
        return f"{unmarked(finding[1])} {self.alt}" if finding else self.alt


@cache
def _font() -> str:
    from font_source_sans_pro import font_directory

    for file in sorted(Path(font_directory).glob("SourceSansPro-*.ttf")):
        font_manager.fontManager.addfont(str(file))
    return "Source Sans Pro"


def canvas(
    height: float, *, left: float = 1.6, right: float = 0.15, top: float = 0.15, bottom: float = 0.4
) -> tuple[Figure, Axes]:
    """Return a figure of the text's width and its one axes.

    Margins are in inches and fixed: a layout engine draws every chart twice.
    """
    mpl.rcParams.update(
        {
            "font.family": _font(),
            "font.size": 9.5,
            # A name with dollar signs is a name and no formula.
            "text.parse_math": False,
            "text.color": INK,
            "axes.labelcolor": INK,
            "xtick.color": INK,
            "ytick.color": INK,
            "axes.edgecolor": GREY,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.spines.left": False,
            "ytick.left": False,
            "hatch.linewidth": 0.7,
            "hatch.color": GREY,
        }
    )
    figure = Figure(figsize=(WIDTH, height), layout=None)
    box = (left / WIDTH, bottom / height, 1 - (left + right) / WIDTH, 1 - (top + bottom) / height)
    return figure, figure.add_axes(box)


def hidden(axes: Axes, left: float, y: float, *, width: float, height: float) -> None:
    """Draw that something is not shown: a box of a fixed size with the words in it.

    Its sides are where the caller's other bars end, and its `width` must depend on no hidden
    number.
    """
    axes.barh(y, width, left=left, height=height, **HIDDEN)
    axes.text(left + width / 2, y, HIDDEN_WORDS, ha="center", va="center", fontsize=9)


def legend(figure: Figure, handles: list[Patch], *, columns: int) -> None:
    """Put the key of colours in the lower left corner, below the axes' own margin."""
    figure.legend(
        handles=handles,
        loc="lower left",
        ncols=columns,
        frameon=False,
        fontsize=9,
        handlelength=1.2,
        columnspacing=1.4,
        borderaxespad=0.15,
    )


def spans_years(year: str, until: int) -> tuple[int, int]:
    """Return the first and last year of a key's period; an open end reaches to `until`.

    A period of which only the end is stated is drawn at its end.

    >>> spans_years("2016/2019", 2022), spans_years("2018", 2022), spans_years("2023/", 2025)
    ((2016, 2019), (2018, 2018), (2023, 2025))
    """
    first, slash, last = year.partition("/")
    return int(first or last), int(last) if last else (until if slash else int(first))
