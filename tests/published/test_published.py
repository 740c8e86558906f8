"""The published values of the real runs: as accepted, unique, and every one of them shown."""

import re
from collections.abc import Callable

import pandas as pd
import pytest

from pages import RUNS, Page
from published.accept import EXPECTED, published_rows
from published.differences import KEY, NUMBERS, WORDS, differences
from utfall.text import marked_keys

Pages = Callable[[str], dict[str, Page]]


@pytest.mark.parametrize("run", RUNS)
def test_published_values_are_the_accepted_ones(real_pages: Pages, run: str) -> None:
    accepted = pd.read_csv(EXPECTED / f"{run}.csv", dtype=str, keep_default_na=False)

    found = differences(published_rows(real_pages(run)), accepted)

    assert not found, "\n".join(found)


@pytest.mark.parametrize("run", RUNS)
def test_a_key_has_one_value_and_status_over_the_whole_site(real_pages: Pages, run: str) -> None:
    rows = published_rows(real_pages(run)).drop(columns="report").drop_duplicates()

    twice = rows[rows.duplicated(KEY[1:], keep=False)]

    assert twice.empty, twice.to_string()


@pytest.mark.parametrize("run", RUNS)
def test_every_marked_number_has_a_row_and_every_row_is_marked(real_pages: Pages, run: str) -> None:
    for page in real_pages(run).values():
        assert set(marked_keys(page.markdown)) == set(page.published)


@pytest.mark.parametrize("run", RUNS)
def test_what_is_not_shown_has_no_number_and_a_reason(real_pages: Pages, run: str) -> None:
    rows = published_rows(real_pages(run))

    hidden = rows[rows["status"] != "shown"]

    assert (hidden[NUMBERS] == "").all(axis=None)
    assert (hidden["reason"] != "").all()


def _frame(**cells: str) -> pd.DataFrame:
    blank = dict.fromkeys((*KEY, *NUMBERS, *WORDS), "")
    return pd.DataFrame([{**blank, **cells}])


def test_a_moved_value_is_told_with_member_year_measure_accepted_and_now() -> None:
    accepted = _frame(report="2022/strangnas", measure="n_participants", value="77", unit="persons")
    now = accepted.assign(value="78")

    found = differences(now, accepted)

    assert found == ["2022/strangnas n_participants: value: accepted 77, now 78"]


def test_a_value_that_became_missing_has_moved() -> None:
    accepted = _frame(report="2022/strangnas", measure="n_participants", value="77", unit="persons")

    found = differences(accepted.assign(value=""), accepted)

    assert found == ["2022/strangnas n_participants: value: accepted 77, now missing"]


def test_less_than_half_an_ore_has_not_moved() -> None:
    accepted = _frame(report="2022/strangnas", measure="funding", value="100.004", unit="sek")

    assert differences(accepted.assign(value="100.001"), accepted) == []
    assert re.search("now 100.01", differences(accepted.assign(value="100.01"), accepted)[0])
