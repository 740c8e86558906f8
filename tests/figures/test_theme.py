"""One look for every chart."""

import pytest

from utfall.figures.theme import WIDTH, canvas, spans_years


@pytest.mark.parametrize(
    ("year", "first", "last"),
    [("2018", 2018, 2018), ("2016/2019", 2016, 2019), ("2023/", 2023, 2025), ("/2020", 2020, 2020)],
)
def test_a_period_covers_its_stated_years_and_an_open_end_reaches_to_the_reports_year(
    year: str, first: int, last: int
) -> None:
    assert spans_years(year, 2025) == (first, last)


def test_margins_are_in_inches_and_do_not_depend_on_the_height() -> None:
    for height in (2.0, 4.0):
        _, axes = canvas(height, left=1.75, bottom=0.5)

        box = axes.get_position()
        assert (box.x0 * WIDTH, box.y0 * height) == pytest.approx((1.75, 0.5))
