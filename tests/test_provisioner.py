"""The kernel that JupyterLab offers: forked, interrupted, restarted and ended like any other."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import AsyncKernelManager

from processes import descendants, until
from utfall.execute import provisioner
from utfall.execute.nursery import can_fork

forks = pytest.mark.skipif(not can_fork(), reason="nothing is forked here")


@asynccontextmanager
async def kernel() -> AsyncIterator[tuple[AsyncKernelManager, Any]]:
    manager = AsyncKernelManager(kernel_name="utfall")
    await manager.start_kernel()
    client = manager.client()
    client.start_channels()
    await client.wait_for_ready(timeout=60)
    try:
        yield manager, client
    finally:
        client.stop_channels()
        await manager.shutdown_kernel(now=True)


async def said(client: Any, code: str) -> str:
    """Run code and return what it printed, or the name of its error."""
    printed: list[str] = []

    def note(message: Any) -> None:
        printed.append(message["content"].get("text", ""))

    reply = await client.execute_interactive(code, output_hook=note, timeout=30)
    return "".join(printed) or str(reply["content"].get("ename", ""))


def test_jupyterlab_offers_it_beside_the_plain_one() -> None:
    found = KernelSpecManager().get_all_specs()

    assert {"python3", "utfall"} <= set(found)
    assert found["utfall"]["spec"]["display_name"] == "Python (utfall, starts at once)"


@forks
def test_it_has_the_imports_behind_it_and_its_own_folder_and_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("UTFALL_TOLD", "ja")
    monkeypatch.chdir(tmp_path)

    async def seen() -> list[str]:
        async with kernel() as (_, client):
            asked = "import os, sys; print('pandas' in sys.modules, os.getcwd(), os.environ['UTFALL_TOLD'])"
            return [await said(client, asked), await said(client, "print(__name__)")]

    assert asyncio.run(seen()) == [f"True {tmp_path} ja\n", "__main__\n"]


@forks
def test_it_is_interrupted_restarted_and_known_to_be_dead() -> None:
    async def seen() -> list[Any]:
        async with kernel() as (manager, client):
            loop = asyncio.get_running_loop()
            loop.call_later(1, lambda: asyncio.ensure_future(manager.interrupt_kernel()))
            interrupted = await said(client, "import time; time.sleep(30)")
            await said(client, "left = 1")
            await manager.restart_kernel(now=True)
            await client.wait_for_ready(timeout=60)
            restarted = await said(client, "print('left' in globals())")
            provisioned: Any = manager.provisioner
            pid = provisioned.process.pid
            os.kill(pid, signal.SIGKILL)
            deadline = time.monotonic() + 5
            while await manager.is_alive() and time.monotonic() < deadline:
                await asyncio.sleep(0.05)
            return [
                interrupted,
                restarted,
                await manager.is_alive(),
                Path(f"/proc/{pid}/cwd").exists(),
            ]

    assert asyncio.run(seen()) == ["KeyboardInterrupt", "False\n", False, False]


@forks
def test_nothing_is_forked_from_a_process_with_threads() -> None:
    asyncio.run(_started())

    until(lambda: len(_of_kernels()) == 1)
    (nursery,) = _of_kernels()
    names = [
        (task / "comm").read_text().strip() for task in Path(f"/proc/{nursery}/task").iterdir()
    ]
    assert len(names) == 1, names


async def _started() -> None:
    async with kernel():
        pass


def _of_kernels() -> list[int]:
    """Return the process that kernels are forked from, and those that are still there."""
    found = []
    for pid in descendants(os.getpid()):
        try:
            words = Path(f"/proc/{pid}/cmdline").read_bytes().split(b"\0")
        except OSError:
            continue
        if b"utfall.execute.nursery" in words and b"ipykernel.kernelapp" in words:
            found.append(pid)
    return found


@forks
def test_the_process_that_reports_are_forked_from_has_no_threads(tmp_path: Path) -> None:
    from test_makers import task
    from utfall.makers import Warm

    before = set(descendants(os.getpid()))
    maker = Warm(tmp_path)
    assert not maker.make(task("small")).error

    # The report's own process may be on its way out.
    until(lambda: len(set(descendants(os.getpid())) - before) == 1)
    (nursery,) = set(descendants(os.getpid())) - before
    names = [(one / "comm").read_text().strip() for one in Path(f"/proc/{nursery}/task").iterdir()]
    maker.stop()
    assert len(names) == 1, names


def test_where_fork_is_missing_it_is_a_plain_kernel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(provisioner, "can_fork", lambda: False)

    async def seen() -> list[str]:
        async with kernel() as (_, client):
            return [
                await said(client, "import sys; print(sys.executable, 'pandas' in sys.modules)")
            ]

    assert asyncio.run(seen()) == [f"{sys.executable} False\n"]
