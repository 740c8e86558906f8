"""The form's hidden sheet: whose form it is and where each answer belongs; written and read."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass

from pydantic import TypeAdapter

from utfall.data.columns import SLUG
from utfall.data.schema import TABLES
from utfall.errors import DataError, ParamsError
from utfall.request.question import Kind, Question

__all__ = ["FORM_VERSION", "HIDDEN", "MARK", "Facts", "lines_of", "read_lines"]

FORM_VERSION = 1
MARK = "utfall request"
HIDDEN = "utfall"

# What an answer may fill, and the kind of answer that each takes.
_KINDS: dict[str, Kind] = {
    "value": "whole",
    "amount_sek": "kronor",
    "period_start": "date",
    "period_end": "date",
    "period_kind": "choice",
    "member_ids": "members",
}
_TABLES = ("counts", "funding", "contributions")
# What a new row gets from the answer itself.
_FROM_ANSWER = {"source_id", "section", "as_of", "fact_id", "note", "primary"}
_ANEW = "make a new form with `utfall request` and move the answers"
_QUESTION = TypeAdapter(Question)


@dataclass(frozen=True)
class Facts:
    """What the hidden sheet says.

    `whom` is the table and the id that the form asks about, as ``programmes:ima``.
    """

    association: str
    whom: str
    fingerprint: str
    questions: tuple[Question, ...]


def lines_of(association: str, whom: str, questions: Sequence[Question]) -> list[str]:
    """Return the hidden sheet, a row each."""
    asked = [json.dumps(q.as_json(), ensure_ascii=False) for q in questions]
    fingerprint = _fingerprint(association, whom, asked)
    return [MARK, str(FORM_VERSION), association, fingerprint, whom, *asked]


def _fingerprint(association: str, whom: str, asked: Sequence[str]) -> str:
    """Tie a form to its association, its edition, whom it asks about and each of its questions."""
    content = json.dumps([FORM_VERSION, association, whom, *asked], ensure_ascii=False)
    return hashlib.sha256(content.encode()).hexdigest()


def read_lines(path: str, lines: Sequence[str]) -> Facts:
    """Read the rows of a hidden sheet.

    Parameters
    ----------
    path : str
        The form, for messages.
    lines : sequence of str
        The rows with content.

    Raises
    ------
    ParamsError
        If it is no form, of another edition, or changed.
    DataError
        If its fingerprint fits and yet it does not say where answers belong: it was made by
        something else than `utfall request`.
    """
    if not lines or lines[0] != MARK:
        raise ParamsError(f"{path}: is no form of utfall request")
    if len(lines) < 5 or lines[1].removesuffix(".0") != str(FORM_VERSION):
        raise ParamsError(f"{path}: is a form of another edition than {FORM_VERSION}; {_ANEW}")
    _, _, association, fingerprint, whom, *asked = lines
    if fingerprint != _fingerprint(association, whom, asked):
        raise ParamsError(
            f"{path}: the hidden sheet has been changed, so it cannot be told where answers "
            f"belong; {_ANEW}"
        )
    try:
        questions = tuple(_QUESTION.validate_json(line, strict=True) for line in asked)
    except ValueError:
        # The error repeats the content.
        questions = ()
    ids = {q.question_id for q in questions}
    if not asked or len(ids) != len(asked) or not all(map(_belongs, questions)):
        raise DataError([f"{path}: the hidden sheet does not say where answers belong; {_ANEW}"])
    return Facts(association, whom, fingerprint, questions)


def _belongs(question: Question) -> bool:
    """Tell whether a question asks for a cell that an answer may fill, and names nobody."""
    t = question.target
    if t.table not in _TABLES or _KINDS.get(t.column) != question.kind or not t.rows:
        return False
    table = TABLES[t.table]
    taken = {*table.column_names} - _FROM_ANSWER
    if table.name != "contributions":
        taken.discard(table.key[0])
    return (
        t.column in table.column_names
        and set(t.new) <= set(t.rows)
        and set(t.period_of) <= set(t.new)
        and all({*cells} <= taken for cells in t.new.values())
        and all(SLUG.fullmatch(part) for row in t.rows for part in row.split(":"))
        and _plain(question.asks, *(text for cells in t.new.values() for text in cells.values()))
    )


def _plain(asks: str, *cells: str) -> bool:
    """Tell whether texts that come into the data identify nobody, and the question has any."""
    import pyarrow as pa

    from utfall.data.identities import scan

    texts = (asks, *cells)
    return bool(asks) and not any(scan("", pa.array([text])) for text in texts if text)
