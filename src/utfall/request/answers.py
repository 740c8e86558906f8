"""A filled form read back: who answers, each answer in its kind, and every fault at once."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from utfall.errors import DataError, ParamsError
from utfall.request.form import (
    ANSWER_COLUMNS,
    COVER,
    FORM_VERSION,
    HEADER,
    HIDDEN,
    MARK,
    QUESTIONS,
    fingerprint,
)
from utfall.request.words import FIELDS, KIND_CHOICES

__all__ = ["Answer", "Form", "is_form", "read_form"]

_SUFFIXES = {".xlsx", ".xlsm", ".ods"}
_ANSWER, _CANNOT, _WHY, _COMMENT = ANSWER_COLUMNS


@dataclass(frozen=True)
class Answer:
    """What was answered to one question.

    `value` is written as the data folder writes it; empty where `cannot` says why there is none.
    `row` is the row of the sheet, `question` what the form says of it.
    """

    question: Mapping[str, Any]
    row: int
    value: str
    cannot: str
    comment: str


@dataclass(frozen=True)
class Form:
    """A filled form: for which association, about what, who answers and with what."""

    association: str
    about: str
    fingerprint: str
    organisation: str
    role: str
    date: str
    document: str
    public: bool
    answers: tuple[Answer, ...]


def is_form(path: Path) -> bool:
    """Tell whether a file is a form of `utfall request`, by its hidden sheet.

    A file that cannot be read as a workbook is none.
    """
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        facts = _sheet(path, HIDDEN)
    except ParamsError:
        return False
    return bool(facts) and facts[0][:1] == [MARK]


def read_form(path: Path) -> Form:
    """Read a filled form.

    Parameters
    ----------
    path : Path
        The form as Excel or LibreOffice saved it.

    Returns
    -------
    Form
        The rows with an answer, or with a reason why there is none, in the form's order.

    Raises
    ------
    ParamsError
        If it is no form, of another edition, or changed where it must not be.
    DataError
        With everything that is wrong in the answers: sheet, row and column, never the answer
        itself, since somebody may have typed what identifies a person.
    """
    association, print_, about, asked = _facts(path)
    found = _Faults(path)
    answers = _answers(path, asked, found)
    cover = _cover(path, found) if answers or found.lines else {}
    _refuse_identities(answers, cover, found)
    if found.lines:
        raise DataError(found.lines)
    if not answers:
        raise ParamsError(f"{path}: holds no answer; fill in the sheet {QUESTIONS}")
    public = cover.pop("public") == "ja"
    return Form(association, about, print_, public=public, answers=tuple(answers), **cover)


class _Faults:
    """Collects one line per fault: where and what to do, never what was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[str] = []

    def add(self, sheet: str, row: int | None, column: str, problem: str) -> None:
        where = f", row {row}" if row else ""
        self.lines.append(f"{self.path}, sheet {sheet}{where}, {column}: {problem}")


def _sheet(path: Path, name: str) -> list[list[Any]]:
    from python_calamine import CalamineWorkbook

    try:
        book = CalamineWorkbook.from_path(path)
        if name not in book.sheet_names:
            raise ParamsError(f"{path}: has no sheet {name}; send the form as it was made")
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except ParamsError:
        raise
    except Exception as err:  # calamine's errors have no common base, and repeat file content
        cure = "save it again as xlsx, without a password"
        raise ParamsError(f"{path}: cannot be read as a workbook; {cure}") from err


def _facts(path: Path) -> tuple[str, str, str, list[dict[str, Any]]]:
    """Return association, fingerprint, what it is about and the questions, or refuse the form."""
    rows = [str(cells[0]) for cells in _sheet(path, HIDDEN) if cells and cells[0] != ""]
    if not rows or rows[0] != MARK:
        raise ParamsError(f"{path}: is no form of utfall request")
    if len(rows) < 5 or rows[1].removesuffix(".0") != str(FORM_VERSION):
        raise ParamsError(
            f"{path}: is a form of another edition than {FORM_VERSION}; make a new one with "
            "`utfall request` and move the answers"
        )
    _, _, association, print_, about, *questions = rows
    try:
        asked = [json.loads(question) for question in questions]
    except ValueError:
        asked = []
    if print_ != fingerprint(association, asked):
        raise ParamsError(
            f"{path}: the hidden sheet has been changed, so it cannot be told where answers "
            "belong; make a new form with `utfall request` and move the answers"
        )
    return association, print_, about, asked


