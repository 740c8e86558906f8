"""Records are refused wherever git or another user of the machine could take them."""

import os
import stat
import subprocess
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from folder_files import write_folder
from record_rows import record, write_records
from utfall.data.guard import guard_problems, main, tracked_problem
from utfall.data.private import owner_only

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


@pytest.mark.parametrize("left", ["participations.parquet", "participations.rejected.csv"])
def test_all_that_an_import_may_leave_must_be_ignored(project: Path, left: str) -> None:
    (project.parents[1] / ".gitignore").write_text(f"{left}\n", encoding="utf-8")

    assert tracked_problem(project) is not None


def test_a_relative_path_is_judged_like_an_absolute_one(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.parents[1] / ".gitignore").write_text("participations.*\n.import/\n")
    (project / "members.csv").write_text("member_id\n", encoding="utf-8")
    git(project, "add", "members.csv")
    monkeypatch.chdir(project.parents[1])

    assert tracked_problem(Path("data/rar")) is not None


def test_a_link_into_a_working_tree_is_followed(project: Path, tmp_path_factory: Any) -> None:
    link = tmp_path_factory.mktemp("elsewhere") / "link"
    link.symlink_to(project)

    assert tracked_problem(link) is not None


def test_a_second_working_tree_of_a_repository_is_one(project: Path, tmp_path: Path) -> None:
    git(project, "-c", "user.name=x", "-c", "user.email=x@y.se", "commit", "-q", "--allow-empty",
        "-m", "x")  # fmt: skip
    git(project, "worktree", "add", "-q", str(tmp_path / "second"))

    assert tracked_problem(tmp_path / "second" / "data") is not None


def test_a_hooks_own_repository_does_not_hide_the_folders(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GIT_DIR", "/nonexistent")

    assert tracked_problem(project) is not None


def test_where_git_cannot_be_asked_a_repository_is_refused(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project.parents[1] / ".gitignore").write_text("/data/rar/\n", encoding="utf-8")
    assert tracked_problem(project) is None
    monkeypatch.setenv("PATH", "")

    problem = tracked_problem(project)

    assert problem is not None
    assert "git cannot tell" in problem.problem


def test_the_folder_of_git_itself_is_no_place_for_records(project: Path) -> None:
    assert tracked_problem(project.parents[1] / ".git" / "records") is not None


def test_what_a_killed_import_left_is_told(tmp_path: Path) -> None:
    tmp_path.chmod(OWN)
    (tmp_path / ".import").mkdir()

    (problem,) = guard_problems(tmp_path, synthetic=False)

    assert "cut off" in problem.problem


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


@pytest.mark.skipif(os.name != "posix", reason="permissions are POSIX's")
@pytest.mark.parametrize("mode", ["x", "w", "a"])
def test_a_file_opened_for_its_owner_is_so_though_others_could_read_it(
    tmp_path: Path, mode: str
) -> None:
    file = tmp_path / "f"
    if mode != "x":
        file.write_text("old", encoding="utf-8")
        file.chmod(0o666)

    with open(file, mode, encoding="utf-8", opener=owner_only) as out:
        # Before anything is written.
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        out.write("new")

    assert file.read_text(encoding="utf-8") == {"x": "new", "w": "new", "a": "oldnew"}[mode]


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


def test_records_are_found_under_another_name_kind_and_header(tmp_path: Path) -> None:
    columns = ["record_id", "person_id", "programme_id", "entry"]
    parquet, sheet = tmp_path / "copy.bin", tmp_path / "copy.xlsx"
    pq.write_table(pa.table({name: ["a"] for name in columns}), parquet)
    pd.DataFrame({name: ["a"] for name in columns}).to_excel(sheet, index=False)
    wide, titled = tmp_path / "wide.csv", tmp_path / "titled.csv"
    wide.write_text("|".join(columns), encoding="utf-16")
    titled.write_text("Deltagare\n\n" + ";".join(columns).upper(), encoding="utf-8")
    (tmp_path / "participations.csv.gz").write_bytes(b"\x1f\x8b")
    (tmp_path / "harmless.xlsx").write_bytes(b"PK\x03\x04 no workbook")

    for file in (parquet, sheet, wide, titled, tmp_path / "participations.csv.gz"):
        assert main([str(file)]) == 1, file.name
    assert main([str(tmp_path / "harmless.xlsx")]) == 0


def test_a_flag_does_not_make_real_people_synthetic(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    stated = folder / "association.toml"
    text = stated.read_text(encoding="utf-8").replace("synthetic = false", "synthetic = true")
    stated.write_text(text, encoding="utf-8")
    file = write_records(folder, record("a", person_id="d17"))

    assert main([str(file)]) == 1


def test_a_commit_of_a_synthetic_association_passes(tmp_path: Path) -> None:
    folder = write_folder(tmp_path)
    (folder / "association.toml").write_text("synthetic = true\n", encoding="utf-8")
    file = write_records(folder, record("a"))

    assert main([str(file), str(folder / "members.csv"), str(tmp_path / "gone.csv")]) == 0
