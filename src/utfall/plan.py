"""What a run consists of, what of it is current, and why the rest is not.

A report has two keys. The *execution key* covers what its cells depend on; the *render key* what
turns the executed notebook into a page. Unchanged keys and outputs mean that nothing is to be done.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from utfall.keys import code_digest, environment, sha
from utfall.memory import Memory
from utfall.params import RunParams, notebook_file

__all__ = [
    "Input",
    "Layout",
    "ReportSpec",
    "Standing",
    "note_executed",
    "plan",
    "read_key",
    "render_key",
    "standing",
    "unmatched",
]


@dataclass(frozen=True)
class Input:
    """What *prepare* says of one report; `evidence` tells what it rests on.

    ``register``, ``published``, ``shared`` (only facts that concern several members together)
    or ``none``.
    """

    notebook: str
    subject_id: str
    subject_name: str
    subject_kind: str
    year: int
    evidence: str
    as_of: str


@dataclass(frozen=True)
class Layout:
    """Where a run keeps what; only `site` is published."""

    run: Path

    @property
    def prepared(self) -> Path:
        """One private input per report."""
        return self.run / "prepared"

    @property
    def executed(self) -> Path:
        """Executed notebooks and logs."""
        return self.run / "executed"

    @property
    def rendered(self) -> Path:
        """The last good pages of each report, from which a site is put together."""
        return self.run / "rendered"

    @property
    def site(self) -> Path:
        """The published tree."""
        return self.run / "site"

    @property
    def warm(self) -> Path:
        """What the processes that make reports share, such as matplotlib's list of fonts."""
        return self.executed / ".cache"

    @property
    def log(self) -> Path:
        """The private list of cells that protection failed for; no count in it."""
        return self.run / "disclosure.log"

    @property
    def manifest(self) -> Path:
        """What was built from what."""
        return self.run / "manifest.json"

    @cached_property
    def memory(self) -> Memory:
        """What is known of files, so that none is read again that has not changed; private."""
        return Memory(self.run / "memory.json", linked=self.site)


@dataclass(frozen=True)
class ReportSpec:
    """One notebook for one year and one member, association or programme."""

    notebook: str
    year: int
    subject_id: str
    subject_name: str
    subject_kind: str
    evidence: str
    as_of: str
    file: Path
    prepared: Path
    parts: Mapping[str, str] = field(repr=False)

    @property
    def id(self) -> str:
        """``notebook/year/subject``, which is also its path in the site."""
        return f"{self.notebook}/{self.year}/{self.subject_id}"

    @cached_property
    def key(self) -> str:
        """The execution key."""
        return sha(json.dumps(dict(self.parts), sort_keys=True))


@dataclass(frozen=True)
class Standing:
    """Whether a report is current, or what is to be done and why."""

    todo: Literal["nothing", "render", "execute"]
    why: str = ""


_CHANGED = {
    "input": "its data",
    "notebook": "the notebook",
    "parameters": "the formats",
    "package": "the package",
    "environment": "the lock file, Python or an installed package",
}


def plan(
    params: RunParams, root: Path, layout: Layout, prepared: Sequence[Input]
) -> list[ReportSpec]:
    """Return the reports of a run in their order, each with its execution key.

    Parameters
    ----------
    params : RunParams
        The run.
    root : Path
        The project's folder, which holds notebooks and the lock file.
    layout : Layout
        Where the inputs lie.
    prepared : sequence of Input
        What *prepare* made, one per report.
    """
    package, around = code_digest("report"), environment(root, layout.memory)
    digest = layout.memory.digest
    files = {one.notebook: notebook_file(params, root, one.notebook) for one in prepared}
    written = {name: _notebook(file, digest) for name, file in files.items()}
    specs = []
    for one in prepared:
        folder = layout.prepared / one.notebook / str(one.year) / one.subject_id
        parts = {
            "input": digest(folder / "input.json"),
            "notebook": written[one.notebook],
            # The front matter names the formats, and the page links to the PDF.
            "parameters": sha(one.subject_id, str(one.year), *params.formats),
            "package": package,
            "environment": around,
        }
        specs.append(
            ReportSpec(
                notebook=one.notebook,
                year=one.year,
                subject_id=one.subject_id,
                subject_name=one.subject_name,
                subject_kind=one.subject_kind,
                evidence=one.evidence,
                as_of=one.as_of,
                file=files[one.notebook],
                prepared=folder,
                parts=parts,
            )
        )
    return specs


