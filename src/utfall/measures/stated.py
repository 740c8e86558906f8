"""What others have stated: plans, figures they computed, and context from public registers.

They are passed on, never recomputed: a payback time of nine months is what a source says it is.
"""

from collections.abc import Mapping

import pandas as pd

from utfall.measures import reasons
from utfall.measures.facts import bound_of, distinct, number, records, year_of
from utfall.values import Status, Value, group

__all__ = ["context_values", "planned_values", "statement_values"]


def _stated(row: Mapping[object, object], measure: str, programme_id: str, **parts: str) -> Value:
    """Return a row with value, low and high as it stands, words only where all are missing."""
    value, low, high = (number(row[name]) for name in ("value", "low", "high"))
    known = any(x is not None for x in (value, low, high))
    status: Status = "shown" if known else "not_applicable"
    return Value(
        measure,
        programme_id,
        str(row["member_ids"]),
        year_of(str(row["period_start"]), str(row["period_end"])),
        group(**parts),
        value=value,
        unit=str(row["unit"]) or "persons",
        low=low,
        high=high,
        bound=bound_of(value, low, high) if known else "",
        approximate=bool(row["approximate"]) and known,
        status=status,
        reason="" if known else reasons.WORDS_ONLY,
        source_id=str(row["source_id"]),
    )


def _source(row: Mapping[object, object]) -> str:
    return str(row["source_id"]).replace(";", "+")


def planned_values(goals: pd.DataFrame) -> list[Value]:
    """Goals and planned volumes, one value per row of `goals.csv`, in order.

    Returns
    -------
    list of Value
        ``n_planned`` for planned participants, else ``planned_`` and the name of the goal. The
        group names a population that is not participants; a plan for staff is no plan for
        participants. Several plans of one kind are told apart by source and goal.
    """
    rows = records(goals)
    values = []
    for row in rows:
        name = str(row["measure"]).removeprefix("planned_")
        population = str(row["population"])
        values.append(
            _stated(
                row,
                "n_planned" if name == "participants" else f"planned_{name}",
                str(row["programme_id"]),
                population="" if population == "participants" else population,
            )
        )
    names = [{"source": _source(row), "goal": str(row["goal_id"])} for row in rows]
    return distinct(values, names)


def statement_values(statements: pd.DataFrame) -> list[Value]:
    """Figures that somebody else computed, one value per row of `statements.csv`, in order.

    Returns
    -------
    list of Value
        ``statement_`` and the name of the figure; the programme, or empty where it concerns the
        association. A statement without a number is ``not_applicable``: it is words only.
        Statements that would share a key are told apart by their id.
    """
    rows = records(statements)
    values = [_stated(row, f"statement_{row['measure']}", str(row["subject"])) for row in rows]
    return distinct(values, [{"statement": str(row["statement_id"])} for row in rows])


_BY_STATUS: Mapping[str, tuple[Status, str]] = {
    "shown": ("shown", ""),
    "suppressed": ("suppressed", reasons.HIDDEN_BY_REGISTER),
    "missing": ("unknown", reasons.MISSING_IN_REGISTER),
}


def context_values(context: pd.DataFrame, member_of: Mapping[str, str]) -> list[Value]:
    """Context figures of public registers: need, not results of any programme.

    Parameters
    ----------
    context : DataFrame
        Rows of `context.csv`.
    member_of : mapping of str to str
        The name that stands as `member_id` by code: member ids by municipality code, and names
        for the county and the country (``00``) if they are wanted. Other rows are left out.

    Returns
    -------
    list of Value
        ``context_`` and the name of the figure. What the register hides is ``suppressed``, what
        it lacks is ``unknown``. Members do not always add up to the county, so nothing is added.
    """
    rows = [row for row in records(context) if row["municipality_code"] in member_of]
    values = []
    for row in rows:
        value = number(row["value"])
        stated = str(row["status"]) or "shown"
        status, reason = _BY_STATUS["missing" if value is None and stated == "shown" else stated]
        values.append(
            Value(
                f"context_{row['measure']}",
                "",
                member_of[str(row["municipality_code"])],
                year_of(str(row["period_start"]), str(row["period_end"])),
                value=value if status == "shown" else None,
                unit=str(row["unit"]),
                bound="exact" if status == "shown" else "",
                status=status,
                reason=reason,
                source_id=str(row["source_id"]),
            )
        )
    names = [
        {"source": _source(row), "period": str(row["period_end"]), "row": str(row["context_id"])}
        for row in rows
    ]
    return distinct(values, names)
