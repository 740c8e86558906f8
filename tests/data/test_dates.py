from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.data.dates import first_day, last_day


@pytest.mark.parametrize(
    ("text", "first", "last"),
    [
        ("2016", date(2016, 1, 1), date(2016, 12, 31)),
        ("2023-04", date(2023, 4, 1), date(2023, 4, 30)),
        ("2024-02", date(2024, 2, 1), date(2024, 2, 29)),
        ("2022-12-12", date(2022, 12, 12), date(2022, 12, 12)),
    ],
)
def test_a_partial_date_spans_from_its_first_to_its_last_day(
    text: str, first: date, last: date
) -> None:
    assert (first_day(text), last_day(text)) == (first, last)


@pytest.mark.parametrize(
    "text", ["", "22", "2022-1", "2022-13", "2022-02-30", "2022/12", "2022-00", "0000"]
)
def test_what_is_no_date_is_refused_by_both_ends(text: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        first_day(text)
    with pytest.raises(ValueError, match=r"."):
        last_day(text)


@given(st.dates(min_value=date(1900, 1, 1)))
def test_a_whole_date_is_one_day(day: date) -> None:
    text = day.isoformat()

    assert first_day(text) == last_day(text) == day
