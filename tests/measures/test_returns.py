from itertools import count as numbers
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fact_rows import Row, by_key, count, counts, funding, money
from folder_files import register, write_folder
from utfall.data.read import read_folder
from utfall.disclosure.run import protect
from utfall.measures import reasons
from utfall.measures.costs import costs
from utfall.measures.four_times import at_four_times
from utfall.measures.returns import neutral_levels, returns
from utfall.params import Disclosure, RunParams
from utfall.values import Value

_YEARS = range(2018, 2023)
# 200 000 a year for five years is a million
_PAID = 200_000
_WHOLE: Row = {"period_start": "2018", "period_end": "2022"}


def _members(**kinds: str) -> pd.DataFrame:
    return pd.DataFrame(
        [{"member_id": name, "kind": kind} for name, kind in kinds.items()],
        columns=["member_id", "kind"],
    )


def _programme(name: str = "p", **cells: Any) -> Row:
    return {
        "programme_id": name,
        "orientation": "participant",
        "finsam": True,
        "start": "2018",
        "end": "2022",
        "status": "finished",
        **cells,
    }


def _paid(
    member: str = "m", amount: float = _PAID, years: range = _YEARS, **cells: Any
) -> list[Row]:
    about = {"member_id": member, "approximate": False, "source_id": "avgifter"}
    return [{**about, "year": str(year), "amount_sek": amount, **cells} for year in years]


def _found(
    *facts: Row,
    paid: list[Row] | None = None,
    works: list[Row] | None = None,
    parts: dict[str, list[str]] | None = None,
    members: dict[str, str] | None = None,
) -> dict[tuple[str, str], Value]:
    """Return the values by measure and member; there is one of each."""
    values = returns(
        _members(**(members or {"m": "municipality"})),
        pd.DataFrame(works or [_programme()]),
        pd.DataFrame(
            [
                {"programme_id": name, "member_id": member, "reading": ""}
                for name, those in (parts or {"p": ["m"]}).items()
                for member in those
            ],
            columns=["programme_id", "member_id", "reading"],
        ),
        pd.DataFrame(
            _paid() if paid is None else paid,
            columns=["member_id", "year", "amount_sek", "approximate", "source_id"],
        ),
        funding(*(row for row in facts if "funder" in row)),
        counts(*(row for row in facts if "measure" in row)),
    )
    found = {(value.measure, value.member_id): value for value in values}
    assert len(found) == len(values)
    return found


def test_own_money_of_all_five_years_is_divided_by_the_contributions_of_the_same_years() -> None:
    found = _found(
        money(5_000_000, **_WHOLE),
        money(3_000_000, "association", **_WHOLE),
        money(2_000_000, "esf", **_WHOLE),
        count("participants", 40, **_WHOLE),
    )

    own, everything = found["return_association", "m"], found["return_with_esf", "m"]
    people = found["people_per_krona", "m"]
    # 3 million and 5 million over 5 · 200 000; 40 people per one million
    assert own.key == "return_association:all:m:2018/2022:basis=budget"
    assert (own.value, own.low, own.high, own.bound, own.reason) == (3, 3, 3, "exact", "")
    assert (own.numerator, own.denominator, own.unit) == (3_000_000, 1_000_000, "ratio")
    assert (everything.value, everything.bound) == (5, "exact")
    assert people.key == "people_per_krona:all:m:2018/2022:"
    assert (people.value, people.numerator, people.denominator) == (40, 40, 1_000_000)
    assert (people.bound, people.unit) == ("exact", "participations_per_msek")
    assert own.source_id == "avgifter;s"


def test_joint_money_and_people_are_a_range_from_what_is_own_to_all_of_it() -> None:
    joint: Row = {**_WHOLE, "programme_id": "q", "member_ids": "a+m"}
    found = _found(
        money(1_000_000, "association", **_WHOLE),
        money(4_000_000, "association", **joint),
        count("participants", 10, **_WHOLE),
        count("participants", 60, **joint),
        works=[_programme(), _programme("q")],
        parts={"p": ["m"], "q": ["a", "m"]},
    )

    own, people = found["return_association", "m"], found["people_per_krona", "m"]
    # own 1 of 1 million, with the joint 4 it is 5; 10 people, with the joint 60 it is 70
    assert (own.value, own.numerator, own.low, own.high) == (None, None, 1, 5)
    assert (own.bound, own.reason) == ("exact", reasons.NOT_SPLIT_ON_MEMBERS)
    assert (people.value, people.low, people.high) == (None, 10, 70)


