"""A filled form read back: who answers, each answer in its kind, and every fault at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from utfall.data.signs import plain
from utfall.errors import DataError, ParamsError
from utfall.request.form import ANSWER_COLUMNS, COVER, HEADER, QUESTIONS
from utfall.request.hidden import HIDDEN, MARK, read_lines
from utfall.request.persons import identities
from utfall.request.question import Question
from utfall.request.words import FIELDS, KIND_CHOICES

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

__all__ = ["Answer", "Form", "is_form", "read_form"]

_SUFFIXES = {".xlsx", ".xlsm", ".ods"}
_ANSWER, _CANNOT, _WHY, _COMMENT = ANSWER_COLUMNS
# A million millions: beyond it is a slip of the finger, and no amount.
_MOST = 10**12
_FORMULA = ("=", "+", "-", "@")


@dataclass(frozen=True)
class Answer:
    """What was answered to one question.

    `value` is written as the data folder writes it; empty where `cannot` says why there is none.
    `row` is the row of the sheet, `question` what the form says of it.
    """

    question: Question
    row: int
    value: str
    cannot: str
    comment: str


@dataclass(frozen=True)
class Form:
    """A filled form: for which association, about whom, who answers and with what.

    `whom` is the table and the id of what it asks about, as ``programmes:ima``.
    """

    association: str
    whom: str
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

    Raises
    ------
    DataError
        If the workbook has a cell so far away that it cannot be loaded.
    """
    if path.suffix.lower() not in _SUFFIXES:
        return False
    try:
        return _hidden(path, _book(path))[:1] == [MARK]
    except ParamsError:
        return False


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
        itself, since somebody may have typed what identifies a person. Also if the workbook is
        too large, or its hidden sheet was made by something else than `utfall request`.
    """
    book = _book(path)
    facts = read_lines(str(path), _hidden(path, book))
    found = _Faults(path)
    answers = _answers(_sheet(path, book, QUESTIONS), facts.questions, found)
    filled = bool(answers or found.lines)
    cover = _cover(_sheet(path, book, COVER), found) if filled else {}
    _refuse_words(answers, cover, found)
    if found.lines:
        raise DataError(found.lines)
    if not answers:
        raise ParamsError(f"{path}: holds no answer; fill in the sheet {QUESTIONS}")
    public = cover.pop("public") == "ja"
    return Form(
        facts.association,
        facts.whom,
        facts.fingerprint,
        public=public,
        answers=tuple(answers),
        **cover,
    )


class _Faults:
    """Collects one line per fault: where and what to do, never what was written."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.lines: list[str] = []

    def add(self, sheet: str, row: int | None, column: str, problem: str) -> None:
        where = f", row {row}" if row else ""
        self.lines.append(f"{self.path}, sheet {sheet}{where}, {column}: {problem}")


def _book(path: Path) -> "CalamineWorkbook":
    from python_calamine import CalamineWorkbook

    from utfall.imports.sheets import errors_of

    cure = "save it again as xlsx, without a password"
    try:
        # One cell in the last row and column would fill the memory.
        errors_of(path)
        return CalamineWorkbook.from_path(path)
    except DataError:
        raise
    except Exception as err:  # calamine's errors have no common base, and repeat file content
        raise ParamsError(f"{path}: cannot be read as a workbook; {cure}") from err


def _sheet(path: Path, book: "CalamineWorkbook", name: str) -> list[list[Any]]:
    if name not in book.sheet_names:
        raise ParamsError(f"{path}: has no sheet {name}; send the form as it was made")
    try:
        return book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    except Exception as err:  # as above
        cure = "open it in a spreadsheet program and save it anew as xlsx"
        raise ParamsError(f"{path}, sheet {name}: cannot be read; {cure}") from err


def _hidden(path: Path, book: "CalamineWorkbook") -> list[str]:
    """Return the first cells of the hidden sheet, one for each row that has one."""
    rows = _sheet(path, book, HIDDEN)
    return [str(cells[0]) for cells in rows if cells and cells[0] != ""]


def _answers(rows: list[list[Any]], questions: Sequence[Question], found: _Faults) -> list[Answer]:
    header = [_text(cell) for cell in rows[0]] if rows else []
    missing = [name for name in (*ANSWER_COLUMNS, "Id") if name not in header]
    if missing:
        found.add(QUESTIONS, 1, f"column {missing[0]}", "the column is gone; use the form as sent")
        return []
    place = {name: header.index(name) for name in HEADER if name in header}
    by_id = {question.question_id: question for question in questions}
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
    question: Question, row: int, given: Mapping[str, Any], found: _Faults
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
        value = _READ[question.kind](raw)
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
    if number > _MOST:
        raise ValueError("more than a million millions; write kronor or persons, digits only")
    if len(str(number)) in {10, 12} and "personnummer" in identities(str(number)):
        # Of fewer digits every amount in the millions could be one that lost its zeros.
        raise ValueError(
            "a valid personnummer; write the amount or the number of persons. If it is the "
            "amount, round it and say so in the comment"
        )
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


def _cover(rows: list[list[Any]], found: _Faults) -> dict[str, str]:
    given = {_text(cells[0]): cells[1] for cells in rows if len(cells) > 1}
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


def _refuse_words(answers: list[Answer], cover: Mapping[str, str], found: _Faults) -> None:
    """Refuse free words that identify a person, or that a spreadsheet would take for a formula.

    Stored with a sign in front the words would no longer be what was answered; and nobody can
    type a formula for a remark without seeing that it becomes one.
    """
    texts: list[tuple[str, int | None, str, str]] = [
        (COVER, None, FIELDS[key][0], cover.get(key, "")) for key in FIELDS
    ]
    for a in answers:
        texts += [
            (QUESTIONS, a.row, f"column {_WHY}", a.cannot),
            (QUESTIONS, a.row, f"column {_COMMENT}", a.comment),
        ]
    for sheet, row, column, text in texts:
        for kind in identities(text):
            found.add(sheet, row, column, f"holds a {kind}; write it without")
        if plain(text).startswith(_FORMULA):
            signs = " ".join(_FORMULA)
            found.add(sheet, row, column, f"begins as a formula does ({signs}); begin with a word")
