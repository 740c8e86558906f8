"""Small multiples: one scale, and missing, hidden and zero are three different things."""

from collections.abc import Mapping

import numpy as np
import pytest

from drawn import Drawn
from utfall.figures import Chart
from utfall.figures.forms import Panel, small_multiples

YEARS = ["2019", "2020", "2021", "2022"]


def draw(*panels: Mapping[str, float | None], accent: int = 0) -> Drawn:
    told = [Panel(f"Kommun {n}", values, n == accent) for n, values in enumerate(panels)]
    figure = small_multiples(told, years=YEARS, write=lambda x: f"{x:.0f}")
    assert figure is not None
    return Drawn(Chart(figure, "", ""))


def runs(d: Drawn) -> list[list[float]]:
    """Return the heights of each unbroken line."""
    return [
        np.asarray(line.get_ydata(), dtype=float).tolist()
        for line in d.figure.axes[0].lines
        if line.get_marker() == "o"
    ]


def bases(d: Drawn) -> list[float]:
    """Return where zero lies in each panel."""
    return [
        float(np.asarray(line.get_ydata(), dtype=float)[0])
        for line in d.figure.axes[0].lines
        if line.get_marker() == "None"
    ]


def every(*numbers: float | None) -> dict[str, float | None]:
    return dict(zip(YEARS, numbers, strict=True))


def test_heights_are_the_numbers_on_one_scale_in_every_panel() -> None:
    d = draw(every(10, 20, 30, 40), every(4, 3, 2, 1))

    heights = [[y - base for y in run] for run, base in zip(runs(d), bases(d), strict=True)]
    unit = heights[0][3] / 40
    assert [y / unit for y in heights[0]] == pytest.approx([10, 20, 30, 40])
    assert [y / unit for y in heights[1]] == pytest.approx([4, 3, 2, 1])


def test_a_missing_year_is_a_gap_a_hidden_one_a_box_and_zero_a_point() -> None:
    d = draw({"2019": 5, "2021": 7, "2022": 9}, every(5, None, 7, 9), every(5, 0, 7, 9))

    assert [len(run) for run in runs(d)] == [1, 2, 1, 2, 4]
    assert len(d.bars) == 1
    assert d.legend == ["visas inte", "lucka: uppgift saknas"]


def test_a_hidden_year_has_one_box_whatever_else_is_shown() -> None:
    one, other = draw(every(1, None, 2, 3)), draw(every(100, None, 900, 0))

    assert [(b.width, b.height) for b in one.bars] == [(b.width, b.height) for b in other.bars]


def test_there_is_no_key_where_nothing_is_hidden_or_missing() -> None:
    assert draw(every(1, 2, 3, 4)).legend == []


def test_the_first_and_last_numbers_are_written_and_one_number_once() -> None:
    d = draw(every(11, 12, 13, 14), {"2020": 17})

    assert {"11", "14", "17"} <= set(d.words)
    assert d.words.count("17") == 1
    assert not {"12", "13"} & set(d.words)


def test_all_zero_and_all_hidden_can_be_read() -> None:
    d = draw(every(0, 0, 0, 0), every(None, None, None, None))

    assert d.words.count("0") == 2
    assert len(d.bars) == 4
    assert d.faults() == []


def test_panels_stand_in_the_order_given() -> None:
    d = draw(*[every(1, 2, 3, 4)] * 12, accent=5)

    titles = [t for t in d.texts if t.get_text().startswith("Kommun")]
    places = sorted(titles, key=lambda t: (-round(t.get_position()[1], 3), t.get_position()[0]))
    assert [t.get_text() for t in places] == [f"Kommun {n}" for n in range(12)]
    assert [t.get_text() for t in titles if t.get_fontweight() == "semibold"] == ["Kommun 5"]


def test_one_year_is_a_point_with_its_number() -> None:
    figure = small_multiples([Panel("Flen", {"2022": 3})], years=["2022"], write=str)

    assert figure is not None
    d = Drawn(Chart(figure, "", ""))
    assert d.words == ["Flen", "3", "2022"]
    assert d.faults() == []


def test_a_year_outside_the_axis_and_a_negative_number_are_refused() -> None:
    with pytest.raises(ValueError, match="not among the years"):
        draw({"1999": 1})
    with pytest.raises(ValueError, match="negative or not finite"):
        draw(every(1, 2, -1, 3))


def test_no_years_are_no_chart() -> None:
    assert small_multiples([Panel("Flen", {})], years=[], write=str) is None
