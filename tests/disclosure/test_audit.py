"""What the attack finds, beside an attacker who tries every table."""

import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publications import cell, crossed, possible, random_counts, shown_of
from utfall.disclosure.audit import audit
from utfall.disclosure.cells import Cell, Publication, Relation


def small(key: str, count: int, width: int = 5) -> Cell:
    return Cell(key, count, width, 1.0, "small")


def tuna() -> Publication:
    # TUNA's exits: 51 = 10 + 21 + 4 + 16.
    counts = {"all": 51, "work": 10, "study": 21, "other": 4, "none": 16}
    cells = {key: cell(key, n) for key, n in counts.items()}
    return Publication(cells, [Relation.total("all", ["work", "study", "other", "none"])])


def test_a_total_minus_its_other_parts_is_found() -> None:
    found = audit(tuna(), shown_of(tuna(), {"other"}))

    assert found.narrow == ("other",)
    assert found.bounds["other"] == (4, 4)


def test_two_hidden_parts_hide_each_other() -> None:
    # 4 + 16 = 20, both of somebody: 1 to 19.
    found = audit(tuna(), shown_of(tuna(), {"other", "none"}))

    assert found.narrow == ()
    low, high = found.bounds["other"]
    assert 1 <= low <= high <= 19
    assert high - low >= 5


def test_a_suggested_table_counts_only_where_everything_known_allows_it() -> None:
    two = shown_of(tuna(), {"other", "none"})
    false = [{"other": 5}, {"other": -5, "none": 5}, {"other": 16, "none": -16}, {"work": 1}]

    assert audit(tuna(), shown_of(tuna(), {"other"}), false).narrow == ("other",)
    assert audit(tuna(), two, [{"other": 10, "none": -10}]).bounds["other"] == (4, 14)
    assert audit(tuna(), two, [{"other": 10, "none": -10}]).programs == 0
    assert audit(tuna(), two, false).programs > 0


def test_a_protected_cell_that_is_shown_is_found() -> None:
    assert audit(tuna(), shown_of(tuna(), ())).narrow == ("other",)


def test_two_tables_together_give_away_what_neither_does() -> None:
    # a + b = 7 and b + c = 8 are open; a + c = 5 of a third table closes them: 2b = 10.
    cells = {"a": small("a", 2), "b": small("b", 5), "c": small("c", 3)}
    cells |= {"ab": cell("ab", 7), "bc": cell("bc", 8), "ac": cell("ac", 5)}
    two = [Relation.total("ab", "ab"), Relation.total("bc", "bc")]
    closing = Relation.total("ac", "ac")
    hidden = {"a", "b", "c"}

    open_ = Publication(cells, two)
    closed = Publication(cells, [*two, closing])

    assert audit(open_, shown_of(open_, hidden)).narrow == ()
    assert audit(closed, shown_of(closed, hidden)).narrow == ("a", "b", "c")


def test_an_inequality_narrows() -> None:
    cells = {"part": small("part", 4), "whole": cell("whole", 30)}
    of_whole = Relation((("part", 1.0), ("whole", -1.0)), -100.0, 0.0, "at most")
    wide = Publication(cells, [of_whole])

    assert audit(wide, shown_of(wide, {"part"})).narrow == ()
    # An interval that says 2 to 5 people.
    near = Relation((("part", 1.0),), 2.0, 5.0, "interval")
    found = audit(wide, [*shown_of(wide, {"part"}), near])
    assert found.narrow == ("part",)
    assert found.bounds["part"] == (2, 5)


def test_a_share_of_a_shown_count_gives_its_part_away() -> None:
    # 0.31 of 13, rounded to two decimals, is 4 people and nothing else.
    cells = {"reached": small("reached", 4), "exits": cell("exits", 13)}
    publication = Publication(cells, [])
    share = Relation((("exits", 0.31), ("reached", -1.0)), -0.005 * 13, 0.005 * 13, "share")

    assert audit(publication, [Relation.known("exits", 13)]).narrow == ()
    found = audit(publication, [Relation.known("exits", 13), share])
    assert found.bounds["reached"] == (4, 4)
    assert found.narrow == ("reached",)


def test_a_cost_beside_a_cost_per_outcome_gives_the_count_away() -> None:
    # 12 645 673 / 549 812 = 23.0.
    publication = Publication({"n": Cell("n", 23, 5, 1.0, "all_of_group")}, [])
    cost = Relation((("n", 549_812.0),), 12_645_673 - 274_906, 12_645_673 + 274_906, "cost")

    assert audit(publication, [cost]).bounds["n"] == (23, 23)
    assert audit(publication, [cost]).narrow == ("n",)


