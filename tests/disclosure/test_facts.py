"""What each kind of published value tells of the counts behind it, and what it does not."""

import math
import random
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from utfall.disclosure.cells import Relation
from utfall.disclosure.facts import conflicts, editions, facts_of
from utfall.errors import DataError
from utfall.measures.costs import cost_interval
from utfall.measures.declarations import PUBLISHED_MEASURES
from utfall.measures.declared import RECORDS, Measure, Parts
from utfall.measures.from_records.declarations import RECORD_MEASURES
from utfall.measures.statistics.intervals import wilson
from utfall.values import COLUMNS, Value, group, not_shown, to_csv

DECLARED = {**PUBLISHED_MEASURES, **RECORD_MEASURES}

PEOPLE = "n_participants:p:alfa:2018:"
WORK = "n_outcome:p:alfa:2018:outcome=employment"


def value(measure: str, number: float | None = None, parts: str = "", **cells: Any) -> Value:
    return Value(measure, "p", "alfa", "2018", parts, number, **cells)


def share(number: float, **cells: Any) -> Value:
    return value(
        "share_outcome", number, "of=participants;outcome=employment", unit="share", **cells
    )


def cost(number: float, measure: str = "cost_per_outcome", **cells: Any) -> Value:
    parts = group(basis="spent", outcome="employment" if "outcome" in measure else "")
    return value(measure, number, parts, unit="sek", **cells)


def told(*values: Value) -> list[Relation]:
    return facts_of(values, DECLARED)


def may_be(facts: list[Relation], work: int, people: int) -> bool:
    """Say whether facts allow that so many of so many work."""
    counts = {WORK: work, PEOPLE: people}
    sums = [(sum(counts[key] * n for key, n in f.terms), f) for f in facts]
    return all(f.low <= total <= f.high for total, f in sums)


def known(*values: Value) -> dict[str, Any]:
    """Return the counts that facts fix on their own, by key."""
    return {
        fact.terms[0][0]: pytest.approx((fact.low + fact.high) / 2)
        for fact in told(*values)
        if len(fact.terms) == 1 and fact.high - fact.low < 1e-3
    }


def test_a_shown_count_tells_itself() -> None:
    assert [Relation(((PEOPLE, 1.0),), 51, 51, "shown")] == told(value("n_participants", 51))


def test_a_count_that_is_zero_is_told_as_zero() -> None:
    assert known(value("n_outcome", 0, "outcome=employment")) == {WORK: 0}


def test_a_range_tells_its_ends_and_an_open_one_the_end_it_has() -> None:
    both, at_least = value("n_exited", low=40, high=50), value("n_ongoing", low=3)

    assert [(f.low, f.high) for f in told(both)] == [(40, 50)]
    assert [(f.low, f.high) for f in told(at_least)] == [(3, float("inf"))]


@pytest.mark.parametrize("status", ["unknown", "refused", "suppressed", "not_applicable"])
def test_what_is_not_shown_tells_nothing(status: Any) -> None:
    assert told(not_shown(value("n_participants", 51), status, "skäl")) == []


@pytest.mark.parametrize(
    "one",
    [
        value("funding", 500_000, "basis=spent;funder=total", unit="sek"),
        value("application_amount", 7, "application=a1", unit="sek"),
        value("planned_participants", 40),
        value("context_population", 40),
        value("statement_months", 3, unit="months"),
        value("price_level", 1.1, unit="factor"),
    ],
)
def test_money_and_what_others_state_tell_nothing_of_people(one: Value) -> None:
    assert told(one) == []


def test_a_share_with_its_columns_tells_both_counts() -> None:
    found = known(share(10 / 51, numerator=10, denominator=51))

    assert found == {PEOPLE: 51, WORK: 10}


def test_a_share_alone_tells_what_it_is_times_its_denominator() -> None:
    # 5 of 20 fits, 6 of 20 and 4 of 20 do not.
    assert [may_be(told(share(0.25)), n, 20) for n in (4, 5, 6)] == [False, True, False]


