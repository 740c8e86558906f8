"""Members beside each other, what came back to them, and what people left to: never in a rank."""

from collections.abc import Callable, Sequence

from utfall.compared import members_shares, of
from utfall.evidence import Evidence
from utfall.figures.forms import (
    AtRisk,
    Axis,
    Curve,
    DotRow,
    FunnelLimits,
    FunnelPoint,
    Panel,
    Reference,
    cumulative_incidence,
    dot_intervals,
    funnel,
    small_multiples,
)
from utfall.figures.theme import Chart, counted
from utfall.meaning import sentences
from utfall.recorded import ALL, cell, members_spans, when
from utfall.text import (
    STATUS_WORDS,
    decimal,
    escape,
    in_swedish_order,
    listing,
    mark,
    number,
    percent,
    period,
    show,
)
from utfall.values import Value, parse_group

__all__ = ["multiples", "records_left_to", "returns", "side_by_side"]


def _whole_percent(share: float) -> str:
    return f"{number(share * 100)} %"


def _counts(v: Value) -> str:
    return f"{number(v.numerator or 0)} av {number(v.denominator or 0)}"


def side_by_side(e: Evidence) -> Chart | None:
    """Draw the municipalities' shares: a funnel from ten shown members, else dots and intervals."""
    whole, told = members_shares(e)
    shown = [(name, v) for name, v in told if v.status == "shown"]
    if whole is None or whole.value is None or len(shown) < 2:
        return None
    reference = Reference(whole.value, f"alla {percent(whole.value)}")
    drawn = (
        f"Ur individuppgifter: andel av de avslutade {when(whole.year, [whole])} som gick till arbete eller studier "
        "enligt förbundets definition. "
    )
    if all(of(e, v, "funnel", level="95") is not None for _, v in shown):
        points = _points(e, shown)
        figure = funnel(points, _limits(e, shown), reference, name="avslutade deltaganden")
        outside = [p.label for p in points if p.outside]
        words = "ligger utanför det som slumpen brukar ge"
        caption = f"**{_finding(outside, words, len(shown), len(told))}.** {drawn}"
        caption += "Varje punkt är en kommun; linjerna är gränser som slumpen sällan går över. Ingen rangordning."
    else:
        apart = [name for name, v in shown if _stands_out(e, v)]
        words = "skiljer sig från de övriga mer än slumpen brukar ge"
        caption = f"**{_finding(apart, words, len(shown), len(told))}.** {drawn}"
        rows = [
            DotRow(
                name,
                _counts(v) if v.status == "shown" else "",
                v.value,
                v.ci_low,
                v.ci_high,
                accent=v.member_id == e.subject.subject_id,
                words="" if v.status == "shown" else STATUS_WORDS[v.status],
            )
            for name, v in told
        ]
        axis = Axis("andel av de avslutade", _whole_percent, share=True)
        figure = dot_intervals(rows, axis=axis, reference=reference)
        caption += (
            "Punkten är andelen och strecket slumpvariationen. Bokstavsordning, ingen rangordning."
        )
    if figure is None:
        return None
    parts = [
        f"{name} {percent(v.value)}, {_counts(v)}"
        if v.value is not None
        else f"{name} {STATUS_WORDS[v.status]}"
        for name, v in told
    ]
    alt = f"Punkter, en per kommun. {'; '.join(parts)}. Alla tillsammans {percent(whole.value)}."
    return Chart(figure, caption, alt, tuple(v for _, v in shown))


def _stands_out(e: Evidence, share: Value) -> bool:
    """Say whether a member differs from everybody else by more than chance, for many members."""
    p = of(e, share, "chance", against="others")
    return p is not None and p.value is not None and p.value < 0.05


_MOST_NAMED = 3


def _finding(names: Sequence[str], words: str, shown: int, every: int) -> str:
    """Say of which municipalities something holds, without praise or blame.

    That it holds of none can be said of those that are shown alone.
    """
    if not names:
        whom = (
            "Ingen kommun" if shown == every else f"Ingen av de {counted(shown)} kommuner som visas"
        )
        return f"{whom} {words}"
    if len(names) > _MOST_NAMED:
        return f"Flera kommuner {words}"
    return f"{listing([escape(name) for name in names])} {words}"


