import pytest
from hypothesis import given
from hypothesis import strategies as st

from fact_rows import (
    IMA,
    Row,
    by_key,
    count,
    counts,
    funding,
    ima_counts,
    money,
    outcome,
    programmes,
)
from utfall.measures import reasons
from utfall.measures.costs import cost_interval, costs
from utfall.values import Value

_IMA = "ima:eskilstuna+strangnas:2016/2019"
CPI = {
    2016: 316.43,
    2017: 322.11,
    2018: 328.40,
    2019: 334.26,
    2020: 335.92,
    2022: 371.91,
    2023: 403.70,
}


def _ima(**kwargs: object) -> dict[str, Value]:
    total = funding(money(12_645_673, **IMA))
    return by_key(
        costs(
            programmes(ima="participant"),
            total,
            counts(*ima_counts()),
            **kwargs,  # type: ignore[arg-type]
        )
    )


def _one(
    money_rows: list[Row], count_rows: list[Row], kind: str = "participant"
) -> dict[str, Value]:
    return by_key(costs(programmes(p=kind), funding(*money_rows), counts(*count_rows)))


def test_ima_cost_164_230_per_participant_and_238_598_per_completer() -> None:
    values = _ima()

    # 12 645 673 / 77 = 164 230; 12 645 673 / 53 = 238 598
    participant = values[f"cost_per_participant:{_IMA}:basis=budget"]
    completer = values[f"cost_per_completer:{_IMA}:basis=budget"]
    assert participant.value == pytest.approx(164_230, abs=0.5)
    assert completer.value == pytest.approx(238_598, abs=0.5)
    assert participant.bound == "exact"
    # 77 − 53 − 20 = 4 are not accounted for and may have completed as well
    assert completer.bound == "at_most"
    assert completer.low == pytest.approx(12_645_673 / 57)
    assert (participant.numerator, participant.denominator) == (12_645_673, 77)


@pytest.mark.parametrize(
    ("outcome_name", "cost", "low", "ci_low", "ci_high"),
    [
        # 12 645 673 / 23; / (23 + 24); over 77 times Wilson's limits of 23/77
        ("employment", 549_812, 269_057, 402_036, 789_417),
        # 12 645 673 / 18; / (18 + 24); over 77 times Wilson's limits of 18/77
        ("studies", 702_537, 301_087, 483_685, 1_071_322),
    ],
)
def test_ima_cost_per_outcome_is_at_most(
    outcome_name: str, cost: float, low: float, ci_low: float, ci_high: float
) -> None:
    value = _ima()[f"cost_per_outcome:{_IMA}:basis=budget;outcome={outcome_name}"]

    assert value.value == value.high == pytest.approx(cost, abs=0.5)
    assert value.low == pytest.approx(low, abs=0.5)
    assert (value.ci_low, value.ci_high) == pytest.approx((ci_low, ci_high), abs=0.5)
    assert (value.bound, value.reason) == ("at_most", reasons.OUTCOMES_FOR_SOME)


def test_ima_cost_per_work_or_study_is_308_431_only_if_nobody_is_in_both() -> None:
    value = _ima()[f"cost_per_outcome:{_IMA}:basis=budget;outcome=employment+studies"]

    # 12 645 673 / 41; without the condition between / (41 + 24) and / 23
    assert value.value == pytest.approx(308_431, abs=0.5)
    assert (value.low, value.high) == pytest.approx((194_549, 549_812), abs=0.5)
    assert value.bound == "conditional"
    assert reasons.EXCLUSIVE_INFERRED in value.reason


def test_praktik_and_care_contacts_have_no_price() -> None:
    priced = {key.split("outcome=")[-1] for key in _ima() if "outcome=" in key}

    assert priced == {"employment", "studies", "employment+studies"}


def test_ima_in_prices_of_2023_is_at_most_the_cost_if_all_was_spent_in_2016() -> None:
    value = _ima(cpi=CPI, price_year=2023)[
        f"cost_per_outcome:{_IMA}:basis=budget;outcome=employment;prices=2023"
    ]

    # 16 133 294 / 23 = 701 448; least 15 272 716 / 47 = 324 951
    assert value.value == value.high == pytest.approx(701_448, abs=0.5)
    assert value.low == pytest.approx(324_951, abs=0.5)
    assert value.numerator == pytest.approx(16_133_294, abs=0.5)
    # 402 036 x 403.70/334.26 and 789 417 x 403.70/316.43
    assert (value.ci_low, value.ci_high) == pytest.approx((485_556, 1_007_135), abs=1)
    assert value.bound == "at_most"


