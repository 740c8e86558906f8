"""Reports made by the workers of a Dask cluster, as a machine of one's own makes them.

A report's inputs travel to a worker as bytes and its pages come back as bytes: no shared file
system is needed. Each worker process has a maker of its own, from whose warm process its reports
are forked. Dask gives the reports of a lost worker to others; this module sees to it that none
goes to a worker whose software is not that of the build, and that nothing is left behind.
"""

import asyncio
import itertools
import logging
import pickle
import platform
import signal
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager, suppress
from functools import partial
from multiprocessing import resource_tracker
from pathlib import Path
from typing import Any

from utfall import makers
from utfall.errors import ParamsError, UtfallError
from utfall.keys import code_digest, packages
from utfall.make import Made, Task
from utfall.render import renderer, templates_digest

_MISSING = (
    "--cluster: Dask is not installed here; install it with "
    '`python -m pip install -e ".[cluster]" -c requirements.lock`'
)
try:
    import dask
    import distributed
except ModuleNotFoundError as err:
    raise ParamsError(_MISSING) from err

__all__ = ["LOCAL", "Cluster", "software"]

LOCAL = "local"

# An existing scheduler answers at once, or something is wrong with the address.
_CONNECT_S = 10.0
# How long a cluster may be without any worker: one that was killed is started anew in seconds.
_PATIENCE_S = 30.0
_LOOK_S = 2.0
# Who is asked for something small and does not answer by then hangs.
_ANSWER_S = 20.0
_LEAVE_S = 3.0
# A worker's warm process that no report is asked of: its build needs it no more.
_IDLE_S = 120.0


def software(asked: str = "") -> dict[str, str]:
    """Return what shapes a report's bytes in this process, by name.

    Parameters
    ----------
    asked : {"", "quarto", "embedded"}
        A renderer, whose own version is then told too.
    """
    found = {
        "Python": platform.python_version(),
        "platform": f"{sys.platform} {platform.machine()}",
        "utfall's code": " ".join(digest[:12] for digest in _code()),
        **packages("utfall", "distributed"),
    }
    if asked:
        try:
            found[f"renderer {asked}"] = renderer(asked).version()
        except UtfallError:
            found[f"renderer {asked}"] = _NONE
    return found


def _code() -> tuple[str, ...]:
    return code_digest("report"), code_digest("render"), templates_digest()


_NONE = "none"


def _differences(own: Mapping[str, str], other: Mapping[str, str] | Exception) -> str:
    """Say how somebody's software differs from this process's; empty if it does not."""
    if isinstance(other, Exception):
        return f"cannot say what it has ({type(other).__name__}: {other})"
    names = sorted({*own, *other})
    return "; ".join(
        f"{name} {other.get(name, _NONE)}, here {own.get(name, _NONE)}"
        for name in names
        if own.get(name) != other.get(name)
    )


