import pandas as pd
import pytest

from fact_rows import IMA, Row, by_key, funding, money
from utfall.errors import DataError
from utfall.measures import reasons
from utfall.measures.funding import (
    applications,
    contributions,
    funding_not_stated,
    funding_rows,
    listed_sums,
    totals_in_fixed_prices,
)

_NINE = "eskilstuna+flen+gnesta+katrineholm+nykoping+oxelosund+strangnas+trosa+vingaker"
_CPI = {2016: 316.43, 2017: 322.11, 2018: 328.40, 2019: 334.26, 2023: 403.70}


def _answer() -> list[Row]:
    """Return the budgets that the answer of 2022 lists."""
    likes = {"programme_id": "likes", "period_start": "", "period_end": ""}
    a = {**likes, "reading": "A", "member_ids": "strangnas"}
    b = {**likes, "reading": "B", "member_ids": "eskilstuna+katrineholm+strangnas"}
    react = {"programme_id": "react-eu", "member_ids": "strangnas"}
    studies = {"programme_id": "forstudier", "member_ids": _NINE}
    tuna = {"programme_id": "tuna-strangnas", "member_ids": "strangnas"}
    rows = [
        *(money(9_405_600, **reading) for reading in (a, b)),
        *(money(4_150_500, "esf", **reading) for reading in (a, b)),
        money(3_100_000, **react),
        money(3_100_000, "esf", **react),
        money(12_645_673, **IMA),
        money(8_435_098, "esf", **IMA),
        money(300_000, "association", form="cash", **IMA),
        money(800_000, **studies),
        money(800_000, "esf", **studies),
        money(2_027_000, **tuna),
        money(2_027_000, "association", **tuna),
    ]
    return [{**row, "list_id": "answer"} for row in rows]


def test_every_amount_is_published_with_funder_basis_and_source() -> None:
    values = by_key(funding_rows(funding(*_answer())))

    key = "funding:ima:eskilstuna+strangnas:2016/2019:basis=budget;funder=esf;source=s"
    assert values[key].value == 8_435_098
    likes = "funding:likes:strangnas::basis=budget;funder=total;reading=A;source=s"
    assert values[likes].value == 9_405_600


def test_kronor_and_euro_are_not_mixed() -> None:
    rows = funding(
        money(None, amount_eur=4_828_514.23, source_id="k"),
        money(None, "eu", amount_eur=2_414_257.11, source_id="k"),
        money(None),
    )

    total, part = funding_rows(rows)

    assert total.unit == part.unit == "eur"
    assert total.value == 4_828_514.23
    # 4 828 514.23 - 2 414 257.11 = 2 414 257.12
    (rest,) = funding_not_stated(rows)
    assert rest.unit == "eur"
    assert rest.value == pytest.approx(2_414_257.12)


def test_what_has_no_stated_funder_is_the_total_less_the_stated_parts() -> None:
    values = by_key(funding_not_stated(funding(*_answer())))

    # 12 645 673 - 8 435 098 - 300 000 = 3 910 575; 9 405 600 - 4 150 500 = 5 255 100
    ima = values["funding_not_stated:ima:eskilstuna+strangnas:2016/2019:basis=budget;source=s"]
    assert (ima.value, ima.denominator) == (3_910_575, 12_645_673)
    assert values["funding_not_stated:likes:strangnas::basis=budget;reading=A;source=s"].value == (
        5_255_100
    )
    # all of React is ESF: zero is an answer
    assert values["funding_not_stated:react-eu:strangnas:2018:basis=budget;source=s"].value == 0


def test_granted_parts_are_not_taken_from_a_budgeted_total() -> None:
    rows = funding(money(26_239_674), money(12_353_781, "esf", basis="granted"))

    (value,) = funding_not_stated(rows)

    assert (value.status, value.reason) == ("refused", reasons.OTHER_BASIS)


def test_another_sources_part_is_not_taken_from_the_total() -> None:
    rows = funding(money(100), money(40, "esf", source_id="other"))

    assert funding_not_stated(rows)[0].value == 100


def test_a_part_for_a_component_belongs_to_the_whole() -> None:
    rows = funding(money(100), money(40, "esf", component="courses"))

    assert funding_not_stated(rows)[0].value == 60


def test_parts_above_their_total_are_an_error_of_the_data() -> None:
    with pytest.raises(DataError, match="p: the parts are more than the total 100 of s"):
        funding_not_stated(funding(money(100), money(140, "esf")))


