"""A Markdown table with a caption and a label, as pandoc and Quarto read it."""

from collections.abc import Sequence

__all__ = ["data_table", "pipe_table"]


def pipe_table(
    label: str,
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    align: str,
    widths: Sequence[int],
) -> str:
    """Return a table whose first column names its rows.

    Parameters
    ----------
    label : str
        What `@tbl-…` refers to, without ``tbl-``.
    caption, header, rows
        Markdown. An empty table returns an empty text: what is missing is said in words.
    align : str
        One letter per column: ``l`` or ``r``.
    widths : sequence of int
        Relative widths of the columns.
    """
    if not rows:
        return ""
    rule = [
        "-" * max(width - (side == "r"), 3) + (":" if side == "r" else "")
        for side, width in zip(align, widths, strict=True)
    ]
    lines = [header, *rows]
    body = ["| " + " | ".join(cell or " " for cell in line) + " |" for line in lines]
    body.insert(1, "|" + "|".join(rule) + "|")
    return "\n".join([*body, "", f": {caption} {{#tbl-{label}}}"])


def data_table(summary: str, table: str) -> str:
    """Wrap a table that holds the numbers of a chart: folded in HTML, printed in the PDF."""
    if not table:
        return ""
    return f'::: {{.data-table summary="{summary}"}}\n{table}\n:::'
