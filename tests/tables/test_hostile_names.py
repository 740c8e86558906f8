"""A name from the data is read letter by letter in every table and breaks none of them."""

from dataclasses import replace
from typing import Any

import pytest

from evidence_rows import (
    HOSTILE,
    answers,
    application,
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
from utfall.evidence import Evidence, Subject

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
    *(record("n_outcome", 9, outcome=code, member_id="all") for code in ("work", "none")),
    record("n_exits", 18, member_id="all", **ROWS),
    record("n_reached", 9, definition="kolada"),
    record("n_activity_change", 9, before="none", now="work"),
    record("n_income_change", None, before="wage", now="wage"),
    record("months_in_programme", 9, unit="months", statistic="median"),
    record("share_remaining", 0.5, unit="share", numerator=9, denominator=18, member_id="all", quarters="1"),
    record("n_exits_against_plan", 9, plan="within"),
    record("share_of_plan", 0.5, unit="share", numerator=1, denominator=2, member_id="all", programme_id="p", goal="g"),
)  # fmt: skip
SHARE = {"unit": "share", "numerator": 9, "denominator": 18, "ci_low": 0.3, "ci_high": 0.7}
OF_ALL: dict[str, Any] = {"programme_id": "all", "member_id": "all", "year": "2022"}
ESTIMATES = (
    *(
        record("share_reached", 0.5, definition="association", member_id=member, **SHARE)
        for member in ("alfa", "beta", "all")
    ),
    *(
        record("share_reached", 0.5, definition="association", member_id="all", programme_id=p, **SHARE)
        for p in ("p", "q")
    ),
    record("against_expected_reached", 1.1, unit="ratio", numerator=9, denominator=8, ci_low=0.6,
           ci_high=1.9, definition="association"),
    record("share_situation", 0.5, outcome="work", member_id="all", **SHARE),
    record("share_situation", 0.5, outcome="work", member_id="all", programme_id="p", **SHARE),
    record("n_step", 9, step="started", member_id="all"),
    record("n_step", 9, step="started", member_id="all", programme_id="p"),
    record("n_work", 9, support="without", member_id="all"),
    record("n_work", 9, support="without", member_id="all", programme_id="p"),
    record("share_left_to", 0.5, half_years="1", left_to="work", member_id="all", **SHARE),
    *(
        record("n_during", 9, unit="persons", count="persons", member_id=m, year=year)
        for m in ("alfa", "all")
        for year in ("2021", "2022")
    ),
    record("n_during", 9, unit="persons", count="persons", member_id="all", programme_id="p"),
    record("n_outcome", 9, outcome="work", member_id="all", programme_id="p"),
    value("payback_months", 12, unit="months", payer="public", **OF_ALL),
    value("payback_months", 12, unit="months", payer="public", member_id="all", year="2022"),
    value("benefit_per_person_year", 9, unit="sek", payer="state", part="tax", **OF_ALL),
    value("benefit_per_person_year", 9, unit="sek", payer="state", **OF_ALL),
    *(
        value("cumulated_benefit", 9, unit="sek", payer=payer, years="1", **OF_ALL)
        for payer in ("public", "state", "municipality", "region")
    ),
    value("payback_cost", 9, unit="sek", payer="public", **OF_ALL),
    value("payback_cost", 9, unit="sek", programme="p", **OF_ALL),
    value("payback_change", 1, unit="months", against="2021", **OF_ALL),
    value("payback_parameter", 0.8, unit="share", parameter="model.retention", reason=HOSTILE, **OF_ALL),
    value("payback_swing", low=9, high=12, numerator=0.5, denominator=1.0, unit="months",
          parameter="model.retention", **OF_ALL),
    value("return_association", low=0, high=3, unit="ratio", programme_id="all", year="2018/2022"),
    value("n_planned", 60),
    value("application_amount", 9, unit="sek", basis="applied"),
)  # fmt: skip
# What is of the whole association, or of every member, names neither member nor programme.
NAMELESS = {
    *(
        "flow",
        "records_association",
        "records_remaining",
        "records_sex_outcomes",
        "situations",
        "records_steps",
        "records_support",
        "records_left_to",
    ),
    *("payback", "payback_benefit", "payback_change", "payback_stream", "payback_swing"),
    *("programme_flows", "programme_outcomes"),
}
# Of a report on one programme alone.
OF_PROGRAMME = {"programme_flows", "programme_outcomes"}


ANSWERS, ANSWERED = answers("i", text=HOSTILE)


@pytest.fixture(scope="module")
def hostile() -> Evidence:
    e = evidence(
        *VALUES,
        *RECORDS,
        *ESTIMATES,
        *ANSWERED,
        applications=(application(ESTIMATES[-1].key),),
        sources=(source(title=HOSTILE, publisher=HOSTILE),),
        flows=(flow(PEOPLE, ("employment", WORK)),),
        indicators=(ANSWERS,),
        context_labels={"context_need": HOSTILE},
    )
    return renamed(e, HOSTILE)


@pytest.mark.parametrize("name", [n for n in tables.__all__ if n.islower()])
def test_a_hostile_name_is_only_text_in_every_table(hostile: Evidence, name: str) -> None:
    if name in OF_PROGRAMME:
        hostile = replace(hostile, subject=Subject("p", HOSTILE, "programme"))
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