def _notebook(file: Path, digest: Callable[[Path], str]) -> str:
    """Return the digest of a notebook and its author's module."""
    module = file.with_suffix(".py")
    return sha(digest(file), digest(module) if module.exists() else "")


def changed_since(spec: ReportSpec, files: Mapping[str, bytes]) -> bool:
    """Say whether what a report is about to be made of is not what it was planned from.

    Parameters
    ----------
    spec : ReportSpec
        The report.
    files : mapping of str to bytes
        The notebook, its module if it has one, and ``input.json``, by name.
    """
    digest = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    module = digest.get(spec.file.with_suffix(".py").name, "")
    written = sha(digest[spec.file.name], module)
    return (digest["input.json"], written) != (spec.parts["input"], spec.parts["notebook"])


# What a report is by each option that chooses reports; None where the option is not about it.
_CHOSEN_BY: Mapping[str, Callable[[ReportSpec], object]] = {
    "--member": lambda s: None if s.subject_kind in ("association", "programme") else s.subject_id,
    "--programme": lambda s: s.subject_id if s.subject_kind == "programme" else None,
    "--year": lambda s: s.year,
    "--notebook": lambda s: s.notebook,
}
# Nobody is a member and a programme at once: reports of either are asked for.
_WHOM = frozenset({"--member", "--programme"})


def unmatched(specs: Sequence[ReportSpec], asked: Mapping[str, Sequence[object]]) -> str:
    """Say that no report is of all that is asked for, and what there is of each part of it.

    Parameters
    ----------
    specs : sequence of ReportSpec
        The reports of a run.
    asked : mapping of str to sequence
        Words by option, as ``{"--programme": ("ima",), "--year": (2019,)}``; each is one that
        some report of the run is of.
    """
    named = " ".join(f"{option} {word}" for option, words in asked.items() for word in words)
    lines = [f"no report is of {named}; ask for another combination:"]
    for option, words in asked.items():
        others = [o for o in asked if o != option and not {o, option} <= _WHOM]
        for word in words:
            of_it = [spec for spec in specs if _CHOSEN_BY[option](spec) == word]
            for other in others:
                there = dict.fromkeys(_CHOSEN_BY[other](spec) for spec in of_it)
                listed = ", ".join(str(one) for one in there if one is not None)
                lines.append(f"  {option} {word} has {other} {listed or '(none)'}")
    return "\n".join(lines)


def standing(spec: ReportSpec, layout: Layout, renderer: str, formats: Sequence[str]) -> Standing:
    """Say whether a report is current, or what is to be done and why.

    Parameters
    ----------
    spec : ReportSpec
        The report.
    layout : Layout
        Where earlier results lie.
    renderer : str
        Name and version of the renderer, and the digest of the templates.
    formats : sequence of str
        Which of ``html`` and ``pdf`` are wanted.
    """
    executed = layout.executed / spec.id
    before = read_key(executed / "key.json")
    made = (executed / spec.file.name, executed / "published.csv")
    if not before or not all(file.is_file() for file in made):
        return Standing("execute", "is not built yet")
    changed = [_CHANGED[name] for name in spec.parts if before.get(name) != spec.parts[name]]
    if changed:
        return Standing("execute", f"{' and '.join(changed)} changed")
    rendered = layout.rendered / spec.id
    wanted = {"html": "index.html", "pdf": "report.pdf"}
    files = [wanted[name] for name in formats] + ["published.csv"]
    if not all((rendered / file).is_file() for file in files):
        return Standing("render", "a page is missing")
    if read_key(rendered / "key.json").get("render") != render_key(spec, layout, renderer, formats):
        return Standing("render", "the templates, the formats or the renderer changed")
    return Standing("nothing")


def render_key(spec: ReportSpec, layout: Layout, renderer: str, formats: Sequence[str]) -> str:
    """Return the digest of all that a rendered page depends on."""
    notebook = layout.executed / spec.id / spec.file.name
    return sha(layout.memory.digest(notebook), renderer, code_digest("render"), ",".join(formats))


def note_executed(spec: ReportSpec, folder: Path) -> None:
    """Note what a report was executed from; written last, so that half a folder counts as none.

    The input is kept to tell what of it has changed when it does.
    """
    shutil.copyfile(spec.prepared / "input.json", folder / "input.json")
    (folder / "key.json").write_text(json.dumps(dict(spec.parts)), encoding="utf-8")


def read_key(file: Path) -> dict[str, str]:
    """Return a key file; a missing or broken one says that nothing is known."""
    try:
        found = json.loads(file.read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
