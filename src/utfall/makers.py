"""Who makes reports: processes forked warm, or plain kernels where fork is missing.

A maker takes a `Task` and gives a `Made`; as many threads may ask as there are jobs.
"""

import contextlib
import faulthandler
import math
import os
import tempfile
import threading
import time
import traceback
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from utfall.execute import DIED, MATPLOTLIB, too_long
from utfall.execute.nursery import NO_THREADS, Nursery, can_fork, end
from utfall.make import Made, Task, make

__all__ = ["Early", "Maker", "Plain", "Warm", "maker", "side_by_side"]

# What cells and pages need, imported once for all reports; a notebook's own imports come on top.
_IMPORTS = (
    "ipykernel.debugger",
    "utfall.execute.inprocess",
    "utfall.execute.run",
    "utfall.figures",
    "utfall.report",
    "matplotlib.backends.backend_agg",
    "matplotlib.backends.backend_svg",
)
_WARM = ("utfall.execute.run:warm", "utfall.render.embedded:warm", "utfall.report:warm")
# Rendering has limits of its own, for each program that it starts; this is for what has none.
_RENDERING_S = 900
# Without the nursery no report is at fault; but a machine that kills it each time is.
_ATTEMPTS = 3


class Maker(Protocol):
    """Makes reports, each as if it were the only one."""

    def make(self, task: Task) -> Made:
        """Make one report.

        Raises
        ------
        OSError
            If the disk is full or cannot be written to.
        RuntimeError
            If nothing can be made at all.
        """

    def stop(self) -> None:
        """End at once whatever is being made; nothing can be made afterwards."""


def maker(cache: Path) -> Maker:
    """Return the quickest maker that this machine has.

    Parameters
    ----------
    cache : Path
        A folder for what kernels share, such as matplotlib's list of fonts.
    """
    cache.mkdir(parents=True, exist_ok=True)
    return Warm(cache) if can_fork() else Plain(cache)


class Early:
    """The maker of one build, which may be started before there is anything to make.

    What it imports takes a second, in which another core prepares the inputs.
    """

    def __init__(self) -> None:
        self._maker: Maker | None = None

    def start(self, cache: Path) -> Maker:
        """Return the maker; it is started when it is first asked for."""
        if self._maker is None:
            self._maker = maker(cache)
        return self._maker

    def __enter__(self) -> "Early":
        return self

    def __exit__(self, *_: object) -> None:
        """End the maker, if there is one."""
        if self._maker:
            self._maker.stop()


def side_by_side(peak_mb: float) -> int:
    """Return how many reports can be made at once: one per core, as far as there is memory.

    Parameters
    ----------
    peak_mb : float
        The most memory that a report took before; 0 if that is not known.
    """
    return max(1, int(min(_cores(), _free_mb() / max(peak_mb, _A_REPORT_MB))))


# What a report takes where nothing was measured yet: some 250 MB, and a half more.
_A_REPORT_MB = 400


def _cores() -> int:
    """Return how many cores this process may use; of one that it has a part of, the whole."""
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    with contextlib.suppress(OSError, ValueError):
        quota, period = (_CGROUP / "cpu.max").read_text(encoding="ascii").split()
        return min(cores or 1, math.ceil(int(quota) / int(period)))
    return cores or 1


# The limits of a container, where there is one (cgroup v2): "max" stands for none.
_CGROUP = Path("/sys/fs/cgroup")


def _free_mb() -> float:
    """Return the memory that is free on this machine and in its container; infinite if unknown."""
    found = [float("inf")]
    with contextlib.suppress(OSError, ValueError, IndexError, StopIteration):
        lines = Path("/proc/meminfo").read_text(encoding="ascii").splitlines()
        free = next(line for line in lines if line.startswith("MemAvailable:"))
        found.append(int(free.split()[1]) / 1024)
    with contextlib.suppress(OSError, ValueError):
        limit, used = (
            int((_CGROUP / f"memory.{name}").read_text(encoding="ascii"))
            for name in ("max", "current")
        )
        found.append((limit - used) / 2**20)
    return min(found)


class Plain:
    """Makes each report with a kernel started from nothing."""

    def __init__(self, cache: Path) -> None:
        from utfall.execute.kernel import Watch

        self._watch, self._cache = Watch(), cache

    def make(self, task: Task) -> Made:
        """Make one report; its processor time is not told from that of others."""
        with tempfile.TemporaryDirectory(prefix="utfall-", ignore_cleanup_errors=True) as name:
            return make(task, Path(name), self._cache, watch=self._watch)

    def stop(self) -> None:
        """End every kernel."""
        self._watch.stop()


