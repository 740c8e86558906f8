"""Every kind of report of the made-up association, whole: what a chart says stands in its table."""

import html
import json
import re

import pypandoc
import pytest

from pages import ROOT, Page, run_notebook
from readable import reads_sensibly
from utfall.disclosure.pages import disagreements
from utfall.params import load
from utfall.prepare import prepare_run
from utfall.values import Value


@pytest.fixture(scope="module")
def example(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Page]:
    """Return all reports of two years, by notebook, year and subject."""
    run = load(ROOT / "params" / "example.toml").model_copy(update={"years": (2022, 2025)})
    return {
        f"{one.notebook}/{one.year}/{one.subject_id}": run_notebook(
            ROOT / "notebooks" / f"{one.notebook}.ipynb",
            "example", one.subject_id, one.year, one.folder,
        )
        for one in prepare_run(run, ROOT, tmp_path_factory.mktemp("example"))
    }  # fmt: skip


def as_page(page: Page) -> str:
    """Return the HTML of a report: its texts as pandoc reads them, its charts as descriptions."""
    parts = [
        f'```{{=html}}\n<img alt="{html.escape(part["alt"])}">\n```'
        if isinstance(part, dict)
        else part
        for part in page.parts
    ]
    text = "\n\n".join(parts)
    return str(pypandoc.convert_text(text, "html5", format="markdown", extra_args=["--wrap=none"]))


def test_there_are_reports_of_every_kind_and_each_reads_sensibly(example: dict[str, Page]) -> None:
    assert {name.split("/")[0] for name in example} == {"member", "association", "programme"}
    for page in example.values():
        reads_sensibly(page)


def test_every_reference_leads_somewhere(example: dict[str, Page]) -> None:
    for name, page in example.items():
        told = page.markdown + "".join(chart["caption"] for chart in page.charts)
        asked = set(re.findall(r"@((?:tbl|fig)-[\w-]+)", told))
        there = set(re.findall(r"\{#((?:tbl|fig)-[\w-]+)\}", page.markdown))
        there |= {chart["label"] for chart in page.charts}
        assert asked <= there, name


def test_every_number_of_a_chart_stands_in_the_table_beneath_it(example: dict[str, Page]) -> None:
    for name, page in example.items():
        prepared = json.loads((page.folder / "input.json").read_text(encoding="utf-8"))
        rows = [Value(**row) for room in ("values", "cited", "compared") for row in prepared[room]]
        names = [one["name"] for room in ("programmes", "members") for one in prepared[room]]
        names += prepared["named"].values()
        names += [one["text"] for one in prepared["indicators"]]
        assert disagreements(as_page(page), {v.key: v for v in rows}, names) == [], name


def test_a_programmes_report_tells_of_its_own_people_alone(example: dict[str, Page]) -> None:
    for name, page in example.items():
        if not name.startswith("programme/"):
            continue
        strangers = [
            key
            for key, row in page.published.items()
            if row["programme_id"] == "all" and "from=records" in row["group"]
        ]
        assert strangers == [], name
