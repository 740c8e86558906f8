"""A process that has imported everything once, and forks a fresh one for each piece of work.

Imports are most of what a notebook costs. A fork starts where they end: nothing of one report is
in the next, since each has a process of its own that ends with it. The nursery is a process
beside whoever asks, so that no thread, lock or data frame of theirs is ever forked.

Whoever dies, nobody is left behind: without its owner the nursery ends its children and removes
their folders, and without the nursery the children end.
"""

import contextlib
import ctypes
import gc
import importlib
import os
import select
import shutil
import signal
import socket
import subprocess
import sys
import threading
import traceback
from collections.abc import Callable, Mapping, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any

from utfall.execute import WHERE

__all__ = ["NO_THREADS", "Nursery", "can_fork", "end"]

# Threads are not forked, and may hold a lock that no child could ever take: libraries that would
# start some on import are told not to. What is forked works side by side on all cores anyway.
NO_THREADS: Mapping[str, str] = {
    "ARROW_DEFAULT_MEMORY_POOL": "system",
    "JE_ARROW_MALLOC_CONF": "background_thread:false",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    # Not a thread, but as early: a warning of a debugger that nobody uses.
    "PYDEVD_DISABLE_FILE_VALIDATION": "1",
}

_NOWHERE = "-"
_LONGEST_PATH = 4096


def can_fork() -> bool:
    """Say whether a process full of imports can be forked safely here.

    On macOS `fork` is there, but its own libraries do not survive it.
    """
    return sys.platform.startswith("linux")


class Nursery:
    """The owner's end of a nursery; made once, asked by as many threads as there are jobs.

    Parameters
    ----------
    imports : sequence of str
        Modules to import before the first fork.
    warm : sequence of str
        Functions, as ``module:name``, called once after them. They may fill caches, and must
        start no thread.
    env : mapping of str to str
        Variables of the environment, on top of the owner's own.
    """

    def __init__(
        self,
        imports: Sequence[str],
        *,
        warm: Sequence[str] = (),
        env: Mapping[str, str] | None = None,
    ) -> None:
        self._lock = threading.Lock()
        self._stopped = False
        #: Whether it has forked anybody: one that ends before that could not even start.
        self.proven = False
        # Whole messages: a request is the name of a folder, and the other end of a connection.
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            here = {k: v for k, v in os.environ.items() if k not in WHERE}
            own = {**here, **(env or {})}
            # The same sources as the owner's, however it found them.
            paths = [str(Path(__file__).parents[2]), own.get("PYTHONPATH", "")]
            own["PYTHONPATH"] = os.pathsep.join(filter(None, paths))
            self._process = subprocess.Popen(
                [sys.executable, "-P", "-m", __name__, str(theirs.fileno()), *imports, "--", *warm],
                pass_fds=[theirs.fileno()],
                env=own,
                cwd="/",
                stdin=subprocess.DEVNULL,
                # Ctrl-C is for the owner, who then says what is to end.
                start_new_session=True,
            )
        self._control = ours

    @property
    def alive(self) -> bool:
        """Whether it can still fork, or will be able to."""
        return not self._stopped and self._process.poll() is None

    @property
    def broken(self) -> bool:
        """Whether it has ended before it forked anybody, and nobody has killed it."""
        return not self.proven and self._process.poll() not in {None, -signal.SIGKILL}

    def fork(self, call: str, *args: Any, folder: str = "") -> tuple[Connection, int]:
        """Start ``call(connection, *args)`` in a fresh process.

        Returns
        -------
        Connection, int
            The other end, and the process, which is the leader of a group of its own.

        Parameters
        ----------
        call : str
            A function, as ``module:name``.
        *args
            Whatever can be pickled.
        folder : str
            Removed if the owner dies before the work is done.

        Raises
        ------
        OSError, EOFError
            If the nursery is gone.
        """
        ours, theirs = socket.socketpair()
        with theirs, self._lock:
            if self._stopped:
                raise BrokenPipeError("the nursery has been stopped")
            socket.send_fds(self._control, [os.fsencode(folder or _NOWHERE)], [theirs.fileno()])
        connection = Connection(ours.detach())
        connection.send((call, args))
        pid: int = connection.recv()
        self.proven = True
        return connection, pid

    def settle(self) -> None:
        """Wait a moment, after a fork that failed, for one that is about to end."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)

    def stop(self) -> None:
        """End every child and the nursery itself, at once."""
        with self._lock:
            self._stopped = True
            # The nursery reads the end of its owner, and does the rest.
            self._control.close()
        if not self.proven:
            # It may still be importing, and then reads nothing.
            self._process.kill()
        try:
            self._process.wait(timeout=5)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


def end(pid: int) -> None:
    """Kill a child with all that it has started."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(pid, signal.SIGKILL)


