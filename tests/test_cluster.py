"""Reports made on a Dask cluster: the same as here, whoever is lost, and nothing left behind."""

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import distributed
import pytest

from pages import ROOT
from processes import descendants, until
from small_project import Project, small_project
from utfall import cluster, keys
from utfall.cli import run
from utfall.execute.nursery import can_fork
from utfall.make import Made, Task

pytestmark = [
    pytest.mark.skipif(not can_fork(), reason="counts processes as Linux tells them"),
    # Dask leaves sockets and loops of workers that were killed to the garbage collector.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]

SLOWLY = "from pathlib import Path\\nimport time\\ntime.sleep(3)\\n"


def build(project: Project, *words: str, out: str = "build") -> int:
    return run(["build", str(project.run), f"--out={project.root / out}", *words])


def slow(project: Project) -> Project:
    """Let each report of a project take three seconds."""
    project.change_notebook("small", "from pathlib import Path\\n", SLOWLY)
    return project


@pytest.fixture(scope="module")
def two_workers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    """A cluster that stands whoever builds on it."""
    with distributed.LocalCluster(
        n_workers=2,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        local_directory=str(tmp_path_factory.mktemp("workers")),
        memory_limit=0,
        silence_logs=50,
    ) as found:
        yield found


@pytest.fixture
def scheduler() -> Iterator[str]:
    """The address of a scheduler without workers."""
    with distributed.LocalCluster(
        n_workers=0,
        host="127.0.0.1",
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        silence_logs=50,
    ) as found:
        yield found.scheduler_address


@contextmanager
def worker(address: str, folder: Path, source: Path = ROOT / "src") -> Iterator[int]:
    """Start a worker that nobody starts anew, with the package as it lies somewhere."""
    folder.mkdir()
    words = ["-m", "distributed.cli.dask_worker", address, "--no-nanny", "--nthreads=1"]
    path = os.pathsep.join([str(source), os.environ.get("PYTHONPATH", "")])
    process = subprocess.Popen(
        [sys.executable, *words, "--no-dashboard", f"--local-directory={folder}"],
        env={**os.environ, "PYTHONPATH": path},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield process.pid
    finally:
        process.kill()
        process.wait()


def other_software(folder: Path) -> Path:
    """Return the package with one more line in it."""
    shutil.copytree(ROOT / "src" / "utfall", folder / "utfall")
    with (folder / "utfall" / "text.py").open("a", encoding="utf-8") as file:
        file.write("# another version\n")
    return folder


def at_work(pids: list[int]) -> list[int]:
    """Return those workers that a report is being made on: below them is more than a nursery."""
    return [pid for pid in pids if len(descendants(pid)) > 1]


def first_at_work(pids: list[int]) -> int:
    """Wait for a worker that a report is being made on; by now it may be done."""
    found: list[int] = []

    def look() -> list[int]:
        found[:] = at_work(pids)
        return found

    until(look)
    return found[0]


def ended(pids: list[int]) -> bool:
    return not any(Path(f"/proc/{pid}").exists() for pid in pids)


def test_a_cluster_gives_the_same_keys_and_bytes_as_this_machine(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_workers: Any
) -> None:
    project = small_project(tmp_path, monkeypatch, formats='["html", "pdf"]')
    assert build(project) == 0
    here = {name: (one["key"], one["outputs"]) for name, one in project.manifest().items()}

    assert build(project, "--force", f"--cluster={two_workers.scheduler_address}") == 0

    reports = project.manifest()
    assert {name: (one["key"], one["outputs"]) for name, one in reports.items()} == here
    assert all(one["status"] == "built" for one in reports.values())
    assert all(one["cpu_s"] > 0 and one["peak_mb"] > 30 for one in reports.values())
    assert all({"execute", "render", "check"} == set(one["stages"]) for one in reports.values())


def test_a_report_that_fails_on_a_cluster_ends_1_and_says_where(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    two_workers: Any,
) -> None:
    project = small_project(tmp_path, monkeypatch, "fails_for_beta")

    code = build(project, f"--cluster={two_workers.scheduler_address}")

    assert code == 1
    assert "notebooks/fails_for_beta.ipynb: cell 4: ValueError: beta" in capsys.readouterr().err


def test_the_reports_of_a_killed_worker_are_made_by_another_and_no_process_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, two_workers: Any
) -> None:
    project = slow(small_project(tmp_path, monkeypatch))
    project.members = {name: name.title() for name in ("alfa", "beta", "delta", "gamma")}
    found: list[int] = []
    address = two_workers.scheduler_address
    thread = threading.Thread(target=lambda: found.append(build(project, f"--cluster={address}")))
    with distributed.Client(address, set_as_default=False) as client:
        pids = list(client.run(os.getpid).values())
    thread.start()
    pid = first_at_work(pids)
    below = descendants(pid)

    os.kill(pid, signal.SIGKILL)
    thread.join(90)

    assert found == [0]
    assert [one["status"] for one in project.manifest().values()] == ["built"] * 4
    until(lambda: ended(below))
    assert at_work(pids) == []


def test_without_any_worker_left_reports_fail_and_one_of_other_software_gets_none(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    caplog: pytest.LogCaptureFixture,
    scheduler: str,
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_S", 20.0)
    project = slow(small_project(tmp_path / "p", monkeypatch))
    project.members = {str(number): str(number) for number in range(30)}
    found: list[int] = []
    words = [f"--cluster={scheduler}", "--jobs=4"]
    thread = threading.Thread(target=lambda: found.append(build(project, *words)))
    with worker(scheduler, tmp_path / "one") as one:
        thread.start()
        until(lambda: at_work([one]))
        other = other_software(tmp_path / "other")
        monkeypatch.setattr(cluster, "_PATIENCE_S", 4.0)
        with worker(scheduler, tmp_path / "two", other) as two:
            until(lambda: "gets no reports: utfall's code" in caplog.text)
            below = descendants(one)
            os.kill(one, signal.SIGKILL)
            thread.join(60)

            assert found == [1]
            assert descendants(two) == []
    said = capsys.readouterr().err
    assert "no worker of the cluster is left" in said
    until(lambda: ended(below))


def test_a_worker_that_hangs_gets_no_reports_and_is_not_waited_for(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
    scheduler: str,
) -> None:
    project = small_project(tmp_path / "p", monkeypatch)
    with worker(scheduler, tmp_path / "one"), worker(scheduler, tmp_path / "two") as two:
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(2, timeout=30)
        os.kill(two, signal.SIGSTOP)
        monkeypatch.setattr(cluster, "_ANSWER_S", 3.0)
        begun = time.monotonic()

        assert build(project, f"--cluster={scheduler}") == 0

        # Asked once, and not again when the build ends.
        assert time.monotonic() - begun < 15
    assert caplog.text.count("gets no reports: does not answer within 3 s") == 1


def test_reports_fail_with_the_reason_on_a_worker_that_cannot_write(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    scheduler: str,
) -> None:
    project = small_project(tmp_path / "p", monkeypatch)
    with worker(scheduler, tmp_path / "one"):
        with distributed.Client(scheduler, set_as_default=False) as client:
            client.wait_for_workers(1, timeout=30)
        shutil.rmtree(tmp_path / "one")
        (tmp_path / "one").touch()

        assert build(project, f"--cluster={scheduler}") == 1

    assert "failed: small/2022/alfa: Not a directory" in capsys.readouterr().err


def test_a_build_that_is_stopped_ends_its_reports_on_a_cluster_that_stays(
    two_workers: Any,
) -> None:
    notebook = ROOT / "tests" / "notebooks" / "hangs.ipynb"
    files = {notebook.name: notebook.read_bytes(), "input.json": b"{}"}
    task = Task("id", notebook.name, "alfa", 2022, files, {}, ("html",), "embedded", 60, 2048)
    found: list[Made] = []
    one = cluster.Cluster(two_workers.scheduler_address, "embedded", workers=0)
    thread = threading.Thread(target=lambda: found.append(one.make(task)))
    pids = descendants(os.getpid())
    thread.start()
    until(lambda: at_work(pids))

    one.stop()
    thread.join(10)

    assert [made.error for made in found] == ["the cluster was left"]
    assert one.slots == 2
    until(lambda: at_work(pids) == [])


def test_other_software_is_refused_with_every_difference_before_anything_is_made(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    two_workers: Any,
) -> None:
    project = small_project(tmp_path, monkeypatch)
    own = cluster.software()
    packages = {**keys.packages("utfall"), "typst": "9.9"}
    monkeypatch.setattr("platform.python_version", lambda: "3.99.0")
    monkeypatch.setattr(cluster, "packages", lambda *_: packages)
    monkeypatch.setattr("utfall.render.embedded.Embedded.version", lambda _: "pandoc 9")

    code = build(project, f"--cluster={two_workers.scheduler_address}")

    said = capsys.readouterr().err
    assert code == 2
    assert f"Python {own['Python']}, here 3.99.0" in said
    assert f"typst {own['typst']}, here 9.9" in said
    assert f"distributed {own['distributed']}, here none" in said
    assert "here pandoc 9" in said
    # Workers that differ alike are named together, after the cluster itself.
    assert len(re.findall(r"tcp://127.0.0.1:\d+", said)) == 3
    assert len(said.splitlines()) == 2
    assert not project.site.exists()


def test_a_scheduler_without_workers_is_refused(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    scheduler: str,
) -> None:
    monkeypatch.setattr(cluster, "_PATIENCE_S", 1.0)

    code = build(small_project(tmp_path, monkeypatch), f"--cluster={scheduler}")

    assert code == 2
    assert f"--cluster: {scheduler} has no workers after 1 s" in capsys.readouterr().err


@pytest.mark.parametrize("address", ["tcp://127.0.0.1:1", "nothing://host:1", "tcp://", "?"])
def test_an_address_without_a_scheduler_is_refused_in_one_line(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    address: str,
) -> None:
    monkeypatch.setattr(cluster, "_CONNECT_S", 1.0)

    code = build(small_project(tmp_path, monkeypatch), f"--cluster={address}")

    (said,) = capsys.readouterr().err.splitlines()
    assert code == 2
    assert said.startswith(f"--cluster: no Dask scheduler answers at {address}")
    assert said.endswith("give its address, such as tcp://host:8786, or local to start one here")


@pytest.mark.parametrize(("failures", "ends", "told"), [(1, 0, ""), (2, 2, "(no room); build")])
def test_a_local_cluster_that_does_not_start_is_tried_once_more(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    failures: int,
    ends: int,
    told: str,
) -> None:
    right, left = distributed.LocalCluster, [OSError("no room")] * failures

    def start(**options: Any) -> Any:
        if left:
            raise RuntimeError("Nanny failed to start.") from left.pop()
        return right(**options)

    monkeypatch.setattr("utfall.cluster.distributed.LocalCluster", start)

    assert build(small_project(tmp_path, monkeypatch), "--cluster=local") == ends
    assert told in capsys.readouterr().err


def test_without_dask_the_command_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)
    monkeypatch.delitem(sys.modules, "utfall.cluster")

    code = build(small_project(tmp_path, monkeypatch), "--cluster=local")

    assert code == 2
    assert 'python -m pip install -e ".[cluster]"' in capsys.readouterr().err


def test_a_build_with_nothing_to_do_asks_for_no_cluster(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = small_project(tmp_path, monkeypatch)
    assert build(project) == 0

    assert build(project, "--cluster=tcp://127.0.0.1:1") == 0


class Noted:
    """A maker that makes nothing."""

    stopped = False

    def make(self, task: Task) -> Made:
        return Made()

    def stop(self) -> None:
        self.stopped = True


def test_a_workers_warm_process_ends_when_nobody_asks_for_it_any_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    one = Noted()
    monkeypatch.setattr("utfall.makers.maker", lambda _: one)
    monkeypatch.setattr(
        distributed, "get_worker", lambda: SimpleNamespace(local_directory=tmp_path)
    )
    monkeypatch.setattr(cluster, "_IDLE_S", 0.2)
    task = Task("", "", "", 0, {}, {}, (), "", 0, 0)

    cluster._work("build", task)
    cluster._work("build", task)

    assert not one.stopped
    until(lambda: one.stopped)
    until(lambda: not list(tmp_path.iterdir()))


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
    words = ["--cluster=local", "--jobs=2", "--out", str(project.out)]
    sys.exit(run(["build", str(project.run), *words]))
"""


def test_ctrl_c_ends_a_local_cluster_and_leaves_no_process_and_no_file(tmp_path: Path) -> None:
    (tmp_path / "tmp").mkdir()
    code = INTERRUPTED.format(tests=str(Path(__file__).parent), folder=str(tmp_path / "p"))
    process = subprocess.Popen(
        [sys.executable, "-c", code],
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        env={**os.environ, "TMPDIR": str(tmp_path / "tmp")},
    )
    # Two workers, on each a nursery and a report.
    until(lambda: len(at_work(descendants(process.pid))) == 2)
    started = descendants(process.pid)
    time.sleep(0.5)

    # As a terminal does: to the workers too.
    os.killpg(process.pid, signal.SIGINT)
    _, said = process.communicate(timeout=30)

    assert process.returncode == 130, said
    assert [line for line in said.splitlines() if not line.startswith("[")] == [
        "interrupted; the last release is untouched"
    ]
    # What multiprocessing keeps beside a process ends when it sees that it is alone.
    until(lambda: ended(started))
    assert not list((tmp_path / "tmp").iterdir())
