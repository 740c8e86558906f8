import re
from collections.abc import Collection
from datetime import date
from typing import Any

import pandas as pd
import pytest

from fact_rows import Row as Cells
from fact_rows import count, counts, outcome
from participation_rows import asked, by_key, row
from utfall.data.records import arrow_schema, database
from utfall.measures import reasons
from utfall.measures.from_records.agreement import Agreement, agreements
from utfall.measures.from_records.cuts import lay
from utfall.measures.from_records.ledger import ledger
from utfall.measures.from_records.scope import Scope

MUNICIPAL = frozenset({"berg", "dal"})

ROWS = [
    row("2019-10-01", "2020-03-01", exit_reason="completed", activity_exit="work"),
    row("2020-02-01", "2020-06-01", "b", exit_reason="illness", activity_exit="other"),
    row("2020-05-01", "2020-12-31", "c", exit_reason="completed", activity_exit="study_csn"),
    row("2020-11-01", "2021-02-01", "d", activity_exit="work_municipal"),
    row("2020-12-01", person="e", residence="9902"),
]


def judged(
    *rows: Cells,
    people: list[dict[str, Any]] | None = None,
    taking_part: Collection[str] = ("berg", "dal"),
    **cells: Any,
) -> list[Agreement]:
    """Return what is said of published counts of programme p in Berg in 2020."""
    stated = {"member_ids": "berg", "period_start": "2020", "period_end": "2020"}
    table = counts(*({**one, **stated, **cells, "count_id": f"c{n}"} for n, one in enumerate(rows)))
    told = (table, {"p": taking_part})
    return asked(_agreements, people or ROWS, *told)


def _agreements(
    con: Any, horizon: Any, table: pd.DataFrame, taking_part: dict[str, Collection[str]]
) -> list[Agreement]:
    return agreements(con, Scope(horizon, MUNICIPAL, taking_part), table)


def test_the_year_of_four_people_agrees() -> None:
    # in 2020 Berg had a, b, c and d; a, b and c left, a and c as planned; d was still there
    found = judged(
        count("participants", 4),
        count("exited", 3),
        count("completed", 2),
        count("broken_off", 1),
        count("ongoing", 1, period_kind="stock"),
        outcome("employment", 1, "exited"),
        outcome("studies", 1, "completed"),
    )

    assert [one.verdict for one in found] == ["agree"] * 7
    assert [one.finding for one in found] == [None] * 7


def test_another_number_is_a_finding_in_words_with_both_keys() -> None:
    (one,) = judged(count("participants", 5))

    assert one.verdict == "disagree"
    assert one.records is not None
    assert one.records.value == 4
    assert one.finding is not None
    assert one.finding.published == "n_participants:p:berg:2020:"
    assert one.finding.records == "n_during:p:berg:2020:count=persons;from=records"
    assert one.finding.fact_refs == "c0"
    assert "{published}" in one.finding.text
    assert not re.search(r"\d", one.finding.text)


def test_a_whole_year_of_one_member_is_the_ledgers_figure() -> None:
    (one,) = judged(count("participants", 5))
    assert one.records is not None

    assert by_key(asked(ledger, ROWS, ()))[one.records.key].value == one.records.value


def test_members_together_are_counted_together() -> None:
    (one,) = judged(count("participants", 5), member_ids="berg+dal")

    assert one.verdict == "agree"


def test_to_date_is_until_its_last_day() -> None:
    so_far: dict[str, Any] = {"period_kind": "to_date", "period_end": "2020-06-01"}
    # until 1 June a, b and c had come, and a and b had left on that day
    found = judged(count("participants", 3), count("exited", 2), **so_far)

    assert [one.verdict for one in found] == ["agree", "agree"]
    assert found[0].records is not None
    assert found[0].records.group == "count=persons;days=2020-01-01/2020-06-01;from=records"


def test_a_stock_is_those_there_on_its_day() -> None:
    stock: dict[str, Any] = {
        "period_kind": "stock",
        "period_start": "2020-06-01",
        "period_end": "2020-06-01",
    }
    (one,) = judged(count("participants", 1), **stock)  # b left on that day, c stays

    assert one.verdict == "agree"


