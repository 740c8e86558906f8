from datetime import date
from typing import Any

from hypothesis import given, settings

from participation_rows import Row, asked, by_key, numbers, plus_months, row, several
from utfall.data.codes import BROKEN_OFF, EXIT_REASON, LEFT_OTHERWISE, STUDY, WORK
from utfall.measures import reasons
from utfall.measures.from_records.duration import against_plan
from utfall.measures.from_records.ledger import ledger
from utfall.measures.from_records.outcomes import exit_ledger, outcomes
from utfall.measures.from_records.steps import steps
from utfall.values import parse_group

# Neither work nor study to any extent, which an empty extent does not say.
IDLE = {"work_extent_exit": 0, "study_extent_exit": 0}


def left(activity: str | None = None, **cells: Any) -> Row:
    """Return an exit on the last of January 2021, with this main activity at exit."""
    return row("2020-06-01", "2021-01-31", activity_exit=activity, **cells)


def test_exits_are_completed_broken_off_by_reason_and_unknown() -> None:
    told = ["completed", "completed", "illness", "moved", "illness", None]
    rows = [row("2020-01-01", "2021-02-01", exit_reason=reason) for reason in told]

    values = by_key(asked(exit_ledger, rows, ()))

    key = "{}:p:berg:2021:from=records{}"
    completed = values[key.format("n_completed", "")]
    # 2 + 2 + 1 + 1 = 6; the one without a reason may have completed, or not
    assert (completed.value, completed.low, completed.high, completed.denominator) == (2, 2, 3, 6)
    assert (completed.bound, completed.reason) == ("at_least", reasons.EXIT_REASON_MISSING)
    assert values[key.format("n_broken_off", "")].value == 2
    assert values[key.format("n_broken_off", ";reason=illness")].value == 2
    assert values[key.format("n_left_otherwise", "")].value == 1
    assert values[key.format("n_left_otherwise", ";reason=moved")].value == 1
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
        row("2021-01-01", "2021-08-31", as_of="2022-02-28", activity_6m="job_seeking",
            work_extent_6m=0, study_extent_6m=0),
        row("2021-01-01", "2021-08-31", as_of="2022-08-31"),
    ]  # fmt: skip

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
        left("other", **IDLE),
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
        left("other", **IDLE),
    ]

    found = both_definitions(rows)

    assert found["association"] == (2, 2, 3)
    # what kind of work or study it is nobody knows, so Kolada's may be both
    assert found["kolada"] == (0, 2, 3)


def test_a_share_is_of_those_due_and_bounded_by_the_unknown() -> None:
    rows = [left("work")] * 4 + [left("other", **IDLE)] * 4 + [left()] * 2

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
        return "none" if r["exit_reason"] == "deceased" else "unknown"
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
        status = [_status(r, months) for r in ended]
        due = len(ended) - status.count("not_due")
        if value.status == "refused":
            assert months
            assert not due
            assert parts["outcome"] != "not_due"
        else:
            assert value.value == status.count(parts["outcome"])
            assert value.denominator == (len(ended) if parts["outcome"] == "not_due" else due)


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
    # the reasons for leaving, three times of outcomes, steps
    assert len(sums) >= 5 * sum(bool(number) for number in exits.values())


@given(several())
@settings(max_examples=25, deadline=None)
def test_kolada_never_counts_more_than_the_association_and_both_keep_their_bounds(
    rows: list[Row],
) -> None:
    values = by_key(asked(outcomes, rows, ()))
    exits = by_key(asked(ledger, rows, ()))

    for value in values.values():
        if value.measure == "n_reached" and value.high is not None:
            key = (value.programme_id, value.member_id, value.year)
            most = exits[":".join(("n_exits", *key, "count=participations;from=records"))]
            n = most.value if most.high is None else most.high
            assert 0 <= (value.value or 0) <= value.high <= (n or 0)
        if value.measure == "share_reached" and value.status == "shown":
            low, high = value.low or 0, 1 if value.high is None else value.high
            assert 0 <= low <= (value.value or 0) <= high <= 1
        if "definition=kolada" in value.group and value.measure == "n_reached":
            wider = values[value.key.replace("kolada", "association")]
            assert (value.value or 0) <= (wider.value or 0)


