"""What a result cost: a dot and its interval on a log axis, refusals as rows with their reason."""

import math
import textwrap
from collections.abc import Collection

from matplotlib.axes import Axes
from matplotlib.markers import TICKDOWN, MarkerStyle

from utfall.evidence import Evidence
from utfall.figures.theme import ACCENT, GREY, INK, Chart, canvas, counted
from utfall.tables.costs import in_order, per_what
from utfall.text import (
    STATUS_WORDS,
    capitalised,
    kronor,
    number,
    period,
    rounded_kronor,
    show,
)
from utfall.values import Value, parse_group

__all__ = ["costs"]


_MOST = 9


def costs(e: Evidence) -> Chart | None:
    """Draw every cost that can be given, and name those that cannot."""
    measures = ["cost_per_participant", "cost_per_completer", "cost_per_outcome"]
    found = in_order(e, [v for v in e.find(measures, prices=None) if e.chosen(v)])
    shown = [v for v in found if v.status == "shown" and v.value]
    refused: dict[str, Value] = {}
    near = [v for v in found if e.place_of(v) != "county"]
    for v in near or found:
        if v.status in ("refused", "suppressed", "unknown") and not any(
            s.programme_id == v.programme_id for s in shown
        ):
            refused.setdefault(v.programme_id, v)
    if not shown:
        return None
    given = {v.programme_id for v in shown}
    if len(shown) > _MOST:
        # What everybody asks for first; the table has every one.
        first = [v for v in shown if parse_group(v.group).get("outcome", "employment") == "employment"
                 and v.measure != "cost_per_completer"]  # fmt: skip
        shown = first or shown[:_MOST]
    rows = [*shown, *refused.values()]
    # Compact, but never so low that the two lines of a label meet those of the next.
    height = min(0.44 * len(shown) + 0.34 * len(refused) + 0.6, 4.0)
    height = max(height, 0.33 * len(rows) + 0.6)
    figure, axes = canvas(height, left=2.6, right=0.25, bottom=0.5, top=0.05)
    ends = [x for v in shown for x in (v.value, v.ci_low, v.ci_high, v.low) if x]
    axes.set_xscale("log")
    # Room for half the number over the outermost dots, on an axis of any length.
    room = max(1.5, (max(ends) / min(ends)) ** 0.1)
    axes.set_xlim(min(ends) / room, max(ends) * room)
    for row, v in enumerate(rows):
        if v.value is not None:
            if v.ci_low and v.ci_high:
                axes.plot(
                    [v.ci_low, v.ci_high],
                    [-row, -row],
                    color=ACCENT,
                    linewidth=2.2,
                    solid_capstyle="butt",
                )
            axes.plot(v.value, -row, "o", color=ACCENT, markersize=7)
            lead = {"at_most": "högst ", "at_least": "minst "}.get(v.bound, "")
            axes.text(
                v.value,
                -row + 0.22,
                lead + rounded_kronor(v.value or 0),
                ha="center",
                va="bottom",
                fontsize=9,
            )
        else:
            axes.text(
                0.02,
                -row,
                f"{STATUS_WORDS[v.status]} (skälet står i tabellen)",
                transform=axes.get_yaxis_transform(),
                va="center",
                color=INK,
                style="italic",
                fontsize=9,
            )
    axes.set_yticks([-r for r in range(len(rows))], _labels(e, rows))
    axes.set_ylim(-len(rows) + 0.5, 0.75)
    axes.tick_params(axis="y", length=0)
    _scale(axes, far=max(ends) >= 100 * min(ends))
    axes.set_xlabel("kronor, löpande priser (logaritmisk skala)", fontsize=9)
    finding = _some(given, refused) if refused else _finding(shown)
    return Chart(figure, _caption(finding, shown), _alt(e, rows), tuple(shown))


