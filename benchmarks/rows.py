"""What preparing costs by how many participations there are, and by how many reports.

Each step of each size is a process of its own, so that its peak memory is its own. Sizes are
participations, 10⁴, 10⁵ and 10⁶ unless told; 10⁷ takes half an hour and 3 GB of disk:

    python benchmarks/rows.py [SIZE …] [--plot docs/images/rows.svg] [--reports]

`check` is what `utfall check` does, `count` also lays the records out and counts every table, and
`prepare` is all that is done before the first notebook: it protects, attacks and writes too, which
grows with the counts and not with the rows. With `--reports` the rows stay as they are in the
second size, and the years that reports are made of grow.
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
SIZES = (10_000, 100_000, 1_000_000)
STEPS = ("check", "count", "prepare")
# Participations of each person of the example.
_EACH = 1.3115
_YEARS = ([2025], [2024, 2025], [2022, 2024, 2025], [2020, 2021, 2022, 2023, 2024, 2025])


class Cost(NamedTuple):
    """What one step took: reports prepared, seconds, processor seconds, MiB at its peak."""

    reports: int
    wall: float
    cpu: float
    peak: float


def measured(*words: str) -> Cost:
    """Run this script in a child and return what it took."""
    start = time.perf_counter()
    child = subprocess.Popen([sys.executable, __file__, *words], stdout=subprocess.PIPE, text=True)
    told = child.stdout.read() if child.stdout else ""
    _, status, used = os.wait4(child.pid, 0)
    wall = time.perf_counter() - start
    if status:
        sys.exit(f"{' '.join(words)} failed")
    return Cost(int(told or 0), wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def write_project(root: Path, rows: int) -> int:
    """Write a project with a made-up association of about so many participations; return how many."""
    from utfall.example import params, write_example

    for name in ("notebooks", "data/register", "params/payback"):
        shutil.copytree(ROOT / name, root / name)
    folder = root / "data" / "large"
    written = write_example(folder, round(rows / _EACH), 1)
    (root / "params" / "large.toml").write_text(params(folder), encoding="utf-8")
    return written.participations


def run(step: str, root: Path, years: Sequence[int]) -> int:
    """Do one step and return how many reports it has prepared."""
    from utfall.data.check import check_path
    from utfall.data.register import read_register
    from utfall.disclosure.counting import counted
    from utfall.params import load
    from utfall.prepare import check_run, prepare_run

    params = load(root / "params" / "large.toml")
    if years:
        params = params.model_copy(update={"years": tuple(years)})
    if step == "prepare":
        return len(prepare_run(params, root, root / "build"))
    if step == "check":
        problems = check_run(params, root)
    else:
        register = read_register(root / "data" / "register")
        folder, found = check_path(root / "data" / "large", register)
        problems = list(map(str, found))
        counted(folder, params.disclosure, {})
    if problems:
        sys.exit("\n".join(problems[:10]))
    return 0


def by_rows(sizes: Sequence[int]) -> Iterator[tuple[int, str, Cost]]:
    """Measure every step of every size, and print a table."""
    print("| rows | step | wall s | CPU s | peak MiB | CPU s per million rows | of the smallest |")
    print("| --- | --- | --- | --- | --- | --- | --- |")
    smallest: dict[str, float] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory() as place:
            rows = write_project(Path(place), size)
            for step in STEPS:
                cost = measured("--step", step, place)
                each = cost.cpu / rows
                ratio = each / smallest.setdefault(step, each)
                print(
                    f"| {rows:,} | {step} | {cost.wall:.1f} | {cost.cpu:.1f} | {cost.peak:.0f} "
                    f"| {each * 1e6:.1f} | {ratio:.3f} |".replace(",", " "),
                    flush=True,
                )
                yield rows, step, cost


def by_reports(size: int) -> None:
    """Measure the preparation of more and more reports of the same rows, and print a table."""
    print("| reports | rows | wall s | CPU s | peak MiB |\n| --- | --- | --- | --- | --- |")
    with tempfile.TemporaryDirectory() as place:
        rows = write_project(Path(place), size)
        for years in _YEARS:
            cost = measured("--step", "prepare", place, "--years", json.dumps(years))
            print(
                f"| {cost.reports} | {rows:,} | {cost.wall:.1f} | {cost.cpu:.1f} "
                f"| {cost.peak:.0f} |".replace(",", " "),
                flush=True,
            )


def plot(found: Sequence[tuple[int, str, Cost]], file: Path) -> None:
    """Draw time and memory by rows, both axes by powers of ten, and write the chart."""
    import matplotlib as mpl
    from matplotlib.figure import Figure

    mpl.rcParams["svg.hashsalt"] = "utfall"
    figure = Figure(figsize=(9, 3.6), layout="constrained")
    for axes, label, of in zip(
        figure.subplots(1, 2), ("CPU seconds", "Peak memory, MiB"), ("cpu", "peak"), strict=True
    ):
        for step, marker in zip(STEPS, "osv", strict=True):
            told = [(rows, getattr(cost, of)) for rows, name, cost in found if name == step]
            axes.loglog(*zip(*told, strict=True), marker=marker, label=step)
        axes.set_xlabel("Participations")
        axes.set_title(label, loc="left", fontsize=10)
        axes.grid(alpha=0.3)
    first, second = figure.axes
    rows, costs = [at for at, *_ in found], [cost.cpu for *_, cost in found]
    # As much more time as rows, through the dearest.
    ends = [min(rows), max(rows)]
    first.loglog(ends, [max(costs) * at / max(rows) for at in ends], "k:", label="linear")
    second.axhline(2048, color="k", linestyle=":", label="2 GiB")
    second.set_ylim(100, 4096)
    first.legend(frameon=False)
    second.legend(frameon=False, loc="lower right")
    figure.savefig(file, metadata={"Date": None} if file.suffix == ".svg" else None)


def main() -> None:
    """Measure what is asked for."""
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("sizes", type=int, nargs="*", help="participations")
    asked.add_argument("--plot", type=Path, help="write a chart here (SVG or PNG)")
    asked.add_argument("--reports", action="store_true", help="by reports instead of by rows")
    told = asked.parse_args()
    sizes = sorted(told.sizes or SIZES)
    if told.reports:
        by_reports(sizes[min(1, len(sizes) - 1)])
        return
    found = list(by_rows(sizes))
    if told.plot:
        plot(found, told.plot)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--step"]:
        done = run(sys.argv[2], Path(sys.argv[3]), json.loads((sys.argv[5:] or ["[]"])[0]))
        print(done)
    else:
        main()
