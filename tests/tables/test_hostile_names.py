"""A name from the data is read letter by letter in every table and breaks none of them."""

from dataclasses import replace

import pytest

from evidence_rows import (
    HOSTILE,
    evidence,
    flow,
    page_of,
    record,
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
ROWS = {"count": "participations"}
RECORDS = (
    record("n_new", 9, **ROWS),
    record("n_new", 9, programme_id="p", **ROWS),
    *(record("n_new", 9, **ROWS, **{by: code}) for by, code in (("sex", "K"), ("age", "65+"), ("referred_by", "self"))),
    record("n_outcome", 9, outcome="work"),
    record("n_outcome", 9, outcome="work", sex="K", member_id="all"),
    record("n_outcome", 9, outcome="work", member_id="all"),
    record("n_reached", 9, definition="kolada"),
    record("n_activity_change", 9, before="none", now="work"),
    record("n_income_change", None, before="wage", now="wage"),
    record("months_in_programme", 9, unit="months", statistic="median"),
    record("share_remaining", 0.5, unit="share", numerator=9, denominator=18, member_id="all", quarters="1"),
    record("n_exits_against_plan", 9, plan="within"),
    record("share_of_plan", 0.5, unit="share", numerator=1, denominator=2, member_id="all", programme_id="p", goal="g"),
)  # fmt: skip
# What is of the whole association, or of every member, names neither member nor programme.
NAMELESS = {"records_remaining", "records_sex_outcomes"}


@pytest.fixture(scope="module")
def hostile() -> Evidence:
    e = evidence(
        *VALUES,
        *RECORDS,
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
    assert HOSTILE in table.get_text() or name in NAMELESS
    assert table.select("caption")[0].get_text().strip()


def test_two_hostile_programmes_are_two_rows(hostile: Evidence) -> None:
    other = replace(PEOPLE, programme_id="q")
    e = evidence(PEOPLE, other)

    (table,) = page_of(tables.participants(renamed(e, HOSTILE))).select("table")

    assert len(table.select("tbody tr")) == 2