def _scale(axes: Axes, *, far: bool) -> None:
    """Mark one to nine of each power of ten, line the powers and write those that have room.

    Matplotlib makes five artists of each mark of an axis, written or not, and all these are two.
    """
    low, high = axes.get_xlim()
    powers = range(math.floor(math.log10(low)), math.ceil(math.log10(high)))
    marks = [
        (digit, digit * 10.0**power)
        for power in powers
        for digit in range(1, 10)
        if low <= digit * 10.0**power <= high
    ]
    lined = [x for digit, x in marks if digit == 1]
    # Over more than two powers of ten only the powers themselves have room, and no more than six.
    written = lined[:: len(lined) // 7 + 1] if far else [x for d, x in marks if d in (1, 2, 5)]
    axes.set_xticks(written, [number(x) for x in written], fontsize=9)
    axes.tick_params(axis="x", length=0, pad=6)
    axes.minorticks_off()
    foot = axes.get_xaxis_transform()
    axes.scatter(
        [x for _, x in marks], [0] * len(marks), s=2**2, color=INK, marker=MarkerStyle(TICKDOWN),
        linewidths=0.6, transform=foot, clip_on=False,
    )  # fmt: skip
    axes.vlines(lined, 0, 1, color=GREY, alpha=0.3, linewidth=0.6, transform=foot, zorder=0.9)


def _labels(e: Evidence, rows: list[Value]) -> list[str]:
    """Name each row by its programme, with its period or place where another row has the same."""
    told = []
    for v in rows:
        name = textwrap.shorten(e.programme(v.programme_id).name, 30, placeholder="…")
        if v.status == "shown":
            same = [r for r in rows if r.programme_id == v.programme_id and r.status == "shown"]
            years, places = {r.year for r in same}, {r.member_id for r in same}
            parts = [
                name,
                period(v.year) if len(years) > 1 else "",
                e.place_word(v) if len(places) > 1 else "",
            ]
            name = f"{', '.join(filter(None, parts))}\nper {per_what(v)}"
        told.append(name)
    return told


def _caption(finding: str, shown: list[Value]) -> str:
    most = (
        " Högst betyder att resultat saknas för en del av deltagarna, så att kostnaden kan vara lägre."
        if any(v.bound == "at_most" for v in shown)
        else ""
    )
    return f"**{finding}.** Punkten är kostnaden och strecket slumpvariationen.{most}"


def _some(given: Collection[str], refused: Collection[str]) -> str:
    """Say for how many programmes there is a cost, of those that the chart names."""
    every = len(given) + len(refused)
    return f"En kostnad per person kan anges för {counted(len(given))} av {counted(every)} insatser"


def _finding(shown: list[Value]) -> str:
    """Tell the cost of a job where there is one, else what can be given."""
    jobs = [v for v in shown if parse_group(v.group).get("outcome") == "employment"]
    told = sorted(jobs or shown, key=lambda v: v.value or 0)
    bounds = {v.bound for v in told} & {"at_most", "at_least"}
    # Costs of one kind make a range, and so do limits to one side.
    if len({per_what(v) for v in told}) > 1 or len(bounds) > 1:
        return "Kostnaden per person kan anges för alla insatser här"
    lead = f"Kostnaden per {per_what(told[0])} var"
    if len(told) == 1:
        return f"{lead} {show(told[0], write=rounded_kronor)}"
    least, most = (show(v, write=rounded_kronor, bound=False) for v in (told[0], told[-1]))
    lead += " som mest" if "at_most" in bounds else " som minst" if bounds else ""
    return f"{lead} mellan {least} och {most}"


def _alt(e: Evidence, rows: list[Value]) -> str:
    told = []
    for v, label in zip(rows, _labels(e, rows), strict=True):
        name, _, per = label.partition("\n")
        if v.status != "shown":
            told.append(f"{name} {STATUS_WORDS[v.status]}")
            continue
        lead = {"at_most": "högst ", "at_least": "minst "}.get(v.bound, "")
        told.append(f"{name} {lead}{kronor(v.value or 0)} {per}")
    return capitalised(f"punktdiagram över kostnader. {'; '.join(told)}.")
