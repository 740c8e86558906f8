"""Parts that are more than their whole, which no reading of a source can mean.

That parts are less than the whole is a finding, and so is the sum of outcomes that overlap.
Approximate numbers are left alone, and a range is taken at the end that could still be right.
"""

from collections.abc import Hashable, Iterator

import pandas as pd

from utfall.data.folder import Folder, Problem

__all__ = ["sum_problems"]

_SAME_PEOPLE = [
    *("programme_id", "member_ids", "reading", "component", "population", "unit"),
    *("period_start", "period_end"),
]
_SAME_MONEY = [
    *("programme_id", "member_ids", "reading", "component"),
    *("basis", "list_id", "source_id"),
]
_PARTS = {
    "participants": (("completed", "broken_off", "ongoing"), ("exited", "ongoing")),
    "exited": (("completed", "broken_off"),),
}


def sum_problems(folder: Folder) -> Iterator[Problem]:
    """Yield every whole that is less than its parts.

    Parameters
    ----------
    folder : Folder
        Counts are compared where they are about the same people: the primary ones with each
        other, the others within their source. Money is compared within its list and source.

    Yields
    ------
    Problem
        At the row of the whole; for an outcome or exclusive group, at its own.
    """
    for _, counts in _comparable(folder["counts"]):
        wholes = counts[counts["period_kind"] != "stock"]
        yield from _flow_problems(folder, counts, wholes)
        yield from _outcome_problems(folder, counts, wholes)
        yield from _exclusive_problems(folder, counts, wholes)
    yield from _money_problems(folder)
    yield from _indicator_problems(folder)


def _comparable(counts: pd.DataFrame) -> Iterator[tuple[Hashable, pd.DataFrame]]:
    exact = counts[~counts["approximate"]]
    exact = exact.assign(
        at_least=exact["value"].fillna(exact["low"]),
        at_most=exact["value"].fillna(exact["high"]),
        said_by=exact["source_id"].where(~exact["primary"], ""),
    )
    yield from exact.groupby([*_SAME_PEOPLE, "primary", "said_by"], sort=False)


def _whole(wholes: pd.DataFrame, measure: str) -> float:
    return float(wholes.loc[wholes["measure"] == measure, "at_most"].max())


def _flow_problems(folder: Folder, counts: pd.DataFrame, wholes: pd.DataFrame) -> Iterator[Problem]:
    at_least = counts.groupby("measure")["at_least"].max()
    for measure, alternatives in _PARTS.items():
        whole = _whole(wholes, measure)
        for parts in alternatives:
            known = at_least.reindex(parts).dropna()
            if not known.empty and known.sum() > whole:
                row = wholes.index[wholes["measure"] == measure][0]
                sum_ = " + ".join(f"{number:g} {part}" for part, number in known.items())
                problem = f"less than its parts, {sum_}"
                yield folder.problem("counts", row, "value", problem, "correct one of the counts")
                break


def _outcome_problems(
    folder: Folder, counts: pd.DataFrame, wholes: pd.DataFrame
) -> Iterator[Problem]:
    for row, of, at_least in counts[["of", "at_least"]].itertuples():
        whole = _whole(wholes, of) if of else float("nan")
        if at_least > whole:
            problem = f"more than the {whole:g} {of} that it is of"
            yield folder.problem("counts", row, "value", problem, "correct one of the counts")


def _exclusive_problems(
    folder: Folder, counts: pd.DataFrame, wholes: pd.DataFrame
) -> Iterator[Problem]:
    rows = counts[(counts["exclusive_group"] != "") & (counts["of"] != "")]
    for (_, of, _), group in rows.groupby(["exclusive_group", "of", "after"], sort=False):
        whole, together = _whole(wholes, str(of)), group["at_least"].sum()
        # One alone above the whole has been reported as an outcome.
        if together > whole and not (group["at_least"] > whole).any():
            problem = f"{together:g} in all, more than the {whole:g} {of} that they are of"
            cure = "correct a count, or the group if somebody may be in two of the rows"
            row = group.index[0]
            yield folder.problem("counts", row, "exclusive_group", problem, cure)


def _money_problems(folder: Folder) -> Iterator[Problem]:
    money = folder["funding"]
    for _, rows in money[~money["approximate"]].groupby(_SAME_MONEY, sort=False):
        total = rows["funder"] == "total"
        for amount in ("amount_sek", "amount_eur"):
            whole, parts = rows.loc[total, amount].dropna(), rows.loc[~total, amount].sum()
            # Half an öre: amounts are decimal numbers, their sums in floating point are not.
            if not whole.empty and parts > whole.sum() + 0.005:
                problem = f"less than its parts, {parts:.15g} in all"
                cure = "correct an amount, or tell period, list or component apart"
                yield folder.problem("funding", whole.index[0], amount, problem, cure)


def _indicator_problems(folder: Folder) -> Iterator[Problem]:
    rows = folder["indicators"]
    for row, asked, answered, yes, no in rows[
        ["asked", "answered", "favourable", "unfavourable"]
    ].itertuples():
        if answered > asked:
            problem = f"more than the {asked:g} asked"
            yield folder.problem("indicators", row, "answered", problem, "correct one of them")
        together = yes if pd.isna(no) else yes + no
        if together > answered:
            problem = f"{together:g} with the unfavourable, more than the {answered:g} who answered"
            yield folder.problem("indicators", row, "favourable", problem, "correct a count")
