"""Words in charts: cut after two lines, and moved apart no further than they must be."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from utfall.figures.forms.layout import cut, inches, spread

WORDS = st.text(alphabet="abcåäö ABC-mW", min_size=1, max_size=90)


@given(WORDS, st.floats(0.5, 3), st.integers(1, 2))
def test_a_cut_label_has_room_and_no_more_lines_than_allowed(
    label: str, room: float, lines: int
) -> None:
    told = cut(label, room, lines=lines)

    assert inches(told) <= room
    assert len(told.splitlines()) <= lines


@given(WORDS)
def test_a_label_with_room_is_left_whole(label: str) -> None:
    assert cut(label, 99) == label.strip()


def test_a_label_that_is_cut_says_so() -> None:
    assert cut("Samordnad rehabilitering för unga vuxna i länet", 1.2).endswith("…")


@given(st.lists(st.floats(0, 10), min_size=1, max_size=10))
def test_places_are_apart_within_the_room_and_in_order(wanted: list[float]) -> None:
    placed = spread(wanted, 1, 0, 10)

    ordered = sorted(placed)
    assert all(b - a >= 1 - 1e-9 for a, b in pairwise(ordered))
    assert ordered[0] >= -1e-9
    assert ordered[-1] <= 10 + 1e-9
    by_wish = sorted(range(len(wanted)), key=lambda n: wanted[n])
    assert [placed[n] for n in by_wish] == ordered


def test_two_at_one_place_share_the_distance() -> None:
    # Half a gap up and half a gap down.
    assert spread([5, 5], 2, 0, 10) == [4, 6]


def test_more_than_have_room_share_it() -> None:
    assert spread([0, 0, 0], 9, 0, 10) == [0, 5, 10]


def test_nothing_needs_no_place() -> None:
    assert spread([], 1, 0, 1) == []
