"""A filled form: every fault at once and without its value, nothing half taken, nothing lost."""

import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from request_forms import COVER, asked, bytes_of, copied, fill, selection_of, sent
from utfall.errors import DataError, ParamsError
from utfall.request import import_form, is_form

TUNA = {"programme": "tuna-strangnas"}
STUDIES = "Hur många av deltagarna i TUNA Strängnäs gick till studier"
ONGOING = "Hur många deltog fortfarande"
FIRST = "Från vilken dag gäller pengarna"


def _refused(root: Path, form: Path, error: type[Exception] = DataError) -> list[str]:
    """Import a form that must be refused, and the folder with it be as it was."""
    folder = root / "data" / "rar"
    before = bytes_of(folder)
    with pytest.raises(error) as caught:
        import_form(form, folder)
    assert bytes_of(folder) == before
    assert [p.name for p in (root / "data").iterdir() if p.name.startswith(".")] == []
    return str(caught.value).splitlines()


def test_all_faults_are_told_at_once_with_row_and_column_and_never_the_value(
    tmp_path: Path,
) -> None:
    root = copied(tmp_path)
    form = fill(
        sent(tmp_path / "f.xlsx", **TUNA),
        {
            FIRST: "i våras 1234",
            "Till vilken dag gäller pengarna": "2018-13-41",
            "Gäller beloppet till": "nästan allt",
            ONGOING: -7,
            STUDIES: 2.5,
        },
        cover=COVER | {"Funktion": "", "Får underlaget läsas av alla?": "kanske"},
    )

    lines = _refused(root, form)

    assert [line.removeprefix(f"{form}, sheet ") for line in lines] == [
        "Frågor, row 2, column Svar: no day; write it as 2018-12-31",
        "Frågor, row 3, column Svar: no day; write it as 2018-12-31",
        "Frågor, row 4, column Svar: not in the list; choose hela perioden or hittills",
        "Frågor, row 5, column Svar: no whole number of zero or more; write digits only",
        "Frågor, row 6, column Svar: no whole number of zero or more; write digits only",
        "Om formuläret, Funktion: empty; say who answers, and from what",
        "Om formuläret, Får underlaget läsas av alla?: neither Ja nor Nej; choose one",
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        # 7 + 1 + 2 + 2 + 2 + 8 + 9 + 8 + 5 = 44, so the check digit is 6.
        ("gäller 811218-9876", "personnummer"),
        ("ring 070-174 06 05", "telephone number"),
        ("skriv till nagon@example.org", "e-mail address"),
        ("Anna Svensson", "name"),
    ],
)
def test_a_person_in_free_words_stops_the_import(tmp_path: Path, text: str, kind: str) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}, comments={STUDIES: text})

    (line,) = _refused(root, form)

    assert line.endswith(f"Frågor, row 6, column Kommentar: holds a {kind}; write it without")
    assert text not in line


def test_a_personal_name_for_a_role_stops_the_import(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = fill(
        sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}, cover=COVER | {"Funktion": "Anna Svensson"}
    )
    assert _refused(root, form)[0].endswith("Funktion: holds a name; write it without")


def test_answers_that_exceed_the_people_are_refused_by_the_folder_s_own_check(
    tmp_path: Path,
) -> None:
    # 10 + 21 + 4 of the 51 have a result: no more than 16 can have gone to studies.
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 17})

    lines = _refused(root, form)

    assert "52 in all, more than the 51 participants" in lines[0]
    assert str(root / "data" / "rar" / "counts.csv") in lines[0]


def test_a_period_that_ends_before_it_begins_is_refused(tmp_path: Path) -> None:
    root = copied(tmp_path)
    answers = {FIRST: date(2018, 2, 1), "Till vilken dag gäller pengarna": date(2018, 1, 31)}
    lines = _refused(root, fill(sent(tmp_path / "f.xlsx", **TUNA), answers))
    # The total and the association's part are one statement without a period.
    assert len(lines) == 2
    assert all("the period ends before its period_start" in line for line in lines)


def test_as_many_as_are_left_are_taken(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 16})
    assert import_form(form, root / "data" / "rar").added == 1
    by_key = selection_of(root).all.by_key
    assert by_key["n_not_reported:tuna-strangnas:strangnas:2018:"].value == 0
    # Stated to exclude each other: 10 to work and 16 to studies are 26 persons, no assumption.
    either = by_key["n_any_outcome:tuna-strangnas:strangnas:2018:outcome=employment+studies"]
    assert (either.value, either.bound) == (26, "exact")


def _other_association(form: Path, root: Path) -> Path:
    toml = root / "data" / "rar" / "association.toml"
    toml.write_text(toml.read_text("utf-8").replace('id = "rar"', 'id = "rat"'), "utf-8")
    (root / "data" / "rar").rename(root / "data" / "rat")
    return root / "data" / "rat"


