"""Execution by papermill: every way a notebook can stop early is an error with its place."""

import json
import os
import time
from pathlib import Path

import nbformat
import pytest
import yaml

from processes import descendants
from utfall.errors import ExecuteError
from utfall.execute.run import Job, execute
from utfall.notebook import front_text
from utfall.render import front_matter

NOTEBOOKS = Path(__file__).parent / "notebooks"


def job(folder: Path, notebook: str, *, timeout_s: int = 60, out: str = "out") -> Job:
    prepared = folder / "prepared"
    prepared.mkdir(exist_ok=True)
    (prepared / "input.json").write_text(json.dumps({"values": []}), encoding="utf-8")
    return Job(
        notebook=NOTEBOOKS / f"{notebook}.ipynb",
        subject="alfa",
        year=2022,
        prepared=prepared,
        out=folder / out,
        cache=folder / "cache",
        timeout_s=timeout_s,
        front=front_matter(["html", "pdf"]),
    )


# What notebooks of `tests/notebooks` that stop are told to have done; a cell may take 2 s.
STOPS = [
    ("fails", "notebooks/fails.ipynb: cell 4: ZeroDivisionError: division by zero"),
    ("dies", "notebooks/dies.ipynb: cell 3: its kernel died"),
    ("hangs", "notebooks/hangs.ipynb: cell 3: took longer than 2 s"),
    ("exits_early", "notebooks/exits_early.ipynb: cell 4: did not run: a cell before it"),
    ("publishes_nothing", "notebooks/publishes_nothing.ipynb: wrote no published.csv"),
    ("shows_html", "notebooks/shows_html.ipynb: cell 3: shows text/html"),
    ("no_alt", "notebooks/no_alt.ipynb: cell 4: the figure has no alt text"),
]


@pytest.mark.parametrize(("notebook", "said"), STOPS)
def test_a_notebook_that_stops_says_where_and_why(tmp_path: Path, notebook: str, said: str) -> None:
    with pytest.raises(ExecuteError) as info:
        execute(job(tmp_path, notebook, timeout_s=2))

    assert str(info.value).startswith(said)
    assert (tmp_path / "out" / "log.txt").is_file()
    assert not (tmp_path / "out" / "published.csv").exists()


def test_parameters_are_compared_in_both_directions_before_any_kernel(tmp_path: Path) -> None:
    with pytest.raises(ExecuteError) as info:
        execute(job(tmp_path, "undeclared"))

    assert "not declared there: ['prepared']" in str(info.value)
    assert "not given: ['municipality_kode']" in str(info.value)


def test_the_kernel_starts_in_a_folder_with_the_input_and_nothing_else(tmp_path: Path) -> None:
    before = Path.cwd()

    done = execute(job(tmp_path, "sees_data"))

    # The notebook itself asserts what it sees.
    assert done == tmp_path / "out" / "sees_data.ipynb"
    assert Path.cwd() == before


def test_the_same_run_gives_the_same_bytes_without_times_or_paths(tmp_path: Path) -> None:
    first = execute(job(tmp_path, "good", out="a")).read_bytes()
    second = execute(job(tmp_path, "good", out="b")).read_bytes()

    assert first == second
    assert str(tmp_path).encode() not in first
    assert b"papermill" not in first
    assert b"start_time" not in first


def test_captions_alt_texts_and_front_matter_are_lifted_to_where_renderers_read(
    tmp_path: Path,
) -> None:
    done = execute(job(tmp_path, "good"))

    notebook = nbformat.read(done, as_version=4)
    front = yaml.safe_load(notebook.cells[0].source.strip("-"))
    figure = next(cell for cell in notebook.cells if cell.metadata.get("fig-alt"))
    following = notebook.cells[notebook.cells.index(figure) + 1]
    assert figure.metadata["fig-alt"] == 'Staplar: 5 % av <alla> & "några"'
    assert figure.metadata["fig-cap"].startswith("Deltagare [66]{.n data-row=")
    # One labelled cell with two outputs would be two sub-figures to Quarto.
    assert len(figure.outputs) == 1
    assert following.cell_type == "markdown"
    assert following.source.startswith("::: {.data-table")
    # Front matter is data: Markdown must show it letter by letter.
    assert front["title"] == r"Alfa \<b\>\&\<\/b\> \*y\*\: rapport"
    # `date` would be shown by Quarto as the day of publication.
    assert front["facts_date"] == "2022-12-12"
    assert "date" not in front


@pytest.mark.parametrize("front", [{"id": "87e908070707", "draft": True, "n": 3, "a": ["no"]}])
def test_front_matter_is_the_same_to_readers_of_yaml_1_2(front: dict[str, object]) -> None:
    text = front_text(front)

    assert yaml.safe_load(text) == front
    assert 'id: "87e908070707"' in text


def test_what_a_cell_prints_is_in_the_log_and_not_in_the_report(tmp_path: Path) -> None:
    done = execute(job(tmp_path, "good"))

    outputs = [o for c in nbformat.read(done, as_version=4).cells for o in c.get("outputs", [])]
    assert {output.output_type for output in outputs} == {"display_data"}
    assert "en rad i loggen" in (tmp_path / "out" / "log.txt").read_text(encoding="utf-8")


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="counts processes in /proc")
def test_no_kernel_is_left_behind_by_a_notebook_that_hangs(tmp_path: Path) -> None:
    before = set(descendants(os.getpid()))

    with pytest.raises(ExecuteError):
        execute(job(tmp_path, "hangs", timeout_s=1))

    deadline = time.monotonic() + 5
    while (left := set(descendants(os.getpid())) - before) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert not left
