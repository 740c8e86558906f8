from typing import Any

import pandas as pd

from utfall.measures import reasons
from utfall.measures.stated import context_values, planned_values, statement_values

_ROW: dict[str, Any] = {
    "programme_id": "isak",
    "subject": "",
    "member_ids": "",
    "measure": "planned_participants",
    "population": "participants",
    "value": float("nan"),
    "low": float("nan"),
    "high": float("nan"),
    "approximate": False,
    "unit": "persons",
    "period_start": "",
    "period_end": "",
    "source_id": "s",
    "goal_id": "g",
    "statement_id": "t",
}


def _frame(*rows: dict[str, Any]) -> pd.DataFrame:
    return pd.DataFrame([{**_ROW, **row} for row in rows])


def test_a_plan_is_approximate_where_the_source_says_about() -> None:
    (value,) = planned_values(_frame({"value": 250.0, "approximate": True}))

    assert value.key == "n_planned:isak:::"
    assert (value.value, value.approximate) == (250, True)


def test_a_plan_for_staff_is_no_plan_for_participants() -> None:
    participants, staff = planned_values(
        _frame({"value": 50.0}, {"value": 140.0, "population": "staff"})
    )

    assert (participants.group, staff.group) == ("", "population=staff")


def test_other_goals_keep_their_name_and_their_range() -> None:
    rounds, target = planned_values(
        _frame(
            {"measure": "participants_per_round", "low": 12.0, "high": 15.0},
            {"measure": "share_target", "low": 50.0, "unit": "percent"},
        )
    )

    assert (rounds.measure, rounds.low, rounds.high) == ("planned_participants_per_round", 12, 15)
    assert (target.measure, target.bound, target.unit) == (
        "planned_share_target",
        "at_least",
        "percent",
    )


def test_two_plans_of_one_kind_are_told_apart_by_their_source() -> None:
    values = planned_values(
        _frame({"value": 300.0, "source_id": "a"}, {"value": 170.0, "source_id": "b"})
    )

    assert [value.group for value in values] == ["source=a", "source=b"]


def test_payback_of_29_and_9_months_is_what_others_said() -> None:
    rows = _frame(
        {"measure": "payback_months", "value": 29.0, "unit": "months", "statement_id": "t1"},
        {"measure": "payback_months", "value": 9.0, "unit": "months", "statement_id": "t2"},
    )

    first, second = statement_values(rows)

    assert (first.key, first.value) == ("statement_payback_months::::statement=t1", 29)
    assert (second.key, second.value) == ("statement_payback_months::::statement=t2", 9)


def test_a_statement_in_words_has_no_number() -> None:
    (value,) = statement_values(_frame({"measure": "result_claim", "subject": "ratt-insats"}))

    assert (value.programme_id, value.status) == ("ratt-insats", "not_applicable")
    assert value.reason == reasons.WORDS_ONLY


def test_a_register_may_hide_or_lack_a_figure_and_zero_is_a_figure() -> None:
    rows = pd.DataFrame(
        {
            "context_id": ["1", "2", "3", "4", "5"],
            "municipality_code": ["0486", "0486", "0481", "00", "9999"],
            "measure": ["open_unemployment", "assistance", "assistance", "assistance", "x"],
            "value": [0.0, float("nan"), float("nan"), 4.5, 1.0],
            "unit": "percent",
            "period_start": "2017",
            "period_end": "2017",
            "status": ["shown", "suppressed", "missing", "", "shown"],
            "source_id": "r",
        }
    )
    names = {"0486": "strangnas", "0481": "oxelosund", "00": "country"}

    zero, hidden, missing, country = context_values(rows, names)

    assert (zero.key, zero.value) == ("context_open_unemployment::strangnas:2017:", 0)
    assert (hidden.status, hidden.reason) == ("suppressed", reasons.HIDDEN_BY_REGISTER)
    assert (missing.status, missing.reason) == ("unknown", reasons.MISSING_IN_REGISTER)
    assert (country.member_id, country.value) == ("country", 4.5)
