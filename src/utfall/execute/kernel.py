"""Kernels that start alone, see nothing of the user and never outlive the build."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

from utfall.execute import MATPLOTLIB, WHERE

__all__ = ["HISTORY_OFF", "Watch", "kernel_in"]

# IPython would open a SQLite file in the user's home, one that parallel kernels fight over.
HISTORY_OFF = "--HistoryManager.enabled=False"

# Longer socket paths are refused by the operating system.
_SOCKET_PATH = 90


class Watch:
    """The kernels that run for one build, so that all can be ended with it."""

    def __init__(self) -> None:
        self._live: set[int] = set()
        self._lock = threading.Lock()
        self._stopped = False

    def began(self, pid: int) -> None:
        """Note a kernel; one that starts after the end is ended at once."""
        with self._lock:
            self._live.add(pid)
            stopped = self._stopped
        if stopped:
            _kill(pid)

    def ended(self, pid: int) -> None:
        """Forget a kernel."""
        with self._lock:
            self._live.discard(pid)

    def stop(self) -> None:
        """Kill every kernel, also those that are just starting; for Ctrl-C."""
        with self._lock:
            self._stopped = True
            pids = list(self._live)
        for pid in pids:
            _kill(pid)


def kernel_in(folder: Path, cache: Path, watch: Watch) -> type[AsyncKernelManager]:
    """Return a kernel manager whose kernels keep their own files in `folder`.

    The kernel is this Python whatever kernels the user has installed; it gets no profile, no
    start-up file and no history of the user. Where the system has them it talks through sockets
    in the folder, since free TCP ports are raced for by kernels that start side by side. `cache`
    keeps matplotlib's list of fonts, which takes seconds to make, for all of them.
    """

    class Kernel(AsyncKernelManager):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.connection_file = str(folder / "k.json")
            if os.name == "posix" and len(self.connection_file) < _SOCKET_PATH:
                self.transport = "ipc"

        @property
        def kernel_spec(self) -> KernelSpec:
            argv = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
            return KernelSpec(argv=argv, display_name="Python 3", language="python")

        async def _async_pre_start_kernel(self, **kw: Any) -> Any:
            kept = {k: v for k, v in kw.get("env", os.environ).items() if k not in WHERE}
            kw["env"] = {**kept, **_environment(folder, cache)}
            return await super()._async_pre_start_kernel(**kw)

        async def _async_post_start_kernel(self, **kw: Any) -> None:
            await super()._async_post_start_kernel(**kw)
            process = getattr(self.provisioner, "process", None)
            if process is not None:
                watch.began(process.pid)

        async def _async_cleanup_resources(self, restart: bool = False) -> None:
            await super()._async_cleanup_resources(restart)
            process = getattr(self.provisioner, "process", None)
            if process is not None:
                watch.ended(process.pid)

    return Kernel


def _environment(folder: Path, cache: Path) -> dict[str, str]:
    return {
        "IPYTHONDIR": str(folder / "ipython"),
        # What a cell leaves there goes with the kernel, and no other kernel meets it.
        "TMPDIR": str(folder),
        "MPLCONFIGDIR": str(cache),
        **MATPLOTLIB,
        "PYTHONHASHSEED": "0",
        # Kernels side by side already use every core.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def _kill(pid: int) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return
