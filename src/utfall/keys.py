"""Digests of what each step of a build depends on: data, parameters, code and versions.

They are of contents: when a file was changed is of no matter.
"""

import hashlib
import importlib.metadata
import json
import re
import sys
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Literal

from packaging.requirements import Requirement

from utfall.memory import Memory
from utfall.notebook import about
from utfall.params import RunParams, notebook_file

__all__ = ["code_digest", "data_digest", "environment", "packages", "sha"]

LOCK = "requirements.lock"

# Rooms of this package, by what cannot depend on them; everything else, and what is new, counts.
# A test follows the imports of each part and fails if one leads to a room left out here. Of
# `render`, what is written into the executed notebook's front matter counts.
_NOT_IN_REPORTS = frozenset({
    "changes.py", "cli.py", "cluster.py", "context", "example", "files.py", "imports", "inputs.py", "keys.py",
    "manifest.py", "memory.py", "plan.py", "progress.py", "release.py", "render/embedded.py",
    "render/fonts.py", "render/quarto.py", "request", "serve.py", "site.py",
})  # fmt: skip
_NOT_IN_PREPARING = (_NOT_IN_REPORTS - {"inputs.py", "keys.py", "plan.py"}) | {
    "answers", "build.py", "compared.py", "execute", "figures", "labels.py", "make.py", "makers.py",
    "meaning", "recorded.py", "render", "report.py", "sections", "sourcing.py", "tables",
}  # fmt: skip

Part = Literal["report", "prepare", "render"]

# What of a run's parameters shapes pages, and nothing that is prepared.
_ONLY_SHOWN = {"formats", "memory_mb", "renderer", "timeout_s", "title"}


@cache
def code_digest(part: Part) -> str:
    """Return the digest of the sources that one part of the work depends on.

    What a report's cells and its preparation can run is in ``report``, what preparation alone
    can run in ``prepare``; ``render`` holds what makes pages of executed notebooks.
    """
    here = Path(__file__).parent
    names = [file.relative_to(here).as_posix() for file in here.rglob("*.py")]
    if part == "render":
        kept = [name for name in names if name.startswith("render/")]
    else:
        aside = _NOT_IN_REPORTS if part == "report" else _NOT_IN_PREPARING
        kept = [name for name in names if not aside & {name, *_folders(name)}]
    files = [here / name for name in sorted(kept)]
    return _digest_files(here, files, lambda file: hashlib.sha256(file.read_bytes()).hexdigest())


def _folders(name: str) -> list[str]:
    return [folder.as_posix() for folder in PurePosixPath(name).parents]


def data_digest(params: RunParams, root: Path, memory: Memory) -> str:
    """Return the digest of all that *prepare* depends on."""
    folders = (root / "data" / params.association, root / "data" / "register")
    files = [file for folder in folders for file in sorted(folder.rglob("*")) if file.is_file()]
    # What authors measure, and what earlier editions have told, shapes what may be shown.
    files += [
        file for name in params.notebooks if (file := root / "notebooks" / f"{name}.py").is_file()
    ]
    files += [root / name for name in params.disclosure.earlier]
    files += [root / "params" / "payback" / f"{name}.toml" for name in params.payback]
    asked = params.model_dump(mode="json", exclude=_ONLY_SHOWN)
    kinds = [about(notebook_file(params, root, name)) for name in params.notebooks]
    return sha(
        _digest_files(root, files, memory.digest),
        json.dumps([asked, kinds], sort_keys=True),
        code_digest("prepare"),
        environment(root, memory),
    )


def environment(root: Path, memory: Memory) -> str:
    """Return the digest of the versions of everything else: the lock file, Python, packages."""
    lock = root / LOCK
    installed = json.dumps(packages("utfall"), sort_keys=True)
    return sha(memory.digest(lock) if lock.is_file() else "", sys.version, installed)


@cache
def packages(*names: str) -> dict[str, str]:
    """Return the versions of packages and of all that they need, as far as installed."""
    found: dict[str, str] = {}
    waiting = list(names)
    while waiting:
        name = re.sub(r"[-_.]+", "-", waiting.pop()).lower()
        if name in found:
            continue
        try:
            package = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue
        found[name] = package.version
        needed = map(Requirement, package.requires or ())
        waiting += [r.name for r in needed if not r.marker or r.marker.evaluate({"extra": ""})]
    return found


def _digest_files(base: Path, files: Iterable[Path], digest: Callable[[Path], str]) -> str:
    """Return one digest over names and contents."""
    whole = hashlib.sha256()
    for file in files:
        whole.update(f"{file.relative_to(base).as_posix()}\0{digest(file)}\n".encode())
    return whole.hexdigest()


def sha(*parts: str) -> str:
    """Return the digest of texts, which cannot run into one another."""
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()
