"""What an author writes in `notebooks/NAME.py` to publish a measure of records.

A module's ``MEASURES`` is a list of these. They are worked out when reports are prepared, where
the records are, and protected together with everything else that is published.
"""

import runpy
import traceback
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

import pandas as pd

from utfall.errors import ParamsError
from utfall.measures.declared import RECORDS, Measure, Parts
from utfall.measures.from_records.counted import POPULATIONS, Place, Tabulation
from utfall.measures.from_records.declarations import RECORD_MEASURES
from utfall.measures.from_records.dimensions import Dimension
from utfall.values import Value, group, parse_group

__all__ = ["Authored", "Count", "Model", "Share", "authored"]

Population = Literal["new", "exits"]
_PLACES = ("member", "programme")


@dataclass(frozen=True)
class Count:
    """How many of those who came or left pass a test.

    Attributes
    ----------
    name : str
        The measure's name in `published.csv`, such as ``n_new_young``.
    of : {"new", "exits"}
        Who is counted: those who entered or those who left in the period.
    where : str
        SQL of the test over columns of `participations`; what it leaves NULL does not pass.
    by : sequence of {"member", "programme"}
        One table for each; empty for the association alone. The association is in every one.
    yearly : bool
        Whether it is told by year rather than by the pooled periods of the publication.
    health : bool
        Whether it tells of health, for which the threshold is higher.
    """

    name: str
    of: Population
    where: str
    by: Sequence[Place] = ("member",)
    yearly: bool = False
    health: bool = False

    @property
    def dimension(self) -> Dimension:
        """Who passes and who does not; only the first is ever shown."""
        return Dimension(
            self.name,
            f"if(coalesce(({self.where}), false), 'yes', 'no')",
            ("yes", "no"),
            told=True,
            health=self.health,
            silent=frozenset({"no"}),
        )

    @property
    def tables(self) -> tuple[Tabulation, ...]:
        """The tables that it publishes."""
        places: list[tuple[Place, ...]] = [(place,) for place in self.by]
        return tuple(
            Tabulation(self.of, where, (self.dimension,), pooled=not self.yearly)
            for where in places or [()]
        )

    @property
    def declaration(self) -> Measure:
        """What is said of it to whoever protects the publication."""
        return Measure(self.name, "participations", "count", ("from", "kind"))


@dataclass(frozen=True)
class Share:
    """A count as a share of all who came or left, worked out from shown counts only.

    `of` is the name of the count; of fewer than ten it is refused.
    """

    name: str
    of: str

    @property
    def declaration(self) -> Measure:
        """What is said of it to whoever protects the publication."""

        def parts(value: Value) -> Parts:
            return Parts(replace(value, measure=self.of).key, "")

        return Measure(self.name, "share", "share", ("from", "kind"), parts)


@dataclass(frozen=True)
class Model:
    """Any other number worked out from the records of those who came or left.

    Attributes
    ----------
    name, unit : str
        As in `published.csv`.
    of : {"new", "exits"}
        Whose rows it is of. It is hidden with their number.
    compute : callable
        From a frame of their participations, without ids, to a number; None where it has none.
    smallest : int
        The fewest persons that it is given for.
    reason : str
        Why it gives nobody of so many persons away. A mean or an extreme does; a rounded median
        does not.
    by : sequence of {"member", "programme"}
        As of `Count`.
    """

    name: str
    unit: str
    of: Population
    compute: Callable[[pd.DataFrame], float | None]
    smallest: int
    reason: str
    by: Sequence[Place] = ("member",)

    @property
    def declaration(self) -> Measure:
        """What is said of it to whoever protects the publication."""

        def parts(value: Value) -> Parts:
            kind = {k: v for k, v in parse_group(value.group).items() if k == "kind"}
            plain = group(from_="records", count="participations", **kind)
            return Parts("", replace(value, measure=f"n_{self.of}", group=plain).key)

        return Measure(
            self.name, self.unit, "model", ("from", "kind"), parts,
            safe="exempt", smallest=self.smallest, reason=self.reason,
        )  # fmt: skip


Authored = Count | Share | Model


def authored(modules: Iterable[Path], threshold: int) -> tuple[Authored, ...]:
    """Return the measures that notebooks' modules declare.

    Parameters
    ----------
    modules : iterable of Path
        `notebooks/NAME.py` of each notebook; one that is not there declares nothing.
    threshold : int
        Fewest persons that anything may be told of.

    Raises
    ------
    ParamsError
        If a module cannot be run or declares something else, all problems at once.
    """
    found: list[Authored] = []
    problems: list[str] = []
    for path in modules:
        if path.is_file():
            for one in _measures(path, problems):
                problems += [f"{path}: MEASURES: {line}" for line in _faults(one, found, threshold)]
                found.append(one)
    if problems:
        raise ParamsError("\n".join(problems))
    return tuple(found)


def _measures(path: Path, problems: list[str]) -> list[Authored]:
    try:
        listed = runpy.run_path(str(path)).get("MEASURES", [])
    except Exception as err:
        # Whatever an author's module raises is the author's to mend.
        line = getattr(err, "lineno", None) or traceback.extract_tb(err.__traceback__)[-1].lineno
        problems.append(f"{path}, line {line}: {type(err).__name__}: {err}; mend the module")
        return []
    good = [one for one in listed if isinstance(one, Count | Share | Model)]
    if len(good) < len(listed):
        problems.append(
            f"{path}: MEASURES: found {len(listed) - len(good)} that are no measures; "
            "allowed: Count, Share and Model of utfall.measures.author"
        )
    return good


def _faults(one: Authored, before: Sequence[Authored], threshold: int) -> list[str]:
    found = []
    if not one.name.isidentifier() or not one.name.islower():
        found.append(f"name: found {one.name!r}; allowed: small letters, digits and _")
    if RECORDS + one.name in RECORD_MEASURES:
        found.append(f"name: found {one.name!r}, which is a measure already; give it another")
    if one.name in {other.name for other in before}:
        found.append(f"name: found {one.name!r} twice; give each its own")
    if isinstance(one, Share):
        counts = [other.name for other in before if isinstance(other, Count)]
        if one.of not in counts:
            found.append(
                f"{one.name}: of: found {one.of!r}; allowed: {', '.join(counts) or 'a Count above it'}"
            )
        return found
    if one.of not in POPULATIONS or one.of not in ("new", "exits"):
        found.append(f"{one.name}: of: found {one.of!r}; allowed: new, exits")
    if not set(one.by) <= set(_PLACES):
        found.append(f"{one.name}: by: found {list(one.by)}; allowed: {', '.join(_PLACES)}")
    if isinstance(one, Model):
        if one.smallest < threshold:
            found.append(
                f"{one.name}: smallest: found {one.smallest}; allowed: {threshold} or more"
            )
        if not one.reason:
            found.append(f"{one.name}: reason: is missing; say why it gives nobody away")
    return found