class Warm:
    """Makes each report in a process of its own that has all imports behind it."""

    def __init__(self, cache: Path) -> None:
        self._cache = cache
        self._lock = threading.Lock()
        self._stopped = False
        # How many nurseries in a row were ended before they had forked anybody.
        self._unproven = 0
        self._nursery = self._new()

    def _new(self) -> Nursery:
        # Left by one that was killed while it wrote matplotlib's list of fonts, which no other
        # would write then.
        for lock in self._cache.glob("*.matplotlib-lock"):
            lock.unlink(missing_ok=True)
        env = {
            "MPLCONFIGDIR": str(self._cache.resolve()),
            **MATPLOTLIB,
            "PYTHONHASHSEED": "0",
            **NO_THREADS,
        }
        return Nursery(_IMPORTS, warm=_WARM, env=env)

    def make(self, task: Task) -> Made:
        """Make one report in a fresh process, and once more where the nursery is gone."""
        for _ in range(_ATTEMPTS):
            nursery = self._alive()
            if nursery is None:
                break
            with (
                tempfile.TemporaryDirectory(prefix="utfall-", ignore_cleanup_errors=True) as folder,
                contextlib.suppress(EOFError, BrokenPipeError, ConnectionResetError),
            ):
                found = _made(nursery, task, folder, str(self._cache.resolve()))
                if found is not None:
                    return found
            nursery.settle()
        return Made(error="the process that reports are forked from was ended")

    def _alive(self) -> Nursery | None:
        """Return the nursery, a new one where it was ended; None where that is of no use."""
        with self._lock:
            if not self._stopped and not self._nursery.alive:
                self._unproven = 0 if self._nursery.proven else self._unproven + 1
                at_fault = self._nursery.broken or self._unproven == _ATTEMPTS
                self._nursery.stop()
                if at_fault:
                    self._stopped = True
                    raise RuntimeError(
                        "what reports are forked from could not start; what it said is above"
                    )
                self._nursery = self._new()
            return None if self._stopped else self._nursery

    def stop(self) -> None:
        """End every report that is being made, and the nursery."""
        self._stopped = True
        self._nursery.stop()


def _made(nursery: Nursery, task: Task, folder: str, cache: str) -> Made | None:
    """Wait for a report; None if the nursery was ended."""

    def stopped(cause: str) -> Made:
        where = f"cell {cell}: " if cell else ""
        fault = Path(folder, _FAULT)
        log = fault.read_bytes() if fault.is_file() else b""
        return Made(
            executed={"log.txt": log or cause.encode()},
            error=f"notebooks/{task.notebook}: {where}{cause}",
        )

    cell = 0
    connection, pid = nursery.fork(f"{__name__}:_work", task, folder, cache, folder=folder)
    with connection:
        limit: float = _RENDERING_S
        try:
            while connection.poll(limit):
                said = connection.recv()
                if isinstance(said, Made):
                    return said
                if isinstance(said, BaseException):
                    raise said
                cell = said
                limit = task.timeout_s if cell else _RENDERING_S
            return stopped(too_long(limit))
        except (EOFError, ConnectionResetError):
            return stopped(DIED) if nursery.alive else None
        finally:
            # What it has started may go on without it.
            end(pid)


_FAULT = "fault.txt"


def _work(connection: Connection, task: Task, folder: str, cache: str) -> None:
    """Make one report in this fresh process and say how far it is."""
    import resource  # not on Windows, where nothing is forked

    # Whoever waits for the report removes the folder, also after a process that was killed.
    tempfile.tempdir = os.environ["TMPDIR"] = folder
    started = time.process_time()
    most = task.memory_mb * 2**20
    # Also for what it starts; pandoc's reserve of addresses does not count as data.
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    with Path(folder, _FAULT).open("w", encoding="utf-8") as fault:
        faulthandler.enable(fault)
        try:
            made = make(task, Path(folder), Path(cache), note=connection.send)
        except Exception as err:
            err.add_note("".join(traceback.format_exception(err)))
            connection.send(err)
            return
        finally:
            faulthandler.disable()
    own, others = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    made.cpu_s = time.process_time() - started + others.ru_utime + others.ru_stime
    made.peak_mb = max(own.ru_maxrss, others.ru_maxrss) / 1024
    connection.send(made)
