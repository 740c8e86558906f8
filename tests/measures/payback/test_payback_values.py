"""Payback as published values: of programmes with a cost and outcomes of the same people."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint

from evidence_rows import refused, value
from payback_prices import PRICES, prices
from utfall.measures import reasons
from utfall.measures.payback import Parameters
from utfall.measures.payback.values import paybacks
from utfall.values import Value

FILES = {2024: PRICES, 2023: prices(year=2023)}


def programme(
    pid: str,
    cost: float,
    people: int,
    work: int,
    *,
    year: str = "2024",
    studies: int = 0,
    paid: dict[str, float] | None = None,
) -> list[Value]:
    """Return what measures say of one programme's year; the association paid, or who is `paid`."""
    at = {"programme_id": pid, "year": year}
    by = {"association": cost} if paid is None else paid
    money = [
        value("funding", kronor, unit="sek", basis="spent", funder=funder, source="s", **at)
        for funder, kronor in ({"total": cost} | by).items()
    ]
    return [
        *money,
        value("n_participants", people, **at),
        value("n_outcome", work, outcome="employment", **at),
        value("n_outcome", studies, outcome="studies", **at),
        value("cost_per_outcome", cost / work, unit="sek", numerator=cost, denominator=work,
              basis="spent", outcome="employment", **at),
    ]  # fmt: skip


def told(values: list[Value], files: dict[int, Parameters] = FILES) -> dict[str, Value]:
    return {v.key: v for v in paybacks(values, files, 0.95)}


def test_one_programme_by_hand() -> None:
    found = told(programme("p", 1_000_000, 50, 10))
    # 263,040 a person-year for the public sector, a fifth of it deadweight.
    months = 1_000_000 / (10 * 263_040 * 0.8) * 12
    whole = found["payback_months:all:all:2024:payer=public"]
    assert whole.value == pytest.approx(months)
    assert whole.numerator == 1_000_000
    assert whole.denominator == pytest.approx(10 * 263_040 * 0.8)
    assert whole.bound == "conditional"
    assert found["payback_months:p:alfa:2024:payer=public"].value == pytest.approx(months)
    assert found["break_even_person_years:all:all:2024:"].value == pytest.approx(1e6 / 263_040)


def test_the_share_with_work_swings_as_that_of_all_people() -> None:
    found = told([*programme("p", 1e6, 50, 5), *programme("q", 5e5, 65, 4)])
    swing = found["payback_swing:all:all:2024:parameter=shares"]
    # Nine of 115 together: of each programme alone the ends would lie further apart.
    low, high = proportion_confint(9, 115, method="wilson")
    assert (swing.numerator, swing.denominator) == pytest.approx((low, high))
    months = found["payback_months:all:all:2024:payer=public"].value or 0.0
    assert swing.low == pytest.approx(months * 9 / 115 / low)
    assert swing.high == pytest.approx(months * 9 / 115 / high)


def test_a_changes_parts_add_up_in_what_is_published() -> None:
    found = told([*programme("p", 1e6, 50, 10, year="2023"), *programme("p", 2e6, 60, 15),
                  *programme("q", 5e5, 20, 4, year="2023"), *programme("q", 6e5, 20, 3)])  # fmt: skip
    parts = {k: v for k, v in found.items() if k.startswith("payback_change:")}
    whole = parts.pop("payback_change:all:all:2024:against=2023").value
    assert whole is not None
    assert sum(v.value or 0.0 for v in parts.values()) == pytest.approx(whole, abs=1e-9)
    before = found["payback_months:all:all:2023:payer=public"].value
    after = found["payback_months:all:all:2024:payer=public"].value
    assert before is not None
    assert after is not None
    assert whole == pytest.approx(after - before)


def whole(found: dict[str, Value], year: str, measure: str = "payback_months") -> float:
    months = found[f"{measure}:all:all:{year}"].value
    assert months is not None
    return months


def test_a_programme_told_of_two_members_is_two_parts_of_a_change() -> None:
    rows = [
        replace(v, member_id=member)
        for year, paid in (("2023", 1e6), ("2024", 2e6))
        for member in ("alfa", "beta")
        for v in programme("p", paid if member == "beta" else 4e6, 50, 10, year=year)
    ]
    found = told(rows)
    change = whole(found, "2024:against=2023", "payback_change")
    # From 5 to 6 millions for twenty in work, each worth 263,040 a year less a fifth.
    assert change == pytest.approx(1e6 / (20 * 263_040 * 0.8) * 12)


