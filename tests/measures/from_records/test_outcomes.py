from typing import Any

from hypothesis import given, settings

from participation_rows import Row, asked, by_key, numbers, plus_months, row, several
from utfall.data.codes import BROKEN_OFF, STUDY, WORK
from utfall.measures import reasons
from utfall.measures.from_records.ledger import ledger
from utfall.measures.from_records.outcomes import exit_ledger, outcomes, steps
from utfall.values import parse_group


def left(activity: str | None = None, **cells: Any) -> Row:
    """Return an exit on the last of January 2021, with this main activity at exit."""
    return row("2020-06-01", "2021-01-31", activity_exit=activity, **cells)


def test_exits_are_completed_broken_off_by_reason_and_unknown() -> None:
    told = ["completed", "completed", "illness", "moved", "illness", None]
    rows = [row("2020-01-01", "2021-02-01", exit_reason=reason) for reason in told]

    values = by_key(asked(exit_ledger, rows, ()))

    key = "{}:p:berg:2021:from=records{}"
    completed = values[key.format("n_completed", "")]
    # 2 + 3 + 1 = 6; the one without a reason may have completed, or not
    assert (completed.value, completed.low, completed.high, completed.denominator) == (2, 2, 3, 6)
    assert (completed.bound, completed.reason) == ("at_least", reasons.EXIT_REASON_MISSING)
    assert values[key.format("n_broken_off", "")].value == 3
    assert values[key.format("n_broken_off", ";reason=illness")].value == 2
    assert values[key.format("n_broken_off", ";reason=moved")].value == 1
    assert values[key.format("n_exit_reason_unknown", "")].value == 1


def test_work_study_none_and_unknown_are_the_exits() -> None:
    rows = [left("work"), left("work_municipal"), left("study_other"), left("job_seeking"), left()]

    found = numbers(asked(outcomes, rows, ()), year="2021")

    assert found["n_outcome:from=records;outcome=work"] == 2
    assert found["n_outcome:from=records;outcome=study"] == 1
    assert found["n_outcome:from=records;outcome=none"] == 1
    assert found["n_outcome:from=records;outcome=unknown"] == 1
    assert found["n_outcome:activity=work_municipal;from=records"] == 1
    assert "n_outcome:activity=study_csn;from=records" not in found


def test_not_yet_due_unknown_and_none_are_three_things() -> None:
    # six months after the last of August is the last of February, twelve the last of August
    rows = [
        row("2021-01-01", "2021-08-31", as_of="2022-02-27", activity_6m="work"),
        row("2021-01-01", "2021-08-31", as_of="2022-02-28", activity_6m="job_seeking"),
        row("2021-01-01", "2021-08-31", as_of="2022-08-31"),
    ]

    values = by_key(asked(outcomes, rows, ()))

    def six(name: str) -> float | None:
        return values[f"n_outcome:p:berg:2021:after=6m;from=records;outcome={name}"].value

    # what the first row says before its time has come is no follow-up
    told = [six(name) for name in ("not_due", "none", "unknown", "work", "study")]
    assert told == [1, 1, 1, 0, 0]
    twelve = values["n_outcome:p:berg:2021:after=12m;from=records;outcome=not_due"]
    assert twelve.value == 2
    reached = values["n_reached:p:berg:2021:after=6m;definition=association;from=records"]
    # of the two that are due nobody is known to have, and one may have, succeeded
    assert (reached.value, reached.high, reached.denominator) == (0, 1, 2)


def both_definitions(rows: list[Row]) -> dict[str, tuple[Any, ...]]:
    values = by_key(asked(outcomes, rows, ()))
    key = "n_reached:p:berg:2021:definition={};from=records"
    found = {name: values[key.format(name)] for name in ("association", "kolada")}
    return {
        name: (v.value, v.value if v.high is None else v.high, v.denominator)
        for name, v in found.items()
    }


def test_the_associations_definition_and_kolada_differ_by_job_and_study() -> None:
    lasts = {"job_lasts_month": "yes"}
    rows = [
        left("work", **lasts),
        left("work_subsidised", **lasts),
        left("work", job_lasts_month="no"),
        left("work"),  # nobody knows how long it lasts
        left("work_municipal", **lasts),
        left("study_csn"),
        left("study_other"),
        left("other"),
        left(),
    ]

    found = both_definitions(rows)

    # association: five jobs and two studies; at most the last too
    assert found["association"] == (7, 8, 9)
    # Kolada: two lasting jobs and one study; at most the job of unknown length and the last too
    assert found["kolada"] == (3, 5, 9)


def test_work_beside_another_main_activity_counts_for_the_association_only() -> None:
    rows = [
        left("job_seeking", work_extent_exit=25),
        left(None, study_extent_exit=50),
        left("other"),
    ]

    found = both_definitions(rows)

    assert found["association"] == (2, 2, 3)
    assert found["kolada"] == (0, 1, 3)


def test_a_share_is_of_those_due_and_bounded_by_the_unknown() -> None:
    rows = [left("work")] * 4 + [left("other")] * 4 + [left()] * 2

    share = by_key(asked(outcomes, rows, ()))[
        "share_reached:p:berg:2021:definition=association;from=records"
    ]

    # 4 of 10 at least, 6 of 10 at most
    assert (share.value, share.low, share.high) == (0.4, 0.4, 0.6)
    assert (share.numerator, share.denominator, share.bound) == (4, 10, "at_least")


