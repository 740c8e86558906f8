"""What is hidden besides what must be, beside trying every pattern."""

import itertools
import random
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from publications import cell, crossed, narrow_by_force, random_counts, shown_of
from utfall.disclosure import suppress as module
from utfall.disclosure.audit import audit
from utfall.disclosure.cells import Cell, Publication, Relation
from utfall.disclosure.suppress import suppress
from utfall.errors import DisclosureError

TUNA = {"all": 51, "work": 10, "study": 21, "other": 4, "none": 16}


def tuna(**losses: float) -> Publication:
    """Return TUNA's exits: 51 = 10 + 21 + 4 + 16."""
    cells = {key: cell(key, n, loss=losses.get(key, float(n))) for key, n in TUNA.items()}
    return Publication(cells, [Relation.total("all", ["work", "study", "other", "none"])])


@pytest.fixture
def large(monkeypatch: pytest.MonkeyPatch) -> None:
    """Treat every component as too large to be solved to least loss."""
    monkeypatch.setattr(module, "EXACT_CELLS", 0)


def shuffled(publication: Publication, seed: int) -> Publication:
    draw = random.Random(seed)  # noqa: S311 - made-up tests
    keys = draw.sample(sorted(publication.cells), len(publication.cells))
    relations = [
        replace(one, terms=tuple(draw.sample(one.terms, len(one.terms))))
        for one in draw.sample(list(publication.relations), len(publication.relations))
    ]
    return Publication({key: publication.cells[key] for key in keys}, relations)


def least_loss(publication: Publication, most: int) -> float:
    """Return the least loss of every pattern, by trying all of them."""
    primary = {key for key, one in publication.cells.items() if one.rule}
    others = sorted(set(publication.cells) - primary)
    patterns = itertools.chain.from_iterable(
        itertools.combinations(others, number) for number in range(len(others) + 1)
    )
    losses = (
        (sum(publication.cells[key].loss for key in pattern), pattern) for pattern in patterns
    )
    return next(
        loss
        for loss, pattern in sorted(losses)
        if not narrow_by_force(publication, primary | set(pattern), most=most)
    )


def test_the_cheapest_part_is_hidden_with_the_small_one() -> None:
    # By count alone, 10 is cheapest.
    pattern = suppress(tuna())

    assert pattern.primary == {"other"}
    assert pattern.secondary == {"work"}
    assert pattern.loss == 10
    assert pattern.method == "exact"


@pytest.mark.parametrize("limit", [60, 0])
def test_what_people_ask_for_is_kept(limit: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "EXACT_CELLS", limit)

    assert suppress(tuna(work=30.0)).hidden == {"other", "none"}


def test_nothing_is_hidden_where_nothing_is_small() -> None:
    pattern = suppress(Publication({"a": cell("a", 7), "b": cell("b", 9)}, []))

    assert (pattern.hidden, pattern.loss, pattern.programs) == (frozenset(), 0, 0)


def test_a_zero_may_be_hidden() -> None:
    # 9 = 3 + 0 + 6, where 6 and 9 are already public.
    cells = {"a": cell("a", 3), "zero": cell("zero", 0)}
    cells |= {"b": cell("b", 6, public=True), "all": cell("all", 9, public=True)}
    wide = replace(cells["a"], width=2)
    publication = Publication({**cells, "a": wide}, [Relation.total("all", ["a", "b", "zero"])])

    assert suppress(publication).secondary == {"zero"}


def test_public_cells_that_give_a_cell_away_stop_it() -> None:
    cells = {key: replace(one, public=key != "other") for key, one in tuna().cells.items()}

    with pytest.raises(DisclosureError) as stopped:
        suppress(Publication(cells, tuna().relations))

    assert stopped.value.cells == ("other",)
    assert not any(str(count) in str(stopped.value) for count in TUNA.values())


@pytest.mark.usefixtures("large")
def test_public_cells_stop_a_large_component_too() -> None:
    # 4 + 2 = 6 is public, so neither can be wide; what else there is to hide does not help.
    cells = {"a": cell("a", 4), "b": cell("b", 2), "ab": cell("ab", 6, public=True)}
    cells |= {"c": cell("c", 30), "all": cell("all", 34)}
    relations = [Relation.total("ab", "ab"), Relation.total("all", "ac")]

    with pytest.raises(DisclosureError) as stopped:
        suppress(Publication(cells, relations))

    assert stopped.value.cells == ("a", "b")


def test_a_public_cell_with_a_rule_cannot_be_hidden() -> None:
    with pytest.raises(DisclosureError) as stopped:
        suppress(Publication({"other": cell("other", 4, public=True)}, []))

    assert stopped.value.cells == ("other",)


def test_a_cell_that_is_never_shown_is_protected() -> None:
    cells = {"a": replace(cell("a", 2), latent=True), "b": cell("b", 9), "all": cell("all", 11)}
    pattern = suppress(Publication(cells, [Relation.total("all", "ab")]))

    assert pattern.primary == frozenset()
    assert pattern.hidden == {"b"}


