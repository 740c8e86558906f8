"""Who paid: a bar per programme, split by funder."""

from typing import Any

import pytest

from drawn import Drawn
from evidence_rows import COUNTY, evidence, value
from utfall.evidence import Subject
from utfall.figures import funding
from utfall.values import Value


def money(sek: float, funder: str = "total", **cells: Any) -> Value:
    cells = {"basis": "budget", "funder": funder, "unit": "sek", **cells}
    return value("funding", sek, **cells)


def rest(sek: float, **cells: Any) -> Value:
    return value("funding_not_stated", sek, unit="sek", basis="budget", **cells)


def drawn(*values: Value, **cells: Any) -> Drawn:
    chart = funding(evidence(*values, **cells))
    assert chart is not None
    return Drawn(chart)


SPLIT = (money(10e6), money(4e6, "esf"), money(1e6, "association"), rest(5e6))


def test_lengths_of_the_parts_are_their_amounts_and_add_up_to_the_total() -> None:
    d = drawn(*SPLIT)

    assert sorted(b.width for b in d.bars) == [1e6, 4e6, 5e6]
    assert max(b.left + b.width for b in d.bars) == 10e6
    assert {"4,0", "1,0", "5,0", "10,0"} <= set(d.words)


def test_money_without_stated_funder_is_hatched_and_last() -> None:
    last = drawn(*SPLIT).bars[-1]

    assert (last.width, last.hatched) == (5e6, True)


def test_a_total_that_is_not_split_is_all_without_stated_funder() -> None:
    assert [(b.width, b.hatched) for b in drawn(money(2e6)).bars] == [(2e6, True)]


def test_the_axis_names_its_unit_and_the_legend_the_funders() -> None:
    d = drawn(*SPLIT)

    assert "miljoner kronor, löpande priser" in d.words
    assert sorted(d.legend) == ["ESF", "finansiär ej angiven", "samordningsförbundet"]


def test_two_periods_of_a_programme_are_two_bars_each_with_its_own_parts() -> None:
    d = drawn(
        money(3e6), money(1e6, "esf"), rest(2e6),
        money(7e6, year="2019"), money(6e6, "esf", year="2019"), rest(1e6, year="2019"),
    )  # fmt: skip

    rows: dict[float, list[float]] = {}
    for bar in d.bars:
        rows.setdefault(bar.y, []).append(bar.width)
    # 1 + 2 = 3 and 6 + 1 = 7
    assert sorted(sorted(widths) for widths in rows.values()) == [[1e6, 2e6], [1e6, 6e6]]


def test_the_county_is_left_out_where_the_member_has_its_own() -> None:
    d = drawn(money(2e6), money(9e6, member_id=COUNTY, programme_id="q"))

    assert d.rows == ["Insatsen 2018 (Alfa, budget)"]


def test_other_units_and_disputed_amounts_are_not_drawn() -> None:
    assert funding(evidence(money(2e6, unit="eur"))) is None
    disputed = money(2e6, source_="s2")
    assert funding(evidence(disputed, secondary=(disputed.key,))) is None


def test_the_caption_says_whether_funders_are_missing() -> None:
    assert "alla belopp" not in drawn(*SPLIT).chart.caption
    assert "alla belopp" in drawn(money(2e6), money(2e6, "esf")).chart.caption


def test_the_alternative_text_states_total_and_parts() -> None:
    alt = drawn(*SPLIT).chart.alt.replace("\u00a0", " ")

    assert "Insatsen 10,0 miljoner kronor (" in alt
    assert "ESF 4,0 miljoner kronor" in alt
    assert "finansiär ej angiven 5,0 miljoner kronor" in alt


@pytest.mark.parametrize("n", [1, 4, 10])
def test_many_programmes_and_funders_can_be_read(n: int) -> None:
    funders = ("association", "esf", "eu", "municipality", "region", "state")
    rows = [
        money(1e6 * (i + 1), funder, programme_id=f"p{i}") for i in range(n) for funder in funders
    ]
    totals = [money(6e6 * (i + 1), programme_id=f"p{i}") for i in range(n)]

    assert drawn(*totals, *rows).faults() == []


def test_in_a_report_on_all_one_municipalitys_programme_has_its_name() -> None:
    d = drawn(
        money(2e6),
        money(9e6, member_id="alfa+beta", programme_id="q"),
        subject=Subject("forbundet", "Förbundet", "association"),
    )

    assert set(d.rows) == {"Insatsen 2018 (Alfa, budget)", "Q 2018 (flera kommuner, budget)"}
