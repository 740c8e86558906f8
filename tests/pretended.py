"""Reports that count as built without being made: for tests of what a plan asks for."""

import json

from utfall.build import Run
from utfall.plan import note_executed, render_key


def pretend(run: Run) -> None:
    """Leave behind what executing and rendering every report of a run leave."""
    for spec in run.specs:
        executed, rendered = run.layout.executed / spec.id, run.layout.rendered / spec.id
        for folder in (executed, rendered):
            folder.mkdir(parents=True, exist_ok=True)
            (folder / "published.csv").write_text("measure\n", encoding="utf-8")
        (executed / spec.file.name).write_text("{}", encoding="utf-8")
        note_executed(spec, executed)
        for name in ("index.html", "report.pdf"):
            (rendered / name).write_text(spec.id, encoding="utf-8")
        key = {"render": render_key(spec, run.layout, run.look, run.params.formats)}
        (rendered / "key.json").write_text(json.dumps(key), encoding="utf-8")
