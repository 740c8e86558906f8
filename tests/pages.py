"""Run a notebook's cells in this process and keep what they display.

Seconds per report become fractions of one, and the cells are the real ones. That papermill and a
kernel give the same is tested in `test_execute.py`.
"""

import csv
import io
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any
from unittest import mock

import nbformat

from utfall import report
from utfall.notebook import about
from utfall.params import load
from utfall.prepare import prepare_run

ROOT = Path(__file__).resolve().parents[1]
RUNS = ("rar", "tibro", "uppsala")

Rows = dict[str, dict[str, str]]


@dataclass
class Page:
    """What one report displayed: its Markdown in order, its charts, and its published rows.

    `parts` are headings, texts and charts in the order of the page; `shown` counts the texts and
    charts below each heading.
    """

    run: str
    member: str
    year: int
    folder: Path
    texts: list[str] = field(default_factory=list)
    charts: list[dict[str, Any]] = field(default_factory=list)
    front: dict[str, str] = field(default_factory=dict)
    parts: list[str | dict[str, Any]] = field(default_factory=list)
    shown: dict[str, int] = field(default_factory=dict)

    @property
    def count(self) -> int:
        """How many texts that say something, and charts."""
        return sum(bool(text.strip()) for text in self.texts) + len(self.charts)

    @property
    def markdown(self) -> str:
        """All displayed Markdown."""
        return "\n\n".join(self.texts)

    @property
    def published(self) -> Rows:
        """The rows of `published.csv` by key."""
        return rows_of((self.folder / "published.csv").read_text(encoding="utf-8"))


def rows_of(text: str) -> Rows:
    """Return the rows of a `published.csv` by their key."""
    rows = csv.DictReader(io.StringIO(text))
    key = ("measure", "programme_id", "member_id", "year", "group")
    return {":".join(row[k] for k in key): row for row in rows}


@contextmanager
def _collected(page: Page) -> Iterator[None]:
    def display(data: dict[str, Any], *, raw: bool, metadata: dict[str, Any] | None = None) -> None:
        if "text/markdown" in data:
            page.texts.append(data["text/markdown"])
            page.parts.append(data["text/markdown"])
        elif "image/svg+xml" in data:
            page.charts.append({"svg": data["image/svg+xml"], **(metadata or {})["utfall"]})
            page.parts.append(page.charts[-1])
        else:
            page.front = data[report.FRONT_MIME]

    with mock.patch.object(report, "display", display):
        yield


def run_notebook(notebook: Path, run: str, subject: str, year: int, prepared: Path) -> Page:
    """Run every code cell of a notebook with the given parameters."""
    page = Page(run, subject, year, prepared)
    names: dict[str, Any] = {}
    heading = ""
    with _collected(page):
        for cell in nbformat.read(notebook, as_version=4).cells:
            if cell.cell_type == "markdown" and cell.source.startswith("## "):
                heading = cell.source.splitlines()[0]
                page.shown[heading] = 0
                page.parts.append(heading)
            if cell.cell_type != "code":
                continue
            before = page.count
            exec(compile(cell.source, str(notebook), "exec"), names)  # noqa: S102
            if heading:
                page.shown[heading] += page.count - before
            if "parameters" in cell.metadata.get("tags", []):
                names.update({about(notebook): subject, "year": year, "prepared": str(prepared)})
    return page


@cache
def pages(run: str, out: Path) -> dict[str, Page]:
    """Prepare a run of the real data and run every report's notebook.

    By ``year/member``; those of other notebooks have its name before that.
    """
    params = load(ROOT / "params" / f"{run}.toml")
    found = {}
    for one in prepare_run(params, ROOT, out / run):
        notebook = ROOT / "notebooks" / f"{one.notebook}.ipynb"
        page = run_notebook(notebook, run, one.subject_id, one.year, one.folder)
        kind = "" if one.notebook == "member" else f"{one.notebook}/"
        found[f"{kind}{one.year}/{one.subject_id}"] = page
    return found
