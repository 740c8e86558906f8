"""What a result cost: a dot and its interval, refusals as rows."""

from typing import Any

import pytest

from drawn import Drawn
from evidence_rows import HOSTILE, concealed, evidence, page_of, programme, refused, value
from utfall.figures import costs
from utfall.values import Value


def cost(sek: float, measure: str = "cost_per_outcome", **cells: Any) -> Value:
    cells = {"basis": "budget", "outcome": "employment", **cells}
    if measure != "cost_per_outcome":
        del cells["outcome"]
    return value(measure, sek, unit="sek", **cells)


def drawn(*values: Value, **cells: Any) -> Drawn:
    chart = costs(evidence(*values, **cells))
    assert chart is not None
    return Drawn(chart)


def lines(d: Drawn) -> list[list[float]]:
    return [[float(x) for x in line.get_xdata()] for line in d.figure.axes[0].lines]  # type: ignore[union-attr, arg-type]


IMA = cost(549_812, bound="at_most", ci_low=402_036, ci_high=789_417)
PEOPLE = cost(164_230, "cost_per_participant")


def test_the_dot_is_the_cost_and_the_line_its_interval() -> None:
    assert lines(drawn(IMA)) == [[402_036, 789_417], [549_812]]


def test_a_cost_without_interval_is_a_dot_alone() -> None:
    assert lines(drawn(PEOPLE)) == [[164_230]]


def test_the_number_is_rounded_with_its_bound_and_the_row_says_per_what() -> None:
    d = drawn(IMA, PEOPLE)

    assert {"högst 550 000 kr", "160 000 kr"} <= set(d.words)
    assert d.rows == ["Insatsen per deltagare", "Insatsen per person till arbete"]


def test_a_programme_with_several_years_or_places_has_them_in_its_labels() -> None:
    every = "alfa+beta+gamma"
    d = drawn(
        cost(100_000, "cost_per_participant", year="2021"),
        cost(110_000, "cost_per_participant"),
        cost(300_000, member_id=every),
    )

    assert sorted(d.rows) == [
        "Insatsen, 2018 per deltagare",
        "Insatsen, 2018, flera kommuner per person till arbete",
        "Insatsen, 2021 per deltagare",
    ]


def test_the_axis_is_logarithmic_in_kronor_and_says_so() -> None:
    d = drawn(IMA)

    assert d.figure.axes[0].get_xscale() == "log"
    assert "kronor, löpande priser (logaritmisk skala)" in d.words


def test_what_cannot_be_computed_is_a_row_in_words_without_dot() -> None:
    d = drawn(
        PEOPLE, refused("cost_per_outcome", programme_id="q", basis="budget", outcome="studies")
    )

    assert len(lines(d)) == 1
    assert d.rows[-1] == "Q"
    assert "kan inte beräknas (skälet står i tabellen)" in d.words


def test_without_any_cost_there_is_no_chart() -> None:
    assert (
        costs(evidence(refused("cost_per_outcome", basis="budget", outcome="employment"))) is None
    )


def test_fixed_prices_are_left_to_the_table() -> None:
    assert lines(drawn(PEOPLE, cost(9, "cost_per_participant", prices="2023"))) == [[164_230]]


def test_the_alternative_text_states_costs_bounds_and_refusals() -> None:
    alt = drawn(
        IMA, refused("cost_per_participant", programme_id="q", basis="budget")
    ).chart.alt.replace("\u00a0", " ")

    assert "Insatsen högst 549 812 kr per person till arbete" in alt
    assert "Q kan inte beräknas" in alt


def test_a_hostile_name_is_text_in_the_chart() -> None:
    d = drawn(IMA, programmes=(programme(name=HOSTILE[:30]),))

    assert d.rows[0].startswith(HOSTILE[:30])
    assert page_of(d.chart.caption).select("script, em") == []
    assert d.faults() == []


@pytest.mark.parametrize("n", [2, 6, 12])
def test_many_costs_and_refusals_can_be_read(n: int) -> None:
    shown = [cost(10_000 * 2**i, programme_id=f"p{i}") for i in range(n)]
    asked = [
        refused("cost_per_outcome", programme_id=f"q{i}", basis="budget", outcome="studies")
        for i in range(n)
    ]

    d = drawn(*shown, *asked)

    assert len(d.rows) == 2 * n
    assert d.faults() == []


def test_a_hidden_cost_is_a_row_that_says_so_and_not_that_it_is_impossible() -> None:
    d = drawn(PEOPLE, concealed(cost(9, "cost_per_participant", programme_id="q")))

    assert len(lines(d)) == 1
    assert "visas inte (skälet står i tabellen)" in d.words
    assert "Q visas inte" in d.chart.alt