# The nursery's own side


def _main(descriptor: int, imports: Sequence[str], warm: Sequence[str]) -> None:
    """Import, then fork on request until the owner is gone."""
    control = socket.socket(fileno=descriptor)
    # What is imported stays, so the collector would look at it again and again in vain: a third
    # of the time that the imports take.
    gc.disable()
    for name in imports:
        importlib.import_module(name)
    for name in warm:
        _function(name)()
    # Nor need it look at it, or write to its pages, in any child.
    gc.freeze()
    gc.enable()
    # What a report has started and left comes here, and ends too.
    _prctl(_PR_SET_CHILD_SUBREAPER, 1)
    children: dict[int, str] = {}
    left_behind = False
    while True:
        readable, _, _ = select.select([control], [], [], 1)
        _reap(children)
        if left_behind:
            _sweep(children)
        if not readable:
            continue
        try:
            folder, descriptors, _, _ = socket.recv_fds(control, _LONGEST_PATH, 1)
        except OSError:
            break
        if not folder:
            break
        pid = os.fork()
        if not pid:
            control.close()
            _child(Connection(descriptors[0]))
        children[pid] = os.fsdecode(folder)
        # A kernel's owner may well leave something running on purpose; a report may not.
        left_behind |= children[pid] != _NOWHERE
        os.close(descriptors[0])
    for pid in children:
        end(pid)
    for pid in children:
        with contextlib.suppress(ChildProcessError):
            os.waitpid(pid, 0)
    _sweep({})
    for name in children.values():
        if name != _NOWHERE:
            shutil.rmtree(name, ignore_errors=True)
    # Nothing is left to tidy, and libraries that try say so on the owner's terminal.
    os._exit(0)


def _reap(children: dict[int, str]) -> None:
    """Forget children that have ended."""
    with contextlib.suppress(ChildProcessError):
        while pid := os.waitpid(-1, os.WNOHANG)[0]:
            children.pop(pid, None)


def _sweep(children: Mapping[int, str]) -> None:
    """End whoever has come here from a child that has let go of it."""
    for pid in _own_children():
        if pid not in children:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)


def _own_children() -> list[int]:
    with contextlib.suppress(OSError):
        told = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii")
        return [int(pid) for pid in told.split()]
    return []


def _child(connection: Connection) -> None:
    """Do one piece of work and leave, whatever happens."""
    code = 1
    try:
        # A group of its own: it ends with all that it has started.
        os.setsid()
        _end_with_parent()
        _reseed()
        connection.send(os.getpid())
        call, args = connection.recv()
        _function(call)(connection, *args)
        code = 0
    except (BrokenPipeError, EOFError):
        pass  # nobody waits for the result any more
    except BaseException:
        traceback.print_exc()
    finally:
        # No clean-up of the parent's: files, threads and locks are not this process's.
        sys.stderr.flush()
        os._exit(code)


def _end_with_parent() -> None:
    parent = os.getppid()
    _prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)


# As in Linux's <sys/prctl.h>.
_PR_SET_PDEATHSIG, _PR_SET_CHILD_SUBREAPER = 1, 36


def _prctl(option: int, value: int) -> None:
    ctypes.CDLL(None).prctl(option, value)


def _reseed() -> None:
    """Give random numbers that no other child has, as in a process of its own."""
    import random

    random.seed()
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()


def _function(name: str) -> Callable[..., Any]:
    module, _, word = name.partition(":")
    found: Callable[..., Any] = getattr(importlib.import_module(module), word)
    return found


if __name__ == "__main__":
    _words = sys.argv[2:]
    _main(int(sys.argv[1]), _words[: _words.index("--")], _words[_words.index("--") + 1 :])
