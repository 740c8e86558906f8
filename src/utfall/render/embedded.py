"""The renderer that needs nothing but wheels: pandoc and Typst, the engines of Quarto itself.

A thin pass: the executed notebook becomes one Markdown text, which one pandoc reads once for all
the formats that are asked for; templates and filters do the rest.
"""

import base64
import functools
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from importlib.metadata import version as installed
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.errors import RenderError
from utfall.notebook import front_matter, front_text
from utfall.render import Format
from utfall.render.fonts import font_folder

if TYPE_CHECKING:
    from nbformat import NotebookNode

__all__ = ["Embedded", "shortened", "to_markdown", "warm"]

_LABEL = re.compile(r"^#\|\s*label:\s*(\S+)", re.MULTILINE)
_INCLUDE = re.compile(r"^#\|\s*(?:include|output):\s*false", re.MULTILINE)
_TIMEOUT = 120
# As `text.mark` writes it, of letters that mean the same in Markdown and on a page.
_MARK = re.compile(r'\{\.([ns]) (data-row="[\w:;=+/.,-]*"(?: data-col="\w+")?)\}')
_STAND_IN = re.compile(r'<span class="utfall-(\d+)">')
_FIGURE = re.compile(r'src="(figure-\d+\.svg)"')
# Where no line of a table is longer than this, pandoc takes no widths from its dashes.
_LINE = 72


def to_markdown(notebook: "NotebookNode", figures: Path) -> str:
    """Return the notebook as one pandoc Markdown text, writing its figures into a folder."""
    front = {key: value for key, value in front_matter(notebook).items() if key != "format"}
    parts = [f"---\n{front_text(front)}---\n"]
    for number, cell in enumerate(notebook.cells):
        if cell.cell_type == "markdown":
            parts.append(cell.source)
        elif cell.cell_type == "code" and not _INCLUDE.search(cell.source):
            for output in cell.outputs:
                shown = _shown(output, cell, figures / f"figure-{number}.svg")
                # A division keeps two lists in two outputs from becoming one.
                parts.append(f"::: {{.cell-output}}\n\n{shown}\n\n:::")
    return "\n\n".join(parts) + "\n"


def _shown(output: Any, cell: Any, path: Path) -> str:
    svg = output.data.get("image/svg+xml")
    if svg is None:
        return str(output.data["text/markdown"])
    path.write_text(svg, encoding="utf-8")
    found = _LABEL.search(cell.source)
    label = found[1] if found else cell.metadata.get("label", "")
    alt = re.sub(r'([\\"&])', r"\\\1", cell.metadata["fig-alt"])
    name = f"#{label} " if label else ""
    return f'![{cell.metadata.get("fig-cap", "")}]({path.name}){{{name}fig-alt="{alt}"}}'


def shortened(text: str) -> tuple[str, list[str]]:
    """Return the text with short stand-ins for its marks, and the marks as a page has them.

    Half of what pandoc reads, letter by letter, are the keys of numbers.
    """
    marks: list[str] = []

    def short(line: str) -> str:
        spare = max(0, min(len(line), _LINE + 1) - len(_MARK.sub("{.utfall-000}", line)))

        def stand_in(mark: re.Match[str]) -> str:
            nonlocal spare
            marks.append(f'<span class="{mark[1]}" {mark[2]}>')
            room, spare = " " * spare, 0
            return f"{{.utfall-{len(marks) - 1:03}{room}}}"

        return _MARK.sub(stand_in, line)

    return "\n".join([short(line) for line in text.split("\n")]), marks


def _whole(page: str, marks: Sequence[str], figures: Path) -> str:
    """Return the page with its marks and, since it asks nobody for anything, its figures."""

    def figure(found: re.Match[str]) -> str:
        data = base64.b64encode((figures / found[1]).read_bytes()).decode()
        # With a role, Safari reads out the alternative text and none of the drawing's own.
        return f'role="img" src="data:image/svg+xml;base64,{data}"'

    return _FIGURE.sub(figure, _STAND_IN.sub(lambda found: marks[int(found[1])], page))


