"""What records say, drawn: the flows of each year, where people were after exit, women and men.

A length is a number. What is hidden has a dotted box of one size, whatever it hides, and no scale
depends on it.
"""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.patches import Patch

from utfall.evidence import Evidence
from utfall.figures.theme import (
    ACCENT,
    GREY,
    HIDDEN,
    HIDDEN_WORDS,
    INK,
    PALE,
    SERIES,
    UNKNOWN,
    Chart,
    canvas,
    filled,
    hidden,
    legend,
)
from utfall.labels import AFTER_EXIT, QUARTERS, SEXES, SITUATION
from utfall.recorded import (
    ALL,
    cell,
    curve,
    drawable,
    newest,
    pooled,
    split,
    told_together,
    when,
    who,
    whose,
)
from utfall.tables.records import FLOWS, flow_spans
from utfall.text import STATUS_WORDS, capitalised, listing, mark, number, percent, show
from utfall.values import Value, parse_group

__all__ = [
    "records_association",
    "records_flows",
    "records_outcomes",
    "records_remaining",
    "records_sexes",
]

_BAR = 0.62
_MISSING = "ingen uppgift"
# The part of an axis that a hidden count's box takes, whatever it hides.
_BOX = 0.17

_COLOURS: Mapping[str, dict[str, object]] = {
    "work": filled(SERIES[0]),
    # The blue of studies elsewhere, lighter, so that it is far from work in grey too.
    "study": filled("#7492d1"),
    "work_or_study": filled(SERIES[2]),
    "none": filled(PALE),
    "unknown": UNKNOWN,
    "not_due": {"facecolor": "white", "edgecolor": GREY, "linewidth": 0.8},
}


def _scale(values: list[Value]) -> float:
    """Return the largest of the numbers that are shown, at least one."""
    return max([1.0, *(v.value or 0 for v in values if v.status == "shown")])


def _told(value: Value | None) -> str:
    """Write a count for an alternative text."""
    if value is None:
        return _MISSING
    if value.status != "shown":
        return STATUS_WORDS[value.status]
    lead = {"at_least": "minst ", "at_most": "högst "}.get(value.bound, "")
    return f"{lead}{number(value.value or 0)}"


def _after(found: Sequence[Value | None]) -> str:
    """Say in a caption that some numbers are hidden, where it is so.

    What "minst" and "högst" mean stands in the section, once for its charts and tables.
    """
    if not any(v is not None and v.status == "suppressed" for v in found):
        return ""
    return (
        " Prickade rutor är tal som inte visas, för att ingen ska kännas igen; rutans längd säger inget om "
        "talet."
    )


def _single(
    axes: Axes, value: Value | None, left: float, y: float, unit: float, colour: str
) -> bool:
    """Draw one count from the left of its panel, or the words for why there is none."""
    if value is None or value.status != "shown" or value.value is None:
        if value is not None and value.status == "suppressed":
            hidden(axes, left, y, width=0.5, height=_BAR)
        else:
            axes.text(left, y, _told(value), va="center", style="italic", fontsize=9)
        return False
    axes.barh(y, value.value * unit, left=left, height=_BAR, **filled(colour))
    axes.text(left + value.value * unit + 0.02, y, _told(value), va="center", weight="semibold")
    return True


def records_flows(e: Evidence) -> Chart | None:
    """Draw the member's new participations, exits and who was still there, a row per period."""
    return _flows(e, who(e))


def records_association(e: Evidence) -> Chart | None:
    """Draw the same of the whole association, year by year, where the member's is another chart."""
    return _flows(e, ALL) if who(e) != ALL else None


