"""What of a report's data has changed, in words for the plan."""

import json
from collections.abc import Mapping
from typing import Any

from utfall.plan import Layout, ReportSpec, read_key

__all__ = ["moved"]


def moved(spec: ReportSpec, layout: Layout) -> str:
    """Say in a few words what of a report's data has changed since it was executed.

    Empty where nothing has, or it is not known what it was executed from.
    """
    executed = layout.executed / spec.id
    before = executed / "input.json"
    known = read_key(executed / "key.json").get("input")
    if (
        known == spec.parts["input"]
        or not before.is_file()
        or layout.memory.digest(before) != known
    ):
        return ""
    old, new = (
        json.loads(file.read_text(encoding="utf-8"))
        for file in (before, spec.prepared / "input.json")
    )
    others = [
        _TOLD_AS.get(name, name)
        for name in sorted(old.keys() | new.keys())
        if name != "values" and old.get(name) != new.get(name)
    ]
    return "; ".join([*_values_moved(old, new, spec.subject_id), *others])


# What rooms of an input are called in the plan, where not by their own name.
_TOLD_AS = {
    "as_of": "its newest source",
    "cited": "values that it cites",
    "compared": "what it is compared with",
    "members": "names of members",
    "named": "names",
    "protection": "how people are protected",
    "secondary": "which values are hidden to protect others",
    "subject": "its name",
}
_KEY = ("measure", "programme_id", "member_id", "year", "group")
_FIRST = 3


def _values_moved(old: Mapping[str, Any], new: Mapping[str, Any], subject: str) -> list[str]:
    """Say how many values of an input changed, came and went, and name the first of them."""
    before, after = (
        {tuple(value[k] for k in _KEY): value for value in found.get("values", [])}
        for found in (old, new)
    )
    found = {
        "changed": [key for key in after if key in before and after[key] != before[key]],
        "new": [key for key in after if key not in before],
        "gone": [key for key in before if key not in after],
    }
    lines = []
    for how, keys in found.items():
        named = list(dict.fromkeys(_named(*key[:4], subject=subject) for key in keys))
        more = f" and {len(named) - _FIRST} more" if len(named) > _FIRST else ""
        if keys:
            number = f"{len(keys)} value{'s' if keys[1:] else ''}"
            lines.append(f"{number} {how} ({', '.join(named[:_FIRST])}{more})")
    return lines


def _named(measure: str, programme: str, member: str, year: str, *, subject: str) -> str:
    """Name a value by its measure and year, and by those whom the report is not about."""
    others = [one for one in (programme, member) if one not in ("", "all", subject)]
    return " ".join([measure, *others, *([year] if year else [])])
