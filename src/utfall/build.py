"""One build: plan, execute, render, publish, and say what became of every report."""

import errno
import json
import re
import shutil
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from filelock import FileLock, Timeout

from utfall import inputs, manifest, site
from utfall.errors import ExecuteError, ParamsError
from utfall.files import switch
from utfall.manifest import Result
from utfall.params import RunParams, load, located
from utfall.plan import (
    Layout,
    ReportSpec,
    Standing,
    changed_since,
    note_executed,
    plan,
    render_key,
    standing,
)
from utfall.release import PresentSet
from utfall.render import Renderer, front_matter, lay, renderer, templates_digest
from utfall.render.fonts import lay_fonts

if TYPE_CHECKING:
    from utfall.make import Made, Task
    from utfall.makers import Early, Maker
    from utfall.progress import Progress

__all__ = ["Choice", "Run", "Step", "alone", "build", "failed", "open_run", "project_of", "steps"]

# The disk, not the report, is at fault: nothing more can be written.
_FULL = {errno.ENOSPC, errno.EDQUOT}

_INPUT = "input.json"


@dataclass(frozen=True)
class Choice:
    """Which reports of a run are asked for; None means all."""

    members: tuple[str, ...] | None = None
    programmes: tuple[str, ...] | None = None
    years: tuple[int, ...] | None = None
    notebooks: tuple[str, ...] | None = None

    def has(self, spec: ReportSpec) -> bool:
        """Say whether a report is asked for."""
        asked = {"programme": self.programmes}.get(spec.subject_kind, self.members)
        named = self.members is not None or self.programmes is not None
        return (
            (not named or (asked is not None and spec.subject_id in asked))
            and (self.years is None or spec.year in self.years)
            and (self.notebooks is None or spec.notebook in self.notebooks)
        )


@dataclass(frozen=True)
class Run:
    """A checked run with its inputs prepared; `stages` are wall seconds of what was done so far."""

    params: RunParams
    file: Path
    root: Path
    layout: Layout
    renderer: Renderer
    specs: Sequence[ReportSpec] = field(repr=False)
    stages: dict[str, float] = field(default_factory=dict)

    @property
    def look(self) -> str:
        """What shapes a page beside the executed notebook."""
        return f"{self.renderer.name} {self.renderer.version()} {templates_digest()}"


@dataclass(frozen=True)
class Step:
    """A report of the plan, how it stands and whether this build takes it up."""

    spec: ReportSpec
    standing: Standing
    chosen: bool


def open_run(
    params_file: Path,
    out: Path,
    asked_renderer: str = "",
    tell: Callable[[str], None] | None = None,
    early: "Early | None" = None,
) -> Run:
    """Check parameters, data and place, and prepare the inputs.

    Parameters
    ----------
    params_file : Path
        The run.
    out : Path
        Where runs are built, each in a folder of its own.
    asked_renderer : {"", "auto", "quarto", "embedded"}
        In place of the run's own.
    tell : callable, optional
        Told what was protected.
    early : Early, optional
        The maker of what will be built, which is started if inputs have to be prepared first.

    Raises
    ------
    ParamsError, DataError, DisclosureError
        If anything that was asked for cannot be; nothing has been published then.
    """
    params = load(params_file)
    root = project_of(params_file)
    problems = located(params, root)
    if problems:
        raise ParamsError("\n".join(f"{params_file}: {line}" for line in problems))
    chosen = renderer(asked_renderer or params.renderer)
    layout = Layout(out / params_file.stem)
    _writable(layout.run)
    stages: dict[str, float] = {}
    with _timed(stages, "prepare"):
        ahead = partial(early.start, layout.warm) if early else None
        found = inputs.prepared_inputs(params, root, layout, tell, ahead)
    specs = plan(params, root, layout, found)
    layout.memory.keep()
    return Run(params, params_file, root, layout, chosen, specs, stages)


@contextmanager
def _timed(stages: dict[str, float], stage: str) -> Iterator[None]:
    """Note the wall time of a stage of a build."""
    started = time.monotonic()
    yield
    stages[stage] = time.monotonic() - started


@contextmanager
def alone(folder: Path) -> Iterator[None]:
    """Hold a run's folder for this build: a second one would remove what the first is writing.

    Raises
    ------
    ParamsError
        If another build holds it.
    """
    _writable(folder)
    try:
        with FileLock(folder / ".lock", timeout=0):
            yield
    except Timeout as err:
        raise ParamsError(
            f"{folder}: another build is at work here; wait for it or give another place with --out"
        ) from err