def test_a_members_own_part_of_joint_money_is_used_instead_of_all_of_it() -> None:
    found = _found(
        money(9_000_000, member_ids="a+m", **_WHOLE),
        money(2_000_000, **_WHOLE),
        parts={"p": ["a", "m"]},
    )

    assert found["return_with_esf", "m"].value == 2


def test_money_of_others_and_of_a_municipalitys_own_programme_is_not_the_members() -> None:
    found = _found(
        money(1_000_000, **_WHOLE),
        money(50_000_000, member_ids="a", **_WHOLE),
        money(70_000_000, programme_id="own", **_WHOLE),
        works=[_programme(), _programme("own", finsam=False)],
        parts={"p": ["a", "m"], "own": ["m"]},
    )

    assert found["return_with_esf", "m"].value == 1


def test_money_that_names_no_members_may_be_any_members_of_the_programme() -> None:
    found = _found(money(2_000_000, member_ids="", **_WHOLE))

    value = found["return_with_esf", "m"]
    assert (value.value, value.low, value.high) == (None, 0, 2)


def test_what_no_funder_is_named_for_may_be_the_associations_or_not() -> None:
    found = _found(
        money(5_000_000, **_WHOLE),
        money(1_000_000, "association", **_WHOLE),
        money(3_000_000, "esf", **_WHOLE),
    )

    own = found["return_association", "m"]
    # 5 - 1 - 3 = 1 million has no named funder
    assert (own.value, own.low, own.high) == (None, 1, 2)
    assert own.reason == reasons.PAYER_NOT_STATED
    assert found["return_with_esf", "m"].value == 5


def test_one_funders_part_is_at_least_what_all_funders_paid() -> None:
    found = _found(money(1_000_000, "association", **_WHOLE))

    assert found["return_association", "m"].bound == "exact"
    everything = found["return_with_esf", "m"]
    assert (everything.value, everything.bound) == (1, "at_least")


def test_what_all_funders_paid_is_never_less_than_the_associations_part_of_it() -> None:
    # the association granted 10 million for five years; of two of them the totals spent are known
    found = _found(
        money(10_000_000, "association", basis="granted", **_WHOLE),
        money(2_000_000, basis="spent", period_start="2021", period_end="2021"),
        money(1_500_000, basis="spent", period_start="2022", period_end="2022"),
    )

    assert found["return_association", "m"].value == 10
    everything = found["return_with_esf", "m"]
    assert (everything.value, everything.bound) == (10, "at_least")
    assert everything.group == "basis=granted"


def test_a_total_is_used_before_one_funders_part_that_is_better_known() -> None:
    found = _found(money(5_000_000, **_WHOLE), money(3_000_000, "esf", basis="granted", **_WHOLE))

    everything = found["return_with_esf", "m"]
    assert (everything.value, everything.group, everything.bound) == (5, "basis=budget", "exact")


@pytest.mark.parametrize(
    "period",
    [
        pytest.param({"period_start": "", "period_end": ""}, id="not stated"),
        pytest.param({**_WHOLE, "period_kind": "not_stated"}, id="said not to be stated"),
        pytest.param({"period_start": "2017-07", "period_end": "2018-06"}, id="before as well"),
        pytest.param({"period_start": "2022", "period_end": "2023"}, id="after as well"),
    ],
)
def test_money_that_may_be_of_other_years_is_left_out_and_makes_it_at_least(period: Row) -> None:
    found = _found(
        money(1_000_000, **_WHOLE),
        money(7_000_000, programme_id="q", **period),
        works=[_programme(), _programme("q", start="2017", end="2023")],
        parts={"p": ["m"], "q": ["m"]},
    )

    value = found["return_with_esf", "m"]
    assert (value.value, value.bound) == (1, "at_least")
    assert value.reason == reasons.MONEY_YEARS_MISSING


