"""Why nothing can be said of people or results: the reason that is true for the very report."""

from utfall.answers.words import counts, hidden_counts, is_municipality, member_name
from utfall.evidence import Evidence
from utfall.recorded import which, who
from utfall.text import escape
from utfall.values import Value, parse_group

__all__ = ["STRUCTURE", "has_nobody", "is_structure", "no_results"]

STRUCTURE = "insatsen riktar sig till organisationer och har inga deltagare"


def is_structure(e: Evidence) -> bool:
    """Say whether the report is about a programme that has no participants by design."""
    if e.subject.about != "programme":
        return False
    return e.programme(e.subject.subject_id).orientation == "structure"


def has_nobody(e: Evidence) -> bool:
    """Say whether neither a source nor records count anybody of the report's subject."""
    recorded = e.find("n_during", which(e), who(e), from_="records")
    return not (recorded or hidden_counts(e) or e.find("n_participants", source=None))


def no_results(e: Evidence) -> str:
    """Say why no share with work can be given, to stand after "eftersom".

    The nearest reason comes first: there are no people; the numbers are hidden; the share was
    refused; the source says that it has none; nobody says anything.
    """
    if is_structure(e):
        return STRUCTURE
    recorded = e.find("share_reached", which(e), who(e), from_="records", definition="association")
    if recorded:
        newest = max(recorded, key=lambda v: v.year)
        if newest.status != "shown":
            return escape(newest.reason)
    published = _concerning(e, "share_outcome")
    for status in ("suppressed", "refused"):
        for v in published:
            if v.status == status:
                return escape(v.reason)
    for v in _concerning(e, "n_outcome"):
        if v.status != "shown" and v.reason:
            return escape(v.reason)
    if counts(e) or any(v.status == "shown" for v in e.find("n_participants", source=None)):
        return "ingen källa redovisar hur det gick för deltagarna"
    if hidden_counts(e):
        return escape(hidden_counts(e)[0].reason)
    whose = f" från {member_name(e)}" if is_municipality(e) else ""
    return f"ingen källa redovisar några deltagare{whose}"


def _concerning(e: Evidence, measure: str) -> list[Value]:
    """Return what sources say of results at exit, nearest to the report's subject first."""
    found = [
        v
        for v in e.find(measure, source=None, allocation=None)
        if v.member_id and e.chosen(v) and not parse_group(v.group).get("after")
    ]
    return e.in_order(found)
