"""Dots and intervals: marks stand at their numbers, and where there is no number stand words."""

from dataclasses import replace
from typing import Any

import numpy as np
import pytest
from matplotlib.lines import Line2D

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import Axis, DotRow, Reference, dot_intervals

SHARE = Axis("andel i arbete", lambda x: f"{x * 100:.0f} %", share=True)
KRONOR = Axis("kronor", lambda x: f"{x:.0f}")


def draw(*rows: DotRow, axis: Axis = SHARE, **options: Any) -> Drawn:
    figure = dot_intervals(rows, axis=axis, **options)
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


def lines(d: Drawn) -> list[Line2D]:
    return list(d.figure.axes[0].lines)


def marks(d: Drawn) -> list[tuple[str, float, float]]:
    return [
        (str(line.get_marker()), float(x), float(y))
        for line in lines(d)
        if line.get_marker() != "None"
        for x, y in np.asarray(line.get_xydata(), dtype=float)
    ]


def ends(d: Drawn) -> list[tuple[float, float, float]]:
    """Return the intervals: where they begin, where they end, and how thick they are."""
    found = [line for line in lines(d) if line.get_marker() == "None"]
    return [
        (float(x[0]), float(x[1]), line.get_linewidth())
        for line in found
        if len(x := np.asarray(line.get_xdata(), dtype=float)) == 2
    ]


def test_marks_stand_at_their_numbers_and_the_accent_has_a_shape_of_its_own() -> None:
    d = draw(DotRow("Eskilstuna", value=0.5), DotRow("Strängnäs", value=0.25, accent=True))

    assert marks(d) == [("o", 0.5, 0), ("D", 0.25, -1)]
    assert d.rows == ["Eskilstuna", "Strängnäs"]


def test_chance_is_a_thin_line_over_the_thick_one_of_what_is_missing() -> None:
    row = DotRow("Trosa", value=0.4, low=0.25, high=0.5, known_low=0.3, known_high=0.75)

    (missing, chance) = ends(draw(row))

    assert missing[:2] == (0.3, 0.75)
    assert chance[:2] == (0.25, 0.5)
    assert missing[2] > 3 * chance[2]


def test_an_interval_without_an_upper_limit_ends_in_an_arrow_at_the_edge() -> None:
    d = draw(DotRow("Likes", value=200, low=100), DotRow("IMA", value=400), axis=KRONOR)

    edge = d.figure.axes[0].get_xlim()[1]
    assert marks(d)[:2] == [(">", edge, 0), ("o", 200, 0)]
    assert [end[:2] for end in ends(d)] == [(100, edge)]


def test_shares_are_drawn_from_nothing_to_all_and_money_from_zero() -> None:
    assert draw(DotRow("Flen", value=0.4)).figure.axes[0].get_xlim() == (0, 1)
    assert draw(DotRow("Flen", value=400), axis=KRONOR).figure.axes[0].get_xlim()[0] == 0


def test_equal_factors_are_equally_far_apart_on_a_log_axis() -> None:
    d = draw(*(DotRow(str(x), value=x) for x in (100.0, 1000.0, 10000.0)), axis=KRONOR, log=True)

    assert [x for _, x, _ in marks(d)] == pytest.approx([2, 3, 4])
    assert {"100", "1000", "10000"} <= set(d.words)


def test_what_is_hidden_is_a_box_of_one_size_and_other_words_are_words() -> None:
    hidden, few = DotRow("Flen", words="visas inte"), DotRow("Gnesta", words="för få för procent")

    one = draw(hidden, few, DotRow("Trosa", value=0.1))
    other = draw(hidden, few, DotRow("Trosa", value=0.9, high=1.0, low=0.2))

    boxes = [[(b.left, b.width, b.height) for b in d.bars] for d in (one, other)]
    assert boxes[0] == boxes[1]
    assert one.words.count("visas inte") == one.words.count("för få för procent") == 1
    assert len(marks(one)) == 1


def test_zero_is_a_mark_at_zero() -> None:
    assert marks(draw(DotRow("Flen", "0 av 12", value=0))) == [("o", 0, 0)]


def test_all_hidden_rows_can_be_read_on_any_axis() -> None:
    rows = (DotRow("Flen", words="visas inte"), DotRow("Trosa", words="saknas"))

    for options in ({}, {"axis": KRONOR}, {"axis": KRONOR, "log": True}):
        assert draw(*rows, **options).faults() == []


@pytest.mark.parametrize("at", [0.0, 0.5, 1.0])
def test_the_line_for_all_is_named_above_the_rows(at: float) -> None:
    d = draw(
        DotRow("Flen", "3 av 9", value=0.33), reference=Reference(at, "alla i hela länet 50 %")
    )

    assert "alla i hela länet 50 %" in d.words
    assert d.faults() == []


@pytest.mark.parametrize("wrong", [float("nan"), float("inf")])
def test_a_number_that_is_none_is_refused(wrong: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        draw(DotRow("Flen", value=wrong), axis=KRONOR)


def test_a_share_over_one_and_a_zero_on_a_log_axis_are_refused() -> None:
    row = DotRow("Flen", value=0.5, high=1.01)

    with pytest.raises(ValueError, match="outside 0 to 1"):
        draw(row)
    with pytest.raises(ValueError, match="not positive"):
        draw(replace(row, low=0.0), axis=KRONOR, log=True)


def test_one_range_far_longer_than_all_others_ends_in_an_arrow() -> None:
    short = [DotRow(str(n), f"0–{n}", known_low=0, known_high=n) for n in (8, 20)]
    long = DotRow("lång", "0–170", known_low=0, known_high=170)

    d = draw(*short, long, axis=KRONOR, reference=Reference(4, "går runt"))

    last = 1.15 * 20
    assert d.figure.axes[0].get_xlim() == (0, last)
    assert marks(d) == [(">", last, -2)]
    assert (0, 20, 8) in ends(d)
    assert "0–170" in d.words


def test_a_range_three_times_as_long_as_the_others_is_drawn_whole() -> None:
    d = draw(DotRow("a", known_low=0, known_high=10), DotRow("b", known_low=0, known_high=30),
             axis=KRONOR)  # fmt: skip

    assert marks(d) == []
    assert d.figure.axes[0].get_xlim()[1] > 30
