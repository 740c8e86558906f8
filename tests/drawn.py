"""What a chart draws, measured after it is drawn: texts with their places, bars with their lengths."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import combinations

from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.patches import Rectangle
from matplotlib.text import Text

from utfall.figures import Chart

SMALLEST = 9.0  # points


@dataclass(frozen=True)
class Bar:
    """A bar in the units of the axes."""

    left: float
    y: float
    width: float
    height: float
    hatched: bool
    filled: str


def _outside(axes: Axes) -> Iterator[Text]:
    """Yield the labels of ticks that lie outside their axis."""
    for axis in (axes.xaxis, axes.yaxis):
        low, high = sorted(axis.get_view_interval())
        for tick in (*axis.get_major_ticks(), *axis.get_minor_ticks()):
            if not low <= tick.get_loc() <= high:
                yield tick.label1


class Drawn:
    """A chart after a draw by Agg."""

    def __init__(self, chart: Chart) -> None:
        self.chart = chart
        self.figure = chart.figure
        self._canvas = FigureCanvasAgg(self.figure)
        self._canvas.draw()  # type: ignore[no-untyped-call]

    @property
    def texts(self) -> list[Text]:
        """Every text that is seen."""
        # A tick outside the axis exists and is not drawn.
        unseen = {id(label) for axes in self.figure.axes for label in _outside(axes)}
        found = [t for t in self.figure.findobj(Text) if isinstance(t, Text)]
        return [
            t for t in found if t.get_text().strip() and t.get_visible() and id(t) not in unseen
        ]

    @property
    def words(self) -> list[str]:
        """Every text that is seen, as words."""
        return [t.get_text().replace("\u00a0", " ") for t in self.texts]

    @property
    def rows(self) -> list[str]:
        """The labels of the rows, from the top."""
        axes = self.figure.axes[0]
        labels = [t for t in axes.get_yticklabels() if t.get_text()]
        labels.sort(key=lambda t: -t.get_position()[1])
        return [t.get_text().replace("\n", " ").replace("\u00a0", " ") for t in labels]

    @property
    def legend(self) -> list[str]:
        """The words of the legend."""
        return [t.get_text() for legend in self.figure.legends for t in legend.get_texts()]

    @property
    def bars(self) -> list[Bar]:
        """The bars, from the top row and from the left."""
        found = [p for p in self.figure.axes[0].patches if isinstance(p, Rectangle)]
        bars = [
            Bar(
                p.get_x(),
                p.get_y() + p.get_height() / 2,
                p.get_width(),
                p.get_height(),
                bool(p.get_hatch()),
                to_hex(p.get_facecolor()),
            )
            for p in found
        ]
        return sorted(bars, key=lambda b: (-round(b.y, 6), b.left))

    def faults(self) -> list[str]:
        """Return what a reader could not read: too small, off the canvas, or on another text."""
        found = []
        whole = self.figure.bbox
        boxes = [(t, t.get_window_extent()) for t in self.texts]
        for text, box in boxes:
            word = text.get_text()
            if float(text.get_fontsize()) < SMALLEST:
                found.append(f"{word!r} has {text.get_fontsize()} points")
            if box.x0 < -1 or box.y0 < -1 or box.x1 > whole.x1 + 1 or box.y1 > whole.y1 + 1:
                found.append(f"{word!r} is off the canvas: {box}")
        for (one, a), (other, b) in combinations(boxes, 2):
            # A pixel of the boxes may meet where the letters do not.
            wide = min(a.x1, b.x1) - max(a.x0, b.x0)
            high = min(a.y1, b.y1) - max(a.y0, b.y0)
            if wide > 1 and high > 2:
                found.append(f"{one.get_text()!r} is on {other.get_text()!r}")
        return found