def test_a_form_for_another_association_is_refused(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    folder = _other_association(form, root)
    before = bytes_of(folder)
    with pytest.raises(ParamsError, match="asks about rar, not rat"):
        import_form(form, folder)
    assert bytes_of(folder) == before


def _edition(book: Any) -> None:
    book["utfall"]["A2"] = "0"


def _moved_target(book: Any) -> None:
    sheet = book["utfall"]
    sheet["A6"] = str(sheet["A6"].value).replace("period_start", "amount_sek")


@pytest.mark.parametrize(
    ("change", "words"),
    [(_edition, "another edition than 1"), (_moved_target, "hidden sheet has been changed")],
)
def test_a_form_of_another_edition_or_with_other_targets_is_refused(
    tmp_path: Path, change: Callable[[Any], None], words: str
) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    book = openpyxl.load_workbook(form)
    change(book)
    book.save(form)
    assert words in _refused(root, form, ParamsError)[0]


def test_rows_that_are_sorted_keep_their_answers_and_lost_rows_are_told(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    book = openpyxl.load_workbook(form)
    sheet = book["Frågor"]
    for one, other in zip(sheet[2], sheet[6], strict=True):
        # Sorting moves a cell with its format.
        one.value, other.value = other.value, one.value
        one.number_format, other.number_format = other.number_format, one.number_format
    book.save(form)
    import_form(form, root / "data" / "rar")
    key = "n_outcome:tuna-strangnas:strangnas:2018:outcome=studies"
    assert selection_of(root).all.by_key[key].value == 3

    sheet.delete_rows(4)
    book.save(form)
    assert "rows are gone" in _refused(root, form)[0]


def test_words_without_an_answer_are_not_lost_silently(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}, comments={ONGOING: "se bilaga"})
    assert "row 5, column Svar: words without an answer" in _refused(root, form)[0]


def test_an_unfilled_form_holds_no_answer(tmp_path: Path) -> None:
    root = copied(tmp_path)
    assert "holds no answer" in _refused(root, sent(tmp_path / "f.xlsx", **TUNA), ParamsError)[0]


def test_a_new_count_without_the_period_that_it_needs_is_refused(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", programme="likes"), {"Hur många deltog i Likes": 60})
    assert "its period is not known" in _refused(root, form)[0]


def test_an_answer_that_contradicts_another_stands_beside_it_with_a_finding(tmp_path: Path) -> None:
    root = copied(tmp_path)
    folder = root / "data" / "rar"
    import_form(fill(sent(tmp_path / "a.xlsx", **TUNA), {STUDIES: 3}), folder)
    other = fill(
        sent(tmp_path / "b.xlsx", **TUNA), {STUDIES: 5}, cover=COVER | {"Organisation": "RAR"}
    )

    summary = import_form(other, folder)

    assert summary.contradicting == 1
    selection = selection_of(root)
    rows = selection.folder["counts"]
    said = rows[(rows["programme_id"] == "tuna-strangnas") & (rows["outcome"] == "studies")]
    assert [(value, bool(primary)) for value, primary in zip(said["value"], said["primary"], strict=True)] == [
        (3, True),
        (5, False),
    ]  # fmt: skip
    finding = selection.folder["findings"].iloc[-1]
    assert finding["kind"] == "conflict"
    assert finding["text"].startswith("Svaret från RAR anger {")
    once = bytes_of(folder)
    assert import_form(other, folder).files == ()
    assert bytes_of(folder) == once


def test_contributions_are_added_by_year_and_not_asked_again(tmp_path: Path) -> None:
    root = copied(tmp_path)
    form = sent(tmp_path / "f.xlsx", member="flen")
    book = openpyxl.load_workbook(form)
    sheet = book["Frågor"]
    column = {cell.value: cell.column for cell in sheet[1]}
    for row in range(2, 5):
        sheet.cell(row, column["Svar"]).value = 100_000 + row
    book.save(form)
    import_form(fill(form, {}), root / "data" / "rar")
    after = selection_of(root)
    paid = {v.year: v.value for v in after.all.values if v.key.startswith("contribution::flen")}
    assert paid == {"2019": 100_002, "2022": 100_003, "2025": 100_004}
    assert not [q for q in asked(root, member="flen") if q.target.table == "contributions"]


def test_when_a_file_cannot_be_replaced_none_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(tmp_path)
    folder = root / "data" / "rar"
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3, FIRST: date(2018, 1, 1)})
    before = bytes_of(folder)
    whole = Path.replace

    def full(self: Path, target: Path) -> Path:
        if target.name == "funding.csv":
            raise OSError("no space left")
        return whole(self, target)

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        import_form(form, folder)
    assert bytes_of(folder) == before


def test_records_in_the_folder_are_neither_copied_nor_touched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = copied(tmp_path)
    folder = root / "data" / "rar"
    (folder / "participations.rejected.csv").write_text("rader\n", encoding="utf-8")
    copies: list[str] = []
    copy = shutil.copyfile

    def watched(source: Path, target: Path) -> Any:
        copies.append(Path(source).name)
        return copy(source, target)

    monkeypatch.setattr(shutil, "copyfile", watched)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    import_form(form, folder)
    assert "counts.csv" in copies
    assert not [name for name in copies if name.startswith("participations")]


def test_rows_keep_their_line_ends_and_a_byte_order_mark_stays(tmp_path: Path) -> None:
    root = copied(tmp_path)
    file = root / "data" / "rar" / "counts.csv"
    old = b"\xef\xbb\xbf" + file.read_bytes().replace(b"\n", b"\r\n")
    file.write_bytes(old)
    import_form(fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}), root / "data" / "rar")
    new = file.read_bytes()
    assert new.startswith(old)
    assert new.endswith(b"\r\n")
    assert new.count(b"\n") == old.count(b"\n") + 1


def test_only_a_form_is_taken_for_one(tmp_path: Path) -> None:
    assert is_form(sent(tmp_path / "f.xlsx", **TUNA))
    other = tmp_path / "export.xlsx"
    book = openpyxl.Workbook()
    book.create_sheet("utfall")
    book.save(other)
    text = tmp_path / "text.xlsx"
    text.write_text("inget kalkylblad", encoding="utf-8")
    assert not is_form(other)
    assert not is_form(text)
    assert not is_form(tmp_path / "export.csv")
    assert not is_form(tmp_path / "missing.xlsx")
