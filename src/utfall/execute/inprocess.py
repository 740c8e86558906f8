"""IPython's kernel in the very process that runs the notebook, for a process that ends with it.

papermill and nbclient drive it as they drive any other: the same kernel class makes the same
messages, which are handed over in memory instead of through sockets. What only a process of its
own can give, an end to a cell that hangs or takes the process down, is up to whoever started this
process (`utfall.execute.nursery`).
"""

import asyncio
import io
import logging
import os
import sys
import tempfile
from collections import deque
from collections.abc import Mapping
from pathlib import Path
from queue import Empty
from types import SimpleNamespace
from typing import Any

from ipykernel.ipkernel import IPythonKernel
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session
from traitlets.config import Config

__all__ = ["InProcessKernelManager"]


class _Wire(Session):
    """A session whose messages stay in memory, in the form in which a socket would deliver them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(key=b"", **kwargs)
        self.sent: dict[str, deque[dict[str, Any]]] = {"shell": deque(), "iopub": deque()}

    def send(  # type: ignore[override]
        self,
        stream: str,
        msg_or_type: Any,
        content: Any = None,
        parent: Any = None,
        ident: Any = None,
        buffers: Any = None,
        track: bool = False,
        header: Any = None,
        metadata: Any = None,
    ) -> dict[str, Any]:
        """Put a message down for the client."""
        made = isinstance(msg_or_type, dict)
        msg: dict[str, Any] = (
            msg_or_type
            if made
            else self.msg(
                msg_or_type, content=content, parent=parent, header=header, metadata=metadata
            )
        )
        # As JSON: a tuple arrives as a list, a key that is a number as a string.
        received = {**msg, "content": self.unpack(self.pack(msg["content"]))}
        self.sent[stream].append(received)
        return msg


class _Printed(io.TextIOBase):
    """`sys.stdout` or `sys.stderr` of the cells: what is printed becomes one message."""

    def __init__(self, name: str, wire: _Wire, descriptor: int) -> None:
        self._name, self._wire = name, wire
        self._parent: Mapping[str, Any] = {}
        self._text: list[str] = []
        # What a library in C or a program started by a cell prints arrives here.
        self._file = tempfile.TemporaryFile()  # noqa: SIM115 - lives as long as the process
        self._before = os.dup(descriptor)
        os.dup2(self._file.fileno(), descriptor)
        self._read = 0
        self._descriptor = descriptor

    def restore(self) -> None:
        """Let the process print where it did before."""
        os.dup2(self._before, self._descriptor)

    def fileno(self) -> int:
        return self._descriptor

    def writable(self) -> bool:
        return True

    def set_parent(self, parent: Mapping[str, Any]) -> None:
        self._parent = parent

    def write(self, text: str) -> int:
        self._take()
        self._text.append(text)
        return len(text)

    def _take(self) -> None:
        """Take up what others have printed until now, so that it stands in its place."""
        size = os.fstat(self._file.fileno()).st_size
        if size > self._read:
            printed = os.pread(self._file.fileno(), size - self._read, self._read)
            self._read = size
            self._text.append(printed.decode("utf-8", "replace"))

    def flush(self) -> None:
        self._take()
        text, self._text = "".join(self._text), []
        if text:
            content = {"name": self._name, "text": text}
            self._wire.send("iopub", "stream", content, parent=self._parent)


class _Shell(ZMQInteractiveShell):
    """IPython's shell without windows."""

    def enable_gui(self, gui: str | None = None) -> None:
        """No event loop of a window runs here; `%matplotlib inline` asks for none."""


class _Kernel(IPythonKernel):
    """IPython's kernel without threads: there is one request at a time, and none waits."""

    shell_class = _Shell
    # The pause after each cell is for messages on their way through a socket.
    _execute_sleep = 0
    # Asked by a cell that awaits something, for the thread in which it could be interrupted.
    shell_channel_thread = SimpleNamespace(parent_thread=None)

    def _abort_queues(self, subshell_id: str | None = None) -> None:
        """Nothing waits behind a cell that failed."""


