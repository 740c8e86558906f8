"""What a run consists of, what of it is current, and why the rest is not.

A report has two keys. The *execution key* covers what its cells depend on; the *render key* what
turns the executed notebook into a page. Unchanged keys and outputs mean that nothing is to be done.
"""

import hashlib
import json
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Literal

from utfall.params import RunParams, notebook_file

__all__ = [
    "Input",
    "Layout",
    "ReportSpec",
    "Standing",
    "data_digest",
    "digest_files",
    "package_digest",
    "plan",
    "render_key",
    "standing",
    "unmatched",
]

LOCK = "requirements.lock"


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
    def log(self) -> Path:
        """The private list of cells that protection failed for; no count in it."""
        return self.run / "disclosure.log"

    @property
    def manifest(self) -> Path:
        """What was built from what."""
        return self.run / "manifest.json"


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
        return hashlib.sha256(json.dumps(dict(self.parts), sort_keys=True).encode()).hexdigest()


@dataclass(frozen=True)
class Standing:
    """Whether a report is current, or what is to be done and why."""

    todo: Literal["nothing", "render", "execute"]
    why: str = ""


_CHANGED = {
    "input": "its data",
    "notebook": "the notebook",
    "parameters": "its parameters",
    "package": "the package",
    "environment": "the lock file or Python",
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
    package = package_digest()
    lock = root / LOCK
    environment = _sha(lock.read_bytes() if lock.is_file() else b"", sys.version.encode())
    specs = []
    for one in prepared:
        file = notebook_file(params, root, one.notebook)
        folder = layout.prepared / one.notebook / str(one.year) / one.subject_id
        module = file.with_suffix(".py")
        parts = {
            "input": _sha((folder / "input.json").read_bytes()),
            "notebook": _sha(file.read_bytes(), module.read_bytes() if module.exists() else b""),
            "parameters": _sha(one.subject_id.encode(), str(one.year).encode()),
            "package": package,
            "environment": environment,
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
                file=file,
                prepared=folder,
                parts=parts,
            )
        )
    return specs


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
    before = _read(executed / "key.json")
    if not before or not (executed / spec.file.name).is_file():
        return Standing("execute", "is not built yet")
    changed = [_CHANGED[name] for name in spec.parts if before.get(name) != spec.parts[name]]
    if changed:
        return Standing("execute", f"{' and '.join(changed)} changed")
    rendered = layout.rendered / spec.id
    wanted = {"html": "index.html", "pdf": "report.pdf"}
    files = [wanted[name] for name in formats] + ["published.csv"]
    if not all((rendered / file).is_file() for file in files):
        return Standing("render", "a page is missing")
    if _read(rendered / "key.json").get("render") != render_key(spec, layout, renderer, formats):
        return Standing("render", "the templates, the formats or the renderer changed")
    return Standing("nothing")


def render_key(spec: ReportSpec, layout: Layout, renderer: str, formats: Sequence[str]) -> str:
    """Return the digest of all that a rendered page depends on."""
    notebook = layout.executed / spec.id / spec.file.name
    return _sha(notebook.read_bytes(), renderer.encode(), ",".join(formats).encode())


def package_digest() -> str:
    """Return the digest of this package's own sources."""
    here = Path(__file__).parent
    return digest_files(here, sorted(here.rglob("*.py")))


def data_digest(params: RunParams, params_file: Path, root: Path) -> str:
    """Return the digest of all that *prepare* depends on."""
    folders = (root / "data" / params.association, root / "data" / "register")
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    # What authors measure, and what earlier editions have told, shapes what may be shown.
    files += [
        file for name in params.notebooks if (file := root / "notebooks" / f"{name}.py").is_file()
    ]
    files += [root / name for name in params.disclosure.earlier]
    files += [root / "params" / "payback" / f"{name}.toml" for name in params.payback]
    data = digest_files(root, files)
    return _sha(data.encode(), params_file.read_bytes(), package_digest().encode())


def digest_files(base: Path, files: Iterable[Path]) -> str:
    """Return one digest over names and contents."""
    digest = hashlib.sha256()
    for file in files:
        name = file.relative_to(base).as_posix()
        with file.open("rb") as content:  # in pieces: records may be larger than memory
            found = hashlib.file_digest(content, "sha256").hexdigest()
        digest.update(f"{name}\0{found}\n".encode())
    return digest.hexdigest()


def _sha(*parts: bytes) -> str:
    digest = hashlib.sha256()
    for part in parts:
        digest.update(hashlib.sha256(part).digest())
    return digest.hexdigest()


def _read(file: Path) -> dict[str, str]:
    """Return a key file; a missing or broken one says that nothing is known."""
    try:
        found = json.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
