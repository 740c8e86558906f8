"""Questions written as an Excel form that says what it wants and takes only what fits."""

import io
from collections.abc import Sequence
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from utfall.request.hidden import HIDDEN, lines_of
from utfall.request.question import Question
from utfall.request.words import FIELDS, HOW

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

__all__ = [
    "ANSWER_COLUMNS",
    "COVER",
    "HEADER",
    "QUESTIONS",
    "form_bytes",
]

COVER, QUESTIONS = "Om formuläret", "Frågor"

# Header, width in characters, and what the column shows.
_COLUMNS = (
    ("Nr", 4),
    ("Fråga", 27),
    ("Så räknas det", 31),
    ("Gäller", 13),
    ("Period", 13),
    ("Enhet", 9),
    ("Känt i dag", 17),
    ("Källa till det", 20),
    ("Svar", 13),
    ("Går inte att svara", 8),
    ("Skäl, om det inte går", 14),
    ("Kommentar", 14),
    ("Id", 8),
)
HEADER = tuple(name for name, _ in _COLUMNS)
ANSWER_COLUMNS = ("Svar", "Går inte att svara", "Skäl, om det inte går", "Kommentar")
_ANSWER = HEADER.index("Svar")
_YES = ("Ja",)
_FIRST_DAY, _LAST_DAY = date(1990, 1, 1), date(2100, 12, 31)
_LONGEST = 500
_INK, _PAPER, _LINE, _HEAD = "#1A1A1A", "#FFF6D6", "#B5B5B5", "#E4ECF2"


def form_bytes(
    questions: Sequence[Question],
    *,
    association: str,
    name: str,
    whom: str,
    about: str,
    by: date | None,
) -> bytes:
    """Write the form.

    Parameters
    ----------
    questions : sequence of Question
        One row each, in this order.
    association, name : str
        The association's id, which the filled form must come back to, and its name.
    whom, about : str
        The programme or member that the form asks about: its table and id, as
        ``programmes:ima``, and what it is called.
    by : date or None
        The last day to answer; None leaves the line for the sender to fill in.

    Returns
    -------
    bytes
        An xlsx file, the same for the same questions: a cover sheet, the questions with locked
        cells around the answers, and a hidden sheet that says where each answer belongs.
    """
    from xlsxwriter import Workbook

    out = io.BytesIO()
    # A question that begins like a formula or an address stays a text.
    plain = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = Workbook(out, plain)
    # The time of writing would make two equal forms differ.
    book.set_properties({"title": f"Begäran om uppgifter: {about}", "author": name,
                         "created": datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)})  # fmt: skip
    _cover(book, name, about, len(questions), by)
    _questions(book, questions, about)
    _hidden(book, lines_of(association, whom, questions))
    book.close()
    return out.getvalue()


def _format(book: "Workbook", **more: Any) -> "Format":
    base = {"font_name": "Calibri", "font_size": 11, "font_color": _INK, "text_wrap": True,
            "valign": "top"}  # fmt: skip
    return book.add_format(base | more)


