"""The key in `published.csv` of every cell that tables of records have."""

from functools import cache

from utfall.measures.from_records.counted import At
from utfall.measures.from_records.dimensions import DIMENSIONS
from utfall.values import group

__all__ = ["key_of", "parts_of_key"]

_OF_NEW = ("sex", "age", "referred_by", "stay", "left_to")
_REACHED = {"yes": "n_reached", "no": "n_not_reached", "unknown": "n_reached_unknown"}


def _after(name: str) -> tuple[str, str]:
    stem, _, time = name.partition("_")
    return stem, time


def parts_of_key(at: At) -> tuple[str, dict[str, str]]:
    """Return the measure of a cell, and the parts of its group."""
    codes = dict(at.codes)
    parts = {"from_": "records"}
    parts |= {name: codes.pop(name) for name in _OF_NEW if name in codes}
    if at.population == "during":
        return "n_during", {**parts, "count": "persons"}
    if at.population == "closing":
        return "n_closing", {**parts, "count": "participations", "kind": "stock"}
    if not codes:
        return f"n_{at.population}", {**parts, "count": "participations"}
    names = set(codes)
    if names <= {"activity_before", "outcome"} and "activity_before" in names:
        told = {"before": codes["activity_before"], "now": codes.get("outcome", "")}
        return "n_activity_change", {**parts, **told}
    if names <= {"income_before", "income_now"}:
        told = {"before": codes.get("income_before", ""), "now": codes.get("income_now", "")}
        return "n_income_change", {**parts, **told}
    if names == {"step"}:
        return "n_step", {**parts, "step": codes["step"]}
    if names == {"support"}:
        return "n_work", {**parts, "support": codes["support"]}
    if names == {"plan"}:
        return "n_exits_against_plan", {**parts, "plan": codes["plan"]}
    [(name, code)] = codes.items()
    if name not in DIMENSIONS:
        # An author's own: those who pass its test, and the rest of them.
        return name, {**parts, "part": "" if code == "yes" else code}
    stem, after = _after(name)
    if stem == "outcome" or code == "not_due":
        # Who is not due yet is so by any definition.
        return "n_outcome", {**parts, "outcome": code, "after": after}
    return _REACHED[code], {**parts, "definition": stem, "after": after}


# Asked for each cell as often as the cell is part of something.
@cache
def key_of(at: At, *, to_date: bool = False) -> str:
    """Return the key of a cell; a flow of a period that is not complete is one to date."""
    measure, parts = parts_of_key(at)
    if to_date and "kind" not in parts:
        parts["kind"] = "to_date"
    return ":".join((measure, at.programme, at.member, at.time, group(**parts)))