class Cluster:
    """Makes reports on the workers of a Dask cluster.

    Parameters
    ----------
    address : str
        A scheduler, as ``tcp://host:8786``; or ``local`` to start a cluster on this machine,
        which no other machine and no other user can reach.
    asked : {"quarto", "embedded"}
        The renderer, which each worker must have.
    workers : int
        How many worker processes a local cluster has, of one report each.

    Raises
    ------
    ParamsError
        If there is no scheduler or no worker, or their software is not this process's own.
    """

    def __init__(self, address: str, asked: str, *, workers: int) -> None:
        self._name = f"utfall-{uuid.uuid4().hex}"
        self._asked, self._own = asked, software(asked)
        self._numbers = itertools.count()
        self._lock = threading.Lock()
        self._stopped = False
        self._running: set[Any] = set()
        # Workers by address with how many reports each takes at once; and those that get none.
        self._fit: dict[str, int] = {}
        self._refused: set[str] = set()
        # Dask would tell of every lost connection on top of what is said here.
        logging.getLogger("distributed").setLevel(logging.CRITICAL)
        with ExitStack() as stack:
            # Dask keeps the last thousand messages for those who look for faults in it; there
            # are reports' inputs in them.
            few = {"distributed.admin.low-level-log-length": 10}
            stack.enter_context(dask.config.set(few))
            self._client = (
                stack.enter_context(_local(workers))
                if address == LOCAL
                else stack.enter_context(_existing(address))
            )
            stack.callback(self._leave)
            try:
                self._check(address)
                # Only a scheduler of the same software can take it.
                left = _Left(self._name, self._client.id)
                self._answer(self._client.register_plugin, left)
            except TimeoutError as err:
                raise ParamsError(
                    f"--cluster: the scheduler at {address} does not answer within "
                    f"{_ANSWER_S:.0f} s; start it anew"
                ) from err
            self._stack = stack.pop_all()

    @property
    def slots(self) -> int:
        """How many reports its workers make at once."""
        return sum(self._fit.values())

    def _check(self, address: str) -> None:
        with suppress(TimeoutError):
            self._client.wait_for_workers(1, timeout=_PATIENCE_S)
        found: Any
        try:
            found = self._answer(self._client.run_on_scheduler, software)
        except Exception as err:
            found = err
        # Tasks pass through the scheduler; it renders nothing.
        own = {k: v for k, v in self._own.items() if not k.startswith("renderer ")}
        wrong = {"the scheduler": _differences(own, found)} | self._look()
        by_what: dict[str, list[str]] = {}
        for who, what in wrong.items():
            if what:
                by_what.setdefault(what, []).append(who)
        if by_what:
            lines = [f"  {', '.join(who)}: {what}" for what, who in by_what.items()]
            raise ParamsError(
                f"--cluster: {address} has other software than this machine, so its reports "
                "would not be the same; install the same there:\n" + "\n".join(lines)
            )
        if not self._fit and self._refused:
            raise ParamsError(
                f"--cluster: no worker of {address} answers within {_ANSWER_S:.0f} s; start them "
                "anew"
            )
        if not self._fit:
            raise ParamsError(
                f"--cluster: {address} has no workers after {_PATIENCE_S:.0f} s; start some with "
                f"`dask worker {address}`"
            )

    def _answer(self, ask: Callable[..., Any], *args: Any) -> Any:
        """Ask for something small, which Dask itself would wait for as long as it takes.

        Raises
        ------
        TimeoutError
            If no answer comes: whoever is asked hangs.
        """

        async def answer() -> Any:
            return await asyncio.wait_for(ask(*args), _ANSWER_S)

        return self._client.sync(answer)

    async def _on_each(
        self, limit_s: float, workers: Iterable[str], call: Callable[..., Any], *args: Any
    ) -> Any:
        """Call a function on each worker, and give what it returns or raises by address.

        Each is asked for itself, so that the answers of others do not wait for one that hangs.
        """

        async def one(address: str) -> Any:
            asked = self._client.run(call, *args, workers=[address], on_error="return")
            try:
                return (await asyncio.wait_for(asked, limit_s))[address]
            except TimeoutError as err:
                return err

        addresses = list(workers)
        return dict(zip(addresses, await asyncio.gather(*map(one, addresses)), strict=True))

    async def _there(self) -> dict[str, int]:
        """Return the workers by address with how many reports each takes at once."""
        # What `Client.scheduler_info` returns may be what the client has asked for itself
        # meanwhile, and that is without any worker.
        who = await self._client.scheduler.identity(n_workers=-1)
        return {address: worker["nthreads"] for address, worker in who["workers"].items()}

    def _look(self) -> dict[str, str]:
        """Take stock of the workers; those that have joined are checked before they get work.

        Returns
        -------
        dict of str to str
            How the software of those that have joined differs, by address.
        """
        there: dict[str, int] = self._answer(self._there)
        # One that has left and comes again is another one.
        self._refused &= there.keys()
        new = [address for address in there if address not in {*self._fit, *self._refused}]
        asked = (_join, self._name, self._asked, self._own)
        found = self._client.sync(self._on_each, _ANSWER_S, new, *asked)
        wrong = {}
        for address, its in found.items():
            if isinstance(its, TimeoutError):
                # Whoever waits for it again and again makes no reports meanwhile.
                self._refused.add(address)
                _tell_refused(address, f"does not answer within {_ANSWER_S:.0f} s")
            elif isinstance(its, OSError):
                continue  # not reached; if it is still there it is asked again
            elif what := _differences(self._own, its):
                self._refused.add(address)
                wrong[address] = what
            else:
                self._fit[address] = there[address]
        self._fit = {address: slots for address, slots in self._fit.items() if address in there}
        self._looked = time.monotonic()
        if self._fit:
            self._seen = self._looked
        return wrong

    def _workers(self) -> set[str]:
        """Return the workers that may make reports."""
        with self._lock:
            if time.monotonic() - self._looked > _LOOK_S:
                # Without a scheduler there are no workers.
                try:
                    for address, what in self._look().items():
                        _tell_refused(address, what)
                except (OSError, CancelledError):
                    self._looked, self._fit = time.monotonic(), {}
            return set(self._fit)

    def make(self, task: Task) -> Made:
        """Make one report on some worker, and on another where that one is lost.

        Raises
        ------
        OSError
            If a worker's disk is full or cannot be written to.
        """
        while not self._stopped:
            made = self._made(task, workers) if (workers := self._workers()) else None
            if made is not None:
                return made
            if time.monotonic() - self._seen > _PATIENCE_S:
                return Made(error="no worker of the cluster is left")
            time.sleep(_LOOK_S / 2)
        return Made(error="the cluster was left")

    def _made(self, task: Task, workers: set[str]) -> Made | None:
        """Wait for a report; None if it was cancelled or all these workers are gone."""
        future = self._client.submit(
            _work,
            self._name,
            task,
            key=f"{self._name}-{next(self._numbers)}",
            workers=sorted(workers),
            pure=False,
        )
        self._running.add(future)
        done = threading.Event()
        future.add_done_callback(lambda _: done.set())
        try:
            while not done.wait(_LOOK_S):
                if not workers & self._workers():
                    return None
            made: Made = future.result()
        except distributed.KilledWorker:
            return Made(error="every worker that made it died meanwhile")
        except (CancelledError, distributed.comm.core.CommClosedError):
            return None
        finally:
            # The result goes from the cluster's memory as soon as it is here.
            self._running.discard(future)
            future.release()
        return made

    def stop(self) -> None:
        """End every report that is being made, and a local cluster."""
        self._stopped = True
        self._stack.close()

    def _leave(self) -> None:
        with suppress(Exception):
            self._answer(self._end_all)

    async def _end_all(self) -> None:
        """Cancel what waits, then end what runs: the other way round it would be run again."""
        await self._client.cancel(list(self._running), force=True)
        there = await self._there()
        await self._on_each(_LEAVE_S, there.keys() - self._refused, _end, self._name)
        # What comes later than that ends as the client leaves.


