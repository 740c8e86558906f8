"""A project small enough to build in a test: one association, two members, tiny notebooks.

Its inputs are written here and not by `prepare`, so that the publishing half is tested alone.
"""

import json
import shutil
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import pytest

from utfall.params import RunParams
from utfall.plan import Input
from utfall.values import Value

NOTEBOOKS = Path(__file__).parent / "notebooks"

TOML = """association = "small"
notebooks = ["{notebook}"]
years = [2022]
formats = {formats}
renderer = "embedded"
timeout_s = {timeout_s}
"""


@dataclass
class Project:
    """A project in a temporary folder; `values` are what its data would give."""

    root: Path
    values: list[Value] = field(default_factory=lambda: [participants("alfa", 66)])
    members: dict[str, str] = field(default_factory=lambda: {"alfa": "Alfa", "beta": "Beta"})
    prepared: int = 0

    @property
    def run(self) -> Path:
        """The params file."""
        return self.root / "params" / "run.toml"

    @property
    def out(self) -> Path:
        """The folder of builds."""
        return self.root / "build"

    @property
    def site(self) -> Path:
        """The published tree."""
        return self.out / "run" / "site"

    def manifest(self) -> dict[str, dict[str, Any]]:
        """Return the manifest's reports by id."""
        text = (self.out / "run" / "manifest.json").read_text(encoding="utf-8")
        return {report["id"]: report for report in json.loads(text)["reports"]}

    def prepare_run(
        self, params: RunParams, root: Path, out: Path, tell: object = None
    ) -> list[Input]:
        """Write inputs as `utfall.prepare.prepare_run` does."""
        self.prepared += 1
        found = []
        for notebook in params.notebooks:
            for year in params.report_years:
                for member, name in self.members.items():
                    folder = out / "prepared" / notebook / str(year) / member
                    folder.mkdir(parents=True)
                    own = [asdict(v) for v in self.values if v.member_id == member]
                    text = json.dumps({"values": own}, ensure_ascii=False)
                    (folder / "input.json").write_text(text, encoding="utf-8")
                    found.append(
                        Input(notebook, member, name, "municipality", year, "published", "2022")
                    )
        facts = {
            "association": "Förbundet <i>",
            "description": "Ett förbund & dess medlemmar.",
            "figures": [{"label": "Deltaganden", "text": "66", "data_row": "n:all:all::"}],
            "silent_members": ["Beta"],
            "sources": [{"title": "Svar", "publisher": "Alfa kommun", "date": "2022-12-12"}],
        }
        site = json.dumps(facts, ensure_ascii=False)
        (out / "prepared" / "site.json").write_text(site, encoding="utf-8")
        return found

    def change_data(self, *values: Value) -> None:
        """Give the data other values, as an edited file would."""
        self.values = list(values)
        table = self.root / "data" / "small" / "counts.csv"
        table.write_text("".join(f"{v.key},{v.value}\n" for v in values), encoding="utf-8")

    def change_notebook(self, name: str, old: str, new: str) -> None:
        """Replace a text in a notebook."""
        path = self.root / "notebooks" / f"{name}.ipynb"
        text = path.read_text(encoding="utf-8")
        path.write_text(text.replace(old, new), encoding="utf-8")


def participants(member: str, value: float) -> Value:
    """Return a published count."""
    return Value("n_participations", "all", member, "", value=value)


def small_project(
    folder: Path,
    monkeypatch: pytest.MonkeyPatch,
    notebook: str = "small",
    *,
    formats: str = '["html"]',
    timeout_s: int = 60,
) -> Project:
    """Make a project whose run uses one of the tiny notebooks."""
    for name in ("params", "data/small", "data/register", "notebooks"):
        (folder / name).mkdir(parents=True)
    (folder / "data" / "small" / "association.toml").write_text('id = "small"\n', encoding="utf-8")
    shutil.copy(NOTEBOOKS / f"{notebook}.ipynb", folder / "notebooks")
    project = Project(folder)
    text = TOML.format(notebook=notebook, formats=formats, timeout_s=timeout_s)
    project.run.write_text(text, encoding="utf-8")
    monkeypatch.setattr("utfall.prepare.prepare_run", project.prepare_run)
    return project