def test_anonymous_people_and_missing_situations_leave_room() -> None:
    people = [
        row("2020-01-01", "2020-05-01", activity_exit="work"),
        row("2020-01-01", "2020-05-01", ""),
        row("2020-01-01", "2020-05-01", ""),
        row("2021-01-01"),
    ]

    # persons: a and at most two, at least none more; in work: a and perhaps both
    found = judged(*(count("participants", n) for n in (0, 1, 3, 4)), people=people)
    assert [one.verdict for one in found] == ["disagree", "possible", "agree", "disagree"]
    found = judged(*(outcome("employment", n, "exited") for n in (0, 1, 3, 4)), people=people)
    assert [one.verdict for one in found] == ["disagree", "agree", "possible", "disagree"]


def test_a_row_from_before_the_end_of_the_period_leaves_room() -> None:
    people = [row("2019-01-01", as_of="2020-06-30"), row("2020-01-01", "2020-05-01", "b")]
    exits = (count("exited", n) for n in (0, 1, 2, 3))
    there = (count("ongoing", n, period_kind="stock") for n in (0, 1, 2))

    # b left and a may have; a was there in June and may be gone in December
    people.append(row("2021-01-01", "2021-01-02", "c"))
    found = judged(*exits, people=people, as_of="2020-12-31")
    assert [one.verdict for one in found] == ["disagree", "agree", "possible", "disagree"]
    found = judged(*there, people=people)
    assert [one.verdict for one in found] == ["possible", "agree", "disagree"]


def test_a_row_of_the_day_before_the_period_is_sure_of_its_first_day() -> None:
    later = row("2020-12-01", person="b")
    sure, unsure = ([row("2019-01-01", as_of=day), later] for day in ("2019-12-31", "2019-12-30"))

    # the first was there on New Year's Day; or may have left on the day before
    for people, verdict in ((sure, "disagree"), (unsure, "possible")):
        (one,) = judged(count("participants", 1), people=people)
        assert one.verdict == verdict


def test_who_may_have_completed_may_have_the_outcome_of_completers() -> None:
    ended = [row("2020-01-01", "2020-05-01", activity_exit="work", exit_reason=r)
             for r in ("completed", "illness", None)]  # fmt: skip

    found = judged(
        *(outcome("employment", n, "completed") for n in (0, 1, 2, 3)),
        people=[*({**r, "person_id": f"synthetic-{n}"} for n, r in enumerate(ended)),
                row("2021-01-01")],
    )  # fmt: skip

    # one surely and the one without a reason perhaps
    assert [one.verdict for one in found] == ["disagree", "agree", "possible", "disagree"]


def test_who_moved_or_died_is_among_those_a_source_says_broke_off() -> None:
    people = [
        row("2020-01-01", "2020-05-01", str(n), exit_reason=reason)
        for n, reason in enumerate(("completed", "illness", "moved", "deceased"))
    ]
    people.append(row("2021-01-01"))  # fmt: skip

    found = judged(count("broken_off", 3), count("broken_off", 1), people=people)

    assert [one.verdict for one in found] == ["agree", "disagree"]


def test_who_has_no_recorded_residence_may_live_in_the_place() -> None:
    people = [*ROWS, row("2020-02-01", "2020-03-01", "f", residence=None)]
    outsider = row("2020-02-01", "2020-03-01", "g", residence="9999")

    found = judged(*(count("participants", n) for n in (4, 5, 6)), people=[*people, outsider])

    # four of Berg and perhaps f; g lives elsewhere
    assert [one.verdict for one in found] == ["agree", "possible", "disagree"]
    assert found[0].records is not None
    assert found[0].records.high == 5
    assert found[0].records.reason == reasons.RESIDENCE_MISSING