def test_who_moved_died_or_went_to_another_programme_did_not_break_off() -> None:
    rows = [row("2021-01-01", "2021-02-01", exit_reason=r) for r in EXIT_REASON]

    found = numbers(asked(exit_ledger, rows, ()), year="2021")

    # 1 completed + 5 + 3 = 9 reasons
    assert found["n_completed:from=records"] == 1
    assert found["n_broken_off:from=records"] == len(BROKEN_OFF) == 5
    assert found["n_left_otherwise:from=records"] == len(LEFT_OTHERWISE) == 3
    assert len(EXIT_REASON) == 9


def test_a_follow_up_that_nobody_is_due_for_is_refused_and_no_zero() -> None:
    values = by_key(asked(outcomes, [left("work", as_of="2021-12-31")] * 12, ()))

    # twelve months after January 2021 had not come; six had, and nothing is recorded of them
    key = "{}:p:berg:2021:after={};{}from=records{}"
    for outcome in ("work", "study", "none", "unknown"):
        value = values[key.format("n_outcome", "12m", "", f";outcome={outcome}")]
        assert (value.status, value.value, value.reason) == ("refused", None, reasons.NONE_DUE)
    waiting = values[key.format("n_outcome", "12m", "", ";outcome=not_due")]
    assert (waiting.value, waiting.denominator, waiting.bound) == (12, 12, "exact")
    for measure in ("n_reached", "share_reached"):
        reached = values[key.format(measure, "12m", "definition=association;", "")]
        assert (reached.status, reached.reason) == ("refused", reasons.NONE_DUE)
    unknown = values[key.format("n_outcome", "6m", "", ";outcome=unknown")]
    assert (unknown.value, unknown.denominator) == (12, 12)


def test_who_waits_for_a_follow_up_is_no_flow_that_only_grows() -> None:
    spring = {"as_of": "2021-06-30"}
    values = by_key(asked(outcomes, [left("work", **spring)] * 3 + [left(**spring)], ()))

    key = "n_outcome:p:berg:2021:{}from=records;kind=to_date;outcome={}"
    for waiting in (key.format("after=6m;", "not_due"), key.format("", "unknown")):
        value = values[waiting]
        assert (value.low, value.high, value.bound) == (None, None, "conditional")
        assert value.reason == reasons.YEAR_NOT_OVER


def test_who_may_have_left_unseen_widens_every_count_of_exits() -> None:
    # five left, two of them to work, and three old rows say nothing of the end of 2021
    old = [row("2020-06-01", person=f"o{n}", as_of="2021-03-31") for n in range(3)]
    told_of_all = {"exit_reason": "completed", "activity_entry": "other"}
    rows = [left("work", **told_of_all)] * 2 + [left("other", **IDLE, **told_of_all)] * 3 + old

    def told(measure: Any, key: str) -> tuple[Any, ...]:
        value = by_key(asked(measure, rows, ()))[key]
        return value.value, value.low, value.high, value.bound, value.reason

    more = ("at_least", reasons.UNCONFIRMED)
    key = "{}:p:berg:2021:{}"
    assert told(exit_ledger, key.format("n_completed", "from=records")) == (5, 5, 8, *more)
    assert told(exit_ledger, key.format("n_broken_off", "from=records")) == (0, 0, 3, *more)
    work = key.format("n_outcome", "from=records;outcome=work")
    assert told(outcomes, work) == (2, 2, 5, *more)
    reached = key.format("n_reached", "definition=association;from=records")
    assert told(outcomes, reached) == (2, 2, 5, *more)
    assert told(steps, key.format("n_step", "from=records;step=started")) == (2, 2, 5, *more)
    assert told(steps, key.format("n_step", "from=records;step=none")) == (3, 3, 6, *more)
    unplanned = key.format("n_exits_against_plan", "from=records;plan=none")
    assert told(against_plan, unplanned) == (5, 5, 8, *more)


def test_a_share_may_be_lower_or_higher_by_those_who_may_have_left_unseen() -> None:
    # 5 of 10 succeeded; of four more who may have left, none or all: 5/14 and 9/14
    old = [row("2020-06-01", person=f"o{n}", as_of="2021-03-31") for n in range(4)]
    rows = [left("work")] * 5 + [left("other", **IDLE)] * 5 + old

    share = by_key(asked(outcomes, rows, ()))[
        "share_reached:p:berg:2021:definition=association;from=records"
    ]

    assert (share.value, share.low, share.high) == (0.5, 5 / 14, 9 / 14)
    assert (share.bound, share.reason) == ("conditional", reasons.UNCONFIRMED)


