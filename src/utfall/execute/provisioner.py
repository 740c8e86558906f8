"""Kernels for JupyterLab that start at once: forked, as a build's, from what has been imported.

JupyterLab, papermill and Quarto alike start the kernel `utfall` through this class, since its
kernelspec names it. The first one waits for the imports of the process that all are forked from;
that process ends with the server.
"""

import asyncio
import atexit
import os
import signal
import sys
import threading
from collections.abc import Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from jupyter_client.provisioning.local_provisioner import LocalProvisioner

from utfall.execute.nursery import NO_THREADS, Nursery, can_fork

__all__ = ["ForkProvisioner"]

# What an evaluator's notebook imports, and what preparing its first input does.
_IMPORTS = (
    "ipykernel.debugger",
    "ipykernel.kernelapp",
    "matplotlib.pyplot",
    "pandas",
    "statsmodels.api",
    "utfall.figures",
    "utfall.prepare",
    "utfall.report",
)
_ENV = {
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    **NO_THREADS,
}

_lock = threading.Lock()
_nursery: Nursery | None = None


class ForkProvisioner(LocalProvisioner):
    """Forks kernels where that is safe, and starts plain ones elsewhere."""

    async def launch_kernel(self, cmd: list[str], **kwargs: Any) -> Any:
        """Start a kernel and return how to reach it."""
        if not can_fork():
            return await super().launch_kernel(cmd, **kwargs)
        options = self._scrub_kwargs(kwargs)
        # The command is `python -m ipykernel_launcher` and the kernel's own words.
        words = cmd[cmd.index("ipykernel_launcher") + 1 :]
        env, cwd = options.get("env") or dict(os.environ), str(options.get("cwd") or Path.cwd())
        # Threads may wait; the server's loop, which has other kernels, may not.
        forked: Any = await asyncio.to_thread(_fork, words, env, cwd)
        self.process = forked
        self.pid = self.pgid = forked.pid
        self.cwd = cwd
        return self.connection_info


def _fork(words: Sequence[str], env: Mapping[str, str], cwd: str) -> "_Forked":
    global _nursery
    with _lock:
        if _nursery is None or not _nursery.alive:
            _nursery = Nursery(_IMPORTS, env=_ENV)
            atexit.register(_nursery.stop)
        nursery = _nursery
    return _Forked(*nursery.fork(f"{__name__}:_kernel", list(words), dict(env), cwd))


class _Forked:
    """What a provisioner asks of a process, for one that is a child of the nursery."""

    stdin = stdout = stderr = None

    def __init__(self, connection: Connection, pid: int) -> None:
        self._connection, self.pid = connection, pid
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """Return None while it runs. How it ended only its parent knows: 0 stands for any end."""
        if self.returncode is None and self._connection.poll():
            # It never says anything: what there is to read is its end.
            self._connection.close()
            self.returncode = 0
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Wait for the end."""
        if self.returncode is None:
            self._connection.poll(timeout)
        return self.poll() or 0

    def send_signal(self, number: int) -> None:
        """Send a signal to the kernel alone."""
        os.kill(self.pid, number)

    def terminate(self) -> None:
        """Ask it to end."""
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        """End it."""
        self.send_signal(signal.SIGKILL)


def _kernel(connection: Connection, words: Sequence[str], env: Mapping[str, str], cwd: str) -> None:
    """Be a kernel until it is told to end."""
    from ipykernel.kernelapp import IPKernelApp

    os.environ.clear()
    os.environ.update(env)
    os.chdir(cwd)
    # As for `python -m`: modules beside the notebook are found.
    sys.path.insert(0, "")
    # The variable that tells a kernel whose child it is was read when it was imported.
    IPKernelApp.launch_instance(argv=[*words, f"--IPKernelApp.parent_handle={os.getppid()}"])
