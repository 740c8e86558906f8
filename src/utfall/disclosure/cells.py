"""What is protected: every count of people that any report could show, and how they add up."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

__all__ = ["Cell", "Publication", "Relation", "Rule"]

Rule = Literal["", "small", "part", "all_of_group"]


@dataclass(frozen=True)
class Cell:
    """One count of people.

    Attributes
    ----------
    key : str
        Its key in `published.csv`, or one of the same form where it is never published.
    count : int
        The true number, which leaves this package only where it is shown.
    width : int
        How many numbers apart the smallest and the largest value must be that an attacker can
        give a cell with a `rule`; the threshold.
    loss : float
        What hiding it costs, above zero; where a choice is open, less is hidden first.
    rule : str
        Why it must be hidden: ``small`` (fewer persons than the threshold), ``part`` (of a whole
        that is small), ``all_of_group`` (everybody of a group has the same in common, or nobody);
        empty where it may be shown.
    latent : bool
        Whether no report shows it: an attacker may still work it out.
    public : bool
        Whether it is already known outside, so that hiding it is of no use.
    kept : bool
        Whether it is what everybody asks for, and hidden only where nothing else helps.
    """

    key: str
    count: int
    width: int
    loss: float
    rule: Rule = ""
    latent: bool = False
    public: bool = False
    kept: bool = False


@dataclass(frozen=True)
class Relation:
    """What an attacker knows of several cells: `low` ≤ the sum of number × cell ≤ `high`.

    An equality has `low` equal to `high`. The true counts satisfy every relation.
    """

    terms: tuple[tuple[str, float], ...]
    low: float
    high: float
    why: str = ""

    @classmethod
    def total(cls, whole: str, parts: Iterable[str]) -> "Relation":
        """Return that parts which exclude each other add up to a whole."""
        return cls((*((part, 1.0) for part in parts), (whole, -1.0)), 0.0, 0.0, "total")

    @classmethod
    def known(cls, key: str, number: float, why: str = "") -> "Relation":
        """Return that a cell is known."""
        return cls(((key, 1.0),), number, number, why)


@dataclass(frozen=True)
class Publication:
    """Everything that is protected together: cells by key, and what binds them."""

    cells: Mapping[str, Cell]
    relations: Sequence[Relation]
