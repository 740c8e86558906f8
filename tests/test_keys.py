"""What a report depends on is in its keys, and what it does not depend on is not."""

import ast
import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

import utfall
from pages import ROOT
from small_project import Project, participants, small_project
from utfall import keys, makers
from utfall.keys import code_digest, data_digest
from utfall.memory import Memory
from utfall.params import RunParams, load

SOURCES = Path(utfall.__file__).parent
FILES = {
    ".".join(("utfall", *file.relative_to(SOURCES).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): file
    for file in SOURCES.rglob("*.py")
}


def imported(module: str) -> Iterator[str]:
    """Yield what a module of the package imports anywhere in it, and the packages around that."""
    for node in ast.walk(ast.parse(FILES[module].read_text(encoding="utf-8"))):
        names = []
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: a relative import is not followed here"
            names = [f"{node.module}.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Attribute | ast.Name):
            called = node.attr if isinstance(node, ast.Attribute) else node.id
            # What the nursery imports by name is followed by its owner's list.
            by_name = called in {"import_module", "__import__"}
            assert not by_name or module == "utfall.execute.nursery", module
        for name in names:
            parts = name.split(".")
            yield from (
                inner
                for end in range(1, len(parts) + 1)
                if (inner := ".".join(parts[:end])) in FILES
            )


def reached(*modules: str) -> set[str]:
    """Return all of the package that some modules can run, as paths in it."""
    found: set[str] = set()
    ahead = list(modules)
    while ahead:
        module = ahead.pop()
        if module not in found:
            found.add(module)
            ahead += imported(module)
    return {FILES[module].relative_to(SOURCES).as_posix() for module in found}


def covered(part: keys.Part, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return the files that the digest of a part is of."""
    files: list[Path] = []
    with monkeypatch.context() as patch:
        patch.setattr("utfall.keys._digest_files", lambda _, found, __: files.extend(found))
        code_digest.__wrapped__(part)
    return {file.relative_to(SOURCES).as_posix() for file in files}


def test_the_keys_cover_all_code_that_each_step_can_run(monkeypatch: pytest.MonkeyPatch) -> None:
    executing = [name for name in FILES if name.startswith("utfall.execute")]
    executing += [name for name in makers._IMPORTS if name in FILES]
    report, prepare, render = (
        covered(part, monkeypatch) for part in ("report", "prepare", "render")
    )

    assert reached("utfall.prepare") <= prepare
    assert reached("utfall.report", *executing) <= report
    # What composes the front matter, and what turns an executed notebook into pages.
    assert {"build.py", "render/__init__.py"} <= report
    drawn = [name for name in FILES if name.startswith("utfall.render")]
    assert reached(*drawn) <= report | render


def test_the_keys_leave_out_what_a_step_cannot_run(monkeypatch: pytest.MonkeyPatch) -> None:
    report, prepare = covered("report", monkeypatch), covered("prepare", monkeypatch)
    aside = keys._NOT_IN_REPORTS | keys._NOT_IN_PREPARING

    assert all((SOURCES / name).exists() for name in aside)
    assert not {"site.py", "cli.py", "render/embedded.py"} & report
    assert not {"figures/__init__.py", "report.py", "sections/__init__.py"} & prepare
    assert {"disclosure/run.py", "measures/costs.py", "data/read.py"} <= prepare


def test_the_committed_notebooks_import_nothing_but_the_report() -> None:
    # Or the execution key would have to follow their imports too.
    for file in (ROOT / "notebooks").glob("*.ipynb"):
        cells = json.loads(file.read_text(encoding="utf-8"))["cells"]
        code = "\n".join("".join(c["source"]) for c in cells if c["cell_type"] == "code")
        names = [
            f"{node.module}.{alias.name}"
            for node in ast.walk(ast.parse(code))
            if isinstance(node, ast.ImportFrom)
            for alias in node.names
        ]
        assert names == ["utfall.report"], file


# What preparing depends on


def key(project: Project) -> str:
    memory = Memory(project.root / "memory.json")
    return data_digest(load(project.run), project.root, memory)


def test_preparing_depends_on_contents_and_not_on_when_they_were_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    (project.root / "requirements.lock").write_text("a==1\n", encoding="utf-8")
    before = key(project)

    for file in project.root.rglob("*"):
        os.utime(file, ns=(1, 1))
    text = project.run.read_text(encoding="utf-8")
    project.run.write_text(f"# A word to the reader.\n{text}", encoding="utf-8")

    assert key(project) == before


@pytest.mark.parametrize(
    ("line", "same"),
    [
        ('title = "En annan rubrik"', True),
        ("confidence = 0.9", False),
        ("history = 6", False),
        ('members = ["alfa"]', False),
        ("[disclosure]\nthreshold = 6", False),
    ],
)
def test_preparing_depends_on_all_parameters_but_those_that_are_only_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str, same: bool
) -> None:
    project = small_project(tmp_path, monkeypatch)
    before = key(project)

    with project.run.open("a", encoding="utf-8") as out:
        out.write(f"{line}\n")

    assert (key(project) == before) is same


def test_parameters_that_are_only_shown_are_not_read_when_preparing() -> None:
    # A module that reads one would make reports that the key knows nothing of.
    names = keys._ONLY_SHOWN
    assert names <= set(RunParams.model_fields)
    for path in reached("utfall.prepare") - {"params.py"}:
        tree = ast.parse((SOURCES / path).read_text(encoding="utf-8"))
        read = {
            node.attr
            for node in ast.walk(tree)
            if isinstance(node, ast.Attribute)
            and isinstance(node.value, ast.Name)
            and node.value.id in {"params", "asked"}
        }
        assert not names & read, path


@pytest.mark.parametrize(
    ("file", "text"),
    [
        ("data/small/counts.csv", "a\n"),
        ("data/register/cpi.csv", "a\n"),
        ("notebooks/small.py", "MEASURES = []\n"),
        ("requirements.lock", "highspy==2\n"),
    ],
)
def test_preparing_depends_on_data_the_authors_measures_and_the_lock(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, file: str, text: str
) -> None:
    project = small_project(tmp_path, monkeypatch)
    before = key(project)

    (project.root / file).write_text(text, encoding="utf-8")

    assert key(project) != before


def test_preparing_depends_on_what_a_notebook_is_about(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    before = key(project)

    project.change_notebook("small", "## Svar", "## Svaret")
    worded = key(project)
    project.change_notebook("small", "member: str", "programme: str")

    assert worded == before
    assert key(project) != before


def test_another_value_of_the_data_is_another_key(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    project.change_data(participants("alfa", 66))
    before = key(project)
    project.change_data(participants("alfa", 67))
    changed = key(project)
    project.change_data(participants("alfa", 66))

    assert changed != before
    assert key(project) == before
