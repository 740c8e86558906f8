"""What one report costs, stage by stage, beside the analysis itself: `python -m nox -s bench`.

The stages are interleaved and repeated; the figures are medians, of processor seconds (own and of
child processes together) and of wall time. Ratios are to the notebook's cells run in one warm
process. Machines are noisy: compare ratios of one run, never seconds of two; an earlier version,
as `git worktree` lays it down, is measured in the same rounds by ``--before``.
"""

import argparse
import atexit
import copy
import dataclasses
import itertools
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat
from measure import ROOT, machine, said, write_section

from utfall import report
from utfall.build import Choice, _task, build, open_run, steps
from utfall.execute.lift import lift
from utfall.execute.run import Job, execute
from utfall.makers import Warm
from utfall.params import load
from utfall.prepare import prepare_run
from utfall.render import front_matter
from utfall.render.embedded import Embedded, shortened, to_markdown

NOTEBOOK = ROOT / "notebooks" / "member.ipynb"
PARAMS = ROOT / "params" / "rar.toml"
MEMBER, YEAR = "strangnas", 2022
REPEATS = 5

Stages = dict[str, Callable[[], object]]


def _cells(prepared: Path) -> None:
    """Run the notebook's cells in this process; what they display goes nowhere."""
    names: dict[str, object] = {}
    for cell in nbformat.read(NOTEBOOK, as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, "member", "exec"), names)  # noqa: S102
            if "parameters" in cell.metadata.get("tags", []):
                names.update(member=MEMBER, year=YEAR, prepared=str(prepared))


def _papermill(source: Path, target: Path, *parameters: str) -> None:
    """Run a notebook as anyone would by hand, with papermill's own command line."""
    command = [sys.executable, "-m", "papermill", str(source), str(target), "--no-progress-bar"]
    # IPython's history would be a file in the user's home.
    env = {**os.environ, "IPYTHONDIR": str(target.parent / "ipython")}
    subprocess.run([*command, *parameters], check=True, capture_output=True, env=env)


def _stages(out: Path) -> Stages:
    """Build the report once, and return what to measure, each on what that build left."""
    run = open_run(PARAMS, out, "embedded")
    params, choice = load(PARAMS), Choice(members=(MEMBER,), years=(YEAR,))
    build(run, choice, jobs=1)
    (spec,) = (spec for spec in run.specs if choice.has(spec))
    executed = run.layout.executed / spec.id

    empty, plain = out / "empty.ipynb", out / "plain.ipynb"
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    nbformat.write(nbformat.v4.new_notebook(metadata={"kernelspec": kernel}), empty)
    given = ("-r", "member", MEMBER, "-p", "year", str(YEAR), "-r", "prepared", str(spec.prepared))
    _papermill(NOTEBOOK, plain, *given)
    unlifted = nbformat.read(plain, as_version=4)

    front = front_matter(params.formats)
    cache, timeout_s = run.layout.executed / ".cache", params.timeout_s
    job = Job(NOTEBOOK, MEMBER, YEAR, spec.prepared, out / "job", cache, timeout_s, front)

    (step,) = (step for step in steps(run, choice, force=True) if step.chosen)
    task, warm = _task(run, step), Warm(cache)
    kept = {file.name: file.read_bytes() for file in executed.iterdir() if file.is_file()}
    pages_only = dataclasses.replace(task, executed=kept)
    atexit.register(warm.stop)

    # The renderer's own steps, one by one, where it would do them in a temporary folder.
    pages, renderer = out / "pages", Embedded()
    pages.mkdir()
    text, _ = shortened(to_markdown(nbformat.read(executed / NOTEBOOK.name, as_version=4), pages))
    (pages / "report.md").write_text(text, encoding="utf-8")

    sizes = itertools.count(1050)

    def typst() -> None:
        # Typst remembers what it has laid out; another size of the text is another layout.
        source = (pages / "report.typ").read_text(encoding="utf-8")
        resized = source.replace("size: 10.5pt", f"size: {next(sizes) / 100}pt")
        (pages / "resized.typ").write_text(resized, encoding="utf-8")
        renderer._typst(pages / "resized.typ")

    return {
        "the notebook's cells, one warm process": lambda: _cells(spec.prepared),
        f"prepare, all {len(run.specs)} reports of the run": lambda: prepare_run(
            params, ROOT, out / "again"
        ),
        "a report in a forked process": lambda: warm.make(task).cpu_s,
        "of which its pages": lambda: warm.make(pages_only).cpu_s,
        "a fresh kernel with the cells by papermill, and lift": lambda: execute(job),
        "of which lift": lambda: lift(copy.deepcopy(unlifted), front),
        "pandoc, HTML and Typst": lambda: renderer._pandoc(pages, executed, ["html", "pdf"]),
        "pandoc, HTML alone": lambda: renderer._pandoc(pages, executed, ["html"]),
        "Typst, PDF": typst,
        "the one report by a build, forced": lambda: build(run, choice, jobs=1, force=True),
        "an empty notebook by papermill's command line": lambda: _papermill(empty, out / "e.ipynb"),
        "the same notebook by papermill's command line": lambda: _papermill(
            NOTEBOOK, out / "p.ipynb", *given
        ),
    }