def _points(e: Evidence, shown: Sequence[tuple[str, Value]]) -> list[FunnelPoint]:
    found = []
    for name, v in shown:
        limit = of(e, v, "funnel", level="998")
        # Judged as the sentence does, not by the lines that are drawn.
        out = limit is not None and sentences.side(v, limit) != "inside"
        mine = v.member_id == e.subject.subject_id
        found.append(FunnelPoint(name, v.denominator or 0.0, v.value or 0.0, mine, out))
    return found


def _limits(e: Evidence, shown: Sequence[tuple[str, Value]]) -> list[FunnelLimits]:
    order = sorted((v for _, v in shown), key=lambda v: v.denominator or 0)
    told = []
    for level, label in (("95", "95 %"), ("998", "99,8 %")):
        at = [x for v in order if (x := of(e, v, "funnel", level=level)) is not None]
        told.append(
            FunnelLimits(
                label,
                [x.denominator or 0.0 for x in at],
                [x.ci_low or 0.0 for x in at],
                [1.0 if x.ci_high is None else x.ci_high for x in at],
            )
        )
    return told


def returns(e: Evidence) -> Chart | None:
    """Draw what came to each municipality for its contribution, with what breaks even."""
    found = e.beside("return_association", ALL)
    last = max((v.year for v in found if v.year and v.status == "shown"), default="")
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    told = [(names[v.member_id], v) for v in found if v.year == last and v.member_id in names]
    told.sort(key=lambda one: in_swedish_order(one[0]))
    neutral = next((v for v in e.find("neutral_level", ALL) if v.year == last and v.value), None)
    rows = [
        DotRow(
            name,
            _range(v),
            v.value,
            known_low=v.low if v.low is not None else v.value,
            known_high=v.high,
            accent=v.member_id == e.subject.subject_id,
            words="" if v.value is not None or v.low is not None else STATUS_WORDS[v.status],
        )
        for name, v in told
    ]
    if sum(v.status == "shown" for _, v in told) < 2:
        return None
    reference = (
        Reference(neutral.value, f"går runt vid {decimal(neutral.value, 1)}")
        if neutral is not None and neutral.value is not None
        else None
    )
    axis = Axis(
        "kronor i insatser per krona i bidrag", lambda x: decimal(x, 0 if x % 1 == 0 else 1)
    )
    figure = dot_intervals(rows, axis=axis, reference=reference)
    if figure is None:
        return None
    caption = (
        f"**{_returns_finding([v for _, v in told])}.** Förbundets egna pengar till insatser där "
        f"kommunen är med, per krona i bidrag, {period(last)}: från det som säkert är kommunens eget till allt som "
        f"delas med andra.{_level(neutral)} En pil är ett spann som fortsätter. Bokstavsordning, ingen rangordning."
    )
    listed = "; ".join(f"{name} {_range(v)}" for name, v in told)
    alt = f"Spann, ett per kommun, i kronor per krona.{_level(neutral, decimal)} {listed}."
    return Chart(figure, caption, alt)


def _level(neutral: Value | None, write: Callable[[float, int], str] | None = None) -> str:
    """Say what the line stands at and why; nothing where there is none."""
    if neutral is None or neutral.value is None:
        return ""
    level = show(neutral) if write is None else write(neutral.value, 1)
    return f" Linjen vid {level} är vad en kommunal krona blir i förbundet, eftersom regionen och staten betalar resten."


def _returns_finding(told: Sequence[Value]) -> str:
    shown = [v for v in told if v.status == "shown"]
    ranges = [v for v in shown if v.value is None]
    if not ranges:
        return "Vad som kom tillbaka är känt för de kommuner som har ett tal"
    if len(ranges) == len(told):
        return "Vad som kom tillbaka går bara att säga som ett spann"
    return f"För {counted(len(ranges))} av {counted(len(told))} kommuner går vad som kom tillbaka bara att säga som ett spann"


def _range(v: Value) -> str:
    if v.status != "shown":
        return ""
    if v.value is not None:
        return decimal(v.value, 1)
    if v.high is None:
        return f"minst {decimal(v.low or 0.0, 1)}"
    return f"{decimal(v.low or 0.0, 1)}–{decimal(v.high, 1)}"


_WAYS = {
    "work": "till arbete",
    "work_or_study": "till arbete eller studier",
    "study": "till studier",
    "other": "för annat eller okänt",
}
_HALF = ("ett halvår", "ett år", "ett och ett halvt år", "två år")


