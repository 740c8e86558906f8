"""The command line: exit codes, one message, and nothing half-written."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
import urllib.request
from pathlib import Path

import pytest

from folder_files import write_folder, write_register
from pages import ROOT
from processes import descendants
from record_rows import record, write_records
from small_project import participants, small_project
from utfall.cli import run
from utfall.errors import DataError
from utfall.execute.nursery import can_fork
from utfall.serve import server


def test_build_ends_0_and_says_where_to_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)

    code = run(["build", str(project.run), "--out", str(project.out)])

    said = capsys.readouterr()
    assert code == 0
    assert "2 built, 0 current, 0 failed" in said.out
    # Plain lines where there is no terminal.
    assert "[2/2] built" in said.err
    assert "\x1b" not in said.err


def test_build_ends_1_when_a_report_failed_and_names_notebook_cell_and_cause(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch, "fails_for_beta")

    code = run(["build", str(project.run), "--out", str(project.out)])

    said = capsys.readouterr()
    assert code == 1
    assert "notebooks/fails_for_beta.ipynb: cell 4: ValueError: beta cannot" in said.err
    assert "Traceback" not in said.err


def test_json_prints_one_document_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)
    monkeypatch.setattr("utfall.prepare.check_run", lambda *_: ["counts.csv row 3: …"])
    words = [str(project.run), "--json"]
    where = ["--out", str(project.out)]

    planned = (run(["plan", *words, *where]), capsys.readouterr())
    built = (run(["build", *words, *where]), capsys.readouterr())
    checked = (run(["check", *words]), capsys.readouterr())
    refused = (run(["build", *words, *where, "--member", "gamma"]), capsys.readouterr())

    assert [code for code, _ in (planned, built, checked, refused)] == [0, 0, 2, 2]
    assert all(said.err == "" for _, said in (planned, built, checked, refused))
    assert {r["todo"] for r in json.loads(planned[1].out)["reports"]} == {"execute"}
    assert {r["status"] for r in json.loads(built[1].out)["reports"]} == {"built"}
    assert json.loads(checked[1].out)["problems"] == ["counts.csv row 3: …"]
    assert "gamma" in json.loads(refused[1].out)["error"][0]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--member", "gamma"], "--member: found 'gamma'"),
        (["--member", "0486"], "--member: found '0486'"),
        (["--year", "1999"], "--year: found 1999"),
        (["--notebook", "other"], "--notebook: found 'other'"),
        (["--renderer", "latex"], "renderer: found 'latex'; allowed are auto, quarto, embedded"),
        (["--renderer", "quarto"], "no `quarto` executable was found"),
        (["--jobs", "many"], "Invalid value for '--jobs'"),
        (["--cluster", "x"], "no Dask scheduler answers at x"),
        (["--clusters", "x"], "No such option"),
    ],
)
def test_what_cannot_be_is_refused_with_2_and_one_message(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    said: str,
) -> None:
    project = small_project(tmp_path, monkeypatch)
    monkeypatch.setattr("utfall.render.quarto.executable", lambda: None)

    code = run(["build", str(project.run), "--out", str(project.out), *words])

    printed = capsys.readouterr().err
    assert code == 2
    assert said in printed
    assert "Traceback" not in printed
    assert not project.site.exists()


def test_bad_data_ends_2_with_every_problem_and_leaves_the_release(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)
    run(["build", str(project.run), "--out", str(project.out)])
    before = (project.site / "index.html").read_bytes()
    project.change_data(participants("alfa", 67))

    def bad(*_: object) -> None:
        raise DataError(["counts.csv row 2: a", "counts.csv row 9: b"])

    monkeypatch.setattr("utfall.prepare.prepare_run", bad)
    capsys.readouterr()

    code = run(["build", str(project.run), "--out", str(project.out)])

    assert code == 2
    assert capsys.readouterr().err.splitlines() == ["counts.csv row 2: a", "counts.csv row 9: b"]
    assert (project.site / "index.html").read_bytes() == before


def test_a_year_outside_the_data_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)
    text = project.run.read_text(encoding="utf-8")
    project.run.write_text(text.replace("[2022]", "[2022, 2050]"), encoding="utf-8")

    code = run(["build", str(project.run), "--out", str(project.out)])

    # The newest source of the small project is of 2022.
    assert code == 2
    assert "years: found 2050" in capsys.readouterr().err
    assert not project.site.exists()


def test_a_place_that_cannot_be_written_to_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)
    # A file where a folder is wanted: it stops also a user whom no permission stops.
    (tmp_path / "taken").touch()

    code = run(["build", str(project.run), "--out", str(tmp_path / "taken")])

    assert code == 2
    assert "cannot be written to" in capsys.readouterr().err


def test_a_full_disk_ends_1_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("utfall.build._task", full)

    code = run(["build", str(project.run), "--out", str(project.out)])

    assert code == 1
    assert "the disk is full; the last release is untouched" in capsys.readouterr().err


def test_a_bug_ends_70_with_its_traceback(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)

    def bug(*_: object) -> None:
        raise KeyError("bug")

    monkeypatch.setattr("utfall.build.steps", bug)

    code = run(["plan", str(project.run), "--out", str(project.out)])

    assert code == 70
    assert "Traceback" in capsys.readouterr().err


def test_a_bug_among_records_is_told_by_its_place_without_the_words_that_may_quote_a_cell(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write_register(tmp_path / "data" / "register")
    write_records(write_folder(tmp_path / "data" / "rar"), record("a"))
    (tmp_path / "params").mkdir()
    (tmp_path / "params" / "run.toml").write_text('association = "rar"\nyears = [2022]\n')
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")

    def bug(*_: object) -> None:
        raise ValueError(f"could not convert {8 * 111}-1236")

    monkeypatch.setattr("utfall.data.records.failures", bug)

    code = run(["check", str(tmp_path / "params" / "run.toml")])

    said = capsys.readouterr().err
    assert code == 70
    assert "records.py" in said
    assert "ValueError" in said
    assert "888" not in said


def test_serve_before_a_build_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    project = small_project(tmp_path, monkeypatch)

    code = run(["serve", str(project.run), "--out", str(project.out)])

    assert code == 2
    assert "nothing is built yet" in capsys.readouterr().err


def test_serve_answers_on_this_machine_only(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "index.html").write_text("hej", encoding="utf-8")
    with server(tmp_path, 0) as running:
        thread = threading.Thread(target=running.serve_forever)
        thread.start()
        with urllib.request.urlopen(f"http://127.0.0.1:{running.server_port}/") as answer:
            text = answer.read()
        running.shutdown()
        thread.join()

        assert text == b"hej"
        assert running.server_address[0] == "127.0.0.1"
    capsys.readouterr()


def test_what_is_not_needed_is_not_imported() -> None:
    code = "import sys, utfall.cli, utfall.build, utfall.plan; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert {"pandas", "matplotlib", "papermill", "nbformat", "distributed"} & set(
        done.stdout.split()
    ) == set()


INTERRUPTED = """
import signal
import sys
# A job in the background of a shell is started with the signal ignored.
signal.signal(signal.SIGINT, signal.default_int_handler)
from pathlib import Path
sys.path.insert(0, {tests!r})
import pytest
from small_project import small_project
from utfall.cli import run
with pytest.MonkeyPatch.context() as patch:
    project = small_project(Path({folder!r}), patch, "hangs")
    sys.exit(run(["build", str(project.run), "--out", str(project.out)]))
"""


# Two reports, and the process that they are forked from.
REPORTS_AND_NURSERY = 3


@pytest.mark.skipif(not can_fork(), reason="counts forked processes")
def test_ctrl_c_ends_130_and_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    code = INTERRUPTED.format(tests=str(Path(__file__).parent), folder=str(tmp_path / "p"))
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    )
    deadline = time.monotonic() + 40
    while len(started := descendants(process.pid)) < REPORTS_AND_NURSERY:
        assert time.monotonic() < deadline
        time.sleep(0.1)
    time.sleep(1)

    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130
    assert "interrupted; the last release is untouched" in said
    assert not any(Path(f"/proc/{pid}").exists() for pid in started)
    assert not list((tmp_path / "tmp").iterdir())


def test_a_second_build_in_the_same_folder_is_refused_and_told_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from utfall.build import alone

    project = small_project(tmp_path, monkeypatch)
    with alone(project.out / "run"):
        code = run(["build", str(project.run), f"--out={project.out}"])

    assert code == 2
    assert "another build is at work here" in capsys.readouterr().err
    assert not project.site.exists()
