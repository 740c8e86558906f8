"""Charts of records: lengths are the numbers that are shown, and a hidden one has one size."""

from collections.abc import Mapping
from typing import Any

import pytest

from drawn import Bar, Drawn
from evidence_rows import concealed, evidence, record, value
from utfall import figures
from utfall.figures import Chart
from utfall.values import Value

ROWS = {"count": "participations"}
TIMES = ("", "6m", "12m")


def new(number: float | None, **cells: Any) -> Value:
    return record("n_new", number, **{**ROWS, **cells})


def states(after: str = "", **numbers: float | None) -> list[Value]:
    return [
        record("n_outcome", n, outcome=code.rstrip("_"), after_=after)
        for code, n in numbers.items()
    ]


def drawn(chart: Chart | None) -> Drawn:
    assert chart is not None
    return Drawn(chart)


def boxes(d: Drawn) -> list[Bar]:
    """Return the boxes that stand for what is hidden: open and not hatched."""
    return [b for b in d.bars if not b.hatched and b.filled == "#000000"]


def rows(d: Drawn) -> Mapping[float, list[float]]:
    """Return the lengths of the filled and hatched bars, by row from the top."""
    hidden = boxes(d)
    found: dict[float, list[float]] = {}
    for bar in d.bars:
        if bar not in hidden:
            found.setdefault(round(bar.y, 3), []).append(bar.width)
    return found


@pytest.mark.parametrize(
    "name",
    [
        "records_flows",
        "records_association",
        "records_outcomes",
        "records_remaining",
        "records_sexes",
    ],
)
def test_without_records_there_is_no_chart(name: str) -> None:
    assert getattr(figures, name)(evidence(value("n_participants", 51))) is None


# Flows


def flows(last: Value) -> Drawn:
    e = evidence(
        new(20, year="2020"),
        new(10, year="2021"),
        last,
        record("n_exits", 0, year="2021", **ROWS),
        record("n_exits", 8, **ROWS),
        record("n_closing", 12, kind="stock", **ROWS),
    )
    return drawn(figures.records_flows(e))


def test_bars_of_a_year_are_as_long_as_their_numbers_on_one_scale() -> None:
    d = flows(new(5))

    lengths = [round(x / rows(d)[0.0][0] * 20, 6) for bars in rows(d).values() for x in bars]
    # 2020: new 20 · 2021: new 10, no exits · 2022: new 5, exits 8, still there 12
    assert lengths == [20, 10, 0, 5, 8, 12]
    assert d.rows == ["2020", "2021", "2022"]
    assert d.faults() == []


def test_a_zero_is_written_a_gap_is_words_and_what_is_hidden_a_box() -> None:
    d = flows(new(None))

    assert d.words.count("0") == 1
    assert d.words.count("ingen uppgift") == 3  # exits of 2020, still there in 2020 and 2021
    assert d.words.count("visas inte") == len(boxes(d)) == 1
    assert "Prickade rutor är tal som inte visas" in d.chart.caption


def test_a_box_has_the_same_size_whatever_else_is_shown() -> None:
    few = drawn(figures.records_flows(evidence(new(6, year="2021"), new(None))))
    many = drawn(figures.records_flows(evidence(new(900, year="2021"), new(None))))

    assert [b.width for b in boxes(few)] == [b.width for b in boxes(many)]


def test_the_values_of_a_chart_are_those_it_draws_and_all_are_shown() -> None:
    d = flows(new(None))

    assert [v.value for v in d.chart.drawn] == [20, 10, 0, 8, 12]


def test_a_chart_cannot_be_made_of_a_value_that_is_not_shown() -> None:
    chart = flows(new(5)).chart

    with pytest.raises(ValueError, match="drawn and not shown"):
        Chart(chart.figure, "", "", (concealed(new(3)),))


def test_the_finding_of_the_flows_is_the_first_and_the_last_year_in_the_right_number() -> None:
    one = figures.records_flows(evidence(new(1, year="2021"), new(7)))

    assert one is not None
    assert "deltagande började under 2021 och" in one.caption
    assert "2022: nya deltaganden 7" in one.alt


def test_flows_of_which_nothing_is_shown_are_no_chart() -> None:
    assert figures.records_flows(evidence(new(None))) is None


def test_the_whole_association_is_a_chart_of_its_own_only_beside_a_members() -> None:
    every = [new(70, member_id="all", year="2021"), new(80, member_id="all")]
    member = evidence(new(7), *every)
    region = evidence(*every, member=next(m for m in member.members if m.kind == "region"))

    assert drawn(figures.records_association(member)).rows == ["2021", "2022"]
    assert figures.records_association(region) is None
    assert drawn(figures.records_flows(region)).rows == ["2021", "2022"]


# Outcomes


def test_parts_are_as_long_as_their_numbers_and_the_unknown_is_hatched_before_those_not_due() -> (
    None
):
    e = evidence(
        *states(work=8, study=4, none=15, unknown=3),
        *states("6m", work=6, study=0, none=10, unknown=5, not_due=9),
    )

    d = drawn(figures.records_outcomes(e))

    assert list(rows(d).values()) == [[8, 4, 15, 3], [6, 0, 10, 5, 9]]
    assert [b.hatched for b in d.bars] == [
        False, False, False, True, False, False, False, True, False,
    ]  # fmt: skip
    fills = {b.width: b.filled for b in d.bars}
    assert fills[15] != fills[9]
    assert d.legend == [
        "arbete", "studier", "varken arbete eller studier", "inte registrerat", "inte aktuellt än",
    ]  # fmt: skip
    assert d.faults() == []


