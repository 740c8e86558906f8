"""Answers to surveys and progress between measurements, a dot with its interval for each."""

from utfall.evidence import Evidence, Indicator
from utfall.figures.forms import Axis, DotRow, dot_intervals
from utfall.figures.theme import Chart
from utfall.text import STATUS_WORDS, number, percent, period

__all__ = ["indicators"]


def indicators(e: Evidence) -> Chart | None:
    """Draw the newest share of each question; at least two must be shown."""
    newest = {
        (i.text, i.programme_id, i.respondents): i
        for i in sorted(e.indicators, key=lambda i: e[i.share].year)
    }
    told = list(newest.values())
    if sum(e[i.share].status == "shown" for i in told) < 2:
        return None
    several = len({i.programme_id for i in told}) > 1
    rows = [_row(e, i, several=several) for i in told]
    figure = dot_intervals(
        rows,
        axis=Axis(
            "andel som instämde eller stod högre", lambda x: f"{number(x * 100)} %", share=True
        ),
    )
    if figure is None:
        return None
    shares = [share for i in told if (share := e[i.share].value) is not None]
    caption = (
        f"**Andelen som instämde eller stod högre var mellan {percent(min(shares))} och {percent(max(shares))}.** "
        "Punkten är andelen av dem som svarade eller mättes minst två gånger, strecket slumpvariation. Det bleka, "
        "breda strecket är vad andelen kunde ha blivit om alla hade varit med."
    )
    parts = [f"{row.label} {row.text or row.words}" for row in rows]
    return Chart(
        figure,
        caption,
        f"Punkter med streck, en rad per fråga. {'; '.join(parts)}.",
        tuple(e[i.share] for i in told if e[i.share].status == "shown"),
    )


def _row(e: Evidence, i: Indicator, *, several: bool) -> DotRow:
    v = e[i.share]
    where = f", {e.name_of(i.programme_id)}" if several and i.programme_id else ""
    label = f"{i.text}{where}, {period(v.year)}"
    if v.value is None:
        return DotRow(label, words=STATUS_WORDS[v.status])
    counts = f"{number(v.numerator or 0)} av {number(v.denominator or 0)}, {percent(v.value)}"
    return DotRow(
        label, counts, v.value, v.ci_low, v.ci_high, known_low=v.low, known_high=v.high, accent=True
    )
