"""A Markdown table as pandoc reads it."""

from evidence_rows import HOSTILE, page_of
from utfall.tables.markdown import data_table, pipe_table
from utfall.text import escape


def test_an_empty_table_is_an_empty_text() -> None:
    assert pipe_table("x", "Rubrik", ["A"], [], align="l", widths=[10]) == ""
    assert data_table("Siffror", "") == ""


def test_every_row_has_as_many_cells_as_there_are_columns_and_empty_ones_stay() -> None:
    rows = [["Alfa", "", "1"], [escape(HOSTILE), escape("a|b"), "2"]]

    page = page_of(
        pipe_table("x", "Rubrik", ["Namn", "Ord", "Tal"], rows, align="llr", widths=[9] * 3)
    )

    cells = [[td.get_text() for td in tr.select("td")] for tr in page.select("tbody tr")]
    assert cells == [["Alfa", "", "1"], [HOSTILE, "a|b", "2"]]
    assert page.select("caption")[0].get_text().strip().startswith("Rubrik")


def test_numbers_are_aligned_to_the_right_and_words_are_not() -> None:
    page = page_of(pipe_table("x", "R", ["Ord", "Tal"], [["a", "1"]], align="lr", widths=[5, 5]))

    word, number = page.select("tbody td")
    assert "right" in str(number.get("style"))
    assert "right" not in str(word.get("style"))


def test_a_data_table_is_wrapped_with_its_summary() -> None:
    table = pipe_table("x", "R", ["A"], [["1"]], align="l", widths=[5])

    (div,) = page_of(data_table("Siffrorna i diagrammet", table)).select(".data-table")

    assert div["data-summary"] == "Siffrorna i diagrammet"
    assert len(div.select("table")) == 1