def records_left_to(e: Evidence) -> Chart | None:
    """Draw what people had left to by half-year, with how many were still there."""
    found = [v for v in e.find("share_left_to", ALL, ALL, from_="records") if v.status == "shown"]
    year = max((v.year for v in found), default="")
    by_way: dict[str, list[Value]] = {}
    for v in sorted(found, key=lambda v: parse_group(v.group)["half_years"]):
        if v.year == year:
            by_way.setdefault(parse_group(v.group)["left_to"], []).append(v)
    ways = [way for way in _WAYS if way in by_way]
    halves = min((len(by_way[way]) for way in ways), default=0)
    if halves < 1 or len(ways) < 2:
        return None
    curves = [
        Curve(
            f"{_WAYS[way]}\n{percent(by_way[way][halves - 1].value or 0)}",
            [0.0, *(0.5 * n for n in range(1, halves + 1))],
            [0.0, *(v.value or 0.0 for v in by_way[way][:halves])],
            [0.0, *(v.ci_low or 0.0 for v in by_way[way][:halves])],
            [0.0, *(v.ci_high or 0.0 for v in by_way[way][:halves])],
        )
        for way in ways
    ]
    began = by_way[ways[0]][0].denominator or 0.0
    left = [sum(by_way[way][n].numerator or 0.0 for way in ways) for n in range(halves)]
    at_risk = [AtRisk(0.0, number(began))]
    at_risk += [AtRisk(0.5 * (n + 1), number(began - gone)) for n, gone in enumerate(left)]
    figure = cumulative_incidence(
        curves, at_risk, name="år efter starten", risk_name="kvar i insatsen"
    )
    if figure is None:
        return None
    last = by_way[ways[0]][halves - 1]
    caption = (
        f"**{_HALF[halves - 1].capitalize()} efter starten hade {mark(last, number(last.numerator or 0), 'numerator')} "
        f"av {mark(last, number(last.denominator or 0), 'denominator')} lämnat insatsen {_WAYS[ways[0]]}.** Ur "
        f"individuppgifter: de som började {when(year, found)}, hela förbundet. Den som har lämnat för annat kan inte "
        "längre lämna för arbete, och räknas för sig. Bandet är slumpvariationen."
    )
    told = "; ".join(
        f"{_HALF[n]}: "
        + ", ".join(f"{_WAYS[way]} {percent(by_way[way][n].value or 0)}" for way in ways)
        for n in range(halves)
    )
    drawn = tuple(v for way in ways for v in by_way[way][:halves])
    return Chart(figure, caption, f"Kurvor som stiger i steg. {told}.", drawn)


def multiples(e: Evidence) -> Chart | None:
    """Draw the persons of each municipality period by period, a small line each."""
    years = members_spans(e)
    names = {m.member_id: m.name for m in e.members if m.kind == "municipality"}
    panels, drawn = [], []
    for member, name in sorted(names.items(), key=lambda item: in_swedish_order(item[1])):
        told: dict[str, float | None] = {}
        for year in years:
            v = cell(e, "n_during", year, member, count="persons")
            if v is not None and v.status in ("shown", "suppressed"):
                told[period(year)] = v.value
                drawn += [v] if v.status == "shown" else []
        if told:
            panels.append(Panel(name, told, accent=member == e.subject.subject_id))
    if len(panels) < 2 or len(years) < 2 or not drawn:
        return None
    labels = [period(year) for year in years]
    figure = small_multiples(panels, years=labels, write=number)
    if figure is None:
        return None
    whole = sum(all(p.values.get(label) is not None for label in labels) for p in panels)
    finding = (
        "Varje kommuns deltagare kan visas för alla perioder"
        if whole == len(names)
        else f"För {counted(whole) if whole else 'ingen'} av {counted(len(names))} kommuner kan alla perioder visas"
    )
    how = {"at_most": "högst så många ", "at_least": "minst så många "}
    bound = next((how[v.bound] for v in drawn if v.bound in how), "")
    caption = (
        f"**{finding}.** Ur individuppgifter: {bound}personer som deltog per period och kommun, på samma skala. "
        "Bokstavsordning, ingen rangordning."
    )
    listed = "; ".join(
        f"{p.title} " + ", ".join(f"{y} {_told(p.values[y])}" for y in p.values) for p in panels
    )
    return Chart(figure, caption, f"Små linjer, en per kommun. {listed}.", tuple(drawn))


def _told(count: float | None) -> str:
    return "visas inte" if count is None else number(count)
