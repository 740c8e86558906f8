"""What must hold for any association: of scale, of names and order, and of how work is divided."""

from dataclasses import replace
from datetime import date
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fact_rows import Row, by_key, count, counts, funding, money, outcome, programmes
from participation_rows import PLACES, asked, several
from participation_rows import Row as Participation
from utfall.measures.costs import costs
from utfall.measures.from_records.ledger import ledger
from utfall.measures.from_records.outcomes import outcomes as recorded_outcomes
from utfall.measures.outcomes import outcomes
from utfall.measures.participants import ledger as published_ledger
from utfall.values import Value

MEMBERS = ("alfa", "beta", "gamma")


def told(rows: list[Row], paid: list[Row]) -> dict[str, Value]:
    """Return costs, outcomes and the ledger of some counts and money."""
    found = [
        *costs(programmes(p="participant"), funding(*paid), counts(*rows)),
        *outcomes(counts(*rows)),
        *published_ledger(counts(*rows)),
    ]
    return by_key(list({v.key: v for v in found}.values()))


@settings(deadline=None)
@given(
    st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(1, n), st.just(n))),
    st.integers(1, 10**8),
    st.integers(2, 9),
)
def test_doubling_all_costs_and_all_outcomes_changes_no_cost_and_narrows_its_interval(
    reached: tuple[int, int], paid: int, by: int
) -> None:
    work, people = reached

    def found(scale: int) -> dict[str, Value]:
        rows = [count("participants", people * scale), outcome("employment", work * scale)]
        return told(rows, [money(paid * scale)])

    one, many = found(1), found(by)
    priced = {key: v for key, v in one.items() if v.unit == "sek" and v.status == "shown"}
    assert {v.measure for v in priced.values() if v.ci_low is not None} == {"cost_per_outcome"}
    for key, value in priced.items():
        more = many[key]
        assert more.value == pytest.approx(value.value)
        assert (more.ci_low is None, more.ci_high is None) == (
            value.ci_low is None, value.ci_high is None
        )  # fmt: skip
        if value.ci_low is None or more.ci_low is None:
            continue
        # Where everybody reached it the lower end is the cost of each, however many they are.
        assert more.ci_low > value.ci_low or work == people
        assert more.ci_low == pytest.approx(value.ci_low) or work < people
        if value.ci_high is not None and more.ci_high is not None:
            assert more.ci_high < value.ci_high
            assert more.ci_high - more.ci_low < value.ci_high - value.ci_low


@settings(deadline=None)
@given(st.permutations(MEMBERS), st.permutations(range(6)))
def test_renaming_and_reordering_members_changes_no_value(
    names: list[str], order: list[int]
) -> None:
    def rows(name: dict[str, str]) -> list[Row]:
        return [
            row
            for n, member in enumerate(MEMBERS, 1)
            for row in (
                count("participants", 40 * n, member_ids=name[member]),
                outcome("employment", 7 * n, member_ids=name[member]),
            )
        ]

    def paid(name: dict[str, str]) -> list[Row]:
        return [money(1000.0 * n, member_ids=name[m]) for n, m in enumerate(MEMBERS, 1)]

    same, other = {m: m for m in MEMBERS}, dict(zip(MEMBERS, names, strict=True))
    before = told(rows(same), paid(same))
    shuffled = rows(other)
    after = told([shuffled[i] for i in order], paid(other)[::-1])
    renamed = {
        (v := replace(one, member_id=other[one.member_id])).key: v for one in before.values()
    }
    assert after == renamed


@settings(deadline=None, max_examples=12)
@given(several(), st.permutations(["berg", "dal", "aa", "zz"]), st.randoms(use_true_random=False))
def test_renaming_members_and_reordering_rows_changes_nothing_that_records_say(
    rows: list[Participation], names: list[str], shuffled: Random
) -> None:
    new = {place.member_id: name for place, name in zip(PLACES, names, strict=False)}
    places = [replace(place, member_id=new[place.member_id]) for place in PLACES]
    order = shuffled.sample(rows, len(rows))
    for measure in (ledger, recorded_outcomes):
        before = asked(measure, rows, ())
        renamed = [replace(v, member_id=new.get(v.member_id, v.member_id)) for v in before]
        assert by_key(asked(measure, order, (), places=places[::-1])) == by_key(renamed)


@settings(deadline=None)
@given(several(), st.lists(st.booleans(), min_size=12, max_size=12))
def test_a_programme_divided_in_two_with_the_same_people_changes_no_count_of_persons(
    rows: list[Participation], second: list[bool]
) -> None:
    newest = {"as_of": date(2021, 12, 31)}
    whole = [{**row, **newest, "programme_id": "p"} for row in rows]
    divided = [
        {**row, "programme_id": "q" if other else "p"}
        for row, other in zip(whole, second, strict=False)
    ]

    def persons(found: list[Value]) -> dict[str, tuple[float | None, ...]]:
        return {
            v.key: (v.value, v.low, v.high)
            for v in found
            if v.programme_id == "all" and "count=persons" in v.group
        }

    one, two = persons(asked(ledger, whole, ())), persons(asked(ledger, divided, ()))
    assert one
    assert one == two
