"""The published value: what it refuses to be, its key, and how it is written as CSV."""

import csv
import io

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_rows import refused, value
from utfall.values import COLUMNS, Status, Value, group, not_shown, parse_group, to_csv

NAMES = st.from_regex(r"[a-z][a-z0-9]{0,8}", fullmatch=True)
WORDS = st.text(st.characters(codec="utf-8", exclude_characters=";"), min_size=1)


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


@pytest.mark.parametrize("status", ["suppressed", "unknown", "refused", "not_applicable"])
def test_what_is_not_shown_can_hold_no_number(status: Status) -> None:
    with pytest.raises(ValueError, match="needs a reason and no numbers"):
        Value("n_participants", value=4, status=status, reason="färre än fem")
    with pytest.raises(ValueError, match="needs a reason and no numbers"):
        Value("n_participants", high=4, status=status, reason="färre än fem")


def test_what_is_not_shown_must_say_why() -> None:
    with pytest.raises(ValueError, match="n_participants:p:::: unknown needs a reason"):
        Value("n_participants", "p", status="unknown")


def test_a_shown_value_has_a_number() -> None:
    with pytest.raises(ValueError, match="shown without a number"):
        Value("n_participants")

    assert Value("n_participants", value=0).value == 0


@pytest.mark.parametrize("number", [float("nan"), float("inf"), -float("inf")])
def test_a_number_is_finite(number: float) -> None:
    with pytest.raises(ValueError, match="not a number"):
        Value("cost_per_outcome", value=1, ci_high=number)


def test_hiding_a_value_removes_every_number_and_keeps_its_key() -> None:
    shown = Value(
        "share_outcome", "p", "m", "2018", "of=completed", value=0.5, numerator=1, denominator=2,
        low=0.5, high=1, bound="at_least", approximate=True, ci_low=0.1, ci_high=0.9,
    )  # fmt: skip

    hidden = not_shown(shown, "suppressed", "färre än fem")

    row = rows(to_csv([hidden]))[0]
    assert hidden.key == shown.key
    assert {row[name] for name in COLUMNS[COLUMNS.index("numerator") : COLUMNS.index("bound")]} == {
        ""
    }
    assert (row["value"], row["bound"], row["ci_low"], row["ci_high"]) == ("", "", "", "")
    assert (row["status"], row["reason"]) == ("suppressed", "färre än fem")


def test_a_zero_an_unknown_and_a_refusal_are_three_different_rows() -> None:
    zero, hidden = value("n_outcome", 0), refused("n_participants")

    found = {row["measure"]: (row["value"], row["status"]) for row in rows(to_csv([zero, hidden]))}

    assert found == {"n_outcome": ("0", "shown"), "n_participants": ("", "refused")}


@given(st.dictionaries(NAMES, WORDS, max_size=4))
def test_a_group_is_taken_apart_into_what_it_was_made_of(parts: dict[str, str]) -> None:
    assert parse_group(group(**parts)) == parts


@given(st.dictionaries(NAMES, WORDS, min_size=2, max_size=4))
def test_a_group_does_not_depend_on_the_order_of_its_parts(parts: dict[str, str]) -> None:
    backwards = dict(reversed(parts.items()))

    assert group(**backwards) == group(**parts)


def test_a_key_ends_with_its_group_and_has_five_parts_also_when_they_are_empty() -> None:
    assert Value("funding", value=1).key == "funding::::"
    assert (
        value("share_outcome", 1, of_="completed").key == "share_outcome:p:alfa:2018:of=completed"
    )


def test_csv_begins_with_the_documented_columns() -> None:
    # The contract of published.csv in the architecture, word for word.
    assert to_csv([]) == (
        "measure,programme_id,member_id,year,group,value,unit,numerator,denominator,low,high,"
        "bound,approximate,ci_low,ci_high,status,reason,source_id\n"
    )


def test_csv_is_sorted_by_key_whatever_order_the_values_come_in() -> None:
    values = [value("b", 1), value("a", 1, year="2019"), value("a", 1, year="2018")]

    text = to_csv(values)

    assert [(r["measure"], r["year"]) for r in rows(text)] == [
        ("a", "2018"),
        ("a", "2019"),
        ("b", "2018"),
    ]
    assert to_csv(reversed(values)) == text


@given(st.text(st.characters(codec="utf-8", exclude_characters="\0")))
def test_no_text_in_csv_begins_like_a_formula_and_all_other_text_is_read_back(text: str) -> None:
    hostile = Value("m", value=1, unit="persons", reason=text)

    cell = rows(to_csv([hostile]))[0]["reason"]

    assert not cell.startswith(("=", "+", "-", "@", "\t", "\r"))
    # What a carriage return was is a line feed: CSV readers take it for the end of a row.
    unchanged = text.replace("\r\n", "\n").replace("\r", "\n")
    assert cell == unchanged or cell == "'" + unchanged


@pytest.mark.parametrize("text", ["=1+1", "+46 8", "-5 st", "@sum(A1)", "\t=1"])
def test_a_text_that_begins_like_a_formula_is_quoted(text: str) -> None:
    assert rows(to_csv([Value("m", value=1, reason=text)]))[0]["reason"] == "'" + text


def test_a_carriage_return_in_a_text_does_not_break_its_row() -> None:
    found = rows(to_csv([Value("m", value=1, reason="a\r\nb\rc", source_id="s")]))

    assert [(row["reason"], row["source_id"]) for row in found] == [("a\nb\nc", "s")]


FINITE = st.floats(allow_nan=False, allow_infinity=False)


@given(FINITE)
def test_a_number_in_csv_is_read_back_at_full_precision(number: float) -> None:
    assert float(rows(to_csv([Value("m", value=number)]))[0]["value"]) == number


@pytest.mark.parametrize(
    ("number", "cell"),
    [(77, "77"), (77.0, "77"), (-5, "-5"), (-5.0, "-5"), (0.0, "0"), (0.1, "0.1"),
     (np.float64(0.5), "0.5"), (12_645_673.0, "12645673")],
)  # fmt: skip
def test_a_number_in_csv_is_a_plain_number_whatever_its_type(number: float, cell: str) -> None:
    assert rows(to_csv([Value("m", value=number)]))[0]["value"] == cell
