"""Answers and progress in table, text and chart: the same numbers, and words where there are none."""

import re
from dataclasses import replace

from evidence_rows import answers, concealed, evidence
from utfall import figures, sections, tables
from utfall.evidence import Evidence, Indicator
from utfall.values import Value


def _evidence(*rows: tuple[Indicator, list[Value]]) -> Evidence:
    made = evidence(*(v for _, values in rows for v in values))
    return replace(made, indicators=tuple(i for i, _ in rows))


def _plain(text: str) -> str:
    return re.sub(r"\[([^\]]*)\]\{[^}]*\}", r"\1", text).replace("\u00a0", " ")


def test_nothing_stands_where_there_are_no_such_data() -> None:
    e = evidence()
    assert (tables.indicators(e), sections.indicators(e)) == ("", "")
    assert figures.indicators(e) is None


def test_answers_and_steps_are_told_apart() -> None:
    e = _evidence(answers("a", 12, 20, 40), answers("b", 9, 20, None, "bip"))
    told = _plain(sections.indicators(e))
    said, steps = told.split("### ")[1:]
    assert "12 av 20 svarande instämde." in said
    assert "Av 40 tillfrågade svarade 20. Hade alla svarat kunde andelen" in said
    assert "9 av 20 som mättes minst två gånger stod högre" in steps
    assert "och 1 stod lägre" in steps
    assert "Hur många som bara mättes en gång är inte angivet" in steps
    assert "inte vad insatsen har lett till" in said
    assert "inte vad insatsen har lett till" in steps


def test_the_chart_draws_what_the_table_tells() -> None:
    e = _evidence(answers("a", 12, 20, 40), answers("b", 9, 20, 30, text="Annan"))
    chart = figures.indicators(e)
    assert chart is not None
    assert "mellan [45,0" in chart.caption.replace("\u00a0", " ")
    assert "60,0 %" in chart.caption.replace("\u00a0", " ")
    assert len(chart.drawn) == 2
    table = _plain(tables.indicators(e))
    assert "12 av 20" in table
    assert "20 av 40 (50,0 %)" in table


def test_what_is_hidden_is_in_neither() -> None:
    one, made = answers("a", 12, 20, 40)
    other = answers("b", 9, 20, 30)
    e = _evidence((one, [concealed(v) for v in made]), other)
    assert figures.indicators(e) is None
    told = _plain(tables.indicators(e) + sections.indicators(e))
    assert "12" not in told
    assert "visas inte" in told
