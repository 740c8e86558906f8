"""What runs, as Linux tells it: for tests that nobody is left behind."""

import time
from collections.abc import Callable
from pathlib import Path

__all__ = ["children", "descendants", "until"]


def descendants(pid: int) -> list[int]:
    """Return the processes that a process has started, and theirs; none that has ended."""
    parents = _parents()
    found, below = [], [pid]
    while below:
        below = [child for child, parent in parents.items() if parent in below]
        found += below
    return found


def children(pid: int) -> list[int]:
    """Return the processes that a process itself has started; none that has ended."""
    return [child for child, parent in _parents().items() if parent == pid]


def _parents() -> dict[int, int]:
    found: dict[int, int] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            status = (folder / "stat").read_text().rsplit(")", 1)[1].split()
        except OSError:
            continue
        if status[0] != "Z":
            found[int(folder.name)] = int(status[1])
    return found


def until(done: Callable[[], object]) -> None:
    """Wait for something, a minute at most."""
    deadline = time.monotonic() + 60
    while not done():
        assert time.monotonic() < deadline
        time.sleep(0.02)
