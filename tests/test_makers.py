"""Reports made in forked processes and by plain kernels: alike, alone, and ended when they stop."""

import json
import os
import signal
import threading
import time
from collections.abc import Iterator
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import pytest

from processes import descendants, until
from small_project import participants
from test_execute import STOPS
from utfall import makers
from utfall.build import Choice, _task, open_run, steps
from utfall.execute.nursery import can_fork
from utfall.make import Made, Task, check
from utfall.makers import Maker, Plain, Warm, side_by_side
from utfall.render import front_matter

NOTEBOOKS = Path(__file__).parent / "notebooks"
forks = pytest.mark.skipif(not can_fork(), reason="nothing is forked here")


def task(notebook: str, *, timeout_s: int = 60, memory_mb: int = 2048) -> Task:
    file = NOTEBOOKS / f"{notebook}.ipynb"
    values = {"values": [asdict(participants("alfa", 66))]}
    return Task(
        id=f"{notebook}/2022/alfa",
        notebook=file.name,
        subject="alfa",
        year=2022,
        files={file.name: file.read_bytes(), "input.json": json.dumps(values).encode()},
        front=front_matter(["html"]),
        formats=("html",),
        renderer="embedded",
        timeout_s=timeout_s,
        memory_mb=memory_mb,
    )


@pytest.fixture(scope="module")
def warm(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warm]:
    one = Warm(tmp_path_factory.mktemp("warm"))
    yield one
    one.stop()


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Plain]:
    one = Plain(tmp_path_factory.mktemp("plain"))
    yield one
    one.stop()


@pytest.fixture(params=["warm", "plain"])
def maker(request: pytest.FixtureRequest) -> Maker:
    if request.param == "warm" and not can_fork():
        pytest.skip("nothing is forked here")
    found: Maker = request.getfixturevalue(request.param)
    return found


@pytest.mark.parametrize(("notebook", "said"), [*STOPS, ("unresolved", "")])
def test_a_notebook_that_stops_says_where_and_why_whatever_kernel_it_has(
    maker: Maker, notebook: str, said: str
) -> None:
    made = maker.make(task(notebook, timeout_s=2))

    assert made.error.startswith(said)
    assert made.error
    assert made.rendered == {}
    assert "log.txt" in made.executed


def test_a_forked_process_and_a_plain_kernel_give_the_same_bytes(warm: Warm, plain: Plain) -> None:
    one, other = warm.make(task("small")), plain.make(task("small"))

    assert not one.error
    assert one.executed == other.executed
    assert one.rendered == other.rendered
    assert set(one.rendered) == {"index.html", "published.csv"}


@forks
def test_reports_with_charts_have_the_same_bytes_warm_or_cold_and_in_any_order(
    tmp_path: Path, warm: Warm, plain: Plain
) -> None:
    run = open_run(Path(__file__).parents[1] / "params" / "rar.toml", tmp_path)
    few = {"member/2022/strangnas", "association/2025/rar", "programme/2022/ima"}
    tasks = [_task(run, step) for step in steps(run, Choice()) if step.spec.id in few]

    first = {task.id: warm.make(task) for task in tasks}
    again = {task.id: warm.make(task) for task in reversed(tasks)}
    cold = {task.id: plain.make(task) for task in tasks}

    assert set(first) == few
    for name, made in first.items():
        assert not made.error
        assert "report.pdf" in made.rendered
        assert made.rendered["index.html"].count(b"data:image/svg") > 2
        assert made.executed == again[name].executed == cold[name].executed
        assert made.rendered == again[name].rendered == cold[name].rendered


def test_nothing_that_a_report_leaves_behind_meets_the_next(maker: Maker) -> None:
    first, second = (maker.make(task("leaves_things")) for _ in range(2))

    assert (first.error, second.error) == ("", "")
    # Nor are random numbers those of another report.
    assert first.executed["log.txt"].split() != second.executed["log.txt"].split()
    assert len({*first.executed["log.txt"].split(), *second.executed["log.txt"].split()}) == 6


@forks
def test_what_a_cell_has_started_ends_with_its_report(warm: Warm) -> None:
    for apart in (False, True):
        code = f"__import__('subprocess').Popen(['sleep', '4321'], start_new_session={apart})"

        made = warm.make(beginning(task("small"), code))

        assert not made.error
        until(lambda: not sleeping("4321"))


def sleeping(seconds: str) -> list[int]:
    return [pid for pid in descendants(1) if words(pid) == ["sleep", seconds]]


def words(pid: int) -> list[str]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_text(encoding="utf-8").split("\0")[:-1]
    except OSError:
        return []


def test_no_cell_can_switch_off_the_last_check_of_numbers(maker: Maker) -> None:
    # The notebook shows numbers, and its input has none.
    begun = beginning(
        task("good"), "import utfall.disclosure.pages as p; p.disagreements = lambda *a: []"
    )
    made = maker.make(begun)
    assert not made.error

    check(begun, made)

    assert made.error.startswith("numbers are shown that are not the protected ones")


