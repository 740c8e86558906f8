from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from participation_rows import Row, asked, by_key, several
from utfall.data.folder import Folder
from utfall.data.read import read_folder
from utfall.measures.from_records.collected import laid_out
from utfall.measures.from_records.duration import against_plan, months_in_programme
from utfall.measures.from_records.ledger import ledger
from utfall.measures.from_records.outcomes import exit_ledger, outcomes
from utfall.measures.from_records.overlap import in_several_programmes
from utfall.measures.from_records.standing import before_and_after
from utfall.measures.from_records.steps import steps
from utfall.values import Value, parse_group

_EXAMPLE = Path(__file__).parents[3] / "data" / "example"
_FLOWS = (exit_ledger, outcomes, steps, before_and_after, against_plan)


@pytest.fixture(scope="module")
def example() -> Iterator[list[Value]]:
    """Return every value of the synthetic association."""
    with laid_out(read_folder(_EXAMPLE)) as laid:
        assert laid is not None
        yield list(laid.values())


def test_every_value_has_a_key_of_its_own_that_no_published_count_has(example: list[Value]) -> None:
    by_key(example)

    assert len(example) > 10_000
    for value in example:
        assert parse_group(value.group)["from"] in ("records", "volumes")


def test_no_value_holds_a_pseudonym_or_a_row(example: list[Value]) -> None:
    assert not any("synthetic-" in f"{value.key}{value.reason}" for value in example)


def test_nothing_is_known_after_the_newest_row(example: list[Value]) -> None:
    plans = {"share_of_plan", "n_heads"}
    years = {int(v.year[-4:]) for v in example if v.measure not in plans and v.year}

    assert max(years) == 2025


def test_a_folder_without_records_has_none_to_lay_out() -> None:
    folder = read_folder(_EXAMPLE.parent / "tibro")
    assert isinstance(folder, Folder)

    with laid_out(folder) as laid:
        assert laid is None


@given(several(8), st.randoms(use_true_random=False))
@settings(max_examples=6, deadline=None)
def test_the_order_of_rows_changes_no_measure(rows: list[Row], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))

    for measure in (*_FLOWS, ledger, months_in_programme):
        assert asked(measure, rows, ()) == asked(measure, shuffled, ())
    assert asked(in_several_programmes, rows) == asked(in_several_programmes, shuffled)


@given(several())
@settings(max_examples=6, deadline=None)
def test_the_flows_of_two_members_add_up_when_they_are_one(rows: list[Row]) -> None:
    merged = [
        {**r, "residence": "9901" if r["residence"] == "9902" else r["residence"]} for r in rows
    ]
    for measure in _FLOWS:
        apart, together = by_key(asked(measure, rows, ())), by_key(asked(measure, merged, ()))
        for key, value in together.items():
            if value.member_id == "berg" and value.unit == "participations":
                parts = (apart.get(key), apart.get(key.replace(":berg:", ":dal:")))
                assert sum(part.value or 0 for part in parts if part) == (value.value or 0)
