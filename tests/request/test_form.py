"""The form as whoever answers sees it."""

import io
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from request_forms import ROOT, params_of, sent
from utfall.errors import ParamsError
from utfall.request import make_request


def test_a_form_has_a_cover_the_questions_and_a_sheet_that_nobody_sees(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"))
    assert {s.title: s.sheet_state for s in book} == {
        "Om formuläret": "visible",
        "Frågor": "visible",
        "utfall": "veryHidden",
    }
    cover = book["Om formuläret"]
    words = [str(cell.value) for row in cover for cell in row if cell.value]
    assert "Begäran om uppgifter" in words
    assert any("5 uppgifter om TUNA Strängnäs saknas" in line for line in words)


def test_only_the_answer_cells_can_be_typed_in(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"))["Frågor"]
    assert sheet.protection.sheet
    free = {
        (row, sheet.cell(1, cell.column).value)
        for row in range(2, sheet.max_row + 1)
        for cell in sheet[row]
        if not cell.protection.locked
    }
    answers = ("Svar", "Går inte att svara", "Skäl, om det inte går", "Kommentar")
    assert free == {(row, name) for row in range(2, 7) for name in answers}


def test_each_answer_cell_takes_only_its_own_kind(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"))["Frågor"]
    kinds = {}
    for rule in sheet.data_validations.dataValidation:
        for cell in str(rule.sqref).split():
            kinds[cell] = (rule.type, rule.formula1)
    # Rows 2 and 3 ask for days, 4 for one of two words, 5 and 6 for persons.
    assert [kinds[f"I{row}"][0] for row in range(2, 7)] == [
        "date",
        "date",
        "list",
        "whole",
        "whole",
    ]
    assert kinds["I4"][1] == '"hela perioden,hittills"'
    assert kinds["I5"][1] == "0"


def test_the_header_stays_in_view_and_a_page_is_a4_across(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(sent(tmp_path / "f.xlsx", programme="tuna-strangnas"))["Frågor"]
    assert sheet.freeze_panes == "C2"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    # Fitted across, and as many pages down as it takes.
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$1:$1"


def test_every_question_has_its_definition_and_nothing_known_is_said_in_words(
    tmp_path: Path,
) -> None:
    sheet = openpyxl.load_workbook(sent(tmp_path / "f.xlsx", member="strangnas"))["Frågor"]
    header = [cell.value for cell in sheet[1]]
    rows = [dict(zip(header, (c.value for c in row), strict=True)) for row in sheet.iter_rows(2)]
    assert len(rows) > 20
    for row in rows:
        for name in ("Fråga", "Så räknas det", "Enhet", "Känt i dag", "Id"):
            assert row[name], row


def test_the_same_questions_give_the_same_bytes_and_the_day_to_answer_is_shown() -> None:
    def form(by: date | None) -> bytes:
        return make_request(params_of(ROOT), ROOT, programme="egos", by=by).content

    assert form(None) == form(None)
    cover = openpyxl.load_workbook(io.BytesIO(form(date(2026, 12, 1))))["Om formuläret"]
    assert datetime(2026, 12, 1) in [cell.value for row in cover for cell in row]


def test_a_form_never_takes_the_place_of_a_file(tmp_path: Path) -> None:
    file = tmp_path / "ifyllt.xlsx"
    file.write_bytes(b"svar")
    request = make_request(params_of(ROOT), ROOT, programme="egos")
    with pytest.raises(ParamsError, match="is there already"):
        request.write(file)
    assert file.read_bytes() == b"svar"
    with pytest.raises(ParamsError, match=r"end its name in \.xlsx"):
        request.write(tmp_path / "form.csv")
    with pytest.raises(ParamsError, match="no such folder"):
        request.write(tmp_path / "x" / "form.xlsx")
