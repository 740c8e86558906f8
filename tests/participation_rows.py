"""Participation records for tests: a few by hand, or any that hypothesis draws."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

import pyarrow as pa
from hypothesis import strategies as st

from utfall.data import codes
from utfall.data.records import arrow_schema, database
from utfall.measures.from_records.cuts import Place, lay
from utfall.values import Value

Row = dict[str, Any]
T = TypeVar("T")

MUNICIPALITIES = {"9901": "berg", "9902": "dal"}
PLACES = [Place(code, member) for code, member in MUNICIPALITIES.items()]
_NEWEST = date(2021, 12, 31)


def row(entry: str, left: str = "", /, person: str = "a", **cells: Any) -> Row:
    """Return one participation in programme p of a resident of Berg; an empty person is anonymous."""
    known = {
        "person_id": f"synthetic-{person}" if person else None,
        "consent": "named" if person else "anonymous",
        "programme_id": "p",
        "residence": "9901",
        "entry": entry,
        "exit": left,
        "as_of": _NEWEST,
        **cells,
    }
    days = ("entry", "exit", "planned_exit", "as_of")
    for day in days:
        if isinstance(known.get(day), str):
            known[day] = date.fromisoformat(known[day]) if known[day] else None
    return {name: known.get(name) for name in arrow_schema().names}


def asked(
    measure: Callable[..., Iterable[T]],
    rows: Iterable[Row],
    *told: Any,
    places: Iterable[Place] = PLACES,
    ended: Mapping[str, date] | None = None,
    **named: Any,
) -> list[T]:
    """Return what a measure says of the rows; `ended` are programmes known to have ended."""
    numbered = [{**r, "record_id": r["record_id"] or f"r{i}"} for i, r in enumerate(rows)]
    with database() as con:
        con.execute("SET threads = 1")
        table = pa.Table.from_pylist(numbered, schema=arrow_schema())
        horizon = lay(con, con.from_arrow(table), places, ended)
        assert horizon is not None
        return list(measure(con, horizon, *told, **named))


def numbers(values: Iterable[Value], **where: str) -> dict[str, float | None]:
    """Return value by measure and group of one cut: member berg, programme p unless told."""
    cut = {"member_id": "berg", "programme_id": "p", **where}
    found = [v for v in values if all(getattr(v, name) == cell for name, cell in cut.items())]
    named = {f"{v.measure}:{v.group}": v.value for v in found}
    assert len(named) == len(found), "two values have one key"
    return named


def plus_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last of a shorter month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    raise AssertionError


_DAY = st.integers(0, 3 * 365).map(lambda n: date(2019, 1, 1) + timedelta(n))


def _one_of(names: Iterable[str]) -> st.SearchStrategy[str | None]:
    return st.sampled_from([None, *names])


@st.composite
def participations(draw: st.DrawFn) -> Row:
    """Draw one participation that breaks no rule of the records."""
    entry, other, as_of = sorted(draw(st.tuples(_DAY, _DAY, _DAY)))
    left = draw(st.sampled_from([None, other, entry]))
    person = draw(st.sampled_from(["", "", "a", "b", "c", "d"]))
    percent = st.sampled_from([None, 0, 25, 50, 100])
    cells: dict[str, Any] = {
        "programme_id": draw(st.sampled_from(["p", "q"])),
        "residence": draw(st.sampled_from([None, "9901", "9902", "9903"])),
        "sex": draw(_one_of(codes.SEX)),
        "birth_year": draw(st.sampled_from([None, 1950, 1985, 1994, 1995, 2004, 2005])),
        "education": draw(_one_of(codes.EDUCATION)),
        "months_on_support": draw(st.sampled_from([None, 0, 6, 7, 61])),
        "referred_by": draw(_one_of(codes.REFERRED_BY)),
        "entry": entry,
        "planned_exit": draw(st.sampled_from([None, entry, other, as_of])),
        "exit": left,
        "as_of": as_of,
        "exit_reason": draw(_one_of(codes.EXIT_REASON)) if left else None,
    }
    for time in codes.TIMES if left else ["entry"]:
        activity = draw(_one_of(codes.ACTIVITY))
        cells[f"activity_{time}"] = activity
        for kind, ours in (("work", codes.WORK), ("study", codes.STUDY)):
            extent = draw(percent)
            cells[f"{kind}_extent_{time}"] = None if activity in ours and extent == 0 else extent
        cells[f"income_{time}"] = draw(_one_of(codes.INCOME))
    if cells.get("activity_exit") in codes.WORK:
        cells["job_lasts_month"] = draw(_one_of(codes.YES_NO))
    return row("2019-01-01", person=person, **cells)


def several(rows: int = 12) -> st.SearchStrategy[list[Row]]:
    """Draw a few participations."""
    return st.lists(participations(), min_size=1, max_size=rows)


def by_key(values: Sequence[Value]) -> dict[str, Value]:
    """Return values by key; two with one key are a fault of the measure."""
    found = {value.key: value for value in values}
    assert len(found) == len(values), "two values have one key"
    return found
