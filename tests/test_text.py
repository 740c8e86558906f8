"""Swedish numbers, dates and marked words."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence_rows import HOSTILE, page_of, read, refused, unknown, value
from utfall import text
from utfall.values import not_shown

NBSP = "\u00a0"


def as_number(shown: str) -> float:
    """Read a number the way a Swede does."""
    found = re.search(r"−?\d[\d\u00a0]*(?:,\d+)?", shown)
    assert found, shown
    return float(found[0].replace(NBSP, "").replace(",", ".").replace("−", "-"))


# Numbers


@pytest.mark.parametrize(
    ("number", "shown"),
    [(0, "0"), (7, "7"), (999, "999"), (1000, "1 000"), (12_645_673, "12 645 673"),
     (-1234, "−1 234"), (-0.2, "0")],
)  # fmt: skip
def test_thousands_are_parted_by_a_space_and_nothing_is_minus_zero(
    number: float, shown: str
) -> None:
    assert text.number(number) == shown.replace(" ", NBSP)


@given(st.integers(-(10**12), 10**12))
def test_a_whole_number_is_read_back_as_it_was(number: int) -> None:
    assert as_number(text.number(number)) == number


@given(st.floats(-1e9, 1e9), st.integers(0, 4))
def test_a_decimal_is_read_back_within_half_of_its_last_digit(number: float, digits: int) -> None:
    shown = text.decimal(number, digits)

    assert abs(as_number(shown) - number) <= 0.5 * 10**-digits + 1e-6
    assert len(shown.partition(",")[2]) == digits


@given(st.floats(0, 1))
def test_a_share_is_read_back_within_half_of_a_tenth_of_a_per_cent(share: float) -> None:
    assert abs(as_number(text.percent(share)) / 100 - share) <= 0.0005 + 1e-9


def test_a_share_has_a_decimal_comma_and_a_space_before_its_sign() -> None:
    # 23 / 53 = 0.43396
    assert text.percent(23 / 53) == f"43,4{NBSP}%"


def test_one_person_is_singular_and_every_other_count_plural() -> None:
    assert [text.persons(n) for n in (0, 1, 2)] == [
        f"0{NBSP}personer", f"1{NBSP}person", f"2{NBSP}personer",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(0, "0 kronor"), (999_999, "999 999 kronor"), (1_000_000, "1,0 miljoner kronor"),
     (14_532_600, "14,5 miljoner kronor"), (-2_000_000, "−2,0 miljoner kronor")],
)  # fmt: skip
def test_amounts_of_a_million_are_written_in_millions(amount: float, shown: str) -> None:
    assert text.millions(amount) == shown.replace(" ", NBSP)


@pytest.mark.parametrize(
    ("amount", "shown"),
    [(549_812, "550 000 kr"), (164_230, "160 000 kr"), (1_234, "1 200 kr"), (7, "7 kr"), (0, "0 kr")],
)  # fmt: skip
def test_an_uncertain_amount_has_two_significant_figures(amount: float, shown: str) -> None:
    assert text.rounded_kronor(amount) == shown.replace(" ", NBSP)


# Dates and lists


@pytest.mark.parametrize(
    ("date", "shown"),
    [("2022-12-12", f"12{NBSP}december 2022"), ("2023-04", "april 2023"), ("2016", "2016"),
     ("", "utan datum")],
)  # fmt: skip
def test_a_date_is_written_as_far_as_it_is_stated(date: str, shown: str) -> None:
    assert text.day(date) == shown


@pytest.mark.parametrize(
    ("year", "shown"),
    [("2018", "2018"), ("2016/2019", "2016–2019"), ("2023/", "från 2023"), ("/2022", "till 2022"),
     ("", "period inte angiven")],
)  # fmt: skip
def test_a_period_says_which_of_its_ends_are_stated(year: str, shown: str) -> None:
    assert text.period(year) == shown


def test_a_list_ends_with_och() -> None:
    assert [text.listing(x) for x in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a och b", "a, b och c",
    ]  # fmt: skip


def test_the_first_letter_is_raised_also_inside_a_marked_number() -> None:
    hidden = unknown("n_participants")

    assert text.capitalised("åtta") == "Åtta"
    assert text.capitalised(text.show(hidden)).startswith("[Inte känt]{.s ")


# From data to Markdown


SPECIAL = r"""\`*_{}[]()<>#+-.!|~^$@&"':=/%,;?"""
NASTY = [
    HOSTILE,
    *(f"{a}{b}x{b}{a}" for a in SPECIAL for b in SPECIAL),
    *("1. x", "1) x", "a. x", "i. x", "(1) x", "(@) x", "# x", "> x", "- x", "+ x", "* * *", "---"),
    *(": x", "| x", "=== x", "~~~", "```", "    x", "[^1]: x", "[x]: y", "x[^1]", "[x](y)", "![x](y)"),
    *("<b>x</b>", "&amp;", "&lt;", "http://x.se", "<http://x.se>", "a@b.se", "$x$", "$$x$$", "\\alpha"),
    *("x -- y --- z...", "'x' \"y\"", "H~2~O x^2^", "~~x~~", "{.n}", "[x]{.n}", "::: x", "@fig-x", "16–24 år"),
    *("x  \ny", "x\\\ny", "% x", "Table: x", ": x {#tbl-x}", "TeX \\( x \\)", "<!-- x -->", "x|y|z", "---|---"),
]  # fmt: skip