def _answers(path: Path, asked: list[dict[str, Any]], found: _Faults) -> list[Answer]:
    rows = _sheet(path, QUESTIONS)
    header = [_text(cell) for cell in rows[0]] if rows else []
    missing = [name for name in (*ANSWER_COLUMNS, "Id") if name not in header]
    if missing:
        found.add(QUESTIONS, 1, f"column {missing[0]}", "the column is gone; use the form as sent")
        return []
    place = {name: header.index(name) for name in HEADER if name in header}
    by_id = {question["id"]: question for question in asked}
    seen: set[str] = set()
    answers = []
    for number, cells in enumerate(rows[1:], 2):
        given = {name: cells[at] if at < len(cells) else "" for name, at in place.items()}
        question_id = _text(given["Id"])
        if not any(_text(given[name]) for name in (*ANSWER_COLUMNS, "Id")):
            continue
        if question_id not in by_id or question_id in seen:
            what = "twice in the sheet" if question_id in seen else "no question of this form"
            found.add(QUESTIONS, number, "column Id", f"{what}; use the rows as they were sent")
            continue
        seen.add(question_id)
        answer = _answer(by_id[question_id], number, given, found)
        if answer:
            answers.append(answer)
    if len(seen) < len(by_id):
        found.add(QUESTIONS, None, "column Id", "rows are gone; leave what nobody can answer empty")
    return answers


def _answer(
    question: Mapping[str, Any], row: int, given: Mapping[str, Any], found: _Faults
) -> Answer | None:
    cannot, why, comment = (_text(given[name]) for name in (_CANNOT, _WHY, _COMMENT))
    raw = given[_ANSWER]
    if cannot and cannot.casefold() != "ja":
        found.add(QUESTIONS, row, f"column {_CANNOT}", "neither Ja nor empty; write Ja or clear it")
        return None
    if cannot and _text(raw):
        cure = "an answer beside Ja; clear one of the two"
        found.add(QUESTIONS, row, f"column {_CANNOT}", cure)
        return None
    if cannot and not why:
        found.add(QUESTIONS, row, f"column {_WHY}", "empty; say why it cannot be answered")
        return None
    if (why or comment) and not cannot and not _text(raw):
        cure = f"words without an answer; answer, or write Ja in {_CANNOT}"
        found.add(QUESTIONS, row, f"column {_ANSWER}", cure)
        return None
    if cannot:
        return Answer(question, row, "", why, comment)
    if not _text(raw):
        return None
    try:
        value = _READ[question["kind"]](raw)
    except ValueError as err:
        found.add(QUESTIONS, row, f"column {_ANSWER}", str(err))
        return None
    return Answer(question, row, value, "", "; ".join(filter(None, [comment, why])))


def _text(cell: Any) -> str:
    return " ".join(str(cell).split())


def _whole(cell: Any) -> str:
    from utfall.imports.cells import CellError, whole

    cure = "no whole number of zero or more; write digits only"
    if isinstance(cell, bool | date | datetime):
        raise ValueError(cure)
    if isinstance(cell, float) and not cell.is_integer():
        raise ValueError(cure)
    try:
        number = int(cell) if isinstance(cell, int | float) else whole(cell)
    except CellError:
        raise ValueError(cure) from None
    if number < 0:
        raise ValueError(cure)
    return str(number)


def _day(cell: Any) -> str:
    from utfall.imports.cells import CellError, day

    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    try:
        if isinstance(cell, str):
            return day(cell, "dmy").isoformat()
    except CellError:
        pass
    raise ValueError("no day; write it as 2018-12-31")


def _choice(cell: Any) -> str:
    try:
        return KIND_CHOICES[_text(cell).casefold()]
    except KeyError:
        raise ValueError(f"not in the list; choose {' or '.join(KIND_CHOICES)}") from None


# Names of members are turned into ids where the members are known.
_READ = {"whole": _whole, "kronor": _whole, "date": _day, "choice": _choice, "members": _text}


def _cover(path: Path, found: _Faults) -> dict[str, str]:
    given = {_text(cells[0]): cells[1] for cells in _sheet(path, COVER) if len(cells) > 1}
    cover = {}
    for key, (label, _) in FIELDS.items():
        cell = given.get(label, "")
        text = _text(cell)
        if not text:
            found.add(COVER, None, label, "empty; say who answers, and from what")
        elif key == "public" and text.casefold() not in {"ja", "nej"}:
            found.add(COVER, None, label, "neither Ja nor Nej; choose one")
        elif {"{", "}"} & set(text):
            found.add(COVER, None, label, "holds a curly bracket; write it without")
        if key == "date" and text:
            try:
                text = _day(cell)
            except ValueError as err:
                found.add(COVER, None, label, str(err))
        cover[key] = text.casefold() if key == "public" else text
    return cover


def _refuse_identities(answers: list[Answer], cover: Mapping[str, str], found: _Faults) -> None:
    """Refuse free words that hold a name, a number or an address of a person."""
    import pyarrow as pa

    from utfall.data.identities import scan

    texts: list[tuple[str, int | None, str, str]] = [
        (COVER, None, FIELDS[key][0], cover.get(key, "")) for key in FIELDS
    ]
    for a in answers:
        texts += [
            (QUESTIONS, a.row, f"column {_WHY}", a.cannot),
            (QUESTIONS, a.row, f"column {_COMMENT}", a.comment),
        ]
    for sheet, row, column, text in texts:
        for one in scan(column, pa.array([text])) if text else ():
            found.add(sheet, row, column, f"holds a {one.kind}; write it without")