def _flows(e: Evidence, member: str) -> Chart | None:
    shown = newest(flow_spans(e, member), max(e.history, 8))
    panels = {
        name: (measure, parts)
        for name, (measure, parts) in FLOWS.items()
        if any(cell(e, measure, year, member, **parts) for year in shown)
    }
    found = {
        (name, year): cell(e, measure, year, member, **parts)
        for name, (measure, parts) in panels.items()
        for year in shown
    }
    known = [v for v in found.values() if v is not None]
    if not drawable(known):
        return None
    # Three panels of one scale: the longest bar leaves room for its number.
    unit = 0.66 / _scale(known)
    height = 0.29 * len(shown) + 0.42
    figure, axes = canvas(height, left=1.05, right=0.05, bottom=0.08, top=0.32)
    drawn = []
    for row, year in enumerate(shown):
        for panel, (name, colour) in enumerate(
            zip(panels, (ACCENT, SERIES[3], GREY), strict=False)
        ):
            value = found[name, year]
            if _single(axes, value, panel, -row, unit, colour) and value is not None:
                drawn.append(value)
    for panel, name in enumerate(panels):
        axes.axvline(panel, color=GREY, linewidth=0.8)
        axes.text(panel, 0.72, name, va="bottom", weight="semibold", fontsize=9.5)
    labels = [when(year, [v for n in panels if (v := found[n, year])]) for year in shown]
    axes.set_yticks([-row for row in range(len(shown))], labels)
    axes.set_ylim(-len(shown) + 0.4, 0.6)
    axes.set_xlim(0, len(panels))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    caption = (
        f"**{_flow_finding(found, shown)}.** Ur individuppgifter: deltaganden, {whose(e, member)}. Den som är med i två "
        f"insatser är två deltaganden.{_after(list(found.values()))}"
    )
    told = [
        f"{label}: " + ", ".join(f"{name.lower()} {_told(found[name, year])}" for name in panels)
        for label, year in zip(labels, shown, strict=True)
    ]
    return Chart(
        figure,
        caption,
        f"Liggande staplar i spalter, en rad per period. {'; '.join(told)}.",
        tuple(drawn),
    )


def _flow_finding(found: Mapping[tuple[str, str], Value | None], shown: list[str]) -> str:
    """Say how many began in the first and in the last period that has a number."""
    name = next(iter(FLOWS))
    begun = [v for year in shown if (v := found.get((name, year))) and v.status == "shown"]
    if not begun:
        return "Hur många som började, slutade och var kvar"
    first, last = begun[0], begun[-1]
    noun = "deltagande" if first.value == 1 else "deltaganden"
    told = f"{capitalised(show(first))} {noun} började under {when(first.year, [first])}"
    return told if first is last else f"{told} och {show(last)} under {when(last.year, [last])}"


