"""Kernels that start alone, see nothing of the user and never outlive the build."""

import os
import signal
import sys
import threading
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import KernelSpec
from jupyter_client.manager import AsyncKernelManager

__all__ = ["HISTORY_OFF", "kernel_in", "stop_all"]

# IPython would open a SQLite file in the user's home, one that parallel kernels fight over.
HISTORY_OFF = "--HistoryManager.enabled=False"

# Longer socket paths are refused by the operating system.
_SOCKET_PATH = 90

_live: set[int] = set()
_lock = threading.Lock()
_stopping = threading.Event()


def kernel_in(folder: Path, cache: Path) -> type[AsyncKernelManager]:
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
            kw["env"] = {**kw.get("env", os.environ), **_environment(folder, cache)}
            return await super()._async_pre_start_kernel(**kw)

        async def _async_post_start_kernel(self, **kw: Any) -> None:
            await super()._async_post_start_kernel(**kw)
            process = getattr(self.provisioner, "process", None)
            if process is not None:
                with _lock:
                    _live.add(process.pid)
                if _stopping.is_set():
                    _kill(process.pid)

        async def _async_cleanup_resources(self, restart: bool = False) -> None:
            await super()._async_cleanup_resources(restart)
            process = getattr(self.provisioner, "process", None)
            if process is not None:
                with _lock:
                    _live.discard(process.pid)

    return Kernel


def _environment(folder: Path, cache: Path) -> dict[str, str]:
    return {
        "IPYTHONDIR": str(folder / "ipython"),
        "MPLCONFIGDIR": str(cache),
        "MPLBACKEND": "agg",
        "PYTHONHASHSEED": "0",
        # Kernels side by side already use every core.
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
    }


def stop_all() -> None:
    """Kill every kernel of this process, also those that are just starting; for Ctrl-C."""
    _stopping.set()
    with _lock:
        pids = list(_live)
    for pid in pids:
        _kill(pid)


def _kill(pid: int) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(pid, signal.SIGKILL)
        else:
            os.kill(pid, signal.SIGTERM)
    except (ProcessLookupError, PermissionError):
        return
