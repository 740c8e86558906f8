"""Words that say whose a number is, for several answers."""

from utfall.answers.words import other_names
from utfall.evidence import Evidence
from utfall.recorded import ALL, who
from utfall.values import Value

__all__ = ["by_place", "of_all"]


def of_all(e: Evidence) -> str:
    """Say in an authority's report that its numbers are everybody's."""
    return " i hela förbundet" if e.subject.about == "member" and who(e) == ALL else ""


def by_place(e: Evidence, v: Value, among: list[Value]) -> str:
    """Say whose a value is where the same programme has others of the same time."""
    alike = [w for w in among if w.programme_id == v.programme_id and w.year == v.year]
    if not alike[1:] or (e.subject.about == "member" and e.place_of(v) == "own"):
        return ""
    return f" ({other_names(e, v)})"