class Embedded:
    """Render by the pandoc and Typst that come inside Python wheels."""

    name = "embedded"

    def version(self) -> str:
        """Return the versions of the engines' packages, and of that with the PDF's fonts."""
        named = {"pandoc": "pypandoc_binary", "typst": "typst", "fonts": "font-source-sans-pro"}
        return ", ".join(f"{name} {installed(package)}" for name, package in named.items())

    def render(
        self, executed_notebook: Path, formats: Sequence[Format], out_dir: Path
    ) -> list[Path]:
        """Write ``index.html`` and ``report.pdf`` and return their paths.

        Raises
        ------
        RenderError
            If pandoc or Typst refuses: an unresolved reference, a figure without an alt text,
            a table without a header row.
        """
        # Imported when needed: it takes a second, which a build with nothing to do need not wait.
        import nbformat

        out_dir.mkdir(parents=True, exist_ok=True)
        notebook = nbformat.read(executed_notebook, as_version=4)
        written = []
        with tempfile.TemporaryDirectory(prefix="utfall-") as name:
            folder = Path(name)
            text, marks = shortened(to_markdown(notebook, folder))
            (folder / "report.md").write_text(text, encoding="utf-8")
            self._pandoc(folder, executed_notebook.resolve().parent, formats)
            if "html" in formats:
                page = _whole((folder / "report.html").read_text(encoding="utf-8"), marks, folder)
                written.append(out_dir / "index.html")
                written[-1].write_text(page, encoding="utf-8", newline="")
            if "pdf" in formats:
                self._typst(folder / "report.typ")
                written.append(out_dir / "report.pdf")
                shutil.copyfile(folder / "report.pdf", written[-1])
        return written

    def _pandoc(self, folder: Path, beside: Path, formats: Sequence[Format]) -> None:
        command = [_program(), "lua", str(beside / "embedded.lua"), str(beside), *formats]
        try:
            done = subprocess.run(
                command, cwd=folder, capture_output=True, text=True, timeout=_TIMEOUT, check=False
            )
        except subprocess.TimeoutExpired as err:
            raise RenderError(f"pandoc took longer than {_TIMEOUT} s") from err
        if done.returncode:
            raise RenderError(f"pandoc ended with {done.returncode}: {_reason(done.stderr)}")

    def _typst(self, source: Path) -> None:
        import typst

        try:
            typst.compile(
                str(source),
                output=str(source.with_suffix(".pdf")),
                root=str(source.parent),
                font_paths=_fonts(),
                pdf_standards=["ua-1"],
                # What the template leaves open would otherwise be the clock.
                timestamp=0,
            )
        except (RuntimeError, ValueError, typst.TypstError) as err:
            raise RenderError(f"Typst: {str(err).strip().splitlines()[0]}") from err


def warm() -> None:
    """Find the fonts and pandoc, once per process.

    It starts no thread and leaves no process: one that forks another for each report finds them
    first, and its children have them.
    """
    _fonts()
    _program()


@functools.cache
def _fonts() -> Any:
    """Return the fonts of the PDF; none of the machine's own."""
    import typst

    folder = font_folder()
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)] if folder else [])


@functools.cache
def _program() -> str:
    """Return the pandoc inside the wheel, whatever else is on the machine.

    pypandoc itself would take the newest of all that it finds, which no key knows of.
    """
    spec = importlib.util.find_spec("pypandoc")
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    found = Path(spec.origin).parent / "files" / name if spec and spec.origin else None
    if found is None or not found.is_file():
        raise RenderError("pandoc is not inside pypandoc_binary; install that package anew")
    return str(found)


def _reason(stderr: str) -> str:
    """Return pandoc's own reason, or what one of the filters said, without the Lua traceback."""
    lines = [line.strip() for line in stderr.strip().splitlines() if line.strip()]
    said = [line.partition("report: ")[2] for line in lines if "report: " in line]
    return said[0] if said else " ".join(lines[-3:])
