from hypothesis import given, settings

from participation_rows import Row, asked, by_key, row, several
from utfall.measures.from_records.overlap import in_several_programmes

KEY = "n_in_several_programmes:all:berg:{}:count=persons;from=records"


def test_a_person_in_two_programmes_in_a_year_is_in_several() -> None:
    rows = [
        row("2020-01-01", "2020-02-01", "a"),
        row("2020-11-01", "2021-02-01", "a", programme_id="q"),
        row("2020-01-01", "2020-03-01", "b"),
        row("2020-05-01", "2020-06-01", "b"),  # the same programme again
    ]

    values = by_key(asked(in_several_programmes, rows))

    assert (values[KEY.format(2020)].value, values[KEY.format(2020)].denominator) == (1, 2)
    assert values[KEY.format(2021)].value == 0


def test_anonymous_rows_may_be_of_people_in_several_programmes() -> None:
    two = [row("2021-01-01"), row("2021-01-01", programme_id="q")]

    def bounds(*more: Row) -> tuple[object, ...]:
        value = by_key(asked(in_several_programmes, [*two, *more]))[KEY.format(2021)]
        return value.value, value.low, value.high, value.bound

    anonymous = row("2021-01-01", person="")
    # a is in both; one anonymous row is nobody else's second, but may be b's; two may be one's
    assert bounds(anonymous) == (1, None, None, "exact")
    assert bounds(anonymous, row("2021-01-01", person="b")) == (1, 1, 2, "at_least")
    assert bounds(anonymous, anonymous, anonymous) == (1, 1, 2, "at_least")


def test_one_programme_holds_nobody_in_several() -> None:
    rows = [row("2021-01-01"), row("2021-01-01", person=""), row("2021-01-01", person="")]

    found = by_key(asked(in_several_programmes, rows))[KEY.format(2021)]

    assert (found.value, found.high, found.bound) == (0, None, "exact")


def test_anonymous_rows_alone_are_in_several_two_by_two() -> None:
    rows = [row("2021-01-01", person="", programme_id=p) for p in ("p", "q", "p", "q", "p")]

    found = by_key(asked(in_several_programmes, rows))[KEY.format(2021)]

    # five rows are two pairs and one left over
    assert (found.value, found.high) == (0, 2)


@given(several())
@settings(max_examples=15, deadline=None)
def test_overlap_is_what_looking_at_each_person_gives(rows: list[Row]) -> None:
    for value in asked(in_several_programmes, rows):
        if value.member_id != "all" or len(value.year) != 4:
            continue
        year, programmes = int(value.year), dict[str, set[str]]()
        for r in rows:
            there = r["entry"].year <= year and (r["exit"] is None or r["exit"].year >= year)
            if there and r["person_id"]:
                programmes.setdefault(r["person_id"], set()).add(r["programme_id"])
        assert value.value == sum(len(names) > 1 for names in programmes.values())
