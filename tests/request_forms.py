"""A project with the committed data in a temporary folder, and a form filled in as a person does."""

import shutil
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import openpyxl

from utfall.data.check import check_path
from utfall.data.register import read_register
from utfall.params import RunParams, load
from utfall.request import make_request
from utfall.request.gaps import gaps_of
from utfall.request.question import Question
from utfall.request.questions import questions_of
from utfall.selection import Selection

ROOT = Path(__file__).resolve().parents[1]
COVER = {
    "Organisation": "Strängnäs kommun",
    "Funktion": "ekonomichef",
    "Svarets datum": date(2026, 2, 3),
    "Underlag": "bokslut, diarienummer KS 2026:12",
    "Får underlaget läsas av alla?": "Ja",
}


def copied(tmp_path: Path, association: str = "rar") -> Path:
    """Copy one association, its register and its params into a new project."""
    for name in (association, "register"):
        shutil.copytree(ROOT / "data" / name, tmp_path / "data" / name)
    (tmp_path / "params").mkdir()
    shutil.copyfile(
        ROOT / "params" / f"{association}.toml", tmp_path / "params" / f"{association}.toml"
    )
    return tmp_path


def params_of(root: Path, association: str = "rar") -> RunParams:
    return load(root / "params" / f"{association}.toml")


def selection_of(root: Path, association: str = "rar") -> Selection:
    """Read a project's data, which must have no problem."""
    register = read_register(root / "data" / "register")
    folder, problems = check_path(root / "data" / association, register)
    assert problems == []
    return Selection(folder, register, params_of(root, association))


def asked(root: Path, association: str = "rar", **whom: str) -> list[Question]:
    """Return the questions about a `programme` or to a `member`."""
    selection = selection_of(root, association)
    return questions_of(selection, gaps_of(selection, **whom), **whom)


def written(root: Path, file: Path, association: str = "rar", **whom: str) -> Path:
    """Write the form to a file."""
    who = {"programme": "", "member": ""} | whom
    request = make_request(
        params_of(root, association), root, programme=who["programme"], member=who["member"]
    )
    request.write(file)
    return file


@cache
def _committed(association: str, programme: str, member: str) -> bytes:
    params = params_of(ROOT, association)
    return make_request(params, ROOT, programme=programme, member=member).content


def sent(file: Path, association: str = "rar", **whom: str) -> Path:
    """Write the form that the committed data give."""
    file.write_bytes(_committed(association, whom.get("programme", ""), whom.get("member", "")))
    return file


def fill(
    form: Path,
    answers: Mapping[str, Any],
    *,
    cover: Mapping[str, Any] = COVER,
    cannot: Mapping[str, str] | None = None,
    comments: Mapping[str, str] | None = None,
) -> Path:
    """Type answers into the rows whose question begins with the given words."""
    book = openpyxl.load_workbook(form)
    first = book["Om formuläret"]
    for row in range(1, first.max_row + 1):
        label = first.cell(row, 1).value
        if label in cover:
            first.cell(row, 2).value = cover[label]
    sheet = book["Frågor"]
    column = {cell.value: cell.column for cell in sheet[1]}
    done = set()
    for row in range(2, sheet.max_row + 1):
        words = str(sheet.cell(row, column["Fråga"]).value)
        for begins, value in answers.items():
            if words.startswith(begins):
                sheet.cell(row, column["Svar"]).value = value
                done.add(begins)
        for begins, why in (cannot or {}).items():
            if words.startswith(begins):
                sheet.cell(row, column["Går inte att svara"]).value = "Ja"
                sheet.cell(row, column["Skäl, om det inte går"]).value = why
                done.add(begins)
        for begins, comment in (comments or {}).items():
            if words.startswith(begins):
                sheet.cell(row, column["Kommentar"]).value = comment
    assert done == {*answers, *(cannot or {})}
    book.save(form)
    return form


def bytes_of(folder: Path) -> dict[str, bytes]:
    """Return every file of a folder, hidden ones too."""
    return {file.name: file.read_bytes() for file in folder.iterdir() if file.is_file()}