def _cover(book: "Workbook", name: str, about: str, count: int, by: date | None) -> None:
    sheet = book.add_worksheet(COVER)
    text, aside = _format(book), _format(book, align="left", indent=1)
    title = _format(book, bold=True, font_size=18, text_wrap=False)
    head = _format(book, bold=True, font_size=12)
    label = _format(
        book, align="left", indent=1, bold=True, bg_color=_HEAD, border=1, border_color=_LINE
    )
    box = {"bg_color": _PAPER, "border": 1, "border_color": _LINE, "locked": False}
    field, day = _format(book, **box), _format(book, **box, num_format="yyyy-mm-dd", align="left")
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 34)
    sheet.set_column(2, 2, 42)
    sheet.write(0, 0, "Begäran om uppgifter", title)
    sheet.set_row(0, 28)
    row = 2
    asked = "1 uppgift" if count == 1 else f"{count} uppgifter"
    for heading, lines in (
        ("Till", [f"Den som ansvarar för uppgifterna om {about}."]),
        (
            "Varför",
            [
                f"{name} gör rapporter om insatser, deltagare, resultat och pengar. {asked} om "
                f"{about} saknas, och därför säger rapporterna att något inte är känt eller inte "
                "kan beräknas. Bara det som saknas efterfrågas."
            ],
        ),
        ("Så gör du", list(HOW)),
    ):
        sheet.write(row, 0, heading, head)
        for line in lines:
            sheet.merge_range(row, 1, row, 2, line, text)
            sheet.set_row(row, 15 * (1 + len(line) // 86) + 3)
            row += 1
        row += 1
    sheet.write(row, 0, "Svara senast", head)
    if by:
        sheet.write_datetime(row, 1, datetime.combine(by, datetime.min.time()), day)
    else:
        sheet.write_blank(row, 1, None, day)
    sheet.write(row, 2, "Skicka tillbaka filen till den som skickade den.", aside)
    row += 2
    sheet.merge_range(row, 0, row, 2, "Vem svarar? Fyll i de gula cellerna.", head)
    for key, (name_of, said) in FIELDS.items():
        row += 1
        sheet.write(row, 0, name_of, label)
        sheet.write_blank(row, 1, None, day if key == "date" else field)
        sheet.write(row, 2, said, aside)
        sheet.set_row(row, 15 * (1 + len(said) // 42) + 3)
        if key == "date":
            sheet.data_validation(row, 1, row, 1, _day_rule())
        if key == "public":
            sheet.data_validation(row, 1, row, 1, _list_rule(("Ja", "Nej")))
    _for_print(sheet, landscape=False)
    sheet.print_area(0, 0, row, 2)


def _questions(book: "Workbook", questions: Sequence[Question], about: str) -> None:
    sheet = book.add_worksheet(QUESTIONS)
    cell = {"border": 1, "border_color": _LINE}
    head = _format(book, **cell, bold=True, bg_color=_HEAD)
    text, asks = _format(book, **cell), _format(book, **cell, bold=True)
    number = _format(book, **cell, align="center")
    small = _format(book, **cell, font_size=8, font_color="#6B6B6B")
    open_cell = {**cell, "bg_color": _PAPER, "locked": False}
    formats = {
        "whole": _format(book, **open_cell, num_format="#,##0", align="right"),
        "kronor": _format(book, **open_cell, num_format="#,##0", align="right"),
        "date": _format(book, **open_cell, num_format="yyyy-mm-dd", align="right"),
    }
    free = _format(book, **open_cell)
    for at, (name, width) in enumerate(_COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write(0, at, name, head)
    sheet.set_row(0, 32)
    for row, q in enumerate(questions, 1):
        told = (q.asks, q.definition, q.whom, q.period, q.unit, q.known or "ingenting", q.source)
        sheet.write_number(row, 0, row, number)
        for at, words in enumerate(told, 1):
            sheet.write_string(row, at, words, asks if at == 1 else text)
        sheet.write_blank(row, _ANSWER, None, formats.get(q.kind, free))
        sheet.data_validation(row, _ANSWER, row, _ANSWER, _rule(q))
        for at in range(_ANSWER + 1, _ANSWER + 4):
            sheet.write_blank(row, at, None, free)
        sheet.data_validation(row, _ANSWER + 1, row, _ANSWER + 1, _list_rule(_YES))
        for at in (_ANSWER + 2, _ANSWER + 3):
            sheet.data_validation(row, at, row, at, _text_rule())
        sheet.write_string(row, len(_COLUMNS) - 1, q.question_id, small)
        # Excel fits no height to locked, wrapped cells that it has not drawn yet.
        lines = max(-(-len(words) // (_COLUMNS[at][1] - 3)) for at, words in enumerate(told, 1))
        sheet.set_row(row, 15 * max(2, lines) + 4)
    sheet.freeze_panes(1, 2)
    sheet.repeat_rows(0)
    sheet.set_header(f"&L{about.replace('&', '&&')}&RFrågor")
    _for_print(sheet, landscape=True)


def _for_print(sheet: "Worksheet", *, landscape: bool) -> None:
    """Lock what is not to be filled in, and fit the width to A4."""
    allowed = {"format_columns": True, "format_rows": True, "autofilter": True}
    sheet.protect("", allowed)
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.3, right=0.3, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.set_footer("&LSkriv inga namn eller personnummer.&RSida &P av &N")


def _hidden(book: "Workbook", lines: Sequence[str]) -> None:
    sheet = book.add_worksheet(HIDDEN)
    for row, line in enumerate(lines):
        sheet.write_string(row, 0, line)
    sheet.protect()
    sheet.very_hidden()


def _rule(q: Question) -> dict[str, Any]:
    if q.kind in {"whole", "kronor"}:
        what = "personer" if q.kind == "whole" else "kronor"
        return {
            "validate": "integer",
            "criteria": ">=",
            "value": 0,
            "input_title": "Svar",
            "input_message": f"Ett helt antal {what}. Skriv 0 om det inte fanns någon.",
            "error_title": "Inget helt tal",
            "error_message": f"Skriv ett helt antal {what}, noll eller mer, bara siffror.",
        }
    if q.kind == "date":
        return _day_rule()
    return _list_rule(q.choices) if q.kind == "choice" else _text_rule()


def _day_rule() -> dict[str, Any]:
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": _FIRST_DAY,
        "maximum": _LAST_DAY,
        "input_title": "Svar",
        "input_message": "En dag, till exempel 2018-12-31.",
        "error_title": "Ingen dag",
        "error_message": "Skriv en dag som 2018-12-31.",
    }


def _list_rule(choices: Sequence[str]) -> dict[str, Any]:
    return {
        "validate": "list",
        "source": list(choices),
        "error_title": "Finns inte i listan",
        "error_message": f"Välj i listan: {', '.join(choices)}.",
    }


def _text_rule() -> dict[str, Any]:
    return {
        "validate": "length",
        "criteria": "<=",
        "value": _LONGEST,
        "error_title": "För långt",
        "error_message": f"Skriv högst {_LONGEST} tecken.",
    }