def test_undated_money_makes_it_at_least_even_where_dated_money_covers_every_year() -> None:
    found = _found(money(1_000_000, **_WHOLE), money(7_000_000, period_start="", period_end=""))

    value = found["return_with_esf", "m"]
    assert (value.value, value.bound) == (1, "at_least")


def test_money_of_a_programme_that_had_ended_before_does_not_matter() -> None:
    found = _found(
        money(1_000_000, **_WHOLE),
        money(7_000_000, programme_id="q", period_start="", period_end=""),
        works=[_programme(), _programme("q", start="2012", end="2014")],
        parts={"p": ["m"], "q": ["m"]},
    )

    assert found["return_with_esf", "m"].bound == "exact"


def test_a_programme_without_money_makes_it_at_least_and_is_not_zero() -> None:
    found = _found(
        money(1_000_000, **_WHOLE),
        works=[_programme(), _programme("q")],
        parts={"p": ["m"], "q": ["m"]},
    )

    assert found["return_with_esf", "m"].bound == "at_least"
    assert found["people_per_krona", "m"].status == "refused"
    assert found["people_per_krona", "m"].reason == reasons.NO_PEOPLE_IN_YEARS


def test_a_year_without_money_in_the_middle_makes_it_at_least() -> None:
    years = [
        money(100_000, period_start=str(y), period_end=str(y)) for y in (2018, 2019, 2021, 2022)
    ]

    value = _found(*years)["return_with_esf", "m"]

    # 4 · 100 000 over a million
    assert (value.value, value.bound) == (0.4, "at_least")


def test_money_of_a_component_says_nothing_of_the_rest_and_is_not_added_to_the_whole() -> None:
    part = money(300_000, component="courses", **_WHOLE)

    alone = _found(part)["return_with_esf", "m"]
    both = _found(part, money(1_000_000, **_WHOLE))["return_with_esf", "m"]

    assert (alone.value, alone.bound) == (0.3, "at_least")
    assert (both.value, both.bound) == (1, "exact")


def test_a_programme_year_has_one_basis_the_spent_before_the_granted_before_the_budgeted() -> None:
    rows = [
        money(amount, basis=basis, **_WHOLE)
        for basis, amount in (("budget", 9e6), ("granted", 8e6), ("spent", 7e6), ("applied", 1e7))
    ]

    by_rank = [_found(*rows[:n])["return_with_esf", "m"] for n in (1, 2, 3, 4)]

    assert [value.value for value in by_rank] == [9, 8, 7, 7]
    assert [value.group for value in by_rank] == [
        "basis=budget", "basis=granted", "basis=spent", "basis=spent",
    ]  # fmt: skip
    assert {value.bound for value in by_rank} == {"exact"}


def test_money_on_different_bases_is_conditional_and_says_so() -> None:
    found = _found(
        money(1_000_000, basis="spent", **_WHOLE),
        money(2_000_000, basis="granted", programme_id="q", **_WHOLE),
        works=[_programme(), _programme("q")],
        parts={"p": ["m"], "q": ["m"]},
    )

    value = found["return_with_esf", "m"]
    assert (value.value, value.bound, value.group) == (3, "conditional", "")
    assert value.reason == reasons.MIXED_BASES


def test_spent_money_of_some_years_leaves_the_budget_of_all_of_them_unused() -> None:
    spent = money(100_000, basis="spent", period_start="2018", period_end="2018")

    value = _found(money(1_000_000, **_WHOLE), spent)["return_with_esf", "m"]

    assert (value.value, value.bound) == (0.1, "at_least")


def test_a_list_that_states_the_same_money_again_does_not_double_it() -> None:
    rows = [money(1_000_000, list_id=name, **_WHOLE) for name in ("", "s0")]

    assert _found(*rows)["return_with_esf", "m"].value == 1