class _Channel:
    """The client's end of one channel."""

    def __init__(self, sent: deque[dict[str, Any]]) -> None:
        self._sent = sent

    async def get_msg(self, timeout: float | None = None) -> dict[str, Any]:
        # A cell runs to its end before anything is asked for, so that all there is to come is
        # here; who asks for more gives way to the others.
        while not self._sent:
            if timeout is not None:
                raise Empty
            await asyncio.sleep(0)
        return self._sent.popleft()


class _Client:
    """What nbclient asks of a kernel client."""

    allow_stdin = False

    def __init__(self, kernel: IPythonKernel, wire: _Wire) -> None:
        self._kernel, self._wire = kernel, wire
        self.shell_channel = _Channel(wire.sent["shell"])
        self.iopub_channel = _Channel(wire.sent["iopub"])

    def start_channels(self) -> None:
        """Nothing to start."""

    def stop_channels(self) -> None:
        """Nothing to stop."""

    def wait_for_ready(self, timeout: float | None = None) -> None:
        """Ready since it was made."""

    def is_alive(self) -> bool:
        return True

    async def execute(
        self, code: str, *, store_history: bool = True, stop_on_error: bool = True
    ) -> str:
        content = {
            "code": code,
            "silent": False,
            "store_history": store_history,
            "user_expressions": {},
            "allow_stdin": False,
            "stop_on_error": stop_on_error,
        }
        request = self._wire.msg("execute_request", content)
        self._kernel.set_parent([], request)
        self._kernel._publish_status("busy", "shell")
        await self._kernel.execute_request("shell", [], request)
        self._kernel._publish_status("idle", "shell")
        return str(request["header"]["msg_id"])

    def kernel_info(self) -> str:
        request = self._wire.msg("kernel_info_request")
        self._wire.send("shell", "kernel_info_reply", self._kernel.kernel_info, request)
        return str(request["header"]["msg_id"])


class InProcessKernelManager(KernelManager):
    """What nbclient asks of a kernel manager; one process runs one of them, once."""

    _kernel: _Kernel | None = None
    _wire: _Wire

    @property
    def ipykernel(self) -> bool:
        """Deny it: nbclient would name a history file."""
        return False

    @property
    def has_kernel(self) -> bool:
        """Whether it has been started."""
        return self._kernel is not None

    def start_kernel(self, *, cwd: str, **_: Any) -> None:
        """Make the kernel, and let the process print and work where its cells do."""
        self._left = Path.cwd(), sys.stdout, sys.stderr
        os.chdir(cwd)
        # As in a kernel of its own: modules beside the notebook are found.
        sys.path.insert(0, "")
        self._wire = _Wire()
        self._printed = _Printed("stdout", self._wire, 1), _Printed("stderr", self._wire, 2)
        sys.stdout, sys.stderr = self._printed
        self._kernel = _Kernel(
            session=self._wire,
            iopub_socket="iopub",
            config=Config({"HistoryManager": {"enabled": False}}),
            log=logging.getLogger(__name__),
        )

    def client(self, **_: Any) -> Any:
        """Return a client of the kernel."""
        if self._kernel is None:
            raise RuntimeError("the kernel has not been started")
        return _Client(self._kernel, self._wire)

    def is_alive(self) -> bool:
        """Say whether it runs."""
        return self.has_kernel

    def shutdown_kernel(self, now: bool = False, restart: bool = False) -> None:
        """Forget the kernel."""
        self._kernel = None

    def interrupt_kernel(self) -> None:
        """A cell that hangs is ended from outside, with its process."""

    def cleanup_resources(self, restart: bool = False) -> None:
        """Give back to the process what the cells have had."""
        cwd, sys.stdout, sys.stderr = self._left
        os.chdir(cwd)
        sys.path.remove("")
        for stream in self._printed:
            stream.restore()