def project_of(params_file: Path) -> Path:
    """Return the nearest folder above a params file that holds `data/`."""
    for folder in params_file.resolve().parents:
        if (folder / "data").is_dir():
            return folder
    raise ParamsError(f"{params_file}: no folder above it holds data/; keep it in params/")


def _writable(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        probe = folder / ".write"
        probe.write_text("", encoding="utf-8")
        probe.unlink()
    except OSError as err:
        if err.errno in _FULL:
            raise
        raise ParamsError(
            f"{folder}: cannot be written to ({err.strerror}); give another place with --out"
        ) from err


def steps(run: Run, choice: Choice, *, force: bool = False) -> list[Step]:
    """Return every report of a run and what is to be done with it.

    A build of a part also takes up reports whose published values are no longer those of the
    present set: protection may have moved there.

    Raises
    ------
    ParamsError
        If the choice names a member, programme, year or notebook that the run does not have.
    """
    _check_choice(run, choice)
    present = PresentSet(run.specs)
    look = run.look
    before = manifest.last_build(run.layout.manifest)
    found = []
    for spec in run.specs:
        how = standing(spec, run.layout, look, run.params.formats)
        if how.todo != "nothing" and before.get(spec.id, ("", 0))[0] == "failed":
            how = replace(how, why="failed before")
        asked = choice.has(spec)
        if asked and force:
            how = Standing("execute", "was asked for anew")
        chosen = asked
        if not asked and how.todo != "nothing":
            published = run.layout.rendered / spec.id / "published.csv"
            chosen = published.is_file() and not present.covers(spec, published)
        found.append(Step(spec, how, chosen and how.todo != "nothing"))
    run.layout.memory.keep()
    return found


def _check_choice(run: Run, choice: Choice) -> None:
    has: dict[str, tuple[Sequence[object] | None, list[object]]] = {
        "--member": (choice.members, [s.subject_id for s in run.specs if _of_member(s)]),
        "--programme": (
            choice.programmes,
            [s.subject_id for s in run.specs if s.subject_kind == "programme"],
        ),
        "--year": (choice.years, [spec.year for spec in run.specs]),
        "--notebook": (choice.notebooks, [spec.notebook for spec in run.specs]),
    }
    problems = []
    for option, (asked, known) in has.items():
        allowed = list(dict.fromkeys(known))
        for word in asked or ():
            if word not in allowed:
                listed = ", ".join(map(str, allowed))
                problems.append(f"{option}: found {word!r}; {run.file} has: {listed}")
    if problems:
        raise ParamsError("\n".join(problems))


def _of_member(spec: ReportSpec) -> bool:
    return spec.subject_kind not in ("association", "programme")


def build(
    run: Run,
    choice: Choice,
    *,
    jobs: int = 0,
    cluster: str = "",
    force: bool = False,
    progress: "Progress | None" = None,
    early: "Early | None" = None,
) -> list[Result]:
    """Build what is asked for and not current, and publish one release.

    Parameters
    ----------
    run : Run
        An opened run.
    choice : Choice
        The reports asked for.
    jobs : int
        How many reports are made side by side; 0 is one per core, or fewer where there is no
        memory for so many, and on a cluster as many as its workers take.
    cluster : str
        The address of a Dask scheduler whose workers make the reports, or ``local`` to start
        one here; empty makes them here without one.
    force : bool
        Whether current reports are made anew.
    progress : Progress, optional
        Told of each finished report.
    early : Early, optional
        What may have been started while the run was opened; not used with a cluster.

    Returns
    -------
    list of Result
        One per report of the run, in its order.

    Raises
    ------
    ParamsError
        If the cluster cannot make the reports as this machine would.
    OSError
        If the disk is full. The last release is then untouched.
    """
    with _timed(run.stages, "plan"):
        todo = steps(run, choice, force=force)
    before = {name: mb for name, (_, mb) in manifest.last_build(run.layout.manifest).items()}
    for folder in (run.layout.executed, run.layout.rendered):
        _forget(folder, {step.spec.id for step in todo})
    if "pdf" in run.params.formats:
        lay_fonts(run.layout.executed / "fonts")
    made = {}
    work = [step for step in todo if step.chosen]
    if progress:
        progress.begin([step.spec.id for step in work])
    most_mb = max(before.values(), default=0.0)
    # Closed at once when interrupted, so that nothing goes on being made meanwhile.
    with (
        _timed(run.stages, "reports"),
        closing(_made(run, work, jobs, cluster, most_mb, early)) as finished,
    ):
        for result, left_s in finished:
            made[result.spec.id] = result
            if progress:
                progress.step(result, left_s)
    results, entries = _settled(run, todo, made)
    with _timed(run.stages, "site"):
        site.publish(run.layout, inputs.site_facts(run.layout), entries, run.params.title)
    results = [replace(one, peak_mb=one.peak_mb or before.get(one.spec.id, 0.0)) for one in results]
    about = (run.renderer.name, run.renderer.version())
    content = manifest.manifest(
        run.params, run.file, run.root, run.layout, about, run.stages, results
    )
    manifest.write(run.layout.manifest, content)
    run.layout.memory.keep(only_asked=True)
    return results


def _made(
    run: Run,
    work: Sequence[Step],
    jobs: int,
    cluster: str,
    most_mb: float,
    early: "Early | None",
) -> Generator[tuple[Result, float], None, None]:
    """Make reports side by side, giving each as it is done with the seconds that the rest take.

    The time that a report takes follows from how much there is to tell in it, which is how large
    its input is: so the longest come first, and no core waits at the end for one of them.
    """
    if not work:
        return
    look, started = run.look, time.monotonic()
    size = {step.spec.id: (step.spec.prepared / _INPUT).stat().st_size for step in work}
    left = sum(size.values())
    makes, at_once = _maker(run, jobs, cluster, most_mb, early)
    pool = ThreadPoolExecutor(max_workers=at_once, thread_name_prefix="report")
    try:
        longest = sorted(work, key=lambda step: -size[step.spec.id])
        futures = {pool.submit(_make, run, step, makes): step.spec for step in longest}
        for future in as_completed(futures):
            # Its pages go from memory as soon as they are on disk.
            result = _kept(run, futures.pop(future), future.result(), look)
            left -= size[result.spec.id]
            spent = time.monotonic() - started
            yield result, spent * left / (sum(size.values()) - left)
    finally:
        makes.stop()
        pool.shutdown(wait=True, cancel_futures=True)


def _maker(
    run: Run, jobs: int, cluster: str, most_mb: float, early: "Early | None"
) -> "tuple[Maker, int]":
    """Return who makes the reports, and how many at once."""
    from utfall.makers import Early, side_by_side

    here = jobs or side_by_side(most_mb)
    if not cluster:
        return (early or Early()).start(run.layout.warm), here
    from utfall.cluster import Cluster

    found = Cluster(cluster, run.renderer.name, workers=here)
    return found, jobs or found.slots


def _make(run: Run, step: Step, makes: "Maker") -> "Made | OSError":
    """Make a report and hold it against its input: here, where no cell of a notebook has run."""
    from utfall.make import Made, check

    try:
        task = _task(run, step)
        made = makes.make(task)
        if not made.error:
            check(task, made)
        return made
    except ExecuteError as err:
        return Made(error=str(err))
    except OSError as err:
        if err.errno in _FULL:
            raise
        return err


def _task(run: Run, step: Step) -> "Task":
    """Gather all that a report is made of."""
    from utfall.make import Task

    spec = step.spec
    module = spec.file.with_suffix(".py")
    files = [spec.file, spec.prepared / _INPUT, *([module] if module.is_file() else [])]
    content = {file.name: file.read_bytes() for file in files}
    if changed_since(spec, content):
        raise ExecuteError("its notebook was changed while the run was built; build it again")
    executed = run.layout.executed / spec.id
    kept = [executed / spec.file.name, *sorted(executed.glob("*.csv"))]
    front = {
        "report_id": spec.key[:12],
        "home": "../../../index.html",
        "accessibility": "../../../tillganglighet.html",
        "downloads": _downloads(run.params, spec.file),
        **front_matter(run.params.formats),
    }
    return Task(
        id=spec.id,
        notebook=spec.file.name,
        subject=spec.subject_id,
        year=spec.year,
        files=content,
        front=front,
        formats=tuple(run.params.formats),
        renderer=run.renderer.name,
        timeout_s=run.params.timeout_s,
        memory_mb=run.params.memory_mb,
        executed={file.name: file.read_bytes() for file in kept}
        if step.standing.todo == "render"
        else None,
    )


def _downloads(params: RunParams, notebook: Path) -> list[dict[str, str]]:
    pdf = {"href": "report.pdf", "text": "Rapporten som PDF"}
    csv = {"href": "published.csv", "text": "Alla siffror som CSV"}
    answers = {"href": "answers.csv", "text": "Alla svar som CSV"}
    asked = "r.questions()" in notebook.read_text(encoding="utf-8")
    return [*([pdf] if "pdf" in params.formats else []), csv, *([answers] if asked else [])]


def _kept(run: Run, spec: ReportSpec, made: "Made | OSError", look: str) -> Result:
    """Keep what was made; each folder takes the earlier one's place when it is whole."""
    layout, formats = run.layout, run.params.formats
    if isinstance(made, OSError):
        return Result(spec, "failed", error=f"{spec.id}: {_plain(made, layout)}")
    error = made.error
    try:
        if made.executed:
            with _replaced(layout.executed / spec.id) as fresh:
                _lay(fresh, made.executed)
                if spec.file.name in made.executed:
                    lay(fresh)
                    note_executed(spec, fresh)
        elif not error:
            # Rendered anew: also where it was executed, Quarto shall give the page of now.
            lay(layout.executed / spec.id)
        if not error:
            with _replaced(layout.rendered / spec.id) as fresh:
                _lay(fresh, made.rendered)
                key = {"render": render_key(spec, layout, look, formats)}
                (fresh / "key.json").write_text(json.dumps(key), encoding="utf-8")
    except OSError as err:
        if err.errno in _FULL:
            raise
        error = _plain(err, layout)
    return Result(
        spec,
        "failed" if error else "built",
        made.seconds,
        f"{spec.id}: {error}" if error else "",
        cpu_s=made.cpu_s,
        peak_mb=made.peak_mb,
    )


@contextmanager
def _replaced(target: Path) -> Iterator[Path]:
    """Give an empty folder that takes the target's place when it is whole."""
    fresh = target.with_name(f".{target.name}-new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        yield fresh
        switch(fresh, target)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _lay(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, content in files.items():
        (folder / name).write_bytes(content)


def _settled(
    run: Run, todo: Sequence[Step], made: dict[str, Result]
) -> tuple[list[Result], list[site.Entry]]:
    """Decide what each report's place in the site shows."""
    present = PresentSet(run.specs)
    results, entries = [], []
    for step in todo:
        spec = step.spec
        result = made.get(spec.id)
        if result is not None and result.status == "built":
            entries.append(site.Entry(spec, "shown"))
        elif result is None and step.standing.todo == "nothing":
            result = Result(spec, "current")
            entries.append(site.Entry(spec, "shown"))
        elif present.covers(spec, run.layout.rendered / spec.id / "published.csv"):
            result = result or Result(spec, "current")
            result = replace(result, kept=True)
            entries.append(site.Entry(spec, "shown"))
        elif result is None:
            result = Result(spec, "not_built")
            entries.append(site.Entry(spec, "not_built"))
        else:
            entries.append(site.Entry(spec, "missing", _said(result.error)))
        results.append(result)
    return results, entries


def _said(error: str) -> str:
    """Say to a reader in Swedish why a report is missing; the details are in the manifest."""
    where = re.search(r"(notebooks/[\w.-]+): cell (\d+)", error)
    if where:
        return f"Rapporten kunde inte göras: beräkningen stannade i {where[1]}, cell {where[2]}."
    return "Rapporten kunde inte göras: sidan kunde inte framställas."


def _plain(error: OSError, layout: Layout) -> str:
    return f"{error.strerror or error}".replace(str(layout.run.resolve()), layout.run.name)


def _forget(folder: Path, planned: set[str]) -> None:
    """Remove what earlier builds made of reports that are no longer planned."""
    kept = {str(folder / name) for name in planned}
    for place in sorted(map(str, folder.glob("[!.]*/*/*"))):
        if place not in kept and Path(place).is_dir():
            shutil.rmtree(place, ignore_errors=True)


def failed(results: Sequence[Result]) -> list[Result]:
    """Return the reports that failed."""
    return [result for result in results if result.status == "failed"]
