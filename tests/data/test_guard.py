"""Records are refused wherever git or another user of the machine could take them."""

import os
import subprocess
from pathlib import Path

import pytest

from folder_files import write_folder
from record_rows import record, write_records
from utfall.data.guard import guard_problems, main, tracked_problem

OWN = 0o700


def git(folder: Path, *words: str) -> None:
    subprocess.run(["git", "-C", str(folder), *words], check=True, capture_output=True)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a working tree with a data folder of its owner's, without records."""
    git(tmp_path, "init", "-q")
    folder = tmp_path / "data" / "rar"
    folder.mkdir(parents=True)
    folder.chmod(OWN)
    return folder


def test_records_outside_a_working_tree_are_accepted(tmp_path: Path) -> None:
    tmp_path.chmod(OWN)
    write_records(tmp_path, record("a")).chmod(0o600)

    assert guard_problems(tmp_path, synthetic=False) == []


def test_records_that_git_would_take_are_refused(project: Path) -> None:
    problem = tracked_problem(project)

    assert problem is not None
    assert "name it in .gitignore" in problem.cure


def test_records_that_git_ignores_are_accepted(project: Path) -> None:
    (project.parents[1] / ".gitignore").write_text("/data/rar/\n", encoding="utf-8")

    assert tracked_problem(project) is None


def test_a_folder_of_which_git_has_a_file_is_refused_though_records_are_ignored(
    project: Path,
) -> None:
    (project.parents[1] / ".gitignore").write_text("participations.*\n", encoding="utf-8")
    (project / "members.csv").write_text("member_id\n", encoding="utf-8")
    git(project, "add", "members.csv")

    problem = tracked_problem(project)

    assert problem is not None
    assert "git rm -r --cached" in problem.cure


def test_a_folder_that_is_not_there_yet_is_judged_as_if_it_were(project: Path) -> None:
    assert tracked_problem(project.parent / "new") is not None


def test_a_synthetic_association_may_be_in_git(project: Path) -> None:
    assert guard_problems(project, synthetic=True) == []


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize(("what", "mode"), [("folder", 0o750), ("file", 0o640)])
def test_records_that_others_can_read_are_refused(tmp_path: Path, what: str, mode: int) -> None:
    tmp_path.chmod(OWN)
    file = write_records(tmp_path, record("a"))
    file.chmod(0o600)
    (tmp_path if what == "folder" else file).chmod(mode)

    (problem,) = guard_problems(tmp_path, synthetic=False)

    assert "others on this machine can read" in problem.problem


# Before a commit


@pytest.mark.parametrize(
    "name", ["participations.csv", "participations.parquet", "export.rejected.csv"]
)
def test_a_commit_with_records_is_refused_by_their_name(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x", encoding="utf-8")

    assert main([str(tmp_path / name)]) == 1


@pytest.mark.parametrize("sign", [",", ";", "\t"])
def test_a_commit_with_records_is_refused_by_their_columns(tmp_path: Path, sign: str) -> None:
    file = tmp_path / "copy.csv"
    file.write_text(sign.join(["record_id", "person_id", "programme_id", "entry"]) + "\n")

    assert main([str(file)]) == 1


def test_a_commit_of_a_synthetic_association_passes(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "association.toml").write_text("synthetic = true\n", encoding="utf-8")
    file = write_records(folder, record("a"))

    assert main([str(file), str(folder / "members.csv"), str(tmp_path / "gone.csv")]) == 0


def test_this_project_holds_no_records_of_people() -> None:
    root = Path(__file__).parents[2]
    if not (root / ".git").exists():
        pytest.skip("a copy without history has no list of committed files")
    listed = subprocess.run(
        ["git", "-C", str(root), "ls-files", "-z"], capture_output=True, check=True, text=True
    ).stdout
    names = [str(root / name) for name in listed.split("\0") if name]

    assert len(names) > 100
    assert main(names) == 0
