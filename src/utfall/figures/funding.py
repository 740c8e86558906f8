"""Who paid: one bar per programme, split by funder, what has no stated funder hatched."""

import textwrap
from typing import Any

from matplotlib.patches import Patch

from utfall.evidence import Evidence, widest
from utfall.figures.theme import (
    GREY,
    INK,
    SERIES,
    UNKNOWN,
    Chart,
    canvas,
    filled,
    ink_on,
    legend,
)
from utfall.labels import BASIS, FUNDER
from utfall.text import decimal, millions, period
from utfall.values import Value, parse_group

__all__ = ["bars", "funding"]

_COLOURS = {
    "esf": SERIES[2],
    "eu": SERIES[3],
    "association": SERIES[0],
    "municipality": SERIES[1],
    "region": SERIES[4],
    "state": SERIES[5],
}


def bars(e: Evidence) -> list[tuple[Value, list[tuple[str, Value]]]]:
    """Return each programme's total with its parts by funder, whatever is not stated last.

    Only totals in kronor: of a member its own and joint ones, or the county's where there are none;
    in other reports the widest of each programme.
    A total that sources state differently is left to the table, since none of them is chosen.
    """
    totals = e.stated_money()
    near = [v for v in totals if e.place_of(v) != "county"]
    if e.subject.about != "member":
        near = widest(totals)
    found = []
    for v in near or totals:
        own = parse_group(v.group)
        parts = [
            (parse_group(p.group)["funder"], p)
            for p in e.find(
                "funding",
                v.programme_id,
                v.member_id,
                source=own.get("source"),
                reading=own.get("reading"),
                prices=None,
                allocation=None,
            )
            if parse_group(p.group)["funder"] != "total"
            and p.status == "shown"
            and p.year == v.year
        ]
        rest = e.find(
            "funding_not_stated",
            v.programme_id,
            v.member_id,
            source=own.get("source"),
            reading=own.get("reading"),
        )
        parts += [
            ("not_stated", p) for p in rest if p.status == "shown" and p.value and p.year == v.year
        ]
        found.append((v, parts or [("not_stated", v)]))
    return found


def funding(e: Evidence) -> Chart | None:
    """Draw the stated total of each programme by funder, in millions of kronor."""
    found = bars(e)
    if not found:
        return None
    used = list(dict.fromkeys(funder for _, parts in found for funder, _ in parts))
    bottom = 0.5 + 0.2 * -(-(len(used) + 1) // 4)
    height = 0.54 * len(found) + bottom + 0.13
    figure, axes = canvas(height, left=2.1, right=0.6, bottom=bottom, top=0.05)
    largest = max(v.value or 0 for v, _ in found)
    for row, (total, parts) in enumerate(found):
        left = 0.0
        for funder, part in parts:
            width = part.value or 0
            axes.barh(-row, width, left=left, height=0.58, **_style(funder))
            if width > largest * 0.09:
                axes.text(
                    left + width / 2,
                    -row,
                    decimal(width / 1e6, 1),
                    ha="center",
                    va="center",
                    color=INK if funder == "not_stated" else ink_on(_COLOURS[funder]),
                    bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}
                    if funder == "not_stated"
                    else None,
                )
            left += width
        if left < (total.value or 0):
            # Parts on another basis than the total: what is left is neither stated nor unstated.
            axes.barh(
                -row,
                (total.value or 0) - left,
                left=left,
                height=0.58,
                facecolor="white",
                edgecolor=GREY,
            )
        axes.text(
            (total.value or 0) + largest * 0.015,
            -row,
            decimal((total.value or 0) / 1e6, 1),
            va="center",
            weight="semibold",
        )
    axes.set_yticks([-r for r in range(len(found))], [_label(e, v) for v, _ in found])
    axes.set_ylim(-len(found) + 0.5, 0.5)
    axes.set_xlim(0, largest * 1.02)
    axes.tick_params(axis="y", length=0)
    axes.xaxis.set_major_formatter(lambda x, _: decimal(x / 1e6, 0 if largest > 8e6 else 1))
    axes.set_xlabel("miljoner kronor, löpande priser", fontsize=9)
    handles = [Patch(**_style(f), label=FUNDER[f]) for f in used]
    other = any(sum(p.value or 0 for _, p in parts) < (v.value or 0) for v, parts in found)
    if other:
        handles.append(Patch(facecolor="white", edgecolor=GREY, label="övrigt i beloppet"))
    legend(figure, handles, columns=4)
    return Chart(figure, _caption(e, used, whole=not other), _alt(e, found))


def _style(funder: str) -> dict[str, Any]:
    return UNKNOWN if funder == "not_stated" else filled(_COLOURS[funder])


def _label(e: Evidence, v: Value) -> str:
    own = parse_group(v.group)
    name = f"{e.programme(v.programme_id).name} {period(v.year) if v.year else ''}".strip()
    name = "\n".join(textwrap.wrap(name, 24)[:2])
    mine = e.subject.name if e.subject.about == "member" else "alla kommuner"
    place = e.place_word(v) or mine
    reading = f", läsning {own['reading']}" if own.get("reading") else ""
    return f"{name}\n({place}, {BASIS[own['basis']]}{reading})"


def _caption(e: Evidence, used: list[str], *, whole: bool) -> str:
    finding = (
        "Finansiären är inte angiven för något av beloppen"
        if set(used) == {"not_stated"} and whole
        else "För en del av pengarna är finansiären inte angiven"
        if "not_stated" in used
        else "Finansiärerna är angivna för alla belopp som visas"
        if whole
        # What is left of a total is on another basis: neither stated nor unstated.
        else "Finansiärerna är angivna för en del av pengarna"
    )
    return f"**{finding}.** Pengar till varje insats efter finansiär, så som källorna anger dem; staplarna får inte summeras."


def _alt(e: Evidence, found: list[tuple[Value, list[tuple[str, Value]]]]) -> str:
    told = []
    for total, parts in found:
        split = ", ".join(f"{FUNDER[f]} {millions(p.value or 0)}" for f, p in parts)
        told.append(
            f"{e.programme(total.programme_id).name} {millions(total.value or 0)}"
            + (f" ({split})" if split else "")
        )
    return f"Liggande staplar, en per insats. {'; '.join(told)}."
