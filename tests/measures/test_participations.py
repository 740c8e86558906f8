from typing import Any

from fact_rows import IMA, by_key, count, counts
from utfall.measures.facts import counts_of
from utfall.measures.participations import participations_of

_LIKES = {"programme_id": "likes", "component": "courses", "period_start": "", "period_end": ""}
_REACT = {
    "programme_id": "react-eu",
    "member_ids": "strangnas",
    "period_kind": "to_date",
    "period_start": "2022",
    "period_end": "2022-12-12",
}
_ROWS: tuple[dict[str, Any], ...] = (
    count("participants", 51, programme_id="tuna-strangnas", member_ids="strangnas"),
    count("participants", 15, **_REACT),
    count("participants", 77, **IMA),
    count("participants", 23, **_LIKES, reading="A", member_ids="strangnas", as_of="2022-12-12"),
    count(
        "participants",
        23,
        **_LIKES,
        reading="B",
        member_ids="eskilstuna+katrineholm+strangnas",
        as_of="2022-12-12",
    ),
)


def test_strangnas_had_at_least_66_participations_and_89_in_reading_a() -> None:
    values = by_key(participations_of("strangnas", counts_of(counts(*_ROWS)), 2022))

    # TUNA 51 + React 15 = 66; with Likes 23 in reading A 89; IMA 77 is joint
    own = values["n_participations:all:strangnas:2018/2022:"]
    assert (own.value, own.low, own.high, own.bound) == (66, 66, None, "at_least")
    assert own.unit == "participations"
    assert "inte redovisar" in own.reason
    assert values["n_participations:all:strangnas:2018/2022:reading=A"].value == 89
    assert values["n_participations:all:eskilstuna+strangnas:2016/2019:"].value == 77
    joint = values["n_participations:all:eskilstuna+katrineholm+strangnas:/2022:reading=B"]
    assert joint.value == 23
    assert len(values) == 4


def test_a_report_of_an_earlier_year_knows_only_what_had_ended() -> None:
    values = by_key(participations_of("strangnas", counts_of(counts(*_ROWS)), 2018))

    assert [value.key for value in values.values()] == ["n_participations:all:strangnas:2018:"]
    assert values["n_participations:all:strangnas:2018:"].value == 51


def test_joint_participations_are_the_same_seen_from_either_member() -> None:
    shared = "n_participations:all:eskilstuna+strangnas:2016/2019:"
    one = by_key(participations_of("strangnas", counts_of(counts(*_ROWS)), 2022))
    other = by_key(participations_of("eskilstuna", counts_of(counts(*_ROWS)), 2022))

    assert one[shared] == other[shared]


def test_a_member_without_own_figures_is_unknown_and_not_zero() -> None:
    (value,) = participations_of("trosa", counts_of(counts(*_ROWS)), 2022)

    assert (value.status, value.value) == ("unknown", None)
    assert value.reason


def test_only_participants_are_added() -> None:
    rows = counts(
        count("participants", 10),
        count("participants", 12, population="staff", programme_id="a"),
        count("cases", 45, unit="cases", programme_id="b"),
        count("outside", 70, population="outside", programme_id="c"),
        count("participants", 130, period_kind="stock", programme_id="d"),
        count("participants", 99, primary=False, programme_id="e"),
        count("completed", 8),
    )

    assert participations_of("m", counts_of(rows), 2022)[0].value == 10


def test_a_person_in_two_years_of_a_programme_is_not_counted_twice() -> None:
    rows = counts(
        count("participants", 51),
        count("participants", 40, period_start="2019", period_end="2019"),
    )

    # the same 40 may be among the 51: at least 51, not 91
    assert participations_of("m", counts_of(rows), 2022)[0].value == 51


def test_a_range_counts_with_its_lower_end() -> None:
    rows = counts(count("participants", None, low=40, high=50, approximate=True))

    value = participations_of("m", counts_of(rows), 2022)[0]
    assert (value.value, value.approximate) == (40, True)
