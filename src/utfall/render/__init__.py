"""Turn an executed notebook into a page and a PDF, by Quarto or without it.

Both renderers read the same notebook, templates and filters, which stand in its folder.
"""

import functools
import hashlib
from collections.abc import Mapping, Sequence
from importlib import resources
from pathlib import Path
from typing import Any, Literal, Protocol

from utfall.errors import ParamsError

__all__ = ["Format", "Renderer", "front_matter", "lay", "renderer", "template", "templates_digest"]

Format = Literal["html", "pdf"]

_LAID = ("embedded.lua", "report.lua", "report-html.lua", "report-typst.lua", "report.typ")


class Renderer(Protocol):
    """Something that makes a page and a PDF of an executed notebook."""

    name: str

    def version(self) -> str:
        """Return the versions that the bytes of a report depend on."""

    def render(
        self, executed_notebook: Path, formats: Sequence[Format], out_dir: Path
    ) -> list[Path]:
        """Write ``index.html`` and ``report.pdf`` into a folder and return their paths."""


def renderer(asked: str) -> Renderer:
    """Return the renderer that was asked for.

    Parameters
    ----------
    asked : {"auto", "quarto", "embedded"}
        ``auto`` is Quarto where its executable is found.

    Raises
    ------
    ParamsError
        If Quarto was asked for and is not there, or the name is unknown.
    """
    from utfall.render import embedded, quarto

    if asked not in {"auto", "quarto", "embedded"}:
        raise ParamsError(f"renderer: found {asked!r}; allowed are auto, quarto, embedded")
    found = quarto.executable()
    if asked == "quarto" and found is None:
        raise ParamsError(
            "renderer: quarto was asked for, but no `quarto` executable was found; "
            "install Quarto or use --renderer embedded"
        )
    if found is not None and asked != "embedded":
        return quarto.Quarto(found)
    return embedded.Embedded()


@functools.cache
def template(name: str) -> str:
    """Return the text of a file that shapes pages."""
    return (resources.files("utfall.render") / "templates" / name).read_text(encoding="utf-8")


def lay(folder: Path) -> None:
    """Put templates and filters beside a notebook, so that it renders where it stands."""
    page = template("report.html").replace("/* style.css */", template("style.css").strip())
    (folder / "report.html").write_text(page, encoding="utf-8")
    for name in _LAID:
        (folder / name).write_text(template(name), encoding="utf-8")


def templates_digest() -> str:
    """Return a digest of all that shapes a page beside the notebook."""
    digest = hashlib.sha256()
    for name in ("report.html", "style.css", *_LAID):
        digest.update(template(name).encode())
    return digest.hexdigest()


def front_matter(formats: Sequence[Format]) -> Mapping[str, Any]:
    """Return what Quarto needs in the notebook's front matter to give the embedded page.

    The filters run before Quarto's own processing, so that numbering, references and callouts
    are the same under both.
    """

    def filters(own: str) -> list[dict[str, str]]:
        return [{"at": "pre-ast", "path": name} for name in ("report.lua", own)]

    html = {
        "minimal": True,
        "theme": "none",
        "template": "report.html",
        "filters": filters("report-html.lua"),
        "embed-resources": True,
        "toc": True,
        "toc-depth": 3,
        "section-divs": True,
        "output-file": "index",
    }
    typst = {
        "papersize": "a4",
        "template": "report.typ",
        "filters": filters("report-typst.lua"),
        "pdf-standard": "ua-1",
        "font-paths": ["../../../fonts"],
        "output-file": "report",
    }
    chosen = {"html": ("html", html), "pdf": ("typst", typst)}
    return {
        "execute": {"echo": False, "enabled": False},
        "format": dict(chosen[name] for name in formats),
    }
