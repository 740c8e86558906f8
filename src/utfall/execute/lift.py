"""Make an executed notebook one that any renderer can read, and the same bytes every time.

What a notebook computes about itself travels in its outputs and is moved to where Quarto and the
embedded renderer look for it: captions and alt texts to the cell's metadata, front matter to the
raw cell.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import new_markdown_cell, new_raw_cell

from utfall.errors import ExecuteError
from utfall.notebook import front_matter, front_text
from utfall.text import escape

__all__ = ["FRONT", "lift"]

FRONT = "application/vnd.utfall.front+json"
_SVG = "image/svg+xml"
_MARKDOWN = "text/markdown"


def lift(notebook: NotebookNode, extra: Mapping[str, Any]) -> None:
    """Move captions, alt texts and computed front matter to where renderers read them.

    Parameters
    ----------
    notebook : NotebookNode
        An executed notebook; changed in place. Times, paths, random ids, streams and whatever
        is not Markdown or SVG go, so that one report has one sequence of bytes.
    extra : mapping
        Front matter to add last, such as the formats.
    """
    front = front_matter(notebook)
    cells = list(notebook.cells[1:] if front else notebook.cells)
    computed: dict[str, Any] = {}
    for cell in cells:
        for output in cell.get("outputs", []):
            computed.update(output.get("data", {}).get(FRONT, {}))
    lifted = [part for number, cell in enumerate(cells, 1) for part in _lifted(cell, number)]
    text = front_text({**front, **_plain(computed), **extra})
    notebook.cells = [new_raw_cell(f"---\n{text}---"), *lifted]
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
    notebook.metadata = NotebookNode(
        kernelspec={"name": "python3", "display_name": "Python 3", "language": "python"}
    )


def _plain(computed: Mapping[str, Any]) -> dict[str, Any]:
    """Return computed front matter, which is data, so that Markdown shows it letter by letter.

    `date` becomes `facts_date`: it is the date of the newest fact, and Quarto would write it as
    the date of publication.
    """
    named = {"facts_date" if key == "date" else key: text for key, text in computed.items()}
    return {
        key: escape(text) if isinstance(text, str) and key not in {"lang", "facts_date"} else text
        for key, text in named.items()
    }


def _lifted(cell: NotebookNode, number: int) -> Iterator[NotebookNode]:
    """Give the cell, with a figure's neighbours as cells of their own.

    A labelled cell with two outputs would make Quarto number both as parts of one figure.
    """
    if cell.cell_type != "code":
        cell.metadata = NotebookNode()
        yield cell
        return
    tags = cell.metadata.get("tags")
    cell.metadata = NotebookNode({"tags": tags} if tags else {})
    outputs = [shown for output in cell.outputs if (shown := _shown(output, number))]
    figures = [output for output in outputs if _SVG in output.data]
    if not figures:
        cell.outputs = outputs
        yield cell
        return
    if len(figures) > 1:
        raise ExecuteError(f"cell {number}: shows {len(figures)} figures; use one cell for each")
    at = outputs.index(figures[0])
    yield from _as_markdown(outputs[:at])
    cell.outputs = figures
    _caption(cell, figures[0], number)
    yield cell
    yield from _as_markdown(outputs[at + 1 :])


def _shown(output: NotebookNode, number: int) -> NotebookNode | None:
    """Return the output with the one form that is rendered, or None if no reader sees it."""
    data = output.get("data", {})
    for mime in (_SVG, _MARKDOWN):
        if mime in data:
            about = output.metadata.get("utfall")
            metadata = NotebookNode({"utfall": about} if about else {})
            text = "".join(data[mime])
            return NotebookNode(
                output_type="display_data", data=NotebookNode({mime: text}), metadata=metadata
            )
    unseen = set(data) - {"text/plain", FRONT}
    if unseen:
        found = ", ".join(sorted(unseen))
        raise ExecuteError(f"cell {number}: shows {found}; show Markdown or SVG instead")
    return None


def _caption(cell: NotebookNode, output: NotebookNode, number: int) -> None:
    """Put the figure's label, caption and alt text where Quarto reads them."""
    about = output.metadata.pop("utfall", {})
    if not about.get("alt"):
        raise ExecuteError(f"cell {number}: the figure has no alt text")
    label = about.get("label", "")
    if label and f"label: {label}" not in cell.source:
        cell.metadata["label"] = label
    cell.metadata["fig-cap"] = about.get("caption", "")
    cell.metadata["fig-alt"] = about["alt"]


def _as_markdown(outputs: list[NotebookNode]) -> Iterator[NotebookNode]:
    for output in outputs:
        yield new_markdown_cell(output.data[_MARKDOWN])
