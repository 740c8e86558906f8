"""A Markdown table with a caption and a label, as pandoc and Quarto read it."""

import re
from collections.abc import Callable, Sequence
from functools import wraps

from utfall.evidence import Evidence
from utfall.text import STATUS_WORDS, capitalised, escape, marked_keys
from utfall.values import Status

__all__ = ["data_table", "explained", "pipe_table", "standing"]

Table = Callable[[Evidence], str]
_END = "\n:::"


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
    return f'::: {{.data-table summary="{summary}"}}\n{table}{_END}' if table else ""


def standing(table: str) -> str:
    """Return a table unfolded, for where its chart could not be drawn."""
    folded = re.fullmatch(rf"::: \{{\.data-table [^\n]*\}}\n(.*){_END}", table, re.DOTALL)
    return folded[1] if folded else table


def explained(*statuses: Status) -> Callable[[Table], Table]:
    """Say once below a table why some of its values are not shown.

    Parameters
    ----------
    *statuses : str
        What is explained: ``suppressed`` in every table, and others where the table itself does
        not give the reason.
    """

    def decorated(table: Table) -> Table:
        @wraps(table)
        def with_notes(e: Evidence) -> str:
            text = table(e)
            found = [e[key] for key in marked_keys(text)]
            notes = []
            for status in statuses:
                because = dict.fromkeys(escape(v.reason) for v in found if v.status == status)
                notes += (
                    [f"{capitalised(STATUS_WORDS[status])}, eftersom {', eller '.join(because)}."]
                    if because
                    else []
                )
            if not notes:
                return text
            note = "\n\n" + " ".join(notes)
            # The note of a folded table is folded with it.
            return text.removesuffix(_END) + note + (_END if text.endswith(_END) else "")

        return with_notes

    return decorated