def test_a_number_of_an_earlier_edition_may_have_been_rounded() -> None:
    # 4/52 = 0.0769…, 3/52 = 0.0577, 5/52 = 0.0962
    exact, rounded = share(4 / 52), share(0.0769)

    found = facts_of([], DECLARED, earlier=[rounded])
    loose = [fact for fact in found if fact not in told(rounded)]

    assert [may_be(loose, n, 52) for n in (3, 4, 5)] == [False, True, False]
    assert not may_be(told(rounded), 4, 52)
    assert may_be(told(exact), 4, 52)
    # 1 000 000 / 3 = 333 333.3… in whole kronor is still of 3.
    spent = cost(333_333.0, numerator=1e6)
    ends = [(f.low, f.high) for f in facts_of([], DECLARED, earlier=[spent]) if f.why == "cost"]
    assert any(low <= 3 <= high and high - low < 0.001 for low, high in ends)


@pytest.mark.parametrize("confidence", [0.9, 0.95, 0.99])
@pytest.mark.parametrize(("n", "of"), [(0, 12), (1, 10), (5, 10), (10, 51), (12, 12), (999, 2000)])
def test_an_interval_for_chance_tells_of_how_many_it_is(n: int, of: int, confidence: float) -> None:
    low, high = wilson(n, of, confidence=confidence)
    one = share(n / of, ci_low=low, ci_high=high)

    found = {f.why: f for f in facts_of([one], DECLARED, confidence)}

    assert found["interval"].terms == ((PEOPLE, 1.0),)
    assert found["interval"].low <= of <= found["interval"].high
    assert found["interval"].high - found["interval"].low < 1e-3


def test_a_cost_tells_its_heads_by_the_column_and_by_the_money() -> None:
    amount = 12_645_673

    assert known(cost(amount / 23, numerator=amount)) == {WORK: 23}
    assert known(cost(amount / 23, denominator=23)) == {WORK: 23}
    assert known(cost(amount / 77, "cost_per_participant", numerator=amount)) == {PEOPLE: 77}
    assert told(cost(amount / 23)) == []


@pytest.mark.parametrize(("n", "of"), [(23, 77), (1, 30), (30, 30), (7, 1500)])
def test_the_interval_of_a_cost_tells_of_how_many_in_all_it_is(n: int, of: int) -> None:
    amount = 12_645_673.0
    low, high = cost_interval(amount, n, of)
    one = cost(amount / n, numerator=amount, ci_low=low, ci_high=high)

    assert known(one) == {WORK: n, PEOPLE: of}


def test_a_cost_of_several_outcomes_is_of_those_with_any_of_them() -> None:
    parts = "basis=spent;outcome=employment+studies"
    one = value("cost_per_outcome", 100.0, parts, unit="sek", numerator=4100.0)

    assert known(one) == {"n_any_outcome:p:alfa:2018:outcome=employment+studies": 41}


def test_a_cost_is_of_the_count_whose_kind_or_component_it_does_not_name() -> None:
    per_head = cost(100.0, "cost_per_participant", numerator=2600.0)
    so_far = not_shown(value("n_participants", 26, "kind=to_date"), "suppressed", "skäl")
    part = not_shown(value("n_participants", 9, "component=courses"), "suppressed", "skäl")

    assert known(per_head, so_far) == {so_far.key: 26}
    assert known(per_head, part) == {part.key: 26}
    assert known(per_head, part, so_far) == {so_far.key: 26}
    assert known(per_head, part, so_far, value("n_participants", 26)) == {PEOPLE: 26}


def test_a_share_of_records_leaves_out_those_whose_time_has_not_come() -> None:
    parts = "after=6m;definition=association;from=records"
    one = value("share_reached", 0.3, parts, unit="share", numerator=6, denominator=20)

    facts = {f.why: dict(f.terms) for f in told(one)}

    assert facts["denominator"] == {
        "n_exits:p:alfa:2018:count=participations;from=records": 1,
        "n_outcome:p:alfa:2018:after=6m;from=records;outcome=not_due": -1,
    }


