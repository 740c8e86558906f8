"""How many took part: what single years hold, and a row per count across the years it covers."""

from typing import Any

import pytest

from drawn import Bar, Drawn
from evidence_rows import COUNTY, concealed, evidence, programme, unknown, value
from utfall.figures import participants
from utfall.values import Value, not_shown


def drawn(*values: Value, **cells: Any) -> Drawn:
    chart = participants(evidence(*values, **cells))
    assert chart is not None
    return Drawn(chart)


def yearly(d: Drawn) -> dict[int, Bar]:
    """Return the bars above the line, by their year."""
    return {round(b.left + b.width / 2): b for b in d.bars if b.y > 0.1}


def spans(d: Drawn) -> list[tuple[float, float]]:
    """Return the years that the bars below the line cover, from the top."""
    return [(b.left, b.left + b.width) for b in d.bars if b.y < 0]


def test_a_year_with_a_number_is_filled_and_every_other_year_hatched() -> None:
    d = drawn(value("n_participants", 51))

    bars = yearly(d)
    # The report of 2022 shows five years.
    assert sorted(bars) == [2018, 2019, 2020, 2021, 2022]
    assert [bars[y].hatched for y in sorted(bars)] == [False, True, True, True, True]
    assert "uppgift saknas" in d.words


def test_heights_of_years_are_as_their_numbers() -> None:
    bars = yearly(drawn(value("n_participants", 50), value("n_participants", 25, year="2020")))

    assert bars[2020].height / bars[2018].height == pytest.approx(25 / 50)


def test_zero_is_a_bar_of_no_height_with_its_number_and_is_not_hatched() -> None:
    d = drawn(value("n_participants", 0), value("n_participants", 9, year="2020"))

    assert (yearly(d)[2018].height, yearly(d)[2018].hatched) == (0, False)
    assert d.words.count("0") == 2  # the year's bar and the row


def test_when_every_year_has_a_number_nothing_is_hatched_or_called_missing() -> None:
    d = drawn(*(value("n_participants", 10 + y, year=str(2018 + y)) for y in range(5)))

    assert not any(bar.hatched for bar in d.bars)
    assert "uppgift saknas" not in d.words
    assert d.faults() == []


def test_two_programmes_of_one_year_are_both_in_its_bar() -> None:
    d = drawn(
        value("n_participants", 30),
        value("n_participants", 20, programme_id="q"),
        value("n_participants", 25, programme_id="q", year="2020"),
    )

    heights = {
        y: sum(b.height for b in d.bars if b.y > 0.1 and b.left < y < b.left + b.width)
        for y in (2018, 2020)
    }
    # 30 + 20 participations in 2018, 25 in 2020
    assert heights[2020] / heights[2018] == pytest.approx(25 / 50)


def test_a_period_is_one_bar_over_its_years() -> None:
    d = drawn(value("n_participants", 77, year="2018/2021"))

    assert spans(d) == [pytest.approx((2017.6, 2021.4))]
    assert "77" in d.words
    assert all(bar.hatched for bar in yearly(d).values())


def test_own_counts_are_filled_shared_ones_are_not_and_rows_say_whose() -> None:
    d = drawn(
        value("n_participants", 51),
        value("n_participants", 77, member_id="alfa+beta", programme_id="q", year="2019"),
        value("n_participants", 300, member_id=COUNTY, programme_id="r", year="2020"),
    )

    own, joint, county = (b for b in d.bars if b.y < 0)
    assert own.filled != joint.filled
    assert own.filled != county.filled
    assert d.rows[1:] == ["Insatsen", "Q (flera kommuner)", "R (hela länet)"]


def test_a_count_to_date_is_marked_as_such() -> None:
    assert "hittills" in drawn(value("n_participants", 15, year="2022", kind="to_date")).words


def test_a_period_of_which_only_the_end_is_stated_is_drawn_at_its_end() -> None:
    assert spans(drawn(value("n_participants", 15, year="/2020"))) == [
        pytest.approx((2019.6, 2020.4))
    ]


@pytest.mark.parametrize(
    "hidden",
    [
        unknown("n_participants"),
        not_shown(value("n_participants", 3), "suppressed", "färre än fem"),
        value("n_participants", 5, kind="stock"),
        value("n_participants", 5, population="staff"),
        value("n_participants", 5, source_="s2"),
        value("n_participants", 5, member_id=""),
    ],
)
def test_what_is_no_count_of_participants_over_a_period_is_not_drawn(hidden: Value) -> None:
    assert participants(evidence(hidden)) is None


def test_years_are_on_the_axis_and_the_alternative_text_states_the_numbers() -> None:
    d = drawn(
        value("n_participants", 51),
        value("n_participants", 77, year="2019/2021", member_id="alfa+beta"),
    )

    assert {"2018", "2020", "2022"} <= set(d.words)
    assert "Enskilda år med uppgift: 2018." in d.chart.alt
    assert "Insatsen 51 deltagare, 2018;" in d.chart.alt
    assert "Insatsen 77 deltagare, 2019–2021 tillsammans med andra." in d.chart.alt


def test_a_name_is_drawn_letter_by_letter_also_with_dollar_signs() -> None:
    d = drawn(value("n_participants", 5), programmes=(programme(name=r"$\frac$ & <b> $x$"),))

    assert r"$\frac$ & <b> $x$" in d.rows
    assert d.faults() == []


def test_long_names_stay_on_the_canvas() -> None:
    long = "Kompetensutveckling för medarbetare i hela Södermanland"

    d = drawn(value("n_participants", 5, member_id="alfa+beta"), programmes=(programme(name=long),))

    assert d.faults() == []


def test_a_hidden_year_is_a_box_of_one_size_and_not_called_missing() -> None:
    d = drawn(value("n_participants", 51), concealed(value("n_participants", 4, year="2020")))

    bars = yearly(d)
    assert not bars[2020].hatched
    assert bars[2020].height == pytest.approx(0.7)
    assert "visas\ninte" in d.words
    assert "Insatsen (2020) visas inte." in d.chart.alt
    assert [v.value for v in d.chart.drawn] == [51]
    assert d.faults() == []


def test_a_count_to_date_from_the_first_year_on_is_called_so_on_its_bar() -> None:
    d = drawn(value("n_participants", 51, year="2018/2022", kind="to_date"))

    assert "hittills" in d.words
    assert d.faults() == []


def test_a_chart_of_many_counts_takes_no_more_than_half_a_page() -> None:
    many = [value("n_participants", 9, programme_id=f"p{n}", year="2020/2022") for n in range(10)]

    d = drawn(*many)

    assert d.figure.get_figheight() < 5.2  # inches, of the 9.7 between the margins of an A4 page
    assert d.faults() == []
