"""A filled form: every fault at once and without its value, nothing half taken, nothing lost."""

import hashlib
import json
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
from utfall.request.answers import read_form
from utfall.request.persons import identities

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
        ("ring Anna Andersson i Vara", "name"),
        ("enligt anna andersson", "name"),
        ("enligt per andersson", "name"),
        ("Per Ek räknade", "name"),
        ("Annas egen lista", "name"),
    ],
)
def test_a_person_in_free_words_stops_the_import(tmp_path: Path, text: str, kind: str) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}, comments={STUDIES: text})

    (line,) = _refused(root, form)

    assert line.endswith(f"Frågor, row 6, column Kommentar: holds a {kind}; write it without")
    assert text not in line


@pytest.mark.parametrize("text", ["Anna Svensson", "handläggare Anna Andersson"])
def test_a_personal_name_for_a_role_stops_the_import(tmp_path: Path, text: str) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}, cover=COVER | {"Funktion": text})
    assert _refused(root, form)[0].endswith("Funktion: holds a name; write it without")


def test_a_personal_name_beside_an_organisation_stops_the_import(tmp_path: Path) -> None:
    root = copied(tmp_path)
    cover = COVER | {"Organisation": "Strängnäs kommun, anna andersson"}
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3}, cover=cover)
    assert _refused(root, form)[0].endswith("Organisation: holds a name; write it without")


@pytest.mark.parametrize(
    "text",
    [
        "18 personer per år, inga under 16",
        "Inga deltagare fortsatte; jan till juni, max 12",
        "Nora kommun var med från början",
        "enligt avtalet med Maria Skola",
        "de blev klara med mina kollegor",
        "tjänsten minskade till 50 %",
    ],
)
def test_words_that_are_names_too_name_nobody(text: str) -> None:
    assert identities(text) == []


# The number above: its check digit is 6.
@pytest.mark.parametrize("answer", [8112189876, "8 112 189 876", 198112189876])
def test_a_personnummer_for_a_number_stops_the_import_and_says_why(
    tmp_path: Path, answer: int | str
) -> None:
    root = copied(tmp_path)
    (line,) = _refused(root, fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: answer}))
    assert "row 6, column Svar: a valid personnummer; write the amount" in line
    assert "9876" not in line


@pytest.mark.parametrize("amount", [811218987, 8112189877, 2_027_000])
def test_an_amount_that_is_no_personnummer_is_taken(tmp_path: Path, amount: int) -> None:
    # Nine digits, a wrong check digit, and no date.
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", member="flen"), {"Hur mycket betalade": amount})
    import_form(form, root / "data" / "rar")
    after = selection_of(root)
    paid = [v.value for v in after.all.values if v.key.startswith("contribution::flen")]
    assert paid == [amount] * 3


@pytest.mark.parametrize("answer", [1e300, 10**12 + 1, "9" * 400])
def test_a_number_beyond_a_million_millions_is_refused(tmp_path: Path, answer: float | str) -> None:
    root = copied(tmp_path)
    (line,) = _refused(root, fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: answer}))
    assert "row 6, column Svar: more than a million millions" in line


@pytest.mark.parametrize("text", ["=1+1", "+ några till", "- sedan 2018", "@SUM(A1)", "＝1+1"])
def test_words_that_begin_as_a_formula_are_refused(tmp_path: Path, text: str) -> None:
    root = copied(tmp_path)
    form = sent(tmp_path / "f.xlsx", **TUNA)
    cover = COVER | {"Organisation": _quoted(text)}
    fill(form, {STUDIES: 3}, comments={STUDIES: _quoted(text)}, cover=cover)
    book = openpyxl.load_workbook(form)
    for sheet in book:
        for row in sheet:
            for cell in row:
                if cell.value == _quoted(text):
                    cell.value, cell.data_type = text, "s"
    book.save(form)

    lines = _refused(root, form)

    told = "begins as a formula does (= + - @); begin with a word"
    assert [line.endswith(told) for line in lines] == [True, True]
    assert "Om formuläret, Organisation" in lines[0]
    assert "row 6, column Kommentar" in lines[1]


