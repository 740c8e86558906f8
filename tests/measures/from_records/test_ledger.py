from collections.abc import Callable
from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from participation_rows import MUNICIPALITIES, Row, asked, by_key, numbers, row, several
from utfall.measures import reasons
from utfall.measures.from_records.cuts import Place
from utfall.measures.from_records.ledger import ledger
from utfall.values import Value, parse_group

ROWS = [
    row("2019-03-01", "2019-03-01"),  # there for one day
    row("2019-12-31", "2020-01-01"),
    row("2020-02-29", person="b"),
    row("2020-05-01", "2020-12-31", person="b"),
    row("2020-06-01", "2021-01-01", person=""),
    row("2020-07-01", "2020-08-01", person="a"),
]


def test_each_year_has_opening_new_exits_and_closing() -> None:
    found = numbers(asked(ledger, ROWS, ()), year="2020")

    # before 2020 only the second came and had not left; four came; the second, fourth and sixth
    # left; 1 + 4 = 3 + 2
    kinds = "count=participations;from=records"
    assert found[f"n_opening:{kinds};kind=stock"] == 1
    assert found[f"n_new:{kinds}"] == 4
    assert found[f"n_exits:{kinds}"] == 3
    assert found[f"n_closing:{kinds};kind=stock"] == 2
    assert found[f"n_during:{kinds}"] == 5


def test_a_person_twice_in_a_programme_is_one_person_and_two_participations() -> None:
    values = by_key(asked(ledger, ROWS, ()))

    # in 2020: a twice, b twice and one anonymous row
    people = values["n_during:p:berg:2020:count=persons;from=records"]
    rows = values["n_during:p:berg:2020:count=participations;from=records"]
    assert (rows.value, rows.bound) == (5, "exact")
    # at most a, b and the anonymous one; at least a and b
    assert (people.value, people.low, people.high) == (3, 2, 3)
    assert (people.bound, people.reason) == ("at_most", reasons.ANONYMOUS)


def test_anonymous_rows_alone_are_one_person_at_least() -> None:
    rows = [row("2021-01-01", person=""), row("2021-02-01", person="")]

    people = by_key(asked(ledger, rows, ()))["n_new:p:berg:2021:count=persons;from=records"]

    assert (people.value, people.low) == (2, 1)


def test_a_year_that_is_not_over_has_flows_so_far_and_a_stock_of_that_day() -> None:
    spring = {"as_of": "2021-06-30"}
    rows = [row("2020-05-01", "2021-02-03", **spring), row("2021-01-02", **spring)]

    values = by_key(asked(ledger, rows, ()))

    new = values["n_new:p:berg:2021:count=persons;from=records;kind=to_date"]
    closing = values["n_closing:p:berg:2021:count=persons;from=records;kind=stock"]
    assert (new.value, new.low, new.high, new.bound) == (1, 1, None, "at_least")
    assert new.reason == reasons.YEAR_NOT_OVER
    assert (closing.value, closing.bound) == (1, "exact")
    assert not any(value.year > "2021" for value in values.values())


def test_a_row_older_than_the_newest_may_have_left_since() -> None:
    rows = [row("2019-05-01", as_of="2020-06-30"), row("2019-06-01", person="b")]

    values = by_key(asked(ledger, rows, ()))

    def bounds(measure: str, year: str, kind: str = "") -> tuple[Any, ...]:
        value = values[f"{measure}:p:berg:{year}:count=participations;from=records{kind}"]
        return value.value, value.low, value.high, value.bound

    # the older row is sure to be there at the end of 2019 and not at the end of 2020
    stock = ";kind=stock"
    assert bounds("n_closing", "2019", stock) == (2, None, None, "exact")
    assert bounds("n_opening", "2020", stock) == (2, None, None, "exact")
    assert bounds("n_closing", "2020", stock) == (2, 1, 2, "at_most")
    assert bounds("n_opening", "2021", stock) == (2, 1, 2, "at_most")
    assert bounds("n_exits", "2020") == (0, 0, 1, "at_least")
    assert bounds("n_during", "2020") == (2, None, None, "exact")
    assert bounds("n_during", "2021") == (2, 1, 2, "at_most")


def test_a_row_of_new_years_eve_is_sure_of_who_was_there_on_new_years_day() -> None:
    rows = [row("2019-05-01", as_of="2019-12-31"), row("2020-06-01", person="b")]

    values = by_key(asked(ledger, rows, ()))

    key = "{}:p:berg:2020:count=participations;from=records;kind=stock"
    assert values[key.format("n_opening")].bound == "exact"
    assert values[key.format("n_closing")].low == 1


def test_people_from_elsewhere_and_of_unknown_residence_are_cuts_of_their_own() -> None:
    rows = [
        row("2021-01-01"),
        row("2021-01-01", residence="9999"),
        row("2021-01-01", residence=None),
    ]

    values = by_key(asked(ledger, rows, ()))

    key = "n_new:p:{}:2021:count=participations;from=records"
    assert [values[key.format(m)].value for m in ("berg", "outside", "unknown", "all")] == [
        1,
        1,
        1,
        3,
    ]


