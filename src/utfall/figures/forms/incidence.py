"""How long until an exit: cumulative incidence where other exits compete."""

from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from utfall.figures.forms.layout import HIGHEST, LINE, SMALL, cut, inches, spread, whole_percent
from utfall.figures.theme import ACCENT, GREY, INK, SERIES, canvas

__all__ = ["AtRisk", "Curve", "cumulative_incidence"]

_COLOURS = (ACCENT, SERIES[2], SERIES[4])
_LINES = ("-", (0, (5, 2)), (0, (1.5, 1.5)), (0, (6, 2, 1.5, 2)))
_LABEL = 1.45  # inches
_BOTTOM = 0.48


@dataclass(frozen=True)
class Curve:
    """One kind of exit: the share who have left so from each time on.

    `times` rise from 0 and `shares` never fall. `low` and `high` are the interval at the same
    times, drawn for the first curve alone; both empty is no interval.
    """

    label: str
    times: Sequence[float]
    shares: Sequence[float]
    low: Sequence[float] = ()
    high: Sequence[float] = ()


@dataclass(frozen=True)
class AtRisk:
    """How many were still there at a time, as it is written."""

    time: float
    text: str


def cumulative_incidence(
    curves: Sequence[Curve], at_risk: Sequence[AtRisk], *, name: str, risk_name: str
) -> Figure | None:
    """Draw a step curve for each kind of exit, with the numbers at risk below the axis.

    `name` is what the time axis counts; `risk_name` names the row below it. The ticks of the axis
    are the times of `at_risk`. The scale ends at 20, 50 or 100 per cent, the lowest that holds
    every curve. No curves are no chart (None).

    Raises
    ------
    ValueError
        If a curve has no times, times that do not rise from 0, not as many shares as times, or a
        share outside 0 to 1.
    """
    if not curves:
        return None
    for curve in curves:
        _check(curve)
    top = 0.1
    bottom = _BOTTOM + (LINE + 0.06 if at_risk else 0)
    height = min(HIGHEST, max(2.9, LINE * len(curves) + top + bottom + 0.3))
    risk = cut(risk_name, 1.1, size=SMALL)
    left = max(0.6, inches(risk, SMALL) + 0.3) if at_risk else 0.6
    figure, axes = canvas(height, left=left, right=_LABEL + 0.2, top=top, bottom=bottom)
    end = max([1e-9, *(c.times[-1] for c in curves), *(r.time for r in at_risk)])
    highest = max(x for c in curves for x in (*c.shares, *c.high))
    scale = next(x for x in (0.2, 0.5, 1.0) if highest <= x)
    axes.set_xlim(0, end)
    axes.set_ylim(0, scale * 1.03)
    for n, curve in reversed(list(enumerate(curves))):
        _curve(axes, curve, n, end)
    _names(axes, curves, height - top - bottom)
    axes.set_yticks([0, scale / 2, scale], [whole_percent(x) for x in (0, scale / 2, scale)])
    axes.set_yticks([scale / 4, scale * 3 / 4], minor=True)
    axes.grid(axis="y", which="both", color=GREY, alpha=0.3, linewidth=0.6)
    axes.tick_params(axis="y", which="both", length=0)
    axes.tick_params(labelsize=SMALL)
    axes.set_xlabel(name, fontsize=SMALL)
    if at_risk:
        _at_risk(axes, at_risk, risk, height - top - bottom)
    return figure


def _check(curve: Curve) -> None:
    if not curve.times or len(curve.times) != len(curve.shares):
        raise ValueError(f"{curve.label}: {len(curve.shares)} shares at {len(curve.times)} times")
    if list(curve.times) != sorted(curve.times) or curve.times[0] < 0:
        raise ValueError(f"{curve.label}: the times do not rise from 0")
    if curve.low and not len(curve.low) == len(curve.high) == len(curve.times):
        raise ValueError(f"{curve.label}: the interval has not a low and a high for every time")
    if any(not 0 <= x <= 1 for x in (*curve.shares, *curve.low, *curve.high)):
        raise ValueError(f"{curve.label}: a share is outside 0 to 1")


def _curve(axes: Axes, curve: Curve, n: int, end: float) -> None:
    # The last share holds until the end of the axis.
    times = [*curve.times, end]
    colour = _COLOURS[n] if n < len(_COLOURS) else "#5f6b70"
    if n == 0 and curve.low:
        low, high = [*curve.low, curve.low[-1]], [*curve.high, curve.high[-1]]
        axes.fill_between(times, low, high, step="post", color=colour, alpha=0.16, linewidth=0)
    axes.step(
        times, [*curve.shares, curve.shares[-1]], where="post", color=colour,
        linewidth=2.2 if n == 0 else 1.7, linestyle=_LINES[n % len(_LINES)],
    )  # fmt: skip


def _names(axes: Axes, curves: Sequence[Curve], height: float) -> None:
    low, high = axes.get_ylim()
    unit = (high - low) / height
    lines = 2 if 2 * LINE * len(curves) <= height else 1
    half = LINE * lines * unit / 2
    places = spread([c.shares[-1] for c in curves], 2 * half, low + half, high - half)
    for n, (curve, y) in enumerate(zip(curves, places, strict=True)):
        axes.text(
            1.02, y, cut(curve.label, _LABEL, lines=lines, size=SMALL),
            transform=axes.get_yaxis_transform(), va="center", fontsize=SMALL, linespacing=1.05,
            color=_COLOURS[n] if n in (0, 1) else INK, weight="semibold" if n == 0 else "normal",
        )  # fmt: skip


def _at_risk(axes: Axes, at_risk: Sequence[AtRisk], name: str, height: float) -> None:
    axes.set_xticks([r.time for r in at_risk], [f"{r.time:g}".replace(".", ",") for r in at_risk])
    below = -(_BOTTOM + LINE / 2) / height
    for r in at_risk:
        axes.text(
            r.time, below, r.text, transform=axes.get_xaxis_transform(), ha="center", va="center",
            fontsize=SMALL,
        )  # fmt: skip
    axes.annotate(
        name, (0, below), (-16, 0), xycoords="axes fraction", textcoords="offset points",
        ha="right", va="center", fontsize=SMALL, linespacing=1.0, annotation_clip=False,
    )  # fmt: skip