def _quoted(text: str) -> str:
    """Mark a text that openpyxl would write as a formula."""
    return f"text {text}"


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
    with pytest.raises(ParamsError, match="is not about rat; give the folder"):
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


def _forged(book: Any, change: Callable[[list[Any]], None]) -> None:
    """Change the hidden sheet, and its fingerprint with it."""
    sheet = book["utfall"]
    lines = [str(sheet.cell(row, 1).value) for row in range(1, sheet.max_row + 1)]
    facts = [*lines[:5], *map(json.loads, lines[5:])]
    change(facts)
    asked = [q if isinstance(q, str) else json.dumps(q, ensure_ascii=False) for q in facts[5:]]
    content = json.dumps([1, facts[2], facts[4], *asked], ensure_ascii=False)
    facts[3] = hashlib.sha256(content.encode()).hexdigest()
    sheet.delete_rows(1, len(lines))
    for row, line in enumerate([*facts[:5], *asked], 1):
        sheet.cell(row, 1).value = line


def _without(key: str) -> Callable[[list[Any]], None]:
    return lambda facts: facts[5].pop(key)


def _with(key: str, value: Any) -> Callable[[list[Any]], None]:
    return lambda facts: facts[5].update({key: value})


def _target(key: str, value: Any) -> Callable[[list[Any]], None]:
    return lambda facts: facts[5]["target"].update({key: value})


def _line(text: str) -> Callable[[list[Any]], None]:
    def change(facts: list[Any]) -> None:
        facts[5] = text

    return change


def _twice(facts: list[Any]) -> None:
    facts.append(facts[5])


def _no_questions(facts: list[Any]) -> None:
    del facts[5:]


_NEW = {"svar-x": {"programme_id": "tuna-strangnas"}}


@pytest.mark.parametrize(
    "change",
    [
        _without("asks"),
        _without("kind"),
        _without("target"),
        _with("kind", "text"),
        _with("kind", "whole"),
        _with("asks", ""),
        _with("asks", 7),
        _with("asks", "Hur gick det för 811218-9876?"),
        _with("target", []),
        _target("table", "members"),
        _target("table", ["funding"]),
        _target("column", "source_id"),
        _target("column", "value"),
        _target("rows", []),
        _target("rows", [1]),
        _target("rows", ["../x"]),
        _target("new", _NEW),
        _target("new", {"f-tuna-strangnas-total": {"note": "ord"}}),
        _target("new", {"f-tuna-strangnas-total": {"component": "Anna Svensson"}}),
        _target("new", {"f-tuna-strangnas-total": "ord"}),
        _target("period_of", {"f-tuna-strangnas-total": "f-x"}),
        _line("[1, 2]"),
        _line("null"),
        _line("[" * 5000),
        _line("ord"),
        _twice,
        _no_questions,
    ],
)
def test_a_hidden_sheet_that_was_made_otherwise_is_one_message(
    tmp_path: Path, change: Callable[[list[Any]], None]
) -> None:
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    book = openpyxl.load_workbook(form)
    _forged(book, change)
    book.save(form)

    with pytest.raises(DataError) as caught:
        read_form(form)

    (line,) = str(caught.value).splitlines()
    assert line.startswith(f"{form}: the hidden sheet does not say where answers belong; make a ")


@pytest.mark.parametrize("whom", ["programmes:ringer-anna", "sources:rar", "Anna Svensson", ""])
def test_what_a_form_asks_about_is_called_as_in_the_folder(tmp_path: Path, whom: str) -> None:
    root = copied(tmp_path)
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    book = openpyxl.load_workbook(form)
    book["utfall"]["A5"] = whom or "-"
    book.save(form)
    assert "hidden sheet has been changed" in _refused(root, form, ParamsError)[0]

    def change(facts: list[Any]) -> None:
        facts[4] = whom or "-"

    _forged(book, change)
    book.save(form)
    (line,) = _refused(root, form)
    assert "asks about what the folder does not have" in line
    assert "nna" not in line


