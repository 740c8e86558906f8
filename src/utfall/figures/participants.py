"""How many took part, over the years, by programme."""

from utfall.evidence import Evidence
from utfall.figures.theme import (
    ACCENT,
    GREY,
    HIDDEN,
    INK,
    PALE,
    UNKNOWN,
    Chart,
    canvas,
    counted,
    spans_years,
)
from utfall.labels import COUNT
from utfall.text import escape, listing, number, period
from utfall.values import Value, parse_group

__all__ = ["participants"]

_ROW = 0.36  # inches per programme: two lines of a label, and no more of a page than it needs


def participants(e: Evidence) -> Chart | None:
    """Draw one row per count across the years it covers, and above them what single years hold.

    The member's own counts are filled, counts shared with others are outlined, and a year for
    which no source states a number is hatched.
    """
    usable = [
        v
        for v in e.find("n_participants", source=None, allocation=None)
        if (v.status == "suppressed" or (v.status == "shown" and v.value is not None))
        and v.member_id
        and e.begins(v)
        and parse_group(v.group).get("kind") != "stock"
        and "population" not in parse_group(v.group)
        and e.chosen(v)
    ]
    counts = e.in_order([v for v in usable if v.status == "shown"])
    concealed = e.in_order([v for v in usable if v.status == "suppressed"])
    if not counts:
        return None
    own = [v for v in counts if e.place_of(v) == "own" and not parse_group(v.group).get("reading")]
    single: dict[int, list[Value]] = {}
    for v in own:
        if len(v.year) == 4 and _whole_year(v):
            single.setdefault(int(v.year), []).append(v)
    boxes = {
        int(v.year)
        for v in concealed
        if e.place_of(v) == "own"
        and len(v.year) == 4
        and _whole_year(v)
        and not parse_group(v.group).get("reading")
    }
    first = min(*(_years(e, v)[0] for v in counts), e.year - e.history + 1, *boxes)
    years = range(first, e.year + 1)

    rows = len(counts)
    height = 0.95 + 0.5 + rows * _ROW
    figure, axes = canvas(height, left=1.75, bottom=0.35, top=0.1)
    axes.set_xlim(first - 0.5, e.year + 0.5)
    axes.set_ylim(-(rows + 0.1), 1.75)

    # What single years hold: a number, or hatching where no source states one.
    top = max((sum(v.value or 0 for v in found) for found in single.values()), default=1) or 1
    for year in years:
        if year in single:
            # Programmes of one year stand on each other; their sum is no number of people.
            bottom = 0.25
            for v in single[year]:
                part = 1.05 * (v.value or 0) / top
                axes.bar(year, part, width=0.8, bottom=bottom, color=ACCENT, edgecolor="white")
                bottom += part
            axes.text(
                year,
                bottom + 0.05,
                " + ".join(number(v.value or 0) for v in single[year]),
                ha="center",
                va="bottom",
                weight="semibold",
            )
        elif year not in boxes:
            axes.bar(year, 0.7, width=0.8, bottom=0.25, **UNKNOWN)
        if year in boxes and year not in single:
            # One size, whatever it hides.
            axes.bar(year, 0.7, width=0.8, bottom=0.25, **HIDDEN)
            axes.text(year, 0.6, "visas\ninte", ha="center", va="center", fontsize=9)
    gaps = [y for y in years if y not in single and y not in boxes]
    if gaps:
        start, end = _longest_gap(gaps)
        axes.text(
            (start + end) / 2,
            0.6,
            "uppgift saknas",
            ha="center",
            va="center",
            fontsize=9,
            bbox={"facecolor": "white", "edgecolor": "none", "pad": 1.5},
        )
    axes.axhline(0.1, color=GREY, linewidth=0.6)

    for i, v in enumerate(counts):
        _span(axes, e, v, -(i + 0.55))
    labels = ["Redovisat för ett\nenskilt år"] + [_name(e, v) for v in counts]
    axes.set_yticks([0.7, *(-(i + 0.55) for i in range(rows))], labels)
    axes.tick_params(axis="y", length=0)
    # Every year has its tick; where many are shown, every second label.
    step = 1 if len(years) <= 11 else 2
    axes.set_xticks(list(years)[::-1][::step][::-1])

    left_out = _left_out(e, concealed)
    caption = _caption(e, counts, years, set(single), boxes) + escape(left_out)
    return Chart(figure, caption, _alt(e, counts, single) + left_out, tuple(counts))


def _left_out(e: Evidence, concealed: list[Value]) -> str:
    """Say which counts are not shown and so not drawn; nothing where there are none."""
    if not concealed:
        return ""
    told = [f"{e.programme(v.programme_id).name} ({period(v.year)})" for v in concealed]
    return f" Antalet för {listing(list(dict.fromkeys(told)))} visas inte."