def test_a_median_interval_that_fractions_leave_open_is_closed_by_whole_numbers() -> None:
    # 6a + 10b = 60: fractions let a be anything from 0 to 10, whole numbers only 0, 5 and 10;
    # with at least one b and one a only 5 remains. Width 5.
    cells = {"a": small("a", 5), "b": small("b", 3)}
    relation = Relation((("a", 6.0), ("b", 10.0)), 60.0, 60.0, "costs")
    found = audit(Publication(cells, [relation]), [])

    assert found.bounds == {"a": (5, 5), "b": (3, 3)}
    assert found.narrow == ("a", "b")


def test_no_total_leaves_a_cell_open() -> None:
    assert audit(Publication({"a": small("a", 1)}, []), []).narrow == ()


def test_a_cell_that_is_never_shown_is_attacked_too() -> None:
    cells = {"a": replace(small("a", 2), latent=True), "b": cell("b", 9), "t": cell("t", 11)}
    publication = Publication(cells, [Relation.total("t", "ab")])

    assert audit(publication, shown_of(publication, {"a"})).narrow == ("a",)


def test_an_earlier_edition_links_what_this_one_hides() -> None:
    # Last year's edition showed a + b of this year's hidden a, b and c, and c beside its total.
    publication = Publication({k: small(k, n) for k, n in {"a": 1, "b": 2, "c": 3}.items()}, [])
    earlier = [
        Relation.total("earlier:all", ["a", "b", "earlier:rest"]),
        Relation.known("earlier:all", 13),
        Relation.known("earlier:rest", 10),
    ]
    found = audit(publication, earlier)

    assert found.contradicted == 0
    assert found.narrow == ("a", "b")
    assert found.bounds["a"] == (1, 2)


def test_knowledge_that_the_counts_contradict_is_left_out_and_counted() -> None:
    known = [
        *shown_of(tuna(), {"other", "none"}),
        Relation.known("other", 3),
        Relation.total("all", ["earlier", "study"]),
        Relation.known("earlier", 29),
    ]
    found = audit(tuna(), known)

    # 3 is not the 4 that is true, and earlier cannot be both 30 and 29.
    assert found.contradicted == 2
    assert found.narrow == ()


def test_relations_that_the_counts_contradict_are_a_fault_of_the_caller() -> None:
    wrong = Publication(tuna().cells, [Relation.total("all", ["work", "study"])])

    with pytest.raises(ValueError, match="do not satisfy"):
        audit(wrong, [])


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.integers(0, 3))
def test_the_audit_agrees_with_every_table_there_is(seed: int, more: int) -> None:
    publication = crossed(random_counts(seed, 2, 3, mean=2.5), [(0, 1)], threshold=3)
    draw = random.Random(seed)  # noqa: S311 - made-up tests
    hidden = {key for key, one in publication.cells.items() if one.rule}
    others = sorted(set(publication.cells) - hidden)
    hidden |= set(draw.sample(others, min(more, len(others))))
    known = [
        *shown_of(publication, hidden),
        Relation.known("all.all", publication.cells["all.all"].count),
    ]
    ends = possible(publication, known, most=publication.cells["all.all"].count)
    found = audit(publication, known)

    expected = {k for k, c in publication.cells.items() if c.rule and ends[k][1] - ends[k][0] < 3}
    assert set(found.narrow) == expected
    for key in found.bounds:
        low, high = found.bounds[key]
        assert ends[key][0] <= low <= high <= ends[key][1]
        assert key not in expected or (low, high) == ends[key]


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_three_tables_that_share_a_crossing_are_attacked_in_whole_numbers(seed: int) -> None:
    # Three two-way tables of a 2 × 2 × 2 crossing, which no report shows but binds them.
    tables = [(0, 1), (0, 2), (1, 2)]
    publication = crossed(random_counts(seed, 2, 2, 2, mean=1.5), tables, threshold=3, latent=True)
    hidden = {key for key, one in publication.cells.items() if one.rule}
    total = publication.cells["all.all.all"].count
    known = [*shown_of(publication, hidden), Relation.known("all.all.all", total)]
    ends = possible(publication, known, most=total)

    expected = {k for k, c in publication.cells.items() if c.rule and ends[k][1] - ends[k][0] < 3}
    assert set(audit(publication, known).narrow) == expected