def test_residence_is_of_a_member_only_while_it_was_one() -> None:
    berg = Place("9901", "berg", date(2020, 1, 1), date(2020, 12, 31))
    days = ("2019-12-31", "2020-01-01", "2020-12-31", "2021-01-01")
    rows = [row(day, person=day) for day in days]

    values = by_key(asked(ledger, rows, (), places=[berg]))

    key = "n_new:p:{}:2019/2021:count=participations;from=records"
    assert values[key.format("berg")].value == 2
    assert values[key.format("outside")].value == 2


def _half_a_year_behind() -> list[Row]:
    # p was last exported in June 2020, q at the end of 2021
    old = {"as_of": "2020-06-30"}
    return [
        row("2019-05-01", "2020-02-01", **old),
        row("2019-05-01", person="b", **old),
        row("2020-07-15", "2021-03-01", "c", programme_id="q"),
    ]


def test_a_programme_is_so_far_from_its_own_newest_day_on() -> None:
    values = by_key(asked(ledger, _half_a_year_behind(), ()))

    new = values["n_new:p:berg:2020:count=participations;from=records;kind=to_date"]
    closing = values["n_closing:p:berg:2020:count=participations;from=records;kind=stock"]
    assert (new.value, new.low, new.high, new.bound) == (0, 0, None, "at_least")
    assert new.reason == reasons.NOT_REACHED
    # b was there on that day
    assert (closing.value, closing.bound) == (1, "exact")
    other = values["n_new:q:berg:2020:count=participations;from=records"]
    assert (other.value, other.bound) == (1, "exact")


def test_a_year_that_a_programmes_records_do_not_reach_is_refused_and_no_zero() -> None:
    values = asked(ledger, _half_a_year_behind(), ())

    told = [v for v in values if (v.programme_id, v.year) == ("p", "2021")]
    assert {(v.member_id, v.status, v.reason) for v in told} == {
        ("all", "refused", reasons.NOT_COVERED)
    }
    # five figures, of participations and of persons
    assert len(told) == 10


def test_all_programmes_are_complete_when_each_is_or_had_ended() -> None:
    def of_all(year: str, measure: str, **named: Any) -> Value:
        values = by_key(asked(ledger, _half_a_year_behind(), (), **named))
        keys = (f"{measure}:all:all:{year}:count=participations;from=records{kind}"
                for kind in ("", ";kind=stock", ";kind=to_date"))  # fmt: skip
        (found,) = (values[key] for key in keys if key in values)
        return found

    assert of_all("2019", "n_new").bound == "exact"
    exits = of_all("2020", "n_exits")
    assert (exits.value, exits.high, exits.bound) == (1, None, "at_least")
    assert reasons.SOME_NOT_REACHED in exits.reason
    # b and c, of whom b may have left; and who has come to p since is not known
    closing = of_all("2020", "n_closing")
    assert (closing.value, closing.low, closing.high) == (2, 1, None)
    ended = {"p": date(2020, 6, 30)}
    closing = of_all("2020", "n_closing", ended=ended)
    assert (closing.value, closing.low, closing.high) == (2, 1, 2)
    assert of_all("2020", "n_new", ended=ended).bound == "exact"


def test_age_is_the_year_of_entry_less_the_year_of_birth() -> None:
    born = {2006: "0-15", 2005: "16-24", 1997: "16-24", 1996: "25-34", 1957: "55-64", 1956: "65+"}
    rows = [row("2021-01-01", birth_year=year) for year in born] + [row("2021-01-01")]

    found = numbers(asked(ledger, rows, ("age",)), year="2021")

    told = {
        parse_group(key.partition(":")[2])["age"]: number
        for key, number in found.items()
        if key.startswith("n_new:age=") and "participations" in key
    }
    assert told == {"0-15": 1, "16-24": 2, "25-34": 1, "55-64": 1, "65+": 1, "unknown": 1}


def test_months_on_support_fall_into_bands() -> None:
    rows = [row("2021-01-01", months_on_support=n) for n in (0, 1, 6, 7, 60, 61, None)]

    found = numbers(asked(ledger, rows, ("months_on_support",)), year="2021")

    told = {
        parse_group(key.partition(":")[2])["months_on_support"]: number
        for key, number in found.items()
        if key.startswith("n_new:") and "months" in key and "participations" in key
    }
    assert told == {"0": 1, "1-6": 2, "7-12": 1, "37-60": 1, "61+": 1, "unknown": 1}


Day = tuple[date, date]
_EVENTS: dict[str, Callable[[Row, date, date], bool]] = {
    "opening": lambda r, first, last: r["entry"] < first and (not r["exit"] or r["exit"] >= first),
    "new": lambda r, first, last: first <= r["entry"] <= last,
    "exits": lambda r, first, last: r["exit"] is not None and first <= r["exit"] <= last,
    "closing": lambda r, first, last: r["entry"] <= last and (not r["exit"] or r["exit"] > last),
    "during": lambda r, first, last: r["entry"] <= last and (not r["exit"] or r["exit"] >= first),
}


