"""Small frames for tests: rows of `counts.csv`, `funding.csv` and `programmes.csv`."""

from typing import Any

import pandas as pd

from utfall.values import Value

_COUNT: dict[str, Any] = {
    "count_id": "",
    "programme_id": "p",
    "member_ids": "m",
    "reading": "",
    "component": "",
    "period_start": "2018",
    "period_end": "2018",
    "period_kind": "flow",
    "measure": "participants",
    "outcome": "",
    "after": "",
    "population": "participants",
    "unit": "persons",
    "value": float("nan"),
    "low": float("nan"),
    "high": float("nan"),
    "approximate": False,
    "of": "",
    "exclusive_group": "",
    "inferred": False,
    "derived": False,
    "primary": True,
    "reason": "",
    "source_id": "s",
    "section": "",
    "as_of": "2019-01-01",
    "fact_id": "",
    "note": "",
}
_MONEY: dict[str, Any] = {
    "funding_id": "",
    "programme_id": "p",
    "member_ids": "m",
    "reading": "",
    "component": "",
    "funder": "total",
    "basis": "budget",
    "form": "not_stated",
    "amount_sek": float("nan"),
    "amount_eur": float("nan"),
    "approximate": False,
    "period_start": "2018",
    "period_end": "2018",
    "period_kind": "whole",
    "list_id": "",
    "primary": True,
    "source_id": "s",
    "section": "",
    "as_of": "2019-01-01",
    "fact_id": "",
    "note": "",
}

Row = dict[str, Any]


def count(measure: str, value: float | None = None, **cells: Any) -> Row:
    """Return a row of `counts.csv`; what is not given is a flow of participants in 2018."""
    number = float("nan") if value is None else float(value)
    return {**_COUNT, "measure": measure, "value": number, **cells}


def outcome(name: str, value: float | None, of: str = "participants", **cells: Any) -> Row:
    """Return an outcome row of `counts.csv`."""
    return count("outcome", value, outcome=name, of=of, **cells)


def money(amount_sek: float | None, funder: str = "total", **cells: Any) -> Row:
    """Return a row of `funding.csv`; what is not given is a budget for 2018."""
    number = float("nan") if amount_sek is None else float(amount_sek)
    return {**_MONEY, "amount_sek": number, "funder": funder, **cells}


def counts(*rows: Row, **cells: Any) -> pd.DataFrame:
    """Return rows as a frame; `cells` are the same for all of them."""
    return pd.DataFrame([{**row, **cells} for row in rows], columns=list(_COUNT))


def funding(*rows: Row, **cells: Any) -> pd.DataFrame:
    """Return rows as a frame; `cells` are the same for all of them."""
    return pd.DataFrame([{**row, **cells} for row in rows], columns=list(_MONEY))


def programmes(**orientation: str) -> pd.DataFrame:
    """Return one programme per argument, with its orientation."""
    rows = [{"programme_id": name, "orientation": value} for name, value in orientation.items()]
    return pd.DataFrame(rows, columns=["programme_id", "orientation"])


def by_key(values: list[Value]) -> dict[str, Value]:
    """Return values by key; two with one key are a fault of the measure."""
    found = {value.key: value for value in values}
    assert len(found) == len(values), "two values have one key"
    return found


IMA: Row = {
    "programme_id": "ima",
    "member_ids": "eskilstuna+strangnas",
    "period_start": "2016",
    "period_end": "2019",
}


def ima_counts() -> list[Row]:
    """Return what the answer of 2022 says of IMA."""
    of = "completed"
    exits: Row = {"exclusive_group": "exit", "inferred": True, "of": of}
    return [
        {**row, **IMA}
        for row in (
            count("participants", 77),
            count("completed", 53),
            count("broken_off", 20),
            {**outcome("employment", 23), **exits},
            {**outcome("studies", 18), **exits},
            {**outcome("internship", 7), **exits},
            {**outcome("assessment", 5), **exits},
            outcome("care_contacts", 23, of),
        )
    ]
