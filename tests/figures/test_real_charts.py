"""Every chart of every real report can be read: nothing too small, cut off or on something else."""

from collections.abc import Callable
from typing import Any

import pytest
from matplotlib.colors import to_hex, to_rgb
from matplotlib.patches import Rectangle

from drawn import Drawn
from evidence_rows import page_of
from pages import RUNS, Page
from utfall import figures
from utfall.evidence import Evidence

Pages = Callable[[str], dict[str, Page]]
NAMES = [name for name in figures.__all__ if name != "Chart"]


def charts(found: dict[str, Page]) -> list[tuple[str, figures.Chart]]:
    """Draw the charts of all reports of a run."""
    drawn = []
    for report, page in found.items():
        e = Evidence.read(page.folder / "input.json")
        for name in NAMES:
            chart = getattr(figures, name)(e)
            if chart is not None:
                drawn.append((f"{report} {name}", chart))
    return drawn


@pytest.fixture(scope="module", params=RUNS)
def real_charts(
    request: pytest.FixtureRequest, real_pages: Pages
) -> list[tuple[str, figures.Chart]]:
    return charts(real_pages(request.param))


def test_every_text_is_large_enough_on_the_canvas_and_on_no_other_text(
    real_charts: list[tuple[str, figures.Chart]],
) -> None:
    faults = {name: found for name, chart in real_charts if (found := Drawn(chart).faults())}

    assert faults == {}


def test_every_chart_states_its_finding_and_its_numbers_in_swedish_words(
    real_charts: list[tuple[str, figures.Chart]],
) -> None:
    for name, chart in real_charts:
        caption = page_of(chart.caption)
        assert len(caption.get_text()) > 60, name
        assert caption.select("strong")[0].get_text().endswith("."), name
        assert set("åäö") & set(caption.get_text().lower()), name
        assert any(c.isdigit() for c in chart.alt), name
        assert chart.alt[0].isupper(), name
        assert chart.alt.endswith("."), name


def test_every_chart_has_one_axes_and_no_layout_engine_which_would_draw_it_twice(
    real_charts: list[tuple[str, figures.Chart]],
) -> None:
    engines = {name for name, chart in real_charts if chart.figure.get_layout_engine()}
    several = {name for name, chart in real_charts if len(chart.figure.axes) != 1}

    assert (engines, several) == (set(), set())


def test_the_faults_that_these_tests_look_for_are_found() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "litet", fontsize=6)
    figure.text(0.95, 0.1, "utanför till höger")
    figure.text(0.1, 0.8, "ett ord")
    figure.text(0.12, 0.8, "ett annat")

    faults = Drawn(figures.Chart(figure, "", "")).faults()

    assert [f.split(" ")[0] for f in faults] == ["'litet'", "'utanför", "'ett"]


def test_every_bar_is_seen_on_white_by_its_colour_or_its_outline(
    real_charts: list[tuple[str, figures.Chart]],
) -> None:
    faint = {
        f"{name}: {to_hex(bar.get_facecolor())}"
        for name, chart in real_charts
        # What passes behind the words of a flow has its numbers in them.
        if not name.endswith(" flow")
        for axes in chart.figure.axes
        for bars in axes.containers
        for bar in bars
        if isinstance(bar, Rectangle) and bar.get_width() and not _seen(bar)
    }

    assert faint == set()


def _seen(bar: Rectangle) -> bool:
    colours = [bar.get_facecolor(), *([bar.get_edgecolor()] if bar.get_linewidth() else [])]
    return max(_contrast(c) for c in colours) >= 3


def _contrast(colour: Any) -> float:
    """Return the contrast of a colour to white, as WCAG 2 counts it."""
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
    return 1.05 / (sum(w * c for w, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True)) + 0.05)