def test_the_answer_adds_up_to_27_978_273_of_which_9_165_675_has_no_stated_funder() -> None:
    values = by_key(listed_sums(funding(*_answer()), "answer"))

    # 9 405 600 + 3 100 000 + 12 645 673 + 800 000 + 2 027 000
    assert values["funding_listed:all:all::list=answer"].value == 27_978_273
    # 4 150 500 + 3 100 000 + 8 435 098 + 800 000
    assert values["funding_listed:all:all::funder=esf;list=answer"].value == 16_485_598
    # 300 000 + 2 027 000
    assert values["funding_listed:all:all::funder=association;list=answer"].value == 2_327_000
    # 5 255 100 + 3 910 575
    assert values["funding_listed:all:all::funder=not_stated;list=answer"].value == 9_165_675
    assert all(value.reason == reasons.LIST_IS_MIXED for value in values.values())


def test_what_is_strangnas_own_depends_on_the_reading() -> None:
    values = by_key(listed_sums(funding(*_answer()), "answer", "strangnas"))

    # A: 9 405 600 + 3 100 000 + 2 027 000 own, 12 645 673 + 800 000 joint
    own, joint = "scope=own", "scope=joint"
    key = "funding_listed:all:strangnas::list=answer;reading={};{}"
    assert values[key.format("A", own)].value == 14_532_600
    assert values[key.format("A", joint)].value == 13_445_673
    # B: Likes is joint: 14 532 600 - 9 405 600 and 13 445 673 + 9 405 600
    assert values[key.format("B", own)].value == 5_127_000
    assert values[key.format("B", joint)].value == 22_851_273


def test_the_label_of_a_reading_stays_where_the_list_holds_only_that_one() -> None:
    rows = [row for row in _answer() if row["reading"] != "B"]

    values = by_key(listed_sums(funding(*rows), "answer", "strangnas"))

    assert values["funding_listed:all:all::list=answer"].value == 27_978_273
    own = values["funding_listed:all:strangnas::list=answer;reading=A;scope=own"]
    assert own.value == 14_532_600


def test_another_list_is_never_added() -> None:
    rows = funding(*_answer(), money(1_000_000, list_id="other"))

    assert listed_sums(rows, "answer")[0].value == 27_978_273
    assert listed_sums(rows, "nothing") == []


def test_the_budget_of_ima_is_15_to_16_million_in_prices_of_2023() -> None:
    (value,) = totals_in_fixed_prices(funding(money(12_645_673, **IMA)), _CPI, 2023)

    assert value.group == "basis=budget;funder=total;prices=2023;source=s"
    assert value.value == pytest.approx(15_700_015, abs=1)
    assert (value.low, value.high) == pytest.approx((15_272_716, 16_133_294), abs=1)
    assert (value.bound, value.reason) == ("conditional", reasons.SPENT_WHEN_UNKNOWN)


def test_money_whose_period_is_not_stated_has_no_fixed_price() -> None:
    rows = funding(money(2_027_000, period_start="", period_end="", period_kind="not_stated"))

    (value,) = totals_in_fixed_prices(rows, _CPI, 2023)

    assert (value.status, value.reason) == ("refused", reasons.MONEY_PERIOD_NOT_STATED)


def test_a_contribution_keeps_what_is_approximate_and_the_year_that_is_not_stated() -> None:
    frame = pd.DataFrame(
        {
            "member_id": ["strangnas", "trosa"],
            "year": ["", "2020"],
            "amount_sek": [500_000.0, float("nan")],
            "approximate": [True, False],
            "source_id": ["s0", "s1"],
        }
    )

    (value,) = contributions(frame)

    assert value.key == "contribution::strangnas::"
    assert (value.value, value.approximate) == (500_000, True)


def _applications(*amounts: float) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "application_id": [f"a{i}" for i in range(len(amounts))],
            "programme_id": [f"p{i}" for i in range(len(amounts))],
            "applicant_member_id": "eskilstuna",
            "amount_sek": list(amounts),
            "approximate": False,
            "date": "2020-09-01",
            "source_id": "s2",
        }
    )


def test_four_applications_ask_for_8_335_000_which_is_no_funding() -> None:
    values = by_key(applications(_applications(2_000_000, 500_000, 1_788_000, 4_047_000)))

    # 2 000 000 + 500 000 + 1 788 000 + 4 047 000
    assert values["applied_sum:all:all:2020:basis=applied"].value == 8_335_000
    assert values["application_amount:p2:eskilstuna:2020:basis=applied"].value == 1_788_000
    assert not any(value.measure.startswith("funding") for value in values.values())


def test_a_sum_of_applications_is_at_least_where_an_amount_is_missing() -> None:
    value = applications(_applications(100, float("nan")))[-1]

    assert (value.value, value.bound) == (100, "at_least")