def records_outcomes(e: Evidence) -> Chart | None:
    """Draw where those who left were at exit, six and twelve months later, in participations.

    The parts that are shown stand first and to scale. A row with a hidden part ends in a dotted
    box of one size.
    """
    member = who(e)
    coarse = told_together(e, member, SITUATION)
    rows = []
    for year in newest(pooled(e, "n_outcome", member), 2):
        for after in AFTER_EXIT:
            states = split(
                e, "n_outcome", "outcome", SITUATION, year, member, coarse=coarse, after=after
            )
            if states:
                rows.append((year, after, states))
    if not drawable(v for _, _, states in rows for v in states.values()):
        return None
    lengths = [sum(v.value or 0 for v in states.values()) for _, _, states in rows]
    widest = max([1.0, *lengths])
    used = [c for c in SITUATION if any(c in states for _, _, states in rows)]
    some_hidden = any(v.status == "suppressed" for _, _, s in rows for v in s.values())
    legend_rows = -(-(len(used) + some_hidden) // 4)
    bottom = 0.22 * legend_rows + 0.12
    height = 0.46 * len(rows) + bottom + 0.05
    figure, axes = canvas(height, left=1.75, right=0.35, bottom=bottom, top=0.05)
    drawn = []
    for row, (_, _, states) in enumerate(rows):
        left = 0.0
        for code, v in states.items():
            if v.status != "shown" or v.value is None:
                continue
            axes.barh(-row, v.value, left=left, height=_BAR, **_COLOURS.get(code, UNKNOWN))
            drawn.append(v)
            if v.value > widest * 0.035:
                _in_part(axes, code, v, left + v.value / 2, -row)
            left += v.value
        if any(v.status == "suppressed" for v in states.values()):
            hidden(axes, left + widest * 0.01, -row, width=widest * _BOX, height=_BAR)
        elif left == 0:
            axes.text(0, -row, "0", va="center", weight="semibold")
    axes.set_yticks([-r for r in range(len(rows))], [_when_label(*row) for row in rows])
    axes.set_ylim(-len(rows) + 0.5, 0.5)
    axes.set_xlim(0, widest * (1.02 + (_BOX if some_hidden else 0)))
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    handles = [Patch(**_COLOURS[c], label=SITUATION[c]) for c in used]  # type: ignore[arg-type]
    if some_hidden:
        handles.append(Patch(**HIDDEN, label=HIDDEN_WORDS))
    legend(figure, handles, columns=4)
    every: list[Value | None] = [v for _, _, states in rows for v in states.values()]
    caption = (
        f"**{_outcome_finding(rows)}.** Ur individuppgifter: avslutade deltaganden, {whose(e, member)}, efter läge "
        "vid tre tidpunkter. Streckat är inte registrerat; ofyllt är de vars tid för uppföljning inte har kommit."
        + _after(every)
    )
    told = [
        _when_label(year, after, states).replace("\n", " ") + ": "
        + ", ".join(f"{SITUATION.get(code, code)} {_told(v)}" for code, v in states.items())
        for year, after, states in rows
    ]  # fmt: skip
    return Chart(
        figure, caption, f"Liggande staplar, en per tidpunkt. {'; '.join(told)}.", tuple(drawn)
    )


def _in_part(axes: Axes, code: str, v: Value, x: float, y: float) -> None:
    on_dark = code in ("work", "work_or_study")
    box = {"facecolor": "white", "edgecolor": "none", "pad": 1} if code == "unknown" else None
    axes.text(
        x, y, number(v.value or 0), ha="center", va="center", weight="semibold",
        color="white" if on_dark else INK, bbox=box,
    )  # fmt: skip


def _when_label(year: str, after: str, states: Mapping[str, Value]) -> str:
    return (
        f"Avslut {when(year, states.values())}\n{AFTER_EXIT[after].removesuffix(' efter avslut')}"
        + (" efter" if after else "")
    )


def _outcome_finding(rows: list[tuple[str, str, dict[str, Value]]]) -> str:
    """Say how many were in work or studies at the exits of the newest period, as far as is shown."""
    year, after, states = (
        [row for row in rows if not row[1]][-1] if any(not r[1] for r in rows) else rows[-1]
    )
    good = {c: v for c, v in states.items() if c in ("work", "study", "work_or_study")}
    told = [f"{show(v)} i {SITUATION[c]}" for c, v in good.items() if v.status == "shown"]
    if not told:
        return "Hur många som hade arbete eller studier visas inte"
    at = AFTER_EXIT[after] if after else "vid avslutet"
    return f"Av dem som slutade {when(year, states.values())} var {listing(told)} {at}"


def records_remaining(e: Evidence) -> Chart | None:
    """Draw which share of those who began were still there, quarter by quarter.

    The curve steps down at the end of each quarter and ends where fewer than the threshold remain.
    """
    year, found = curve(e)
    if not found:
        return None
    figure, axes = canvas(2.5, left=0.6, right=0.6, bottom=0.78, top=0.2)
    shares = [1.0, *(v.value or 0.0 for v in found)]
    at = range(len(shares))
    axes.step(at, shares, where="post", color=ACCENT, linewidth=2)
    axes.plot(at, shares, "o", color=ACCENT, markersize=4.5)
    # The row of who remain stands below the name of the axis.
    below = -0.47
    axes.text(-0.3, below, "kvar", ha="right", va="center", fontsize=9)
    counts = [found[0].denominator or 0.0, *(v.numerator or 0.0 for v in found)]
    for quarter, (share, count) in enumerate(zip(shares, counts, strict=True)):
        axes.text(quarter, below, number(count), ha="center", va="center", fontsize=9)
        if quarter:
            axes.annotate(
                percent(share), (quarter, share), (5, 4), textcoords="offset points", fontsize=9,
                weight="semibold",
            )  # fmt: skip
    axes.set_xticks(range(len(QUARTERS) + 1), ["start", *(str(n) for n in range(1, 9))])
    axes.set_xlim(-0.2, len(QUARTERS) + 0.3)
    axes.set_ylim(0, 1.06)
    axes.set_yticks([0, 0.5, 1], ["0 %", "50 %", "100 %"])
    axes.set_xlabel("kvartal efter inskrivningen", fontsize=9)
    end = "" if len(found) == len(QUARTERS) else (
        " Kurvan slutar där så få är kvar, eller har slutat, att någon skulle kunna kännas igen."
    )  # fmt: skip
    caption = (
        f"**{_remaining_finding(found)}.** Ur individuppgifter: andel av de deltaganden som började "
        f"{when(year, found)} som var kvar i insatsen, hela förbundet.{end}"
    )
    told = [
        f"efter {QUARTERS[n]} {number(v.numerator or 0)} av {number(v.denominator or 0)}"
        for n, v in enumerate(found)
    ]
    return Chart(
        figure, caption, f"En kurva som faller i steg. Kvar {', '.join(told)}.", tuple(found)
    )


def _remaining_finding(found: Sequence[Value]) -> str:
    """Say how many were still there after a year, or at the end of the curve."""
    n = min(len(found), 4)
    v = found[n - 1]
    counted = mark(v, number(v.numerator or 0), "numerator")
    of = mark(v, number(v.denominator or 0), "denominator")
    return f"Efter {QUARTERS[n - 1]} var {counted} av {of} kvar i insatsen"


def records_sexes(e: Evidence) -> Chart | None:
    """Draw the new participations of women and men over the newest periods."""
    member = who(e)
    periods = {
        v.year
        for v in e.find("n_new", "all", member, from_="records")
        if "sex" in parse_group(v.group)
    }
    rows: list[tuple[str, str, Value]] = []
    for year in newest(periods, 2):
        found = split(e, "n_new", "sex", SEXES, year, member, count="participations")
        # Nobody without a recorded sex is said in the table.
        rows += [(year, c, v) for c, v in found.items() if c != "unknown" or v.value != 0]
    every = [v for _, _, v in rows]
    if not drawable(every):
        return None
    unit = 0.88 / _scale(every)
    figure, axes = canvas(0.29 * len(rows) + 0.2, left=2.3, right=0.1, bottom=0.08, top=0.08)
    drawn = []
    labels = []
    for row, (year, code, v) in enumerate(rows):
        colour = {"K": ACCENT, "M": SERIES[3]}.get(code, PALE)
        if _single_wide(axes, v, -row, unit, colour):
            drawn.append(v)
        labels.append(f"{capitalised(SEXES.get(code, code))}, {when(year, [v])}")
    axes.set_yticks([-r for r in range(len(rows))], labels)
    axes.set_ylim(-len(rows) + 0.4, 0.6)
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.spines["bottom"].set_visible(False)
    axes.spines["left"].set_visible(True)
    caption = (
        f"**{_sex_finding(rows)}.** Ur individuppgifter: nya deltaganden efter kön och period, "
        f"{whose(e, member)}.{_after(list(every))}"
    )
    told = [f"{label} {_told(v)}" for label, (_, _, v) in zip(labels, rows, strict=True)]
    return Chart(
        figure,
        caption,
        f"Liggande staplar, en per kön och period. {'; '.join(told)}.",
        tuple(drawn),
    )


def _single_wide(axes: Axes, value: Value, y: float, unit: float, colour: str) -> bool:
    if value.status == "suppressed":
        hidden(axes, 0, y, width=_BOX, height=_BAR)
        return False
    if value.status != "shown" or value.value is None:
        axes.text(0, y, _told(value), va="center", style="italic", fontsize=9)
        return False
    axes.barh(y, value.value * unit, height=_BAR, facecolor=colour, edgecolor=INK, linewidth=0.6)
    axes.text(value.value * unit + 0.01, y, _told(value), va="center", weight="semibold")
    return True


def _sex_finding(rows: list[tuple[str, str, Value]]) -> str:
    newest_year = rows[-1][0]
    shown = {c: v for year, c, v in rows if year == newest_year and v.status == "shown"}
    if not {"K", "M"} <= set(shown):
        return "Hur många som var kvinnor och män visas inte för alla perioder"
    women, men = shown["K"], shown["M"]
    a = "kvinna" if women.value == 1 else "kvinnor"
    b = "man" if men.value == 1 else "män"
    return f"Av de nya deltagandena {when(newest_year, [women])} gällde {show(women)} {a} och {show(men)} {b}"
