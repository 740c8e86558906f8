"""What a report costs by `utfall build`, beside the usual way and beside the analysis itself.

Four ways to the same reports, whole processes, repeated and interleaved:

(a) ``utfall build``;
(b) papermill's command line, then ``quarto render`` to HTML and Typst where Quarto is installed,
    else pandoc twice and Typst by the command line;
(c) the floor: the notebook's cells in one warm process, two pandoc calls, one PDF in that process;
(d) an empty notebook by papermill's command line.

Machines are noisy: compare ratios of one run, never seconds of two.
"""

import argparse
import copy
import dataclasses
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import nbformat
from measure import ROOT, Cost, machine, measured, said, write_section

NOTEBOOK = ROOT / "notebooks" / "member.ipynb"
# Twelve members: as many reports as twelve times the years, times the copies of the notebook.
SIZES = {
    12: ([2022], 1),
    96: (list(range(2018, 2026)), 1),
    288: (list(range(2018, 2026)), 3),
    2016: (list(range(2018, 2026)), 21),
}
KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def project(place: Path, size: int) -> Path:
    """Lay a project with the real data and one run of `size` reports, and return its run."""
    for name in ("data", "requirements.lock"):
        target = place / name
        if not target.exists():
            target.symlink_to(ROOT / name)
    (place / "params").mkdir(exist_ok=True)
    years, copies = SIZES[size]
    names = ["member", *(f"member{number}" for number in range(2, copies + 1))]
    (place / "notebooks").mkdir(exist_ok=True)
    for name in names:
        shutil.copyfile(NOTEBOOK, place / "notebooks" / f"{name}.ipynb")
    run = place / "params" / f"bench{size}.toml"
    lines = ('association = "rar"', f"notebooks = {json.dumps(names)}", f"years = {years}")
    run.write_text("\n".join((*lines, 'renderer = "auto"', "")), encoding="utf-8")
    return run


def utfall(*words: object) -> list[str]:
    """Return the command line of this package."""
    return [sys.executable, "-m", "utfall.cli", *map(str, words)]


def built(run: Path, out: Path, *words: object) -> Cost:
    """Build all reports anew, preparation and imports included: (a)."""
    shutil.rmtree(out, ignore_errors=True)
    return measured(utfall("build", run, "--out", out, *words), cwd=run.parents[1])


def usual(prepared: Path, out: Path) -> Cost:
    """Make one report as anyone would by hand: (b)."""
    out.mkdir(parents=True)
    member, year = prepared.name, prepared.parent.name
    for file in prepared.iterdir():
        shutil.copyfile(file, out / file.name)
    given = ("-r", "member", member, "-p", "year", year, "-r", "prepared", str(out))
    env = {"IPYTHONDIR": str(out / "ipython")}
    spent = [measured([*_papermill(NOTEBOOK, out / "member.ipynb"), *given], env=env)]
    quarto = shutil.which("quarto")
    if quarto:
        for to in ("html", "typst"):
            command = [quarto, "render", "member.ipynb", "--to", to, "--no-execute"]
            spent.append(measured(command, cwd=out))
    else:
        spent += [measured(command, cwd=out) for command in _by_hand(out)]
    return Cost(
        sum(c.cpu for c in spent), sum(c.wall for c in spent), max(c.peak_mb for c in spent)
    )


def _papermill(source: Path, target: Path) -> list[str]:
    return [sys.executable, "-m", "papermill", str(source), str(target), "--no-progress-bar"]


def _by_hand(out: Path) -> list[list[str]]:
    """Return pandoc's two command lines and Typst's, on the Markdown of the executed notebook."""
    _lay(nbformat.read(out / "member.ipynb", as_version=4), out)
    code = "import sys, typst; typst.compile('report.typ', output='report.pdf')"
    return [*_pandoc(), [sys.executable, "-c", code]]


def _pandoc() -> list[list[str]]:
    import pypandoc

    program = pypandoc.get_pandoc_path()
    return [
        [program, "report.md", f"--to={to}", f"--output={page}", f"--template={page}",
         "--standalone", "--lua-filter=report.lua", f"--lua-filter={own}", *more]
        for to, page, own, more in (
            ("html5", "report.html", "report-html.lua", ["--embed-resources", "--toc"]),
            ("typst", "report.typ", "report-typst.lua", []),
        )
    ]  # fmt: skip


def _lay(executed: nbformat.NotebookNode, folder: Path) -> None:
    """Put the Markdown of a notebook beside templates and filters, ready for pandoc."""
    from utfall.execute.lift import lift
    from utfall.render import front_matter, lay
    from utfall.render.embedded import to_markdown

    lift(executed, front_matter(["html", "pdf"]))
    lay(folder)
    (folder / "report.md").write_text(to_markdown(executed, folder), encoding="utf-8")


