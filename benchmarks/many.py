"""A run of many reports with nothing to do: seconds and memory of `utfall build` and `plan`.

``python benchmarks/many.py [REPORTS] [FOLDER]`` makes up a run whose reports are all built, with
files of the size of real ones (2 MB a report), and asks for it again. Nothing is executed or rendered.
"""

import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from unittest.mock import patch

from utfall import build
from utfall.params import RunParams
from utfall.plan import Input, ReportSpec, note_executed, render_key

YEARS = range(2013, 2023)
NOTEBOOK, INPUT, PAGE, PDF = 500_000, 200_000, 300_000, 300_000
RUN = """association = "many"
notebooks = ["many"]
years = { first = 2013, last = 2022 }
renderer = "embedded"
"""
PARAMETERS = 'member: str = "m0"\nyear: int = 2022\nprepared: str = ""'


def project(root: Path) -> Path:
    """Write a project whose data are never read; return its params file."""
    for name in ("params", "data/many", "data/register", "notebooks"):
        (root / name).mkdir(parents=True)
    (root / "data" / "many" / "association.toml").write_text('id = "many"\n', encoding="utf-8")
    cell = {
        "cell_type": "code",
        "metadata": {"tags": ["parameters"]},
        "source": PARAMETERS,
        "outputs": [],
    }
    notebook = {"cells": [cell], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}
    (root / "notebooks" / "many.ipynb").write_text(json.dumps(notebook), encoding="utf-8")
    file = root / "params" / "many.toml"
    file.write_text(RUN, encoding="utf-8")
    return file


def preparing(members: int) -> Callable[..., list[Input]]:
    """Return what writes inputs in the place of `utfall.prepare.prepare_run`."""

    def prepare_run(params: RunParams, root: Path, out: Path, tell: object) -> list[Input]:
        found = []
        for year in params.report_years:
            for number in range(members):
                member = f"m{number}"
                folder = out / "prepared" / "many" / str(year) / member
                folder.mkdir(parents=True)
                filler = f"{member} {year} ".ljust(INPUT, "x")
                content = {"values": [], "filler": filler}
                (folder / "input.json").write_text(json.dumps(content), encoding="utf-8")
                name = f"Kommun {number}"
                found.append(Input("many", member, name, "municipality", year, "published", "2022"))
        facts = json.dumps({"association": "Många", "sources": []})
        (out / "prepared" / "site.json").write_text(facts, encoding="utf-8")
        return found

    return prepare_run


def made(run: build.Run, spec: ReportSpec) -> None:
    """Write what executing and rendering a report leave behind."""
    draw = random.Random(spec.id)  # noqa: S311 - filler
    executed, rendered = run.layout.executed / spec.id, run.layout.rendered / spec.id
    if not executed.exists():
        for folder in (executed, rendered):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "published.csv").write_text("measure\n", encoding="utf-8")
        (executed / spec.file.name).write_bytes(draw.randbytes(NOTEBOOK))
        headings = "".join(f'<h2 id="h{n}">Rubrik {n}</h2>\n' for n in range(40))
        page = f"<html><body>{headings}</body></html>".ljust(PAGE, " ")
        (rendered / "index.html").write_text(page + spec.id, encoding="utf-8")
        (rendered / "report.pdf").write_bytes(draw.randbytes(PDF))
    note_executed(spec, executed)
    key = {"render": render_key(spec, run.layout, run.look, run.params.formats)}
    (rendered / "key.json").write_text(json.dumps(key), encoding="utf-8")


def ask(command: str, file: Path, out: Path) -> None:
    """Run the command line in a process of its own and print what it cost."""
    started = time.monotonic()
    child = os.fork()
    if not child:
        os.execv(  # noqa: S606
            sys.executable,
            [sys.executable, "-m", "utfall.cli", command, str(file), "--out", str(out)],
        )
    _, status, used = os.wait4(child, 0)
    wall, cpu = time.monotonic() - started, used.ru_utime + used.ru_stime
    print(
        f"{command:6} ended {os.waitstatus_to_exitcode(status)}: {wall:.2f} s, {cpu:.2f} CPU-s, "
        f"{used.ru_maxrss / 1024:.0f} MB",
        file=sys.stderr,
    )


def main() -> None:
    """Make up the run in a folder that is kept where it was named, and ask for it."""
    reports = int(sys.argv[1]) if sys.argv[1:] else 2000
    if sys.argv[2:]:
        measured(reports, Path(sys.argv[2]))
        return
    with tempfile.TemporaryDirectory(prefix="utfall-many-") as place:
        measured(reports, Path(place))


def measured(reports: int, root: Path) -> None:
    """Make up the run, or take the one that is there, and ask for it."""
    out, file = root / "build", root / "params" / "many.toml"
    if not file.exists():
        project(root)
    with patch("utfall.prepare.prepare_run", preparing(reports // len(YEARS))):
        run = build.open_run(file, out)
        for spec in run.specs:
            made(run, spec)
        started = time.monotonic()
        build.build(run, build.Choice())
    print(f"publishing the made-up release: {time.monotonic() - started:.2f} s", file=sys.stderr)
    for command in ("build", "build", "plan"):
        ask(command, file, out)
    # As a report that was made anew leaves it: another file in the place of the first.
    page = run.layout.rendered / run.specs[0].id / "index.html"
    text = page.read_text(encoding="utf-8")
    page.unlink()
    page.write_text(f"{text}!", encoding="utf-8")
    print("one page is another:", file=sys.stderr)
    ask("build", file, out)


if __name__ == "__main__":
    main()
