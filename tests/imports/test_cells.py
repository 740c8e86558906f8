import re
from datetime import date, timedelta
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.imports.cells import CellError, day, folded, percent, whole

AS_OF = date(2024, 12, 31)
FIRST_OF_MARCH = date(2022, 3, 1)


@pytest.mark.parametrize(
    "text",
    [
        "2022-03-01", "2022-3-1", "2022-03-01 00:00:00", "2022-03-01 13.45", "2022-03-01T08:30:00.5Z",
        "2022/03/01", "2022.03.01", "20220301", "220301", "1/3 2022", "1/3-22", "1/3-2022", "1/3/22",
        "01/03/2022", "1.3.2022", "01.03.22", "1-3-2022", "1 mars 2022", "1 mar 22", "1 MARS 2022",
        "den 1 mars 2022", "1:a mars 2022", "1. mars 2022", "01-Mar-22", "1 march 2022", "44621",
        "44621.0", "44621,0", "44621.5", "  2022-03-01  ", "2022‑03‑01", "1\N{NO-BREAK SPACE}mars 2022",
        "1/3/2022 12:00:00 AM",
    ],
)  # fmt: skip
def test_the_first_of_march_2022_in_every_form(text: str) -> None:
    assert day(text, "dmy") == FIRST_OF_MARCH


@pytest.mark.parametrize("text", ["3/1/2022", "3/1-22", "03-01-2022", "3.1.2022"])
def test_american_days_begin_with_the_month_where_the_mapping_says_so(text: str) -> None:
    assert day(text, "mdy") == FIRST_OF_MARCH
    assert day(text, "dmy") == date(2022, 1, 3)


@pytest.mark.parametrize("order", ["dmy", "mdy"])
def test_the_order_changes_nothing_where_the_form_says_it(order: Literal["dmy", "mdy"]) -> None:
    for text in ("2022-03-01", "220301", "20220301", "1 mars 2022", "44621"):
        assert day(text, order) == FIRST_OF_MARCH


@pytest.mark.parametrize(
    ("name", "month"),
    [("januari", 1), ("februari", 2), ("mars", 3), ("april", 4), ("maj", 5), ("juni", 6),
     ("juli", 7), ("augusti", 8), ("september", 9), ("oktober", 10), ("november", 11),
     ("december", 12), ("sept.", 9), ("okt", 10), ("Oct", 10), ("may", 5), ("dec.", 12)],
)  # fmt: skip
def test_months_have_swedish_and_english_names(name: str, month: int) -> None:
    assert day(f"7 {name} 2021", "dmy") == date(2021, month, 7)


@pytest.mark.parametrize(
    ("serial", "expected"),
    [
        ("36526", date(2000, 1, 1)),  # known from Excel's own documentation
        ("43831", date(2020, 1, 1)),  # 36526 + 20 years with five leap days: 7305
        ("43890", date(2020, 2, 29)),  # 43831 + 31 + 28
        ("10000", date(1927, 5, 18)),
    ],
)
def test_excels_serial_numbers_are_days(serial: str, expected: date) -> None:
    assert day(serial, "dmy") == expected


@pytest.mark.parametrize(
    ("text", "year"),
    [("240101", 2024), ("290101", 2029), ("300101", 1930), ("991231", 1999), ("000101", 2000)],
)
def test_a_two_digit_year_is_at_most_five_years_after_the_export(text: str, year: int) -> None:
    assert day(text, "dmy", AS_OF).year == year


@pytest.mark.parametrize(("text", "year"), [("680101", 2068), ("690101", 1969)])
def test_a_two_digit_year_without_a_day_of_the_export_is_at_most_2068(text: str, year: int) -> None:
    assert day(text, "dmy").year == year


def test_a_leap_day_of_a_two_digit_year_has_the_right_century() -> None:
    assert day("000229", "dmy", AS_OF) == date(2000, 2, 29)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        (" \N{NO-BREAK SPACE} ", "empty"),
        ("snart", "no day"),
        ("2022", "no day"),
        ("2022-03", "no day"),
        ("mars 2022", "no day"),
        ("1/3", "no day"),
        ("v. 12 2022", "no day"),
        ("1234", "no day"),
        ("-44621", "no day"),
        ("2022-03-01 – 2022-06-30", "no day"),
        ("2022-03.01", "no day"),
        ("2022-02-29", "no day of the calendar"),
        ("31 april 2022", "no day of the calendar"),
        ("20221301", "no day of the calendar"),
        ("202203", "no day of the calendar"),
        ("0/3 2022", "no day of the calendar"),
        ("13/25/2022", "no day of the calendar"),
        ("3/25/2022", "no day in the order dmy"),
        ("22-03-01", "a day that can be read in two ways"),
        ("1822-03-01", "a day outside 1900 to 2099"),
        ("2122-03-01", "a day outside 1900 to 2099"),
        ("99999", "a day outside 1900 to 2099"),
    ],
)
def test_what_is_no_day_is_refused(text: str, problem: str) -> None:
    with pytest.raises(CellError) as error:
        day(text, "dmy", AS_OF)

    assert error.value.problem == problem