def _tell_refused(address: str, why: str) -> None:
    logging.getLogger(__name__).warning("%s gets no reports: %s", address, why)


@contextmanager
def _existing(address: str) -> Iterator[Any]:
    try:
        # Asked first, since Dask's client would try a server of another kind again and again.
        who = asyncio.run(asyncio.wait_for(_identity(address), _CONNECT_S))
        if who["type"] != "Scheduler":
            raise ValueError(who["type"])
        client = distributed.Client(address, timeout=_CONNECT_S, set_as_default=False)
    except (OSError, ValueError, TypeError, RuntimeError, ImportError) as err:
        why = f" ({reason[0]})" if (reason := str(err).splitlines()) else ""
        raise ParamsError(
            f"--cluster: no Dask scheduler answers at {address}{why}; give its address, such as "
            "tcp://host:8786, or local to start one here"
        ) from err
    with client:
        yield client


async def _identity(address: str) -> Mapping[str, Any]:
    args = distributed.Security().get_connection_args("client")
    async with distributed.rpc(address, connection_args=args) as server:
        found: Mapping[str, Any] = await server.identity()
        return found


@contextmanager
def _local(workers: int) -> Iterator[Any]:
    """Start a cluster that nobody else can reach: on loopback, with keys of its own."""
    try:
        # Whoever reaches a scheduler can run code as its owner: also another user of this machine.
        security = distributed.Security.temporary()
    except ImportError as err:
        raise ParamsError(_MISSING) from err
    with ExitStack() as stack:
        folder = stack.enter_context(
            tempfile.TemporaryDirectory(prefix="utfall-", ignore_cleanup_errors=True)
        )
        config: dict[str, Any] = {
            "distributed.scheduler.http.routes": [],
            "distributed.worker.http.routes": [],
            # Nobody looks at any of these, which together take a tenth of a core.
            "distributed.worker.profile.enabled": False,
            "distributed.admin.tick.interval": "1s",
            "distributed.admin.tick.cycle": "10s",
            "distributed.admin.system-monitor.interval": "10s",
            "distributed.scheduler.active-memory-manager.start": False,
            "temporary-directory": folder,
        }
        stack.enter_context(dask.config.set(config))
        with _unheard():
            cluster = stack.enter_context(_started(workers, security))
        yield stack.enter_context(distributed.Client(cluster, set_as_default=False))


