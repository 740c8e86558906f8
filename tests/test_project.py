"""The project around the code: what is installed, what is committed, and that it runs as it lies."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path
from typing import Any

import nbformat
import pytest
import yaml

from pages import ROOT
from utfall.data.guard import main as guard

NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
# A name on PyPI that conda-forge has under another name.
CONDA_NAMES = {
    "duckdb": "python-duckdb",
    "jupyter-client": "jupyter_client",
    "matplotlib": "matplotlib-base",
    "pandera": "pandera-pandas",
}


def cells(path: Path) -> list[Any]:
    """Return the cells of a notebook."""
    return list(nbformat.read(path, as_version=4).cells)  # type: ignore[no-untyped-call]


def pyproject() -> dict[str, Any]:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def requirement(text: str) -> tuple[str, str]:
    """Return the name and the rest of ``pandera[pandas]>=0.26`` or ``pandas >=2.3``."""
    found = re.fullmatch(r"([A-Za-z0-9_.-]+)(?:\[[^]]*\])?\s*([<>=!~].*)?", text.strip())
    assert found, text
    return found[1].lower(), (found[2] or "").strip()


def environment() -> tuple[dict[str, str], dict[str, str]]:
    """Return what environment.yml takes from conda and from pip."""
    wanted = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))["dependencies"]
    (pip,) = (item["pip"] for item in wanted if isinstance(item, dict))
    conda = dict(requirement(item) for item in wanted if isinstance(item, str))
    return conda, dict(requirement(item) for item in pip if not item.startswith("--"))


def tracked() -> list[Path]:
    """Return the files that are committed or would be, without those that git ignores."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


@pytest.fixture(scope="module")
def committed() -> dict[str, str]:
    """Return the text of every file of the project."""
    if not (ROOT / ".git").exists():
        pytest.skip("a copy without history has no list of committed files")
    return {
        str(path.relative_to(ROOT)): path.read_text(encoding="utf-8", errors="replace")
        for path in tracked()
    }


# What is installed


def test_conda_gives_the_same_packages_from_the_same_versions_as_pip() -> None:
    project = pyproject()["project"]
    needed = dict(requirement(item) for item in project["dependencies"])
    for extra in project["optional-dependencies"].values():
        needed |= dict(requirement(item) for item in extra)
    conda, pip = environment()

    given = {
        name: pip[name] if name in pip else conda.get(CONDA_NAMES.get(name, name))
        for name in needed
    }

    assert given == needed
    assert conda["python"] == project["requires-python"]


def test_conda_asks_for_nothing_that_the_project_does_not_need() -> None:
    project = pyproject()["project"]
    needed = {requirement(item)[0] for item in project["dependencies"]}
    for extra in project["optional-dependencies"].values():
        needed |= {requirement(item)[0] for item in extra}
    conda, pip = environment()

    around = {"python", "pip", "nox", "quarto"}  # the program Quarto, which pip does not have
    assert set(conda) - {CONDA_NAMES.get(name, name) for name in needed} <= around
    assert set(pip) <= needed


def test_conda_installs_the_project_itself() -> None:
    assert "--editable ." in (ROOT / "environment.yml").read_text(encoding="utf-8")


def locked() -> dict[str, str]:
    lines = (ROOT / "requirements.lock").read_text(encoding="utf-8").splitlines()
    rows = [line.partition(";")[0].strip() for line in lines if line and not line.startswith("#")]
    return dict(row.split("==") for row in rows)


def test_the_lock_pins_every_dependency_to_one_version_without_any_address() -> None:
    project = pyproject()
    wanted = [*project["project"]["dependencies"]]
    wanted += [
        item for group in project["project"]["optional-dependencies"].values() for item in group
    ]
    wanted += [item for group in project["dependency-groups"].values() for item in group]

    pinned = locked()

    assert {requirement(item)[0] for item in wanted} - set(pinned) == set()
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert not re.search(r"://|@ |--\w*(?:url|index|links|host)", text)


def test_the_lock_is_not_older_than_the_lower_bounds() -> None:
    from packaging.specifiers import SpecifierSet

    pinned = locked()

    old = {
        name: pinned[name]
        for name, bound in map(requirement, pyproject()["project"]["dependencies"])
        if not SpecifierSet(bound).contains(pinned[name], prereleases=True)
    }

    assert old == {}


# What is committed


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_is_committed_without_outputs_and_only_tells(path: Path) -> None:
    code = [cell for cell in cells(path) if cell.cell_type == "code"]

    for cell in code:
        assert cell.outputs == []
        assert cell.execution_count is None
        assert len(cell.source.splitlines()) <= 5
        assert not re.search(r"\bdef\b|\blambda\b|groupby|open\(|read_\w+\(", cell.source)
        # A path has a folder or an extension; texts, not what a comment says of them.
        texts = [
            str(n.value) for n in ast.walk(ast.parse(cell.source)) if isinstance(n, ast.Constant)
        ]
        assert not [text for text in texts if re.search(r"[/\\]|\.[a-z]{2,5}$", text)]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_has_one_parameters_cell_whose_names_are_annotated_and_explained(
    path: Path,
) -> None:
    (parameters,) = (c for c in cells(path) if "parameters" in c.metadata.get("tags", []))

    declared = re.findall(r"^(\w+): \w+ = \S+  # \S.*$", parameters.source, re.MULTILINE)
    assert declared[0] in ("member", "association", "programme")
    assert declared[1:] == ["year", "prepared"]
    assert len(parameters.source.splitlines()) == len(declared)


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_headings_of_a_notebook_begin_below_the_title(path: Path) -> None:
    prose = "\n".join(cell.source for cell in cells(path) if cell.cell_type == "markdown")

    assert re.findall(r"^## ", prose, re.MULTILINE)
    assert not re.findall(r"^# ", prose, re.MULTILINE)