def _in_cut(r: Row, value: Value) -> bool:
    home = "unknown" if r["residence"] is None else MUNICIPALITIES.get(r["residence"], "outside")
    parts = parse_group(value.group)
    same = [
        value.member_id in ("all", home),
        value.programme_id in ("all", r["programme_id"]),
        *(
            parts[name] == (r[name] or "unknown")
            for name in ("sex", "referred_by", "education")
            if name in parts
        ),
    ]
    if "age" in parts:
        same.append(_band(r["birth_year"] and r["entry"].year - r["birth_year"], parts["age"]))
    if "months_on_support" in parts:
        same.append(_band(r["months_on_support"], parts["months_on_support"]))
    return all(same)


def _band(number: int | None, label: str) -> bool:
    if number is None or label == "unknown":
        return number is None and label == "unknown"
    first, _, last = label.rstrip("+").partition("-")
    return int(first) <= number <= (999 if label.endswith("+") else int(last or first))


def _days(year: str, newest: date) -> Day:
    first, last = int(year[:4]), int(year[-4:])
    return date(first, 1, 1), min(date(last, 12, 31), newest)


@given(several())
@settings(max_examples=20, deadline=None)
def test_every_cut_is_what_counting_row_by_row_gives(rows: list[Row]) -> None:
    values = asked(ledger, rows)
    newest = max(r["as_of"] for r in rows)

    for value in values:
        own = [r["as_of"] for r in rows if r["programme_id"] == value.programme_id]
        if own and max(own) < _days(value.year, newest)[0]:
            assert (value.status, value.reason) == ("refused", reasons.NOT_COVERED)
            continue
        event = _EVENTS[value.measure.removeprefix("n_")]
        chosen = [r for r in rows if _in_cut(r, value) and event(r, *_days(value.year, newest))]
        named = {r["person_id"] for r in chosen} - {None}
        anonymous = sum(r["person_id"] is None for r in chosen)
        persons = parse_group(value.group)["count"] == "persons"
        assert value.value == (len(named) + anonymous if persons else len(chosen)), value.key


@given(several())
@settings(max_examples=20, deadline=None)
def test_opening_and_new_are_exits_and_closing_in_every_cut(rows: list[Row]) -> None:
    cells: dict[tuple[str, ...], dict[str, float]] = {}
    for value in asked(ledger, rows):
        parts = parse_group(value.group)
        parts.pop("kind", "")
        if parts["count"] == "participations":
            cut = (value.member_id, value.programme_id, value.year, str(sorted(parts.items())))
            cells.setdefault(cut, {})[value.measure] = value.value or 0

    for found in cells.values():
        there = found["n_opening"] + found["n_new"]
        assert there == found["n_exits"] + found["n_closing"] == found["n_during"]


@given(several())
@settings(max_examples=20, deadline=None)
def test_persons_are_never_more_than_participations_and_bounds_hold_the_value(
    rows: list[Row],
) -> None:
    values = by_key(asked(ledger, rows))

    for value in values.values():
        number = value.value or 0
        assert (value.low or 0) <= number <= (number if value.high is None else value.high)
        if "count=persons" in value.group:
            rows_of = values[value.key.replace("count=persons", "count=participations")]
            assert number <= (rows_of.value or 0)
            assert bool(number) == bool(rows_of.value)


@given(several())
@settings(max_examples=20, deadline=None)
def test_a_year_opens_with_what_the_year_before_closed_with(rows: list[Row]) -> None:
    values = by_key(asked(ledger, rows, ()))

    for value in values.values():
        if value.measure == "n_opening" and value.year.isdigit() and value.value:
            before = value.key.replace("n_opening", "n_closing")
            closed = values[before.replace(f":{value.year}:", f":{int(value.year) - 1}:")]
            assert (closed.value, closed.low) == (value.value, value.low)


@given(several(8), st.randoms(use_true_random=False))
@settings(max_examples=8, deadline=None)
def test_the_order_of_rows_changes_nothing(rows: list[Row], random: Any) -> None:
    shuffled = random.sample(rows, len(rows))

    assert asked(ledger, rows) == asked(ledger, shuffled)


@given(several())
@settings(max_examples=8, deadline=None)
def test_two_members_together_have_the_participations_of_both(rows: list[Row]) -> None:
    merged = [
        {**r, "residence": "9901" if r["residence"] == "9902" else r["residence"]} for r in rows
    ]
    apart, together = by_key(asked(ledger, rows, ())), by_key(asked(ledger, merged, ()))

    for value in together.values():
        if value.member_id == "berg" and "count=participations" in value.group:
            other = apart.get(value.key.replace(":berg:", ":dal:"))
            own = apart.get(value.key)
            both = sum(v.value or 0 for v in (own, other) if v)
            assert both == value.value
