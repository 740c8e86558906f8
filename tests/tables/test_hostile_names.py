"""A name from the data is read letter by letter in every table and breaks none of them."""

from dataclasses import replace

import pytest

from evidence_rows import (
    HOSTILE,
    evidence,
    flow,
    page_of,
    refused,
    renamed,
    source,
    total,
    unknown,
    value,
)
from utfall import tables
from utfall.evidence import Evidence

PEOPLE, WORK = value("n_participants", 51), value("n_outcome", 51, outcome="employment")
VALUES = (
    PEOPLE,
    WORK,
    total(51),
    value("n_unaccounted", 0),
    value("share_outcome", 1.0, numerator=51, denominator=51, of_="participants", outcome="employment"),
    value("funding", 100, unit="sek", basis="budget", funder="total"),
    value("cost_per_participant", 2, unit="sek", basis="budget"),
    refused("cost_per_outcome", HOSTILE, basis="budget", outcome="studies"),
    refused("share_outcome", HOSTILE, of_="participants", outcome="studies"),
    unknown("n_outcome", HOSTILE, outcome="internship", after_="later"),
    value("context_need", 7, programme_id="", year="2021"),
)  # fmt: skip


@pytest.fixture(scope="module")
def hostile() -> Evidence:
    e = evidence(
        *VALUES,
        sources=(source(title=HOSTILE, publisher=HOSTILE),),
        flows=(flow(PEOPLE, ("employment", WORK)),),
        context_labels={"context_need": HOSTILE},
    )
    return renamed(e, HOSTILE)


@pytest.mark.parametrize("name", [n for n in tables.__all__ if n.islower()])
def test_a_hostile_name_is_only_text_in_every_table(hostile: Evidence, name: str) -> None:
    (table,) = page_of(getattr(tables, name)(hostile)).select("table")

    width = len(table.select("thead th"))
    assert {len(row.select("td")) for row in table.select("tbody tr")} == {width}
    assert table.select("script, em") == []
    assert HOSTILE in table.get_text()
    assert table.select("caption")[0].get_text().strip()


def test_two_hostile_programmes_are_two_rows(hostile: Evidence) -> None:
    other = replace(PEOPLE, programme_id="q")
    e = evidence(PEOPLE, other)

    (table,) = page_of(tables.participants(renamed(e, HOSTILE))).select("table")

    assert len(table.select("tbody tr")) == 2
