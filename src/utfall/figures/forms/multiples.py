"""One small line for each member, all on one scale."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from utfall.figures.forms.layout import HIGHEST, LINE, SMALL, cut, inches
from utfall.figures.theme import ACCENT, GREY, HIDDEN, HIDDEN_WORDS, INK, WIDTH, canvas, legend

__all__ = ["Panel", "small_multiples"]

# All in inches; the axes are the figure.
_EDGE = 0.08
_BETWEEN = 0.3
_YEARS = LINE + 0.05
_KEY = 0.24
_BASE = 0.14
_GAP_WORDS = "lucka: uppgift saknas"


@dataclass(frozen=True)
class Panel:
    """One member: a number for each year.

    A year that is None is hidden, one that is absent is missing, and zero is zero.
    """

    title: str
    values: Mapping[str, float | None]
    accent: bool = False


def small_multiples(
    panels: Sequence[Panel], *, years: Sequence[str], write: Callable[[float], str]
) -> Figure | None:
    """Draw a small line for each panel in the order given, on one scale from zero.

    A line breaks at a missing year; a hidden one is a dotted box of one size. The first and last
    number of each panel are written with `write`, and the first and last year stand below the
    lowest panels. No panels, or no years, are no chart (None).

    Raises
    ------
    ValueError
        If a number is negative or a panel has a year that is not among `years`.
    """
    if not panels or not years:
        return None
    _check(panels, years)
    found = [v for p in panels for v in p.values.values()]
    some_hidden = None in found
    some_missing = any(year not in p.values for p in panels for year in years)
    columns = min(len(panels), 3 if len(panels) <= 9 else 4)
    down = -(-len(panels) // columns)
    key = _KEY if some_hidden or some_missing else 0.03
    height = min(HIGHEST, 1.15 * down + key)
    cell = (height - key - 0.04) / down
    width = (WIDTH - 2 * _EDGE - _BETWEEN * (columns - 1)) / columns
    lines = 2 if cell > 1 and any("\n" in cut(p.title, width) for p in panels) else 1
    figure, axes = canvas(height, left=0, right=0, top=0, bottom=0)
    axes.set_xlim(0, WIDTH)
    axes.set_ylim(0, height)
    axes.set_axis_off()
    shown = [v for v in found if v is not None]
    side = max((inches(write(v), SMALL) for v in shown), default=0.0) + 0.08
    cell -= _YEARS / down
    early = _early(panels, years)
    room = cell - (LINE + 0.02) * lines - _BASE - 0.06 - (LINE if early else 0)
    unit = room / max([1e-9, *shown])
    for n, panel in enumerate(panels):
        row, column = divmod(n, columns)
        left = _EDGE + column * (width + _BETWEEN)
        top = height - 0.04 - row * cell
        base = top - cell + _BASE
        # A title stands right above its line, however many lines the others have.
        axes.text(
            left, base + room + 0.06 + (LINE if early else 0), cut(panel.title, width, lines=lines),
            va="bottom", fontsize=9.5, linespacing=1.0,
            weight="semibold" if panel.accent else "normal", color=ACCENT if panel.accent else INK,
        )  # fmt: skip
        area = (left + side, base, width - 2 * side, room)
        _panel(axes, panel, years, area, unit, write)
        if n + columns >= len(panels):
            _ends(axes, years, area)
    handles = [Patch(**HIDDEN, label=HIDDEN_WORDS)] if some_hidden else []
    if some_missing:
        handles.append(Patch(facecolor="none", edgecolor="none", label=_GAP_WORDS))
    if handles:
        legend(figure, handles, columns=2)
    return figure


def _check(panels: Sequence[Panel], years: Sequence[str]) -> None:
    for panel in panels:
        if other := set(panel.values) - set(years):
            raise ValueError(f"{panel.title}: {sorted(other)} are not among the years")
        if any(v is not None and not 0 <= v < float("inf") for v in panel.values.values()):
            raise ValueError(f"{panel.title}: a number is negative or not finite")


def _early(panels: Sequence[Panel], years: Sequence[str]) -> bool:
    """Tell whether a line begins or ends inside its panel, with its number above it."""
    return any(
        panel.values.get(year) is None
        for panel in panels
        if any(v is not None for v in panel.values.values())
        for year in (years[0], years[-1])
    )


def _panel(
    axes: Axes, panel: Panel, years: Sequence[str], area: tuple[float, float, float, float],
    unit: float, write: Callable[[float], str],
) -> None:  # fmt: skip
    left, base, width, room = area
    colour = ACCENT if panel.accent else "#5f6b70"
    step = width / max(len(years) - 1, 1)
    at = {year: left + step * n for n, year in enumerate(years)}
    axes.plot([left, left + width], [base, base], color=GREY, linewidth=0.8)
    for run in _runs(panel.values, years):
        axes.plot(
            [at[year] for year in run], [base + (panel.values[year] or 0) * unit for year in run],
            "o-", color=colour, linewidth=2 if panel.accent else 1.4, markersize=4,
        )  # fmt: skip
    box = min(0.14, step * 0.8)
    for year in years:
        if year in panel.values and panel.values[year] is None:
            axes.add_patch(Rectangle((at[year] - box / 2, base), box, min(room, 0.3), **HIDDEN))
    shown = [year for year in years if panel.values.get(year) is not None]
    # The last first, which is the one to know where there is no other.
    for year, way in list(zip([*shown[-1:], *shown[:1]], (1, -1), strict=False))[: len(shown)]:
        y = base + (panel.values[year] or 0) * unit
        beside = year == (years[-1] if way > 0 else years[0])
        axes.annotate(
            write(panel.values[year] or 0), (at[year], y), (way * 5, 0) if beside else (0, 5),
            textcoords="offset points", va="center" if beside else "bottom", fontsize=SMALL,
            ha=("left" if way > 0 else "right") if beside else "center",
            bbox=None if beside else {"facecolor": "white", "edgecolor": "none", "pad": 0},
            weight="semibold" if panel.accent else "normal",
        )  # fmt: skip


def _ends(axes: Axes, years: Sequence[str], area: tuple[float, float, float, float]) -> None:
    left, base, width, _ = area
    ends = ((years[0], left, "left"), (years[-1], left + width, "right"))
    for year, x, side in ends[: len(years)]:
        axes.text(x, base - 0.04, year, ha=side, va="top", fontsize=SMALL)


def _runs(values: Mapping[str, float | None], years: Sequence[str]) -> list[list[str]]:
    """Return the years in a row that have a number."""
    runs: list[list[str]] = [[]]
    for year in years:
        if values.get(year) is None:
            runs.append([])
        else:
            runs[-1].append(year)
    return [run for run in runs if run]
