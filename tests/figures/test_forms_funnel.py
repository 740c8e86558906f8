"""The funnel: every unit at its size and share, and only those named who must be."""

from dataclasses import replace

import numpy as np
import pytest

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import FunnelLimits, FunnelPoint, Reference, funnel

SIZES = [10, 100]
LIMITS = [
    FunnelLimits("95 %", SIZES, [0.1, 0.3], [0.7, 0.5]),
    FunnelLimits("99,8 %", SIZES, [0.0, 0.25], [0.85, 0.55]),
]
ALL = Reference(0.4, "alla 40 %")


def draw(*points: FunnelPoint, limits: list[FunnelLimits] = LIMITS) -> Drawn:
    figure = funnel(points, limits, ALL, name="avslutade deltaganden")
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


def test_only_the_accent_and_those_outside_are_named() -> None:
    d = draw(
        FunnelPoint("Mitt", 50, 0.4),
        FunnelPoint("RAR", 77, 0.43, accent=True),
        FunnelPoint("Umeå", 90, 0.7, outside=True),
    )

    assert {"RAR", "Umeå", "95 %", "99,8 %", "alla 40 %"} <= set(d.words)
    assert "Mitt" not in d.words


def test_marks_stand_at_size_and_share_and_differ_in_shape() -> None:
    d = draw(
        FunnelPoint("Mitt", 50, 0.4),
        FunnelPoint("RAR", 77, 0.43, accent=True),
        FunnelPoint("Umeå", 90, 0.0, outside=True),
    )

    marks = {
        str(line.get_marker()): np.asarray(line.get_xydata(), dtype=float)[0].tolist()
        for line in d.figure.axes[0].lines
        if line.get_marker() != "None"
    }
    assert marks == {"o": [50, 0.4], "D": [77, 0.43], "s": [90, 0.0]}


def test_limits_are_drawn_as_they_are_given() -> None:
    d = draw(FunnelPoint("RAR", 100, 0.4))

    drawn = [np.asarray(line.get_xydata(), dtype=float) for line in d.figure.axes[0].lines]
    lines = [line[:, 1].tolist() for line in drawn if line[:, 0].tolist() == SIZES]
    assert lines == [[0.1, 0.3], [0.7, 0.5], [0.0, 0.25], [0.85, 0.55]]


def test_names_at_one_place_are_moved_apart() -> None:
    crowd = [FunnelPoint(f"Förbundet nummer {n}", 80, 0.9, outside=True) for n in range(8)]

    d = draw(*crowd)

    assert sum(word.startswith("Förbundet") for word in d.words) == 8
    assert d.faults() == []


@pytest.mark.parametrize(("size", "share"), [(1, 0.0), (1, 1.0), (200, 0.0), (200, 1.0)])
def test_a_name_in_a_corner_stays_on_the_chart(size: float, share: float) -> None:
    corner = FunnelPoint("Samordningsförbundet i hörnet", size, share, accent=True)

    assert draw(corner, FunnelPoint("Mitt", 200, 0.4)).faults() == []


def test_without_limits_there_are_only_points_and_the_share_of_all() -> None:
    d = draw(FunnelPoint("RAR", 10, 0.5, accent=True), limits=[])

    assert "95 %" not in d.words
    assert d.faults() == []


def test_what_is_no_share_or_no_size_is_refused() -> None:
    point = FunnelPoint("RAR", 10, 0.5)

    with pytest.raises(ValueError, match="outside 0 to 1"):
        draw(replace(point, share=float("nan")))
    with pytest.raises(ValueError, match="size is negative"):
        draw(replace(point, nobs=-1))
    with pytest.raises(ValueError, match="not a low and a high"):
        draw(point, limits=[FunnelLimits("95 %", SIZES, [0.1], [0.7, 0.5])])