def test_a_year_where_somebody_may_have_left_and_nobody_is_known_to_is_no_zero() -> None:
    rows = [row("2020-06-01", as_of="2020-12-31"), row("2021-01-01", person="b")]

    values = by_key(asked(exit_ledger, rows, ()))

    completed = values["n_completed:p:berg:2021:from=records"]
    assert (completed.value, completed.high) == (0, 1)
    assert "n_completed:p:berg:2020:from=records" not in values


def test_the_dead_are_exits_who_surely_did_not_succeed() -> None:
    rows = [left("work")] * 8 + [left(exit_reason="deceased")] * 2

    values = by_key(asked(outcomes, rows, ()))

    key = "{}:p:berg:2021:{}from=records{}"
    for after in ("", "after=6m;"):
        unknown = values[key.format("n_outcome", after, ";outcome=unknown")]
        none = values[key.format("n_outcome", after, ";outcome=none")]
        assert (unknown.value, none.value) == ((0, 2) if not after else (8, 2))
    share = values[key.format("share_reached", "definition=association;", "")]
    assert (share.value, share.denominator, share.bound) == (0.8, 10, "exact")
    kolada = values[key.format("n_reached", "definition=kolada;", "")]
    # eight jobs of unknown length
    assert (kolada.value, kolada.high, kolada.denominator) == (0, 8, 10)
    assert step_of(activity_entry="work", exit_reason="deceased") == "none"


def test_an_empty_extent_beside_another_main_activity_may_be_some() -> None:
    half_known = {"work_extent_exit": 0}
    rows = [
        left("other"),
        left("job_seeking", **half_known),
        left("other", **IDLE),
        left(None, **IDLE),
    ]

    # the first two may work or study beside; the last two do not, whatever they do
    assert both_definitions(rows)["association"] == (0, 2, 4)
    assert both_definitions(rows)["kolada"] == (0, 0, 4)


def test_a_share_so_far_is_conditional() -> None:
    rows = [left("work", as_of="2021-06-30")] * 10

    share = by_key(asked(outcomes, rows, ()))[
        "share_reached:p:berg:2021:definition=association;from=records;kind=to_date"
    ]

    assert (share.value, share.bound, share.reason) == (1, "conditional", reasons.YEAR_NOT_OVER)


def test_nobody_increases_from_full_time() -> None:
    full = {"activity_entry": "work", "work_extent_entry": 100, "activity_exit": "work"}
    assert step_of(**full) == "none"


def _reached(r: Row, definition: str) -> str:
    """Return whether a person had reached work or study at exit: yes, no or maybe."""
    activity, work, study = (
        r[f"{name}_exit"] for name in ("activity", "work_extent", "study_extent")
    )
    if definition == "association":
        yes = activity in (*WORK, *STUDY) or bool(work) or bool(study)
        maybe = work is None or study is None
    else:
        job = activity in ("work", "work_subsidised")
        yes = activity == "study_csn" or (job and r["job_lasts_month"] == "yes")
        beside = (activity not in WORK and bool(work)) or (activity not in STUDY and bool(study))
        nothing = activity is None and not (work == 0 and study == 0)
        maybe = beside or nothing or (job and r["job_lasts_month"] is None)
    if yes:
        return "yes"
    return "maybe" if maybe and r["exit_reason"] != "deceased" else "no"


@given(several())
@settings(max_examples=25, deadline=None)
def test_both_definitions_and_their_bounds_are_what_looking_at_each_exit_gives(
    rows: list[Row],
) -> None:
    newest = {p: max((r["as_of"] for r in rows if p in ("all", r["programme_id"])), default=None)
              for p in ("all", "p", "q")}  # fmt: skip
    for value in asked(outcomes, rows, ()):
        parts = parse_group(value.group)
        programme, year = value.programme_id, value.year
        if value.measure != "n_reached" or "after" in parts or value.member_id != "all":
            continue
        own = [r for r in rows if programme in ("all", r["programme_id"])]
        first, last, day = int(year[:4]), int(year[-4:]), newest[programme]
        assert day is not None
        end = min(date(last, 12, 31), day)
        told = [_reached(r, parts["definition"]) for r in own
                if r["exit"] and first <= r["exit"].year <= last]  # fmt: skip
        unconfirmed = sum(r["exit"] is None and r["entry"] <= end and r["as_of"] < end for r in own)
        assert (value.value, value.denominator) == (told.count("yes"), len(told))
        if "kind" not in parts:
            most = told.count("yes") + told.count("maybe") + unconfirmed
            assert (value.value if value.high is None else value.high) == most
