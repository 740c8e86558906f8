"""On a narrow screen a chart keeps the size of its words, and scrolls in its own frame."""

import re
from pathlib import Path

import pypandoc
import pytest
from bs4 import BeautifulSoup

from utfall.figures.forms.layout import SMALL
from utfall.figures.theme import WIDTH
from utfall.render import template

FIGURE = '![**Fem deltog.** Antal per år.](chart.svg){#fig-a fig-alt="Staplar, en per år."}'


@pytest.fixture
def page(tmp_path: Path) -> BeautifulSoup:
    filters = []
    for name in ("report.lua", "report-html.lua"):
        (tmp_path / name).write_text(template(name), encoding="utf-8")
        filters.append(f"--lua-filter={tmp_path / name}")
    html = pypandoc.convert_text(FIGURE, "html5", format="markdown", extra_args=filters)
    return BeautifulSoup(html, "html.parser")


def test_a_chart_lies_in_a_frame_that_a_keyboard_reaches_and_its_caption_names(
    page: BeautifulSoup,
) -> None:
    (frame,) = page.select("figure > .chart-scroll")
    (caption,) = page.select("figure > figcaption")

    assert frame.select("img")
    assert frame["tabindex"] == "0"
    assert frame["role"] == "region"
    assert frame["aria-labelledby"] == caption["id"]
    # The caption itself never scrolls sideways, and what scrolls shows it as a table does.
    assert not frame.select("figcaption")
    assert "table-scroll" in frame["class"]


def test_the_smallest_words_of_a_chart_are_ten_pixels_high_on_any_screen() -> None:
    found = re.search(r"\.chart-scroll img \{ min-width: (\d+)rem; \}", template("style.css"))

    assert found is not None
    drawn = WIDTH * 72  # points
    assert int(found[1]) * 16 / drawn * SMALL >= 10
