"""What is hidden stays hidden in every table, section, answer and chart of the real reports."""

import random
import re
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from evidence_rows import concealed, page_of
from pages import RUNS, Page
from utfall import answers, figures, sections, tables
from utfall.evidence import Evidence
from utfall.values import Value, parse_group

Pages = Callable[[str], dict[str, Page]]
TABLES = [getattr(tables, name) for name in tables.__all__ if name.islower()]
SECTIONS = [getattr(sections, name) for name in sections.__all__ if name != "front"]
FIGURES = [getattr(figures, name) for name in figures.__all__ if name != "Chart"]


def about_people(v: Value) -> bool:
    """Say whether a number is of people, or worked out from a number of people."""
    if "allocation" in parse_group(v.group):
        return True
    return v.measure.startswith(("n_", "share_", "cost_"))


def hiding(e: Evidence, part: float, seed: int) -> Evidence:
    """Return the report with a random part of what is about people hidden."""
    chance = random.Random(seed)  # noqa: S311
    values = tuple(
        concealed(v) if v.status == "shown" and about_people(v) and chance.random() < part else v
        for v in e.values
    )
    return replace(e, values=values)


def texts(e: Evidence) -> Iterator[str]:
    for table in TABLES:
        yield table(e)
    for section in SECTIONS:
        yield section(e)
    yield answers.block(e)


@pytest.fixture(scope="module", params=RUNS)
def reports(request: pytest.FixtureRequest, real_pages: Pages) -> list[Evidence]:
    """Every third report of a run, so that each kind of member is among them."""
    found = [
        Evidence.read(page.folder / "input.json") for page in real_pages(request.param).values()
    ]
    return found[::3]


@pytest.mark.parametrize(("part", "seed"), [(0.15, 1), (0.5, 2), (0.5, 3), (1.0, 4)])
def test_no_hidden_value_has_a_digit_anywhere_and_nothing_breaks(
    reports: list[Evidence], part: float, seed: int
) -> None:
    for n, whole in enumerate(reports):
        e = hiding(whole, part, seed + 100 * n)
        text = "\n\n".join(texts(e))
        page = page_of(text)

        assert "None" not in page.get_text()
        marked = page.select("[data-row]")
        assert marked or part == 1.0
        told = {str(tag["data-row"]): tag.get_text() for tag in marked}
        hidden = {key: words for key, words in told.items() if e[key].status == "suppressed"}
        assert not [words for words in hidden.values() if re.search(r"\d", words)]
        # Said as hidden, and not as missing, refused or nothing.
        for tag in marked:
            if e[str(tag["data-row"])].status == "suppressed" and tag.find_parent("table"):
                row = tag.find_parent("tr")
                assert row is not None
                assert "visas inte" in row.get_text().lower()


@pytest.mark.parametrize(("part", "seed"), [(0.3, 5), (0.7, 6), (1.0, 7)])
def test_charts_draw_only_what_is_shown(reports: list[Evidence], part: float, seed: int) -> None:
    for n, whole in enumerate(reports):
        e = hiding(whole, part, seed + 100 * n)
        for figure in FIGURES:
            chart = figure(e)
            if chart is None:
                continue
            assert all(v.status == "shown" and e[v.key] == v for v in chart.drawn)
            assert chart.drawn or figure is figures.funding


def test_when_every_number_of_people_is_hidden_no_chart_of_people_is_left(
    reports: list[Evidence],
) -> None:
    for whole in reports:
        e = hiding(whole, 1.0, 8)

        assert figures.participants(e) is None
        assert figures.outcomes(e) is None
        assert figures.costs(e) is None


def test_the_length_of_a_hidden_part_is_the_same_whatever_it_hides(reports: list[Evidence]) -> None:
    from drawn import Drawn

    found = 0
    for whole in reports:
        keys = [key for f in whole.flows for _, key in f.parts if key != f.total]
        for key in keys[:4]:
            e = replace(
                whole, values=tuple(concealed(v) if v.key == key else v for v in whole.values)
            )
            chart = figures.outcomes(e)
            if chart is None or whole[key].status != "shown" or "visas inte" not in chart.alt:
                continue
            boxes = [b for b in Drawn(chart).bars if b.filled == "#000000"]
            found += len(boxes)
            assert {round(b.width, 6) for b in boxes} <= {0.16}
    if any(len(f.parts) > 1 for whole in reports for f in whole.flows):
        assert found
