"""Costs of whole processes, and tables of them for `docs/performance.md`."""

import os
import platform
import re
import statistics
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import psutil

__all__ = ["ROOT", "Cost", "machine", "measured", "said", "write_section"]

ROOT = Path(__file__).resolve().parents[1]
PAGE = ROOT / "docs" / "performance.md"


@dataclass(frozen=True)
class Cost:
    """Seconds of processor and wall time, and the most memory of all processes together, in MB."""

    cpu: float
    wall: float
    peak_mb: float

    def __truediv__(self, number: float) -> "Cost":
        """Share time among several reports; memory is not shared."""
        return Cost(self.cpu / number, self.wall / number, self.peak_mb)


def measured(
    command: Sequence[str], *, cwd: Path = ROOT, env: Mapping[str, str] | None = None, ok: int = 0
) -> Cost:
    """Run a command and return what it cost, with all processes that it started and waited for.

    Memory is the proportional set size of the whole tree: pages that forked processes share count
    once. It is looked at four times a second at first and every other second at last, since to
    look takes a core's time from what is measured.
    """
    started = time.perf_counter()
    process = subprocess.Popen(
        command,
        cwd=cwd,
        env={**os.environ, **(env or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    peak, done = [0.0], threading.Event()

    def watch() -> None:
        while not done.wait(min(2, 0.25 + (time.perf_counter() - started) / 20)):
            peak[0] = max(peak[0], _memory(process.pid))

    watcher = threading.Thread(target=watch)
    watcher.start()
    try:
        complaint = process.stderr.read() if process.stderr else b""
        _, status, used = os.wait4(process.pid, 0)
    finally:
        done.set()
        watcher.join()
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != ok:
        sys.exit(
            f"{' '.join(map(str, command))} ended with {process.returncode}:\n{complaint.decode()}"
        )
    wall = time.perf_counter() - started
    return Cost(used.ru_utime + used.ru_stime, wall, max(peak[0], used.ru_maxrss / 1024))


def _memory(pid: int) -> float:
    """Return the memory of a process and all below it, in MB."""
    try:
        top = psutil.Process(pid)
        tree = [top, *top.children(recursive=True)]
    except psutil.Error:
        return 0.0
    total = 0
    for one in tree:
        try:
            full = one.memory_full_info()
            total += getattr(full, "pss", 0) or full.uss
        except psutil.Error:
            continue
    return total / 2**20


def said(found: Sequence[float], digits: int = 2) -> str:
    """Return a median with its spread."""
    low, high = min(found), max(found)
    middle = statistics.median(found)
    return f"{middle:.{digits}f} ({low:.{digits}f}–{high:.{digits}f})"


def machine() -> str:
    """Name the machine by its kind only."""
    version = ".".join(platform.python_version_tuple()[:2])
    return f"{os.cpu_count()} cores, {platform.system()} {platform.machine()}, Python {version}"


def write_section(name: str, text: str) -> None:
    """Put a table in its place in the page on performance, between its two marks."""
    page = PAGE.read_text(encoding="utf-8")
    begin, end = f"<!-- {name} -->\n", f"<!-- /{name} -->"
    pattern = re.compile(re.escape(begin) + ".*?" + re.escape(end), re.DOTALL)
    if not pattern.search(page):
        sys.exit(f"{PAGE.name} has no place for {name}: {begin.strip()} … {end}")
    page = pattern.sub(lambda _: f"{begin}{text.strip()}\n{end}", page)
    PAGE.write_text(page, encoding="utf-8")