@pytest.mark.parametrize("shown", [6, 60])
def test_a_bar_with_hidden_parts_ends_in_one_box_that_tells_nothing_of_them(shown: float) -> None:
    e = evidence(*states(work=None, study=None, none=shown, unknown=2), *states("6m", none=70))

    d = drawn(figures.records_outcomes(e))

    (box,) = boxes(d)
    assert rows(d)[0.0] == [shown, 2]
    # A part of the axis, which the largest shown bar gives.
    assert box.width == pytest.approx(70 * 0.17)
    assert box.left > shown + 2
    assert d.legend[-1] == "visas inte"
    assert "arbete visas inte, studier visas inte" in d.chart.alt


def test_outcomes_of_nobody_are_a_written_zero() -> None:
    d = drawn(figures.records_outcomes(evidence(*states(work=0, none=0))))

    assert d.words.count("0") == 1


def test_the_finding_of_outcomes_is_said_or_said_to_be_hidden() -> None:
    told = figures.records_outcomes(evidence(*states(work=8, none=2)))
    hidden = figures.records_outcomes(evidence(*states(work=None, none=20)))

    assert told is not None
    assert hidden is not None
    assert "i arbete vid avslutet" in told.caption
    assert hidden.caption.startswith("**Hur många som hade arbete eller studier visas inte.**")


def test_only_the_two_newest_periods_are_drawn() -> None:
    e = evidence(
        *(record("n_outcome", 5, outcome="work", year=y) for y in ("2020", "2021", "2022"))
    )

    assert drawn(figures.records_outcomes(e)).rows == [
        "Avslut 2021 vid avslut",
        "Avslut 2022 vid avslut",
    ]


def test_outcomes_all_hidden_are_no_chart() -> None:
    assert figures.records_outcomes(evidence(*states(work=None, none=None))) is None


def test_six_full_rows_can_be_read() -> None:
    every = [
        record("n_outcome", 100 + i, outcome=code, after_=after, year=year)
        for year in ("2018/2021", "2022/2025")
        for after in TIMES
        for i, code in enumerate(("work", "study", "none", "unknown", "not_due"))
    ]

    d = drawn(figures.records_outcomes(evidence(*every)))

    assert len(d.rows) == 6
    assert d.faults() == []


# Women and men


def test_women_and_men_are_bars_and_nobody_unrecorded_is_no_bar() -> None:
    e = evidence(new(30, sex="K"), new(15, sex="M"), new(0, sex="unknown"))

    d = drawn(figures.records_sexes(e))

    assert d.rows == ["Kvinnor, 2022", "Män, 2022"]
    first, second = rows(d).values()
    assert second[0] / first[0] == pytest.approx(15 / 30)
    assert d.chart.caption.count("kvinnor") == 1


def test_one_woman_is_singular() -> None:
    chart = figures.records_sexes(evidence(new(1, sex="K"), new(1, sex="M")))

    assert chart is not None
    assert "]{.n" in chart.caption
    assert " kvinna och " in chart.caption
    assert " man**" in chart.caption.replace(".**", "**")


def test_a_hidden_sex_is_a_box_and_no_finding() -> None:
    d = drawn(figures.records_sexes(evidence(new(30, sex="K"), new(None, sex="M"))))

    assert len(boxes(d)) == 1
    assert [v.value for v in d.chart.drawn] == [30]
    assert "visas inte" in d.chart.caption
    assert d.faults() == []


# Who is still there


def still(quarter: int, number: float) -> Value:
    return record(
        "share_remaining", number / 40, unit="share", numerator=number, denominator=40,
        member_id="all", year="2018/2021", quarters=str(quarter),
    )  # fmt: skip


def test_the_curve_steps_down_to_those_who_are_still_there() -> None:
    chart = figures.records_remaining(evidence(still(1, 30), still(2, 10)))
    assert chart is not None
    step, _ = chart.figure.axes[0].lines

    assert [float(y) for y in step.get_ydata()] == [1, 0.75, 0.25]  # type: ignore[union-attr, arg-type]
    assert step.get_drawstyle() == "steps-post"
    assert {"40", "30", "10", "75,0 %", "25,0 %"} <= set(drawn(chart).words)
    assert "Efter två kvartal var" in chart.caption
    assert "Kurvan slutar där" in chart.caption
    assert chart.alt.endswith("efter ett kvartal 30 av 40, efter två kvartal 10 av 40.")


def test_a_curve_of_eight_quarters_tells_of_a_year_and_does_not_end_early() -> None:
    chart = figures.records_remaining(evidence(*(still(n, 40 - 4 * n) for n in range(1, 9))))

    assert chart is not None
    assert "Efter ett år var" in chart.caption
    assert "Kurvan slutar" not in chart.caption
    assert chart.alt.endswith("efter två år 8 av 40.")