def test_a_share_of_nine_is_refused_and_the_count_stays() -> None:
    values = by_key(asked(outcomes, [left("work")] * 9, ()))

    key = "{}:p:berg:2021:definition=association;from=records"
    share = values[key.format("share_reached")]
    assert (share.status, share.value, share.reason) == ("refused", None, reasons.TOO_FEW)
    assert values[key.format("n_reached")].value == 9


def test_a_share_of_nobody_due_is_refused_since_the_time_has_not_come() -> None:
    values = by_key(asked(outcomes, [left("work", as_of="2021-06-01")] * 12, ()))

    key = "share_reached:p:berg:2021:after=12m;definition=association;from=records;kind=to_date"
    assert (values[key].status, values[key].reason) == ("refused", reasons.NONE_DUE)


def step_of(**cells: Any) -> str:
    values = asked(steps, [left(cells.pop("activity_exit", None), **cells)], ())
    found = numbers(values, year="2021")
    (name,) = [key for key, number in found.items() if key.startswith("n_step") and number]
    return parse_group(name.partition(":")[2])["step"]


def test_to_begin_work_is_a_step_whatever_its_extent() -> None:
    assert step_of(activity_entry="other", activity_exit="work") == "started"
    assert step_of(activity_entry="study_csn", activity_exit="work_municipal") == "started"
    assert step_of(activity_entry="other", activity_exit="other", work_extent_exit=25) == "started"


def test_more_of_the_same_is_a_step_and_as_much_is_none() -> None:
    worked = {"activity_entry": "work", "activity_exit": "work", "work_extent_entry": 50}
    assert step_of(**worked, work_extent_exit=75) == "increased"
    assert step_of(**worked, work_extent_exit=50) == "none"
    assert step_of(**worked, work_extent_exit=25) == "none"


def test_a_step_that_a_missing_extent_would_decide_is_unknown() -> None:
    assert step_of(activity_entry="work", activity_exit="work", work_extent_exit=75) == "unknown"
    assert step_of(activity_exit="other") == "none"  # nothing at exit: no step from anywhere
    assert step_of(activity_entry="other") == "unknown"


def _status(r: Row, months: int) -> str:
    time = f"{months}m" if months else "exit"
    if plus_months(r["exit"], months) > r["as_of"]:
        return "not_due"
    activity = r[f"activity_{time}"]
    if activity is None:
        return "unknown"
    return "work" if activity in WORK else "study" if activity in STUDY else "none"


@given(several())
@settings(max_examples=25, deadline=None)
def test_outcomes_are_what_looking_at_each_exit_gives(rows: list[Row]) -> None:
    for value in asked(outcomes, rows, ()):
        parts = parse_group(value.group)
        if value.measure != "n_outcome" or "outcome" not in parts:
            continue
        if (value.member_id, value.programme_id) != ("all", "all"):
            continue
        first, last = int(value.year[:4]), int(value.year[-4:])
        ended = [r for r in rows if r["exit"] and first <= r["exit"].year <= last]
        months = int(parts.get("after", "0m")[:-1])
        assert value.value == sum(_status(r, months) == parts["outcome"] for r in ended)
        assert value.denominator == len(ended)


@given(several())
@settings(max_examples=25, deadline=None)
def test_parts_add_up_to_the_exits_in_every_cut(rows: list[Row]) -> None:
    exits: dict[tuple[Any, ...], float | None] = {}
    for value in asked(ledger, rows, ("sex",)):
        parts = parse_group(value.group)
        if value.measure == "n_exits" and parts["count"] == "participations":
            exits[value.member_id, value.programme_id, value.year, parts.get("sex")] = value.value
    sums: dict[tuple[Any, ...], float] = {}
    for measure in (exit_ledger, outcomes, steps):
        for value in asked(measure, rows, ("sex",)):
            parts = parse_group(value.group)
            if not value.measure.startswith("n_") or "reason" in parts or "definition" in parts:
                continue
            if "activity" in parts:
                continue
            after = parts.get("after", "")
            known = (value.member_id, value.programme_id, value.year, parts.get("sex"))
            sums[*known, measure.__name__, after] = sums.get(
                (*known, measure.__name__, after), 0
            ) + (value.value or 0)

    for told, total in sums.items():
        assert total == exits[told[:-2]]
    # completed + broken off + unknown, three times of outcomes, steps
    with_exits = [cut for cut, number in exits.items() if number]
    assert len(sums) == 5 * len(with_exits)


@given(several())
@settings(max_examples=25, deadline=None)
def test_kolada_never_counts_more_than_the_association_and_both_keep_their_bounds(
    rows: list[Row],
) -> None:
    values = by_key(asked(outcomes, rows, ()))

    for value in values.values():
        if value.measure == "n_reached":
            n = value.denominator or 0
            assert 0 <= (value.value or 0) <= (n if value.high is None else value.high) <= n
        if "definition=kolada" in value.group and value.measure == "n_reached":
            wider = values[value.key.replace("kolada", "association")]
            assert (value.value or 0) <= (wider.value or 0)


def test_every_reason_for_leaving_but_completed_is_to_break_off() -> None:
    rows = [row("2021-01-01", "2021-02-01", exit_reason=r) for r in BROKEN_OFF]

    found = numbers(asked(exit_ledger, rows, ()), year="2021")

    assert found["n_broken_off:from=records"] == len(BROKEN_OFF) == 8
    assert found["n_completed:from=records"] == 0
