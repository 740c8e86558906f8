"""What an attacker knows of the records from counts that their sources have published.

Method: docs/disclosure.md.
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass

from utfall.disclosure.cells import Relation
from utfall.disclosure.records import Lattice
from utfall.measures.from_records.agreement import Agreement
from utfall.measures.from_records.counted import At
from utfall.measures.from_records.horizon import ALL
from utfall.values import Value, parse_group

__all__ = ["Outside", "known_outside"]

_OUTCOMES = {"employment": "work", "studies": "study"}
# A published count of persons may lie this far below the participations that it is linked to.
_OFF = 0.2


@dataclass(frozen=True)
class Outside:
    """Counts of cells that are known outside, by key, and sums of cells that are."""

    known: Mapping[str, float]
    relations: tuple[Relation, ...]


def known_outside(
    agreements: Iterable[Agreement],
    lattice: Lattice,
    public: Mapping[str, Value],
    protected: Collection[str],
) -> Outside:
    """Return what the shown published counts say of the cells.

    Parameters
    ----------
    agreements : iterable of Agreement
        Each published count beside what the records say of the same.
    lattice : Lattice
        All cells.
    public : mapping of str to Value
        The values of published counts, by key.
    protected : collection of str
        Keys of those that are protected together with the records: they are bound to the cells
        that count the same, so that neither gives the other away.

    Notes
    -----
    A count that disagrees with the records, or is in a range, tells an attacker less or what is
    not so, and is left out. One of several members or years is taken as the sum of their cells
    less the difference that there is: an attacker who guesses it right knows no more.
    """
    known: dict[str, float] = {}
    relations = []
    for one in agreements:
        stated = public.get(one.published.key)
        if one.verdict != "agree" or one.records is None or one.records.value is None:
            continue
        if stated is None or stated.status != "shown" or stated.value is None:
            continue
        keys = [lattice.key(at) for at in _cells(one.records, lattice)]
        if not keys or not all(key in lattice.at for key in keys):
            continue
        found = sum(lattice.number(key) for key in keys)
        off = found - one.records.value
        terms = [(key, 1.0) for key in sorted(keys)]
        if not 0 <= off <= max(2, _OFF * one.records.value):
            continue
        if stated.key in protected:
            terms.append((stated.key, -1.0))
            relations.append(Relation(tuple(terms), off, off, "published count"))
        elif len(keys) == 1 and not off:
            known[keys[0]] = found
        else:
            relations.append(Relation(tuple(terms), found, found, "published count"))
    return Outside(known, tuple(relations))


def _cells(value: Value, lattice: Lattice) -> Iterator[At]:
    """Yield the cells that a count from records, of any members and days, is the sum of."""
    parts = parse_group(value.group)
    first, last = int(value.year[:4]), int(value.year[-4:])
    years = [str(year) for year in range(first, last + 1)]
    members: tuple[str, ...] = tuple(value.member_id.split("+"))
    whole = lattice.taking_part(value.programme_id)
    if whole and whole <= set(members):
        members = (ALL,)
    if value.measure == "n_during":
        population = "during" if first == last else "new"
    elif value.measure == "n_exits":
        population = "exits"
    elif value.measure == "n_closing":
        population, years = "closing", years[-1:]
    elif value.measure == "n_outcome" and parts.get("outcome") in _OUTCOMES:
        codes = (("outcome", _OUTCOMES[parts["outcome"]]),)
        for member in members:
            for time in lattice.pooled(first, last):
                yield At("exits", member, value.programme_id, time, codes)
        return
    else:
        return
    for member in members:
        for year in years:
            at = At(population, member, value.programme_id, year)
            # Nobody of a member in a year is no cell, and adds nothing.
            if lattice.key(at) in lattice.at:
                yield at
