"""When the money is back, what drives it, and what a change consists of."""

from utfall.evidence import Evidence
from utfall.figures.forms import (
    Scenario,
    Step,
    TornadoRow,
    break_even_curve,
    tornado,
    waterfall,
)
from utfall.figures.theme import Chart, counted
from utfall.recorded import ALL
from utfall.tables.payback import FACTOR, PARAMETER, PAYERS, SHARES, of_newest, rank
from utfall.text import capitalised, decimal, kronor, listing, millions, percent, period, show
from utfall.values import Value, parse_group

__all__ = ["payback", "payback_change", "payback_swing"]


def _times(e: Evidence) -> dict[str, Value]:
    """Return the simple payback times of the public sector by year."""
    found = e.find("payback_months", ALL, payer="public", discounted=None)
    return {v.year: v for v in found if set(parse_group(v.group)) == {"payer"}}


def payback(e: Evidence) -> Chart | None:
    """Draw the gains year by year, by who gains and together, against the cost."""
    found = of_newest(e.find("cumulated_benefit", ALL))
    cost = next(iter(of_newest(e.find("payback_cost", ALL, payer="public"))), None)
    if not found or cost is None or cost.value is None:
        return None
    payers = [p for p in ("state", "municipality", "region") if _of(found, p)]
    series = {p: [0.0, *(v.value or 0.0 for v in _of(found, p))] for p in payers}
    together = [0.0, *(v.value or 0.0 for v in _of(found, "public"))]
    years = len(together) - 1
    months = _times(e).get(cost.year)
    back = months.value / 12 if months is not None and months.value is not None else None
    scenarios = [
        Scenario("tillsammans", together, back, _back(months), accent=True),
        *(Scenario(PAYERS[p], series[p], None, _mnkr(series[p][-1])) for p in payers),
    ]
    figure = break_even_curve(
        [float(n) for n in range(years + 1)],
        scenarios,
        cost=cost.value,
        cost_label="kostnaden",
        name="år efter avslutet",
        write=_mnkr,
    )
    if figure is None:
        return None
    finding = (
        f"Kostnaden är tillbaka efter {show(months)} om antagandena håller"
        if months is not None and months.status == "shown"
        else f"Vinsterna når inte upp till kostnaden på {counted(years)} år"
        if max(together) < cost.value
        else "När kostnaden är tillbaka visas inte"
    )
    caption = (
        f"**{finding}.** Vinster för det offentliga år för år, {period(cost.year)}, för dem som får dem och tillsammans, "
        "mot kostnaden. Under antaganden; kurvorna planar ut eftersom en del av resultaten inte varar."
    )
    last = "; ".join(f"{PAYERS[p]} {millions(series[p][-1])}" for p in payers)
    alt = (
        f"Kurvor som stiger över {years} år mot en linje vid kostnaden {kronor(cost.value)}. Sista "
        f"året: tillsammans {millions(together[-1])}; {last}."
    )
    return Chart(figure, caption, alt)


def _mnkr(amount: float) -> str:
    return f"{decimal(amount / 1e6, 1)} mnkr"


def _back(months: Value | None) -> str:
    if months is None or months.value is None:
        return "" if months is None or months.status == "suppressed" else "aldrig tillbaka"
    return f"tillbaka efter {_months(months.value)}"


def _of(found: list[Value], payer: str) -> list[Value]:
    own = [v for v in found if parse_group(v.group)["payer"] == payer]
    return sorted(own, key=lambda v: int(parse_group(v.group)["years"]))


def payback_swing(e: Evidence) -> Chart | None:
    """Draw a tornado: how the time moves with each assumption, the two most doubtful first."""
    rows = sorted(
        (v for v in of_newest(e.find("payback_swing", ALL)) if v.status == "shown"), key=rank
    )
    base = _times(e).get(rows[0].year) if rows else None
    if base is None or base.value is None:
        return None
    drawn = []
    for v in rows:
        # What gives the shorter time stands to the left, whichever setting that is; never is last.
        ends = sorted(
            ((v.low, v.numerator), (v.high, v.denominator)),
            key=lambda end: float("inf") if end[0] is None else end[0],
        )
        (low, low_setting), (high, high_setting) = ends
        drawn.append(
            TornadoRow(
                capitalised(PARAMETER.get(parse_group(v.group)["parameter"], "")),
                low,
                high,
                f"{_months(low)} vid {_setting(v, low_setting)}",
                f"{_months(high)} vid {_setting(v, high_setting)}",
            )
        )
    figure = tornado(drawn, base.value, base_label=_months(base.value))
    if figure is None:
        return None
    # Of several whose one end is never reached, none moves the time more than the others.
    endless = [row for row in drawn if (row.low is None) != (row.high is None)]
    widest = endless or [max(drawn, key=lambda row: (row.high or 0.0) - (row.low or 0.0))]
    named = listing([f"{row.label[0].lower()}{row.label[1:]}" for row in widest])
    caption = (
        f"**Tiden ändras mest med {'ett antagande' if len(widest) == 1 else 'dessa antaganden'}: {named}.** "
        f"Återbetalningstid, {period(base.year)}, när ett antagande i taget är ett annat. Det är inget "
        "konfidensintervall: det säger vad som följer av ett annat antagande, inte hur troligt det är."
    )
    told = "; ".join(f"{row.label} {row.low_text}, {row.high_text}" for row in drawn)
    return Chart(figure, caption, f"Liggande staplar kring {_months(base.value)}. {told}.")


def _months(months: float | None) -> str:
    return "aldrig" if months is None else f"{decimal(months, 0)} mån"


def _setting(v: Value, setting: float | None) -> str:
    name = parse_group(v.group)["parameter"]
    share = name.startswith("model.") or name in SHARES
    return percent(setting or 0.0) if share else kronor(setting or 0.0)


def payback_change(e: Evidence) -> Chart | None:
    """Draw a waterfall from the earlier payback time to the later one."""
    found = of_newest(v for v in e.find("payback_change", ALL) if "against" in parse_group(v.group))
    told = {parse_group(v.group).get("factor", ""): v for v in found if v.status == "shown"}
    whole = told.get("")
    if whole is None or whole.value is None:
        return None
    earlier = parse_group(whole.group)["against"]
    before, after = _times(e).get(earlier), _times(e).get(whole.year)
    if before is None or after is None or before.value is None or after.value is None:
        return None
    parts = [
        Step(capitalised(FACTOR[f]), told[f].value or 0.0, _signed(told[f].value or 0.0))
        for f in FACTOR
        if f and f in told
    ]
    figure = waterfall(
        Step(period(earlier), before.value, f"{decimal(before.value, 1)} mån"),
        parts,
        Step(period(whole.year), after.value, f"{decimal(after.value, 1)} mån"),
    )
    # What a reader sees as one time is one time.
    same = decimal(before.value, 1) == decimal(after.value, 1)
    finding = "lika lång" if same else "längre" if after.value > before.value else "kortare"
    caption = (
        f"**Den beräknade återbetalningstiden blev {finding}.** Månader från {period(earlier)} till {period(whole.year)}, fördelade på "
        "det som ändrades. Delarna går ihop med hela förändringen."
    )
    listed = "; ".join(f"{step.label} {step.text}" for step in parts)
    alt = (
        f"Staplar från {decimal(before.value, 1)} till {decimal(after.value, 1)} månader. {listed}."
    )
    return Chart(figure, caption, alt)


def _signed(months: float) -> str:
    told = decimal(months, 1)
    return told if told.startswith("−") or told == decimal(0, 1) else f"+{told}"
