"""What follows from protected counts of records, and from those that are shown alone."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from participation_rows import asked, row
from utfall.data.check import check_path
from utfall.data.register import read_register
from utfall.disclosure.counting import counted
from utfall.disclosure.shown import shown
from utfall.measures import reasons
from utfall.measures.from_records.counted import Tabulation, count
from utfall.measures.from_records.derived import remaining
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.params import Disclosure
from utfall.values import Value, group, not_shown, parse_group

ROOT = Path(__file__).parents[3]


def new(number: float | None, stay: str = "", **cells: str) -> Value:
    parts = group(from_="records", count="participations", stay=stay, **cells)
    v = Value("n_new", "all", "all", "2018/2021", parts, number or 0, "participations")
    return v if number is not None else not_shown(v, "suppressed", reasons.HIDDEN)


def curve(*counts: Value, fewest: int = 5) -> dict[str, tuple[float | None, float | None]]:
    return {
        parse_group(v.group)["quarters"]: (v.numerator, v.value) for v in remaining(counts, fewest)
    }


def test_who_is_still_there_is_those_who_began_less_those_who_had_left() -> None:
    # Of 40, 10 had left within a quarter and 20 more within two: 30 and 10 were still there.
    assert curve(new(40), new(10, "q1"), new(20, "q2")) == {"1": (30, 0.75), "2": (10, 0.25)}


def test_the_curve_ends_where_fewer_than_the_threshold_remain() -> None:
    counts = [new(40), new(10, "q1"), new(25, "q2"), new(1, "q3")]

    # 40 - 10 - 25 = 5 is not fewer than five; 4 is.
    assert list(curve(*counts)) == ["1", "2"]
    assert list(curve(*counts, fewest=6)) == ["1"]


@pytest.mark.parametrize(
    ("counts", "quarters"),
    [
        pytest.param([new(40), new(10, "q1"), new(None, "q2"), new(9, "q3")], ["1"], id="a step"),
        pytest.param([new(None), new(10, "q1")], [], id="those who began"),
        pytest.param([new(40), new(10, "q2")], [], id="a step that is not there"),
        pytest.param([new(40), new(0, "q1"), new(8, "q2")], ["1", "2"], id="nobody left"),
        pytest.param([new(40, sex="K"), new(10, "q1", sex="K")], [], id="of a part"),
    ],
)
def test_the_curve_has_no_point_after_what_is_hidden(
    counts: list[Value], quarters: list[str]
) -> None:
    assert list(curve(*counts)) == quarters


def test_a_step_that_may_be_larger_leaves_at_most_so_many() -> None:
    step = replace(new(10, "q1"), bound="at_least", reason=reasons.UNCONFIRMED)
    (point,) = remaining([new(40), step], 5)

    assert (point.bound, point.reason) == ("at_most", reasons.UNCONFIRMED)


STAYS = {
    "q1": "2020-04-30",
    "q2": "2020-05-01",  # three months to the day: not within the first quarter
    "q8": "2022-01-31",
    "longer": "2022-02-01",
    "still": "",
}


def _stays(con: Any, _: object) -> Any:
    table = Tabulation("new", (), (DIMENSIONS["stay"],))
    return count(con, table, {"2020": (2020,)}).items()


def test_a_quarter_is_three_months_from_the_day_of_entry() -> None:
    people = [
        row("2020-02-01", left, person=stay, as_of=date(2023, 12, 31))
        for stay, left in STAYS.items()
    ]

    found: Any = dict(asked(_stays, people))

    assert {dict(at.codes)["stay"]: n.rows for at, n in found.items() if at.codes} == dict.fromkeys(
        STAYS, 1
    )


def test_a_period_is_told_when_everybody_in_it_has_been_followed_for_two_years() -> None:
    folder, _ = check_path(ROOT / "data" / "example", read_register(ROOT / "data" / "register"))
    found = counted(folder, Disclosure(coarsen=(), hidden_at_most=1.0), {})
    assert found is not None

    # The records reach to 31 December 2025.
    stays = {v.year for v in found.values if "stay=" in v.group}
    assert stays == {str(year) for year in range(2018, 2024)}
    for v in shown(found, frozenset()):
        if v.measure == "share_remaining":
            assert (v.numerator or 0) >= 5
            assert v.year in stays
