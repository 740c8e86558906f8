"""What sources say in words, found by what it is about, to be passed on as theirs."""

import re

from utfall.evidence import Evidence, Statement
from utfall.sections.findings import _filled, _statement
from utfall.text import escape

__all__ = ["notes", "remains", "stated", "statements"]


def statements(e: Evidence, *about: str, naming: str = "") -> list[Statement]:
    """Return the statements on some measures whose words name something, in the report's order.

    Without measures every statement may; `naming` is a regular expression.
    """
    return [
        s
        for s in e.statements
        if (not about or s.about in about) and re.search(naming, s.text) is not None
    ]


def stated(e: Evidence, *about: str, naming: str = "") -> list[str]:
    """Return such statements as sentences: whose programme, what, and who says it."""
    return [_statement(e, s) for s in statements(e, *about, naming=naming)]


def notes(e: Evidence, naming: str, *, alone: bool = False) -> list[str]:
    """Return what was noted about the sources where the words name something.

    `alone` leaves out the sentences of a note that do not name it.
    """
    found = []
    for f in e.findings:
        told = _sentences(f.text) if alone else [f.text]
        found += [_filled(e, text, f.refs) for text in told if re.search(naming, text)]
    return found


def _sentences(text: str) -> list[str]:
    return re.split(r"(?<=\.)\s+", text)


# How a source tells what became of a programme or came after it.
_REMAINS = r"finns kvar|ordinarie verksamhet|ledde till"


def remains(e: Evidence) -> dict[str, str]:
    """Return by programme the sentences that tell what is left of it, or came of it."""
    found: dict[str, list[str]] = {}
    for p in e.programmes:
        told = [escape(s) for s in _sentences(p.description) if re.search(_REMAINS, s)]
        told = told or [
            _filled(e, s, f.refs)
            for f in e.findings
            if f.programme_id == p.programme_id
            for s in _sentences(f.text)
            if re.search(_REMAINS, s)
        ]
        if told:
            found[p.programme_id] = told
    return {programme: " ".join(told) for programme, told in found.items()}
