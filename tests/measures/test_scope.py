from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.measures import reasons
from utfall.measures.scope import MoneyScope, PeopleScope, verdict

BOTH = frozenset({"eskilstuna", "strangnas"})
ESKILSTUNA, STRANGNAS = frozenset({"eskilstuna"}), frozenset({"strangnas"})

IMA_MONEY = MoneyScope(start="2016", end="2019", place=BOTH)
IMA_PEOPLE = PeopleScope(start="2016", end="2019", place=BOTH)


def _result(money: MoneyScope | None, people: PeopleScope | None) -> tuple[str, tuple[str, ...]]:
    found = verdict(money, people, orientation="participant")
    return found.result, found.reasons


def test_ima_per_participant_is_exact() -> None:
    assert _result(IMA_MONEY, IMA_PEOPLE) == ("exact", ())


def test_a_period_in_years_is_the_same_period_in_days() -> None:
    people = replace(IMA_PEOPLE, start="2016-01-01", end="2019-12")

    assert _result(IMA_MONEY, people) == ("exact", ())


def test_ima_per_employment_is_at_most_since_outcomes_are_those_of_completers() -> None:
    people = replace(IMA_PEOPLE, outcomes="some")

    assert _result(IMA_MONEY, people) == ("at_most", (reasons.OUTCOMES_FOR_SOME,))


def test_ratt_insats_is_at_most_per_participant_and_refused_per_outcome() -> None:
    period = {"start": "2019-09-01", "end": "2020-08", "place": ESKILSTUNA}
    money = MoneyScope(**period, kind="so_far", basis="granted")  # type: ignore[arg-type]
    people = PeopleScope(**period, kind="to_date")  # type: ignore[arg-type]

    assert _result(money, people) == ("at_most", (reasons.STILL_RUNNING,))
    assert _result(money, replace(people, outcomes="none")) == ("refused", (reasons.NO_OUTCOMES,))
    # what was spent so far on those who came so far leaves nothing open
    assert _result(replace(money, basis="spent"), people) == ("exact", ())


def test_react_is_refused_since_the_budget_of_the_whole_period_is_over_people_so_far() -> None:
    money = MoneyScope(start="2022-01-01", end="2023-04", place=STRANGNAS, reading="A")
    people = PeopleScope(
        start="2022-01-01", end="2022-12-12", kind="to_date", place=STRANGNAS, reading="A"
    )

    assert _result(money, people) == ("refused", (reasons.WHOLE_PERIOD_OVER_SO_FAR,))
    # the same where the answer does not say when those people began
    assert _result(money, replace(people, start=""))[1] == (reasons.WHOLE_PERIOD_OVER_SO_FAR,)


def test_tuna_is_refused_and_not_even_a_bound_since_the_period_of_the_money_is_not_stated() -> None:
    money = MoneyScope(place=STRANGNAS)
    people = PeopleScope(start="2018", end="2018", place=STRANGNAS)

    assert _result(money, people) == ("refused", (reasons.MONEY_PERIOD_NOT_STATED,))


def test_likes_is_refused_for_its_component_and_its_period() -> None:
    money = MoneyScope(place=STRANGNAS, reading="A")
    people = PeopleScope(place=STRANGNAS, component="courses", reading="A")

    assert _result(money, people) == (
        "refused",
        (reasons.PERIODS_NOT_STATED, reasons.OTHER_COMPONENT),
    )


def test_tibro_is_refused_since_no_money_is_given() -> None:
    assert _result(None, PeopleScope(start="2022", end="2022")) == ("refused", (reasons.NO_MONEY,))


def test_money_without_counted_people_is_refused() -> None:
    assert _result(IMA_MONEY, None) == ("refused", (reasons.NO_PEOPLE,))


def test_structure_oriented_work_has_no_unit_cost() -> None:
    for money, people in ((IMA_MONEY, None), (IMA_MONEY, IMA_PEOPLE), (None, None)):
        found = verdict(money, people, orientation="structure")

        assert (found.result, found.reasons) == ("not_applicable", (reasons.STRUCTURE,))


