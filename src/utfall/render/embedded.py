"""The renderer that needs nothing but wheels: pandoc and Typst, the engines of Quarto itself.

A thin pass: the executed notebook becomes one Markdown text; templates and filters do the rest.
"""

import functools
import re
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

__all__ = ["Embedded", "to_markdown"]

_LABEL = re.compile(r"^#\|\s*label:\s*(\S+)", re.MULTILINE)
_INCLUDE = re.compile(r"^#\|\s*(?:include|output):\s*false", re.MULTILINE)
# Text from data is escaped already; that no raw HTML is read is a second fence.
_FROM = "markdown-raw_html-raw_tex-raw_attribute"
_TIMEOUT = 120


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


class Embedded:
    """Render by the pandoc and Typst that come inside Python wheels."""

    name = "embedded"

    def version(self) -> str:
        """Return the versions of the two engines' packages."""
        return f"pandoc {installed('pypandoc_binary')}, typst {installed('typst')}"

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
            text = to_markdown(notebook, folder)
            (folder / "report.md").write_text(text, encoding="utf-8")
            beside = executed_notebook.resolve().parent
            if "html" in formats:
                self._pandoc(folder, beside, "html5", "report-html.lua", "report.html")
                written.append(_moved(folder / "report.html", out_dir / "index.html"))
            if "pdf" in formats:
                self._pandoc(folder, beside, "typst", "report-typst.lua", "report.typ")
                self._typst(folder / "report.typ")
                written.append(_moved(folder / "report.pdf", out_dir / "report.pdf"))
        return written

    def _pandoc(self, folder: Path, beside: Path, to: str, own: str, template: str) -> None:
        import pypandoc

        filters = [f"--lua-filter={beside / name}" for name in ("report.lua", own)]
        page = ["--toc", "--toc-depth=3", "--section-divs", "--embed-resources"]
        command = [
            pypandoc.get_pandoc_path(),
            "report.md",
            f"--from={_FROM}",
            f"--to={to}",
            f"--output={template}",
            f"--template={beside / template}",
            "--standalone",
            "--wrap=none",
            "--syntax-highlighting=none",
            *filters,
            *(page if to == "html5" else []),
        ]
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


@functools.cache
def _fonts() -> Any:
    """Return the fonts, found once per process; none of the machine's own."""
    import typst

    folder = font_folder()
    return typst.Fonts(include_system_fonts=False, font_paths=[str(folder)] if folder else [])


def _reason(stderr: str) -> str:
    """Return pandoc's own reason, or what one of the filters said, without the Lua traceback."""
    lines = [line.strip() for line in stderr.strip().splitlines() if line.strip()]
    said = [line.partition("report: ")[2] for line in lines if "report: " in line]
    return said[0] if said else " ".join(lines[-3:])


def _moved(source: Path, target: Path) -> Path:
    target.write_bytes(source.read_bytes())
    return target
