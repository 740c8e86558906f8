"""Who gains what, and when a programme is paid back, on prices that can be worked by hand."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from payback_prices import PRICES, prices
from utfall.measures.payback import FACTORS, Case, Component, change, payback, swings
from utfall.measures.payback.benefits import PUBLIC, annual_benefits
from utfall.measures.payback.model import total_of
from utfall.measures.payback.sensitivity import share_with_work, with_work

ONE = Component("p", 1_000_000, 50, {"employment": 10, "studies": 5})


def test_one_persons_year_of_work_by_hand() -> None:
    # A wage of 20,000, a benefit of 8,000 and assistance of 4,000 before, half of all taxed at
    # 20 + 10 per cent, 30 per cent contributions, a tenth of what is left to consumption taxes.
    found = annual_benefits(PRICES, "employment")
    # Tax: 0.5 · 12,000 · 12 = 72,000 taxed more.
    assert found["municipality"].tax == pytest.approx(14_400)
    assert found["municipality"].transfer == pytest.approx(48_000)
    assert found["municipality"].service == pytest.approx(12_000)
    assert found["region"].total == pytest.approx(7_200 + 6_000)
    # Left: 144,000 - 21,600 - 48,000 = 74,400, a tenth of it to the state.
    assert found["state"].tax == pytest.approx(72_000 + 7_440)
    assert found["state"].transfer == pytest.approx(96_000)
    assert found["individual"].total == pytest.approx(66_960)
    # Produced: 240,000 + 72,000; saved: 12,000 + 6,000.
    assert found["society"].total == pytest.approx(330_000)
    assert found["public"].total == pytest.approx(74_400 + 13_200 + 175_440)


def test_equalisation_takes_of_the_municipalitys_tax_and_of_nothing_else() -> None:
    found = annual_benefits(PRICES, "employment")
    own, kept = found["municipality"], found["municipality_equalised"]
    assert kept.tax == pytest.approx(own.tax * 0.1)
    assert (kept.transfer, kept.service) == (own.transfer, own.service)


@given(
    st.floats(0, 40_000), st.floats(0, 15_000), st.floats(0, 15_000), st.floats(0, 10_000),
    st.floats(0, 8_000),
)  # fmt: skip
def test_in_society_transfers_net_to_zero(
    wage: float, benefit: float, assistance: float, subsidy: float, grant: float
) -> None:
    p = prices(
        wage=wage, state_benefit=benefit, social_assistance=assistance, wage_subsidy=subsidy,
        study_grant=grant,
    )  # fmt: skip
    found = annual_benefits(p, "employment")
    together = sum(found[payer].total for payer in (*PUBLIC, "individual"))
    assert together == pytest.approx(found["society"].total, abs=1e-6)


def test_a_programme_is_paid_back_by_hand() -> None:
    # Ten in work are worth 2,630,400 a year, less a fifth that would have come anyway.
    found = payback(Case((ONE,), PRICES))
    assert found.annual_benefit == pytest.approx(2_630_400 * 0.8)
    assert found.months == pytest.approx(1_000_000 / (2_630_400 * 0.8) * 12)
    # One in work is worth 263,040 · 0.8 a year over ten years.
    assert found.break_even == pytest.approx(1_000_000 / (50 * 263_040 * 0.8 * 10))


def test_studies_are_counted_in_three_ways() -> None:
    only, out, both = (payback(Case((ONE,), PRICES, s)) for s in ("cost_only", "out", "both"))
    assert out.cost == pytest.approx(900_000)  # five of fifty
    assert out.annual_benefit == only.annual_benefit
    studying = annual_benefits(PRICES, "studies")["public"].total
    assert both.annual_benefit == pytest.approx(only.annual_benefit + 5 * 0.8 * studying)
    assert both.cost == only.cost


def test_each_payer_has_its_own_part_of_the_cost() -> None:
    case = Case((ONE,), PRICES)
    assert [payback(case, payer).cost for payer in PUBLIC] == [250_000, 250_000, 500_000]
    assert payback(case, "individual").cost == 0
    assert payback(case, "individual").months == 0


def test_the_law_divides_what_the_association_paid_and_others_bear_their_own() -> None:
    # A million: 400,000 of the Social Fund, 200,000 of the municipality, the rest by the law.
    case = Case((replace(ONE, others={"esf": 400_000, "municipality": 200_000}),), PRICES)
    assert [payback(case, p).cost for p in PUBLIC] == pytest.approx([300_000, 100_000, 200_000])
    assert payback(case).cost == 1_000_000


def test_where_it_is_not_told_who_paid_no_payer_has_a_part_and_the_public_the_whole() -> None:
    case = Case((replace(ONE, others=None),), PRICES)
    assert payback(case).cost == 1_000_000
    with pytest.raises(ValueError, match="who paid is not known"):
        payback(case, "state")


def test_others_cannot_pay_more_than_the_whole() -> None:
    with pytest.raises(ValueError, match="more than the whole"):
        replace(ONE, others={"esf": 1_000_001})


def test_work_with_a_wage_subsidy_is_worth_less_and_nothing_without_prices_of_its_own() -> None:
    ten_more = replace(ONE, outcomes={"employment": 10, "employment_subsidised": 10})
    # The same work, of which the state pays 12,000 a month: 144,000 a year less.
    with_prices = Case((ten_more,), prices(subsidised=12_000))
    alone = payback(Case((ONE,), PRICES)).annual_benefit
    assert payback(with_prices).annual_benefit == pytest.approx(
        alone + 10 * (263_040 - 144_000) * 0.8
    )
    assert payback(Case((ten_more,), PRICES)).annual_benefit == pytest.approx(alone)


def test_the_time_of_all_payers_is_the_benefit_weighted_mean_of_theirs() -> None:
    case = Case((ONE,), PRICES)
    parts = {payer: payback(case, payer) for payer in PUBLIC}
    benefit = sum(part.annual_benefit for part in parts.values())
    weighted = sum((part.months or 0) * part.annual_benefit for part in parts.values()) / benefit
    whole = payback(case).months
    assert whole == pytest.approx(weighted)
    assert whole == pytest.approx(total_of(parts))
    by_cost = sum((p.months or 0) * p.cost for p in parts.values()) / 1_000_000
    assert whole != pytest.approx(by_cost)


def test_without_successes_nothing_comes_back() -> None:
    found = payback(Case((replace(ONE, outcomes={"employment": 0}),), PRICES))
    assert (found.months, found.discounted) == (None, None)
    assert found.net_present_value == -1_000_000


def test_a_programme_without_people_is_refused() -> None:
    with pytest.raises(ValueError, match="people above 0"):
        Component("p", 1, 0, {})


def test_two_components_of_one_name_are_refused() -> None:
    with pytest.raises(ValueError, match="each component once"):
        Case((ONE, ONE), PRICES)


counts = st.integers(0, 40)
components = st.builds(
    lambda cost, people, work, study: Component(
        "p", float(cost), float(people + work + study),
        {"employment": float(work), "studies": float(study)},
    ),
    st.integers(1, 10**7), st.integers(1, 50), counts, counts,
)  # fmt: skip


@given(components, st.floats(0.1, 50))
def test_more_of_all_costs_people_and_outcomes_changes_no_time(one: Component, by: float) -> None:
    more = Component(
        "p", one.cost * by, one.people * by, {k: n * by for k, n in one.outcomes.items()}
    )
    found, scaled = payback(Case((one,), PRICES)), payback(Case((more,), PRICES))
    assert scaled.months == pytest.approx(found.months) if found.months else scaled.months is None
    assert scaled.break_even == pytest.approx(found.break_even)


def two(name: str, one: Component, other: Component) -> tuple[Component, ...]:
    return replace(one, programme_id="a"), replace(other, programme_id=name)


@given(components, components, components, components, st.sampled_from(("b", "c")))
def test_the_parts_of_a_change_add_up_and_turn_with_time(
    a: Component, b: Component, c: Component, d: Component, name: str
) -> None:
    # The second programme may be another one in the later period.
    before = Case(two("b", a, b), PRICES, "cost_only")
    after = Case(two(name, c, d), prices(wage=21_000), "out")
    found, back = change(before, after), change(after, before)
    assert (found is None) == (back is None)
    if found is not None and back is not None:
        assert sum(found.parts.values()) == pytest.approx(found.after - found.before, abs=1e-7)
        assert found.before == pytest.approx(payback(before).months)
        assert found.after == pytest.approx(payback(after).months)
        for factor in FACTORS:
            assert back.parts[factor] == pytest.approx(-found.parts[factor], abs=1e-7)


def test_where_only_costs_differ_they_are_the_whole_change() -> None:
    dearer = replace(ONE, cost=2_000_000)
    found = change(Case((ONE,), PRICES), Case((dearer,), PRICES))
    assert found is not None
    assert found.parts["costs"] == pytest.approx(found.after - found.before)
    assert [found.parts[f] for f in FACTORS if f != "costs"] == pytest.approx([0, 0, 0, 0])


def test_two_factors_share_their_meeting_equally() -> None:
    # Cost doubled and outcomes doubled: months 1, 2, 0.5 and 1, so that 0.75 and -0.75.
    before = Component("p", 100, 10, {"employment": 1})
    after = Component("p", 200, 10, {"employment": 2})
    unit = payback(Case((before,), PRICES)).months or 0
    found = change(Case((before,), PRICES), Case((after,), PRICES))
    assert found is not None
    assert found.parts["costs"] == pytest.approx(0.75 * unit)
    assert found.parts["rates"] == pytest.approx(-0.75 * unit)


def test_a_period_without_a_payback_time_has_no_change_to_divide() -> None:
    nothing = replace(ONE, outcomes={"employment": 0})
    assert change(Case((ONE,), PRICES), Case((nothing,), PRICES)) is None


def test_a_tornado_begins_with_retention_and_deadweight_then_shares_then_prices() -> None:
    case = Case((ONE,), PRICES)
    ends = ((0.1, with_work(case, {"p": 0.1})), (0.3, with_work(case, {"p": 0.3})))
    found = swings(case, tried={"shares": ends})
    assert [swing.name for swing in found] == [
        "model.retention", "model.deadweight", "shares", "outcomes.employment.wage",
    ]  # fmt: skip
    shares = next(swing for swing in found if swing.name == "shares")
    # Five or fifteen in work instead of ten.
    whole = payback(Case((ONE,), PRICES)).months or 0
    assert (shares.at_low, shares.at_high) == pytest.approx((whole * 2, whole * 2 / 3))
    assert (shares.low_setting, shares.high_setting) == pytest.approx((0.1, 0.3))


def test_a_programme_without_an_interval_keeps_its_share_in_the_tornado() -> None:
    # 10 and 20 of 50 and 50; the first may have been 5 or 15, the second stays at 20.
    certain = Component("q", 1_000_000, 50, {"employment": 20})
    case = Case((ONE, certain), PRICES)
    less, more = (with_work(case, {"p": share}) for share in (0.1, 0.3))
    assert (share_with_work(less), share_with_work(more)) == pytest.approx((0.25, 0.35))
    whole = payback(case).months or 0
    assert payback(less).months == pytest.approx(whole * 30 / 25)
    assert payback(more).months == pytest.approx(whole * 30 / 35)


def test_an_end_of_the_tornado_may_be_never() -> None:
    dear = replace(ONE, cost=60_000_000)
    found = {s.name: s for s in swings(Case((dear,), prices(horizon=40)))}
    assert found["model.retention"].at_low is None
    assert found["model.retention"].at_high is not None
