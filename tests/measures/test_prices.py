import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.errors import DataError
from utfall.measures.prices import price_factor, price_levels, spread_prices

# SCB, KPI fastställda tal, annual means, 1980 = 100
CPI = {2016: 316.43, 2017: 322.11, 2018: 328.40, 2019: 334.26, 2023: 403.70}


def test_a_million_of_2019_is_1_207_742_of_2023() -> None:
    # 1 000 000 x 403.70 / 334.26 = 1 207 742.5
    assert 1_000_000 * price_factor(CPI, 2019, 2023) == pytest.approx(1_207_742.476, abs=0.01)
    published = {value.key: value for value in price_levels(CPI, 2023)}
    assert published["price_of_million:::2019:prices=2023"].value == pytest.approx(
        1_207_742.476, abs=0.01
    )
    assert published["price_level:::2023:prices=2023"].value == 1


def test_the_budget_of_several_years_is_a_range_by_when_it_was_spent() -> None:
    spread = spread_prices(12_645_673, CPI, 2016, 2019, 2023)

    # 12 645 673 x 403.70/316.43 = 16 133 294; x 403.70/334.26 = 15 272 717
    # evenly: a quarter at each of 1.27580, 1.25330, 1.22930, 1.20774 = 15 700 015
    assert spread.high == pytest.approx(16_133_294, abs=1)
    assert spread.low == pytest.approx(15_272_717, abs=1)
    assert spread.evenly == pytest.approx(15_700_015, abs=1)


def test_a_budget_of_one_year_has_one_value_in_fixed_prices() -> None:
    spread = spread_prices(334.26, CPI, 2019, 2019, 2023)

    assert spread.low == spread.evenly == spread.high == pytest.approx(403.70)


def test_a_year_outside_the_table_is_a_clear_error() -> None:
    with pytest.raises(DataError, match=r"no annual mean for 2024 \(the table has 2016 to 2023\)"):
        price_factor(CPI, 2019, 2024)
    with pytest.raises(DataError, match="no annual mean for 2020"):
        spread_prices(1, CPI, 2019, 2021, 2023)
    with pytest.raises(DataError, match="the table has none"):
        price_factor({}, 2019, 2019)


def test_years_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="before the first"):
        spread_prices(1, CPI, 2019, 2016, 2023)


@given(
    st.floats(1, 1e9),
    st.sampled_from(sorted(CPI)),
    st.sampled_from(sorted(CPI)),
)
def test_prices_there_and_back_leave_the_amount(amount: float, one: int, other: int) -> None:
    there = amount * price_factor(CPI, one, other)

    assert there * price_factor(CPI, other, one) == pytest.approx(amount)
