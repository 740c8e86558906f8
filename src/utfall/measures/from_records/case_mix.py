"""How many of a municipality's participants were to be expected to reach work or studies.

Who has been longer away from work finds it harder to come back, whatever a programme does. The
expected number is what the whole association's participants of the same sex, age, education and
time on support came to. Method: docs/methods.md, "Records".
"""

from collections.abc import Iterator, Mapping, Sequence

import duckdb
import numpy as np
import pandas as pd

from utfall.measures import reasons
from utfall.measures.from_records.counted import At, pool
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.measures.from_records.horizon import ALL
from utfall.measures.statistics.case_mix import fit

__all__ = ["CHARACTERISTICS", "SMALLEST", "expected"]

SMALLEST = 30
"""Fewest ended participations of which a number is expected, so that no one of them shows in it."""

_FEWEST = 5

CHARACTERISTICS: Mapping[str, str] = {
    "woman": "sex = 'K'",
    "sex_unknown": "sex IS NULL",
    "below_30": "year(entry) - birth_year < 30",
    "from_50": "year(entry) - birth_year >= 50",
    "age_unknown": "birth_year IS NULL",
    "primary": "education IN ('below_primary', 'primary')",
    "education_unknown": "education IS NULL",
    "two_years_on_support": "months_on_support >= 24",
    "support_unknown": "months_on_support IS NULL",
}
"""SQL of what is adjusted for. What is not recorded is a characteristic of its own: whose education
nobody has written down may differ from the others."""


def expected(
    con: duckdb.DuckDBPyConnection, periods: Mapping[str, Sequence[int]]
) -> Iterator[tuple[At, int | None, str]]:
    """Yield how many of each municipality's exits were to be expected to reach work or studies.

    Parameters
    ----------
    con : DuckDBPyConnection
        With the views of `utfall.measures.from_records.cuts.lay`.
    periods : mapping of str to years
        Pooled periods by label.

    Yields
    ------
    At, int or None, str
        The exits of a municipality in a period; the sum of the fitted probabilities of those
        whose situation is known, rounded to a whole number; and why there is none: of fewer than
        `SMALLEST` exits, or where no model can be fitted. The model is a logistic regression over
        the whole association's exits of the period, so that what is expected of all together is
        what they reached.
    """
    pool(con, periods)
    told = ", ".join(f"coalesce({sql}, false) AS {name}" for name, sql in CHARACTERISTICS.items())
    # How many are alike in all of it: a handful of rows, however many there are of people.
    groups = con.execute(
        f"SELECT label, member_id, ({DIMENSIONS['association'].sql}) AS reached, {told}, "  # noqa: S608
        "count(*) AS n FROM enrolled JOIN pooled ON year = one WHERE exited "
        "GROUP BY ALL ORDER BY ALL"
    ).df()
    for label, period in groups.groupby("label"):
        known = period[period["reached"].isin(["yes", "no"])]
        outcomes = (known["reached"] == "yes").astype(int)
        names = _usable(known, outcomes)
        design = known[names].to_numpy(float).tolist()
        model = fit(outcomes.tolist(), design, names, known["n"].tolist()) if names else None
        chances = (
            None if model is None else np.array(model.expected(design)) * known["n"].to_numpy()
        )
        for member, own in period.groupby("member_id"):
            at = At("exits", str(member), ALL, str(label))
            if own["n"].sum() < SMALLEST:
                yield at, None, reasons.FEWER_THAN_THIRTY
            elif chances is None:
                yield at, None, reasons.NO_MODEL
            else:
                mine = (known["member_id"] == member).to_numpy()
                yield at, int(chances[mine].sum() + 0.5), ""


def _usable(groups: pd.DataFrame, outcomes: pd.Series) -> list[str]:
    """Return the characteristics that say something, each besides those before it.

    One that hardly anybody has, or has with one outcome only, would be told by a few people.
    """
    names: list[str] = []
    rank = 1
    for name in CHARACTERISTICS:
        table = groups.pivot_table("n", name, outcomes, "sum", fill_value=0)
        if table.shape != (2, 2) or table.to_numpy().min() < _FEWEST:
            continue
        design = np.column_stack([np.ones(len(groups)), groups[[*names, name]].to_numpy(float)])
        found = int(np.linalg.matrix_rank(design))
        if found > rank:
            names, rank = [*names, name], found
    return names
