"""One report, from its input to its pages: the piece of work that can be done anywhere.

All it needs comes in a `Task` and all it makes goes out in a `Made`, as bytes. So the same code
makes a report in a process forked here, in a plain one where fork is missing, and on another
machine.
"""

import contextlib
import json
import time
import traceback
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.errors import ExecuteError, RenderError
from utfall.render import Format, lay, renderer

if TYPE_CHECKING:
    from utfall.execute.kernel import Watch

__all__ = ["Made", "Task", "check", "make"]

# The folder's name is what messages call a notebook by.
_NOTEBOOKS = "notebooks"


@dataclass(frozen=True)
class Task:
    """What one report is made of.

    `files` are the notebook and its module by name, and ``input.json``; `executed` is the
    executed notebook and the tables beside it where only pages are to be made anew. A cell may
    take `timeout_s` seconds, and each process of the report `memory_mb` megabytes.
    """

    id: str
    notebook: str
    subject: str
    year: int
    files: Mapping[str, bytes] = field(repr=False)
    front: Mapping[str, Any] = field(repr=False)
    formats: tuple[Format, ...]
    renderer: str
    timeout_s: int
    memory_mb: int
    executed: Mapping[str, bytes] | None = field(default=None, repr=False)


@dataclass
class Made:
    """What became of a task.

    `executed` and `rendered` are files by name. `error` is one line, empty for none. `seconds`
    are wall time by stage, `cpu_s` processor time of the process and of what it started, and
    `peak_mb` the most memory that one of them held.
    """

    executed: dict[str, bytes] = field(default_factory=dict, repr=False)
    rendered: dict[str, bytes] = field(default_factory=dict, repr=False)
    error: str = ""
    seconds: dict[str, float] = field(default_factory=dict)
    cpu_s: float = 0.0
    peak_mb: float = 0.0

    @contextlib.contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """Add a stage's wall time."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.perf_counter() - started


def make(
    task: Task,
    folder: Path,
    cache: Path,
    *,
    watch: "Watch | None" = None,
    note: Callable[[int], object] = lambda cell: None,
) -> Made:
    """Execute and render one report in an empty folder.

    Parameters
    ----------
    task : Task
        What to make.
    folder : Path
        Where to work; what is left in it is whoever's who gave it.
    cache : Path
        What kernels share, such as matplotlib's list of fonts.
    watch : Watch, optional
        Ends the report's kernel, which then is a process of its own. Without it the cells run in
        this process, which must be a fresh one and end with the report.
    note : callable
        Told the number of each cell before it runs, and 0 when all have run.

    Returns
    -------
    Made
        With its `error` where the notebook stopped or a page was refused.

    Raises
    ------
    OSError
        If the disk is full or cannot be written to.
    """
    made = Made()
    executed, rendered = folder / "a" / "b" / "executed", folder / "rendered"
    executed.mkdir(parents=True)
    try:
        if task.executed is None:
            _execute(task, made, folder, executed, cache, watch, note)
        else:
            _lay(executed, task.executed)
        note(0)
        lay(executed)
        notebook = executed / task.notebook
        with made.timed("render"):
            renderer(task.renderer).render(notebook, task.formats, rendered)
        made.rendered = _files(rendered) | {
            file.name: file.read_bytes() for file in sorted(executed.glob("*.csv"))
        }
    except (ExecuteError, RenderError) as err:
        made.error = str(err)
    except OSError:
        raise
    except Exception as err:
        # Cells can leave anything behind: what comes of that is told of their report alone.
        first = (str(err).splitlines() or [""])[0]
        made.error = f"{_NOTEBOOKS}/{task.notebook}: {type(err).__name__}: {first}"
        log = "".join(traceback.format_exception(err))
        made.executed["log.txt"] = made.executed.get("log.txt", b"") + log.encode()
    return made


def check(task: Task, made: Made) -> None:
    """Refuse a report that shows a number which is not the protected one: its error says so.

    To be called where no cell has run, since a cell can change whatever its process does later.
    """
    files = made.executed or task.executed or {}
    page = made.rendered.get("index.html", b"")
    try:
        with made.timed("check"):
            _agree(json.loads(task.files["input.json"]), files[task.notebook], page)
    except RenderError as err:
        made.error = str(err)


def _execute(
    task: Task,
    made: Made,
    folder: Path,
    executed: Path,
    cache: Path,
    watch: "Watch | None",
    note: Callable[[int], object],
) -> None:
    from utfall.execute.run import Job, execute

    sources = folder / _NOTEBOOKS
    _lay(sources, task.files)
    own = {"watch": watch} if watch else {"here": True}
    job = Job(
        notebook=sources / task.notebook,
        subject=task.subject,
        year=task.year,
        prepared=sources,
        out=executed,
        cache=cache,
        timeout_s=task.timeout_s,
        front=task.front,
        note=note,
        **own,
    )
    try:
        with made.timed("execute"):
            execute(job)
    finally:
        made.executed = _files(executed)


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _files(folder: Path) -> dict[str, bytes]:
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir()) if file.is_file()}


def _agree(found: Mapping[str, Any], notebook: bytes, page: bytes) -> None:
    """Refuse a page with a number that is not the one that was protected and attacked.

    The executed notebook holds what the PDF is made of, too.
    """
    from utfall.disclosure.pages import disagreements
    from utfall.values import Value

    rows = (row for room in ("values", "cited", "compared") for row in found.get(room, []))
    values = [Value(**row) for row in rows]
    known = {value.key: value for value in values}
    names = [one["name"] for kind in ("programmes", "members") for one in found.get(kind, [])]
    names += found.get("named", {}).values()
    cells = json.loads(notebook)["cells"]
    texts = ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "markdown"]
    texts += [text for cell in cells for text in _displayed(cell)]
    texts += [page.decode()] if page else []
    faults = [line for text in texts for line in disagreements(text, known, names)]
    if faults:
        listed = "; ".join(dict.fromkeys(faults))
        raise RenderError(f"numbers are shown that are not the protected ones: {listed}")


def _displayed(cell: Mapping[str, Any]) -> Iterator[str]:
    for output in cell.get("outputs", []):
        text = output.get("data", {}).get("text/markdown")
        if text is not None:
            yield "".join(text)