def _spent() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _measured(work: Callable[[], object]) -> tuple[float, float]:
    """Return processor and wall seconds; work that is done elsewhere tells its own."""
    wall, spent = time.perf_counter(), _spent()
    told = work()
    wall = time.perf_counter() - wall
    return (told if isinstance(told, float) else _spent() - spent), wall


def _before(checkout: Path) -> dict[str, float]:
    """Return the processor seconds of every stage in a checkout of an earlier version, once."""
    done = subprocess.run(
        [sys.executable, "-c", "import stages; stages.REPEATS = 1; stages.main()"],
        env={**os.environ, "PYTHONPATH": f"{checkout / 'src'}:{checkout / 'benchmarks'}"},
        stdout=subprocess.PIPE,
        text=True,
        check=True,
    )
    table = [line.split("|") for line in done.stdout.splitlines() if line.startswith("| ")]
    head, _, *rows = table
    (column,) = (i for i, name in enumerate(head) if "CPU s" in name and "before" not in name)
    found = {row[1].strip(): row[column].split() for row in rows}
    return {stage: float(words[0]) for stage, words in found.items() if words[0] != "–"}


def main() -> None:
    """Print the table, and put it into the page on performance where that is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--before", type=Path, metavar="CHECKOUT", help="an earlier version")
    parser.add_argument("--write", action="store_true", help="into docs/performance.md")
    asked = parser.parse_args()
    report.display = lambda *_, **__: None
    before: dict[str, list[float]] = {}
    found: dict[str, list[tuple[float, float]]] = {}
    with tempfile.TemporaryDirectory(prefix="utfall-") as name:
        stages = _stages(Path(name))
        for work in stages.values():
            work()
        for _ in range(REPEATS):
            for stage, spent in (_before(asked.before) if asked.before else {}).items():
                before.setdefault(stage, []).append(spent)
            for stage, work in stages.items():
                found.setdefault(stage, []).append(_measured(work))
    cells = statistics.median(spent for spent, _ in next(iter(found.values())))
    lines = [
        "| stage | before, CPU s (min–max) | now, CPU s (min–max) | wall s (min–max) | ratio |"
    ]
    lines.append("| --- | --- | --- | --- | --- |")
    for stage in (*found, *sorted(before.keys() - found.keys())):
        cpu, wall = zip(*found[stage], strict=True) if stage in found else ((), ())
        ratio = f"{statistics.median(cpu) / cells:.1f}" if cpu else "–"
        told = " | ".join(said(one) if one else "–" for one in (before.get(stage), cpu, wall))
        lines.append(f"| {stage} | {told} | {ratio} |")
    about = f"{machine()}; {REPEATS} repeats. Ratios are of now, to the notebook's cells."
    text = "\n".join((about, "", *lines))
    print(text)
    if asked.write:
        write_section("stages", text)


if __name__ == "__main__":
    main()