def test_no_file_names_the_machine_it_was_made_on(committed: dict[str, str]) -> None:
    # Put together here, or this file would be found itself.
    paths = "|".join(re.escape("/" + name + "/") for name in ("home", "root", "work", "Users"))
    pattern = re.compile(rf"(?<![\w.:/-])(?:{paths})|[A-Z]:\\Users\\")

    found = [
        f"{name}: {match[0]}"
        for name, text in committed.items()
        for match in pattern.finditer(text)
    ]

    assert found == []


def test_no_file_names_a_package_registry_or_a_mirror(committed: dict[str, str]) -> None:
    hosts = "|".join(
        ("py" + "pi" + r"\.org", r"files\.python" + "hosted", "art" + "ifactory", "nex" + "us")
    )
    pattern = re.compile(
        rf"{hosts}|(?:index|extra-index|find)-(?:url|links)[ =]\S*://", re.IGNORECASE
    )

    found = [
        f"{name}: {match[0]}"
        for name, text in committed.items()
        for match in pattern.finditer(text)
    ]

    assert found == []


def test_no_file_holds_records_of_people(committed: dict[str, str]) -> None:
    assert len(committed) > 100
    assert guard(str(ROOT / name) for name in committed) == 0


def test_the_readme_gives_its_first_command_on_the_first_screen() -> None:
    lines = (ROOT / "README.md").read_text(encoding="utf-8").splitlines()

    first = "\n".join(lines[:20])
    assert "python -m pip install nox && python -m nox -s reports" in first
    assert "python -m pip install nox && python -m nox -s tests" in "\n".join(lines)


def test_every_link_of_the_readme_to_a_file_resolves() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")

    links = [link.partition("#")[0] for link in re.findall(r"\]\(([^)\s]+)\)", text)]

    assert links
    assert [link for link in links if "://" not in link and not (ROOT / link).exists()] == []


@pytest.mark.parametrize("folder", sorted(p.name for p in (ROOT / "data").iterdir() if p.is_dir()))
def test_every_data_folder_says_source_licence_and_date(folder: str) -> None:
    text = (ROOT / "data" / folder / "README.md").read_text(encoding="utf-8").lower()

    for word in ("source", "licence"):
        assert word in text, word
    assert re.search(r"\b(?:19|20)\d\d\b", text)


def test_the_checksums_of_the_register_are_those_of_its_files() -> None:
    import hashlib

    folder = ROOT / "data" / "register"
    listed = re.findall(r"^([0-9a-f]{64})  (\S+)$", (folder / "README.md").read_text("utf-8"), re.M)

    wrong = [
        name for digest, name in listed
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest
    ]  # fmt: skip

    assert {name for _, name in listed} == {p.name for p in folder.glob("*.csv")}
    assert wrong == []


def test_every_task_of_the_project_is_a_session_with_a_line_of_help() -> None:
    command = [sys.executable, "-m", "nox", "--list"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    sessions = dict(re.findall(r"^[*-] (\w+) -> (\S.*)$", done.stdout, re.MULTILINE))

    wanted = {"reports", "tests", "figures", "accept", "lint", "types", "site", "bench", "lab"}
    assert wanted - set(sessions) == set()


def test_every_file_that_a_session_runs_exists() -> None:
    text = (ROOT / "noxfile.py").read_text(encoding="utf-8")

    files = re.findall(r'"([\w/.-]+\.(?:py|toml|lock))"', text)

    assert files
    assert [name for name in files if not (ROOT / name).exists()] == []


# That it runs as it lies


@pytest.fixture(scope="module")
def fresh(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a copy of what a clone has and a notebook needs; nothing is built in it."""
    root = tmp_path_factory.mktemp("clone")
    for name in ("notebooks", "data", "params"):
        shutil.copytree(ROOT / name, root / name)
    return root


def _run(fresh: Path, *command: str) -> None:
    here = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    # What a coverage or warning setting of this test run says is not the reader's.
    here.pop("PYTHONWARNINGS", None)
    done = subprocess.run(
        [sys.executable, "-m", *command], cwd=fresh / "notebooks", env=here, capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr[-2000:]


@pytest.mark.parametrize(
    "command",
    [
        ("papermill", "member.ipynb", "out.ipynb", "-k", "python3", "--no-progress-bar"),
        ("jupyter", "nbconvert", "--execute", "--to", "notebook", "--output", "out.ipynb", "member.ipynb"),
    ],
    ids=["papermill", "nbconvert"],
)  # fmt: skip
def test_the_notebook_runs_in_a_fresh_clone_without_a_build(
    fresh: Path, command: tuple[str, ...]
) -> None:
    _run(fresh, *command)

    executed = cells(fresh / "notebooks" / "out.ipynb")
    kinds = [kind for c in executed for out in c.get("outputs", []) for kind in out.get("data", {})]
    assert kinds.count("image/svg+xml") >= 3
    assert "text/markdown" in kinds
    assert (
        fresh / "build" / "notebook" / "member" / "2022" / "strangnas" / "published.csv"
    ).is_file()
    # The committed notebook itself is as it was.
    assert (fresh / "notebooks" / "member.ipynb").read_bytes() == (
        ROOT / "notebooks" / "member.ipynb"
    ).read_bytes()