def test_where_it_is_not_known_who_went_to_studies_other_ways_of_counting_them_are_not_known() -> (
    None
):
    unstated = [v for v in programme("p", 1e6, 50, 10) if "studies" not in v.group]
    found = told([*unstated, *programme("q", 1e6, 50, 10, studies=5)])
    for pid, status in (("p:alfa", "unknown"), ("q:alfa", "shown"), ("all:all", "unknown")):
        for way in ("out", "both"):
            v = found[f"payback_months:{pid}:2024:payer=public;studies={way}"]
            assert v.status == status
            assert (v.value is None) == (status == "unknown")
    assert found["payback_months:all:all:2024:payer=public"].status == "shown"


def test_a_programme_that_is_there_but_not_priced_has_not_left_the_mix() -> None:
    earlier = [*programme("p", 1e6, 50, 10, year="2023"), *programme("q", 5e5, 20, 1, year="2023")]
    there = value("n_participants", 20, programme_id="q", year="2024")
    gone = told([*earlier, *programme("p", 1e6, 50, 10)])
    unpriced = told([*earlier, *programme("p", 1e6, 50, 10), there])
    key = "payback_change:all:all:2024:against=2023"
    assert gone[key].status == "shown"
    assert (unpriced[key].status, unpriced[key].reason) == ("refused", reasons.OTHER_PROGRAMMES)


def test_without_parameters_of_the_year_it_is_refused() -> None:
    [one, whole] = told(programme("p", 1e6, 50, 10), {}).values()
    assert {one.status, whole.status} == {"refused"}
    assert {one.reason, whole.reason} == {reasons.NO_PARAMETERS}


def test_without_any_cost_and_outcome_it_is_refused_once() -> None:
    [only] = told([value("n_participants", 50)]).values()
    assert (only.key, only.reason) == (
        "payback_months:all:all::payer=public",
        reasons.NO_COST_AND_OUTCOME,
    )


def test_a_refused_cost_is_no_ground_for_a_payback_time() -> None:
    rows = programme("p", 1e6, 50, 10)
    rows[-1] = refused("cost_per_outcome", "perioderna skiljer sig", year="2024", basis="spent",
                       outcome="employment")  # fmt: skip
    assert [v.status for v in told(rows).values()] == ["refused"]


def test_kronor_of_other_years_than_the_prices_are_refused() -> None:
    [one, association] = told(programme("p", 1e6, 50, 10, year="2021/2024")).values()
    reasons_ = {association.reason, one.reason}
    assert reasons_ == {reasons.OTHER_PRICES, reasons.NO_YEAR_WITH_COST}
    found = told(programme("p", 1e6, 50, 10, year="2022"))
    assert {v.reason for v in found.values()} == {reasons.OTHER_PRICES}


def test_who_bears_no_part_of_the_cost_has_no_payback_time() -> None:
    payers = PRICES.payers.model_copy(
        update={
            "region": PRICES.payers.region.model_copy(update={"value": 0.0}),
            "state": PRICES.payers.state.model_copy(update={"value": 0.75}),
        }
    )
    found = told(programme("p", 1e6, 50, 10), {2024: PRICES.model_copy(update={"payers": payers})})
    region = found["payback_months:all:all:2024:payer=region"]
    assert (region.status, region.reason) == ("not_applicable", reasons.NO_OWN_COST)
    assert found["payback_months:all:all:2024:payer=state"].status == "shown"


def test_the_change_between_what_others_have_stated_is_refused() -> None:
    stated = [
        value("statement_payback_months", months, unit="months", programme_id="", year=year)
        for months, year in ((29, "2019"), (9, "2024"))
    ]
    found = told(stated)
    change = found["payback_change:all:all::of=statements"]
    assert (change.status, change.reason) == ("refused", reasons.COMPONENTS_NOT_KNOWN)
    assert not [key for key in told(stated[:1]) if key.startswith("payback_change")]


def test_what_never_pays_back_is_refused_in_words_and_its_worth_is_below_zero() -> None:
    found = told(programme("p", 1e9, 50, 1))
    assert found["payback_months:all:all:2024:payer=public"].reason == reasons.NEVER_PAID_BACK
    worth = found["net_present_value:all:all:2024:payer=public"].value
    assert worth is not None
    assert worth < 0