def test_an_exact_cost_becomes_a_range_in_fixed_prices() -> None:
    value = _ima(cpi=CPI, price_year=2023)[f"cost_per_participant:{_IMA}:basis=budget;prices=2023"]

    # 15 272 716 / 77 = 198 347 to 16 133 294 / 77 = 209 523
    assert (value.low, value.value) == pytest.approx((198_347, 209_523), abs=0.5)
    assert value.bound == "at_most"


def test_the_cost_of_one_year_is_exact_in_fixed_prices() -> None:
    period = {"period_start": "2019", "period_end": "2019"}
    values = by_key(
        costs(
            programmes(p="participant"),
            funding(money(334_260, **period)),
            counts(count("participants", 10, **period)),
            cpi=CPI,
            price_year=2023,
        )
    )

    value = values["cost_per_participant:p:m:2019:basis=budget;prices=2023"]
    assert value.value == pytest.approx(40_370)
    assert (value.bound, value.low) == ("exact", None)


def test_a_year_without_an_index_refuses_the_fixed_price_and_not_the_cost() -> None:
    period = {"period_start": "2019", "period_end": "2021"}
    values = by_key(
        costs(
            programmes(p="participant"),
            funding(money(100, **period)),
            counts(count("participants", 10, **period)),
            cpi=CPI,
            price_year=2023,
        )
    )

    assert values["cost_per_participant:p:m:2019/2021:basis=budget"].value == 10
    fixed = values["cost_per_participant:p:m:2019/2021:basis=budget;prices=2023"]
    assert (fixed.status, fixed.reason) == ("refused", reasons.NO_PRICE_INDEX)


def test_ratt_insats_cost_at_most_76_923_per_participant_and_nothing_per_outcome() -> None:
    so_far = {"period_start": "2019-09-01", "period_end": "2020-08"}
    values = _one(
        [money(2_000_000, basis="granted", period_kind="so_far", **so_far)],
        [count("participants", 26, period_kind="to_date", **so_far)],
    )

    # 2 000 000 / 26 = 76 923
    per_person = values["cost_per_participant:p:m:2019/2020:basis=granted"]
    per_outcome = values["cost_per_outcome:p:m:2019/2020:basis=granted;outcome=employment"]
    assert per_person.value == pytest.approx(76_923, abs=0.5)
    assert (per_person.bound, per_person.low) == ("at_most", None)
    assert (per_outcome.status, per_outcome.reason) == ("refused", reasons.NO_OUTCOMES)


def test_react_likes_and_tuna_are_refused_with_their_reasons() -> None:
    react = _one(
        [money(3_100_000, period_start="2022-01-01", period_end="2023-04")],
        [
            count(
                "participants",
                15,
                period_kind="to_date",
                period_start="2022-01-01",
                period_end="2022-12-12",
            )
        ],
    )
    no_period = {"period_start": "", "period_end": ""}
    likes = _one(
        [money(9_405_600, period_kind="not_stated", **no_period)],
        [
            count("participants", 23, component="courses", **no_period),
            outcome("employment", 9, component="courses", **no_period),
        ],
        "both",
    )
    tuna = _one(
        [money(2_027_000, period_kind="not_stated", **no_period)],
        [count("participants", 51), outcome("employment", 10)],
    )

    def said(values: dict[str, Value]) -> set[tuple[str, str]]:
        return {(value.status, value.reason) for value in values.values()}

    assert ("refused", reasons.WHOLE_PERIOD_OVER_SO_FAR) in said(react)
    assert said(likes) == {
        ("refused", reasons.joined([reasons.PERIODS_NOT_STATED, reasons.OTHER_COMPONENT]))
    }
    assert said(tuna) == {("refused", reasons.MONEY_PERIOD_NOT_STATED)}
    for value in (*react.values(), *likes.values(), *tuna.values()):
        assert value.value is None
        assert value.numerator is None


