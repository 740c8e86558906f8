from fact_rows import count, counts, funding, money
from utfall.measures.facts import bound_of, counts_of, funding_of, merged_sources, number, year_of


def test_the_year_of_a_key_is_a_year_a_period_or_empty() -> None:
    assert year_of("", "") == ""
    assert year_of("2018-03", "2018-11-30") == "2018"
    assert year_of("2016", "2019-12-31") == "2016/2019"
    assert year_of("2023-09-01", "") == "2023/"
    assert year_of("", "2022") == "/2022"


def test_a_missing_number_is_none_and_zero_is_zero() -> None:
    assert number(float("nan")) is None
    assert number("") is None
    assert number(0) == 0


def test_facts_keep_the_order_and_the_types_of_the_rows() -> None:
    first, second = counts_of(
        counts(count("participants", 3), count("completed"), member_ids="a+b")
    )

    assert (first.value, second.value) == (3, None)
    assert first.place == {"a", "b"}
    assert first.people == second.people


def test_an_amount_in_euro_is_not_taken_for_kronor() -> None:
    (fact,) = funding_of(funding(money(None, amount_eur=100.5)))

    assert (fact.amount, fact.unit) == (100.5, "eur")


def test_money_of_a_period_that_is_not_stated_in_full_has_no_years() -> None:
    whole, open_ended = funding_of(
        funding(money(1, period_start="2016-07", period_end="2019"), money(1, period_end=""))
    )

    assert whole.spent_within == (2016, 2019)
    assert open_ended.spent_within is None


def test_a_lone_end_of_a_range_is_a_bound() -> None:
    assert bound_of(None, 50, None) == "at_least"
    assert bound_of(None, None, 50) == "at_most"
    assert bound_of(None, 40, 50) == bound_of(3, None, None) == "exact"


def test_a_source_is_named_once() -> None:
    assert merged_sources("a;b", "", "b", "c") == "a;b;c"
