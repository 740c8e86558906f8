"""Hiding that does not depend on what members are called: of equal cells the same one is hidden.

Where cells are alike the solvers take the one that comes first, and cells come in the order of
their keys. So they are given keys in which a municipality is its official code, and get their own
back afterwards. Method: docs/disclosure.md.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace

import pandas as pd

from utfall.disclosure.cells import Publication, Relation
from utfall.disclosure.suppress import Pattern, suppress

__all__ = ["official_names", "suppress_by_code"]


def official_names(members: pd.DataFrame) -> dict[str, str]:
    """Return what to call each member in protection: by its code, else by its kind and name.

    Parameters
    ----------
    members : DataFrame
        Rows of `members.csv`: ``member_id``, ``kind``, ``municipality_code`` and ``name``.
    """
    rows = [
        (str(row["member_id"]), *(str(row.get(c) or "") for c in ("municipality_code", "kind", "name")))
        for row in members.to_dict("records")
    ]  # fmt: skip
    return {member: code or f"{kind} {name}".strip() or member for member, code, kind, name in rows}


def suppress_by_code(publication: Publication, names: Mapping[str, str]) -> Pattern:
    """Return `suppress`'s pattern, with what may be given up, found under official names."""
    called = _renamer(names)
    own = {called(key): key for key in publication.cells}
    if len(own) < len(publication.cells):
        # Two members of one name: nothing but their ids tells them apart.
        return suppress(publication, give_up=True)
    cells = {name: replace(publication.cells[own[name]], key=name) for name in sorted(own)}
    relations = sorted(
        (
            Relation(
                tuple(sorted((called(key), number) for key, number in one.terms)),
                one.low,
                one.high,
                one.why,
            )
            for one in publication.relations
        ),
        key=lambda one: (one.terms, one.low, one.high, one.why),
    )
    pattern = suppress(Publication(cells, relations), give_up=True)

    def back(keys: frozenset[str]) -> frozenset[str]:
        return frozenset(own[key] for key in keys)

    return replace(
        pattern,
        hidden=back(pattern.hidden),
        primary=back(pattern.primary),
        secondary=back(pattern.secondary),
        given_up=back(pattern.given_up),
        points=tuple({own[key]: move for key, move in one.items()} for one in pattern.points),
    )


def _renamer(names: Mapping[str, str]) -> Callable[[str], str]:
    """Return a function that puts official names in the member's column of a key."""

    def called(key: str) -> str:
        parts = key.split(":", 4)
        if len(parts) < 3:
            return key
        who = sorted(names.get(member, member) for member in parts[2].split("+"))
        return ":".join([*parts[:2], "+".join(who), *parts[3:]])

    return called
