"""Whatever is killed, whenever: the next build is complete and right, and nobody is left behind.

Five times with fixed seeds here, and three times on clusters;
`UTFALL_KILLS=50 pytest tests/test_killed.py` tries more.
"""

import contextlib
import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from processes import children, descendants, until
from small_project import Project, small_project
from test_site import bytes_of
from utfall.cli import run
from utfall.execute.nursery import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="counts forked processes")

KILLS = int(os.environ.get("UTFALL_KILLS", "5"))
# How much longer a build takes that starts a cluster.
_CLUSTER_S = 3.0
MEMBERS = {name: name.title() for name in ("alfa", "beta", "gamma", "delta", "epsilon", "zeta")}
BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_killed import build
sys.exit(build(Path({folder!r}), *{words!r}))
"""
# Reports that take a while, so that some are hit while they are made.
SLOWLY = "from pathlib import Path\\nimport time\\ntime.sleep(0.3)\\n"


def laid(folder: Path) -> None:
    """Lay the small project that is built, before anything can be killed."""
    with pytest.MonkeyPatch.context() as patch:
        project = small_project(folder, patch)
    project.change_notebook("small", "from pathlib import Path\\n", SLOWLY)


def build(folder: Path, *words: str) -> int:
    """Build a project, which may have been built before."""
    project = Project(folder)
    project.members = MEMBERS
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("utfall.prepare.prepare_run", project.prepare_run)
        return run(["build", str(project.run), "--out", str(project.out), "--jobs", "2", *words])


def started(folder: Path, scratch: Path, mark: str, *words: str) -> subprocess.Popen[bytes]:
    """Build in a process of its own, whose temporary files and variables can be told."""
    laid(folder)
    code = BUILDER.format(tests=str(Path(__file__).parent), folder=str(folder), words=words)
    return python(scratch, mark, "-c", code)


def python(scratch: Path, mark: str, *words: str) -> subprocess.Popen[bytes]:
    scratch.mkdir(parents=True, exist_ok=True)
    return subprocess.Popen(
        [sys.executable, *words],
        env={**os.environ, "UTFALL_TEST": mark, "TMPDIR": str(scratch)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def right(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, str], float]:
    """Return the digests of a site that nothing has happened to, and how long it took."""
    folder, begun = tmp_path_factory.mktemp("right"), time.monotonic()
    assert started(folder / "project", folder / "tmp", "right").wait(120) == 0
    return bytes_of(folder / "project" / "build" / "run" / "site"), time.monotonic() - begun


@pytest.mark.parametrize("seed", range(KILLS))
def test_after_any_kill_the_next_build_is_complete_and_right(
    tmp_path: Path, right: tuple[dict[str, str], float], seed: int
) -> None:
    (whole, takes_s), chance = right, random.Random(seed)  # noqa: S311 - it is no secret
    folder, builder = at_work(tmp_path, takes_s * chance.uniform(0.1, 0.8))
    # The builder half of the time, else whatever it has started by then.
    below = descendants(builder.pid)
    victim = builder.pid if chance.random() < 0.5 or not below else chance.choice(below)
    kill(victim)
    ended = builder.wait(60)

    assert until_none(lambda: marked(str(tmp_path))) == []
    assert list(folder.glob("tmp/*/*")) == []
    # It was at work when it was hit.
    assert ended == -signal.SIGKILL or victim != builder.pid
    check_next_build(folder, whole)


@pytest.mark.parametrize("seed", range(KILLS // 5))
def test_after_any_kill_below_a_local_cluster_the_next_build_is_complete_and_right(
    tmp_path: Path, right: tuple[dict[str, str], float], seed: int
) -> None:
    (whole, takes_s), chance = right, random.Random(seed)  # noqa: S311 - it is no secret
    wait_s = (takes_s + _CLUSTER_S) * chance.uniform(0.2, 0.8)
    folder, builder = at_work(tmp_path, wait_s, "--cluster=local")
    # Half of the time what it has started itself: a worker, or what is kept beside it.
    below, own = descendants(builder.pid), children(builder.pid)
    victim = chance.choice((own if chance.random() < 0.5 else below) or [builder.pid])
    kill(victim)
    ended = builder.wait(60)

    assert until_none(lambda: marked(str(tmp_path))) == []
    # Only a report that was hit itself is missing.
    assert ended == 0 or victim not in own
    assert ended == -signal.SIGKILL or not list(folder.glob("tmp/*"))
    check_next_build(folder, whole)


@pytest.mark.parametrize("seed", range(KILLS * 2 // 5))
def test_after_any_kill_on_a_cluster_that_stays_the_next_build_is_complete_and_right(
    tmp_path: Path, right: tuple[dict[str, str], float], seed: int
) -> None:
    (whole, takes_s), chance = right, random.Random(seed)  # noqa: S311 - it is no secret
    mark, file = f"{tmp_path}-stays", tmp_path / "scheduler.json"
    words = ["-m", "dask", "scheduler", "--host=127.0.0.1", "--port=0", "--no-dashboard"]
    scheduler = python(tmp_path / "tmp", mark, *words, f"--scheduler-file={file}")
    words = ["-m", "dask", "worker", "--nthreads=1", "--no-dashboard", "--host=127.0.0.1"]
    nannies = [python(tmp_path / "tmp", mark, *words, f"--scheduler-file={file}") for _ in range(2)]
    try:
        until(lambda: file.exists() and all(len(descendants(one.pid)) > 1 for one in nannies))
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        wait_s = (takes_s + _CLUSTER_S / 2) * chance.uniform(0.2, 0.8)
        folder, builder = at_work(tmp_path, wait_s, f"--cluster={address}")
        nanny = chance.choice(nannies)
        # The builder, a nanny, its worker, or whoever is below that.
        victim = chance.choice([builder.pid, nanny.pid, *descendants(nanny.pid)])
        kill(victim)
        ended = builder.wait(60)

        assert ended in ({-signal.SIGKILL} if victim == builder.pid else {0, 1})
        assert until_none(lambda: nurseries(mark)) == []
        assert until_none(lambda: marked(str(tmp_path))) == []
        check_next_build(folder, whole)
    finally:
        for one in (*nannies, scheduler):
            one.terminate()
            one.wait(20)
    assert until_none(lambda: marked(mark)) == []


def at_work(folder: Path, wait_s: float, *words: str) -> tuple[Path, subprocess.Popen[bytes]]:
    """Return a build that has been at work for a while, and the folder of its project."""
    for number in range(5):
        found = folder / str(number)
        builder = started(found / "project", found / "tmp", str(folder), *words)
        time.sleep(wait_s)
        if builder.poll() is None:
            break
        wait_s /= 2  # the machine has become quicker
    return found, builder


def kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.kill(pid, signal.SIGKILL)


def check_next_build(folder: Path, whole: dict[str, str]) -> None:
    """Hold what a build has left, and the build after it, against one that nothing happened to."""
    site = folder / "project" / "build" / "run" / "site"
    for page in site.rglob("*.html") if site.exists() else ():
        # Of the release, or the words for a report that is missing; in any case whole.
        assert page.read_bytes().rstrip().endswith(b"</html>"), page
    assert build(folder / "project") == 0
    assert bytes_of(site) == whole
    assert [p.name for p in site.parent.iterdir() if p.name.startswith(".")] == [".lock"]


def until_none(look: Callable[[], list[int]]) -> list[int]:
    """Return who still runs a while after a build has ended."""
    deadline = time.monotonic() + 10
    while (left := look()) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def marked(mark: str) -> list[int]:
    """Return the processes that were started with a mark."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            variables = (folder / "environ").read_bytes().split(b"\0")
            if f"UTFALL_TEST={mark}".encode() in variables:
                found.append(int(folder.name))
    return found


def nurseries(mark: str) -> list[int]:
    """Return those of them that reports are forked from, and the reports."""
    found = []
    for pid in marked(mark):
        with contextlib.suppress(OSError):
            if b"utfall.execute.nursery" in Path(f"/proc/{pid}/cmdline").read_bytes():
                found.append(pid)
    return found
