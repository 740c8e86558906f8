"""Money in, by programme, funder and basis, as each source states it."""

from typing import Any

import pytest

from evidence_rows import cells_of, evidence, page_of, source, value
from utfall.evidence import Evidence
from utfall.labels import FUNDER
from utfall.tables.funding import funding
from utfall.values import Value


def money(sek: float, funder: str = "total", **cells: Any) -> Value:
    cells = {"basis": "budget", "funder": funder, "unit": "sek", **cells}
    return value("funding", sek, **cells)


def rest(sek: float, of: float, **cells: Any) -> Value:
    return value("funding_not_stated", sek, denominator=of, unit="sek", basis="budget", **cells)


def lines(e: Evidence) -> list[dict[str, str]]:
    """Return the rows of the table by the heads of its columns."""
    page = page_of(funding(e))
    heads = [th.get_text().replace("\u00ad", "") for th in page.select("thead th")]
    return [dict(zip(heads, cells, strict=True)) for cells in cells_of(funding(e))]


def test_a_total_its_funders_and_what_has_no_stated_funder_are_one_row() -> None:
    # 100 − 40 − 25 = 35
    e = evidence(rest(35, 100), money(25, "esf"), money(100), money(40, "association"))

    (line,) = lines(e)

    assert "budget" in " ".join(line.values())
    assert (line["Totalt"], line["ESF"]) == ("100 kr", "25 kr")
    assert (line["Samordningsförbundet"], line["Annan eller ej angiven"]) == (
        "40 kr",
        "35 kr",
    )


def test_a_remainder_of_zero_or_of_everything_is_an_empty_cell() -> None:
    e = evidence(
        money(100), rest(0, 100), money(50, programme_id="q"), rest(50, 50, programme_id="q")
    )

    told = [(line["Totalt"], line["Annan eller ej angiven"]) for line in lines(e)]

    assert told == [("100 kr", ""), ("50 kr", "")]


@pytest.mark.parametrize("funder", ["eu", "municipality", "region", "state"])
def test_a_funder_without_a_column_is_named_and_not_called_unstated(funder: str) -> None:
    (line,) = lines(evidence(money(100), money(30, funder)))

    cells = [f"{head} {cell}" for head, cell in line.items() if "30 kr" in cell]

    assert len(cells) == 1
    assert FUNDER[funder] in cells[0]


def test_two_years_are_two_rows() -> None:
    e = evidence(
        money(100), money(25, "esf"), money(200, year="2019"), money(50, "esf", year="2019")
    )

    assert [(x["Totalt"], x["ESF"]) for x in lines(e)] == [("100 kr", "25 kr"), ("200 kr", "50 kr")]


def test_an_amount_names_its_publisher_period_and_whose_it_is() -> None:
    e = evidence(
        money(100, year="", member_id="", source_id="page"),
        sources=(source(), source("page", publisher="ESF-rådet")),
    )

    (line,) = lines(e)

    assert "kommun inte angiven, period inte angiven" in " ".join(line.values())
    assert "ESF-rådet" in line["Källa"]


def test_euro_stay_euro_and_fixed_prices_and_shares_by_population_are_left_out() -> None:
    e = evidence(
        money(2_000, unit="eur"), money(7, prices="2023"), money(8, allocation="population_16_64")
    )

    assert [line["Totalt"] for line in lines(e)] == ["2 000 euro"]