def told(page_text: str) -> str:
    return " ".join(page_text.split())


def as_read(texts: list[str]) -> list[str]:
    """Escape texts, let pandoc make a page of them, and read them there; one run for all."""
    page = page_of("\n\n".join(f"[{text.escape(t)}]{{.t}}" for t in texts))
    return [told(tag.get_text()) for tag in page.select(".t")]


def test_escaped_text_is_read_letter_by_letter() -> None:
    assert as_read(NASTY) == [told(t) for t in NASTY]


def test_escaped_text_is_only_text_also_at_the_start_of_a_line() -> None:
    page = page_of("\n\n".join(text.escape(t).strip() for t in NASTY))

    assert {tag.name for tag in page.find_all()} == {"p"}
    assert [told(p.get_text()) for p in page.find_all("p")] == [told(t) for t in NASTY]


@settings(max_examples=12, deadline=None)
@given(
    st.lists(
        st.text(st.sampled_from(SPECIAL + "abåZ019 "), min_size=1, max_size=25).filter(str.strip),
        min_size=30,
        max_size=60,
    )
)
def test_any_escaped_text_is_read_letter_by_letter(texts: list[str]) -> None:
    assert as_read(texts) == [told(t) for t in texts]


def test_a_pipe_in_escaped_text_does_not_break_a_table_cell() -> None:
    cells = page_of(f"| a | b |\n|---|---|\n| {text.escape(HOSTILE)} | 1 |").select("td")

    assert [cell.get_text() for cell in cells] == [HOSTILE, "1"]


# Whole values


@pytest.mark.parametrize("status", text.STATUS_WORDS)
def test_what_is_not_shown_is_words_without_digit_that_carry_the_key(status: str) -> None:
    hidden = not_shown(value("n_participants", 4), status, "skäl")  # type: ignore[arg-type]

    shown = page_of(text.show(hidden)).select("[data-row]")

    assert [tag["data-row"] for tag in shown] == ["n_participants:p:alfa:2018:"]
    assert not re.search(r"\d", shown[0].get_text())


def test_unknown_refused_suppressed_and_zero_are_four_different_words() -> None:
    suppressed = not_shown(value("n_participants", 4), "suppressed", "skäl")
    four = [value("n_participants", 0), unknown("n"), refused("n"), suppressed]

    assert [read(text.show(v)) for v in four] == [
        "0",
        "inte känt",
        "kan inte beräknas",
        "visas inte",
    ]


@pytest.mark.parametrize(
    ("cells", "shown"),
    [
        ({"number": 77}, "77"),
        ({"number": 40, "approximate": True}, "omkring 40"),
        ({"number": 549_812, "unit": "sek", "bound": "at_most"}, "högst 549 812 kr"),
        ({"number": 66, "low": 66, "bound": "at_least"}, "minst 66"),
        ({"low": 40, "high": 50}, "40–50"),
        ({"low": 40, "high": 50, "approximate": True}, "omkring 40–50"),
        ({"low": 40, "high": 40}, "40"),
        ({"low": 5}, "minst 5"),
        ({"low": 5, "bound": "at_least"}, "minst 5"),
        ({"low": 5, "bound": "at_least", "approximate": True}, "minst omkring 5"),
        ({"high": 9}, "högst 9"),
        ({"high": 9, "bound": "at_most"}, "högst 9"),
        ({"low": 29, "high": 31, "unit": "months"}, "29–31 månader"),
        ({"low": 4.5, "high": 6.2, "unit": "percent"}, "4,5–6,2 %"),
        ({"number": 0.5, "unit": "share"}, "50,0 %"),
        ({"low": 0.25, "high": 0.5, "unit": "share"}, "25,0 %–50,0 %"),
        ({"number": 29, "unit": "months"}, "29 månader"),
        ({"number": 1, "unit": "months"}, "1 månad"),
        ({"number": 9.5, "unit": "months"}, "9,5 månader"),
        ({"number": 1.2077, "unit": "factor"}, "1,2077"),
        ({"number": 2_000.5, "unit": "eur"}, "2 000,50 euro"),
        ({"number": 3.25, "unit": "years"}, "3,3"),
        ({"number": 0}, "0"),
    ],
)  # fmt: skip
def test_a_value_is_written_as_its_unit_bounds_and_roughness_say(
    cells: dict[str, object], shown: str
) -> None:
    assert read(text.show(value("m", **cells))) == shown  # type: ignore[arg-type]


def test_a_range_marks_each_end_with_its_own_column() -> None:
    tags = page_of(text.show(value("n_planned", low=40, high=50))).select("[data-row]")

    assert [(tag["data-col"], tag.get_text()) for tag in tags] == [("low", "40"), ("high", "50")]


def test_bounds_can_be_left_to_the_sentence_around_the_number() -> None:
    upper = value("cost_per_outcome", 549_812, unit="sek", bound="at_most")

    assert read(text.show(upper, bound=False)) == "549 812 kr"


def test_the_keys_of_a_text_are_those_marked_in_it_in_order() -> None:
    a, b = value("n_participants", 1), value("n_outcome", 2, outcome="employment")

    assert list(text.marked_keys(f"{text.show(b)} av {text.show(a)}")) == [b.key, a.key]
