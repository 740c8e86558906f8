"""One look for every chart."""

import importlib
import math
from itertools import pairwise

import pytest
from matplotlib.colors import to_rgb

from utfall.figures.forms import contributions, flow, incidence
from utfall.figures.theme import (
    ACCENT,
    GREY,
    INK,
    PALE,
    SERIES,
    WIDTH,
    canvas,
    filled,
    ink_on,
    spans_years,
)

# The package has functions of these names.
outcomes, funding, records = (
    importlib.import_module(f"utfall.figures.{name}") for name in ("outcomes", "funding", "records")
)


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


# Colours: what is told apart by its colour is apart in grey too, and can be seen on white.


def linear(colour: str) -> list[float]:
    return [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]


def luminance(colour: str) -> float:
    return math.fsum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear(colour), strict=True))


def lightness(colour: str) -> float:
    """Return L* of CIELAB."""
    y = luminance(colour)
    return 116 * y ** (1 / 3) - 16 if y > 216 / 24389 else y * 24389 / 27


def contrast(one: str, other: str = "white") -> float:
    dark, light = sorted((luminance(one) + 0.05, luminance(other) + 0.05))
    return light / dark


TOGETHER = {
    "series": SERIES,
    "outcomes": tuple(outcomes._COLOURS.values()),
    "funders": tuple(funding._COLOURS.values()),
    "situations": tuple(
        str(records._COLOURS[code]["facecolor"]) for code in ("work", "study", "none", "not_due")
    ),
    "situations told together": tuple(
        str(records._COLOURS[code]["facecolor"]) for code in ("work_or_study", "none", "not_due")
    ),
    "kinds of exit": tuple(incidence._COLOURS),
    "what adds and takes away": (ACCENT, contributions._UP, contributions._DOWN),
    "bands": (flow._TO_ACCENT, PALE),
}


@pytest.mark.parametrize("name", TOGETHER)
def test_colours_of_one_chart_are_eight_steps_of_lightness_apart(name: str) -> None:
    steps = sorted(map(lightness, TOGETHER[name]))

    assert len(steps) > 1
    assert min(b - a for a, b in pairwise(steps)) >= 8


def test_the_lightness_that_these_tests_measure_is_that_of_cielab() -> None:
    # L* of mid grey and of the pure primaries, by CIE 15.
    told = {"#000000": 0, "#777777": 50, "#ff0000": 53.2, "#0000ff": 32.3, "#ffffff": 100}

    assert {c: lightness(c) for c in told} == pytest.approx(told, abs=0.1)


@pytest.mark.parametrize("colour", sorted({c for group in TOGETHER.values() for c in group}))
def test_an_area_is_seen_on_white_by_its_colour_or_by_its_outline(colour: str) -> None:
    style = filled(colour)

    assert max(contrast(style["facecolor"]), contrast(style["edgecolor"])) >= 3


@pytest.mark.parametrize("colour", [ACCENT, GREY, INK, *incidence._COLOURS])
def test_a_line_is_seen_on_white(colour: str) -> None:
    assert contrast(colour) >= 3


@pytest.mark.parametrize("colour", sorted({*SERIES, *outcomes._COLOURS.values()}))
def test_numbers_in_an_area_can_be_read(colour: str) -> None:
    assert contrast(ink_on(colour), colour) >= 4.5