@pytest.mark.parametrize("name", ["Frågor", "utfall"])
def test_a_cell_far_away_is_told_before_it_fills_the_memory(tmp_path: Path, name: str) -> None:
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    book = openpyxl.load_workbook(form)
    book[name]["XFD1048576"] = "x"
    book.save(form)
    for read in (is_form, read_form):
        with pytest.raises(DataError, match="reaches over more than 20 million cells"):
            read(form)


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


def test_two_years_that_a_corrected_form_contradicts_are_both_taken(tmp_path: Path) -> None:
    root = copied(tmp_path)
    folder = root / "data" / "rar"
    paid = "Hur mycket betalade"
    import_form(fill(sent(tmp_path / "a.xlsx", member="flen"), {paid: 100_000}), folder)

    summary = import_form(fill(sent(tmp_path / "b.xlsx", member="flen"), {paid: 90_000}), folder)

    assert summary.contradicting == 3
    rows = selection_of(root).folder["contributions"]
    said = rows[(rows["member_id"] == "flen") & (rows["amount_sek"] == 90_000)]
    assert sorted(said["year"]) == ["2019", "2022", "2025"]


class _PowerCutError(BaseException):
    pass


def test_an_import_that_was_cut_off_anywhere_is_completed_by_importing_the_form_again(
    tmp_path: Path,
) -> None:
    root = copied(tmp_path)
    folder = root / "data" / "rar"
    paid = "Hur mycket betalade"
    first = fill(sent(tmp_path / "a.xlsx", member="strangnas"), {paid: 100_000, STUDIES: 3})
    import_form(first, folder)
    form = fill(
        sent(tmp_path / "b.xlsx", member="strangnas"),
        {paid: 90_000, STUDIES: 5, FIRST + " till TUNA": date(2018, 1, 1)},
        cannot={"Hur många deltog fortfarande i TUNA": "det antecknades inte"},
        cover=COVER | {"Organisation": "RAR"},
    )
    before = tmp_path / "before"
    shutil.copytree(root, before)
    whole = import_form(form, folder).files
    after = bytes_of(folder)
    assert set(whole) == {
        f"{n}.csv" for n in ("counts", "funding", "contributions", "findings", "sources")
    }

    for nth in range(len(whole)):
        again = tmp_path / f"cut-{nth}"
        shutil.copytree(before, again)
        again = again / "data" / "rar"
        with pytest.MonkeyPatch.context() as power:
            _cut_before(nth, power)
            with pytest.raises(_PowerCutError):
                import_form(form, again)
        half = bytes_of(again)
        assert half != after
        assert sum(half[name] != bytes_of(before / "data" / "rar")[name] for name in whole) == nth

        import_form(form, again)

        assert bytes_of(again) == after
        assert [entry.name for entry in again.iterdir() if entry.is_dir()] == []
        assert import_form(form, again).files == ()


def _cut_before(nth: int, power: pytest.MonkeyPatch) -> None:
    """Let nothing reach the disk any more when the nth file is to be replaced."""
    replaced = 0
    replace = Path.replace

    def cut(*_: Any, **__: Any) -> None:
        raise _PowerCutError

    def counted(self: Path, target: Path) -> Path:
        nonlocal replaced
        if replaced == nth:
            for name in ("replace", "write_bytes", "unlink"):
                power.setattr(Path, name, cut)
            power.setattr(shutil, "rmtree", cut)
            raise _PowerCutError
        replaced += 1
        return replace(self, target)

    power.setattr(Path, "replace", counted)


def test_other_faults_of_the_folder_are_told_before_answers_are_taken(tmp_path: Path) -> None:
    root = copied(tmp_path)
    file = root / "data" / "rar" / "findings.csv"
    file.write_bytes(file.read_bytes().replace(b",missing,", b",lost,"))
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    lines = _refused(root, form)
    assert all("findings.csv" in line and "with the answers" not in line for line in lines)


def test_a_folder_that_is_not_there_is_told_and_not_made(tmp_path: Path) -> None:
    form = fill(sent(tmp_path / "f.xlsx", **TUNA), {STUDIES: 3})
    with pytest.raises(ParamsError, match="no such folder"):
        import_form(form, tmp_path / "data" / "rar")
    assert not (tmp_path / "data").exists()


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
