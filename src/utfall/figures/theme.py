"""One look for every chart: sizes, colours, fonts and the hatching of what is not known."""

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib import font_manager, text, textpath
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
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
    "counted",
    "filled",
    "hidden",
    "ink_on",
    "legend",
    "spans_years",
]

INK = "#1d2a30"
ACCENT = "#0b4f5c"  # that of the page
GREY = "#869298"  # as light as a mark on white may be
PALE = "#dfe6e8"
# Six hues that stay apart for colour-blind readers and, by lightness, in grey print: at least
# eight steps of L* lie between any two. A light one needs its outline: `filled`.
SERIES = (ACCENT, "#63b3c4", "#3f5fa8", "#aac0ea", "#bf851c", "#f2d290")
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
    """Make the font known, once per process, and return its name."""
    from font_source_sans_pro import font_directory

    for file in sorted(Path(font_directory).glob("SourceSansPro-*.ttf")):
        font_manager.fontManager.addfont(str(file))
    textpath.get_font = text.get_font = _in_memory  # type: ignore[attr-defined]
    return "Source Sans Pro"


def _in_memory(files: Sequence[str]) -> FT2Font:
    """Return the font of a text, in place of what matplotlib does.

    From a file, each letter is sought for and read anew, three times for every text: a quarter of
    what a chart cost. Nor do forked processes share the place at which an open file is read.
    """
    # Several are for the letters that the first lacks, which an author may have asked for.
    return _read(str(files[0])) if len(files) == 1 else font_manager.get_font(files)


@cache
def _read(file: str) -> FT2Font:
    return FT2Font(io.BytesIO(Path(file).read_bytes()))


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


def _luminance(colour: str) -> float:
    """Return how much light a colour gives beside white, as WCAG 2 counts it."""
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4
        for c in mpl.colors.to_rgb(colour)
    ]
    return sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def filled(colour: str) -> dict[str, Any]:
    """Return how an area of a colour is drawn: one too light to be seen on white has an outline."""
    seen = 1.05 / (_luminance(colour) + 0.05) >= 3
    edge = {"edgecolor": "white"} if seen else {"edgecolor": GREY, "linewidth": 0.8}
    return {"facecolor": colour, **edge}


def ink_on(colour: str) -> str:
    """Return the colour of words on an area: whichever of white and ink is further from it."""
    light = _luminance(colour) + 0.05
    return "white" if 1.05 / light > light / (_luminance(INK) + 0.05) else INK


_UP_TO_NINETEEN = (
    "noll", "en", "två", "tre", "fyra", "fem", "sex", "sju", "åtta", "nio", "tio", "elva", "tolv",
    "tretton", "fjorton", "femton", "sexton", "sjutton", "arton", "nitton",
)  # fmt: skip
_TENS = ("tjugo", "trettio", "fyrtio", "femtio", "sextio", "sjuttio", "åttio", "nittio")


def counted(count: int, one: str = "en") -> str:
    """Write in words how many rows of a chart something holds of; `one` is of the noun's gender.

    In words, since it is a count of what is drawn and no value: every digit of a report is one.

    >>> counted(2), counted(13), counted(40), counted(57), counted(100)
    ('två', 'tretton', 'fyrtio', 'femtiosju', 'fler än nittionio')
    >>> counted(1), counted(21, "ett")
    ('en', 'tjugoett')
    """
    if count > 99:
        return "fler än nittionio"
    tens, ones = (0, count) if count < 20 else divmod(count, 10)
    last = one if ones == 1 else _UP_TO_NINETEEN[ones]
    return last if not tens else _TENS[tens - 2] + (last if ones else "")


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
