import pytest
from hypothesis import given
from hypothesis import strategies as st

from fact_rows import IMA, Row, by_key, count, counts, funding, money
from utfall.measures.allocation import allocations

# SCB, people aged 16 to 64 on 31 December 2019
_PEOPLE = {"strangnas": 21_075.0, "eskilstuna": 64_498.0}
_COUNTS = counts(count("participants", 77, **IMA))
_FUNDING = funding(money(12_645_673, **IMA))


def test_the_range_of_a_joint_programme_comes_first_and_is_from_none_to_all() -> None:
    people, amount = allocations("strangnas", _COUNTS, _FUNDING)

    assert people.key == "n_participants:ima:strangnas:2016/2019:allocation=range"
    assert (people.value, people.low, people.high) == (None, 0, 77)
    assert (amount.value, amount.low, amount.high) == (None, 0, 12_645_673)


def test_ima_by_population_gives_strangnas_a_quarter() -> None:
    values = by_key(allocations("strangnas", _COUNTS, _FUNDING, _PEOPLE))

    # 21 075 / (21 075 + 64 498) = 24.63 %; of 77 about 19; of 12.6 million about 3.1
    people = values["n_participants:ima:strangnas:2016/2019:allocation=population_16_64"]
    amount = values[
        "funding:ima:strangnas:2016/2019:"
        "allocation=population_16_64;basis=budget;funder=total;source=s"
    ]
    assert people.value == pytest.approx(18.96, abs=0.005)
    assert amount.value == pytest.approx(3_114_388, abs=1)
    assert people.bound == amount.bound == "conditional"
    assert (people.low, people.high) == (0, 77)
    assert "schablonmässigt" in people.reason


def test_a_programme_with_a_member_without_residents_is_not_spread_by_population() -> None:
    rows = counts(count("participants", 10, member_ids="region+strangnas"))

    (value,) = allocations("strangnas", rows, funding(), _PEOPLE)

    assert value.group == "allocation=range"


@pytest.mark.parametrize(
    "row",
    [
        count("participants", 10, member_ids="strangnas"),
        count("participants", 10, member_ids="trosa+vingaker"),
        count("completed", 10, member_ids="eskilstuna+strangnas"),
        count("participants", 10, member_ids="eskilstuna+strangnas", population="staff"),
        count("participants", 10, member_ids="eskilstuna+strangnas", primary=False),
    ],
)
def test_only_joint_participants_of_the_member_are_spread(row: Row) -> None:
    assert allocations("strangnas", counts(row), funding(), _PEOPLE) == []


def test_nothing_is_spread_where_the_members_own_part_is_stated() -> None:
    rows = funding(
        money(23_449_793, member_ids="eskilstuna+strangnas"),
        money(3_100_000, member_ids="strangnas", reading="A", source_id="answer"),
    )

    assert allocations("strangnas", counts(), rows, _PEOPLE) == []
    assert len(allocations("eskilstuna", counts(), rows, _PEOPLE)) == 2


def test_a_joint_figure_of_another_reading_is_still_a_range() -> None:
    rows = counts(
        count("participants", 23, member_ids="strangnas", reading="A"),
        count("participants", 23, member_ids="eskilstuna+strangnas", reading="B"),
    )

    (value,) = allocations("strangnas", rows, funding())

    assert (value.group, value.high) == ("allocation=range;reading=B", 23)


@given(st.lists(st.integers(1, 100_000), min_size=2, max_size=5), st.integers(1, 500))
def test_the_parts_of_all_members_add_up_to_the_whole(people: list[int], n: int) -> None:
    members = {f"m{i}": float(number) for i, number in enumerate(people)}
    rows = counts(count("participants", n, member_ids="+".join(sorted(members))))

    parts = [
        value.value or 0.0
        for member in members
        for value in allocations(member, rows, funding(), members)
        if value.value is not None
    ]

    assert sum(parts) == pytest.approx(n)
