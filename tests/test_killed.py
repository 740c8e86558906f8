"""Whatever is killed, whenever: the next build is complete and right, and nobody is left behind.

Five times with fixed seeds; `UTFALL_KILLS=50 pytest tests/test_killed.py` tries more.
"""

import contextlib
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from processes import descendants
from small_project import Project, small_project
from test_site import bytes_of
from utfall.cli import run
from utfall.execute.nursery import can_fork

pytestmark = pytest.mark.skipif(not can_fork(), reason="counts forked processes")

KILLS = int(os.environ.get("UTFALL_KILLS", "5"))
MEMBERS = {name: name.title() for name in ("alfa", "beta", "gamma", "delta", "epsilon", "zeta")}
BUILDER = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
import pytest
from test_killed import build
sys.exit(build(Path({folder!r})))
"""


def build(folder: Path) -> int:
    """Build the small project of a folder, which may have been built before."""
    with pytest.MonkeyPatch.context() as patch:
        again = folder.exists()
        project = Project(folder) if again else small_project(folder, patch)
        project.members = MEMBERS
        patch.setattr("utfall.prepare.prepare_run", project.prepare_run)
        return run(["build", str(project.run), "--out", str(project.out), "--jobs", "2"])


def started(folder: Path, scratch: Path, mark: str) -> subprocess.Popen[bytes]:
    """Build in a process of its own, whose temporary files and variables can be told."""
    scratch.mkdir(parents=True)
    code = BUILDER.format(tests=str(Path(__file__).parent), folder=str(folder))
    return subprocess.Popen(
        [sys.executable, "-c", code],
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
    wait_s, mark = takes_s * chance.uniform(0.1, 0.8), f"UTFALL_TEST={tmp_path}"
    for number in range(5):
        folder = tmp_path / str(number)
        builder = started(folder / "project", folder / "tmp", str(tmp_path))
        time.sleep(wait_s)
        if builder.poll() is None:
            break
        wait_s /= 2  # the machine has become quicker
    # The builder half of the time, else whatever it has started by then.
    below = descendants(builder.pid)
    victim = builder.pid if chance.random() < 0.5 or not below else chance.choice(below)
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    ended = builder.wait(60)

    left = _until_none(mark)
    site = folder / "project" / "build" / "run" / "site"
    assert left == []
    assert list(folder.glob("tmp/*/*")) == []
    # It was at work when it was hit.
    assert ended == -signal.SIGKILL or victim != builder.pid
    for page in site.rglob("*.html") if site.exists() else ():
        # Of the release, or the words for a report that is missing; in any case whole.
        assert page.read_bytes().rstrip().endswith(b"</html>"), page
    assert build(folder / "project") == 0
    assert bytes_of(site) == whole
    assert [p.name for p in site.parent.iterdir() if p.name.startswith(".")] == [".lock"]


def _until_none(mark: str) -> list[int]:
    """Return who still runs for a build a while after it has ended."""
    deadline = time.monotonic() + 10
    while (left := _marked(mark)) and time.monotonic() < deadline:
        time.sleep(0.1)
    return left


def _marked(mark: str) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            variables = (folder / "environ").read_bytes().split(b"\0")
        except OSError:
            continue
        if mark.encode() in variables:
            found.append(int(folder.name))
    return found