def test_of_two_lists_that_disagree_the_order_of_rows_does_not_decide() -> None:
    rows = [money(kr, list_id=name, **_WHOLE) for name, kr in (("s0", 1e6), ("s1", 2e6))]

    found = [_found(*some)["return_with_esf", "m"].value for some in (rows, rows[::-1])]

    # the larger
    assert found == [2, 2]


def test_money_in_cash_and_in_kind_is_added() -> None:
    rows = [
        money(amount, form=form, **_WHOLE) for form, amount in (("cash", 3e6), ("in_kind", 1e6))
    ]

    assert _found(*rows)["return_with_esf", "m"].value == 4


def test_euro_and_statements_that_are_not_primary_are_not_used() -> None:
    found = _found(money(None, amount_eur=4e6, **_WHOLE), money(9e6, primary=False, **_WHOLE))

    value = found["return_with_esf", "m"]
    assert (value.status, value.reason) == ("refused", reasons.NO_MONEY_IN_YEARS)


def test_a_person_in_two_years_may_be_one_participation_or_two() -> None:
    years = [
        count("participants", n, period_start=y, period_end=y)
        for n, y in ((12, "2018"), (9, "2019"))
    ]

    value = _found(*years, works=[_programme(end="2019")])["people_per_krona", "m"]

    # at least the 12 of the larger year, at most 12 + 9
    assert (value.value, value.low, value.high) == (None, 12, 21)
    assert (value.bound, value.reason) == ("exact", reasons.SAME_PERSON_AGAIN)


def test_a_stock_staff_and_structure_are_no_participations() -> None:
    found = _found(
        count("participants", 10, period_kind="stock", **_WHOLE),
        count("participants", 10, population="staff", **_WHOLE),
        money(1_000_000, **_WHOLE),
        works=[_programme(orientation="structure")],
    )

    assert found["people_per_krona", "m"].status == "refused"
    assert found["return_with_esf", "m"].value == 1


def test_nobody_counted_is_zero_and_not_missing() -> None:
    value = _found(count("participants", 0, **_WHOLE))["people_per_krona", "m"]

    assert (value.status, value.value, value.bound) == ("shown", 0, "exact")


def test_a_count_given_as_a_least_number_has_no_most() -> None:
    value = _found(count("participants", low=8.0, **_WHOLE))["people_per_krona", "m"]

    assert (value.low, value.bound) == (8, "at_least")


def test_a_reading_has_a_return_of_its_own() -> None:
    values = returns(
        _members(m="municipality"),
        pd.DataFrame([_programme(), _programme("q")]),
        pd.DataFrame(
            [{"programme_id": name, "member_id": "m", "reading": ""} for name in ("p", "q")]
        ),
        pd.DataFrame(_paid()),
        funding(
            money(1_000_000, **_WHOLE),
            money(2_000_000, programme_id="q", reading="A", **_WHOLE),
            money(2_000_000, programme_id="q", reading="B", member_ids="a+m", **_WHOLE),
        ),
        counts(),
    )

    found = by_key(values)
    a = found["return_with_esf:all:m:2018/2022:basis=budget;reading=A"]
    b = found["return_with_esf:all:m:2018/2022:basis=budget;reading=B"]
    # A: 1 + 2 its own; B: 1 its own, 2 joint
    assert (a.value, b.value, b.low, b.high) == (3, None, 1, 3)


def test_windows_end_at_each_year_from_the_fifth_and_begin_at_the_first_known() -> None:
    values = returns(
        _members(m="municipality"),
        pd.DataFrame([_programme(start="2016", end="2024")]),
        pd.DataFrame([{"programme_id": "p", "member_id": "m", "reading": ""}]),
        pd.DataFrame(_paid(years=range(2015, 2017)) + _paid(years=range(2018, 2025))),
        funding(money(1_000_000, **_WHOLE)),
        counts(),
    )

    # 2017 is not known
    years = [value.year for value in values if value.measure == "return_with_esf"]
    assert years == ["2018/2022", "2018/2023", "2018/2024"]


