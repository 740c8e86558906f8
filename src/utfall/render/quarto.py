"""The renderer of machines that have Quarto: the same notebook, templates and filters."""

import contextlib
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from pathlib import Path

import psutil

from utfall.errors import RenderError
from utfall.render import Format
from utfall.render.fonts import lay_fonts

__all__ = ["Quarto", "executable"]

_TIMEOUT = 300
_UNRESOLVED = re.compile(r"\?@(?:fig|tbl|sec)-[\w-]+")


def executable() -> Path | None:
    """Return Quarto's executable as the `quarto` package finds it, or None."""
    # The package's own `render` ignores the exit status, has no limit and executes again.
    from quarto import path

    found = path()
    return Path(found) if found and (shutil.which(found) or Path(found).is_file()) else None


class Quarto:
    """Render by running ``quarto render`` on a copy of the notebook's folder."""

    name = "quarto"

    def __init__(self, program: Path) -> None:
        self._program = program

    def version(self) -> str:
        """Return what ``quarto --version`` says."""
        done = subprocess.run(
            [str(self._program), "--version"],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        if done.returncode:
            raise RenderError(f"quarto --version ended with {done.returncode}")
        return f"quarto {done.stdout.strip()}"

    def command(self, notebook: Path, to: str) -> list[str]:
        """Return the command line: an executed notebook is rendered and not run again."""
        return [str(self._program), "render", notebook.name, "--to", to, "--no-execute"]

    def render(
        self, executed_notebook: Path, formats: Sequence[Format], out_dir: Path
    ) -> list[Path]:
        """Write ``index.html`` and ``report.pdf`` and return their paths.

        Raises
        ------
        RenderError
            If Quarto ends with an error or takes too long, with its exit status and last lines;
            if a cross reference leads nowhere, which Quarto itself only warns about.
        """
        out_dir.mkdir(parents=True, exist_ok=True)
        made: dict[str, tuple[str, str]] = {
            "html": ("html", "index.html"),
            "pdf": ("typst", "report.pdf"),
        }
        written = []
        # A folder of its own for each report: parallel renders in one folder collide.
        with tempfile.TemporaryDirectory(prefix="utfall-") as name:
            folder = Path(name) / "a" / "b" / "c"
            shutil.copytree(executed_notebook.parent, folder)
            lay_fonts(Path(name) / "fonts")
            for wanted in formats:
                to, file = made[wanted]
                said = self._run(self.command(executed_notebook, to), folder)
                result = folder / file
                if not result.is_file():
                    raise RenderError(f"quarto ended with 0 but made no {file}: {_last(said)}")
                text = said + (result.read_text(encoding="utf-8") if wanted == "html" else "")
                if unresolved := sorted(set(_UNRESOLVED.findall(text))):
                    raise RenderError(f"the references {', '.join(unresolved)} lead nowhere")
                target = out_dir / file
                shutil.copyfile(result, target)
                written.append(target)
        return written

    def _run(self, command: Sequence[str], folder: Path) -> str:
        # In the group of the process that asks, so that it ends with the report or with Ctrl-C.
        with subprocess.Popen(
            command,
            cwd=folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env={**os.environ, "NO_COLOR": "1"},
            encoding="utf-8",
            errors="replace",
        ) as process:
            try:
                said, _ = process.communicate(timeout=_TIMEOUT)
            except subprocess.TimeoutExpired as err:
                _end(process)
                raise RenderError(f"quarto took longer than {_TIMEOUT} s") from err
            except BaseException:
                _end(process)
                raise
        if process.returncode:
            raise RenderError(f"quarto ended with {process.returncode}: {_last(said)}")
        return said


def _end(process: subprocess.Popen[str]) -> None:
    """End Quarto, which is a script, with all that it has started."""
    with contextlib.suppress(psutil.NoSuchProcess):
        for one in psutil.Process(process.pid).children(recursive=True):
            with contextlib.suppress(psutil.NoSuchProcess):
                one.kill()
    process.kill()


def _last(text: str) -> str:
    """Return the last lines of what Quarto said, on one line."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    reasons = [line.partition("report: ")[2] for line in lines if "report: " in line]
    return reasons[0] if reasons else " / ".join(lines[-4:])