@given(
    st.dates(date(1930, 1, 1), date(2029, 12, 31)),
    st.sampled_from(["%Y-%m-%d", "%Y%m%d", "%y%m%d", "%d/%m %Y", "%d/%m-%y", "%d.%m.%Y"]),
)
def test_every_day_comes_back_from_every_form(given_day: date, form: str) -> None:
    # 1930 to 2029: the hundred years that two digits can mean on 31 December 2024.
    assert day(given_day.strftime(form), "dmy", AS_OF) == given_day


@given(st.dates(date(1930, 1, 1), date(2099, 12, 31)))
def test_every_serial_number_comes_back(given_day: date) -> None:
    serial = 36526 + (given_day - date(2000, 1, 1)) // timedelta(days=1)

    assert day(str(serial), "dmy") == given_day


@pytest.mark.parametrize(
    ("text", "number"),
    [("12", 12), ("0", 0), ("12,0", 12), ("12.0", 12), ("1 234", 1234), ("12,00", 12),
     ("1\N{NO-BREAK SPACE}234", 1234), ("1\N{NARROW NO-BREAK SPACE}234\N{NARROW NO-BREAK SPACE}567,0", 1234567),
     ("-5", -5), ("−5", -5), (" 007 ", 7), ("１２", 12), ("1234,0", 1234)],
)  # fmt: skip
def test_whole_numbers_in_every_form(text: str, number: int) -> None:
    assert whole(text) == number


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("12 mån", "not a number"),
        ("ca 12", "not a number"),
        ("12-24", "not a number"),
        ("1 23", "not a number"),
        ("12 345 6", "not a number"),
        ("1e3", "not a number"),
        ("- 5", "not a number"),
        ("², ³", "not a number"),
        ("12,5", "not a whole number"),
        ("0.25", "not a whole number"),
        ("12,345678", "not a whole number"),
        ("1.234", "a number that can be read in two ways"),
        ("1,000", "a number that can be read in two ways"),
        ("mån", "not a number"),
        ("åtta", "not a number"),
    ],
)
def test_what_is_no_whole_number_is_refused(text: str, problem: str) -> None:
    with pytest.raises(CellError) as error:
        whole(text)

    assert error.value.problem == problem


@pytest.mark.parametrize(
    ("text", "share"),
    [("50", 50), ("50 %", 50), ("50%", 50), ("50\N{NO-BREAK SPACE}%", 50), ("50,0", 50),
     ("50.0 %", 50), ("50 procent", 50), ("0", 0), ("0,0", 0), ("0 %", 0), ("100", 100),
     ("100 %", 100), ("0,5", 50), ("0.5", 50), ("0,05", 5), ("0,75", 75), ("0.28999999999999998", 29),
     ("1 %", 1), ("2", 2)],
)  # fmt: skip
def test_shares_in_every_form(text: str, share: int) -> None:
    assert percent(text) == share


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "empty"),
        ("1", "1 per cent or the whole: it can be read in two ways"),
        ("1,0", "1 per cent or the whole: it can be read in two ways"),
        ("0,5 %", "not whole per cent"),
        ("75,5", "not whole per cent"),
        ("0,333", "not whole per cent"),
        ("1,5", "not whole per cent"),
        ("101", "more than 100 per cent"),
        ("-50", "no share in per cent"),
        ("heltid", "no share in per cent"),
        ("50-75", "no share in per cent"),
        ("50 timmar", "no share in per cent"),
    ],
)
def test_what_is_no_share_is_refused(text: str, problem: str) -> None:
    with pytest.raises(CellError) as error:
        percent(text)

    assert error.value.problem == problem


@given(st.text(st.characters(categories=["L", "N", "P", "Z", "S"])))
def test_no_error_repeats_the_cell_or_carries_another_that_does(text: str) -> None:
    for read in (lambda t: day(t, "dmy"), whole, percent):
        with pytest.raises(CellError) as error:
            read(f"x{text}xyzzy")

        assert "xyzzy" not in f"{error.value} {error.value.args} {vars(error.value)}"
        assert error.value.__cause__ is None


def test_a_day_outside_the_calendar_hides_what_the_calendar_said() -> None:
    with pytest.raises(CellError) as error:
        day("2022-02-31", "dmy")

    assert error.value.__suppress_context__
    assert not re.search(r"31|02", str(error.value).replace("2022-03-01", ""))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Deltagar-ID", "deltagar id"),
        ("  Högsta   avslutade\nutbildning: ", "högsta avslutade utbildning"),
        ("Omfattning\N{NO-BREAK SPACE}(%)", "omfattning"),
        ("E_post", "e post"),
        ("Avslutad – enligt PLAN.", "avslutad enligt plan"),
        ("Ho\N{COMBINING DIAERESIS}gskola", "högskola"),
        ("Utbildning/arbete", "utbildning arbete"),
        ("", ""),
    ],
)
def test_words_are_compared_without_capitals_signs_and_spaces(text: str, words: str) -> None:
    assert folded(text) == words


def test_letters_and_signs_of_arithmetic_stay_different() -> None:
    assert folded("Mål") != folded("Mal")
    assert folded("<25") != folded(">25")


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert folded(folded(text)) == folded(text)
