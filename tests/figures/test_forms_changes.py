"""What drives a result and what it consists of: tornado, waterfall and break-even."""

from typing import Any

import numpy as np
import pytest

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import (
    Scenario,
    Step,
    TornadoRow,
    break_even_curve,
    tornado,
    waterfall,
)

# Tornado


def swing(*rows: TornadoRow, base: float = 15) -> Drawn:
    figure = tornado(rows, base, base_label="grundantagande: 15")
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


LASTS = TornadoRow("Hur länge", 9, None, "36 mån: 9", "6 mån: aldrig")
WAGE = TornadoRow("Lön", 12, 19, "hög: 12", "låg: 19")


def test_bars_go_from_low_to_high_in_the_order_given() -> None:
    d = swing(WAGE, TornadoRow("Ränta", 14, 16, "14", "16"))

    assert [(b.left, b.width) for b in d.bars] == [(12, 7), (14, 2)]
    assert d.rows == ["Lön", "Ränta"]
    (base,) = d.figure.axes[0].lines
    assert np.asarray(base.get_xdata(), dtype=float).tolist() == [15, 15]


def test_an_end_that_is_never_reached_passes_every_other_and_ends_in_an_arrow() -> None:
    d = swing(LASTS, WAGE)

    first = d.bars[0]
    (arrow,) = [x for x in d.figure.axes[0].lines if x.get_marker() == ">"]
    assert first.left + first.width > 19
    assert np.asarray(arrow.get_xdata(), dtype=float)[0] == pytest.approx(first.left + first.width)
    assert "6 mån: aldrig" in d.words


def test_a_row_that_never_is_reached_either_way_can_be_read() -> None:
    d = swing(TornadoRow("Allt", None, None, "aldrig", "aldrig"))

    assert len([x for x in d.figure.axes[0].lines if x.get_marker() in ("<", ">")]) == 2
    assert d.faults() == []


def test_a_row_that_moves_nothing_has_both_its_words() -> None:
    d = swing(TornadoRow("Ränta", 15, 15, "2 %: 15", "5 %: 15"))

    assert {"2 %: 15", "5 %: 15"} <= set(d.words)
    assert d.faults() == []


@pytest.mark.parametrize("base", [0, 100])
def test_a_base_outside_the_bars_is_on_the_chart_with_its_words(base: float) -> None:
    d = swing(WAGE, base=base)

    low, high = d.figure.axes[0].get_xlim()
    assert low < base < high
    assert d.faults() == []


def test_ends_the_wrong_way_round_and_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="above the high"):
        swing(TornadoRow("Lön", 19, 12, "", ""))
    with pytest.raises(ValueError, match="not finite"):
        swing(TornadoRow("Lön", 1, float("inf"), "", ""))


# Waterfall


def test_each_part_begins_where_the_last_one_ended() -> None:
    parts = [Step("Färre", 6, "+6"), Step("Billigare", -4, "−4")]

    d = Drawn(Chart(waterfall(Step("Förra", 20, "20"), parts, Step("Nu", 22, "22")), "", ""))

    assert [(b.left, b.left + b.width) for b in d.bars] == [(0, 20), (20, 26), (26, 22), (0, 22)]
    assert d.bars[1].filled != d.bars[2].filled
    assert d.bars[0].filled == d.bars[3].filled
    assert {"20", "+6", "−4", "22"} <= set(d.words)


def test_a_way_below_zero_can_be_read() -> None:
    figure = waterfall(Step("Förra", 5, "5"), [Step("Dyrare", -12, "−12")], Step("Nu", -7, "−7"))

    d = Drawn(Chart(figure, "", ""))
    assert d.faults() == []
    assert d.figure.axes[0].get_xlim()[0] == -7


@pytest.mark.parametrize("end", [21.9, float("nan")])
def test_parts_that_do_not_add_up_are_refused(end: float) -> None:
    with pytest.raises(ValueError, match="the start and the parts make 22"):
        waterfall(Step("Förra", 20, "20"), [Step("Färre", 2, "+2")], Step("Nu", end, ""))


# Break-even


def even(*scenarios: Scenario, **options: Any) -> Drawn:
    figure = break_even_curve(
        [0, 10, 20], scenarios, cost=50, cost_label="kostnad 50 kr", name="månader",
        write=lambda x: f"{x:.0f} kr", **options,
    )  # fmt: skip
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


# 10 kr in two months meet 50 kr after ten.
BASE = Scenario("Grundantagande", [0, 50, 100], 10, "efter 10 månader", accent=True)
NEVER = Scenario("Försiktigt", [0, 20, 30], None, "aldrig")


def marks(d: Drawn) -> list[tuple[float, float]]:
    return [
        (float(x), float(y))
        for line in d.figure.axes[0].lines
        if line.get_marker() != "None"
        for x, y in np.asarray(line.get_xydata(), dtype=float)
    ]


def test_the_mark_stands_where_benefit_meets_cost_and_never_has_none() -> None:
    d = even(BASE, NEVER)

    assert marks(d) == [(10, 50)]
    assert {"Grundantagande\nefter 10 månader", "Försiktigt\naldrig", "kostnad 50 kr"} <= set(
        d.words
    )
    assert d.faults() == []


def test_lines_that_end_together_have_their_names_apart() -> None:
    same = [Scenario(f"Läge {n}", [0, 20, 30], None, "aldrig") for n in range(5)]

    assert even(*same).faults() == []


def test_the_scale_holds_the_cost_zero_and_a_loss() -> None:
    d = even(Scenario("Dyrt", [-20, -10, 5], None, "aldrig"))

    low, high = d.figure.axes[0].get_ylim()
    assert low == -20
    assert high > 50


@pytest.mark.parametrize(
    ("scenario", "match"),
    [
        (Scenario("Kort", [0, 1], None, ""), "2 sums for 3 months"),
        (Scenario("Sent", [0, 1, 2], 21, ""), "outside the months"),
        (Scenario("Inget", [0, float("nan"), 2], None, ""), "not finite"),
    ],
)
def test_a_line_that_cannot_be_is_refused(scenario: Scenario, match: str) -> None:
    with pytest.raises(ValueError, match=match):
        even(scenario)
