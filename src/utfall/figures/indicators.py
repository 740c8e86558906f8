"""Answers to surveys and progress between measurements, a dot with its interval for each."""

from collections.abc import Sequence
from dataclasses import dataclass

from utfall.evidence import Evidence, Indicator
from utfall.figures.forms import Axis, DotRow, dot_intervals
from utfall.figures.theme import Chart, counted
from utfall.text import STATUS_WORDS, mark, number, percent, period

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
    kinds = [_KINDS[progress] for progress in sorted({i.instrument == "bip" for i in told})]
    figure = dot_intervals(
        rows,
        axis=Axis(
            f"andel som {' eller '.join(k.did for k in kinds)}",
            lambda x: f"{number(x * 100)} %",
            share=True,
        ),
    )
    if figure is None:
        return None
    caption = (
        f"**{_finding(e, told)}.** Punkten är andelen av dem som svarade eller mättes minst två gånger, strecket slumpvariation. Det bleka, "
        "breda strecket är vad andelen kunde ha blivit om alla hade varit med."
    )
    parts = [f"{row.label} {row.text or row.words}" for row in rows]
    return Chart(
        figure,
        caption,
        f"Punkter med streck, en rad per fråga. {'; '.join(parts)}.",
        tuple(e[i.share] for i in told if e[i.share].status == "shown"),
    )


@dataclass(frozen=True)
class _Kind:
    """What one kind of row says: of one row, of several, what they did, and words after it."""

    one: str
    several: str
    did: str
    verb: str
    after: str = ""


_KINDS = {
    False: _Kind("I den fråga", "I de {} frågor", "instämde", "instämde"),
    True: _Kind("I den mätning", "I de {} mätningar", "stod högre", "stod", " högre"),
}


def _finding(e: Evidence, told: Sequence[Indicator]) -> str:
    """Say between what the shown shares lie: answers by themselves, and progress by itself."""
    parts = []
    for progress, kind in _KINDS.items():
        values = sorted(
            (e[i.share] for i in told
             if (i.instrument == "bip") == progress and e[i.share].status == "shown"),
            key=lambda v: v.value or 0,
        )  # fmt: skip
        if not values:
            continue
        ends = [mark(v, percent(v.value or 0)) for v in (values[0], values[-1])]
        same = percent(values[0].value or 0) == percent(values[-1].value or 0)
        between = ends[0] if same else f"mellan {' och '.join(ends)}"
        lead = kind.one if len(values) == 1 else kind.several.format(counted(len(values)))
        parts.append(f"{lead} som visas {kind.verb} {between}{kind.after}")
    return "; ".join([*parts[:1], *(f"{part[0].lower()}{part[1:]}" for part in parts[1:])])


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
