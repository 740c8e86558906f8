"""Where participants went: one bar per programme, split by status, the unknown hatched last."""

import textwrap
from collections.abc import Callable
from typing import Any

from matplotlib.patches import Patch

from utfall.evidence import Evidence, Flow
from utfall.figures.theme import (
    HIDDEN,
    HIDDEN_WORDS,
    INK,
    SERIES,
    UNKNOWN,
    Chart,
    canvas,
    filled,
    hidden,
    ink_on,
    legend,
)
from utfall.tables.outcomes import STATUS_LABEL, flows, part_label
from utfall.text import escape, listing, mark, number, period, unmarked
from utfall.values import Value, parse_group

__all__ = ["outcomes"]

_COLOURS = {
    "employment": SERIES[0],
    "towards": SERIES[1],
    "studies": SERIES[2],
    "preparation": SERIES[3],
    "daily": SERIES[4],
    "ongoing": SERIES[5],
    "broken_off": "#6c787e",
    "completed": "#eef1f2",
}
# The part of a bar that stands for what is not shown, whatever that is.
_BOX = 0.16


def outcomes(e: Evidence) -> Chart | None:
    """Draw each flow as a bar of 100 per cent of its people, with counts in the parts.

    A flow whose whole is not shown is left out, and so is one of which nothing is reported: the
    caption says so. One with a part that is not shown ends in a dotted box of one size.
    """
    every = flows(e)
    known = [f for f in every if e[f.total].status == "shown"]
    shown = [f for f in known if not _silent(f)]
    some_hidden = any(_hides(e, f) for f in shown)
    if not shown or all(_hides(e, f) and not _shows(e, f) for f in shown):
        return None
    drawn: list[Value] = []
    used = [s for s in STATUS_LABEL if any(s == part for f in shown for part, _ in f.parts)]
    legend_rows = -(-(len(used) + some_hidden) // 3)
    # Three lines of a label a row: a high chart leaves half a page empty before it in print.
    height = 0.54 * len(shown) + 0.22 * legend_rows + 0.25
    figure, axes = canvas(height, left=1.75, right=0.1, bottom=0.22 * legend_rows + 0.12, top=0.05)
    for row, flow in enumerate(shown):
        whole = e[flow.total].value or 0
        left = 0.0
        for status, key in flow.parts:
            if e[key].status == "suppressed":
                continue
            drawn += [e[key]] if e[key].status == "shown" else []
            width = (e[key].value or 0) / whole if whole else 0
            axes.barh(-row, width, left=left, height=0.62, **_style(status))
            if width > 0.03:
                axes.text(
                    left + width / 2,
                    -row,
                    number(e[key].value or 0),
                    ha="center",
                    va="center",
                    weight="semibold",
                    color=INK if status == "unknown" else ink_on(_COLOURS[status]),
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}
                    if status == "unknown"
                    else None,
                )
            left += width
        if _hides(e, flow):
            hidden(axes, left + 0.005, -row, width=_BOX, height=0.62)
    axes.set_yticks([-row for row in range(len(shown))], [_label(e, f) for f in shown])
    axes.set_ylim(-len(shown) + 0.5, 0.5)
    # Room for a box beside nearly all of a bar.
    axes.set_xlim(0, 1.003 + (_BOX + 0.01 if some_hidden else 0))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(axis="y", length=0)
    handles = [Patch(**_style(s), label=STATUS_LABEL[s]) for s in used]
    if some_hidden:
        handles.append(Patch(**HIDDEN, label=HIDDEN_WORDS))
    legend(figure, handles, columns=3)
    left_out = [f for f in every if e[f.total].status != "shown"]
    told_of = {f.programme_id for f in known if not _silent(f)}
    # Of a programme that is told of for another time the table has this one as well.
    silent = _unreported(e, [f for f in known if _silent(f) and f.programme_id not in told_of])
    alt = _alt(e, shown) + unmarked(silent) + _left_out(e, left_out, write=str)
    caption = _caption(e, shown) + silent + _left_out(e, left_out)
    return Chart(figure, caption, alt, tuple(drawn))


def _style(status: str) -> dict[str, Any]:
    return UNKNOWN if status == "unknown" else filled(_COLOURS[status])


def _silent(flow: Flow) -> bool:
    """Say whether nothing is reported of a flow's people: a bar of it would look like a result."""
    return bool(flow.parts) and all(status == "unknown" for status, _ in flow.parts)


def _unreported(e: Evidence, silent: list[Flow]) -> str:
    """Say of which programmes' people nothing is reported, the most of each; the table has all."""
    if not silent:
        return ""
    most: dict[str, Value] = {}
    for v in (e[f.total] for f in silent):
        if (v.value or 0) >= (most.setdefault(v.programme_id, v).value or 0):
            most[v.programme_id] = v
    told = [
        f"{escape(e.programme(v.programme_id).name)} ({mark(v, number(v.value or 0))} deltagare)"
        for v in most.values()
    ]
    return f" För {listing(told)} är inget redovisat om vad det blev, och ingen stapel är ritad."