def test_a_model_tells_how_many_it_is_of_and_one_without_a_declaration_nothing() -> None:
    parts = "from=records;statistic=median"
    months = value("months_in_programme", 9, parts, unit="months", denominator=14)

    assert known(months) == {"n_exits:p:alfa:2018:count=participations;from=records": 14}
    assert told(value("made_up", 4)) == []


def test_records_and_published_counts_of_one_name_are_told_apart() -> None:
    def parts(_: Value) -> Parts:
        return Parts("of-records")

    own = Measure("share_outcome", "share", "share", ("from",), parts)
    declared = {**DECLARED, RECORDS + "share_outcome": own}
    one = value("share_outcome", 0.5, "from=records", unit="share", numerator=5)

    assert [f.terms for f in facts_of([one], declared)] == [(("of-records", 1.0),)]


def test_an_earlier_number_that_has_been_corrected_does_not_cover_the_present_one() -> None:
    facts = told(value("n_participants", 51), value("n_participants", 50))

    assert [(f.low, f.high) for f in facts] == [(50, 50), (51, 51)]


def test_facts_are_the_same_in_any_order_and_each_is_told_once() -> None:
    values = [
        value("n_participants", 51),
        value("n_outcome", 10, "outcome=employment"),
        share(10 / 51, numerator=10, denominator=51),
        cost(5000.0, numerator=50_000.0),
        value("n_exited", low=40, high=50),
    ]
    mixed = [*values, *values]
    random.Random(3).shuffle(mixed)  # noqa: S311

    assert told(*values) == told(*mixed)


def test_one_key_shown_and_hidden_or_with_two_numbers_is_a_conflict() -> None:
    one, other = value("n_participants", 51), value("n_exited", 4)
    hidden = not_shown(other, "suppressed", "skäl")

    assert conflicts([one, other, one, other]) == []
    assert conflicts([one, hidden, other]) == [other.key]
    assert conflicts([other, one, replace(one, value=50.0), hidden]) == [other.key, one.key]
    assert conflicts([one, replace(one, denominator=60.0)]) == [one.key]


def test_a_source_in_other_words_is_no_conflict() -> None:
    one = value("n_participants", 51)

    assert conflicts([one, replace(one, reason="ett annat skäl", source_id="s2")]) == []


def edition(path: Path, *values: Value) -> Path:
    path.write_text(to_csv(values), encoding="utf-8", newline="")
    return path


numbers = st.none() | st.floats(-1e9, 1e9) | st.integers(0, 10**6).map(float)
texts = st.text(st.characters(codec="utf-8", exclude_characters="\r\x00"), max_size=12).filter(
    lambda text: not text.startswith("'")
)


@given(st.lists(st.tuples(texts, numbers, numbers, texts), max_size=4, unique_by=lambda r: r[0]))
def test_what_an_edition_told_is_read_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory,
    rows: list[tuple[str, float | None, float | None, str]],
) -> None:
    values = [
        Value(name, "p", year="2018", value=number, low=low, reason=reason)
        if (number, low) != (None, None)
        else Value(name, "p", year="2018", status="unknown", reason="skäl", bound="")
        for name, number, low, reason in rows
    ]
    path = edition(tmp_path_factory.getbasetemp() / "published.csv", *values)

    assert sorted(values, key=lambda v: v.measure) == editions([path])


def test_a_guarded_text_and_a_measure_that_is_no_longer_are_read(tmp_path: Path) -> None:
    old = Value("n_long_gone", "p", "alfa", "2009", "", 3.0, reason="=1+1", approximate=True)
    path = edition(tmp_path / "a.csv", old)

    assert "'=1+1" in path.read_text(encoding="utf-8")
    assert editions([path, path]) == [old, old]