def floor(inputs: Sequence[Path], place: Path) -> list[Cost]:
    """Return what each report costs where nothing is in the way: (c), in a process of its own."""
    listed = place / "floor.json"
    listed.write_text(json.dumps([str(path) for path in inputs]), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, __file__, "--floor", str(listed)],
        check=True, capture_output=True, text=True, env={**os.environ, "MPLBACKEND": "agg"},
    )  # fmt: skip
    return [Cost(*one) for one in json.loads(done.stdout.splitlines()[-1])]


def _floor(listed: Path) -> None:
    """Be that process: measure each report after a first one that nobody counts."""
    import typst

    from utfall import report
    from utfall.render.fonts import font_folder

    fonts = typst.Fonts(include_system_fonts=False, font_paths=[str(font_folder())])
    source = nbformat.read(NOTEBOOK, as_version=4)
    outputs: list[nbformat.NotebookNode] = []
    # What is shown is kept as a notebook keeps it, so that pandoc gets what it gets in a build.
    report.display = lambda data, metadata=None, **_: outputs.append(
        nbformat.v4.new_output("display_data", data=data, metadata=metadata or {})
    )

    def one(prepared: Path, folder: Path) -> Cost:
        executed = copy.deepcopy(source)
        names: dict[str, object] = {}
        clock = _Clock()
        with clock:
            for cell in executed.cells:
                outputs.clear()
                if cell.cell_type != "code":
                    continue
                exec(compile(cell.source, "member", "exec"), names)  # noqa: S102
                cell.outputs = list(outputs)
                if "parameters" in cell.metadata.get("tags", []):
                    year = int(prepared.parent.name)
                    names.update(member=prepared.name, year=year, prepared=str(prepared))
        _lay(executed, folder)
        with clock:
            for command in _pandoc():
                subprocess.run(command, cwd=folder, check=True, capture_output=True)
            typst.compile(
                str(folder / "report.typ"), output=str(folder / "report.pdf"), font_paths=fonts
            )
        return Cost(clock.cpu, clock.wall, 0)

    inputs = [Path(name) for name in json.loads(listed.read_text(encoding="utf-8"))]
    found = []
    for prepared in (inputs[0], *inputs):
        with tempfile.TemporaryDirectory(prefix="utfall-") as name:
            found.append(one(prepared, Path(name)))
    print(json.dumps([dataclasses.astuple(cost) for cost in found[1:]]))