def _hides(e: Evidence, flow: Flow) -> bool:
    return any(e[key].status == "suppressed" for _, key in flow.parts)


def _shows(e: Evidence, flow: Flow) -> bool:
    return any(e[key].status == "shown" for _, key in flow.parts)


def _left_out(e: Evidence, flows: list[Flow], write: Callable[[str], str] = escape) -> str:
    """Name the programmes whose people are not shown, nothing where there are none."""
    if not flows:
        return ""
    names = listing(list(dict.fromkeys(write(e.programme(f.programme_id).name) for f in flows)))
    return f" Antalet för {names} visas inte och är inte ritat."


def _label(e: Evidence, flow: Flow) -> str:
    whole = e[flow.total]
    name = "\n".join(textwrap.wrap(e.programme(flow.programme_id).name, 24)[:2])
    reading = parse_group(whole.group).get("reading")
    words = [f"{number(whole.value or 0)} deltagare"]
    words += [period(whole.year)] if whole.year else []
    words += [f"läsning {reading}"] if reading else []
    return f"{name}\n{', '.join(words)}"


_BOXES = " Prickade rutor är tal som inte visas; rutans längd säger inget om talet."


def _caption(e: Evidence, shown: list[Flow]) -> str:
    inferred = [escape(e.programme(f.programme_id).name) for f in shown if f.inferred]
    note = (
        f" För {listing(inferred)} säger källan inte att resultaten utesluter varandra; rapporten "
        "antar att de gör det."
        if inferred
        else ""
    )
    return (
        f"**{_finding(e, shown)}.** "
        f"Deltagare i de insatser där källan delar upp dem, efter läge vid avslut eller uppgiftens datum; det okända är streckat.{note}"
        + (_BOXES if any(_hides(e, f) for f in shown) else "")
    )


_GOOD = ("employment", "studies", "towards")


def _finding(e: Evidence, shown: list[Flow]) -> str:
    """Say what the chart shows: of one flow in its numbers, of several how much is unknown."""
    if len(shown) == 1:
        return _of_one(e, shown[0])
    lead = _went(e, shown)
    if any(e[key].status == "suppressed" for f in shown for _, key in f.parts):
        return f"{lead}; några tal visas inte" if lead else "Några tal visas inte"
    unknown = sum(_count(e, f, ("unknown",)) for f in shown)
    if not unknown:
        return f"{lead}; allas läge är redovisat" if lead else "Alla deltagares läge är redovisat"
    every = sum(e[f.total].value or 0 for f in shown)
    many = "de flesta" if unknown * 2 > every else "många" if unknown * 10 > every else "några"
    if not lead:
        return f"För {many} av deltagarna är läget inte redovisat"
    return f"{lead}, men för {many} är läget inte redovisat"


def _went(e: Evidence, shown: list[Flow]) -> str:
    """Say where some of the participants went, by what is drawn of it; nothing where none did."""
    reached = any(_count(e, f, ("employment", "studies")) for f in shown)
    near = any(_count(e, f, ("towards",)) for f in shown)
    if not reached and not near:
        return ""
    return f"En del av deltagarna gick {'till arbete eller studier' if reached else 'mot arbete'}"


def _count(e: Evidence, flow: Flow, codes: tuple[str, ...]) -> float:
    return sum(e[key].value or 0 for status, key in flow.parts if status in codes)


def _of_one(e: Evidence, flow: Flow) -> str:
    """Tell the successes and the unknown of a programme's people: ``23 arbete och 18 studier av 77``.

    Where no success is shown, everything that is.
    """
    parts = [(s, e[key]) for s, key in flow.parts if e[key].status == "shown"]
    told = [(s, f"{mark(v, number(v.value or 0))} {part_label(v)}") for s, v in parts
            if s != "unknown" or v.value]  # fmt: skip
    good = [words for s, words in told if s in _GOOD]
    lost = [words for s, words in told if s == "unknown"]
    listed = [*good, *lost] if good else [words for _, words in told]
    whole = e[flow.total]
    every = f"{mark(whole, number(whole.value or 0))} deltagare"
    return f"Av {every}: {listing(listed)}" if listed else every


def _alt(e: Evidence, shown: list[Flow]) -> str:
    bars = []
    for flow in shown:
        parts = ", ".join(
            f"{part_label(e[key])} visas inte"
            if e[key].status == "suppressed"
            else f"{number(e[key].value or 0)} {part_label(e[key])}"
            for _, key in flow.parts
        )
        bars.append(
            f"{e.programme(flow.programme_id).name}: av {number(e[flow.total].value or 0)} deltagare {parts}"
        )
    return f"Liggande staplar, en per insats. {'; '.join(bars)}."