def test_every_fault_of_every_edition_is_named_at_once(tmp_path: Path) -> None:
    good = edition(tmp_path / "good.csv", value("n_participants", 51), value("n_exited", 4))
    text = good.read_text(encoding="utf-8")
    (tmp_path / "no-such-number.csv").write_text(text.replace(",51,", ",femtio,"), encoding="utf-8")
    (tmp_path / "no-such-status.csv").write_text(text.replace("shown", "dold"), encoding="utf-8")
    (tmp_path / "infinite.csv").write_text(text.replace(",4,", ",inf,"), encoding="utf-8")
    (tmp_path / "empty.csv").write_text("", encoding="utf-8")
    (tmp_path / "other.csv").write_text("key,value\n", encoding="utf-8")
    (tmp_path / "latin.csv").write_bytes(text.replace("alfa", "älfa").encode("latin-1"))
    names = sorted(path.name for path in tmp_path.iterdir())

    with pytest.raises(DataError) as caught:
        editions([*(tmp_path / name for name in names), tmp_path / "none.csv"])

    found = [line.removeprefix(f"{tmp_path}/") for line in caught.value.problems]
    starts = [
        f"empty.csv: has no {', '.join(COLUMNS)}",
        "infinite.csv, row 2: n_exited:p:alfa:2018:: not a number",
        "latin.csv: cannot be read",
        "no-such-number.csv, row 3: could not convert string to float: 'femtio'",
        "no-such-status.csv, row 2: status: found 'dold'",
        "no-such-status.csv, row 3: status: found 'dold'",
        "other.csv: has no measure, programme_id",
        "none.csv: cannot be read",
    ]
    assert len(found) == len(starts)
    for line, start in zip(found, starts, strict=True):
        assert line.startswith(start)
        assert "give" in line


def test_a_count_of_records_has_years(tmp_path: Path) -> None:
    rows = [
        Value("n_new", "all", "alfa", year, "from=records", 7) for year in ("2024/", "2021/2024")
    ]
    (tmp_path / "earlier.csv").write_text(to_csv(rows), encoding="utf-8", newline="")

    with pytest.raises(DataError, match="row 3: year: found '2024/'"):
        editions([tmp_path / "earlier.csv"])


def of_records(measure: str, number: float, parts: str, **cells: Any) -> Value:
    return Value(measure, "all", "alfa", "2024", parts, number, "participations", **cells)


def ends(*earlier: Value) -> dict[str, list[tuple[float, float]]]:
    """Return between what numbers each count must be after an earlier edition."""
    found: dict[str, list[tuple[float, float]]] = {}
    for fact in facts_of([], DECLARED, earlier=earlier):
        found.setdefault(fact.terms[0][0], []).append((fact.low, fact.high))
    return found


def test_what_was_so_far_in_an_earlier_edition_is_at_least_so_much_now() -> None:
    new = of_records("n_new", 7, "count=participations;from=records;kind=to_date")
    whole = "n_new:all:alfa:2024:count=participations;from=records"

    assert ends(new)[whole] == [(7, math.inf)]


def test_a_follow_up_is_final_when_nobody_is_waited_for() -> None:
    at = "after=12m;from=records;outcome="
    work = of_records("n_outcome", 7, f"{at}work")
    unknown = of_records("n_outcome", 2, f"{at}unknown")
    waiting = [of_records("n_outcome", n, f"{at}not_due") for n in (0, 3)]

    assert ends(work, unknown, waiting[0])[work.key] == [(7, 7)]
    assert ends(work, unknown, waiting[0])[unknown.key] == [(2, 2)]
    # Three were waited for: more may work now, and fewer be unknown.
    assert ends(work, unknown, waiting[1])[work.key] == [(7, math.inf)]
    assert unknown.key not in ends(work, unknown, waiting[1])
    assert ends(work)[work.key] == [(7, math.inf)]


def test_a_bound_of_an_earlier_edition_is_a_bound() -> None:
    at = "from=records;outcome=work"
    least, most = (
        of_records("n_outcome", 7, at, bound=bound, reason="någon kan ha slutat")
        for bound in ("at_least", "at_most")
    )

    assert ends(least) == {least.key: [(7, math.inf)]}
    assert ends(most) == {most.key: [(-math.inf, 7)]}
