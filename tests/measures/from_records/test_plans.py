from typing import Any

import pandas as pd

from participation_rows import Row, asked, by_key, row
from utfall.measures import reasons
from utfall.measures.from_records.counted import At
from utfall.measures.from_records.plans import Planned, new_against_plan, to_publish, volume_heads
from utfall.measures.from_records.scope import Scope
from utfall.values import Value

ROWS = [
    row("2020-01-01", "2020-02-01"),
    row("2020-03-01", "2020-04-01"),  # the same person again
    row("2020-12-31", person="b"),
    row("2020-06-01", person="c", residence="9902"),
    row("2021-01-01", person="d"),
]


def planned(
    value: float,
    start: str = "2020",
    end: str = "2020",
    people: list[Row] | None = None,
    **cells: Any,
) -> Value:
    goal = {
        "goal_id": "g",
        "programme_id": "p",
        "member_ids": "berg",
        "measure": "planned_participants",
        "population": "participants",
        "value": value,
        "period_start": start,
        "period_end": end,
        "source_id": "s",
        **cells,
    }
    (found,) = asked(_against_plan, people or ROWS, pd.DataFrame([goal]))
    return found


def _against_plan(con: Any, horizon: Any, goals: pd.DataFrame) -> list[Value]:
    scope = Scope(horizon, frozenset({"berg", "dal"}), {"p": ("berg", "dal")})
    return new_against_plan(con, scope, goals)


def test_persons_who_came_are_set_against_those_planned() -> None:
    # a and b of Berg in 2020, and c of Dal
    alone, joint = planned(8), planned(8, member_ids="berg+dal")

    assert (alone.numerator, alone.denominator, alone.value) == (2, 8, 0.25)
    assert (joint.numerator, joint.value) == (3, 0.375)


def test_a_plan_that_runs_on_is_met_so_far() -> None:
    value = planned(10, "2020", "2023")

    assert (value.numerator, value.year) == (3, "2020/2023")
    assert "kind=to_date" in value.group
    assert (value.low, value.high, value.bound) == (0.3, None, "at_least")


def test_a_plan_without_period_place_or_records_is_refused() -> None:
    assert planned(8, "", "").reason == reasons.PERIOD_NOT_STATED
    assert planned(8, member_ids="").reason == reasons.NOT_RESIDENTS
    assert planned(8, "2019", "2020").reason == reasons.NOT_COVERED
    assert planned(8, "2022", "2023").reason == reasons.NOT_COVERED
    assert planned(0).reason == reasons.NOBODY_PLANNED


def test_a_plan_may_be_met_by_people_of_unknown_residence_or_from_elsewhere() -> None:
    people = [*ROWS, row("2020-01-01", person="f", residence=None),
              row("2020-01-01", person="g", residence="9999")]  # fmt: skip

    # a and b of Berg, and perhaps f; of both members three, and perhaps f and g
    alone, joint = planned(8, people=people), planned(8, people=people, member_ids="berg+dal")

    assert (alone.numerator, alone.high, alone.reason) == (2, 3 / 8, reasons.RESIDENCE_MISSING)
    assert (joint.numerator, joint.high, joint.reason) == (3, 5 / 8, reasons.EVERYBODY_COUNTED)


def test_a_plan_of_a_programme_without_records_or_that_begins_before_them() -> None:
    people = [*ROWS, row("2018-06-01", programme_id="q")]

    assert planned(8, programme_id="r").reason == reasons.NO_RECORDS
    assert planned(8, "2018", "2019", people=people).reason == reasons.NOT_COVERED
    begun = planned(8, "2019", "2020", people=people)
    assert (begun.value, begun.high, begun.bound) == (0.25, None, "at_least")
    assert begun.reason == reasons.RECORDS_BEGIN_LATER


def to_be_published(start: str, end: str, **cells: Any) -> Planned:
    goal = {
        "goal_id": "g", "programme_id": "p", "member_ids": "berg+dal",
        "measure": "planned_participants", "population": "participants", "value": 8,
        "period_start": start, "period_end": end, "source_id": "s", **cells,
    }  # fmt: skip
    (found,) = _planned(ROWS, goal)
    return found


def _planned(people: list[Row], goal: dict[str, Any]) -> list[Planned]:
    def publish(con: Any, horizon: Any, goals: pd.DataFrame) -> list[Any]:
        scope = Scope(horizon, frozenset({"berg", "dal"}), {"p": ("berg", "dal")})
        return list(to_publish(con, scope, goals))

    return asked(publish, people, pd.DataFrame([goal]))


def test_a_plan_is_published_of_everybody_or_of_one_member() -> None:
    joint, alone = (
        to_be_published("2020", "2021"),
        to_be_published("2020", "2021", member_ids="dal"),
    )

    assert joint.at == At("new", "all", "p", "2020/2021")
    assert alone.at == At("new", "dal", "p", "2020/2021")
    assert (joint.share.denominator, joint.share.numerator) == (8, None)
    assert joint.share.key == "share_of_plan:p:all:2020/2021:count=participations;from=records"


def test_a_plan_of_a_part_of_a_year_in_which_others_began_is_refused() -> None:
    # Persons began on 1 January and on 31 December 2020, and on 1 January 2021.
    parts = [
        ("2020-01-01", "2020-12-31"),
        ("2020-01-02", "2020-12-31"),
        ("2020-01-01", "2020-12-30"),
    ]

    found = [to_be_published(*part) for part in parts]

    assert [one.at is None for one in found] == [False, True, True]
    assert {one.share.reason for one in found[1:]} == {reasons.PLAN_WITHIN_YEARS}
    assert {one.share.status for one in found[1:]} == {"refused"}


def test_what_cannot_be_set_against_a_plan_is_not_published_either() -> None:
    assert to_be_published("2020", "2020", value=0).share.reason == reasons.NOBODY_PLANNED
    assert to_be_published("", "").share.reason == reasons.PERIOD_NOT_STATED


def test_heads_are_beside_the_records_and_told_apart() -> None:
    cells = {"programme_id": "p", "member_ids": "berg", "period_start": "2020", "source_id": "s"}
    rows = [{**cells, "volume_id": f"v{n}", "period_end": "2020", "heads": n} for n in (5, 7)]

    values = by_key(volume_heads(pd.DataFrame(rows)))

    assert values["n_heads:p:berg:2020:from=volumes;volume=v5"].value == 5
    assert values["n_heads:p:berg:2020:from=volumes;volume=v7"].value == 7