def test_what_a_cell_breaks_is_told_of_its_report_alone(maker: Maker) -> None:
    made = maker.make(beginning(task("small"), "import nbformat; nbformat.write = None"))

    # A plain kernel breaks nothing but itself.
    told = made.error or "notebooks/small.ipynb: TypeError: "
    assert told.startswith("notebooks/small.ipynb: TypeError: ")
    assert not made.error or b"Traceback" in made.executed["log.txt"]


def beginning(begun: Task, code: str) -> Task:
    """Return a task whose notebook runs some code first."""
    notebook = json.loads(begun.files[begun.notebook])
    first = next(c for c in notebook["cells"] if c["cell_type"] == "code" and not c["metadata"])
    first["source"] = [f"{code}\n", *first["source"]]
    return replace(begun, files={**begun.files, begun.notebook: json.dumps(notebook).encode()})


@forks
def test_what_a_report_costs_is_told(warm: Warm) -> None:
    made = warm.make(task("small"))

    assert set(made.seconds) == {"execute", "render"}
    assert all(seconds > 0 for seconds in made.seconds.values())
    assert made.cpu_s > 0
    assert 30 < made.peak_mb < 1000


@forks
def test_a_report_that_takes_more_memory_than_it_may_says_so_in_its_cell(warm: Warm) -> None:
    made = warm.make(task("greedy", memory_mb=900))

    assert made.error.startswith("notebooks/greedy.ipynb: cell 3: MemoryError")
    assert not warm.make(task("greedy")).error


@forks
def test_a_report_is_made_anew_when_the_process_that_it_was_forked_from_is_killed(
    tmp_path: Path,
) -> None:
    before = set(descendants(os.getpid()))
    maker = Warm(tmp_path)
    (nursery,) = set(descendants(os.getpid())) - before
    found: list[Made] = []
    thread = threading.Thread(target=lambda: found.append(maker.make(task("small"))))

    thread.start()
    until(lambda: len(set(descendants(nursery))) > 0)
    time.sleep(0.1)
    os.kill(nursery, signal.SIGKILL)
    thread.join(60)

    assert [made.error for made in found] == [""]
    maker.stop()
    assert set(descendants(os.getpid())) - before == set()


@forks
def test_imports_that_fail_end_the_build_and_not_each_report(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(makers, "_IMPORTS", ("there.is.no.such.module",))
    maker = Warm(tmp_path)

    with pytest.raises(RuntimeError, match="what it said is above"):
        maker.make(task("small"))

    assert "No module named 'there'" in capfd.readouterr().err
    assert maker.make(task("small")).error == "the process that reports are forked from was ended"
    maker.stop()


@forks
@forks
def test_a_nursery_that_is_killed_each_time_before_its_first_report_is_not_started_for_ever(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[int] = []
    code = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    new = Warm._new

    def killed(self: Warm) -> Any:
        started.append(1)
        monkeypatch.setattr(makers, "_IMPORTS", ("kills_itself",))
        return new(self)

    (tmp_path / "kills_itself.py").write_text(code, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    monkeypatch.setattr(Warm, "_new", killed)
    one = Warm(tmp_path)

    def ask() -> None:
        for _ in range(4):
            one.make(task("small"))

    with pytest.raises(RuntimeError, match="could not start"):
        ask()
    assert len(started) == 3


@forks
def test_a_list_of_fonts_that_was_half_written_locks_nobody_out(tmp_path: Path) -> None:
    lock = tmp_path / "fontlist-v390.json.matplotlib-lock"
    lock.touch()

    Warm(tmp_path).stop()

    assert not lock.exists()


def test_a_maker_that_has_not_begun_ends_at_once(tmp_path: Path) -> None:
    maker, started = Warm(tmp_path), time.monotonic()

    maker.stop()

    assert time.monotonic() - started < 3


@forks
def test_a_maker_that_is_stopped_ends_its_reports_and_removes_their_folders(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    before = set(descendants(os.getpid()))
    maker = Warm(tmp_path / "cache")
    found: list[Made] = []
    thread = threading.Thread(target=lambda: found.append(maker.make(task("hangs"))))
    thread.start()
    until(lambda: len(set(descendants(os.getpid())) - before) > 1)

    maker.stop()
    thread.join(10)

    assert set(descendants(os.getpid())) - before == set()
    assert list(tmp_path.glob("utfall-*")) == []
    assert "was ended" in found[0].error


def test_as_many_are_made_at_once_as_there_are_cores_and_memory_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(makers, "_free_mb", lambda: 4000.0)
    monkeypatch.setattr(makers, "_CGROUP", tmp_path)

    assert side_by_side(0) == 8
    assert side_by_side(1000) == 4
    assert side_by_side(10_000) == 1


@pytest.mark.parametrize(
    ("limit", "jobs"), [("max 100000", 8), ("350000 100000", 4), ("50000 100000", 1), ("", 8)]
)
def test_a_container_that_may_use_a_part_of_the_cores_makes_no_more_at_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, jobs: int
) -> None:
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: set(range(8)), raising=False)
    monkeypatch.setattr(makers, "_free_mb", lambda: 10_000.0)
    monkeypatch.setattr(makers, "_CGROUP", tmp_path)
    (tmp_path / "cpu.max").write_text(f"{limit}\n", encoding="ascii")

    assert side_by_side(0) == jobs