def _longest_gap(years: list[int]) -> tuple[int, int]:
    """Return the first and last year of the longest run."""
    runs: list[list[int]] = []
    for year in years:
        if runs and runs[-1][-1] == year - 1:
            runs[-1].append(year)
        else:
            runs.append([year])
    longest = max(runs, key=len)
    return longest[0], longest[-1]


def _years(e: Evidence, v: Value) -> tuple[int, int]:
    """Return the years a count covers; its programme's where the source states none."""
    if v.year:
        return spans_years(v.year, e.year)
    p = e.programme(v.programme_id)
    return int(p.start[:4]), min(int(p.end[:4]), e.year) if p.end else e.year


def _whole_year(v: Value) -> bool:
    return "kind" not in parse_group(v.group) and "component" not in parse_group(v.group)


def _span(axes, e: Evidence, v: Value, y: float) -> None:  # type: ignore[no-untyped-def]
    start, end = _years(e, v)
    mine = e.place_of(v) == "own"
    assumed = bool(parse_group(v.group).get("reading")) or not v.year
    axes.barh(
        y,
        end - start + 0.8,
        left=start - 0.4,
        height=0.62,
        facecolor=ACCENT if mine and not assumed else (PALE if mine else "white"),
        edgecolor=ACCENT if mine else INK,
        linewidth=1.1,
        linestyle="--" if assumed else "-",
    )
    axes.text(
        (start + end) / 2,
        y,
        number(v.value or 0),
        ha="center",
        va="center",
        weight="semibold",
        color="white" if mine and not assumed else INK,
    )
    if parse_group(v.group).get("kind") != "to_date":
        return
    if start - 0.5 <= axes.get_xlim()[0]:
        # At the edge there is no room beside the bar.
        axes.text(
            start - 0.3,
            y,
            "hittills",
            va="center",
            fontsize=9,
            color="white" if mine and not assumed else INK,
        )
    else:
        axes.text(start - 0.5, y, "hittills", ha="right", va="center", fontsize=9)


def _name(e: Evidence, v: Value) -> str:
    name = e.programme(v.programme_id).name
    if place := e.place_word(v):
        return f"{_short(name)}\n({place})"
    reading = parse_group(v.group).get("reading")
    if reading:
        return f"{_short(name)}\n(läsning {reading})"
    return _short(name)


def _short(name: str) -> str:
    return name if len(name) <= 26 else name[:25].rstrip() + "…"


def _caption(
    e: Evidence, counts: list[Value], years: range, single: set[int], boxes: set[int]
) -> str:
    if e.subject.kind != "municipality":
        return (
            f"**{_of_county(counts)}.** Antal deltagare efter insats och period; ofyllda staplar gäller flera kommuner "
            "tillsammans."
        )
    return (
        f"**{_finding(e, years, single, boxes)}.** Antal deltagare efter insats och period: fyllda staplar gäller "
        f"bara {escape(e.subject.name)}, ofyllda delas med andra, streckad kant betyder en läsning eller period som inte är säker."
    )


def _of_county(counts: list[Value]) -> str:
    single = sum(len(v.year) == 4 for v in counts)
    lead = "Deltagare i hela länet är redovisade per insats"
    if not single:
        return f"{lead}, inte per år"
    many = (
        "alla"
        if single == len(counts)
        else f"{counted(single, 'ett')} av {counted(len(counts), 'ett')}"
    )
    return f"{lead}; {many} antal gäller ett enskilt år"


def _finding(e: Evidence, years: range, single: set[int], boxes: set[int]) -> str:
    """Say for how many of the years drawn the member's own participants are stated."""
    name, known = escape(e.subject.name), len(single | boxes)
    if not known:
        return f"Ingen källa anger deltagare från {name} för ett helt år"
    if known == len(years):
        return f"Deltagare från {name} är redovisade för varje år"
    span = f"{years[0]}–{years[-1]}"
    of = f"{counted(known, 'ett')} av {counted(len(years), 'ett')} hela år"
    return f"Deltagare från {name} är redovisade för {of}, {span}"


def _alt(e: Evidence, counts: list[Value], single: dict[int, list[Value]]) -> str:
    told = [
        f"{e.programme(v.programme_id).name} {number(v.value or 0)} {COUNT[v.measure]}, {period(v.year)}"
        + ("" if e.place_of(v) == "own" else " tillsammans med andra")
        for v in counts
    ]
    years = listing([str(y) for y in sorted(single)])
    lead = f"Enskilda år med uppgift: {years}. " if single else "Inget enskilt år har uppgift. "
    return f"Stapeldiagram över deltagare. {lead}{'; '.join(told)}."