def test_a_bound_of_the_cost_is_told_with_the_payback() -> None:
    rows = programme("p", 1e6, 50, 10)
    rows[-1] = replace(rows[-1], bound="at_most", reason=reasons.OUTCOMES_FOR_SOME)
    whole = told(rows)["payback_months:all:all:2024:payer=public"]
    assert whole.reason == reasons.joined(
        [reasons.ASSUMED, reasons.OUTCOMES_FOR_SOME, reasons.SUBSIDISED_NOT_APART]
    )


def silent(pid: str, cost: float, people: int, work: int) -> list[Value]:
    """Return a programme whose source tells nothing of those who did not get work."""
    *rest, last = programme(pid, cost, people, work)
    told_so = {"low": cost / people, "high": cost / work, "bound": "at_most"}
    return [*rest, replace(last, reason=reasons.OUTCOMES_FOR_SOME, **told_so)]  # type: ignore[arg-type]


def test_where_most_are_not_reported_the_time_is_at_most_and_the_tornado_tries_them() -> None:
    found = told(silent("p", 1_798_000, 49, 4))
    months = found["payback_months:all:all:2024:payer=public"]
    swing = found["payback_swing:all:all:2024:parameter=unreported"]
    # Subsidised work is not told apart: the time may be longer, too.
    assert months.bound == "conditional"
    rows = silent("p", 1_798_000, 49, 4)
    none = value("n_outcome", 0, outcome="employment_subsidised", programme_id="p", year="2024")
    work = next(v.key for v in rows if v.group == "outcome=employment" and v.measure == "n_outcome")
    apart = {v.key: v for v in paybacks([*rows, none], FILES, 0.95, {work, none.key})}
    assert apart["payback_months:all:all:2024:payer=public"].bound == "at_most"
    assert apart["annual_benefit:all:all:2024:payer=public"].bound == "at_least"
    assert apart["net_present_value:all:all:2024:payer=public"].bound == "at_least"
    # Four of 49, or all of them: the time is then 4/49 of it.
    assert (swing.numerator, swing.denominator) == pytest.approx((4 / 49, 1))
    assert swing.low == pytest.approx(months.value)
    assert swing.high == pytest.approx((months.value or 0) * 4 / 49)
    all_told = told(programme("p", 1_798_000, 49, 4))
    assert not [key for key in all_told if "unreported" in key]
    assert all_told["payback_months:all:all:2024:payer=public"].bound == "conditional"


def test_the_tornado_tries_that_every_job_was_subsidised_where_that_is_not_told() -> None:
    files = {2024: prices(subsidised=12_000)}
    swing = told(programme("p", 1e6, 50, 10), files)[
        "payback_swing:all:all:2024:parameter=subsidised"
    ]
    assert (swing.numerator, swing.denominator) == (0, 1)
    assert swing.low == pytest.approx(1e6 / (10 * 263_040 * 0.8) * 12)
    assert swing.high == pytest.approx(1e6 / (10 * (263_040 - 144_000) * 0.8) * 12)


def test_who_bears_which_part_follows_from_who_paid() -> None:
    found = told(programme("p", 1e6, 50, 10, paid={"association": 6e5, "esf": 4e5}))
    parts = {p: found[f"payback_cost:p:alfa:2024:payer={p}"].value
             for p in ("public", "municipality", "region", "state")}  # fmt: skip
    assert parts == pytest.approx(
        {"public": 1e6, "municipality": 1.5e5, "region": 1.5e5, "state": 3e5}
    )


@pytest.mark.parametrize("paid", [{}, {"esf": 4e5}, {"association": 6e5, "not_stated": 4e5}])
def test_where_it_is_not_told_who_paid_the_payers_are_unknown_and_the_public_is_not(
    paid: dict[str, float],
) -> None:
    found = told(programme("p", 1e6, 50, 10, paid=paid))
    for payer in ("municipality", "municipality_equalised", "region", "state"):
        one = found[f"payback_months:all:all:2024:payer={payer}"]
        assert (one.status, one.reason) == ("unknown", reasons.PAYERS_NOT_STATED)
    assert found["payback_months:all:all:2024:payer=public"].status == "shown"
    # What they gain does not depend on who paid.
    assert found["cumulated_benefit:all:all:2024:payer=state;years=1"].status == "shown"


