"""Answers to surveys and progress between measurements: a row per question and period."""

from utfall.evidence import Evidence, Indicator
from utfall.labels import RESPONDENTS
from utfall.tables.markdown import data_table, explained, pipe_table
from utfall.text import decimal, escape, mark, number, percent, period, show

__all__ = ["indicators"]


@explained("suppressed", "refused", "unknown")
def indicators(e: Evidence) -> str:
    """Each question with its count, share, interval for chance and how many answered."""
    rows = [
        [
            escape(i.text),
            _about(e, i),
            _counts(e, i),
            _share(e, i),
            _response(e, i),
        ]
        for i in e.indicators
    ]
    table = pipe_table(
        "indicators",
        "Svar på enkäter, och mätningar som har gjorts minst två gånger: hur många som instämde eller stod "
        "högre än vid den första mätningen",
        ["Fråga eller mätning", "Vilka", "Antal", "Andel", "Svarade eller mättes"],
        rows,
        align="llrrr",
        widths=[34, 28, 18, 22, 20],
    )
    return data_table(
        "Visa svaren som tabell",
        table,
    )


def _about(e: Evidence, i: Indicator) -> str:
    where = e.name_of(i.programme_id) if i.programme_id else "hela förbundet"
    return f"{escape(where)}, {RESPONDENTS[i.respondents]}, {period(e[i.share].year)}"


def _counts(e: Evidence, i: Indicator) -> str:
    v = e[i.favourable]
    if v.status != "shown":
        return show(v)
    told = f"{show(v)} av {mark(v, number(v.denominator or 0), 'denominator')}"
    lower = e.get(i.unfavourable)
    if i.instrument == "bip" and lower is not None and lower.status == "shown":
        told += f"; lägre {show(lower)}"
    return told


def _share(e: Evidence, i: Indicator) -> str:
    v = e[i.share]
    if v.status != "shown" or v.ci_low is None or v.ci_high is None:
        return show(v)
    low, high = decimal(v.ci_low * 100, 1), percent(v.ci_high)
    return f"{show(v)} ({mark(v, low, 'ci_low')}–{mark(v, high, 'ci_high')})"


def _response(e: Evidence, i: Indicator) -> str:
    v = e[i.response]
    if v.status != "shown":
        return show(v)
    asked = mark(v, number(v.denominator or 0), "denominator")
    return f"{mark(v, number(v.numerator or 0), 'numerator')} av {asked} ({show(v)})"