def test_a_count_of_all_members_of_a_programme_may_be_of_everybody_in_it() -> None:
    people = [*ROWS, *(row("2020-02-01", "2020-03-01", name, residence=code)
                       for name, code in (("f", None), ("g", "9999")))]  # fmt: skip

    whole = judged(*(count("participants", n) for n in (4, 6, 8)), people=people,
                   taking_part=["berg"])  # fmt: skip
    both = judged(count("participants", 7), people=people, member_ids="berg+dal")

    # Berg's four, and besides e of Dal, f and g = 7 in all
    assert [one.verdict for one in whole] == ["agree", "possible", "disagree"]
    assert both[0].verdict == "possible"
    assert both[0].records is not None
    assert both[0].records.reason == reasons.EVERYBODY_COUNTED


def test_a_period_that_the_programmes_own_records_do_not_reach_is_not_covered() -> None:
    old = [{**one, "as_of": date(2021, 3, 1)} for one in ROWS]
    other = row("2018-06-01", programme_id="q")

    for day, verdict in (("2020-06-30", "not_comparable"), ("2021-03-01", "agree")):
        people = [*({**one, "as_of": date.fromisoformat(day)} for one in old), other]
        (one,) = judged(count("participants", 4), people=people)
        assert one.verdict == verdict
        assert one.reason == (reasons.NOT_COVERED if verdict == "not_comparable" else "")


def test_before_a_programmes_first_row_nothing_is_known_and_around_it_little() -> None:
    people = [*ROWS, row("2018-06-01", programme_id="q")]

    (before,) = judged(count("participants", 3), people=people,
                       period_start="2018", period_end="2019-09-30")  # fmt: skip
    begun = judged(*(count("participants", n) for n in (0, 1, 3)), people=people,
                   period_start="2018", period_end="2019")  # fmt: skip

    # p's first row is of 1 October 2019; of the time before it there may have been more
    assert (before.verdict, before.reason) == ("not_comparable", reasons.NOT_COVERED)
    assert [one.verdict for one in begun] == ["disagree", "agree", "possible"]
    assert begun[0].records is not None
    assert (begun[0].records.high, begun[0].records.reason) == (None, reasons.RECORDS_BEGIN_LATER)


def test_a_range_or_a_number_of_about_is_possible_where_it_meets_the_records() -> None:
    found = judged(
        count("participants", low=2.0, high=4.0),
        count("participants", low=5.0),
        count("participants", 4.4, approximate=True),
        count("participants", 4.5, approximate=True),
    )

    # 4.4 less a tenth is 3.96; 4.5 less a tenth is 4.05; none states the very number
    assert [one.verdict for one in found] == ["possible", "disagree", "possible", "disagree"]


@pytest.mark.parametrize(
    ("stated", "why"),
    [
        (count("participants"), reasons.NO_NUMBER),
        (count("cases", 3), reasons.NOT_PARTICIPANTS),
        (count("participants", 3, unit="cases"), reasons.NOT_PARTICIPANTS),
        (outcome("internship", 3), reasons.OUTCOME_UNRECORDED),
        (outcome("employment", 3, after="later"), reasons.TIME_UNRECORDED),
    ],
)
def test_what_records_do_not_hold_is_not_comparable(stated: Cells, why: str) -> None:
    (one,) = judged(stated)

    assert (one.verdict, one.reason, one.records) == ("not_comparable", why, None)


@pytest.mark.parametrize(
    ("cells", "why"),
    [
        ({"component": "courses"}, reasons.COMPONENT_UNRECORDED),
        ({"programme_id": "other"}, reasons.NO_RECORDS),
        ({"member_ids": ""}, reasons.NOT_RESIDENTS),
        ({"member_ids": "region"}, reasons.NOT_RESIDENTS),
        ({"period_start": ""}, reasons.PERIOD_NOT_STATED),
        ({"period_start": "2018"}, reasons.NOT_COVERED),
        ({"period_end": "2022"}, reasons.NOT_COVERED),
        ({"period_kind": "stock", "period_end": "", "as_of": ""}, reasons.DAY_NOT_STATED),
    ],
)
def test_another_scope_is_not_comparable(cells: dict[str, Any], why: str) -> None:
    (one,) = judged(count("participants", 4), **cells)

    assert (one.verdict, one.reason) == ("not_comparable", why)


def test_nothing_is_laid_out_of_no_rows() -> None:
    with database() as con:
        assert lay(con, con.from_arrow(arrow_schema().empty_table()), []) is None
