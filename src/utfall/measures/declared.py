"""What may be published: one declaration per measure, built-in or an author's own.

A value whose measure is not declared is refused by *prepare*: whoever protects the publication
must know what every number in it gives away.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from utfall.errors import ParamsError
from utfall.values import Value, parse_group

__all__ = ["RECORDS", "Kind", "Measure", "Parts", "check_declared", "declaration_of"]

Kind = Literal["count", "share", "cost", "model", "money", "stated"]
"""``count`` of people · ``share`` of a count in another · ``cost`` per count · ``model``, any other
number worked out from people · ``money`` and ``stated`` figures, which are about nobody."""


@dataclass(frozen=True)
class Parts:
    """The keys of the counts that a derived value is made of; empty where there is none.

    `less` is the count that is taken off the denominator: those whose time has not come. `among`
    is the count of all whom the money of a cost is for, which its interval for chance rests on.
    """

    numerator: str = ""
    denominator: str = ""
    less: str = ""
    among: str = ""


@dataclass(frozen=True)
class Measure:
    """The declaration of one published measure.

    Attributes
    ----------
    name : str
        As in `published.csv`; a trailing ``*`` stands for any ending.
    unit : str
        As in `published.csv`; empty for several.
    kind : str
        See `Kind`.
    groups : tuple of str
        Names that may stand in its group.
    parts : callable, optional
        Of a share or a cost: the counts that a value of it is made of.
    safe : str
        Of a model: ``from_shown`` (computed from shown counts only), ``with_count`` (hidden with
        the count that `parts` names as the denominator) or ``exempt`` (from `smallest` people,
        because of `reason`).
    smallest : int
        Of an exempt model: the fewest people that it is given for.
    reason : str
        Of an exempt model: why it gives nobody away.
    """

    name: str
    unit: str
    kind: Kind
    groups: tuple[str, ...] = ()
    parts: Callable[[Value], Parts] | None = field(default=None, compare=False)
    safe: Literal["", "from_shown", "with_count", "exempt"] = ""
    smallest: int = 0
    reason: str = ""


RECORDS = "records:"
"""What stands before the name of a measure of records among declarations: it may have the name of
a measure of published counts."""


def declaration_of(value: Value, declared: Mapping[str, Measure]) -> Measure | None:
    """Return the declaration of a value's measure, or of all with its beginning; None without."""
    name = value.measure
    if "from=records" in value.group.split(";"):
        return declared.get(RECORDS + name)
    if name in declared:
        return declared[name]
    starts = [m for key, m in declared.items() if key[-1:] == "*" and name.startswith(key[:-1])]
    return max(starts, key=lambda m: len(m.name), default=None)


def check_declared(values: Iterable[Value], declared: Mapping[str, Measure]) -> None:
    """Refuse values that no declaration covers.

    Raises
    ------
    ParamsError
        With one line per measure that is not declared, or has another unit or more in its group
        than its declaration says.
    """
    problems: dict[str, None] = {}
    for value in values:
        one = declaration_of(value, declared)
        if one is None:
            problems[
                f"{value.measure}: is not declared, so that nobody knows what it gives away; add a "
                "Count, Share or Model of that name to MEASURES in the notebook's own module, "
                "notebooks/NAME.py (docs/notebooks.md)"
            ] = None
            continue
        if one.unit and value.unit != one.unit:
            problems[f"{value.measure}: found the unit {value.unit}; declared is {one.unit}"] = None
        more = sorted(set(parse_group(value.group)) - set(one.groups))
        if more:
            problems[
                f"{value.measure}: found {', '.join(more)} in its group; declared are "
                f"{', '.join(one.groups) or 'none'}"
            ] = None
    if problems:
        raise ParamsError("\n".join(problems))