def test_four_years_an_unstated_year_or_two_different_amounts_give_no_return() -> None:
    four = _paid(years=range(2018, 2022))
    for paid in (four, _paid(year=""), [*_paid(), *_paid(amount=1, years=range(2020, 2021))]):
        value = _found(money(1_000_000, **_WHOLE), paid=paid)["return_with_esf", "m"]

        assert (value.key, value.status) == ("return_with_esf:all:m::", "refused")
        assert value.reason == reasons.CONTRIBUTION_NOT_YEARLY


def test_a_member_without_a_stated_contribution_is_refused_in_words() -> None:
    found = _found(
        money(1_000_000, **_WHOLE), paid=_paid("a"), members={"m": "municipality", "a": "region"}
    )

    value = found["return_association", "m"]
    assert (value.status, value.reason) == ("refused", reasons.CONTRIBUTION_NOT_STATED)


def test_an_association_without_contributions_has_no_returns() -> None:
    assert _found(money(1_000_000, **_WHOLE), paid=[]) == {}
    assert neutral_levels(_members(m="municipality"), pd.DataFrame()) == []


def test_a_contribution_of_zero_is_refused_and_gives_no_infinity() -> None:
    found = _found(
        money(1_000_000, **_WHOLE), count("participants", 5, **_WHOLE), paid=_paid(amount=0)
    )

    assert {value.status for value in found.values()} == {"refused"}
    assert {value.reason for value in found.values()} == {reasons.CONTRIBUTION_ZERO}


def test_a_rough_contribution_or_amount_makes_the_return_rough() -> None:
    sure = _found(money(1_000_000, **_WHOLE))
    rough = (
        _found(money(1_000_000, **_WHOLE), paid=_paid(approximate=True)),
        _found(money(1_000_000, approximate=True, **_WHOLE)),
    )

    assert not sure["return_with_esf", "m"].approximate
    assert all(found["return_with_esf", "m"].approximate for found in rough)


def test_a_member_that_is_no_municipality_has_money_and_no_residents() -> None:
    found = _found(
        money(1_000_000, member_ids="m+r", **_WHOLE),
        count("participants", 5, **_WHOLE),
        paid=_paid("r"),
        parts={"p": ["m", "r"]},
        members={"r": "region"},
    )

    people = found["people_per_krona", "r"]
    assert (people.status, people.reason) == ("not_applicable", reasons.NO_RESIDENTS)
    assert (found["return_with_esf", "r"].low, found["return_with_esf", "r"].high) == (0, 1)


_PAYERS = {"a": "municipality", "b": "municipality", "r": "region", "fk": "state", "af": "state"}


def test_a_krona_of_the_municipalities_is_about_four_in_the_association() -> None:
    paid = [*_paid("a", 75), *_paid("b", 25), *_paid("r", 100), *_paid("fk", 200)]

    (value,) = neutral_levels(_members(**_PAYERS), pd.DataFrame(paid))

    # 5 · (75 + 25 + 100 + 200) over 5 · (75 + 25); the state pays through one authority
    assert value.key == "neutral_level:all:all:2018/2022:"
    assert (value.value, value.numerator, value.denominator) == (4, 2000, 500)
    assert (value.bound, value.unit) == ("exact", "ratio")


@pytest.mark.parametrize("missing", ["a", "b", "r", "fk"])
def test_the_neutral_level_needs_every_payer_of_the_law(missing: str) -> None:
    paid = [row for one in ("a", "b", "r", "fk") if one != missing for row in _paid(one)]

    (value,) = neutral_levels(_members(**_PAYERS), pd.DataFrame(paid))

    assert (value.status, value.reason) == ("refused", reasons.CONTRIBUTIONS_INCOMPLETE)


def test_the_neutral_level_is_refused_where_the_municipalities_paid_nothing() -> None:
    paid = [*_paid("a", 0), *_paid("b", 0), *_paid("r"), *_paid("fk")]

    (value,) = neutral_levels(_members(**_PAYERS), pd.DataFrame(paid))

    assert (value.status, value.reason) == ("refused", reasons.CONTRIBUTION_ZERO)