def test_tibro_has_people_and_no_money() -> None:
    values = _one([], [count("participants", 119), outcome("employment", 9)])

    assert values["cost_per_participant:p:m:2018:"].reason == reasons.NO_MONEY
    assert values["cost_per_outcome:p:m:2018:outcome=employment"].status == "refused"


def test_money_without_people_is_refused_and_structure_has_no_unit_cost() -> None:
    refused = _one([money(1_600_000)], [])
    structure = _one(
        [money(800_000)], [count("participants", 140, population="staff")], "structure"
    )

    assert {value.reason for value in refused.values()} == {reasons.NO_PEOPLE}
    assert [value.status for value in structure.values()] == ["not_applicable"]


def test_one_funders_part_of_an_unknown_total_gives_no_cost() -> None:
    values = _one(
        [
            money(19_800_000, "esf", basis="granted"),
            money(47_000_000, basis="turnover", primary=False),
        ],
        [count("participants", 376), outcome("employment", 75)],
    )

    assert values["cost_per_participant:p:m:2018:basis=granted"].reason == reasons.ONE_FUNDERS_PART


def test_totals_that_disagree_give_no_cost_unless_one_is_primary() -> None:
    people = [count("participants", 10)]
    rows = [money(100, source_id="a", primary=False), money(200, source_id="b", primary=False)]

    (first, _) = _one(rows, people).values()
    assert first.reason == reasons.SOURCES_DISAGREE
    chosen = _one([*rows, money(150, source_id="c")], people)
    assert chosen["cost_per_participant:p:m:2018:basis=budget"].value == 15


def test_zero_outcomes_give_a_reason_and_never_infinity() -> None:
    values = _one([money(100)], [count("participants", 10), outcome("employment", 0)])

    value = values["cost_per_outcome:p:m:2018:basis=budget;outcome=employment"]
    assert (value.status, value.value, value.reason) == ("refused", None, reasons.NOBODY_REACHED)


def test_applications_and_turnover_are_no_cost() -> None:
    people = [count("participants", 10)]

    assert _one([money(100, basis="applied")], people)[
        "cost_per_participant:p:m:2018:basis=applied"
    ].reason == (reasons.APPLIED)
    assert _one([money(100, basis="turnover")], people)[
        "cost_per_participant:p:m:2018:basis=turnover"
    ].reason == (reasons.TURNOVER)


def test_the_total_that_fits_the_people_is_chosen_before_a_larger_place() -> None:
    values = _one(
        [money(23_449_793, member_ids="m+n", source_id="bank"), money(3_100_000)],
        [count("participants", 10)],
    )

    value = values["cost_per_participant:p:m:2018:basis=budget"]
    assert (value.value, value.bound) == (310_000, "exact")


def test_fifty_thousand_for_eight_is_6_250() -> None:
    # CDC's course on cost-effectiveness: 50 000 / 8
    values = _one([money(50_000)], [count("participants", 20), outcome("employment", 8)])

    assert values["cost_per_outcome:p:m:2018:basis=budget;outcome=employment"].value == 6_250


def test_an_interval_without_an_upper_end_says_so() -> None:
    low, high = cost_interval(1000, 0, 20)

    # upper limit of 0/20 is 0.1611: 1000 / (20 x 0.1611) = 310
    assert low == pytest.approx(310, abs=1)
    assert high is None


@given(st.floats(1e3, 1e8), st.integers(1, 200), st.integers(0, 200), st.integers(2, 9))
def test_twice_the_cost_of_twice_the_people_is_the_same_cost(
    cost: float, reached: int, others: int, times: int
) -> None:
    def values(k: int) -> dict[str, Value]:
        rows = [count("participants", (reached + others) * k), outcome("employment", reached * k)]
        return _one([money(cost * k)], rows)

    once, more = values(1), values(times)

    for key, value in once.items():
        assert value.value == pytest.approx(more[key].value)
        if value.ci_low is not None:
            assert value.ci_low <= (value.value or 0) <= (value.ci_high or float("inf"))
            # more people make the interval narrower
            assert value.ci_low <= (more[key].ci_low or 0) * (1 + 1e-9)
