from hypothesis import given, settings

from participation_rows import Row, asked, by_key, numbers, row, several
from utfall.measures.from_records.standing import before_and_after
from utfall.values import parse_group


def test_before_and_after_are_crossed_for_activity_and_income() -> None:
    rows = [
        row("2019-05-01", "2020-05-01", activity_entry="other", activity_exit="work"),
        row("2019-05-01", "2020-05-01", activity_entry="other", activity_exit="work",
            income_entry="social_assistance", income_exit="wage", income_12m="none"),
        row("2019-05-01", "2020-05-01", activity_exit="other"),
        row("2019-05-01"),
    ]  # fmt: skip

    found = numbers(asked(before_and_after, rows, ()), year="2020")

    at_exit = {key: n for key, n in found.items() if "after" not in key}
    assert at_exit == {
        "n_activity_change:before=other;from=records;now=work": 2,
        "n_activity_change:before=unknown;from=records;now=other": 1,
        "n_income_change:before=social_assistance;from=records;now=wage": 1,
        "n_income_change:before=unknown;from=records;now=unknown": 2,
    }
    changed = "n_income_change:after=12m;before={};from=records;now={}"
    assert found[changed.format("social_assistance", "none")] == 1
    assert found[changed.format("unknown", "unknown")] == 2


def test_twelve_months_later_is_not_due_before_the_day() -> None:
    rows = [row("2021-01-01", "2021-02-01", activity_entry="other", activity_12m="work")]

    found = numbers(asked(before_and_after, rows, ()), year="2021")

    assert found["n_activity_change:after=12m;before=other;from=records;now=not_due"] == 1


def test_who_may_have_left_may_be_in_every_pair_of_the_same_beginning() -> None:
    old = {"as_of": "2020-06-30"}
    rows = [
        row("2019-05-01", "2020-05-01", activity_entry="other", activity_exit="work"),
        row("2019-05-01", "2020-05-01", activity_entry="work", activity_exit="work"),
        row("2019-05-01", person="b", activity_entry="other", **old),
        row("2019-05-01", "2020-05-01", activity_entry="other", exit_reason="deceased"),
    ]

    values = by_key(asked(before_and_after, rows, ()))

    key = "n_activity_change:p:berg:2020:before={};from=records;now={}"
    assert (
        values[key.format("other", "work")].value,
        values[key.format("other", "work")].high,
    ) == (
        1,
        2,
    )
    assert values[key.format("other", "deceased")].high == 2
    assert values[key.format("work", "work")].bound == "exact"


@given(several())
@settings(max_examples=15, deadline=None)
def test_the_pairs_are_all_the_exits(rows: list[Row]) -> None:
    sums: dict[tuple[str, str], float] = {}
    for value in asked(before_and_after, rows, ()):
        if (value.member_id, value.programme_id) == ("all", "all") and len(value.year) == 4:
            table = (value.measure + parse_group(value.group).get("after", ""), value.year)
            sums[table] = sums.get(table, 0) + (value.value or 0)

    for (_, year), total in sums.items():
        assert total == sum(bool(r["exit"]) and str(r["exit"].year) == year for r in rows)
    ended = {r["exit"].year for r in rows if r["exit"]}
    assert len(sums) == 4 * len(ended)