def _cost(measure: str = "cost_per_participant", **cells: Any) -> Value:
    told = {"value": 50_000.0, "numerator": 500_000.0, "denominator": 10.0, "ci_low": 1.0}
    return Value(
        measure, "p", "m", "2018", unit="sek", **{**told, "group": "basis=budget", **cells}
    )


def test_four_times_the_money_is_four_times_the_people_at_the_average_cost_only() -> None:
    people, jobs = at_four_times(
        [_cost(), _cost("cost_per_outcome", group="basis=budget;outcome=employment")]
    )

    assert people.key == "participations_at_four_times:p:m:2018:basis=budget"
    assert jobs.key == "outcomes_at_four_times:p:m:2018:basis=budget;outcome=employment"
    # 4 · 10
    assert (people.value, people.denominator, people.unit) == (40, 10, "participations")
    assert (people.bound, people.reason) == ("conditional", reasons.AVERAGE_NOT_MARGINAL)
    assert (people.low, people.ci_low, people.numerator) == (None, None, None)


def test_four_times_a_cost_that_is_at_most_is_at_least_so_many_people() -> None:
    (value,) = at_four_times([_cost(bound="at_most", reason=reasons.PEOPLE_ARE_PART)])

    assert (value.value, value.low, value.bound) == (40, 40, "conditional")
    assert value.reason == reasons.joined([reasons.AVERAGE_NOT_MARGINAL, reasons.PEOPLE_ARE_PART])


@pytest.mark.parametrize("bound", ["at_least", "conditional"])
def test_four_times_a_cost_that_holds_otherwise_is_refused(bound: str) -> None:
    (value,) = at_four_times([_cost(bound=bound, reason=reasons.ONE_READING)])

    assert (value.status, value.reason) == ("refused", reasons.ONE_READING)


def test_four_times_without_matching_money_and_people_is_refused_for_the_same_reason() -> None:
    of_programme = pd.DataFrame([_programme()])
    refused = costs(
        of_programme, funding(money(5e5, period_end="2019")), counts(count("participants", 10))
    )

    values = at_four_times(refused)

    assert {value.measure for value in values} == {
        "participations_at_four_times",
        "outcomes_at_four_times",
    }
    assert all(value.status == "refused" for value in values)
    assert values[0].reason == reasons.OTHER_PERIOD


def test_costs_in_fixed_prices_of_completers_and_of_studies_are_not_multiplied() -> None:
    others = [
        _cost(group="basis=budget;prices=2023"),
        _cost("cost_per_completer"),
        _cost("cost_per_outcome", group="outcome=studies"),
    ]

    assert at_four_times(others) == []


def test_people_per_krona_is_hidden_with_a_count_in_it_and_money_is_not(tmp_path: Path) -> None:
    whole = {"period_start": "2018", "period_end": "2022"}
    path = write_folder(
        tmp_path / "rar",
        programmes=[{"programme_id": "ima", "name": "IMA", "start": "2018", "end": "2022"}],
        programme_members=[{}],
        contributions=[{"year": str(year), "amount_sek": "200000"} for year in _YEARS],
        counts=[{"count_id": "c", "value": "3", **whole}],
        funding=[{"funding_id": "m", "member_ids": "flen", "amount_sek": "2000000", **whole}],
    )
    run = RunParams(
        association="rar",
        years=(2022,),
        disclosure=Disclosure(threshold=5, protect_public=True),
    )

    shown = protect(read_folder(path), register(tmp_path), run, tmp_path).catalogue.by_key

    assert shown["people_per_krona:all:flen:2018/2022:"].status == "suppressed"
    four = "participations_at_four_times:ima:flen:2018/2022:basis=budget"
    assert shown[four].status == "suppressed"
    assert shown["return_with_esf:all:flen:2018/2022:basis=budget"].value == 2


_AMOUNTS = st.integers(0, 10**8)
_PLACES = st.sampled_from(("a", "m", "a+m", ""))
_SPANS = st.sampled_from((("2018", "2022"), ("2018", "2018"), ("2019-03", "2021-06"), ("", "")))
_FACTS = st.lists(
    st.tuples(
        st.sampled_from(("total", "association", "esf", "people")),
        st.sampled_from(("p", "q")),
        st.sampled_from(("budget", "spent")),
        _PLACES,
        _SPANS,
        _AMOUNTS,
    ),
    max_size=6,
    unique_by=lambda fact: fact[:5],
)