def test_work_on_both_is_at_most() -> None:
    found = verdict(IMA_MONEY, IMA_PEOPLE, orientation="both")

    assert (found.result, found.reasons) == ("at_most", (reasons.ALSO_STRUCTURE,))


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"basis": "applied"}, reasons.APPLIED),
        ({"basis": "turnover"}, reasons.TURNOVER),
        ({"completeness": "part"}, reasons.ONE_FUNDERS_PART),  # isak: ESF's part only
        ({"completeness": "disputed"}, reasons.SOURCES_DISAGREE),
        ({"place": frozenset({"trosa"})}, reasons.OTHER_PLACE),
        ({"place": frozenset()}, reasons.PLACE_NOT_STATED),
        ({"component": "courses"}, reasons.OTHER_COMPONENT),
        ({"population": "staff"}, reasons.OTHER_POPULATION),
        ({"end": "2018"}, reasons.OTHER_PERIOD),
        ({"start": ""}, reasons.MONEY_PERIOD_NOT_STATED),
    ],
)
def test_each_thing_that_does_not_match_refuses(change: dict[str, object], reason: str) -> None:
    money = replace(IMA_MONEY, **change)  # type: ignore[arg-type]

    assert _result(money, IMA_PEOPLE) == ("refused", (reason,))


def test_a_stock_of_people_is_never_divided_into_the_money_of_a_period() -> None:
    people = replace(IMA_PEOPLE, kind="stock")

    assert _result(IMA_MONEY, people) == ("refused", (reasons.STOCK_OVER_PERIOD,))


def test_people_of_one_municipality_in_joint_money_give_an_upper_bound() -> None:
    people = replace(IMA_PEOPLE, place=STRANGNAS)

    assert _result(IMA_MONEY, people) == ("at_most", (reasons.PEOPLE_ARE_PART,))


def test_money_for_one_municipality_over_joint_people_gives_a_lower_bound() -> None:
    money = replace(IMA_MONEY, place=STRANGNAS)

    assert _result(money, IMA_PEOPLE) == ("at_least", (reasons.MONEY_IS_FOR_PART,))


def test_bounds_in_opposite_directions_leave_nothing() -> None:
    money = replace(IMA_MONEY, place=STRANGNAS)
    people = replace(IMA_PEOPLE, outcomes="some")

    assert _result(money, people) == ("refused", (reasons.OPPOSITE_BOUNDS,))


def test_readings_must_match_and_one_alone_is_a_condition() -> None:
    a, b = replace(IMA_MONEY, reading="A"), replace(IMA_PEOPLE, reading="B")

    assert _result(a, b) == ("refused", (reasons.OTHER_READING,))
    assert _result(a, IMA_PEOPLE) == ("conditional", (reasons.ONE_READING,))


def test_a_condition_is_said_beside_the_bound() -> None:
    people = replace(IMA_PEOPLE, outcomes="some", assumption=reasons.EXCLUSIVE_INFERRED)

    assert _result(IMA_MONEY, people) == (
        "conditional",
        (reasons.OUTCOMES_FOR_SOME, reasons.EXCLUSIVE_INFERRED),
    )


def test_every_reason_is_given_and_not_only_the_first() -> None:
    money = MoneyScope(start="2016", end="2019", place=BOTH, basis="applied", component="x")
    people = replace(IMA_PEOPLE, place=frozenset({"trosa"}), end="2018")

    assert _result(money, people)[1] == (
        reasons.OTHER_PERIOD,
        reasons.OTHER_PLACE,
        reasons.OTHER_COMPONENT,
        reasons.APPLIED,
    )


_PLACES = st.sets(st.sampled_from(["a", "b", "c"])).map(frozenset)
_DATES = st.sampled_from(["", "2016", "2018", "2019-06-30"])


@given(
    st.builds(
        MoneyScope,
        start=_DATES,
        end=_DATES,
        kind=st.sampled_from(["whole", "so_far"]),
        place=_PLACES,
        basis=st.sampled_from(["applied", "granted", "budget", "spent", "turnover"]),
        reading=st.sampled_from(["", "A", "B"]),
    ),
    st.builds(
        PeopleScope,
        start=_DATES,
        end=_DATES,
        kind=st.sampled_from(["flow", "to_date", "stock"]),
        place=_PLACES,
        outcomes=st.sampled_from(["all", "some", "none"]),
        reading=st.sampled_from(["", "A", "B"]),
    ),
    st.sampled_from(["participant", "both", "unknown"]),
)
def test_whatever_is_not_exact_says_why(
    money: MoneyScope, people: PeopleScope, orientation: str
) -> None:
    found = verdict(money, people, orientation=orientation)

    assert (found.result == "exact") == (found.reasons == ())
    if found.result == "exact":
        assert money.place == people.place
        assert money.basis not in {"applied", "turnover"}
