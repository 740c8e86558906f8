"""Right beneath every chart stands a table with its numbers."""

from collections.abc import Callable
from dataclasses import replace

import nbformat
import pytest

from evidence_rows import evidence, flow, record, value
from pages import ROOT, RUNS, Page
from utfall import figures, tables
from utfall.evidence import Evidence
from utfall.subject import Subject
from utfall.text import marked_keys

Pages = Callable[[str], dict[str, Page]]
NOTEBOOKS = ("member", "association", "programme")
# A table has the name of its chart, but for those that say more than one chart.
OTHERS = {
    "multiples": {"members-years"},
    "payback": {"payback-stream"},
    "flow": {"flow", "records-outcomes"},
}


def cells(notebook: str) -> list[str]:
    """Return a notebook's headings and what it displays, in order."""
    told = []
    for cell in nbformat.read(ROOT / "notebooks" / f"{notebook}.ipynb", as_version=4).cells:  # type: ignore[no-untyped-call]
        lines = cell.source.splitlines()
        told += [one for one in lines if one.startswith(("r.", "## "))]
    return told


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_a_notebook_displays_a_charts_table_right_after_it(notebook: str) -> None:
    told = cells(notebook)
    charts = [(n, line.split('"')[1]) for n, line in enumerate(told) if line[:9] == "r.figure("]

    assert charts
    for n, name in charts:
        allowed = {f'r.table("{table}")' for table in OTHERS.get(name, {name})}
        assert told[n + 1] in allowed, name


@pytest.mark.parametrize("run", RUNS)
def test_every_chart_of_real_reports_has_a_table_before_the_next_chart_or_heading(
    real_pages: Pages, run: str
) -> None:
    for report, page in real_pages(run).items():
        for n, part in enumerate(page.parts):
            if isinstance(part, dict):
                assert _tabled(page.parts[n + 1 :]), f"{report} {part['label']}"


def _tabled(after: list[str | dict[str, object]]) -> bool:
    """Say whether a table comes before the next chart or heading."""
    for part in after:
        if isinstance(part, dict) or part.startswith("#"):
            return False
        if "{#tbl-" in part:
            return True
    return False


# From records, of which no real association has any here.

ROWS = {"count": "participations"}
FLOWS = evidence(
    *(
        record(measure, 10 + n, member_id=member, **ROWS)
        for member in ("alfa", "all")
        for n, measure in enumerate(("n_new", "n_exits", "n_closing"))
    )
)
EXITS = replace(
    evidence(
        record("n_exits", 100, member_id="all", **ROWS),
        record("n_closing", 40, member_id="all", kind="stock", **ROWS),
        *(record("n_outcome", n, outcome=c, member_id="all") for c, n in (("work", 30), ("none", 70))),
        *(
            record("n_outcome", n, outcome=c, after="12m", member_id="all")
            for c, n in (("work", 20), ("none", 10), ("not_due", 70))
        ),
    ),
    subject=Subject("forbundet", "Förbundet", "association"),
)  # fmt: skip
WHOLE, DONE = value("n_participants", 77), value("n_completed", 53)
PARTS = (
    ("employment", value("n_outcome", 53, outcome="employment")),
    ("broken_off", value("n_broken_off", 24)),
)
STATED = replace(
    evidence(WHOLE, DONE, *(v for _, v in PARTS), flows=(flow(WHOLE, *PARTS),)),
    subject=Subject("p", "Insatsen", "programme"),
)


@pytest.mark.parametrize(
    ("name", "e"),
    [
        ("records_flows", FLOWS),
        ("records_association", FLOWS),
        ("flow", EXITS),
        ("flow", STATED),
    ],
    ids=["member", "all", "flow of records", "flow of sources"],
)
def test_every_number_drawn_stands_in_the_table(name: str, e: Evidence) -> None:
    chart = getattr(figures, name)(e)

    assert chart is not None
    assert chart.drawn
    assert {v.key for v in chart.drawn} <= set(marked_keys(getattr(tables, name)(e)))


def test_without_a_chart_of_the_flow_there_is_no_table_of_it() -> None:
    assert figures.flow(FLOWS) is None
    assert tables.flow(FLOWS) == ""
