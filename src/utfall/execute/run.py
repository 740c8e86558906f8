"""Run one notebook for one report by papermill, strictly.

papermill only warns about an unknown parameter, reports a dead kernel as a finished notebook and
says nothing when a cell leaves by ``sys.exit``. Here each of them is an error.
"""

import io
import os
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import nbformat
import papermill
from jupyter_client.manager import KernelManager
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from utfall.errors import ExecuteError
from utfall.execute import DIED, too_long
from utfall.execute.kernel import HISTORY_OFF, Watch, kernel_in
from utfall.execute.lift import lift
from utfall.notebook import about

__all__ = ["Job", "check_parameters", "execute", "named", "warm"]


@dataclass(frozen=True)
class Job:
    """One notebook run; `subject` is the member, association or programme that it is about.

    `prepared` is the folder with its `input.json`; `out` receives the executed notebook,
    `published.csv` and the log; `cache` is shared by all runs; `front` is front matter to add
    for the renderers. The kernel is a process of its own, which `watch` can end; or it is `here`,
    in this process, which must then end with the job. `note` is told each cell before it runs, by
    the number that a reader of the notebook counts.
    """

    notebook: Path
    subject: str
    year: int
    prepared: Path
    out: Path
    cache: Path
    timeout_s: int
    front: Mapping[str, Any]
    watch: Watch = field(default_factory=Watch)
    here: bool = False
    note: Callable[[int], object] = lambda cell: None


def check_parameters(notebook: Path) -> None:
    """Refuse a notebook whose parameters cell is not about exactly what a build gives.

    Raises
    ------
    ExecuteError
        If a parameter is given and not declared, or declared and not given.
    """
    given = {about(notebook), "year", "prepared"}
    declared = set(papermill.inspect_notebook(str(notebook)))
    if given != declared:
        raise ExecuteError(
            f"{named(notebook)}: parameters do not match its 'parameters' cell; not declared "
            f"there: {sorted(given - declared)}; not given: {sorted(declared - given)}"
        )


def execute(job: Job) -> Path:
    """Run a job and return the executed notebook, ready for any renderer.

    The kernel starts in an empty folder that holds a copy of the input and no path to data.

    Raises
    ------
    ExecuteError
        With notebook, cell and the first line of the cause; the whole of it is in ``log.txt``.
    """
    check_parameters(job.notebook)
    job.out.mkdir(parents=True, exist_ok=True)
    job.cache.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="utfall-", ignore_cleanup_errors=True) as name:
        own, cwd = Path(name) / "kernel", Path(name) / "report"
        own.mkdir()
        cwd.mkdir()
        shutil.copyfile(job.prepared / "input.json", cwd / "input.json")
        module = job.notebook.with_suffix(".py")
        if module.exists():
            shutil.copyfile(module, cwd / module.name)
        with _logged(job) as log:
            run = _run(job, own, cwd, log)
        published = cwd / "published.csv"
        if not published.exists():
            raise ExecuteError(
                f"{named(job.notebook)}: wrote no published.csv; end it with `r.write_published()`"
            )
        return _kept(job, run, published)


def _run(job: Job, own: Path, cwd: Path, log: io.StringIO) -> NotebookNode:
    """Run all cells, or say in one line which cell stopped and why."""
    target = own / "executed.ipynb"
    # papermill puts a cell of its own after the parameters; the reader counts without it.
    source = nbformat.read(job.notebook, as_version=4).cells
    first = next(i for i, c in enumerate(source) if "parameters" in c.metadata.get("tags", []))
    started = 0

    def note(cell: Any, cell_index: int) -> None:
        nonlocal started
        started = cell_index
        job.note(_counted(started, first))

    def failed(cause: str) -> ExecuteError:
        return ExecuteError(f"{named(job.notebook)}: cell {_counted(started, first)}: {cause}")

    kernel = _here(own) if job.here else kernel_in(own, job.cache, job.watch)
    try:
        papermill.execute_notebook(
            str(job.notebook),
            str(target),
            parameters={about(job.notebook): job.subject, "year": job.year, "prepared": "."},
            kernel_name="python3",
            progress_bar=False,
            request_save_on_cell_execute=False,
            autosave_cell_every=0,
            start_timeout=60,
            execution_timeout=job.timeout_s,
            # papermill's own `cwd` is os.chdir, which threads share.
            resources={"metadata": {"path": str(cwd)}},
            kernel_manager_class=kernel,
            extra_arguments=[HISTORY_OFF],
            shutdown_kernel="immediate",
            on_cell_execute=note,
            stdout_file=log,
            stderr_file=log,
        )
    except PapermillExecutionError as err:
        started = err.cell_index
        raise failed(f"{err.ename}: {_first_line(err.evalue)}") from err
    except CellTimeoutError as err:
        raise failed(too_long(job.timeout_s)) from err
    except DeadKernelError as err:
        raise failed(DIED) from err
    run: NotebookNode = nbformat.read(target, as_version=4)
    for index, cell in enumerate(run.cells):
        if cell.cell_type == "code" and cell.source.strip() and cell.execution_count is None:
            started = index
            raise failed("did not run: a cell before it ended the kernel (sys.exit?)")
    return run


def _counted(index: int, parameters: int) -> int:
    return index if index > parameters else index + 1


def _here(own: Path) -> type[KernelManager]:
    from utfall.execute.inprocess import InProcessKernelManager

    os.environ["IPYTHONDIR"] = str(own / "ipython")
    return InProcessKernelManager


def _kept(job: Job, run: NotebookNode, published: Path) -> Path:
    try:
        lift(run, job.front)
    except ExecuteError as err:
        raise ExecuteError(f"{named(job.notebook)}: {err}") from err
    target = job.out / job.notebook.name
    nbformat.write(run, target)
    for file in (published, published.with_name("answers.csv")):
        if file.exists():
            shutil.copyfile(file, job.out / file.name)
    return target


@contextmanager
def _logged(job: Job) -> Iterator[io.StringIO]:
    """Keep what the cells printed and the whole cause of a failure beside the notebook."""
    log = io.StringIO()
    try:
        yield log
    except ExecuteError as err:
        log.write("".join(traceback.format_exception(err.__cause__ or err)))
        raise
    finally:
        (job.out / "log.txt").write_text(log.getvalue(), encoding="utf-8")


def named(notebook: Path) -> str:
    """Return how messages call a notebook: by its folder and name."""
    return f"{notebook.parent.name}/{notebook.name}"


def _first_line(text: str) -> str:
    return (text.strip().splitlines() or [""])[0]


def warm() -> None:
    """Make what checks every notebook, once in a process that others are forked from."""
    nbformat.validate(nbformat.v4.new_notebook())