def _started(workers: int, security: Any) -> Any:
    """Start a scheduler and workers, and once more where one of them is killed meanwhile."""
    start = partial(
        distributed.LocalCluster,
        n_workers=workers,
        threads_per_worker=1,
        processes=True,
        host="127.0.0.1",
        security=security,
        scheduler_kwargs={"dashboard": False, "dashboard_address": "127.0.0.1:0"},
        # Reports have limits of their own.
        memory_limit=0,
        silence_logs=logging.CRITICAL,
    )
    with suppress(RuntimeError):
        return start()
    try:
        return start()
    except RuntimeError as err:
        why = err.__cause__ or err
        raise ParamsError(
            f"--cluster: none could be started here ({why}); build without it"
        ) from err


@contextmanager
def _unheard() -> Iterator[None]:
    """Keep Ctrl-C from what is started: it is for this process, which then says what is to end."""
    # Started with the first process, it would let Ctrl-C through again.
    resource_tracker.ensure_running()
    before = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGINT])
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


# The scheduler's own side


class _Left(distributed.SchedulerPlugin):
    """Ends what is being made for a build when its client has left without doing so: killed."""

    def __init__(self, build: str, client: str) -> None:
        self.name, self._client = build, client

    def remove_client(self, scheduler: Any, client: str) -> None:
        """Be told of any client that has left."""
        if client == self._client:
            scheduler.remove_plugin(self.name)
            # As `Client.run` asks.
            call = {"op": "run", "function": pickle.dumps(_end), "args": pickle.dumps((self.name,))}
            scheduler.loop.add_callback(scheduler.broadcast, msg=call, on_error="ignore")


# The workers' own side


class _Own:
    """A worker process's own maker for one build."""

    def __init__(self, worker: Any) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="utfall-", dir=worker.local_directory)
        self.maker = makers.maker(Path(self._folder.name))
        self.asked = 0
        self.leaving: threading.Timer | None = None

    def stop(self) -> None:
        if self.leaving:
            self.leaving.cancel()
        self.maker.stop()
        self._folder.cleanup()


_lock = threading.RLock()
_own: dict[str, _Own] = {}


@contextmanager
def _at_work(build: str, worker: Any) -> Iterator[makers.Maker]:
    """Give the build's maker on this worker, which ends when it has not been asked for long."""
    with _lock:
        if build not in _own:
            _own[build] = _Own(worker)
        own = _own[build]
        own.asked += 1
        if own.leaving:
            own.leaving.cancel()
    try:
        yield own.maker
    finally:
        with _lock:
            own.asked -= 1
            if not own.asked and _own.get(build) is own:
                own.leaving = threading.Timer(_IDLE_S, _end, [build, True])
                own.leaving.daemon = True
                own.leaving.start()


def _join(build: str, asked: str, own: Mapping[str, str], dask_worker: Any) -> dict[str, str]:
    """Tell this worker's software; where it is the build's own, get ready for reports.

    The worker is given by Dask, to an argument of that name.
    """
    found = software(asked)
    if found == own:
        # The warm process imports while the build hears this and sends the first report. What
        # hinders it will hinder the report too, which says so.
        with suppress(OSError), _at_work(build, dask_worker):
            pass
    return found


def _work(build: str, task: Task) -> Made:
    """Make a report on this worker."""
    with _at_work(build, distributed.get_worker()) as maker:
        return maker.make(task)


def _end(build: str, idle: bool = False) -> None:
    """End whatever of a build is being made on this worker, or only what nobody asks for."""
    with _lock:
        own = _own.get(build)
        if own is None or (idle and own.asked):
            return
        del _own[build]
    own.stop()
