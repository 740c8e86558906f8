"""The attacker's system, and what is known without any program."""

import numpy as np
import pytest

from utfall.disclosure.bounds import merged, of_publication, system
from utfall.disclosure.cells import Cell, Publication, Relation


def test_a_relation_has_each_key_once() -> None:
    relation = Relation((("b", 1.0), ("a", 2.0), ("b", -1.0), ("a", 1.0)), 3.0, 4.0)

    assert merged(relation) == ((("a", 3.0),), 3.0, 4.0)


def test_limits_follow_from_one_relation_after_another() -> None:
    # a + b = 5 and b + c = 20, all at least 1: a 1–4, b 1–4, c 16–19.
    start = {"a": 2.0, "b": 3.0, "c": 17.0}
    rows = [
        merged(Relation((("a", 1.0), ("b", 1.0)), 5, 5)),
        merged(Relation((("b", 1.0), ("c", 1.0)), 20, 20)),
    ]
    found = system(start, dict.fromkeys(start, 1.0), {}, rows).tightened()

    assert (found.down.tolist(), found.up.tolist()) == ([1, 2, 1], [2, 1, 2])


def test_a_limit_is_a_whole_number() -> None:
    # Three times a is at most 10, and at least 4: 2 or 3.
    rows = [merged(Relation((("a", 3.0),), 4, 10))]
    found = system({"a": 2.0}, {"a": 0.0}, {}, rows)

    assert (found.down.tolist(), found.up.tolist()) == ([0], [1])


def test_a_hidden_count_of_somebody_is_at_least_one() -> None:
    cells = {key: Cell(key, count, 5, 1.0) for key, count in {"a": 3, "zero": 0}.items()}
    found = of_publication(Publication(cells, []))

    assert found.down.tolist() == [2, 0]
    assert np.isinf(found.up).all()


def test_components_without_a_rule_are_left_out() -> None:
    cells = {key: Cell(key, 3, 5, 1.0, "small" if key in "ab" else "") for key in "abcd"}
    pairs = [Relation((("a", 1.0), ("c", -1.0)), 0, 0)]
    found = of_publication(Publication(cells, pairs))

    assert [[found.keys[at] for at in part] for part in found.parts()] == [["a", "c"], ["b"]]


def test_moves_that_break_a_relation_do_not_hold() -> None:
    cells = {key: Cell(key, 3, 5, 1.0) for key in "ab"}
    found = of_publication(Publication(cells, [Relation((("a", 1.0), ("b", 1.0)), 6, 6)]))

    assert found.holds(np.array([2, -2]))
    assert not found.holds(np.array([2, -1]))
    assert not found.holds(np.array([3, -3]))  # b would be 0 people


@pytest.mark.parametrize("number", [1e-3, 1.0, 549_812.0])
def test_large_and_small_numbers_are_scaled(number: float) -> None:
    cells = {key: Cell(key, 3, 5, 1.0) for key in "ab"}
    relation = Relation((("a", number), ("b", -number)), -number / 2, number / 2)
    found = of_publication(Publication(cells, [relation]))

    assert found.holds(np.array([2, 2]))
    assert not found.holds(np.array([2, 1]))