def test_subsidised_work_counts_beside_other_work_where_the_source_tells_them_apart() -> None:
    rows = programme("p", 1e6, 50, 10)
    more = value("n_outcome", 5, outcome="employment_subsidised", programme_id="p", year="2024")
    work = next(v.key for v in rows if v.group == "outcome=employment" and v.measure == "n_outcome")
    key = "annual_benefit:p:alfa:2024:payer=public"
    files = {2024: prices(subsidised=12_000)}
    plain = told(rows, files)[key]
    beside = {v.key: v for v in paybacks([*rows, more], files, 0.95, {work, more.key})}[key]
    within = {v.key: v for v in paybacks([*rows, more], files, 0.95)}[key]
    assert beside.value == pytest.approx((plain.value or 0) + 5 * (263_040 - 144_000) * 0.8)
    assert within.value == plain.value
    assert reasons.SUBSIDISED_NOT_APART in within.reason
    assert reasons.SUBSIDISED_NOT_APART not in beside.reason
    unpriced = {v.key: v for v in paybacks([*rows, more], FILES, 0.95, {work, more.key})}[key]
    assert (unpriced.value, reasons.SUBSIDISED_NOT_PRICED in unpriced.reason) == (plain.value, True)


def test_a_cost_of_several_years_is_turned_into_the_prices_of_the_parameters() -> None:
    rows = programme("p", 1e6, 50, 10, year="2021/2023")
    cost = rows[-1]
    # Spent in the year that makes it dearest it is 1.2 million of 2024, else 1.1.
    dear = replace(cost, group=f"{cost.group};prices=2024", value=1.2e5, numerator=1.2e6,
                   low=1.1e5, high=1.2e5, bound="at_most", reason=reasons.SPENT_WHEN_UNKNOWN)  # fmt: skip
    found = told([*rows, dear])
    months = found["payback_months:p:alfa:2021/2023:payer=public"]
    assert months.value == pytest.approx(1.2e6 / (10 * 263_040 * 0.8) * 12)
    assert months.bound == "conditional"
    assert reasons.PRICES_OF_PARAMETERS in months.reason
    assert found["payback_cost:p:alfa:2021/2023:payer=state"].value == pytest.approx(6e5)
    # Several years are no year of the whole association.
    assert found["payback_months:all:all::payer=public"].reason == reasons.NO_YEAR_WITH_COST


@given(st.integers(1, 40), st.integers(0, 40), st.integers(1, 9))
def test_doubling_everything_changes_no_time(work: int, more: int, by: int) -> None:
    one = told(programme("p", 1e6, work + more, work))
    many = told(programme("p", 1e6 * by, (work + more) * by, work * by))
    key = "payback_months:all:all:2024:payer=public"
    assert many[key].status == one[key].status
    assert many[key].value == pytest.approx(one[key].value)


def test_every_price_and_assumption_stands_with_its_source_and_year() -> None:
    found = told(programme("p", 1_000_000, 50, 10))
    every = [v for v in found.values() if v.measure == "payback_parameter"]
    assert {v.programme_id for v in every} == {"p", "all"}
    assert len(every) == 2 * len(PRICES.priced())
    one = found["payback_parameter:all:all:2024:parameter=model.retention"]
    assert (one.value, one.unit, one.bound, one.reason) == (
        1.0,
        "share",
        "conditional",
        "a test (2024)",
    )
    wage = found["payback_parameter:all:all:2024:parameter=outcomes.employment.wage"]
    assert (wage.value, wage.unit) == (20_000, "sek")
    years = found["payback_parameter:p:alfa:2024:parameter=model.horizon_years"]
    assert (years.value, years.unit) == (10, "years")


def test_what_is_looked_up_is_no_assumption() -> None:
    raw = PRICES.model_dump()
    raw["taxes"]["employer_contributions"] |= {"assumption": False, "source": "the law"}
    found = told(programme("p", 1_000_000, 50, 10), {2024: Parameters.model_validate(raw)})
    one = found["payback_parameter:all:all:2024:parameter=taxes.employer_contributions"]
    assert (one.bound, one.reason) == ("exact", "the law (2024)")
