"""Every chart of every real report can be read: nothing too small, cut off or on something else."""

from collections.abc import Callable

import pytest

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


def test_the_faults_that_these_tests_look_for_are_found() -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(3, 2))
    figure.text(0.5, 0.5, "litet", fontsize=6)
    figure.text(0.95, 0.1, "utanför till höger")
    figure.text(0.1, 0.8, "ett ord")
    figure.text(0.12, 0.8, "ett annat")

    faults = Drawn(figures.Chart(figure, "", "")).faults()

    assert [f.split(" ")[0] for f in faults] == ["'litet'", "'utanför", "'ett"]
