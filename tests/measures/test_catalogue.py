"""Every measure over one small association: unique keys, each with the row and date it came from."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fact_rows import Row, count, counts, funding, money, outcome
from folder_files import Rows, register, write_folder
from utfall.data.folder import Folder
from utfall.data.read import read_folder
from utfall.data.register import Register
from utfall.measures.catalogue import Catalogue, catalogue


@pytest.fixture
def made(tmp_path: Path) -> Any:
    """Return a maker of the catalogue of a folder with the given rows."""

    def make(**tables: Rows) -> Catalogue:
        folder = read_folder(write_folder(tmp_path / "rar", **tables))
        return catalogue(folder, register(tmp_path), 2023, 0.95)

    return make


YEAR = {"period_start": "2019", "period_end": "2019"}
PEOPLE = {"count_id": "c1", "value": "10", **YEAR}
MONEY = {"funding_id": "m", "member_ids": "flen", **YEAR}


def test_a_value_is_found_by_the_id_of_the_row_it_came_from(made: Any) -> None:
    found: Catalogue = made(
        counts=[PEOPLE, {**PEOPLE, "count_id": "c2", "measure": "completed", "value": "4"}],
        funding=[{"funding_id": "m1", "amount_sek": "500000", **YEAR}],
    )

    assert found.keys["c2"] == "n_completed:ima:flen:2019:"
    assert found.by_key[found.keys["c2"]].value == 4
    assert found.by_key[found.keys["m1"]].value == 500_000


def test_a_row_without_amount_does_not_shift_the_ids_of_those_after_it(made: Any) -> None:
    found: Catalogue = made(
        funding=[
            {"funding_id": "m1", "amount_sek": "", "funder": "esf", **YEAR},
            {"funding_id": "m2", "amount_sek": "7", "funder": "total", **YEAR},
        ]
    )

    assert "m1" not in found.keys
    assert found.by_key[found.keys["m2"]].value == 7


def test_the_date_of_a_fact_is_kept_with_its_key_and_absent_where_not_stated(made: Any) -> None:
    found: Catalogue = made(
        counts=[
            {**PEOPLE, "as_of": "2022-12"},
            {**PEOPLE, "count_id": "c2", "measure": "completed"},
        ]
    )

    assert found.dates["n_participants:ima:flen:2019:"] == "2022-12"
    assert "n_completed:ima:flen:2019:" not in found.dates


def test_money_and_people_of_one_period_and_place_have_a_cost(made: Any) -> None:
    found: Catalogue = made(counts=[PEOPLE], funding=[{**MONEY, "amount_sek": "500000"}])

    # 500 000 / 10
    assert found.by_key["cost_per_participant:ima:flen:2019:basis=budget"].value == 50_000


def test_another_statement_of_the_same_count_is_secondary_and_has_its_source_in_the_key(
    made: Any,
) -> None:
    found: Catalogue = made(
        counts=[
            PEOPLE,
            {**PEOPLE, "count_id": "c2", "value": "11", "primary": "false", "source_id": "s1"},
        ]
    )

    assert found.secondary == {found.keys["c2"]}
    assert found.keys["c2"] == "n_participants:ima:flen:2019:source=s1"


def test_joint_participations_are_one_value_and_not_one_per_member(made: Any) -> None:
    found: Catalogue = made(counts=[{**PEOPLE, "member_ids": "eskilstuna+flen"}])

    totals = found.totals(2022, ["eskilstuna", "flen"])

    assert [(v.member_id, v.status) for v in totals] == [
        ("eskilstuna", "unknown"),
        ("eskilstuna+flen", "shown"),
        ("flen", "unknown"),
    ]


def test_an_empty_association_publishes_price_levels_and_nothing_of_people_or_money(
    made: Any,
) -> None:
    found: Catalogue = made()

    assert {v.measure.split("_")[0] for v in found.values} == {"price"}
    assert found.flows == ()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> tuple[Folder, Register]:
    """Return a folder without facts, and a register."""
    path = tmp_path_factory.mktemp("empty")
    return read_folder(write_folder(path / "rar")), register(path)


OUTCOMES = ("employment", "studies", "internship")


@st.composite
def facts(draw: st.DrawFn) -> tuple[list[Row], list[Row]]:
    """Draw people, outcomes and money of one or two years, of one or two members."""
    people: list[Row] = []
    paid: list[Row] = []
    for year in draw(st.sets(st.sampled_from(("2018", "2019")), min_size=1)):
        for member in draw(st.sets(st.sampled_from(("flen", "eskilstuna+flen")), min_size=1)):
            about: Row = {
                "programme_id": "ima",
                "member_ids": member,
                "source_id": "s0",
                "period_start": year,
                "period_end": year,
            }
            n = draw(st.integers(0, 40))
            people.append(count("participants", n, **about))
            for name in draw(st.sets(st.sampled_from(OUTCOMES))):
                people.append(outcome(name, draw(st.integers(0, n)), **about))
            if draw(st.booleans()):
                paid.append(money(draw(st.integers(1, 10**7)), **about))
    return people, paid


@settings(max_examples=30, deadline=None)
@given(facts())
def test_keys_are_unique_and_every_flow_and_secondary_key_is_a_value(
    empty: tuple[Folder, Register], drawn: tuple[list[Row], list[Row]]
) -> None:
    people, paid = drawn
    folder, around = empty
    tables = {
        **folder.tables,
        "counts": counts(*({**r, "count_id": f"c{i}"} for i, r in enumerate(people))),
        "funding": funding(*({**r, "funding_id": f"m{i}"} for i, r in enumerate(paid))),
    }

    found = catalogue(replace(folder, tables=tables), around, 2023, 0.95)

    assert len(found.by_key) == len(found.values) == len({v.key for v in found.values})
    used = {f.total for f in found.flows} | {key for f in found.flows for _, key in f.parts}
    assert used | set(found.keys.values()) | set(found.dates) <= set(found.by_key)