def _rows(facts: list[Any], kronor: int = 1, names: dict[str, str] | None = None) -> list[Row]:
    rows, ids = [], numbers()
    for kind, programme, basis, place, (start, end), amount in facts:
        own = names or {"a": "a", "m": "m"}
        about: Row = {
            "programme_id": programme,
            "member_ids": "+".join(sorted(own[one] for one in place.split("+") if one)),
            "period_start": start,
            "period_end": end,
        }
        people = count("participants", amount % 100, **about)
        paid = money(amount * kronor, kind, basis=basis, list_id=f"l{next(ids)}", **about)
        rows.append(people if kind == "people" else paid)
    return rows


def _both(
    facts: list[Any], kronor: int = 1, names: dict[str, str] | None = None
) -> dict[tuple[str, str], Value]:
    own = names or {"a": "a", "m": "m"}
    return _found(
        *_rows(facts, kronor, names),
        paid=[row for one in own.values() for row in _paid(one, _PAID * kronor)],
        works=[_programme(), _programme("q")],
        parts={name: sorted(own.values()) for name in ("p", "q")},
        members=dict.fromkeys(sorted(own.values()), "municipality"),
    )


def _told(value: Value) -> tuple[Any, ...]:
    ends = [
        pytest.approx(x) if x is not None else None for x in (value.value, value.low, value.high)
    ]
    return value.status, value.bound, value.reason, value.group, ends


@settings(max_examples=40, deadline=None)
@given(_FACTS)
def test_twice_the_money_and_twice_the_contributions_change_no_return_of_money(
    facts: list[Any],
) -> None:
    once, twice = _both(facts), _both(facts, 2)

    for (measure, member), value in once.items():
        other = twice[measure, member]
        if measure == "people_per_krona" and value.high is not None:
            assert other.high == pytest.approx(value.high / 2)
        else:
            assert _told(other) == _told(value)


@settings(max_examples=40, deadline=None)
@given(_FACTS, st.randoms(use_true_random=False))
def test_other_names_and_another_order_change_nothing_but_the_names(
    facts: list[Any], shuffled: Any
) -> None:
    names = {"a": "z", "m": "b"}
    again = list(facts)
    shuffled.shuffle(again)

    before, after = _both(facts), _both(again, names=names)

    for (measure, member), value in before.items():
        assert _told(after[measure, names[member]]) == _told(value)


@settings(max_examples=40, deadline=None)
@given(_FACTS)
def test_the_sure_part_is_never_more_than_the_most_and_a_range_has_no_value(
    facts: list[Any],
) -> None:
    for value in _both(facts).values():
        if value.status == "shown":
            assert value.low is not None
            assert value.high is not None
            assert value.low <= value.high * (1 + 1e-12)
            assert (value.value is None) == (value.low != pytest.approx(value.high, rel=1e-9))


@settings(max_examples=40, deadline=None)
@given(_FACTS)
def test_all_funders_money_is_never_less_than_the_associations(facts: list[Any]) -> None:
    found = _both(facts)
    for member in ("a", "m"):
        own, everything = (
            found[name, member] for name in ("return_association", "return_with_esf")
        )
        if own.status == "shown":
            assert everything.status == "shown"
            assert (everything.low or 0) >= (own.low or 0) * (1 - 1e-12)
            assert (everything.high or 0) >= (own.high or 0) * (1 - 1e-12)


@settings(max_examples=40, deadline=None)
@given(_FACTS)
def test_the_sure_parts_of_two_members_together_are_never_more_than_all_the_money(
    facts: list[Any],
) -> None:
    found = _both(facts)
    everything = sum(
        row["amount_sek"] for row in _rows(facts) if "funder" in row and row["period_start"]
    )

    sure = [found["return_with_esf", one].low or 0.0 for one in ("a", "m")]

    assert sum(sure) * 5 * _PAID <= everything * (1 + 1e-9)
