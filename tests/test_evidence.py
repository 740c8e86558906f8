"""What one report may show: looking values up, telling whose they are, and the file between."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence_rows import COUNTY, HOSTILE, MEMBERS, evidence, flow, programme, unknown, value
from utfall.evidence import Evidence, Member


def test_two_values_with_one_key_are_refused() -> None:
    with pytest.raises(ValueError, match="alfa 2022: two values with one key"):
        evidence(value("n_participants", 1), value("n_participants", 2))


def test_a_cited_value_is_known_by_its_key_but_never_found() -> None:
    theirs = value("n_participants", 9, member_id="beta")
    e = evidence(cited=(theirs,))

    assert e[theirs.key] == theirs
    assert e.find("n_participants") == []
    assert list(e) == []


NUMBERS = st.none() | st.floats(allow_nan=False, allow_infinity=False)


@given(NUMBERS, NUMBERS, st.text(st.characters(codec="utf-8")))
def test_an_input_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, low: float | None, high: float | None, text: str
) -> None:
    shown = value("n_planned", 0.1 + 0.2, low=low, high=high, reason=text)
    hidden = unknown("n_participants", reason=text or "skäl")
    e = evidence(
        shown, hidden, flows=(flow(shown, ("unknown", shown)),),
        programmes=(programme(name=text, readings={"A": text}, goals=((text, shown.key),)),),
    )  # fmt: skip
    path = tmp_path_factory.getbasetemp() / "input.json"
    path.write_text(e.to_json(), encoding="utf-8", newline="")

    again = Evidence.read(path)

    assert again == e
    assert again[shown.key] == shown
    assert again.to_json() == e.to_json()


def test_a_hostile_name_survives_the_input(tmp_path: Path) -> None:
    e = evidence(member=Member("alfa", HOSTILE, "municipality"))
    (tmp_path / "input.json").write_text(e.to_json(), encoding="utf-8")

    assert Evidence.read(tmp_path / "input.json").subject.name == HOSTILE


def test_none_asks_that_a_group_is_absent_and_a_group_not_named_may_be_anything() -> None:
    plain, second = value("n_participants", 1), value("n_participants", 2, reading="B")
    e = evidence(plain, second)

    assert e.find("n_participants") == [plain, second]
    assert e.find("n_participants", reading=None) == [plain]
    assert e.find("n_participants", reading="B") == [second]


def test_a_group_whose_name_is_a_python_word_is_asked_with_an_underscore() -> None:
    share = value("share_outcome", 0.5, of_="completed")

    assert evidence(share).find("share_outcome", of_="completed") == [share]
    assert evidence(share).find("share_outcome", of_="participants") == []


def test_one_is_the_newest_that_fits_or_none() -> None:
    old, new = value("n_participants", 1, year="2017"), value("n_participants", 2, year="2018")
    e = evidence(new, old)

    assert e.one("n_participants", "p", "alfa") == new
    assert e.one("n_participants", "p", "beta") is None


@pytest.mark.parametrize(
    ("who", "place"),
    [
        ("alfa", "own"),
        ("alfa+beta+gamma", "joint"),  # three of four municipalities
        (COUNTY, "county"),  # all four
        ("beta", "joint"),
    ],
)
def test_a_value_is_the_members_own_shared_or_the_countys(who: str, place: str) -> None:
    v = value("n_participants", 1, member_id=who)

    assert evidence(v).place_of(v) == place


def test_an_authority_without_residents_meets_the_countys_values_as_the_countys() -> None:
    v = value("n_participants", 1, member_id=COUNTY)

    assert evidence(v, member=MEMBERS[-1]).place_of(v) == "county"


def test_values_come_in_the_order_own_joint_county_and_each_by_time() -> None:
    own_new = value("n_participants", 1, year="2018")
    own_old = value("n_participants", 1, year="2012/2014")
    undated = value("n_participants", 1, programme_id="q", year="")
    joint = value("n_participants", 1, member_id="alfa+beta", year="2010")
    county = value("n_participants", 1, member_id=COUNTY, year="2001")
    e = evidence(county, joint, own_new, own_old, undated)

    # What has no period of its own begins with its programme, 2018; then p before q.
    assert e.in_order(e.values) == [own_old, own_new, undated, joint, county]


def test_a_disputed_figure_and_a_second_reading_beside_the_first_are_not_chosen() -> None:
    first, second = (value("n_participants", 1, reading=r) for r in "AB")
    disputed = value("n_participants", 1, programme_id="q")
    e = evidence(first, second, disputed, secondary=(disputed.key,))

    assert [e.chosen(v) for v in (first, second, disputed)] == [True, False, False]


def test_a_second_reading_is_chosen_where_the_report_has_no_first() -> None:
    second = value("n_participants", 1, reading="B")

    assert evidence(second).chosen(second)


def test_a_derived_value_is_as_old_as_the_count_of_the_same_people() -> None:
    counted, derived = value("n_participants", 9), value("n_unaccounted", 1)
    other = value("n_participants", 9, year="2019")
    e = evidence(counted, derived, other, dates={counted.key: "2022-12-12"})

    assert e.date_of(derived) == "2022-12-12"
    assert e.date_of(other) == ""


def test_the_others_that_share_a_value_are_named_without_the_member_itself() -> None:
    v = value("n_participants", 1, member_id="alfa+beta+gamma")

    assert evidence(v).others(v) == ["Beta", "Gamma"]


def test_a_value_that_is_not_there_is_not_in_the_report_and_an_error_to_ask_for() -> None:
    e = evidence(value("n_participants", 1))

    assert "n_participants:p:alfa:2018:" in e
    assert "n_participants:p:alfa:2019:" not in e
    with pytest.raises(KeyError):
        e["n_participants:p:alfa:2019:"]