def test_a_group_where_all_have_the_same_in_common_goes_down() -> None:
    # 12 of 12 got work: whoever sees 12 and 12 knows it of each. Hidden, with what is cheapest.
    cells = {"work": Cell("work", 12, 5, 13.0, "all_of_group"), "none": cell("none", 0)}
    cells["all"] = cell("all", 12, loss=100.0)
    pattern = suppress(Publication(cells, [Relation.total("all", ["work", "none"])]))

    assert pattern.hidden == {"work", "none"}


def test_whole_numbers_count_and_fractions_do_not() -> None:
    # 6a + 10b = 60 alone leaves a at 5 in whole numbers; so c, in the sum beside it, is hidden too.
    cells = {"a": cell("a", 5), "b": cell("b", 3), "c": cell("c", 8), "d": cell("d", 9)}
    relations = [
        Relation((("a", 6.0), ("b", 10.0), ("c", 1.0)), 68.0, 68.0, "costs"),
        Relation.total("d", "d2"),
    ]
    cells["2"] = cell("2", 0)
    relations[1] = Relation((("d", 1.0), ("c", -1.0), ("2", -1.0)), 1.0, 1.0, "sum")
    publication = Publication(cells, relations)
    pattern = suppress(publication)

    assert "c" in pattern.secondary
    assert audit(publication, shown_of(publication, {"a", "b"})).narrow == ("b",)
    assert audit(publication, shown_of(publication, pattern.hidden)).narrow == ()


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6))
def test_a_small_component_is_solved_to_least_loss(seed: int) -> None:
    publication = crossed(random_counts(seed, 2, 2, mean=3.0), [(0, 1)], threshold=3)
    most = publication.cells["all.all"].count + 4
    pattern = suppress(publication)

    assert pattern.method == "exact"
    assert pattern.loss == pytest.approx(least_loss(publication, most))


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.sampled_from([0, 60]))
def test_every_table_there_is_leaves_each_hidden_cell_open(seed: int, limit: int) -> None:
    publication = crossed(random_counts(seed, 2, 3, mean=1.5), [(0, 1)], threshold=3)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_CELLS", limit)
        pattern = suppress(publication)

    most = publication.cells["all.all"].count + 4
    assert narrow_by_force(publication, pattern.hidden, most=most) == set()


@settings(deadline=None, max_examples=20)
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.sampled_from([0, 60]))
def test_order_changes_nothing(seed: int, order: int, limit: int) -> None:
    publication = crossed(random_counts(seed, 3, 4), [(0, 1)])
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_CELLS", limit)
        first, second = suppress(publication), suppress(shuffled(publication, order))

    assert replace(first, seconds=0) == replace(second, seconds=0)


@settings(deadline=None, max_examples=15)
@given(st.integers(0, 10**6))
def test_shown_and_hidden_parts_are_the_total(seed: int) -> None:
    publication = crossed(random_counts(seed, 3, 4), [(0, 1)])
    pattern = suppress(publication)
    hidden = pattern.hidden

    assert pattern.primary | pattern.secondary == hidden
    assert not pattern.primary & pattern.secondary
    for one in publication.relations:
        unknown = [key for key, _ in one.terms if key in hidden]
        # A sum with one hidden term would give it away.
        assert len(unknown) != 1
        assert sum(n * publication.cells[key].count for key, n in one.terms) == 0


@settings(deadline=None, max_examples=10)
@given(st.integers(0, 10**6), st.sampled_from([0, 60]))
def test_adding_a_table_never_reveals_a_cell(seed: int, limit: int) -> None:
    counts = random_counts(seed, 3, 3, 2)
    tables = [(0, 1), (0, 2), (1, 2), (0, 1, 2)]
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "EXACT_CELLS", limit)
        for number in range(1, len(tables) + 1):
            publication = crossed(counts, tables[:number])
            pattern = suppress(publication)
            small = {key for key, one in publication.cells.items() if one.rule}

            assert small <= pattern.hidden
            assert audit(publication, shown_of(publication, pattern.hidden)).narrow == ()


@pytest.mark.parametrize("seed", [1, 2])
@pytest.mark.parametrize("many", [2000, 0])
def test_linked_tables_of_some_hundred_cells_pass_the_audit(
    seed: int, many: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MANY", many)
    counts = random_counts(seed, 6, 5, 4, mean=3.0)
    publication = crossed(counts, [(0, 1), (0, 2), (1, 2), (0, 1, 2)])
    pattern = suppress(publication)

    assert pattern.method == ("near-exact" if many else "beyond")
    assert audit(publication, shown_of(publication, pattern.hidden)).narrow == ()


def test_nothing_hidden_besides_can_be_shown_again() -> None:
    publication = crossed(random_counts(3, 5, 6), [(0, 1)])
    pattern = suppress(publication)

    for key in sorted(pattern.secondary):
        found = audit(publication, shown_of(publication, pattern.hidden - {key}))
        assert found.narrow