class _Clock:
    """Adds up the time of what it encloses: of this process, and of those it has waited for."""

    def __init__(self) -> None:
        self.cpu = self.wall = 0.0

    def __enter__(self) -> None:
        self._cpu, self._wall = self._spent(), time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.cpu += self._spent() - self._cpu
        self.wall += time.perf_counter() - self._wall

    @staticmethod
    def _spent() -> float:
        used = map(resource.getrusage, (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
        return sum(one.ru_utime + one.ru_stime for one in used)


def compared(size: int, repeats: int, sample: int, place: Path) -> str:
    """Measure the four ways and return their table."""
    run, out = project(place, size), place / "build"
    built(run, out)  # also to have the inputs
    prepared = sorted((out / run.stem / "prepared" / "member").glob("*/*"))
    # Spread over members and years.
    few = prepared[:: len(prepared) // sample + 1]
    kept = place / f"prepared{size}"
    shutil.copytree(out / run.stem / "prepared", kept, dirs_exist_ok=True)
    few = [kept / one.relative_to(out / run.stem / "prepared") for one in few]
    empty = place / "empty.ipynb"
    nbformat.write(nbformat.v4.new_notebook(metadata={"kernelspec": KERNEL}), empty)

    names = ("utfall build", "the usual way", "the floor", "an empty notebook")
    found: dict[str, list[Cost]] = {name: [] for name in names}
    for number in range(repeats):
        found["utfall build"].append(built(run, out) / size)
        by_hand = [usual(one, place / f"hand{number}" / str(i)) for i, one in enumerate(few)]
        found["the usual way"].append(_mean(by_hand))
        found["the floor"].append(_mean(floor(few, place)))
        env = {"IPYTHONDIR": str(place / "ipython")}
        found["an empty notebook"].append(measured(_papermill(empty, place / "e.ipynb"), env=env))
    return _table(size, len(few), found)


def _mean(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.mean(c.cpu for c in costs),
        statistics.mean(c.wall for c in costs),
        max(c.peak_mb for c in costs),
    )


def _peak(costs: Sequence[Cost]) -> str:
    """Return the most memory; the floor is a part of a process, and has none of its own."""
    most = max(cost.peak_mb for cost in costs)
    return f"{most:.0f}" if most else "–"


def _table(size: int, sampled: int, found: Mapping[str, Sequence[Cost]]) -> str:
    way = "Quarto" if shutil.which("quarto") else "pandoc and Typst"
    marks = dict(zip(found, "abcd", strict=True))
    rows = [
        f"| ({marks[name]}) {name} | {said([c.cpu for c in costs])} | {said([c.wall for c in costs])} "
        f"| {_peak(costs)} |"
        for name, costs in found.items()
    ]
    a, b, c, d = ([cost.cpu for cost in costs] for costs in found.values())
    above = [(one - floor) / empty for one, floor, empty in zip(a, c, d, strict=True)]
    share = [one / usual for one, usual in zip(a, b, strict=True)]
    return "\n".join((
        f"{size} reports, HTML and PDF; {len(a)} repeats. Per report; (b) and (c) are means of {sampled} of them, (b) by {way}.",
        "",
        "| | CPU s (min–max) | wall s (min–max) | peak MB |",
        "| --- | --- | --- | --- |",
        *rows,
        "",
        f"Above the floor, in empty notebooks, (a − c) / d: **{said(above)}**. Of the usual way, a / b: "
        f"**{said(share, 3)}**, one part in {1 / statistics.median(share):.1f}.",
    ))  # fmt: skip


def incremental(size: int, repeats: int, place: Path) -> str:
    """Measure builds after small changes, as shares of a build from nothing."""
    run, out = project(place, size), place / "incremental"
    # Files that are changed are copies.
    (place / "data").unlink()
    shutil.copytree(ROOT / "data", place / "data")
    whole = built(run, out)
    cases: dict[str, tuple[list[Cost], set[int]]] = {}
    for number in range(repeats):
        for name, change in _CHANGES.items():
            change(place, number)
            reports = _planned(run, out)
            cost = measured(utfall("build", run, "--out", out), cwd=place)
            costs, counts = cases.setdefault(name, ([], set()))
            costs.append(cost)
            counts.add(reports)
    rows = [
        f"| {name} | {', '.join(map(str, sorted(counts)))} | {said([c.cpu for c in costs])} "
        f"| {said([c.wall for c in costs])} | {said([c.cpu / whole.cpu for c in costs], 3)} "
        f"| {max(c.peak_mb for c in costs):.0f} |"
        for name, (costs, counts) in cases.items()
    ]
    return "\n".join((
        f"{size} reports; from nothing {whole.cpu:.1f} CPU s, {whole.wall:.1f} s wall, {whole.peak_mb:.0f} MB.",
        "",
        "| change | reports made | CPU s | wall s | share of the CPU from nothing | peak MB |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
    ))  # fmt: skip


def _planned(run: Path, out: Path) -> int:
    """Return how many reports the plan names."""
    done = subprocess.run(
        utfall("plan", run, "--out", out, "--json"),
        cwd=run.parents[1], check=True, capture_output=True, text=True,
    )  # fmt: skip
    return sum(one["todo"] != "nothing" for one in json.loads(done.stdout)["reports"])


def _touch(place: Path, number: int) -> None:
    for file in (place / "data").rglob("*.csv"):
        file.touch()


def _replace(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    if old not in text:
        sys.exit(f"{file.name}: {old!r} is not there; the benchmark is out of date")
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def _rename(place: Path, number: int) -> None:
    mark = "'" * number
    _replace(place / "data/rar/members.csv", f"Trosa{mark}", f"Trosa{mark}'")


def _row(place: Path, number: int) -> None:
    """Change the contribution of one member, which no other report tells."""
    file = place / "data/rar/contributions.csv"
    lines = file.read_text(encoding="utf-8").splitlines()
    column = lines[0].split(",").index("amount_sek")
    cells = lines[1].split(",")
    cells[column] = str(int(cells[column]) + 1)
    lines[1] = ",".join(cells)
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")


_CHANGES: Mapping[str, Callable[[Path, int], object]] = {
    "nothing": lambda place, number: None,
    "every table touched": _touch,
    "one amount of one member": _row,
    "one member's name": _rename,
}


def side_by_side(size: int, repeats: int, clusters: Sequence[int], place: Path) -> str:
    """Measure one and two jobs, and clusters of workers, on the same reports."""
    run, out = project(place, size), place / "jobs"
    built(run, out)
    ways: dict[str, list[object]] = {f"{n} job{'s' * (n > 1)}": ["--jobs", n] for n in (1, 2)}
    ways |= {
        f"cluster, {n} worker{'s' * (n > 1)}": ["--cluster", "local", "--jobs", n] for n in clusters
    }
    found: dict[str, list[Cost]] = {name: [] for name in ways}
    for _ in range(repeats):
        for name, words in ways.items():
            # Inputs are there: this is about making reports.
            command = utfall("build", run, "--out", out, "--force", *words)
            found[name].append(measured(command, cwd=place))
    two = [cost.wall for cost in found["2 jobs"]]
    rows = [
        f"| {name} | {said([c.wall for c in costs], 1)} | {said([c.cpu for c in costs], 1)} "
        f"| {said([t / c.wall for c, t in zip(costs, two, strict=True)])} "
        f"| {max(c.peak_mb for c in costs):.0f} |"
        for name, costs in found.items()
    ]
    speed = [one.wall / other for one, other in zip(found["1 job"], two, strict=True)]
    return "\n".join((
        f"{size} reports, inputs prepared; {repeats} repeats. Two jobs are **{said(speed)}** times as fast as one.",
        "",
        "| | wall s | CPU s | speed beside 2 jobs | peak MB, all processes |",
        "| --- | --- | --- | --- | --- |",
        *rows,
    ))  # fmt: skip


def growth(sizes: Sequence[int], plot: Path | None) -> str:
    """Build runs of each size from nothing, and return what a report costs in each."""
    found: dict[int, Cost] = {}
    for size in sizes:
        with tempfile.TemporaryDirectory(prefix="utfall-") as name:
            found[size] = built(project(Path(name), size), Path(name) / "build")
        print(size, found[size], flush=True)
    if plot:
        _plot(found, plot)
    rows = [
        f"| {size} | {cost.wall:.0f} | {cost.cpu:.0f} | {cost.wall / size:.2f} | {cost.cpu / size:.2f} "
        f"| {cost.peak_mb:.0f} |"
        for size, cost in found.items()
    ]
    return "\n".join((
        "From nothing, all of it: imports, preparation, reports, site. One build of each size.",
        "",
        "| reports | wall s | CPU s | wall s per report | CPU s per report | peak MB, all processes |",
        "| --- | --- | --- | --- | --- | --- |",
        *rows,
    ))  # fmt: skip


def _plot(found: Mapping[int, Cost], file: Path) -> None:
    from matplotlib.figure import Figure

    figure = Figure(figsize=(6.5, 2.8))
    parts = figure.subplots(1, 2)
    drawn = (
        ("wall seconds", [cost.wall for cost in found.values()]),
        ("peak MB", [cost.peak_mb for cost in found.values()]),
    )
    for axes, (name, heights) in zip(parts, drawn, strict=True):
        axes.plot(list(found), heights, marker="o", color="#1f5a7a")
        axes.set(xlabel="reports", title=name, ylim=(0, 1.1 * max(heights)), xlim=(0, None))
    figure.subplots_adjust(bottom=0.2, wspace=0.3)
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    """Print the tables that are asked for."""
    words = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    words.add_argument("--sizes", type=int, nargs="*", default=[12, 96], choices=sorted(SIZES))
    words.add_argument("--repeats", type=int, default=3)
    words.add_argument("--sample", type=int, default=6, help="reports of (b) and (c)")
    words.add_argument("--clusters", type=int, nargs="*", default=[1, 2, 4])
    words.add_argument("--only", choices=["ways", "changes", "jobs", "growth"])
    words.add_argument("--plot", type=Path, help="where the growth with reports is drawn")
    words.add_argument("--write", action="store_true", help="into docs/performance.md")
    words.add_argument("--floor", type=Path, help=argparse.SUPPRESS)
    asked = words.parse_args()
    if asked.floor:
        _floor(asked.floor)
        return
    tables = {
        "ways": lambda size, place: compared(size, asked.repeats, asked.sample, place),
        "changes": lambda size, place: incremental(size, asked.repeats, place),
        "jobs": lambda size, place: side_by_side(size, asked.repeats, asked.clusters, place),
    }
    print(machine())
    if asked.only == "growth":
        table = growth(asked.sizes, asked.plot)
        print(f"\n{table}")
        if asked.write:
            write_section("growth", f"{machine()}. {table}")
        return
    for name, make in tables.items():
        if asked.only not in (None, name):
            continue
        found = []
        for size in asked.sizes:
            with tempfile.TemporaryDirectory(prefix="utfall-") as place:
                found.append(make(size, Path(place)))
            print(f"\n{found[-1]}", flush=True)
        if asked.write:
            write_section(name, "\n\n".join((f"{machine()}.", *found)))


if __name__ == "__main__":
    main()
