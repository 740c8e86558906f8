"""Money in, by programme, funder and basis, as each source states it."""

from typing import Any

from evidence_rows import cells_of, evidence, source, value
from utfall.tables.funding import funding
from utfall.values import Value


def money(sek: float, funder: str = "total", **cells: Any) -> Value:
    cells = {"basis": "budget", "funder": funder, "unit": "sek", **cells}
    return value("funding", sek, **cells)


def rest(sek: float, of: float, **cells: Any) -> Value:
    return value("funding_not_stated", sek, denominator=of, unit="sek", basis="budget", **cells)


def test_a_total_comes_first_and_what_has_no_stated_funder_last() -> None:
    # 100 − 40 − 25 = 35
    e = evidence(rest(35, 100), money(25, "esf"), money(100), money(40, "association"))

    assert [row[2:4] for row in cells_of(funding(e))] == [
        ["Budget, totalt", "100 kr"],
        ["Budget, samordningsförbundet", "40 kr"],
        ["Budget, ESF", "25 kr"],
        ["Budget, finansiär ej angiven", "35 kr"],
    ]


def test_a_remainder_of_zero_or_of_everything_adds_no_row() -> None:
    e = evidence(
        money(100), rest(0, 100), money(50, programme_id="q"), rest(50, 50, programme_id="q")
    )

    assert [row[3] for row in cells_of(funding(e))] == ["100 kr", "50 kr"]


def test_an_amount_names_its_publisher_period_and_whose_it_is() -> None:
    e = evidence(
        money(100, year="", member_id="", source_id="page"),
        sources=(source(), source("page", publisher="ESF-rådet")),
    )

    assert cells_of(funding(e)) == [
        ["Insatsen", "kommun inte angiven, period inte angiven", "Budget, totalt", "100 kr", "ESF-rådet"]
    ]  # fmt: skip


def test_euro_stay_euro_and_fixed_prices_and_shares_by_population_are_left_out() -> None:
    e = evidence(
        money(2_000, unit="eur"), money(7, prices="2023"), money(8, allocation="population_16_64")
    )

    assert [row[3] for row in cells_of(funding(e))] == ["2 000 euro"]
