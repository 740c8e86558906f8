"""What was built from what: the one place that names the clock, the commit and the versions."""

import json
import os
import platform
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from utfall.files import write_whole
from utfall.memory import Memory
from utfall.params import RunParams
from utfall.plan import Layout, ReportSpec

__all__ = ["Result", "last_build", "manifest", "write"]

_LIBRARIES = (
    "utfall", "papermill", "nbclient", "ipykernel", "pandas", "matplotlib", "scipy", "statsmodels",
    "babel", "pypandoc_binary", "typst", "quarto",
)  # fmt: skip


@dataclass(frozen=True)
class Result:
    """What became of one report.

    `status` is built, current, failed, or not_built where a build of a part did not ask for it.
    `kept` says that a failed or left out report shows its last good version. `stages` are wall
    seconds by stage, `cpu_s` processor seconds of all its processes, `peak_mb` the most memory
    that one of them held; all empty or zero for a report that was not made now.
    """

    spec: ReportSpec
    status: str
    stages: Mapping[str, float] = field(default_factory=dict)
    error: str = ""
    kept: bool = False
    cpu_s: float = 0.0
    peak_mb: float = 0.0

    @property
    def seconds(self) -> float:
        """Wall seconds of all stages."""
        return sum(self.stages.values())


def manifest(
    params: RunParams,
    params_file: Path,
    root: Path,
    layout: Layout,
    renderer: tuple[str, str],
    stages: Mapping[str, float],
    results: Sequence[Result],
) -> dict[str, Any]:
    """Return the manifest of a build as one JSON object; `stages` are its own wall seconds."""
    return {
        "run": layout.run.name,
        "association": params.association,
        "finished": datetime.now(UTC).isoformat(timespec="seconds"),
        "commit": _commit(root),
        "renderer": {"name": renderer[0], "version": renderer[1]},
        "versions": {"python": platform.python_version(), **_versions()},
        "stages": _rounded(stages),
        "inputs": _inputs(params, params_file, root, layout.memory),
        "reports": [_report(result, layout) for result in results],
    }


def last_build(path: Path) -> dict[str, tuple[str, float]]:
    """Return what became of each report in the last build, and the most memory that it took.

    In MB, of when it was last made, and 0 if that is unknown; empty where no build is known of.
    """
    try:
        reports = json.loads(path.read_bytes())["reports"]
        return {str(one["id"]): (str(one["status"]), float(one["peak_mb"])) for one in reports}
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def write(path: Path, content: dict[str, Any]) -> None:
    """Write a manifest in one step, so that no reader meets half of one."""
    write_whole(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def _rounded(stages: Mapping[str, float]) -> dict[str, float]:
    return {stage: round(seconds, 3) for stage, seconds in stages.items()}


def _report(result: Result, layout: Layout) -> dict[str, Any]:
    folder = layout.site / result.spec.id
    names = sorted(entry.name for entry in os.scandir(folder)) if folder.is_dir() else []
    return {
        "id": result.spec.id,
        "status": result.status,
        "kept": result.kept,
        "key": result.spec.key,
        "evidence": result.spec.evidence,
        "outputs": {
            f"{result.spec.id}/{name}": layout.memory.digest(folder / name) for name in names
        },
        "seconds": round(result.seconds, 2),
        "stages": _rounded(result.stages),
        "cpu_s": round(result.cpu_s, 2),
        "peak_mb": round(result.peak_mb),
        "error": result.error,
    }


def _inputs(params: RunParams, params_file: Path, root: Path, memory: Memory) -> dict[str, str]:
    files = [params_file, root / "requirements.lock"]
    for folder in (root / "data" / params.association, root / "data" / "register"):
        files += sorted(folder.rglob("*"))
    for name in params.notebooks:
        files += sorted((root / "notebooks").glob(f"{name}.*"))
    return {_named(file, root): memory.digest(file) for file in files if file.is_file()}


def _named(file: Path, root: Path) -> str:
    try:
        return file.resolve().relative_to(root.resolve()).as_posix()
    except ValueError:
        return file.name


def _versions() -> dict[str, str]:
    found = {}
    for name in _LIBRARIES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            continue
    return found


def _commit(root: Path) -> str:
    """Return the commit, with ``+changes`` where files differ from it; empty outside git."""
    try:
        commit, changes = (
            subprocess.run(
                ["git", *words], cwd=root, capture_output=True, text=True, timeout=20, check=True
            ).stdout.strip()
            for words in (("rev-parse", "HEAD"), ("status", "--porcelain", "--untracked-files=no"))
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return f"{commit}+changes" if changes else commit
