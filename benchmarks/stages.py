"""What one report costs, stage by stage, beside the analysis itself: `python -m nox -s bench`.

The stages are interleaved and repeated; the figures are medians of processor seconds, own and of
child processes together. Ratios are to the notebook's cells run in one warm process. These
machines are noisy: compare ratios of one run, never seconds of two.
"""

import os
import resource
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import nbformat

from utfall import report
from utfall.build import Choice, build, open_run
from utfall.params import load
from utfall.prepare import prepare_run
from utfall.render.embedded import Embedded

ROOT = Path(__file__).resolve().parents[1]
REPORT = Path("member") / "2022" / "strangnas"
REPEATS = 5


def _spent() -> float:
    return sum(
        used.ru_utime + used.ru_stime
        for used in map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    )


def _measured(work: Callable[[], object]) -> tuple[float, float]:
    wall, spent = time.perf_counter(), _spent()
    work()
    return _spent() - spent, time.perf_counter() - wall


def _cells(prepared: Path) -> None:
    """Run the notebook's cells in this process; what they display goes nowhere."""
    names: dict[str, object] = {}
    for cell in nbformat.read(ROOT / "notebooks" / "member.ipynb", as_version=4).cells:
        if cell.cell_type == "code":
            exec(compile(cell.source, "member", "exec"), names)  # noqa: S102
            if "parameters" in cell.metadata.get("tags", []):
                names.update(member="strangnas", year=2022, prepared=str(prepared))


def main() -> None:
    """Print the table."""
    report.display = lambda *_, **__: None
    with tempfile.TemporaryDirectory() as name:
        out = Path(name)
        params = load(ROOT / "params" / "rar.toml")
        run = open_run(ROOT / "params" / "rar.toml", out, "embedded")
        choice = Choice(members=("strangnas",), years=(2022,))
        build(run, choice, jobs=1)
        executed = out / "rar" / "executed" / REPORT / "member.ipynb"
        renderer, rendered = Embedded(), out / "rendered"
        stages: dict[str, Callable[[], object]] = {
            "the notebook's cells, one warm process": lambda: _cells(
                out / "rar" / "prepared" / REPORT
            ),
            "prepare, all reports of the run": lambda: prepare_run(params, ROOT, out / "again"),
            "render to HTML": lambda: renderer.render(executed, ["html"], rendered),
            "render to PDF": lambda: renderer.render(executed, ["pdf"], rendered),
            "build of the one report, forced": lambda: build(run, choice, jobs=1, force=True),
        }
        for work in stages.values():
            work()
        found: dict[str, list[tuple[float, float]]] = {stage: [] for stage in stages}
        for _ in range(REPEATS):
            for stage, work in stages.items():
                found[stage].append(_measured(work))
    floor = statistics.median(spent for spent, _ in next(iter(found.values())))
    write = sys.stdout.write
    write("| stage | CPU s (min–max) | wall s | ratio |\n| --- | --- | --- | --- |\n")
    for stage, times in found.items():
        spent, wall = [t[0] for t in times], [t[1] for t in times]
        middle = statistics.median(spent)
        write(
            f"| {stage} | {middle:.2f} ({min(spent):.2f}–{max(spent):.2f}) "
            f"| {statistics.median(wall):.2f} | {middle / floor:.1f} |\n"
        )
    write(f"\n{os.cpu_count()} cores, Python {sys.version.split()[0]}, {REPEATS} repeats.\n")


if __name__ == "__main__":
    main()
